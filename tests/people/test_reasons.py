"""What is typed in « Accepter, parce que… » accepts only where it is a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheets_sync.people.reasons import is_reason
from tests.conftest import Case, write_book, write_config
from tests.desks import FileDesk
from tests.people.test_accepting import Office
from tests.short_hours import AWA, HEADERS


@pytest.mark.parametrize(
    "text",
    [
        *("non", "Non !", "-", "?", "NC", "à voir", "À voir avec Mme la directrice", "en attente"),
        *("ne pas accepter : hors la loi", "oui", "x", "OK", "d’accord", "dérogation ?", "✔"),
        *("je ne sais pas", "a", "bof", "idem", "123", "12/03/2026", "Parce que…"),
    ],
)
def test_a_refusal_a_question_or_a_bare_yes_is_no_reason(text: str) -> None:
    assert not is_reason(text)


@pytest.mark.parametrize(
    "text",
    [
        *("Dérogation", "avenant signé", "Refus du salarié de faire plus d'heures", "Convention"),
        *("Passage à 20 h prévu en mars", "Vérifié avec la DREETS", "On ne peut pas plus"),
    ],
)
def test_a_reason_may_be_one_word_and_begin_as_it_likes(text: str) -> None:
    assert is_reason(text)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    write_config(tmp_path, ["Un"])
    file = write_book(tmp_path / "essai.xlsx", {"Un": (HEADERS, AWA)})
    office = Office(FileDesk(file), Case(tmp_path).run, tmp_path)
    office.prepare()
    return office


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("non", "ne sont pas un motif, rien n'est accepté"),
        ("aménagement de peine", "le motif semble toucher à : justice."),
        ("VIH, tél 06 12 34 56 78", "santé et coordonnées (téléphone, courriel, compte bancaire)"),
    ],
)
def test_what_may_not_stand_as_a_reason_is_told_and_kept_nowhere(
    office: Office, text: str, said: str
) -> None:
    office.accept(office.about()[0], text)
    told = office.prepare()
    assert said in told
    assert "accepté avec son motif" not in told
    assert not office.about(standing="Acceptée")
    assert text.encode() not in (office.folder / "historique" / "memoire.sqlite").read_bytes()


def test_no_in_place_of_the_reason_takes_it_back(office: Office) -> None:
    office.accept(office.about()[0])
    office.prepare()
    office.accept(office.about(standing="Acceptée")[0], "non")
    office.prepare()
    assert [row["Gravité"] for row in office.about()] == ["À vérifier"]


@pytest.mark.parametrize(
    ("text", "said"), [("?", "il faut un motif"), ("Vu le SPIP", "Ce motif semble toucher à")]
)
def test_the_command_wants_a_reason_too(office: Office, text: str, said: str) -> None:
    code = str(office.about()[0]["Code"])
    result = office.run("decide", code, text)
    assert result.exit_code == 2
    assert said in result.output
    assert office.accepted_by_memory == 0
