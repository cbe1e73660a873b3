"""The whole job, top to bottom.

Take in the entry cards, read, check, know the people, consolidate, measure, publish, write the
documents. `prepare` does all of it, `consolidate` up to the sheets, `bring_together` up to the
figures: each begins with the one below it.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from forms.definition_file import DefinitionError, closest
from forms.form import Form
from forms.values import ReadingContext
from sheets_sync.catalogue import sentence
from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.checking.check import check_tab
from sheets_sync.checking.table import CheckedTable
from sheets_sync.consortium.collected import Collected, collected_fields
from sheets_sync.consortium.consolidate import consolidate_tables, with_quality
from sheets_sync.consortium.entries import COORDINATION, Entries, labels_of_fields
from sheets_sync.consortium.owners import RowOwners
from sheets_sync.documents.write import Document, DocumentWriter
from sheets_sync.entry.card_results import CardResult
from sheets_sync.entry.cards import take_in
from sheets_sync.errors import Refusal
from sheets_sync.figures.indicators import load_indicators
from sheets_sync.figures.measures import Measures
from sheets_sync.generated import anomalies_sheet, consortium_sheet, pilotage
from sheets_sync.generated.feedback import feedback_by_tab
from sheets_sync.generated.publish import (
    GeneratedSheet,
    Published,
    TabFeedback,
    link_to_anomaly,
    publish,
)
from sheets_sync.history.over_time import check_across
from sheets_sync.history.state import Changes
from sheets_sync.named_in_config import mistakes_in_config, mistakes_in_monthly_templates
from sheets_sync.outside.open_differences import check_open_differences, open_difference
from sheets_sync.outside.reconcile import people_here
from sheets_sync.people.answers import read_pair_answers
from sheets_sync.people.identify import People, identify
from sheets_sync.reading.tab import read_tab, tab_named
from sheets_sync.reading.table import TabReading
from sheets_sync.release.door import Door, Released
from sheets_sync.release.known_people import KnownPeople
from sheets_sync.release.people_in_texts import counsellors, masked_messages, without_people
from sheets_sync.sheets.content import Feedback, Link
from sheets_sync.sheets.sheet import Sheet
from sheets_sync.steering.board import build as build_board
from sheets_sync.steering.month import Month
from sheets_sync.unnamed_tabs import unnamed_tabs
from sheets_sync.workbooks.shared.addresses import is_address
from sheets_sync.workbooks.shared.protocol import Workbook
from sheets_sync.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd

Progress = Callable[[str], None]


def silent(step: str) -> None:
    """Show no progress."""


@dataclass(frozen=True)
class Run:
    """A run: the month it found, cards taken in, sheets published, what changed, documents."""

    month: Month
    cards: Sequence[CardResult] = ()
    published: Published = field(default_factory=lambda: Published({}))
    changes: Changes = field(default_factory=lambda: Changes(None))
    documents: Sequence[Document] = ()
    notices: Sequence[str] = ()


def prepare(
    workspace: Workspace,
    as_of: date,
    *,
    is_today: bool = True,
    strict: bool = False,
    dry_run: bool = False,
    progress: Progress = silent,
) -> Run:
    """All of it before a meeting. When `dry_run`, everything but the writing.

    Args:
        is_today: whether `as_of` is the day that it is. A run for another day leaves no state and
            deletes none: later runs would be compared with a day that never was.
    """
    # A mistake in a template would stop the documents when the workbook is already changed.
    for mistake in mistakes_in_monthly_templates(workspace):
        raise mistake
    run = consolidate(
        workspace, as_of, is_today=is_today, strict=strict, dry_run=dry_run, progress=progress
    )
    month, history = run.month, workspace.history
    state = month.rows("state")
    run = replace(run, changes=history.changes(state, month.anomalies, as_of))
    if dry_run:
        return run
    progress(sentence("monthly.documents"))
    documents = DocumentWriter(workspace.document_settings, history).write_all(month)
    run = replace(run, documents=documents)
    notices = [conflict.notice for conflict in history.conflict_copies()]
    notices += workspace.audiences.notices
    if not is_today:
        return replace(run, notices=[*notices, sentence("history.other_day")])
    if not run.changes.nothing:
        history.save_state(state, month.anomalies, as_of)
    return replace(run, notices=[*notices, *history.keep_time(as_of).notices])


def consolidate(
    workspace: Workspace,
    as_of: date,
    *,
    is_today: bool = True,
    strict: bool = False,
    dry_run: bool = False,
    progress: Progress = silent,
) -> Run:
    """The entry cards taken in, then the generated sheets and the feedback in the tabs."""
    workspace.history.refuse_unusable()
    cards = take_cards(workspace, as_of, dry_run=dry_run, progress=progress)
    month = bring_together(workspace, as_of, strict=strict, progress=progress)
    if dry_run:
        return Run(month, cards)
    published = publish_month(workspace, month, progress, is_today=is_today)
    return Run(month, cards, published)


def bring_together(
    workspace: Workspace, as_of: date, *, strict: bool = False, progress: Progress = silent
) -> Month:
    """Read and check every tab, know the people, consolidate, measure; nothing is written.

    Raises:
        Refusal: no tab can be used, or, when `strict`, one cannot; a definition is wrong.
    """
    entries = read_entries(workspace, as_of, strict=strict, progress=progress)
    form, history = workspace.participants, workspace.history
    progress(sentence("monthly.people"))
    answers = {**history.answers(), **_answered(workspace)}
    people = identify(entries.checked, form, history.key(), history.registry(), answers)
    history.refuse_strange_key(people.pseudonyms)
    known = KnownPeople.in_tables(entries.checked, form, workspace.organisations)
    known = known.but(counsellors(known, entries.checked, form))
    entries = without_people(entries, known)
    progress(sentence("monthly.consolidation"))
    consortium = consolidate_tables(
        entries.checked, entries.readings, people.pseudonyms, form, workspace.exit_rules, as_of
    )
    # Texts repeat themselves from sheet to sheet: each is looked at once.
    door = Door(workspace.audiences, functools.cache(known.mask))
    state = door.rows("state", consortium.frame, form)
    across = check_across(consortium, form, state, history.reference(as_of), as_of)
    outside = _outside_anomalies(workspace, entries, people, as_of)
    found_since = masked_messages([*people.anomalies, *across, *outside], known)
    anomalies = [*entries.anomalies, *found_since]
    modified = history.modified(state, as_of)
    consortium = with_quality(consortium, anomalies, modified)
    frames = {"participant": consortium.frame}
    frames |= {form_id: entries.frame(form_id) for form_id in workspace.coordination}
    collected = collected_fields(workspace.member_names, entries.checked, entries.coordination)
    measures = _measures(workspace, frames, collected)
    board = build_board(
        workspace.programme,
        workspace.members,
        measures,
        form,
        consortium.counts,
        anomalies,
        workspace.targets.by_indicator,
        workspace.exit_rules,
        as_of,
    )
    owners = RowOwners(consortium.frame)
    return Month(
        as_of,
        entries,
        consortium,
        people,
        measures,
        anomalies,
        owners,
        board,
        door,
    )


def take_cards(
    workspace: Workspace, as_of: date, *, dry_run: bool, progress: Progress = silent
) -> Sequence[CardResult]:
    """Put what is typed on the entry cards into the tabs, before these are read."""
    progress(sentence("monthly.cards"))
    staff = {workbook: workspace.open(workbook) for workbook in workspace.staff_places}
    tabs = workspace.entry_tabs(workspace.participants)
    copies = workspace.history.copies
    cards = take_in(tabs, workspace.tabs.saisie, staff, as_of, copies, dry_run)
    for workbook in cards.changed_places:
        workspace.forget(workbook)
    return cards.results


def read_entries(
    workspace: Workspace, as_of: date, *, strict: bool = False, progress: Progress = silent
) -> Entries:
    """Read and check every tab.

    Raises:
        Refusal: no tab can be used, or, when `strict`, one cannot.
    """
    form, names = workspace.participants, workspace.member_names
    readings: list[TabReading] = []
    checked: list[CheckedTable] = []
    anomalies: list[Anomaly] = []
    for member in workspace.members:
        progress(sentence("monthly.tab", tab=member.tab))
        book, context = workspace.open(member.place), ReadingContext(as_of, names)
        reading, context = _read_tab(book, member.tab, form, member.name, context, member.columns)
        tables, about_tab = check_tab(
            reading, form, context, workspace.sensitive_text, member.dates
        )
        readings.append(reading)
        checked += tables
        anomalies += [*about_tab, *_anomalies_in(tables)]
    coordination: dict[str, Sequence[CheckedTable]] = {}
    for form_id, form in workspace.coordination.items():
        coordination[form_id] = _coordination_tables(workspace, form, as_of, progress)
    for tables_of_form in coordination.values():
        anomalies += _anomalies_in(tables_of_form)
    anomalies += [unnamed.anomaly for unnamed in unnamed_tabs(workspace, as_of)]
    entries = Entries(workspace.forms, readings, checked, coordination, anomalies)
    bad = entries.unreadable_tabs
    if bad and (strict or len(bad) == len(workspace.members)):
        problems = "\n".join(anomaly.message for anomaly in bad)
        raise Refusal("tabs.unusable", problems=problems)
    if not any(reading.rows_read for reading in readings):
        raise Refusal("rows.none", file=workspace.config.workbook)
    return entries


def publish_month(
    workspace: Workspace, month: Month, progress: Progress = silent, *, is_today: bool = True
) -> Published:
    """Keep what the next run needs of this one, then write sheets and feedback.

    Since when an anomaly is there is kept by runs of the day that it is only.
    """
    progress(sentence("monthly.sheets"))
    history = workspace.history
    history.save_people(month.people.key, month.people.registry)
    keys = (month.owners.key(anomaly) for anomaly in month.anomalies)
    since = history.first_seen(keys, month.as_of)
    history.save_answers(month.people.answers)
    if is_today:
        history.save_findings(since)
    return publish(
        _generated_sheets(workspace, month, since),
        _feedback_by_place(workspace, month) if workspace.config.feedback else {},
        workspace.staff_places,
        workspace.places.second,
        workspace.open,
        month.as_of,
        history.copies,
    )


def _outside_anomalies(
    workspace: Workspace, entries: Entries, people: People, as_of: date
) -> list[Anomaly]:
    """What files of others said otherwise, as far as nobody has settled it since."""
    remembered = workspace.history.differences(open_difference)
    if not remembered:
        return []
    here = people_here(entries.checked, people.pseudonyms, as_of)
    return check_open_differences(remembered, here, workspace.participants, people.key)


def _anomalies_in(tables: Iterable[CheckedTable]) -> Iterable[Anomaly]:
    return itertools.chain.from_iterable(table.anomalies for table in tables)


def _generated_sheets(
    workspace: Workspace, month: Month, since: Mapping[str, date]
) -> list[GeneratedSheet]:
    """Pilotage, Anomalies and Consortium, described as seen from the workbook they end in."""
    tabs, places = workspace.config.tabs, workspace.places
    board, door = month.board, month.door
    rows, form, figures = month.rows("consortium"), workspace.participants, board.key_figures
    # A link leads within one workbook only; elsewhere the marked rows are found by their title.
    linked = figures if places.pilotage == places.consortium else ()
    links = consortium_sheet.lineage(rows.content, tabs.consortium, linked)

    def pilotage_from(_place: str) -> Released[Sheet]:
        return door.release("pilotage", pilotage.describe(board, tabs.pilotage, links))

    def anomalies_from(workbook: str) -> Released[Sheet]:
        found = _anomaly_rows(workspace, month, since, workbook)
        return door.release("anomalies", anomalies_sheet.describe(found, tabs.anomalies))

    def consortium_from(_place: str) -> Released[Sheet]:
        return rows.into(
            lambda frame: consortium_sheet.describe(frame, form, tabs.consortium, figures)
        )

    return [
        GeneratedSheet(places.pilotage, pilotage_from),
        GeneratedSheet(places.anomalies, anomalies_from),
        GeneratedSheet(places.consortium, consortium_from),
    ]


def _anomaly_rows(
    workspace: Workspace, month: Month, since: Mapping[str, date], workbook: str
) -> list[anomalies_sheet.AnomalyRow]:
    """The rows of Anomalies, with links as seen from `workbook`."""

    def link(anomaly: Anomaly, cell: str) -> Link:
        return link_to_anomaly(
            anomaly, cell, workspace.open(workspace.place_of(anomaly.siae)), workbook
        )

    return anomalies_sheet.anomaly_rows(
        month.anomalies,
        month.owners,
        siae=workspace.member_names,
        labels=labels_of_fields(workspace.forms),
        since=since,
        pairs=month.people.pairs,
        link_to=link,
        as_of=month.as_of,
    )


def _feedback_by_place(workspace: Workspace, month: Month) -> dict[str, Released[TabFeedback]]:
    """Workbook → tab → cell → feedback; of a tab where all is right, ours is taken away."""
    by_tab = feedback_by_tab(month.anomalies)
    by_place: dict[str, dict[str, Mapping[str, Feedback]]] = {}
    for siae, tab in month.entries.tabs_read:
        workbook = workspace.place_of(siae)
        by_place.setdefault(workbook, {})[tab] = by_tab.get((siae, tab), {})
    release = month.door.release
    return {place: release("feedback", feedback) for place, feedback in by_place.items()}


def _coordination_tables(
    workspace: Workspace, form: Form, as_of: date, progress: Progress
) -> Sequence[CheckedTable]:
    """The tables of a coordination tab; none where the shared workbook has no such tab."""
    tab, book = workspace.tab_of(form), workspace.open(workspace.place)
    if tab_named(tab, book.tabs) is None:
        return []
    progress(sentence("monthly.tab", tab=tab))
    context = ReadingContext(as_of, workspace.member_names)
    reading, context = _read_tab(book, tab, form, COORDINATION, context, {})
    if reading.problem:
        return []
    return check_tab(reading, form, context, workspace.sensitive_text)[0]


def _read_tab(
    book: Workbook,
    tab: str,
    form: Form,
    siae: str,
    context: ReadingContext,
    columns: Mapping[str, str],
) -> tuple[TabReading, ReadingContext]:
    """A tab, read; and the context to check it in, which its workbook's date system belongs to."""
    name = tab_named(tab, book.tabs)
    if name is None:
        hint = _nearest_tab(tab, book.tabs)
        return TabReading(siae, tab, problem="tab.missing", hint=hint), context
    grid = book.read(name)
    context = ReadingContext(context.as_of, context.siae, grid.date1904)
    reading = read_tab(grid, form, siae, context, columns)
    return replace(reading, beyond=grid.beyond), context


def _nearest_tab(name: str, tabs: Sequence[str]) -> str:
    near = closest(name, list(tabs))
    if near:
        return sentence("monthly.nearest_tab", tab=near)
    return sentence("monthly.tabs_there", tabs=", ".join(tabs))


def _answered(workspace: Workspace) -> dict[str, bool]:
    """Answers of the coordinator in the Anomalies sheet, wherever the last run put it."""
    answers: dict[str, bool] = {}
    tab = workspace.config.tabs.anomalies
    for workbook in dict.fromkeys((workspace.places.anomalies, workspace.places.second)):
        if workspace.is_open(workbook) or is_address(workbook) or Path(workbook).exists():
            book = workspace.open(workbook)
            if tab in book.tabs:
                answers |= read_pair_answers(book.read(tab).rows, tab)
    return answers


def _measures(
    workspace: Workspace, frames: Mapping[str, pd.DataFrame], collected: Collected
) -> Measures:
    try:
        definitions = load_indicators(workspace.forms, workspace.folder)
    except DefinitionError as error:
        raise Refusal("indicators.wrong", problem=error) from error
    for mistake in mistakes_in_config(workspace, definitions, workspace.participants):
        raise mistake
    return Measures(
        definitions,
        workspace.forms,
        frames,
        workspace.member_names,
        workspace.targets.of,
        collected,
    )
