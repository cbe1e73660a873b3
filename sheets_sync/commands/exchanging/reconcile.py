"""`reconcile`: an outside export held against the tabs; the differences go to Anomalies."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from forms.form import Form
from sheets_sync.catalogue import sentence
from sheets_sync.commands.printing.iso_days import with_iso_days
from sheets_sync.commands.steps import running
from sheets_sync.commands.steps.choosing_differences import EVERYTHING, choose
from sheets_sync.commands.steps.options import WritingOptions
from sheets_sync.deciding.compared_file import ComparedFile
from sheets_sync.deciding.difference_texts import (
    applied_texts,
    count_text,
    differences_texts,
    left_aside_texts,
)
from sheets_sync.errors import Refusal, must_be_known
from sheets_sync.outside.applying import Applied
from sheets_sync.outside.difference import Difference
from sheets_sync.workspace import Workspace


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
    compared = left = ComparedFile.of(workspace, file, siae, day)
    differences = compared.differences
    done: list[str] = []
    applied = Applied()
    if apply:
        applied, done = _applied(workspace, compared, yes or (), options.dry_run)
    try:
        if applied.places:
            # What is left is what the tabs say now.
            left = compared.anew(workspace)
        if not options.dry_run:
            left.publish(workspace, running.today())
    except Refusal:
        # The tabs are written all the same.
        for line in done:
            typer.echo(line, err=True)
        raise
    form = workspace.participants
    options.report(
        data=lambda: {
            "source": compared.there.format_name,
            "differences": [_outside_difference_json(one) for one in differences],
            "notes": list(left_aside_texts(compared, form)),
            **_applied_json(applied, apply=apply),
        },
        text=lambda: "\n".join(
            [
                count_text(compared),
                *_differences_lines(differences, form),
                *_spaced(left_aside_texts(compared, form)),
                *_last_words(differences, applied, options.dry_run),
                *done,
            ]
        ),
        problems=lambda: [
            *left_aside_texts(compared, form),
            *(done if applied.left else ()),
        ],
    )


def _applied(
    workspace: Workspace, compared: ComparedFile, without_asking: Collection[str], dry_run: bool
) -> tuple[Applied, list[str]]:
    """Write what the coordinator chooses; the sentences on it."""
    form = workspace.participants
    chosen = choose(compared.differences, without_asking, form)
    if dry_run:
        return Applied(), [sentence("outside.would_be_written", count=len(chosen))]
    applied = compared.write(workspace, chosen)
    return applied, list(applied_texts(applied))


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


def _outside_difference_json(one: Difference) -> dict[str, Any]:
    return {
        # A row that is not understood leaves its person in doubt.
        "kind": "doubtful" if one.kind == "not_understood" else one.kind,
        "siae": one.siae or None,
        "tab": one.tab or None,
        "row": one.row,
        "field": one.field,
        "here": with_iso_days(one.here),
        "there": with_iso_days(one.there),
        "file_row": one.file_row,
    }


def _differences_lines(differences: Sequence[Difference], form: Form) -> Iterator[str]:
    for siae, of_siae in itertools.groupby(differences, lambda one: one.siae):
        yield from ("", *filter(None, [siae]))
        yield from differences_texts(list(of_siae), form)


def _spaced(texts: Iterator[str]) -> Iterator[str]:
    for text in texts:
        yield from ("", text)


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
