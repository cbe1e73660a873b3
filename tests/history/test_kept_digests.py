"""A text in which nobody is found is not searched again, until somebody else is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sheets_sync.history.kept_digests import KeptDigests
from sheets_sync.history.running.program import ANEW_VARIABLE
from sheets_sync.history.running.sealed_file import SealedFile
from sheets_sync.release.people.departed_people import known_by_marks
from sheets_sync.release.people.known_people import KnownPeople
from sheets_sync.release.people.name_index import KnownName, NameIndex

KEY = b"a key"
AWA, OMAR = KnownName("Diallo", "Awa"), KnownName("Ahmadi", "Omar")
PEOPLE = KnownPeople(
    NameIndex.of([AWA]),
    frozenset({date(1995, 3, 12)}),
    frozenset({"999992100001"}),
    frozenset({"612345678"}),
    frozenset({"awa@exemple.org"}),
    ("Les Quais",),
)
SOMEBODY_ELSE: dict[str, Any] = {
    "a name": {"names": NameIndex.of([AWA, OMAR])},
    "a birth date": {"births": frozenset({date(1995, 3, 13)})},
    "a PASS": {"passes": frozenset({"999992100002"})},
    "a phone": {"phones": frozenset({"612345679"})},
    "an address": {"e_mails": frozenset()},
    "what is nobody's": {"others": ()},
    "a counsellor": {"counsellors": frozenset({"Awa Diallo"})},
    "who is gone": {"departed": known_by_marks(frozenset({b"12345678"}), KEY)},
}
OF_OMAR = "Vu avec Omar Ahmadi."


@pytest.fixture(autouse=True)
def not_all_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ANEW_VARIABLE, raising=False)


def searching(file: Path, people: KnownPeople) -> tuple[KnownPeople, KeptDigests]:
    kept = KeptDigests(SealedFile(file), people.digest)
    return replace(people, searched=kept.of_last_run(KEY)), kept


def test_a_text_in_which_nobody_was_found_is_known_in_the_next_run(tmp_path: Path) -> None:
    people, kept = searching(tmp_path / "kept", PEOPLE)
    assert people.find(OF_OMAR) == ()
    assert len(people.find("Vu avec Awa Diallo.")) == 1
    kept.keep(KEY)
    _, kept = searching(tmp_path / "kept", PEOPLE)
    assert kept.of_last_run(KEY).have(OF_OMAR.encode())
    assert not kept.of_last_run(KEY).have(b"Vu avec Awa Diallo.")


@pytest.mark.parametrize("other", SOMEBODY_ELSE)
def test_every_text_is_searched_again_where_somebody_else_is_known(
    other: str, tmp_path: Path
) -> None:
    people, kept = searching(tmp_path / "kept", PEOPLE)
    assert people.find(OF_OMAR) == ()
    kept.keep(KEY)
    people, kept = searching(tmp_path / "kept", replace(PEOPLE, **SOMEBODY_ELSE[other]))
    assert not kept.of_last_run(KEY).have(OF_OMAR.encode())
    assert len(people.find(OF_OMAR)) == (other == "a name")


def test_without_the_key_it_says_nothing(tmp_path: Path) -> None:
    people, kept = searching(tmp_path / "kept", PEOPLE)
    people.find(OF_OMAR)
    kept.keep(b"another key")
    assert not kept.of_last_run(KEY).before


def test_two_texts_that_differ_in_figures_alone_have_their_names_found_where_they_stand() -> None:
    for text in ("Le 12/11 : Awa Diallo", "Le 03/10 : Awa Diallo"):
        [match] = PEOPLE.find(text)
        assert text[match.start : match.end] == "Awa Diallo"
    [day] = PEOPLE.find("Le 12/03/1995")
    assert day.kind == "birth_date"
    assert PEOPLE.find("Le 21/03/1995") == ()
