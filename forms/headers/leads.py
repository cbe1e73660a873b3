"""Titles that lead others: « Formation | Début | Fin » are the dates of the course."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from forms.form import Field
from forms.headers.titles import UNDER_GROUP, Header, Titles
from forms.words import fold_header

_NAMES = frozenset({"nom", "prenom"})


class Leads:
    """Subject of a column by the titles at its left and the groups."""

    def __init__(self, words: Titles, headers: Sequence[Header]) -> None:
        self._words, self._headers = words, headers
        names = self._names_by_group()
        own = next(iter(names), "")
        taken = names.get(own, set())
        self._others = {group for group, held in names.items() if group != own and held & taken}
        neutral = words.lists.neutral
        self._own = own if own and neutral.issuperset(fold_header(own).split()) else ""

    def is_of_other_person(self, column: int, field: Field) -> bool:
        """True of a column under a group title that has a name as the participant's group has."""
        group = self._headers[column].group
        return group in self._others and not self._says_same(group, field)

    def may_be_of_other_person(self, column: int, field: Field) -> bool:
        """True of what is said of a person beside a group that says « Salarié » of its own."""
        group = self._headers[column].group
        if not self._own or group in ("", self._own) or not self._words.groups.is_of_people(field):
            return False
        return not self._says_same(group, field)

    def is_of_something_else(self, column: int, field: Field) -> bool:
        """True of dates of a contract whose title says little, after a title of something else."""
        if not self._hangs_on_lead(column, field):
            return False
        lead = self._lead(column)
        if lead is None:
            return False
        qualifier = self._words.qualifier(fold_header(self._headers[lead].label))
        words = qualifier.rest.split()
        if qualifier.kind == "amendment" or self._words.groups.says_same(words, field):
            return False
        if self._words.groups.is_other(words):
            return True
        is_known = self._words.score(self._headers[lead])[1] >= UNDER_GROUP
        return not is_known and self._words.lists.changes_sense(words, field)

    def goes_on(self, first: int, column: int, field: Field) -> bool:
        """True if a column with the title of `first` is the next contract, and nothing else's.

        Between the two stand columns of contracts alone, or one of an amendment.
        """
        if not self._hangs_on_lead(column, field):
            return True
        lead = self._lead(column)
        if lead is None or lead == self._lead(first):
            return True
        qualifier = self._words.qualifier(fold_header(self._headers[lead].text))
        return qualifier.kind == "amendment" or self._words.groups.says_same(
            qualifier.rest.split(), field
        )

    def group_at_left(self, column: int) -> str:
        """The form's group of the nearest column at the left that has a known title."""
        for header in reversed(self._headers[:column]):
            name, score = self._words.score(header)
            if score >= UNDER_GROUP:
                return self._words.form.field(name).group
        return ""

    def _hangs_on_lead(self, column: int, field: Field) -> bool:
        header = self._headers[column]
        is_of_contract = field.type == "date" and field.repeated == "last"
        label = fold_header(header.label)
        return is_of_contract and not header.group and self._words.groups.says_little(label, field)

    def _lead(self, column: int) -> int | None:
        """The column at the left that is no date of a contract; None if there is none."""
        for before in range(column - 1, -1, -1):
            header = self._headers[before]
            name, score = self._words.score(header)
            is_known = header.label != "" and score >= UNDER_GROUP
            if header.label and not (
                is_known and self._hangs_on_lead(before, self._words.form.field(name))
            ):
                return before
        return None

    def _says_same(self, group: str, field: Field) -> bool:
        return self._words.groups.says_same(fold_header(group).split(), field)

    def _names_by_group(self) -> dict[str, set[str]]:
        """Group title → the fields of names under it, in order."""
        names: dict[str, set[str]] = defaultdict(set)
        for header in self._headers:
            held = set(self._fields(header)) & _NAMES
            if held:
                names[header.group] |= held
        return names

    def _fields(self, header: Header) -> Iterator[str]:
        combined = self._words.split(header)
        if combined is not None:
            yield from combined.fields
        yield self._words.exact.get(fold_header(header.label), "")
