"""Where staff work: the same few gestures on a `.xlsx` file and on a Google spreadsheet.

Our workbook is opened on each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from typer.testing import Result

from forms.headers.matching import cell_position
from sheets_sync.workbooks.google.api import calls
from sheets_sync.workbooks.opening import open_workbook
from sheets_sync.workbooks.shared.protocol import Workbook
from tests.conftest import ANNA, AS_OF, Rows, write_book
from tests.sheets_emulator import changes
from tests.sheets_emulator.accounts import save
from tests.sheets_emulator.convert import from_xlsx
from tests.sheets_emulator.grid import Spreadsheet
from tests.sheets_emulator.running import running
from tests.sheets_emulator.schema import Json
from tests.sheets_emulator.server import Emulator
from tests.typing_commands import typed

OWNER = "coordination@exemple.fr"
BAD = (*ANNA[:3], "31/02/1990", *ANNA[4:])
"""An entry with a date of birth that no calendar has."""


class Desk(Protocol):
    """A workbook as the people who work in it have it before them."""

    where: str

    def open(self) -> Workbook:
        """Our view of it, read anew."""
        ...

    def tabs(self) -> list[str]: ...

    def value(self, tab: str, cell: str) -> Any: ...

    def type(self, tab: str, cell: str, value: str | float) -> None: ...

    def type_all(self, tab: str, values: Mapping[str, str | float]) -> None:
        """Type into several cells (of addresses like `D3`) before saving."""
        ...

    def note(self, tab: str, cell: str) -> str: ...

    def write_note(self, tab: str, cell: str, text: str) -> None: ...

    def colour(self, tab: str, cell: str) -> str | None: ...

    def paint(self, tab: str, cell: str, colour: str) -> None: ...

    def add_tab(self, tab: str, rows: Rows) -> None: ...


class FileDesk:
    """A file, worked on with openpyxl."""

    def __init__(self, file: Path) -> None:
        self.file, self.where = file, file.name
        self._seen: tuple[object, Any] = (None, None)

    def open(self) -> Workbook:
        return open_workbook(self.where, self.file.parent)

    def tabs(self) -> list[str]:
        return list(self._shown().sheetnames)

    def _shown(self) -> Any:
        """The file as it is now, read again only where somebody changed it.

        Openpyxl takes its time.
        """
        state = self.file.stat()
        version = (state.st_ino, state.st_mtime_ns, state.st_size)
        if self._seen[0] != version:
            self._seen = (version, openpyxl.load_workbook(self.file))
        return self._seen[1]

    def _cell(self, tab: str, cell: str) -> Any:
        return self._shown()[tab][cell]

    @contextmanager
    def _book(self) -> Iterator[Any]:
        book = openpyxl.load_workbook(self.file)
        yield book
        book.save(self.file)

    def value(self, tab: str, cell: str) -> Any:
        return self._cell(tab, cell).value

    def type(self, tab: str, cell: str, value: str | float) -> None:
        self.type_all(tab, {cell: value})

    def type_all(self, tab: str, values: Mapping[str, str | float]) -> None:
        with self._book() as book:
            for cell, value in values.items():
                book[tab][cell].value = value

    def note(self, tab: str, cell: str) -> str:
        comment = self._cell(tab, cell).comment
        return comment.text if comment else ""

    def write_note(self, tab: str, cell: str, text: str) -> None:
        with self._book() as book:
            book[tab][cell].comment = Comment(text, "Marie")

    def colour(self, tab: str, cell: str) -> str | None:
        fill = self._cell(tab, cell).fill
        return f"#{fill.fgColor.rgb[2:]}" if fill.fill_type == "solid" else None

    def paint(self, tab: str, cell: str, colour: str) -> None:
        with self._book() as book:
            book[tab][cell].fill = PatternFill("solid", fgColor=f"FF{colour[1:]}")

    def add_tab(self, tab: str, rows: Rows) -> None:
        with self._book() as book:
            sheet = book.create_sheet(tab)
            for row in rows:
                sheet.append(list(row))


class GoogleDesk:
    """A spreadsheet in an emulated Google, shared with our account by its owner, who uses it."""

    def __init__(
        self, emulator: Emulator, folder: Path, tabs: Mapping[str, Rows], title: str = "Essai"
    ) -> None:
        self.emulator, self.folder = emulator, folder
        file = write_book(folder / f"{title} à verser.xlsx", tabs)
        book = emulator.files.new(
            title, OWNER, {"locale": "fr_FR"}, from_xlsx(file.read_bytes())[0]
        )
        file.unlink()
        self.id = book.id
        self.where = f"https://docs.google.com/spreadsheets/d/{book.id}/edit#gid=0"
        self.share("writer")

    def share(self, role: str) -> None:
        """Give our account a right on it."""
        for who in self.emulator.accounts.keys:
            self.book.shares[who] = role

    @property
    def book(self) -> Spreadsheet:
        """What Google holds now."""
        return self.emulator.files.books[self.id]

    def open(self) -> Workbook:
        return open_workbook(self.where, self.folder)

    def tabs(self) -> list[str]:
        return [tab.title for tab in self.book.tabs if not tab.properties.get("hidden")]

    def _tab(self, title: str) -> Any:
        return next(tab for tab in self.book.tabs if tab.title == title)

    def _cell(self, tab: str, cell: str) -> Json:
        row, column = cell_position(cell)
        found: Json = self._tab(tab).cells.get((row - 1, column - 1), {})
        return found

    def does(self, *requests: Json) -> None:
        """The owner changes something."""
        self.emulator.files.books[self.id] = changes.apply(
            self.book, {"requests": list(requests)}, OWNER
        )[0]

    def _writes(self, tab: str, cell: str, what: Json, fields: str) -> None:
        row, column = cell_position(cell)
        start = {"sheetId": self._tab(tab).id, "rowIndex": row - 1, "columnIndex": column - 1}
        self.does({"updateCells": {"start": start, "rows": [{"values": [what]}], "fields": fields}})

    def value(self, tab: str, cell: str) -> Any:
        found = self._tab(tab).value(self._cell(tab, cell))
        return next(iter(found.values()), None)

    def type(self, tab: str, cell: str, value: str | float) -> None:
        kind = "stringValue" if isinstance(value, str) else "numberValue"
        self._writes(tab, cell, {"userEnteredValue": {kind: value}}, "userEnteredValue")

    def type_all(self, tab: str, values: Mapping[str, str | float]) -> None:
        for cell, value in values.items():
            self.type(tab, cell, value)

    def note(self, tab: str, cell: str) -> str:
        return str(self._cell(tab, cell).get("note", ""))

    def write_note(self, tab: str, cell: str, text: str) -> None:
        self._writes(tab, cell, {"note": text}, "note")

    def colour(self, tab: str, cell: str) -> str | None:
        colour = self._cell(tab, cell).get("userEnteredFormat", {}).get("backgroundColor")
        return (
            None
            if colour is None
            else "#"
            + "".join(
                f"{round(colour.get(name, 0) * 255):02X}" for name in ("red", "green", "blue")
            )
        )

    def paint(self, tab: str, cell: str, colour: str) -> None:
        rgb = {
            name: int(colour[at : at + 2], 16) / 255
            for name, at in (("red", 1), ("green", 3), ("blue", 5))
        }
        self._writes(
            tab,
            cell,
            {"userEnteredFormat": {"backgroundColorStyle": {"rgbColor": rgb}}},
            "userEnteredFormat.backgroundColorStyle",
        )

    def add_tab(self, tab: str, rows: Rows) -> None:
        sheet_id = 700 + len(self.book.tabs)
        lines = [
            {"values": [{"userEnteredValue": {"stringValue": str(cell)}} for cell in row]}
            for row in rows
        ]
        self.does(
            {"addSheet": {"properties": {"sheetId": sheet_id, "title": tab}}},
            {
                "updateCells": {
                    "start": {"sheetId": sheet_id},
                    "rows": lines,
                    "fields": "userEnteredValue",
                }
            },
        )

    @property
    def calls(self) -> Sequence[str]:
        """What came in since `emulator.calls` was last cleared, without tokens.

        Read, write, copy, export.
        """
        return [_kind(call) for call in self.emulator.calls if call["path"] != "/token"]


def _kind(call: Json) -> str:
    last = call["path"].rpartition("/")[2]
    if last in ("copy", "export"):
        return str(last)
    return "read" if call["verb"] == "GET" else "write"


@contextmanager
def emulated(folder: Path) -> Iterator[Emulator]:
    """An emulated Google that our commands go to, with a service account whose key is found.

    Pauses take no time.
    """
    with running() as (emulator, address), pytest.MonkeyPatch.context() as patch:
        save(folder / "cle.json", emulator.accounts.new_service_account())
        patch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(folder / "cle.json"))
        patch.setenv(calls.BASE_VARIABLE, address)
        patch.setattr(calls, "SECONDS", 0.0)
        yield emulator


@pytest.fixture
def google(tmp_path: Path) -> Iterator[Emulator]:
    """An emulated Google of the test's own."""
    with emulated(tmp_path) as emulator:
        yield emulator


class Programme:
    """A folder with a config.yaml that names a spreadsheet, and the commands run on it."""

    def __init__(
        self, emulator: Emulator, folder: Path, tabs: Mapping[str, Rows], more: str = ""
    ) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)
        self.desk = GoogleDesk(emulator, folder, tabs)
        members = "\n".join(f"  - {{tab: {tab}, name: {tab}, kind: ACI}}" for tab in tabs)
        text = f"programme: Essai\nworkbook: {self.desk.where}\nsiae:\n{members}\n{more}"
        (folder / "config.yaml").write_text(text, encoding="utf-8")
        (folder / "historique").mkdir()
        (folder / "historique" / "cle-des-pseudonymes").write_text(
            "ab" * 32 + "\n"
        )  # the same pseudonyms in every folder

    def run(self, *words: str, as_of: str = AS_OF) -> Result:
        return typed([*words, "--config", str(self.folder / "config.yaml"), "--as-of", as_of])

    def calls_of(self, *words: str) -> list[str]:
        self.desk.emulator.calls.clear()
        result = self.run(*words)
        assert result.exit_code == 0, result.output
        return list(self.desk.calls)
