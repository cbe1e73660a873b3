"""`reconcile`: an outside export held against the tabs; the differences go to Anomalies."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from forms.definition_file import DefinitionError
from forms.form import Form
from forms.values import ReadingContext, Value, shown
from forms.words import fold
from sheets_sync import monthly
from sheets_sync.catalogue import sentence
from sheets_sync.commands.steps import running
from sheets_sync.commands.steps.options import WritingOptions
from sheets_sync.commands.steps.running import must_be_known
from sheets_sync.errors import Refusal
from sheets_sync.outside.open_differences import to_remember
from sheets_sync.outside.outside_file import OutsideFile, read_outside_file
from sheets_sync.outside.outside_formats import load_formats
from sheets_sync.outside.reconcile import Difference, Kind, people_here
from sheets_sync.outside.reconcile import reconcile as compare_with_tabs
from sheets_sync.workspace import Workspace

_CELL = 6
"""Characters that the address of a cell takes in a row of the list."""

_CELL_LINES: Mapping[Kind, str] = {
    "differs": "outside.differs_cell",
    "doubtful": "outside.doubtful_cell",
}
_PERSON_LINES: Mapping[Kind, str] = {
    "doubtful": "outside.doubtful_person",
    "missing_here": "outside.missing_here_person",
    "missing_there": "outside.missing_there_person",
}


def reconcile(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FICHIER", help="Un export des Emplois de l'inclusion, d'Immersion Facilitée…"
        ),
    ],
    options: WritingOptions,
    siae: Annotated[
        str, typer.Option("--siae", help="La SIAE dont c'est le fichier.", metavar="SIAE")
    ] = "",
) -> None:
    """Rapprocher des onglets un fichier exporté d'ailleurs, sans rien y écraser ; les différences
    vont dans Anomalies.
    """
    workspace, day = options.begin()
    if siae:
        must_be_known("commands.the_siae", siae, workspace.member_names)
    there = _read_export(workspace, file, day)
    siae_of = _members_meant(workspace, there, siae)
    month = monthly.bring_together(workspace, day)
    people = month.people
    here = people_here(month.entries.checked, people.pseudonyms, day)
    differences = compare_with_tabs(there, here, siae_of)
    if not options.dry_run:
        tabs = {member.name: member.tab for member in workspace.members}
        remembered = to_remember(there, differences, here, tabs, people.key)
        history = workspace.history
        history.save_people(people.key, people.registry)
        history.save_differences(there.source, [one.as_json() for one in remembered])
        monthly.consolidate(workspace, day, is_today=day == running.today())
    options.report(
        data=lambda: {
            "source": there.format_name,
            "differences": [_difference_json(one) for one in differences],
        },
        text=lambda: _differences_text(there, differences, workspace.participants, options.dry_run),
    )


def _read_export(workspace: Workspace, file: Path, day: date) -> OutsideFile:
    form = workspace.participants
    try:
        formats = load_formats(form, workspace.folder)
    except DefinitionError as error:
        raise Refusal("definition.wrong", problem=error) from error
    context = ReadingContext(day, workspace.member_names)
    return read_outside_file(file, formats, form, context)


def _members_meant(workspace: Workspace, file: OutsideFile, siae: str) -> Callable[[str], str]:
    """What a name of the file means: a member that is named in it, else the one that is given."""
    members = {fold(name): name for name in workspace.member_names}
    meant = {"": siae}
    for name in dict.fromkeys(there.siae for there in file.persons if there.siae):
        found = [member for words, member in members.items() if words in fold(name)]
        if len(found) != 1 and not siae:
            known = ", ".join(workspace.member_names)
            raise Refusal("reconcile.siae", file=file.name, name=name, known=known)
        meant[name] = found[0] if len(found) == 1 else siae
    return meant.__getitem__


def _difference_json(one: Difference) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "siae": one.siae or None,
        "tab": one.tab or None,
        "row": one.row,
        "field": one.field,
        "here": _json_value(one.here),
        "there": _json_value(one.there),
        "file_row": one.file_row,
    }


def _json_value(value: Value | None) -> Value | None:
    return value.isoformat() if isinstance(value, date) else value


def _differences_text(
    file: OutsideFile, differences: Sequence[Difference], form: Form, dry_run: bool
) -> str:
    """The differences by SIAE, with both values: for the coordinator's own screen."""
    head = sentence(
        "outside.compared",
        file=file.name,
        label=file.outside.label,
        people=len(file.persons),
        count=len(differences),
    )
    lines = [head]
    for siae, of_siae in itertools.groupby(differences, lambda one: one.siae):
        lines += ["", siae] if siae else [""]
        lines += [_outside_difference_text(one, form) for one in of_siae]
    if differences:
        code = "summary.nothing_written" if dry_run else "outside.in_anomalies"
        lines += ["", sentence(code)]
    return "\n".join(lines)


def _outside_difference_text(one: Difference, form: Form) -> str:
    about = form.field(one.field).label if one.field else ""
    return sentence(
        (_CELL_LINES if one.field else _PERSON_LINES)[one.kind],
        cell=(one.cell or "–").rjust(_CELL),
        about=about,
        here=_shown_or_nothing(one.here),
        there=_shown_or_nothing(one.there),
        file_row=one.file_row or 0,
    )


def _shown_or_nothing(value: Value | None) -> str:
    return sentence("outside.nothing") if value is None else shown(value)
