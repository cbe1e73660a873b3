"""The second page: SIAE by SIAE, the path, the money, the quality of entries, the definitions.

With more SIAE than leave room for the rest, what follows them is a page of its own.
"""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Callable, Sequence

from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.generated.pilotage.canvas import GROUPS, HALVES, ROW, WIDTH, Canvas
from sheets_sync.generated.pilotage.charts import frein_chart, level_chart
from sheets_sync.generated.pilotage.columns import (
    CONVENTION_COLUMNS,
    cohort_columns,
    fitted_name,
    member_columns,
)
from sheets_sync.generated.pilotage.numbers import Numbers
from sheets_sync.sheets.table import Table
from sheets_sync.steering.board import FORECAST, Board, Definition, SiaeFigures
from sheets_sync.steering.sentences import chart_titles, quality
from sheets_sync.steering.signals import PagePart

_CHART_ROWS = 13
"""Rows of text that the charts of the path are high, at least."""
_PAGE_ROOM = 655.0
"""Points of a page below its title and the header of the SIAE."""
_KEPT_WITH_TOTAL = 3
"""Rows that stand with the total at least."""
_DEFINITION_LETTERS = 116
"""Letters that a line of half the page has room for."""


class SecondPage:
    """The page as it fills up.

    Attributes:
        rows: the part of the page → the row that its heading stands in.
        page_breaks: the first row of each page after this one.
    """

    def __init__(self, canvas: Canvas, board: Board, numbers: Numbers) -> None:
        self.canvas, self.board, self.numbers = canvas, board, numbers
        self.rows: dict[PagePart, int] = {}
        self.page_breaks: list[int] = []

    def lay_out(self, top: int) -> int:
        """The whole page from the row `top` on; gives the first row below it."""
        members = self.board.members
        below = ROW + self._height_of(SecondPage.notes)
        pages = _full_pages(members, below)
        if _height(pages[-1]) + below + self._height_of(SecondPage.rest) <= _PAGE_ROOM:
            return self.rest(self.siae(self.title(top), pages))
        row = self.siae(self.title(top), _equal_pages(members, below, len(pages)))
        self.page_breaks.append(row)
        return self.rest(self.canvas.gap(self.title(row), 6))

    def _height_of(self, part: Callable[[SecondPage, int], int]) -> float:
        """Points of a part, as it comes when it is laid out."""
        draft = SecondPage(Canvas(), self.board, self.numbers)
        return sum(draft.canvas.heights.get(row, ROW) for row in range(part(draft, 0)))

    def rest(self, row: int) -> int:
        """All that follows the SIAE."""
        # Two tables on the right beside two charts on the left, which are as high as they are.
        right = self.money(self.cohorts(row))
        row = max(right, self.path(row, right))
        row = self.quality(self.canvas.gap(row, 6))
        return self.definitions(row)

    def title(self, row: int) -> int:
        """The page reads alone: the programme and the day once more."""
        canvas, board = self.canvas, self.board
        title = sentence("pilotage.title_again", programme=board.programme)
        canvas.lay_out(row, 0, "heading", title, 15, height=20)
        canvas.lay_out(row, 15, "heading_day", french.long_day(board.as_of), 3)
        return row + 1

    def siae(self, row: int, pages: Sequence[Sequence[SiaeFigures]]) -> int:
        """A row a SIAE, and the whole; on each of the pages under the same header."""
        self.rows["siae"] = row
        *full_pages, last_page = pages
        for members in full_pages:
            row = self._members(row, members)
            self.page_breaks.append(row)
            row = self.title(row)
        return self.notes(self._members(row, last_page, total=sentence("pilotage.whole")))

    def notes(self, row: int) -> int:
        """Below the SIAE: whom the figures are about, and what to know of them."""
        canvas, board = self.canvas, self.board
        notes = [
            sentence("pilotage.few_cases"),
            sentence("steering.populations", populations=board.populations),
            board.exits.text,
            *board.provisos,
        ]
        if board.counted_twice:
            notes.append(sentence("pilotage.counted_twice", count=board.counted_twice))
        text = " ".join(filter(None, notes))
        return canvas.gap(canvas.wrapped(row, "caption_wrap", [text], 0, WIDTH), 6)

    def _members(self, row: int, members: Sequence[SiaeFigures], total: str | None = None) -> int:
        for number, member in enumerate(members, 1):
            self.canvas.heights[row + number] = _height([member])
        table = Table(member_columns(self.board), members, total=total).at(row, 0)
        return self.canvas.add(table, header_height=29).bottom

    def path(self, row: int, bottom: int) -> int:
        """Freins and levels of French, each a chart, down to the row `bottom`."""
        board, canvas = self.board, self.canvas
        freins, levels = board.freins, board.levels
        of_freins = sentence("trends.freins_caption", population=freins.population)
        of_levels = sentence("trends.levels_caption", population=levels.population)
        nothing = sentence("figures.not_collected")
        captions = (
            of_freins if freins.rows else nothing,
            of_levels if levels.is_collected else nothing,
        )
        titles = (chart_titles.freins_title(freins), chart_titles.levels_title(levels))
        for group, title, caption in zip(GROUPS, titles, captions, strict=False):
            canvas.lay_out(row, group.left, "block_title", title, group.width)
            canvas.lay_out(row + 1, group.left, "caption_wrap", caption, group.width)
        top = row + 2
        bottom = max(bottom, top + _CHART_ROWS)
        height = sum(canvas.heights.setdefault(each, ROW) for each in range(top, bottom))
        if freins.rows:
            canvas.charts.append(frein_chart(self.numbers, top, height))
        if levels.is_collected:
            canvas.charts.append(level_chart(self.numbers, top, height))
        return bottom

    def cohorts(self, row: int) -> int:
        """By half-year of entry: the share with a positive exit within 12, 18 and 24 months."""
        canvas, (left, span) = self.canvas, HALVES[1]
        title = chart_titles.cohorts_title(self.board.cohorts)
        canvas.lay_out(row, left, "block_title", title, span, height=17)
        table = Table(cohort_columns(), self.board.cohorts).at(row + 1, left)
        # As high as the captions of the charts beside it.
        canvas.add(table, header_height=27)
        return canvas.gap(table.bottom, 6)

    def money(self, row: int) -> int:
        """Money by convention, against the time gone by."""
        canvas, listed, (left, span) = self.canvas, self.board.conventions, HALVES[1]
        self.rows["money"] = row
        canvas.lay_out(row, left, "block_title", chart_titles.money_title(listed), span, height=17)
        table = canvas.add(Table(CONVENTION_COLUMNS, listed).at(row + 1, left), header_height=27)
        if not listed:  # in the empty row that a table keeps
            canvas.lay_out(table.top + 1, left, "caption", sentence("pilotage.no_convention"), span)
            return table.bottom
        canvas.lay_out(table.bottom, left, "caption", sentence("trends.money_caption"), span)
        canvas.heights[table.bottom] = 14
        return table.bottom + 1

    def quality(self, row: int) -> int:
        """Sentences on the entries; who does not collect what."""
        board = self.board
        self.rows["quality"] = row
        texts = [*quality.quality_sentences(board), *board.freins.coverages]
        if board.freins.not_collected:
            names = board.freins.not_collected
            texts.append(sentence("steering.freins_not_collected", names=names))
        text = french.typeset(f"{sentence('pilotage.quality')} : {' '.join(texts)}")
        row = self.canvas.wrapped(row, "prose", [text], 0, WIDTH)
        return self.canvas.gap(row, 4)

    def definitions(self, row: int) -> int:
        """The definitions, in two columns of lines."""
        wrapped = [
            textwrap.wrap(_definition_text(each), _DEFINITION_LETTERS)
            for each in _shown_definitions(self.board)
        ]
        in_all = sum(map(len, wrapped))
        halves: tuple[list[str], list[str]] = ([], [])
        for lines in wrapped:
            is_right = bool(halves[1]) or len(halves[0]) * 2 + len(lines) > in_all
            halves[is_right].extend(lines)
        for half, (left, _) in zip(halves, HALVES, strict=True):
            for offset, line in enumerate(half):
                self.canvas.lay_out(row + offset, left, "definition", line, height=12)
        return row + max(map(len, halves))


def _height(members: Sequence[SiaeFigures]) -> float:
    return sum(fitted_name(member)[1] for member in members)


def _full_pages(members: Sequence[SiaeFigures], below: float) -> list[list[SiaeFigures]]:
    """As few as have the room: all but the last are full; `below`: points under the last row."""
    pages: list[list[SiaeFigures]] = [[]]
    kept = members[-_KEPT_WITH_TOTAL:]
    for rows in [*([member] for member in members[:-_KEPT_WITH_TOTAL]), kept]:
        room = _PAGE_ROOM - below * (rows is kept)
        if pages[-1] and _height([*pages[-1], *rows]) > room:
            pages.append([])
        pages[-1].extend(rows)
    return pages


def _equal_pages(
    members: Sequence[SiaeFigures], below: float, pages: int
) -> list[list[SiaeFigures]]:
    """As high as one another, with what is below the last row: each row where its middle falls."""
    by_page: list[list[SiaeFigures]] = [[] for _ in range(pages)]
    page_height = (_height(members) + below) / pages
    bottoms = itertools.accumulate(_height([member]) for member in members)
    for member, bottom in zip(members, bottoms, strict=True):
        by_page[int((bottom - _height([member]) / 2) / page_height)].append(member)
    return by_page


def _shown_definitions(board: Board) -> Sequence[Definition]:
    """All but that of a forecast, where there is none."""
    if any(figure.forecast for figure in board.key_figures):
        return board.definitions
    return [each for each in board.definitions if each.id != FORECAST]


def _definition_text(definition: Definition) -> str:
    return french.typeset(f"{definition.label} : {definition.text}")
