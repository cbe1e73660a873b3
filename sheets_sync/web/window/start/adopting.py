"""`adopt` as a dialogue: what a workbook seems to hold, and the config as a person decides it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from forms.form import Form
from forms.headers.columns import Match
from forms.headers.matching import letters
from forms.loading import FORM_IDS, load_form
from forms.words import clean
from sheets_sync.catalogue import sentence
from sheets_sync.errors import Refusal
from sheets_sync.reading.adoption.adopt import Proposal, propose, renamed_tabs
from sheets_sync.reading.adoption.proposed_config import (
    KINDS,
    ProposedMember,
    Settled,
    doubtful_place,
    likely_kind,
    write_config,
)
from sheets_sync.reading.adoption.questions import examples
from sheets_sync.reading.table import Table
from sheets_sync.release.people.people_in_texts import comments_without_people
from sheets_sync.settings.siae import Kind
from sheets_sync.settings.tabs import Tabs
from sheets_sync.workbooks.opening import open_workbook
from sheets_sync.workbooks.shared.addresses import place_from


def looked_at(workbook: str, config: Path, day: date) -> dict[str, Any]:
    """What each tab of a workbook is, and what has to be decided on it; raises `Refusal`."""
    forms = _forms()
    proposal = _proposal(workbook, config, day, forms)
    name = Path(workbook).stem
    return {
        "programme": name,
        "members": [_member_json(member) for member in proposal.members],
        "coordination": [
            {"tab": tab, "label": forms[form_id].label}
            for form_id, tab in proposal.coordination.items()
        ],
        "aside": list(proposal.aside),
    }


def adopted_config(workbook: str, config: Path, data: Mapping[str, Any], day: date) -> str:
    """The text of the config, from the workbook once more and from what was decided.

    Raises:
        Refusal: no SIAE is kept, or two have one name.
    """
    forms = _forms()
    proposal = _proposal(workbook, config, day, forms)
    settled = {str(each["tab"]): _settled(each) for each in data["members"] if each["keep"]}
    members = [each for each in proposal.members if each.grid.tab in settled]
    if not members:
        raise Refusal("window.no_member")
    dropped = [each.grid.tab for each in proposal.members if each.grid.tab not in settled]
    renamed = renamed_tabs(proposal.coordination, Tabs().model_dump())
    written = write_config(
        str(data["programme"]).strip() or Path(workbook).stem,
        place_from(workbook, config),
        members,
        renamed,
        settled,
        [*dropped, *proposal.aside],
    )
    tables = [member.table for member in members]
    return comments_without_people(written, tables, forms["participant"])


def kind_of(name: object) -> Kind:
    """A kind of SIAE; raises `Refusal` for what is none: nobody decides it for them."""
    for kind in KINDS:
        if kind == name:
            return kind
    raise Refusal("window.no_kind")


def _settled(said: Mapping[str, Any]) -> Settled:
    columns = {str(field): str(place) for field, place in said["columns"].items()}
    aside = [str(title) for title in said.get("aside", ())]
    return Settled(str(said["name"]).strip(), kind_of(said["kind"]), columns, aside)


def _forms() -> dict[str, Form]:
    return {form_id: load_form(form_id) for form_id in FORM_IDS}


def _proposal(workbook: str, config: Path, day: date, forms: Mapping[str, Form]) -> Proposal:
    book = open_workbook(workbook, Path())
    place = place_from(workbook, config)
    proposal = propose(book, place, forms, Tabs().model_dump(), day)
    if not proposal.members:
        raise Refusal("adopt.nothing", file=Path(workbook).name)
    return proposal


def _member_json(member: ProposedMember) -> dict[str, Any]:
    table = member.table
    return {
        "tab": member.grid.tab,
        "name": clean(member.grid.tab),
        "kind": likely_kind(member.grid) or "",
        "said": sentence("window.tab_read", rows=len(table.rows), fields=len(table.columns)),
        "missing": [
            {"field": field.id, "label": field.label}
            for field in member.form.fields
            if field.required and field.id not in table.columns
        ],
        "free": list(_free_columns(table)),
        "isDouble": member.is_double,
        "doubtful": [_doubtful_json(member, match) for match in table.matching.uncertain],
    }


def _free_columns(table: Table) -> Iterator[dict[str, str]]:
    """The columns that are no field's and nothing is asked about."""
    doubtful = {match.column for match in table.matching.uncertain}
    for column, title in enumerate(table.matching.titles):
        if clean(title) and column not in {*table.columns.values(), *doubtful}:
            yield {"column": letters(column), "header": clean(title)}


def _doubtful_json(member: ProposedMember, match: Match) -> dict[str, Any]:
    form = member.form
    return {
        "column": doubtful_place(match),
        "header": clean(match.header),
        "examples": examples(member.table, form, match),
        "choices": [
            {"field": name, "label": form.field(name).label}
            for name in (match.field, *match.rivals)
        ],
    }
