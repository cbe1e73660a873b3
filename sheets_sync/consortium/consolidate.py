"""One table from all tabs: kept rows with their person, what follows from them, and the rows set aside."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from forms.definition import Form
from forms.expressions import ColumnType, whole_months
from forms.values import Value, shown
from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.checking.check import Checked, typed_column
from sheets_sync.checking.free_text import without_nir
from sheets_sync.consortium.exits import ExitRules
from sheets_sync.errors import Refusal
from sheets_sync.reading.tab import TabReading

if TYPE_CHECKING:
    import pandas as pd

PLACE = ("siae", "tab", "row", "person")
"""First columns of the consortium table: where a row comes from, and its person's pseudonym."""
DERIVED = {
    "tranche_age": "Tranche d'âge à l'entrée",
    "duree_mois": "Durée dans le programme (mois)",
    "sortie_programme": "Sortie (définition du programme)",
    "sortie_etat": "Sortie (définition de l'État)",
    "transfert": "Transfert entre SIAE membres",
    "a_corriger": "Entrées à corriger",
    "modifiee_le": "Modifiée le",
}
"""What is worked out from a row, beside its fields: id → label."""
MOVE_DAYS = 62
"""An exit « Autre SIAE » and an entry in another tab are one move when the entry comes within so many days."""
_STATES = {
    "durable": "emploi durable",
    "transition": "emploi de transition",
    "positive": "sortie positive",
    "other": "autre sortie",
    "neutral": "neutralisée",
}
_PROGRAMME = {
    "positive": "positive",
    "other": "autre",
    "apart": "à part",
    "neutral": "neutralisée",
}
TRANSFER = "transfert"
"""What an exit to another member is for the programme: no exit."""
LEAVING, ARRIVING = "sortant", "entrant"
_AGE_BANDS = ((26, "moins de 26 ans"), (50, "26 à 49 ans"), (math.inf, "50 ans et plus"))
"""Ages below which each band ends (domain.md, Indicators)."""
DERIVED_TYPES: Mapping[str, ColumnType] = {
    "tranche_age": ColumnType("text", tuple(band for _, band in _AGE_BANDS)),
    "duree_mois": ColumnType("number"),
    "sortie_programme": ColumnType("text", (*_PROGRAMME.values(), TRANSFER)),
    "sortie_etat": ColumnType("text", tuple(_STATES.values())),
    "transfert": ColumnType("text", (LEAVING, ARRIVING)),
    "a_corriger": ColumnType("number"),
    "modifiee_le": ColumnType("date"),
}
"""What a condition may compare each of `DERIVED` with."""


@dataclass(frozen=True)
class Count:
    """The lines of one SIAE's tab: read = kept + set aside; ignored lines are not entries."""

    siae: str
    tab: str
    read: int
    kept: int
    set_aside: int
    ignored: int


@dataclass(frozen=True)
class Consortium:
    """The consolidated rows.

    Attributes:
        frame: one line a kept row: `PLACE`, every field of the form (dates as `date`, a partial one as text),
            `DERIVED` (the last two once `with_quality` has told them). Personal fields are in it: what leaves goes through `shareable`.
        extra: for each row, the columns that belong to no field: (title, text) pairs.
        addresses: field → the cell's column letters by table, as `cell(row, field)` needs them.
    """

    frame: pd.DataFrame
    extra: Sequence[Mapping[str, str]]
    counts: Sequence[Count]
    set_aside: Sequence[Anomaly]
    tables: Sequence[Checked]
    table_of_row: Sequence[int]

    def cell(self, place: int, field: str) -> str:
        """`'Atelier des Quais'!F12`: where the `field` of the row at `place` stands."""
        checked = self.tables[self.table_of_row[place]]
        row = int(str(self.frame["row"].iat[place]))
        address = checked.table.address(field, row) or f"A{row}"
        return f"'{checked.tab}'!{address}"


def consolidate(
    checked: Sequence[Checked],
    readings: Sequence[TabReading],
    people: Sequence[str],
    form: Form,
    exits: ExitRules,
    as_of: date,
) -> Consortium:
    """Bring the kept rows of all tabs together; refuses to go on when the counts do not add up."""
    import pandas as pd

    columns: dict[str, list[Any]] = {
        name: [] for name in (*PLACE[:3], *(field.id for field in form.fields))
    }
    extra: list[Mapping[str, str]] = []
    table_of_row: list[int] = []
    for index, table in enumerate(checked):
        kept = [place for place, keep in enumerate(table.kept) if keep]
        everything = len(kept) == len(table.kept)
        columns["siae"] += [table.siae] * len(kept)
        columns["tab"] += [table.tab] * len(kept)
        columns["row"] += [table.table.rows[place] for place in kept]
        for field in form.fields:
            values = table.values[field.id]
            columns[field.id] += values if everything else [values[place] for place in kept]
        names = list(table.table.extra)
        extra += [
            {
                without_nir(name): without_nir(shown(cell))
                for name in names
                if (cell := table.table.extra[name][place]) != ""
            }
            for place in kept
        ]
        table_of_row += [index] * len(kept)
    counts = _counts(checked, readings)
    _assert_counts(counts, columns["siae"])
    columns = {
        **{name: columns[name] for name in PLACE[:3]},
        "person": list(people),
        **{f.id: columns[f.id] for f in form.fields},
    }
    columns |= _derived(columns, form, exits, as_of)
    frame = pd.DataFrame(
        {
            name: pd.Series(values, dtype="int64" if name == "row" else object)
            for name, values in columns.items()
        }
    )
    set_aside = [
        anomaly
        for table in checked
        for anomaly in table.anomalies
        if anomaly.rule == "row.no_identity"
    ]
    return Consortium(frame, extra, counts, set_aside, checked, table_of_row)


def with_quality(
    consortium: Consortium, anomalies: Sequence[Anomaly], modified: Sequence[date | None]
) -> Consortium:
    """The same with, for each row, how many of its entries are to be corrected, and the day since which it is as it is (None: not known)."""
    import pandas as pd

    wrong = Counter(
        (anomaly.siae, anomaly.tab, anomaly.row)
        for anomaly in anomalies
        if anomaly.severity == "error"
    )
    frame = consortium.frame
    places = zip(frame["siae"].tolist(), frame["tab"].tolist(), frame["row"].tolist(), strict=True)
    told = frame.assign(
        a_corriger=[wrong[place] for place in places],
        modifiee_le=pd.Series(list(modified), frame.index, dtype=object),
    )
    return replace(consortium, frame=told)


def shareable(frame: pd.DataFrame, form: Form, with_names: bool = False) -> pd.DataFrame:
    """`frame` without what must not leave the tabs, asserted to be gone.

    Args:
        with_names: keep the `personal` fields (names, birth date, PASS, health); `tab` fields never leave.
    """
    stays = {"tab"} if with_names else {"tab", "personal"}
    private = [field.id for field in form.fields if field.privacy in stays]
    shared = frame.drop(columns=private)
    for field in form.fields:
        if field.privacy in stays and field.id in shared.columns:
            raise Refusal("privacy.leak", field=field.id)
    return shared


def _counts(checked: Sequence[Checked], readings: Sequence[TabReading]) -> list[Count]:
    kept: Counter[str] = Counter()
    for table in checked:
        kept[table.siae] += sum(table.kept)
    return [
        Count(r.siae, r.tab, r.rows_read, kept[r.siae], r.rows_read - kept[r.siae], len(r.ignored))
        for r in readings
    ]


def _assert_counts(counts: Sequence[Count], siae: Sequence[str]) -> None:
    """Promise 1: read = kept + set aside, tab by tab, and the consortium has just the kept ones."""
    there = Counter(siae)
    expected: Counter[str] = Counter()
    for count in counts:
        expected[count.siae] += count.kept
    for count in counts:
        if count.read != count.kept + count.set_aside or there[count.siae] != expected[count.siae]:
            raise Refusal("counts.wrong", siae=count.siae)


def _derived(
    columns: Mapping[str, list[Any]], form: Form, exits: ExitRules, as_of: date
) -> dict[str, list[Any]]:
    """`DERIVED` for every row."""
    length = len(columns["siae"])
    entry = typed_column(form.field("date_entree"), columns["date_entree"])
    exit_ = typed_column(form.field("date_sortie"), columns["date_sortie"])
    birth = typed_column(form.field("date_naissance"), columns["date_naissance"])
    end = np.where(exit_.known, exit_.values, np.datetime64(as_of, "D"))
    stay = np.full(length, np.nan)
    stay[entry.known] = whole_months(entry.values[entry.known], end[entry.known])
    age = np.full(length, np.nan)
    both = entry.known & birth.known
    age[both] = np.floor(whole_months(birth.values[both], entry.values[both]) / 12)
    transfers = _transfers(columns, form.field("motif_sortie").role("transfer"))
    states: list[str | None] = [None] * length
    programme: list[str | None] = [None] * length
    for place, motif in enumerate(columns["motif_sortie"]):
        if motif is None or not exit_.known[place]:
            continue
        months = None if np.isnan(stay[place]) else float(stay[place])
        exit_class = exits.counted(motif, columns["sortie_duree_mois"][place], months)
        states[place] = _STATES[exit_class.state]
        programme[place] = _PROGRAMME[exit_class.programme]
        if transfers[place] == LEAVING:
            programme[place] = TRANSFER
    return {
        "tranche_age": [None if np.isnan(years) else _age_band(years) for years in age],
        "duree_mois": [None if np.isnan(s) or s < 0 else round(float(s), 1) for s in stay],
        "sortie_programme": programme,
        "sortie_etat": states,
        "transfert": transfers,
        "a_corriger": [None] * length,
        "modifiee_le": [None] * length,
    }


def _age_band(years: float) -> str:
    return next(band for limit, band in _AGE_BANDS if years < limit)


def _transfers(columns: Mapping[str, list[Any]], to_member: frozenset[str]) -> list[str | None]:
    """Rows on both sides of a move between members.

    It is an exit for a reason of `to_member` (« Autre SIAE »), then an entry elsewhere within
    `MOVE_DAYS`.
    """
    found: list[str | None] = [None] * len(columns["siae"])
    stays: dict[str, list[int]] = defaultdict(list)
    for place, person in enumerate(columns["person"]):
        stays[person].append(place)
    for places in stays.values():
        if len(places) < 2:
            continue
        for leaving in places:
            left = columns["date_sortie"][leaving]
            if columns["motif_sortie"][leaving] not in to_member or not isinstance(left, date):
                continue
            for arriving in places:
                came: Value | None = columns["date_entree"][arriving]
                elsewhere = columns["siae"][arriving] != columns["siae"][leaving]
                if elsewhere and isinstance(came, date) and -31 <= (came - left).days <= MOVE_DAYS:
                    found[leaving], found[arriving] = LEAVING, found[arriving] or ARRIVING
    return found
