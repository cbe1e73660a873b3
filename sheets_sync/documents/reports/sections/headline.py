"""First page of a funder's report: its key results beside their objectives, and the headings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.documents.drawing.bullet import NO_BAR, bullet
from sheets_sync.documents.reports.account import sum_of
from sheets_sync.documents.reports.scope import ReportScope
from sheets_sync.documents.reports.sections.money import budget_rows, last_day, money_titles
from sheets_sync.documents.reports.sections.results import about_results
from sheets_sync.documents.reports.tables import (
    HIDDEN,
    TableRow,
    all_participations,
    in_period,
    rate_texts,
    total_of,
)
from sheets_sync.release.tables.contents import LANGUAGE, PEOPLE, PROGRAMME_RATE
from sheets_sync.release.tables.disclosure import rate
from sheets_sync.release.tables.shown import Shown
from sheets_sync.steering.key_figures import TargetState, state_in_year, state_of_rate
from sheets_sync.steering.sentences.beside_figures import objective_text

CARDS = 3
"""Key results on the first page."""
_BAR_MM = 53
_BEYOND = 1.25
"""How far the scale of a count goes beyond its objective."""
Card = dict[str, Any]


@dataclass(frozen=True)
class Scale:
    """A figure on the scale of its bar, with its objective and how it stands against it.

    Attributes:
        day: that of a count of the year.
    """

    number: float = 0.0
    full: float = 0.0
    target: float | None = None
    state: TargetState | None = None
    unit: str = ""
    day: date | None = None


def result_cards(
    scope: ReportScope, totals: Mapping[str, int], tables: Mapping[str, Shown]
) -> list[Card]:
    """Three key results, those with an objective chosen first; persons come before all else."""
    entries = _card_of_count(scope, "entrees", total_of(totals, "entrees"))
    people = _card_of_count(scope, PEOPLE, total_of(totals, PEOPLE))
    rates = [_card_of_rate(scope, tables, name) for name in (*scope.funder.rates, LANGUAGE)]
    known = [card for card in rates if card["valeur"] != HIDDEN]
    others = [entries, *known, *(card for card in rates if card not in known)]
    # Among equals the order stays: with an objective come before those without, hidden ones last.
    others.sort(key=lambda card: (card["valeur"] == HIDDEN, card["tick"] is None))
    # Whom it is about comes first, objective or not.
    return [_without_tick(card) for card in (people, *others[: CARDS - 1])]


def hidden_note(scope: ReportScope, cards: Sequence[Card]) -> str:
    """What stands once below the cards where one is hidden; else ""."""
    if not any(card["valeur"] == HIDDEN for card in cards):
        return ""
    return sentence("report.hidden_is", threshold=scope.threshold)


def _without_tick(card: Card) -> Card:
    return {key: value for key, value in card.items() if key != "tick"}


def _card_of_count(scope: ReportScope, name: str, count: int | None) -> Card:
    label = scope.measures.indicators[name].label
    target = _target_of_count(scope, name)
    if count is None:
        return _result_card(label, HIDDEN, "", Scale(target=target))
    scale, value = Scale(count), french.number(count)
    if target is not None:
        state = state_in_year(count, target, scope.period.end)
        scale = Scale(count, target * _BEYOND, target, state, day=scope.period.end)
    return _result_card(label, value, "", scale)


def _target_of_count(scope: ReportScope, name: str) -> float | None:
    """The programme's objective of the year; none for a part of its participants or of its time."""
    period, funder = scope.period, scope.funder
    is_of_the_year = period.start == date(period.end.year, 1, 1)
    if funder.siae or funder.where or not is_of_the_year:
        return None
    return scope.measures.target(name, None)


def _card_of_rate(scope: ReportScope, tables: Mapping[str, Shown], name: str) -> Card:
    counts, figure = rate(tables, name), scope.figure(name)
    label, target = scope.label_of_rate(name), scope.measures.target(name, None)
    if counts is None or not figure.is_collected:
        return _result_card(label, HIDDEN, "", Scale(target=target, unit="%"))
    share, detail = rate_texts(tables, name)
    scale = Scale(counts[0] / counts[1], 1.0, unit="%")
    if target is not None:
        scale = replace(scale, target=target, state=state_of_rate(counts, target))
    return _result_card(label, share, detail, scale)


def _result_card(label: str, value: str, detail: str, scale: Scale) -> Card:
    """A card; without a bar if its scale ends at nought, since nothing says how much is much."""
    text, target = sentence("steering.no_target"), scale.target
    if target is not None:
        text = sentence("steering.target", target=french.figure(target, scale.unit))
    if target is not None and scale.state is not None:
        text = objective_text(scale.state, target, scale.unit, scale.number, scale.day)
    alt = sentence("report.bar_of_result", label=label, value=value, objective=text)
    drawing = NO_BAR
    if scale.full:
        drawing = bullet(scale.number, target, scale.full, alt, millimetres=_BAR_MM)
    return {
        "label": label,
        "valeur": value,
        "detail": detail,
        "objectif": text,
        "atteint": scale.state == "reached",
        "dessin": drawing,
        "tick": target,
    }


def section_titles(
    scope: ReportScope, tables: Mapping[str, Shown], actions: list[TableRow]
) -> dict[str, str]:
    """The heading of each section, as a sentence made from its figures, and what it is about."""
    return {
        **money_titles(scope),
        "parcours": _path_title(scope, actions),
        "freins": _freins_title(scope, tables),
        "freins_de": sentence("report.freins_are"),
        "resultats": _results_title(scope, tables),
        **about_results(scope, tables),
        "indicateurs": sentence(
            "report.indicators_heading",
            funder=french.the(scope.funder.name, scope.funder.article),
        ),
    }


def _path_title(scope: ReportScope, actions: list[TableRow]) -> str:
    if not actions:
        return sentence("report.parcours")
    sessions, taken = len(in_period(scope, "action")), all_participations(scope)
    if taken is None:
        return sentence("report.path_sessions", sessions=sessions)
    return sentence("report.path_in_short", sessions=sessions, taken=taken)


def _freins_title(scope: ReportScope, tables: Mapping[str, Shown]) -> str:
    counts = [rate(tables, name) for name in scope.measures.about("frein") if name in tables]
    known = [pair for pair in counts if pair is not None]
    if not known or len(known) < len(counts):
        return sentence("report.freins_heading")
    lifted, identified = map(sum, zip(*known, strict=True))
    return sentence("report.freins_in_short", lifted=lifted, identified=identified)


def _results_title(scope: ReportScope, tables: Mapping[str, Shown]) -> str:
    positive, target = rate(tables, PROGRAMME_RATE), scope.measures.target(PROGRAMME_RATE, None)
    if positive is None or PROGRAMME_RATE not in scope.funder.rates:
        return sentence("report.resultats")
    share = positive[0] / positive[1]
    if target is None:
        return sentence("report.results_in_short", share=share)
    return sentence("report.results_and_objective", share=share, target=target)


def landmarks(scope: ReportScope) -> dict[str, str]:
    """What stands on the cover: the grant, its end, how many SIAE, which participants."""
    rows = budget_rows(scope)
    granted, received, until = sentence("report.not_entered"), "", ""
    if rows:
        granted = french.euros(sum_of(rows, "accorde"))
        received = sentence("report.received", amount=sum_of(rows, "recu"))
    if end := last_day(rows):
        until = sentence("report.convention_until", end=end)
    members = scope.funder.siae or tuple(scope.measures.siae)
    return {
        "accorde": granted,
        "recu": received,
        "convention": until,
        "siae": sentence("report.siae_count", count=len(members)),
        "participants": _participants(scope),
    }


def _participants(scope: ReportScope) -> str:
    funder = scope.funder
    if funder.where:
        return funder.who or funder.where
    if funder.siae:
        return sentence("report.some_of_them")
    return sentence("report.all_of_them")


def without_data(scope: ReportScope, sections: Mapping[str, bool]) -> Iterator[str]:
    """Names of the sections that the funder wants and nothing was collected for."""
    asked_for = set(scope.funder.sections)
    # All sections by default: indicators of a module are for whom config gives them by name.
    if "sections" not in scope.funder.model_fields_set:
        asked_for.discard("indicateurs")
    for section, has_data in sections.items():
        if section in asked_for and not has_data:
            yield sentence(f"report.{section}")
