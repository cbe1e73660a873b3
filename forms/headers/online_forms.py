"""Answers of online forms: the columns that the service adds, which tell of who answered."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from forms.headers.title_words import OnlineForms, TitleWords, technical_name
from forms.headers.titles import Header
from forms.words import fold_header


def service_columns(headers: Sequence[Header], words: TitleWords) -> frozenset[int]:
    """The columns (from 0) that a service of online forms added by itself; none elsewhere."""
    titles = [fold_header(header.label) for header in headers]
    for forms in words.online_forms:
        if forms.anywhere:
            named = _technical_columns(headers, forms)
            if len(set(named.values()) & forms.technical_marks) >= forms.at_least:
                return frozenset(named)
            continue
        columns = _columns_of(titles, forms)
        if len({titles[column] for column in columns} & forms.folded_marks) >= forms.at_least:
            return frozenset(columns)
    return frozenset()


def _technical_columns(headers: Sequence[Header], forms: OnlineForms) -> dict[int, str]:
    """Its columns → their names, as they are: « _notes » is its own, « Notes » is a question."""
    names = {column: technical_name(header.label) for column, header in enumerate(headers)}
    return {column: name for column, name in names.items() if name in forms.technical}


def _columns_of(titles: Sequence[str], forms: OnlineForms) -> list[int]:
    """Its columns as far as they stand together around a mark, each title once.

    « Nom » beside « Adresse de messagerie » is who answered; « Nom » further on is a question.
    """
    columns_found: list[int] = []
    seen: set[str] = set()
    is_own = (title in forms.folded for title in titles)
    for own, run in groupby(enumerate(is_own), key=lambda pair: pair[1]):
        columns = [column for column, _ in run]
        if not own or forms.folded_marks.isdisjoint(titles[column] for column in columns):
            continue
        for column in columns:
            if titles[column] not in seen:
                seen.add(titles[column])
                columns_found.append(column)
    return columns_found
