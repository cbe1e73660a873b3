"""Trends as SVG text: what is drawn of values, of gaps, of few cases, of nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from sheets_sync.documents.drawing.trend_svg import Trend, flow_trend, line_trend


def trend(
    *values: float | None, label: str = "", firm: Sequence[bool] = (), description: str = "Essai"
) -> Trend:
    labels = [label, *[""] * (len(values) - 1)]
    return Trend("a", description, labels, values, firm=firm)


def test_a_month_without_a_value_draws_no_line() -> None:
    assert "polyline" not in line_trend(trend(None))


def test_a_line_stops_where_a_value_is_missing_and_ends_with_its_last_value() -> None:
    drawn = line_trend(trend(1, 2, None, 3, 4))
    assert drawn.count("<polyline") == 2
    assert '<text class="now"' in drawn
    assert ">4</text>" in drawn


def test_a_stretch_of_few_cases_is_dashed_up_to_where_the_full_line_begins() -> None:
    drawn = line_trend(trend(1, 2, 3, firm=[False, False, True]))
    assert drawn.count('class="ln few"') == 1
    assert drawn.count(",") == 3, "one stretch of three points"


def test_no_line_leads_to_a_month_in_which_the_count_starts_from_nought() -> None:
    drawn = line_trend(replace(trend(90, 132, 14, 20), anew=[False, False, True, False]))
    lines = re.findall(r'points="([^"]*)"', drawn)
    assert [len(line.split()) for line in lines] == [2, 2]


def test_what_goes_down_is_drawn_below_the_line_of_nought() -> None:
    flows = Trend("a", "Essai", ["", ""], [3, 0], down=[0, 2])
    drawn = flow_trend(flows)
    assert drawn.count('class="up"') == 1
    assert drawn.count('class="down"') == 1


def test_texts_are_escaped() -> None:
    drawn = line_trend(trend(0, label="<x>", description="a<b"))
    assert "a&lt;b" in drawn
    assert "&lt;x&gt;" in drawn


def test_each_direction_has_its_name_beside_the_last_column_on_its_side_of_nought() -> None:
    flows = Trend("a", "Essai", ["", ""], [3, 2], down=[0, 2], names=("entrées", "sorties"))
    drawn = flow_trend(flows)
    places = dict(re.findall(r'y="([\d.]+)" text-anchor="start">(\w+)<', drawn))
    up, down = sorted(places, key=float)
    assert (places[up], places[down]) == ("entrées", "sorties")


def test_the_label_of_the_objective_stands_on_the_side_where_the_course_does_not_begin() -> None:
    def label_of(*values: float) -> float:
        aimed = replace(trend(*values), target=0.5, target_label="objectif", percent=True)
        match = re.search(r'class="aim" x="[\d.]+" y="([\d.]+)"', line_trend(aimed))
        assert match is not None
        return float(match[1])

    line = 14 + 160 / 2
    assert label_of(0.2, 0.2, 0.8) < line
    assert label_of(0.55, 0.55, 0.8) > line


def test_no_course_goes_through_the_label_of_the_objective() -> None:
    values = [1.0, 0.7, 0.4, 0.55, 0.65, 0.55, 0.52, *[0.55] * 17]
    aimed = replace(trend(*values), target=0.5, target_label="objectif 50 %", percent=True)
    match = re.search(r'class="aim" x="([\d.]+)" y="([\d.]+)"', line_trend(aimed))
    assert match is not None
    left, baseline = map(float, match.groups())
    months = (372 - 40 - 46) / len(values)
    beside = range(int((left - 40) / months), int((left + 80 - 40) / months) + 1)
    heights = [14 + 160 * (1 - values[each]) for each in beside]
    assert all(height < baseline - 12 or height > baseline + 2 for height in heights)
    assert left + 80 < 372 - 46, "it stands within the chart"
