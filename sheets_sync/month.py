"""What a month is: the entries as read, and what they became once brought together."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from forms.definition import Form
from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.checking.check import Checked
from sheets_sync.config import Config
from sheets_sync.consortium.consolidate import Consortium, shareable
from sheets_sync.figures.measures import Measures
from sheets_sync.people.identify import People
from sheets_sync.reading.tab import TabReading

if TYPE_CHECKING:
    import pandas as pd

    from sheets_sync.steering.board import Board

COORDINATION = "Coordination"
"""What stands for the SIAE where an anomaly is in a coordination tab."""
BAD_TAB = ("tab.missing", "tab.empty", "tab.no_header")


@dataclass(frozen=True)
class Entries:
    """All that was read and checked, before anything is brought together."""

    forms: Mapping[str, Form]
    readings: Sequence[TabReading]
    checked: Sequence[Checked]
    coordination: Mapping[str, Sequence[Checked]]
    anomalies: Sequence[Anomaly]

    @property
    def bad_tabs(self) -> list[Anomaly]:
        """Members' tabs that could not be read at all."""
        return [anomaly for anomaly in self.anomalies if anomaly.rule in BAD_TAB]

    def frame(self, form_id: str) -> pd.DataFrame:
        """The rows of a coordination tab, fields as columns; empty where there is no such tab."""
        import pandas as pd

        tables = self.coordination.get(form_id, [])
        columns = {
            field.id: [value for table in tables for value in table.values[field.id]]
            for field in self.forms[form_id].fields
        }
        return pd.DataFrame(
            {name: pd.Series(values, dtype=object) for name, values in columns.items()}
        )


class RowFacts(NamedTuple):
    """Whose row it is: the person's pseudonym, the counsellor's initials ("" where there are none)."""

    person: str
    referent: str


NOBODY = RowFacts("", "")


@dataclass(frozen=True)
class Month:
    """Entries, brought together and measured: what sheets, documents and exports are made from."""

    config: Config
    as_of: date
    entries: Entries
    consortium: Consortium
    people: People
    measures: Measures
    anomalies: Sequence[Anomaly]

    @property
    def form(self) -> Form:
        """The participants' form."""
        return self.entries.forms["participant"]

    @functools.cached_property
    def row_facts(self) -> Mapping[tuple[str, str, int | None], RowFacts]:
        """(SIAE, tab, row) of a kept row → whose it is."""
        frame = self.consortium.frame
        referents = (
            frame["referent"].tolist() if "referent" in frame.columns else [None] * len(frame)
        )
        places = zip(
            frame["siae"].tolist(), frame["tab"].tolist(), frame["row"].tolist(), strict=True
        )
        people = zip(frame["person"].tolist(), (str(name or "") for name in referents), strict=True)
        return {place: RowFacts(*facts) for place, facts in zip(places, people, strict=True)}

    @functools.cached_property
    def board(self) -> Board:
        """What directors look at, as figures."""
        from sheets_sync.steering.board import build

        return build(self)

    def key(self, anomaly: Anomaly) -> str:
        """What an anomaly is known again by at the next run, wherever its row then stands."""
        whose = (
            self.row_facts.get((anomaly.siae, anomaly.tab, anomaly.row), NOBODY).person
            or anomaly.row
            or anomaly.message
        )
        return " | ".join(
            (anomaly.siae, anomaly.tab, anomaly.rule, anomaly.field or "", str(whose))
        )

    def shareable(self, with_names: bool = False) -> pd.DataFrame:
        """The consortium table without what must not leave the tabs."""
        return shareable(self.consortium.frame, self.form, with_names)
