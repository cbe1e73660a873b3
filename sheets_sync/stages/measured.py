"""The rows brought together, measured: figures, and the board of the directors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from forms.definition_file import DefinitionError
from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.consortium.collected import collected_fields
from sheets_sync.consortium.consolidate import Consortium
from sheets_sync.consortium.entries import Entries
from sheets_sync.documents.meetings.timetable import meeting_days
from sheets_sync.errors import Refusal
from sheets_sync.figures.indicators import Indicators, load_indicators
from sheets_sync.figures.measures import Measures
from sheets_sync.figures.targets import Targets
from sheets_sync.stages.planned_meetings import meetings_of
from sheets_sync.stages.wrong_names import mistakes_in_config
from sheets_sync.steering.board import Board, build_board
from sheets_sync.workspace import Workspace


def indicators_of(workspace: Workspace) -> Indicators:
    """The indicators' definitions; raises `Refusal` where one, or a name in config, is wrong."""
    try:
        definitions = load_indicators(workspace.forms, workspace.folder, workspace.config.modules)
    except DefinitionError as error:
        raise Refusal("indicators.wrong", problem=error) from error
    for mistake in mistakes_in_config(workspace, definitions, workspace.participants):
        raise mistake
    return definitions


def measures_of(
    workspace: Workspace,
    entries: Entries,
    consortium: Consortium,
    indicators: Indicators,
    targets: Targets,
    as_of: date,
    today: date,
) -> Measures:
    """The rows of every form, ready to be counted; `today`: the day on the calendar."""
    frames = {form_id: entries.frame(form_id) for form_id in workspace.coordination}
    members = workspace.member_names
    return Measures(
        indicators,
        workspace.forms,
        {"participant": consortium.frame, **frames},
        members,
        targets.of,
        as_of,
        collected_fields(members, entries.checked, entries.coordination),
        {member.name: member.kind for member in workspace.members},
        today,
    )


def board_of(
    workspace: Workspace,
    entries: Entries,
    consortium: Consortium,
    measures: Measures,
    anomalies: Sequence[Anomaly],
    targets: Targets,
    as_of: date,
) -> Board:
    """All that directors look at on one day."""
    return build_board(
        workspace.programme,
        workspace.members,
        measures,
        workspace.participants,
        consortium.counts,
        anomalies,
        targets.by_indicator,
        workspace.exit_rules,
        as_of,
        meeting_days(meetings_of(workspace, entries), as_of),
    )
