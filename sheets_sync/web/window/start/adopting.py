"""`adopt` as a dialogue: what a workbook seems to hold, and the config as a person decides it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from forms.form import Form
from forms.headers.columns import Match
from forms.loading import FORM_IDS, load_form
from forms.words import clean
from sheets_sync.catalogue import sentence
from sheets_sync.errors import Refusal
from sheets_sync.reading.adoption.adopt import (
    PARTICIPANT,
    Proposal,
    renamed_tabs,
    seems_of_people,
)
from sheets_sync.reading.adoption.adopt_folder import SHARED
from sheets_sync.reading.adoption.proposed_config import (
    KINDS,
    ProposedMember,
    Settled,
    doubtful_place,
    likely_by_content,
    likely_kind,
    write_config,
)
from sheets_sync.reading.adoption.questions import examples
from sheets_sync.reading.table import Table
from sheets_sync.release.people.people_in_texts import config_without_people
from sheets_sync.settings.siae import Kind
from sheets_sync.settings.tabs import Tabs
from sheets_sync.stages.proposed_workbook import propose_place
from sheets_sync.web.window.start.coordination_tabs import (
    asked_about,
    coordination_forms,
    looked_at_coordination,
    settled_coordination,
    table_of_tab,
)
from sheets_sync.workbooks.opening import open_workbook
from sheets_sync.workbooks.remote.address import place_from


def looked_at(workbook: str, config: Path, day: date) -> dict[str, Any]:
    """Nature of each tab of a workbook, and what has to be decided on it; raises `Refusal`."""
    forms = _forms()
    proposal = propose_place(workbook, config, forms, day)
    of_people = _of_people(workbook, proposal, forms, day)
    renamed = _renamed(proposal)
    name = Path(workbook).stem
    return {
        "programme": name,
        "members": [_member_json(member) for member in proposal.members],
        "coordination": [
            looked_at_coordination(workbook, tab, form_id, day) | {"isSure": form_id not in renamed}
            for form_id, tab in proposal.coordination.items()
        ],
        "forms": coordination_forms(),
        "aside": [{"tab": tab, "people": tab in of_people} for tab in proposal.aside],
    }


def looked_at_tab(workbook: str, tab: str, day: date) -> dict[str, Any]:
    """A tab read as that of an SIAE; raises `Refusal` where it has no title we know."""
    return _member_json(_forced_member(workbook, tab, day))


def adopted_config(workbook: str, config: Path, data: Mapping[str, Any], day: date) -> str:
    """The text of the config, from the workbook once more and from what was decided.

    Raises:
        Refusal: no SIAE is kept, or two have one name.
    """
    forms = _forms()
    proposal = propose_place(workbook, config, forms, day)
    settled = {str(each["tab"]): _settled(each) for each in data["members"] if each["keep"]}
    added = [
        _forced_member(workbook, tab, day) for tab in proposal.aside if settled.get(tab) is not None
    ]
    members = [*(each for each in proposal.members if each.key in settled), *added]
    if not members:
        raise Refusal("window.no_member")
    dropped = [
        each.grid.tab for each in proposal.members if each.key not in settled and not each.workbook
    ]
    of_people = _of_people(workbook, proposal, forms, day)
    kept = {str(each["form"]): each for each in data.get("coordination", ())}
    tabs = {form_id: str(each["tab"]) for form_id, each in kept.items()}
    refused = [tab for tab in _renamed(proposal).values() if tab not in tabs.values()]
    named = {*settled, *tabs.values(), *of_people}
    written = write_config(
        str(data["programme"]).strip() or Path(workbook).stem,
        SHARED if Path(workbook).is_dir() else place_from(workbook, config),
        members,
        renamed_tabs(tabs, Tabs().model_dump()),
        settled,
        # Of a tab that looks like people each run is to tell, unless somebody has said it is none.
        [*dropped, *refused, *(tab for tab in proposal.aside if tab not in named)],
        dict(settled_coordination(workbook, kept, day)),
    )
    tables = [member.table for member in members]
    return config_without_people(written, tables, forms["participant"])


def _renamed(proposal: Proposal) -> dict[str, str]:
    """Coordination form → its tab, of another name than ours: a person may say it is none."""
    return renamed_tabs(proposal.coordination, Tabs().model_dump())


def kind_of(name: object) -> Kind:
    """A kind of SIAE; raises `Refusal` for what is none: nobody decides it for them."""
    for kind in KINDS:
        if kind == name:
            return kind
    raise Refusal("window.no_kind")


def _settled(answers: Mapping[str, Any]) -> Settled:
    columns = {str(field): str(place) for field, place in answers["columns"].items()}
    aside = [str(title) for title in answers.get("aside", ())]
    return Settled(str(answers["name"]).strip(), kind_of(answers["kind"]), columns, aside)


def _forms() -> dict[str, Form]:
    return {form_id: load_form(form_id) for form_id in FORM_IDS}


def _of_people(workbook: str, proposal: Proposal, forms: Mapping[str, Form], day: date) -> set[str]:
    """The tabs left aside that look like people all the same, but those of years before."""
    form = forms[PARTICIPANT]
    unknown = [tab for tab in proposal.aside if tab not in proposal.older]
    if not unknown:
        return set()
    book = open_workbook(workbook, Path())
    return {tab for tab in unknown if seems_of_people(book.read(tab), form, day)}


def _forced_member(workbook: str, tab: str, day: date) -> ProposedMember:
    """A tab that a person says is an SIAE's, whatever it looks like; raises `Refusal`."""
    form = load_form(PARTICIPANT)
    return ProposedMember(*table_of_tab(workbook, tab, form, day), form)


def _member_json(member: ProposedMember) -> dict[str, Any]:
    table = member.table
    doubtful = {match.column for match in table.matching.uncertain}
    return {
        "tab": member.key,
        "name": member.name or clean(member.grid.tab),
        "kind": likely_kind(member.grid, member.name) or "",
        "said": sentence("window.tab_read", rows=len(table.rows), fields=len(table.columns)),
        "read": [
            sentence("window.column_read", title=clean(title), field=member.form.field(name).label)
            for name, title in _titles_read(table)
        ],
        "isDouble": member.is_double,
        "doubtful": [
            *(_doubtful_json(member, match) for match in table.matching.uncertain),
            *(
                _doubtful_json(member, match) | {"read": match.field}
                for match in likely_by_content(table.matching)
            ),
        ],
    } | asked_about(table, member.form, doubtful)


def _titles_read(table: Table) -> Iterator[tuple[str, str]]:
    """Each field with the title of its column, in the order of the columns."""
    for name, column in sorted(table.columns.items(), key=lambda field: field[1]):
        yield name, table.matching.titles[column]


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
