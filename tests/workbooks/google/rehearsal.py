"""One spreadsheet with filled-in cards, put back to its start before each run that is disturbed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from typer.testing import Result

from sheets_sync.sheets.content import is_feedback
from sheets_sync.workbooks.google.api.colours import parse_colour
from sheets_sync.workbooks.shared.fill_colour import OUR_FILLS
from tests.conftest import ANNA, HEADERS, OMAR, Rows
from tests.desks import GoogleDesk
from tests.entry.card_office import AWA, Office
from tests.sheets_emulator.grid import Spreadsheet, Tab
from tests.sheets_emulator.schema import Json
from tests.sheets_emulator.server import Emulator
from tests.typing_commands import plain
from tests.workbooks.google.made_tables import TYPES, make_table
from tests.workbooks.google.movements import NEWCOMER

TAB, CARDS = "Un", "Saisie"
EXIT = {"Motif de sortie": "CDI", "Date de sortie": "20/11/2026"}
CHANGE = {"SIAE": TAB, "Que faire": "Modifier", "Nom": "Diallo", "Prénom": "Awa", **EXIT}
EXIT_COLUMNS = frozenset({6, 7})
TABS: Mapping[str, Rows] = {
    TAB: (
        HEADERS,
        ("ZOUBIR", "Ali", "Homme", "02/02/1990", "03/02/2025", "CDDI", "", "Autre", ""),
        ANNA,
        OMAR,
        ("BELKACEM", "Ines", "Femme", "03/03/1991", "03/02/2025", "CDDI", "", "", ""),
    ),
    "Deux": (HEADERS, OMAR),
}
ADDED = "KONÉ"
CHANGED = "DIALLO"
Entries = Mapping[str, Mapping[int, Json]]
"""Name → column → what a person typed, wrote or chose in a cell."""


class Rehearsal:
    """A programme with a card that adds somebody and one that changes somebody."""

    def __init__(self, google: Emulator, folder: Path, in_table: bool = False) -> None:
        self.google = google
        self.desk = GoogleDesk(google, folder, TABS)
        self.office = Office(folder, self.desk)
        self._type_as_people_do()
        if in_table:
            make_table(self.desk, TAB, len(TABS[TAB]), TYPES)
        self.office.run("consolidate")
        self.office.fill(CHANGE)
        self.office.fill({"SIAE": TAB, **AWA}, 2)
        self.start, self.folder = self.desk.book.copy(), folder / "historique"
        self.kept = folder / "historique au départ"
        shutil.copytree(self.folder, self.kept)
        self.before = self.entries()

    def _type_as_people_do(self) -> None:
        """Notes, colours, a formula, in the cells that a write could land on."""
        self.desk.write_note(TAB, "H2", "à vérifier avec la mission locale")
        self.desk.paint(TAB, "G2", "#00FF00")
        self.desk.paint(TAB, "H5", "#FFFF00")
        start = {"sheetId": self.desk.book.tabs[0].id, "rowIndex": 4, "columnIndex": 7}
        tab = next(tab for tab in self.desk.book.tabs if tab.title == TAB)
        start["sheetId"] = tab.id
        cell = {"userEnteredValue": {"formulaValue": '=HYPERLINK("#gid=0","CDI")'}}
        self.desk.does(
            {
                "updateCells": {
                    "start": start,
                    "rows": [{"values": [cell]}],
                    "fields": "userEnteredValue",
                }
            }
        )

    def empty_cards(self) -> None:
        """Leave nothing to be taken in from the cards."""
        for card in (1, 2):
            for label in ("SIAE", "Nom", "Prénom", "Que faire"):
                self.office.fill({label: ""}, card)

    def reset(self) -> None:
        """Everything as it was before the run."""
        self.google.files.books[self.desk.id] = self.start.copy()
        shutil.rmtree(self.folder)
        shutil.copytree(self.kept, self.folder)
        self.google.faults, self.google.meanwhile = [], {}

    def run(
        self, *meanwhile: tuple[int, Callable[[], None]], words: Sequence[str] = ("consolidate",)
    ) -> Result:
        """The monthly run, or another command, with what people do before the n-th of its calls."""
        self.google.counts.clear()
        self.google.calls.clear()
        self.google.meanwhile = dict(meanwhile)
        result = self.office.run(*words)
        self.google.meanwhile = {}
        return result

    def our_notes(self, tab: str = TAB) -> set[tuple[str, int, str]]:
        """The name in a row, the column and the text of every note of ours in a tab."""
        found = next((each for each in self.book.tabs if each.title.startswith(tab)), None)
        if found is None:
            return set()
        return {
            (_name(found, row), column, cell["note"])
            for (row, column), cell in found.cells.items()
            if is_feedback(cell.get("note", ""))
        }

    @property
    def book(self) -> Spreadsheet:
        return self.desk.book

    def entries(self, tab: str = TAB) -> Entries:
        """What people have in a tab, renamed or not: without our feedback."""
        found = next((each for each in self.book.tabs if each.title.startswith(tab)), None)
        if found is None:
            return {}
        rows: dict[int, dict[int, Json]] = {}
        for (row, column), cell in sorted(found.cells.items()):
            if theirs := _of_people(cell):
                rows.setdefault(row, {})[column] = theirs
        rows = {row: cells for row, cells in rows.items() if any(map(_is_filled, cells.values()))}
        names = [_name(found, row) for row in rows]
        assert len(names) == len(set(names)), f"twice in the tab: {names}"
        return dict(zip(names, rows.values(), strict=True))

    def has_exit(self, entries: Entries) -> bool:
        return all(
            "userEnteredValue" in entries.get(CHANGED, {}).get(column, {})
            for column in EXIT_COLUMNS
        )

    def card_is_full(self, card: int) -> bool:
        """True if all that was typed on a card is still on it."""
        typed = CHANGE if card == 1 else {"SIAE": TAB, **AWA}
        return {self.office.typed(label, card) for label in typed} >= {*typed.values()}

    def card_is_empty(self, card: int) -> bool:
        labels = CHANGE if card == 1 else {"SIAE": TAB, **AWA}
        return not any(self.office.typed(label, card) for label in labels)

    def check_nobody_is_harmed(self, after: Entries, gone: str | None = None) -> None:
        """Every person has what they had, but for the exit of one and the entry of another."""
        for name, cells in self.before.items():
            if name == gone and name not in after:
                continue
            intended = EXIT_COLUMNS if name == CHANGED else frozenset()
            same = {column: cell for column, cell in cells.items() if column not in intended}
            now = {column: cell for column, cell in after[name].items() if column not in intended}
            assert now == same, f"the row of {name} has changed"
        newcomer = after.get(NEWCOMER, {})
        assert {column for column, cell in newcomer.items() if "userEnteredValue" in cell} <= {0}
        assert not newcomer or newcomer[1]["note"] == "vue le 12"
        assert {*after} <= {*self.before, NEWCOMER, ADDED}

    def check_message(self, result: Result) -> None:
        """It is done, or a French sentence says why not."""
        assert result.exit_code in (0, 1, 2), result.output
        said = plain(result.output)
        for word in ("Traceback", "grid", "Invalid", "range", "Panne", "Sheet with"):
            assert word not in said, said


def _is_filled(cell: Json) -> bool:
    return "userEnteredValue" in cell or "note" in cell


def _name(tab: Tab, row: int) -> str:
    return str(next(iter(tab.value(tab.cells.get((row, 0), {})).values()), ""))


def _of_people(cell: Json) -> Json:
    """All of a cell but our feedback."""
    theirs = {
        key: value for key, value in cell.items() if key in ("userEnteredValue", "dataValidation")
    }
    if cell.get("note") and not is_feedback(cell["note"]):
        theirs["note"] = cell["note"]
    shape: dict[str, Any] = dict(cell.get("userEnteredFormat", {}))
    fill = shape.get("backgroundColorStyle")
    if fill and parse_colour(fill) in OUR_FILLS:
        del shape["backgroundColorStyle"], shape["backgroundColor"]
    return theirs | ({"userEnteredFormat": shape} if shape else {})
