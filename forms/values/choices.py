"""Read values of a list, however spelt.

A choice is read only where every word of the cell is accounted for: its own words, words known to
change nothing, a number with a unit that has a field of its own. A word of the list inside a
longer text is a suggestion, never a value: « B1 raté » is no B1, « non francophone » no « non ».
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from forms.choice import Choice, key_for
from forms.form import Field
from forms.values.cells import Cell, Reader, Reading, ReadingContext, shown
from forms.values.spellings import AccountedFor, Spellings, has_sense_sign
from forms.words import NO, YES, squeeze

SEVERAL = " ; "
"""Between the values of a field that has several."""
_BETWEEN_ANSWERS = (
    re.compile(r"[;\n|•·]"),
    re.compile(r","),
    re.compile(r"[/+&]|\s[-–]\s"),
    re.compile(r"\bet\b", re.IGNORECASE),
)
"""The surest first: « droits et santé » is one answer between two commas."""
_YES_WORDS = ("oui", "o", "y", "yes", "x", "xx", "ok", "1", "vrai", "true", "v")
_NO_WORDS = ("non", "n", "no", "0", "faux", "false", "aucun", "pas", "vide")
_TICKED = frozenset({*_YES_WORDS, "✓", "✔", "☑", "✅", "√"})
_DECIMALS = re.compile(r"^([01])[.,]0+$")
_NOT_TICKED = frozenset({*_NO_WORDS, "-", "–", "✗", "✘", "☐", "❌"})


@dataclass(frozen=True)
class _Rules:
    """Rules broken by a cell of a list: not known at all, or not understood as a whole."""

    unknown: str
    suggested: str
    detail: Mapping[str, str]


def choice_reader(field: Field) -> Reader:
    """A value of the field's own list."""
    allowed = ", ".join(choice.value for choice in field.options)
    rules = _Rules("choice.unknown", "choice.suggested", {"allowed": allowed})
    spellings = Spellings(
        field.options, field.side_words, field.details_after, field.numbers, _YES_OR_NO
    )
    return _waiting(field, _list_reader(spellings, rules))


def _waiting(field: Field, read_known: Reader) -> Reader:
    """A reader that lets values be that count nowhere, as said or as nobody said yet how."""
    key = key_for((*field.undecided, *field.uncounted))
    rules = {key(value): "choice.added" for value in field.undecided}
    rules |= {key(value): "choice.not_counted" for value in field.uncounted}
    if not rules:
        return read_known

    def read(cell: Cell) -> Reading:
        rule = rules.get(key(shown(cell)))
        if rule is not None:
            return Reading(None, rule)
        return read_known(cell)

    return read


def choices_reader(field: Field) -> Reader:
    """Several values of the field's own list, as « A ; B » in the order of the list.

    Each answer must be one value, whole: where one is not, none of the cell counts.
    """
    read_one = choice_reader(field)
    order = {choice.value: position for position, choice in enumerate(field.options)}

    @functools.cache
    def read_text(text: str) -> Reading:
        whole = read_one(text)
        if whole.value is not None and whole.rule is None:
            return whole
        parts = split_answers(text, lambda part: read_one(part).value is not None)
        readings = [read_one(part) for part in parts]
        problem = next((reading for reading in readings if reading.value is None), None)
        if problem is not None:
            return problem
        values = sorted({str(reading.value) for reading in readings}, key=order.__getitem__)
        return Reading(SEVERAL.join(values), next((r.rule for r in readings if r.rule), None))

    def read(cell: Cell) -> Reading:
        return read_text(shown(cell))

    return read


def parted_as(value: str, cells: Iterable[Cell]) -> str:
    """Several answers with « , » between them where all other cells of their column have that.

    The chips of a Google drop-down know no other sign: « A ; B » would be one wrong answer there.
    """
    texts = [shown(cell) for cell in cells]
    has_commas = any(", " in text for text in texts) and not any(";" in text for text in texts)
    # An answer with a comma in it would fall in two.
    if not has_commas or "," in value:
        return value
    return value.replace(SEVERAL, ", ")


def split_answers(text: str, is_answer: Callable[[str], bool]) -> list[str]:
    """« droits et santé ; logement, budget » → its answers; what is one is not cut further."""
    if is_answer(text):
        return [text]
    for separator in _BETWEEN_ANSWERS:
        parts = [part for part in separator.split(text) if squeeze(part)]
        if len(parts) > 1:
            answers = (split_answers(part, is_answer) for part in parts)
            return list(chain.from_iterable(answers))
        text = parts[0] if parts else text
    return [text]


def country_reader(field: Field) -> Reader:
    """A country, by its name or by what its people are called."""
    rules = _Rules("country.unknown", "country.suggested", {})
    return _list_reader(Spellings(field.countries, field.side_words), rules)


def siae_reader(context: ReadingContext) -> Reader:
    """A member of the consortium."""
    members = [Choice(value=name) for name in context.siae]
    rules = _Rules("siae.unknown", "choice.suggested", {"allowed": ", ".join(context.siae)})
    return _list_reader(Spellings(members), rules)


def yes_no_reader(field: Field) -> Reader:
    """« oui » or « non », from all that is written or ticked for them."""
    answers = (
        Choice(value=YES, aliases=_spelt_once((*_TICKED, *field.means_yes))),
        Choice(value=NO, aliases=_spelt_once((*_NOT_TICKED, *field.means_no))),
    )
    spellings = Spellings(answers, field.side_words)
    unknown = Reading(None, "yes_no.unknown")

    @functools.cache
    def read_words(text: str) -> Reading:
        value = spellings.exact_value(text)
        if value is not None:
            return Reading(value)
        accounted = spellings.account_for(text)
        if accounted is None or len(accounted.values) != 1:
            return unknown
        return Reading(accounted.values[0], "choice.similar", {"read": accounted.values[0]})

    def read(cell: Cell) -> Reading:
        if isinstance(cell, bool):
            return Reading(YES if cell else NO)
        return read_words(shown(cell))

    return read


def ticked(cell: Cell) -> bool | None:
    """True for a ticked tick-box, False for one that is not (or empty), None for anything else."""
    if isinstance(cell, bool):
        return cell
    # Some programs write no number without decimals.
    text = _DECIMALS.sub(r"\1", shown(cell))
    word = squeeze(text)
    if not word or word in _NOT_TICKED:
        return False
    if has_sense_sign(text):
        return None
    if word in _TICKED:
        return True
    return None


_YES_OR_NO = frozenset({*_YES_WORDS, *_NO_WORDS})


def _spelt_once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple({squeeze(word): word for word in words}.values())


def _list_reader(spellings: Spellings, rules: _Rules) -> Reader:
    @functools.cache
    def read_text(text: str) -> Reading:
        return _read_text(spellings, rules, text)

    def read(cell: Cell) -> Reading:
        if isinstance(cell, bool):
            return read_text("vrai" if cell else "faux")
        return read_text(shown(cell))

    return read


def _read_text(spellings: Spellings, rules: _Rules, text: str) -> Reading:
    value = spellings.exact_value(text)
    if value is not None:
        return Reading(value)
    asked = spellings.asked_about(text)
    if asked and spellings.is_imprecise(text):
        return Reading(None, "choice.imprecise", {"candidates": " ou ".join(asked)})
    if asked:
        return _asked(asked, rules)
    accounted = spellings.account_for(text)
    if accounted is not None:
        return _accounted(accounted, rules)
    misspelt = spellings.misspelt(text)
    if misspelt is not None:
        return Reading(misspelt, "choice.similar", {"read": misspelt})
    return _asked(spellings.mentioned(text) or spellings.nearest(text), rules)


def _accounted(accounted: AccountedFor, rules: _Rules) -> Reading:
    """Every word is accounted for: one value, with a remark where more than it was written."""
    if len(accounted.values) > 1:
        return _asked(accounted.values, rules)
    value = accounted.values[0]
    if accounted.remark:
        return Reading(value, "choice.similar", {"read": value}, accounted.also)
    return Reading(value, also=accounted.also)


def _asked(candidates: Sequence[str], rules: _Rules) -> Reading:
    """No value, and the values among which to choose, if any is known."""
    if not candidates:
        return Reading(None, rules.unknown, rules.detail)
    if len(candidates) > 1:
        return Reading(None, "choice.ambiguous", {"candidates": " ou ".join(candidates)})
    return Reading(None, rules.suggested, {"read": candidates[0]})
