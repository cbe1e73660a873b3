"""A form on paper, for interviews: its questions by group, with boxes to tick."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from forms.form import Field, Form
from sheets_sync.catalogue import sentence
from sheets_sync.documents.templates.fill import fill, find_template

TEMPLATE = "formulaire.docx"
MOST_BOXES = 20
"""A list with more choices gets a line to write on instead of boxes to tick."""
_NBSP = "\u00a0"
_LINE = "…" * 20
_BLANKS = {
    "date": "…… / …… / …………",
    "number": "…………",
    "integer": "…………",
    "postal_code": "▢ ▢ ▢ ▢ ▢",
    "pass_iae": "▢▢▢▢▢ ▢▢ ▢▢▢▢▢",
}


def paper_form(form: Form, programme: str, siae: Sequence[str], folder: Path) -> bytes:
    """The form as `.docx`; raises `Refusal` where the template has a mistake.

    Args:
        siae: the members' names, which some questions offer.
        folder: that of config, where the consortium may have a template of its own.
    """
    by_group = itertools.groupby(form.fields, lambda field: field.group)
    groups = [_group_context(group or form.label, fields, siae) for group, fields in by_group]
    context: dict[str, Any] = {
        "titre": form.label,
        "intitule": f"{form.label}, {programme}",
        "ligne": form.row,
        "programme": programme,
        "groupes": groups,
    }
    return fill(find_template(folder, TEMPLATE), context)


def _group_context(title: str, fields: Iterable[Field], siae: Sequence[str]) -> dict[str, Any]:
    return {"titre": title, "questions": [_question_row(field, siae) for field in fields]}


def _question_row(field: Field, siae: Sequence[str]) -> dict[str, str]:
    return {
        "libelle": field.label + " *" * field.required,
        "aide": " ".join(filter(None, [field.asked_if, field.help_on_phone or field.help])),
        "reponse": _room_to_answer(field, siae),
    }


def _room_to_answer(field: Field, siae: Sequence[str]) -> str:
    choices = list(field.offered(siae) or field.listed)
    if field.type == "yes_no":
        choices.append(sentence("documents.does_not_know"))
    if choices and len(choices) <= MOST_BOXES:
        # A box stays on one line with its answer.
        return "   ".join(f"☐ {choice}".replace(" ", _NBSP) for choice in choices)
    return f"{_BLANKS.get(field.type, _LINE)} {field.unit}".rstrip()
