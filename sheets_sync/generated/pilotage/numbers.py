"""The numbers behind Pilotage, beside the printed pages: what charts and sparklines are drawn from.

They stand at the same places every month: the tab is known again by their headings.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.figures.figure import Figure
from sheets_sync.generated.pilotage.canvas import WIDTH, Canvas
from sheets_sync.generated.pilotage.columns import COUNT_COLUMNS, figure_cell
from sheets_sync.sheets.content import Content, Formula, Role, Span
from sheets_sync.sheets.sheet import Block
from sheets_sync.sheets.table import Column, PlacedTable, Row, Table
from sheets_sync.steering.board import Board
from sheets_sync.steering.key_figures import MonthValue
from sheets_sync.steering.trends import Frein, Level, MonthFigures

LEFT = WIDTH + 1
_PROGRESS_LEFT, _FREINS_LEFT, _LEVELS_LEFT = LEFT + 13, LEFT + 17, LEFT + 24
RIGHT = _LEVELS_LEFT + 4
"""The first column beyond."""


@dataclass(frozen=True)
class Numbers:
    """Where the numbers stand; `card_trends`: the twelve months of the first key figure."""

    months: PlacedTable[MonthFigures]
    progress: PlacedTable[MonthValue]
    freins: PlacedTable[Frein]
    levels: PlacedTable[Level]
    card_trends: Span

    @classmethod
    def on(cls, canvas: Canvas, board: Board) -> Numbers:
        """Put all tables of numbers beside the pages."""
        months = _put_table(canvas, "months", LEFT, Table(month_columns(board), board.months))
        trend = board.key_figure("progression_francais").trend
        progress = _put_table(
            canvas, "progress", _PROGRESS_LEFT, Table(_progress_columns(trend), trend)
        )
        freins = _put_table(canvas, "freins", _FREINS_LEFT, Table(FREIN_COLUMNS, board.freins.rows))
        levels = _put_table(canvas, "levels", _LEVELS_LEFT, Table(LEVEL_COLUMNS, board.levels.rows))
        below = 1 + max(months.bottom, freins.bottom, levels.bottom)
        trends = _card_trends(canvas, below, board)
        _row_counts(canvas, below + len(board.key_figures) + 3, board)
        return cls(months, progress, freins, levels, trends)


def month_columns(board: Board) -> list[Column[MonthFigures]]:
    """The months, then what their charts need beside: targets, last values, exits that go down."""
    months = board.months
    present_target = board.whole["participants"].target
    rate_target = board.whole["taux_sorties_positives"].target
    after_few = [after for before, after in itertools.pairwise(months) if not before.is_firm]

    def firm(month: MonthFigures) -> Content:
        return _value_if(month.rate, month.is_firm)

    def few(month: MonthFigures) -> Content:
        # The dashes go on to where the full line begins.
        is_drawn = not month.is_firm or any(month is other for other in after_few)
        return _value_if(month.rate, is_drawn)

    def last(month: MonthFigures, figure: Figure) -> Content:
        return _value_if(figure, month is months[-1])

    return [
        Column("Mois", "month", lambda month: month.start),
        Column("Présentes", "count", lambda month: _month_cell(month.present)),
        Column("Entrées", "count", lambda month: _month_cell(month.entries)),
        Column("Sorties", "count", lambda month: _month_cell(month.exits)),
        Column("Taux positif, 12 mois", "percent", lambda month: _month_cell(month.rate)),
        Column("Objectif, présentes", "count", lambda month: present_target),
        Column("Dernière valeur, présentes", "count", lambda month: last(month, month.present)),
        Column("Sorties, vers le bas", "count", lambda month: _negative(month.exits)),
        Column("Taux, 20 sorties ou plus", "percent", firm),
        Column("Taux, moins de 20 sorties", "percent", few),
        Column("Objectif du taux", "percent", lambda month: rate_target),
        Column("Dernier taux", "percent", lambda month: last(month, month.rate)),
    ]


FREIN_COLUMNS: list[Column[Frein]] = [
    Column("Frein", "text", lambda frein: frein.name),
    Column("Intitulé du frein", "text", lambda frein: _frein_label(frein)),
    Column("Identifiés", "count", lambda frein: frein.identified),
    Column("Levés", "count", lambda frein: frein.lifted.numerator),
    Column("Pas encore levés", "count", lambda f: (f.identified or 0) - f.lifted.numerator),
    Column("Part levée", "percent", lambda frein: figure_cell(frein.lifted)),
]
LEVEL_COLUMNS: list[Column[Level]] = [
    Column("Niveau", "text", lambda level: level.name),
    Column("Intitulé du niveau", "text", lambda level: _level_label(level)),
    Column("À l’entrée", "count", lambda level: level.at_entry),
    Column("Actuel", "count", lambda level: level.now),
]


def _progress_columns(trend: Sequence[MonthValue]) -> list[Column[MonthValue]]:
    known = [month for month in trend if month.value is not None]

    def marked(month: MonthValue) -> Content:
        return month.value if known and month in (known[0], known[-1]) else None

    return [
        Column("Douze mois", "month", lambda month: month.start),
        Column("Progression", "percent", lambda month: month.value),
        Column("Premier et dernier", "percent", marked),
    ]


def _put_table(canvas: Canvas, title: str, left: int, table: Table[Row]) -> PlacedTable[Row]:
    canvas.blocks.append(Block(0, left, [[sentence(f"pilotage.{title}")]], ["section"]))
    placed = table.at(1, left)
    canvas.blocks += placed.blocks
    return placed


def _card_trends(canvas: Canvas, top: int, board: Board) -> Span:
    """The numbers under the key figures' sparklines; gives the cells of the first one's."""
    figures = board.key_figures
    months = [french.short_month(month.start) for month in figures[0].trend]
    canvas.blocks.append(Block(top, LEFT, [[sentence("pilotage.card_trends")]], ["section"]))
    header = [sentence("pilotage.figure"), *months]
    heads: list[Role] = ["header"]
    heads += ["header_number"] * len(months)
    canvas.blocks.append(Block(top + 1, LEFT, [header], heads))
    for row, figure in enumerate(figures, top + 2):
        role: Role = "percent" if figure.now.unit == "%" else "count"
        values = [month.value for month in figure.trend]
        roles: list[Role] = ["text", *[role for _ in values]]
        canvas.blocks.append(Block(row, LEFT, [[figure.now.label, *values]], roles))
    return Span(top + 2, LEFT + 1, top + 2, LEFT + len(months))


def _row_counts(canvas: Canvas, top: int, board: Board) -> None:
    """Promise 1, shown: every row read is kept or set aside."""
    canvas.blocks.append(Block(top, LEFT, [[sentence("pilotage.row_counts")]], ["section"]))
    table = Table(COUNT_COLUMNS, board.counts, total=sentence("pilotage.whole")).at(top + 1, LEFT)
    canvas.blocks += table.blocks
    read, consolidated, aside = (
        f"{table.letter(label)}{table.bottom}" for label in ("Lues", "Consolidées", "Mises de côté")
    )
    good, bad = sentence("pilotage.counts_add_up"), sentence("pilotage.counts_do_not_add_up")
    # A formula, which directors can see compute, and not our word for it.
    check = f'=IF({read}={consolidated}+{aside},"{good}","{bad}")'
    canvas.blocks.append(Block(table.bottom, LEFT, [[Formula(check, good)]], ["good"]))


def _frein_label(frein: Frein) -> str:
    words = {"counted": frein.lifted.numerator, "among": frein.identified}
    return f"{frein.name}, {sentence('steering.out_of', **words)}"


def _level_label(level: Level) -> str:
    return sentence("pilotage.level", name=level.name, at_entry=level.at_entry, now=level.now)


def _value_if(figure: Figure, is_drawn: bool) -> Content:
    if not is_drawn:
        return None
    return figure.value


def _negative(figure: Figure) -> Content:
    if not figure.is_collected:
        return None
    return -figure.numerator


def _month_cell(figure: Figure) -> Content:
    # A chart draws an empty cell as none and a text as nought: only who is in no chart is a text.
    return figure.value if figure.is_collected else figure.text
