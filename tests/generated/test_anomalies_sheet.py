"""Anomalies: what is to be put right first comes first, and each row leads to its cell."""

from __future__ import annotations

from datetime import date

from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.consortium.owners import RowOwners
from sheets_sync.generated.anomalies_sheet import AnomalyRow, anomaly_rows, describe
from sheets_sync.sheets.content import Link
from sheets_sync.steering.month import Month
from tests.generated.reading_sheets import table, texts
from tests.typing_commands import plain

DAY = date(2026, 11, 23)


def anomaly(siae: str, cell: str, severity: str, rule: str = "date.unreadable") -> Anomaly:
    return Anomaly(siae, siae, cell, int(cell[1:]), "nom", severity, rule, f"{siae} {cell}")  # type: ignore[arg-type]


def rows(
    *anomalies: Anomaly, pairs: dict[tuple[str, str, int | None], str] | None = None
) -> list[AnomalyRow]:
    import pandas as pd

    frame = pd.DataFrame(
        {"siae": ["Un"], "tab": ["Un"], "row": [3], "person": ["P-A"], "referent": ["MD"]}
    )
    return anomaly_rows(
        anomalies,
        RowOwners(frame),
        siae=("Un", "Deux"),
        labels={"nom": "Nom"},
        since={},
        pairs=pairs or {},
        link_to=lambda a, cell: Link(f"{a.tab} ! {cell}", None, a.tab, cell),
        as_of=DAY,
    )


def test_members_stand_in_the_order_of_config_then_by_counsellor_then_by_severity() -> None:
    listed = rows(
        anomaly("Deux", "B2", "error"),
        anomaly("Un", "B4", "warning"),
        anomaly("Un", "B4", "error"),
        anomaly("Un", "B3", "info"),
    )
    assert [row.anomaly.message for row in listed] == ["Un B3", "Un B4", "Un B4", "Deux B2"]
    assert [row.referent for row in listed] == ["MD", "", "", ""]
    assert [row.anomaly.severity for row in listed] == ["info", "error", "warning", "error"]


def test_under_each_title_stands_what_it_says() -> None:
    (row,) = table(describe(rows(anomaly("Un", "B3", "error")), "Anomalies"), "SIAE", "Gravité")
    assert row["SIAE"] == "Un"
    assert row["Référent"] == "MD"
    assert row["Gravité"] == "à corriger"
    assert row["Où"] == Link("Un ! B3", None, "Un", "B3")
    assert row["Champ"] == "Nom"
    assert row["Ce qui ne va pas, et quoi faire"] == "Un B3"
    assert row["Depuis le"] == DAY
    assert row["Règle"] == "date.unreadable"


def test_only_a_question_can_be_answered() -> None:
    asked = anomaly("Un", "B3", "warning", "person.duplicate_likely")
    sheet = describe(
        rows(asked, anomaly("Un", "B4", "error"), pairs={("Un", "Un", 3): "P-A = P-B"}), "Anomalies"
    )
    (cells, choices), *others = sheet.lists
    assert not others
    assert choices == ("oui", "non")
    first, second = table(sheet, "Même personne ?", "Paire")
    assert (first["Paire"], first["Même personne ?"]) == ("P-A = P-B", "")
    assert second["Même personne ?"] is None
    assert cells.top == sheet.filter.top + 1 if sheet.filter else False


def test_the_count_at_the_top_is_of_what_is_to_be_corrected_and_set_aside(month: Month) -> None:
    sheet = describe(
        rows(anomaly("Un", "B4", "error"), anomaly("Un", "B5", "error", "row.no_identity")), "A"
    )
    assert any(
        plain(text).startswith("2 entrées à corriger, 1 ligne mise de côté.")
        for text in texts(sheet)
    )
