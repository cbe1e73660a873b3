"""Describe the tab of the entry cards (« Saisie »): one person from top to bottom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from forms.form import Field, Form
from forms.headers.matching import letters
from forms.relevance import Question, relevance
from sheets_sync.catalogue import sentence
from sheets_sync.entry.cards.layout import (
    ACTION,
    ACTIONS,
    HEADER_ROW,
    SIAE,
    CardColumns,
    CardRow,
    SiaeCards,
    card_name,
    card_rows,
)
from sheets_sync.entry.lists import Lists, data_validation
from sheets_sync.entry.tabs.entry_tab import help_of
from sheets_sync.sheets.colours import BLUE
from sheets_sync.sheets.content import Role, Span
from sheets_sync.sheets.sheet import Block, ConditionalFormat, DataValidation, Sheet

_FEWEST = 4
"""Cards of a new tab, side by side; copied to the right by hand there may be more."""
_STYLES: Mapping[str, Role] = {
    "date": "field_date",
    "number": "field_number",
    "integer": "field_number",
    "postal_code": "field_text",
    "pass_iae": "field_text",
}


class _TabCard(NamedTuple):
    """A card of the tab: whose it is, what its header says, where it stands."""

    block: SiaeCards
    header: str
    columns: CardColumns

    def asks(self, row: CardRow) -> bool:
        """True if something may be typed on a row of it."""
        return row.field is None or self.block.has(row.field)


def card_tab(name: str, form: Form, lists: Lists, blocks: Sequence[SiaeCards] = ()) -> Sheet:
    """The tab of the cards, empty: one for each SIAE at least, with the fields that its tab has."""
    rows, cards = card_rows(form, blocks), _cards_side_by_side(blocks)
    action_row = _row_of_question(ACTION, rows)
    actions = tuple(sentence(code) for code in ACTIONS.values())
    return Sheet(
        name,
        [*_top(), *_card_blocks(rows, cards), *_card_headers(cards)],
        _widths(cards),
        {0: 30.0, HEADER_ROW: 22.0},
        freeze=(HEADER_ROW + 1, 1),
        data_validations=list(_card_validations(rows, cards, lists)),
        conditional_formats=[
            *_not_asked_formats(rows, cards, form),
            *_missing_formats(rows, cards),
        ],
        lists=[(_typed_cell(action_row, card), actions) for card in cards],
        pages_wide=(len(cards) + 1) // 2,
        filled=list(_cells_to_type_in(rows, cards)),
        notes={(row, 0): help_of(field) for row, field in _field_rows(rows)},
        gridlines=False,
        colour=BLUE,
    )


def _cards_side_by_side(blocks: Sequence[SiaeCards]) -> list[_TabCard]:
    """One for each SIAE, more where these are few; one SIAE alone needs no name on them."""
    owners = [SiaeCards("")] * _FEWEST
    if blocks:
        each = -(-_FEWEST // len(blocks))
        owners = [block for block in blocks for _ in range(each)]
    cards = []
    for number, block in enumerate(owners, 1):
        siae = block.siae if len(blocks) > 1 else ""
        columns = CardColumns.from_left(3 * number - 2)
        cards.append(_TabCard(block, card_name(number, siae), columns))
    return cards


def _cells_to_type_in(rows: Sequence[CardRow], cards: Sequence[_TabCard]) -> Iterator[Span]:
    """The cells of the cards that something may be typed in."""
    for card in cards:
        for row in rows:
            if row.id and card.asks(row):
                yield _typed_cell(row.row, card)


def _top() -> Iterator[Block]:
    words = {"change": sentence(ACTIONS["change"]), "erase": sentence("entry.card.erase")}
    yield Block(0, 0, [[sentence("entry.card.title")]], ["title"])
    yield Block(1, 0, [[sentence("entry.card.how_to_add")]], ["subtitle"])
    yield Block(2, 0, [[sentence("entry.card.how_to_change", **words)]], ["subtitle"])
    yield Block(HEADER_ROW, 0, [[sentence("entry.card.fields")]], ["header"])


def _card_headers(cards: Sequence[_TabCard]) -> Iterator[Block]:
    there, answer = sentence("entry.card.in_tab"), sentence("entry.card.answer")
    for _, header, columns in cards:
        yield Block(HEADER_ROW, columns.typed, [[header]], ["header"])
        yield Block(HEADER_ROW, columns.in_tab, [[there]], ["header"])
        yield Block(HEADER_ROW, columns.answer, [[answer]], ["header"])


def _card_blocks(rows: Sequence[CardRow], cards: Sequence[_TabCard]) -> Iterator[Block]:
    for row in rows:
        if not row.id:
            yield Block(row.row, 0, [[row.label]], ["group"])
            continue
        yield Block(row.row, 0, [[row.label]], ["strong"])
        style: Role = "field"
        if row.field:
            style = _STYLES.get(row.field.type, "field")
        for card in cards:
            # What its tab has no column for is not to be typed, and does not look as if it were.
            typed: Role = style if card.asks(row) else "field_there"
            roles: list[Role] = [typed, "field_there", "field_answer"]
            yield Block(row.row, card.columns.typed, [[None, None, None]], roles)


def _widths(cards: Sequence[_TabCard]) -> dict[int, float]:
    widths = {0: 37.0}
    for _, _, columns in cards:
        widths |= {columns.typed: 24.0, columns.in_tab: 20.0, columns.answer: 54.0}
    return widths


def _field_rows(rows: Sequence[CardRow]) -> Iterator[tuple[int, Field]]:
    for row in rows:
        if row.field:
            yield row.row, row.field


def _card_validations(
    rows: Sequence[CardRow], cards: Sequence[_TabCard], lists: Lists
) -> Iterator[DataValidation]:
    for row, field in _field_rows(rows):
        for card in cards:
            validation = data_validation(field, _typed_cell(row, card), lists)
            if validation and card.block.has(field):
                yield validation
    siae_row = _row_of_question(SIAE, rows)
    for card in cards:
        yield _siae_validation(_typed_cell(siae_row, card), lists)


def _siae_validation(cell: Span, lists: Lists) -> DataValidation:
    prompt, message = sentence("entry.card.siae_help"), sentence("entry.card.siae_check")
    return DataValidation(cell, "list", prompt, message, source=lists.source(lists.siae))


def _missing_formats(
    rows: Sequence[CardRow], cards: Sequence[_TabCard]
) -> Iterator[ConditionalFormat]:
    """A required field that is empty on a card that is begun, unless it only changes an entry."""
    action_row = _row_of_question(ACTION, rows) + 1
    first, last = action_row + 1, rows[-1].row + 1
    change = sentence(ACTIONS["change"])
    # A card with nothing on it warns of nothing: COUNTA looks at all of its own cells.
    fields = dict(_field_rows(rows))
    for row in [row for row, field in fields.items() if field.required]:
        for card in [card for card in cards if card.block.has(fields[row])]:
            column = letters(card.columns.typed)
            begun = f"COUNTA({column}${first}:{column}${last})>0"
            empty = f"ISBLANK({column}{row + 1})"
            adds = f'{column}${action_row}<>"{change}"'
            formula = f"AND({begun},{empty},{adds})"
            yield ConditionalFormat(_typed_cell(row, card), formula, "missing")


def _not_asked_formats(
    rows: Sequence[CardRow], cards: Sequence[_TabCard], form: Form
) -> Iterator[ConditionalFormat]:
    """What is asked for only where another field says so looks closed until it does."""
    conditions, field_rows = relevance(form), dict(_field_rows(rows))
    places = {field.id: row + 1 for row, field in field_rows.items()}
    for row, field in field_rows.items():
        for card in [card for card in cards if field.id in conditions and card.block.has(field)]:
            column = letters(card.columns.typed)
            cells = {name: f"${column}${place}" for name, place in places.items()}
            asked = _as_formula(conditions[field.id], cells)
            yield ConditionalFormat(_typed_cell(row, card), f"NOT({asked})", "not_asked")


def _as_formula(question: Question, cells: Mapping[str, str]) -> str:
    """When a field is asked for, as a formula; what a card has no row for is empty there."""
    sign, *rest = question
    if sign in ("and", "or", "not"):
        return f"{sign.upper()}({','.join(_as_formula(one, cells) for one in rest)})"
    cell = cells.get(rest[0], '""')
    if sign == "filled":
        return f'{cell}<>""'
    quoted = (value.replace('"', '""') for value in rest[1])
    return "OR(" + ",".join(f'{cell}="{value}"' for value in quoted) + ")"


def _row_of_question(id: str, rows: Sequence[CardRow]) -> int:
    return next(row.row for row in rows if row.id == id)


def _typed_cell(row: int, card: _TabCard) -> Span:
    column = card.columns.typed
    return Span(row, column, row, column)
