"""Identification: rows of one person brought together, pseudonyms, questions to ask."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias, TypeVar

from forms.form import Form
from sheets_sync.catalogue import sentence
from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.checking.table import CheckedTable
from sheets_sync.people.comparison import Comparison, Person
from sheets_sync.people.grouping import Group, group_rows, join_as_answered, pair_name
from sheets_sync.people.known_digests import KnownDigests
from sheets_sync.people.likely_duplicates import find_likely_duplicates
from sheets_sync.people.person_row import PersonRow, person_rows, whole_day
from sheets_sync.people.pseudonyms import name_groups
from sheets_sync.people.stays import check_shared_pass, check_stays

RowKey: TypeAlias = tuple[str, str, int | None]
"""SIAE, tab, and the sheet's row number."""
T = TypeVar("T")


@dataclass(frozen=True)
class People:
    """Persons that the kept rows are about.

    Attributes:
        pseudonyms: the person of each kept row, in order; rows: these rows.
        registry: fingerprint → pseudonym, to keep with `key` for the next run.
        answers: pair → whether the coordinator said that it is one person.
        met: all pseudonyms that rows were known by, those that an answer brings under another too.
        corrected: pseudonyms of those known again though a name or birth date is another.
    """

    pseudonyms: Sequence[str]
    anomalies: Sequence[Anomaly]
    registry: Mapping[str, str]
    key: bytes
    answers: Mapping[str, bool]
    rows: Sequence[PersonRow] = ()
    met: frozenset[str] = frozenset()
    corrected: frozenset[str] = frozenset()

    @property
    def without_rows(self) -> People:
        """The same persons, their rows let go of: whoever needs names has had them."""
        return replace(self, rows=())


def identify(
    checked: Sequence[CheckedTable],
    form: Form,
    key: bytes,
    registry: Mapping[str, str],
    answers: Mapping[str, bool] | None = None,
    is_barred: Callable[[str], bool] = lambda pseudonym: False,
    apart: KnownDigests | None = None,
) -> People:
    """Bring together the kept rows of each person, over all tabs.

    `group_rows` has the rule. Anything less is asked about, and only what the coordinator answered
    counts.

    Args:
        key: the secret of the pseudonyms; without it nobody can get from a name to a pseudonym.
        registry: keyed fingerprints of identities already met → pseudonym, from the last run.
        answers: pair (`P-A = P-B`) → whether they are one person, as the coordinator said.
        is_barred: whether a pseudonym is given to nobody any more.
        apart: groups in which no two people are alike, to be known again in the next run.
    """
    answers = answers or {}
    rows = person_rows(checked)
    sure_groups = group_rows(rows)
    # Pseudonyms come before the answers: an answer names its pair by the pseudonyms it was asked
    # under, which must stay what they were.
    names, known = name_groups(sure_groups, registry, key, is_barred)
    met = frozenset(names)
    groups, names = join_as_answered(sure_groups, names, answers)
    pseudonyms = _by_row(groups, names, len(rows))
    stays = itertools.chain.from_iterable(check_stays(group, form) for group in groups)
    anomalies = [*stays, *check_shared_pass(rows, pseudonyms, form)]
    anomalies += _questions(groups, names, answers, form, apart or KnownDigests())
    return People(pseudonyms, anomalies, known, key, answers, rows, met)


def _by_row(groups: Sequence[Group], names: Sequence[str], length: int) -> list[str]:
    pseudonyms = [""] * length
    for group, name in zip(groups, names, strict=True):
        for row in group:
            pseudonyms[row.index] = name
    return pseudonyms


def _questions(
    groups: Sequence[Group],
    names: Sequence[str],
    answers: Mapping[str, bool],
    form: Form,
    apart: KnownDigests,
) -> Iterator[Anomaly]:
    """The questions in the tabs about the pairs that nobody has answered about."""
    persons = [_person(index, group) for index, group in enumerate(groups)]
    for pair in find_likely_duplicates(persons, apart):
        name = pair_name(names[pair.first], names[pair.second])
        if name not in answers:
            one, other = groups[pair.first][0], groups[pair.second][0]
            for asked in _duplicate_questions(one, other, pair.comparison, form):
                yield asked._replace(pair=name)


def _person(index: int, group: Sequence[PersonRow]) -> Person:
    """Facts known of a person from all their rows."""
    first = group[0]
    numbers = (str(row.pass_iae) for row in group if row.pass_iae)
    facts = zip(*(row.facts for row in group), strict=True)
    return Person(
        index,
        first.family,
        first.given,
        birth=_first_known(row.full_birth for row in group),
        pass_iae=next(numbers, None),
        facts=tuple(_first_known(values) for values in facts),
        entry=whole_day(first.entry),
        tab=f"{first.siae} {first.tab}",
    )


def _first_known(values: Iterable[T | None]) -> T | None:
    return next((value for value in values if value is not None), None)


def _duplicate_questions(
    one: PersonRow, other: PersonRow, comparison: Comparison, form: Form
) -> list[Anomaly]:
    """The question, at the later row; at both where they are in two SIAE."""
    words = {"evidence": ", ".join(comparison.evidence()), "but": ""}
    against = comparison.counter_evidence()
    if against:
        words["but"] = sentence("people.against.all", reasons=", ".join(against))
    rule, field = "person.duplicate_likely", form.field("nom")
    if one.siae == other.siae:
        # Two SIAE tell each other whose tab it is in, never the row: names stay in their tab.
        here = sentence("people.row.here", row=one.row)
        return [other.anomaly(rule, field, other=here, **words)]
    return [
        row.anomaly(rule, field, other=sentence("people.row.elsewhere", siae=its.siae), **words)
        for row, its in ((one, other), (other, one))
    ]
