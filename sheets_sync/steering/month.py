"""A month: what was read, brought together and measured; all that is written is made from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from forms.form import Form
from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.consortium.consolidate import Consortium, shareable
from sheets_sync.consortium.entries import Entries
from sheets_sync.consortium.owners import RowOwners
from sheets_sync.figures.measures import Measures
from sheets_sync.people.identify import People
from sheets_sync.steering.board import Board

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Month:
    """All that a run found on one day, before anything is written.

    Attributes:
        anomalies: those of the cells, of persons, and of what changed since earlier runs.
        owners: whose row an anomaly is in.
    """

    as_of: date
    entries: Entries
    consortium: Consortium
    people: People
    measures: Measures
    anomalies: Sequence[Anomaly]
    owners: RowOwners
    board: Board

    @property
    def form(self) -> Form:
        """The participants' form."""
        return self.entries.forms["participant"]

    def shareable(self, with_names: bool = False) -> pd.DataFrame:
        """The consortium table without what must not leave the tabs."""
        return shareable(self.consortium.frame, self.form, with_names)
