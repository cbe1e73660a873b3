"""What a form is and how it is loaded, as the rest of the program asks for it; and the messages."""

from __future__ import annotations

import functools

from forms.definition_file import Definition, read_yaml
from forms.form import Choice, Combined, Field, Form, Privacy, Rule, Severity
from forms.loading import FOLDER, FORM_IDS, form_ids, load_form
from forms.word_lists import Sensitive, load_countries, load_sensitive_words

__all__ = [
    "FORM_IDS",
    "Choice",
    "Combined",
    "Field",
    "Form",
    "Message",
    "Privacy",
    "Rule",
    "Sensitive",
    "Severity",
    "countries",
    "form_ids",
    "load_form",
    "messages",
    "sensitive",
]


class Message(Definition):
    """A sentence of the catalogue, how serious it is, and what is said instead of a personal field."""

    severity: Severity
    message: str
    private: str = ""


def countries() -> tuple[Choice, ...]:
    """Every country, by its French name, with the words staff use for it."""
    return load_countries()


@functools.cache
def sensitive() -> dict[str, Sensitive]:
    """What free text must not tell, by category."""
    return load_sensitive_words()


@functools.cache
def messages() -> dict[str, Message]:
    """The catalogue of what is said of cells, columns and tabs, by rule code."""
    source = read_yaml(FOLDER / "messages.yaml")
    return {code: Message.model_validate(entry) for code, entry in source.data.items()}
