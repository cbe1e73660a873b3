"""Tell which rows below a header are entries, and why the others are not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from forms.form import Form
from forms.headers.columns import Matching
from forms.values import BrokenCell, Cell, Reader, ReadingContext, reader, shown
from forms.words import clean, fold
from sheets_sync.reading.entry_like import is_full_date
from sheets_sync.reading.footers import FOOTER, UsualEntry, is_footer
from sheets_sync.reading.row_words import (
    COLOUR,
    DATE_MASK,
    GROUP,
    IN_BRACKETS,
    LEGEND,
    MAYBE_NO_ENTRY,
    NOTE,
    NOTE_SIGNS,
    PERIOD,
    SIGNS,
    SURELY_TOTAL,
    TOTAL,
)
from sheets_sync.reading.sections import section_kind
from sheets_sync.reading.table import is_blank
from sheets_sync.workbooks.shared.protocol import Grid

TOTAL_CODE = "ignored.total"
"""The code of a row that counts those above it."""
SEPARATOR_CODE = "ignored.separator"
"""The code of a row that says what those below it have in common."""
SECTION = "ignored.section"
"""Code of a row that is the title of a section: the rows below may be no participants."""
_NEVER_IN_TOTALS = ("date_entree", "date_naissance", "date", "prenom")
"""No row of totals has these beside its word: with one of them, « TOTTI Reza » is a person."""
_NAMES = ("nom", "prenom")
_ANSWERS = ("date", "choice")
_BANNER_WIDTH = 3
"""A text merged over at least so many columns is a banner over the entries below it."""
_LONGEST_NAME = 4
"""Words: a longer text that stands alone is a sentence."""
_CLEARLY_FILLED = 5
"""With more fields filled than this, a row is an entry unless it has a word for a total."""
_LONGEST_COUNT = 4
"""Digits."""
_SAMPLE = 400
"""Rows of a table that are looked at to tell what its entries are like."""
_LEGEND_WIDTH = 2
"""A legend's rows fill no more of the table's columns than this: a colour, what it means."""


@dataclass(frozen=True)
class TableColumns:
    """The columns of a table that tell an entry.

    Attributes:
        fields: every column that holds a field, in order.
        never_in_totals: columns that no row of totals fills.
        dates: columns of dates.
        name: the column of names, None where no column holds them.
        names: every column of names; titled: columns that are no field and have a title.
        persons: columns that tell one person from another: of names and birth dates.
        answers: columns of dates and choices, with what reads their cells.
    """

    fields: Sequence[int]
    never_in_totals: frozenset[int]
    dates: frozenset[int]
    name: int | None
    names: frozenset[int]
    titled: frozenset[int]
    persons: frozenset[int]
    answers: Mapping[int, Reader]

    @classmethod
    def of(
        cls, matching: Matching, form: Form, titles: Sequence[str], context: ReadingContext
    ) -> TableColumns:
        """From what was decided on the columns of a table; `titles` has one for each column."""
        matches = matching.matches
        in_people = [matches[field].column for field in _NEVER_IN_TOTALS if field in matches]
        dates = [m.column for m in matches.values() if form.field(m.field).type == "date"]
        return cls(
            sorted(matching.columns),
            frozenset(in_people),
            frozenset(dates),
            _name_column(matching),
            frozenset(_name_columns(matching)),
            frozenset(column for column in matching.extra if titles[column]),
            frozenset(_person_columns(matching)),
            {
                match.column: reader(form.field(match.field), context)
                for match in matches.values()
                if form.field(match.field).type in _ANSWERS
            },
        )


@dataclass(frozen=True)
class _Row:
    """A row as its classification needs it.

    Attributes:
        inside: the columns of fields that it fills.
        first: the first column of these, else the first that it fills; text: what stands there.
        is_alone: whether nothing else stands on the row in a column that has a title: what stands
            beside the table is of another row, or of none.
    """

    cells: Sequence[Cell]
    inside: Sequence[int]
    first: int
    text: str
    is_alone: bool

    @property
    def words(self) -> str:
        return fold(self.text)


class RowClassifier:
    """Goes through the rows of one tab, once, top to bottom.

    It remembers whether the row above is part of a legend: the rows of a legend have no mark of
    their own, and an entry ends it.
    """

    def __init__(self, grid: Grid) -> None:
        self._rows = grid.rows
        self._merged = {(top, left): right - left + 1 for top, left, _, right in grid.merged}
        self._in_legend = False
        self._usual = UsualEntry(0, is_coded=False)

    def begin_table(self, body: Sequence[int], columns: TableColumns) -> None:
        """Look at the rows of a table, of which `ignore_code` asks one by one."""
        rows = (self._rows[index] for index in body[:_SAMPLE])
        self._usual = UsualEntry.of(rows, columns.fields, columns.dates, columns.names)

    def ignore_code(self, index: int, columns: TableColumns) -> str | None:
        """The code of why the row at `index` (from 0) is not an entry; None if it is one."""
        cells = self._rows[index]
        code = None
        if not _is_plainly_an_entry(cells, columns.fields):
            row = _describe_row(cells, columns)
            is_title = not self._in_legend and _is_section_title(row, columns)
            code = SECTION if is_title else self._code(index, row, columns)
        if code is None:
            self._in_legend = False
        elif code == "ignored.legend":
            self._in_legend = True
        return code

    def _code(self, index: int, row: _Row, columns: TableColumns) -> str | None:
        is_narrow = len(row.inside) <= _LEGEND_WIDTH
        begins_legend = LEGEND.match(row.words) and (is_narrow or _is_wide_legend(row))
        if begins_legend or _is_of_colour(row, columns):
            return "ignored.legend"
        if not row.inside:
            return "ignored.outside_table"
        if is_narrow and self._in_legend:
            return "ignored.legend"
        if _is_total(row, columns) or _is_count(row, columns):
            return TOTAL_CODE
        if not _says_person(row, columns) and self._is_separator(index, row):
            return SEPARATOR_CODE
        if len(row.inside) > 1 and (_is_all_signs(row) or _tells_how_to_type(row, columns)):
            return "ignored.note"
        code = _lone_cell_code(row, columns) if row.is_alone else None
        return code or self._footer_code(row, columns)

    def _footer_code(self, row: _Row, columns: TableColumns) -> str | None:
        cells = {column: row.cells[column] for column in row.inside}
        return FOOTER if is_footer(cells, columns.names, columns.answers, self._usual) else None

    def _is_separator(self, index: int, row: _Row) -> bool:
        """True if a row that has nothing only people have is a banner, a period or a group."""
        if self._merged.get((index, row.first), 1) >= _BANNER_WIDTH:
            return True
        if PERIOD.match(row.words):
            # « Avril » and « Mars » are names too: beside a name stand words, beside a month counts
            others = (row.cells[column] for column in row.inside[1:])
            return any(map(str.isdigit, row.words)) or not any(map(_is_word, others))
        return len(row.inside) <= _LEGEND_WIDTH and GROUP.match(row.words) is not None


def entry_column(cells: Sequence[Cell], columns: TableColumns) -> int | None:
    """The column of the name, where a row has a name, a date and another text; None elsewhere.

    A row that is dropped although it has them is told: it may be somebody.
    """
    texts = [
        column
        for column in columns.fields
        if (text := cells[column])
        and isinstance(text, str)
        and any(map(str.isalpha, text))
        and not SIGNS.search(text)
    ]
    has_date = any(is_full_date(cells[column]) for column in columns.dates)
    if not has_date or len(texts) < 2:
        return None
    return next((column for column in texts if column in columns.names), None)


def footer_column(cells: Sequence[Cell], columns: TableColumns) -> int | None:
    """The first column that a footer fills of those of names, by which it is told."""
    return next((c for c in sorted(columns.names) if not is_blank(cells[c])), None)


def _is_plainly_an_entry(cells: Sequence[Cell], fields: Sequence[int]) -> bool:
    """True if a row needs no closer look, as most do not: this is what makes reading fast."""
    if not fields or cells[fields[0]] == "" or len(fields) - cells.count("") <= _CLEARLY_FILLED:
        return False
    texts = (cells[column] for column in fields[:4])
    return not any(isinstance(text, str) and MAYBE_NO_ENTRY.match(text) for text in texts)


def _describe_row(cells: Sequence[Cell], columns: TableColumns) -> _Row:
    filled = [column for column, cell in enumerate(cells) if not is_blank(cell)]
    inside = [column for column in columns.fields if not is_blank(cells[column])]
    first = inside[0] if inside else filled[0]
    others = (column for column in filled if column != first)
    is_alone = not any(column in inside or column in columns.titled for column in others)
    return _Row(cells, inside, first, shown(cells[first]), is_alone)


def _is_total(row: _Row, columns: TableColumns) -> bool:
    """True if it says so in one of its first two texts, and has none of what only people have."""
    end = columns.fields[-1] + 1
    texts = [cell for cell in row.cells[:end] if isinstance(cell, str) and clean(cell)]
    totals = [text for text in texts[:2] if TOTAL.match(fold(text))]
    if not totals:
        return False
    if len(texts) == 1 or not _says_person(row, columns):
        return True
    # « TOTAL au 31/12/2025 », with a date below those of people but without a first name.
    # A first name that is still to be computed is none: it is the count, which nobody opened yet.
    return SURELY_TOTAL.match(fold(totals[0])) is not None and not _has_text(row, columns)


def _is_count(row: _Row, columns: TableColumns) -> bool:
    """True of « dont femmes | 3 »: a count where people have a name or a date, and no more of one.

    A count at a date (« Effectif | 5 | 31/10/2026 ») has the word for it.
    """
    cells = {column: row.cells[column] for column in row.inside}
    counts = [
        column
        for column, cell in cells.items()
        if column in columns.names | columns.never_in_totals and _is_small_number(cell)
    ]
    words = [column for column, cell in cells.items() if _is_other_word(column, cell, columns)]
    if not counts or words:
        return False
    has_date = any(map(is_full_date, cells.values()))
    return not has_date or (
        not columns.names.isdisjoint(counts) and TOTAL.match(row.words) is not None
    )


def _is_other_word(column: int, cell: Cell, columns: TableColumns) -> bool:
    """True of a text or an error beside the first of the names: « dont femmes » stands in that."""
    return column != columns.name and not is_full_date(cell) and not _is_small_number(cell)


def _is_small_number(cell: Cell) -> bool:
    """True of a count; a day as spreadsheets number them is far more."""
    text = shown(cell).strip()
    return text.isdecimal() and len(text) <= _LONGEST_COUNT


def _is_section_title(row: _Row, columns: TableColumns) -> bool:
    """True of « REFUSÉS », which may have a count beside it; « Sorties | 3 » is a count alone.

    It stands where the names do or left of them: further on it is a remark on somebody.
    """
    text = row.cells[row.first]
    if not isinstance(text, str) or row.first > (columns.name or 0):
        return False
    kind = None if SIGNS.search(text) else section_kind(text)
    others = [cell for cell in row.cells if not is_blank(cell) and cell != text]
    if kind is None or not others:
        return kind is not None
    return kind == "aside" and all(map(_is_small_number, others))


def _is_of_colour(row: _Row, columns: TableColumns) -> bool:
    """True of « Rouge | sorti »: a colour beside the names or in their place, and what it means."""
    begins = next((cell for cell in row.cells if not is_blank(cell)), "")
    is_colour = isinstance(begins, str) and COLOUR.match(fold(begins)) is not None
    return is_colour and not _says_person(row, columns) and len(row.inside) < 2


def _says_person(row: _Row, columns: TableColumns) -> bool:
    """True if it has what only people have: an entry or birth date, a first name, no count.

    « 12 personnes » beside « TOTAL » or « MAI 2025 » is no first name.
    """
    cells = (row.cells[column] for column in row.inside if column in columns.never_in_totals)
    return any(is_full_date(cell) or _is_word(cell) for cell in cells)


def _has_text(row: _Row, columns: TableColumns) -> bool:
    cells = (row.cells[column] for column in row.inside if column in columns.never_in_totals)
    return any(isinstance(cell, str) and _is_word(cell) for cell in cells)


def _is_word(cell: Cell) -> bool:
    """True if a cell is a text without figures; what could not be computed may be one."""
    if isinstance(cell, str):
        return not any(map(str.isdigit, cell)) and not SIGNS.search(cell)
    return isinstance(cell, BrokenCell)


def _is_wide_legend(row: _Row) -> bool:
    """« Légende | Rouge | = sorti | Vert | = présent », or « vert = sorti » in every cell."""
    texts = [row.cells[column] for column in row.inside]
    has_sign = any(isinstance(text, str) and SIGNS.search(text) for text in texts)
    return has_sign and not any(map(is_full_date, texts))


def _is_all_signs(row: _Row) -> bool:
    """« vert = sorti » in every cell: a legend written from left to right."""
    texts = [row.cells[column] for column in row.inside]
    return all(isinstance(text, str) and SIGNS.search(text) for text in texts)


def _tells_how_to_type(row: _Row, columns: TableColumns) -> bool:
    """True of a row of instructions: « (majuscules) », « jj/mm/aaaa » under names and dates.

    One real date makes it an entry.
    """
    dates = [row.cells[column] for column in row.inside if column in columns.dates]
    names = [row.cells[column] for column in row.inside if column in columns.names]
    if any(map(is_full_date, dates)):
        return False
    is_mask = any(isinstance(cell, str) and DATE_MASK.fullmatch(clean(cell)) for cell in dates)
    in_brackets = [isinstance(name, str) and IN_BRACKETS.fullmatch(clean(name)) for name in names]
    return is_mask or (bool(in_brackets) and all(in_brackets))


def _lone_cell_code(row: _Row, columns: TableColumns) -> str | None:
    """Code of why a row with one cell is not an entry; None where it may be somebody's name."""
    cell = row.cells[row.first]
    # An error may be a name that a formula fetched: it is kept, and said as an anomaly.
    if isinstance(cell, BrokenCell):
        return None
    if not isinstance(cell, str):
        if row.first == columns.name:
            return None
        return "ignored.lone_value"
    is_sentence = len(row.words.split()) > _LONGEST_NAME
    if is_sentence or NOTE_SIGNS.search(row.text) or NOTE.search(row.words):
        return "ignored.note"
    if not any(map(str.isalnum, row.text)):
        return "ignored.lone_sign"
    return None


def _name_column(matching: Matching) -> int | None:
    return next(_name_columns(matching), None)


def _person_columns(matching: Matching) -> Iterator[int]:
    yield from _name_columns(matching)
    if "date_naissance" in matching.matches:
        yield matching.matches["date_naissance"].column


def _name_columns(matching: Matching) -> Iterator[int]:
    for field in _NAMES:
        if field in matching.matches:
            yield matching.matches[field].column
    for column, combined in matching.combined.items():
        if not set(_NAMES).isdisjoint(combined.fields):
            yield column
