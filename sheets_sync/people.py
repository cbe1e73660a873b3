"""Who is who: rows of the same person brought together, and the pseudonym each person keeps from run to run."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from forms.definition import Form
from forms.values import Value
from forms.words import fold
from sheets_sync.check import Anomaly, Checked, say


@dataclass(frozen=True)
class Row:
    """A kept row, as far as knowing the person needs it."""

    place: int
    siae: str
    tab: str
    row: int
    cell: str
    names: str
    birth: Value | None
    pass_iae: Value | None
    entry: Value | None
    exit: Value | None


@dataclass(frozen=True)
class People:
    """`pseudonyms[i]` is the person of the i-th kept row; `registry` and `key` are what to keep for the next run."""

    pseudonyms: Sequence[str]
    anomalies: Sequence[Anomaly]
    registry: Mapping[str, str]
    key: bytes


def identify(checked: Sequence[Checked], form: Form, key: bytes, registry: Mapping[str, str]) -> People:
    """Bring together the kept rows of each person, over all tabs.

    Two rows are one person when names (in any order) and full birth date are equal and their PASS numbers do not
    differ, or when PASS number and either names or birth date are equal. Anything less is not decided here.

    Args:
        key: the secret of the pseudonyms; without it nobody can get from a name to a pseudonym.
        registry: keyed fingerprints of identities already met → pseudonym, from the last run.
    """
    rows = list(_rows(checked))
    groups = _groups(rows)
    known = dict(registry)
    taken = set(known.values())
    given: set[str] = set()
    pseudonyms = [""] * len(rows)
    for group in groups:
        prints = list(dict.fromkeys(print_ for row in group for print_ in _fingerprints(row, key)))
        met = (known[print_] for print_ in prints if print_ in known)
        name = next((name for name in met if name not in given), None) or _new_name(prints[0], taken)
        taken.add(name)
        given.add(name)
        for print_ in prints:
            known.setdefault(print_, name)
        for row in group:
            pseudonyms[row.place] = name
    anomalies = [anomaly for group in groups if len(group) > 1 for anomaly in _twice(group, form)]
    return People(pseudonyms, [*anomalies, *_shared_pass(rows, pseudonyms, form)], known, key)


def _rows(checked: Sequence[Checked]) -> list[Row]:
    rows: list[Row] = []
    for table in checked:
        values = table.values
        for place, number in enumerate(table.table.rows):
            if table.kept[place]:
                words = fold(f"{values['nom'][place] or ''} {values['prenom'][place] or ''}").split()
                rows.append(
                    Row(
                        len(rows),
                        table.siae,
                        table.tab,
                        number,
                        table.table.address("nom", number),
                        " ".join(sorted(words)),
                        values["date_naissance"][place],
                        values["pass_iae"][place],
                        values["date_entree"][place],
                        values["date_sortie"][place],
                    )
                )
    return rows


def _groups(rows: Sequence[Row]) -> list[list[Row]]:
    """Rows by person, each group and the groups in the order of the tabs."""
    parent = list(range(len(rows)))

    def top(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    def join(alike: Callable[[Row], Hashable | None], unless: Callable[[Row, Row], bool]) -> None:
        first: dict[Hashable, list[Row]] = defaultdict(list)
        for row in rows:
            mark = alike(row)
            if mark is None:
                continue
            other = next((other for other in first[mark] if not unless(row, other)), None)
            if other is None:
                first[mark].append(row)
            else:
                parent[max(top(row.place), top(other.place))] = min(top(row.place), top(other.place))

    join(lambda r: (r.names, r.birth) if r.names and isinstance(r.birth, date) else None, lambda a, b: bool(a.pass_iae and b.pass_iae and a.pass_iae != b.pass_iae))  # fmt: skip
    join(lambda r: (r.pass_iae, r.names) if r.pass_iae else None, lambda a, b: False)
    join(lambda r: (r.pass_iae, r.birth) if r.pass_iae and isinstance(r.birth, date) else None, lambda a, b: False)
    groups: dict[int, list[Row]] = {}
    for row in rows:
        groups.setdefault(top(row.place), []).append(row)
    return list(groups.values())


def _fingerprints(row: Row, key: bytes) -> list[str]:
    """Keyed hashes that an identity can be met again by: its PASS, and its names with its birth date."""
    marks = [f"pass {row.pass_iae}"] if row.pass_iae else []
    if isinstance(row.birth, date):
        marks.append(f"born {row.names} {row.birth}")
    if not marks:
        marks.append(f"row {row.siae} {row.names} {row.birth} {row.entry}")
    return [hmac.new(key, mark.encode(), hashlib.sha256).hexdigest()[:32] for mark in marks]


def _new_name(print_: str, taken: set[str]) -> str:
    """`P-` and eight letters or digits that cannot be mistaken for one another."""
    digest = bytes.fromhex(print_)
    while True:
        name = "P-" + base64.b32encode(digest)[:8].decode().translate(str.maketrans("IO", "89"))
        if name not in taken:
            return name
        digest = hashlib.sha256(digest).digest()


def _twice(group: Sequence[Row], form: Form) -> list[Anomaly]:
    """Rows of one person whose stays overlap: in one tab a duplicate, in two a stay to be closed."""
    found = []
    field = form.field("nom")
    for index, row in enumerate(group):
        other = next((other for other in group[:index] if _overlap(row, other)), None)
        if other is None:
            continue
        if other.siae == row.siae:
            found.append(say(row.siae, row.tab, "person.duplicate", row.cell, row.row, field, other=str(other.row)))
        else:
            found.append(say(row.siae, row.tab, "person.elsewhere", row.cell, row.row, field, other=other.siae))
            found.append(say(other.siae, other.tab, "person.elsewhere", other.cell, other.row, field, other=row.siae))
    return found


def _overlap(one: Row, other: Row) -> bool:
    """Whether the stays share a day; an unknown start or end counts as open."""
    start, end = _span(one)
    other_start, other_end = _span(other)
    return start < other_end and other_start < end


def _span(row: Row) -> tuple[date, date]:
    start = row.entry if isinstance(row.entry, date) else date.min
    return start, row.exit if isinstance(row.exit, date) else date.max


def _shared_pass(rows: Sequence[Row], pseudonyms: Sequence[str], form: Form) -> list[Anomaly]:
    """One PASS number held by two persons."""
    holders: dict[Value, Row] = {}
    found = []
    for row in rows:
        if row.pass_iae is None:
            continue
        first = holders.setdefault(row.pass_iae, row)
        if pseudonyms[first.place] != pseudonyms[row.place]:
            other = f"{first.siae} (ligne {first.row})" if first.siae == row.siae else first.siae
            found.append(say(row.siae, row.tab, "pass.shared", row.cell, row.row, form.field("pass_iae"), other=other))
    return found
