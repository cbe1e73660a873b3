"""Conditions that say the same are one text; those that do not are two."""

from __future__ import annotations

import pytest

from forms.expressions import normal_form


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('qpv == "oui"', 'qpv == "oui" '),
        ('qpv == "oui"', 'qpv in ["oui"]'),
        ('qpv == "oui"', "qpv"),
        ('qpv == "oui"', '"oui"==(qpv)'),
        ('qpv == "oui"', 'not (qpv != "oui")'),
        ('qpv and sexe == "Femme"', 'sexe == "Femme" and (qpv and qpv)'),
        ('sexe == "Femme" or sexe == "Homme"', 'sexe in ["Homme", "Femme"]'),
        ('sexe != "Femme" and sexe != "Homme"', 'sexe not in ["Homme", "Femme"]'),
        ("age >= 18", "18.0 <= age"),
        ("age >= 18", "not age < 18"),
        ('qpv implies sexe == "Femme"', 'not qpv or sexe == "Femme"'),
        ("not (qpv and filled(cir))", 'empty(cir) or qpv != "oui"'),
        ("frein is [open, solved]", "frein is [solved, open]"),
        ("years(naissance, as_of) < 26", "26 > years( naissance,as_of )"),
    ],
)
def test_two_spellings_of_a_condition_are_one(one: str, other: str) -> None:
    assert normal_form(one) == normal_form(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('qpv == "oui"', 'qpv != "oui"'),
        ('qpv == "oui"', 'qpv == "non"'),
        ('qpv or sexe == "Femme"', 'qpv and sexe == "Femme"'),
        ('(qpv or cir) and sexe == "Femme"', 'qpv or cir and sexe == "Femme"'),
        ('sexe == "Femme" and sexe == "Homme"', 'sexe in ["Homme", "Femme"]'),
        ("frein is open", "frein is not open"),
        ("age > 18", "18 > age"),
        ("a - b > 1", "b - a > 1"),
    ],
)
def test_conditions_that_differ_stay_two(one: str, other: str) -> None:
    assert normal_form(one) != normal_form(other)


def test_what_is_no_condition_stays_as_it_is_written() -> None:
    assert (normal_form(""), normal_form("qpv ==")) == ("", "qpv ==")
