"""What a typed cell is read as, field by field."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.form import Field
from forms.loading import load_form
from forms.values import Cell, Reading, ReadingContext, reader

FORM, MONEY = load_form("participant"), load_form("financement")
CONTEXT = ReadingContext(date(2026, 11, 23), ("Atelier des Quais",))


def read(field: str, cell: Cell) -> Reading:
    form = FORM if field in {f.id for f in FORM.fields} else MONEY
    return reader(form.field(field), CONTEXT)(cell)


@pytest.mark.parametrize(
    "typed",
    ["12/03/24", "12.03.2024", "12-03-2024", "2024-03-12", "12 mars 2024", "12-mars-24", "mardi 12 mars 2024", "le 12/03/2024", "12/3/2024 ", "45363", 45363.0,
     "12032024", "20240312", "12/03/2024 14:30", "2024-03-12T00:00:00", "12 MARS 2024", "12\u00a0mars\u00a02024", date(2024, 3, 12)],
)  # fmt: skip
def test_a_date_is_read_however_it_is_typed(typed: Cell) -> None:
    assert read("date_entree", typed) == Reading(date(2024, 3, 12))


@pytest.mark.parametrize(
    ("typed", "rule"),
    [("le 12/03", "date.no_year"), ("31/02/2024", "date.impossible"), ("fin 2019", "date.doubtful"), ("à voir", "value.pending"), ("?", "value.pending"),
     ("NC", "value.pending"), ("bientôt", "date.unreadable"), ("12/03/1024", "date.out_of_range"), ("mars 0303", "date.out_of_range"), (True, "date.unreadable")],
)  # fmt: skip
def test_a_date_that_cannot_be_read_is_never_guessed(typed: Cell, rule: str) -> None:
    reading = read("date_entree", typed)
    assert (reading.value, reading.rule) == (None, rule)


@pytest.mark.parametrize("typed", ["ven. 3 mars 2026", "lundi 03/03/2026", "le mer 3 mars 2026"])
def test_a_weekday_that_contradicts_its_date_is_a_doubt(typed: str) -> None:
    assert read("contrat_debut", typed) == Reading(None, "date.other_weekday")


@pytest.mark.parametrize(
    "typed", ["mar 03 mars 2026", "mar. 03/03/2026", "Mar 3 2026", "mar 3 mars 26"]
)
def test_tuesday_and_march_are_told_apart(typed: str) -> None:
    assert read("contrat_debut", typed) == Reading(date(2026, 3, 3))


def test_a_partial_date_is_kept_as_it_is() -> None:
    assert read("arrivee_france", "mars 2021") == Reading("2021-03")
    assert read("arrivee_france", 2019.0) == Reading("2019")
    assert read("date_entree", "mars 2024").rule == "date.partial"


def test_two_digit_years_depend_on_the_field() -> None:
    assert read("date_naissance", "01/01/85").value == date(1985, 1, 1)
    assert read("date_naissance", "12/03/05").value == date(2005, 3, 12)
    assert read("titre_sejour_fin", "12/03/35").value == date(2035, 3, 12)


def test_a_month_first_date_says_so() -> None:
    assert read("date_entree", "03/25/2024") == Reading(
        date(2024, 3, 25), "date.month_first", {"read": "25/03/2024"}
    )


@pytest.mark.parametrize(
    ("typed", "hours"),
    [("35h", 35.0), ("35 h 30", 35.5), ("24,5", 24.5), ("26 h/s", 26.0), ("26h/semaine", 26.0), (timedelta(hours=26), 26.0), (26.0, 26.0), ("26:30", 26.5), ("20 heures", 20.0)],
)  # fmt: skip
def test_hours_are_read_however_they_are_typed(typed: Cell, hours: float) -> None:
    assert read("heures_hebdo", typed) == Reading(hours)


def test_a_count_may_have_what_it_counts_beside_it_and_nothing_else() -> None:
    typed = ("2 PMSMP", "1 stage", "2 Immersions", "2 annulés", "2 PMSMP annulées", "3 visites")
    readings = [read("stages", each).value for each in typed]
    assert readings == [2, 1, 2, None, None, None]
    assert read("visites_metiers", "3 visites") == Reading(3)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("1 234,50 €", 1234.5), ("1\u202f234,50\u00a0€", 1234.5), ("1.234,50", 1234.5), ("1,234.50", 1234.5), ("12 000", 12000.0), ("45000 euros", 45000.0), ("1'234", 1234.0), ("0", 0.0)],
)  # fmt: skip
def test_amounts_are_read_the_french_way(typed: str, amount: float) -> None:
    assert read("accorde", typed) == Reading(amount)


@pytest.mark.parametrize(
    ("field", "typed", "rule"),
    [("accorde", "1.234", "number.ambiguous"), ("accorde", "-5", "number.out_of_range"), ("heures_hebdo", "113", "number.out_of_range"), ("heures_hebdo", "0,74 ETP", "number.unreadable"),
     ("heures_hebdo", "12 34", "number.unreadable"), ("visites_metiers", "2,5", "number.not_whole"), ("code_postal", "Bordeaux", "postal_code.unreadable"),
     ("pass_iae", "9,99999E+11", "pass.destroyed"), ("pass_iae", "123", "pass.unreadable"), ("nationalite", "Zorglub", "country.unknown"), ("qpv", "peut-être", "yes_no.unknown")],
)  # fmt: skip
def test_what_cannot_be_read_has_no_value_and_a_reason(field: str, typed: str, rule: str) -> None:
    reading = read(field, typed)
    assert (reading.value, reading.rule) == (None, rule)


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [("protection", "REFUGIÉ", "Réfugié"), ("protection", "refugie ", "Réfugié"), ("protection", "prot. sub.", "Protection subsidiaire"), ("contrat_type", "c.d.d.i", "CDDI"),
     ("contrat_type", "CDII", "CDI inclusion"), ("motif_sortie", "interim", "Intérim"), ("motif_sortie", "formation pré qualifiante", "Formation pré-qualifiante"),
     ("niveau_francais_actuel", "a1.1", "A1.1"), ("niveau_francais_actuel", "b 1", "B1"), ("frein_langue", "en cours", "En cours"), ("frein_langue", "-", "Aucun"),
     ("sexe", "Mme", "Femme"), ("nationalite", "afghane", "Afghanistan"), ("nationalite", "RDC", "RD Congo"), ("code_postal", "33 000", "33000"), ("code_postal", 1000.0, "01000"),
     ("pass_iae", "99999 21 35866", "999992135866"), ("pass_iae", 999992135866.0, "999992135866")],
)  # fmt: skip
def test_a_known_spelling_is_understood_without_a_word(field: str, typed: Cell, value: str) -> None:
    assert read(field, typed) == Reading(value)


@pytest.mark.parametrize(
    "typed", ["123 456 782 00010", "SIRET : 12345678200010", "123.456.782-00010", 12345678200010.0]
)
def test_a_siret_is_read_however_it_is_spaced(typed: Cell) -> None:
    assert reader(Field(id="siret", label="SIRET", type="siret", privacy="shared"), CONTEXT)(
        typed
    ) == Reading("12345678200010")


@pytest.mark.parametrize("typed", ["123 456 782 00011", "1234567820001", "1,23457E+13", "Atelier"])
def test_a_siret_with_a_wrong_key_is_no_siret(typed: Cell) -> None:
    assert (
        reader(Field(id="siret", label="SIRET", type="siret", privacy="shared"), CONTEXT)(
            typed
        ).rule
        == "siret.unreadable"
    )


@pytest.mark.parametrize("typed", ["oui", "O", "x", "X", "✓", 1.0, "vrai", True, "1"])
def test_yes_has_many_faces(typed: Cell) -> None:
    assert read("qpv", typed) == Reading("oui")


@pytest.mark.parametrize("typed", ["non", "N", "-", 0.0, "faux", False])
def test_no_too_but_empty_is_neither(typed: Cell) -> None:
    assert read("qpv", typed) == Reading("non")
    assert read("qpv", "") == Reading(None)


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [("niveau_francais_actuel", "B1 acquis", "B1"), ("motif_sortie", "CDI chez un traiteur", "CDI"), ("motif_sortie", "Formation qualifante", "Formation qualifiante"), ("contrat_type", "cddi 4 mois", "CDDI")],
)  # fmt: skip
def test_a_near_match_is_taken_with_a_warning_that_names_it(
    field: str, typed: str, value: str
) -> None:
    assert read(field, typed) == Reading(value, "choice.similar", {"read": value})


@pytest.mark.parametrize(
    ("field", "typed"), [("niveau_francais_actuel", "A2/B1"), ("niveau_francais_actuel", "A2 en cours"), ("motif_sortie", "formation"), ("motif_sortie", "pas de CDI"), ("contrat_type", "CDD")]
)  # fmt: skip
def test_a_doubtful_choice_is_not_taken(field: str, typed: str) -> None:
    reading = read(field, typed)
    assert reading.value is None
    assert reading.rule in ("choice.unknown", "choice.suggested", "choice.ambiguous")


@given(
    st.dates(date(2015, 1, 1), date(2027, 12, 31)),
    st.sampled_from(["%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d", "%d %m %Y", "%d/%m/%y"]),
)
def test_every_day_survives_every_spelling(day: date, spelling: str) -> None:
    assert read("date_entree", day.strftime(spelling)).value == day


@given(st.text(max_size=40))
def test_no_text_breaks_a_reader_and_what_is_not_read_is_told(text: str) -> None:
    for field in FORM.fields:
        reading = read(field.id, text)
        assert (
            reading.value is not None
            or reading.rule is not None
            or not any(char.isalnum() for char in text)
        )


@given(st.integers(0, 9_999_999_99), st.sampled_from([" ", "\u00a0", "\u202f"]))
def test_amounts_come_back_with_any_separator(cents: int, space: str) -> None:
    text = f"{cents / 100:,.2f}".replace(",", space).replace(".", ",") + " €"
    assert read("accorde", text).value == cents / 100


def test_a_cell_that_comes_back_in_another_tab_is_read_once_and_a_tick_is_no_number() -> None:
    assert read("date_entree", "12/03/2025") is read("date_entree", "12/03/2025")
    tick: Cell = True
    assert read("heures_francais", 1.0) != read("heures_francais", tick)
