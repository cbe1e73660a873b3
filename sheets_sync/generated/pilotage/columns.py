"""The tables of Pilotage: each column with its title, its cells, total and threshold."""

from __future__ import annotations

from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.consortium.consolidate import Count
from sheets_sync.figures.figure import Figure
from sheets_sync.generated.pilotage.canvas import fitted
from sheets_sync.sheets.content import Content, StyledNumber, StyledText
from sheets_sync.sheets.table import GUTTER, Column
from sheets_sync.steering.board import Board, SiaeFigures
from sheets_sync.steering.conventions import Convention
from sheets_sync.steering.few_cases import is_few, is_low
from sheets_sync.steering.trends import ELAPSED, Cohort

ELAPSED_SHOWN = ELAPSED[1:]
"""The page has the first as well: after six months hardly anybody has left."""
URGENT = ("pass_finissant", "titres_finissant")
"""Figures that somebody must act on for the first person that they count."""
_MOST_LINES = 5
"""Of the name of an SIAE: 140 letters."""
NOTHING_YET = "–"
"""Where there is nothing to divide by yet."""


def member_columns(board: Board) -> list[Column[SiaeFigures]]:
    """A row a SIAE: its people, flows, rates with their counts, what is to follow up.

    The gutters stand where the grid of the sheet has its own.
    """

    def figure(label: str, id_: str) -> Column[SiaeFigures]:
        whole = board.whole[id_]
        return Column(
            label,
            "cell_count",
            lambda member: marked_count(member.figures[id_]),
            # no sum of the rows: a person in two SIAE is one, and the rows may take several pages
            total=figure_cell(whole),
        )

    def rate(label: str, id_: str) -> Column[SiaeFigures]:
        whole = board.whole[id_]
        return Column(
            label,
            "cell_percent",
            lambda member: marked_rate(member.figures[id_], whole.target),
            total=figure_cell(whole),
        )

    return [
        Column("Par SIAE", "cell_name", lambda member: fitted_name(member)[0]),
        Column("Type", "cell_soft", lambda member: member.kind, total=""),
        figure("Présentes", "participants"),
        gutter(),
        figure("Entrées", "entrees"),
        figure("Sorties", "sorties"),
        figure("Sorties comptées", "sorties_comptees"),
        figure("Positives", "sorties_positives"),
        gutter(),
        rate("Taux\npositif", "taux_sorties_positives"),
        rate("Taux\ndynamique", "taux_sorties_dynamiques"),
        # The State counts among other exits than the programme: both numbers stand beside its rate.
        Column(
            "Sur\nconstatées",
            "cell_counts",
            lambda member: _counts(member.figures["taux_sorties_dynamiques"]),
            total=_counts(board.whole["taux_sorties_dynamiques"]) or "",
        ),
        Column(
            "Cases remplies",
            "cell_percent",
            lambda member: _completeness_cell(member, board),
            total=_or_not_available(board.completeness),
        ),
        gutter(),
        figure("Titres,\n90 jours", "titres_finissant"),
        figure("Contrats,\n60 jours", "contrats_finissant"),
        figure("Entretien,\n60 jours", "sans_entretien"),
        Column(
            "Saisies à corriger",
            "cell_count",
            lambda member: _quiet(member.errors),
            total=sum(member.errors for member in board.members),
        ),
    ]


def fitted_name(member: SiaeFigures) -> tuple[str, float]:
    """The name of an SIAE in its column, and the points that its row is high.

    It is whole: of a network, the names of many begin alike.
    """
    return fitted(member.name, 0, 1, _MOST_LINES)


def gutter() -> Column[SiaeFigures]:
    """A column that keeps two groups apart, with the lines of its rows."""
    return Column(GUTTER, "cell", lambda member: None, total="")


CONVENTION_COLUMNS: list[Column[Convention]] = [
    Column("Financeur", "cell", lambda convention: convention.funder),
    # The name of a funder needs the room of two columns.
    Column(GUTTER, "cell", lambda c: None),
    Column("Accordé", "cell_euro", lambda c: _or_not_collected(c.granted)),
    Column("Dépensé", "cell_euro", lambda c: _or_not_collected(c.spent)),
    Column(GUTTER, "cell", lambda c: None),
    Column("Part\ndépensée", "cell_percent", lambda c: _or_not_available(c.share_spent)),
    Column("Temps\nécoulé", "cell_percent", lambda c: _or_not_available(c.elapsed)),
    Column("Écart\nau rythme", "cell_gap", lambda c: gap_cell(c)),
    Column("Jours\nrestants", "cell_count", lambda c: c.days_left),
]
COUNT_COLUMNS: list[Column[Count]] = [
    Column("SIAE", "text", lambda count: count.siae),
    Column("Lues", "count", lambda count: count.read, total=True),
    Column("Consolidées", "count", lambda count: count.kept, total=True),
    Column("Mises de côté", "count", lambda count: count.set_aside, total=True),
    Column("Hors saisie", "count", lambda count: count.ignored, total=True),
]


def cohort_columns() -> list[Column[Cohort]]:
    """A row a half-year of entry: how many, and the share with a positive exit by then."""
    columns: list[Column[Cohort]] = [
        Column("Entrés au", "cell", lambda cohort: cohort.short_label),
        Column("Personnes", "cell_count", lambda cohort: cohort.size.value),
    ]
    for number, months in enumerate(ELAPSED_SHOWN):
        if number == 1:
            columns.append(Column(GUTTER, "cell", lambda cohort: None))
        columns += _share_and_counts(months)
    return columns


def _share_and_counts(months: int) -> list[Column[Cohort]]:
    def share(cohort: Cohort) -> Content:
        figure = cohort.rates[months]
        if figure.value is None:
            # A cohort that is younger than that has no rate yet.
            if figure.is_collected:
                return StyledText(NOTHING_YET, "cell_none")
            return StyledText(figure.text, "cell_none")
        if is_few(figure):
            return StyledNumber(figure.value, "cell_few")
        return figure.value

    def counts(cohort: Cohort) -> Content:
        return _counts(cohort.rates[months])

    label = sentence("pilotage.within", months=months)
    return [Column(label, "cell_percent", share), Column(GUTTER, "cell_counts", counts)]


def _counts(figure: Figure) -> str | None:
    """« 6 sur 8 » beside a rate; None where there is none."""
    if figure.value is None:
        return None
    return sentence("steering.out_of", counted=figure.numerator, among=figure.denominator)


def figure_cell(figure: Figure) -> Content:
    """The figure's value; « n. d. » where there is nothing to divide by, or « non saisi »."""
    if figure.value is None:
        return StyledText(figure.text, "cell_none")
    return figure.value


def marked_count(figure: Figure) -> Content:
    """A count: quiet where it is nought, marked where somebody must act on it."""
    if figure.value is None:
        return StyledText(figure.text, "cell_none")
    if figure.id in URGENT and figure.value:
        return StyledNumber(figure.value, "cell_alert_count")
    return _quiet(figure.value)


def marked_rate(figure: Figure, target: float | None) -> Content:
    """A rate: grey where it is of few cases, marked where it is low."""
    if figure.value is None:
        return StyledText(figure.text, "cell_none")
    if is_few(figure):
        return StyledNumber(figure.value, "cell_few")
    if is_low(figure, target):
        return StyledNumber(figure.value, "cell_alert_percent")
    return figure.value


def gap_cell(convention: Convention) -> Content:
    """Amount spent too much or too little for the time gone by."""
    if convention.gap is None:
        return StyledText(french.NOT_AVAILABLE, "cell_none")
    gap = float(french.rounded(convention.gap))
    if convention.pace in ("ahead", "behind"):
        return StyledNumber(gap, "cell_alert_gap")
    return gap


def _quiet(count: float) -> Content:
    if count == 0:
        return StyledNumber(count, "cell_nought")
    return count


def _completeness_cell(member: SiaeFigures, board: Board) -> Content:
    share = member.completeness
    if share is not None and board.is_incomplete(member):
        return StyledNumber(share, "cell_alert_percent")
    return _or_not_available(share)


def _or_not_collected(amount: float | None) -> Content:
    if amount is None:
        return StyledText(sentence("figures.not_collected"), "cell_none")
    return amount


def _or_not_available(value: float | None) -> Content:
    if value is None:
        return StyledText(french.NOT_AVAILABLE, "cell_none")
    return value
