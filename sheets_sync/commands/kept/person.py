"""`person`: everything held on somebody and where, as an answer to a request of access."""

from __future__ import annotations

from sheets_sync.commands.printing.person import everything_json
from sheets_sync.commands.steps.options import Options
from sheets_sync.commands.steps.whom import Whom, the_one_meant
from sheets_sync.rights.held_text import everything_text


def person(whom: Whom, options: Options) -> None:
    """Montrer tout ce qui est tenu sur une personne, et où (droit d'accès) ; rien n'est écrit."""
    workspace, day = options.begin()
    request = whom.request(workspace, day)
    everything = request.everything_on(the_one_meant(request.persons))
    options.report(
        data=lambda: everything_json(everything),
        text=lambda: everything_text(everything, workspace.participants),
    )
