"""Small cells stay hidden from an attacker who solves a linear program over everything that was ever published."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from sheets_sync.figures.figure import UNKNOWN
from sheets_sync.release.suppression import Shown, protect, protect_table
from tests.conftest import HEADERS, Case
from tests.typing_commands import typed

THRESHOLD = 5
DAYS = ("2025-02-28", "2025-03-31")  # few people yet: much to hide


def widths(reports: list[tuple[Shown, list[str]]], growing: bool) -> list[float]:
    """How wide the range is that is left to each hidden cell, given all reports (the oldest first).

    Where a table was shown and then could not be, its new total alone says how little came: its cells are left out.
    """
    labels = list(dict.fromkeys(label for _, names in reports for label in names))
    place = {
        (number, label): number * len(labels) + index
        for number in range(len(reports))
        for index, label in enumerate(labels)
    }
    equal, equal_to, less = [], [], []
    bounds: list[tuple[float, float | None]] = [(0, None)] * len(place)
    hidden = []
    for number, (shown, names) in enumerate(reports):
        if shown.total is not None:
            row = np.zeros(len(place))
            row[[place[number, label] for label in labels]] = 1
            equal.append(row)
            equal_to.append(shown.total - (shown.known if shown.cells is not None else 0))
        for label in labels:
            count = (
                0
                if label not in names
                else shown.cells.get(label)
                if shown.cells is not None
                else None
            )
            if count is not None:
                bounds[place[number, label]] = (count, count)
            elif shown.cells is not None or (shown.total is not None and not shown.closed):
                hidden.append(place[number, label])
            if growing and number:
                row = np.zeros(len(place))
                row[place[number - 1, label]], row[place[number, label]] = 1, -1
                less.append(row)
    found = []
    for cell in hidden:
        aim = np.zeros(len(place))
        aim[cell] = 1
        least, most = (
            linprog(sign * aim, A_ub=np.array(less) if less else None, b_ub=np.zeros(len(less)) if less else None, A_eq=np.array(equal) if equal else None, b_eq=equal_to or None, bounds=bounds)
            for sign in (1, -1)
        )  # fmt: skip
        assert least.status in (0, 3), least.message
        found.append(float("inf") if most.status == 3 else -most.fun - least.fun)
    return found


counts = st.integers(0, 12) | st.integers(0, 60)


@given(st.lists(counts, min_size=2, max_size=6), st.integers(0, 6))
def test_no_hidden_cell_of_a_table_is_nearly_known(table: list[int], known: int) -> None:
    named = {f"c{place}": count for place, count in enumerate(table)}
    shown = protect_table(named, THRESHOLD, known=known)
    assert all(width >= THRESHOLD for width in widths([(shown, list(named))], growing=False))
    if shown.cells is not None:
        assert not [
            count for count in shown.cells.values() if count is not None and 0 < count < THRESHOLD
        ]


@given(st.lists(st.lists(counts, min_size=4, max_size=4), min_size=2, max_size=3))
def test_nor_with_the_earlier_reports_of_a_growing_period(grown: list[list[int]]) -> None:
    labels = ["a", "b", "c", "d"]
    now = [0] * 4
    before, reports = None, []
    for more in grown:
        now = [count + step for count, step in zip(now, more, strict=True)]
        shown = protect_table(dict(zip(labels, now, strict=True)), THRESHOLD, before, growing=True)
        reports.append((shown, labels))
        before = shown.as_json()
    assert all(width >= THRESHOLD for width in widths(reports, growing=True))


def test_the_attacker_can_win() -> None:
    naive = Shown(43, {"a": 40, "b": None})
    assert widths([(naive, ["a", "b"])], growing=False) == [0]
    first, second = (
        Shown(60, {"a": 40, "b": 20, "c": 0}),
        Shown(61, {"a": None, "b": 20, "c": None}),
    )
    assert min(widths([(first, ["a", "b", "c"]), (second, ["a", "b", "c"])], growing=True)) == 1


@pytest.mark.parametrize(
    ("table", "shown"),
    [([40, 3, 20], [40, None, None]), ([3, 20, 8], [None, 20, None]), ([0, 20, 8], [0, 20, 8]), ([2, 1, 20, 9], [None, None, 20, None]), ([4, 3, 20], [None, None, 20]), ([3], None), ([40, 20], [40, 20]), ([3, 4], [None, None]), ([3, 0], None), ([1, 2, 30], [None, None, None])],
)  # fmt: skip
def test_what_is_hidden(table: list[int], shown: list[int | None] | None) -> None:
    assert protect(table, THRESHOLD) == shown


def test_what_one_report_hid_the_next_one_does_not_give_back() -> None:
    first = protect_table({"a": 40, "b": 3, "c": 20}, THRESHOLD)
    assert first.cells == {"a": 40, "b": None, "c": None}
    second = protect_table({"a": 40, "b": 9, "c": 30}, THRESHOLD, first.as_json(), growing=True)
    assert second.cells == {"a": 40, "b": None, "c": None}
    none_new = protect_table(
        {"a": 40, "b": 21, "c": 1},
        THRESHOLD,
        {"total": 61, "cells": {"a": 40, "b": 21, "c": 0}, "known": 0},
        growing=True,
    )
    assert (
        none_new.cells is None
    )  # one person more than the last report: any table would tell who she is


def test_two_reports_of_the_sample_give_nothing_back(demo: Path, tmp_path: Path) -> None:
    """What the files say, not what was computed: the published tables of both, and no small count in the document's tables."""
    shutil.copytree(
        demo, folder := tmp_path / "programme", ignore=shutil.ignore_patterns("documents")
    )
    options = ["--config", str(folder / "config.yaml"), "--as-of"]
    kept = []
    for day in DAYS:
        assert typed(["report", "departement", *options, day]).exit_code == 0
        file = folder / "historique" / "documents" / f"rapport-departement-{day}.json"
        kept.append(json.loads(file.read_text(encoding="utf-8"))["publie"]["tables"])
    hidden = 0
    for name in kept[0]:
        reports = [(Shown(**tables[name]), list(tables[name]["cells"] or {})) for tables in kept]
        left = widths(reports, growing=not name.startswith(("freins", "progression", "cohorte")))
        hidden += len(left)
        assert all(width >= THRESHOLD for width in left), name
    assert hidden >= 4
    document = Document(str(folder / "documents" / "rapport-departement-2025-03-31.docx"))
    people = [
        table for table in document.tables if table.rows[0].cells[-1].text in ("Part", "Part levée")
    ]
    lines = [
        row.cells for table in people for row in table.rows[1:] if row.cells[0].text != UNKNOWN
    ]  # « non renseigné » tells nothing of anybody
    counts = [cell.text for cells in lines for cell in cells[1:-1]]
    assert len(counts) > 10
    assert not {"1", "2", "3", "4"} & set(counts)


def test_the_states_table_of_exits_is_whole_or_not_there(case: Case) -> None:
    """A single aided contract hides the State's table; the programme's own two parts, both large, are still told."""
    motifs = [("CDI", "")] * 9 + [("Intérim", 12)] * 2 + [("Sans nouvelles", "")] * 8
    rows = [
        (
            f"NOM{n}",
            "Awa",
            "Femme",
            date(1990, 1, 1 + n),
            date(2024, 1, 8),
            "CDDI",
            date(2026, 3, 2),
            *motif,
        )
        for n, motif in enumerate(motifs)
    ]
    for extra, whole in (
        ([], True),
        ([(*rows[0][:2], "Homme", date(1980, 2, 2), *rows[0][4:7], "Contrat aidé", "")], False),
    ):
        case.make({"Un": (HEADERS, *rows, *extra)}, "funders: {dreets: {name: DREETS}}")
        assert case.run("report", "dreets").exit_code == 0
        file = case.folder / "historique" / "documents" / "rapport-dreets-2026-11-23.json"
        tables = json.loads(file.read_text(encoding="utf-8"))["publie"]["tables"]
        assert tables["programme"]["cells"] == {"positives": 9, "autres": 10 + len(extra)}
        assert (tables["etat"]["cells"] is not None) is whole
    few = [*rows[:9], *rows[11:13]]
    case.make({"Un": (HEADERS, *few)}, "funders: {dreets: {name: DREETS}}")
    assert case.run("report", "dreets").exit_code == 0
    tables = json.loads(file.read_text(encoding="utf-8"))["publie"]["tables"]
    assert [tables[name]["cells"] for name in ("programme", "etat")] == [None, None]


@given(st.lists(counts, min_size=6, max_size=6))
def test_the_programmes_parts_tell_nothing_of_the_states(exits: list[int]) -> None:
    """Each motif is positive or not for the programme, and in one of four cells for the State; only the first is published."""
    positive = np.array([1, 1, 0, 0, 0, 0])
    states = np.array(
        [[1, 0, 1, 0, 0, 0], [0, 1, 0, 0, 1, 0], [0, 0, 0, 1, 0, 0], [0, 0, 0, 0, 0, 1]]
    )
    parts = {"positives": int(positive @ exits), "autres": int((1 - positive) @ exits)}
    shown = protect_table(parts, THRESHOLD)
    if shown.whole:
        for cell in states:
            if 0 < cell @ exits < THRESHOLD:
                least, most = (
                    linprog(sign * cell, A_eq=[positive, 1 - positive], b_eq=list(parts.values()))
                    for sign in (1, -1)
                )
                assert -most.fun - least.fun >= THRESHOLD
