"""The tables of people that a report publishes: counted, then protected together, beside what the last report showed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from sheets_sync.figures.figure import UNKNOWN
from sheets_sync.figures.periods import Period
from sheets_sync.release.suppression import Shown, protect_table
from sheets_sync.steering.month import Month

BREAKDOWNS = {
    "sexe": "Sexe",
    "tranche_age": "Âge à l'entrée",
    "protection": "Statut",
    "qpv": "Quartier prioritaire",
}
POSITIVE, LATER, OTHER = "positives", "plus tard", "autres"
STATE = {"taux_emploi_durable": "emploi durable", "taux_emploi_transition": "emploi de transition", "taux_sortie_formation": "sortie positive"}  # fmt: skip

_TABLES = {
    "taux_sorties_positives": "programme",
    "taux_positif_18_mois": "cohorte",
    "taux_positif_en_18_mois": "cohorte_stricte",
}
"""Rate → the table it is read from; those of the State's definition are in `etat`, any other in the table of its own name."""


def disclose(
    month: Month, period: Period, with_siae: bool, before: Mapping[str, Any] | None
) -> dict[str, Shown]:
    """Every table by name.

    They are the breakdowns of the persons accompanied, `siae`, each `freins_leves_…`, `progression_francais`, and the exits as
    `programme`, `etat`, `cohorte` and `cohorte_stricte`.

    Args:
        before: what the last report published, as `published` gave it; None for the first.
    """  # fmt: skip
    threshold = month.config.privacy.public_threshold
    earlier: Mapping[str, Any] = before["tables"] if before else {}
    inside = before is not None and period.start <= date.fromisoformat(before["debut"]) and date.fromisoformat(before["fin"]) <= period.end  # fmt: skip

    def table(
        name: str, counts: Mapping[str, int], known: int = 0, *, growing: bool = True
    ) -> Shown:
        then = earlier.get(name) if inside or not growing else None
        return protect_table(counts, threshold, then, growing, known)

    def number(name: str) -> int:
        return int(month.measures.figure(name, period.start, period.end).numerator)

    def parts(name: str) -> tuple[int, int]:
        figure = month.measures.figure(name, period.start, period.end)
        return int(figure.numerator), int((figure.denominator or 0) - figure.numerator)

    followed = month.measures.figure("personnes_accompagnees", period.start, period.end)
    people = month.consortium.frame.iloc[followed.rows].drop_duplicates("person", keep="last")
    found = {}
    for column in BREAKDOWNS:
        counts = Counter(UNKNOWN if value is None else str(value) for value in people[column])
        known = counts.pop(UNKNOWN, 0)
        found[column] = table(
            column, dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))), known
        )
    if with_siae:
        members = month.measures.by("personnes_accompagnees", period.start, period.end, "siae")
        found["siae"] = table(
            "siae", {name: int(figure.numerator) for name, figure in members.items()}
        )
    for name in (
        name
        for name in month.measures.indicators
        if name.startswith("freins_leves") or name == "progression_francais"
    ):
        good, rest = parts(name)
        found[name] = table(name, {POSITIVE: good, OTHER: rest}, growing=False)
    good, rest = parts("taux_sorties_positives")
    found["programme"] = table("programme", {POSITIVE: good, OTHER: rest})
    states = {label: number(name) for name, label in STATE.items()}
    total = sum(parts("taux_sorties_dynamiques"))
    found["etat"] = table("etat", {**states, OTHER: total - sum(states.values())})
    then = earlier if inside else {}
    if not found["programme"].whole:  # the same exits, sorted two ways: one would tell of the other
        found["programme"] = found["programme"].without_cells(then.get("programme"))
    if not (found["programme"].whole and found["etat"].whole) or _too_soon(
        then, found["programme"], threshold
    ):
        found["etat"] = found["etat"].without_cells(
            then.get("etat")
        )  # beside the first's two parts, every cell stays wide open
    wide, rest = parts("taux_positif_18_mois")
    strict = number("taux_positif_en_18_mois")
    found["cohorte"] = table("cohorte", {POSITIVE: wide, OTHER: rest}, growing=False)
    finer = table(
        "cohorte_stricte", {POSITIVE: strict, LATER: wide - strict, OTHER: rest}, growing=False
    )
    found["cohorte_stricte"] = (
        finer if finer.whole else Shown(finer.total, None)
    )  # else the difference of the two rates tells
    return found


def _too_soon(then: Mapping[str, Any], programme: Shown, threshold: int) -> bool:
    """Whether the State's table, not shown by the last report, would be nearly known back then by what came to each part since."""
    if (
        not then
        or then["etat"]["cells"] is not None
        or then["programme"]["cells"] is None
        or programme.cells is None
    ):
        return False
    return any(
        (count or 0) - then["programme"]["cells"][label] < threshold
        for label, count in programme.cells.items()
    )


def published(period: Period, tables: Mapping[str, Shown]) -> dict[str, Any]:
    """What the next report must know of this one."""
    return {"debut": period.start.isoformat(), "fin": period.end.isoformat(), "tables": {name: shown.as_json() for name, shown in tables.items()}}  # fmt: skip


def rate(tables: Mapping[str, Shown], name: str) -> tuple[int, int] | None:
    """Numerator and denominator of a rate, where both may be published."""
    table = tables[_TABLES.get(name, "etat" if name.startswith("taux") else name)]
    if table.cells is None or not table.total:
        return None
    if name == "taux_sorties_dynamiques":  # several cells together
        return (
            (sum(count or 0 for label, count in table.cells.items() if label != OTHER), table.total)
            if table.whole
            else None
        )
    count = table.cells[STATE.get(name, POSITIVE)]
    return None if count is None else (count, table.total)
