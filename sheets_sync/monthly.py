"""The whole job, top to bottom.

Take in the entry cards, read, check, know the people, consolidate, measure, publish, write the
documents. `prepare_meeting` does all of it, `consolidate_tabs` up to the sheets, `bring_together`
up to the figures: each begins with the one below it.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from sheets_sync.catalogue import sentence
from sheets_sync.consortium.consolidate import consolidate_tables, with_quality
from sheets_sync.consortium.owners import RowOwners
from sheets_sync.documents.files.planned import Document
from sheets_sync.documents.index_page import INDEX
from sheets_sync.documents.write import DocumentWriter
from sheets_sync.drafts import sweep_dead_drafts
from sheets_sync.entry.cards.results import CardResult
from sheets_sync.entry.cards.taking_in import take_in
from sheets_sync.files import refuse_unwritable
from sheets_sync.generated.publish import Published, publish
from sheets_sync.history.states.over_time import check_across
from sheets_sync.history.states.state import Changes
from sheets_sync.outside.still_open import outside_anomalies
from sheets_sync.release.door import Door
from sheets_sync.release.people.people_in_texts import (
    mask_of_run,
    masked_messages,
    told_of_settings,
)
from sheets_sync.stages.coordination_says import flat, said_in_tabs
from sheets_sync.stages.decided_in_sheets import without_accepted
from sheets_sync.stages.every_tab import Progress, read_entries, silent
from sheets_sync.stages.measured import board_of, indicators_of, measures_of
from sheets_sync.stages.names_kept_in_tabs import keep_names_in_tabs
from sheets_sync.stages.notices import notices_of_run
from sheets_sync.stages.other_config import refuse_memory_of_two
from sheets_sync.stages.published_sheets import (
    feedback_by_place,
    generated_sheets,
    texts_in_sheets,
)
from sheets_sync.stages.run_marks import (
    digest_of_month,
    mark_in_sheets,
    outcome_of,
)
from sheets_sync.stages.who_is_who import who_is_who
from sheets_sync.stages.wrong_names import mistakes_in_shared_templates
from sheets_sync.steering.month import Month
from sheets_sync.workbooks.shared.addresses import is_address
from sheets_sync.workspace import Workspace


@dataclass(frozen=True)
class Run:
    """A run: the month it found, cards taken in, sheets published, what changed, documents.

    Attributes:
        unmade: those of `notices` on documents that a wrong template kept from being made.
    """

    month: Month
    cards: Sequence[CardResult] = ()
    published: Published = field(default_factory=lambda: Published({}))
    changes: Changes = field(default_factory=lambda: Changes(None))
    documents: Sequence[Document] = ()
    notices: Sequence[str] = ()
    unmade: Sequence[str] = ()

    @property
    def problems(self) -> list[str]:
        """Sentences on all that is not as it should be, or not as it was."""
        return [*self.published.reasons, *self.notices]


def prepare_meeting(
    workspace: Workspace,
    as_of: date,
    *,
    today: date | None = None,
    strict: bool = False,
    dry_run: bool = False,
    progress: Progress = silent,
) -> Run:
    """All of it before a meeting. When `dry_run`, everything but the writing.

    Args:
        today: the day that it is, None: `as_of`. A run for another day leaves no state and deletes
            none: later runs would be compared with a day that never was.
    """
    for mistake in mistakes_in_shared_templates(workspace):
        raise mistake
    history = workspace.history
    today = today or as_of
    is_today = as_of == today
    with history.one_write(dry_run=dry_run):
        if not dry_run:
            refuse_unwritable(workspace.documents / INDEX)
        run = _begin(workspace, as_of, today, strict=strict, dry_run=dry_run, progress=progress)
        month = run.month
        state = month.rows("state")
        changes = history.changes(state, month.anomalies, as_of, workspace.is_error)
        notices_of_run = [
            *run.notices,
            *workspace.audiences.notices,
            *told_of_settings(workspace.titles, month.door.known_people),
        ]
        run = replace(run, changes=changes, notices=notices_of_run)
        if dry_run:
            return run
        progress(sentence("monthly.documents"))
        writer = DocumentWriter(workspace.document_settings, history, is_today=is_today)
        run = replace(run, documents=writer.make_all(month))
        writer.refuse_unwritable()
        run = _published(workspace, run, "prepare", progress, is_today=is_today)
        writer.put_all(run.published.files)
        notices = [sentence("history.other_day")]
        if is_today:
            if not changes.is_same_state:
                history.save_state(state, month.anomalies, as_of)
            notices = history.keep_time(as_of)
        unmade = writer.unmade.notices
        run = replace(run, notices=[*run.notices, *notices, *unmade], unmade=unmade)
        _note_end(workspace, run)
        return run


def consolidate_tabs(
    workspace: Workspace,
    as_of: date,
    *,
    today: date | None = None,
    strict: bool = False,
    dry_run: bool = False,
    progress: Progress = silent,
) -> Run:
    """The entry cards taken in, then the generated sheets and the feedback in the tabs."""
    today = today or as_of
    with workspace.history.one_write(dry_run=dry_run):
        run = _begin(workspace, as_of, today, strict=strict, dry_run=dry_run, progress=progress)
        if dry_run:
            return run
        # Other commands end with it: `reconcile`, `forget`.
        command = workspace.history.copies.occasion or "consolidate"
        run = _published(workspace, run, command, progress, is_today=as_of == today)
        _note_end(workspace, run)
        return run


def bring_together(
    workspace: Workspace,
    as_of: date,
    *,
    strict: bool = False,
    only_reads: bool = False,
    progress: Progress = silent,
    today: date | None = None,
) -> Month:
    """Read and check every tab, know the people, consolidate, measure; nothing is written.

    Args:
        today: the day that it is, None: `as_of`.
        only_reads: whether nothing keeps a pseudonym of it: it then goes on without their key.

    Raises:
        Refusal: no tab can be used, or, when `strict`, one cannot; a definition is wrong; the
            memory is lost, unless it `only_reads`.
    """
    if not only_reads:
        refuse_memory_of_two(workspace)
        # Whoever keeps pseudonyms of an empty memory makes them anew, for good.
        workspace.history.refuse_lost(mark_in_sheets(workspace))
    entries = read_entries(workspace, as_of, strict=strict, progress=progress)
    progress(sentence("monthly.people"))
    people = who_is_who(workspace, entries, as_of, only_reads=only_reads)
    entries, known, name_marks = keep_names_in_tabs(workspace, entries, people, as_of)
    people = people.without_rows
    progress(sentence("monthly.consolidation"))
    form = workspace.participants
    consortium = consolidate_tables(
        entries.checked,
        entries.readings,
        people.pseudonyms,
        form,
        workspace.exit_rules,
        as_of,
    )
    door = Door(workspace.audiences, mask_of_run(known, people.pseudonyms))
    state = door.rows("state", consortium.frame, form)
    indicators = indicators_of(workspace)
    coordination = said_in_tabs(workspace, entries, indicators, as_of)
    targets = coordination.targets
    anomalies_across = [
        *people.anomalies,
        *check_across(consortium, form, state, workspace.history.reference(as_of), as_of),
        *outside_anomalies(workspace, entries, people, as_of),
        *workspace.list_values.anomalies,
    ]
    all_anomalies = [
        *entries.anomalies,
        *coordination.anomalies,
        *masked_messages(anomalies_across, known),
    ]
    owners = RowOwners(consortium.frame)
    decided = without_accepted(workspace, all_anomalies, owners, entries, people, known, as_of)
    anomalies = decided.anomalies
    consortium = with_quality(consortium, anomalies, workspace.history.modified(state, as_of))
    measures = measures_of(
        workspace, entries, consortium, indicators, targets, as_of, today or as_of
    )
    return Month(
        as_of=as_of,
        entries=entries,
        consortium=consortium,
        people=people,
        name_marks=name_marks,
        measures=measures,
        anomalies=anomalies,
        decided=decided,
        owners=owners,
        make_board=functools.partial(
            board_of, workspace, entries, consortium, measures, anomalies, targets, as_of
        ),
        door=door,
        targets=flat(targets),
        notices=[*coordination.notices, *workspace.list_values.notices.values()],
    )


def take_cards(
    workspace: Workspace, today: date, *, dry_run: bool, progress: Progress = silent
) -> Sequence[CardResult]:
    """Put what is typed on the entry cards into the tabs, before these are read.

    Figures may be for another day; what people typed is put there on the day that it is.
    """
    progress(sentence("monthly.cards"))
    staff = {workbook: workspace.open(workbook) for workbook in workspace.staff_workbooks}
    tabs = workspace.entry_tabs(workspace.reading_forms["participant"])
    copies = workspace.history.copies
    cards = take_in(tabs, workspace.tabs.saisie, staff, today, copies, dry_run)
    for workbook in cards.changed_places:
        workspace.forget(workbook)
    return cards.results


def publish_month(
    workspace: Workspace,
    month: Month,
    progress: Progress = silent,
    *,
    is_today: bool = True,
    mark: str = "",
) -> Published:
    """Keep what the next run needs of this one, then write sheets and feedback.

    Since when an anomaly is there is kept by runs of the day that it is only.

    Args:
        mark: of the run, to be read in the sheets.
    """
    progress(sentence("monthly.sheets"))
    history = workspace.history
    with history.one_write():
        people = month.people
        history.save_people(people.key, people.registry)
        keys = (month.owners.key(anomaly) for anomaly in month.anomalies)
        since = history.first_seen(keys, month.as_of)
        history.register.save_answers(people.answers)
        history.accepted.save(month.decided.acceptances)
        if is_today:
            history.name_marks.save(month.name_marks, month.as_of, month.people.key)
            history.save_findings(since)
            history.known_targets.save(month.targets)
            values = workspace.list_values.values
            history.list_values.save(values, [one.code for one in values])
        sheets = generated_sheets(workspace, month, since, mark)
        history.config_file.save({"name": workspace.config.file.name})
        history.sheet_texts.save(texts_in_sheets(workspace, sheets, mark))
        # Once the sheets are there, the answers that stood in them are nowhere else.
        history.set_down()
        written = history.written_before(workspace.config.file, people.key)
        try:
            return publish(
                sheets,
                feedback_by_place(workspace, month) if workspace.config.feedback else {},
                workspace.staff_workbooks,
                workspace.places.second,
                workspace.open,
                month.as_of,
                history.copies,
                written,
            )
        finally:
            # Where a workbook is open in Excel, the next run has it no less.
            history.keep_for_next(people.key, written)


def _begin(
    workspace: Workspace,
    as_of: date,
    today: date,
    *,
    strict: bool,
    dry_run: bool,
    progress: Progress,
) -> Run:
    """The cards taken in, the month found, and what is to be said of memory and people."""
    if not dry_run:
        _sweep_dead_drafts(workspace)
    workspace.history.refuse_unusable()
    refuse_memory_of_two(workspace)
    # Before the cards too: what is put into the tabs must not outlive a run that is refused.
    mark = mark_in_sheets(workspace)
    workspace.history.refuse_lost(mark)
    if workspace.history.may_be_of_another(mark):
        entries = read_entries(workspace, as_of, strict=strict)
        who_is_who(workspace, entries, as_of, only_reads=False)
    cards = take_cards(workspace, today, dry_run=dry_run, progress=progress)
    month = bring_together(workspace, as_of, strict=strict, progress=progress, today=today)
    return Run(month, cards, notices=notices_of_run(workspace, month))


def _sweep_dead_drafts(workspace: Workspace) -> None:
    """Remove what a run that was killed left of workbooks, be there nothing to write in this."""
    for workbook in workspace.written_workbooks:
        if not is_address(workbook):
            sweep_dead_drafts(Path(workbook))


def _note_end(workspace: Workspace, run: Run) -> None:
    files = run.published.files
    workspace.history.runs.end(outcome_of(run.month, run.changes, files, run.documents))


def _published(
    workspace: Workspace, run: Run, command: str, progress: Progress, *, is_today: bool
) -> Run:
    """The run with its sheets published, and what is to be said of the runs before it."""
    month, runs = run.month, workspace.history.runs
    in_workbook = mark_in_sheets(workspace)
    notices = runs.notices(in_workbook)
    this = runs.begin(
        command,
        month.as_of,
        is_today=is_today,
        found=digest_of_month(month),
        in_workbook=in_workbook,
    )
    published = publish_month(workspace, month, progress, is_today=is_today, mark=this.mark)
    return replace(run, published=published, notices=[*notices, *run.notices])
