"""Contents of a funder's report: aggregates of the period, held against what was issued."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.consortium.exits import ExitRules
from sheets_sync.documents.reports import account, annex, own_form, tables, text
from sheets_sync.documents.reports.scope import ReportScope
from sheets_sync.documents.reports.sections import (
    charts,
    headline,
    module_figures,
    money,
    profile,
    results,
)
from sheets_sync.documents.reports.written_texts import WrittenTexts
from sheets_sync.release.masking import Only
from sheets_sync.release.tables.contents import BY_SIAE, LANGUAGE, MEANS, PEOPLE, PROGRAMME, SUMS
from sheets_sync.release.tables.declared import declared_totals, hidden_totals
from sheets_sync.release.tables.disclosure import disclose, table_of_rate
from sheets_sync.release.tables.issued import Issued, IssuedReport, Reader
from sheets_sync.release.tables.participations import PARTICIPATIONS
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

    def hidden_totals(self) -> list[str]:
        """The declared totals that it may not tell, each in a sentence for the coordination."""
        scope = self.scope
        return list(hidden_totals(scope.measures, self.reader, self.tables, scope.threshold))

    def as_issued(self, document: str, made_on: date, *, correction: bool) -> IssuedReport:
        """Record of its issue; the declared totals aside, only what it shows."""
        tables = {name: table for name, table in self.tables.items() if name != PROGRAMME}
        return IssuedReport(document, self.reader, made_on, self.totals, tables, correction)


def publication(
    name: str,
    scope: ReportScope,
    issued: Issued,
    scopes: Mapping[str, ReportScope] = {},
    *,
    rounding: bool = False,
) -> Publication:
    """The tables and totals of a report, beside what its readers hold.

    Args:
        name: the funder's in config.
        scopes: of the reports of the day, by funder: their totals are to come.
    """
    reader, threshold = scope.reader(name), scope.threshold
    asked = _tables_asked(scope)
    expected = [each.totals_alone(other) for other, each in {**scopes, name: scope}.items()]
    shown = disclose(
        scope.measures, reader, asked, threshold, issued, expected=expected, rounding=rounding
    )
    totals = declared_totals(scope.measures, reader, shown, threshold)
    participations = tables.participations_beside(scope, issued.reports)
    scope = replace(scope, participations=participations)
    return Publication(scope, reader, {**shown, PARTICIPATIONS: participations}, totals)


def _tables_asked(scope: ReportScope) -> list[str]:
    """The tables that the funder's report shows, in its sections and in a form of theirs."""
    funder = scope.funder
    asked: list[str] = [*funder.breakdowns]
    if funder.names_of_siae:
        asked.append(BY_SIAE)
    if "freins" in funder.sections:
        asked += scope.measures.about("frein")
    asked += filter(scope.is_collected, scope.topics)
    asked += [LANGUAGE, *map(table_of_rate, funder.rates), *MEANS, *SUMS]
    return list(dict.fromkeys(asked))


def report_context(
    programme: str,
    published: Publication,
    accounts: account.Accounts,
    exits: ExitRules,
    written: WrittenTexts,
    logos: Sequence[Mapping[str, Any]] = (),
    mention: str = "",
) -> dict[str, Any]:
    """Everything that the template of a report may show, ready to be read.

    Args:
        written: what persons wrote for it. logos: those of the cover.
        mention: what stands at the head of every page, that it is a draft or a correction.
    """
    scope, shown = published.scope, published.tables
    funder, period = scope.funder, scope.period
    actions, budget = tables.actions(scope), money.budget(scope)
    highlights, freins = text.highlights(scope), tables.frein_rows(scope, shown)
    path, rates = tables.path_rows(scope, shown), results.results(scope, shown)
    cards = headline.result_cards(scope, published.totals, shown)
    drawn = charts.charts(scope, published.totals, shown)
    to_write = text.left_to_write(scope, written)
    places = {chart["place"] for chart in drawn}
    indicators = module_figures.module_rows(scope, shown)
    has_data = {"faits": bool(highlights), "freins": bool(freins), "budget": bool(budget)}
    has_data |= {"indicateurs": bool(indicators), "parcours": bool(path or actions)}
    has_data["resultats"] = bool(rates)
    hidden = text.hidden_notes(scope, shown)
    sections = [name for name in funder.sections if has_data.get(name, True)]
    # A heading over nothing but a note: what is hidden, and why, is said in the annex.
    hidden_results = ""
    if "resultats" in sections and not tables.without_hidden(rates):
        sections.remove("resultats")
        hidden_results = hidden["resultats"]
    return {
        "programme": programme,
        "nom": published.reader.funder,
        "mention": mention,
        "financeur": funder.name,
        "financeur_a": french.to(funder.name, funder.article),
        "financeur_de": french.of_the(funder.name, funder.article),
        "financeur_le": french.the(funder.name, funder.article),
        "titre": funder.title,
        "intitule": sentence(
            "documents.about", what=funder.name, day=period.end, programme=programme
        ),
        "convention": funder.convention or sentence("documents.to_be_completed"),
        "sans_convention": not funder.convention,
        "periode": period.text,
        "arrete_au": french.long_day(period.end),
        "arrete_a": sentence("report.closed_on", day=period.end),
        "jour": period.end,
        "fait_le": scope.made_on.isoformat(),
        "fait_le_long": french.long_day(scope.made_on),
        "perimetre": scope.text,
        "reperes": headline.landmarks(scope),
        "sections": sections,
        "seuil": scope.threshold,
        "titres": {**headline.section_titles(scope, shown, actions), "publics": text.who(scope)},
        "cartes": cards,
        "phrases": text.period_sentences(scope, shown),
        "accompagnees": _followed(scope),
        "publics": tables.breakdowns(scope, shown),
        "profil": profile.profile(scope, shown),
        "profil_total": profile.total(scope),
        "profil_notes": profile.profile_notes(scope, shown),
        "siae": tables.by_siae(scope, shown),
        "siae_en_table": "siae" not in places,
        "siae_arrete": tables.siae_held_since(shown),
        "parcours": tables.without_hidden(path),
        "freins": tables.without_hidden(freins),
        "freins_en_table": "freins" not in places,
        "resultats": tables.without_hidden(rates),
        "indicateurs": indicators,
        "indicateurs_note": module_figures.module_note(scope, indicators),
        "masques": {
            **hidden,
            "cartes": headline.hidden_note(scope, cards),
            "annexe": hidden_results,
        },
        "actions": actions,
        "actions_total": tables.actions_total(scope),
        "faits": Only("published_text", highlights),
        "budget": budget,
        "ecarts": money.to_explain(budget, money.last_day(money.budget_rows(scope))),
        "cerfa": account.account_context(accounts, money.budget_rows(scope), period, scope.made_on),
        "graphiques": drawn,
        "definitions": [*text.definitions(scope, shown), *module_figures.module_definitions(scope)],
        "sans_donnee": french.listed(list(headline.without_data(scope, has_data))),
        "methode": text.method(scope, exits, shown),
        "textes": {
            text_key: Only("published_text", list(lines))
            for text_key, lines in written.texts.items()
        },
        "logos": [dict(logo) for logo in logos],
        "a_ecrire": text.texts_to_write(),
        "a_completer": to_write,
        "travail": text.open_blanks(to_write, written.taken_over),
        **own_form.numbers(scope, published.totals, shown),
    }


def annex_sheets(published: Publication, mention: str = "") -> list[Sheet]:
    """The sheets of the annex, with the tables that the report has."""
    return annex.describe_annex(published.scope, published.tables, mention)


def _followed(scope: ReportScope) -> str:
    followed = scope.figure(PEOPLE).numerator
    if scope.is_small(followed):
        return sentence("report.fewer", threshold=scope.threshold)
    return french.number(followed)
