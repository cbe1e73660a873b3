"""The sentences people read, from `data/messages/`, and how values are written in them.

A code is the file's name and a key of it: `sentence("pilotage.as_of", day=day)` is the entry
`as_of` of `data/messages/pilotage.yaml`. In a sentence, `{name}` is the value as it is, and after a
colon stands how it is written:

| written as | for | reads |
| --- | --- | --- |
| `{count:ligne|lignes}` | a number and what is counted | « 2 lignes » |
| `{count:~ajoutée|ajoutées}` | only the word that agrees with the number | « ajoutées » |
| `{count:n}` | a number | « 1 234 » |
| `{share:%}`, `{amount:€}` | a share between 0 and 1; euros | « 54 % », « 1 235 € » |
| `{day:date}`, `{day:long}` | a date | « 12/03/2024 », « 12 mars 2024 » |
| `{names:list}` | several names | « a, b et c » |
| `{name:quote}` | a text as somebody typed it | « a » |
| `{name:de}`, `{name:le}`, `{name:au}` | after de, with article, after à | « d'Un », « la CAF » |
"""

from __future__ import annotations

import functools
import string
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from forms.definition_file import DefinitionError, did_you_mean, read_yaml
from sheets_sync import french
from sheets_sync.data import DATA

_WRITTEN: Mapping[str, Callable[[Any], str]] = {
    "n": french.number,
    "%": french.percent,
    "€": french.euros,
    "date": french.day,
    "long": french.long_day,
    "list": french.listed,
    "quote": french.quoted,
    "de": french.of,
    "le": french.the,
    "au": french.to,
}
# The one thing that changes while the program runs. Sentences are asked for everywhere: to hand the
# corrections along would make them an argument of every function.
_corrected: dict[str, Any] = {}


def sentence(code: str, /, **values: object) -> str:
    """The sentence of `code` with its values, typeset; KeyError where the catalogue has none."""
    return french.typeset(_FORMATTER.vformat(entry(code), (), values))


def entry(code: str) -> Any:
    """What the catalogue has for `code`, as it is written there: the consortium's own first.

    A sentence, or for `checks` a mapping with the severity beside it.
    """
    if code in _corrected:
        return _corrected[code]
    file, _, key = code.partition(".")
    return _load(file)[key]


def correct(beside: Path) -> None:
    """Let `messages.yaml` in the folder of config replace sentences of ours, by their codes.

    The catalogue is one for the program, as its language is: a call takes the earlier one back.

    Raises:
        DefinitionError: a code that no sentence has, or a value that its sentence is not given.
    """
    _corrected.clear()
    file = beside / "messages.yaml"
    if not file.exists():
        return
    source = read_yaml(file)
    known = codes()
    for code, text in (source.data or {}).items():
        if code not in known:
            line, hint = source.line((code,)), did_you_mean(code, known)
            raise DefinitionError(file, line, code, f"aucun message n'a ce code. {hint}")
        ours = entry(code)
        before = ours if isinstance(ours, str) else ours["message"]
        # A value that the sentence is not given would be an error on the day that it is said.
        if unknown := sorted(placeholders(str(text)) - placeholders(before)):
            hint = did_you_mean(unknown[0], sorted(placeholders(before)))
            line = source.line((code,))
            raise DefinitionError(file, line, code, f"« {unknown[0]} » n'y est pas connu. {hint}")
        _corrected[code] = str(text) if isinstance(ours, str) else {**ours, "message": str(text)}


def section(file: str) -> Mapping[str, Any]:
    """All entries of one file of the catalogue, by key, as we ship them."""
    return _load(file)


def codes() -> list[str]:
    """Every code there is."""
    found: list[str] = []
    for file in sorted((DATA / "messages").glob("*.yaml")):
        found += [f"{file.stem}.{key}" for key in _load(file.stem)]
    return found


def placeholders(text: str) -> set[str]:
    """The names of the values in a sentence."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@functools.cache
def _load(file: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = read_yaml(DATA / "messages" / f"{file}.yaml").data
    return found


class _Formatter(string.Formatter):
    """`str.format` with the ways of writing that the module's table lists."""

    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec in _WRITTEN:
            return _WRITTEN[format_spec](value)
        if format_spec.startswith("~"):
            return french.agreeing(value, *format_spec[1:].split("|"))
        if "|" in format_spec:
            return french.several(value, *format_spec.split("|"))
        return str(format(value, format_spec))


_FORMATTER = _Formatter()
