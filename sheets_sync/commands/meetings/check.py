"""`check`: read and check every tab, and write nothing."""

from __future__ import annotations

from typing import Annotated

import typer

from sheets_sync.commands.printing.month_json import check_json
from sheets_sync.commands.steps.options import Options, Strict
from sheets_sync.commands.steps.running import finish
from sheets_sync.documents.summary import check_text, to_chase


def check(
    options: Options,
    strict: Strict = False,
    everything: Annotated[
        bool, typer.Option("--all", help="Montrer chaque case, même s'il y en a beaucoup.")
    ] = False,
) -> None:
    """Lire et contrôler tous les onglets, sans rien écrire."""
    workspace, month = options.read_month(strict, only_reads=True)
    notices = workspace.received_notices
    text = "\n".join([*notices, check_text(month, everything=everything)])
    options.report(
        data=lambda: check_json(month),
        text=lambda: text,
        problems=lambda: [*notices, *to_chase(month)],
    )
    is_shown = not (options.as_json or options.quiet)
    finish(month, failing=True, shown=text if is_shown else "")
