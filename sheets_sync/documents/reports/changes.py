"""Changes to a report of a period that is over, if it were made today."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sheets_sync.catalogue import sentence
from sheets_sync.errors import Refusal

_WITH_OWN_TITLES = "publics"
# The sections of a report's context that hold figures.
_SECTIONS = (
    "accompagnees",
    _WITH_OWN_TITLES,
    "siae",
    "parcours",
    "freins",
    "resultats",
    "indicateurs",
    "actions",
    "budget",
)
_NAMED_BY = ("nom", "titre", "ligne", "type")
"""The keys that name a row; its other keys are values, but for the texts of the next."""
_TEXTS = (
    *("definition", "part", "objectif", "explication", "effectif", "jour"),
    *("etat", "atteint", "dessin", "ensemble", "ecart_temps", "hors_rythme"),
)
_PLAIN_VALUES = ("nombre", "valeur")
"""The values that need no name beside their row's."""


def differences(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """« Résultats, Taux de sorties positives : 56 % → 54 % », one each figure that has changed.

    Args:
        then: the context that the report was made from. now: the one it would be made from today.
    """
    before, after = dict(_figures(then)), dict(_figures(now))
    absent = sentence("report.absent")
    return [
        f"{label} : {before.get(label) or absent} → {after.get(label) or absent}"
        for label in dict.fromkeys([*before, *after])
        if _as_printed(before.get(label, "")) != _as_printed(after.get(label, ""))
    ]


def _as_printed(text: str) -> str:
    """A text whose spaces are all alike: a version that breaks no line there changes no figure."""
    return " ".join(text.split())


def corrected(file: str, then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What a correction of the report `file` puts right: its figures, then its sentences.

    Raises:
        Refusal: nothing, and the one correction would be spent on it.
    """
    changed = differences(then, now)
    for texts in ("phrases", "faits"):
        told = set(map(_as_printed, then.get(texts, ())))
        changed += [line for line in now[texts] if _as_printed(line) not in told]
    if not changed:
        raise Refusal("report.nothing_to_correct", name=file)
    return changed


def _figures(context: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every figure of a report, by what a reader would call it."""
    for section in _SECTIONS:
        label = ""
        if section != _WITH_OWN_TITLES:
            label = sentence(f"report.{section}")
        yield from _figures_below(context.get(section, ()), label)


def _figures_below(value: Any, label: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        yield from _in_row(value, label)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for part in value:
            yield from _figures_below(part, label)
    else:
        yield label, str(value)


def _in_row(row: Mapping[str, Any], label: str) -> Iterator[tuple[str, str]]:
    name = next((str(row[key]) for key in _NAMED_BY if key in row), "")
    whole = ", ".join(filter(None, (label, name)))
    for key, value in row.items():
        if isinstance(value, list):
            yield from _figures_below(value, whole)
        elif key in _PLAIN_VALUES:
            yield whole, str(value)
        elif key not in (*_NAMED_BY, *_TEXTS):
            yield f"{whole} ({sentence(f'report.changed_{key}')})", str(value)
