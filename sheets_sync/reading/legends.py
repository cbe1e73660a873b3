"""Find what a workbook says of its codes: in titles, above, below and beside the list, in a tab.

Nothing is read by a legend. A code that it gives another meaning than ours is not guessed.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from pathlib import Path

from forms.definition_file import Definition, parse, read_yaml
from forms.values import Cell, shown
from forms.words import fold, fold_header
from sheets_sync.reading.code_meanings import Legend, code_of, legends_in
from sheets_sync.reading.rows.sections import is_one_of
from sheets_sync.reading.table import Table, is_blank
from sheets_sync.workbooks.shared.protocol import Grid, Workbook

_FILE = Path(__file__).with_name("legends.yaml")
_MOST_FILLED = 60
"""Cells of a column: a longer one is no legend."""
_FEWEST_ROWS = 2
_WIDEST = 3
"""Cells of a row: more are no code with its meaning."""


class _LegendWords(Definition):
    tabs: tuple[str, ...]


def legends_of_tab(
    grid: Grid, tables: Sequence[Table], no_entries: Iterable[int]
) -> tuple[Legend, ...]:
    """Those of rows that are no entries (their indexes), and of columns that are no field."""
    titles = _titles_of(tables)
    legends: list[Legend] = []
    headers = {table.header_row - 1 for table in tables}
    rows = sorted(set(no_entries) - headers)
    for _, run in groupby(enumerate(rows), key=lambda pair: pair[1] - pair[0]):
        legends += _legends_in_rows([grid.rows[index] for _, index in run], titles)
    for table in tables:
        legends += _legends_beside(table, titles)
    return tuple(legends)


def legends_of_other_tabs(
    book: Workbook, accounted: Collection[str], tables: Sequence[Table]
) -> tuple[Legend, ...]:
    """Those of the tabs whose name says that they explain others: « Codes », « Légende ».

    Args:
        accounted: the tabs that are known to be something else. tables: those to be explained.
    """
    legends: list[Legend] = []
    for tab in book.tabs:
        if tab not in accounted and _is_named_legend(tab):
            legends += _legends_in_rows(book.read(tab).rows, _titles_of(tables))
    return tuple(legends)


def _is_named_legend(tab: str) -> bool:
    words = _legend_words().tabs
    return any(is_one_of(word, words) for word in fold(tab).split())


def legends_at_titles(table: Table, notes: Mapping[tuple[int, int], str]) -> Iterator[Legend]:
    """Those of the titles themselves, « QPV (1 = non) », and of the notes on them."""
    for column, title in enumerate(table.matching.titles):
        note = notes.get((table.header_row - 1, column), "")
        for legend in legends_in([title, note]):
            yield replace(legend, column=column)


def _titles_of(tables: Sequence[Table]) -> set[str]:
    return {fold_header(title) for table in tables for title in table.matching.titles}


def _legends_in_rows(rows: Sequence[Sequence[Cell]], titles: Collection[str]) -> Iterator[Legend]:
    texts = [text for row in rows for text in _with_signs(_cells_filled(row))]
    yield from legends_in(texts, titles)


def _cells_filled(cells: Sequence[Cell]) -> list[Cell]:
    return [cell for cell in cells if not is_blank(cell)]


def _with_signs(row: Sequence[Cell]) -> Sequence[Cell]:
    """The cells of a row; « X | levé », a code and what it means, as one text.

    So are those of « QPV | 1 | oui », under which title the code stands.
    """
    for begin in (0, 1):
        code, *meaning = row[begin : begin + 2] or ("",)
        is_pair = meaning and isinstance(meaning[0], str) and not code_of(meaning[0])
        if is_pair and code_of(code) and len(row) <= _WIDEST:
            return [*row[:begin], f"{shown(code)} = {meaning[0]}", *row[begin + 2 :]]
    return row


def _legends_beside(table: Table, titles: Collection[str]) -> Iterator[Legend]:
    """Those in columns that are no field, whether a cell is all of it or a code alone."""
    columns = {
        column: _cells_filled(table.extra[title])
        for column, title in sorted(table.matching.extra.items())
        if title in table.extra
    }
    short = {column: cells for column, cells in columns.items() if len(cells) <= _MOST_FILLED}
    for cells in short.values():
        yield from legends_in(cells, titles)
    for left, right in pairwise(short):
        cells = short[left]
        codes = {code_of(cell) for cell in cells}
        # each code once: in a column of people's own they come again
        is_key = len(cells) >= _FEWEST_ROWS and "" not in codes and len(codes) == len(cells)
        if is_key and right == left + 1 and len(short[right]) == len(cells):
            rows = zip(cells, short[right], strict=True)
            yield from legends_in([text for row in rows for text in _with_signs(row)])


@functools.cache
def _legend_words() -> _LegendWords:
    return parse(read_yaml(_FILE), _LegendWords)
