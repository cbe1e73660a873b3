"""Charts as SVG text: what is drawn of values, of gaps, of nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from operator import itemgetter

from sheets_sync.documents.drawing.chart_svg import (
    Chart,
    Series,
    bar_chart,
    column_chart,
    line_chart,
    sparkline,
)

Item = tuple[str, float | None]
VALUE: Series[Item] = Series("Valeur", itemgetter(1))


def chart(*items: Item, title: str = "Titre", series: Sequence[Series[Item]] = ()) -> Chart[Item]:
    return Chart("a", title, "Description", items, itemgetter(0), series or [VALUE])


def test_a_month_without_a_value_draws_no_line() -> None:
    assert "polyline" not in line_chart(chart(("01/26", None)))


def test_a_line_stops_where_a_value_is_missing() -> None:
    drawn = line_chart(chart(("a", 1), ("b", 2), ("c", None), ("d", 3), ("e", 4)))
    assert drawn.count("<polyline") == 2
    assert drawn.count("<circle") == 4


def test_texts_are_escaped() -> None:
    drawn = column_chart(chart(("<x>", 0), title="a<b"))
    assert "a&lt;b" in drawn
    assert "&lt;x&gt;" in drawn


def test_each_bar_ends_with_the_value_of_its_own_label() -> None:
    twice: Series[Item] = Series("Double", lambda item: 2 * (item[1] or 0))
    drawn = bar_chart(chart(("long", 8), ("court", 2), series=[VALUE, twice]))
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", drawn)
    assert texts == ["long", "8", "16", "court", "2", "4", "Valeur", "Double"]


def test_one_value_is_no_trend() -> None:
    assert sparkline([None, 1]) == ""
