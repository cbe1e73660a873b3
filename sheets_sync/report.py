"""What goes into a funder's report: aggregates of the period, small cells hidden, both definitions of exits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from sheets_sync import french
from sheets_sync.measure import Figure
from sheets_sync.month import Month
from sheets_sync.periods import Period, year_to
from sheets_sync.protect import protect

Line = dict[str, Any]
HIDDEN = "moins de {threshold} ou masqué"
_BREAKDOWNS = (("sexe", "Sexe"), ("tranche_age", "Âge à l'entrée"), ("protection", "Statut"), ("qpv", "Quartier prioritaire"))
_RATES = (
    "taux_sorties_positives",
    "taux_positif_18_mois",
    "taux_positif_en_18_mois",
    "taux_sorties_dynamiques",
    "taux_emploi_durable",
    "taux_emploi_transition",
    "taux_sortie_formation",
)
TO_WRITE = ("Résumé de la période (deux ou trois phrases)", "Difficultés rencontrées et ajustements", "Perspectives")
"""What only a person can write; marked in the document and listed at the end of the run."""


def context(month: Month, name: str) -> dict[str, Any]:
    """Everything that the template of the funder `name` may show."""
    funder = month.config.funders[name]
    end = min(funder.end or month.as_of, month.as_of)
    period = Period(funder.start or year_to(end).start, end)
    people = month.consortium.frame.iloc[month.measures.figure("personnes_accompagnees", period.start, end).rows].drop_duplicates(
        "person", keep="last"
    )
    threshold = month.config.privacy.public_threshold
    return {
        "programme": month.config.programme, "financeur": funder.name, "titre": funder.title, "convention": funder.convention or "à préciser", "periode": period.text,
        "arrete_au": french.long_day(end), "phrases": sentences(month, period), "publics": [breakdown(people[column].tolist(), label, threshold) for column, label in _BREAKDOWNS],
        "siae": by_siae(month, period, threshold) if funder.names_of_siae else [], "accompagnees": french.number(len(people)), "parcours": path(month, end), "freins": brakes(month, end, threshold),
        "resultats": [result(month.measures.figure(rate, period.start, end), month, threshold) for rate in _RATES], "actions": actions(month, period), "faits": highlights(month, period),
        "budget": budget(month, funder.name), "methode": method(month), "seuil": threshold, "a_ecrire": list(TO_WRITE), "nom": name, "jour": end,
    }  # fmt: skip


def sentences(month: Month, period: Period) -> list[str]:
    """The period in a few sentences made from the figures."""

    def value(name: str) -> float:
        return month.measures.figure(name, period.start, period.end).numerator

    followed, entered, left, good = (
        value("personnes_accompagnees"),
        value("entrees"),
        value("sorties"),
        value("sorties_positives"),
    )
    members = len(month.config.siae)
    found = [
        f"{french.several(followed, 'personne accompagnée', 'personnes accompagnées')} par {members} SIAE {period.text}, dont {french.several(entered, 'entrée')} dans la période.",
        f"{french.several(left, 'sortie')}, dont {french.several(good, 'sortie positive', 'sorties positives')} au sens du programme (CDI, CDD de plus de six mois, formation qualifiante).",
    ]  # fmt: skip
    level = month.measures.figure("progression_francais", None, period.end)
    if level.value is not None:
        found.append(
            f"{french.percent(level.value)} des personnes évaluées deux fois ont gagné au moins un niveau de français ({french.number(level.numerator)} sur {french.number(level.denominator)})."
        )
    return found


def breakdown(values: Sequence[str | None], label: str, threshold: int) -> Line:
    """One table of persons by `values`, protected; « non renseigné » last."""
    counts = Counter("non renseigné" if value is None else value for value in values)
    names = sorted((name for name in counts if name != "non renseigné"), key=lambda name: (-counts[name], name))
    shown = protect([counts[name] for name in names], threshold)
    if counts["non renseigné"]:  # says nothing of anybody: never hidden
        names.append("non renseigné")
        shown.append(counts["non renseigné"])
    total = len(values)
    lines = [
        {
            "nom": name,
            "nombre": french.number(count) if count is not None else HIDDEN.format(threshold=threshold),
            "part": french.percent(count / total) if count is not None and total else "—",
        }
        for name, count in zip(names, shown, strict=True)
    ]
    return {"titre": label, "lignes": lines, "total": french.number(total)}


def by_siae(month: Month, period: Period, threshold: int) -> list[Line]:
    """Persons followed by SIAE, protected."""
    figures = month.measures.by_siae("personnes_accompagnees", period.start, period.end)
    shown = protect([int(figure.numerator) for figure in figures], threshold)
    return [
        {"nom": figure.siae, "nombre": french.number(count) if count is not None else HIDDEN.format(threshold=threshold)}
        for figure, count in zip(figures, shown, strict=True)
    ]


def path(month: Month, end: date) -> list[Line]:
    """French, digital, visits, placements: the means and sums of those present."""
    names = (
        "heures_francais_moyenne",
        "heures_numerique_moyenne",
        "visites_metiers_total",
        "stages_total",
        "progression_francais",
    )
    figures = [month.measures.figure(name, None, end) for name in names]
    return [
        {"nom": figure.label, "valeur": french.figure(figure.value, figure.unit), "detail": _out_of(figure)} for figure in figures
    ]


def brakes(month: Month, end: date, threshold: int) -> list[Line]:
    """Freins identified and lifted; a small count hides its line."""
    found = []
    for name in (name for name in month.measures.indicators if name.startswith("freins_leves")):
        figure = month.measures.figure(name, None, end)
        small = (
            (figure.denominator or 0) < threshold
            or 0 < figure.numerator < threshold
            or 0 < (figure.denominator or 0) - figure.numerator < threshold
        )
        hidden = HIDDEN.format(threshold=threshold)
        found.append({"nom": figure.label.removeprefix("Freins levés : "), "identifies": hidden if small else french.number(figure.denominator), "leves": hidden if small else french.number(figure.numerator),
                      "part": "—" if small else french.percent(figure.value)})  # fmt: skip
    return found


def result(figure: Figure, month: Month, threshold: int) -> Line:
    """A rate with its counts, target and definition."""
    small = figure.denominator is not None and 0 < figure.denominator < threshold
    target = "objectif non paramétré" if figure.target is None else french.percent(figure.target)
    return {"nom": figure.label, "valeur": "—" if small else french.percent(figure.value), "detail": f"moins de {threshold} sorties" if small else _out_of(figure), "objectif": target,
            "definition": month.measures.indicators[figure.id].definition}  # fmt: skip


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
    rows = month.measures.frames["fait_marquant"].to_dict("records")
    mine = [
        row
        for row in rows
        if row["publiable"] == "oui"
        and row["texte"]
        and isinstance(row["date"], date)
        and period.start <= row["date"] <= period.end
    ]
    return [f"{row['texte']} ({french.month(row['date'])})" for row in sorted(mine, key=lambda row: str(row["date"]))]


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
        "explication": "à expliquer" if gap is not None and abs(gap) > 0.1 and name != "Total" else "",
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


def _out_of(figure: Figure) -> str:
    if figure.denominator is None:
        return ""
    return (
        f"{french.number(figure.numerator)} sur {french.number(figure.denominator)}"
        if figure.unit == "%"
        else f"sur {french.several(figure.denominator, 'personne')}"
    )
