"""Look at all that a run needs, and say step by step what is missing and what to do."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from forms.definition_file import DefinitionError, closest
from forms.form import Form
from forms.loading import form_ids, load_form
from forms.word_lists import load_sensitive_words
from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.consortium.exits import load_exit_classes
from sheets_sync.documents.meetings.timetable import load_usual_points
from sheets_sync.documents.reports.account import load_accounts
from sheets_sync.errors import Refusal
from sheets_sync.figures.indicators import load_indicators
from sheets_sync.form_needs import check_needs
from sheets_sync.workbooks.addresses import EXCEL, is_address, spreadsheet_id
from sheets_sync.workbooks.opening import open_workbook
from sheets_sync.workspace import Workspace

if TYPE_CHECKING:
    from sheets_sync.workbooks.google.api.spreadsheet import Tab
    from sheets_sync.workbooks.google.workbook import GoogleWorkbook


READ_BESIDE_CONFIG = (
    "config.yaml",
    "account.yaml",
    "countries.yaml",
    "exits.yaml",
    "indicators.yaml",
    "meetings.yaml",
    "messages.yaml",
    "sensitive.yaml",
)


class Finding(NamedTuple):
    """One thing looked at; a « note » only wants to be known.

    Attributes:
        text: how it is, or what to do.
    """

    about: str
    state: Literal["fine", "missing", "note"]
    text: str


def examine(workspace: Workspace) -> list[Finding]:
    """Every workbook of the config, in the order in which a run needs them.

    After what bars the way nothing more of a workbook is looked at.
    """
    findings: list[Finding] = []
    for place, tabs in _expected_tabs(workspace).items():
        look_at = _google if is_address(place) else _file
        findings += look_at(workspace, place, tabs)
    return [*findings, _folder(workspace)]


def examine_definitions(workspace: Workspace) -> list[Finding]:
    """Every form and definition, the consortium's own where it has one.

    Each mistake is named with its file, line and key.
    """
    forms: dict[str, Form] = {}
    findings = [_form(form_id, workspace, forms) for form_id in form_ids(workspace.folder)]
    # What the others name is in the forms: with a wrong one they would all seem wrong.
    if all(finding.state == "fine" for finding in findings):
        findings += _other_definitions(forms, workspace.folder)
    return [*findings, *_unread_files(workspace.folder)]


def _form(form_id: str, workspace: Workspace, forms: dict[str, Form]) -> Finding:
    """Look at a form, and add it to `forms`."""
    try:
        form = load_form(form_id, workspace.folder, workspace.member_names)
        check_needs(form)
    except DefinitionError as error:
        return Finding(form_id, "missing", str(error))
    forms[form_id] = form
    about = form_id
    if (workspace.folder / "forms" / f"{form_id}.yaml").exists():
        about = sentence("doctor.own_form", form=form_id)
    return _fine(about, "doctor.form", fields=len(form.fields), rules=len(form.rules))


def _other_definitions(forms: Mapping[str, Form], folder: Path) -> Iterator[Finding]:
    about = sentence("doctor.indicators")
    try:
        count = len(load_indicators(forms, folder).indicators)
    except DefinitionError as error:
        yield Finding(about, "missing", str(error))
    else:
        yield _fine(about, "doctor.indicators_counted", count=count)
    try:
        load_exit_classes(forms["participant"], folder)
        load_usual_points(forms["point"], folder)
        load_accounts(forms["financement"], folder)
        load_sensitive_words(folder)
    except DefinitionError as error:
        yield Finding(error.file.stem, "missing", str(error))


def _unread_files(folder: Path) -> Iterator[Finding]:
    """Definitions beside config that nothing reads, as their names are written otherwise."""
    for file in sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")]):
        # A config of another name was given with --config, now or another time
        is_config = re.search(r"^siae:", file.read_text("utf-8", "replace"), re.MULTILINE)
        if file.name not in READ_BESIDE_CONFIG and not is_config:
            nearest = closest(file.name, READ_BESIDE_CONFIG)
            code = "doctor.unread_file_but" if nearest else "doctor.unread_file"
            yield _note(file.name, code, nearest=nearest, names=READ_BESIDE_CONFIG)


def _expected_tabs(workspace: Workspace) -> Mapping[str, Sequence[str]]:
    """Workbook → the staff's tabs that config says are in it."""
    expected: dict[str, list[str]] = {workspace.place: []}
    for member in workspace.members:
        expected.setdefault(member.place, []).append(member.tab)
    for place in workspace.written_places:
        exists = is_address(place) or Path(place).exists()
        if exists and place != workspace.places.second:
            expected.setdefault(place, [])
    return expected


def _google(workspace: Workspace, place: str, tabs: Sequence[str]) -> Iterator[Finding]:
    from sheets_sync.workbooks.google.api.credentials import find_account
    from sheets_sync.workbooks.google.workbook import GoogleWorkbook, access

    credentials, folder = workspace.credentials, workspace.folder
    try:
        account = find_account(credentials, folder)
        yield _fine(
            sentence("doctor.google_access"),
            "doctor.account",
            who=account.email or sentence("doctor.somebody"),
            file=account.file,
            found_by=account.found_by,
        )
        book = GoogleWorkbook(spreadsheet_id(place) or "", access(credentials, folder))
    except Refusal as refusal:
        yield Finding(sentence("doctor.google_workbook"), "missing", str(refusal))
        return
    about = french.quoted(book.name)
    yield _fine(about, "doctor.reachable")
    yield from _tabs(about, tabs, book.tabs)
    yield from _rights(about, book)
    if locked := [tab.title for tab in book.spreadsheet.tabs if _is_locked(tab, tabs)]:
        yield _note(about, "doctor.locked_cells", tabs=locked)
    if not book.spreadsheet.locale.startswith("fr"):
        yield _note(about, "doctor.language", language=book.spreadsheet.locale)
    yield _note(about, "doctor.quota")


def _is_locked(tab: Tab, tabs: Sequence[str]) -> bool:
    """Whether a tab of the staff has cells that this account may not change."""
    return tab.title in tabs and not all(
        cells.get("requestingUserCanEdit") or cells.get("warningOnly")
        for cells in tab.protected_ranges
    )


def _rights(about: str, book: GoogleWorkbook) -> Iterator[Finding]:
    try:
        rights = book.api.capabilities(book.id)
    except Refusal as refusal:
        # Without the Drive API only the copies are elsewhere: all else works.
        yield _note(about, "doctor.no_drive", problem=refusal)
        return
    if rights.get("canEdit"):
        yield _fine(about, "doctor.may_write")
    else:
        who = book.api.account.email or sentence("doctor.your_account")
        yield _missing(about, "doctor.read_only", who=who)
    if not rights.get("canCopy"):
        yield _note(about, "doctor.no_copy")


def _file(workspace: Workspace, place: str, tabs: Sequence[str]) -> Iterator[Finding]:
    file = Path(place)
    try:
        book = open_workbook(str(file), workspace.folder)
    except Refusal as refusal:
        in_excel = workspace.as_written(place).startswith(EXCEL)
        if refusal.code == "workbook.open" and in_excel:
            yield _fine(file.name, "doctor.open_in_excel")
        else:
            yield Finding(file.name, "missing", str(refusal))
        return
    if os.access(file, os.W_OK) and os.access(file.parent, os.W_OK):
        yield _fine(file.name, "doctor.file")
    else:
        yield _missing(file.name, "doctor.file_read_only", folder=file.parent)
    yield from _tabs(file.name, tabs, book.tabs)


def _tabs(about: str, expected: Sequence[str], tabs: Sequence[str]) -> Iterator[Finding]:
    lacking = [tab for tab in expected if tab not in tabs]
    for tab in lacking:
        if nearest := closest(tab, list(tabs)):
            yield _missing(about, "doctor.no_tab_but", tab=tab, nearest=nearest)
        else:
            yield _missing(about, "doctor.no_tab", tab=tab, tabs=", ".join(tabs))
    if expected and not lacking:
        yield _fine(about, "doctor.tabs", count=len(expected))


def _folder(workspace: Workspace) -> Finding:
    about, folder = sentence("doctor.folder"), workspace.folder
    if os.access(folder, os.W_OK):
        return _fine(about, "doctor.folder_writable", folder=folder)
    return _missing(about, "doctor.folder_read_only", folder=folder)


def _fine(about: str, code: str, **values: object) -> Finding:
    return Finding(about, "fine", sentence(code, **values))


def _missing(about: str, code: str, **values: object) -> Finding:
    return Finding(about, "missing", sentence(code, **values))


def _note(about: str, code: str, **values: object) -> Finding:
    return Finding(about, "note", sentence(code, **values))
