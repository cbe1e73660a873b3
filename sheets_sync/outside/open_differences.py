"""Differences that an outside file showed, told in the tabs until somebody settles them.

What is remembered of one holds no value: keyed hashes tell whether a cell is still as it was when
the file was held against it. Once it is not, the next look at the file says what is left.
"""

from __future__ import annotations

import hashlib
import hmac
import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import asdict, dataclass
from typing import Any

from forms.form import Form
from sheets_sync.catalogue import sentence
from sheets_sync.checking.anomaly import Anomaly, make_anomaly
from sheets_sync.french import number_runs
from sheets_sync.outside.difference import Difference, Kind
from sheets_sync.outside.outside_file import OutsideFile, PersonThere
from sheets_sync.outside.people_here import PersonHere
from sheets_sync.people.person_row import PersonRow
from sheets_sync.people.pseudonyms import fingerprints

_RULES: Mapping[Kind, str] = {
    "differs": "outside.differs",
    "doubtful": "outside.doubtful",
    "missing_here": "outside.missing_here",
    "missing_there": "outside.missing_there",
    "not_understood": "outside.not_understood",
}
_IDENTITY = ("nom", "prenom", "date_naissance", "pass_iae")


@dataclass(frozen=True)
class OpenDifference:
    """A difference as it is remembered.

    Attributes:
        format_name, label, file, file_row: of the outside file, and where in it.
        person: the pseudonym; "" for somebody who is not in the tabs.
        field: None where it is about the whole person.
        seen: keyed hashes of what stood here; of somebody who does not, of their identity.
    """

    kind: Kind
    format_name: str
    label: str
    file: str
    file_row: int | None
    siae: str
    tab: str
    person: str
    field: str | None
    seen: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)


def open_difference(data: Mapping[str, Any]) -> OpenDifference:
    """Read what `as_json` gave; raises TypeError where it is something else."""
    return OpenDifference(**{**data, "seen": tuple(data["seen"])})


def to_remember(
    file: OutsideFile,
    differences: Sequence[Difference],
    here: Sequence[PersonHere],
    tabs: Mapping[str, str],
    key: bytes,
) -> list[OpenDifference]:
    """The differences, without a value.

    Args:
        tabs: SIAE → its tab, where somebody who is not there is told.
        key: the secret of the pseudonyms.
    """
    by_person = {(one.row.siae, one.person): one for one in here}
    by_row = {there.rows[0]: there for there in file.persons}
    remembered: list[OpenDifference] = []
    for one in differences:
        if one.person:
            seen = _cell_hash(by_person[one.siae, one.person], one.field, key)
        else:
            seen = tuple(fingerprints(_as_row(by_row[one.file_row or 0]), key))
        remembered.append(
            OpenDifference(
                one.kind,
                file.format_name,
                file.outside.label,
                file.name,
                one.file_row,
                one.siae,
                one.tab or tabs.get(one.siae, ""),
                one.person,
                one.field,
                seen,
            )
        )
    return remembered


def by_source(
    known: Iterable[OpenDifference], new: Sequence[OpenDifference], name: str, siae: Set[str]
) -> dict[str, list[OpenDifference]]:
    """Differences to remember, by format and SIAE, once a newer file of a format is there.

    Args:
        new: the differences that it showed. name: its format. siae: those that it tells of, among
            them "" where it may tell of any.
    """
    kept = (one for one in known if one.format_name != name or siae.isdisjoint(("", one.siae)))
    sources: dict[str, list[OpenDifference]] = defaultdict(list)
    for one in itertools.chain(kept, new):
        sources[f"{one.format_name} | {one.siae}"].append(one)
    return sources


def _cell_hash(here: PersonHere, field: str | None, key: bytes) -> tuple[str, ...]:
    """A keyed hash of what stands in a cell; of the identity where it is about the person."""
    fields: Sequence[str] = _IDENTITY
    if field is not None:
        fields = (field,)
    text = repr([here.values.get(name) for name in fields])
    return (hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:32],)


def _as_row(there: PersonThere) -> PersonRow:
    return PersonRow(
        0, "", "", 0, "", there.family, there.given, there.birth, there.pass_iae, None, None, ()
    )


def check_open_differences(
    remembered: Sequence[OpenDifference], here: Sequence[PersonHere], form: Form, key: bytes
) -> list[Anomaly]:
    """The anomaly of each difference whose cell, or person, is still as it was."""
    by_person = {(one.row.siae, one.person): one for one in here}
    arrived = _fingerprints_by_siae(remembered, here, key)
    anomalies: list[Anomaly] = []
    missing: dict[tuple[str, str, str, str], list[int]] = defaultdict(list)
    for one in remembered:
        person = by_person.get((one.siae, one.person))
        if not one.person:
            if arrived[one.siae].isdisjoint(one.seen):
                missing[one.siae, one.tab, one.label, one.file].append(one.file_row or 0)
        elif person is not None and _is_open(one, person, key):
            anomalies.append(_difference_anomaly(one, form, person))
    return [*anomalies, *itertools.starmap(_missing_anomaly, missing.items())]


def _missing_anomaly(source: tuple[str, str, str, str], rows: Sequence[int]) -> Anomaly:
    """The anomaly of all whom a tab lacks: an SIAE's file has many who are no participants."""
    siae, tab, label, file = source
    told = sentence("outside.rows_of_file", count=len(rows), rows=number_runs(rows))
    return make_anomaly(siae, tab, _RULES["missing_here"], source=label, file=file, rows=told)


def _is_open(one: OpenDifference, person: PersonHere, key: bytes) -> bool:
    if one.kind == "missing_there":
        return person.is_present
    return one.seen == _cell_hash(person, one.field, key)


def _fingerprints_by_siae(
    remembered: Sequence[OpenDifference], here: Sequence[PersonHere], key: bytes
) -> dict[str, frozenset[str]]:
    """SIAE → what everybody there is known by; of those only where somebody was missing."""
    asked = dict.fromkeys(one.siae for one in remembered if not one.person)
    return {siae: frozenset(_known_in(siae, here, key)) for siae in asked}


def _known_in(siae: str, here: Sequence[PersonHere], key: bytes) -> Iterator[str]:
    rows = (one.row for one in here if siae in ("", one.row.siae))
    return itertools.chain.from_iterable(fingerprints(row, key) for row in rows)


def _difference_anomaly(one: OpenDifference, form: Form, person: PersonHere) -> Anomaly:
    words = {"source": one.label, "file": one.file, "file_row": str(one.file_row or "")}
    rule = _RULES[one.kind]
    if one.kind == "doubtful" and not one.field:
        rule = "outside.likely"
    row, field = person.row, form.field(one.field or "nom")
    cell = person.cells.get(one.field or "nom") or row.cell
    return make_anomaly(row.siae, row.tab, rule, cell, row.row, field, **words)
