"""Tables by SIAE beside the declared totals of funders of some of the SIAE."""

from __future__ import annotations

import itertools
import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from sheets_sync.documents.reports.report import publication
from sheets_sync.documents.reports.scope import report_scope
from sheets_sync.release.tables.contents import BY_SIAE
from sheets_sync.release.tables.declared import gives_away
from sheets_sync.release.tables.issued import Issued, IssuedReport
from sheets_sync.settings.funder import Funder
from sheets_sync.workspace import open_workspace
from tests.conftest import HEADERS, Case
from tests.release.tables.attacks import Attack
from tests.release.tables.invented_months import (
    IN_QPV,
    THRESHOLD,
    Consortium,
    Person,
    invent,
    issue,
    issue_months,
)
from tests.typing_commands import plain

MAY, SEPTEMBER = date(2026, 5, 31), date(2026, 9, 30)
VALUES = ("sexe", "tranche_age", "protection", "qpv")
STATE = Funder(name="État", names_of_siae=True)
TOWN = Funder(name="Ville", siae=("Cyclo", "Port Sud", "Alienor Vert"))


def consortium(counts: Mapping[str, tuple[int, int]], **funders: Funder) -> Consortium:
    """People of some SIAE: how many came before June, and how many since."""
    came = [
        (siae, day)
        for siae, (before, since) in counts.items()
        for day in [*[date(2026, 2, 1)] * before, *[date(2026, 6, 19)] * since]
    ]
    values = dict.fromkeys(VALUES, "autre")
    people = [Person(number, siae, values, day) for number, (siae, day) in enumerate(came)]
    return Consortium(list(counts), people, funders)


def parts(report: IssuedReport) -> dict[frozenset[str], int]:
    return {frozenset(part.labels): part.count for part in report.tables[BY_SIAE].parts}


def test_one_newcomer_is_not_told_by_a_merged_table_beside_the_total_of_another_funder() -> None:
    counts = {"Cyclo": (11, 1), "Menage Net": (14, 4), "Port Sud": (14, 5), "Alienor Vert": (13, 0)}
    made = consortium(counts, etat=STATE, ville=TOWN)
    issued = issue(made, issue(made, Issued(), MAY), SEPTEMBER)
    state, town = issued.reports[2:]
    assert state.totals["personnes_accompagnees"] - town.totals["personnes_accompagnees"] == 18
    assert parts(state).get(frozenset(("Cyclo", "Menage Net"))) != 30
    assert Attack(made, issued, [MAY, SEPTEMBER], BY_SIAE).won() == []


def test_a_table_is_merged_so_that_totals_do_not_part_it_again() -> None:
    counts = {"Cyclo": (3, 0), "Menage Net": (12, 0), "Port Sud": (14, 0), "Alienor Vert": (9, 0)}
    state = issue(consortium(counts, etat=STATE), Issued(), MAY).reports[0]
    assert frozenset(("Cyclo", "Alienor Vert")) in parts(state)
    without_smallest = Funder(name="Ville", siae=("Cyclo", "Port Sud", "Menage Net"))
    made = consortium(counts, etat=STATE, ville=without_smallest)
    state = issue(made, Issued(), MAY).reports[0]
    assert frozenset(("Cyclo", "Menage Net")) in parts(state)


def test_the_command_reckons_with_the_totals_of_all_funders_in_config(case: Case) -> None:
    sizes = {"Cyclo": 3, "Menage Net": 12, "Port Sud": 14, "Alienor Vert": 9}
    tabs = {name: (HEADERS, *rows_of(name, count)) for name, count in sizes.items()}
    state = "  dreets: {name: DREETS, names_of_siae: true}\n"
    towns = "  ville: {name: Ville, siae: [Cyclo, Port Sud, Menage Net]}\n"
    case.make(tabs, f"funders:\n{state}{towns}")
    assert case.run("report", "dreets", "--yes", as_of="2026-05-31").exit_code == 0
    (issued,) = open_workspace(case.folder / "config.yaml").history.documents.issued()
    merged = [set(labels) for labels, _count in issued["tableaux"][BY_SIAE]["parties"]]
    assert {"Cyclo", "Menage Net"} in merged


def rows_of(siae: str, count: int) -> list[tuple[object, ...]]:
    came, blanks = date(2026, 2, 2), ("CDDI", "", "", "")
    return [
        (f"NOM{siae}{number}", "Awa", "Femme", date(1970 + number, 3, 6), came, *blanks)
        for number in range(count)
    ]


def test_what_a_new_funder_s_total_tells_of_a_merged_siae_is_listed_before_it_is_issued() -> None:
    counts = {"Cyclo": (3, 0), "Menage Net": (12, 0), "Port Sud": (14, 0), "Alienor Vert": (9, 0)}
    made = consortium(counts, etat=STATE)
    issued = issue(made, Issued(), MAY)
    town = Funder(name="Ville", siae=("Cyclo", "Menage Net", "Port Sud"))
    scope = report_scope(town, made.measures(MAY), [], THRESHOLD, MAY)
    report = publication("ville", scope, issued).as_issued("rapport-ville", MAY, correction=False)
    told = [plain(line) for line in gives_away(report, issued, THRESHOLD)]
    assert (
        "Personnes accompagnées le 31 mai 2026 : 3. Se calcule avec ce rapport et ceux déjà émis. "
        "Il s'agit de qui compte sous « Cyclo » (SIAE)."
    ) in told
    again = Issued([*issued.reports, report])
    assert not any("Cyclo" in line for line in gives_away(report, again, THRESHOLD))


def lost_beside_totals(seed: int) -> list[str]:
    """What is learnt of SIAE, and of a district, where funders are of some SIAE each."""
    dice = random.Random(seed)
    made = invent(seed, siae=dice.choice((3, 4, 6)), people=dice.choice((40, 60, 90)), moves=4)
    chosen = [dice.sample(made.siae, dice.randint(2, len(made.siae) - 1)) for _ in range(3)]
    some = {
        f"ville{number}": Funder(name=f"Ville {number}", siae=tuple(siae), names_of_siae=True)
        for number, siae in enumerate(chosen)
    }
    district = {"quartier": Funder(name="Quartier", where=IN_QPV, names_of_siae=True)}
    funders = dict(dice.sample([*some.items(), *district.items()], dice.randint(1, 3)))
    made = replace(made, funders={"etat": STATE, **funders})
    issued, days = issue_months(made, every=dice.choice((1, 3)))
    won = (Attack(made, issued, days, table).won() for table in (BY_SIAE, "qpv"))
    return [target.name for target in itertools.chain.from_iterable(won)]


@pytest.mark.parametrize("seed", range(12))
def test_no_siae_is_pinned_beside_the_totals_of_funders_of_some(seed: int) -> None:
    assert lost_beside_totals(seed) == []


# Not 68: nobody of a district is in an SIAE in January, and totals alone tell the one who comes.
@pytest.mark.long
@pytest.mark.parametrize("seed", [*range(12, 68), 69])
def test_nor_in_many_more(seed: int) -> None:
    assert lost_beside_totals(seed) == []
