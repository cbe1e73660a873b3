"""The options that commands share: their names, what the help says of them, what they do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from sheets_sync.catalogue import sentence
from sheets_sync.commands.steps import running
from sheets_sync.errors import Refusal
from sheets_sync.monthly import Run, bring_together
from sheets_sync.steering.month import Month
from sheets_sync.workspace import Workspace

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


@dataclass(frozen=True)
class Options:
    """The options of every command that works on a programme."""

    config: ConfigOption = DEFAULT
    as_of: AsOf = ""
    as_json: Json = False
    quiet: Quiet = False

    def begin(self) -> tuple[Workspace, date]:
        """The programme of the config, and the day; raises `Refusal`."""
        return running.begin(self.config, self.as_of)

    def work_with(
        self, workspace: Workspace, work: Callable[[Workspace], Run]
    ) -> tuple[Workspace, Run]:
        """Do the work, once more from the start where a workbook on a server was saved meanwhile.

        What was saved there has nothing of the first time; what was written elsewhere stays as it
        is. Raises `Refusal` as the work.
        """
        try:
            return workspace, work(workspace)
        except Refusal as refusal:
            if refusal.code != "workbook.changed_there":
                raise
        workspace, _ = self.begin()
        return workspace, work(workspace)

    def read_month(self, strict: bool, *, only_reads: bool = False) -> tuple[Workspace, Month]:
        """The month, its tabs read and brought together; raises `Refusal`.

        Args:
            only_reads: whether it goes on without the key of the pseudonyms, and says so.
        """
        workspace, day = self.begin()
        month = bring_together(
            workspace, day, strict=strict, only_reads=only_reads, today=running.today()
        )
        if only_reads:
            try:
                workspace.history.refuse_unusable()
            except Refusal as refusal:
                typer.echo(sentence("commands.read_without_key", problem=refusal), err=True)
        return workspace, month

    def report(
        self,
        *,
        data: Callable[[], Any],
        text: Callable[[], str],
        problems: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        """Print what was done: `data` where JSON is asked for, else `text` unless quiet.

        Args:
            problems: what of the text is said where it is quiet too.
        """
        if self.as_json:
            running.print_json(data())
        elif not self.quiet:
            typer.echo(text())
        else:
            for line in problems():
                typer.echo(line, err=True)


@dataclass(frozen=True)
class WritingOptions(Options):
    """Those of a command that writes."""

    dry_run: DryRun = False


@dataclass(frozen=True)
class DocumentOptions(WritingOptions):
    """Those of a command that writes a document."""

    strict: Strict = False
    again: Again = ""
    pdf: Pdf = False
