"""Who is who in the tabs, by the register and by what the coordinator answered."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from sheets_sync.consortium.entries import Entries
from sheets_sync.history.persons.corrected_people import corrected_people
from sheets_sync.people.identify import People, identify
from sheets_sync.release.people.departed_people import marks_by_kind
from sheets_sync.stages.decided_in_sheets import answers_in_sheets
from sheets_sync.stages.run_marks import mark_in_sheets, people_in_sheets
from sheets_sync.workspace import Workspace


def who_is_who(workspace: Workspace, entries: Entries, as_of: date, *, only_reads: bool) -> People:
    """The persons of all tabs.

    Args:
        only_reads: whether nothing keeps a pseudonym of it: it then goes on without their key.

    Raises:
        Refusal: the memory or its key is lost, or another programme's, unless it `only_reads`.
    """
    register, forgotten = workspace.history.register, workspace.history.people
    key, known = register.key(or_any=only_reads), register.pseudonyms()
    find = functools.partial(
        identify,
        entries.checked,
        workspace.participants,
        key,
        answers={**register.answers(), **answers_in_sheets(workspace)},
        is_barred=forgotten.barred(key),
        apart=workspace.history.people_apart(workspace.config.file),
    )
    people = find(registry=known)
    if same := _corrected(workspace, entries, people, known, as_of):
        again = {one: same.get(name, name) for one, name in people.registry.items()}
        people = replace(find(registry=again), corrected=frozenset(same.values()))
    if not only_reads:
        register.refuse_strange_key(people.pseudonyms)
        if workspace.history.may_be_of_another(mark := mark_in_sheets(workspace)):
            shown = people_in_sheets(workspace) or people.pseudonyms
            workspace.history.refuse_another(mark, shown)
    return people


def _corrected(
    workspace: Workspace, entries: Entries, people: People, known: Mapping[str, str], as_of: date
) -> dict[str, str]:
    """New pseudonym → that of the same person before a name or birth date was corrected."""
    last = workspace.history.states.last(as_of)
    if last is None or set(people.pseudonyms).issubset(known.values()):
        return {}
    return corrected_people(
        entries.checked,
        people,
        known.values(),
        last[0],
        workspace.history.name_marks.there(as_of, people.key),
        marks_by_kind(entries.checked, people),
    )
