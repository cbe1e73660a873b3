"""Sentences of a funder's report, and the texts that are left for a person to write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.consortium.exits import ExitRules
from sheets_sync.documents.reports.scope import ReportScope
from sheets_sync.documents.reports.sections.money import budget
from sheets_sync.documents.reports.sections.results import results
from sheets_sync.documents.reports.tables import (
    HIDDEN,
    TableRow,
    all_participations,
    frein_rows,
    in_period,
    not_collected,
    path_rows,
)
from sheets_sync.documents.reports.written_texts import WrittenTexts
from sheets_sync.release.tables.contents import BY_SIAE, LANGUAGE, PEOPLE, PROGRAMME
from sheets_sync.release.tables.disclosure import breakdown_label, rate
from sheets_sync.release.tables.shown import Shown
from sheets_sync.settings.funder import Section

WRITTEN_BY_HAND: tuple[Section, ...] = ("resume", "difficultes", "perspectives")
"""The sections that only a person can write: marked in the document, listed when it is made."""
_BOUNDARIES = {"more than": "steering.more_than_six", "at least": "steering.at_least_six"}
_ALWAYS_DEFINED = (PEOPLE, "entrees")


@dataclass(frozen=True)
class _Noun:
    """Codes of the sentences for a count: as it is, and where it must not be told."""

    count: str
    few: str

    def counted(self, scope: ReportScope, count: float) -> str:
        """« 12 sorties », or « moins de 5 sorties »."""
        if scope.is_small(count):
            return sentence(self.few, threshold=scope.threshold)
        return sentence(self.count, count=count)


_PEOPLE = _Noun("report.people", "report.few_people")
_ENTRIES = _Noun("report.entries", "report.few_entries")


def period_sentences(scope: ReportScope, tables: Mapping[str, Shown]) -> list[str]:
    """The period in a few sentences made from the figures that may be published."""
    paragraphs = [_people_sentence(scope), _exits_sentence(scope, tables)]
    if language := rate(tables, LANGUAGE):
        gained, assessed = language
        values = {"share": gained / assessed, "gained": gained, "assessed": assessed}
        paragraphs.append(sentence("report.language", **values))
        if tables[LANGUAGE].stands:
            paragraphs[-1] += " " + sentence("report.language_held", day=tables[LANGUAGE].day)
    return paragraphs


def who(scope: ReportScope) -> str:
    """« Qui : 237 personnes accompagnées », or that there are fewer than may be told."""
    return sentence("report.who", people=_people(scope))


def _people(scope: ReportScope) -> str:
    return _PEOPLE.counted(scope, _count_in_period(scope, PEOPLE))


def _people_sentence(scope: ReportScope) -> str:
    # Without the year before, which nobody was told: of two reports it would give who came between.
    people = sentence(
        "report.people_followed",
        people=_people(scope),
        siae=len(scope.measures.siae),
        period=scope.period.text,
        entries=_ENTRIES.counted(scope, _count_in_period(scope, "entrees")),
    )
    return _capitalised(people)


def _exits_sentence(scope: ReportScope, tables: Mapping[str, Shown]) -> str:
    if not scope.figure("sorties").is_collected:
        return sentence("report.exits_not_collected")
    # The exits that count are the only ones told: beside all of them, what is left would be the
    # deaths, the illnesses and the detentions.
    counted, positive = tables[PROGRAMME].total, rate(tables, "taux_sorties_positives")
    exits = sentence("report.few_exits", threshold=scope.threshold)
    if counted is not None:
        exits = sentence("report.exits", count=counted)
    if positive is None:
        return _capitalised(sentence("report.exits_only", exits=exits))
    return _capitalised(sentence("report.exits_positive", exits=exits, positive=positive[0]))


def method(scope: ReportScope, exits: ExitRules, tables: Mapping[str, Shown]) -> list[str]:
    """Sentences on how the figures were counted."""
    protection = sentence(
        "report.method_hidden", maximum=scope.threshold - 1, threshold=scope.threshold
    )
    if any(table.exact is not None for table in tables.values()):
        protection = sentence("report.method_rounded")
    sentences = [
        sentence("report.method_rows", siae=len(scope.counts)),
        sentence("report.method_exits", contract=sentence(_BOUNDARIES[exits.six_months])),
        sentence("report.method_state"),
    ]
    if exits.from_memory:
        # The class of these was read in no source: a reader may want it confirmed.
        sentences.append(sentence("report.method_from_memory", reasons=exits.from_memory))
    if names := not_collected(scope):
        sentences.append(sentence("report.not_collected", names=names))
    if budget(scope):
        sentences.append(sentence("report.method_pace"))
    return [*sentences, protection]


def definitions(scope: ReportScope, tables: Mapping[str, Shown]) -> list[dict[str, str]]:
    """What the figures that the report shows mean, each named as in it."""
    indicators = scope.measures.indicators
    counted = {
        "nom": sentence("report.counted_exits"),
        "texte": sentence("report.counted_exits_are"),
    }
    known = [indicators[name] for name in _ALWAYS_DEFINED]
    rates: list[str] = []
    if "resultats" in scope.funder.sections:
        rates = [*scope.funder.rates]
    if "parcours" in scope.funder.sections:
        rates.append(LANGUAGE)
    entries = [{"nom": each.label, "texte": each.definition} for each in known]
    of_rates = [
        {"nom": scope.label_of_rate(name), "texte": indicators[name].definition}
        for name in rates
        if rate(tables, name) is not None
    ]
    return [*entries, counted, *of_rates]


def left_out(*rows: TableRow) -> str:
    """The note below a table that names the rows which are not told; "" where all are."""
    names = [row["nom"] for row in rows if HIDDEN in row.values()]
    if not names:
        return ""
    return sentence("report.left_out", names=names)


def hidden_notes(scope: ReportScope, tables: Mapping[str, Shown]) -> dict[str, str]:
    """What stands once below each part in which something is hidden; "" elsewhere."""
    notes = {
        "parcours": left_out(*path_rows(scope, tables)),
        "freins": left_out(*frein_rows(scope, tables)),
        "resultats": left_out(*results(scope, tables)),
        "siae": "",
    }
    siae = tables.get(BY_SIAE)
    if siae is not None and siae.partition is None:
        notes["siae"] = sentence("report.left_out", names=[breakdown_label(BY_SIAE)])
    if all_participations(scope) is None:
        hidden = sentence("report.hidden_is", threshold=scope.threshold)
        notes["parcours"] = " ".join(filter(None, (hidden, notes["parcours"])))
    return notes


def highlights(scope: ReportScope) -> list[str]:
    """Faits marquants of the period that may be published, in their order."""
    publishable = scope.measures.forms["fait_marquant"].field("publiable").role("yes")
    rows = [
        row
        for row in in_period(scope, "fait_marquant")
        if row["publiable"] in publishable and row["texte"]
    ]
    rows.sort(key=itemgetter("date"))
    return [
        sentence(
            "report.highlight", text=row["texte"].removesuffix("."), month=french.month(row["date"])
        )
        for row in rows
    ]


def open_blanks(to_write: Sequence[str], taken_over: int) -> str:
    """How many texts are left to be written, or to be read again; "" where none is."""
    counts = {"report.blanks_left": len(to_write), "report.to_reread": taken_over}
    parts = [sentence(code, count=count) for code, count in counts.items() if count]
    if not parts:
        return ""
    return sentence("report.open_blanks", parts=parts)


def texts_to_write() -> list[str]:
    """Names of the texts that only a person can write."""
    return [sentence(f"report.{section}") for section in WRITTEN_BY_HAND]


def left_to_write(scope: ReportScope, written: WrittenTexts) -> list[str]:
    """The texts of the funder's sections, and why budget lines are off by more than 10 %.

    Only those that the template has a place for.
    """
    sections = scope.funder.sections
    blanks = [name for name in written.places if not written.texts.get(name)]
    texts = [
        sentence(f"report.{section}")
        for section in WRITTEN_BY_HAND
        if section in sections and section in blanks
    ]
    if "convention" in written.places and not scope.funder.convention:
        texts.append(sentence("report.convention"))
    gaps = [row["ligne"] for row in budget(scope) if row["explication"]]
    if gaps and "budget" in sections and "ecarts" in blanks:
        texts.append(sentence("report.explain_gaps", lines=gaps))
    return texts


def _count_in_period(scope: ReportScope, name: str) -> float:
    return scope.figure(name).numerator


def _capitalised(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}"
