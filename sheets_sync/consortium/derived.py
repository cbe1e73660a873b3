"""Values that follow from a row's fields: age at entry, length of stay, how its exit counts."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forms.expressions import Column, ColumnType, whole_months
from forms.form import Form
from sheets_sync.checking.conditions import typed_column
from sheets_sync.consortium.exits import CountedExit, ExitRules, Work
from sheets_sync.consortium.transfers import ARRIVING, LEAVING, transfers

TRANSFER = "transfert"
"""Class of an exit to another member: for the programme, no exit."""
STATES = {
    "durable": "emploi durable",
    "transition": "emploi de transition",
    "positive": "sortie positive",
    "other": "autre sortie",
    "neutral": "neutralisée",
    "dynamic": "dynamique, durée inconnue",
    "unknown": "durée inconnue",
}
_PROGRAMME = {
    "positive": "positive",
    "other": "autre",
    "apart": "à part",
    "neutral": "neutralisée",
    "maybe_positive": "durée inconnue, peut-être positive",
    "unknown": "durée inconnue",
}
FOLLOWED = "oui"
"""Sign of a row whose stay goes on in the row of the next contract: its exit is counted there."""
APPROXIMATE = "approché"
"""Sign of an exit that counts for the State although the hours worked are not known."""
_AGE_BANDS = ((26, "moins de 26 ans"), (50, "26 à 49 ans"), (math.inf, "50 ans et plus"))
"""Ages below which each band ends (domain.md, Indicators)."""


@dataclass(frozen=True)
class Derived:
    """A derived column: what people call it, and what a condition may compare it with.

    Attributes:
        made_of: the fields without which it cannot be known; a transfer is found by two tabs, of
            which either may do without.
    """

    label: str
    type: ColumnType
    made_of: tuple[str, ...] = ()


def _by_role(words: Mapping[str, str]) -> ColumnType:
    """A column of these words, each of which a condition can name by its role."""
    return ColumnType(
        "text", tuple(words.values()), roles={role: (word,) for role, word in words.items()}
    )


_EXIT = ("motif_sortie", "date_sortie")
_NUMBER, _DATE = ColumnType("number"), ColumnType("date")
DERIVED: Mapping[str, Derived] = {
    "tranche_age": Derived(
        "Tranche d'âge à l'entrée",
        ColumnType("text", tuple(band for _, band in _AGE_BANDS)),
        ("date_naissance", "date_entree"),
    ),
    "duree_mois": Derived("Durée dans le programme (mois)", _NUMBER, ("date_entree",)),
    "sortie_programme": Derived(
        "Sortie (définition du programme)", _by_role({**_PROGRAMME, "transfer": TRANSFER}), _EXIT
    ),
    "sortie_etat": Derived("Sortie (définition de l'État)", _by_role(STATES), _EXIT),
    "transfert": Derived(
        "Transfert entre SIAE membres", _by_role({"leaving": LEAVING, "arriving": ARRIVING})
    ),
    "sortie_approchee": Derived(
        "Sortie comptée par l'État sans les heures", ColumnType("text", (APPROXIMATE,))
    ),
    "contrat_suivi": Derived("Contrat suivi d'un autre", ColumnType("text", (FOLLOWED,))),
    "a_corriger": Derived("Entrées à corriger", _NUMBER),
    "modifiee_le": Derived("Modifiée le", _DATE),
}
"""By id, in the order of the table. The last three follow from the tab and from all checks."""


def labels_of_derived() -> dict[str, str]:
    """The label that people see for each of `DERIVED`."""
    return {name: derived.label for name, derived in DERIVED.items()}


def derive(
    columns: Mapping[str, Sequence[Any]], form: Form, exits: ExitRules, as_of: date
) -> dict[str, list[Any]]:
    """The columns of `DERIVED`, a value a row; None where it does not follow.

    Args:
        columns: PLACE and the fields of the participants' form.
    """

    def typed(field: str) -> Column:
        return typed_column(form.field(field), columns[field])

    stay = _months_of_stay(typed("date_entree"), typed("date_sortie"), as_of)
    transfer_ends = transfers(columns, form.field("motif_sortie").role("transfer"))
    counted = _classed_exits(columns, stay, exits)
    nothing: list[Any] = [None] * len(stay)
    return {
        "tranche_age": _age_bands(typed("date_naissance"), typed("date_entree")),
        "duree_mois": [_shown_stay(months) for months in stay.tolist()],
        "sortie_programme": list(map(_programme_class, counted, transfer_ends)),
        "sortie_etat": [exit_ and STATES[exit_.state] for exit_ in counted],
        "transfert": transfer_ends,
        "sortie_approchee": [
            APPROXIMATE if exit_ and exit_.is_approximate else None for exit_ in counted
        ],
        "contrat_suivi": nothing,
        "a_corriger": nothing,
        "modifiee_le": nothing,
    }


def _months_of_stay(entry: Column, exit_: Column, as_of: date) -> NDArray[np.float64]:
    """Months from the entry to the exit, or to `as_of`; NaN where the entry is not known."""
    end = np.where(exit_.known, exit_.values, np.datetime64(as_of, "D"))
    stay = np.full(len(end), np.nan)
    stay[entry.known] = whole_months(entry.values[entry.known], end[entry.known])
    return stay


def _shown_stay(months: float) -> float | None:
    """To a tenth; None where it is not known, or the exit is before the entry."""
    if math.isnan(months) or months < 0:
        return None
    return round(months, 1)


def _age_bands(birth: Column, entry: Column) -> list[str | None]:
    bands: list[str | None] = [None] * len(birth.known)
    both = np.flatnonzero(entry.known & birth.known)
    years = np.floor(whole_months(birth.values[both], entry.values[both]) / 12)
    for row, age in zip(both.tolist(), years.tolist(), strict=True):
        bands[row] = next(band for limit, band in _AGE_BANDS if age < limit)
    return bands


def _classed_exits(
    columns: Mapping[str, Sequence[Any]], stay: NDArray[np.float64], exits: ExitRules
) -> list[CountedExit | None]:
    """How each exit counts; None where there is no exit."""
    counted: list[CountedExit | None] = [None] * len(stay)
    # A consortium's own form may do without the hours.
    weekly_hours = columns.get("heures_hebdo", counted)
    for row, reason in enumerate(columns["motif_sortie"]):
        # a day known only by its month is a text: it has no day to count from
        if reason is None or not isinstance(columns["date_sortie"][row], date):
            continue
        months = None if math.isnan(stay[row]) else float(stay[row])
        work = Work(columns["siae"][row], months, weekly_hours[row])
        counted[row] = exits.counted(reason, columns["sortie_duree_mois"][row], work)
    return counted


def _programme_class(counted: CountedExit | None, transfer_end: str | None) -> str | None:
    if counted is None:
        return None
    return TRANSFER if transfer_end == LEAVING else _PROGRAMME[counted.programme]
