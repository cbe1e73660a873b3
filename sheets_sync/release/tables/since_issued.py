"""What was issued, read with the tabs and config of today: whom it is about, by which names.

People are known by who they are, not by words of config: an SIAE may be called otherwise now, and
a condition spelt otherwise.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from forms.expressions import ExpressionError
from sheets_sync.catalogue import sentence
from sheets_sync.figures.measures import Measures
from sheets_sync.release.tables.contents import BY_SIAE
from sheets_sync.release.tables.issued import Issued, IssuedReport, Reader

if TYPE_CHECKING:
    import pandas as pd


def as_of_today(
    issued: Issued, measures: Measures, states: Iterable[pd.DataFrame], day: date
) -> Issued:
    """What was issued, each SIAE by its present name, about people of whom the tabs tell.

    Args:
        measures: over all SIAE in config.
        states: the rows that earlier runs read, the last first.
        day: on which conditions hold, or not.
    """
    return with_people(_under_present_names(issued, measures, states), measures, day)


def with_people(issued: Issued, measures: Measures, day: date) -> Issued:
    """What was issued, and of each report whom it is about of all that the tabs hold."""
    found: dict[tuple[frozenset[str], str], pd.DataFrame] = {}
    reports = []
    for report in issued.reports:
        reader = report.reader
        scope = (reader.siae, reader.where)
        if scope not in found:
            found[scope] = _rows_about(reader, measures, day)
        reports.append(replace(report, reader=reader.about(found[scope])))
    return Issued(reports)


def _rows_about(reader: Reader, measures: Measures, day: date) -> pd.DataFrame:
    rows = measures.frames["participant"]
    concerned = rows["siae"].isin(reader.siae).to_numpy()
    # A field that forms no longer have tells nobody apart: what was issued protects all of them.
    with contextlib.suppress(ExpressionError):
        if reader.where:
            concerned = concerned & measures.holds(reader.where, day)
    return rows[concerned]


def _under_present_names(
    issued: Issued, measures: Measures, states: Iterable[pd.DataFrame]
) -> Issued:
    rows, present = measures.frames["participant"], set(measures.siae)
    together = [report.reader.siae for report in issued.reports]
    former = frozenset().union(*together) - present
    if not former:
        return issued
    last = _last_rows(former, states)
    names: dict[str, str] = {}
    for name in sorted(former):
        # Two that stand in one report are two SIAE.
        beside = frozenset().union(*(siae for siae in together if name in siae))
        new = present - beside - set(names.values())
        found = _name_now(last.get(name), rows, new)
        if found is not None:
            names[name] = found
    return Issued([_renamed(report, names) for report in issued.reports])


def maybe_renamed(issued: Issued, present: Iterable[str]) -> list[str]:
    """What the coordinator is to look at where a name is gone and another is new, in sentences.

    Args:
        issued: with the names of today, as far as these are known.
        present: the names of the SIAE in config.
    """
    told = frozenset[str]().union(*(report.reader.siae for report in issued.reports))
    former, new = sorted(told.difference(present)), sorted(set(present) - told)
    # Of an SIAE that left, and of one that came later, nothing is hidden.
    if not (former and new):
        return []
    return [sentence("release.maybe_renamed", former=former, new=new)]


def _last_rows(former: Iterable[str], states: Iterable[pd.DataFrame]) -> Mapping[str, pd.DataFrame]:
    """The rows of each SIAE in the last state that has some."""
    missing = set(former)
    last: dict[str, pd.DataFrame] = {}
    for state in states:
        for name in missing & set(state["siae"]):
            last[name] = state[state["siae"] == name]
        missing -= set(last)
        if not missing:
            break
    return last


def _name_now(then: pd.DataFrame | None, rows: pd.DataFrame, new: set[str]) -> str | None:
    """Which of the new names those of an SIAE have, by its people or else its tab."""
    if then is None:
        # Nothing tells of it: the only new name is held for its own, which protects the more.
        if len(new) != 1:
            return None
        return min(new)
    for column in ("person", "tab"):
        now = rows[rows[column].isin(set(then[column]))]
        shares = now["siae"].value_counts(normalize=True)
        if len(shares) and shares.iloc[0] > 1 / 2 and shares.index[0] in new:
            return str(shares.index[0])
    return None


def _renamed(report: IssuedReport, names: Mapping[str, str]) -> IssuedReport:
    siae = frozenset(names.get(name, name) for name in report.reader.siae)
    tables = dict(report.tables)
    by_siae = tables.get(BY_SIAE)
    if by_siae is not None and by_siae.partition is not None:
        tables[BY_SIAE] = replace(by_siae, partition=by_siae.partition.relabelled(names))
    return replace(report, reader=replace(report.reader, siae=siae), tables=tables)
