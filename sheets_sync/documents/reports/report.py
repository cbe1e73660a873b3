"""Contents of a funder's report: aggregates of the period, held against what was issued."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.consortium.exits import ExitRules
from sheets_sync.documents.reports import account, annex, tables, text
from sheets_sync.documents.reports.scope import ReportScope
from sheets_sync.release.masking import Only
from sheets_sync.release.tables.contents import BY_SIAE, LANGUAGE, MEANS, PEOPLE, PROGRAMME, SUMS
from sheets_sync.release.tables.declared import declared_totals
from sheets_sync.release.tables.disclosure import disclose, table_of_rate
from sheets_sync.release.tables.issued import Issued, IssuedReport, Reader
from sheets_sync.release.tables.shown import Shown
from sheets_sync.sheets.sheet import Sheet


@dataclass(frozen=True)
class Publication:
    """What a report to a funder tells, before it is written.

    Attributes:
        tables, totals: by name; a total that is too small is not there.
    """

    scope: ReportScope
    reader: Reader
    tables: Mapping[str, Shown]
    totals: Mapping[str, int]

    def as_issued(self, document: str, made_on: date, *, correction: bool) -> IssuedReport:
        """Record of its issue; the declared totals aside, only what it shows."""
        tables = {name: table for name, table in self.tables.items() if name != PROGRAMME}
        return IssuedReport(document, self.reader, made_on, self.totals, tables, correction)


def publication(
    name: str, scope: ReportScope, issued: Issued, *, rounding: bool = False
) -> Publication:
    """The tables and totals of a report, beside what its readers hold.

    Args:
        name: the funder's in config.
    """
    reader, threshold = scope.reader(name), scope.threshold
    asked = _tables_asked(scope)
    shown = disclose(scope.measures, reader, asked, threshold, issued, rounding=rounding)
    return Publication(
        scope, reader, shown, declared_totals(scope.measures, reader, shown, threshold)
    )


def _tables_asked(scope: ReportScope) -> list[str]:
    """The tables that the funder's report shows, in its sections and in a form of theirs."""
    funder = scope.funder
    of_siae = [BY_SIAE] if funder.names_of_siae else []
    freins = scope.measures.about("frein") if "freins" in funder.sections else []
    rates = [table_of_rate(rate) for rate in funder.rates]
    asked = (*funder.breakdowns, *of_siae, *freins, LANGUAGE, *rates, *MEANS, *SUMS)
    return list(dict.fromkeys(asked))


def context(
    programme: str,
    published: Publication,
    accounts: account.Accounts,
    exits: ExitRules,
    mention: str = "",
) -> dict[str, Any]:
    """Everything that the template of a report may show, ready to be read.

    Args:
        mention: what stands at the head of every page, that it is a draft or a correction.
    """
    scope, shown = published.scope, published.tables
    funder, period = scope.funder, scope.period
    return {
        "programme": programme,
        "nom": published.reader.funder,
        "mention": mention,
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
        "siae_arrete": tables.held_since(shown[BY_SIAE]) if BY_SIAE in shown else "",
        "parcours": tables.path(scope, shown),
        "freins": tables.frein_rows(scope, shown),
        "resultats": tables.results(scope, shown),
        "actions": tables.actions(scope),
        "faits": Only("published_text", tables.highlights(scope)),
        "budget": tables.budget(scope),
        "cerfa": account.context(accounts, tables.budget_rows(scope), period.end),
        "graphiques": tables.charts(scope, shown),
        "methode": text.method(scope, exits, shown),
        "a_ecrire": text.texts_to_write(),
        "a_completer": text.left_to_write(scope),
        **tables.numbers(scope, published.totals, shown),
    }


def annex_sheets(published: Publication, mention: str = "") -> list[Sheet]:
    """The sheets of the annex, with the tables that the report has."""
    return annex.describe(published.scope, published.tables, mention)


def _followed(scope: ReportScope) -> str:
    followed = scope.measures.figure(PEOPLE, scope.period.start, scope.period.end).numerator
    if scope.is_small(followed):
        return sentence("report.fewer", threshold=scope.threshold)
    return french.number(followed)
