"""Names kept where they are typed: the texts of every tab without the people of the programme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from sheets_sync.consortium.entries import Entries
from sheets_sync.people.identify import People
from sheets_sync.release.people.departed_people import marks_of_people
from sheets_sync.release.people.known_people import KnownPeople
from sheets_sync.release.people.people_in_texts import known_people, without_people
from sheets_sync.release.people.unread_people import without_texts
from sheets_sync.workspace import Workspace


class NamesKept(NamedTuple):
    """The entries whose texts may leave their tab.

    Attributes:
        known: the people that texts are held against.
        marks: pseudonym → what a later run knows the person in a text by.
    """

    entries: Entries
    known: KnownPeople
    marks: Mapping[str, Sequence[bytes]]


def keep_names_in_tabs(
    workspace: Workspace, entries: Entries, people: People, as_of: date
) -> NamesKept:
    """Take the people of the programme out of all texts, with an anomaly where one stood.

    Values added to a list that name one of them are refused from here on.
    """
    marks = marks_of_people(entries.checked, people)
    departed = workspace.history.name_marks.departed(marks, as_of, people.key)
    known = known_people(entries, workspace.organisations, workspace.titles.values(), departed)
    searched = workspace.history.texts_of_nobody(workspace.config.file, known.digest)
    known = replace(known, searched=searched)
    entries = without_texts(without_people(entries, known), _names_in_config(workspace))
    workspace.keep_people_out_of_lists(known.are_in)
    return NamesKept(entries, known, marks)


def _names_in_config(workspace: Workspace) -> list[str]:
    """What a coordination tab repeats of config, to say whose a row is."""
    conventions = [funder.convention for funder in workspace.config.funders.values()]
    return [*workspace.organisations, *workspace.titles.values(), *filter(None, conventions)]
