"""Meetings and accounts: a consortium's own beside config, held against its forms."""

from __future__ import annotations

from pathlib import Path

import pytest

from forms.definition_file import DefinitionError
from forms.loading import load_form
from sheets_sync.documents.meetings.timetable import load_usual_points
from sheets_sync.documents.reports.account import load_accounts
from tests.conftest import ANNA, HEADERS, Case

POINTS, FUNDING = load_form("point"), load_form("financement")


def test_a_meeting_is_added_or_replaced_whole(tmp_path: Path) -> None:
    (tmp_path / "meetings.yaml").write_text(
        "bureau:\n  - {minutes: 10, title: Tour de table, kind: échange}\n"
        "directions:\n  - {minutes: 90, title: Tout, kind: décision}\n",
        "utf-8",
    )
    meetings = load_usual_points(POINTS, tmp_path)
    assert [point.title for point in meetings["bureau"]] == ["Tour de table"]
    assert [point.title for point in meetings["directions"]] == ["Tout"]
    assert meetings["accompagnateurs"] == load_usual_points(POINTS)["accompagnateurs"]


def test_a_kind_of_point_that_the_form_does_not_have_is_told(tmp_path: Path) -> None:
    (tmp_path / "meetings.yaml").write_text(
        "bureau:\n  - {minutes: 10, title: Tour de table, kind: vote}\n", "utf-8"
    )
    with pytest.raises(DefinitionError) as caught:
        load_usual_points(POINTS, tmp_path)
    assert (caught.value.line, caught.value.key) == (2, "bureau.1.kind")
    assert "Vouliez-vous « décision » ?" in caught.value.problem.replace("\u00a0", " ")


def test_an_account_takes_other_budget_lines_beside_config(tmp_path: Path) -> None:
    (tmp_path / "account.yaml").write_text(
        'charges:\n  - {compte: "61", libelle: Services extérieurs, lignes: [formation]}\n'
        '  - {compte: "62", libelle: Autres services extérieurs, lignes: [déplacements]}\n',
        "utf-8",
    )
    accounts = load_accounts(FUNDING, tmp_path)
    lines = {account.libelle: account.lignes for account in accounts.charges}
    assert lines["Services extérieurs"] == ("formation",)
    assert lines["Achats"] == ("achats",)


def test_a_budget_line_in_two_accounts_would_be_counted_twice(tmp_path: Path) -> None:
    (tmp_path / "account.yaml").write_text(
        'charges:\n  - {compte: "61", libelle: Services extérieurs, lignes: [formation]}\n', "utf-8"
    )
    with pytest.raises(DefinitionError, match="est déjà dans") as caught:
        load_accounts(FUNDING, tmp_path)
    assert (caught.value.file.parent, caught.value.line) == (tmp_path, 2)
    assert "Autres services extérieurs" in caught.value.problem


def test_a_budget_line_that_is_none_stops_the_run_before_anything_is_written(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA)})
    before = (case.folder / "essai.xlsx").read_bytes()
    (case.folder / "account.yaml").write_text(
        'charges:\n  - {compte: "61", libelle: Services, lignes: [formations]}\n', "utf-8"
    )
    result = case.run("prepare")
    assert result.exit_code == 2
    assert "account.yaml, ligne 2" in result.stderr
    assert "Vouliez-vous « formation » ?" in result.stderr
    assert (case.folder / "essai.xlsx").read_bytes() == before
