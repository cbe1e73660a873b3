"""`export --figures`: what a region may have of a programme."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sheets_sync.catalogue import sentence
from sheets_sync.documents.federation.figures_file import (
    FiguresFile,
    read_figures,
    write_figures,
)
from sheets_sync.documents.federation.shared_figures import (
    Programme,
    coverage_of,
    document_name,
    figures_of,
    last_of_each_month,
    programme_id,
    shared_publication,
)
from sheets_sync.errors import Refusal
from sheets_sync.release.people.people_in_texts import refuse_named_settings
from sheets_sync.release.people.unread_people import refuse_unread
from sheets_sync.release.tables.declared import gives_away
from sheets_sync.release.tables.issued import Issued, IssuedReport, issued_from_records
from sheets_sync.release.tables.since_issued import as_of_today, maybe_renamed
from sheets_sync.steering.month import Month
from sheets_sync.workspace import Workspace


@dataclass(frozen=True)
class ExportedMonths:
    """The figures that are shared, as they are told.

    Attributes:
        months: how many. count: figures, hidden: those of them that are masked.
        gives_away: what the totals of the day newly give away.
    """

    file: Path
    day: date
    months: int
    hidden: int
    count: int
    notices: list[str]
    gives_away: list[str]

    @property
    def text(self) -> str:
        """What is said of them."""
        words = {"months": self.months, "hidden": self.hidden, "count": self.count}
        done = sentence("commands.exported_figures", file=self.file, day=self.day, **words)
        return "\n".join([done, *self.problems])

    @property
    def problems(self) -> list[str]:
        """What was seen of earlier files, and what they give away together."""
        if not self.gives_away:
            return self.notices
        gives_away = (f"  {each}" for each in self.gives_away)
        return [*self.notices, sentence("commands.figures_give_away"), *gives_away]


def refuse_other_format(file: Path) -> None:
    """Raise `Refusal` for what is no Parquet file."""
    if file.suffix.lower() != ".parquet":
        raise Refusal("output.figures", file=file.name)


def export_months(
    workspace: Workspace, month: Month, file: Path, *, dry_run: bool
) -> ExportedMonths:
    """Issue the figures of the day, and write all months that were issued to `file`."""
    refuse_unread(month.entries)
    refuse_named_settings({"programme": workspace.programme}, month.door.known_people)
    notices = list(_notices_on_earlier(file))
    with workspace.history.one_write(dry_run=dry_run):
        issued, given_away = _issue(workspace, month, dry_run=dry_run)
        months = last_of_each_month(
            each for each in issued.reports if each.reader.period.end <= month.as_of
        )
        shared = _figures_file(workspace, month, months)
        released = month.door.release("figures", shared)
        if not dry_run:
            # What has left protects later reports: it is remembered before it leaves.
            workspace.history.set_down()
            write_figures(released, file)
    hidden = sum(figure.state == "hidden" for figure in shared.figures)
    counts = (len(months), hidden, len(shared.figures))
    return ExportedMonths(file, month.as_of, *counts, notices, given_away)


def _issue(workspace: Workspace, month: Month, *, dry_run: bool) -> tuple[Issued, list[str]]:
    """All that is issued with the figures of the day, and what their totals newly give away."""
    issued = issued_from_records(workspace.history.documents.issued())
    if issued.of_document(document_name(month.as_of)):
        return issued, []
    # The region's months keep the names that they were issued with; what protects has today's.
    states = workspace.history.states.newest_first()
    held = as_of_today(issued, month.measures, states, month.as_of)
    report = _newly_issued(workspace, month, held)
    if not dry_run:
        _keep_as_issued(workspace, month, report)
    given_away = gives_away(report, held, workspace.document_settings.threshold)
    renamed = maybe_renamed(held, month.measures.siae)
    return Issued([*issued.reports, report]), [*renamed, *given_away]


def _notices_on_earlier(file: Path) -> Iterator[str]:
    """That the file which is replaced told more than it should: whoever has it is to delete it."""
    if file.exists():
        with contextlib.suppress(Refusal):
            if read_figures(file).tells_exact_means:
                yield sentence("commands.exact_means", file=file)


def _newly_issued(workspace: Workspace, month: Month, issued: Issued) -> IssuedReport:
    settings = workspace.document_settings
    published = shared_publication(month, issued, settings.threshold, rounding=settings.rounding)
    report = published.as_issued(document_name(month.as_of), month.as_of, correction=False)
    return replace(report, coverage=coverage_of(report, month.measures))


def _keep_as_issued(workspace: Workspace, month: Month, report: IssuedReport) -> None:
    history = workspace.history
    # Another key would round the same people otherwise in the next one.
    history.save_people(month.people.key, month.people.registry)
    history.documents.save_issued([*history.documents.issued(), report.as_json()])


def _figures_file(workspace: Workspace, month: Month, months: list[IssuedReport]) -> FiguresFile:
    name = workspace.programme
    threshold = workspace.config.privacy.public_threshold
    programme = Programme(programme_id(name), name, threshold)
    figures = itertools.chain.from_iterable(figures_of(each, month.measures) for each in months)
    return FiguresFile(programme, month.as_of, list(figures))
