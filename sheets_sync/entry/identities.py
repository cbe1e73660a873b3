"""Whose an entry is, as far as what is entered tells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from forms.form import Form
from forms.words import fold
from sheets_sync.sheets.content import Content

IDENTITY = ("nom", "prenom", "date_naissance")
"""Fields that tell one person from another."""
SURE_OF_WHO = 2
"""As many of these are alike where one of them was put right: namesakes, or one day, are one."""
Identity = tuple[str, ...]
"""Key that two entries share where they are one."""


def identity(values: Mapping[str, Content], form: Form) -> Identity:
    """Key of the person an entry is about; where a form is not of people, all that was entered."""
    names: Iterable[str] = (field.id for field in form.fields)
    if form.form == "participant":
        names = IDENTITY
    return tuple(fold(_as_compared(values.get(name))) for name in names)


def _as_compared(value: Content) -> str:
    if isinstance(value, datetime):
        value = value.date()
    if value is None:
        return ""
    return str(value)
