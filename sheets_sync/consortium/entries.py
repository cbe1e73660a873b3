"""All that was read and checked in a run, before anything is brought together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from forms.form import Form
from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.checking.table import CheckedTable
from sheets_sync.reading.listed_people import ListedPeople
from sheets_sync.reading.table import TabReading

if TYPE_CHECKING:
    import pandas as pd

COORDINATION = "Coordination"
"""Name that stands for the SIAE where an anomaly is in a coordination tab."""
UNREADABLE_TAB = ("tab.missing", "tab.empty", "tab.no_header", "tab.side_by_side")

_NOBODY_THERE = (None, "tab.empty")
"""Problems of a tab that leave nobody unread."""


@dataclass(frozen=True)
class Entries:
    """The tabs as read, and what the checks made of them.

    Attributes:
        readings: a member's tab each, in the order of config.
        checked: the tables of the members' tabs; coordination: those of the other tabs, by form.
        listed: whoever stands in tabs that nothing else reads: nobody of them counts, and nobody
            is to be named.
    """

    forms: Mapping[str, Form]
    readings: Sequence[TabReading]
    checked: Sequence[CheckedTable]
    coordination: Mapping[str, Sequence[CheckedTable]]
    anomalies: Sequence[Anomaly]
    listed: Sequence[ListedPeople] = ()

    @property
    def unreadable_tabs(self) -> list[Anomaly]:
        """Members' tabs that could not be read at all."""
        return [anomaly for anomaly in self.anomalies if anomaly.rule in UNREADABLE_TAB]

    @property
    def tabs_without_names(self) -> list[str]:
        """Members' tabs in which somebody may stand whose name is not read.

        Nobody stands in one that is empty; who stood in one that is missing may stand elsewhere.
        """
        unread = [reading.tab for reading in self.readings if reading.problem not in _NOBODY_THERE]
        nameless = [
            table.tab
            for table in self.checked
            if table.table.rows and not {"nom", "prenom"} <= table.table.cells.keys()
        ]
        return list(dict.fromkeys([*unread, *nameless]))

    @property
    def missing_tabs(self) -> list[str]:
        """Members' tabs that config names and no workbook has."""
        return [reading.tab for reading in self.readings if reading.problem == "tab.missing"]

    @property
    def tabs_read(self) -> list[tuple[str, str]]:
        """(SIAE, tab) of every tab that could be read; `COORDINATION` for the shared ones."""
        members = [(reading.siae, reading.tab) for reading in self.readings if not reading.problem]
        shared = [(COORDINATION, tables[0].tab) for tables in self.coordination.values() if tables]
        return members + shared

    def frame(self, form_id: str) -> pd.DataFrame:
        """The rows of a coordination tab, fields as columns; empty where there is no such tab."""
        import pandas as pd

        tables = self.coordination.get(form_id, [])
        columns = {field.id: _stacked(tables, field.id) for field in self.forms[form_id].fields}
        return pd.DataFrame(
            {name: pd.Series(cells, dtype=object) for name, cells in columns.items()}
        )


def _stacked(tables: Sequence[CheckedTable], field_id: str) -> list[object]:
    cells: list[object] = []
    for table in tables:
        cells += table.values[field_id]
    return cells


def labels_of_fields(forms: Mapping[str, Form]) -> dict[str, str]:
    """Field id → what staff call it; of an id in two forms, what the participants' form says."""
    labels: dict[str, str] = {}
    # What is written last stands: the participants' form, and of a form the first of its fields.
    for form in (*forms.values(), forms["participant"]):
        labels |= {field.id: field.label for field in reversed(form.fields)}
    return labels
