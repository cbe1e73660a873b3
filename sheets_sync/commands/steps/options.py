"""The options that commands share: their names, and what the help says of them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

DEFAULT = Path("config.yaml")
ConfigOption = Annotated[
    Path, typer.Option("--config", help="Le fichier de configuration.", metavar="FICHIER")
]
AsOf = Annotated[
    str,
    typer.Option(
        "--as-of",
        help="Le jour auquel on se place (26/11/2026 ou 2026-11-26) ; par défaut aujourd'hui.",
        metavar="DATE",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Résultat en JSON sur la sortie standard.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Ne rien afficher d'autre que les problèmes.")]
Strict = Annotated[
    bool,
    typer.Option(
        "--strict",
        help="S'arrêter si un onglet est inutilisable ; code de retour 1 s'il reste des erreurs.",
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Tout faire sauf écrire.")]
Save = Annotated[
    bool,
    typer.Option(
        "--save",
        help=(
            "Enregistrer le classeur ouvert dans Excel (excel: dans config.yaml) ; sinon "
            "c'est à vous de le faire."
        ),
    ),
]
Again = Annotated[
    str,
    typer.Option(
        "--again", help="Refaire celui d'un jour passé, avec ses chiffres d'alors.", metavar="DATE"
    ),
]
Pdf = Annotated[
    bool,
    typer.Option(
        "--pdf", help="En PDF aussi, balisé pour les lecteurs d'écran (avec LibreOffice)."
    ),
]
