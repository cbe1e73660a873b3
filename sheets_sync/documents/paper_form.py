"""A form on paper, for interviews: its questions by group, with boxes to tick, from a template edited in Word."""

from __future__ import annotations

import itertools
from typing import Any

from forms.definition import Field, Form
from sheets_sync.config import Config
from sheets_sync.documents.templates.fill import fill, find_template

TEMPLATE = "formulaire.docx"
MOST_BOXES = 20
"""A list with more choices gets a line to write on instead of boxes to tick."""
_LINE = "…" * 20
_BLANKS = {
    "date": "…… / …… / …………",
    "number": "…………",
    "integer": "…………",
    "postal_code": "▢ ▢ ▢ ▢ ▢",
    "pass_iae": "▢▢▢▢▢ ▢▢ ▢▢▢▢▢",
}


def paper(form: Form, config: Config) -> bytes:
    """The form as `.docx`; raises `Refusal` where the template has a mistake."""
    groups = [
        {"titre": group or form.label, "questions": [_question(field, config) for field in fields]}
        for group, fields in itertools.groupby(form.fields, lambda field: field.group)
    ]
    context: dict[str, Any] = {
        "titre": form.label,
        "ligne": form.row,
        "programme": config.programme,
        "groupes": groups,
    }
    return fill(find_template(config.folder, TEMPLATE), context)


def _question(field: Field, config: Config) -> dict[str, str]:
    return {
        "libelle": field.label + (" *" if field.required else ""),
        "aide": field.help,
        "reponse": _answer(field, config),
    }


def _answer(field: Field, config: Config) -> str:
    choices = [choice.value for choice in field.options]
    if field.type == "yes_no":
        choices = ["oui", "non", "ne sait pas"]
    if field.type == "siae":
        choices = [member.name for member in config.siae]
    if choices and len(choices) <= MOST_BOXES:
        return "   ".join(f"☐ {choice}".replace(" ", "\u00a0") for choice in choices)
    return _BLANKS.get(field.type, _LINE) + (f" {field.unit}" if field.unit else "")
