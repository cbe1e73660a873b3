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
from sheets_sync.release.tables.contents import BY_SIAE, PEOPLE
from sheets_sync.release.tables.issued import Issued, IssuedReport, Reader
from sheets_sync.settings.funder import HIGHEST_THRESHOLD

if TYPE_CHECKING:
    import pandas as pd

_NOBODY = "? "
"""Begins what stands for the pseudonym of somebody who is no longer known."""


def as_of_today(
    issued: Issued, measures: Measures, states: Iterable[pd.DataFrame], day: date
) -> Issued:
    """What was issued, each SIAE by its present name, about people of whom the tabs tell.

    Args:
        measures: over all SIAE in config.
        states: the rows that earlier runs read, the last first.
        day: on which conditions hold, or not.
    """
    last = _last_rows(issued.siae.difference(measures.frames["participant"]["siae"]), states)
    issued = _under_present_names(issued, measures, last)
    return with_people(issued, _with_those_gone(issued, measures, last), day)


def with_people(issued: Issued, measures: Measures, day: date) -> Issued:
    """What was issued, and of each report whom it is about of all that the tabs hold."""
    rows_of_scope: dict[tuple[frozenset[str], str], pd.DataFrame] = {}
    reports = []
    for report in issued.reports:
        reader = report.reader
        scope = (reader.siae, reader.where)
        if scope not in rows_of_scope:
            rows_of_scope[scope] = _rows_about(reader, measures, day)
        reports.append(replace(report, reader=reader.about(rows_of_scope[scope], measures)))
    return Issued(reports)


def _rows_about(reader: Reader, measures: Measures, day: date) -> pd.DataFrame:
    rows = measures.frames["participant"]
    concerned = rows["siae"].isin(reader.siae).to_numpy()
    # A field that forms no longer have tells nobody apart: what was issued protects all of them.
    with contextlib.suppress(ExpressionError):
        if reader.where:
            # Of a former SIAE without any known row, anybody may be meant.
            is_nobody = rows["person"].str.startswith(_NOBODY).to_numpy(bool)
            concerned = concerned & (measures.holds(reader.where, day) | is_nobody)
    return rows[concerned]


def _with_those_gone(
    issued: Issued, measures: Measures, last: Mapping[str, pd.DataFrame]
) -> Measures:
    """The figures with the last known rows of each SIAE that left: readers still hold its counts.

    Of one that no state tells of, rows of nobody stand for its people.
    """
    import pandas as pd

    rows = measures.frames["participant"]
    gone = sorted(issued.siae.difference(rows["siae"]))
    former = [last[name] for name in gone if name in last]
    unknown = (name for name in gone if name not in last)
    former += [
        _rows_of_nobody(name)
        for name in unknown
        if name not in measures.siae or _had_people(name, issued)
    ]
    if not former:
        return measures
    everybody = pd.concat([rows, *former], ignore_index=True)[rows.columns].astype(object)
    return measures.over(everybody.where(everybody.notna(), None), measures.siae)


def _had_people(siae: str, issued: Issued) -> bool:
    """True if a report about this SIAE alone told of somebody; its tab may be new, and empty."""
    alone = (report for report in issued.reports if report.reader.siae == {siae})
    return any(report.totals.get(PEOPLE) for report in alone)


def _rows_of_nobody(siae: str) -> pd.DataFrame:
    import pandas as pd

    # As many as the greatest threshold: fewer would be too few to part two sums.
    persons = [f"{_NOBODY}{siae} {number}" for number in range(HIGHEST_THRESHOLD)]
    return pd.DataFrame({"person": persons, "siae": siae})


def _under_present_names(
    issued: Issued, measures: Measures, last: Mapping[str, pd.DataFrame]
) -> Issued:
    rows, present = measures.frames["participant"], set(measures.siae)
    together = [report.reader.siae for report in issued.reports]
    former = issued.siae - present
    if not former:
        return issued
    names: dict[str, str] = {}
    for name in sorted(former):
        # Two that stand in one report are two SIAE.
        beside = frozenset().union(*(siae for siae in together if name in siae))
        new = present - beside - set(names.values())
        present_name = _name_now(last.get(name), rows, new)
        if present_name is not None:
            names[name] = present_name
    return Issued([_report_renamed(report, names) for report in issued.reports])


def maybe_renamed(issued: Issued, present: Iterable[str]) -> list[str]:
    """What the coordinator is to look at where a name is gone and another is new, in sentences.

    Args:
        issued: with the names of today, as far as these are known.
        present: the names of the SIAE in config.
    """
    former, new = sorted(issued.siae.difference(present)), sorted(set(present) - issued.siae)
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


def _report_renamed(report: IssuedReport, names: Mapping[str, str]) -> IssuedReport:
    siae = frozenset(names.get(name, name) for name in report.reader.siae)
    tables = dict(report.tables)
    by_siae = tables.get(BY_SIAE)
    if by_siae is not None and by_siae.partition is not None:
        tables[BY_SIAE] = replace(by_siae, partition=by_siae.partition.relabelled(names))
    return replace(report, reader=replace(report.reader, siae=siae), tables=tables)
