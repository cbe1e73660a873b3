"""Check of the names in config against what there is: indicators, members, values, templates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from forms.definition_file import did_you_mean
from forms.expressions import ColumnType, ExpressionError, check_expression, names_in
from forms.form import Field, Form
from sheets_sync.catalogue import sentence
from sheets_sync.documents.from_forms import paper_form
from sheets_sync.documents.templates import contexts
from sheets_sync.documents.templates.fill import TEMPLATES, find_template
from sheets_sync.documents.templates.names import Shape, mistakes_in_template
from sheets_sync.documents.templates.used_templates import agenda_template, used_templates
from sheets_sync.entry.tabs import google_menu
from sheets_sync.errors import Refusal
from sheets_sync.figures.indicators import Indicators, columns_of
from sheets_sync.release.tables.topics import is_topic
from sheets_sync.settings.funder import Funder
from sheets_sync.workspace import Workspace


def mistakes_in_config(
    workspace: Workspace, definitions: Indicators, participants: Form
) -> Iterator[Refusal]:
    """Each name that stands for nothing, with the nearest that there is."""
    conditions = dict.fromkeys(definitions.let, ColumnType("condition"))
    columns = columns_of(participants) | conditions
    yield from _wrong_targets(workspace, definitions)
    for name, funder in workspace.config.funders.items():
        yield from _siae_of_funder(workspace, name, funder)
        yield from _condition_of_funder(workspace, name, funder, columns, participants)
        yield from _indicators_of_funder(workspace, name, funder, definitions)


def _wrong_targets(workspace: Workspace, definitions: Indicators) -> Iterator[Refusal]:
    known = sorted(indicator.id for indicator in definitions.indicators)
    for name in workspace.targets.by_indicator:
        if name not in known:
            what, hint = sentence("errors.target"), did_you_mean(name, known)
            yield Refusal("name.unknown", what=what, value=name, hint=hint)


def _siae_of_funder(workspace: Workspace, name: str, funder: Funder) -> Iterator[Refusal]:
    members = workspace.member_names
    for index, siae in enumerate(funder.siae):
        if siae not in members:
            line = workspace.line_in_config("funders", name, "siae", index)
            hint = did_you_mean(siae, sorted(members))
            yield Refusal("funder.siae", line=line, name=name, value=siae, hint=hint)


def _condition_of_funder(
    workspace: Workspace,
    name: str,
    funder: Funder,
    columns: Mapping[str, ColumnType],
    participants: Form,
) -> Iterator[Refusal]:
    if not funder.where:
        return
    line = workspace.line_in_config("funders", name, "where")
    try:
        tree = check_expression(funder.where, columns)
    except ExpressionError as error:
        yield Refusal("funder.where", line=line, name=name, column=error.column, problem=error)
        return
    for field_id in sorted(names_in(tree).intersection(columns)):
        if participants.has(field_id) and _is_of_one(participants.field(field_id)):
            label = participants.field(field_id).label
            yield Refusal("funder.where_of_one", line=line, name=name, label=label)


def _is_of_one(field: Field) -> bool:
    """True of a name or number: a report about whoever has it is about one person."""
    return field.privacy != "shared" and field.type in ("text", "pass_iae")


def _indicators_of_funder(
    workspace: Workspace, name: str, funder: Funder, definitions: Indicators
) -> Iterator[Refusal]:
    topics = [indicator.topic for indicator in definitions.indicators]
    known = sorted({topic.split(".")[0] for topic in topics if is_topic(topic)})
    for index, module in enumerate(funder.indicators or ()):
        if module not in known:
            line = workspace.line_in_config("funders", name, "indicators", index)
            hint = did_you_mean(module, known)
            yield Refusal("funder.indicators", line=line, name=name, value=module, hint=hint)


def templates_in_config(workspace: Workspace) -> set[str]:
    """The names of templates that meetings and funders ask for."""
    config = workspace.config
    named = {meeting.template for meeting in config.meetings.values()}
    named |= {funder.template for funder in config.funders.values()}
    return named - {""}


def mistakes_in_templates(workspace: Workspace) -> Iterator[Refusal]:
    """Each name that a template shows and no document gives; and templates that are not there."""
    templates = {
        **_monthly_templates(workspace),
        paper_form.TEMPLATE: contexts.PAPER_FORM,
        google_menu.TEMPLATE: contexts.MENU,
    }
    for name, shape in templates.items():
        yield from _mistakes_in(workspace.folder, name, shape)


def mistakes_in_shared_templates(workspace: Workspace) -> Iterator[Refusal]:
    """The same for the consortium's own that all documents of a month share.

    Without the template of one meeting's agenda or of one report, all others are made. Tests look
    at those we ship.
    """
    config = workspace.config
    of_one = {agenda_template(name, meeting) for name, meeting in config.meetings.items()}
    of_one |= {funder.template for funder in config.funders.values()}
    for name, shape in _monthly_templates(workspace).items():
        if name not in of_one and (workspace.folder / TEMPLATES / name).exists():
            yield from _mistakes_in(workspace.folder, name, shape)


def _monthly_templates(workspace: Workspace) -> dict[str, Mapping[str, Shape]]:
    return used_templates(workspace.config.meetings, workspace.config.funders)


def _mistakes_in(folder: Path, name: str, shape: Mapping[str, Shape]) -> Iterator[Refusal]:
    try:
        template = find_template(folder, name)
    except Refusal as refusal:
        yield refusal
    else:
        yield from mistakes_in_template(template, shape)
