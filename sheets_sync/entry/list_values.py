"""Values that the coordinator adds in « Listes »: choices at once, counted once she said how."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from forms.choice import Choice
from forms.form import Field, Form
from forms.values import Cell, shown
from forms.words import clean, fold, squeeze
from sheets_sync.catalogue import sentence
from sheets_sync.checking.anomaly import Anomaly, make_anomaly
from sheets_sync.checking.texts.nir import without_nir
from sheets_sync.consortium.entries import COORDINATION
from sheets_sync.entry.lists import Lists
from sheets_sync.generated.anomaly_rows import ADDED, COUNT_AS
from sheets_sync.people.answers import CODE, find_header
from sheets_sync.reading.table import cell_address

_CODE = re.compile(r"\bL-([0-9A-F]{12})\b")
_LONGEST, _MOST = 80, 50
"""Characters of a value, and values that are added to a list: more is no list any more."""


class ListValue(NamedTuple):
    """A value that was added to a list.

    Attributes:
        header: that of the list in its tab.
        means: the choice that it counts as; "" where it counts nowhere.
        is_decided: whether the coordinator said so.
    """

    header: str
    value: str
    means: str = ""
    is_decided: bool = False

    @property
    def code(self) -> str:
        """What it is known by, in Anomalies and in the memory."""
        digest = hashlib.sha256(f"{fold(self.header)} | {fold(self.value)}".encode())
        return digest.hexdigest()[:12].upper()


@dataclass(frozen=True)
class ListValues:
    """All values that were added, those of earlier runs whose row is gone among them.

    Attributes:
        anomalies: the questions, and what cannot be a choice, each at its cell.
        codes: cell → the code of the value that is asked about there.
        notices: sentences on what was decided since the last run.
    """

    values: Sequence[ListValue] = ()
    anomalies: Sequence[Anomaly] = ()
    codes: Mapping[str, str] = field(default_factory=dict)
    notices: Sequence[str] = ()

    def of(self, header: str) -> list[str]:
        """Those of a list, in order."""
        return [one.value for one in self.values if fold(one.header) == fold(header)]

    def widened(self, form: Form, lists: Lists) -> Form:
        """The form that understands them: as the choice that each means, or as not decided yet."""
        if not self.values:
            return form
        return form.with_fields([self._widened(each, lists) for each in form.fields])

    def _widened(self, each: Field, lists: Lists) -> Field:
        column = lists.columns.get(lists.offered(each)) if each.options else None
        mine = [one for one in self.values if column and fold(one.header) == fold(column.header)]
        if not mine:
            return each
        means = {squeeze(one.value): one.means for one in mine if one.means}
        choices = tuple(_with_aliases(choice, mine) for choice in each.options)
        undecided = tuple(one.value for one in mine if squeeze(one.value) not in means)
        return each.model_copy(update={"choices": choices, "undecided": undecided})


def read_list_values(
    tab: str,
    rows: Sequence[Sequence[Cell]],
    lists: Lists,
    forms: Mapping[str, Form],
    remembered: Sequence[ListValue],
    answers: Mapping[str, str],
) -> ListValues:
    """What is added to the lists of a tab, with what is remembered and answered of it.

    Args:
        rows: those of the tab « Listes ».
        answers: code → what was typed under « Compter comme ».
    """
    known = {one.code: one for one in remembered}
    anomalies: list[Anomaly] = []
    notices: list[str] = []
    codes: dict[str, str] = {}
    choices = {fold(c.header): values for values, c in lists.columns.items()}
    fields = _fields_by_header(lists, forms)
    for header, value, row, column in _cells_of_lists(rows, lists):
        cell = cell_address(column, row)
        each = fields.get(fold(header))
        if each is None or not each.options:
            if fold(value) not in map(fold, choices[fold(header)]):
                rule = "list.siae" if each is not None and each.type == "siae" else "list.closed"
                anomalies.append(_list_anomaly(tab, rule, cell, row, value=value, header=header))
            continue
        if squeeze(value) in _squeezed_spellings(each):
            continue
        one = ListValue(header, value)
        count = sum(fold(other.header) == fold(header) for other in known.values())
        if not _may_be_choice(value) or (one.code not in known and count >= _MOST):
            anomalies.append(_list_anomaly(tab, "list.refused", cell, row, header=header))
            continue
        one = known.get(one.code, one)
        answered = answers.get(one.code, "")
        decided = _decided(one, answered, each)
        if decided != one:
            code = "counts_as" if decided.means else "counts_not"
            notices.append(
                sentence(f"entry.list.{code}", value=value, header=header, means=decided.means)
            )
        elif answered and not one.is_decided:
            notices.append(sentence("entry.list.unknown", value=value, title=COUNT_AS))
        known[one.code] = decided
        if not decided.is_decided:
            codes[cell] = one.code
            allowed = ", ".join(choice.value for choice in each.options)
            words = {"value": value, "header": header, "allowed": allowed, "title": COUNT_AS}
            words["nothing"] = sentence("entry.list.nothing")
            anomalies.append(_list_anomaly(tab, ADDED, cell, row, **words))
    return ListValues(list(known.values()), anomalies, codes, notices)


def read_list_answers(rows: Sequence[Sequence[Cell]]) -> dict[str, str]:
    """Code → what the coordinator typed under « Compter comme » in « Anomalies »."""
    header = find_header(rows, COUNT_AS, CODE)
    if header is None:
        return {}
    answer, code = rows[header].index(COUNT_AS), rows[header].index(CODE)
    answers: dict[str, str] = {}
    for row in rows[header + 1 :]:
        found, text = _CODE.search(str(row[code])), clean(str(row[answer]))
        if found and text:
            answers[found[1]] = text
    return answers


def _fields_by_header(lists: Lists, forms: Mapping[str, Form]) -> dict[str, Field]:
    """Header of a list → a field that offers it."""
    fields: dict[str, Field] = {}
    for form in forms.values():
        for each in form.fields:
            column = lists.columns.get(lists.offered(each))
            if column is not None:
                fields.setdefault(fold(column.header), each)
    return fields


def _cells_of_lists(
    rows: Sequence[Sequence[Cell]], lists: Lists
) -> Iterator[tuple[str, str, int, int]]:
    """Header, text, row (from 1) and column (from 0) of each cell under a header of ours.

    None of a tab that is the staff's own: ours is known by its first headers, as `setup` knows it.
    """
    first = [column.header for column in lists.columns.values()][:3]
    if not rows or list(rows[0][:3]) != first:
        return
    headers = {fold(column.header): column.header for column in lists.columns.values()}
    for column, header in enumerate(rows[0]):
        name = headers.get(fold(shown(header)))
        if name is None:
            continue
        for number, row in enumerate(rows[1:], 2):
            text = clean(shown(row[column])) if column < len(row) else ""
            if text:
                yield name, text, number, column


def _squeezed_spellings(each: Field) -> set[str]:
    return {squeeze(word) for choice in each.options for word in choice.spellings}


def _may_be_choice(value: str) -> bool:
    """True of what a list may hold: a few words, and nothing that tells of somebody."""
    has_words = any(map(str.isalnum, value))
    return has_words and len(value) <= _LONGEST and "@" not in value and without_nir(value) == value


def _decided(one: ListValue, answer: str, each: Field) -> ListValue:
    """The value with what was answered about it; as it was where that is no answer."""
    if not answer:
        return one
    if fold(answer) == fold(sentence("entry.list.nothing")):
        return one._replace(means="", is_decided=True)
    for choice in each.options:
        if squeeze(answer) in {squeeze(word) for word in choice.spellings}:
            return one._replace(means=choice.value, is_decided=True)
    return one


def _with_aliases(choice: Choice, values: Sequence[ListValue]) -> Choice:
    new = tuple(one.value for one in values if one.means == choice.value)
    if not new:
        return choice
    return choice.model_copy(update={"aliases": (*choice.aliases, *new)})


def _list_anomaly(tab: str, rule: str, cell: str, row: int, **words: str) -> Anomaly:
    return make_anomaly(COORDINATION, tab, rule, cell, row, None, **words)
