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
| `{@columns}` | where a person does it, from `where.yaml` | « dans la fenêtre (…), ou dans … » |
"""

from __future__ import annotations

import functools
import re
import string
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from forms.definition_file import Source, closest, did_you_mean, read_yaml
from forms.words import printed
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
# How the values of a kind can be written; the plural stands for any forms: {count:ligne|lignes}.
_PLURAL = "un|plusieurs"
_AS_IT_IS: Sequence[str] = ("",)
_TEXTS: Sequence[str] = ("", "quote", "de", "le", "au")
_ALIKE: Sequence[Sequence[str]] = (
    _TEXTS,
    ("n", _PLURAL, "", "%", "€"),
    ("date", "long"),
    ("list",),
)
_NAMES_OF_FILES = {
    name: chr(0xE000 + number)
    for number, name in enumerate(("file", "folder", "copy", "pattern", "second", "later", "lock"))
}
"""The values that name a file → what stands for each while a sentence is typeset: a character of
nobody's (Unicode's private use). « 1er novembre.xlsx » is looked for as it is spelt."""
_PLACE = re.compile(r"{@(\w+)}")
SEVERITIES = ("error", "warning", "info")
# The one thing that changes while the program runs. Sentences are asked for everywhere: to hand the
# corrections along would make them an argument of every function.
_corrected: dict[str, Any] = {}


def sentence(code: str, /, **values: object) -> str:
    """The sentence of `code` with its values, typeset; KeyError where the catalogue has none."""
    names = {name: str(values[name]) for name in values.keys() & _NAMES_OF_FILES.keys()}
    marked = {**values, **{name: _NAMES_OF_FILES[name] for name in names}}
    text = french.typeset(_FORMATTER.vformat(printed(entry(code)), (), marked))
    for name, as_it_is in names.items():
        text = text.replace(_NAMES_OF_FILES[name], as_it_is)
    return text


def entry(code: str) -> Any:
    """The catalogue's entry for `code`, as it is written there: the consortium's own first.

    A sentence, or for `checks` a mapping with the severity beside it.
    """
    if code in _corrected:
        return _corrected[code]
    file, _, key = code.partition(".")
    return _with_places(_load(file)[key])


def _with_places(written: Any) -> Any:
    """An entry with the sentences of `where.yaml` that it names."""
    if isinstance(written, Mapping):
        return {key: _with_places(value) for key, value in written.items()}
    if isinstance(written, str):
        return _PLACE.sub(lambda match: str(entry(f"where.{match[1]}")), written)
    return written


def correct_sentences(beside: Path) -> None:
    """Let `messages.yaml` in the folder of config replace sentences of ours, by their codes.

    The catalogue is one for the program, as its language is: a call takes the earlier one back.

    Raises:
        DefinitionError: a code that no sentence has, or what cannot be said in the place of ours.
    """
    _corrected.clear()
    file = beside / "messages.yaml"
    if not file.exists():
        return
    source = read_yaml(file)
    if source.data is None:
        return
    if not isinstance(source.data, dict):
        raise source.error((), sentence("definitions.not_messages"))
    _corrected.update({code: _correction(source, code) for code in source.data})


def _correction(source: Source, code: object) -> Any:
    """Read what `messages.yaml` has for a code, as an entry of the catalogue."""
    known, correction = codes(), source.data[code]
    if code not in known:
        problem = sentence("definitions.no_message", hint=_hint_of_code(str(code), known))
        raise source.error((str(code),), problem, str(code))
    ours, path = entry(str(code)), (str(code),)
    if isinstance(ours, str):
        if isinstance(correction, dict) and "severity" in correction:
            raise source.error(path, sentence("definitions.no_severity"), path[0])
        return _checked(source, path, correction, _ways_of(ours))
    if not isinstance(correction, dict):
        correction = {"message": correction}
    keys = ("message", "private", "severity", "acceptable")
    for key, value in correction.items():
        if key not in keys:
            problem = sentence("definitions.no_key", key=key, hint=did_you_mean(str(key), keys))
            raise source.error((*path, str(key)), problem, f"{code}.{key}")
        if key == "severity" and value not in SEVERITIES:
            problem = sentence("definitions.wrong_severity", value=value, known=SEVERITIES)
            raise source.error((*path, key), problem, f"{code}.{key}")
        if key not in ("severity", "acceptable"):
            # What is said instead of a personal value must not show it.
            model = ours.get(key, "{Field}")
            _checked(source, (*path, key), value, dict.fromkeys(placeholders(model), _AS_IT_IS))
    return {**ours, **correction}


def _checked(
    source: Source, path: tuple[str, ...], text: object, ways: Mapping[str, Sequence[str]]
) -> str:
    """A sentence that can be said with the values that ours is given, each written as it can be.

    Args:
        ways: the values' names → how each can be written.
    """
    if not isinstance(text, str) or not text.strip():
        raise source.error(path, sentence("definitions.not_a_sentence"), ".".join(path))
    try:
        shown = list(string.Formatter().parse(text))
    except ValueError as error:
        raise source.error(path, sentence("definitions.open_brace"), ".".join(path)) from error
    for _, name, way, conversion in shown:
        if name is None:
            continue
        if name not in ways:
            problem = sentence("definitions.no_value", name=name, hint=_hint_of_value(name, ways))
            raise source.error(path, problem, ".".join(path))
        possible = ways[name]
        if conversion or _kind_of_way(way) not in possible:
            written = [f"{{{name}:{other}}}".replace(":}", "}") for other in possible]
            problem = sentence("definitions.no_way", way=way, name=name, known=", ".join(written))
            raise source.error(path, problem, ".".join(path))
    return text


def _ways_of(ours: str) -> dict[str, Sequence[str]]:
    """The values of a sentence of ours → the ways in which each can be written, by their kind."""
    ways: dict[str, Sequence[str]] = {}
    for _, name, way, _ in string.Formatter().parse(ours):
        if name is not None:
            written = _kind_of_way(way)
            alike = next((kind for kind in _ALIKE if written in kind), _TEXTS)
            # Where one is written as it is and as a number, it is a number.
            if ways.get(name, _TEXTS) == _TEXTS:
                ways[name] = alike
    return ways


def _kind_of_way(way: str | None) -> str | None:
    """A way of writing a value, whatever the words are where it is a plural."""
    if _is_plural(way or ""):
        return _PLURAL
    return way


def _is_plural(way: str) -> bool:
    """`ligne|lignes`, or `~ajoutée|ajoutées`: one form or two, none empty."""
    forms = way.removeprefix("~").split("|")
    return ("|" in way or way.startswith("~")) and len(forms) <= 2 and bool(forms[0])


def _hint_of_code(code: str, known: Sequence[str]) -> str:
    """The nearest code; else those of its file; else the files: all codes are too many to read."""
    if closest(code, known):
        return did_you_mean(code, known)
    file = code.partition(".")[0]
    alike = [other for other in known if other.startswith(f"{file}.")]
    return did_you_mean(code, alike or sorted({f"{other.partition('.')[0]}.…" for other in known}))


def _hint_of_value(name: str, ways: Mapping[str, Sequence[str]]) -> str:
    if not ways:
        return sentence("definitions.shows_no_value")
    return did_you_mean(name, sorted(ways))


def section(file: str) -> Mapping[str, Any]:
    """All entries of one file of the catalogue, by key, as we ship them."""
    return _load(file)


def codes() -> list[str]:
    """Every code there is."""
    every_code: list[str] = []
    for file in sorted((DATA / "messages").glob("*.yaml")):
        every_code += [f"{file.stem}.{key}" for key in _load(file.stem)]
    return every_code


def placeholders(text: str) -> set[str]:
    """The names of the values in a sentence."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@functools.cache
def _load(file: str) -> Mapping[str, Any]:
    entries: Mapping[str, Any] = read_yaml(DATA / "messages" / f"{file}.yaml").data
    return entries


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
