"""A page for the director of each SIAE: its own figures beside the programme's."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sheets_sync.catalogue import sentence
from sheets_sync.documents.dashboard import page
from sheets_sync.documents.dashboard.page_cards import Compared, figure_cards
from sheets_sync.figures.figure import Figure
from sheets_sync.release.tables.contents import PEOPLE, PROGRAMME_RATE
from sheets_sync.steering.board import Board
from sheets_sync.steering.key_figures import KeyFigure

NO_TABLE: dict[str, Any] = {}
"""In the place of a table that only all directors see."""
_UNTOLD = ("participants", PEOPLE)
"""Of the programme they are not told: those accompanied, less those present, are all who left; so
are those accompanied in one year, less those in the next who did not enter in it."""
_WITH_COUNTS = (PROGRAMME_RATE,)
"""The programme's rates that are told with their counts: of the exits that count, which are told.
Nearly all who are accompanied are among those of the French."""


def siae_page_context(board: Board, programme: Board, siae: str) -> dict[str, Any]:
    """What the template may show to the director of one SIAE.

    Args:
        board: of that SIAE. programme: of all.
    """
    shown = page.common_context(board)
    return {
        **shown,
        "decider": [_own(matter) for matter in shown["decider"]],
        "suivre_titre": sentence("signals.to_follow_here"),
        "suivre": [_own(matter) for matter in shown["suivre"]],
        "titre": sentence("dashboard.siae_title", siae=siae, programme=board.programme),
        "reserve": sentence("dashboard.siae_reserved", siae=siae),
        "legende": [
            sentence("dashboard.legend_now", day=board.as_of),
            sentence("dashboard.legend_target"),
            sentence("dashboard.legend_programme"),
        ],
        "cartes": figure_cards(board.key_figures, _compared_with(programme, board)),
        "cours": [],
        "cours_valeurs": NO_TABLE,
        "siae": [],
        "par_siae": NO_TABLE,
        "argent": NO_TABLE,
        "conventions": [],
    }


def _own(matter: dict[str, Any]) -> dict[str, Any]:
    """A matter of the SIAE itself: whose it is goes without saying, and no table tells more."""
    if matter["ancre"] != "siae":
        return matter
    return {**matter, "qui": "", "ancre": ""}


def _compared_with(programme: Board, board: Board) -> Compared:
    """The programme's figures: a rate has its dot, a count of all is on no scale of one SIAE.

    Two totals of its exits would tell the deaths and illnesses among those of the other SIAE.
    """
    by_id = {figure.now.id: figure.now for figure in programme.key_figures}
    exits, own_exits = (each.exits.parts["sorties_comptees"] for each in (programme, board))

    def text(figure: KeyFigure) -> str:
        now = by_id[figure.now.id]
        if now.id in _UNTOLD:
            return ""
        if now.id == "sorties":
            return _exits_beside(exits, own_exits)
        if not figure.is_rate or now.value is None:
            return sentence("dashboard.beside", value=now.text)
        if now.id not in _WITH_COUNTS:
            return sentence("dashboard.beside_share", value=now.value)
        return sentence(
            "dashboard.beside_rate",
            value=now.value,
            counted=now.numerator,
            among=now.denominator,
        )

    def dot(figure: KeyFigure) -> Figure | None:
        now = by_id[figure.now.id]
        if not figure.is_rate or now.value is None or now.id in _WITH_COUNTS:
            return now if figure.is_rate else None
        # Where the dot stands tells no more than the percentage that is written.
        return replace(now, value=round(now.value, 2))

    return Compared(text, dot)


def _exits_beside(exits: Figure, own_exits: Figure) -> str:
    """The counted exits of both: those that the SIAE's own stand beside."""
    if not exits.is_collected:
        return sentence("dashboard.beside", value=exits.text)
    if not own_exits.is_collected:
        return sentence("dashboard.beside_exits", count=exits.numerator)
    return sentence("dashboard.beside_own_exits", own=own_exits.numerator, count=exits.numerator)
