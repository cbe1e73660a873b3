"""Attackers over all that the readers of an invented consortium ever received."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace

import pytest

from sheets_sync.release.tables import contents, disclosure
from sheets_sync.release.tables.partition import Partition
from sheets_sync.release.tables.renewal import Renewal
from sheets_sync.release.tables.suppression import Counted
from sheets_sync.settings.funder import Funder
from tests.release.tables.attacks import Attack
from tests.release.tables.exit_attack import ExitAttack
from tests.release.tables.invented_months import invent, issue_months
from tests.release.tables.mean_attack import MeanAttack
from tests.release.tables.topic_attack import SITUATION, TopicAttack, asked_by_the_union

TABLES = ("sexe", "tranche_age", "protection", "qpv", "siae")
SIAE, PEOPLE = (3, 12, 40), (6, 20, 60, 150, 500)
MOVES = (2, 2, 6, 15)
"""Entries and exits a month, at most; more than one or two make more tables move."""


def lost(seed: int, *, rounding: bool = False) -> list[str]:
    """What the attackers learn of a consortium of that seed, and of its exits."""
    dice = random.Random(seed)
    months = dice.choice((6, 9))
    consortium = invent(
        seed,
        siae=dice.choice(SIAE),
        people=dice.choice(PEOPLE),
        moves=dice.choice(MOVES),
        months=months,
    )
    issued, days = issue_months(consortium, months, every=dice.choice((1, 1, 3)), rounding=rounding)
    names: list[str] = []
    for table in TABLES:
        names += [target.name for target in Attack(consortium, issued, days, table).won()]
    if rounding:
        return names
    return names + [target.name for target in ExitAttack(consortium, issued, days).won()]


# 128: two tables of a later day than a third that they overlap; 266: two halves and the whole
@pytest.mark.parametrize("seed", [*range(12), 128, 266])
def test_no_small_count_is_pinned_and_no_newcomer_s_value_learnt(seed: int) -> None:
    assert lost(seed) == []


def lost_by_towns(seed: int) -> list[str]:
    """What is learnt of the one SIAE that no town finances, where a region finances all."""
    dice = random.Random(seed)
    consortium = invent(seed, siae=dice.choice((5, 7)), people=dice.choice((40, 60, 80)), moves=6)
    towns = {name: Funder(name=name, siae=(name,)) for name in consortium.siae[:-1]}
    some = {"autres": Funder(name="Autres", siae=tuple(consortium.siae[1:3]))}
    consortium = replace(consortium, funders={"tous": Funder(name="Tous"), **towns, **some})
    issued, days = issue_months(consortium, every=3)
    won = (Attack(consortium, issued, days, table).won() for table in ("sexe", "protection", "qpv"))
    return [target.name for target in itertools.chain.from_iterable(won)]


# 6, 8, 21: sums of at most three populations were looked at
@pytest.mark.parametrize("seed", [0, 6, 8, 21])
def test_many_readers_together_do_not_know_the_siae_that_none_of_them_tells_of(seed: int) -> None:
    assert lost_by_towns(seed) == []


@pytest.mark.long
@pytest.mark.parametrize("seed", range(22, 150))
def test_nor_do_as_many_in_many_more(seed: int) -> None:
    assert lost_by_towns(seed) == []


def lost_by_topics(seed: int) -> list[str]:
    """What an attacker on a module's topic learns of a consortium of that seed."""
    dice = random.Random(seed)
    siae, moves, months = dice.choice((2, 3, 12)), dice.choice((6, 15, 40)), dice.choice((6, 9))
    consortium = asked_by_the_union(seed, siae=siae, moves=moves, months=months)
    issued, days = issue_months(consortium, months, every=dice.choice((1, 1, 3)))
    assert any(SITUATION in report.tables for report in issued.reports)
    return [target.name for target in TopicAttack(consortium, issued, days).won()]


@pytest.mark.parametrize("seed", range(8))
def test_no_indicator_of_a_module_tells_of_a_few(seed: int) -> None:
    assert lost_by_topics(seed) == []


@pytest.mark.long
@pytest.mark.parametrize("seed", range(8, 150))
def test_nor_do_those_of_many_more(seed: int) -> None:
    assert lost_by_topics(seed) == []


def test_one_told_by_one_they_would(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Renewal, "faults", lambda *_: [])
    assert any(map(lost_by_topics, range(8)))


def lost_by_means(seed: int) -> list[str]:
    """What an attacker on the means learns of a small consortium of that seed."""
    dice = random.Random(seed)
    consortium = invent(
        seed, siae=dice.choice(SIAE), people=dice.choice((8, 12, 20, 60)), moves=dice.choice(MOVES)
    )
    issued, _ = issue_months(consortium, every=dice.choice((1, 3)))
    return MeanAttack(issued).won()


@pytest.mark.parametrize("seed", range(12))
def test_no_mean_tells_over_how_many_it_is_beside_a_total(seed: int) -> None:
    assert lost_by_means(seed) == []


def test_an_attacker_on_means_wins_where_all_are_to_a_tenth(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(contents, "digits_of_mean", lambda people: 1)
    assert any(map(lost_by_means, range(12)))


@pytest.mark.long
@pytest.mark.parametrize("seed", range(12, 300))
def test_nor_do_many_more_means(seed: int) -> None:
    assert lost_by_means(seed) == []


@pytest.mark.parametrize("seed", range(6))
def test_nor_in_tables_in_fives(seed: int) -> None:
    assert lost(seed, rounding=True) == []


@pytest.mark.long
@pytest.mark.parametrize("seed", range(6, 100))
def test_nor_in_many_more_tables_in_fives(seed: int) -> None:
    assert lost(seed, rounding=True) == []


@pytest.mark.long
@pytest.mark.parametrize("seed", range(12, 600))
def test_nor_in_many_more(seed: int) -> None:
    assert lost(seed) == []


# 69: transfers are of one kind, and taken out of it they leave no newcomer of that kind
@pytest.mark.parametrize("seed", [69])
def test_the_exits_that_count_tell_no_newcomer_s_kind(seed: int) -> None:
    assert lost_by_exits(seed) == []


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100))
def test_many_exits_are_attacked(seed: int) -> None:
    assert lost_by_exits(seed) == []


def lost_by_exits(seed: int) -> list[str]:
    """What an attacker on the exits learns where many leave."""
    consortium = invent(seed, siae=12, people=500, moves=40)
    consortium = replace(consortium, funders={"tous": Funder(name="Tous")})
    issued, days = issue_months(consortium)
    return [target.name for target in ExitAttack(consortium, issued, days).won()]


def test_the_attackers_win_where_tables_are_always_of_the_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unprotected(counted: Counted, *_: object) -> Partition:
        return counted.whole

    monkeypatch.setattr(disclosure, "finest", unprotected)
    consortium = invent(3, siae=12, people=150, moves=6)
    issued, days = issue_months(consortium)
    assert all(Attack(consortium, issued, days, table).won() for table in TABLES)
    assert ExitAttack(consortium, issued, days).won()
