"""The annex of a funder's report: its tables as cells to compute with, and what each figure means.

Where the figures were counted from stays inside: a list of cells by SIAE gives counts of one to four people away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sheets_sync.figures.figure import UNKNOWN
from sheets_sync.figures.periods import Period
from sheets_sync.release.disclosure import BREAKDOWNS, rate
from sheets_sync.release.suppression import Shown
from sheets_sync.sheets.content import Content, Role
from sheets_sync.sheets.sheet import Block, Sheet
from sheets_sync.steering.month import Month

_COUNTS = ("personnes_accompagnees", "entrees", "sorties")


def describe(
    month: Month, period: Period, tables: Mapping[str, Shown], rates: Sequence[str], hidden: str
) -> list[Sheet]:
    """« Tableaux » and « Définitions ».

    Args:
        rates: ids of the rates that the report shows. hidden: what stands for a count that is hidden.
    """
    return [_tables(tables, period, hidden), _definitions(month, period, tables, rates, hidden)]


def _tables(tables: Mapping[str, Shown], period: Period, hidden: str) -> Sheet:
    blocks = [
        Block(0, 0, [["Tableaux du rapport"]], ["title"]),
        Block(1, 0, [[f"Période {period.text}."]], ["subtitle"]),
    ]
    row = 3
    for name, label in {**BREAKDOWNS, "siae": "SIAE"}.items():
        table = tables.get(name)
        if table is None:
            continue
        known: dict[str, int | None] = {UNKNOWN: table.known} if table.known else {}
        cells = {**(table.cells or {}), **known}
        lines: list[list[Content]] = [
            [text, hidden if count is None else count] for text, count in cells.items()
        ]
        if table.cells is None:
            lines = [["effectifs trop petits pour une ventilation", None]]
        blocks += [
            Block(row, 0, [[label, "Personnes"]], ["header", "header"]),
            Block(row + 1, 0, lines, ["text", "count"]),
        ]
        row += len(lines) + 1
        blocks.append(
            Block(
                row,
                0,
                [["Total", hidden if table.total is None else table.total]],
                ["total", "total"],
            )
        )
        row += 2
    return Sheet("Tableaux", blocks, {0: 40.0, 1: 22.0}, {0: 30})


def _definitions(
    month: Month, period: Period, tables: Mapping[str, Shown], rates: Sequence[str], hidden: str
) -> Sheet:
    lines: list[list[Content]] = []
    for name in _COUNTS:
        figure, indicator = (
            month.measures.figure(name, period.start, period.end),
            month.measures.indicators[name],
        )
        small = 0 < figure.numerator < month.config.privacy.public_threshold
        lines.append(
            [indicator.label, hidden if small else figure.value, None, None, indicator.definition]
        )
    for name in (*rates, "progression_francais"):
        indicator, counts = month.measures.indicators[name], rate(tables, name)
        shown: list[Content] = (
            [counts[0] / counts[1], counts[0], counts[1]] if counts else [hidden, None, None]
        )
        lines.append([indicator.label, *shown, indicator.definition])
    headers: list[Content] = ["Figure", "Valeur", "Compté", "Sur", "Définition"]
    flows = len(_COUNTS)
    plain: list[Role] = ["strong", "count", "count", "count", "wrap"]
    percent: list[Role] = ["strong", "percent", "count", "count", "wrap"]
    blocks = [
        Block(0, 0, [["Définitions"]], ["title"]), Block(2, 0, [headers], ["header"] * len(headers)),
        Block(3, 0, lines[:flows], plain), Block(3 + flows, 0, lines[flows:], percent),
    ]  # fmt: skip
    heights = {3 + number: 30.0 for number, line in enumerate(lines) if len(str(line[4])) > 70}
    return Sheet(
        "Définitions",
        blocks,
        {0: 44.0, 1: 22.0, 2: 10.0, 3: 10.0, 4: 90.0},
        {0: 30, **heights},
        (3, 1),
    )
