"""The first page: what is to be decided, the key figures, what came since, where it is going."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.generated.pilotage.canvas import GROUPS, ROW, WIDTH, Canvas, Group, fitted
from sheets_sync.generated.pilotage.charts import trend_charts
from sheets_sync.generated.pilotage.columns import figure_cell
from sheets_sync.generated.pilotage.numbers import Numbers
from sheets_sync.sheets.colours import ACCENT_LIGHT
from sheets_sync.sheets.content import Content, Link, Role, Sparkline
from sheets_sync.steering.board import Board
from sheets_sync.steering.key_figures import KeyFigure, TargetState
from sheets_sync.steering.sentences import beside_figures, chart_titles
from sheets_sync.steering.sentences.headline import headline
from sheets_sync.steering.signals import PagePart, Signal

# Where the columns of the matters begin, and how many each has.
_MATTER, _WHO, _WHERE = (0, 9), (9, 6), (15, 3)
_CHART_ROWS, _CHART_ROW = 8, 22.0
_MATTER_LETTERS = 88
"""Letters of a matter that its line has room for."""
_TARGET_ROLES: Mapping[TargetState | None, Role] = {
    "reached": "card_reached",
    "missed": "card_missed",
    "on_course": "card_note",
    "few": "card_target",
    "unknown": "card_target",
    None: "card_target",
}
_SIGNS: Mapping[TargetState | None, str] = {"reached": "✓ ", "missed": "▲ "}


class _MatterRoles(NamedTuple):
    """How the matters of a kind look."""

    head: Role
    column: Role
    text: Role
    who: Role
    link: Role


_DECIDE = _MatterRoles("decide_head", "decide_column", "decide_text", "decide_who", "decide_link")
_FOLLOW = _MatterRoles("follow_head", "follow_column", "follow_text", "follow_who", "follow_link")


class FirstPage:
    """The page as it fills up: each method lays out one part and gives the first row below it."""

    def __init__(
        self,
        canvas: Canvas,
        board: Board,
        numbers: Numbers,
        links_to_parts: Mapping[PagePart, Link],
    ) -> None:
        """`links_to_parts`: the part of the sheet → the link to it."""
        self.canvas, self.board, self.numbers, self.links_to_parts = (
            canvas,
            board,
            numbers,
            links_to_parts,
        )

    def lay_out(self, lineage: Mapping[str, Link]) -> int:
        """The whole page.

        Args:
            lineage: a key figure's id → the link to the rows that it was counted from.
        """
        row = self.matters(self.title())
        row = self.cards(row, lineage)
        row = self.since(row)
        return self.trends(row)

    def title(self) -> int:
        """The programme, the day, one sentence."""
        canvas, board = self.canvas, self.board
        title = sentence("pilotage.title", programme=board.programme)
        canvas.lay_out(0, 0, "page_title", title, 15, height=28)
        canvas.lay_out(0, 15, "page_day", french.long_day(board.as_of), 3)
        canvas.lay_out(1, 0, "page_lead", headline(board, board.meetings.next), WIDTH, 20)
        return canvas.gap(2, 7)

    def matters(self, row: int) -> int:
        """Signals to decide on and to follow up."""
        signals = self.board.signals
        if not signals.decide and not signals.follow:
            nothing = sentence("signals.none")
            self.canvas.lay_out(row, 0, "follow_head", nothing, WIDTH, height=22)
            return self.canvas.gap(row + 1, 6)
        before = len(signals.decide)
        if signals.decide:
            row = self._matters_of(row, _DECIDE, "to_decide", signals.decide)
        if signals.follow:
            row = self._matters_of(row, _FOLLOW, "to_follow", signals.follow, before)
        if signals.others:
            text = sentence("signals.more", count=signals.others)
            self.canvas.lay_out(row, 0, "caption", text, height=14)
            row += 1
        return row

    def _matters_of(
        self, row: int, roles: _MatterRoles, title: str, matters: Sequence[Signal], before: int = 0
    ) -> int:
        """One of the two groups; `before`: how many matters stand above, which are numbered on."""
        who, seen_at = sentence("signals.who"), sentence("signals.where")
        titles = (sentence(f"signals.{title}"), who, seen_at)
        self._line(row, (roles.head, roles.column, roles.column), titles, 21)
        for number, matter in enumerate(matters, 1):
            who_text, height = fitted(matter.who, *_WHO)
            cells = (
                _matter(before + number, matter),
                who_text,
                self._part_link(matter.page_part),
            )
            self._line(row + number, (roles.text, roles.who, roles.link), cells, height)
        return self.canvas.gap(row + len(matters) + 1, 8)

    def _part_link(self, page_part: PagePart) -> Content:
        return self.links_to_parts.get(page_part, sentence(f"signals.at.{page_part}"))

    def _line(
        self, row: int, roles: Sequence[Role], cells: Sequence[Content], height: float
    ) -> None:
        columns = (_MATTER, _WHO, _WHERE)
        for role, value, (left, span) in zip(roles, cells, columns, strict=True):
            self.canvas.lay_out(row, left, role, value, span, height)

    def cards(self, row: int, lineage: Mapping[str, Link]) -> int:
        """The key figures, four in a row."""
        self.canvas.lay_out(row, 0, "heading", sentence("pilotage.key_figures"), 3, height=20)
        self.canvas.lay_out(row, 4, "caption", sentence("pilotage.key_figures_caption"), 14)
        row += 1
        figures = self.board.key_figures
        for start in range(0, len(figures), len(GROUPS)):
            for number, figure in enumerate(figures[start : start + len(GROUPS)]):
                self._card(row, GROUPS[number], figure, start + number, lineage)
            for offset, height in enumerate((17, 30, ROW, ROW, ROW)):
                self.canvas.heights[row + offset] = height
            row = self.canvas.gap(row + 5, 9)
        return row

    def _card(
        self, row: int, group: Group, figure: KeyFigure, number: int, lineage: Mapping[str, Link]
    ) -> None:
        canvas, now = self.canvas, figure.now
        left, last = group.left, group.width - 1
        label = lineage.get(now.id)
        if label is None:
            canvas.lay_out(row, left, "card_label", now.label, group.width)
        else:
            canvas.lay_out(row, left, "card_link", label._replace(text=now.label), group.width)
        role: Role = "card_percent" if now.unit == "%" else "card_count"
        value = figure_cell(now)
        if isinstance(value, str):
            value, role = str(value), "card_text"
        canvas.lay_out(row + 1, left, role, value, last)
        trends = self.numbers.card_trends
        months = trends._replace(top=trends.top + number, bottom=trends.bottom + number)
        sparkline = Sparkline(months, ACCENT_LIGHT)
        # in one cell: LibreOffice draws it in the first of merged ones alone
        canvas.lay_out(row + 1, left + last, "card_spark", sparkline)
        against = _SIGNS.get(figure.against_target, "") + beside_figures.against_target(figure)
        notes = [beside_figures.counts(now)]
        before = [beside_figures.last_year(figure), beside_figures.since_month(figure)]
        if figure.forecast is not None:
            # Where the pace leads takes the line of what was: the months are in the sparkline.
            notes.append(before[0])
            before = [figure.forecast.short_text]
        canvas.lay_out(row + 2, left, "card_note", _in_one_line(notes), group.width)
        canvas.lay_out(row + 3, left, _TARGET_ROLES[figure.against_target], against, group.width)
        canvas.lay_out(row + 4, left, "card_before", _in_one_line(before), group.width)

    def since(self, row: int) -> int:
        """News since the directors met last."""
        canvas, since = self.canvas, self.board.since
        if since is None:
            return row
        title = sentence("since.title", day=since.day)
        canvas.lay_out(row, 0, "cell_strong", title, 4, height=ROW)
        canvas.lay_out(row, 4, "cell", since.flows, WIDTH - 4)
        if since.late:
            row += 1
            late = sentence("since.late_tasks", tasks=since.tasks, late=since.late)
            text, height = fitted(late, 4, WIDTH - 4)
            # a wrapped text begins at the top of its row, on the line above it
            role: Role = "caption_wrap" if height > ROW else "caption"
            canvas.lay_out(row, 4, role, text, WIDTH - 4, height)
        return canvas.gap(row + 1, 9)

    def trends(self, row: int) -> int:
        """Four charts, each under a sentence that says what it shows."""
        board, last = self.board, self.board.months[-1]
        french_gained = board.key_figure("progression_francais")
        titles = (
            chart_titles.present_title(board.key_figure("participants")),
            chart_titles.flow_title(board.months),
            chart_titles.rate_title(board.months),
            chart_titles.french_title(french_gained),
        )
        captions = (
            (last.present, self._present_caption()),
            (last.entries, self._flow_caption()),
            (last.rate, sentence("trends.rate_caption")),
            (french_gained.now, sentence("trends.french_caption")),
        )
        for group, title, (figure, caption) in zip(GROUPS, titles, captions, strict=True):
            # where nobody collects it no chart is drawn
            text = caption if figure.is_collected else figure.text
            self.canvas.lay_out(row, group.left, "block_title", title, group.width, height=17)
            self.canvas.lay_out(row + 1, group.left, "caption", text, group.width, height=14)
        top = row + 2
        for nth in range(_CHART_ROWS):
            self.canvas.heights[top + nth] = _CHART_ROW
        self.canvas.charts += trend_charts(board, self.numbers, top, _CHART_ROWS * _CHART_ROW)
        return top + _CHART_ROWS

    def _present_caption(self) -> str:
        if self.board.whole["participants"].target is None:
            return sentence("trends.present_caption")
        return sentence("trends.present_caption_target")

    def _flow_caption(self) -> str:
        if self.board.months[-1].exits.is_collected:
            return sentence("trends.flow_caption")
        return sentence("trends.entries_caption")


def _in_one_line(texts: Sequence[str]) -> str:
    return " · ".join(filter(None, texts))


def _matter(number: int, matter: Signal) -> str:
    """A matter in one line, with more of it where there is room."""
    text = sentence("pilotage.matter", number=number, title=matter.title)
    with_detail = french.typeset(f"{text} ; {matter.detail}")
    return with_detail if matter.detail and len(with_detail) <= _MATTER_LETTERS else text
