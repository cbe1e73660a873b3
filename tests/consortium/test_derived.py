"""What follows from a row: age at entry, length of stay, how an exit counts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from forms.loading import load_form
from sheets_sync.consortium.derived import DERIVED, derive
from sheets_sync.consortium.exits import ExitRules, load_exit_classes

FORM = load_form("participant")
RULES = ExitRules(load_exit_classes(FORM), "more than", {})
DAY = date(2026, 11, 23)


def of(**cells: Any) -> dict[str, Any]:
    """The derived cells of one row."""
    row = {"date_entree": date(2025, 1, 6), "siae": "Un", "person": "P-A", **cells}
    columns = {field.id: [row.get(field.id)] for field in FORM.fields}
    columns |= {name: [row[name]] for name in ("siae", "person")}
    return {name: values[0] for name, values in derive(columns, FORM, RULES, DAY).items()}


@pytest.mark.parametrize(
    ("birth", "band"),
    [
        (date(1999, 1, 7), "moins de 26 ans"),
        (date(1999, 1, 6), "26 à 49 ans"),  # 26 on the day of the entry
        (date(1975, 1, 7), "26 à 49 ans"),
        (date(1975, 1, 6), "50 ans et plus"),
        (None, None),
    ],
)
def test_the_age_is_that_of_the_day_of_entry(birth: date | None, band: str | None) -> None:
    assert of(date_naissance=birth)["tranche_age"] == band


def test_a_stay_lasts_until_the_exit_or_until_today() -> None:
    assert of(date_sortie=date(2025, 7, 6))["duree_mois"] == 6
    assert of()["duree_mois"] == 22.5
    assert of(date_entree=None)["duree_mois"] is None


def test_an_exit_before_the_entry_has_no_length() -> None:
    assert of(date_sortie=date(2024, 12, 1))["duree_mois"] is None


@pytest.mark.parametrize(
    ("reason", "months", "state", "programme"),
    [
        ("CDI", None, "emploi durable", "positive"),
        ("CDD", 7, "emploi durable", "positive"),
        ("CDD", 6, "emploi de transition", "autre"),
        ("Formation qualifiante", None, "sortie positive", "positive"),
        ("Décès", None, "neutralisée", "neutralisée"),
    ],
)
def test_an_exit_counts_by_its_reason(
    reason: str, months: float | None, state: str, programme: str
) -> None:
    row = of(date_sortie=date(2026, 2, 2), motif_sortie=reason, sortie_duree_mois=months)
    assert (row["sortie_etat"], row["sortie_programme"]) == (state, programme)


def test_a_reason_without_a_day_is_no_exit_yet() -> None:
    row = of(motif_sortie="CDI")
    assert (row["sortie_etat"], row["sortie_programme"]) == (None, None)


def test_whatever_is_derived_is_declared() -> None:
    assert list(of()) == list(DERIVED)
    for name, value in of(date_sortie=date(2026, 2, 2), motif_sortie="CDI").items():
        values = DERIVED[name].type.values
        assert value is None or not values or value in values, name
