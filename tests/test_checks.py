"""Rules over rows, duplicates, and what must never stand in a tab."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment

from forms.definition import Form, load_form
from forms.definition_file import DefinitionError, load
from forms.expressions import ExpressionError, parse_expression
from tests.conftest import ANNA, HEADERS, OMAR, Case

OneTab = Callable[..., Case]


def found(case: Case, severities: tuple[str, ...] = ("error", "warning")) -> set[tuple[str, str]]:
    return {
        (a["cell"], a["rule"]) for a in case.check()["anomalies"] if a["severity"] in severities
    }


def changed(person: tuple[Any, ...], **fields: Any) -> tuple[Any, ...]:
    places = dict(
        zip(
            ("nom", "prenom", "sexe", "naissance", "entree", "contrat", "sortie", "motif", "duree"),
            range(9),
            strict=True,
        )
    )
    cells = list(person)
    for name, value in fields.items():
        cells[places[name]] = value
    return tuple(cells)


def test_right_entries_raise_nothing(one_tab: OneTab) -> None:
    assert found(one_tab(HEADERS, ANNA, OMAR)) == set()


@pytest.mark.parametrize(
    ("row", "cell", "rule"),
    [
        (changed(OMAR, sortie=date(2024, 8, 1)), "G2", "exit.before_entry"),
        (changed(OMAR, motif=""), "H2", "exit.reason_missing"),
        (changed(OMAR, sortie=""), "G2", "exit.date_missing"),
        (changed(OMAR, motif="CDD"), "I2", "exit.duration_missing"),
        (changed(OMAR, duree=12), "I2", "exit.duration_unexpected"),
        (changed(ANNA, naissance=date(2012, 5, 1)), "D2", "age.under_16"),
        (changed(ANNA, entree=""), "E2", "required.missing"),
        (changed(ANNA, entree="?"), "E2", "required.missing"),
        (changed(ANNA, entree="12/13/14/15"), "E2", "date.unreadable"),
        (changed(ANNA, contrat="CDD de chez nous"), "F2", "choice.unknown"),
        (changed(OMAR, sortie=date(2030, 1, 1)), "G2", "date.future"),
        (changed(ANNA, prenom="1 85 05 99 212 123 95"), "B2", "nir.found"),
    ],
)
def test_each_mistake_is_found_in_its_cell(
    one_tab: OneTab, row: tuple[Any, ...], cell: str, rule: str
) -> None:
    assert (cell, rule) in found(one_tab(HEADERS, row))


def test_one_mistake_is_told_once(one_tab: OneTab) -> None:
    assert found(one_tab(HEADERS, changed(OMAR, sortie="août 2025"))) == {("G2", "date.partial")}
    assert found(one_tab(HEADERS, changed(ANNA, entree="n'importe"))) == {("E2", "date.unreadable")}


def test_a_column_mostly_unreadable_is_told_once(one_tab: OneTab) -> None:
    rows = [changed(ANNA, nom=f"NOM{n}", entree=f"dossier {n}") for n in range(20)]
    told = [
        a
        for a in one_tab(HEADERS, *rows).check()["anomalies"]
        if a["field"] == "date_entree" and a["severity"] == "error"
    ]
    assert [a["rule"] for a in told if a["rule"] != "required.missing"] == ["column.mixed_up"]


def test_personal_values_are_never_repeated(one_tab: OneTab) -> None:
    case = one_tab(HEADERS, changed(ANNA, naissance="secret-1995", prenom="290012A004123 85"))
    output = case.run("check").output + case.run("check", "--json").output
    assert "secret" not in output
    assert "290012" not in output
    assert "DIALLO" not in output


def test_month_first_dates_make_the_others_of_the_column_doubtful(one_tab: OneTab) -> None:
    rows = [
        changed(ANNA, nom="A", entree="03/25/2025"),
        changed(ANNA, nom="B", entree="04/05/2025"),
        changed(ANNA, nom="C", entree=date(2025, 4, 5)),
    ]
    assert {pair for pair in found(one_tab(HEADERS, *rows)) if pair[0][0] == "E"} == {
        ("E2", "date.month_first"),
        ("E3", "date.ambiguous"),
    }


def test_the_same_person_twice_in_a_tab(one_tab: OneTab) -> None:
    assert found(one_tab(HEADERS, ANNA, OMAR, changed(ANNA, nom="Diallo ", prenom="awa"))) == {
        ("A4", "person.duplicate")
    }


def test_the_same_person_in_two_siae_is_one_person(case: Case) -> None:
    case.make(
        {
            "Un": (HEADERS, changed(OMAR, sortie="", motif="")),
            "Deux": (
                HEADERS,
                changed(
                    OMAR, nom="Omar", prenom="Ahmadi", entree=date(2025, 1, 6), sortie="", motif=""
                ),
            ),
        }
    )
    assert {row["person"] for row in case.export()} == {case.export()[0]["person"]}
    assert found(case) == {("A2", "person.elsewhere")}


def test_a_new_path_after_an_exit_is_no_duplicate(one_tab: OneTab) -> None:
    assert (
        found(one_tab(HEADERS, OMAR, changed(OMAR, entree=date(2025, 10, 1), sortie="", motif="")))
        == set()
    )


def test_people_born_on_1_january_with_other_pass_numbers_stay_two(one_tab: OneTab) -> None:
    case = one_tab((*HEADERS, "N° PASS IAE"), (*OMAR, "99999 21 00001"), (*OMAR, "99999 21 00002"))
    assert len({row["person"] for row in case.export()}) == 2


def test_pseudonyms_last_and_survive_a_corrected_spelling(one_tab: OneTab) -> None:
    headers = (*HEADERS, "N° PASS IAE")
    first = one_tab(headers, (*OMAR, "99999 21 00001")).export()[0]["person"]
    again = one_tab(headers, (*changed(OMAR, nom="AHMADI-KARIMI"), "99999 21 00001")).export()[0][
        "person"
    ]
    assert first == again
    assert first.startswith("P-")


def test_an_unknown_value_makes_a_rule_silent(one_tab: OneTab) -> None:
    case = one_tab(HEADERS, changed(OMAR, entree="mars 2025", sortie=date(2024, 8, 1)))
    assert found(case) == {("E2", "date.partial")}


@pytest.mark.parametrize(
    ("text", "column", "word"),
    [("date_sorti >= date_entree", 1, "date_sortie"), ("date_sortie >=", 15, "lisible"), ("days(date_entree) > 3", 1, "days"), ("__import__('os')", 1, "lisible"), ("sexe.upper == 1", 5, "lisible")],
)  # fmt: skip
def test_an_expression_says_where_it_is_wrong(text: str, column: int, word: str) -> None:
    with pytest.raises(ExpressionError, match=word) as caught:
        parse_expression(text, {"date_sortie", "date_entree", "sexe"})
    assert caught.value.column == column


@pytest.mark.parametrize(
    ("wrong", "line", "words"),
    [("fields:\n  - {id: a, label: A, type: texte, privacy: shared}", 5, ["texte", "'text'"]), ("fields:\n  - {id: a, label: A, type: text, privacy: shared, requird: true}", 5, ["requird", "required"]),
     ("fields: []\nrules:\n  - {code: x, cell: b, severity: error, require: b, message: m, source: s}", 1, ["« b »"]), ("fields: [", 5, ["YAML"])],
)  # fmt: skip
def test_a_wrong_form_names_file_line_key_and_what_is_allowed(
    tmp_path: Path, wrong: str, line: int, words: list[str]
) -> None:
    file = tmp_path / "essai.yaml"
    file.write_text(f"form: essai\nlabel: Essai\nrow: une ligne\n{wrong}\n", encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        load(file, Form)
    assert caught.value.line == line
    assert "essai.yaml" in str(caught.value)
    assert all(word in str(caught.value) for word in words)


def test_a_wrong_rule_names_its_line(tmp_path: Path) -> None:
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "action.yaml").write_text(
        "form: action\nlabel: A\nrow: r\nfields:\n  - {id: a, label: A, type: number, privacy: shared}\nrules:\n  - code: x\n    cell: a\n    severity: error\n    require: b > 1\n    message: m\n    source: s\n",
        encoding="utf-8",
    )
    with pytest.raises(DefinitionError, match=r"action\.yaml, ligne 10.*« b » n'est pas un champ"):
        load_form("action", tmp_path)


def test_a_rule_is_told_beside_where_its_own_column_is_missing(one_tab: OneTab) -> None:
    assert found(one_tab(HEADERS[:8], changed(OMAR, motif="CDD")[:8])) == {
        ("H2", "exit.duration_missing")
    }


def test_every_rule_of_a_form_has_a_code_of_its_own() -> None:
    from forms.definition import FORM_IDS
    from sheets_sync.catalogue import section

    rules = [rule.code for form_id in FORM_IDS for rule in load_form(form_id).rules]
    assert len(rules) == len(set(rules))
    assert not set(rules) & set(section("checks"))


def test_what_was_understood_of_a_personal_value_is_not_told(one_tab: OneTab) -> None:
    rows = [
        (*changed(ANNA, nom="A", naissance="03/25/1995"), "Levé (à confirmer)"),
        (*changed(ANNA, nom="B", naissance="04/05/1995"), "Identifié / levé"),
    ]
    case = one_tab((*HEADERS, "Frein santé"), *rows)
    told = [a for a in case.check()["anomalies"] if a["field"] in ("date_naissance", "frein_sante")]
    assert {a["rule"] for a in told} == {
        "date.month_first",
        "date.ambiguous",
        "choice.similar",
        "choice.ambiguous",
    }
    assert not [
        a
        for a in told
        if "1995" in a["message"] or "Levé" in a["message"] or "Identifié" in a["message"]
    ]


def test_no_message_tells_a_personal_value() -> None:
    from sheets_sync.catalogue import placeholders, section

    for code, known in section("checks").items():
        if placeholders(known["message"]) & {"read", "candidates"}:
            assert not placeholders(known["private"]) & {"read", "candidates"}, code


def rules_of(case: Case) -> list[tuple[str, str]]:
    return [(anomaly["rule"], anomaly["cell"]) for anomaly in case.check()["anomalies"]]


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Suivi par un psychiatre depuis mars", "santé"), ("Sous bracelet électronique", "justice"), ("Ne travaille pas pendant le ramadan", "religion"),
        ("Pas motivé, fait semblant", "jugement"), ("Joindre au 06 12 34 56 78", "coordonnées"), ("awa.essai@exemple.fr", "coordonnées"),
    ],
)  # fmt: skip
def test_free_text_that_tells_too_much_is_named_and_never_repeated(
    one_tab: Callable[..., Case], text: str, category: str
) -> None:
    case = one_tab((*HEADERS, "Commentaire", "Divers à nous"), (*ANNA, text, ""), (*OMAR, "", text))
    found = [
        anomaly for anomaly in case.check()["anomalies"] if anomaly["rule"] == "text.sensitive"
    ]
    assert [anomaly["cell"] for anomaly in found] == ["J2", "K3"]
    assert category in found[0]["message"]
    assert text not in json.dumps(found, ensure_ascii=False)


@pytest.mark.parametrize(
    "text",
    [
        "À l'aise en équipe, très ponctuelle.",
        "Permis étranger à échanger, RDV préfecture le 12/03/2026",
        "Cherche un logement",
        "PASS 99999 21 35866",
        "Projet : CAP cuisine, 35 h",
    ],
)
def test_ordinary_comments_are_left_in_peace(one_tab: Callable[..., Case], text: str) -> None:
    assert "text.sensitive" not in dict(rules_of(one_tab((*HEADERS, "Commentaire"), (*ANNA, text))))


def test_the_notes_of_cells_are_looked_into_too(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA)})
    book = openpyxl.load_workbook(case.folder / "essai.xlsx")
    book["Essai"]["B2"].comment = Comment("N° sécu 2 69 05 49 588 157 80", "Marie")
    book["Essai"]["C2"].comment = Comment("Hospitalisée en mai", "Marie")
    book.save(case.folder / "essai.xlsx")
    assert {("nir.found", "B2"), ("text.sensitive", "C2")} <= set(rules_of(case))


def test_a_rule_that_fires_on_half_of_a_tab_is_said_once(one_tab: Callable[..., Case]) -> None:
    rows = [
        (
            f"NOM{n}",
            "Awa",
            "Femme",
            date(1990, 1, n + 1),
            date(2025, 5, 5),
            "CDDI",
            date(2025, 2, 3),
            "CDI",
            "",
        )
        for n in range(20)
    ]
    found = rules_of(one_tab(HEADERS, *rows))
    assert [rule for rule, _ in found].count("rule.everywhere") == 1
    assert "exit.before_entry" not in dict(found)
    found = rules_of(one_tab(HEADERS, *[(*row[:3], "", *row[4:6], "", "", "") for row in rows]))
    assert [rule for rule, _ in found if rule.startswith("required")] == ["required.mostly_missing"]
