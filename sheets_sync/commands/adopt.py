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
from sheets_sync.reading.adoption.adopt import Proposal, propose
from sheets_sync.reading.adoption.adopt_folder import SHARED, propose_folder
from sheets_sync.reading.adoption.reasons import reasons
from sheets_sync.release.people.people_in_texts import config_without_people
from sheets_sync.settings.tabs import Tabs
from sheets_sync.workbooks.opening import open_workbook
from sheets_sync.workbooks.remote.address import place_from
from sheets_sync.workbooks.shared.protocol import Workbook


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
    config_name, day = place_from(workbook, options.config), read_day(options.as_of)
    usual_tabs = Tabs().model_dump()
    of_folder = Path(workbook).is_dir()
    if of_folder:
        proposal = propose_folder(Path(workbook), config_name, _open_file, forms, usual_tabs, day)
    else:
        book = open_workbook(workbook, Path())
        proposal = propose(book, config_name, forms, usual_tabs, day)
    proposal.require_members(workbook)
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


def _open_file(file: Path) -> Workbook:
    return open_workbook(file.name, file.parent)


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
