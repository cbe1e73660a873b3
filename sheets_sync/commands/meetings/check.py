"""`check`: read and check every tab, and write nothing."""

from __future__ import annotations

from typing import Annotated

import typer

from sheets_sync.commands.printing.month_json import check_json
from sheets_sync.commands.steps.options import Options, Strict
from sheets_sync.commands.steps.running import finish
from sheets_sync.documents.summary import check_text


def check(
    options: Options,
    strict: Strict = False,
    everything: Annotated[
        bool, typer.Option("--all", help="Montrer chaque case, même s'il y en a beaucoup.")
    ] = False,
) -> None:
    """Lire et contrôler tous les onglets, sans rien écrire."""
    workspace, month = options.read_month(strict, only_reads=True)
    options.report(
        data=lambda: check_json(month),
        text=lambda: "\n".join(
            [*workspace.received_notices, check_text(month, everything=everything)]
        ),
    )
    finish(month, failing=True)
