"""What commands do before and after their own work: begin with a config, read the month, say how it ended."""

from __future__ import annotations

import functools
import gc
import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import typer

if TYPE_CHECKING:
    from sheets_sync.documents.write import Document
    from sheets_sync.steering.month import Month
    from sheets_sync.workspace import Workspace


_traces = False
Command = TypeVar("Command", bound=Callable[..., Any])


def show_traces(wanted: bool) -> None:
    """Whether a bug of ours shows its trace."""
    global _traces
    _traces = wanted


def guarded(command: Command) -> Command:
    """One sentence and exit code 2 for what stops the job; a traceback only where it is our own bug and `--debug` is set."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        from sheets_sync.errors import Refusal

        try:
            command(*args, **kwargs)
        except Refusal as refusal:
            for line in str(refusal).splitlines():
                typer.echo(line, err=True)
            raise typer.Exit(2) from None
        except (typer.Exit, typer.Abort, KeyboardInterrupt):
            raise
        except Exception as error:  # a bug of ours, whatever it is
            if _traces:
                raise
            # No message: it could carry a person's data.
            typer.echo(
                f"Panne inattendue ({type(error).__name__}). Relancer avec « sheets-sync --debug … » pour la trace.",
                err=True,
            )
            raise typer.Exit(2) from None

    return run  # type: ignore[return-value]  # same signature: `wraps` keeps it for typer


def begin(config: Path, as_of: str) -> tuple[Workspace, date]:
    """Config, day and history; raises `Refusal`."""
    from sheets_sync.workspace import open_workspace

    gc.disable()  # one short job that keeps all it reads: collecting has nothing to find (measured: a tenth of the time)
    workspace = open_workspace(config)
    return workspace, read_day(as_of)


def read_month(
    config: Path, as_of: str, strict: bool, named: tuple[str, str, str] | None = None
) -> tuple[Workspace, Month]:
    """The month of the config, its tabs read and brought together.

    Args:
        named: what is asked for in French, its name, and the section of config that must have it.
    """
    from sheets_sync.monthly import bring_together

    workspace, day = begin(config, as_of)
    if named:
        what, name, where = named
        must_be_known(what, name, list(getattr(workspace.config, where)))
    return workspace, bring_together(workspace, day, strict=strict)


def made_again(
    kind: Literal["agenda", "report"], name: str, config: Path, day: str, dry_run: bool
) -> Document:
    """The agenda or report of a past day once more, with the figures it had."""
    from sheets_sync.documents.write import DocumentWriter

    workspace, made_on = begin(config, day)
    settings = workspace.config
    if kind == "agenda":
        must_be_known("La réunion", name, list(settings.meetings))
    else:
        must_be_known("Le financeur", name, list(settings.funders))
    writer = DocumentWriter(workspace.document_settings, workspace.history, dry_run)
    return writer.write_again(kind, name, made_on)


def finish(month: Month, failing: bool) -> None:
    """Say what tab could not be read; exit 2 where config names one that is not there, 1 for errors where asked."""
    for anomaly in month.entries.unreadable_tabs:
        typer.echo(f"{anomaly.message} Les autres onglets sont traités.", err=True)
    if any(anomaly.rule == "tab.missing" for anomaly in month.entries.unreadable_tabs):
        raise typer.Exit(2)
    if failing and any(anomaly.severity == "error" for anomaly in month.anomalies):
        raise typer.Exit(1)


def tell_document(done: Document, as_json: bool, quiet: bool, dry_run: bool, pdf: bool) -> None:
    """Say what became of a document; print it first where asked."""
    from sheets_sync.commands import output
    from sheets_sync.documents.pdf import print_pdf
    from sheets_sync.generated.publish import Published

    printed = (
        {str(file): outcome for file, outcome in [print_pdf(done.path)]}
        if pdf and not dry_run
        else {}
    )
    if as_json:
        print_json({"files": output.files_json(Published(printed), [done])})
    elif not quiet:
        typer.echo(output.files_text(Published(printed), dry_run, [done]))


def read_day(text: str) -> date:
    """An ISO date; "" is today."""
    from sheets_sync.errors import Refusal

    if not text:
        return date.today()  # noqa: DTZ011 - the day on the coordinator's calendar
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refusal("date.unreadable", value=text) from error


def must_be_known(what: str, name: str, names: list[str]) -> None:
    """Refuse a name that is not one of `names`, with the nearest."""
    from forms.definition_file import did_you_mean
    from sheets_sync.errors import Refusal

    if name not in names:
        raise Refusal("name.unknown", what=what, value=name, hint=did_you_mean(name, names))


def print_json(data: Any) -> None:
    """On standard output, for a program."""
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=1) + "\n")
