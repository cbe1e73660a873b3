"""`restore`: the copies that are kept, and one put back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from sheets_sync.catalogue import sentence
from sheets_sync.commands.steps.options import DEFAULT, AsOf, ConfigOption, DryRun, Json, Quiet
from sheets_sync.commands.steps.running import begin, report, unless_dry
from sheets_sync.errors import Refusal
from sheets_sync.history.restore import KeptCopy, list_kept_copies, restore_copy


def restore(
    copy: Annotated[
        str,
        typer.Argument(
            metavar="COPIE", help="La copie à remettre en place ; sans rien, toutes sont listées."
        ),
    ] = "",
    config: ConfigOption = DEFAULT,
    as_of: AsOf = "",
    as_json: Json = False,
    quiet: Quiet = False,
    dry_run: DryRun = False,
) -> None:
    """Lister les copies gardées avant chaque écriture, ou en remettre une en place."""
    workspace, day = begin(config, as_of)
    copies = workspace.history.copies
    kept_copies = list_kept_copies(workspace.written_places, copies)
    chosen = _chosen(kept_copies, copy) if copy else None
    restored = None
    if chosen and not dry_run:
        credentials = workspace.config.google.credentials
        restore_copy(chosen, workspace.folder, credentials, day, copies)
        restored = chosen.place
    report(
        as_json=as_json,
        quiet=quiet,
        data=lambda: {
            "copies": [{"copy": one.place, "file": one.copy_of} for one in kept_copies],
            "restored": restored,
        },
        text=lambda: _restored_text(chosen, dry_run) if chosen else _copies_text(kept_copies),
    )


def _chosen(copies: Sequence[KeptCopy], copy: str) -> KeptCopy:
    """The copy of that name, place, or number in the list."""
    matches = [
        one for number, one in enumerate(copies, 1) if copy in (one.name, one.place, str(number))
    ]
    if len(matches) != 1:
        raise Refusal("restore.unknown", name=copy)
    return matches[0]


def _copies_text(copies: Sequence[KeptCopy]) -> str:
    """The copies, each with the number and name to put it back by."""
    if not copies:
        return sentence("commands.no_copies")
    lines = [
        f"{number:>4}  {copy.name}  →  {copy.copy_of}" for number, copy in enumerate(copies, 1)
    ]
    return "\n".join([sentence("commands.copies"), *lines, sentence("commands.copies_how")])


def _restored_text(copy: KeptCopy, dry_run: bool) -> str:
    if dry_run:
        text = sentence("commands.would_be_restored", copy=copy.name, file=copy.copy_of)
        return unless_dry(text, dry_run)
    return sentence("commands.restored", copy=copy.name, file=copy.copy_of)
