"""A name from another alphabet is one person's, in whatever spelling an office puts it."""

from __future__ import annotations

import itertools

import pytest

from sheets_sync.release.people.known_people import KnownPeople
from sheets_sync.release.people.name_index import KnownName, NameIndex
from tests.release.people.measured_people import harmless_texts, participants

FAMILIES = ["Chevtchouk", "Chevtchenko", "Tkatchenko", "Kovaltchouk", "Chtcherbak", "Khomenko"]
"""As French writes them: nobody else of the texts that are measured is called so."""
GIVEN = ["Ioulia", "Oxana", "Evgueni", "Sergueï"]


def people(family: str, given: str) -> KnownPeople:
    return KnownPeople(NameIndex.of([KnownName(family, given)]))


@pytest.mark.parametrize(
    ("family", "given", "text", "masked"),
    [
        ("Шевчук", "Ганна", "Hanna Chevtchouk", "[nom retiré]"),
        ("Шевчук", "Ганна", "Mme Chevtchouk absente", "[nom retiré] absente"),
        ("SHEVCHENKO", "Oksana", "Oksana Chevtchenko", "[nom retiré]"),
        ("SHEVCHENKO", "Oksana", "O. Chevtchenko", "[nom retiré]"),
        ("Шевченко", "Оксана", "Oxana Shevchenko", "[nom retiré]"),
        ("TKACHENKO", "Yuliia", "Ioulia Tkatchenko", "[nom retiré]"),
        ("Ткаченко", "Юлія", "rdv ioulia tkatchenko", "rdv [nom retiré]"),
        ("KOVALENKO", "Yevhen", "Evgueni Kovalenko", "[nom retiré]"),
        ("DIALLO", "Awa", "Ава Диалло", "[nom retiré]"),
        ("محمدي", "زهرا", "rdv zahra mohammadi", "rdv [nom retiré]"),
        ("محمدي", "زهرا", "voir Mme Mohammadi", "voir [nom retiré]"),
        ("محمدي", "زهرا", "Z. Mohammadi", "[nom retiré]"),
        ("محمدي", "زهرا", "K. Mohammadi", "K. Mohammadi"),
        ("محمدي", "زهرا", "rue Mohammadi", "rue Mohammadi"),
        ("AL-HUSSEINI", "Youssef", "Youcef El Husseini", "[nom retiré]"),
        ("AL-HUSSEINI", "Youssef", "M. El Husseini", "[nom retiré]"),
        ("AL-HUSSEINI", "Youssef", "rue El Husseini", "rue El Husseini"),
        ("ABD EL RAHMAN", "Ahmed", "Ahmed Abderrahmane", "[nom retiré]"),
        ("ABD EL RAHMAN", "Ahmed", "Ahmed El Haddad", "Ahmed El Haddad"),
        ("SHEVCHENKO", "Oksana", "rue Chevtchenko", "rue Chevtchenko"),
        ("SHEVCHENKO", "Oksana", "Chevtchenko SARL", "Chevtchenko SARL"),
        ("SHEVCHENKO", "Oksana", "Olena Chevtchenko", "Olena Chevtchenko"),
        (
            "SHEVCHENKO",
            "Oksana",
            "Mme Chevtchenko, conseillère au CCAS",
            "Mme Chevtchenko, conseillère au CCAS",
        ),
    ],
)
def test_french_and_english_spellings_of_a_name_are_one(
    family: str, given: str, text: str, masked: str
) -> None:
    assert people(family, given).mask(text) == masked


@pytest.mark.parametrize("seed", [2, 3, 4])
def test_texts_that_name_nobody_are_left_alone_beside_such_names(seed: int) -> None:
    names = itertools.starmap(KnownName, itertools.product(FAMILIES, GIVEN))
    known = KnownPeople(
        NameIndex.of([*names, KnownName("محمدي", "زهرا"), KnownName("كريمي", "علي")])
    )
    others = [each for each in participants() if each.family != "MOHAMMADI"]
    taken = [text for text in harmless_texts(others, seed) if known.find(text)]
    assert not taken
