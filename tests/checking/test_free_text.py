"""Free text that tells too much is named and never repeated, notes on cells included."""

from __future__ import annotations

import json

import openpyxl
import pytest
from openpyxl.comments import Comment

from forms.word_lists import Sensitive
from sheets_sync.checking.texts.free_text import SensitiveText
from tests.checking.entries import OneTab, changed, rules_of
from tests.conftest import ANNA, HEADERS, OMAR, Case


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Suivi par un psychiatre depuis mars", "santé"),
        ("Sous bracelet électronique", "justice"),
        ("Ne travaille pas pendant le ramadan", "religion"),
        ("Pas motivé, fait semblant", "jugement"),
        ("Joindre au 06 12 34 56 78", "coordonnées"),
        ("awa.essai@exemple.fr", "coordonnées"),
    ],
)
def test_free_text_that_tells_too_much_is_named_and_never_repeated(
    one_tab: OneTab, text: str, category: str
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
def test_ordinary_comments_are_left_in_peace(one_tab: OneTab, text: str) -> None:
    assert "text.sensitive" not in dict(rules_of(one_tab((*HEADERS, "Commentaire"), (*ANNA, text))))


def test_the_notes_of_cells_are_looked_into_too(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA)})
    book = openpyxl.load_workbook(case.folder / "essai.xlsx")
    book["Essai"]["B2"].comment = Comment("N° sécu 2 69 05 49 588 157 80", "Marie")
    book["Essai"]["C2"].comment = Comment("Hospitalisée en mai", "Marie")
    book.save(case.folder / "essai.xlsx")
    assert {("nir.found", "B2"), ("text.sensitive", "C2")} <= set(rules_of(case))


def test_the_help_that_setup_writes_on_titles_is_never_told(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA)})
    done = case.run("setup")
    assert done.exit_code == 0, done.output
    told = {one["rule"] for one in case.check()["anomalies"] if one["siae"] == "Coordination"}
    assert "text.sensitive" not in told


def test_the_words_are_those_that_are_handed_in() -> None:
    family = Sensitive(label="famille", words=("divorce*",), patterns=(r"\bex-mari\b",))
    sensitive = SensitiveText({"family": family})
    assert sensitive.categories("En instance de DIVORCES") == ["famille"]
    assert sensitive.categories("Son ex-mari appelle") == ["famille"]
    assert sensitive.categories("Suivi par un psychiatre") == []


def test_letters_read_in_the_wrong_encoding_are_told_by_cell_or_by_column(one_tab: OneTab) -> None:
    rows = [changed(ANNA, nom=f"NOM {number}", prenom="MÃ¡ria") for number in range(11)]
    few = one_tab(HEADERS, ANNA, *rows[:2])
    assert ("text.garbled", "B3") in rules_of(few)
    many = one_tab(HEADERS, ANNA, *rows)
    told = [rule for rule, _ in rules_of(many) if rule.startswith("text.garbled")]
    assert told == ["text.garbled_column"]
