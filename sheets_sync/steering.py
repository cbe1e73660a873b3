"""Describe « Pilotage », the sheet that directors read: key figures, SIAE by SIAE, the trend, money, and the count of lines."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from forms.columns import letters
from forms.definition import Form
from sheets_sync import french
from sheets_sync.check import Anomaly
from sheets_sync.config import Config
from sheets_sync.consolidate import Count
from sheets_sync.measure import Figure, Measures
from sheets_sync.periods import month_ends, year_before, year_to
from sheets_sync.sheets import BLUE, GREEN, ORANGE, Block, Chart, Content, Formula, Role, Series, Sheet, Span

if TYPE_CHECKING:
    import pandas as pd

KEY_FIGURES = (
    "participants",
    "entrees",
    "sorties",
    "taux_sorties_positives",
    "taux_positif_18_mois",
    "taux_sorties_dynamiques",
    "progression_francais",
)
FOLLOW_UP = ("contrats_finissant", "pass_finissant", "titres_finissant", "sans_entretien")
MONTHS = 24
WIDE = 14
"""Columns of the sheet; the first holds names."""
_TABLE = (
    "Participants",
    "Entrées",
    "Sorties",
    "Sorties positives",
    "Taux positif",
    "Taux dynamique",
    "Contrats < 60 j",
    "PASS < 90 j",
    "Titres < 90 j",
    "Sans entretien",
    "À corriger",
    "Complétude",
)


def describe(
    config: Config, measures: Measures, counts: Sequence[Count], anomalies: Sequence[Anomaly], form: Form, as_of: date
) -> Sheet:
    """The whole sheet, as blocks laid out on two landscape pages."""
    page = _Page(config, measures, counts, anomalies, form, as_of)
    return page.sheet()


def completeness(frame: pd.DataFrame, form: Form) -> dict[str, float]:
    """SIAE → share of the expected cells that are filled."""
    expected = list(form.expected)
    filled = frame[expected].notna().mean(axis=1)
    return {str(name): float(share) for name, share in filled.groupby(frame["siae"]).mean().items()}


class _Page:
    def __init__(
        self, config: Config, measures: Measures, counts: Sequence[Count], anomalies: Sequence[Anomaly], form: Form, as_of: date
    ) -> None:
        self.config, self.measures, self.counts, self.anomalies, self.form, self.as_of = (
            config,
            measures,
            counts,
            anomalies,
            form,
            as_of,
        )
        self.period = year_to(as_of)
        self.blocks: list[Block] = []
        self.charts: list[Chart] = []
        self.heights: dict[int, float] = {}
        self.below: list[tuple[Span, float, Role]] = []

    def sheet(self) -> Sheet:
        """Top to bottom."""
        self._put(0, 0, "title", f"Pilotage – {self.config.programme}")
        self._put(1, 0, "subtitle", f"Situation au {french.long_day(self.as_of)} ; entrées et sorties {self.period.text}.")
        self.heights[0] = 30
        self._cards(3)
        row = self._members(21)
        self._trend_charts(8, trend := row + 2)
        bottom = self._trend(trend)
        bottom = max(self._freins(trend), self._levels(trend), bottom)
        self._lines(bottom + 2)
        self._method(self._money(bottom + 2))
        widths = {0: 24.0, **dict.fromkeys(range(1, WIDE), 10.6), 6: 14.0, 10: 14.5}
        return Sheet(
            self.config.tabs.pilotage,
            self.blocks,
            widths,
            self.heights,
            (2, 1),
            None,
            self.charts,
            self.below,
            (trend - 1,),
            scale=64,
            gridlines=False,
        )

    def _put(self, row: int, column: int, role: Role, value: Content, span: int = 1) -> None:
        self.blocks.append(Block(row, column, [[value]], [role], span))

    def _section(self, row: int, column: int, text: str, width: int) -> None:
        self._put(row, column, "section", text, width)
        self.heights[row] = 22

    def _cards(self, top: int) -> None:
        """The key figures: label, value, target, and the change since a month and a year ago."""
        month_ago, year_ago = self.as_of - timedelta(days=30), year_before(self.as_of)
        for index, name in enumerate(KEY_FIGURES):
            now = self.measures.figure(name, self.period.start, self.as_of)
            before = self.measures.figure(name, date(month_ago.year, 1, 1), month_ago)
            last_year = self.measures.figure(name, year_to(year_ago).start, year_ago)
            role: Role = "card_percent" if now.unit == "%" else "card_count"
            value: Content = now.value if now.value is not None else french.NOT_AVAILABLE
            column = 2 * index
            for row, text in (
                (top, now.label),
                (top + 2, _out_of(now)),
                (top + 3, _against_target(now)),
                (
                    top + 4,
                    _since("30 jours", now, before) if now.start is None else _since("l'an dernier à cette date", now, last_year),
                ),
            ):
                self._put(row, column, "card_label" if row == top else "card_note", text, 2)
            self._put(top + 1, column, role, value, 2)
        self.heights |= {top: 30, top + 1: 34, top + 2: 26, top + 3: 26, top + 4: 26}

    def _members(self, top: int) -> int:
        """A line a SIAE, and the whole."""
        self._section(top, 0, "Par SIAE", WIDE)
        headers = ["SIAE", "Type", *_TABLE]
        self.blocks.append(Block(top + 1, 0, [headers], ["header"] * len(headers)))
        self.heights[top + 1] = 30
        names = (
            "participants",
            "entrees",
            "sorties",
            "sorties_positives",
            "taux_sorties_positives",
            "taux_sorties_dynamiques",
            *FOLLOW_UP,
        )
        figures = [self.measures.by_siae(name, self.period.start, self.as_of) for name in names]
        whole = [self.measures.figure(name, self.period.start, self.as_of) for name in names]
        errors = Counter(anomaly.siae for anomaly in self.anomalies if anomaly.severity == "error")
        share = completeness(self.measures.frames["participant"], self.form)
        rows: list[list[Content]] = []
        for place, member in enumerate(self.config.siae):
            line = [_shown(column[place]) for column in figures]
            rows.append([member.name, member.kind, *line, errors[member.name], share.get(member.name, french.NOT_AVAILABLE)])
        roles: list[Role] = [
            "strong",
            "text",
            "count",
            "count",
            "count",
            "count",
            "percent",
            "percent",
            "count",
            "count",
            "count",
            "count",
            "count",
            "percent",
        ]
        first, last = top + 2, top + 1 + len(rows)
        self.blocks.append(Block(first, 0, rows, roles))
        total: list[Content] = ["Ensemble", ""]
        for place, figure in enumerate(whole, 2):
            total.append(
                _shown(figure)
                if figure.unit == "%" or figure.id == "participants"
                else _sum(place, first, last, figure, figures[place - 2])
            )
        filled = self.measures.frames["participant"]
        everywhere = float(filled[list(self.form.expected)].notna().to_numpy().mean()) if len(filled) else french.NOT_AVAILABLE
        total += [Formula(_sum_text(12, first, last), sum(errors[m.name] for m in self.config.siae)), everywhere]
        self.blocks.append(Block(last + 1, 0, [total], [_total(role) for role in roles]))
        for place, name in ((6, "taux_sorties_positives"), (7, "taux_sorties_dynamiques")):
            target = self.config.target(name, None)
            if target is not None:
                self.below.append((Span(first, place, last, place), target, "bad"))
        self.below.append((Span(first, 13, last, 13), 0.8, "bad"))
        parts = sum(figure.numerator for figure in figures[0])
        note = "Taux en orange : sous l'objectif du programme ; complétude en orange : sous 80 %."
        if parts != whole[0].numerator:
            twice = french.several(parts - whole[0].numerator, "personne est suivie", "personnes sont suivies")
            note += f" {twice} par deux SIAE : comptées une fois dans l'ensemble."
        self._put(last + 2, 0, "note", note)
        return last + 3

    def _trend(self, top: int) -> int:
        """Month by month: the table that the charts are drawn from."""
        self._section(top, 0, "Mois par mois", 5)
        self.blocks.append(
            Block(top + 1, 0, [["Mois", "Présents", "Entrées", "Sorties", "Taux positif, 12 mois"]], ["header"] * 5)
        )
        self.heights[top + 1] = 30
        rows: list[list[Content]] = []
        for end in month_ends(self.as_of, MONTHS):
            start = end.replace(day=1)
            rate = self.measures.figure("taux_sorties_positives", year_before(end) + timedelta(days=1), end)
            flows = [self.measures.figure(name, start, end).value for name in ("participants", "entrees", "sorties")]
            rows.append([start, *flows, rate.value])
        self.blocks.append(Block(top + 2, 0, rows, ["month", "count", "count", "count", "percent"]))
        return top + 2 + len(rows)

    def _trend_charts(self, row: int, table: int) -> None:
        first, last = table + 2, table + 1 + MONTHS
        months = Span(first, 0, last, 0)

        def column(place: int) -> Span:
            return Span(first, place, last, place)

        height = 236
        self.charts += [
            Chart("line", "Participants présents en fin de mois", months, [Series("Présents", column(1), BLUE)], row, 0, 400, height,
                  f"Courbe du nombre de participants en fin de mois, sur {MONTHS} mois ; les valeurs sont dans le tableau Mois par mois."),
            Chart("column", "Entrées et sorties par mois", months, [Series("Entrées", column(2), BLUE), Series("Sorties", column(3), ORANGE)], row, 4, 392, height,
                  f"Colonnes des entrées et des sorties de chaque mois, sur {MONTHS} mois ; les valeurs sont dans le tableau Mois par mois."),
            Chart("line", "Taux de sorties positives, 12 mois glissants", months, [Series("Taux", column(4), GREEN)], row, 9, 400, height,
                  "Courbe du taux de sorties positives sur les douze mois qui finissent chaque mois ; les valeurs sont dans le tableau Mois par mois.", percent=True),
        ]  # fmt: skip

    def _freins(self, top: int) -> int:
        """Freins identified and lifted, by kind."""
        self._section(top, 6, "Freins", 4)
        self.blocks.append(Block(top + 1, 6, [["Frein", "Identifiés", "Levés", "Part levée"]], ["header"] * 4))
        rows: list[list[Content]] = []
        for name in (name for name in self.measures.indicators if name.startswith("freins_leves")):
            figure = self.measures.figure(name, None, self.as_of)
            rows.append([figure.label.removeprefix("Freins levés : "), figure.denominator, figure.numerator, _shown(figure)])
        self.blocks.append(Block(top + 2, 6, rows, ["text", "count", "count", "percent"]))
        end = top + 2 + len(rows)
        kinds = Span(top + 2, 6, end - 1, 6)
        self.charts.append(
            Chart("bar", "Freins identifiés et levés (personnes)", kinds, [Series("Identifiés", Span(top + 2, 7, end - 1, 7), ORANGE), Series("Levés", Span(top + 2, 8, end - 1, 8), BLUE)], end + 1, 6, 330, 290,
                  "Barres du nombre de personnes pour qui chaque frein a été identifié, et pour qui il est levé ; les valeurs sont dans le tableau Freins.")
        )  # fmt: skip
        return end + 16

    def _levels(self, top: int) -> int:
        """French levels of those present, at entry and now."""
        self._section(top, 10, "Niveaux de français", 4)
        self.blocks.append(Block(top + 1, 10, [["Niveau", "À l'entrée", "Actuel"]], ["header"] * 3))
        frame = self.measures.frames["participant"]
        present = frame.iloc[self.measures.figure("participants", None, self.as_of).rows]
        entry, now = Counter(present["niveau_francais_entree"]), Counter(present["niveau_francais_actuel"])
        levels = [choice.value for choice in self.form.field("niveau_francais_entree").options]
        rows: list[list[Content]] = [[level, entry[level], now[level]] for level in levels]
        rows.append(["non saisi", entry[None], now[None]])
        self.blocks.append(Block(top + 2, 10, rows, ["text", "count", "count"]))
        end = top + 2 + len(rows)
        names = Span(top + 2, 10, end - 1, 10)
        self.charts.append(
            Chart("column", "Niveaux de français des présents", names, [Series("À l'entrée", Span(top + 2, 11, end - 1, 11), ORANGE), Series("Actuel", Span(top + 2, 12, end - 1, 12), BLUE)], end + 1, 10, 336, 262,
                  "Colonnes du nombre de participants présents à chaque niveau du CECRL, à l'entrée et maintenant ; les valeurs sont dans le tableau Niveaux de français.")
        )  # fmt: skip
        return end + 14

    def _money(self, top: int) -> int:
        """Conventions by funder: granted, received, spent, remaining, days left."""
        self._section(top, 0, "Financements", 8)
        headers: list[Content] = ["Financeur", "Convention", "Fin", "Jours restants", "Accordé", "Reçu", "Dépensé", "Dépensé %"]
        self.blocks.append(Block(top + 1, 0, [headers], ["header"] * len(headers)))
        rows: list[list[Content]] = [list(row) for row in money_by_convention(self.measures.frames["financement"], self.as_of)]
        self.blocks.append(Block(top + 2, 0, rows, ["strong", "text", "date", "count", "euro", "euro", "euro", "percent"]))
        if not rows:
            self._put(top + 2, 0, "note", "Aucune ligne dans l'onglet des financements.")
        return top + 3 + len(rows)

    def _lines(self, top: int) -> None:
        """Promise 1, shown: every line read is kept or set aside."""
        self._section(top, 8, "Compte des lignes", 6)
        self.blocks.append(
            Block(top + 1, 8, [["SIAE", "", "Lues", "Consolidées", "Mises de côté", "Non saisies"]], ["header"] * 6)
        )
        self.heights[top + 1] = 30
        rows: list[list[Content]] = [[c.siae, None, c.read, c.kept, c.set_aside, c.ignored] for c in self.counts]
        self.blocks.append(Block(top + 2, 8, rows, ["text", "text", "count", "count", "count", "count"]))
        first, last = top + 2, top + 1 + len(rows)
        sums: list[Content] = [
            Formula(_sum_text(10 + i, first, last), sum(values))
            for i, values in enumerate(zip(*((c.read, c.kept, c.set_aside, c.ignored) for c in self.counts), strict=True))
        ]
        self.blocks.append(Block(last + 1, 8, [["Ensemble", None, *sums]], ["total"] * 6))
        check = f'=IF({letters(10)}{last + 2}={letters(11)}{last + 2}+{letters(12)}{last + 2},"Le compte est bon : lues = consolidées + mises de côté.","Le compte n\'est pas bon : prévenir la coordination.")'
        self._put(last + 2, 8, "good", Formula(check, "Le compte est bon : lues = consolidées + mises de côté."))

    def _method(self, top: int) -> None:
        six = "plus de six mois" if self.config.exits.six_months == "more than" else "six mois ou plus"
        self._section(top, 0, "Définitions", 8)
        texts = [f"{self.measures.indicators[name].label} : {self.measures.indicators[name].definition}" for name in KEY_FIGURES]
        texts.append(
            f"Contrat long : {six}. Sortie neutralisée : hors du dénominateur ({french.number(self.config.exits.minimum_months)} mois de parcours au moins pour compter). n. d. : rien à diviser."
        )
        lines = [line for text in texts for line in textwrap.wrap(text, 135)]
        for row, line in enumerate(lines, top + 1):
            self._put(row, 0, "note", line)


def money_by_convention(
    frame: pd.DataFrame, as_of: date
) -> list[tuple[str, str, date | None, int | None, float, float, float, float | None]]:
    """Funder, convention, end, days left, granted, received, spent, share spent: a line a convention not long ended."""
    found = []
    for (funder, number), lines in frame.groupby(["financeur", "convention"], sort=False, dropna=False):
        ends = [day for day in lines["fin"] if isinstance(day, date)]
        end = max(ends, default=None)
        if end is not None and (as_of - end).days > 183:
            continue
        granted, received, spent = (
            float(sum(value for value in lines[name] if value is not None)) for name in ("accorde", "recu", "depense")
        )
        left = (end - as_of).days if end else None
        found.append(
            (str(funder or ""), str(number or ""), end, left, granted, received, spent, spent / granted if granted else None)
        )
    return found


def _shown(figure: Figure) -> Content:
    return figure.value if figure.value is not None else french.NOT_AVAILABLE


def _out_of(figure: Figure) -> str:
    if figure.among is not None:
        return f"{french.number(figure.numerator)} sur {french.number(figure.denominator)}"
    return "à cette date" if figure.start is None else "depuis le 1er janvier"


def _against_target(figure: Figure) -> str:
    if figure.target is None:
        return "objectif non paramétré"
    reached = figure.value is not None and figure.value >= figure.target
    return f"objectif {french.figure(figure.target, figure.unit)} : {'atteint' if reached else 'non atteint'}"


def _since(when: str, now: Figure, before: Figure) -> str:
    gap = french.change(now.value, before.value, now.unit)
    return f"{gap} par rapport à {when}" if gap and when != "30 jours" else f"{gap} en {when}" if gap else ""


def _sum(column: int, first: int, last: int, whole: Figure, parts: Sequence[Figure]) -> Content:
    """A live sum where the parts add up to the whole; else the whole itself (somebody is in two SIAE)."""
    return (
        Formula(_sum_text(column, first, last), whole.numerator)
        if sum(p.numerator for p in parts) == whole.numerator
        else whole.numerator
    )


def _sum_text(column: int, first: int, last: int) -> str:
    return f"=SUM({letters(column)}{first + 1}:{letters(column)}{last + 1})"


def _total(role: Role) -> Role:
    return "total_percent" if role == "percent" else "total"
