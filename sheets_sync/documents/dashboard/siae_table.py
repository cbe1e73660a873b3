"""The table of SIAE, and for the phone a card each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.documents.dashboard.page_tables import (
    Cell,
    Emphasis,
    PageColumn,
    PageTable,
    cell_of_count,
    cell_of_rate,
    cell_with_bar,
    percent_of_width,
    text_column,
)
from sheets_sync.figures.figure import Figure
from sheets_sync.steering.board import Board, SiaeFigures
from sheets_sync.steering.few_cases import is_few

_URGENT = ("titres_finissant", "pass_finissant")
_FOLLOW_UP = ("titres_finissant", "pass_finissant", "contrats_finissant", "sans_entretien")


def siae_table(board: Board) -> dict[str, Any]:
    """A row a SIAE, and the whole."""
    table = PageTable(
        "par-siae",
        sentence("dashboard.siae"),
        _siae_columns(board),
        board.members,
        board.as_of.isoformat(),
        whole=True,
    )
    return table.context()


def siae_cards(board: Board) -> list[dict[str, Any]]:
    """The same on a phone: what a SIAE has, a line each."""
    return [_siae_card(board, member) for member in board.members]


def _siae_columns(board: Board) -> list[PageColumn[SiaeFigures]]:
    def count(id_: str, wide_only: bool = False) -> PageColumn[SiaeFigures]:
        whole = board.whole[id_]
        return PageColumn(
            sentence(f"dashboard.{id_}"),
            lambda member: _count_of_member(member.figures[id_]),
            Cell(whole.text, whole.value),
            wide_only=wide_only,
        )

    def rate(id_: str, wide_only: bool = False) -> PageColumn[SiaeFigures]:
        whole = board.whole[id_]
        return PageColumn(
            sentence(f"dashboard.{id_}"),
            lambda member: cell_of_rate(member.figures[id_], whole.target),
            Cell(whole.text, whole.value),
            wide_only=wide_only,
        )

    def among(id_: str, wide_only: bool = False) -> PageColumn[SiaeFigures]:
        """What a rate is counted among, where no other column has it."""
        whole = board.whole[id_]
        return PageColumn(
            sentence(f"dashboard.among_{id_}"),
            lambda member: cell_of_count(member.figures[id_].denominator, member.figures[id_]),
            cell_of_count(whole.denominator, whole),
            wide_only=wide_only,
        )

    positive = board.whole["taux_sorties_positives"]
    drawn: PageColumn[SiaeFigures] = PageColumn(
        sentence("dashboard.scale"),
        lambda member: cell_with_bar(member.figures["taux_sorties_positives"], positive.target),
        cell_with_bar(positive, positive.target),
        is_text=True,
        wide_only=True,
        is_drawn=True,
    )
    followed = [name for name in _FOLLOW_UP if _shows(board, name)]
    who = [
        text_column(sentence("dashboard.one_siae"), lambda m: m.name, sentence("dashboard.whole")),
        PageColumn(
            sentence("dashboard.kind"),
            lambda m: Cell(m.kind, m.kind, "few"),
            Cell(""),
            is_text=True,
            wide_only=True,
        ),
        count("participants"),
    ]
    quality: list[PageColumn[SiaeFigures]] = [
        PageColumn(
            sentence("dashboard.to_correct"),
            lambda member: cell_of_count(member.errors),
            cell_of_count(board.errors),
        ),
        PageColumn(
            sentence("dashboard.completeness"),
            lambda member: _completeness(member, board),
            Cell(french.percent(board.completeness), board.completeness),
            wide_only=True,
        ),
    ]
    return [
        *who,
        *_under_one_group("flows", [count("entrees"), count("sorties"), count("sorties_comptees")]),
        *_under_one_group(
            "positive", [count("sorties_positives"), rate("taux_sorties_positives"), drawn]
        ),
        *_under_one_group(
            "dynamic",
            [
                among("taux_sorties_dynamiques", wide_only=True),
                count("sorties_dynamiques", wide_only=True),
                rate("taux_sorties_dynamiques", wide_only=True),
            ],
        ),
        *_under_one_group("follow_up", map(count, followed)),
        *_under_one_group("quality", quality),
    ]


def _under_one_group(
    name: str, columns: Iterable[PageColumn[SiaeFigures]]
) -> Iterator[PageColumn[SiaeFigures]]:
    for column in columns:
        yield replace(column, group=sentence(f"dashboard.group_{name}"))


def not_shown(board: Board) -> list[str]:
    """What would have a column of noughts only becomes one sentence.

    What nobody collects has no column either: that is among the provisos.
    """
    empty = [board.whole[name] for name in _FOLLOW_UP if not _shows(board, name)]
    return [
        sentence("dashboard.none_of", label=figure.label) for figure in empty if figure.is_collected
    ]


def _shows(board: Board, name: str) -> bool:
    return bool(board.whole[name].value)


def _count_of_member(figure: Figure) -> Cell:
    return cell_of_count(figure.value, figure, alert=figure.id in _URGENT)


def _completeness(member: SiaeFigures, board: Board) -> Cell:
    share = member.completeness
    emphasis: Emphasis = ""
    if board.is_incomplete(member):
        emphasis = "alert"
    return Cell(french.percent(share), share, emphasis)


def _siae_card(board: Board, member: SiaeFigures) -> dict[str, Any]:
    figures, positive = member.figures, member.figures["taux_sorties_positives"]
    cell = cell_of_rate(positive, board.whole["taux_sorties_positives"].target)
    flows = [
        sentence(f"dashboard.card.{name}", count=figures[name].numerator)
        for name in ("participants", "entrees", "sorties")
        if figures[name].is_collected
    ]
    return {
        "nom": member.name,
        "type": member.kind,
        "flux": " · ".join(flows),
        "positives": _positive_text(positive),
        "barre": percent_of_width(positive.value),
        "repere": percent_of_width(cell.target),
        "peu": cell.emphasis == "few",
        "urgent": [_follow(figures[name]) for name in _URGENT if figures[name].numerator],
        "suivre": _other_follow_up(member),
    }


def _positive_text(figure: Figure) -> str:
    if figure.value is None:
        return sentence("dashboard.card.no_exit")
    counts = {"counted": figure.numerator, "among": figure.denominator}
    if is_few(figure):
        return sentence("dashboard.card.few", **counts)
    return sentence("dashboard.card.rate", **counts, value=figure.value)


def _other_follow_up(member: SiaeFigures) -> str:
    texts = [
        _follow(member.figures[name])
        for name in _FOLLOW_UP
        if name not in _URGENT and member.figures[name].numerator
    ]
    if member.errors:
        texts.append(sentence("dashboard.card.errors", count=member.errors))
    return ", ".join(texts)


def _follow(figure: Figure) -> str:
    return sentence(f"dashboard.card.{figure.id}", count=figure.numerator)
