"""Check one person's rows against one another: stays that overlap, a PASS that two people share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from forms.form import Form
from forms.values import Value
from sheets_sync.catalogue import sentence
from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.people.person_row import PersonRow, whole_day


def check_stays(group: Sequence[PersonRow], form: Form) -> Iterator[Anomaly]:
    """Rows of one person whose stays overlap: in one tab a duplicate, in two one to be closed."""
    field = form.field("nom")
    for position, row in enumerate(group):
        other = next((other for other in group[:position] if in_conflict(row, other)), None)
        if other is None:
            continue
        if other.siae == row.siae:
            yield row.anomaly("person.duplicate", field, other=str(other.row))
        else:
            yield row.anomaly("person.elsewhere", field, other=other.siae)
            yield other.anomaly("person.elsewhere", field, other=row.siae)


def in_conflict(one: PersonRow, other: PersonRow) -> bool:
    """True if two rows of one person are two stays that share a day."""
    return not _is_same_stay(one, other) and _share_a_day(one, other)


def check_shared_pass(
    rows: Sequence[PersonRow], pseudonyms: Sequence[str], form: Form
) -> Iterator[Anomaly]:
    """One PASS number held by two people; `pseudonyms` has the person of each row."""
    field = form.field("pass_iae")
    holders: dict[Value, PersonRow] = {}
    for row in rows:
        if row.pass_iae is None:
            continue
        first = holders.setdefault(row.pass_iae, row)
        if pseudonyms[first.index] != pseudonyms[row.index]:
            yield row.anomaly("pass.shared", field, other=_row_reference(first, row.siae))


def _row_reference(row: PersonRow, siae: str) -> str:
    """Words for where a row is, for people of `siae`: of another tab, only its SIAE."""
    if row.siae != siae:
        return row.siae
    return sentence("people.row.of_own_tab", siae=row.siae, row=row.row)


def _is_same_stay(one: PersonRow, other: PersonRow) -> bool:
    """True if both are contracts of one stay; with two exits they are two."""
    return one.stay == other.stay and one.exit == other.exit


def _share_a_day(one: PersonRow, other: PersonRow) -> bool:
    """True if the stays share a day; an unknown start or end counts as open."""
    start, end = _days_of_stay(one)
    other_start, other_end = _days_of_stay(other)
    # the day of an exit may be the day of the next entry
    return start < other_end and other_start < end


def _days_of_stay(row: PersonRow) -> tuple[date, date]:
    return whole_day(row.entry) or date.min, whole_day(row.exit) or date.max
