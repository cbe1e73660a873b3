"""Columns as config names them: by title, by letter, or several as one: `sum(W:Z)`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from forms.form import Field
from forms.headers.matching import letters
from forms.headers.shared.repeated import Repeated, RepeatedHow
from forms.headers.titles import Header
from forms.words import clean, fold_header

_CALL = re.compile(r"(sum|last|first)\((.+)\)")
_LETTERS = re.compile(r"[A-Za-z]{1,2}")
_BETWEEN_COLUMNS = re.compile(r"[+,;:]")
_CALLS: Mapping[str, RepeatedHow] = {"sum": "sum", "last": "last", "first": "first"}


class NamedColumns:
    """Columns by their titles as typed, by their letters, and by what their titles say."""

    def __init__(self, headers: Sequence[Header]) -> None:
        self.headers = headers
        self._of_title = Counter(fold_header(header.written) for header in headers)
        self._alike = Counter(headers)
        self.letters = {letters(column): column for column in range(len(headers))}
        self.titles: dict[str, int] = {}
        self.typed: dict[str, int] = {}
        for column, header in enumerate(headers):
            if header.label:
                self.typed.setdefault(clean(header.written), column)
                self.titles.setdefault(fold_header(header.written), column)
        # a title under its group's says more than the same title elsewhere
        self.titles |= {
            fold_header(f"{header.group} {header.label}"): column
            for column, header in enumerate(headers)
            if header.group and not header.typed
        }

    def name(self, column: int) -> str:
        """Name of a column for config: a title that leads to it alone, or else its letter.

        A title stays with its column where another is inserted before it.
        """
        header = self.headers[column]
        titles = [header.written] if self._of_title[fold_header(header.written)] == 1 else []
        if header.group and not header.typed and self._alike[header] == 1:
            titles.append(f"{header.group} {header.label}")
        for title in titles:
            if not _BETWEEN_COLUMNS.search(title) and self.column(title) == column:
                return clean(title)
        return letters(column)

    def repeated(self, field: Field, written: str) -> Repeated | None:
        """`sum(W:Z)`, `last(G+I)`; None for anything else, or where a column is not there."""
        call = _CALL.fullmatch(written.strip())
        if call is None:
            return None
        how: RepeatedHow = _CALLS[call[1]]
        columns: list[int] = []
        for part in re.split(r"[+,;]", call[2]):
            ends = [self.column(end) for end in part.split(":")]
            if None in ends or len(ends) > 2:
                return None
            first, last = (end for end in (ends[0], ends[-1]) if end is not None)
            columns += range(first, last + 1)
        ranks = tuple(range(1, len(columns) + 1))
        return Repeated(field, tuple(columns), ranks, how) if columns else None

    def column(self, written: str) -> int | None:
        """The column that config names « Né le » or « F »; None if there is none.

        « H » is the eighth column, and no abbreviation of « Heures ».
        """
        written = clean(written)
        # « H » and « F » are titles of columns to tick, too: in config a letter is always a place.
        if written in self.letters:
            return self.letters[written]
        if written in self.typed:
            return self.typed[written]
        if _LETTERS.fullmatch(written):
            return self.letters.get(written.upper())
        return self.titles.get(fold_header(written), self.letters.get(written.upper()))


def distinct_titles(titles: Mapping[int, str], others: Iterable[str] = ()) -> dict[int, str]:
    """Column → its title, and its letter where one before it, or one of `others`, is the same."""
    taken = set(others)
    names: dict[int, str] = {}
    for column, title in titles.items():
        name = f"{title} ({letters(column)})" if title in taken else title
        names[column] = name
        taken.add(name)
    return names
