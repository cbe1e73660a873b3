"""Take persons out of the cells that leave a tab, and tell where they stand.

A field that is shared leaves its tab, so nobody may be named in it; staff do it all the same. In a
participant's row such a cell is then unknown: nothing of it leaves. In a coordination tab the text
is needed, and stays with « [nom retiré] » in it.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from forms.form import Field, Form
from forms.values import Cell, Value
from sheets_sync.catalogue import sentence
from sheets_sync.checking.anomaly import Anomaly, make_anomaly
from sheets_sync.checking.table import CheckedTable, Values
from sheets_sync.checking.texts.nir import without_nir
from sheets_sync.checking.texts.quoting import SENSITIVE
from sheets_sync.consortium.entries import Entries
from sheets_sync.errors import Refusal
from sheets_sync.french import listed
from sheets_sync.reading.listed_people import ListedPeople
from sheets_sync.reading.table import Table, cell_address
from sheets_sync.release.masking import locations_to_mask
from sheets_sync.release.people.codes import Span, contact_spans, private_contact_spans
from sheets_sync.release.people.known_people import (
    Kind,
    KnownPeople,
    Match,
    joined,
    without_matches,
)
from sheets_sync.release.people.name_index import fold_any_script
from sheets_sync.release.people.person_words import person_words

_SMALLEST_NUMBER = 1e7
"""A number cell below it has too few figures to be a phone, a PASS number or a date."""
_ROWS_OF_A_COUNSELLOR = 3
"""Rows of a tab's column with the same text from which « M. Diallo » is the counsellor: no
participant is named in so many rows of others."""
_COUNSELLOR = "referent"
_OTHER = "other"
_OF_A_COLUMN = re.compile(r" {6}\w+: ")
"""Begins a line of a proposed config that says which column a field is."""
_RULES: Mapping[tuple[bool, bool], str] = {
    (True, True): "text.person",
    (True, False): "text.maybe_person",
    (False, True): "text.person_in_sentence",
    (False, False): "text.maybe_person_in_sentence",
}
"""Whether a form's rows are persons (of others the text is repeated, but for the name), whether it
is surely one that is named → the rule."""
_UNKNOWN_TAB = "tab.unknown"
"""What the rules about tabs that config does not name begin with."""


class _Fault(NamedTuple):
    """Persons in the cell of a row, and what is left of the cell without them."""

    position: int
    matches: Sequence[Match]
    rest: Value | None


def without_people(entries: Entries, known: KnownPeople) -> Entries:
    """The same entries, nobody named in what leaves, and an anomaly for each cell that did."""
    participants = _Search(known, entries.forms["participant"], entries.checked)
    searches = {
        form_id: _Search(known, entries.forms[form_id], tables)
        for form_id, tables in entries.coordination.items()
    }
    anomalies = [
        *masked_messages(entries.anomalies, known),
        *participants.anomalies(),
        *itertools.chain.from_iterable(search.anomalies() for search in searches.values()),
    ]
    return replace(
        entries,
        checked=participants.cleaned(),
        coordination={form_id: search.cleaned() for form_id, search in searches.items()},
        anomalies=anomalies,
    )


def known_people(
    entries: Entries,
    others: Iterable[str],
    titles: Iterable[str],
    departed: KnownPeople | None = None,
) -> KnownPeople:
    """The people of all tabs, without counsellors who are called as one of them is.

    Args:
        others: names that are nobody's: of SIAE, tabs.
        titles: of the programme and its funders, nobody's either unless they surely name somebody.
        departed: those whose rows are gone.
    """
    form = entries.forms["participant"]
    known = KnownPeople.in_tables(entries.checked, form, others, entries.listed)
    known = replace(known, departed=departed)
    known = with_titles(known, titles)
    known = known.but(counsellors(known, entries.checked, form))
    return replace(known, counsellors=frozenset(_surely_counsellors(known, entries.checked)))


def with_titles(known: KnownPeople, titles: Iterable[str]) -> KnownPeople:
    """The same people; a title with « M. Diallo » in it is nobody's, one with both names is."""
    return known.but(
        [title for title in titles if not any(match.is_sure for match in known.find(title))]
    )


def counsellors(known: KnownPeople, tables: Sequence[CheckedTable], form: Form) -> Iterator[str]:
    """The texts of participants' rows that name a counsellor who is called as a participant is.

    Both names of somebody, a number, a date are never taken for a counsellor's.
    """
    fields = [field.id for field in form.fields if field.type == "text" and _leaves(field)]
    for table, field_id in itertools.product(tables, fields):
        for text, rows in Counter(table.values[field_id]).items():
            if isinstance(text, str) and rows >= _ROWS_OF_A_COUNSELLOR:
                matches = known.find(text)
                if matches and not any(match.is_sure for match in matches):
                    yield text


def _surely_counsellors(known: KnownPeople, tables: Sequence[CheckedTable]) -> Iterator[str]:
    """What stands in the column of counsellors, in rows of several others, and is a whole name.

    In a sentence it may be the participant of that name: so it is spared alone only.
    """
    for table in tables:
        texts = table.values.get(_COUNSELLOR, ())
        for text, rows in Counter(texts).items():
            if not isinstance(text, str) or rows < _ROWS_OF_A_COUNSELLOR:
                continue
            is_name = {match.kind for match in known.find(text)} == {"name"}
            if is_name and not any(_is_own_name(table, row) for row in _rows_holding(texts, text)):
                yield text


def _rows_holding(texts: Sequence[Value | None], text: str) -> Iterator[int]:
    return (row for row, typed in enumerate(texts) if typed == text)


def _is_own_name(table: CheckedTable, row: int) -> bool:
    """True where somebody's own name was filled down into the column of counsellors."""
    names = (table.values[name][row] for name in ("nom", "prenom", _COUNSELLOR))
    family, given, counsellor = (set(fold_any_script(str(name or "")).split()) for name in names)
    own = family | given
    return bool(own) and own <= counsellor


def mask_of_run(known: KnownPeople, pseudonyms: Iterable[str]) -> Callable[[str], str]:
    """A mask of the known people that leaves the run's own pseudonyms: eight letters may be a name.

    Texts repeat themselves from sheet to sheet: each is looked at once.
    """
    ours = frozenset(pseudonyms)

    @functools.cache
    def mask(text: str) -> str:
        if text in ours:
            return text
        return known.mask(text)

    return mask


def masked_messages(anomalies: Iterable[Anomaly], known: KnownPeople) -> list[Anomaly]:
    """The same anomalies; titles, texts and tabs that config does not name tell nobody's name."""
    mask = functools.cache(known.mask)
    return [masked_message(anomaly, mask) for anomaly in anomalies]


def masked_message(anomaly: Anomaly, mask: Callable[[str], str]) -> Anomaly:
    """The anomaly without a name in it; of a tab that is called after somebody, what to do."""
    tab = mask(anomaly.tab)
    # Any other tab is written to by its name, and stands in config.
    if tab == anomaly.tab or not anomaly.rule.startswith(_UNKNOWN_TAB):
        return anomaly._replace(message=mask(anomaly.message))
    # « leave » with a name taken out of it would be the name of no tab.
    return anomaly._replace(tab=tab, message=sentence("release.named_tab", tab=tab))


def told_of_settings(settings: Mapping[str, str], mask: Callable[[str], str]) -> list[str]:
    """A notice for each text of config that names somebody.

    Args:
        settings: where each stands → what it says.
        mask: takes the persons that a run knows out of a text.
    """
    return [
        # The key itself may be a name.
        sentence("release.setting", key=mask(key))
        for key, text in settings.items()
        if mask(text) != text
    ]


def refuse_named_settings(settings: Mapping[str, str], mask: Callable[[str], str]) -> None:
    """Refuse to issue anything under a title, a funder's name or key that names somebody."""
    for key, text in settings.items():
        if mask(text) != text:
            raise Refusal("report.named_setting", key=mask(key))


def refuse_named_template(
    file: str, texts: Iterable[tuple[str, str]], mask: Callable[[str], str]
) -> None:
    """Refuse to issue what is made of a template that names somebody itself.

    Args:
        texts: where each stands, and what it says.
    """
    if places := locations_to_mask(texts, lambda text: without_nir(mask(text))):
        raise Refusal("report.named_template", file=file, places=places)


def config_without_people(config: str, tables: Sequence[Table], form: Form) -> str:
    """A config that repeats no person and no contact in a comment or a title of a column.

    Args:
        tables: those of people, as they are typed; form: theirs.
    """
    people = itertools.chain.from_iterable((each.cells, each.set_aside) for each in tables)
    known = KnownPeople.in_tables((), form, listed=[ListedPeople(cells, ()) for cells in people])
    lines = config.splitlines(keepends=True)
    for at, line in enumerate(lines):
        if line.lstrip().startswith("#") or _OF_A_COLUMN.match(line):
            lines[at] = without_matches(line, _people_and_contacts(known, line, contact_spans))
    return "".join(lines)


def people_in_entry(known: KnownPeople, texts: Mapping[str, Cell], form: Form) -> dict[str, str]:
    """Field that leaves its tab → what is said where a text for it names somebody for sure."""
    messages: dict[str, str] = {}
    for field in filter(_leaves, form.fields):
        text = texts.get(field.id, "")
        if field.type != "text" or not isinstance(text, str):
            continue
        matches = known.find(text)
        if any(match.is_sure for match in matches):
            words = {**_kinds_found(matches), "help": field.help}
            messages[field.id] = make_anomaly(
                "", "", "text.person", "", None, field, **words
            ).message
    return messages


class _Search:
    """The tables of one form, searched for persons."""

    def __init__(self, known: KnownPeople, form: Form, tables: Sequence[CheckedTable]) -> None:
        self._known, self._form, self._tables = known, form, tables
        self._is_about_persons = bool(form.identity)
        self._fields = list(filter(_leaves, form.fields))
        self._matches: dict[str, Sequence[Match]] = {}
        self._faults = list(map(self._faults_by_field, tables))

    def cleaned(self) -> list[CheckedTable]:
        """The tables without what was found."""
        return [
            replace(table, values={**table.values, **dict(self._changed(table, faults))})
            for table, faults in zip(self._tables, self._faults, strict=True)
        ]

    def anomalies(self) -> Iterator[Anomaly]:
        """An error at each cell, and at each column of no field whose title names somebody."""
        for table, faults in zip(self._tables, self._faults, strict=True):
            for field in self._fields:
                yield from (self._anomaly(table, field, fault) for fault in faults[field.id])
            yield from self._in_titles(table)

    def _changed(
        self, table: CheckedTable, faults: Mapping[str, Sequence[_Fault]]
    ) -> Iterator[tuple[str, Sequence[Value | None]]]:
        for field in self._fields:
            values = table.values[field.id]
            if SENSITIVE in field.all_roles and self._is_about_persons:
                values = _without_sensitive(field, values)
            rests = {fault.position: fault.rest for fault in faults[field.id]}
            if rests:
                values = [rests.get(index, value) for index, value in enumerate(values)]
            yield field.id, values

    def _faults_by_field(self, table: CheckedTable) -> dict[str, list[_Fault]]:
        return {field.id: list(self._faults_of(table, field)) for field in self._fields}

    def _faults_of(self, table: CheckedTable, field: Field) -> Iterator[_Fault]:
        if field.type == "text":
            return self._in_texts(table, field)
        if field.type == "date":
            return self._in_dates(table, field)
        if field.type in ("number", "integer"):
            return self._in_numbers(table, field)
        return iter(())

    def _in_texts(self, table: CheckedTable, field: Field) -> Iterator[_Fault]:
        texts = table.values[field.id]
        rows_with = Counter(texts)
        for position, text in enumerate(texts):
            if not isinstance(text, str) or not table.kept[position]:
                continue
            matches = self._in_text(text)
            if not matches and rows_with[text] < _ROWS_OF_A_COUNSELLOR:
                matches = self._own_name(table.values, position, text)
            if matches:
                rest = None
                if not self._is_about_persons:
                    rest = without_matches(text, matches)
                yield _Fault(position, matches, rest)

    def _in_text(self, text: str) -> Sequence[Match]:
        """The persons in a text; equal texts are searched once."""
        if text not in self._matches:
            find = contact_spans if self._is_about_persons else private_contact_spans
            self._matches[text] = _people_and_contacts(self._known, text, find)
        return self._matches[text]

    def _own_name(self, values: Values, position: int, text: str) -> Sequence[Match]:
        """A text that is all a name of the row's own person: alone it would be anybody's."""
        if not self._is_about_persons:
            return ()
        names = {fold_any_script(str(values[name][position] or "")) for name in self._form.identity}
        folded = fold_any_script(text)
        if not folded or folded not in names or folded in person_words().common:
            return ()
        return (Match(0, len(text), "name", is_sure=False),)

    def _in_dates(self, table: CheckedTable, field: Field) -> Iterator[_Fault]:
        """Birth dates one column off: what else a day so long ago could be is rare."""
        for position, value in enumerate(table.values[field.id]):
            if isinstance(value, date) and value in self._known.births and table.kept[position]:
                yield _Fault(position, (Match(0, 0, "birth_date"),), None)

    def _in_numbers(self, table: CheckedTable, field: Field) -> Iterator[_Fault]:
        for position, value in enumerate(table.values[field.id]):
            if isinstance(value, float | int) and value >= _SMALLEST_NUMBER:
                matches = self._known.find(str(int(value)))
                if matches and table.kept[position]:
                    yield _Fault(position, matches, None)

    def _in_titles(self, table: CheckedTable) -> Iterator[Anomaly]:
        header_row = table.table.header_row
        for column, header in table.table.matching.extra.items():
            if matches := self._known.find(header):
                cell, words = cell_address(column, header_row), _kinds_found(matches)
                rule = "text.person_title"
                yield make_anomaly(table.siae, table.tab, rule, cell, header_row, None, **words)

    def _anomaly(self, table: CheckedTable, field: Field, fault: _Fault) -> Anomaly:
        row = table.table.rows[fault.position]
        is_sure = any(match.is_sure for match in fault.matches)
        rule = _RULES[self._is_about_persons, is_sure]
        words = {**_kinds_found(fault.matches), "help": field.help}
        cell = table.table.address(field.id, row)
        return make_anomaly(table.siae, table.tab, rule, cell, row, field, **words)


def _people_and_contacts(
    known: KnownPeople, text: str, find_contacts: Callable[[str], Iterable[tuple[Kind, Span]]]
) -> Sequence[Match]:
    contacts = (Match(*span, kind) for kind, span in find_contacts(text))
    return joined([*known.find(text), *contacts])


def _leaves(field: Field) -> bool:
    return field.privacy == "shared"


def _without_sensitive(field: Field, values: Sequence[Value | None]) -> list[Value | None]:
    """The values, those that are said inside the tab only as the list's « other »."""
    hidden, other = field.role(SENSITIVE), field.value_for(_OTHER)
    return [other if value in hidden else value for value in values]


def _kinds_found(matches: Sequence[Match]) -> dict[str, str]:
    """What was found, in the words of a message."""
    kinds: dict[Kind, None] = dict.fromkeys(match.kind for match in matches)
    return {"what": listed([sentence(f"release.found.{kind}") for kind in kinds])}
