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
from sheets_sync.checking.anomaly import Anomaly, make_anomaly
from sheets_sync.checking.table import CheckedTable
from sheets_sync.people.likely_duplicates import Pair, Person, propose

_FACTS = ("sexe", "nationalite", "commune", "protection", "arrivee_france")


@dataclass(frozen=True)
class Row:
    """A kept row, as far as knowing the person needs it."""

    place: int
    siae: str
    tab: str
    row: int
    cell: str
    family: str
    given: str
    birth: Value | None
    pass_iae: Value | None
    entry: Value | None
    exit: Value | None
    facts: tuple[Value | None, ...]

    @property
    def names(self) -> str:
        """Both names, whichever stands first."""
        return " ".join(sorted(f"{self.family} {self.given}".split()))


@dataclass(frozen=True)
class People:
    """`pseudonyms[i]` is the person of the i-th kept row; `registry` and `key` are what to keep for the next run.

    `pairs` tells, for the (SIAE, tab, row) of an anomaly that asks whether two rows are one person, which pair it is.
    """

    pseudonyms: Sequence[str]
    anomalies: Sequence[Anomaly]
    registry: Mapping[str, str]
    key: bytes
    pairs: Mapping[tuple[str, str, int | None], str]
    answers: Mapping[str, bool]


def identify(
    checked: Sequence[CheckedTable],
    form: Form,
    key: bytes,
    registry: Mapping[str, str],
    answers: Mapping[str, bool] | None = None,
) -> People:
    """Bring together the kept rows of each person, over all tabs.

    Two rows are one person when names (in any order) and full birth date are equal and their PASS numbers do not
    differ (for a 1 January, which proves little, neither may sex and nationality), or when PASS number and either names
    or birth date are equal. Anything less is asked about, and only what the coordinator answered counts.

    Args:
        key: the secret of the pseudonyms; without it nobody can get from a name to a pseudonym.
        registry: keyed fingerprints of identities already met → pseudonym, from the last run.
        answers: pair (`P-A = P-B`) → whether they are one person, as the coordinator said.
    """
    rows = list(_rows(checked))
    groups = _groups(rows)
    known = dict(registry)
    names = _names(groups, known, key)
    groups, names = _as_answered(groups, names, answers or {})
    pseudonyms = [""] * len(rows)
    for group, name in zip(groups, names, strict=True):
        for row in group:
            pseudonyms[row.place] = name
    anomalies = [anomaly for group in groups if len(group) > 1 for anomaly in _twice(group, form)]
    anomalies += _shared_pass(rows, pseudonyms, form)
    pairs: dict[tuple[str, str, int | None], str] = {}
    for pair in propose([_person(place, group) for place, group in enumerate(groups)]):
        name = pair_name(names[pair.first], names[pair.second])
        if name not in (answers or {}):
            asked = _asked(groups[pair.first][0], groups[pair.second][0], pair, form)
            pairs |= {(anomaly.siae, anomaly.tab, anomaly.row): name for anomaly in asked}
            anomalies += asked
    return People(pseudonyms, anomalies, known, key, pairs, answers or {})


def pair_name(one: str, other: str) -> str:
    """What a pair of pseudonyms is called, whichever stands first."""
    return " = ".join(sorted((one, other)))


def _names(groups: Sequence[Sequence[Row]], known: dict[str, str], key: bytes) -> list[str]:
    """A pseudonym for each group, the one it had if it was met before; `known` is brought up to date."""
    taken = set(known.values())
    given: set[str] = set()
    names = []
    for group in groups:
        prints = list(dict.fromkeys(print_ for row in group for print_ in _fingerprints(row, key)))
        met = (known[print_] for print_ in prints if print_ in known)
        name = next((name for name in met if name not in given), None) or _new_name(
            prints[0], taken
        )
        taken.add(name)
        given.add(name)
        for print_ in prints:
            known.setdefault(print_, name)
        names.append(name)
    return names


def _as_answered(
    groups: list[list[Row]], names: list[str], answers: Mapping[str, bool]
) -> tuple[list[list[Row]], list[str]]:
    """The groups once those that the coordinator said are one person are together, under the first's pseudonym."""
    place = {name: index for index, name in enumerate(names)}
    into: dict[int, int] = {}
    for pair, same in answers.items():
        first, _, second = pair.partition(" = ")
        one, other = place.get(first), place.get(second)
        if same and one is not None and other is not None:
            one, other = into.get(one, one), into.get(other, other)
            low, high = min(one, other), max(one, other)
            into |= {index: low for index, target in into.items() if target == high} | {high: low}
    merged: dict[int, list[Row]] = {}
    for index, group in enumerate(groups):
        merged.setdefault(into.get(index, index), []).extend(group)
    return list(merged.values()), [names[index] for index in merged]


def _person(place: int, group: Sequence[Row]) -> Person:
    """What is known of a person from all her rows."""
    first = group[0]
    births = (row.birth for row in group if isinstance(row.birth, date))
    numbers = (str(row.pass_iae) for row in group if row.pass_iae)
    facts = tuple(
        next((value for value in values if value is not None), None)
        for values in zip(*(row.facts for row in group), strict=True)
    )
    entry = first.entry if isinstance(first.entry, date) else None
    return Person(
        place, first.family, first.given, next(births, None), next(numbers, None), facts, entry
    )


def _asked(one: Row, other: Row, pair: Pair, form: Form) -> list[Anomaly]:
    """The question, at the later row; at both where they are in two SIAE."""
    words = {
        "evidence": ", ".join(pair.evidence),
        "but": f" ; mais {', '.join(pair.counter_evidence)}" if pair.counter_evidence else "",
    }
    field = form.field("nom")

    def ask(row: Row, where: str) -> Anomaly:
        return make_anomaly(
            row.siae,
            row.tab,
            "person.duplicate_likely",
            row.cell,
            row.row,
            field,
            other=where,
            **words,
        )

    if one.siae == other.siae:
        return [ask(other, f"la ligne {one.row}")]
    return [ask(one, f"une ligne de {other.siae}"), ask(other, f"une ligne de {one.siae}")]


def _rows(checked: Sequence[CheckedTable]) -> list[Row]:
    rows: list[Row] = []
    for table in checked:
        values = table.values
        for place, number in enumerate(table.table.rows):
            if table.kept[place]:
                rows.append(
                    Row(
                        len(rows),
                        table.siae,
                        table.tab,
                        number,
                        table.table.address("nom", number),
                        fold(str(values["nom"][place] or "")),
                        fold(str(values["prenom"][place] or "")),
                        values["date_naissance"][place],
                        values["pass_iae"][place],
                        values["date_entree"][place],
                        values["date_sortie"][place],
                        tuple(values[name][place] for name in _FACTS),
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
                parent[max(top(row.place), top(other.place))] = min(
                    top(row.place), top(other.place)
                )

    join(
        lambda r: (r.names, r.birth) if r.names and isinstance(r.birth, date) else None, _contradict
    )
    join(lambda r: (r.pass_iae, r.names) if r.pass_iae else None, lambda a, b: False)
    join(
        lambda r: (r.pass_iae, r.birth) if r.pass_iae and isinstance(r.birth, date) else None,
        lambda a, b: False,
    )
    groups: dict[int, list[Row]] = {}
    for row in rows:
        groups.setdefault(top(row.place), []).append(row)
    return list(groups.values())


def _contradict(one: Row, other: Row) -> bool:
    """Whether two rows with the same names and birth date cannot, or need not, be one person."""
    if one.pass_iae and other.pass_iae:
        return one.pass_iae != other.pass_iae
    new_year = isinstance(one.birth, date) and (one.birth.day, one.birth.month) == (1, 1)
    return new_year and any(
        a is not None and b is not None and a != b
        for a, b in zip(one.facts[:2], other.facts[:2], strict=True)
    )


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
            found.append(
                make_anomaly(
                    row.siae,
                    row.tab,
                    "person.duplicate",
                    row.cell,
                    row.row,
                    field,
                    other=str(other.row),
                )
            )
        else:
            found.append(
                make_anomaly(
                    row.siae,
                    row.tab,
                    "person.elsewhere",
                    row.cell,
                    row.row,
                    field,
                    other=other.siae,
                )
            )
            found.append(
                make_anomaly(
                    other.siae,
                    other.tab,
                    "person.elsewhere",
                    other.cell,
                    other.row,
                    field,
                    other=row.siae,
                )
            )
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
            found.append(
                make_anomaly(
                    row.siae,
                    row.tab,
                    "pass.shared",
                    row.cell,
                    row.row,
                    form.field("pass_iae"),
                    other=other,
                )
            )
    return found
