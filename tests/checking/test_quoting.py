"""A message repeats what was typed only where it is like what its field asks for."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from forms.form import Field
from forms.loading import load_form
from forms.values import BrokenCell, Cell, ReadingContext
from forms.words import fold
from sheets_sync.checking.texts.quoting import may_quote, quoted_value
from tests.conftest import Case
from tests.typing_commands import plain

FORM = load_form("participant")
CONTEXT = ReadingContext(date(2026, 11, 23), ("Atelier des Quais", "Net Horizon"))
MISPLACED: dict[str, Cell] = {
    "two names": "ZOUBIRI Malika",
    "one name": "Zoubiri",
    "name and choice": "CDI Zoubiri",
    "choice and name": "B1 Malika Zoubiri",
    "name and number": "Zoubiri 26 h",
    "names in Cyrillic": "Шевченко Оксана",
    "names in Arabic": "محمدي فرزانه",
    "PASS": "999992139048",
    "PASS as a number": 999992139048.0,
    "PASS with spaces": "99999 21 39048",
    "phone": "06 12 34 56 78",
    "phone as a number": 612345678.0,
    "birth": "12/03/1990",
    "real birth": date(1990, 3, 12),
    "short birth": "12/03/90",
    "birth in words": "12 mars 1990",
    "birth run together": 12031990.0,
    "birth without its 0": "2081994",
    "birth in six figures": "190276",
    "birth in six figures, 0 first": "020894",
    "birth in six figures, with a word": "né 190276",
    "birth with other signs": "19\\02\\76",
    "birth with dashes": "19–02–76",
    "birth as a serial": 32944.0,
    "birth with words": "née le 12.03.1990",
    "e-mail": "malika@courriel.example",
    "social security number": "2 90 03 33 063 012 45",
}
TRACES = re.compile(
    r"zoubiri|malika|\b1990|1990\b|12 03 90|999\d\d|39048|12 34 56|612345678|32944|12031990"
    r"|2081994|190276|020894|02\\76|02 76|02–76"
    r"|Шевченко|محمدي"
)


@pytest.mark.parametrize("field", FORM.fields, ids=lambda field: field.id)
def test_what_is_misplaced_is_not_repeated(field: Field) -> None:
    # the serial of a date is a postal code like any other
    own = {"birth as a serial"} if field.type == "postal_code" else set()
    cells = {name: cell for name, cell in MISPLACED.items() if name not in own}
    repeated = [
        name for name, cell in cells.items() if may_quote(field, cell, "choice.unknown", CONTEXT)
    ]
    assert repeated == []


@pytest.mark.parametrize(
    ("field", "cell"),
    [
        ("date_entree", "31/02/2025"),
        ("date_entree", "vers mars 2024"),
        ("date_entree", "le 12/03"),
        ("date_entree", "12/03/2024 14:30"),
        ("date_sortie", "45231"),
        ("date_sortie", "150624"),
        ("heures_hebdo", "26 h par semaine"),
        ("heures_francais", "une dizaine"),
        ("heures_francais", "1.234"),
        ("sortie_duree_mois", "6 mois environ"),
        ("motif_sortie", "CDDI 12 mois"),
        ("motif_sortie", "Recherche d'emplois"),
        ("protection", "protection subsidaire"),
        ("nationalite", "Afganistan ?"),
        ("cir", "en cours"),
        ("code_postal", "3300"),
        ("code_postal", "33 0000"),
        ("niveau_francais_actuel", "A2/B1"),
        ("niveau_francais_actuel", "Z9"),
        ("frein_langue", "Identifié, levé ?"),
    ],
)
def test_what_is_nearly_right_is_repeated(field: str, cell: Cell) -> None:
    assert may_quote(FORM.field(field), cell, "choice.suggested", CONTEXT)


def test_what_is_typed_for_a_sensitive_prescriber_is_not_repeated() -> None:
    field = FORM.field("prescripteur")
    assert may_quote(field, "Mission locale Cenon", "choice.similar", CONTEXT)
    assert may_quote(field, "Mision locale", "choice.similar", CONTEXT)
    for text in ("SPIP Bordeaux", "SPIPP", "spipp Bordeaux"):
        assert not may_quote(field, text, "choice.similar", CONTEXT)


def test_the_error_of_a_formula_is_repeated_and_its_text_is_not() -> None:
    field = FORM.field("date_entree")
    assert may_quote(field, BrokenCell("#N/A"), "value.error", CONTEXT)
    assert not may_quote(field, BrokenCell("Zoubiri"), "value.error", CONTEXT)


def test_a_rule_does_not_repeat_what_may_be_a_birth_date() -> None:
    field = FORM.field("arrivee_france")
    assert quoted_value(field, date(2021, 5, 4), CONTEXT.as_of) == "04/05/2021"
    assert quoted_value(field, date(1990, 5, 4), CONTEXT.as_of) == "cette valeur"
    assert quoted_value(FORM.field("poste"), "Zoubiri", CONTEXT.as_of) == "cette valeur"
    assert (
        quoted_value(FORM.field("date_naissance"), date(2021, 5, 4), CONTEXT.as_of)
        == "cette valeur"
    )


def test_no_message_of_a_run_repeats_what_stands_in_the_wrong_cell(case: Case) -> None:
    fields = [field for field in FORM.fields if field.privacy != "tab"]
    right: dict[str, Any] = {"date_naissance": date(1985, 4, 2), "date_entree": date(2025, 2, 3)}
    rows = [
        [right.get(field.id, f"Nom{row}" if field.id in FORM.identity else "") for field in fields]
        for row in range(2 * len(MISPLACED))
    ]
    for row, cell in enumerate(MISPLACED.values()):
        rows[row] = [
            value if field.id in FORM.identity else cell
            for field, value in zip(fields, rows[row], strict=True)
        ]
    case.make({"Atelier des Quais": [[field.label for field in fields], *rows]})
    anomalies = case.check()["anomalies"]
    assert len({one["field"] for one in anomalies}) > 20
    for one in anomalies:
        message = plain(one["message"])
        assert not TRACES.search(f"{message} {fold(message)}"), one
