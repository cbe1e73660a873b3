"""Lay out « Pilotage », the sheet that directors read: key figures, SIAE by SIAE, the trend, money, and the count of lines."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence

from forms.columns import letters
from sheets_sync import french
from sheets_sync.figures.measures import Figure
from sheets_sync.sheets.colours import BLUE, GREEN, ORANGE, PALE
from sheets_sync.sheets.content import Content, Formula, Link, Role, Span, Sparkline
from sheets_sync.sheets.sheet import Block, Chart, Series, Sheet
from sheets_sync.steering.board import ELAPSED, Board, Card

WIDE = 14
"""Columns of the sheet; the first holds names."""
_TABLE = (
    "Participants", "Entrées", "Sorties", "Sorties positives", "Taux positif", "Taux dynamique", "Contrats < 60 j", "PASS < 90 j", "Titres < 90 j",
    "Sans entretien", "À corriger", "Complétude",
)  # fmt: skip


_COUNTS: Sequence[Role] = ("count",) * 5
_RATES: Sequence[Role] = ["percent" for _ in ELAPSED]


def describe(board: Board, name: str, lineage: Callable[[str], Link | None]) -> Sheet:
    """The whole sheet, as blocks laid out on two landscape pages.

    Args:
        name: what the tab is called.
        lineage: for the id of a key figure, the link to the lines that it was counted from; None where it may not lead there.
    """
    return _Page(board, name, lineage).sheet()


class _Page:
    def __init__(self, board: Board, name: str, lineage: Callable[[str], Link | None]) -> None:
        self.board, self.name, self.lineage = board, name, lineage
        self.blocks: list[Block] = []
        self.charts: list[Chart] = []
        self.heights: dict[int, float] = {}
        self.below: list[tuple[Span, float, Role]] = []

    def sheet(self) -> Sheet:
        """Top to bottom."""
        self._put(0, 0, "title", f"Pilotage – {self.board.programme}")
        as_of = french.long_day(self.board.as_of)
        self._put(
            1, 0, "subtitle", f"Situation au {as_of} ; entrées et sorties {self.board.period.text}."
        )
        self.heights[0] = 30
        row = self._to_do(self._members(24))
        self._trend_charts(11, trend := row + 1)
        bottom = self._trend(trend)
        middle = max(self._freins(trend), self._levels(trend), bottom)
        left = self._money(self._cohorts(middle) + 1)
        self._method(max(left, self._lines(middle)))
        self._cards(3, self._card_trends(24))
        widths = {0: 24.0, **dict.fromkeys(range(1, WIDE), 10.6), 6: 14.0, 10: 16.0, WIDE + 1: 34.0}
        return Sheet(
            self.name, self.blocks, widths, self.heights, (2, 1), None, self.charts, self.below, (trend - 1,), scale=58, gridlines=False, printed=WIDE
        )  # fmt: skip

    def _put(self, row: int, column: int, role: Role, value: Content, span: int = 1) -> None:
        self.blocks.append(Block(row, column, [[value]], [role], span))

    def _section(self, row: int, column: int, text: str, width: int) -> None:
        self._put(row, column, "section", text, width)
        self.heights[row] = 22

    def _cards(self, top: int, trend: Span) -> None:
        """The key figures: label, value, its last twelve months, target, the change since a month and a year ago, and the lines counted."""
        for index, card in enumerate(self.board.cards):
            now, column = card.now, 2 * index
            role: Role = "card_percent" if now.unit == "%" else "card_count"
            value: Content = now.value if now.value is not None else french.NOT_AVAILABLE
            texts = (
                now.label,
                None,
                None,
                out_of(now),
                against_target(card),
                since_month(card),
                since_year(card),
            )
            for row, text in enumerate(texts, top):
                if text is not None:
                    self._put(row, column, "card_label" if row == top else "card_note", text, 2)
            self._put(top + 1, column, role, value, 2)
            twelve = trend._replace(top=trend.top + index, bottom=trend.bottom + index)
            self._put(top + 2, column, "card_note", Sparkline(twelve, PALE), 2)
            if link := self.lineage(now.id):
                self._put(top + 7, column, "link", link, 2)
        self.heights |= {
            top: 30,
            top + 1: 34,
            top + 2: 24,
            top + 3: 16,
            top + 4: 26,
            top + 5: 26,
            top + 6: 26,
        }

    def _members(self, top: int) -> int:
        """A line a SIAE, and the whole."""
        board = self.board
        self._section(top, 0, "Par SIAE", WIDE)
        headers = ["SIAE", "Type", *_TABLE]
        self.blocks.append(Block(top + 1, 0, [headers], ["header"] * len(headers)))
        self.heights[top + 1] = 30
        rows: list[list[Content]] = [
            [m.name, m.kind, *map(_shown, m.figures.values()), m.errors, _or_none(m.completeness)]
            for m in board.members
        ]
        roles: list[Role] = [
            "strong",
            "text",
            *_COUNTS[:4],
            "percent",
            "percent",
            *_COUNTS[:5],
            "percent",
        ]
        first, last = top + 2, top + 1 + len(rows)
        self.blocks.append(Block(first, 0, rows, roles))
        total: list[Content] = ["Ensemble", ""]
        for place, figure in enumerate(board.whole.values(), 2):
            live = figure.unit != "%" and figure.id != "participants"
            parts = [member.figures[figure.id] for member in board.members]
            total.append(_sum(place, first, last, figure, parts) if live else _shown(figure))
        total += [Formula(_sum_text(12, first, last), board.errors), _or_none(board.completeness)]
        self.blocks.append(Block(last + 1, 0, [total], [_total(role) for role in roles]))
        for place, name in ((6, "taux_sorties_positives"), (7, "taux_sorties_dynamiques")):
            target = board.whole[name].target
            if target is not None:
                self.below.append((Span(first, place, last, place), target, "bad"))
        self.below.append((Span(first, 13, last, 13), 0.8, "bad"))
        note = "Taux en orange : sous l'objectif du programme ; complétude en orange : sous 80 %."
        if board.twice:
            twice = french.several(board.twice, "personne est suivie", "personnes sont suivies")
            note += f" {twice} par deux SIAE : comptées une fois dans l'ensemble."
        self._put(last + 2, 0, "note", note)
        return last + 3

    def _to_do(self, top: int) -> int:
        """What needs the directors, a line each."""
        self._section(top, 0, "À faire", WIDE)
        for row, text in enumerate(self.board.to_do or ["Rien de pressant."], top + 1):
            self._put(row, 0, "text", text)
        return top + 1 + max(1, len(self.board.to_do))

    def _trend(self, top: int) -> int:
        """Month by month: the table that the charts are drawn from."""
        self._section(top, 0, "Mois par mois", 5)
        self.blocks.append(
            Block(
                top + 1,
                0,
                [["Mois", "Présents", "Entrées", "Sorties", "Taux positif, 12 mois"]],
                ["header"] * 5,
            )
        )
        self.heights[top + 1] = 42
        rows: list[list[Content]] = [
            [m.start, m.present.value, m.entries.value, m.exits.value, m.rate.value]
            for m in self.board.months
        ]
        self.blocks.append(Block(top + 2, 0, rows, ["month", "count", "count", "count", "percent"]))
        return top + 2 + len(rows)

    def _cohorts(self, top: int) -> int:
        """By half-year of entry: the share with a positive exit within 6, 12, 18 and 24 months."""
        self._section(top, 0, "Sorties positives selon l'entrée", 5)
        headers: list[Content] = [
            "Entrés au",
            "Personnes",
            *(f"en {months} mois" for months in ELAPSED),
        ]
        self.blocks.append(Block(top + 1, 0, [headers], ["header"] * len(headers)))
        rows: list[list[Content]] = [
            [c.label, c.size.value, *(_shown(c.rates[months]) for months in ELAPSED)]
            for c in self.board.cohorts
        ]
        self.blocks.append(Block(top + 2, 0, rows, ["strong", "count", *_RATES]))
        return top + 2 + len(rows)

    def _trend_charts(self, row: int, table: int) -> None:
        first, last = table + 2, table + 1 + len(self.board.months)
        months = Span(first, 0, last, 0)

        def column(place: int) -> Span:
            return Span(first, place, last, place)

        height = 236
        self.charts += [
            Chart("line", "Participants présents en fin de mois", months, [Series("Présents", column(1), BLUE)], row, 0, 400, height,
                  f"Courbe du nombre de participants en fin de mois, sur {len(self.board.months)} mois ; les valeurs sont dans le tableau Mois par mois."),
            Chart("column", "Entrées et sorties par mois", months, [Series("Entrées", column(2), BLUE), Series("Sorties", column(3), ORANGE)], row, 4, 392, height,
                  f"Colonnes des entrées et des sorties de chaque mois, sur {len(self.board.months)} mois ; les valeurs sont dans le tableau Mois par mois."),
            Chart("line", "Taux de sorties positives, 12 mois glissants", months, [Series("Taux", column(4), GREEN)], row, 9, 400, height,
                  "Courbe du taux de sorties positives sur les douze mois qui finissent chaque mois ; les valeurs sont dans le tableau Mois par mois.", percent=True),
        ]  # fmt: skip

    def _freins(self, top: int) -> int:
        """Freins identified and lifted, by kind."""
        self._section(top, 6, "Freins", 4)
        self.blocks.append(
            Block(top + 1, 6, [["Frein", "Identifiés", "Levés", "Part levée"]], ["header"] * 4)
        )
        rows: list[list[Content]] = [
            [f.label.removeprefix("Freins levés : "), f.denominator, f.numerator, _shown(f)]
            for f in self.board.freins
        ]
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
        self._section(top, 10, "Niveaux de français", 3)
        self.blocks.append(Block(top + 1, 10, [["Niveau", "À l'entrée", "Actuel"]], ["header"] * 3))
        rows: list[list[Content]] = [list(line) for line in self.board.levels]
        self.blocks.append(Block(top + 2, 10, rows, ["text", "count", "count"]))
        end = top + 2 + len(rows)
        names = Span(top + 2, 10, end - 1, 10)
        self.charts.append(
            Chart("column", "Niveaux de français des présents", names, [Series("À l'entrée", Span(top + 2, 11, end - 1, 11), ORANGE), Series("Actuel", Span(top + 2, 12, end - 1, 12), BLUE)], end + 1, 10, 336, 262,
                  "Colonnes du nombre de participants présents à chaque niveau du CECRL, à l'entrée et maintenant ; les valeurs sont dans le tableau Niveaux de français.")
        )  # fmt: skip
        return end + 14

    def _money(self, top: int) -> int:
        """Conventions by funder: granted, received, spent, remaining, and the share spent beside the share of time over."""
        self._section(top, 0, "Financements", 8)
        headers: list[Content] = [
            "Financeur",
            "Jours restants",
            "Accordé",
            "Reçu",
            "Dépensé",
            "Reste",
            "Dépensé %",
            "Temps écoulé %",
        ]
        self.blocks.append(Block(top + 1, 0, [headers], ["header"] * len(headers)))
        self.heights[top + 1] = 30
        rows: list[list[Content]] = [
            [
                c.funder,
                c.days_left,
                c.granted,
                c.received,
                c.spent,
                c.remaining,
                _or_none(c.share),
                _or_none(c.elapsed),
            ]
            for c in self.board.conventions
        ]
        roles: list[Role] = [
            "strong",
            "count",
            "euro",
            "euro",
            "euro",
            "euro",
            "percent",
            "percent",
        ]
        self.blocks.append(Block(top + 2, 0, rows, roles))
        if not rows:
            self._put(top + 2, 0, "note", "Aucune ligne dans l'onglet des financements.")
        return top + 2 + max(1, len(rows))

    def _lines(self, top: int) -> int:
        """Promise 1, shown: every line read is kept or set aside."""
        self._section(top, 8, "Compte des lignes", 6)
        self.blocks.append(
            Block(
                top + 1,
                8,
                [["SIAE", "", "Lues", "Consolidées", "Mises de côté", "Non saisies"]],
                ["header"] * 6,
            )
        )
        self.heights[top + 1] = 30
        rows: list[list[Content]] = [
            [c.siae, None, c.read, c.kept, c.set_aside, c.ignored] for c in self.board.counts
        ]
        self.blocks.append(
            Block(top + 2, 8, rows, ["text", "text", "count", "count", "count", "count"])
        )
        first, last = top + 2, top + 1 + len(rows)
        sums: list[Content] = [
            Formula(_sum_text(10 + i, first, last), sum(values))
            for i, values in enumerate(
                zip(
                    *((c.read, c.kept, c.set_aside, c.ignored) for c in self.board.counts),
                    strict=True,
                )
            )
        ]
        self.blocks.append(Block(last + 1, 8, [["Ensemble", None, *sums]], ["total"] * 6))
        check = f'=IF({letters(10)}{last + 2}={letters(11)}{last + 2}+{letters(12)}{last + 2},"Le compte est bon : lues = consolidées + mises de côté.","Le compte n\'est pas bon : prévenir la coordination.")'
        self._put(
            last + 2,
            8,
            "good",
            Formula(check, "Le compte est bon : lues = consolidées + mises de côté."),
        )
        return last + 3

    def _card_trends(self, top: int) -> Span:
        """What the key figures' small columns are drawn from, beside the printed page: where the first figure's twelve months are."""
        cards, left = self.board.cards, WIDE + 1
        months = [
            french.short_month(line.start) for line in self.board.months[-len(cards[0].trend) :]
        ]
        self._section(top, left, "Chiffres clés, mois par mois", 1 + len(months))
        self.blocks.append(
            Block(top + 1, left, [["Chiffre", *months]], ["header"] * (1 + len(months)))
        )
        for row, card in enumerate(cards, top + 2):
            role: Role = "percent" if card.now.unit == "%" else "count"
            self.blocks.append(
                Block(row, left, [[card.now.label, *card.trend]], ["text", *[role for _ in months]])
            )
        return Span(top + 2, left + 1, top + 2, left + len(months))

    def _method(self, top: int) -> None:
        """What the key figures are."""
        self._section(top, 0, "Définitions", WIDE)
        lines = [line for text in self.board.definitions for line in textwrap.wrap(text, 200)]
        for row, line in enumerate(lines, top + 1):
            self._put(row, 0, "note", line)


def _shown(figure: Figure) -> Content:
    return figure.value if figure.value is not None else french.NOT_AVAILABLE


def out_of(figure: Figure) -> str:
    """« 53 sur 94 » for a rate, else over what time."""
    if figure.among is not None:
        return f"{french.number(figure.numerator)} sur {french.number(figure.denominator)}"
    return "à cette date" if figure.start is None else "depuis le 1er janvier"


def against_target(card: Card) -> str:
    """« objectif 50 % : atteint »."""
    target = card.now.target
    if target is None:
        return "objectif non paramétré"
    return f"objectif {french.figure(target, card.now.unit)} : {'atteint' if card.reached else 'non atteint'}"


def since_month(card: Card) -> str:
    """« +5 en 30 jours »; of a count that starts again each year, this month's beside the last's."""
    if card.now.start is not None and card.now.among is None:
        last, this = (french.figure(value, card.now.unit) for value in card.trend[-2:])
        return f"{this} ce mois-ci, {last} le mois dernier"
    gap = french.change(card.now.value, card.month_ago.value, card.now.unit)
    return f"{gap} en 30 jours" if gap else ""


def since_year(card: Card) -> str:
    """« +5 par rapport à l'an dernier à cette date »."""
    gap = french.change(card.now.value, card.year_ago.value, card.now.unit)
    return f"{gap} par rapport à l'an dernier à cette date" if gap else ""


def _or_none(share: float | None) -> Content:
    return french.NOT_AVAILABLE if share is None else share


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
