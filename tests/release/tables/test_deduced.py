"""What declared totals tell of periods that follow each other, and of two funders together."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from sheets_sync.documents.reports.report import publication
from sheets_sync.documents.reports.scope import report_scope
from sheets_sync.release.tables.contents import COHORT
from sheets_sync.release.tables.declared import gives_away
from sheets_sync.release.tables.deduced import (
    EXITS,
    Deduced,
    Deducible,
    deduced,
)
from sheets_sync.release.tables.issued import Issued, IssuedReport
from sheets_sync.settings.funder import Funder
from tests.release.tables.invented_months import THRESHOLD, Consortium, invent
from tests.release.tables.total_attack import Found, TotalAttack
from tests.typing_commands import plain

LAST = date(2026, 9, 30)
PERIODS = ("2026-T1", "2026-T2", "2026-T3", "2026-S1", "2026-02", "2026-05", "2026-08", "9m")


def report_of(consortium: Consortium, issued: Issued, funder: Funder) -> IssuedReport:
    """The report to a funder on the last day, beside what was issued."""
    scope = report_scope(funder, consortium.measures(LAST), [], THRESHOLD, LAST)
    published = publication(funder.name, scope, issued)
    number = len(issued.reports)
    return published.as_issued(f"rapport-{number}", LAST, correction=False)


def issue_all(consortium: Consortium, funders: Sequence[Funder]) -> Issued:
    issued = Issued()
    for funder in funders:
        issued = Issued([*issued.reports, report_of(consortium, issued, funder)])
    return issued


def closure(deduced_counts: set[Deduced], reports: Sequence[IssuedReport]) -> set[Found]:
    """Every stretch that is put together from stretches that follow each other."""
    siae_of = {report.reader.everybody: report.reader.siae for report in reports}
    steps: dict[tuple[Deducible, frozenset[str]], list[Deduced]] = defaultdict(list)
    for each in deduced_counts:
        if each.what not in ("present", "people"):
            siae: frozenset[str] = frozenset()
            for population, times in sorted(each.of, key=lambda of: -of[1]):
                some = siae_of[population.people]
                siae = siae | some if times > 0 else siae - some
            steps[each.what, siae].append(each)
    whole: set[Found] = set()
    for (what, known), same in steps.items():
        reached = {(each.first, each.last + timedelta(days=1)) for each in same}
        while True:
            more = {(a, d) for a, b in reached for c, d in reached if b == c} - reached
            if not more:
                break
            reached |= more
        whole |= {(what, known, first, last) for first, last in reached}
    return whole


@pytest.mark.parametrize("seed", range(12))
def test_all_that_linear_algebra_finds_in_totals_is_found(seed: int) -> None:
    dice = random.Random(seed)
    consortium = invent(seed, siae=3, people=200, moves=30, months=9)
    everybody, but_one = tuple(consortium.siae), tuple(consortium.siae[:-1])
    funders = [
        Funder(name=dice.choice("AB"), period=dice.choice(PERIODS), siae=siae)
        for siae in dice.choices((everybody, but_one), k=7)
    ]
    reports = issue_all(consortium, funders).reports
    attack = TotalAttack(reports, [frozenset(but_one), frozenset(everybody[-1:])])
    populations = {report.reader.people for report in reports}
    deduced_of_each = (deduced(reports, each) for each in populations)
    found = closure(set().union(*deduced_of_each), reports)
    assert attack.movements() <= found


FIRST_QUARTER = Funder(name="État", period="2026-T1")
COUNTED = ("positive", "autre", "à part")


def deaths(consortium: Consortium, first: date, last: date) -> int:
    return sum(
        person.left is not None and first <= person.left <= last and person.exit[1] not in COUNTED
        for person in consortium.people
    )


def test_the_deaths_that_two_quarters_tell_are_listed_before_the_second_is_issued() -> None:
    invented = (invent(seed, siae=3, people=400, moves=20, months=9) for seed in range(99))
    consortium = next(
        each
        for each in invented
        if 0 < deaths(each, date(2026, 1, 1), date(2026, 3, 31)) < THRESHOLD
        and EXITS in issue_all(each, [FIRST_QUARTER]).reports[0].totals
    )
    issued = issue_all(consortium, [FIRST_QUARTER])
    second = report_of(consortium, issued, Funder(name="Ville", period="2026-T2"))
    told = [plain(line) for line in gives_away(second, issued, THRESHOLD)]
    count = deaths(consortium, date(2026, 1, 1), date(2026, 3, 31))
    assert (
        "Sorties hors du taux (décès, longue maladie, détention, transfert, sans motif…), du "
        f"1er janvier 2026 au 31 mars 2026 : {count}. Se calcule avec ce rapport et ceux déjà émis."
    ) in told
    # Once issued, it is known, and not told again.
    again = Issued([*issued.reports, second])
    third = report_of(consortium, again, Funder(name="Ville", period="2026-T2"))
    assert gives_away(third, again, THRESHOLD) == []


def test_the_few_exits_that_two_starts_tell_are_listed_before_the_second_is_issued() -> None:
    invented = invent(1, siae=3, people=60, moves=0)
    february = date(2026, 2, 10)
    gone = [replace(person, left=february) for person in invented.people[:3]]
    consortium = replace(invented, people=[*gone, *invented.people[3:]])
    january, april = (Funder(name="Tous", start=date(2026, month, 1), end=LAST) for month in (1, 4))
    issued = issue_all(consortium, [january])
    assert EXITS not in issued.reports[0].totals
    last = report_of(consortium, issued, april)
    told = [plain(line) for line in gives_away(last, issued, THRESHOLD)]
    assert told == [
        "Sorties de toutes sortes, du 1er janvier 2026 au 31 mars 2026 : 3. "
        "Se calcule avec ce rapport et ceux déjà émis."
    ]


def test_who_comes_to_the_one_siae_between_two_funders_is_listed() -> None:
    consortium = invent(4, siae=3, people=200, moves=20, months=9)
    some = tuple(consortium.siae[:-1])
    first = [
        Funder(name="Tous", period="2026-01"),
        Funder(name="Sauf une", period="2026-01", siae=some),
        Funder(name="Tous", period="2026-02"),
    ]
    issued = issue_all(consortium, first)
    last = report_of(consortium, issued, Funder(name="Sauf une", period="2026-02", siae=some))
    told = " ".join(plain(line) for line in gives_away(last, issued, THRESHOLD))
    assert "de qui compte pour Tous, sans compter pour Sauf une." in told


@pytest.mark.parametrize("seed", range(12))
def test_whom_the_cohort_leaves_out_is_never_told_where_they_are_few(seed: int) -> None:
    consortium = invent(seed, siae=3, people=300, moves=12, months=9)
    measures = consortium.measures(LAST)
    origin = date(2020, 1, 1)
    funder = Funder(name="Tous", start=origin, end=LAST)
    # Eighteen months before, a report told how many had come by then.
    entered = int(measures.figure("entrees", origin, date(2025, 3, 31)).numerator)
    cohort = report_of(consortium, Issued(), funder).tables[COHORT]
    if cohort.partition is not None:
        gap = entered - cohort.partition.total
        assert not 0 < gap < THRESHOLD
