"""Choices of the coordination's forms that are a consortium's own: indicators, meetings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from forms.choice import Choice
from forms.form import Form
from forms.layers import load_layers
from sheets_sync.data import DATA


def with_own_choices(
    forms: Mapping[str, Form], folder: Path, meetings: Sequence[str]
) -> dict[str, Form]:
    """The forms, « Objectifs » and « Réunions » with what config and `indicators.yaml` add to them.

    A mistake in `indicators.yaml` is told where it is read as such.
    """
    added = {
        ("objectif", "indicateur"): _own_indicators(folder),
        ("reunion", "reunion"): [Choice(value=name) for name in meetings],
    }
    result = dict(forms)
    for (form_id, field_id), choices in added.items():
        result[form_id] = _with_choices(result[form_id], field_id, choices)
    return result


def _with_choices(form: Form, field_id: str, choices: Sequence[Choice]) -> Form:
    if not form.has(field_id):
        return form
    field = form.field(field_id)
    known: set[str] = set()
    for choice in field.options:
        known.update(spelling.casefold() for spelling in choice.spellings)
    new = [choice for choice in choices if choice.value.casefold() not in known]
    if not new:
        return form
    widened = field.model_copy(update={"choices": (*field.options, *new)})
    return form.with_fields([widened if each.id == field_id else each for each in form.fields])


def _own_indicators(folder: Path) -> list[Choice]:
    """Those of the consortium's own file, by their labels."""
    if not (folder / "indicators.yaml").exists():
        return []
    data = load_layers("indicators.yaml", DATA, folder).data
    listed: Any = data.get("indicators", ()) if isinstance(data, dict) else ()
    return [
        Choice(value=str(each["label"]), aliases=(str(each["id"]),))
        for each in listed
        if isinstance(each, dict) and each.get("label") and each.get("id")
    ]
