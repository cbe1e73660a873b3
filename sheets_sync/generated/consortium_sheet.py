"""« Consortium »: the consolidated rows, and which of them each key figure counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from forms.form import Form
from forms.headers.matching import letters
from sheets_sync.catalogue import sentence
from sheets_sync.consortium.consolidate import PLACE
from sheets_sync.consortium.derived import DERIVED
from sheets_sync.sheets.colours import GREEN
from sheets_sync.sheets.content import Link, Role
from sheets_sync.sheets.sheet import Sheet
from sheets_sync.sheets.table import Column, Table
from sheets_sync.steering.key_figures import KeyFigure

if TYPE_CHECKING:
    import pandas as pd

_ROLES: Mapping[str, Role] = {"date": "date", "number": "decimal", "integer": "count"}
_OWN_ROLES: Mapping[str, Role] = {"row": "count", "duree_mois": "decimal"}
_WIDTHS = {"siae": 22.0, "tab": 22.0, "poste": 22.0}
_WIDTH = 14.0
_COUNTED, _DENOMINATOR_ONLY = "●", "○"


def describe_consortium(
    frame: pd.DataFrame, form: Form, name: str, key_figures: Sequence[KeyFigure]
) -> Sheet:
    """The consolidated rows, then for each key figure a column that marks the rows it counts.

    Args:
        frame: as it is released, a row a kept row.
        name: what the tab is called.
    """
    marks = [_marks(figure, len(frame)) for figure in key_figures]
    values = [frame[name].tolist() for name in frame.columns] + marks
    rows = list(zip(*values, strict=True)) if len(frame) else []
    columns = [_field_column(nth, name, form) for nth, name in enumerate(frame.columns)]
    columns += [
        Column(_marks_title(figure), "text", itemgetter(nth), _WIDTH)
        for nth, figure in enumerate(key_figures, len(columns))
    ]
    table = Table(columns, rows).at(0, 0)
    return Sheet(
        name,
        table.blocks,
        table.widths,
        {0: 44},
        freeze=(1, len(PLACE)),
        filter=table.whole,
        pages_wide=2,
        colour=GREEN,
    )


def lineage(frame: pd.DataFrame, name: str, key_figures: Sequence[KeyFigure]) -> Mapping[str, Link]:
    """Id of a key figure → the link to the column that marks the rows it counts."""
    text, first = sentence("pilotage.counted_rows"), len(frame.columns)
    return {
        figure.now.id: Link(text, None, name, f"{letters(first + nth)}1")
        for nth, figure in enumerate(key_figures)
    }


def _field_column(nth: int, name: str, form: Form) -> Column[Sequence[Any]]:
    width = _WIDTHS.get(name, _WIDTH)
    if form.has(name):
        field = form.field(name)
        return Column(field.label, _ROLES.get(field.type, "text"), itemgetter(nth), width)
    if name in DERIVED:
        label = DERIVED[name].label
    else:
        label = sentence(f"consortium.{name}")
    return Column(label, _OWN_ROLES.get(name, "text"), itemgetter(nth), width)


def _marks_title(figure: KeyFigure) -> str:
    code = "counted" if figure.now.among is None else "counted_among"
    return sentence(f"consortium.{code}", label=figure.now.label)


def _marks(figure: KeyFigure, length: int) -> list[str]:
    """A sign on each row that the figure counts, another on those in its denominator only."""
    signs = [""] * length
    for rows, sign in ((figure.now.rows_among, _DENOMINATOR_ONLY), (figure.now.rows, _COUNTED)):
        for row in rows.tolist():
            signs[row] = sign
    return signs
