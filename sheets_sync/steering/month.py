"""A month: what was read, brought together and measured; all that is written is made from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from forms.form import Form
from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.consortium.consolidate import Consortium
from sheets_sync.consortium.entries import Entries
from sheets_sync.consortium.owners import RowOwners
from sheets_sync.figures.measures import Measures
from sheets_sync.people.accepting import Decided
from sheets_sync.people.identify import People
from sheets_sync.release.audiences import Output
from sheets_sync.release.door import Door, Released
from sheets_sync.steering.board import Board

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Month:
    """All that a run found on one day, before anything is written.

    Attributes:
        anomalies: those of the cells, of persons, and of what changed since earlier runs, but for
            what the coordinator accepted.
        decided: what she accepted, and can accept.
        owners: whose row an anomaly is in.
        name_marks: pseudonym → what a later run knows the person in a text by.
        make_board: what directors look at, measured only where it is shown.
        door: what is written of it goes through there.
        targets: indicator and SIAE → value, as they are remembered.
        notices: sentences on what the coordination fixed in its tabs.
    """

    as_of: date
    entries: Entries
    consortium: Consortium
    people: People
    name_marks: Mapping[str, Sequence[bytes]]
    measures: Measures
    anomalies: Sequence[Anomaly]
    decided: Decided
    owners: RowOwners
    make_board: Callable[[], Board]
    door: Door
    targets: Mapping[str, float] = field(default_factory=dict)
    notices: Sequence[str] = ()
    _rows: dict[Output, Released[pd.DataFrame]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @property
    def form(self) -> Form:
        """The participants' form."""
        return self.entries.forms["participant"]

    @cached_property
    def board(self) -> Board:
        """All that directors look at on that day."""
        return self.make_board()

    def anomalies_of(self, siae: str) -> Sequence[Anomaly]:
        """The anomalies of one SIAE, in their order."""
        return self._by_siae.get(siae, ())

    @cached_property
    def _by_siae(self) -> dict[str, list[Anomaly]]:
        # looked through once, however many SIAE there are
        by_siae: dict[str, list[Anomaly]] = {}
        for anomaly in self.anomalies:
            by_siae.setdefault(anomaly.siae, []).append(anomaly)
        return by_siae

    def rows(self, output: Output) -> Released[pd.DataFrame]:
        """The consolidated rows for the readers of `output`, made once."""
        if output not in self._rows:
            self._rows[output] = self.door.rows(output, self.consortium.frame, self.form)
        return self._rows[output]
