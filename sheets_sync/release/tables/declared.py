"""The totals that a convention asks for: always of the day, and what they could give away.

They move by one where one person comes, so whoever knows that person learns no more than that they
are counted. What else could be read from them is listed to the coordinator before she issues.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from sheets_sync.catalogue import sentence
from sheets_sync.figures.measures import Measures
from sheets_sync.release.tables.cells_of_totals import AllAlike, CellsOfTotals, KnownCell
from sheets_sync.release.tables.contents import PEOPLE, POSITIVE, PROGRAMME, PROGRAMME_RATE
from sheets_sync.release.tables.deduced import (
    ENTRIES,
    EXITS,
    POSITIVE_EXITS,
    Deduced,
    deduced,
)
from sheets_sync.release.tables.issued import Issued, IssuedReport, Reader
from sheets_sync.release.tables.minimal_groups import minimal_groups
from sheets_sync.release.tables.renewal import Population
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


def hidden_totals(
    measures: Measures, reader: Reader, tables: Mapping[str, Shown], threshold: int
) -> Iterator[str]:
    """The declared totals that may not be told, each in a sentence for the coordination."""
    start, end, shown = reader.period.start, reader.period.end, tables[PROGRAMME]
    exits = measures.figure(PROGRAMME_RATE, start, end)
    among, positive = int(exits.denominator or 0), int(exits.numerator)
    counts = {name: int(measures.figure(name, start, end).numerator) for name in (PEOPLE, ENTRIES)}
    for name, count in {**counts, EXITS: among}.items():
        if is_small(count, threshold):
            total = sentence(f"release.{name}")
            yield sentence("release.total_hidden", total=total, count=count, under=threshold - 1)
    if shown.total and shown.count([POSITIVE]) is None:
        words = {"among": among, "positive": positive, "other": among - positive}
        yield sentence("release.rate_hidden", **words, under=threshold - 1)


def gives_away(report: IssuedReport, issued: Issued, threshold: int) -> list[str]:
    """The small counts that readers could work out with this report and not without it."""
    population, held = report.reader.people, issued.reports
    newly_deduced = deduced([*held, report], population) - deduced(held, population)
    small = [each for each in newly_deduced if is_small(each.count, threshold)]
    # Where no exit counts, all of them are those that do not: it is said once.
    small = [
        each
        for each in small
        if each.what != "gone" or replace(each, what="not_counted") not in newly_deduced
    ]
    small.sort(key=lambda each: (len(each.of), each.first, each.last, each.what))
    sentences = [_deduced_in_words(each, [*held, report]) for each in small]
    sentences += _cells_given_away(report, held, threshold)
    everybody = dict.fromkeys(each.reader.everybody for each in [*held, report])
    if minimal_groups(tuple(everybody)) is None:
        sentences.insert(0, sentence("release.overlap_freely"))
    return list(dict.fromkeys([*_of_the_same_period(report, held, threshold), *sentences]))


def _of_the_same_period(
    report: IssuedReport, held: Sequence[IssuedReport], threshold: int
) -> Iterator[str]:
    """What moved in a period that was told of before: somebody was entered late, or taken out."""
    same = [
        each
        for each in held
        if each.reader.period == report.reader.period and each.reader.people == report.reader.people
    ]
    for name in TOTALS:
        before = [each.totals[name] for each in same if name in each.totals]
        if not before or name not in report.totals:
            continue
        now = report.totals[name]
        if is_small(now - before[-1], threshold):
            yield sentence(
                "release.total_corrected",
                total=sentence(f"release.{name}"),
                before=before[-1],
                now=now,
            )


def _cells_given_away(
    report: IssuedReport, held: Sequence[IssuedReport], threshold: int
) -> Iterator[str]:
    """What tables and totals tell together of an SIAE or a district: a few, or that all are."""
    cells = CellsOfTotals(report.reader, threshold, [*held, report])
    for cell in sorted(cells.newly_small(held), key=KnownCell.order):
        text = _cell_in_words(cell.since, cell.day, cell.count)
        yield _with_labels("release.deduced_of_cells", text, cells.labels(cell.kinds))
    for alike in cells.newly_alike(held):
        yield _alike_in_words(alike, cells)


def _alike_in_words(alike: AllAlike, cells: CellsOfTotals) -> str:
    """« 8 personnes, sous « Alpha » : toutes comptent pour le financeur des quartiers »."""
    text = _cell_in_words(alike.since, alike.day, alike.count)
    text = _with_labels("release.deduced_of_cells", text, cells.labels(alike.whole))
    of, without = cells.readers(alike)
    if of:
        return sentence("release.deduced_all", text=text, of=of)
    if without:
        return sentence("release.deduced_none", text=text, without=without)
    return _with_labels("release.deduced_all_of_cells", text, cells.labels(alike.kinds))


def _with_labels(code: str, text: str, labels: Mapping[str, Sequence[str]]) -> str:
    """The text, and which labels those that it is about have in common, if any."""
    if not labels:
        return text
    of = [
        sentence("release.cell", cells=names, table=sentence(f"release.{table}"))
        for table, names in labels.items()
    ]
    return sentence(code, text=text, cells=of)


def _cell_in_words(since: date | None, day: date, count: int) -> str:
    count = abs(count)
    if since is None:
        what = sentence("release.deduced_people")
        return sentence("release.deduced_on", what=what, first=day, count=count)
    what, first = sentence("release.deduced_came"), since + timedelta(days=1)
    return sentence("release.deduced", what=what, first=first, last=day, count=count)


def _deduced_in_words(small: Deduced, reports: Sequence[IssuedReport]) -> str:
    what = sentence(f"release.deduced_{small.what}")
    values = {
        "what": what,
        "count": abs(small.count),
        "first": small.first,
        "last": small.last,
    }
    code = "release.deduced"
    if small.what == "present":
        code = "release.deduced_on"
    text = sentence(code, **values)
    if len(small.of) == 1:
        return text
    of = [_funder(each, reports) for each, times in small.of if times * small.count > 0]
    without = [_funder(each, reports) for each, times in small.of if times * small.count < 0]
    if not of or not without:
        return sentence("release.deduced_together", text=text, of=of + without)
    return sentence("release.deduced_between", text=text, of=of, without=without)


def _funder(population: Population, reports: Sequence[IssuedReport]) -> str:
    """Who holds reports about these people."""
    return next(each.reader.funder for each in reports if each.reader.people == population)
