"""The tables of Pilotage: each column with its title, its cells, total and threshold."""

from __future__ import annotations

from collections.abc import Callable

from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.consortium.consolidate import Count
from sheets_sync.figures.figure import Figure
from sheets_sync.sheets.content import Content, Role
from sheets_sync.sheets.table import Column
from sheets_sync.steering.board import Board, SiaeFigures
from sheets_sync.steering.conventions import Convention
from sheets_sync.steering.trends import ELAPSED, Cohort, Frein, Level, MonthFigures
from sheets_sync.steering.wording import rate_with_counts

COMPLETENESS_MINIMUM = 0.8
"""A share of filled cells under which a SIAE's is marked."""


def member_columns(board: Board) -> list[Column[SiaeFigures]]:
    """A row a SIAE: its people, flows, rates against their targets, what is to follow up."""

    def figure(label: str, id_: str, role: Role = "count") -> Column[SiaeFigures]:
        whole = board.whole[id_]
        return Column(
            label,
            role,
            lambda member: figure_cell(member.figures[id_]),
            total=_total(whole, [member.figures[id_] for member in board.members]),
            minimum=whole.target if role == "percent" else None,
        )

    return [
        Column("SIAE", "strong", lambda member: member.name),
        Column("Type", "text", lambda member: member.kind, total=""),
        figure("Participants", "participants"),
        figure("Entrées", "entrees"),
        figure("Sorties", "sorties"),
        figure("Sorties positives", "sorties_positives"),
        figure("Taux positif", "taux_sorties_positives", "percent"),
        figure("Taux dynamique", "taux_sorties_dynamiques", "percent"),
        figure("Contrats < 60 j", "contrats_finissant"),
        figure("PASS < 90 j", "pass_finissant"),
        figure("Titres < 90 j", "titres_finissant"),
        figure("Sans entretien", "sans_entretien"),
        Column("À corriger", "count", lambda member: member.errors, total=True),
        Column(
            "Complétude",
            "percent",
            lambda member: _or_not_available(member.completeness),
            total=_or_not_available(board.completeness),
            minimum=COMPLETENESS_MINIMUM,
        ),
    ]


MONTH_COLUMNS: list[Column[MonthFigures]] = [
    Column("Mois", "month", lambda month: month.start),
    Column("Présents", "count", lambda month: _month_cell(month.present)),
    Column("Entrées", "count", lambda month: _month_cell(month.entries)),
    Column("Sorties", "count", lambda month: _month_cell(month.exits)),
    Column("Taux positif, 12 mois", "percent", lambda month: _month_cell(month.rate)),
]
FREIN_COLUMNS: list[Column[Frein]] = [
    Column("Frein", "text", lambda frein: frein.name),
    Column("Identifiés", "count", lambda frein: frein.identified),
    Column("Levés", "count", lambda frein: frein.lifted.numerator),
    Column("Part levée", "percent", lambda frein: figure_cell(frein.lifted)),
]
LEVEL_COLUMNS: list[Column[Level]] = [
    Column("Niveau", "text", lambda level: level.name),
    Column("À l'entrée", "count", lambda level: level.at_entry),
    Column("Actuel", "count", lambda level: level.now),
]
CONVENTION_COLUMNS: list[Column[Convention]] = [
    Column("Financeur", "strong", lambda convention: convention.funder),
    Column("Jours restants", "count", lambda convention: convention.days_left),
    Column("Accordé", "euro", lambda c: _or_not_collected(c.granted)),
    Column("Reçu", "euro", lambda c: _or_not_collected(c.received)),
    Column("Dépensé", "euro", lambda c: _or_not_collected(c.spent)),
    Column("Reste", "euro", lambda c: _or_not_collected(c.remaining)),
    Column("Dépensé %", "percent", lambda c: _or_not_available(c.share_spent)),
    Column("Temps écoulé %", "percent", lambda c: _or_not_available(c.elapsed)),
]
COUNT_COLUMNS: list[Column[Count]] = [
    Column("SIAE", "text", lambda count: count.siae),
    # A SIAE's name needs two columns of the sheet, which are narrow on this side of the page.
    Column("", "text", lambda count: None),
    Column("Lues", "count", lambda count: count.read, total=True),
    Column("Consolidées", "count", lambda count: count.kept, total=True),
    Column("Mises de côté", "count", lambda count: count.set_aside, total=True),
    Column("Hors saisie", "count", lambda count: count.ignored, total=True),
]


def cohort_columns() -> list[Column[Cohort]]:
    """A row a half-year of entry: how many, and the share with a positive exit by then."""

    def after(months: int) -> Callable[[Cohort], Content]:
        # Under its title stands the number of those who entered: not all of them had the time.
        return lambda cohort: rate_with_counts(cohort.rates[months], between="\n")

    return [
        Column("Entrés au", "strong", lambda cohort: cohort.label),
        Column("Personnes", "count", lambda cohort: cohort.size.value),
        *(Column(f"en {months} mois", "rate_with_counts", after(months)) for months in ELAPSED),
    ]


def figure_cell(figure: Figure) -> Content:
    """The figure's value; « n. d. » where there is nothing to divide by, or « non saisi »."""
    if figure.value is None:
        return figure.text
    return figure.value


def _month_cell(figure: Figure) -> Content:
    # A chart draws an empty cell as none and a text as nought: only who is in no chart is a text.
    return figure.value if figure.is_collected else figure.text


def _or_not_collected(amount: float | None) -> Content:
    return sentence("figures.not_collected") if amount is None else amount


def _or_not_available(value: float | None) -> Content:
    if value is None:
        return french.NOT_AVAILABLE
    return value


def _total(whole: Figure, parts: list[Figure]) -> Content | bool:
    """True, a live sum, where the parts add up to the whole; else the whole itself."""
    # Persons are counted once for the programme, and rates do not add up: neither is ever a sum.
    if whole.unit == "%" or whole.id == "participants":
        return figure_cell(whole)
    if sum(part.numerator for part in parts) == whole.numerator and whole.is_collected:
        return True
    return figure_cell(whole)
