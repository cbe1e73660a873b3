"""An outside file held against the tabs as they are now, and what of it is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from forms.values import ReadingContext
from forms.words import fold
from sheets_sync import monthly
from sheets_sync.errors import Refusal, refusing_mistakes
from sheets_sync.french import quoted
from sheets_sync.outside.applying import (
    Applied,
    Desk,
    Grids,
    apply_differences,
    tabs_as_shown,
)
from sheets_sync.outside.difference import Difference
from sheets_sync.outside.open_differences import (
    OpenDifference,
    by_source,
    open_difference,
    to_remember,
)
from sheets_sync.outside.outside_file import OutsideFile, PersonThere, read_outside_file
from sheets_sync.outside.outside_formats import load_formats
from sheets_sync.outside.people_here import PersonHere, people_here
from sheets_sync.outside.reconcile import (
    compare_with_tabs,
    nowhere_here,
    siae_of_nobody_met,
    without_column,
)
from sheets_sync.stages.every_tab import Progress, silent
from sheets_sync.steering.month import Month
from sheets_sync.workspace import Workspace


@dataclass(frozen=True)
class ComparedFile:
    """A file, and the tabs as they were when it was held against them.

    Attributes:
        members: name of an SIAE in the file → the member that it means; "" where it names none.
        siae: the member whose file it is said to be; "" for none.
        nowhere: persons of the file who are in no tab, where not everybody should be in one.
        strangers: SIAE → how many the file has of theirs, where nobody of them is in the tab:
            it may be another's file, and none of that is a difference.
        lacking: SIAE → the fields that the file tells of and its tab has no column for.
        shown: the tabs of differences that may be written, as they were read.
    """

    there: OutsideFile
    members: Mapping[str, str]
    siae: str
    month: Month
    here: Sequence[PersonHere]
    differences: Sequence[Difference]
    nowhere: Sequence[PersonThere]
    strangers: Mapping[str, int]
    lacking: Mapping[str, Sequence[str]]
    shown: Grids

    @classmethod
    def of(
        cls,
        workspace: Workspace,
        file: Path,
        siae: str,
        day: date,
        progress: Progress = silent,
    ) -> ComparedFile:
        """A file of this SIAE, "" for one that names them; raises `Refusal`."""
        there = _read_export(workspace, file, day)
        members = _members_meant(workspace.member_names, there, siae)
        return cls._with_tabs(workspace, there, members, siae, day, progress)

    def anew(self, workspace: Workspace) -> ComparedFile:
        """The same file against the tabs as they are by now."""
        return self._with_tabs(workspace, self.there, self.members, self.siae, self.month.as_of)

    @classmethod
    def _with_tabs(
        cls,
        workspace: Workspace,
        there: OutsideFile,
        members: Mapping[str, str],
        siae: str,
        day: date,
        progress: Progress = silent,
    ) -> ComparedFile:
        month = monthly.bring_together(workspace, day, progress=progress)
        meant = frozenset(members.values())
        # All who stand in such a tab would be said to be nowhere.
        if unread := [
            tab.tab for tab in month.entries.readings if tab.problem and tab.siae in meant
        ]:
            raise Refusal("reconcile.unread_tab", tabs=list(map(quoted, unread)))
        here = people_here(month.entries.checked, month.people.pseudonyms, day)
        siae_of = members.__getitem__
        nowhere: list[PersonThere] = []
        # Where everybody of the file should be here, each of them is a difference.
        if not there.outside.complete:
            nowhere = nowhere_here(there, here, siae_of)
        lacking = without_column(there, here, siae_of)
        strangers = siae_of_nobody_met(there, here, siae_of)
        differences = [
            one for one in compare_with_tabs(there, here, siae_of, day) if one.siae not in strangers
        ]
        tabs = {
            tab.siae: tab for tab in workspace.entry_tabs(workspace.reading_forms["participant"])
        }
        shown = tabs_as_shown(differences, tabs, workspace.open)
        outcome = (differences, nowhere, strangers, lacking)
        return cls(there, members, siae, month, here, *outcome, shown)

    def write(self, workspace: Workspace, chosen: Sequence[Difference]) -> Applied:
        """Write the values of the file where a tab is still as it was shown; raises `Refusal`."""
        form, day = workspace.reading_forms["participant"], self.month.as_of
        tabs = {tab.siae: tab for tab in workspace.entry_tabs(form)}
        context = ReadingContext(day, workspace.member_names)
        desk = Desk(form, tabs, workspace.open_anew, context, workspace.history.copies)
        applied = apply_differences(chosen, self.shown, desk, day)
        for workbook in applied.places:
            workspace.forget(workbook)
        return applied

    def publish(self, workspace: Workspace, today: date) -> None:
        """Have the differences told in Anomalies and the tabs until somebody settles them."""
        people, history = self.month.people, workspace.history
        tabs = {member.name: member.tab for member in workspace.members}
        remembered = to_remember(self.there, self.differences, self.here, tabs, people.key)
        compared_siae = {
            self.members[one.siae] for one in self.there.persons
        } - self.strangers.keys()
        known = history.differences(open_difference)
        sources = by_source(known, remembered, self.there.format_name, compared_siae)
        history.save_people(people.key, people.registry)
        history.save_differences(
            {name: list(map(OpenDifference.as_json, each)) for name, each in sources.items()}
        )
        monthly.consolidate_tabs(workspace, self.month.as_of, today=today)


def _read_export(workspace: Workspace, file: Path, day: date) -> OutsideFile:
    form = workspace.participants
    with refusing_mistakes():
        formats = load_formats(form, workspace.folder)
    context = ReadingContext(day, workspace.member_names)
    return read_outside_file(file, formats, form, context)


def _members_meant(members: Sequence[str], file: OutsideFile, siae: str) -> dict[str, str]:
    """Member meant by a name of the file: one that is named in it, else the one that is given."""
    meant = {"": siae}
    for name in dict.fromkeys(there.siae for there in file.persons if there.siae):
        # By whole words: « Alphabet Services » is not « Alpha », « ASS. ALPHA » may be.
        named = [member for member in members if f" {fold(member)} " in f" {fold(name)} "]
        matches = [member for member in named if fold(member) == fold(name)] or named
        if len(matches) != 1 and not siae:
            known = ", ".join(members)
            raise Refusal("reconcile.siae", file=file.name, name=name, known=known)
        meant[name] = matches[0] if len(matches) == 1 else siae
    return meant
