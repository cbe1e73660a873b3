"""While the names of a tab are not read, no text leaves: whoever is named in it is not known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import replace

from forms.form import Form
from forms.words import fold
from sheets_sync.catalogue import sentence
from sheets_sync.checking.table import CheckedTable
from sheets_sync.consortium.entries import Entries
from sheets_sync.errors import Refusal

_ROWS_OF_NOBODY = 3
"""Rows of participants with the same text from which it is a town, a job or a counsellor."""
_LONGEST_WORD = 12
"""Characters of a word that is no name and address written together."""
_FIGURES_OF_A_NUMBER = 7
"""A word with so many figures may be a phone or PASS number, or a birth date."""


def refuse_unread(entries: Entries) -> None:
    """Refuse to issue anything while somebody may be named in it who is not known."""
    if missing := entries.missing_tabs:
        raise Refusal("report.tab_missing", tabs=missing)
    if tabs := entries.tabs_without_names:
        raise Refusal("report.names_unread", tabs=tabs)


def told_of_unread(entries: Entries) -> list[str]:
    """The sentence on texts that are held back, and on reports that are not made."""
    if missing := entries.missing_tabs:
        return [sentence("monthly.texts_held_back_missing", tabs=missing)]
    if tabs := entries.tabs_without_names:
        return [sentence("monthly.texts_held_back", tabs=tabs)]
    return []


def without_texts(entries: Entries, settings: Collection[str]) -> Entries:
    """The same entries; while names are unread, without the texts that may hold them.

    Args:
        settings: what config says too: names of SIAE and funders, conventions.
    """
    if not entries.tabs_without_names:
        return entries
    known = set(map(fold, settings))
    held_back = sentence("release.held_back")
    coordination = {}
    for form_id, tables in entries.coordination.items():
        form = entries.forms[form_id]
        coordination[form_id] = [
            _with_texts_instead(table, form, known, held_back) for table in tables
        ]
    form = entries.forms["participant"]
    checked = [_with_texts_instead(table, form, known, None) for table in entries.checked]
    return replace(entries, checked=checked, coordination=coordination)


def _with_texts_instead(
    table: CheckedTable, form: Form, known: Collection[str], instead: str | None
) -> CheckedTable:
    """A table with something instead of each text in which somebody may be named."""
    values = dict(table.values)
    for field in form.fields:
        if field.type == "text" and field.privacy == "shared":
            texts = values[field.id]
            sure = {
                text for text in texts if not isinstance(text, str) or _tells_nobody(text, known)
            }
            if form.identity:
                sure |= {text for text, rows in Counter(texts).items() if rows >= _ROWS_OF_NOBODY}
            values[field.id] = [text if text in sure else instead for text in texts]
    return replace(table, values=values)


def _tells_nobody(text: str, known: Collection[str]) -> bool:
    """True of what config says too, and of a word alone, which streets and firms are called too."""
    is_number = sum(map(str.isdigit, text)) >= _FIGURES_OF_A_NUMBER
    is_word = len(text.split()) == 1 and len(text) <= _LONGEST_WORD and "@" not in text
    return (is_word and not is_number) or fold(text) in known
