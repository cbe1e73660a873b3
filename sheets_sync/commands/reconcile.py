"""`reconcile`: an outside export held against the tabs; the differences go to Anomalies."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from forms.form import Form
from forms.values import ReadingContext, Value, shown
from forms.words import fold
from sheets_sync import monthly
from sheets_sync.catalogue import sentence
from sheets_sync.commands.printing.iso_days import with_iso_days
from sheets_sync.commands.steps import running
from sheets_sync.commands.steps.choosing_differences import EVERYTHING, applied_lines, choose
from sheets_sync.commands.steps.options import WritingOptions
from sheets_sync.commands.steps.running import must_be_known
from sheets_sync.errors import Refusal, refusing_mistakes
from sheets_sync.outside.applying import Applied, Desk, apply_differences, tabs_as_shown
from sheets_sync.outside.open_differences import to_remember
from sheets_sync.outside.outside_file import OutsideFile, PersonThere, read_outside_file
from sheets_sync.outside.outside_formats import load_formats
from sheets_sync.outside.reconcile import (
    Difference,
    Kind,
    PersonHere,
    compare_with_tabs,
    nowhere_here,
    people_here,
    without_column,
)
from sheets_sync.steering.month import Month
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
    apply: Annotated[
        bool,
        typer.Option(
            "--apply",
            help=(
                "Demander, pour chaque case différente, s'il faut y écrire la valeur du fichier ; "
                "seulement si elle est encore ce qui est montré."
            ),
        ),
    ] = False,
    yes: Annotated[
        list[str] | None,
        typer.Option(
            "--yes",
            help=(
                "Avec --apply : sans demander, toutes les cases de ce champ (pass_iae_fin) ; "
                "plusieurs fois pour plusieurs champs ; « tout » pour tous."
            ),
            metavar="CHAMP",
        ),
    ] = None,
) -> None:
    """Rapprocher des onglets un fichier exporté d'ailleurs, sans rien y écraser ; les différences
    vont dans Anomalies.
    """
    if yes and not apply:
        raise Refusal("reconcile.yes_alone")
    workspace, day = options.begin()
    if siae:
        must_be_known("commands.the_siae", siae, workspace.member_names)
    for field in yes or ():
        names = [EVERYTHING, *(each.id for each in workspace.participants.fields)]
        must_be_known("commands.the_field", field, names)
    there = _read_export(workspace, file, day)
    siae_of = _members_meant(workspace, there, siae)
    compared = _Compared.with_tabs(workspace, there, siae_of, day)
    differences = compared.differences
    done: list[str] = []
    applied, chosen = Applied(), list[Difference]()
    if apply:
        applied, chosen = _applied(workspace, compared, yes or (), options.dry_run)
        done = applied_lines(applied, chosen, options.dry_run)
        if applied.places:
            # What is left is what the tabs say now.
            compared = _Compared.with_tabs(workspace, there, siae_of, day)
    if not options.dry_run:
        compared.remember(workspace)
        monthly.consolidate_tabs(workspace, day, is_today=day == running.today())
    form = workspace.participants
    options.report(
        data=lambda: {
            "source": there.format_name,
            "differences": [_outside_difference_json(one) for one in differences],
            **_applied_json(applied, apply=apply),
        },
        text=lambda: "\n".join(
            [
                *_differences_lines(there, differences, form),
                *_left_aside(compared, form),
                *_last_words(differences, applied, options.dry_run),
                *done,
            ]
        ),
    )


@dataclass(frozen=True)
class _Compared:
    """A file, and the tabs as they were when it was held against them.

    Attributes:
        nowhere: persons of the file who are in no tab, where not everybody should be in one.
        lacking: SIAE → the fields that the file tells of and its tab has no column for.
    """

    there: OutsideFile
    month: Month
    here: Sequence[PersonHere]
    differences: Sequence[Difference]
    nowhere: Sequence[PersonThere]
    lacking: Mapping[str, Sequence[str]]

    @classmethod
    def with_tabs(
        cls, workspace: Workspace, there: OutsideFile, siae_of: Callable[[str], str], day: date
    ) -> _Compared:
        month = monthly.bring_together(workspace, day)
        here = people_here(month.entries.checked, month.people.pseudonyms, day)
        nowhere: list[PersonThere] = []
        # Where everybody of the file should be here, each of them is a difference.
        if not there.outside.complete:
            nowhere = nowhere_here(there, here, siae_of)
        lacking = without_column(there, here, siae_of)
        differences = compare_with_tabs(there, here, siae_of)
        return cls(there, month, here, differences, nowhere, lacking)

    def remember(self, workspace: Workspace) -> None:
        people, history = self.month.people, workspace.history
        tabs = {member.name: member.tab for member in workspace.members}
        remembered = to_remember(self.there, self.differences, self.here, tabs, people.key)
        history.save_people(people.key, people.registry)
        history.save_differences(self.there.source, [one.as_json() for one in remembered])


def _applied(
    workspace: Workspace, compared: _Compared, without_asking: Collection[str], dry_run: bool
) -> tuple[Applied, list[Difference]]:
    """What is written of what the coordinator chooses, and what they chose."""
    form = workspace.participants
    tabs = {tab.siae: tab for tab in workspace.entry_tabs(form)}
    shown = tabs_as_shown(compared.differences, tabs, workspace.open)
    chosen = choose(
        compared.differences,
        without_asking,
        lambda one: _outside_difference_text(one, form),
        form,
    )
    if dry_run or not chosen:
        return Applied(), chosen
    day = compared.month.as_of
    context = ReadingContext(day, workspace.member_names)
    desk = Desk(form, tabs, workspace.open_anew, context, workspace.history.copies)
    applied = apply_differences(chosen, shown, desk, day)
    for workbook in applied.places:
        workspace.forget(workbook)
    return applied, chosen


def _applied_json(applied: Applied, *, apply: bool) -> dict[str, Any]:
    if not apply:
        return {}
    return {
        "applied": [_outside_difference_json(one) for one in applied.written],
        "left": [
            {**_outside_difference_json(left.difference), "reason": left.reason}
            for left in applied.left
        ],
    }


def _read_export(workspace: Workspace, file: Path, day: date) -> OutsideFile:
    form = workspace.participants
    with refusing_mistakes():
        formats = load_formats(form, workspace.folder)
    context = ReadingContext(day, workspace.member_names)
    return read_outside_file(file, formats, form, context)


def _members_meant(workspace: Workspace, file: OutsideFile, siae: str) -> Callable[[str], str]:
    """What a name of the file means: a member that is named in it, else the one that is given."""
    members = {fold(name): name for name in workspace.member_names}
    meant = {"": siae}
    for name in dict.fromkeys(there.siae for there in file.persons if there.siae):
        matches = [member for words, member in members.items() if words in fold(name)]
        if len(matches) != 1 and not siae:
            known = ", ".join(workspace.member_names)
            raise Refusal("reconcile.siae", file=file.name, name=name, known=known)
        meant[name] = siae
        if len(matches) == 1:
            meant[name] = matches[0]
    return meant.__getitem__


def _outside_difference_json(one: Difference) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "siae": one.siae or None,
        "tab": one.tab or None,
        "row": one.row,
        "field": one.field,
        "here": with_iso_days(one.here),
        "there": with_iso_days(one.there),
        "file_row": one.file_row,
    }


def _differences_lines(
    file: OutsideFile, differences: Sequence[Difference], form: Form
) -> Iterator[str]:
    """The differences by SIAE, with both values: for the coordinator's own screen."""
    yield sentence(
        "outside.compared",
        file=file.name,
        label=file.outside.label,
        people=len(file.persons),
        count=len(differences),
    )
    for siae, of_siae in itertools.groupby(differences, lambda one: one.siae):
        yield from ("", *filter(None, [siae]))
        yield from (_outside_difference_text(one, form) for one in of_siae)


def _left_aside(compared: _Compared, form: Form) -> Iterator[str]:
    """What was not compared, and whom the file has that is in no tab, by their rows."""
    if compared.there.accents_mended:
        yield from ("", sentence("outside.accents_mended"))
    if columns := compared.there.not_compared:
        quoted = [sentence("outside.column", title=title) for title in columns]
        yield from ("", sentence("outside.not_compared", columns=quoted))
    for siae, fields in compared.lacking.items():
        labels = [form.field(field).label for field in fields]
        yield from ("", sentence("outside.without_column", siae=siae, fields=labels))
    if compared.nowhere:
        rows = [str(one.rows[0]) for one in compared.nowhere]
        yield from ("", sentence("outside.nowhere", count=len(rows), rows=rows))


def _last_words(
    differences: Sequence[Difference], applied: Applied, dry_run: bool
) -> Iterator[str]:
    if not differences:
        return
    code = "outside.in_anomalies"
    if dry_run:
        code = "summary.nothing_written"
    elif applied.places:
        code = "outside.left_in_anomalies"
    yield from ("", sentence(code))


def _outside_difference_text(one: Difference, form: Form) -> str:
    about, codes, here = "", _PERSON_LINES, _shown_or_nothing(one.here)
    if one.field:
        about, codes = form.field(one.field).label, _CELL_LINES
    if one.is_unread:
        here = sentence("outside.unread", here=here)
    return sentence(
        codes[one.kind],
        cell=(one.cell or "–").rjust(_CELL),
        about=about,
        here=here,
        there=_shown_or_nothing(one.there),
        file_row=one.file_row or 0,
    )


def _shown_or_nothing(value: Value | None) -> str:
    if value is None:
        return sentence("outside.nothing")
    return shown(value)
