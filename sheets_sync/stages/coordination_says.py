"""Values that the coordination fixes in its own tabs: targets, which win over those of config."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from forms.words import printed
from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.checking.anomaly import Anomaly, make_anomaly
from sheets_sync.checking.table import CheckedTable
from sheets_sync.consortium.entries import Entries
from sheets_sync.documents.meetings.mailboxes import FORM as CONTACTS
from sheets_sync.documents.meetings.mailboxes import (
    mailboxes_in_config,
    mailboxes_in_tab,
    without_mailbox_in_tab,
)
from sheets_sync.documents.meetings.planned_days import FORM as REUNION
from sheets_sync.documents.meetings.planned_days import read_hour, with_planned_days
from sheets_sync.documents.meetings.timetable import next_date
from sheets_sync.documents.reports.written_texts import is_for_funder, period_of_text
from sheets_sync.figures.indicators import Indicator, Indicators
from sheets_sync.figures.targets import Targets
from sheets_sync.reading.table import is_blank
from sheets_sync.settings.texts import is_mail_address
from sheets_sync.workspace import Workspace

OBJECTIVES, MEETINGS, TEXTS = "objectif", REUNION, "texte"
WHOLE = "ensemble"
"""Stands in config for the SIAE of a target of the whole."""
_MOST_OF_A_RATE = 1.0
"""Beyond, a rate was typed as « 50 » or « 1,5 », and not as « 50 % » or « 1,5 % »."""


class _Objective(NamedTuple):
    """A row of « Objectifs », and the cell of its value."""

    table: CheckedTable
    row: int
    indicator: str
    siae: str
    value: float


@dataclass(frozen=True)
class CoordinationSays:
    """The targets that count, what is wrong in their tab, and what is said of them."""

    targets: Targets
    anomalies: Sequence[Anomaly]
    notices: Sequence[str]


def said_in_tabs(
    workspace: Workspace, entries: Entries, indicators: Indicators, as_of: date
) -> CoordinationSays:
    """The targets of « Objectifs », and those of config where the tab has none.

    What « Réunions » says of days and hours is looked at beside config as well.
    """
    by_id = {indicator.id: indicator for indicator in indicators.indicators}
    ids = {indicator.label: indicator.id for indicator in indicators.indicators}
    rows = list(_objectives(entries.coordination.get(OBJECTIVES, ()), ids))
    anomalies = [*_as_percents(workspace, rows, by_id), *_twice(workspace, rows)]
    doubtful = {(anomaly.tab, anomaly.row) for anomaly in anomalies}
    in_tab = {
        (row.indicator, row.siae): row.value
        for row in rows
        if (row.table.tab, row.row) not in doubtful
    }
    in_config = dict(_in_config(workspace.targets))
    both = [key for key in in_tab if key in in_config and in_config[key] != in_tab[key]]
    now = {**in_config, **in_tab}
    notices = [
        sentence(
            "figures.target_of_tab",
            what=_target_named(by_id[key[0]], key[1]),
            tab=workspace.tabs.objectif,
            now=french.figure(in_tab[key], by_id[key[0]].unit),
            before=french.figure(in_config[key], by_id[key[0]].unit),
        )
        for key in both
    ]
    notices += _changed_targets(workspace.history.known_targets.read(), now, by_id)
    notices += _moved_meetings(workspace, entries, as_of)
    notices += _other_mailboxes(workspace, entries)
    notices += _kept_from_config(workspace, rows, doubtful, in_config, by_id)
    anomalies += _meetings_twice(workspace, entries.coordination.get(MEETINGS, ()))
    anomalies += _unreadable_hours(workspace, entries.coordination.get(MEETINGS, ()))
    anomalies += _unreadable_addresses(workspace, entries.coordination.get(CONTACTS, ()))
    anomalies += _texts_of_no_report(workspace, entries.coordination.get(TEXTS, ()), as_of)
    return CoordinationSays(_targets_of_values(now), anomalies, notices)


def _kept_from_config(
    workspace: Workspace,
    rows: Sequence[_Objective],
    doubtful: Collection[tuple[str, int | None]],
    in_config: Mapping[tuple[str, str], float],
    by_id: Mapping[str, Indicator],
) -> Iterator[str]:
    """Sentences on the targets of config that count since what the tab says of them does not."""
    refused = [row for row in rows if (row.table.tab, row.row) in doubtful]
    for indicator, siae in dict.fromkeys((row.indicator, row.siae) for row in refused):
        if (value := in_config.get((indicator, siae))) is not None:
            yield sentence(
                "figures.target_of_config",
                what=_target_named(by_id[indicator], siae),
                tab=workspace.tabs.objectif,
                now=french.figure(value, by_id[indicator].unit),
            )


def _meetings_twice(workspace: Workspace, tables: Sequence[CheckedTable]) -> Iterator[Anomaly]:
    """The meetings of a day that an earlier row has otherwise: that one counts."""
    field = workspace.forms[MEETINGS].field("date")
    first_rows: dict[tuple[object, object], tuple[int, Sequence[object]]] = {}
    for table in tables:
        for index, row in enumerate(table.table.rows):
            day = (table.values["reunion"][index], table.values["date"][index])
            details = [table.values[name][index] for name in ("heure", "lieu", "animation")]
            first, first_details = first_rows.setdefault(day, (row, details))
            if None not in day and details != first_details:
                cell = table.table.address("date", row)
                yield make_anomaly(
                    table.siae, table.tab, "meeting.twice", cell, row, field, other=str(first)
                )


def _unreadable_hours(workspace: Workspace, tables: Sequence[CheckedTable]) -> Iterator[Anomaly]:
    """The hours of meetings that cannot be read: the usual one is kept."""
    field = workspace.forms[MEETINGS].field("heure")
    for table in tables:
        for row, text in zip(table.table.rows, table.values["heure"], strict=True):
            if read_hour(str(text or "")) is None:
                cell = table.table.address("heure", row)
                yield make_anomaly(table.siae, table.tab, "meeting.hour", cell, row, field)


def _unreadable_addresses(
    workspace: Workspace, tables: Sequence[CheckedTable]
) -> Iterator[Anomaly]:
    """The addresses that no mail can be sent to: none is."""
    field = workspace.forms[CONTACTS].field("adresse")
    for table in tables:
        for row, text in zip(table.table.rows, table.values["adresse"], strict=True):
            if text and not is_mail_address(str(text).strip()):
                cell = table.table.address("adresse", row)
                yield make_anomaly(table.siae, table.tab, "contact.address", cell, row, field)


def _texts_of_no_report(
    workspace: Workspace, tables: Sequence[CheckedTable], as_of: date
) -> Iterator[Anomaly]:
    """The texts whose funder or period is not understood: no report has them."""
    form, funders = workspace.forms[TEXTS], list(workspace.config.funders.values())
    names = french.listed([french.quoted(funder.name) for funder in funders])
    for table in tables:
        columns = [table.values[name] for name in ("financeur", "periode")]
        for row, funder_name, period in zip(table.table.rows, *columns, strict=True):
            wrong = []
            if funders and not any(is_for_funder(str(funder_name or ""), one) for one in funders):
                wrong.append(("financeur", "report_text.funder"))
            if period_of_text(str(period or ""), as_of) is None:
                wrong.append(("periode", "report_text.period"))
            for name, rule in wrong:
                cell = table.table.address(name, row)
                field = form.field(name)
                yield make_anomaly(table.siae, table.tab, rule, cell, row, field, funders=names)


def _other_mailboxes(workspace: Workspace, entries: Entries) -> Iterator[str]:
    """Sentences on the SIAE whose reminders go elsewhere than config or the tab says."""
    tab = workspace.tab_of(workspace.forms[CONTACTS])
    for siae in workspace.config.siae:
        in_tab, in_config = mailboxes_in_tab(siae.name, entries), mailboxes_in_config(siae)
        if any(in_config.get(who, boxes) != boxes for who, boxes in in_tab.items()):
            yield sentence("figures.contact_of_tab", siae=siae.name, tab=tab)
        if set(without_mailbox_in_tab(siae.name, entries)) & in_config.keys():
            yield sentence("figures.contact_of_config", siae=siae.name, tab=tab)


def _moved_meetings(workspace: Workspace, entries: Entries, as_of: date) -> Iterator[str]:
    """Sentences on the next meetings that stand on another day than the rule of config says."""
    by_rule = workspace.config.meetings
    planned = with_planned_days(by_rule, workspace.forms[MEETINGS], entries.frame(MEETINGS))
    for name, meeting in by_rule.items():
        now, before = next_date(planned[name], as_of), next_date(meeting, as_of)
        if now != before:
            yield sentence(
                _moved_code(workspace),
                title=meeting.title,
                tab=workspace.tabs.reunion,
                now=now,
                before=before,
            )


def _moved_code(workspace: Workspace) -> str:
    """The sentence on a meeting that stands on another day than its rule says, ours or config's."""
    if "meetings" in workspace.config.model_fields_set:
        return "figures.meeting_of_tab"
    return "figures.meeting_of_tab_usual"


def flat(targets: Targets) -> dict[str, float]:
    """The targets as they are remembered: indicator and SIAE → value."""
    return {f"{name} | {siae}": value for (name, siae), value in _in_config(targets)}


def _objectives(tables: Sequence[CheckedTable], ids: Mapping[str, str]) -> Iterator[_Objective]:
    for table in tables:
        values = table.values
        for index, row in enumerate(table.table.rows):
            label, value = printed(str(values["indicateur"][index])), values["valeur"][index]
            siae = values["siae"][index]
            # An SIAE that is not understood is told in its cell: the whole is not meant by it.
            typed = table.table.cells["siae"][index] if "siae" in table.table.cells else ""
            if siae is None and not is_blank(typed):
                continue
            if isinstance(value, int | float) and label in ids:
                yield _Objective(table, row, ids[label], str(siae or WHOLE), float(value))


def _as_percents(
    workspace: Workspace, rows: Sequence[_Objective], by_id: Mapping[str, Indicator]
) -> Iterator[Anomaly]:
    for row in rows:
        if by_id[row.indicator].unit == "%" and row.value > _MOST_OF_A_RATE:
            shown = f"{row.value:.15g}".replace(".", ",")
            yield _objective_anomaly(workspace, row, "objective.rate", shown=shown)


def _twice(workspace: Workspace, rows: Sequence[_Objective]) -> Iterator[Anomaly]:
    """Contradictions of two rows: neither counts."""
    for row in rows:
        for other in rows:
            is_same = (row.indicator, row.siae) == (other.indicator, other.siae)
            if is_same and row.value != other.value:
                yield _objective_anomaly(workspace, row, "objective.twice", other=str(other.row))
                break


def _objective_anomaly(workspace: Workspace, row: _Objective, rule: str, **words: str) -> Anomaly:
    field = workspace.forms[OBJECTIVES].field("valeur")
    cell = row.table.table.address("valeur", row.row)
    return make_anomaly(row.table.siae, row.table.tab, rule, cell, row.row, field, **words)


def _in_config(targets: Targets) -> Iterator[tuple[tuple[str, str], float]]:
    for name, target in targets.by_indicator.items():
        if isinstance(target, Mapping):
            for siae, value in target.items():
                yield (name, siae), value
        else:
            yield (name, WHOLE), target


def _targets_of_values(values: Mapping[tuple[str, str], float]) -> Targets:
    by_indicator: dict[str, dict[str, float]] = {}
    for (name, siae), value in values.items():
        by_indicator.setdefault(name, {})[siae] = value
    return Targets(by_indicator)


def _changed_targets(
    before: Mapping[str, float],
    now: Mapping[tuple[str, str], float],
    by_id: Mapping[str, Indicator],
) -> Iterator[str]:
    """Sentences on the targets that are others than at the last run, are new, or are gone."""
    if not before:
        return
    values = {f"{name} | {siae}": value for (name, siae), value in now.items()}
    for key in dict.fromkeys((*values, *before)):
        name, _, siae = key.partition(" | ")
        if name not in by_id or values.get(key) == before.get(key):
            continue
        unit, what = by_id[name].unit, _target_named(by_id[name], siae)
        if key not in before:
            yield sentence("figures.target_new", what=what, now=french.figure(values[key], unit))
        elif key not in values:
            then = french.figure(before[key], unit)
            yield sentence("figures.target_gone", what=what, before=then)
        else:
            yield sentence(
                "figures.target_changed",
                what=what,
                before=french.figure(before[key], unit),
                now=french.figure(values[key], unit),
            )


def _target_named(indicator: Indicator, siae: str) -> str:
    if siae == WHOLE:
        return indicator.label
    return f"{indicator.label}, {siae}"
