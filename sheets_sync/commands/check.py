"""`check`: read and check every tab, and write nothing."""

from __future__ import annotations

from typing import Annotated

import typer

from sheets_sync.commands.printing.month_json import check_json
from sheets_sync.commands.steps.options import DEFAULT, AsOf, ConfigOption, Json, Quiet, Strict
from sheets_sync.commands.steps.running import finish, read_month, report
from sheets_sync.documents.summary import check_text


def check(
    config: ConfigOption = DEFAULT,
    as_of: AsOf = "",
    as_json: Json = False,
    quiet: Quiet = False,
    strict: Strict = False,
    everything: Annotated[
        bool, typer.Option("--all", help="Montrer chaque case, même s'il y en a beaucoup.")
    ] = False,
) -> None:
    """Lire et contrôler tous les onglets, sans rien écrire."""
    _, month = read_month(config, as_of, strict, only_reads=True)
    report(
        as_json=as_json,
        quiet=quiet,
        data=lambda: check_json(month),
        text=lambda: check_text(month, everything=everything),
    )
    finish(month, failing=True)
