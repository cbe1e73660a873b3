"""Tables of the page: each cell as it reads and as it goes into the file that it downloads as."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, Literal, TypeVar

from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.figures.figure import Figure
from sheets_sync.steering.few_cases import is_few, is_low

Item = TypeVar("Item")
Emphasis = Literal["", "text", "quiet", "few", "alert", "none", "mark"]
_BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel reads the accents of a text file as something else."""
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Cell:
    """A cell: how it reads, its bare value, what sets it apart; `share`: of a bar drawn in it."""

    text: str
    value: str | float | None = None
    emphasis: Emphasis = ""
    share: float | None = None
    target: float | None = None


@dataclass(frozen=True)
class PageColumn(Generic[Item]):
    """A column: its header, a row's cell, that of the whole.

    Attributes:
        group: what stands once over it and its neighbours of the same group.
        wide_only: left out where the window is narrow.
        is_drawn: a drawing of what stands beside it, which no file has.
    """

    header: str
    cell: Callable[[Item], Cell]
    whole: Cell | None = None
    is_text: bool = False
    wide_only: bool = False
    is_drawn: bool = False
    group: str = ""


@dataclass(frozen=True)
class PageTable(Generic[Item]):
    """A table; the first column names its rows.

    Attributes:
        id: what its file is called, too.
    """

    id: str
    name: str
    columns: Sequence[PageColumn[Item]]
    items: Sequence[Item]
    day: str
    caption: str = ""
    whole: bool = False

    def context(self) -> dict[str, Any]:
        """The table for the template."""
        rows = [self._row(item) for item in self.items]
        lines = [self._line(row) for row in rows]
        if self.whole:
            rows.append([column.whole or Cell("") for column in self.columns])
            lines.append(self._line(rows[-1], is_total=True))
        return {
            "id": self.id,
            "nom": self.name,
            "legende": self.caption,
            "entetes": self._headers(),
            "lignes": lines,
            "csv": self._file(rows),
            "fichier": f"{self.id}-{self.day}.csv",
        }

    def _headers(self) -> list[dict[str, Any]]:
        """Each header; the first of a group has its name, and over how many it stands."""
        headers: list[dict[str, Any]] = []
        for group, grouped in itertools.groupby(self.columns, lambda column: column.group):
            columns = list(grouped)
            headers += map(_header_context, columns)
            headers[-len(columns)] |= {"groupe": group, "largeur": len(columns)}
        return headers

    def _row(self, item: Item) -> list[Cell]:
        return [column.cell(item) for column in self.columns]

    def _line(self, row: Sequence[Cell], *, is_total: bool = False) -> dict[str, Any]:
        cells = zip(self.columns, row, strict=True)
        return {
            "total": is_total,
            "cellules": [_cell_context(column, cell) for column, cell in cells],
        }

    def _file(self, rows: Sequence[Sequence[Cell]]) -> str:
        """Content of the file; the page has it in an address, and needs no script for it.

        It is a text like the others until then, so that the door sees what stands in it.
        """
        numbers = [number for number, column in enumerate(self.columns) if not column.is_drawn]
        written = io.StringIO()
        writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
        writer.writerow([_in_file(self.columns[number].header) for number in numbers])
        for row in rows:
            writer.writerow([_in_file(_value_or_text(row[number])) for number in numbers])
        return _BYTE_ORDER_MARK + written.getvalue()


def text_column(header: str, text: Callable[[Item], str], whole: str = "") -> PageColumn[Item]:
    """A column of texts."""
    return PageColumn(
        header,
        lambda item: Cell(text(item), text(item)),
        Cell(whole, whole),
        is_text=True,
    )


def cell_of_count(count: float | None, figure: Figure | None = None, alert: bool = False) -> Cell:
    """A count: quiet where it is nought, marked where somebody must act on it."""
    if figure is not None and figure.value is None:
        return Cell(figure.text, None, "none")
    emphasis: Emphasis = ""
    if not count:
        emphasis = "quiet"
    elif alert:
        emphasis = "alert"
    return Cell(french.number(count), count, emphasis)


def cell_of_rate(figure: Figure, target: float | None) -> Cell:
    """A rate: grey where it is of few cases, marked where it is low."""
    if figure.value is None:
        return Cell(figure.text, None, "none")
    emphasis = _emphasis_of_rate(figure)
    if is_low(figure, target):
        emphasis = "alert"
    return Cell(figure.text, figure.value, emphasis, figure.value, target)


def cell_with_bar(figure: Figure, target: float | None) -> Cell:
    """The bar of a rate, whose number stands beside it."""
    return replace(cell_of_rate(figure, target), text="", value=None)


def cell_of_share(figure: Figure) -> Cell:
    """« 60 % · 27 sur 44 »; a dash where nobody has had the time yet."""
    if figure.value is None:
        return Cell(sentence("dashboard.nothing_yet"), None, "none")
    text = sentence(
        "dashboard.share_with_counts",
        value=figure.value,
        counted=figure.numerator,
        among=figure.denominator,
    )
    return Cell(text, figure.value, _emphasis_of_rate(figure))


def _emphasis_of_rate(figure: Figure) -> Emphasis:
    if is_few(figure):
        return "few"
    return ""


def _header_context(column: PageColumn[Item]) -> dict[str, Any]:
    return {
        "texte": column.header,
        "classe": _column_class(column),
        "groupe": "",
        "largeur": 0,
    }


def _column_class(column: PageColumn[Item]) -> str:
    names = {"tx": column.is_text, "dk": column.wide_only}
    return " ".join(name for name, applies in names.items() if applies)


def _cell_context(column: PageColumn[Item], cell: Cell) -> dict[str, Any]:
    classes = (_column_class(column), cell.emphasis)
    bar = target = None
    if column.is_drawn:
        bar, target = percent_of_width(cell.share), percent_of_width(cell.target)
    return {
        "texte": cell.text,
        "classe": " ".join(filter(None, classes)),
        "alerte": cell.emphasis == "alert" and not column.is_drawn,
        "barre": bar,
        "repere": target,
        "peu": cell.emphasis == "few",
    }


def percent_of_width(share: float | None) -> float | None:
    """A share as the page draws it: in hundredths of the room there is, and never beyond it."""
    if share is None:
        return None
    return round(min(1.0, max(0.0, share)) * 100, 1)


def _value_or_text(cell: Cell) -> str | float:
    if cell.value is None:
        return cell.text
    return cell.value


def _in_file(value: str | float) -> str:
    """A value as a French spreadsheet reads it; no text is taken for a formula."""
    if isinstance(value, str):
        plain = value.replace("\u00a0", " ").replace("\u202f", " ")
        quote = "'" * plain.startswith(_STARTS_A_FORMULA)
        return quote + plain
    return f"{round(value, 4)}".removesuffix(".0").replace(".", ",")
