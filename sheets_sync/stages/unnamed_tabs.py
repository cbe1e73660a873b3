"""The tabs of the staff's workbooks that no SIAE and no meeting has: whoever is in them is known.

One that config does not name is told, so that nobody is lost there; an error where it looks like a
list of participants: the people in it are in no figure.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sheets_sync import french
from sheets_sync.checking.anomaly import Anomaly, make_anomaly
from sheets_sync.consortium.entries import COORDINATION
from sheets_sync.reading.listed_people import ListedPeople
from sheets_sync.reading.other_tabs import OtherTab, Resemblance, other_tabs
from sheets_sync.stages.copied_tabs import copied_tab
from sheets_sync.workspace import Workspace

RULES: Mapping[Resemblance, str] = {
    "participants": "tab.unknown_participants",
    "untitled": "tab.unknown_untitled",
    "in_columns": "tab.unknown_in_columns",
    "exits": "tab.unknown_exits",
    "entries": "tab.unknown_entries",
    "coordination": "tab.unknown_coordination",
    "copy": "tab.unknown_copy",
    "nothing": "tab.unknown",
}
UNKNOWN_PARTICIPANTS = frozenset(RULES[like] for like in ("participants", "untitled", "in_columns"))
"""The rules of tabs in which people stand who count nowhere."""


@dataclass(frozen=True)
class UnnamedTab:
    """A tab that nothing else reads, in `workbook` (a path or an address).

    Attributes:
        anomaly: what is said of it; None of one that config leaves aside.
        people: whoever stands in it.
    """

    workbook: str
    anomaly: Anomaly | None
    people: Sequence[ListedPeople] = ()


def unnamed_tabs(workspace: Workspace, as_of: date) -> Iterator[UnnamedTab]:
    """Those of every staff workbook."""
    for workbook in workspace.staff_workbooks:
        yield from unnamed_tabs_in(workspace, workbook, as_of)


def unnamed_tabs_in(workspace: Workspace, workbook: str, as_of: date) -> Iterator[UnnamedTab]:
    """Those of one staff workbook; raises `Refusal` where it cannot be opened."""
    book, named = workspace.open(workbook), workspace.named_tabs(workbook)
    usual_tabs = {name: workspace.tab_of(form) for name, form in workspace.coordination.items()}
    left = workspace.config.leave
    copied_from = functools.partial(copied_tab, workspace, as_of=as_of)
    for tab in other_tabs(book, named, left, workspace.forms, usual_tabs, as_of, copied_from):
        anomaly = None if tab.is_left else _tab_anomaly(workspace, workbook, tab)
        yield UnnamedTab(workbook, anomaly, tab.people)


def _tab_anomaly(workspace: Workspace, workbook: str, tab: OtherTab) -> Anomaly:
    return make_anomaly(
        _owner(workspace, workbook),
        tab.tab,
        RULES[tab.like],
        tab=tab.tab,
        rows=french.several(tab.rows, "ligne", "lignes"),
        columns=french.several(tab.rows, "colonne", "colonnes"),
        member=_member_in_config(workspace, workbook, tab.tab),
        leave=json.dumps(tab.tab, ensure_ascii=False),
        form=tab.form.label if tab.form else "",
        key=tab.form.form if tab.form else "",
        original=tab.original,
    )


def _owner(workspace: Workspace, workbook: str) -> str:
    """Owner of the workbook: the links of an anomaly lead into the workbook of its SIAE."""
    if workbook == workspace.workbook:
        return COORDINATION
    return next(member.name for member in workspace.members if member.workbook == workbook)


def _member_in_config(workspace: Workspace, workbook: str, tab: str) -> str:
    """The line that makes a member's tab of it; its name and kind are for people to say."""
    # JSON is YAML too, whatever signs the tab's name has.
    entry = f"- {{tab: {json.dumps(tab, ensure_ascii=False)}, name: …, kind: …"
    if workbook != workspace.workbook:
        in_config = json.dumps(workspace.as_written(workbook), ensure_ascii=False)
        entry += f", workbook: {in_config}"
    return entry + "}"
