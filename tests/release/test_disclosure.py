"""What reports publish together: nothing of the sample, or of two reports, gives a person away."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import docx
import numpy as np
import pytest
from docx.document import Document
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from sheets_sync.figures.figure import UNKNOWN
from sheets_sync.release.suppression import Shown, protect_table
from sheets_sync.workspace import open_workspace
from tests.conftest import AS_OF, HEADERS, Case
from tests.release.attacker import THRESHOLD, Report, widths
from tests.typing_commands import typed

DAYS = ("2025-02-28", "2025-03-31")
"""When the sample has few people yet: much to hide."""
MAY_FALL = ("freins", "progression", "cohorte")
"""What the tables whose counts need not grow begin with."""
counts = st.integers(0, 12) | st.integers(0, 60)


@pytest.fixture(scope="module")
def programme(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with two reports of early days, when few people were there."""
    folder = tmp_path_factory.mktemp("disclosure") / "programme"
    shutil.copytree(demo, folder, ignore=shutil.ignore_patterns("documents"))
    options = ["--config", str(folder / "config.yaml"), "--as-of"]
    for day in DAYS:
        assert typed(["report", "departement", *options, day]).exit_code == 0
    return folder


def published(folder: Path, report: str) -> dict[str, Any]:
    """The tables that a report published, as history keeps them."""
    history = open_workspace(folder / "config.yaml").history
    tables: dict[str, Any] = history.figures(report)["publie"]["tables"]
    return tables


def test_two_reports_of_the_sample_give_nothing_back(programme: Path) -> None:
    first, second = (published(programme, f"rapport-departement-{day}") for day in DAYS)
    hidden = 0
    for name in first:
        shown = [Shown(**tables[name]) for tables in (first, second)]
        reports = [Report(table, list(table.cells or {})) for table in shown]
        left = widths(reports, growing=not name.startswith(MAY_FALL))
        hidden += len(left)
        assert all(width >= THRESHOLD for width in left), name
    assert hidden >= 4


def test_no_small_count_stands_in_the_document(programme: Path) -> None:
    file = programme / "documents" / f"rapport-departement-{DAYS[-1]}.docx"
    counts = list(counts_of_people(docx.Document(str(file))))
    assert len(counts) > 10
    assert not {"1", "2", "3", "4"} & set(counts)


def counts_of_people(document: Document) -> Iterator[str]:
    """The counts in tables of persons, but for « non renseigné », which tells of nobody."""
    for table in document.tables:
        if table.rows[0].cells[-1].text in ("Part", "Part levée"):
            for name, *counts, _part in (row.cells for row in table.rows[1:]):
                if name.text != UNKNOWN:
                    yield from (count.text for count in counts)


CDI, TEMPORARY = ("CDI", ""), ("Intérim", 12)
AIDED, LOST = ("Contrat aidé", ""), ("Sans nouvelles", "")


def exits(case: Case, *reasons: tuple[str, object]) -> dict[str, Any]:
    """The tables published of a report on persons who left for these reasons."""
    born, came, left = date(1990, 1, 1), date(2024, 1, 8), date(2026, 3, 2)
    rows = [
        (f"NOM{n}", "Awa", "Femme", born + timedelta(days=n), came, "CDDI", left, *reason)
        for n, reason in enumerate(reasons)
    ]
    case.make({"Un": (HEADERS, *rows)}, "funders: {dreets: {name: DREETS}}")
    assert case.run("report", "dreets").exit_code == 0
    return published(case.folder, f"rapport-dreets-{AS_OF}")


def test_the_states_table_of_exits_is_there_where_no_cell_of_it_is_small(case: Case) -> None:
    tables = exits(case, *[CDI] * 9, *[TEMPORARY] * 2, *[LOST] * 8)
    assert tables["programme"]["cells"] == {"positives": 9, "autres": 10}
    assert tables["etat"]["cells"] is not None


def test_a_single_aided_contract_hides_the_states_table_and_not_the_programmes(case: Case) -> None:
    tables = exits(case, *[CDI] * 9, *[TEMPORARY] * 2, *[LOST] * 8, AIDED)
    assert tables["programme"]["cells"] == {"positives": 9, "autres": 11}
    assert tables["etat"]["cells"] is None


def test_few_exits_hide_both_tables(case: Case) -> None:
    tables = exits(case, *[CDI] * 9, *[LOST] * 2)
    assert (tables["programme"]["cells"], tables["etat"]["cells"]) == (None, None)


@given(st.lists(counts, min_size=6, max_size=6))
def test_the_programmes_parts_tell_nothing_of_the_states(exits: list[int]) -> None:
    """A reason is positive or not for the programme, and in one of four cells for the State."""
    positive = np.array([1, 1, 0, 0, 0, 0])
    states = np.array(
        [[1, 0, 1, 0, 0, 0], [0, 1, 0, 0, 1, 0], [0, 0, 0, 1, 0, 0], [0, 0, 0, 0, 0, 1]]
    )
    parts = {"positives": int(positive @ exits), "autres": int((1 - positive) @ exits)}
    if not protect_table(parts, THRESHOLD).whole:
        return
    for cell in states:
        if 0 < cell @ exits < THRESHOLD:
            known = {"A_eq": [positive, 1 - positive], "b_eq": list(parts.values())}
            lowest, highest = linprog(cell, **known), linprog(-cell, **known)
            assert -highest.fun - lowest.fun >= THRESHOLD
