"""What staff type: read right, or told and not read; never read as something else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.choice import Choice
from forms.form import Field
from forms.loading import load_form
from forms.values import Reading, ReadingContext, reader
from forms.words import fold, squeeze

FORM = load_form("participant")
CONTEXT = ReadingContext(date(2026, 11, 23), ("Atelier des Quais",))
READERS = {field.id: reader(field, CONTEXT) for field in FORM.fields}
LISTED = tuple(field for field in FORM.fields if field.type in ("choice", "country"))
EXPECTED = Path(__file__).with_name("typed_values.tsv")


def expected_readings() -> Mapping[str, Mapping[str, str]]:
    """Field → what is typed → the readings that are right, with « | » between them."""
    readings: dict[str, dict[str, str]] = {}
    for line in EXPECTED.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            field, typed, accepted = line.split("\t")
            readings.setdefault(field, {})[typed] = accepted
    return readings


def as_written(reading: Reading) -> str:
    """A reading as typed_values.tsv writes it."""
    if reading.value is None:
        return "" if reading.rule is None else "?"
    if isinstance(reading.value, date):
        return f"{reading.value:%d/%m/%Y}"
    if isinstance(reading.value, float):
        return f"{reading.value:g}"
    return str(reading.value)


@pytest.mark.parametrize(("field", "readings"), expected_readings().items())
def test_what_is_typed_is_read_right_or_told(field: str, readings: Mapping[str, str]) -> None:
    for typed, accepted in readings.items():
        assert as_written(READERS[field](typed)) in accepted.split("|"), typed


@pytest.mark.parametrize(
    ("typed", "reason", "months"),
    [
        ("CDD 12 mois", "CDD", 12.0),
        ("CDD de 8 mois", "CDD", 8.0),
        ("cdd (8 mois)", "CDD", 8.0),
        ("12 mois de CDD", None, None),
        ("CDD d'un an", "CDD", 12.0),
        ("CDD d'une durée de six mois", "CDD", 6.0),
        ("intérim 7 mois", "Intérim", 7.0),
        ("CDD de plus de 6 mois", "CDD", ">6"),
        ("CDD + de 6 mois", "CDD", ">6"),
        ("CDD de 6 mois et plus", "CDD", ">=6"),
        ("CDD moins de 6 mois", "CDD", "<6"),
        ("CDD ≤ 6 mois", "CDD", "<=6"),
        ("contrat de pro 12 mois", "Alternance", 12.0),
        ("CDD 3 à 6 mois", None, None),
    ],
)
def test_a_duration_beside_the_reason_goes_to_its_own_field(
    typed: str, reason: str | None, months: float | str | None
) -> None:
    reading = READERS["motif_sortie"](typed)
    assert reading.value == reason
    assert reading.also.get("sortie_duree_mois") == months


def test_what_is_accounted_for_to_the_last_word_needs_no_remark() -> None:
    assert READERS["motif_sortie"]("CDD 12 mois") == Reading(
        "CDD", also={"sortie_duree_mois": 12.0}
    )
    assert READERS["contrat_type"]("CDDI 26h") == Reading("CDDI", also={"heures_hebdo": 26.0})


def test_a_detail_beside_the_reason_is_told_and_the_duration_kept() -> None:
    assert READERS["motif_sortie"]("CDD 12 mois chez un traiteur") == Reading(
        "CDD", "choice.similar", {"read": "CDD"}, {"sortie_duree_mois": 12.0}
    )


@pytest.mark.parametrize(
    ("field", "typed", "reading"),
    [
        ("motif_sortie", "CDI refusé", Reading(None, "choice.suggested", {"read": "CDI"})),
        ("frein_langue", "Aucun ?", Reading(None, "choice.suggested", {"read": "Aucun"})),
        ("nationalite", "né en Syrie", Reading(None, "country.suggested", {"read": "Syrie"})),
        (
            "nationalite",
            "congolais",
            Reading(None, "choice.ambiguous", {"candidates": "Congo ou RD Congo"}),
        ),
        ("sexe", "M. et Mme", Reading(None, "choice.ambiguous", {"candidates": "Homme ou Femme"})),
    ],
)
def test_what_is_not_understood_whole_comes_with_a_suggestion(
    field: str, typed: str, reading: Reading
) -> None:
    assert READERS[field](typed) == reading


def test_a_word_that_denies_is_never_the_suggestion() -> None:
    for typed in ("non francophone", "aucun logement", "pas de voiture"):
        assert READERS["frein_logement"](typed).rule == "choice.unknown"


def test_a_word_that_means_one_value_cannot_be_asked_about_too() -> None:
    with pytest.raises(ValueError, match="« rupture » est sous « maybe »"):
        Field(
            id="motif",
            label="Motif",
            type="choice",
            privacy="shared",
            choices=(
                Choice(value="Rupture"),
                Choice(value="Autre", maybe=("rupture",)),
            ),
        )


BEFORE = [
    "non",
    "pas",
    "pas de",
    "sans",
    "plus de",
    "fin de",
    "ex",
    "ancien",
    "presque",
    "refus de",
    "vise",
    "demande de",
    "projet de",
    "vers",
    "avant",
    "en attente de",
    "peut-être",
    "jamais",
    "aucun",
    "bientôt",
    "<",
    ">",
    "~",
    "n'est pas",
    "partiellement",
    "deux",
    "cherche",
    "échec",
    "0",
    "2",
]
AFTER = [
    "raté",
    "visé",
    "refusé",
    "prévu",
    "annulé",
    "en attente",
    "rompu",
    "bientôt",
    "partiel",
    "puis rien",
    "mais non",
    "en projet",
    "demandé",
    "à venir",
    "à voir",
    "non acquis",
    "perdu",
    "échoué",
    "à confirmer",
    "sous réserve",
    "?",
    "(?)",
    "...",
    "*",
    "→",
    "zzz",
]


@pytest.mark.parametrize("field", LISTED, ids=lambda field: field.id)
def test_a_word_of_doubt_beside_a_choice_never_leaves_the_plain_value(field: Field) -> None:
    choices = field.options or field.countries
    read = READERS[field.id]
    known = {squeeze(word) for choice in choices for word in choice.spellings}
    for word in (word for choice in choices for word in choice.spellings):
        for typed in [f"{sign} {word}" for sign in BEFORE] + [f"{word} {sign}" for sign in AFTER]:
            # « sans frein », « pas de frein » are words of the list themselves
            if fold(typed) == fold(word) or squeeze(typed) not in known:
                assert read(typed).value is None, typed


@given(
    field=st.sampled_from(LISTED),
    around=st.tuples(st.text(max_size=12), st.text(max_size=12)),
    data=st.data(),
)
def test_a_random_text_around_a_choice_is_never_read_silently(
    field: Field, around: tuple[str, str], data: st.DataObject
) -> None:
    choices = field.options or field.countries
    word = data.draw(st.sampled_from([word for choice in choices for word in choice.spellings]))
    typed = f"{around[0]} {word} {around[1]}"
    reading = READERS[field.id](typed)
    known = {squeeze(word) for choice in choices for word in choice.spellings}
    assert reading.rule is not None or (squeeze(typed) in known and "?" not in typed)


@given(
    field=st.sampled_from(LISTED),
    letters=st.text("bcdfghjklmnpqrstvwxz", min_size=3, max_size=8),
    before=st.booleans(),
    data=st.data(),
)
def test_an_unknown_word_beside_a_choice_is_never_left_aside(
    field: Field, letters: str, before: bool, data: st.DataObject
) -> None:
    choices = field.options or field.countries
    words = [word for choice in choices for word in choice.spellings]
    word = data.draw(st.sampled_from(words))
    known = {part for text in (*words, *field.side_words) for part in fold(text).split()}
    if letters in known:
        return
    typed = f"{letters} {word}" if before else f"{word} {letters}"
    assert READERS[field.id](typed).value is None


BESIDE_A_DATE = [
    "{} ?",
    "?{}",
    "vers {}",
    "vers le {}",
    "~{}",
    "{} environ",
    "avant {}",
    "après le {}",
    "prévu {}",
    "{} prévue",
    "({})",
    "{} ou {}",
    "{} au {}",
    "{} - {}",
    "du {} au {}",
    "{} puis {}",
    "{} / {}",
    "non {}",
    "{} non",
    "pas {}",
    "{} annulé",
    "fin {}",
    "début {}",
    "< {}",
    ">{}",
    "{} à confirmer",
    "{} + 6 mois",
    "{}*",
    "{} (CDD)",
    "jusqu'au {}",
    "{} rupture",
    "{} 12",
    "{} 30/06",
    "{} - 30/06/25",
    "1{}",
    "{}1",
    "{}/1",
]
BESIDE_A_NUMBER = [
    "{} ?",
    "~{}",
    "{} puis 30",
    "{} à 30",
    "{}-30",
    "{}/30",
    "{} ou 30",
    "{} h prévues",
    "{}h max",
    "environ {}",
    "<{}",
    ">{}",
    "+{}",
    "{} + 2",
    "{} %",
    "{} jours",
    "{}h/mois",
    "moins de {}",
    "{} et demi",
    "({})",
    "{}*",
    "{} x 2",
    "= {}",
    "non {}",
    "{} h ?",
]


@given(
    day=st.dates(date(2016, 1, 1), date(2026, 11, 1)),
    spelling=st.sampled_from(["%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d", "%d %m %Y", "%d/%m/%y"]),
    doubt=st.sampled_from(BESIDE_A_DATE),
)
def test_a_date_with_anything_else_beside_it_is_told(day: date, spelling: str, doubt: str) -> None:
    typed = doubt.replace("{}", day.strftime(spelling))
    reading = READERS["date_entree"](typed)
    assert reading.value is None or isinstance(reading.value, str)
    assert reading.rule is not None


@given(
    number=st.integers(1, 35),
    doubt=st.sampled_from(BESIDE_A_NUMBER),
)
def test_a_number_with_anything_else_beside_it_is_told(number: int, doubt: str) -> None:
    for field in ("heures_hebdo", "heures_francais", "stages"):
        reading = READERS[field](doubt.replace("{}", str(number)))
        assert reading.value is None
        assert reading.rule is not None


@given(number=st.integers(1, 35), doubt=st.sampled_from(BESIDE_A_NUMBER))
def test_a_length_of_a_contract_may_be_known_by_a_bound_and_by_nothing_else(
    number: int, doubt: str
) -> None:
    reading = READERS["sortie_duree_mois"](doubt.replace("{}", str(number)))
    if reading.rule is None:
        sign = "<" if doubt in ("<{}", "moins de {}") else ">"
        assert reading.value == f"{sign}{number}"
    else:
        assert reading.value is None


def test_a_sign_that_is_in_the_form_s_own_value_is_its_own() -> None:
    choices = (Choice(value="🟢 Suivi"), Choice(value="🔴 Arrêté"))
    field = Field(id="etat", label="État", type="choice", privacy="shared", choices=choices)
    assert reader(field, CONTEXT)("🟢 Suivi").value == "🟢 Suivi"
    assert reader(field, CONTEXT)("Suivi ❌").value is None
