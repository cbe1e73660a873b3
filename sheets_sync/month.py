"""What a month is: the entries as read, and what they became once brought together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from forms.definition import Form
from sheets_sync.check import Anomaly, Checked
from sheets_sync.config import Config
from sheets_sync.consolidate import Consortium, shareable
from sheets_sync.measure import Measures
from sheets_sync.people import People
from sheets_sync.read import TabReading
from sheets_sync.workbooks import Workbook

if TYPE_CHECKING:
    import pandas as pd

COORDINATION = "Coordination"
"""What stands for the SIAE where an anomaly is in a coordination tab."""
BAD_TAB = ("tab.missing", "tab.empty", "tab.no_header")


@dataclass(frozen=True)
class Entries:
    """All that was read and checked, before anything is brought together; `books` by what config calls them."""

    forms: Mapping[str, Form]
    readings: Sequence[TabReading]
    checked: Sequence[Checked]
    coordination: Mapping[str, Sequence[Checked]]
    anomalies: Sequence[Anomaly]
    books: Mapping[str, Workbook]

    @property
    def bad_tabs(self) -> list[Anomaly]:
        """Members' tabs that could not be read at all."""
        return [anomaly for anomaly in self.anomalies if anomaly.rule in BAD_TAB]

    def frame(self, form_id: str) -> pd.DataFrame:
        """The rows of a coordination tab, fields as columns; empty where there is no such tab."""
        import pandas as pd

        tables = self.coordination.get(form_id, [])
        columns = {
            field.id: [value for table in tables for value in table.values[field.id]] for field in self.forms[form_id].fields
        }
        return pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in columns.items()})


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

    def shareable(self, with_names: bool = False) -> pd.DataFrame:
        """The consortium table without what must not leave the tabs."""
        return shareable(self.consortium.frame, self.form, with_names)
