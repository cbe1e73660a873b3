"""`setup`: the shared workbook, made or completed; the menu or the buttons that go with it."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from sheets_sync.catalogue import sentence
from sheets_sync.commands.steps.options import WritingOptions
from sheets_sync.commands.steps.running import unless_dry
from sheets_sync.entry.tabs.google_menu import menu_script
from sheets_sync.entry.tabs.set_up_text import set_up_text
from sheets_sync.entry.tabs.setup import WorkbookSetup
from sheets_sync.files import put_text
from sheets_sync.scheduling.excel_buttons import put_buttons
from sheets_sync.stages.tabs_to_set_up import complete_workbooks
from sheets_sync.workspace import Workspace


@dataclass(frozen=True)
class _Result:
    """Result of one run, for a program and for a person; `problems`: sentences of the text."""

    data: Sequence[dict[str, Any]]
    text: str
    problems: Sequence[str] = ()


def setup(
    options: WritingOptions,
    apps_script: Annotated[
        Path | None,
        typer.Option(
            "--apps-script",
            help="Écrire à la place le menu du classeur Google (un .gs à coller dans Apps Script).",
            metavar="FICHIER",
        ),
    ] = None,
    excel_buttons: Annotated[
        bool,
        typer.Option(
            "--excel-buttons",
            help="Écrire à la place boutons.xlsm, aux deux boutons pour Excel (macros de xlwings).",
        ),
    ] = False,
    columns: Annotated[
        bool,
        typer.Option(
            "--columns",
            help=(
                "Ajouter aussi, à droite des onglets qui existent, les colonnes des "
                "champs qui n'en ont pas."
            ),
        ),
    ] = False,
) -> None:
    """Créer le classeur partagé, ou lui ajouter ce qui manque : onglets de saisie, listes, aide.
    Rien de ce qui y est n'est changé.
    """
    workspace, day = options.begin()
    if apps_script:
        result = _write_menu(workspace, apps_script, options.dry_run)
    elif excel_buttons:
        result = _write_buttons(workspace, options.config, options.dry_run)
    else:
        made = complete_workbooks(workspace, day, with_columns=columns, dry_run=options.dry_run)
        lines = [set_up_text(made, options.dry_run)]
        if options.dry_run:
            lines.append(sentence("summary.nothing_written"))
        data = [_made_json(one, options.dry_run) for one in made]
        problems = list(itertools.chain.from_iterable(one.notices for one in made))
        result = _Result(data, "\n".join(lines), problems)
    options.report(
        data=lambda: result.data, text=lambda: result.text, problems=lambda: result.problems
    )


def _write_menu(workspace: Workspace, file: Path, dry_run: bool) -> _Result:
    form, folder = workspace.participants, workspace.folder
    script = menu_script(workspace.programme, workspace.tabs, form, folder)
    if not dry_run:
        put_text(file, script)
    written = {"file": str(file), "written": not dry_run}
    return _Result([written], sentence("commands.menu_written", file=file))


def _write_buttons(workspace: Workspace, config: Path, dry_run: bool) -> _Result:
    files = put_buttons(workspace.programme, config.resolve(), dry_run)
    written = [{"file": str(file), "written": not dry_run} for file in files]
    text = sentence("commands.buttons_written", file=files[0])
    return _Result(written, unless_dry(text, dry_run))


def _made_json(made: WorkbookSetup, dry_run: bool) -> dict[str, Any]:
    return {
        "file": made.place,
        "tabs": list(made.tabs),
        "columns": made.columns,
        "outcome": made.outcome,
        "written": not dry_run,
    }
