"""Tell what an answer says that its row in the tab does not: edited since, or somebody's second.

An export has all answers each time. What a counsellor corrected in the tab since must not come back
as it was: so what an answer said when it was brought in is remembered, as keyed hashes.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Literal

from forms.form import Form
from forms.values import shown
from forms.words import fold
from sheets_sync.entry.checked_entries import check_entries
from sheets_sync.entry.identities import IDENTITY, SURE_OF_WHO, identity
from sheets_sync.entry.new_rows import EntryRow, TabEntries
from sheets_sync.errors import Refusal
from sheets_sync.history.persons.imported_answers import Marks
from sheets_sync.history.running.here import now
from sheets_sync.history.store import History
from sheets_sync.outside.answer_file import Answer, is_number
from sheets_sync.sheets.content import Content

_WHO = ""
"""Stands for the field of the mark of whose answer it is."""
_ROOT = "="
"""Stands for the field of the mark of the name that an answer has beside its number, for good."""
_FORMER = "<"
"""Before a field: for the marks of what an answer said of it before it was edited."""
_ENTRY = "date_entree"
_LENGTH = 16
Why = Literal["edited", "tab_too", "emptied", "no_column", "differs", "older"]


@dataclass(frozen=True)
class Change:
    """A field that an answer says something else of than the row that it is in.

    Attributes:
        line: of the file. cell: its address, "" where the tab has no column of its own for it.
        was, now: what stands in the tab, what the answer says.
        why: whether it was edited in the answer alone, in the tab too (then a person decides),
            or emptied there; or the tab has no cell for it; or an older export has it, as it was
            before an edit that was put in. What an answer said that nobody
            brought in, nobody knows: it differs from what was typed, and stays out.
        is_made: whether the tab gets it.
    """

    line: int
    siae: str
    tab: str
    cell: str
    row: int
    field: str
    was: Content
    now: Content
    why: Why
    is_made: bool = False


def _marks_of(
    answer: Answer, values: Mapping[str, Content], form: Form, name: str, key: bytes
) -> Marks:
    """The marks of what an answer says, of whose it is and of what it is called for good.

    Args:
        name: one of its keys: the same word in two answers has two marks.
    """
    marks = {each: _mark_of_value(key, name, each, value) for each, value in values.items()}
    marks[_WHO] = _mark_of_value(key, "", _WHO, " | ".join(identity(values, form)))
    if not is_number(answer.keys[0]):
        marks[_ROOT] = _mark_of_value(key, "", _ROOT, answer.keys[0])
    return marks


def row_of(
    values: Mapping[str, Content],
    entries: TabEntries,
    answer: str,
    marks: Marks | None,
    key: bytes | None,
) -> EntryRow | None:
    """The row that an answer is in: by whose it was when it was brought in, or by whose it is."""
    if marks is not None and key is not None:
        for who, rows in entries.by_identity.items():
            if _mark_of_value(key, "", _WHO, " | ".join(who)) == marks.get(_WHO):
                days = {_first_day_of_stay(row) for row in rows} - {""}
                days_at_import = [
                    day
                    for day in days
                    if _mark_of_value(key, answer, _ENTRY, day) == marks.get(_ENTRY)
                ]
                # The day may be what was edited in the answer: its stay is the one it had then.
                return _same_stay({_ENTRY: days_at_import[0]} if days_at_import else values, rows)
    return _same_stay(values, entries.known(values))


def _same_stay(values: Mapping[str, Content], rows: Sequence[EntryRow]) -> EntryRow | None:
    """Of the stays of a person, the one that begins as the answer says, or does not say when.

    An answer with another first day is about another stay: it changes none that is there.
    """
    entry = shown_alike(values.get(_ENTRY))
    first_days = [_first_day_of_stay(row) for row in rows]
    begun = [row for row, day in zip(rows, first_days, strict=True) if day == entry]
    if begun:
        # Namesakes without a birth may have begun on one day: nobody can tell whose the answer is.
        return begun[-1] if len({row.person for row in begun}) == 1 else None
    if entry and "" not in first_days:
        return None
    return _only(rows)


def _only(rows: Sequence[EntryRow]) -> EntryRow | None:
    if len(rows) != 1:
        return None
    return rows[0]


def _is_same_answer(
    answer: Answer, values: Mapping[str, Content], name: str, marks: Marks, key: bytes
) -> bool:
    """True if the answer that was remembered by a name of this one is this one.

    So of any name but a number, which is given only once. By a number, if what both are called for
    good is the same; where one of them is called nothing, if most of whose it is stays.
    """
    if not is_number(name):
        return True
    if _ROOT in marks and not is_number(answer.keys[0]):
        return marks[_ROOT] == _mark_of_value(key, "", _ROOT, answer.keys[0])
    known = len(_names_in(values, marks))
    return _shared_names(values, name, marks, key) >= min(SURE_OF_WHO, known)


def _names_in(values: Mapping[str, Content], marks: Marks) -> list[str]:
    return [name for name in IDENTITY if name in values and name in marks]


def _shared_names(values: Mapping[str, Content], answer: str, marks: Marks, key: bytes) -> int:
    """How much of whose an answer is was said in the remembered one too."""
    names = _names_in(values, marks)
    return sum(marks[name] == _mark_of_value(key, answer, name, values[name]) for name in names)


def _marks_of_same(
    remembered: Sequence[Marks],
    answer: Answer,
    values: Mapping[str, Content],
    name: str,
    key: bytes,
) -> Marks | None:
    """Of the answers that were remembered by a name, the marks of this one; None for none."""
    same = (marks for marks in remembered if _is_same_answer(answer, values, name, marks, key))
    return max(same, key=lambda marks: _shared_names(values, name, marks, key), default=None)


def is_edited(values: Mapping[str, Content], answer: str, marks: Marks, key: bytes) -> bool:
    """True if some of what an answer says is not what it said when it was brought in."""
    return any(
        marks.get(name) != _mark_of_value(key, answer, name, values[name]) for name in values
    )


def _first_day_of_stay(row: EntryRow) -> str:
    """The day that a stay begins, as values have it: in a sheet it may have a time."""
    cell = row.texts.get(_ENTRY)
    if isinstance(cell, datetime):
        return shown_alike(cell.date())
    return shown_alike(cell)


def _with_former(marks: Marks, before: Marks) -> Marks:
    """The marks of an answer, with those of what it said of a field before it was edited."""
    former = {}
    for name, mark in before.items():
        if not name.startswith(_FORMER):
            known = [*before.get(_FORMER + name, "").split(), mark]
            former[_FORMER + name] = " ".join(each for each in known if each != marks.get(name))
    return {**marks, **{name: text for name, text in former.items() if text}}


class AnswerMemory:
    """Answers that earlier runs brought in, and the secret that its marks are made with.

    An answer is not known again where it is asked for again.
    """

    def __init__(
        self, form: Form, history: History, answers: Sequence[Answer], again: Collection[int]
    ) -> None:
        self.form, self._again, self._imported = form, again, history.imported
        keys = list(chain.from_iterable(answer.keys for answer in answers))
        self._known = self._imported.known(form.form, keys)
        self._marks = self._imported.said(form.form, keys)
        self.key: bytes | None = None
        with contextlib.suppress(Refusal):
            self.key = history.register.key()

    def has_by_name(self, answer: Answer) -> bool:
        """True if an earlier run brought in an answer of that name, which is no mere number."""
        named = {key for key in answer.keys if not is_number(key)}
        return answer.line not in self._again and not self._known.isdisjoint(named)

    def knows(self, answer: Answer, values: Mapping[str, Content]) -> bool:
        """True if an earlier run brought an answer in, whatever was edited in it since."""
        known = (key for key in answer.keys if key in self._known)
        return answer.line not in self._again and any(
            key not in self._marks or self._of(answer, values, key) is not None for key in known
        )

    def marks(self, answer: Answer, values: Mapping[str, Content]) -> tuple[str, Marks | None]:
        """The key that an answer was remembered by, and what it said then."""
        for key in answer.keys:
            if (marks := self._of(answer, values, key)) is not None:
                return key, marks
        return answer.keys[0], None

    def _of(self, answer: Answer, values: Mapping[str, Content], key: str) -> Marks | None:
        """What an answer said when it was remembered by a key; None where it was not."""
        if self.key is None:
            return None
        return _marks_of_same(self._marks.get(key, ()), answer, values, key, self.key)

    def is_edited(self, answer: Answer, values: Mapping[str, Content]) -> bool:
        """True if an answer is known to say something else than when it was brought in."""
        key, marks = self.marks(answer, values)
        if marks is None or self.key is None:
            return False
        return is_edited(values, key, marks, self.key)

    def save(self, brought: Sequence[tuple[Answer, Mapping[str, Content]]], copy: str) -> None:
        """Keep which answers are in, what they say, and which copy is from just before."""
        keys = list(chain.from_iterable(answer.keys for answer, _ in brought))

        def said(secret: bytes) -> dict[str, Sequence[Marks]]:
            marks = {key: self._marks.get(key, ()) for key in keys}
            for answer, values in brought:
                for key in answer.keys:
                    before = _marks_of_same(marks[key], answer, values, key, secret)
                    others = [each for each in marks[key] if each is not before]
                    now_said = _marks_of(answer, values, self.form, key, secret)
                    marks[key] = [_with_former(now_said, before or {}), *others]
            return marks

        self._imported.save(self.form.form, keys, now().date(), copy, said)


class AnswerDifferences:
    """Compares the answers for a tab with its rows."""

    def __init__(self, entries: TabEntries, siae: str, key: bytes | None) -> None:
        self._entries, self.siae, self._key = entries, siae, key

    def changes(
        self,
        line: int,
        answer: str,
        values: Mapping[str, Content],
        row: EntryRow,
        marks: Marks | None,
    ) -> Iterator[Change]:
        """Values of an answer that differ from its row; with `marks`, only those edited since."""
        entries = self._entries
        [here] = check_entries([row.texts], entries.form, entries.grid.tab, entries.context)
        fields = [field.id for field in entries.form.fields]
        for name in fields:
            is_known = marks is not None and self._key is not None
            was_said = marks.get(name) if marks is not None else None
            if name not in values and not (is_known and was_said):
                continue
            now, was = values.get(name), here.values.get(name, shown(row.texts.get(name, "")))
            if is_known and was_said == self._mark(answer, name, now):
                continue
            if fold(shown_alike(now)) == fold(shown_alike(was)) and name in values:
                continue
            why: Why = "edited"
            if entries.lacks([name], row.row):
                why = "no_column"
            elif name not in values:
                why = "emptied"
            elif not is_known:
                why = "differs"
            elif marks and self._mark(answer, name, now) in marks.get(_FORMER + name, "").split():
                why = "older"
            elif (was_said or self._mark(answer, name, None)) != self._mark(answer, name, was):
                why = "tab_too"
            # 0 is an answer; an empty cell is none.
            was = None if was == "" else was
            cell = "" if why == "no_column" else entries.table.address(name, row.row)
            yield Change(line, self.siae, entries.grid.tab, cell, row.row, name, was, now, why)

    def _mark(self, answer: str, name: str, value: Content) -> str:
        return _mark_of_value(self._key or b"", answer, name, value)


def shown_alike(value: object) -> str:
    """A value as it is compared: a whole number and a text of its figures are alike."""
    if value is None or value == "":
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _mark_of_value(key: bytes, answer: str, name: str, value: object) -> str:
    text = "\0".join((answer, name, shown_alike(value)))
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:_LENGTH]
