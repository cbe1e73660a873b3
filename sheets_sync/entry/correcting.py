"""An entry of a tab is found again and given other values, by a card or from a phone."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from forms.values import Cell, shown
from forms.words import fold
from sheets_sync.entry.checked_entries import Texts, check_entries
from sheets_sync.entry.identities import IDENTITY
from sheets_sync.entry.new_rows import EntryRow, TabEntries
from sheets_sync.entry.target_table import NAMES
from sheets_sync.people.phonetics import name_similarity
from sheets_sync.sheets.content import Content

ENTRY = "date_entree"
_BIRTH = IDENTITY[-1]
_DOUBTS = frozenset("?*~<>≈")
_EXIT = {"date_sortie", "motif_sortie"}
_NEAR = 0.75
"""Names at least so similar are one, mended."""


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
    return Correction(values, wrong, entries.lacks(list(changes), row.row))


def rows_called(entries: TabEntries, texts: Texts) -> list[EntryRow]:
    """The rows of whoever has this name (and day of birth, where given), the latest last."""
    names = [name for name in IDENTITY if texts.get(name, "") != "" or name != _BIRTH]
    sought = known_by(texts, names)
    rows = (row for row in entries.rows if known_by(row.texts, names) == sought)
    return sorted(rows, key=_entered_first)


def rows_as_shown(
    entries: TabEntries, seen: Texts, typed: Texts, fields: Collection[str]
) -> Sequence[EntryRow]:
    """The rows that say what was shown of one, and nothing else; one only is sure to be it.

    Not by its number, which is another one as soon as the tab is sorted.

    Args:
        seen: what was shown. typed: what it was to get since, and may have got.
        fields: those that are shown where a row has something for them.
    """
    for texts in (seen, {**seen, **typed}):
        if rows := [row for row in entries.rows if _says(entries, row, texts, fields)]:
            return rows
    # The tab changed since. By birth and first day it is the same stay, and no namesake's.
    names = (*IDENTITY, ENTRY)
    return [
        row
        for row in entries.rows
        if row.has_birth
        and row.texts.get(ENTRY, "") != ""
        and known_by(row.texts, names) == known_by(seen, names)
    ]


def _says(entries: TabEntries, row: EntryRow, texts: Texts, fields: Collection[str]) -> bool:
    columns, formulas = entries.table.columns, entries.grid.formulas
    return all(
        # What is computed may differ from one day to the next: nobody is known by it.
        (row.row - 1, columns.get(name)) in formulas
        or say_the_same(_trimmed(row.texts.get(name, "")), _trimmed(texts.get(name, "")))
        for name in fields
    )


def _trimmed(cell: Cell) -> Cell:
    return cell.strip() if isinstance(cell, str) else cell


def namesake_in_tab(entries: TabEntries, row: EntryRow, changes: Texts) -> EntryRow | None:
    """Another person of the tab who has the name that an entry would get; None where none has."""
    texts = {**row.texts, **changes}
    who = {name: cell for name, cell in texts.items() if name in IDENTITY}
    if known_by(texts, NAMES) != known_by(row.texts, NAMES):
        # The birth is still that of whoever is called otherwise.
        who[_BIRTH] = ""
    elif _BIRTH not in changes:
        return None
    others = (other for other in rows_called(entries, who) if other.person != row.person)
    return next(others, None)


def is_another_person(entries: TabEntries, row: EntryRow, changes: Texts) -> bool:
    """True if an entry would be another person's, and is not just mended.

    So where of name, first name and birth more than one is another; and where one of the names is,
    and the entry gets an exit with it, or somebody else of the tab has that family name.
    """
    before, after = (known_by(texts, NAMES) for texts in (row.texts, {**row.texts, **changes}))
    if sorted(before) == sorted(after):
        return False
    others = [
        name
        for name in IDENTITY
        if name in changes
        and row.texts.get(name, "") != ""
        and not _is_mended(name, row.texts[name], changes[name])
    ]
    if len(others) > 1 or (others and others[0] in NAMES and not _EXIT.isdisjoint(changes)):
        return True
    family = NAMES[0]
    return family in others and any(
        _is_mended(family, other.texts.get(family, ""), changes[family])
        for other in entries.rows
        if other.person != row.person
    )


def _is_mended(name: str, before: Cell, after: Cell) -> bool:
    return name in NAMES and name_similarity(fold(shown(before)), fold(shown(after))) >= _NEAR


def _entered_first(row: EntryRow) -> tuple[str, int]:
    """Sort key for the rows of one person: the day of entry, then the row number."""
    day = row.texts.get(ENTRY, "")
    if isinstance(day, date):
        return day.isoformat(), row.row
    return "", row.row


def known_by(texts: Texts, names: Sequence[str]) -> tuple[str, ...]:
    """What an entry says under `names`, folded: entries of one person say the same."""
    return tuple(fold(shown(texts.get(name, ""))) for name in names)


def changed_texts(texts: Texts, row: EntryRow, *, is_shown: bool = True) -> dict[str, Cell]:
    """Those of the texts that say something else than an entry.

    Args:
        is_shown: whether it was shown, and no name says which entry is meant: then accents that
            one has more mend it, « Pétrov » as PETROV is written.
    """
    changes: dict[str, Cell] = {}
    for name, text in texts.items():
        before = row.texts.get(name, "")
        if not say_the_same(text, before):
            changes[name] = text
        elif is_shown and name in NAMES and _accents(text) > _accents(before):
            changes[name] = shown(text).upper() if shown(before).isupper() else text
    return changes


def _accents(cell: Cell) -> int:
    return sum(map(bool, map(unicodedata.combining, unicodedata.normalize("NFD", shown(cell)))))


def say_the_same(one: Cell, other: Cell) -> bool:
    """True if two cells differ at most in how they are written; an empty one says nothing else."""
    if one == "" or other == "":
        return one == other
    return _folded(one) == _folded(other)


def _folded(cell: Cell) -> str:
    """`fold`; of a text in which it finds no letter, in Arabic script or « ? », the text."""
    text = shown(cell)
    # « CDDI ? » is a doubt, and « CDDI » the answer to it: all that `fold` keeps is the same.
    doubts = sorted(_DOUBTS.intersection(text))
    return " ".join((fold(text) or text, *doubts))
