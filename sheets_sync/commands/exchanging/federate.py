"""`federate`: the shared figures of many programmes, each and together."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sheets_sync.catalogue import sentence
from sheets_sync.commands.steps.options import AsOf, DryRun, Json, Quiet
from sheets_sync.commands.steps.running import print_json, read_day, unless_dry

if TYPE_CHECKING:
    from sheets_sync.documents.federation.together import Federation, OwnFigure, Sum


@dataclass(frozen=True)
class _FederateOptions:
    """As those of the other commands; a region has no config."""

    as_of: AsOf = ""
    as_json: Json = False
    quiet: Quiet = False
    dry_run: DryRun = False


def federate(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="DOSSIER",
            help="Où sont les fichiers reçus (export --figures), mois après mois.",
        ),
    ],
    options: _FederateOptions,
    output: Annotated[
        Path, typer.Option("--output", help="Le dossier où écrire.", metavar="DOSSIER")
    ] = Path("federation"),
) -> None:
    """Réunir les chiffres partagés de plusieurs programmes : chacun, et l'ensemble."""
    from sheets_sync.documents.federation.gather import newest_of_each, read_folder
    from sheets_sync.documents.federation.together import together
    from sheets_sync.documents.federation.write_federation import write_federation

    as_of = read_day(options.as_of)
    files = read_folder(folder, output, as_of)
    newest = newest_of_each(files)
    federation = together(newest, as_of)
    notices = [
        sentence("federation.exact_means", file=file.name, programme=file.programme.name)
        for file in files
        if file.tells_exact_means
    ]
    if not options.dry_run:
        write_federation(federation, newest, output)
    if options.as_json:
        print_json({**_federation_json(federation), "notices": notices})
    elif not options.quiet:
        text = "\n".join([_federation_text(federation, output), *notices])
        typer.echo(unless_dry(text, options.dry_run))
    else:
        for notice in notices:
            typer.echo(notice, err=True)


def _federation_text(federation: Federation, output: Path) -> str:
    from sheets_sync.documents.federation.federation_sheets import notes

    done = sentence(
        "federation.done",
        folder=output,
        programmes=len(federation.programmes),
        months=len(federation.months),
    )
    return "\n".join([done, *(f"- {text}" for text in notes(federation))])


def _federation_json(federation: Federation) -> dict[str, Any]:
    return {
        "as_of": federation.as_of.isoformat(),
        "threshold": federation.threshold,
        "programmes": [each.id for each in federation.programmes],
        "late": list(federation.late),
        "together": [_sum_json(each) for each in federation.sums],
        "each": [_own_json(each) for each in federation.own],
    }


def _sum_json(each: Sum) -> dict[str, Any]:
    return {
        "month": each.month.isoformat(),
        "id": each.indicator,
        "field": each.field or None,
        "labels": list(each.labels),
        "value": each.value,
        "numerator": each.numerator,
        "denominator": each.denominator,
        "told": each.sharing,
        "programmes": each.programmes,
        "apart": list(each.apart),
    }


def _own_json(own: OwnFigure) -> dict[str, Any]:
    figure = own.figure
    return {
        "programme": own.programme.id,
        "month": figure.month.isoformat(),
        "id": figure.indicator,
        "field": figure.field or None,
        "labels": list(figure.labels),
        "value": own.value,
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "day": figure.day.isoformat(),
        "state": figure.state,
    }
