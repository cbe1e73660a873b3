"""Who was accompanied: every breakdown in one table of two halves."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.documents.reports.scope import ReportScope
from sheets_sync.documents.reports.tables import (
    HIDDEN,
    collected_total,
    is_not_collected,
    labels_of,
    part_label,
    share_of_total,
)
from sheets_sync.figures.figure import UNKNOWN
from sheets_sync.release.tables.contents import PEOPLE
from sheets_sync.release.tables.disclosure import breakdown_label
from sheets_sync.release.tables.partition import Part
from sheets_sync.release.tables.shown import Shown

Kind = Literal["groupe", "part", "inconnu", "vide"]
Half = dict[str, Any]
"""Half a row of the table, by the keys that the template knows."""


def profile(scope: ReportScope, tables: Mapping[str, Shown]) -> list[dict[str, Half]]:
    """The rows of the table: each breakdown whole in the left half or in the right one."""
    shown = _breakdowns_shown(scope, tables)
    groups = [
        list(_group(scope, table, name))
        for name, table in shown.items()
        if table.partition is not None
    ]
    empty = _half("vide", "", "", "")
    pairs = itertools.zip_longest(*_halves(groups), fillvalue=empty)
    return [{"g": left, "d": right} for left, right in pairs]


def profile_notes(scope: ReportScope, tables: Mapping[str, Shown]) -> list[str]:
    """What stands under the table: what is left out, what is of another day, empty cells."""
    shown = _breakdowns_shown(scope, tables)
    notes = list(_other_totals(shown))
    parts = itertools.chain.from_iterable(table.parts for table in shown.values())
    if any(UNKNOWN in part.labels for part in parts):
        notes.append(sentence("report.unknown_are"))
    hidden = [breakdown_label(name) for name, table in shown.items() if table.partition is None]
    if hidden:
        notes.append(sentence("report.left_out", names=hidden))
    return notes


def _breakdowns_shown(scope: ReportScope, tables: Mapping[str, Shown]) -> dict[str, Shown]:
    """The breakdowns that the funder wants and some tab collects."""
    return {
        name: tables[name]
        for name in scope.funder.breakdowns
        if name in tables and scope.measures.members_with(name)
    }


def _other_totals(shown: Mapping[str, Shown]) -> Iterator[str]:
    """The totals of tables that are of another day, or of those only whose tab has the column."""
    for name, table in shown.items():
        total, label = collected_total(table), breakdown_label(name)
        if total is None:
            continue
        if table.stands:
            yield sentence("report.held_table", table=label, day=table.day, total=total)
        elif total != table.total:
            yield sentence("report.covered_table", table=label, total=total)


def _halves(groups: Sequence[list[Half]]) -> tuple[list[Half], list[Half]]:
    """The groups in two halves as level as they come; the first stands in the left one.

    One alone stands in the right half, above the total; the left one is then taken out.
    """
    if len(groups) < 2:
        return [], [*itertools.chain.from_iterable(groups)]
    sides = [(False, *rest) for rest in itertools.product((False, True), repeat=len(groups) - 1)]
    left, right = min((_split_in_two(groups, side) for side in sides), key=_difference)
    return left, right


def _split_in_two(
    groups: Sequence[list[Half]], is_right: Sequence[bool]
) -> tuple[list[Half], list[Half]]:
    left: list[Half] = []
    right: list[Half] = []
    for group, stands_right in zip(groups, is_right, strict=True):
        if stands_right:
            right += group
        else:
            left += group
    return left, right


def _difference(halves: tuple[list[Half], list[Half]]) -> int:
    left, right = halves
    return abs(len(left) - len(right))


def _group(scope: ReportScope, shown: Shown, name: str) -> Iterator[Half]:
    coverage = scope.measures.coverage_with(name).text
    yield _half("groupe", ", ".join(filter(None, (breakdown_label(name), coverage))), "", "")
    total = collected_total(shown)
    order = labels_of(scope, name)
    parts = [part for part in shown.parts if not is_not_collected(part)]
    for part in in_natural_order(parts, order):
        yield _part(part, total)


def in_natural_order(parts: Iterable[Part], order: Sequence[str]) -> list[Part]:
    """The parts in the order of ages and of the form's list, not by size; what is unknown last."""
    return sorted(parts, key=lambda part: _order_of_part(part, order))


def _order_of_part(part: Part, order: Sequence[str]) -> tuple[bool, int]:
    """Where a part stands: what is not known is last, alone or with others."""
    known = [order.index(label) for label in part.labels if label in order]
    return UNKNOWN in part.labels, min(known, default=len(order))


def _part(part: Part, total: int | None) -> Half:
    kind: Kind = "part"
    if part.labels == (UNKNOWN,):
        kind = "inconnu"
    share = share_of_total(part, total)
    label = french.capitalised(part_label(part))
    return _half(kind, label, french.number(part.count), share)


def _half(kind: Kind, label: str, count: str, share: str) -> Half:
    return {"sorte": kind, "nom": label, "nombre": count, "part": share}


def total(scope: ReportScope) -> str:
    """All persons accompanied, or what stands for their count."""
    people = scope.figure(PEOPLE).numerator
    if scope.is_small(people):
        return HIDDEN
    return french.number(people)
