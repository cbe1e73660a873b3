"""What a form is and how it is loaded, as the rest of the program asks for it; and the messages."""

from __future__ import annotations

import functools

from forms.form import Choice, Combined, Field, Form, Privacy, Rule, Severity
from forms.loading import FORM_IDS, form_ids, load_form
from forms.word_lists import Sensitive, load_sensitive_words

__all__ = [
    "FORM_IDS",
    "Choice",
    "Combined",
    "Field",
    "Form",
    "Privacy",
    "Rule",
    "Sensitive",
    "Severity",
    "form_ids",
    "load_form",
    "sensitive",
]


@functools.cache
def sensitive() -> dict[str, Sensitive]:
    """What free text must not tell, by category."""
    return load_sensitive_words()
