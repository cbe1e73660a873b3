"""Notices of a run before its figures: memory and files, people, what nobody could read."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from sheets_sync.catalogue import sentence
from sheets_sync.people.grouping import pseudonyms_in_pair
from sheets_sync.release.people.unread_people import told_of_unread
from sheets_sync.stages.other_config import told_of_other_config
from sheets_sync.stages.published_sheets import told_of_notes, told_of_typed_texts
from sheets_sync.steering.month import Month
from sheets_sync.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd


def notices_of_run(workspace: Workspace, month: Month) -> list[str]:
    """Sentences in the order in which the coordinator has to know them."""
    return [
        *workspace.received_notices,
        *workspace.history.notices,
        *(copy.notice_beside_workbook for copy in workspace.conflict_copies),
        *told_of_other_config(workspace),
        *_people_back_again(workspace, month),
        *_people_corrected(workspace, month),
        *month.decided.notices,
        *month.notices,
        *told_of_unread(month.entries),
        *told_of_notes(workspace, month),
        *told_of_typed_texts(workspace),
    ]


def _people_back_again(workspace: Workspace, month: Month) -> list[str]:
    """A sentence on persons who were forgotten and stand in a tab again; none where none does."""
    people = month.people
    back = workspace.history.people.back_again(people.registry, people.key)
    return _told_of_people("rights.back_again", month.consortium.frame, back)


def _people_corrected(workspace: Workspace, month: Month) -> Iterator[str]:
    """Sentences on whose name or birth date is another: known again, or no longer."""
    people, history = month.people, workspace.history
    yield from _told_of_people("people.corrected", month.consortium.frame, people.corrected)
    about = {acceptance.person for acceptance in history.accepted.read().values()}
    about.update(itertools.chain.from_iterable(map(pseudonyms_in_pair, people.answers)))
    about -= people.met
    if about and (last := history.states.last(month.as_of)):
        yield from _told_of_people("people.answers_lapsed", last[0].frame, about)


def _told_of_people(code: str, frame: pd.DataFrame, persons: Collection[str]) -> list[str]:
    """A sentence that names the rows of these persons; none where they have none."""
    theirs = frame[frame["person"].isin(list(persons))]
    rows = zip(theirs["siae"], theirs["row"], strict=True)
    places = [sentence("people.row.of_own_tab", siae=siae, row=row) for siae, row in rows]
    if not places:
        return []
    return [sentence(code, count=len(set(theirs["person"])), places=places)]
