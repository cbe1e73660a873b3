"""How an exit counts: the programme's own definition and the State's, from `exits.yaml`."""

from __future__ import annotations

import functools
from typing import Literal

from forms.definition_file import Definition, parse, read_yaml
from sheets_sync.data import DATA

State = Literal["durable", "transition", "positive", "other", "neutral"]
Programme = Literal["positive", "other", "apart", "neutral"]


class Counting(Definition):
    """How one motif counts; `short` is what counts instead for a contract not longer than six months."""

    state: State
    programme: Programme
    short: Counting | None = None


TOO_SHORT = Counting(state="neutral", programme="neutral")


class _Table(Definition):
    motifs: dict[str, Counting]


@functools.cache
def table() -> dict[str, Counting]:
    """Motif de sortie → how it counts. Raises `DefinitionError` where the file has a mistake."""
    source = read_yaml(DATA / "exits.yaml")
    shifted = {("motifs", *place): line for place, line in source.lines.items()}
    return parse(type(source)(source.file, {"motifs": source.data}, shifted), _Table).motifs


def counted(
    motif: str, months: float | None, stay: float | None, six_months: str, minimum: float
) -> Counting:
    """How an exit counts.

    Args:
        motif: a choice of `motif_sortie`.
        months: length of the contract found, None if unknown (then it is not taken as long).
        stay: months in the programme, None if unknown; a stay under `minimum` is neutral in both definitions.
        six_months: « more than » (the programme) or « at least » (DARES): what makes a contract long.
    """
    if stay is not None and stay < minimum:
        return TOO_SHORT
    how = table()[motif]
    if how.short is None:
        return how
    long = months is not None and (months >= 6 if six_months == "at least" else months > 6)
    return how if long else how.short
