"""Published part of a month: the described sheets, and the feedback in the staff's tabs."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from sheets_sync.catalogue import sentence
from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.consortium.entries import labels_of_fields
from sheets_sync.documents.meetings.planned_days import FORM as REUNION
from sheets_sync.documents.meetings.planned_days import with_planned_days
from sheets_sync.documents.meetings.situations import marked_rows
from sheets_sync.generated.anomalies_sheet import describe_anomalies, with_seals
from sheets_sync.generated.anomaly_rows import AnomalyRow, RowSource
from sheets_sync.generated.consortium_sheet import describe_consortium, lineage
from sheets_sync.generated.feedback import feedback_by_tab
from sheets_sync.generated.pilotage.pilotage_sheet import describe_pilotage
from sheets_sync.generated.publish import (
    GeneratedSheet,
    TabFeedback,
    link_to_anomaly,
)
from sheets_sync.generated.typed_notes import (
    TypedNote,
    digests_of_texts,
    rows_with_other_texts,
    with_notes,
)
from sheets_sync.release.door import Released
from sheets_sync.sheets.content import Feedback, Link
from sheets_sync.sheets.sheet import Sheet
from sheets_sync.stages.run_marks import mark_in_sheets
from sheets_sync.steering.month import Month
from sheets_sync.workspace import Workspace

_MOST_NAMED = 20
"""Rows of a sheet that are named."""


def generated_sheets(
    workspace: Workspace, month: Month, since: Mapping[str, date], mark: str
) -> list[GeneratedSheet]:
    """Pilotage, Anomalies and Consortium, described as seen from the workbook they end in."""
    tabs, places = workspace.config.tabs, workspace.places
    board, door = month.board, month.door
    notes = workspace.typed_notes
    rows, form, figures = month.rows("consortium"), workspace.participants, board.key_figures
    # A link leads within one workbook only; elsewhere the marked rows are found by their title.
    linked = figures if places.pilotage == places.consortium else ()
    links = lineage(rows.content, tabs.consortium, linked)

    def pilotage_from(_place: str) -> Released[Sheet]:
        sees = door.audiences.of("pilotage").sees
        shown = board
        if "coordination_text" not in sees:
            shown = board.without_tasks()
        return door.release("pilotage", describe_pilotage(shown, tabs.pilotage, links))

    def anomalies_from(workbook: str) -> Released[Sheet]:
        rows = _anomaly_rows(workspace, month, since, workbook, notes)
        noted = with_notes(rows, notes).rows
        described = describe_anomalies(noted, tabs.anomalies, mark)
        return door.release("anomalies", described).into(with_seals)

    def consortium_from(_place: str) -> Released[Sheet]:
        return rows.into(lambda frame: describe_consortium(frame, form, tabs.consortium, figures))

    # Each is described once: it is looked into before it is published.
    return [
        GeneratedSheet(places.pilotage, functools.cache(pilotage_from)),
        GeneratedSheet(places.anomalies, functools.cache(anomalies_from)),
        GeneratedSheet(places.consortium, functools.cache(consortium_from)),
    ]


def told_of_notes(workspace: Workspace, month: Month) -> Sequence[str]:
    """Sentences on what people typed in Anomalies that is no answer, or stands there no more."""
    if notes := workspace.typed_notes:
        rows = _anomaly_rows(workspace, month, {}, workspace.places.anomalies, notes)
        return with_notes(rows, notes).notices
    return ()


def texts_in_sheets(
    workspace: Workspace, sheets: Sequence[GeneratedSheet], mark: str
) -> dict[str, str]:
    """Texts by which the next run knows what people typed in the sheets that this one makes."""
    described = [sheet.described(sheet.workbook).content for sheet in sheets]
    # What is typed in Anomalies stays beside its finding, and is told there.
    others = (each for each in described if each.name != workspace.tabs.anomalies)
    return {**{each.name: digests_of_texts(each) for each in others}, "mark": mark}


def told_of_typed_texts(workspace: Workspace) -> Iterator[str]:
    """Sentences on what people typed in sheets that are made anew, Anomalies apart."""
    places = workspace.places
    known = workspace.history.sheet_texts.read()
    # The sheets of a workbook that was put back are those of another run.
    if not known or known["mark"] != mark_in_sheets(workspace):
        return
    tabs = workspace.tabs
    for tab, place in ((tabs.pilotage, places.pilotage), (tabs.consortium, places.consortium)):
        # Of a sheet that was too large for it nothing is known, and nothing is read.
        if not known.get(tab):
            continue
        in_sheet = next(workspace.published(tab, place), ())
        if rows := rows_with_other_texts(in_sheet, known[tab]):
            words = {"tab": tab, "rows": list(map(str, rows[:_MOST_NAMED])), "count": len(rows)}
            yield sentence("anomalies.typed_elsewhere", **words)


def _anomaly_rows(
    workspace: Workspace,
    month: Month,
    since: Mapping[str, date],
    workbook: str,
    notes: Sequence[TypedNote],
) -> list[AnomalyRow]:
    """The rows of Anomalies, with links as seen from `workbook`."""

    def link(anomaly: Anomaly, cell: str) -> Link:
        return link_to_anomaly(
            anomaly, cell, workspace.open(workspace.workbook_of(anomaly.siae)), workbook
        )

    values = workspace.list_values
    return RowSource(
        month.owners,
        siae=workspace.member_names,
        labels=labels_of_fields(workspace.forms),
        since=since,
        decided=month.decided,
        added={place: (code, values.answers(code)) for place, code in values.codes.items()},
        link_to=link,
        as_of=month.as_of,
        key=month.people.key,
        noted=[note.marks for note in notes if note.names_everybody],
    ).rows(month.anomalies)


def feedback_by_place(workspace: Workspace, month: Month) -> dict[str, Released[TabFeedback]]:
    """Workbook → tab → cell → feedback; of a tab where all is right, ours is taken away."""
    by_tab = feedback_by_tab(month.anomalies, _marked_situations(workspace, month))
    by_place: dict[str, dict[str, Mapping[str, Feedback]]] = {}
    for siae, tab in month.entries.tabs_read:
        workbook = workspace.workbook_of(siae)
        by_place.setdefault(workbook, {})[tab] = by_tab.get((siae, tab), {})
    release = month.door.release
    return {place: release("feedback", feedback) for place, feedback in by_place.items()}


def _marked_situations(workspace: Workspace, month: Month) -> Iterator[Anomaly]:
    """The rows that the counsellors' next meeting speaks of, where an agenda is made for it."""
    settings, form = workspace.document_settings, month.entries.forms[REUNION]
    meetings = with_planned_days(settings.meetings, form, month.measures.frames[REUNION])
    for name, meeting in meetings.items():
        is_held = "meetings" in settings.configured or meeting.planned
        output = settings.output_of("agenda", name)
        is_theirs = output == "counsellors_agenda"
        if is_held and is_theirs and "pseudonyms" in settings.audiences.of(output).sees:
            yield from marked_rows(month, meeting)
