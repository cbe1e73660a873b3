"""What goes into a funder's report: aggregates of the period, small cells hidden, both definitions of exits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from forms.definition_file import did_you_mean
from forms.expressions import ExpressionError
from forms.words import fold
from sheets_sync import french
from sheets_sync.documents import account, annex
from sheets_sync.documents.chart_svg import Line as Series
from sheets_sync.documents.chart_svg import bar_chart
from sheets_sync.errors import Refusal
from sheets_sync.figures.figure import UNKNOWN
from sheets_sync.figures.periods import Period, read_period, year_before, year_to
from sheets_sync.release.disclosure import BREAKDOWNS, disclose, published, rate
from sheets_sync.release.suppression import Shown
from sheets_sync.settings import RATES, Funder
from sheets_sync.sheets.sheet import Sheet
from sheets_sync.steering.month import Month

Line = dict[str, Any]
HIDDEN = "moins de {threshold} ou masqué"
NOT_PUBLISHED = "effectifs trop petits pour une ventilation"
TO_WRITE: Mapping[str, str] = {
    "resume": "Résumé de la période (deux ou trois phrases)", "difficultes": "Difficultés rencontrées et ajustements", "perspectives": "Perspectives",
}  # fmt: skip
"""What only a person can write, by section; marked in the document and listed at the end of the run."""


def context(month: Month, name: str, before: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Everything that the template of the funder `name` may show.

    Args:
        before: what the last report to this funder published (`publie` of its context); None for the first.
    """
    funder = month.config.funders[name]
    period = period_of(month, funder)
    end = period.end
    month = scoped(month, funder, end)
    threshold = month.config.privacy.public_threshold
    tables = disclose(month, period, funder.names_of_siae, before)
    followed = month.measures.figure("personnes_accompagnees", period.start, end)
    return {
        "programme": month.config.programme, "financeur": funder.name, "titre": funder.title, "convention": funder.convention or "à préciser", "periode": period.text,
        "arrete_au": french.long_day(end), "phrases": sentences(month, period, tables), "publics": [breakdown(tables[by], BREAKDOWNS[by], threshold) for by in funder.breakdowns],
        "siae": breakdown(tables["siae"], "Par SIAE", threshold)["lignes"] if "siae" in tables else [], "accompagnees": f"moins de {threshold}" if few(followed.numerator, threshold) else french.number(followed.numerator), "parcours": path(month, end, tables),
        "freins": brakes(month, tables, threshold), "resultats": [result(month, rate_, tables, threshold) for rate_ in funder.rates], "actions": actions(month, period), "faits": highlights(month, period),
        "budget": budget(month, funder.name), "methode": method(month), "seuil": threshold, "a_ecrire": list(TO_WRITE.values()), "nom": name, "jour": end, "fait_le": month.as_of.isoformat(),
        "sections": list(funder.sections), "perimetre": scope(month, funder), "cerfa": account.context(month, funder.name), "a_completer": to_write(month, funder),
        "graphiques": charts(tables, funder), "publie": published(period, tables), **numbers(month, period, tables, threshold),
    }  # fmt: skip


def charts(tables: Mapping[str, Shown], funder: Funder) -> list[Line]:
    """Bars of the tables that are published whole: the persons by status, the exits as the State counts them."""
    drawn = []
    for name, title in (
        ("protection", "Personnes accompagnées, par statut"),
        ("etat", "Sorties constatées, au sens de l'État"),
    ):
        table = tables[name]
        wanted = name in funder.breakdowns or (
            name == "etat" and "taux_sorties_dynamiques" in funder.rates
        )
        if wanted and table.cells and table.whole and table.total:
            labels, values = (
                list(table.cells),
                [float(count or 0) for count in table.cells.values()],
            )
            alt = (
                f"{title} : "
                + ", ".join(
                    f"{label} {french.number(value)}"
                    for label, value in zip(labels, values, strict=True)
                )
                + "."
            )
            drawn.append({"titre": title, "alt": alt, "svg": str(bar_chart(name, title, alt, labels, [Series("Personnes" if name == "protection" else "Sorties", values)]))})  # fmt: skip
    return drawn


def numbers(
    month: Month, period: Period, tables: Mapping[str, Shown], threshold: int
) -> dict[str, Any]:
    """For a funder's own form: `nombres` by indicator, to be computed with, `effectifs` by table and label; what is hidden is said.

    Rates are between 0 and 1. Labels are written as names: « Réfugié » → `refugie`.
    """
    hidden = HIDDEN.format(threshold=threshold)
    names = ("personnes_accompagnees", "entrees", "sorties", "duree_moyenne", "heures_francais_moyenne", "heures_numerique_moyenne", "visites_metiers_total", "stages_total")  # fmt: skip
    found: dict[str, Any] = {}
    for name in names:
        figure = month.measures.figure(name, period.start, period.end)
        small = few(
            figure.numerator if figure.denominator is None else figure.denominator, threshold
        )
        found[name] = (
            hidden if small else french.NOT_AVAILABLE if figure.value is None else figure.value
        )
    for name in (*RATES, "progression_francais"):
        counts = rate(tables, name)
        found[name] = counts[0] / counts[1] if counts else hidden
    people = {
        name: {
            fold(label).replace(" ", "_"): hidden if count is None else count
            for label, count in (shown.cells or {}).items()
        }
        for name, shown in tables.items()
    }
    return {"nombres": found, "effectifs": people}


def annex_sheets(month: Month, name: str, before: Mapping[str, Any] | None) -> list[Sheet]:
    """The sheets of the annex to the report of the funder `name`."""
    funder = month.config.funders[name]
    period = period_of(month, funder)
    month = scoped(month, funder, period.end)
    tables = disclose(month, period, funder.names_of_siae, before)
    shown = {
        name: table
        for name, table in tables.items()
        if name not in BREAKDOWNS or name in funder.breakdowns
    }
    hidden = HIDDEN.format(threshold=month.config.privacy.public_threshold)
    return annex.describe(month, period, shown, funder.rates, hidden)


def period_of(month: Month, funder: Funder) -> Period:
    """The period that the report is about: the one named, else the convention's, else the year; never beyond the day."""
    if funder.period:
        return read_period(funder.period, month.as_of, {})
    end = min(funder.end or month.as_of, month.as_of)
    return Period(funder.start or year_to(end).start, end)


def scoped(month: Month, funder: Funder, end: date) -> Month:
    """The month as far as the funder is concerned, with its threshold; raises `Refusal` where config names what does not exist."""
    if funder.threshold is not None:
        privacy = month.config.privacy.model_copy(update={"public_threshold": funder.threshold})
        month = replace(month, config=month.config.model_copy(update={"privacy": privacy}))
    if not (funder.siae or funder.where):
        return month
    members = {member.name for member in month.config.siae}
    for siae in set(funder.siae) - members:
        raise Refusal(
            "name.unknown",
            what=f"{funder.name}, siae : la SIAE",
            value=siae,
            hint=did_you_mean(siae, sorted(members)),
        )
    try:
        mask = month.measures.holds(funder.where or "true", end)
    except ExpressionError as error:
        raise Refusal(
            "funder.where", name=funder.name, column=error.column, problem=error
        ) from error
    whole, named = month.consortium, funder.siae or month.measures.siae
    places = np.flatnonzero(mask & whole.frame["siae"].isin(named).to_numpy()).tolist()
    frame = whole.frame.iloc[places].reset_index(drop=True)
    counts = [count for count in whole.counts if count.siae in named]
    consortium = replace(whole, frame=frame, counts=counts, extra=[whole.extra[p] for p in places], table_of_row=[whole.table_of_row[p] for p in places])  # fmt: skip
    return replace(month, consortium=consortium, measures=month.measures.over(frame, named))


def scope(month: Month, funder: Funder) -> str:
    """« 2 SIAE (Atelier des Quais et Net Horizon) ; participants : habitants de QPV », or that it is everybody."""
    members = (
        f"{len(funder.siae)} SIAE ({french.listed(funder.siae)})"
        if funder.siae
        else f"les {len(month.config.siae)} SIAE"
    )
    return f"{members} ; participants : {funder.who or funder.where}" if funder.where else members


def to_write(month: Month, funder: Funder) -> list[str]:
    """What is left for a person: the texts of its sections, and why any budget line is off by more than 10 %."""
    gaps = (
        [line["ligne"] for line in budget(month, funder.name) if line["explication"]]
        if "budget" in funder.sections
        else []
    )
    texts = [text for section, text in TO_WRITE.items() if section in funder.sections]
    return (
        [*texts, f"Expliquer les écarts de plus de 10 % : {french.listed(gaps)}"] if gaps else texts
    )


def differences(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What a report of the same period would show otherwise today: « Résultats, Taux de sorties positives : 56 % → 54 % »."""
    before, after = dict(_leaves(then)), dict(_leaves(now))
    return [
        f"{label} : {before.get(label, 'absent')} → {after.get(label, 'absent')}"
        for label in dict.fromkeys([*before, *after])
        if before.get(label) != after.get(label)
    ]


_SECTIONS = {"accompagnees": "Personnes accompagnées", "publics": "", "siae": "Par SIAE", "parcours": "Parcours", "freins": "Freins", "resultats": "Résultats", "actions": "Actions", "budget": "Budget"}  # fmt: skip
_NAMED_BY = ("nom", "titre", "ligne", "type")


def _leaves(context: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every figure of a report, by what a reader would call it."""
    for key, section in _SECTIONS.items():
        yield from _below(context[key], section)


def _below(value: Any, label: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for part in value:
            yield from _below(part, label)
    elif isinstance(value, dict):
        name = next((str(value[key]) for key in _NAMED_BY if key in value), "")
        whole = ", ".join(filter(None, (label, name)))
        for key, part in value.items():
            if isinstance(part, list):
                yield from _below(part, whole)
            elif key not in (*_NAMED_BY, "definition", "part", "objectif", "explication"):
                yield f"{whole} ({key})" if key not in ("nombre", "valeur") else whole, str(part)
    else:
        yield label, str(value)


def sentences(month: Month, period: Period, tables: Mapping[str, Shown]) -> list[str]:
    """The period in a few sentences made from the figures that may be published."""

    def value(name: str, start: date = period.start, end: date = period.end) -> float:
        return month.measures.figure(name, start, end).numerator

    threshold = month.config.privacy.public_threshold
    followed = value("personnes_accompagnees")
    earlier = value("personnes_accompagnees", year_before(period.start), year_before(period.end))
    gap, change = followed - earlier, ""
    if not (few(followed, threshold) or few(earlier, threshold)) and earlier:
        change = (
            f", soit {french.number(abs(gap))} de {'plus' if gap > 0 else 'moins'} qu'un an plus tôt"
            if gap
            else ", autant qu'un an plus tôt"
        )
    people = counted(followed, threshold, "personne accompagnée", "personnes accompagnées")
    found = [f"{people[0].upper()}{people[1:]} par {len(month.measures.siae)} SIAE {period.text}{change}, dont {counted(value('entrees'), threshold, 'entrée')} dans la période."]  # fmt: skip
    good = rate(tables, "taux_sorties_positives")
    exits = counted(value("sorties"), threshold, "sortie")
    if good:
        exits += f", dont {french.several(good[0], 'sortie positive', 'sorties positives')} au sens du programme (CDI, CDD de plus de six mois, formation qualifiante)"
    found.append(f"{exits[0].upper()}{exits[1:]}.")
    if level := rate(tables, "progression_francais"):
        found.append(
            f"{french.percent(level[0] / level[1])} des personnes évaluées deux fois ont gagné au moins un niveau de français ({french.number(level[0])} sur {french.number(level[1])})."
        )
    return found


def few(count: float | None, threshold: int) -> bool:
    """Whether so few persons must not be told."""
    return count is not None and 0 < count < threshold


def counted(count: float, threshold: int, one: str, many: str | None = None) -> str:
    """« 12 sorties », or « moins de 5 sorties »."""
    return (
        f"moins de {threshold} {many or one + 's'}"
        if few(count, threshold)
        else french.several(count, one, many)
    )


def breakdown(shown: Shown, label: str, threshold: int) -> Line:
    """One table of persons, protected; « non renseigné » last."""
    total = french.number(shown.total) if shown.total is not None else f"moins de {threshold}"
    if shown.cells is None:
        return {
            "titre": label,
            "lignes": [{"nom": NOT_PUBLISHED, "nombre": "—", "part": "—"}],
            "total": total,
        }
    known: dict[str, int | None] = {UNKNOWN: shown.known} if shown.known else {}
    lines = [
        {
            "nom": name,
            "nombre": french.number(count)
            if count is not None
            else HIDDEN.format(threshold=threshold),
            "part": french.percent(count / shown.total)
            if count is not None and shown.total
            else "—",
        }
        for name, count in {**shown.cells, **known}.items()
    ]
    return {"titre": label, "lignes": lines, "total": total}


def path(month: Month, end: date, tables: Mapping[str, Shown]) -> list[Line]:
    """French, digital, visits, placements: the means and sums of those present; the share that gained a level, where publishable."""
    names = (
        "heures_francais_moyenne",
        "heures_numerique_moyenne",
        "visites_metiers_total",
        "stages_total",
    )
    threshold = month.config.privacy.public_threshold
    figures = [month.measures.figure(name, None, end) for name in names]
    found = [
        {"nom": figure.label, "valeur": "—" if few(figure.denominator, threshold) else french.figure(figure.value, figure.unit), "detail": f"moins de {threshold} personnes" if few(figure.denominator, threshold) else f"sur {french.several(figure.denominator, 'personne')}" if figure.denominator is not None else ""}
        for figure in figures
    ]  # fmt: skip
    value, detail = _rate(rate(tables, "progression_francais"))
    return [
        *found,
        {
            "nom": month.measures.indicators["progression_francais"].label,
            "valeur": value,
            "detail": detail,
        },
    ]


def brakes(month: Month, tables: Mapping[str, Shown], threshold: int) -> list[Line]:
    """Freins identified and lifted; a small count hides its line."""
    found = []
    for name in (name for name in tables if name.startswith("freins_leves")):
        counts, hidden = rate(tables, name), HIDDEN.format(threshold=threshold)
        found.append({
            "nom": month.measures.indicators[name].label.removeprefix("Freins levés : "), "identifies": french.number(counts[1]) if counts else hidden,
            "leves": french.number(counts[0]) if counts else hidden, "part": _rate(counts)[0],
        })  # fmt: skip
    return found


def result(month: Month, name: str, tables: Mapping[str, Shown], threshold: int) -> Line:
    """A rate with its counts, target and definition."""
    indicator, target = month.measures.indicators[name], month.config.target(name, None)
    counts = rate(tables, name)
    value, detail = _rate(counts)
    return {"nom": indicator.label, "valeur": value, "detail": detail or HIDDEN.format(threshold=threshold), "objectif": "objectif non paramétré" if target is None else french.percent(target),
            "definition": indicator.definition}  # fmt: skip


def actions(month: Month, period: Period) -> list[Line]:
    """Collective actions of the period by type: how many, hours, participations."""
    rows = [
        row
        for row in month.measures.frames["action"].to_dict("records")
        if isinstance(row["date"], date) and period.start <= row["date"] <= period.end
    ]
    found = []
    for choice in month.entries.forms["action"].field("type").options:
        mine = [row for row in rows if row["type"] == choice.value]
        if mine:
            found.append({"type": choice.value, "nombre": french.number(len(mine)), "heures": french.number(sum(row["heures"] or 0 for row in mine), 1), "participations": french.number(sum(row["participants"] or 0 for row in mine))})  # fmt: skip
    return found


def highlights(month: Month, period: Period) -> list[str]:
    """Faits marquants of the period that may be published."""
    publishable = month.entries.forms["fait_marquant"].field("publiable").role("yes")
    rows = month.measures.frames["fait_marquant"].to_dict("records")
    mine = [
        row
        for row in rows
        if row["publiable"] in publishable
        and row["texte"]
        and isinstance(row["date"], date)
        and period.start <= row["date"] <= period.end
    ]
    return [
        f"{row['texte']} ({french.month(row['date'])})"
        for row in sorted(mine, key=lambda row: str(row["date"]))
    ]


def budget(month: Month, funder: str) -> list[Line]:
    """The funder's lines: granted, spent, gap in %; a gap above 10 % asks for an explanation (CERFA 15059)."""
    found = []
    granted_all = spent_all = 0.0
    for row in month.measures.frames["financement"].to_dict("records"):
        if row["financeur"] != funder:
            continue
        granted, spent = row["accorde"] or 0.0, row["depense"] or 0.0
        granted_all, spent_all = granted_all + granted, spent_all + spent
        found.append(_budget_line(row["ligne"] or "à préciser", granted, spent))
    return [*found, _budget_line("Total", granted_all, spent_all)] if found else []


def _budget_line(name: str, granted: float, spent: float) -> Line:
    gap = (spent - granted) / granted if granted else None
    return {
        "ligne": name,
        "prevu": french.euros(granted),
        "realise": french.euros(spent),
        "ecart": french.percent(gap),
        "explication": "à expliquer"
        if gap is not None and abs(gap) > 0.1 and name != "Total"
        else "",
    }


def method(month: Month) -> list[str]:
    """How the figures were counted."""
    counts = month.consortium.counts
    six = "plus de six mois" if month.config.exits.six_months == "more than" else "six mois ou plus"
    return [
        f"Chiffres calculés sur {french.several(sum(c.kept for c in counts), 'ligne consolidée', 'lignes consolidées')} des {len(counts)} SIAE ; {french.several(sum(c.set_aside for c in counts), 'ligne mise', 'lignes mises')} de côté.",
        f"Un contrat est durable à partir de {six}. Une sortie après moins de {french.number(month.config.exits.minimum_months)} mois de parcours, un décès, une longue maladie, un déménagement ou une rupture en période d'essai ne compte pas dans les taux.",
        f"Un effectif de 1 à {month.config.privacy.public_threshold - 1} personnes est masqué, et d'autres avec lui pour qu'un total ne le révèle pas.",
    ]  # fmt: skip


def _rate(counts: tuple[int, int] | None) -> tuple[str, str]:
    """« 56 % » and « 53 sur 94 »; « — » and nothing where it may not be published."""
    return (
        (
            french.percent(counts[0] / counts[1]),
            f"{french.number(counts[0])} sur {french.number(counts[1])}",
        )
        if counts
        else ("—", "")
    )
