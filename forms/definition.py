"""Forms as the rest of the program asks for them: the models, and loading."""

from __future__ import annotations

from forms.form import Choice, Combined, Field, Form, Privacy, Rule, Severity
from forms.loading import FORM_IDS, form_ids, load_form

__all__ = [
    "FORM_IDS",
    "Choice",
    "Combined",
    "Field",
    "Form",
    "Privacy",
    "Rule",
    "Severity",
    "form_ids",
    "load_form",
]
