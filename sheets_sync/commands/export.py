"""`export`: the consortium table in a file, for another program."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sheets_sync.catalogue import sentence
from sheets_sync.commands.steps.options import (
    DEFAULT,
    AsOf,
    ConfigOption,
    DryRun,
    Json,
    Quiet,
    Strict,
)
from sheets_sync.commands.steps.running import finish, read_month, report, unless_dry
from sheets_sync.documents import export as table_file
from sheets_sync.errors import Refusal
from sheets_sync.steering.month import Month


def export(
    file: Annotated[
        Path, typer.Argument(metavar="FICHIER", help="Un nom en .csv, .parquet ou .xlsx.")
    ],
    config: ConfigOption = DEFAULT,
    as_of: AsOf = "",
    as_json: Json = False,
    quiet: Quiet = False,
    strict: Strict = False,
    dry_run: DryRun = False,
    with_names: Annotated[
        bool,
        typer.Option(
            "--with-names",
            help="Avec les champs personnels (noms, naissance, PASS). À garder pour soi.",
        ),
    ] = False,
) -> None:
    """Écrire la table consolidée dans un fichier, pour un autre programme."""
    if file.suffix.lower() not in table_file.FORMATS:
        raise Refusal("output.format", file=file.name)
    workspace, month = read_month(config, as_of, strict)
    if not dry_run:
        workspace.history.save_people(month.people.key, month.people.registry)
        frame = table_file.table(month.shareable(with_names), month.consortium.extra, with_names)
        table_file.write(frame, file, workspace.staff_files, month.as_of)
    rows = len(month.consortium.frame)
    report(
        as_json=as_json,
        quiet=quiet,
        data=lambda: {
            "file": str(file),
            "rows": rows,
            "with_names": with_names,
            "written": not dry_run,
        },
        text=lambda: _exported_text(file, month, with_names, dry_run),
    )
    finish(month, failing=strict)


def _exported_text(file: Path, month: Month, with_names: bool, dry_run: bool) -> str:
    code = "commands.exported_with_names" if with_names else "commands.exported"
    exported = sentence(code, file=file, count=len(month.consortium.frame))
    lines = [unless_dry(exported, dry_run)]
    left_out = [] if with_names else table_file.left_out(month.consortium.extra)
    if left_out:
        lines.append(sentence("commands.columns_left_out", columns=", ".join(left_out)))
    return "\n".join(lines)
