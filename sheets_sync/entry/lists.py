"""The lists that drop-downs offer, the tab they stand in, and what is to be entered in a cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from forms.form import Field, Form
from sheets_sync.catalogue import sentence
from sheets_sync.sheets.colours import GREY
from sheets_sync.sheets.content import Span
from sheets_sync.sheets.sheet import Block, DataValidation, Sheet

_LENGTHS = {"postal_code": 5}
_LATEST = date(2100, 12, 31)
_EARLIEST = date(1900, 1, 1)
_WIDEST = 40.0
Values = tuple[str, ...]
"""The values that a drop-down offers."""


class ListColumn(NamedTuple):
    """Column of a list, and its header: the label of the first field that offers it."""

    column: int
    header: str


@dataclass(frozen=True)
class Lists:
    """Every list that a drop-down of the workbook offers, once each.

    Attributes:
        tab: the tab they stand in.
        siae: the names of the members, which fields of type `siae` offer.
        columns: list → its column, in their order.
    """

    tab: str
    siae: Values
    columns: Mapping[Values, ListColumn]

    def offered(self, field: Field) -> Values:
        """Values that a field offers; none where it has no list."""
        return field.offered(self.siae)

    def source(self, values: Values) -> tuple[str, Span]:
        """The tab and cells that a drop-down takes its values from."""
        column = self.columns[values].column
        # Beyond the last value too: a list that grows needs no new drop-downs in the tabs.
        return self.tab, Span(1, column, max(60, 2 * len(values)), column)


def lists_of(forms: Mapping[str, Form], siae: Sequence[str], tab: str) -> Lists:
    """The lists of these forms."""
    columns: dict[Values, ListColumn] = {}
    for form in forms.values():
        for field in form.fields:
            values = field.offered(siae)
            if values and values not in columns:
                columns[values] = ListColumn(len(columns), field.label)
    return Lists(tab, tuple(siae), columns)


def lists_tab(lists: Lists, added: Callable[[str], Sequence[str]] = lambda header: ()) -> Sheet:
    """The tab of the lists, a column each.

    Args:
        added: header of a list → the values that the coordinator added to it, which stay.
    """
    blocks = [
        Block(0, column.column, [[column.header]], ["header"]) for column in lists.columns.values()
    ]
    widths: dict[int, float] = {}
    for values, column in lists.columns.items():
        every = tuple(dict.fromkeys([*values, *added(column.header)]))
        blocks.append(Block(1, column.column, [[value] for value in every], ["text"]))
        longest = max(len(text) for text in (column.header, *every))
        widths[column.column] = min(_WIDEST, 4.0 + longest)
    return Sheet(lists.tab, blocks, widths, {}, (1, 0), colour=GREY)


def data_validation(field: Field, cells: Span, lists: Lists) -> DataValidation | None:
    """Rule for the cells of a field; None where anything may be entered."""
    values = lists.offered(field)
    if values:
        message = sentence("entry.check.list", label=field.label)
        source = lists.source(values)
        return DataValidation(cells, "list", field.help, message, source=source)
    # Often the month or year is all that is known of a partial date: a check would be in the way.
    if field.type == "date" and not field.partial:
        message = sentence("entry.check.date", label=field.label, example=field.example)
        earliest = field.not_before or _EARLIEST
        return DataValidation(cells, "date", field.help, message, earliest, _LATEST)
    if field.type == "number":
        return _number_validation(field, cells, "number")
    if field.type == "integer":
        return _number_validation(field, cells, "whole")
    if field.type in _LENGTHS:
        length = _LENGTHS[field.type]
        message = sentence("entry.check.length", label=field.label, length=length)
        return DataValidation(cells, "length", field.help, message, length, length)
    return None


def _number_validation(
    field: Field, cells: Span, kind: Literal["number", "whole"]
) -> DataValidation:
    low, high = field.minimum, field.maximum
    if low is None:
        low = field.exclusive_minimum
    code = _NUMBER_MESSAGES[kind, low is not None and high is not None]
    message = sentence(code, label=field.label, low=low, high=high)
    if low is None:
        low = 0  # a spreadsheet's check of numbers wants a bound, and no number here is negative
    return DataValidation(cells, kind, field.help, message, low, high)


_NUMBER_MESSAGES = {
    ("number", False): "entry.check.number",
    ("number", True): "entry.check.number_between",
    ("whole", False): "entry.check.whole",
    ("whole", True): "entry.check.whole_between",
}
