"""Words of a definition are printed with one apostrophe, whichever it was written with."""

from __future__ import annotations

import json

import pytest

from forms.loading import FORM_IDS, load_form
from tests.conftest import ANNA, HEADERS, Case
from tests.typing_commands import type_as_is


@pytest.mark.parametrize("form_id", FORM_IDS)
def test_titles_helps_and_messages_of_our_forms_have_the_printed_apostrophe(form_id: str) -> None:
    form = load_form(form_id)
    said = [form.row, *(rule.message + rule.no_column for rule in form.rules)]
    for field in form.fields:
        said += [field.label, field.short_label, field.help, field.group, field.asked_if]
    assert not [text for text in said if "'" in text]


@pytest.mark.parametrize("apostrophe", ["'", "’"])
def test_a_value_is_the_same_with_either_apostrophe_and_its_note_has_one_kind(
    case: Case, apostrophe: str
) -> None:
    status = f"Demandeur d{apostrophe}asile"
    headers, row = [*HEADERS, "Statut", f"Heures d{apostrophe}ateliers numériques"], [*ANNA, status]
    case.make({"Essai": (headers, [*row, "vingt et un"])})
    told = type_as_is(["check", "--json", "--config", str(case.folder / "config.yaml")]).stdout
    (said,) = [
        each for each in json.loads(told)["anomalies"] if each["rule"] == "number.unreadable"
    ]
    assert said["message"].startswith("Heures d’ateliers numériques")
    assert "'" not in said["message"]
    assert case.export()[0]["protection"] == "Demandeur d'asile"
