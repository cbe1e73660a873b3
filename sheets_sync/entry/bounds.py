"""The longest text that can be entered in a field, by any way in: a phone, a card, an import."""

from __future__ import annotations

import re
from collections.abc import Mapping

from forms.form import Field, Form
from forms.values import Cell
from sheets_sync.catalogue import sentence

LONG = "commentaire"
"""The participants' field that people write sentences in; in other forms all texts are such."""
_LINE, _PAGE = 300, 3_000
"""Characters that can be entered in a field, and in one that holds sentences."""
# What a copy from a PDF or a damaged file brings along: no program shows these characters, and
# neither XML nor Google's API takes all of them (XML 1.0, § 2.2). Nor is what turns the direction
# of letters kept (U+202A to 202E, 2066 to 2069): the same name would be another one to the eye.
_CONTROL = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
# Line breaks of Word, of a printer, of old systems.
_LINE_BREAK = re.compile("[\x0b\x0c\x85\u2028\u2029]")


def most_characters(field: Field, form: Form) -> int:
    """How much can be entered in a field: a page where people write, a line elsewhere."""
    writes = field.type == "text" and (form.form != "participant" or field.id == LONG)
    return _PAGE if writes else _LINE


def without_control_characters(texts: Mapping[str, Cell]) -> dict[str, Cell]:
    """Entered texts without the characters that nobody typed."""
    return {name: _cleaned(cell) for name, cell in texts.items()}


def _cleaned(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    return _CONTROL.sub("", _LINE_BREAK.sub("\n", cell))


def texts_too_long(texts: Mapping[str, Cell], form: Form) -> dict[str, str]:
    """Field → that what is entered there is longer than anybody types."""
    return {
        field.id: sentence("entry.too_long", most=most_characters(field, form))
        for field in form.fields
        if len(str(texts.get(field.id, ""))) > most_characters(field, form)
    }
