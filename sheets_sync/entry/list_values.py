"""Values that the coordinator adds in « Listes »: choices at once, counted once she said how."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from forms.choice import Choice, choice_spelt, key_of_choices
from forms.form import Field, Form
from forms.values import Cell, Reading, ReadingContext, reader
from forms.words import fold
from sheets_sync.catalogue import sentence
from sheets_sync.checking.anomaly import Anomaly, make_anomaly
from sheets_sync.checking.texts.nir import without_nir
from sheets_sync.consortium.entries import COORDINATION
from sheets_sync.entry.lists import Lists
from sheets_sync.entry.typed_in_lists import (
    TypedValue,
    are_lists,
    cells_of_lists,
    cells_of_own_lists,
)
from sheets_sync.generated.anomaly_rows import ADDED, COUNT_AS
from sheets_sync.people.answered_rows import answered_rows
from sheets_sync.release.people.codes import phone_numbers

_CODE = re.compile(r"\bL-([0-9A-F]{12})\b")
_REFUSED = "list.refused"
_LONGEST, _MOST = 80, 50
"""Characters of a value, and values that are added to a list: more is no list any more."""
Place = tuple[str, str]
"""A tab of lists, and the address of a cell in it."""


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
        codes: place → the code of the value that is asked about there.
        fields: code of a value that stands in the tab → a field whose list it is in.
        refusals: code of a value that stands in the tab → what is said where it can be no choice.
        notices: code of a value → the sentence on what was decided of it since the last run.
    """

    values: Sequence[ListValue] = ()
    anomalies: Sequence[Anomaly] = ()
    codes: Mapping[Place, str] = field(default_factory=dict)
    notices: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, Field] = field(default_factory=dict)
    refusals: Mapping[str, Anomaly] = field(default_factory=dict)

    def answers(self, code: str) -> list[str]:
        """What can be said of a value: the choices of its list, or that it counts nowhere."""
        choices = [choice.value for choice in self.fields[code].options]
        return [*choices, sentence("entry.list.nothing")]

    def of(self, header: str) -> list[str]:
        """Those of a list, in order."""
        return [one.value for one in self.values if fold(one.header) == fold(header)]

    def without_people(self, names_somebody: Callable[[str], bool]) -> ListValues:
        """The same, but for values that name a participant: these are refused where they stand."""
        of_people = {one.code for one in self.values if names_somebody(one.value)}
        if not of_people:
            return self
        refused = [self.refusals[code] for code in of_people if code in self.refusals]
        places = set(map(_place, refused))
        return ListValues(
            [one for one in self.values if one.code not in of_people],
            [*(each for each in self.anomalies if _place(each) not in places), *refused],
            {place: code for place, code in self.codes.items() if code not in of_people},
            {code: text for code, text in self.notices.items() if code not in of_people},
            {code: each for code, each in self.fields.items() if code not in of_people},
        )

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
        choices = tuple(_with_aliases(choice, mine) for choice in each.options)
        nowhere = [one for one in mine if not one.means]
        asked = [one.value for one in nowhere if not one.is_decided]
        return each.model_copy(
            update={
                "choices": choices,
                "added": tuple(one.value for one in mine),
                "undecided": tuple(value for value in asked if not _reads_whole(each, value)),
                "uncounted": tuple(one.value for one in nowhere if one.is_decided),
            }
        )


def read_list_values(
    tabs: Mapping[str, Sequence[Sequence[Cell]]],
    lists: Lists,
    forms: Mapping[str, Form],
    remembered: Sequence[ListValue],
    answers: Mapping[str, str],
) -> ListValues:
    """What is added to lists in these tabs, with what is remembered and answered of it.

    Args:
        tabs: tab → its rows: that of ours, and any of the staff's own that may hold lists.
        answers: code → what was typed under « Compter comme ».
    """
    reading = _ListsReading(lists, forms, remembered, answers)
    for tab, rows in tabs.items():
        cells = cells_of_lists if are_lists(rows, lists) else cells_of_own_lists
        for typed in cells(tab, rows, lists, forms):
            reading.take(typed)
    reading.ask_about_removed()
    return reading.values


class _ListsReading:
    """The tabs of lists while they are read, a cell after the other."""

    def __init__(
        self,
        lists: Lists,
        forms: Mapping[str, Form],
        remembered: Sequence[ListValue],
        answers: Mapping[str, str],
    ) -> None:
        self._lists, self._answers = lists, answers
        self._next_row: dict[str, int] = {}
        self._known = {one.code: one for one in remembered}
        self._choices = {fold(column.header): values for values, column in lists.columns.items()}
        self._fields = _fields_by_header(lists, forms)
        self._anomalies: list[Anomaly] = []
        self._notices: dict[str, str] = {}
        self._refusals: dict[str, Anomaly] = {}
        self._codes: dict[Place, str] = {}
        self._field_of: dict[str, Field] = {}

    @property
    def values(self) -> ListValues:
        """What was read."""
        known = list(self._known.values())
        return ListValues(
            known, self._anomalies, self._codes, self._notices, self._field_of, self._refusals
        )

    def take(self, typed: TypedValue) -> None:
        """Take a cell: a choice of ours, one that was added, or what cannot be one."""
        header = fold(typed.header)
        self._next_row[header] = max(typed.row + 1, self._next_row.get(header, 2))
        field = self._fields.get(fold(typed.header))
        if field is None or not field.options:
            self._take_of_closed_list(typed, field)
        elif not choice_spelt(typed.value, field.options):
            self._take_added(typed, field)
        else:
            self._keep_alias(typed, field)

    def _keep_alias(self, typed: TypedValue, field: Field) -> None:
        """Another word for a choice of ours: it counts as that, and the list keeps it."""
        key = key_of_choices(field.options)
        if key(typed.value) not in {key(choice.value) for choice in field.options}:
            one = ListValue(typed.header, typed.value)
            means = decided_as(one, typed.value, field)
            self._known.setdefault(one.code, means)

    def ask_about_removed(self) -> None:
        """Ask about values whose row is gone before it was said how they count: they are choices.

        The question stands where `setup` puts them back.
        """
        headers = {fold(column.header): column for column in self._lists.columns.values()}
        for one in list(self._known.values()):
            header = fold(one.header)
            if one.is_decided or one.code in self._field_of or header not in headers:
                continue
            row = self._next_row.get(header, 2)
            self._next_row[header] = row + 1
            column, tab = headers[header].column, self._lists.tab
            called = headers[header].header
            typed = TypedValue(tab, called, one.value, row, column, has_no_value=False)
            self._settle(one, typed, self._fields[header])

    def _take_of_closed_list(self, typed: TypedValue, field: Field | None) -> None:
        """Of the SIAE, of yes and no, nothing can be added to the list."""
        if fold(typed.value) in map(fold, self._choices[fold(typed.header)]):
            return
        rule = "list.closed"
        if field is not None and field.type == "siae":
            rule = "list.siae"
        self._tell(typed, rule, value=typed.value, header=typed.header)

    def _take_added(self, typed: TypedValue, field: Field) -> None:
        one = ListValue(typed.header, typed.value)
        if rule := self._why_no_choice(typed, field, one):
            self._tell(typed, rule, header=typed.header, value=typed.value)
            return
        if one.code in self._field_of:  # in the staff's own list as well as in ours: asked once
            return
        self._settle(self._known.get(one.code, one), typed, field)

    def _settle(self, one: ListValue, typed: TypedValue, field: Field) -> None:
        """Decide on a value as it was answered; else ask."""
        one = self._decide(one, typed, field)
        self._known[one.code] = one
        self._refusals[one.code] = self._about(typed, _REFUSED, header=typed.header)
        # « CDD 8 mois » says by itself what it counts as.
        if _reads_whole(field, one.value) and not one.is_decided:
            return
        self._field_of[one.code] = field
        if not one.is_decided:
            self._codes[typed.tab, typed.cell] = one.code
            self._ask(typed, field)

    def _why_no_choice(self, typed: TypedValue, field: Field, one: ListValue) -> str:
        """The rule that what was added goes against, "" where it may be a choice."""
        if typed.has_no_value:
            return "list.no_value"
        if _reading_of(field, typed.value).rule == "value.pending":
            return "list.pending"
        if not _may_be_choice(typed.value) or (one.code not in self._known and self._is_full(one)):
            return _REFUSED
        return ""

    def _is_full(self, one: ListValue) -> bool:
        header = fold(one.header)
        return sum(fold(other.header) == header for other in self._known.values()) >= _MOST

    def _decide(self, one: ListValue, typed: TypedValue, field: Field) -> ListValue:
        """The value with what the coordinator answered about it, which is said."""
        answer = self._answers.get(one.code, "")
        decided = decided_as(one, answer, field)
        words = {"value": typed.value, "header": typed.header}
        if decided != one and decided.means:
            self._notices[one.code] = sentence("entry.list.counts_as", **words, means=decided.means)
        elif decided != one:
            self._notices[one.code] = sentence("entry.list.counts_not", **words)
        elif answer and not one.is_decided:
            self._notices[one.code] = sentence(
                "entry.list.unknown", value=typed.value, title=COUNT_AS
            )
        return decided

    def _ask(self, typed: TypedValue, field: Field) -> None:
        self._tell(
            typed,
            ADDED,
            value=typed.value,
            header=typed.header,
            allowed=", ".join(choice.value for choice in field.options),
            title=COUNT_AS,
            nothing=sentence("entry.list.nothing"),
        )

    def _tell(self, typed: TypedValue, rule: str, **words: str) -> None:
        self._anomalies.append(self._about(typed, rule, **words))

    def _about(self, typed: TypedValue, rule: str, **words: str) -> Anomaly:
        return make_anomaly(COORDINATION, typed.tab, rule, typed.cell, typed.row, None, **words)


def read_list_answers(rows: Sequence[Sequence[Cell]]) -> dict[str, str]:
    """Code → what the coordinator typed under « Compter comme » in « Anomalies »."""
    answers: dict[str, str] = {}
    for row in answered_rows(rows, COUNT_AS):
        match, text = _CODE.search(row.code), row.text(COUNT_AS)
        if match and text and row.fits:
            answers[match[1]] = text
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


def _place(anomaly: Anomaly) -> Place:
    return anomaly.tab, anomaly.cell


def _may_be_choice(value: str) -> bool:
    """True of what a list may hold: a few words, and nothing that tells of somebody."""
    has_words = any(map(str.isalnum, value))
    has_number = any(phone_numbers(value)) or without_nir(value) != value
    return has_words and len(value) <= _LONGEST and "@" not in value and not has_number


def _reads_whole(each: Field, value: str) -> bool:
    """True of what the field understands by itself, every word of it."""
    reading = _reading_of(each, value)
    return reading.value is not None and reading.rule is None


def _reading_of(each: Field, value: str) -> Reading:
    # Of a list, nothing is read by the day.
    return reader(each, ReadingContext(date.min))(value)


def decided_as(one: ListValue, answer: str, each: Field) -> ListValue:
    """The value with what was answered about it; as it was where that is no answer."""
    if not answer:
        return one
    if fold(answer) == fold(sentence("entry.list.nothing")):
        return one._replace(means="", is_decided=True)
    meant = choice_spelt(answer, each.options)
    return one._replace(means=meant, is_decided=True) if meant else one


def _with_aliases(choice: Choice, values: Sequence[ListValue]) -> Choice:
    new = tuple(one.value for one in values if one.means == choice.value)
    if not new:
        return choice
    return choice.model_copy(update={"aliases": (*choice.aliases, *new)})
