"""Look at all that a run needs, and say step by step what is missing and what to do."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from forms.definition_file import closest
from forms.rule import Severity
from sheets_sync import __version__, french
from sheets_sync.catalogue import sentence
from sheets_sync.errors import Refusal
from sheets_sync.history.memory.privacy import is_open_to_others
from sheets_sync.release.masking import MaskText
from sheets_sync.release.people.people_in_texts import masked_message
from sheets_sync.stages.run_marks import mark_in_sheets
from sheets_sync.stages.unnamed_tabs import unnamed_tabs_in
from sheets_sync.workbooks.opening import open_workbook
from sheets_sync.workbooks.read_only.workbook import READ_ONLY
from sheets_sync.workbooks.shared.addresses import EXCEL, is_address, spreadsheet_id
from sheets_sync.workspace import Workspace

if TYPE_CHECKING:
    from sheets_sync.workbooks.google.api.spreadsheet import Tab
    from sheets_sync.workbooks.google.workbook import GoogleWorkbook


State = Literal["fine", "missing", "note"]


class Finding(NamedTuple):
    """One thing looked at; a « note » only wants to be known.

    Attributes:
        text: how it is, or what to do.
    """

    about: str
    state: State
    text: str


_STATES: Mapping[Severity, State] = {"error": "missing", "warning": "note", "info": "note"}


def examine(workspace: Workspace, as_of: date, mask: MaskText | None = None) -> list[Finding]:
    """Every workbook of the config, in the order in which a run needs them.

    After what bars the way nothing more of a workbook is looked at.

    Args:
        mask: what the name of a tab goes through, as it may be a participant's; None where nobody
            could be read, and then none is told.
    """
    findings: list[Finding] = []
    for workbook, tabs in _expected_tabs(workspace).items():
        examine_workbook = _google if is_address(workbook) else _file
        findings += examine_workbook(workspace, workbook, tabs, mask)
        if workbook in workspace.staff_workbooks:
            findings += _unnamed(workspace, workbook, as_of, mask)
    about = sentence("doctor.folder")
    copies = [Finding(about, "note", notice) for notice in _conflict_notices(workspace)]
    return [*findings, _folder(workspace), *copies, *_memory(workspace), _program()]


def _program() -> Finding:
    updates = sentence("commands.updates")
    text = sentence("doctor.program_version", version=__version__, updates=updates)
    return Finding(sentence("doctor.program"), "note", text)


def _conflict_notices(workspace: Workspace) -> list[str]:
    with contextlib.suppress(Refusal):
        return [copy.notice_beside_workbook for copy in workspace.conflict_copies]
    # What is wrong with the memory is said as its own finding.
    return []


def _expected_tabs(workspace: Workspace) -> Mapping[str, Sequence[str]]:
    """Workbook → the staff's tabs that config says are in it."""
    expected: dict[str, list[str]] = {workspace.workbook: []}
    for member in workspace.members:
        expected.setdefault(member.workbook, []).append(member.tab)
    for workbook in workspace.written_workbooks:
        exists = is_address(workbook) or Path(workbook).exists()
        if exists and workbook != workspace.places.second:
            expected.setdefault(workbook, [])
    return expected


def _google(
    workspace: Workspace, workbook: str, tabs: Sequence[str], mask: MaskText | None
) -> Iterator[Finding]:
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
        book = GoogleWorkbook(spreadsheet_id(workbook) or "", access(credentials, folder))
    except Refusal as refusal:
        yield Finding(sentence("doctor.google_workbook"), "missing", str(refusal))
        return
    about = french.quoted(book.name)
    yield _fine(about, "doctor.reachable")
    yield from _tabs(about, tabs, book.tabs, mask)
    yield from _rights(about, book)
    if locked := [tab.title for tab in book.spreadsheet.tabs if _is_locked(tab, tabs)]:
        yield _note(about, "doctor.locked_cells", tabs=locked)
    if not book.spreadsheet.locale.startswith("fr"):
        yield _note(about, "doctor.language", language=book.spreadsheet.locale)
    yield _note(about, "doctor.quota")


def _is_locked(tab: Tab, tabs: Sequence[str]) -> bool:
    """True if a tab of the staff has cells that this account may not change."""
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


def _file(
    workspace: Workspace, workbook: str, tabs: Sequence[str], mask: MaskText | None
) -> Iterator[Finding]:
    file = Path(workbook)
    try:
        book = open_workbook(str(file), workspace.folder)
    except Refusal as refusal:
        in_excel = workspace.as_written(workbook).startswith(EXCEL)
        if refusal.code == "workbook.open" and in_excel:
            yield _fine(file.name, "doctor.open_in_excel")
        else:
            yield Finding(file.name, "missing", str(refusal))
        return
    if file.suffix.lower() in READ_ONLY:
        yield _note(file.name, "doctor.never_written")
    elif os.access(file, os.W_OK) and os.access(file.parent, os.W_OK):
        yield _fine(file.name, "doctor.file")
    else:
        yield _missing(file.name, "doctor.file_read_only", folder=file.parent)
    yield from _tabs(file.name, tabs, book.tabs, mask)


def _tabs(
    about: str, expected: Sequence[str], tabs: Sequence[str], mask: MaskText | None
) -> Iterator[Finding]:
    lacking = [tab for tab in expected if tab not in tabs]
    for tab in lacking:
        if nearest := closest(tab, list(tabs)):
            # All but a name that config itself tells: no more of it is told without the people.
            shown = mask(nearest) if mask else nearest
            yield _missing(about, "doctor.no_tab_but", tab=tab, nearest=shown)
        elif mask is None:
            yield _missing(about, "doctor.no_tab_of", tab=tab, count=len(tabs))
        else:
            yield _missing(about, "doctor.no_tab", tab=tab, tabs=[mask(name) for name in tabs])
    if expected and not lacking:
        yield _fine(about, "doctor.tabs", count=len(expected))


def _unnamed(
    workspace: Workspace, workbook: str, as_of: date, mask: MaskText | None
) -> list[Finding]:
    """The tabs that config does not name: people that no run counts are missing in it."""
    try:
        book = workspace.open(workbook)
        unnamed_tabs = list(unnamed_tabs_in(workspace, workbook, as_of))
    except Refusal:
        # Why it cannot be opened is said already.
        return []
    unnamed = [one.anomaly for one in unnamed_tabs if one.anomaly]
    about = book.name
    if is_address(workbook):
        about = french.quoted(about)
    if unnamed and mask is None:
        return [_note(about, "doctor.unnamed", count=len(unnamed))]
    if mask is None:
        return []
    return [
        Finding(about, _STATES[each.severity], masked_message(each, mask).message)
        for each in unnamed
    ]


def _folder(workspace: Workspace) -> Finding:
    about, folder = sentence("doctor.folder"), workspace.folder
    if os.access(folder, os.W_OK):
        return _fine(about, "doctor.folder_writable", folder=folder)
    return _missing(about, "doctor.folder_read_only", folder=folder)


def _memory(workspace: Workspace) -> Iterator[Finding]:
    """The memory: whether it can be used, what a synchroniser left in it, a spare of its key."""
    about, history = sentence("doctor.memory"), workspace.history
    if is_open_to_others(history.folder):
        yield _note(about, "doctor.memory_open", folder=history.folder)
    try:
        history.refuse_unusable()
        history.refuse_lost(_mark_in_sheets(workspace))
    except Refusal as refusal:
        yield Finding(about, "missing", str(refusal))
    for notice in history.notices:
        yield Finding(about, "note", notice)
    with contextlib.suppress(Refusal):
        yield from _key_finding(about, workspace)


def _mark_in_sheets(workspace: Workspace) -> str:
    """The mark of the run that published last; "" where no workbook says so."""
    with contextlib.suppress(Refusal):
        return mark_in_sheets(workspace)
    return ""


def _key_finding(about: str, workspace: Workspace) -> Iterator[Finding]:
    key = workspace.history.register.key_file
    if not key.exists():
        return
    if workspace.history.register.is_key_beside:
        yield _note(about, "doctor.key_beside", file=key)
    yield _note(about, "doctor.spare_key", file=key)


def _fine(about: str, code: str, **values: object) -> Finding:
    return Finding(about, "fine", sentence(code, **values))


def _missing(about: str, code: str, **values: object) -> Finding:
    return Finding(about, "missing", sentence(code, **values))


def _note(about: str, code: str, **values: object) -> Finding:
    return Finding(about, "note", sentence(code, **values))
