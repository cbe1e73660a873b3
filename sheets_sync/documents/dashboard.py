"""What goes on the dashboard page: the figures of the steering sheet as one HTML file that opens from an e-mail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.documents.chart_svg import Line, bar_chart, column_chart, line_chart, sparkline
from sheets_sync.figures.figure import Figure
from sheets_sync.steering.board import BY_SIAE, Board
from sheets_sync.steering.conventions import Convention
from sheets_sync.steering.key_figures import KeyFigure
from sheets_sync.steering.month import Month
from sheets_sync.steering.trends import ELAPSED
from sheets_sync.steering.wording import against_target, out_of, since_month, since_year

_HEADERS = ("Participants", "Entrées", "Sorties", "Sorties positives", "Taux positif", "Taux dynamique", "Contrats sous 60 j", "PASS sous 90 j", "Titres sous 90 j",
            "Sans entretien 60 j", "À corriger", "Complétude")  # fmt: skip


def context(month: Month) -> dict[str, Any]:
    """Everything that the template of the page may show, ready to be read."""
    board = month.board
    return {
        "programme": board.programme, "situation_au": french.long_day(board.as_of), "periode": board.period.text, "cartes": [_card(card) for card in board.key_figures],
        "a_faire": board.to_do, "courbes": _charts(board), "entetes_siae": _HEADERS, "siae": _members(board), "mois": _months(board),
        "double_compte": french.several(board.counted_twice, "personne est suivie", "personnes sont suivies") if board.counted_twice else "",
        "freins_dessin": bar_chart("freins", "Freins identifiés et levés", "Barres du nombre de personnes pour qui chaque frein a été identifié, et pour qui il est levé ; les valeurs sont dans le tableau.",
            [f.name for f in board.freins], [Line("Identifiés", [f.identified for f in board.freins]), Line("Levés", [f.lifted.numerator for f in board.freins])]),
        "niveaux_dessin": bar_chart("niveaux", "Niveaux de français des présents", "Barres du nombre de participants à chaque niveau du CECRL, à l'entrée et maintenant ; les valeurs sont dans le tableau.",
            [level.name for level in board.levels], [Line("À l'entrée", [level.at_entry for level in board.levels]), Line("Actuel", [level.now for level in board.levels])]),
        "freins": [[f.name, french.number(f.identified), french.number(f.lifted.numerator), _value(f.lifted)] for f in board.freins],
        "niveaux": [[level.name, french.number(level.at_entry), french.number(level.now)] for level in board.levels], "entetes_delais": [f"en {months} mois" for months in ELAPSED],
        "cohortes": [[c.label, french.number(c.size.value), *(_rate(c.rates[months]) for months in ELAPSED)] for c in board.cohorts],
        "financements": [
            {"nom": c.name, "fin": french.day(c.end), "jours": "" if c.days_left is None else french.number(c.days_left), "accorde": french.euros(c.granted), "recu": french.euros(c.received),
             "depense": french.euros(c.spent), "reste": french.euros(c.remaining), "part": french.percent(c.share_spent), "temps": french.percent(c.elapsed), "rythme": _pace(c)}
            for c in board.conventions
        ],
        "lignes": [[c.siae, *map(french.number, (c.read, c.kept, c.set_aside, c.ignored))] for c in board.counts], "definitions": board.definitions,
    }  # fmt: skip


def _card(card: KeyFigure) -> dict[str, Any]:
    """A key figure; `avancement` is how far it is towards its target, in hundredths (at most 100), None without one."""
    now = card.now
    towards = (
        None
        if now.target is None or now.value is None or not now.target
        else round(min(1.0, now.value / now.target) * 100)
    )
    return {
        "label": now.label, "valeur": _value(now), "detail": out_of(now), "objectif": against_target(card), "atteint": card.reached, "avancement": towards,
        "evolutions": [text for text in (since_month(card), since_year(card)) if text], "courbe": sparkline([month.value for month in card.trend]),
    }  # fmt: skip


def _members(board: Board) -> list[dict[str, Any]]:
    """A line a SIAE and the whole last; a cell is its text and whether it is under the target of the programme."""
    lines = []
    for member in board.members:
        cells = [_cell(member.figures[name], board.whole[name].target) for name in BY_SIAE]
        low = member.completeness is not None and member.completeness < 0.8
        lines.append({"nom": member.name, "type": member.kind, "cellules": [*cells, (french.number(member.errors), False), (french.percent(member.completeness), low)]})  # fmt: skip
    total = [(_value(board.whole[name]), False) for name in BY_SIAE]
    lines.append({"nom": "Ensemble", "type": "", "cellules": [*total, (french.number(board.errors), False), (french.percent(board.completeness), False)]})  # fmt: skip
    return lines


def _cell(figure: Figure, target: float | None) -> tuple[str, bool]:
    rate = figure.among is not None
    return _value(figure), bool(
        rate and target is not None and figure.value is not None and figure.value < target
    )


def _months(board: Board) -> list[list[str]]:
    figures = [(m.start, m.present, m.entries, m.exits, m.rate) for m in board.months]
    return [[french.month(start), *(_value(figure) for figure in line)] for start, *line in figures]


def _charts(board: Board) -> list[Mapping[str, Any]]:
    labels = [f"{m.start:%m/%y}" for m in board.months]
    many = len(labels)
    last = board.months[-1]
    return [
        {"titre": "Participants présents en fin de mois", "dessin": line_chart("presents", "Participants présents en fin de mois",
            f"Courbe sur {many} mois, de {_value(board.months[0].present)} à {_value(last.present)} ; toutes les valeurs sont dans le tableau Mois par mois.", labels, Line("Présents", [m.present.value for m in board.months]))},
        {"titre": "Entrées et sorties par mois", "dessin": column_chart("flux", "Entrées et sorties par mois",
            f"Colonnes des entrées et des sorties de chaque mois, sur {many} mois ; toutes les valeurs sont dans le tableau Mois par mois.", labels,
            [Line("Entrées", [m.entries.value for m in board.months]), Line("Sorties", [m.exits.value for m in board.months])])},
        {"titre": "Taux de sorties positives, 12 mois glissants", "dessin": line_chart("taux", "Taux de sorties positives, 12 mois glissants",
            f"Courbe sur {many} mois, à {_value(last.rate)} au dernier ; toutes les valeurs sont dans le tableau Mois par mois.", labels, Line("Taux", [m.rate.value for m in board.months]), percent=True)},
    ]  # fmt: skip


def _pace(convention: Convention) -> str:
    return sentence(f"steering.{convention.pace}") if convention.pace else ""


def _value(figure: Figure) -> str:
    return french.figure(figure.value, figure.unit)


def _rate(figure: Figure) -> str:
    """« 42 % (31 sur 73) »."""
    return (
        f"{_value(figure)} ({out_of(figure)})" if figure.value is not None else french.NOT_AVAILABLE
    )
