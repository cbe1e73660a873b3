"""What rows are like that are no entries: totals, counts, legends, instructions, notes."""

from __future__ import annotations

import itertools

from forms.values import BrokenCell, Cell, shown
from forms.words import clean, fold
from sheets_sync.reading.entry_like import is_full_date
from sheets_sync.reading.rows.described_row import (
    DescribedRow,
    has_sign,
    is_small_number,
    is_word,
)
from sheets_sync.reading.rows.footers import is_surely_footer
from sheets_sync.reading.rows.row_words import (
    COLOUR,
    DATE_MASK,
    EXAMPLE,
    IN_BRACKETS,
    LEGEND,
    NOTE,
    NOTE_SIGNS,
    PERIOD,
    SIGNS,
    SURELY_TOTAL,
    TOTAL,
)
from sheets_sync.reading.rows.sections import section_kind
from sheets_sync.reading.table import is_blank

_LONGEST_NAME = 4
"""Words: a longer text that stands alone is a sentence."""


def is_total(row: DescribedRow) -> bool:
    """True if it says so in one of its first two texts, and has none of what only people have."""
    end = row.columns.fields[-1] + 1
    texts = {
        column: cell
        for column, cell in enumerate(row.cells[:end])
        if isinstance(cell, str) and clean(cell)
    }
    # A choice of the column's own list is none: « Nombre de sorties », as an indicator.
    totals = [
        text
        for column, text in itertools.islice(texts.items(), 2)
        if TOTAL.match(fold(text)) and not row.is_answer(column)
    ]
    if not totals:
        return False
    if len(texts) == 1 or not row.says_person:
        return True
    # « TOTAL au 31/12/2025 », with a date below those of people but without a first name.
    # A first name that is still to be computed is none: it is the count, which nobody opened yet.
    return SURELY_TOTAL.match(fold(totals[0])) is not None and not row.has_given_name


def is_count(row: DescribedRow) -> bool:
    """True of « dont femmes | 3 »: a count where people have a name or a date, and no more of one.

    A count at a date (« Effectif | 5 | 31/10/2026 ») has the word for it.
    """
    of_people = row.columns.names | row.columns.never_in_totals
    counts = [c for c, cell in row.inside.items() if c in of_people and is_small_number(cell)]
    if any(_is_other_word(row, column) for column in row.inside):
        return False
    if not counts:
        return _counts_a_choice(row)
    if not any(map(is_full_date, row.texts)):
        return True
    return not row.columns.names.isdisjoint(counts) and TOTAL.match(row.words) is not None


def _counts_a_choice(row: DescribedRow) -> bool:
    """True of « Femmes | 6 »: a word of a list as a name, and a number that is no choice there."""
    is_listed = row.first == row.columns.name and row.words.removesuffix("s") in (
        row.columns.listed_words
    )
    return is_listed and any(
        column in row.columns.answers and is_small_number(cell) and not row.is_answer(column)
        for column, cell in row.inside.items()
    )


def _is_other_word(row: DescribedRow, column: int) -> bool:
    """True of a text or an error beside the first of the names: « dont femmes » stands in that."""
    cell = row.inside[column]
    return column != row.columns.name and not is_full_date(cell) and not is_small_number(cell)


def is_section_title(row: DescribedRow) -> bool:
    """True of « REFUSÉS », which may have a count beside it; « Sorties | 3 » is a count alone.

    It stands where the names do or left of them: further on it is a remark on somebody.
    """
    text = row.cells[row.first]
    if not isinstance(text, str) or row.first > (row.columns.name or 0) or SIGNS.search(text):
        return False
    kind = section_kind(text)
    others = [cell for cell in row.cells if not is_blank(cell) and cell != text]
    if not others:
        return kind is not None
    return kind == "aside" and all(map(is_small_number, others))


def begins_with_period(row: DescribedRow) -> bool:
    """True of « MARS 2025 » left of the names, with a remark further on and nobody named."""
    begins = next(cell for cell in row.cells if not is_blank(cell))
    is_period = isinstance(begins, str) and PERIOD.match(fold(begins)) is not None
    return is_period and not row.cells_in(row.columns.names)


def is_of_colour(row: DescribedRow) -> bool:
    """True of « Rouge | sorti »: a colour beside the names or in their place, and what it means."""
    begins = next((cell for cell in row.cells if not is_blank(cell)), "")
    is_colour = isinstance(begins, str) and COLOUR.match(fold(begins)) is not None
    return is_colour and not row.says_person and len(row.inside) < 2


def is_wide_legend(row: DescribedRow) -> bool:
    """« Légende | Rouge | = sorti | Vert | = présent », or « vert = sorti » in every cell."""
    return any(map(has_sign, row.texts)) and not any(map(is_full_date, row.texts))


def names_somebody(row: DescribedRow) -> bool:
    """True of a row below a legend that may be a person's: « SOW | Lia », « KEITA ».

    The rows of a legend have no mark of their own: « A | abandon », « CDD | contrat court ».
    """
    names = row.cells_in(row.columns.names)
    if not names or LEGEND.match(row.words) or is_of_colour(row) or NOTE.search(row.words):
        return False
    if not all(map(_is_written_as_name, names)):
        return False
    if any(map(is_full_date, row.texts)) or len(names) > 1:
        return True
    return shown(names[0]).isupper()


def _is_written_as_name(cell: Cell) -> bool:
    """True of a few words in capitals or with a capital each, as names are written."""
    words = shown(cell).replace("-", " ").split()
    has_capitals = all(word[:1].isupper() for word in words)
    return is_word(cell) and has_capitals and len(words) <= _LONGEST_NAME and len(words[0]) > 1


def is_crossed_out(row: DescribedRow) -> bool:
    """True of « - | - » and of a row of dashes: nothing in it can be read."""
    return all(isinstance(c, str) and not any(map(str.isalnum, c)) for c in row.texts)


def is_all_signs(row: DescribedRow) -> bool:
    """« vert = sorti » in every cell: a legend written from left to right."""
    return all(map(has_sign, row.texts))


def tells_how_to_type(row: DescribedRow) -> bool:
    """True of a row of instructions: « (majuscules) », « jj/mm/aaaa » under names and dates.

    One real date makes it an entry.
    """
    dates, names = row.cells_in(row.columns.dates), row.cells_in(row.columns.names)
    if any(map(is_full_date, dates)):
        return False
    return any(map(_is_date_mask, dates)) or (bool(names) and all(map(_is_in_brackets, names)))


def is_example(row: DescribedRow) -> bool:
    """True of « Ex : DUPONT | Jean | 01/01/1990 »: filled as an entry is, with nobody's data."""
    names = row.cells_in(row.columns.names)
    begins = next(cell for cell in row.cells if not is_blank(cell))
    return any(isinstance(cell, str) and EXAMPLE.match(cell) for cell in (begins, *names[:1]))


def _is_date_mask(cell: Cell) -> bool:
    return isinstance(cell, str) and DATE_MASK.fullmatch(clean(cell)) is not None


def _is_in_brackets(cell: Cell) -> bool:
    return isinstance(cell, str) and IN_BRACKETS.fullmatch(clean(cell)) is not None


def lone_cell_code(row: DescribedRow) -> str | None:
    """Code of why a row with one cell is not an entry; None where it may be somebody's name."""
    cell = row.cells[row.first]
    # An error may be a name that a formula fetched: it is kept, and said as an anomaly.
    if isinstance(cell, BrokenCell):
        return None
    if not isinstance(cell, str):
        if row.first == row.columns.name:
            return None
        return "ignored.lone_value"
    is_sentence = len(row.words.split()) > _LONGEST_NAME or is_surely_footer(row.text)
    if is_sentence or NOTE_SIGNS.search(row.text) or NOTE.search(row.words):
        return "ignored.note"
    if not any(map(str.isalnum, row.text)):
        return "ignored.lone_sign"
    return None
