"""The commands about forms: for elsewhere, with answers from there, and checked."""

from __future__ import annotations

import typer

from sheets_sync.commands.starting.guard import guarded
from sheets_sync.commands.starting.loading import group_of

_HERE = "sheets_sync.commands.forms"
COMMANDS = {
    "xlsform": f"{_HERE}.xlsform:xlsform",
    "adopt": f"{_HERE}.adopt:adopt_questionnaire",
    "paper": f"{_HERE}.paper:paper",
    "privacy": f"{_HERE}.privacy:privacy",
    "import": f"{_HERE}.import_answers:import_answers",
    "links": f"{_HERE}.links:links",
    "check": f"{_HERE}.check:check_definitions",
}

forms_app = typer.Typer(
    cls=group_of(COMMANDS, guarded, "forms "),
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)


@forms_app.callback()
def forms() -> None:
    """Les formulaires : les emporter ailleurs, en rapporter les réponses, les relire."""
