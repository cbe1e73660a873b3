"""Columns of which one cell holds more than one field."""

from __future__ import annotations

from typing import Literal

from forms.definition_file import Definition


class Combined(Definition):
    """A column that holds several fields at once, and how it is split."""

    fields: tuple[str, ...]
    headers: tuple[str, ...]
    split: Literal["name", "name_birth", "date_place"]


class Several(Definition):
    """Columns of which one cell holds several answers: « langue, logement » under « Freins ».

    Attributes:
        topic: the answers are the fields of this topic, by their titles.
        answered, none: the roles of what a field is that is named, and where a cell says « none ».
    """

    headers: tuple[str, ...]
    topic: str
    answered: str
    none: str
