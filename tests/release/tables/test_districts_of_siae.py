"""Tables by district of several SIAE beside the total, and the table by SIAE, of the district."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from sheets_sync.release.tables.contents import BY_SIAE
from sheets_sync.release.tables.declared import gives_away
from sheets_sync.release.tables.issued import Issued, IssuedReport
from sheets_sync.settings.funder import Funder
from tests.release.tables.district_attack import DistrictAttack
from tests.release.tables.invented_months import (
    FIRST,
    IN_QPV,
    THRESHOLD,
    Consortium,
    Person,
    invent,
    issue,
    issue_months,
)
from tests.typing_commands import plain

JANUARY, MARCH = date(2026, 1, 31), date(2026, 3, 31)
DISTRICT = Funder(name="Quartier", where=IN_QPV, names_of_siae=True)
EVERYBODY = Funder(name="Tous", names_of_siae=True)
VALUES = ("sexe", "tranche_age", "protection")


def consortium(counts: Mapping[str, tuple[int, int]], **funders: Funder) -> Consortium:
    """People of some SIAE: how many live in a district, and how many do not."""
    choices = [
        (siae, qpv)
        for siae, (inside, outside) in counts.items()
        for qpv in ["oui"] * inside + ["non"] * outside
    ]
    people = [
        Person(number, siae, {**dict.fromkeys(VALUES, "autre"), "qpv": qpv}, date(2025, 6, 1))
        for number, (siae, qpv) in enumerate(choices)
    ]
    return Consortium(list(counts), people, funders)


def with_newcomer(made: Consortium, siae: str) -> Consortium:
    """The same, and one more of the district who came in February."""
    number = len(made.people)
    person = replace(made.people[0], number=number, siae=siae, came=date(2026, 2, 10))
    return replace(made, people=[*made.people, person])


def parts(report: IssuedReport, table: str) -> dict[frozenset[str], int]:
    return {frozenset(part.labels): part.count for part in report.tables[table].parts}


def test_a_district_of_all_siae_but_one_beside_its_total_tells_not_of_the_few_in_that_one() -> None:
    sizes = {"Alpha": (9, 8), "Beta": (7, 6), "Gamma": (6, 6), "Delta": (2, 3)}
    three = Funder(name="Trois", siae=("Alpha", "Beta", "Gamma"))
    made = consortium(sizes, trois=three, quartier=DISTRICT)
    issued = issue(made, Issued(), MARCH)
    assert parts(issued.reports[0], "qpv") == {}
    assert DistrictAttack(made, issued, [MARCH]).won() == []


@pytest.mark.parametrize("inside", [4, 6])
def test_nor_in_which_siae_the_one_is_who_came_since_the_standing_table_by_siae(
    inside: int,
) -> None:
    sizes = {"Alpha": (8, 9), "Beta": (inside, 8), "Gamma": (inside, 7)}
    made = consortium(sizes, quartier=DISTRICT)
    issued = issue(made, Issued(), JANUARY)
    assert sum(parts(issued.reports[0], BY_SIAE).values()) == 8 + 2 * inside
    two = Funder(name="Deux", siae=("Beta", "Gamma"))
    later = replace(with_newcomer(made, "Gamma"), funders={"quartier": DISTRICT, "deux": two})
    issued = issue(later, issued, MARCH)
    assert parts(issued.reports[-1], "qpv") == {}
    assert DistrictAttack(later, issued, [JANUARY, MARCH]).won() == []


def with_newcomers_of_the_district() -> tuple[Consortium, Issued]:
    """Two and three SIAE were told of; then seven came, all of the district, and all are told."""
    sizes = {"Alpha": (11, 6), "Beta": (5, 5), "Gamma": (4, 4), "Delta": (2, 3)}
    two = Funder(name="Deux", siae=("Beta", "Gamma"), names_of_siae=True)
    three = Funder(name="Trois", siae=("Alpha", "Beta", "Gamma"), names_of_siae=True, breakdowns=())
    issued = issue(consortium(sizes, deux=two, trois=three), Issued(), JANUARY)
    later = consortium(sizes, trois=three, quartier=DISTRICT, tous=EVERYBODY, deux=two)
    for siae in ("Beta", *["Delta"] * 6):
        later = with_newcomer(later, siae)
    return later, issue(later, issued, MARCH)


def test_nor_how_many_lived_elsewhere_where_all_who_came_are_of_the_district() -> None:
    later, issued = with_newcomers_of_the_district()
    assert [report.totals["entrees"] for report in issued.reports[3:5]] == [7, 7]
    assert DistrictAttack(later, issued, [JANUARY, MARCH]).won() == []


def test_nobody_is_listed_under_no_label() -> None:
    _, issued = with_newcomers_of_the_district()
    lines = listed(Issued(issued.reports[:-1]))
    assert lines
    assert not [line for line in lines if line.endswith("sous .")]


@pytest.mark.parametrize("inside", [0, 8])
@pytest.mark.parametrize("funders", [("quartier", "tous"), ("tous", "quartier")])
def test_all_or_none_of_an_siae_live_in_a_district_is_not_told_by_two_tables(
    inside: int, funders: tuple[str, str]
) -> None:
    sizes = {"Alpha": (inside, 8 - inside), "Beta": (7, 8), "Gamma": (6, 9), "Delta": (9, 6)}
    known = {"quartier": DISTRICT, "tous": EVERYBODY}
    made = consortium(sizes, **{name: known[name] for name in funders})
    issued = issue(made, Issued(), MARCH)
    assert all(parts(report, BY_SIAE) for report in issued.reports)
    assert DistrictAttack(made, issued, [MARCH]).won() == []


def listed(issued: Issued) -> list[str]:
    """What the last report is said to give away."""
    *before, last = issued.reports
    return [plain(line) for line in gives_away(last, Issued(before), THRESHOLD)]


def test_that_all_who_came_are_of_the_district_is_listed_where_totals_tell_so() -> None:
    made = consortium({"Alpha": (11, 6), "Beta": (5, 5)}, quartier=DISTRICT, tous=EVERYBODY)
    for _ in range(7):
        made = with_newcomer(made, "Beta")
    assert (
        "Entrées, du 1er janvier 2026 au 31 mars 2026 : 7. Se calcule avec ce rapport et ceux déjà "
        "émis. Toutes comptent pour quartier."
    ) in listed(issue(made, Issued(), MARCH))


@pytest.mark.parametrize(("inside", "told"), [(0, "Aucune ne compte"), (8, "Toutes comptent")])
def test_all_or_none_of_an_siae_is_listed_before_the_report_on_it_alone(
    inside: int, told: str
) -> None:
    sizes = {"Alpha": (inside, 8 - inside), "Beta": (7, 8), "Gamma": (6, 9), "Delta": (9, 6)}
    issued = issue(consortium(sizes, quartier=DISTRICT), Issued(), MARCH)
    alone = consortium(sizes, alpha=Funder(name="Alpha", siae=("Alpha",)))
    assert (
        "Personnes accompagnées le 31 mars 2026 : 8. Se calcule avec ce rapport et ceux déjà émis. "
        f"Il s'agit de qui compte sous « Alpha » (SIAE). {told} pour quartier."
    ) in listed(issue(alone, issued, MARCH))


def lost_by_districts(seed: int) -> list[str]:
    """What is learnt of those of each SIAE in a district, with funders of it, of all, of some."""
    dice = random.Random(seed)
    made = invent(seed, siae=dice.choice((3, 4, 6)), people=dice.choice((40, 60, 90)), moves=4)
    chosen = [dice.sample(made.siae, dice.randint(2, len(made.siae) - 1)) for _ in range(2)]
    some = {
        f"ville{number}": Funder(name=f"Ville {number}", siae=tuple(siae))
        for number, siae in enumerate(chosen)
    }
    towns = dict(dice.sample(sorted(some.items()), dice.randint(1, 2)))
    state = Funder(name="État", names_of_siae=True)
    made = replace(made, funders={"etat": state, **towns, "quartier": DISTRICT})
    issued, days = issue_months(made, months=4, every=dice.choice((1, 2)))
    assert all(report.reader.period.start == FIRST for report in issued.reports)
    return [target.name for target in DistrictAttack(made, issued, days).won()]


# 8: a table of April tells of February too, as nobody came to the district between
# 7, 19, 24: nobody of an SIAE that a table by SIAE counts was in that of the district
@pytest.mark.parametrize("seed", [0, 2, 4, 7, 8, 11, 19, 24])
def test_no_few_of_an_siae_in_a_district_are_pinned(seed: int) -> None:
    assert lost_by_districts(seed) == []


@pytest.mark.long
@pytest.mark.parametrize("seed", range(12, 100))
def test_nor_in_many_more(seed: int) -> None:
    assert lost_by_districts(seed) == []
