"""The totals that a convention asks for: always of the day, and what they could give away.

They move by one where one person comes, so whoever knows that person learns no more than that they
are counted. What else could be read from them is listed to the coordinator before she issues.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping

from sheets_sync.catalogue import sentence
from sheets_sync.figures.measures import Measures
from sheets_sync.release.tables.contents import PEOPLE, POSITIVE, PROGRAMME
from sheets_sync.release.tables.disclosure import ENTRIES, EXITS, POSITIVE_EXITS
from sheets_sync.release.tables.issued import Issued, IssuedReport, Reader
from sheets_sync.release.tables.shown import Shown
from sheets_sync.release.tables.suppression import is_small

TOTALS = (PEOPLE, ENTRIES, EXITS, POSITIVE_EXITS)


def declared_totals(
    measures: Measures, reader: Reader, tables: Mapping[str, Shown], threshold: int
) -> dict[str, int]:
    """The totals that may be told, by name; one that is too small is not there."""
    period, programme = reader.period, tables[PROGRAMME]
    totals = {
        name: int(measures.figure(name, period.start, period.end).numerator)
        for name in (PEOPLE, ENTRIES)
    }
    if programme.total is not None:
        totals[EXITS] = programme.total
    positive = programme.count([POSITIVE])
    if positive is not None:
        totals[POSITIVE_EXITS] = positive
    return {name: count for name, count in totals.items() if not is_small(count, threshold)}


def gives_away(
    totals: Mapping[str, int], reader: Reader, issued: Issued, threshold: int
) -> list[str]:
    """What a reader could work out from these totals beside those issued before, in sentences."""
    return list(
        dict.fromkeys(
            itertools.chain(
                _since_the_last(totals, reader, issued, threshold),
                _between_funders(totals, reader, issued, threshold),
            )
        )
    )


def _since_the_last(
    totals: Mapping[str, int], reader: Reader, issued: Issued, threshold: int
) -> Iterator[str]:
    same = [report for report in issued.reports if _of_same_people(report.reader, reader)]
    for name in TOTALS:
        earlier = [report for report in same if name in report.totals]
        if not earlier or name not in totals:
            continue
        before = earlier[-1].totals[name]
        if is_small(totals[name] - before, threshold):
            yield sentence(
                "release.total_moved",
                total=sentence(f"release.{name}"),
                before=before,
                now=totals[name],
                day=earlier[-1].reader.period.end,
            )


def _between_funders(
    totals: Mapping[str, int], reader: Reader, issued: Issued, threshold: int
) -> Iterator[str]:
    latest: dict[tuple[str, str], IssuedReport] = {
        (report.reader.funder, "+".join(sorted(report.reader.siae))): report
        for report in issued.reports
        if _is_part(report.reader, reader) and report.reader.period.start == reader.period.start
    }
    for report in latest.values():
        for name in TOTALS:
            if name not in totals or name not in report.totals:
                continue
            if is_small(totals[name] - report.totals[name], threshold):
                yield sentence(
                    "release.total_apart",
                    total=sentence(f"release.{name}"),
                    funder=report.reader.funder,
                    gap=abs(totals[name] - report.totals[name]),
                )


def _of_same_people(first: Reader, second: Reader) -> bool:
    same_start = first.period.start == second.period.start
    return same_start and (first.siae, first.where) == (second.siae, second.where)


def _is_part(first: Reader, second: Reader) -> bool:
    """True if the people of one are some of those of the other, and not the same."""
    if (first.siae, first.where) == (second.siae, second.where):
        return False
    return _is_part_of(first, second) or _is_part_of(second, first)


def _is_part_of(inner: Reader, outer: Reader) -> bool:
    return inner.siae <= outer.siae and outer.where in ("", inner.where)
