"""Contents of a funder's report: aggregates of the period, small cells hidden."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.consortium.exits import ExitRules
from sheets_sync.documents.reports import account, annex, tables, text
from sheets_sync.documents.reports.scope import ReportScope
from sheets_sync.release.disclosure import PEOPLE, disclose, published
from sheets_sync.release.masking import Only
from sheets_sync.release.suppression import Shown
from sheets_sync.settings import BREAKDOWNS
from sheets_sync.sheets.sheet import Sheet

Published = Mapping[str, Any]
"""Tables that a report published, as `disclosure.published` gives them and history keeps them."""


def context(
    programme: str,
    name: str,
    scope: ReportScope,
    accounts: account.Accounts,
    exits: ExitRules,
    before: Published | None = None,
) -> dict[str, Any]:
    """Everything that the template of a report may show, ready to be read.

    Args:
        name: the funder's in config.
        before: what the last report to this funder published; None for the first.
    """
    funder, period = scope.funder, scope.period
    shown = _disclosed(scope, before)
    return {
        "programme": programme,
        "nom": name,
        "financeur": funder.name,
        "financeur_a": french.to(funder.name, funder.article),
        "financeur_de": french.of_the(funder.name, funder.article),
        "financeur_le": french.the(funder.name, funder.article),
        "titre": funder.title,
        "convention": funder.convention or sentence("documents.to_be_completed"),
        "periode": period.text,
        "arrete_au": french.long_day(period.end),
        "jour": period.end,
        "fait_le": scope.made_on.isoformat(),
        "perimetre": scope.text,
        "sections": list(funder.sections),
        "seuil": scope.threshold,
        "phrases": text.sentences(scope, shown),
        "accompagnees": _followed(scope),
        "publics": tables.breakdowns(scope, shown),
        "siae": tables.by_siae(scope, shown),
        "parcours": tables.path(scope, shown),
        "freins": tables.frein_rows(scope, shown),
        "resultats": tables.results(scope, shown),
        "actions": tables.actions(scope),
        "faits": Only("published_text", tables.highlights(scope)),
        "budget": tables.budget(scope),
        "cerfa": account.context(accounts, tables.budget_rows(scope), period.end),
        "graphiques": tables.charts(scope, shown),
        "methode": text.method(scope, exits),
        "a_ecrire": text.texts_to_write(),
        "a_completer": text.left_to_write(scope),
        "publie": published(period, shown),
        **tables.numbers(scope, shown),
    }


def annex_sheets(scope: ReportScope, before: Published | None) -> list[Sheet]:
    """The sheets of the annex, with the breakdowns that the report has."""
    left_out = set(BREAKDOWNS) - set(scope.funder.breakdowns)
    shown = _disclosed(scope, before)
    in_report = {name: table for name, table in shown.items() if name not in left_out}
    return annex.describe(scope, in_report)


def _disclosed(scope: ReportScope, before: Published | None) -> dict[str, Shown]:
    with_siae = scope.funder.names_of_siae
    return disclose(scope.measures, scope.period, scope.threshold, with_siae, before)


def _followed(scope: ReportScope) -> str:
    followed = scope.measures.figure(PEOPLE, scope.period.start, scope.period.end).numerator
    if scope.is_small(followed):
        return sentence("report.fewer", threshold=scope.threshold)
    return french.number(followed)
