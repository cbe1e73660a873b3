"""The words that tell whether a name in a text is a person, in `person_words.yaml`."""

from __future__ import annotations

import functools
from pathlib import Path

from forms.definition_file import Definition, parse, read_yaml

_FILE = Path(__file__).with_name("person_words.yaml")


class PersonWords(Definition):
    """The lists of person_words.yaml, folded."""

    titles: frozenset[str]
    plural_titles: frozenset[str]
    callings: frozenset[str]
    learned: frozenset[str]
    trades: frozenset[str]
    between: frozenset[str]
    married: frozenset[str]
    particles: frozenset[str]
    double: frozenset[str]
    nobody: frozenset[str]
    streets: frozenset[str]
    places: frozenset[str]
    famous: frozenset[str]
    homes: frozenset[str]
    firms: frozenset[str]
    common: frozenset[str]
    offices: frozenset[str]
    services: frozenset[str]
    providers: frozenset[str]


@functools.cache
def person_words() -> PersonWords:
    """The lists, read once."""
    return parse(read_yaml(_FILE), PersonWords)


@functools.cache
def words_of_no_name() -> frozenset[str]:
    """The words that may be written with a capital and are no name of anybody."""
    known = person_words()
    lists = (known.common, known.places, known.streets, known.firms, known.titles, known.between)
    return frozenset().union(*lists)
