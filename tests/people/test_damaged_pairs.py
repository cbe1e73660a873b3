"""An answer in Anomalies beside a damaged « Paire » is said, and nothing is written."""

from __future__ import annotations

import pytest

from sheets_sync.errors import Refusal
from sheets_sync.people.answered_rows import CODE, sealed_code
from sheets_sync.people.answers import ANSWER, read_pair_answers

TITLES = ("Onglet", ANSWER, CODE)


def test_an_answer_beside_its_pair_is_read() -> None:
    rows = [("Anomalies",), TITLES, ("Un", "Oui", "P-AAAA = P-BBBB"), ("Un", "?", "P-A = P-C")]
    padded = [(*row, "", "")[:3] for row in rows]
    assert read_pair_answers([padded], "Anomalies") == {"P-AAAA = P-BBBB": True}


@pytest.mark.parametrize("pair", ["P-AAAA", "P-A = P-B = P-C", "P-AAAA = ", "= P-BBBB", "12"])
def test_a_damaged_pair_names_its_row_and_what_to_do(pair: str) -> None:
    with pytest.raises(Refusal) as refusal:
        read_pair_answers([[TITLES, ("Un", "non", pair)]], "Anomalies")
    assert refusal.value.code == "answers.pair"
    assert "ligne 2" in str(refusal.value)
    assert "Effacer la réponse" in str(refusal.value)


def test_answers_in_two_files_that_contradict_each_other_are_refused() -> None:
    sheets = [[TITLES, ("Un", answer, "P-AAAA = P-BBBB")] for answer in ("oui", "non")]
    with pytest.raises(Refusal) as refusal:
        read_pair_answers(sheets, "Anomalies")
    assert refusal.value.code == "answers.contradict"


def test_a_damaged_pair_without_an_answer_is_nothing() -> None:
    assert read_pair_answers([[TITLES, ("Un", "", "P-A = P-B = P-C")]], "Anomalies") == {}


SHOWN_TITLES = ("SIAE", "Où", "Champ", "Ce qui ne va pas, et quoi faire")
SHOWN_TEXTS = ("Un", "Un ! A2", "Nom", "Est-ce la même personne ?")


@pytest.mark.parametrize("left_out", ["", "Champ"])
def test_a_sealed_pair_is_read_where_its_row_is_as_it_was_or_lacks_a_column(left_out: str) -> None:
    code = sealed_code("P-AAAA = P-BBBB", SHOWN_TEXTS)
    row = dict(zip(SHOWN_TITLES, SHOWN_TEXTS, strict=True)) | {ANSWER: "oui", CODE: code}
    row.pop(left_out, None)
    assert read_pair_answers([[list(row), list(row.values())]], "Anomalies") != {}
    moved = row | {"Où": "Un ! A9"}
    answers = read_pair_answers([[list(moved), list(moved.values())]], "Anomalies")
    assert bool(answers) is bool(left_out)
