"""`adopt`: propose the config of a workbook that nobody prepared."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from forms.loading import FORM_IDS, load_form
from forms.words import clean
from sheets_sync.catalogue import sentence
from sheets_sync.commands.printing.columns_json import columns_json
from sheets_sync.commands.steps.options import WritingOptions
from sheets_sync.commands.steps.running import read_day
from sheets_sync.errors import Refusal
from sheets_sync.files import put_text
from sheets_sync.reading.adoption.adopt import Proposal
from sheets_sync.reading.adoption.adopt_folder import SHARED
from sheets_sync.reading.adoption.reasons import reasons
from sheets_sync.release.people.people_in_texts import config_without_people
from sheets_sync.stages.proposed_workbook import propose_place


def adopt(
    workbook: Annotated[
        str,
        typer.Argument(
            metavar="CLASSEUR",
            help=(
                "Un classeur que personne n'a préparé : un .xlsx, l'adresse d'un Google Sheets, "
                "ou un dossier de fichiers reçus."
            ),
        ),
    ],
    options: WritingOptions,
    why: Annotated[
        bool,
        typer.Option(
            "--why",
            help="Dire pourquoi, colonne par colonne : le titre, le contenu, ce qui vient ensuite.",
        ),
    ] = False,
) -> None:
    """Proposer la configuration d'un classeur existant : quel onglet est quelle SIAE, quelle
    colonne est quel champ.
    """
    if options.config.exists() and not options.dry_run:
        raise Refusal("adopt.exists", file=options.config)
    forms = {form_id: load_form(form_id) for form_id in FORM_IDS}
    proposal = propose_place(workbook, options.config, forms, read_day(options.as_of))
    of_folder = Path(workbook).is_dir()
    tables = [member.table for member in proposal.members]
    config = config_without_people(proposal.config, tables, forms["participant"])
    if not options.dry_run:
        put_text(options.config, config)
    options.report(
        data=lambda: {
            "config": config,
            "report": list(proposal.report),
            "written": not options.dry_run,
            "columns": {
                member.name or member.grid.tab: columns_json(member.table)
                for member in proposal.members
            },
        },
        text=lambda: "\n".join(
            [*_proposal_lines(proposal, why), *_written(options, config, of_folder=of_folder)]
        ),
    )


def _proposal_lines(proposal: Proposal, why: bool) -> Iterator[str]:
    yield from proposal.report
    for tab, questions in proposal.questions.items():
        yield ""
        yield sentence("adopt.report.heading", tab=tab)
        yield from questions
    if why:
        for member in proposal.members:
            yield ""
            yield sentence("adopt.why.heading", tab=member.name or clean(member.grid.tab))
            yield from reasons(member.table, member.form)


def _written(options: WritingOptions, config: str, *, of_folder: bool) -> list[str]:
    if options.dry_run:
        return [config]
    # The workbook that all share comes from no SIAE: nothing can be read before it is made.
    code = "commands.folder_config_written" if of_folder else "commands.config_written"
    return ["", sentence(code, config=options.config, shared=SHARED)]
