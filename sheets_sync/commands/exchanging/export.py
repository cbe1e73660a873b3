"""`export`: the consortium table in a file, for another program."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sheets_sync.commands.steps.options import Strict, WritingOptions
from sheets_sync.commands.steps.running import finish, tell_unread, unless_dry
from sheets_sync.errors import Refusal
from sheets_sync.exporting.people_table import ExportWish, export_table, exported_lines
from sheets_sync.exporting.shared_months import export_months, refuse_other_format


def export(
    file: Annotated[
        Path, typer.Argument(metavar="FICHIER", help="Un nom en .csv, .parquet ou .xlsx.")
    ],
    options: WritingOptions,
    strict: Strict = False,
    with_names: Annotated[
        bool,
        typer.Option(
            "--with-names",
            help="Avec les champs personnels (noms, naissance, PASS). À garder pour soi.",
        ),
    ] = False,
    excel: Annotated[
        bool,
        typer.Option("--excel", help="Un .csv pour Excel : points-virgules, virgule décimale."),
    ] = False,
    authority: Annotated[
        str,
        typer.Option(
            "--for",
            metavar="AUTORITÉ",
            help="Les champs par participant que la loi lui doit, et eux seuls : par exemple fse.",
        ),
    ] = "",
    figures: Annotated[
        bool,
        typer.Option(
            "--figures",
            help="Les chiffres à partager avec une région (.parquet), sans ligne par personne.",
        ),
    ] = False,
) -> None:
    """Écrire la table consolidée dans un fichier, pour un autre programme."""
    if figures:
        if with_names or authority or excel:
            raise Refusal("output.figures_alone")
        _export_figures(file, options, strict)
        return
    wish = ExportWish(file, with_names, authority, excel)
    wish.refuse()
    workspace, month = options.read_month(strict)
    exported = export_table(workspace, month, wish, dry_run=options.dry_run)
    first, *others = exported_lines(exported, month.consortium)
    options.report(
        data=lambda: {
            "file": str(file),
            "rows": exported.rows,
            "with_names": with_names,
            "written": not options.dry_run,
        },
        text=lambda: "\n".join([unless_dry(first, options.dry_run), *others]),
        problems=lambda: others,
    )
    tell_unread(month)
    finish(month, failing=strict)


def _export_figures(file: Path, options: WritingOptions, strict: bool) -> None:
    refuse_other_format(file)
    workspace, month = options.read_month(strict)
    exported = export_months(workspace, month, file, dry_run=options.dry_run)
    options.report(
        data=lambda: {
            "file": str(file),
            "months": exported.months,
            "hidden": exported.hidden,
            "count": exported.count,
            "notices": exported.notices,
            "gives_away": exported.gives_away,
            "written": not options.dry_run,
        },
        text=lambda: unless_dry(exported.text, options.dry_run),
        problems=lambda: exported.problems,
    )
    finish(month, failing=strict)
