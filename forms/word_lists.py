"""Lists of words that a consortium can correct beside config.yaml: countries, sensitive words."""

from __future__ import annotations

import functools
import re
from pathlib import Path

import pydantic

from forms.choice import Choice, ambiguity
from forms.definition_file import Definition, parse
from forms.layers import load_layers

FOLDER = Path(__file__).parent


class Countries(Definition):
    """The list of countries."""

    countries: tuple[Choice, ...]


class Sensitive(Definition):
    """A category of what free text must not tell.

    `words` are folded, and `*` at the end takes every ending; `patterns` are for the text as typed.
    """

    label: str
    words: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()

    @pydantic.field_validator("patterns")
    @classmethod
    def _patterns_hold(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"« {pattern} » n’est pas un motif lisible.") from error
        return patterns


class _SensitiveWords(pydantic.RootModel[dict[str, Sensitive]]):
    """All categories, by name."""


def load_countries(beside: Path | None = None) -> tuple[Choice, ...]:
    """Every country, by its French name, with the words staff use for it.

    Args:
        beside: the folder of config.yaml; a countries.yaml there adds to ours or replaces some.

    Raises:
        DefinitionError: a mistake in one of the files.
    """
    if beside is None or not (beside / "countries.yaml").exists():
        return _our_countries()
    return _read_countries(beside)


@functools.cache
def _our_countries() -> tuple[Choice, ...]:
    return _read_countries(None)


def _read_countries(beside: Path | None) -> tuple[Choice, ...]:
    layers = load_layers("countries.yaml", FOLDER, beside, lists={"countries": "value"})
    countries = parse(layers, Countries).countries
    problem = ambiguity(countries)
    if problem is not None:
        position, sentence = problem
        raise layers.error(("countries", position), sentence)
    return countries


def load_sensitive_words(beside: Path | None = None) -> dict[str, Sensitive]:
    """Categories of what free text must not tell; sensitive.yaml in `beside` adds or replaces.

    Raises:
        DefinitionError: a mistake in one of the files.
    """
    return parse(load_layers("sensitive.yaml", FOLDER, beside), _SensitiveWords).root
