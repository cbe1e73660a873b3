"""« Pilotage », the sheet that directors read: two landscape pages, and the numbers behind them."""

from __future__ import annotations

from collections.abc import Mapping

from forms.headers.matching import letters
from sheets_sync.catalogue import sentence
from sheets_sync.generated.pilotage.canvas import WIDTH, Canvas, widths
from sheets_sync.generated.pilotage.first_page import FirstPage
from sheets_sync.generated.pilotage.numbers import RIGHT, Numbers
from sheets_sync.generated.pilotage.second_page import SecondPage
from sheets_sync.sheets.content import Link
from sheets_sync.sheets.sheet import Landmark, Sheet
from sheets_sync.steering.board import Board
from sheets_sync.steering.signals import PagePart

# Headings of the tab as it was laid out until 2026: it is known again by them, and replaced.
_FORMER_LANDMARKS = (
    (Landmark(24, 0, "Par SIAE"), Landmark(25, 0, "SIAE"), Landmark(25, 1, "Type")),
)
_KEY_FIGURES_ROW = 3


def describe_pilotage(board: Board, name: str, lineage: Mapping[str, Link]) -> Sheet:
    """The whole sheet.

    Args:
        name: what the tab is called.
        lineage: id of a key figure → the link to the rows that it was counted from.
    """
    # How long the first page is shows when it is laid out; its links lead to the second.
    draft = Canvas()
    second_page = FirstPage(draft, board, Numbers.on(draft, board), {}).lay_out(lineage)
    canvas = Canvas()
    numbers = Numbers.on(canvas, board)
    second = SecondPage(canvas, board, numbers)
    second.lay_out(second_page)
    FirstPage(canvas, board, numbers, _links_to_parts(name, second.rows)).lay_out(lineage)
    return Sheet(
        name,
        canvas.blocks,
        widths() | dict.fromkeys(range(WIDTH, RIGHT), 12.0),
        canvas.heights,
        charts=canvas.charts,
        page_breaks=(second_page, *second.page_breaks),
        gridlines=False,
        printed=WIDTH,
        footer=sentence("pilotage.reserved"),
        former_landmarks=_FORMER_LANDMARKS,
    )


def _links_to_parts(tab: str, rows: Mapping[PagePart, int]) -> dict[PagePart, Link]:
    """The links to the parts of the sheet, by what is to be seen there."""
    trends: dict[PagePart, int] = {"key_figures": _KEY_FIGURES_ROW, "trends": _KEY_FIGURES_ROW}
    return {
        page_part: Link(sentence(f"signals.at.{page_part}"), None, tab, f"{letters(0)}{row + 1}")
        for page_part, row in {**trends, **rows}.items()
    }
