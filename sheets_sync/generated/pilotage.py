"""« Pilotage », the sheet that directors read.

Two landscape pages: key figures, SIAE by SIAE and what to do on the first; months, freins, levels,
cohorts, money and the count of rows on the second.
Each table is described by its columns; charts and totals ask the table where its cells are.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping, Sequence

from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.generated.pilotage_columns import (
    CONVENTION_COLUMNS,
    COUNT_COLUMNS,
    FREIN_COLUMNS,
    LEVEL_COLUMNS,
    MONTH_COLUMNS,
    cohort_columns,
    figure_cell,
    member_columns,
)
from sheets_sync.sheets.colours import BLUE, GREEN, ORANGE, PALE
from sheets_sync.sheets.content import Content, Formula, Link, Role, Span, Sparkline
from sheets_sync.sheets.sheet import Block, Chart, Series, Sheet
from sheets_sync.sheets.table import PlacedTable, Row, Table
from sheets_sync.steering import wording
from sheets_sync.steering.board import Board
from sheets_sync.steering.trends import MonthFigures

# The cards and the second page need so many columns; the table of SIAE may need more.
_MIN_WIDTH = 14
_CARDS_TOP, _CHARTS_TOP, _SIAE_TOP = 3, 11, 24
_CHART_HEIGHT = 236
_CARD_LETTERS = 26
"""Letters that a line of a card has room for."""
_CELL_LETTERS = 10
"""Letters that a line of a cell has room for, in most columns."""
_PAGE_LETTERS, _HALF_PAGE_LETTERS = 200, 60
"""Letters of a note that the printed page has room for, and the columns of a table on its half."""


def describe(board: Board, name: str, lineage: Mapping[str, Link]) -> Sheet:
    """The whole sheet.

    Args:
        name: what the tab is called.
        lineage: id of a key figure → the link to the rows that it was counted from.
    """
    page = _Page(board)
    below_siae = page.to_do(page.siae(_SIAE_TOP))
    second_page = below_siae + 1
    months = page.months(second_page)
    # Charts and sparklines stand above the tables that they are drawn from, which are laid out
    # first.
    page.month_charts(_CHARTS_TOP, months)
    middle = max(page.freins(second_page), page.levels(second_page), months.bottom)
    left = page.conventions(page.cohorts(middle) + 1)
    page.definitions(max(left, page.row_counts(middle)))
    page.cards(_CARDS_TOP, page.card_trends(_SIAE_TOP), lineage)
    page.title()
    width = page.width
    widths = {0: 24.0, **dict.fromkeys(range(1, width), 10.6), 6: 14.0, 10: 16.0, width + 1: 34.0}
    return Sheet(
        name,
        page.blocks,
        widths,
        page.heights,
        freeze=(2, 1),
        charts=page.charts,
        below=page.below,
        page_breaks=(second_page - 1,),
        scale=54,
        gridlines=False,
        printed=width,
    )


class _Page:
    """The sheet as it fills up: each method lays out one part and gives the first row below it."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.width = max(_MIN_WIDTH, len(member_columns(board)))
        self.blocks: list[Block] = []
        self.charts: list[Chart] = []
        self.heights: dict[int, float] = {}
        self.below: list[tuple[Span, float, Role]] = []

    def title(self) -> None:
        """The programme, the day, the period."""
        board = self.board
        self._put(0, 0, "title", sentence("pilotage.title", programme=board.programme))
        subtitle = sentence("pilotage.subtitle", day=board.as_of, period=board.period.text)
        self._put(1, 0, "subtitle", subtitle)
        self.heights[0] = 30

    def cards(self, top: int, trends: Span, lineage: Mapping[str, Link]) -> None:
        """The key figures, side by side, two columns each.

        Args:
            trends: the cells of the first figure's twelve months; the next ones' are below.
        """
        for nth, figure in enumerate(self.board.key_figures):
            column = 2 * nth
            months = trends._replace(top=trends.top + nth, bottom=trends.bottom + nth)
            is_rate = figure.now.unit == "%"
            self._put(top, column, "card_label", figure.now.label, 2)
            role: Role = "card_percent" if is_rate else "card_count"
            self._put(top + 1, column, role, figure_cell(figure.now), 2)
            self._put(top + 2, column, "card_note", Sparkline(months, PALE), 2)
            notes = (
                wording.out_of(figure.now),
                wording.against_target(figure),
                wording.since_month(figure),
                wording.since_year(figure),
            )
            for row, note in enumerate(notes, top + 3):
                self._put(row, column, "card_note", note, 2)
            if figure.now.id in lineage:
                self._put(top + 7, column, "link", lineage[figure.now.id], 2)
        counted = max(len(wording.out_of(figure.now)) for figure in self.board.key_figures)
        lines = math.ceil(counted / _CARD_LETTERS)
        heights = (30, 34, 24, 3 + 12 * lines, 26, 26, 26)
        self.heights |= {top + nth: float(height) for nth, height in enumerate(heights)}

    def siae(self, top: int) -> int:
        """A row a SIAE, and the whole."""
        board = self.board
        self._section(top, 0, sentence("pilotage.by_siae"), self.width)
        columns = member_columns(board)
        table = Table(columns, board.members, total=sentence("pilotage.whole")).at(top + 1, 0)
        self._add(table, header_height=30)
        note = sentence("pilotage.marked_rates")
        if board.counted_twice:
            note += " " + sentence("pilotage.counted_twice", count=board.counted_twice)
        return self._notes(
            table.bottom,
            [
                note,
                sentence("steering.populations", populations=board.populations),
                board.exits.text,
                *board.provisos,
            ],
        )

    def to_do(self, top: int) -> int:
        """Lay out what needs the directors' attention, one row each."""
        self._section(top, 0, sentence("pilotage.to_do"), self.width)
        lines = self.board.to_do or [sentence("pilotage.nothing_to_do")]
        for row, text in enumerate(lines, top + 1):
            self._put(row, 0, "text", text)
        return top + 1 + len(lines)

    def months(self, top: int) -> PlacedTable[MonthFigures]:
        """Month by month: the table that the charts are drawn from."""
        self._section(top, 0, sentence("pilotage.months"), len(MONTH_COLUMNS))
        return self._add(Table(MONTH_COLUMNS, self.board.months).at(top + 1, 0), header_height=42)

    def month_charts(self, row: int, table: PlacedTable[MonthFigures]) -> None:
        """Lay out the charts by month: people present, entries and exits, positive exits."""
        count = len(self.board.months)
        categories = table.cells("Mois")

        def series(label: str, colour: str, name: str = "") -> Series:
            return Series(name or label, table.cells(label), colour)

        flows = [series("Entrées", BLUE)]
        if self.board.months[-1].exits.is_collected:
            flows.append(series("Sorties", ORANGE))

        charts = [
            Chart(
                "line",
                sentence("pilotage.present_chart"),
                categories,
                [series("Présents", BLUE)],
                top=row,
                left=0,
                width=400,
                height=_CHART_HEIGHT,
                description=sentence("pilotage.present_chart_described", months=count),
            ),
            Chart(
                "column",
                sentence("pilotage.flow_chart"),
                categories,
                flows,
                top=row,
                left=4,
                width=392,
                height=_CHART_HEIGHT,
                description=sentence("pilotage.flow_chart_described", months=count),
            ),
            Chart(
                "line",
                sentence("pilotage.rate_chart"),
                categories,
                [series("Taux positif, 12 mois", GREEN, "Taux")],
                top=row,
                left=9,
                width=400,
                height=_CHART_HEIGHT,
                description=sentence("pilotage.rate_chart_described"),
                percent=True,
            ),
        ]
        last = self.board.months[-1]
        drawn = (last.present, last.entries, last.rate)
        pairs = zip(charts, drawn, strict=True)
        self.charts += [chart for chart, figure in pairs if figure.is_collected]

    def freins(self, top: int) -> int:
        """Freins identified and lifted, by kind."""
        self._section(top, 6, sentence("pilotage.freins"), len(FREIN_COLUMNS))
        freins = self.board.freins
        table = self._add(Table(FREIN_COLUMNS, freins.rows).at(top + 1, 6))
        notes = [freins.population, *freins.coverages]
        if freins.not_collected:
            notes.append(sentence("steering.freins_not_collected", names=freins.not_collected))
        bottom = self._notes(table.bottom, notes, 6, _HALF_PAGE_LETTERS)
        if not freins.rows:
            return bottom + 1
        self.charts.append(
            Chart(
                "bar",
                sentence("pilotage.frein_chart"),
                table.cells("Frein"),
                [
                    Series("Identifiés", table.cells("Identifiés"), ORANGE),
                    Series("Levés", table.cells("Levés"), BLUE),
                ],
                top=bottom,
                left=6,
                width=330,
                height=290,
                description=sentence("pilotage.frein_chart_described"),
            )
        )
        return bottom + 15

    def levels(self, top: int) -> int:
        """French levels of those present, at entry and now."""
        self._section(top, 10, sentence("pilotage.levels"), len(LEVEL_COLUMNS))
        levels = self.board.levels
        table = self._add(Table(LEVEL_COLUMNS, levels.rows).at(top + 1, 10))
        bottom = self._notes(table.bottom, [levels.population], 10)
        if not levels.is_collected:
            return bottom + 1
        self.charts.append(
            Chart(
                "column",
                sentence("pilotage.level_chart"),
                table.cells("Niveau"),
                [
                    Series("À l'entrée", table.cells("À l'entrée"), ORANGE),
                    Series("Actuel", table.cells("Actuel"), BLUE),
                ],
                top=bottom,
                left=10,
                width=336,
                height=262,
                description=sentence("pilotage.level_chart_described"),
            )
        )
        return bottom + 13

    def cohorts(self, top: int) -> int:
        """By half-year of entry: the share with a positive exit within 6, 12, 18 and 24 months."""
        self._section(top, 0, sentence("pilotage.cohorts"), 5)
        table = self._add(Table(cohort_columns(), self.board.cohorts).at(top + 1, 0))
        for row, cohort in enumerate(self.board.cohorts, table.top + 1):
            texts = [wording.rate_with_counts(rate) for rate in cohort.rates.values()]
            lines = math.ceil(max(map(len, texts)) / _CELL_LETTERS)
            self.heights[row] = 3.0 + 13 * lines
        return table.bottom

    def conventions(self, top: int) -> int:
        """Money by convention: granted, received, spent, remaining, beside the time gone by."""
        self._section(top, 0, sentence("pilotage.conventions"), len(CONVENTION_COLUMNS))
        listed = self.board.conventions
        table = self._add(Table(CONVENTION_COLUMNS, listed).at(top + 1, 0), header_height=30)
        if not listed:  # in the empty row that a table keeps
            self._put(table.top + 1, 0, "note", sentence("pilotage.no_convention"))
        return table.bottom

    def row_counts(self, top: int) -> int:
        """Promise 1, shown: every row read is kept or set aside."""
        self._section(top, 8, sentence("pilotage.row_counts"), len(COUNT_COLUMNS))
        whole = sentence("pilotage.whole")
        table = Table(COUNT_COLUMNS, self.board.counts, total=whole).at(top + 1, 8)
        self._add(table, header_height=30)
        read, kept, aside = (
            f"{table.letter(label)}{table.bottom}"
            for label in ("Lues", "Consolidées", "Mises de côté")
        )
        good, bad = sentence("pilotage.counts_add_up"), sentence("pilotage.counts_do_not_add_up")
        # A formula, which directors can see compute, and not our word for it.
        check = f'=IF({read}={kept}+{aside},"{good}","{bad}")'
        self._put(table.bottom, 8, "good", Formula(check, good))
        return table.bottom + 1

    def card_trends(self, top: int) -> Span:
        """Lay out the numbers under the key figures' sparklines, beside the printed page.

        Returns:
            The cells of the first figure's twelve months.
        """
        figures, left = self.board.key_figures, self.width + 1
        months = [french.short_month(month.start) for month in figures[0].trend]
        self._section(top, left, sentence("pilotage.card_trends"), 1 + len(months))
        header = [sentence("pilotage.figure"), *months]
        self.blocks.append(Block(top + 1, left, [header], ["header"] * len(header)))
        for row, figure in enumerate(figures, top + 2):
            role: Role = "percent" if figure.now.unit == "%" else "count"
            values = [month.value for month in figure.trend]
            roles: list[Role] = ["text", *[role for _ in values]]
            self.blocks.append(Block(row, left, [[figure.now.label, *values]], roles))
        return Span(top + 2, left + 1, top + 2, left + len(months))

    def definitions(self, top: int) -> None:
        """Lay out the definitions of the key figures."""
        self._section(top, 0, sentence("pilotage.definitions"), self.width)
        self._notes(top + 1, self.board.definitions)

    def _notes(
        self, row: int, texts: Sequence[str], column: int = 0, letters: int = _PAGE_LETTERS
    ) -> int:
        """Lay out texts below one another, and give the first row below them."""
        for text in texts:
            # A text runs on over the empty cells to its right: what is longer would leave the
            # printed page.
            for line in textwrap.wrap(text, letters):
                self._put(row, column, "note", line)
                row += 1
        return row

    def _add(self, table: PlacedTable[Row], header_height: float = 0) -> PlacedTable[Row]:
        self.blocks += table.blocks
        self.below += table.below
        if header_height:
            self.heights[table.top] = header_height
        return table

    def _put(self, row: int, column: int, role: Role, value: Content, span: int = 1) -> None:
        self.blocks.append(Block(row, column, [[value]], [role], span))

    def _section(self, row: int, column: int, text: str, width: int) -> None:
        self._put(row, column, "section", text, width)
        self.heights[row] = 22
