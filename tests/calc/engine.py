"""The engine: xlwings' objects over `office`, which say what Excel would say."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import xlwings
from xlwings import base_classes

from forms.headers.matching import cell_position, letters
from tests.calc.asking import Asking, ComError

_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's days have no time zone
_ZERO_1904 = datetime(1904, 1, 1)  # noqa: DTZ001


class Calc(Asking):
    """The one instance of the program, as xlwings sees it."""

    def __init__(self) -> None:
        super().__init__()
        self.ranges: weakref.WeakSet[Range] = weakref.WeakSet()
        self.app = App(self)


class Engine:
    """What xlwings asks of an engine."""

    name, type = "calc", "desktop"

    def __init__(self, calc: Calc) -> None:
        self.apps = Apps(calc)

    @staticmethod
    def prepare_xl_data_element(value: Any, options: Any) -> Any:
        return "" if value is None else value

    @staticmethod
    def clean_value_data(
        data: Any, datetime_builder: Any, empty_as: Any, number_builder: Any, err_to_str: bool
    ) -> list[list[Any]]:
        def clean(value: Any) -> Any:
            if value is None:
                return empty_as
            if isinstance(value, dict):
                return value["error"] if err_to_str else None
            if isinstance(value, datetime):
                return datetime_builder(
                    year=value.year,
                    month=value.month,
                    day=value.day,
                    hour=value.hour,
                    minute=value.minute,
                    second=value.second,
                    microsecond=0,
                    tzinfo=None,
                )
            return (
                number_builder(value)
                if number_builder is not None and isinstance(value, float)
                else value
            )

        return [[clean(value) for value in row] for row in data]


class Apps(base_classes.Apps):
    def __init__(self, calc: Calc) -> None:
        self.calc = calc

    def keys(self) -> list[int]:
        return [self.calc.process.pid]

    def __iter__(self) -> Iterator[App]:
        yield self.calc.app

    def __len__(self) -> int:
        return 1

    def __getitem__(self, pid: int) -> App:
        return self.calc.app


class _Setting:
    """What Calc has no need of, kept as it was set."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, app: App | None, owner: type | None = None) -> Any:
        return self if app is None else app.settings[self.name]

    def __set__(self, app: App, value: Any) -> None:
        app.settings[self.name] = value


class App(base_classes.App):
    calculation: Any = _Setting()
    screen_updating: Any = _Setting()
    display_alerts: Any = _Setting()
    status_bar: Any = _Setting()

    def __init__(self, calc: Calc) -> None:
        self.calc = calc
        self.engine = Engine(calc)
        self.front = ""
        self.settings: dict[str, Any] = {
            "status_bar": "",
            "calculation": "automatic",
            "screen_updating": True,
            "display_alerts": True,
        }

    @property
    def api(self) -> App:
        return self

    @property
    def pid(self) -> int:
        return self.calc.process.pid

    def activate(self, steal_focus: bool = False) -> None:
        """There is no window to bring forward."""

    @property
    def books(self) -> Books:
        return Books(self)

    @property
    def selection(self) -> Range | None:
        book = Book(self, self.front)
        return (
            Range(book.sheets.active, *self.calc.ask("selection", self.front))
            if self.front
            else None
        )


class Books(base_classes.Books):
    def __init__(self, app: App) -> None:
        self.app = app

    @property
    def active(self) -> Book:
        return Book(self.app, self.app.front)

    def __iter__(self) -> Iterator[Book]:
        for path in self.app.calc.ask("books"):
            yield Book(self.app, path)

    def __len__(self) -> int:
        return len(self.app.calc.ask("books"))

    def __call__(self, name_or_index: int | str) -> Book:
        books = list(self)
        if isinstance(name_or_index, int):
            return books[name_or_index - 1]
        found = [book for book in books if book.name == name_or_index]
        if not found:
            raise KeyError(name_or_index)
        return found[0]

    def open(self, fullname: str, *options: Any) -> Book:
        self.app.calc.ask("open", fullname)
        self.app.front = fullname
        return Book(self.app, fullname)


class Book(base_classes.Book):
    def __init__(self, app: App, path: str) -> None:
        self._app, self.path = app, path

    def ask(self, name: str, *arguments: Any) -> Any:
        return self._app.calc.ask(name, self.path, *arguments)

    @property
    def api(self) -> Any:
        state = self.ask("state")
        return SimpleNamespace(
            ProtectStructure=state["structure"],
            ReadOnly=state["read_only"],
            Date1904=state["from_1904"],
        )

    @property
    def app(self) -> App:
        return self._app

    @property
    def name(self) -> str:
        return Path(self.path).name

    @property
    def fullname(self) -> str:
        return self.path

    @property
    def sheets(self) -> Sheets:
        return Sheets(self)

    @property
    def names(self) -> Names:
        return Names(self)

    def activate(self) -> None:
        self._app.front = self.path

    def save(self, path: str | None = None, password: str | None = None) -> None:
        self.ask("save")

    def close(self) -> None:
        self.ask("close")
        self._app.front = next(iter(self._app.calc.ask("books")), "")


class Sheets(base_classes.Sheets):
    def __init__(self, book: Book) -> None:
        self.book = book

    @property
    def active(self) -> Sheet:
        return Sheet(self.book, self.book.ask("active"))

    def add(
        self, before: Sheet | None = None, after: Sheet | None = None, name: str | None = None
    ) -> Sheet:
        self.book.ask("add_sheet", "Feuille1")
        return Sheet(self.book, "Feuille1")

    def __call__(self, name_or_index: int | str) -> Sheet:
        names = self.book.ask("sheets")
        if isinstance(name_or_index, int):
            return Sheet(self.book, names[name_or_index - 1])
        if name_or_index not in names:
            raise ComError(-2147352565)  # DISP_E_BADINDEX
        return Sheet(self.book, name_or_index)

    def __len__(self) -> int:
        return len(self.book.ask("sheets"))

    def __iter__(self) -> Iterator[Sheet]:
        for name in self.book.ask("sheets"):
            yield Sheet(self.book, name)


class Sheet(base_classes.Sheet):
    def __init__(self, book: Book, name: str) -> None:
        self._book, self._name = book, name

    def known_as(self, name: str) -> None:
        """Go along where a person renames it, as an object of Excel's does."""
        self._name = name

    def ask(self, name: str, *arguments: Any) -> Any:
        return self._book.ask(name, self._name, *arguments)

    @property
    def api(self) -> Any:
        return SimpleNamespace(ProtectContents=self.ask("is_protected"))

    @property
    def book(self) -> Book:
        return self._book

    @property
    def name(self) -> str:
        return self._name

    @name.setter
    def name(self, value: str) -> None:
        self.ask("rename", value)
        self._name = value

    @property
    def notes(self) -> list[Note]:
        return [Note(self, row, column, text) for row, column, text in self.ask("notes")]

    @property
    def tables(self) -> list[Any]:
        return []

    @property
    def charts(self) -> list[None]:
        return [None] * int(self.ask("charts"))

    @property
    def used_range(self) -> Range:
        return Range(self, 1, 1, *self.ask("used"))

    def range(self, arg1: Any, arg2: Any = None) -> Range:
        if isinstance(arg1, str):
            first, _, last = arg1.replace("$", "").partition(":")
            arg1, arg2 = cell_position(first), cell_position(last or first)
        first_ = _corner(arg1)[:2]
        last_ = _corner(arg2 if arg2 is not None else arg1)[2:]
        return Range(self, *first_, *last_)

    def activate(self) -> None:
        self.ask("activate")

    def delete(self) -> None:
        self.ask("delete")

    def copy(self, before: Sheet | None, after: Sheet | None) -> None:
        assert after is not None
        self.ask("copy_sheet", after.book.path, after.name)


def _corner(given: Any) -> tuple[int, int, int, int]:
    """Top, left, bottom and right of a cell or range."""
    if isinstance(given, tuple):
        return (*given, *given)
    given = getattr(given, "impl", given)
    return (given.first_row, given.first_column, given.last_row, given.last_column)


class Range(base_classes.Range):
    def __init__(self, sheet: Sheet, top: int, left: int, bottom: int, right: int) -> None:
        self.sheet, self.first_row, self.first_column, self.last_row, self.last_column = (
            sheet,
            top,
            left,
            bottom,
            right,
        )
        self.options: dict[str, Any] = {}
        sheet._book._app.calc.ranges.add(self)

    def go_along(self, row: int, by: int) -> None:
        """Go along with rows that are inserted at a row, or deleted there, as Excel's ranges do."""
        if self.first_row >= row:
            self.first_row, self.last_row = self.first_row + by, self.last_row + by

    @property
    def area(self) -> list[int]:
        return [self.first_row, self.first_column, self.last_row, self.last_column]

    @property
    def api(self) -> Range:
        return self

    @property
    def row(self) -> int:
        return int(self.first_row)

    @property
    def column(self) -> int:
        return int(self.first_column)

    @property
    def shape(self) -> tuple[int, int]:
        return self.last_row - self.first_row + 1, self.last_column - self.first_column + 1

    def __len__(self) -> int:
        return self.shape[0] * self.shape[1]

    def __call__(self, arg1: int, arg2: int | None = None) -> Range:
        row, column = divmod(arg1 - 1, self.shape[1]) if arg2 is None else (arg1 - 1, arg2 - 1)
        at = self.first_row + row, self.first_column + column
        return Range(self.sheet, *at, *at)

    @property
    def address(self) -> str:
        left, right = letters(self.first_column - 1), letters(self.last_column - 1)
        return f"${left}${self.first_row}:${right}${self.last_row}"

    @property
    def raw_value(self) -> Any:
        zero = _ZERO_1904 if self.sheet.book.ask("state")["from_1904"] else _ZERO
        found = self.sheet.ask("values", self.area)
        return [
            [
                zero + timedelta(days=value["day"])
                if isinstance(value, dict) and "day" in value
                else value
                for value in row
            ]
            for row in found
        ]

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        rows = data if isinstance(data, list | tuple) else [[data]]
        zero = _ZERO_1904 if self.sheet.book.ask("state")["from_1904"] else _ZERO
        for row, line in enumerate(rows, self.first_row):
            for column, value in enumerate(line, self.first_column):
                sent = (
                    {"day": (value - zero).total_seconds() / 86400}
                    if isinstance(value, datetime)
                    else value
                )
                self.sheet.ask("put", row, column, sent)

    @property
    def formula(self) -> Any:
        found = self.sheet.ask("formulas", self.area)
        return found[0][0] if len(self) == 1 else tuple(tuple(row) for row in found)

    @formula.setter
    def formula(self, value: str) -> None:
        self.sheet.ask("put_formula", self.first_row, self.first_column, value)

    @property
    def color(self) -> tuple[int, int, int] | None:
        colour = self.sheet.ask("colour", self.area)
        return None if colour < 0 else (colour >> 16, colour >> 8 & 255, colour & 255)

    @color.setter
    def color(self, value: tuple[int, int, int] | None) -> None:
        self.sheet.ask(
            "paint",
            self.area,
            -1 if value is None else (value[0] << 16) + (value[1] << 8) + value[2],
        )

    @property
    def number_format(self) -> str:
        return str(self.sheet.ask("format", self.first_row, self.first_column))

    @number_format.setter
    def number_format(self, value: str) -> None:
        assert value == "General"
        self.sheet.ask("plain", self.first_row, self.first_column)

    @property
    def note(self) -> Note | None:
        return next(
            (
                note
                for note in self.sheet.notes
                if (note.row, note.column) == (self.first_row, self.first_column)
            ),
            None,
        )

    def add_note(self, text: str) -> Note:
        self.sheet.ask("say", self.first_row, self.first_column, text)
        return Note(self.sheet, self.first_row, self.first_column, text)

    @property
    def merge_cells(self) -> bool | None:
        return None if self.sheet.ask("any_merged", self.area) else False

    @property
    def merge_area(self) -> Range:
        return Range(self.sheet, *self.sheet.ask("merge_area", self.first_row, self.first_column))

    @property  # type: ignore[misc]  # what is not set is not needed
    def row_hidden(self) -> bool | None:
        return _alike(self.sheet.ask("hidden", "row", self.first_row, self.last_row))

    @property  # type: ignore[misc]  # what is not set is not needed
    def column_hidden(self) -> bool | None:
        return _alike(self.sheet.ask("hidden", "column", self.first_column, self.last_column))

    def copy(self, destination: Any = None) -> None:
        target = destination.impl
        self.sheet.ask("copy", self.area, [target.first_row, target.first_column])

    def insert(self, shift: str = "", copy_origin: str = "") -> None:
        assert shift == "down"
        self.sheet.ask("insert_row", self.first_row)
        self._all_go_along(self.first_row, 1)

    def delete(self, shift: str = "") -> None:
        assert shift == "up"
        self.sheet.ask("delete_row", self.first_row)
        self._all_go_along(self.first_row + 1, -1)

    def _all_go_along(self, row: int, by: int) -> None:
        for cells in list(self.sheet.book._app.calc.ranges):
            if cells.sheet.name == self.sheet.name:
                cells.go_along(row, by)

    def clear_contents(self) -> None:
        self.sheet.ask("clear", self.area, "contents")

    def clear(self) -> None:
        self.sheet.ask("clear", self.area, "all")

    def select(self) -> None:
        self.sheet.ask("select", self.area)


def _alike(lines: list[bool]) -> bool | None:
    return lines[0] if len(set(lines)) == 1 else None


class Note(base_classes.Note):
    def __init__(self, sheet: Sheet, row: int, column: int, text: str) -> None:
        self.sheet, self.row, self.column, self._text = sheet, row, column, text

    @property
    def location(self) -> Range:
        return Range(self.sheet, self.row, self.column, self.row, self.column)

    @property
    def text(self) -> str:
        return self._text

    @text.setter
    def text(self, value: str) -> None:
        self.sheet.ask("say", self.row, self.column, value)

    def delete(self) -> None:
        self.sheet.ask("say", self.row, self.column, "")


class Names(base_classes.Names):
    def __init__(self, book: Book) -> None:
        self.book = book

    def __iter__(self) -> Iterator[Name]:
        for name in self.book.ask("names"):
            yield Name(self.book, name)

    def __call__(self, name_or_index: int | str) -> Name:
        names = list(self.book.ask("names"))
        return Name(
            self.book, names[name_or_index - 1] if isinstance(name_or_index, int) else name_or_index
        )

    def __len__(self) -> int:
        return len(self.book.ask("names"))

    def add(self, name: str, refers_to: str) -> Name:
        self.book.ask("refer", name, refers_to)
        return Name(self.book, name)


class Name(base_classes.Name):
    def __init__(self, book: Book, name: str) -> None:
        self.book, self._name = book, name

    @property  # type: ignore[misc]  # what is not set is not needed
    def name(self) -> str:
        return self._name

    @property
    def refers_to(self) -> str:
        return str(self.book.ask("names")[self._name])

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        self.book.ask("refer", self._name, value)


def installed(calc: Calc) -> xlwings.Engine:
    """Make it the engine of xlwings' own `apps` and `books`."""
    engine = xlwings.Engine(impl=Engine(calc))
    if "calc" not in xlwings.engines.engines_by_name:
        xlwings.engines.add(engine)
    xlwings.engines.engines_by_name["calc"] = engine
    engine.activate()
    return engine
