"""« Même personne ? » answered by command, as the window does: the next run counts by it."""

from __future__ import annotations

import re
from pathlib import Path

from tests.conftest import ANNA, HEADERS, Case
from tests.desks import BAD


def pair_in(case: Case) -> str:
    from python_calamine import CalamineWorkbook

    with CalamineWorkbook.from_path(str(case.folder / "essai.xlsx")) as book:
        rows = book.get_sheet_by_name("Anomalies").to_python()
    cells = [str(cell) for row in rows for cell in row]
    return next(found[0] for cell in cells if (found := re.search(r"P-\w+ = P-\w+", cell)))


def pseudonyms(case: Case) -> set[str]:
    return {row["person"] for row in case.export()}


def test_an_answer_counts_from_the_next_run_on(case: Case, tmp_path: Path) -> None:
    case.make({"Un": (HEADERS, ANNA), "Deux": (HEADERS, BAD)})
    before = case.run("history", "--one-person", "P-AAAAAAAA = P-BBBBBBBB")
    assert before.exit_code == 2
    assert "après une première préparation" in before.stderr
    case.run("prepare")
    pair = pair_in(case)
    assert len(pseudonyms(case)) == 2
    case.run("history", "--one-person", pair, "--dry-run")
    assert len(pseudonyms(case)) == 2
    said = case.run("history", "--one-person", pair)
    assert f"{pair} est une seule personne" in said.stdout
    assert len(pseudonyms(case)) == 1
    # as it is copied from « Code »
    case.run("history", "--two-persons", f"person.duplicate_likely {pair}")
    assert len(pseudonyms(case)) == 2
