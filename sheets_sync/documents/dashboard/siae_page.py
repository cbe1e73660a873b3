"""A page for the director of each SIAE: its own figures beside the programme's."""

from __future__ import annotations

from typing import Any

from sheets_sync.catalogue import sentence
from sheets_sync.documents.dashboard import page
from sheets_sync.documents.dashboard.page_cards import Compared, cards
from sheets_sync.figures.figure import Figure
from sheets_sync.steering.board import Board
from sheets_sync.steering.key_figures import KeyFigure

NO_TABLE: dict[str, Any] = {}
"""In the place of a table that only all directors see."""


def context(board: Board, programme: Board, siae: str) -> dict[str, Any]:
    """What the template may show to the director of one SIAE.

    Args:
        board: of that SIAE. programme: of all.
    """
    shown = page.context(board)
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
        "cartes": cards(board.key_figures, _beside(programme)),
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


def _beside(programme: Board) -> Compared:
    """The programme's figures: a rate has its dot, a count of all is on no scale of one SIAE."""
    by_id = {figure.now.id: figure for figure in programme.key_figures}

    def text(figure: KeyFigure) -> str:
        now = by_id[figure.now.id].now
        if figure.is_rate and now.value is not None:
            return sentence(
                "dashboard.beside_rate",
                value=now.value,
                counted=now.numerator,
                among=now.denominator,
            )
        return sentence("dashboard.beside", value=now.text)

    def dot(figure: KeyFigure) -> Figure | None:
        return by_id[figure.now.id].now if figure.is_rate else None

    return Compared(text, dot)
