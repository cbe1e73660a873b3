"""The people of an SIAE's tab, found and changed from a phone: by name, in that tab only."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from forms.form import Form
from forms.values import ReadingContext, shown
from forms.words import fold
from sheets_sync.catalogue import sentence
from sheets_sync.entry.checked_entries import WHOLE
from sheets_sync.entry.correcting import (
    ENTRY,
    changed_texts,
    corrected_entry,
    is_another_person,
    known_by,
    namesake_in_tab,
    rows_as_shown,
    say_the_same,
)
from sheets_sync.entry.identities import IDENTITY
from sheets_sync.entry.new_rows import EntryRow, TabEntries
from sheets_sync.errors import Refusal, Untouchable
from sheets_sync.outside.submissions import Inbox
from sheets_sync.settings.siae import EntryTab
from sheets_sync.sheets.update import WorkbookUpdate
from sheets_sync.web.phone.links import Access
from sheets_sync.workbooks.opening import open_copy
from sheets_sync.workbooks.shared.protocol import Workbook
from sheets_sync.workspace import Workspace

_NAMES = ("nom", "prenom")
COUNSELLOR = "referent"
_BIRTH, _EXIT = "date_naissance", "date_sortie"
_MOST_LISTED = 60
Texts = Mapping[str, str]


class OpenTab:
    """The tab of a link's SIAE, read now: as it was last saved where somebody has it open.

    Args:
        to_write: whether it is to be written to, which needs it closed everywhere.

    Raises:
        Refusal: it is not there, or cannot be read.
    """

    def __init__(self, inbox: Inbox, siae: str, today: date, *, to_write: bool = False) -> None:
        tab = inbox.tab_of(siae)
        if tab is None:
            raise Refusal("web.no_tab")
        self.tab: EntryTab = tab
        self.book = _opened(inbox, tab.workbook, to_write=to_write)
        if tab.tab not in self.book.tabs:
            raise Refusal("web.no_tab")
        grid = self.book.read(tab.tab)
        context = ReadingContext(today, inbox.siae)
        self.entries = TabEntries(grid, inbox.form, context, tab.columns, tab.dates)
        if self.entries.problem:
            raise Refusal("web.tab_unreadable", problem=self.entries.problem)

    def has_column(self, name: str) -> bool:
        """True if the tab tells a field, be it together with another."""
        return name in self.entries.table.columns

    @functools.cached_property
    def field_ids(self) -> set[str]:
        """The fields that an entry of this tab can be given."""
        form = self.entries.form
        return {field.id for field in form.fields if not self.entries.lacks([field.id])}

    def named(self, who: Texts) -> list[EntryRow]:
        """The entries of whoever has this name, and this birth where one is given."""
        names = [*_NAMES]
        if who.get(_BIRTH):
            names.append(_BIRTH)
        identity = known_by(who, names)
        if not all(known_by(who, _NAMES)):
            return []
        return [row for row in self.entries.rows if known_by(row.texts, names) == identity]

    def followed_by(self, who: str) -> list[EntryRow]:
        """The entries whose counsellor is told by these initials."""
        initials = fold(who)
        return [
            row
            for row in self.entries.rows
            if fold(shown(row.texts.get(COUNSELLOR, ""))) == initials
        ]


def _opened(inbox: Inbox, place: str, *, to_write: bool) -> Workbook:
    try:
        return inbox.open_workbook(place)
    except Refusal as refusal:
        if to_write or refusal.code != "workbook.open":
            raise
        # An office has its workbook open all day. What no copy can be read of is told as open.
        with contextlib.suppress(Refusal, OSError):
            return open_copy(Path(place))
        raise


def inbox_of(workspace: Workspace) -> Inbox:
    """Where entries of phones go: the tabs, and the form with the values of the lists by now."""
    form = workspace.offering_forms["participant"]
    return Inbox(
        form,
        workspace.entry_tabs(form),
        workspace.member_names,
        workspace.history,
        workspace.open_anew,
    )


def why_no_list(workspace: Workspace, siae: str, who: str, today: date) -> str:
    """Sentence on why a link would list nobody its holder follows; "" where it would, or may."""
    if not who:
        return sentence("web.no_initials")
    # Of a tab that cannot be read now nothing is known; whoever opens the link is told why.
    with contextlib.suppress(Refusal):
        return _why_nobody(OpenTab(inbox_of(workspace), siae, today), who)
    return ""


def _why_nobody(tab: OpenTab, who: str) -> str:
    if not tab.has_column(COUNSELLOR):
        return sentence("web.no_counsellors", tab=tab.tab.tab)
    if not tab.followed_by(who):
        return sentence("web.nobody_followed", tab=tab.tab.tab, who=who)
    return ""


class PeopleDesk:
    """Desk where people of one tab are asked for and changed."""

    def __init__(self, inbox: Inbox) -> None:
        self.inbox = inbox

    def mine(self, access: Access, today: date) -> dict[str, Any]:
        """Those whom the link's holder follows and who have not left: names, and the « today »s."""
        if not access.who:
            return {"people": [], "why": sentence("web.no_initials")}
        tab = OpenTab(self.inbox, access.siae, today)
        fields = [*_NAMES, _BIRTH, ENTRY, *_today_fields(self.inbox.form)]
        followed = [
            _as_texts(tab, row, fields)
            for row in tab.followed_by(access.who)
            if not row.texts.get(_EXIT)
        ]
        followed.sort(key=lambda texts: [fold(texts.get(name, "")) for name in _NAMES])
        return {"people": followed[:_MOST_LISTED], "why": _why_nobody(tab, access.who)}

    def find(self, access: Access, data: Mapping[str, Any], today: date) -> dict[str, Any]:
        """The entries of a person whose whole name is given, as the tab has them.

        What never leaves the tab stays there: it can be written from here, and not be read.
        """
        tab = OpenTab(self.inbox, access.siae, today)
        who = typed_texts(data["who"])
        shared = [field.id for field in self.inbox.form.fields if field.privacy != "tab"]
        people = [_as_texts(tab, row, shared) for row in tab.named(who)]
        return {"people": people}

    def change(self, access: Access, data: Mapping[str, Any], today: date) -> dict[str, Any]:
        """Give an entry other texts, where it still is what was shown of it.

        `seen` is what the tab was said to have, `shown` what the page made of each text that it
        changes: a page whose list has not the tab's word shows none, and has nothing to empty.
        """
        tab = OpenTab(self.inbox, access.siae, today, to_write=True)
        seen, shown_texts = typed_texts(data["seen"]), typed_texts(data["shown"])
        # What the tab has no column for by now is told with the rest that cannot be written.
        known = {field.id for field in self.inbox.form.fields}
        typed = typed_texts(data["texts"])
        texts = {name: text.strip() for name, text in typed.items() if name in known}
        row = _row_seen(tab, seen, texts)
        if row is None:
            return _refused_answer({WHOLE: sentence("web.person_gone", tab=tab.tab.tab)})
        changes = changed_texts(texts, row)
        if not changes:
            return {"outcome": "added", "message": sentence("web.already_added")}
        moved = {
            name: self._why_kept(name)
            for name in changes
            if not say_the_same(row.texts.get(name, ""), shown_texts.get(name, ""))
        }
        if moved:
            return _refused_answer(moved)
        is_somebody_else = is_another_person(tab.entries, row, changes)
        if is_somebody_else or namesake_in_tab(tab.entries, row, changes):
            return _refused_answer({WHOLE: sentence("web.another_person", tab=tab.tab.tab)})
        erased = {name for name, text in changes.items() if not text}
        correction = corrected_entry(tab.entries, row, changes, erased)
        if correction.wrong or correction.lacks:
            wrong = dict(correction.wrong)
            if correction.lacks:
                wrong[WHOLE] = correction.lacks
            return _refused_answer(wrong)
        tab.entries.change(row.row, correction.values)
        self._write(tab, today)
        return {
            "outcome": "added",
            "message": sentence("web.changed", tab=tab.tab.tab, row=row.row),
        }

    def _why_kept(self, name: str) -> str:
        """Sentence on a cell that says something else than the page showed."""
        if self.inbox.form.field(name).privacy == "tab":
            return sentence("web.stays_in_tab")
        return sentence("web.changed_meanwhile")

    def _write(self, tab: OpenTab, today: date) -> None:
        update = WorkbookUpdate(added={tab.tab.tab: tab.entries.additions})
        try:
            tab.book.settle()
            tab.book.publish(update, today, self.inbox.history.copies)
        except Untouchable as reason:
            raise Refusal("setup.untouchable", file=tab.book.name, reason=reason) from reason
        self.inbox.history.note_write()


def _row_seen(tab: OpenTab, seen: Texts, texts: Texts) -> EntryRow | None:
    """The one entry that says all that was shown, or that it was to get since; None without one."""
    rows: Sequence[EntryRow] = ()
    if all(seen.get(name) for name in _NAMES):
        rows = rows_as_shown(tab.entries, seen, texts, {*IDENTITY, ENTRY, *seen})
    if len(rows) != 1:
        return None
    return rows[0]


def _today_fields(form: Form) -> list[str]:
    return [field.id for field in form.fields if field.today]


def _as_texts(tab: OpenTab, row: EntryRow, fields: list[str]) -> dict[str, str]:
    """Text of an entry; "" where it says nothing, which tells it from a namesake's as well."""
    return {name: shown(row.texts.get(name, "")) for name in fields if tab.has_column(name)}


def typed_texts(data: Mapping[str, Any]) -> dict[str, str]:
    """Typed texts by field; raises TypeError where it is no text: no page of ours sends it."""
    if not all(isinstance(text, str) for text in data.values()):
        raise TypeError("not a text")
    return dict(data)


def _refused_answer(wrong: Mapping[str, str]) -> dict[str, Any]:
    return {"outcome": "refused", "wrong": dict(wrong)}
