"""`forget`: a person taken out of all that is kept, once their row is gone from the tabs."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from sheets_sync.catalogue import sentence
from sheets_sync.commands.steps.asking import must_agree
from sheets_sync.commands.steps.options import WritingOptions
from sheets_sync.commands.steps.running import today
from sheets_sync.commands.steps.whom import Whom, the_one_meant
from sheets_sync.rights.forget_text import forgotten_text, plan_text, still_row
from sheets_sync.rights.forgetting import forget_person, refuse_unforgettable
from sheets_sync.rights.request import Everything


def forget(
    whom: Whom,
    options: WritingOptions,
    yes: Annotated[bool, typer.Option("--yes", help="Ne pas demander avant d'effacer.")] = False,
) -> None:
    """Effacer une personne de tout ce que l'outil garde, sa ligne une fois ôtée des onglets."""
    workspace, day = options.begin()
    request = whom.request(workspace, day)
    everything = request.everything_on(the_one_meant(request.persons))
    refuse_unforgettable(request, everything)
    is_wanted = not (options.dry_run or everything.is_nothing_of_ours)
    by_name = not request.question.pseudonym
    if is_wanted:
        if not yes:
            typer.echo(plan_text(everything, by_name=by_name), err=True)
            must_agree(sentence("rights.forget_it"), "--yes")
        everything = forget_person(request, everything, day, today())
    options.report(
        data=lambda: _outcome_json(everything, is_wanted),
        text=lambda: forgotten_text(everything, by_name=by_name, is_done=is_wanted),
    )


def _outcome_json(everything: Everything, is_done: bool) -> dict[str, Any]:
    memory = everything.memory
    copies = [copy.address for copy in everything.copies if copy.is_deletable]
    by_hand = [copy.address for copy in everything.copies if not copy.is_deletable]
    return {
        "forgotten": is_done,
        "register": len(memory.fingerprints),
        "states": [day.isoformat() for day in memory.states],
        "answers": len(memory.pairs),
        "findings": len(memory.findings),
        "differences": list(memory.differences),
        "figures": list(memory.documents),
        "memory_copies": [str(file) for file in everything.memory_copies],
        "copies": copies,
        "doubtful": list(map(still_row, everything.doubtful_rows)),
        "by_hand": [*by_hand, *map(str, everything.documents)],
    }
