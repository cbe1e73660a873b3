"""A file that somebody saves with its rows or tabs moved, between any look at it and our write."""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from openpyxl import load_workbook

from tests.conftest import ANNA, HEADERS, OMAR, Case
from tests.outside.test_submissions import NEW, export
from tests.typing_commands import plain

TAB, NEWCOMER = "Essai", "NOUVELLE"
KINDS = ("insert", "delete", "sort", "rename", "remove")
MOST_LOOKS = 24
WRONG = ("ZOUBIR", "Nour", "Femme", "31/02/1990", *ANNA[4:])
COMMANDS = ("consolidate", "prepare", "setup --columns", "forms import FILE")


class _Looks:
    """The n-th time that the program opens a file, something happens first."""

    def __init__(self) -> None:
        self.file, self.at, self.seen = "", 0, 0
        self.happens: Callable[[], None] | None = None
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event != "open" or self.happens is None or not isinstance(arguments[0], str | Path):
            return
        if os.path.realpath(arguments[0]) != self.file:
            return
        self.seen += 1
        if self.seen == self.at:
            happens, self.happens = self.happens, None
            happens()


LOOKS = _Looks()


class Moved(NamedTuple):
    """What somebody does to the tab, and saves, before the n-th look at the file."""

    kind: str
    look: int


def cases(command: str) -> Iterator[object]:
    """A few in every run, all in the long one."""
    every = [Moved(kind, look) for kind in KINDS for look in range(1, MOST_LOOKS + 1)]
    few = random.Random(command).sample([case for case in every if case.look <= 8], 4)
    yield pytest.param(command, few, id=f"{command}, a few")
    yield pytest.param(command, every, id=f"{command}, every", marks=pytest.mark.long)


def move(file: Path, kind: str) -> None:
    """Somebody opens the file, moves what is in the tab, and saves it."""
    book = load_workbook(file)
    tab = book[TAB] if TAB in book.sheetnames else None
    if tab is None:
        return
    if kind == "insert":
        tab.insert_rows(2)
        tab["A2"] = NEWCOMER
    elif kind == "delete":
        tab.delete_rows(3)
    elif kind == "sort":
        rows = [[cell.value for cell in row] for row in tab.iter_rows(min_row=2)]
        for number, row in enumerate(sorted(rows, key=str, reverse=True), 2):
            for column, value in enumerate(row, 1):
                tab.cell(number, column).value = value
    elif kind == "rename":
        tab.title = f"{TAB} (ancien)"
    else:
        book.create_sheet("Reste")
        del book[TAB]
    book.save(file)


def entries(file: Path) -> dict[str, list[Any]]:
    """Name → the cells of the row, in whatever tab it is by now."""
    book = load_workbook(file)
    tab = next((book[name] for name in book.sheetnames if name.startswith(TAB)), None)
    if tab is None:
        return {}
    width = len(HEADERS)
    rows = [[cell.value for cell in row[:width]] for row in tab.iter_rows(min_row=1)]
    return {str(row[0]): row for row in rows if row[0]}


@pytest.mark.parametrize(("command", "every"), [p for each in COMMANDS for p in cases(each)])
def test_whatever_is_saved_meanwhile_no_row_is_harmed(
    case: Case, command: str, every: Sequence[Moved]
) -> None:
    case.make({TAB: (HEADERS, ANNA, OMAR, WRONG)})
    file = case.folder / "essai.xlsx"
    words = command.replace("FILE", str(export(case.folder / "kobo.csv", NEW))).split()
    original = file.read_bytes()
    happened = 0
    for moved in every:
        reset(case, original)
        try:
            happened += check(case, words, moved)
        except AssertionError as error:
            error.add_note(f"in the case {moved}")
            raise
    assert happened


def reset(case: Case, original: bytes) -> None:
    (case.folder / "essai.xlsx").write_bytes(original)
    memory = case.folder / "historique"
    for path in sorted(memory.rglob("*"), reverse=True) if memory.exists() else ():
        path.rmdir() if path.is_dir() else path.unlink()


def check(case: Case, words: Sequence[str], moved: Moved) -> bool:
    """Whether the command looked so often."""
    file = case.folder / "essai.xlsx"
    before = entries(file)
    after_moving: dict[str, list[Any]] = {}

    def happens() -> None:
        move(file, moved.kind)
        after_moving.update(entries(file))

    LOOKS.file, LOOKS.at, LOOKS.seen, LOOKS.happens = os.path.realpath(file), moved.look, 0, happens
    first = case.run(*words)
    has_happened, LOOKS.happens = LOOKS.happens is None, None
    assert first.exit_code in (0, 1, 2), first.output
    assert "inattendue" not in plain(first.output)
    expected = after_moving if has_happened else before
    added = {"KONÉ"} if "import" in words else set()
    for _ in range(2):
        now = entries(file)
        known = {name: row for name, row in now.items() if name in {*before, NEWCOMER}}
        # Where the tab is gone, `setup` makes an empty one of its name.
        known.pop("Nom" if moved.kind == "remove" else "", None)
        assert known == expected
        assert {*now} - {*known} <= {*added, "Nom", "Nom *", "Identité"}
        assert moved.kind != "insert" or not has_happened or NEWCOMER in now
        again = case.run(*words)
        assert "inattendue" not in plain(again.output)
    if "import" in words and moved.kind in ("insert", "delete", "sort"):
        assert [name for name in entries(file) if name == "KONÉ"] == ["KONÉ"]
    return has_happened
