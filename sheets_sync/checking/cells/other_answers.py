"""Tell the columns of an obstacle that hold something else: « Mobilité » over « Permis B ».

« Aucun » says there that somebody has no vehicle: the contrary of no obstacle.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from forms.form import Field
from forms.headers.titles import form_titles
from forms.values import Reading, shown
from forms.words import fold, fold_header
from sheets_sync.checking.cells.codes import cell_of_key
from sheets_sync.checking.table import TableToCheck

_UNKNOWN = "choice.unknown"
_FEWEST, _SHARE = 2, 0.2
"""Cells that are no answer at all, from which those that are one are in doubt."""


def is_about_something_else(
    check: TableToCheck,
    field: Field,
    keys: Sequence[Hashable],
    readings: Mapping[Hashable, Reading],
) -> bool:
    """True of a column of a topic where neither the title nor a cell says that it is about that.

    Args:
        keys: one for each cell. readings: key → what the cell is read as.
    """
    match = check.table.matching.matches.get(field.id)
    if not field.topic or match is None or match.how == "config":
        return False
    if form_titles(check.form).groups.says_topic(fold_header(match.header).split(), field):
        return False
    unknown = {key for key, reading in readings.items() if reading.rule == _UNKNOWN}
    count = sum(key in unknown for key in keys)
    filled = sum(cell_of_key(key) != "" for key in keys)
    if count < _FEWEST or count < _SHARE * filled:
        return False
    # « Levé », « En cours » are said of an obstacle alone; « oui » and « aucun » of anything
    steps = {fold(choice.value) for choice in field.options}
    steps -= set(map(fold, field.all_roles.get("none", ())))
    return steps.isdisjoint(fold(shown(cell_of_key(key))) for key in readings)
