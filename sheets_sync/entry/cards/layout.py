"""Layout of the entry cards: the rows of every card, the three columns of each."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from forms.form import Field, Form
from forms.values import Cell, ReadingContext, Value, reader
from forms.words import clean, fold, printed
from sheets_sync.catalogue import entry, section, sentence
from sheets_sync.entry.tabs.entry_tab import header_of
from sheets_sync.reading.listed_people import ListedPeople
from sheets_sync.workbooks.shared.protocol import Grid

HEADER_ROW = 3
"""The row of headers in a new tab; the rows of the cards follow it."""
SIAE, ACTION = "@siae", "@action"
"""The ids of the two questions about a card itself; those of fields are words."""
_OF_SIAE = " – "
CardAction = Literal["add", "again", "change"]
ACTIONS: Mapping[CardAction, str] = {
    "add": "entry.card.add",
    "again": "entry.card.again",
    "change": "entry.card.change",
}


@dataclass(frozen=True)
class CardRow:
    """A row of the cards.

    Attributes:
        id: of the question or field; of the title of a group "".
        row: where it stands in a new tab, from 0.
        field: what it asks for; None for the questions about the card, and for groups.
    """

    id: str
    label: str
    row: int
    field: Field | None = None


class CardColumns(NamedTuple):
    """The columns of a card: what is typed, what the tab of the SIAE has, what is answered."""

    typed: int
    in_tab: int
    answer: int

    @classmethod
    def from_left(cls, left: int) -> CardColumns:
        """Those of the card whose first column is `left`."""
        return cls(left, left + 1, left + 2)


class SiaeCards(NamedTuple):
    """The cards of an SIAE, and the fields that its tab has; None: all of the form."""

    siae: str
    fields: frozenset[str] | None = None

    def has(self, field: Field) -> bool:
        """True if its tab has a column for a field."""
        return self.fields is None or field.id in self.fields


def card_rows(form: Form, blocks: Sequence[SiaeCards] = ()) -> list[CardRow]:
    """The rows: the two questions about the card, then the fields, each group under its title.

    Args:
        blocks: whose cards they are: a field that none of their tabs has is not asked for.
    """
    rows = [
        CardRow(SIAE, sentence("entry.card.siae"), HEADER_ROW + 1),
        CardRow(ACTION, sentence("entry.card.action"), HEADER_ROW + 2),
    ]
    group = ""
    for field in form.fields:
        if blocks and not any(block.has(field) for block in blocks):
            continue
        if field.group and field.group != group:
            group = field.group
            rows.append(CardRow("", group.upper(), HEADER_ROW + 1 + len(rows)))
        rows.append(CardRow(field.id, header_of(field), HEADER_ROW + 1 + len(rows), field))
    return rows


def card_name(number: int, siae: str = "") -> str:
    """The header of a card, numbered from 1, and of the SIAE that it is for."""
    name = sentence("entry.card.name", number=number)
    if not siae:
        return name
    return f"{name}{_OF_SIAE}{siae}"


def named_card(header: str) -> tuple[str, str]:
    """The name of a card and the SIAE that its header says it is for; "" where it says none."""
    name, _, siae = header.partition(_OF_SIAE)
    return name, siae


def action_of(text: str) -> CardAction | None:
    """The action that somebody chose, None where the text is none; who chooses none adds."""
    for action, code in ACTIONS.items():
        if fold(text) in map(fold, _worded_now_and_as_shipped(code)):
            return action
    if text:
        return None
    return "add"


def erases(text: str) -> bool:
    """True if a cell asks that the tab's own be emptied."""
    return fold(text) in _worded_now_and_as_shipped("entry.card.erase")


def fits(grid: Grid, rows: Sequence[CardRow]) -> bool:
    """True if the cards of a tab ask for just what they are to ask for."""
    labels = [str(cells[0]) for cells in grid.rows[HEADER_ROW + 1 :] if cells]
    return labels == [row.label for row in rows]


class CardGrid:
    """Positions in a tab of cards, found by their labels wherever people moved them.

    Attributes:
        rows: id of the question or field (the label itself where it is of neither) → row.
        cards: the name of each card and its columns.
    """

    def __init__(self, grid: Grid, form: Form) -> None:
        self.grid = grid
        ids = _ids_by_label(form)
        header = self._header_row()
        self.rows: dict[str, int] = {}
        for row in range(header + 1, len(grid.rows)):
            label = _bare_label(grid.at(row, 0))
            if label:
                self.rows[ids.get(label, label)] = row
        self.cards = list(self._cards(header))

    @property
    def is_used(self) -> bool:
        """True if anything is typed or answered on a card."""
        columns = itertools.chain.from_iterable(columns for _, columns in self.cards)
        return any(map(self.column, columns))

    @property
    def first_id(self) -> str:
        """Id of what the first row asks for."""
        return next(iter(self.rows))

    def column(self, column: int) -> dict[str, Cell]:
        """The cells of a column that hold something, by the id of their row."""
        cells = {name: self.grid.at(row, column) for name, row in self.rows.items()}
        return {name: cell for name, cell in cells.items() if cell != ""}

    def _header_row(self) -> int:
        for row, cells in enumerate(self.grid.rows):
            if cells and cells[0] in _worded_now_and_as_shipped("entry.card.fields"):
                return row
        return len(self.grid.rows)

    def _cards(self, header: int) -> Iterator[tuple[str, CardColumns]]:
        # By how their names begin: a person who needs a fifth card copies one to the right.
        begin = tuple(
            text.partition("{")[0] for text in _worded_now_and_as_shipped("entry.card.name")
        )
        for cells in self.grid.rows[header : header + 1]:
            for column, cell in enumerate(cells):
                if str(cell).startswith(begin):
                    yield str(cell), CardColumns.from_left(column)


def people_on_cards(grid: Grid, form: Form, context: ReadingContext) -> ListedPeople:
    """Whoever is on a card: one that is not taken in yet is in no other tab."""
    cards = CardGrid(grid, form)
    of_people = itertools.chain.from_iterable((each.typed, each.in_tab) for _, each in cards.cards)
    filled = list(map(cards.column, of_people))
    answers = itertools.chain.from_iterable(map(dict.items, filled))
    others = [cell for name, cell in answers if name not in form.identity]
    identity = {}
    for name in form.identity:
        read, cells = reader(form.field(name), context), [each.get(name, "") for each in filled]
        identity[name] = [_date_or_typed(cell, read(cell).value) for cell in cells]
    return ListedPeople(identity, others)


def _date_or_typed(cell: Cell, value: Value | None) -> Cell:
    """A birth date, typed as text or not; any other cell as it is typed."""
    if isinstance(value, date):
        return value
    return cell


def _ids_by_label(form: Form) -> dict[str, str]:
    ids = {_bare_label(row.label): row.id for row in card_rows(form) if row.id}
    ids |= dict.fromkeys(_worded_now_and_as_shipped("entry.card.siae"), SIAE)
    return ids | dict.fromkeys(_worded_now_and_as_shipped("entry.card.action"), ACTION)


def _bare_label(cell: Cell) -> str:
    return printed(clean(str(cell)).removesuffix(" *"))


def _worded_now_and_as_shipped(code: str) -> tuple[str, ...]:
    """A label as the consortium words it now, and as we ship it.

    Cards made before a correction of the catalogue are read all the same: what is typed on
    them would be lost otherwise.
    """
    file, _, key = code.partition(".")
    texts = (entry(code), section(file)[key])
    return (*texts, *map(printed, texts))
