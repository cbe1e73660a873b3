"""Tell the columns of an obstacle that hold something else: « Mobilité » over « Permis B ».

« Aucun » says there that somebody has no vehicle: the contrary of no obstacle.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from forms.form import Field
from forms.headers.titles import form_titles
from forms.values import Reading, shown, ticked
from forms.words import fold, fold_header
from sheets_sync.checking.cells.codes import cell_of_key
from sheets_sync.checking.table import TableToCheck

OTHER_ANSWERS, YES_TO_WHAT = "column.other_answers", "column.yes_to_what"
_UNKNOWN = "choice.unknown"
_SET = 3
"""Columns of a topic that say together what they are about."""
_FEWEST, _SHARE = 2, 0.2
"""Cells that are no answer at all, from which those that are one are in doubt."""


def rule_of_topic(
    check: TableToCheck,
    field: Field,
    keys: Sequence[Hashable],
    readings: Mapping[Hashable, Reading],
) -> str:
    """The rule that a column of an obstacle breaks which may say something else; "" for others.

    Args:
        keys: one for each cell. readings: key → what the cell is read as.
    """
    if _is_surely_of_topic(check, field):
        return ""
    if _has_other_answers(field, keys, readings):
        return OTHER_ANSWERS
    # « Oui » under « Logement », with no obstacles beside it, may say that somebody has a home.
    topic = {each.id for each in check.form.with_topic(field.topic)}
    is_one_of_set = len(topic & check.table.columns.keys()) >= _SET
    if not is_one_of_set and _only_ticks(readings):
        return YES_TO_WHAT
    return ""


def _has_other_answers(
    field: Field, keys: Sequence[Hashable], readings: Mapping[Hashable, Reading]
) -> bool:
    """True if one in five cells is no answer, and none is a step of the list: « Levé »."""
    unknown = {key for key, reading in readings.items() if reading.rule == _UNKNOWN}
    count = sum(key in unknown for key in keys)
    filled = sum(cell_of_key(key) != "" for key in keys)
    if count < _FEWEST or count < _SHARE * filled:
        return False
    # « Levé », « En cours » are said of an obstacle alone; « oui » and « aucun » of anything
    steps = {fold(choice.value) for choice in field.options}
    steps -= set(map(fold, field.all_roles.get("none", ())))
    return steps.isdisjoint(fold(shown(cell_of_key(key))) for key in readings)


def _only_ticks(readings: Mapping[Hashable, Reading]) -> bool:
    """True of « oui », « non » and crosses, and nothing else: to what, the title alone says."""
    ticks = {ticked(cell_of_key(key)) for key in readings}
    return True in ticks and None not in ticks


def _is_surely_of_topic(check: TableToCheck, field: Field) -> bool:
    """True of any field without a topic, and where a title or config says that it is about it."""
    match = check.table.matching.matches.get(field.id)
    if not field.topic or match is None or match.how == "config":
        return True
    words = fold_header(match.header).split()
    return form_titles(check.form).groups.says_topic(words, field)
