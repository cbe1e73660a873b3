"""A workbook open in Calc, worked on by a person while our backend reaches it through xlwings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlwings

from forms.headers.matching import cell_position
from sheets_sync.workbooks.opening import open_workbook
from sheets_sync.workbooks.shared.protocol import Workbook
from sheets_sync.workbooks.xlsx.drawing.fill import DAY_ZERO
from tests.calc.engine import Calc, installed
from tests.conftest import Rows

Convert = Callable[[Path, str, Path], Path]


@pytest.fixture(scope="session")
def one_calc() -> Iterator[Calc]:
    """The program, started once."""
    calc = Calc()
    yield calc
    calc.end()


@pytest.fixture
def calc(one_calc: Calc, request: pytest.FixtureRequest) -> Iterator[Calc]:
    """The program with no workbook open, as the engine of xlwings."""
    refuse_unmarked(request)
    before = xlwings.engines.active
    installed(one_calc)
    yield one_calc
    one_calc.forget()
    xlwings.engines.active = before


@pytest.fixture
def convert(one_calc: Calc, request: pytest.FixtureRequest) -> Convert:
    """Has the program write a file anew in a folder, in the format of an ending."""
    refuse_unmarked(request)

    def converted(file: Path, ending: str, folder: Path) -> Path:
        target = folder / f"{file.stem}.{ending}"
        one_calc.ask("convert", str(file), str(target))
        return target

    return converted


def refuse_unmarked(request: pytest.FixtureRequest) -> None:
    """Keep a test from coming to need LibreOffice without saying so."""
    assert request.node.get_closest_marker("office"), "a test with LibreOffice is marked office"


class ExcelDesk:
    """A file that is open in the program; what a person does there, and what they see."""

    def __init__(self, calc: Calc, file: Path) -> None:
        self.calc, self.file, self.where = calc, file, f"excel:{file.name}"
        self.calc.app.books.open(str(file))

    def open(self) -> Workbook:
        return open_workbook(self.where, self.file.parent)

    def ask(self, name: str, *arguments: Any) -> Any:
        return self.calc.ask(name, str(self.file), *arguments)

    def tabs(self) -> list[str]:
        return list(self.ask("sheets"))

    def value(self, tab: str, cell: str) -> Any:
        [[found]] = self.ask("values", tab, [*cell_position(cell), *cell_position(cell)])
        return found["day"] if isinstance(found, dict) and "day" in found else found

    def type(self, tab: str, cell: str, value: str | float) -> None:
        kept = f"'{value}" if isinstance(value, str) and not value.startswith("=") else value
        self.ask("put", tab, *cell_position(cell), kept)

    def type_all(self, tab: str, values: Mapping[str, str | float]) -> None:
        for cell, value in values.items():
            self.type(tab, cell, value)

    def note(self, tab: str, cell: str) -> str:
        return next(
            (
                text
                for row, column, text in self.ask("notes", tab)
                if (row, column) == cell_position(cell)
            ),
            "",
        )

    def write_note(self, tab: str, cell: str, text: str) -> None:
        self.ask("say", tab, *cell_position(cell), text)

    def colour(self, tab: str, cell: str) -> str | None:
        found = self.ask("colour", tab, [*cell_position(cell), *cell_position(cell)])
        return None if found < 0 else f"#{found:06X}"

    def paint(self, tab: str, cell: str, colour: str) -> None:
        self.ask("paint", tab, [*cell_position(cell), *cell_position(cell)], int(colour[1:], 16))

    def add_tab(self, tab: str, rows: Rows) -> None:
        self.ask("add_sheet", tab)
        for row, cells in enumerate(rows, 1):
            for column, cell in enumerate(cells, 1):
                sent = {"day": cell.toordinal() - DAY_ZERO} if isinstance(cell, date) else cell
                if sent != "":
                    self.ask("put", tab, row, column, f"'{sent}" if isinstance(sent, str) else sent)
