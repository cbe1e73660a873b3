"""An entry of a tab is given other values, by a card or from a phone."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from forms.values import Cell, shown
from forms.words import fold
from sheets_sync.entry.new_rows import EntryRow, TabEntries, Texts, check_entries
from sheets_sync.entry.target_table import NAMES
from sheets_sync.sheets.content import Content


@dataclass(frozen=True)
class Correction:
    """Other values for an entry, or why it cannot have them.

    Attributes:
        values: by field; None empties a cell. wrong: by field. lacks: what its tab has no column
            for; "" where it has all.
    """

    values: Mapping[str, Content]
    wrong: Mapping[str, str]
    lacks: str = ""


def corrected_entry(
    entries: TabEntries, row: EntryRow, changes: Texts, erased: Collection[str] = ()
) -> Correction:
    """Check an entry of a tab with some of its texts changed.

    Args:
        erased: those of `changes` that empty their cell.
    """
    # With every column of the tab: a rule speaks of an empty cell only where there is one.
    standing: dict[str, Cell] = {**dict.fromkeys(entries.table.columns, ""), **row.texts}
    merged = {name: cell for name, cell in {**standing, **changes}.items() if name not in erased}
    merged |= dict.fromkeys(erased, "")
    before, after = check_entries(
        [standing, merged], entries.form, entries.grid.tab, entries.context
    )
    # What was wrong already is no reason to refuse the mending of something else.
    wrong = {
        name: text
        for name, text in after.wrong.items()
        if name in changes or before.wrong.get(name) != text
    }
    wrong |= entries.people_in(changes)
    if not {*NAMES}.isdisjoint(changes):
        wrong |= entries.unsure_names(after.values)
    values = dict.fromkeys(changes) | {
        name: after.values.get(name) for name in changes if name not in erased
    }
    return Correction(values, wrong, entries.lacks(list(changes)))


def known_by(texts: Texts, names: Sequence[str]) -> tuple[str, ...]:
    """What an entry says under `names`, folded: entries of one person say the same."""
    return tuple(fold(shown(texts.get(name, ""))) for name in names)


def say_the_same(one: Cell, other: Cell) -> bool:
    """True if two cells differ at most in how they are written; an empty one says nothing else."""
    if one == "" or other == "":
        return one == other
    return _folded(one) == _folded(other)


def _folded(cell: Cell) -> str:
    """`fold`; of a text in which it finds no letter, in Arabic script or « ? », the text."""
    return fold(shown(cell)) or shown(cell)
