"""The option that the commands about one form share."""

from __future__ import annotations

from typing import Annotated

import typer

FormArgument = Annotated[
    str,
    typer.Argument(
        metavar="FORMULAIRE",
        help=(
            "participant, action, point, decision, financement, fait_marquant, objectif, reunion, "
            "texte ou contact."
        ),
    ),
]
