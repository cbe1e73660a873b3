"""Columns of months that nobody can add up without asking: « FLE mars », « janv.-févr. »."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from forms.headers.claims import find_occurrences
from forms.headers.shared.repeated import are_unclear
from forms.headers.titles import Header, Titles
from forms.values import Cell
from forms.words import fold_header


class AskedMonths(NamedTuple):
    """Columns (from 0) that may be one of the fields together."""

    fields: tuple[str, ...]
    columns: tuple[int, ...]


def months_to_ask(
    words: Titles,
    headers: Sequence[Header],
    content: Sequence[Sequence[Cell]],
    free: Sequence[int],
) -> Iterator[AskedMonths]:
    """Those of the columns `free` that a person has to decide on together."""
    yield from _vague(words, headers, free)
    for name, occurrences in find_occurrences(words, headers, content, free).items():
        if words.form.field(name).repeated != "sum" or not are_unclear(occurrences):
            continue
        # « Stage 1 », « Stage 2 » over names of firms are nothing to add up
        cells = chain.from_iterable(content[each.column] for each in occurrences)
        if any(isinstance(cell, float) for cell in cells):
            yield AskedMonths((name,), tuple(each.column for each in occurrences))


def _vague(words: Titles, headers: Sequence[Header], free: Iterable[int]) -> Iterator[AskedMonths]:
    """Months of which no title says the field whole: « FLE mars »; the total alone, if there is."""
    months: dict[str, list[int]] = defaultdict(list)
    totals: dict[str, list[int]] = defaultdict(list)
    for column in free:
        qualifier = words.qualifier(fold_header(headers[column].text))
        if qualifier.rest and qualifier.kind == "month":
            months[qualifier.rest].append(column)
        elif qualifier.rest and qualifier.kind == "total":
            totals[qualifier.rest].append(column)
    for rest, columns in months.items():
        summed = (field.id for field in words.form.fields if field.repeated == "sum")
        fields = tuple(name for name in summed if words.vocabulary(name).issuperset(rest.split()))
        if fields:
            yield AskedMonths(fields, tuple(totals[rest][:1] or columns))
