"""Anomalies: what is to be put right first comes first, and each row leads to its cell."""

from __future__ import annotations

from datetime import date

import pytest

from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.consortium.owners import RowOwners
from sheets_sync.generated import anomalies_sheet
from sheets_sync.generated.anomalies_sheet import describe_anomalies, most_pressing
from sheets_sync.generated.anomaly_rows import AnomalyRow, RowSource
from sheets_sync.people.acceptance_codes import Acceptance
from sheets_sync.people.accepting import Decided
from sheets_sync.sheets.content import Link
from sheets_sync.steering.month import Month
from tests.generated.reading_sheets import table, texts
from tests.typing_commands import plain

DAY = date(2026, 11, 23)


def anomaly(siae: str, cell: str, severity: str, rule: str = "date.unreadable") -> Anomaly:
    return Anomaly(siae, siae, cell, int(cell[1:]), "nom", severity, rule, f"{siae} {cell}")  # type: ignore[arg-type]


def rows(
    *anomalies: Anomaly,
    decided: Decided | None = None,
) -> list[AnomalyRow]:
    import pandas as pd

    frame = pd.DataFrame(
        {"siae": ["Un"], "tab": ["Un"], "row": [3], "person": ["P-A"], "referent": ["MD"]}
    )
    return RowSource(
        RowOwners(frame),
        siae=("Un", "Deux"),
        labels={"nom": "Nom"},
        since={},
        decided=decided or Decided(anomalies),
        added={},
        link_to=lambda a, cell: Link(f"{a.tab} ! {cell}", None, a.tab, cell),
        as_of=DAY,
        key=b"",
    ).rows(anomalies)


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
    (row,) = table(
        describe_anomalies(rows(anomaly("Un", "B3", "error")), "Anomalies"), "SIAE", "Gravité"
    )
    assert row["SIAE"] == "Un"
    assert row["Référent"] == "MD"
    assert row["Gravité"] == "À corriger"
    assert row["Où"] == Link("Un ! B3", None, "Un", "B3")
    assert row["Champ"] == "Nom"
    assert row["Ce qui ne va pas, et quoi faire"] == "Un B3"
    assert row["Depuis le"] == DAY
    rule, _, person_key = str(row["Code"]).partition(" N-")
    assert (rule, len(person_key)) == ("date.unreadable", 5)
    assert list(row)[-1] == "Code"


def test_only_a_question_can_be_answered() -> None:
    asked = anomaly("Un", "B3", "warning", "person.duplicate_likely")._replace(pair="P-A = P-B")
    sheet = describe_anomalies(rows(asked, anomaly("Un", "B4", "error")), "Anomalies")
    (cells, choices), *others = sheet.lists
    assert not others
    assert choices == ("oui", "non")
    first, second = table(sheet, "Même personne ?", "Code")
    assert (first["Code"], first["Même personne ?"]) == (
        "person.duplicate_likely P-A = P-B",
        "",
    )
    assert (first["Gravité"], second["Même personne ?"]) == ("À décider", None)
    assert cells.top == sheet.filter.top + 1 if sheet.filter else False


def test_the_count_at_the_top_is_of_what_is_to_be_corrected_and_set_aside(month: Month) -> None:
    sheet = describe_anomalies(
        rows(anomaly("Un", "B4", "error"), anomaly("Un", "B5", "error", "row.no_identity")), "A"
    )
    assert any(
        plain(text).startswith("2 entrées à corriger, 1 ligne mise de côté.")
        for text in texts(sheet)
    )


def many() -> list[AnomalyRow]:
    """Six of one SIAE, information among them, before two errors and a warning of the other."""
    return rows(
        *(anomaly("Un", f"B{row}", "info") for row in (4, 5, 6)),
        *(anomaly("Un", f"C{row}", "error") for row in (4, 5, 6)),
        *(anomaly("Deux", f"B{row}", "error") for row in (2, 3)),
        anomaly("Deux", "B4", "warning"),
    )


@pytest.mark.parametrize(
    ("most", "shown"),
    [
        (9, "Un C4, Un C5, Un C6, Un B4, Un B5, Un B6, Deux B2, Deux B3, Deux B4"),
        (6, "Un C4, Un C5, Un C6, Deux B2, Deux B3, Deux B4"),
        (4, "Un C4, Un C5, Deux B2, Deux B3"),
        (2, "Un C4, Deux B2"),
        (0, ""),
    ],
)
def test_what_has_no_room_is_the_least_grave_and_each_siae_gives_alike(
    most: int, shown: str
) -> None:
    assert ", ".join(row.anomaly.message for row in most_pressing(many(), most)) == shown


def test_what_is_cut_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anomalies_sheet, "MOST_ANOMALIES", 4)
    sheet = describe_anomalies(many(), "Anomalies")
    assert len(table(sheet, "SIAE")) == 4
    notice = next(plain(text) for text in texts(sheet) if "sont listées" in text)
    assert "4 sur 9 sont listées" in notice
    assert "N'y sont pas : 1 à corriger, 1 à vérifier et 3 pour information." in notice


def same(siae: str, cell: str, severity: str = "error") -> Anomaly:
    return anomaly(siae, cell, severity)._replace(message="Case vide.")


def test_the_same_remark_on_many_cells_of_a_tab_is_one_row_that_names_them() -> None:
    cells = [f"B{row}" for row in range(3, 28)]
    listed = rows(*(same("Un", cell) for cell in cells), same("Deux", "B3"))
    assert [(row.anomaly.siae, row.count) for row in listed] == [("Un", 25), ("Deux", 1)]
    assert plain(listed[0].message).startswith("Case vide. (25 cases : B3, B4, B5")
    assert plain(listed[0].message).endswith("B26 et B27)")
    assert listed[0].link == Link("Un ! B3", None, "Un", "B3")
    sheet = describe_anomalies(listed, "Anomalies")
    assert any(plain(text).startswith("26 entrées à corriger") for text in texts(sheet))


def test_the_row_of_many_cells_leads_to_the_first_that_it_names_whoever_follows_it() -> None:
    (row,) = rows(same("Un", "B2"), same("Un", "B3"))
    assert plain(row.message).endswith("B2 et B3)")
    assert row.link == Link("Un ! B2", None, "Un", "B2")


def test_what_can_be_accepted_is_a_row_each_and_what_is_stands_apart() -> None:
    one, other = same("Un", "B3", "warning"), same("Un", "B4", "warning")
    third = same("Un", "B5", "warning")
    codes = {one: "0" * 16, other: "1" * 16, third: "2" * 16}
    acceptance = Acceptance("P-A", "Un", one.rule, "nom", "Vu", date(2026, 3, 2))
    decided = Decided((other, third), codes, [(one, acceptance)])
    listed = rows(other, third, same("Un", "B6"), decided=decided)
    assert [row.standing for row in listed] == ["error", "warning", "warning", "accepted"]
    shown = table(describe_anomalies(listed, "Anomalies"), "Gravité", "Accepter, parce que…")
    assert [row["Accepter, parce que…"] for row in shown] == [None, "", "", "Vu"]
    assert (shown[3]["Gravité"], shown[3]["Depuis le"]) == ("Acceptée", date(2026, 3, 2))
    assert shown[3]["Code"] == f"date.unreadable A+{'0' * 16}"
    assert shown[1]["Code"] == f"date.unreadable A-{'1' * 16}"


def test_the_sheet_opens_on_what_is_to_be_corrected_or_decided() -> None:
    asked = anomaly("Un", "B3", "warning", "person.duplicate_likely")._replace(pair="P-A = P-B")
    listed = rows(
        asked,
        anomaly("Un", "B4", "info"),
        anomaly("Un", "B5", "error"),
        anomaly("Un", "B6", "warning"),
    )
    sheet = describe_anomalies(listed, "Anomalies")
    assert sheet.filtered is not None
    assert sheet.filtered.texts == ["À corriger", "À décider"]
    shown = [
        row["Gravité"]
        for number, row in enumerate(table(sheet, "SIAE", "Gravité"), 4)
        if number not in sheet.filtered.hidden_rows
    ]
    assert shown == ["À décider", "À corriger"]
    assert describe_anomalies(rows(anomaly("Un", "B4", "info")), "Anomalies").filtered is None


def test_a_row_is_as_high_as_the_name_of_its_siae_needs() -> None:
    name = "Association pour l'insertion des habitants de la Métropole bordelaise"
    of_long = anomaly(name, "B2", "error")._replace(message="À corriger.")
    sheet = describe_anomalies(rows(anomaly("Un", "B3", "error"), of_long), "Anomalies")
    (of_names,) = [b for b in sheet.blocks if b.rows and b.rows[-1][0] == name]
    assert of_names.top not in sheet.heights
    assert sheet.heights[of_names.top + 1] == 13.5 * 3
