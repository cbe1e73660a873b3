"""`person`: everything held on somebody and where, as an answer to a request of access."""

from __future__ import annotations

from sheets_sync.commands.printing.person import everything_json, everything_text
from sheets_sync.commands.steps.options import DEFAULT, AsOf, ConfigOption, Json, Quiet
from sheets_sync.commands.steps.running import report
from sheets_sync.commands.steps.whom import Born, Pass, Siae, Who, request_of, the_one_meant


def person(
    who: Who,
    siae: Siae = "",
    born: Born = "",
    pass_iae: Pass = "",
    config: ConfigOption = DEFAULT,
    as_of: AsOf = "",
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Montrer tout ce qui est tenu sur une personne, et où (droit d'accès) ; rien n'est écrit."""
    workspace, _, request = request_of(config, as_of, who, siae, born, pass_iae)
    everything = request.everything_on(the_one_meant(request.persons))
    report(
        as_json=as_json,
        quiet=quiet,
        data=lambda: everything_json(everything),
        text=lambda: everything_text(everything, workspace.participants),
    )
