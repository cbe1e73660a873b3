"""What is said of columns stands at the header, once for each."""

from __future__ import annotations

from tests.checking.entries import OneTab
from tests.conftest import ANNA, HEADERS


def test_a_required_column_that_no_header_names_is_missing(one_tab: OneTab) -> None:
    case = one_tab((*HEADERS[:4], "Machin", *HEADERS[5:]), ANNA)
    missing = [a for a in case.check()["anomalies"] if a["rule"] == "column.missing"]
    assert [(a["field"], a["row"], a["cell"]) for a in missing] == [("date_entree", 1, "")]


def test_columns_of_no_field_are_named_together_and_empty_ones_not(one_tab: OneTab) -> None:
    case = one_tab((*HEADERS, "Taille EPI", "Casier", "Vide"), (*ANNA, "XL", "12", ""))
    (extra,) = [a for a in case.check()["anomalies"] if a["rule"] == "column.extra"]
    message = extra["message"].replace("\u00a0", " ")
    assert "« Taille EPI », « Casier »." in message
    assert "Vide" not in message


def test_a_column_that_mixes_siae_is_told_and_one_said_of_few_rows_is_not(one_tab: OneTab) -> None:
    headers = (*HEADERS, "Structure", "Employeur")
    others = [(*ANNA[:1], given, *ANNA[2:]) for given in ("Lia", "Zoé", "Ida")]
    rows = [(*ANNA, "Bois & Co", "Ville"), (*others[0], "BOIS & CO", "Mairie")]
    rows += [(*row, "Les Serres", "") for row in others[1:]]
    told = [a for a in one_tab(headers, *rows).check()["anomalies"] if a["rule"] == "column.siae"]
    assert [(a["cell"], a["severity"]) for a in told] == [("J1", "warning")]


def test_a_column_read_by_a_near_title_is_told_until_config_confirms_it(one_tab: OneTab) -> None:
    case = one_tab((*HEADERS[:4], "Date d'entrée dans le dispositif", *HEADERS[5:]), ANNA)
    near = [a for a in case.check()["anomalies"] if a["rule"] == "column.near_title"]
    assert [(a["cell"], a["field"], a["severity"]) for a in near] == [("E1", "date_entree", "info")]
    config = case.folder / "config.yaml"
    text = config.read_text(encoding="utf-8")
    confirmed = text.replace("kind: ACI}", "kind: ACI, columns: {date_entree: E}}")
    config.write_text(confirmed, encoding="utf-8")
    assert not [a for a in case.check()["anomalies"] if a["rule"] == "column.near_title"]


def test_a_column_that_is_asked_about_is_told_once(one_tab: OneTab) -> None:
    header = (*HEADERS, "Nb heures", "Casier")
    case = one_tab(header, *((*ANNA, 20 + n, "12") for n in range(4)))
    told = [a for a in case.check()["anomalies"] if a["rule"].startswith("column")]
    (extra,) = [a["message"] for a in told if a["rule"] == "column.extra"]
    assert "Casier" in extra
    assert "Nb heures" not in extra
    assert [a["cell"] for a in told if a["rule"] == "column.either"] == ["J1"]


def test_an_own_title_over_something_else_is_one_question_and_who_left_is_told(
    one_tab: OneTab,
) -> None:
    states = ("Présent", "Sorti", "Présent", "En cours", "Suspendu")
    people = ("KONÉ Lia", "SOW Ada", "BAH Omar", "SAFI Nour", "TRAORÉ Ida")
    rows = [(*name.split(), *ANNA[2:], state) for name, state in zip(people, states, strict=True)]
    told = one_tab((*HEADERS, "Statut"), *rows).check()["anomalies"]
    assert [(a["cell"], a["rule"]) for a in told if a["severity"] != "info"] == [
        ("J1", "column.unlike_title"),
        ("J3", "column.says_left"),
    ]
