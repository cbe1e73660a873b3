"""Describe the tab of the entry cards (« Saisie »): one person from top to bottom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from forms.form import Field, Form
from forms.headers.matching import letters
from sheets_sync.catalogue import sentence
from sheets_sync.entry.card_layout import (
    ACTION,
    ACTIONS,
    HEADER_ROW,
    SIAE,
    CardColumns,
    CardRow,
    card_name,
    card_rows,
)
from sheets_sync.entry.entry_tab import help_of
from sheets_sync.entry.lists import Lists, data_validation
from sheets_sync.sheets.colours import BLUE
from sheets_sync.sheets.content import Role, Span
from sheets_sync.sheets.sheet import Block, ConditionalFormat, DataValidation, Sheet

_CARDS = tuple(CardColumns.from_left(left) for left in (1, 4, 7, 10))
"""The cards of a new tab, side by side; copied to the right by hand there may be more."""
_STYLES: Mapping[str, Role] = {
    "date": "field_date",
    "number": "field_number",
    "integer": "field_number",
    "postal_code": "field_text",
    "pass_iae": "field_text",
}


def card_tab(name: str, form: Form, lists: Lists) -> Sheet:
    """The tab of the cards, empty."""
    rows = card_rows(form)
    last, action_row = rows[-1].row, _row_of(ACTION, rows)
    actions = tuple(sentence(code) for code in ACTIONS.values())
    return Sheet(
        name,
        [*_top(), *_card_blocks(rows), *_card_headers()],
        _widths(),
        {0: 30.0, HEADER_ROW: 22.0},
        freeze=(HEADER_ROW + 1, 1),
        data_validations=list(_card_validations(rows, lists)),
        conditional_formats=list(_missing_formats(rows)),
        lists=[(_typed_cell(action_row, card), actions) for card in _CARDS],
        pages_wide=2,
        filled=[Span(HEADER_ROW + 1, card.typed, last, card.typed) for card in _CARDS],
        notes={(row, 0): help_of(field) for row, field in _field_rows(rows)},
        gridlines=False,
        colour=BLUE,
    )


def _top() -> Iterator[Block]:
    words = {"change": sentence(ACTIONS["change"]), "erase": sentence("entry.card.erase")}
    yield Block(0, 0, [[sentence("entry.card.title")]], ["title"])
    yield Block(1, 0, [[sentence("entry.card.how_to_add")]], ["subtitle"])
    yield Block(2, 0, [[sentence("entry.card.how_to_change", **words)]], ["subtitle"])
    yield Block(HEADER_ROW, 0, [[sentence("entry.card.fields")]], ["header"])


def _card_headers() -> Iterator[Block]:
    for number, card in enumerate(_CARDS, 1):
        yield Block(HEADER_ROW, card.typed, [[card_name(number)]], ["header"])
        yield Block(HEADER_ROW, card.in_tab, [[sentence("entry.card.in_tab")]], ["header"])
        yield Block(HEADER_ROW, card.answer, [[sentence("entry.card.answer")]], ["header"])


def _card_blocks(rows: Sequence[CardRow]) -> Iterator[Block]:
    for row in rows:
        if not row.id:
            yield Block(row.row, 0, [[row.label]], ["group"])
            continue
        yield Block(row.row, 0, [[row.label]], ["strong"])
        style: Role = "field"
        if row.field:
            style = _STYLES.get(row.field.type, "field")
        for card in _CARDS:
            cells = [[None, None, None]]
            yield Block(row.row, card.typed, cells, [style, "field_there", "field_answer"])


def _widths() -> dict[int, float]:
    widths = {0: 37.0}
    for card in _CARDS:
        widths |= {card.typed: 24.0, card.in_tab: 20.0, card.answer: 54.0}
    return widths


def _field_rows(rows: Sequence[CardRow]) -> Iterator[tuple[int, Field]]:
    for row in rows:
        if row.field:
            yield row.row, row.field


def _card_validations(rows: Sequence[CardRow], lists: Lists) -> Iterator[DataValidation]:
    for row, field in _field_rows(rows):
        for card in _CARDS:
            if validation := data_validation(field, _typed_cell(row, card), lists):
                yield validation
    siae_row = _row_of(SIAE, rows)
    for card in _CARDS:
        yield _siae_validation(_typed_cell(siae_row, card), lists)


def _siae_validation(cell: Span, lists: Lists) -> DataValidation:
    prompt, message = sentence("entry.card.siae_help"), sentence("entry.card.siae_check")
    return DataValidation(cell, "list", prompt, message, source=lists.source(lists.siae))


def _missing_formats(rows: Sequence[CardRow]) -> Iterator[ConditionalFormat]:
    """A required field that is empty on a card that is begun, unless it only changes an entry."""
    action_row = _row_of(ACTION, rows) + 1
    first, last = action_row + 1, rows[-1].row + 1
    change = sentence(ACTIONS["change"])
    # A card with nothing on it warns of nothing: COUNTA looks at all of its own cells.
    for row in [row for row, field in _field_rows(rows) if field.required]:
        for card in _CARDS:
            column = letters(card.typed)
            begun = f"COUNTA({column}${first}:{column}${last})>0"
            empty = f"ISBLANK({column}{row + 1})"
            adds = f'{column}${action_row}<>"{change}"'
            formula = f"AND({begun},{empty},{adds})"
            yield ConditionalFormat(_typed_cell(row, card), formula, "missing")


def _row_of(id: str, rows: Sequence[CardRow]) -> int:
    return next(row.row for row in rows if row.id == id)


def _typed_cell(row: int, card: CardColumns) -> Span:
    return Span(row, card.typed, row, card.typed)
