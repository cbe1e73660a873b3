"""Check texts for what must not stand there: NIR anywhere, sensitive matters where text is free.

Health, justice, beliefs, judgements, contacts: what is kept of a person must be limited to what its
purpose needs (RGPD, art. 5.1.c; CNIL on comment fields), here the way to a job.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from typing import NamedTuple

from forms.form import Field, Form
from forms.values import Cell
from forms.values.accents import is_garbled
from forms.word_lists import Sensitive
from forms.words import clean, fold
from sheets_sync.checking.anomaly import Anomaly, make_anomaly
from sheets_sync.checking.table import TableToCheck, is_widespread
from sheets_sync.checking.texts.nir import (
    SHORTEST_NIR,
    is_nir_title,
    is_nir_under_title,
    looks_like_nir,
)
from sheets_sync.reading.table import TabReading, cell_address

_SHORTEST = 3
"""Letters: a shorter text is initials or a mark."""
_WHOLE_COLUMN = 3
"""Cells from which, where they are most of a column, one anomaly says it of the column."""
_WINDOW, _OVERLAP = 4_000, 200
"""Characters that a pattern is searched in at once. A consortium's own pattern may take time that
grows with the square of a text's length: so no text that it is given is long."""


class _Category(NamedTuple):
    """A sensitive matter.

    Attributes:
        words: looked for in folded text, whole.
        patterns: looked for in the text as it was typed.
    """

    label: str
    words: re.Pattern[str] | None
    patterns: Sequence[re.Pattern[str]]

    def is_in(self, parts: Sequence[str], folded: str) -> bool:
        """True if a text, given in parts as typed and whole as folded, touches it."""
        if self.words and self.words.search(folded):
            return True
        return any(pattern.search(part) for pattern in self.patterns for part in parts)


class SensitiveText:
    """The lists that free text is checked with, made ready once for all tabs."""

    def __init__(self, categories: Mapping[str, Sensitive]) -> None:
        self._categories = [_compile(category) for category in categories.values()]

    def categories(self, text: str) -> Sequence[str]:
        """The labels of the categories that a text touches; none for most."""
        folded, parts = fold(text), _text_parts(text)
        return [category.label for category in self._categories if category.is_in(parts, folded)]


NO_SENSITIVE_TEXT = SensitiveText({})
"""For entries that are checked again in their tab."""


class _TextColumn(NamedTuple):
    """A column (from 0) of a table, its cells, and the field that they are of; None if of none."""

    column: int
    cells: Sequence[Cell]
    field: Field | None
    has_nir_title: bool = False


def check_free_text(check: TableToCheck, sensitive: SensitiveText) -> list[Anomaly]:
    """Every column, those that are no field included."""
    anomalies: list[Anomaly] = []
    seen: set[tuple[int, int]] = set()
    for text_column in _text_columns(check):
        rows = _rows_with_nir(check, text_column)
        if rows and text_column.has_nir_title:
            column, header_row = text_column.column, check.table.header_row
            anomalies.append(check.column_anomaly("nir.column", column, header_row, None))
        for row in rows:
            # two fields that are cut from one column have the same cell
            if (text_column.column, row) not in seen:
                seen.add((text_column.column, row))
                anomalies.append(check.column_anomaly("nir.found", text_column.column, row, None))
        anomalies += _check_accents(check, text_column)
        if _is_free(check, text_column.field):
            anomalies += _check_sensitive(check, text_column, sensitive)
    return anomalies


def check_notes(reading: TabReading, form: Form, sensitive: SensitiveText) -> list[Anomaly]:
    """The notes on cells, which nobody thinks of: the same two kinds of things."""
    anomalies = []
    helps = [clean(field.help) for field in form.fields if field.help]
    for (row, column), note in sorted(reading.cell_notes.items()):
        text = clean(note)
        # What `setup` wrote on a title may show an address as an example.
        for own in helps:
            text = text.replace(own, "")
        at = (cell_address(column, row + 1), row + 1)
        if looks_like_nir(text):
            anomalies.append(make_anomaly(reading.siae, reading.tab, "nir.found", *at))
        if labels := sensitive.categories(text):
            words = {"categories": ", ".join(labels)}
            anomalies.append(
                make_anomaly(reading.siae, reading.tab, "text.sensitive", *at, **words)
            )
    return anomalies


def _text_columns(check: TableToCheck) -> Iterator[_TextColumn]:
    table = check.table
    for name, cells in table.cells.items():
        yield _TextColumn(table.columns[name], cells, check.form.field(name))
    for column, header in table.matching.extra.items():
        if header in table.extra:
            yield _TextColumn(column, table.extra[header], None, is_nir_title(header))


def _is_free(check: TableToCheck, field: Field | None) -> bool:
    """True if people write there what they like; a name may be a word of the lists."""
    if field is None:
        return True
    if field.holds_addresses:
        return False
    return field.type == "text" and field.id not in check.form.identity


def _rows_with_nir(check: TableToCheck, text_column: _TextColumn) -> list[int]:
    is_one = is_nir_under_title if text_column.has_nir_title else looks_like_nir
    suspects = {
        cell
        for cell in check.distinct(text_column.cells)
        if isinstance(cell, float) or (isinstance(cell, str) and len(cell) >= SHORTEST_NIR)
        if is_one(cell)
    }
    if not suspects:
        return []
    return _rows_with(check, text_column.cells, suspects)


def _check_accents(check: TableToCheck, text_column: _TextColumn) -> Iterator[Anomaly]:
    """The cells of a field whose letters were read in the wrong encoding."""
    column, cells, field = text_column.column, text_column.cells, text_column.field
    texts = (cell for cell in check.distinct(cells) if isinstance(cell, str))
    garbled = set(filter(is_garbled, texts))
    if field is None or not garbled:
        return
    rows = _rows_with(check, cells, garbled)
    filled = len(cells) - cells.count("")
    if not is_widespread(len(rows), filled):
        yield from (check.column_anomaly("text.garbled", column, row, field) for row in rows)
        return
    words = {"count": str(len(rows)), "of": str(filled), "first": cell_address(column, rows[0])}
    yield check.column_anomaly("text.garbled_column", column, rows[0], field, **words)


def _check_sensitive(
    check: TableToCheck, text_column: _TextColumn, sensitive: SensitiveText
) -> list[Anomaly]:
    column, cells, field = text_column.column, text_column.cells, text_column.field
    labels = {
        cell: categories
        for cell in check.distinct(cells)
        if isinstance(cell, str)
        and len(cell) >= _SHORTEST
        and (categories := sensitive.categories(cell))
    }
    if not labels:
        return []
    rows = _rows_with(check, cells, labels)
    filled = len(cells) - cells.count("")
    if len(rows) < _WHOLE_COLUMN or len(rows) <= filled / 2:
        texts = [labels[cell] for cell in cells if isinstance(cell, str) and cell in labels]
        return [
            check.column_anomaly(
                "text.sensitive", column, row, field, categories=", ".join(categories)
            )
            for row, categories in zip(rows, texts, strict=True)
        ]
    # A column of health notes would be hundreds of anomalies: one says it of the column.
    every = dict.fromkeys(itertools.chain.from_iterable(labels.values()))
    words = {"categories": ", ".join(every), "count": str(len(rows)), "of": str(filled)}
    return [check.column_anomaly("text.sensitive_column", column, rows[0], field, **words)]


def _rows_with(
    check: TableToCheck, cells: Sequence[Cell], looked_for: Container[Cell]
) -> list[int]:
    """The sheet's rows whose cell is one of those looked for."""
    return [row for row, cell in zip(check.table.rows, cells, strict=True) if cell in looked_for]


def _compile(category: Sensitive) -> _Category:
    words = "|".join(map(_word_pattern, category.words))
    return _Category(
        category.label,
        re.compile(rf"\b(?:{words})\b") if words else None,
        [re.compile(pattern, re.IGNORECASE) for pattern in category.patterns],
    )


def _text_parts(text: str) -> Sequence[str]:
    """A text in pieces that overlap, so that what stands across an end is whole in one of them."""
    if len(text) <= _WINDOW:
        return [text]
    starts = range(0, len(text) - _OVERLAP, _WINDOW - _OVERLAP)
    return [text[start : start + _WINDOW] for start in starts]


def _word_pattern(word: str) -> str:
    """A word as it is found in folded text; « * » at its end stands for any ending."""
    pattern = re.escape(fold(word))
    if word.endswith("*"):
        return rf"{pattern}\w*"
    return pattern
