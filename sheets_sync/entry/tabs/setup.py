"""Make the workbooks that staff enter data in, or add to them what they lack.

Nothing that is there is moved or changed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import cast

from forms.form import Form
from forms.values import Cell, ReadingContext, shown
from forms.words import clean
from sheets_sync.catalogue import sentence
from sheets_sync.entry.cards.layout import CardGrid, SiaeCards, card_rows, fits
from sheets_sync.entry.cards.tab import card_tab
from sheets_sync.entry.list_values import ListValues
from sheets_sync.entry.lists import Lists, lists_of, lists_tab
from sheets_sync.entry.tabs.entry_tab import entry_tab, header_of
from sheets_sync.entry.tabs.missing_columns import Headers, missing_in_tabs, renamed_headers
from sheets_sync.entry.tabs.readme_tab import readme_tab
from sheets_sync.entry.target_table import fields_to_enter
from sheets_sync.errors import Refusal, Untouchable
from sheets_sync.files import Copies, Outcome, put
from sheets_sync.history.store import History
from sheets_sync.reading.tab import read_tab
from sheets_sync.settings.siae import EntryTab, Member
from sheets_sync.settings.tabs import LISTS_IF_TAKEN, Tabs
from sheets_sync.sheets.additions import Additions, NewColumn
from sheets_sync.sheets.content import Link
from sheets_sync.sheets.sheet import Block, Sheet
from sheets_sync.sheets.update import WorkbookUpdate
from sheets_sync.workbooks.read_only.workbook import READ_ONLY
from sheets_sync.workbooks.shared.addresses import is_address
from sheets_sync.workbooks.shared.compare import is_ours
from sheets_sync.workbooks.shared.protocol import Workbook

Texts = dict[tuple[int, int], object]
FieldsOf = Callable[[EntryTab], frozenset[str] | None]
_BLANK_TABS = ("Feuille 1", "Sheet1", "Feuil1")
"""Names that Google and Excel give the tab of a workbook that was just made."""
_NAMED_HEADERS = 6
"""Number of missing headers that are named for a tab."""


@dataclass(frozen=True)
class EntryPlan:
    """Tabs that the workbooks of the staff are to hold.

    Attributes:
        shared_place: the workbook that coordination tabs are in.
        entry_tabs: every tab that rows are typed into, the members' first.
        tabs: the names of the other tabs.
        left_alone: workbooks that SIAE send and make anew each time: nothing added would stay.
        added: the values that the coordinator added to the lists.
    """

    programme: str
    shared_place: str
    members: Sequence[Member]
    entry_tabs: Sequence[EntryTab]
    tabs: Tabs
    left_alone: Collection[str] = ()
    added: ListValues = field(default_factory=ListValues)

    @property
    def forms(self) -> dict[str, Form]:
        """The forms by id, the participants' first."""
        return {tab.form.form: tab.form for tab in self.entry_tabs}

    @property
    def places(self) -> list[str]:
        """The workbooks, the shared one first."""
        of_members = (
            tab.workbook for tab in self.entry_tabs if tab.workbook not in self.left_alone
        )
        return list(dict.fromkeys((self.shared_place, *of_members)))

    @property
    def lists(self) -> Lists:
        """The lists that drop-downs offer."""
        return lists_of(self.forms, [member.name for member in self.members], self.tabs.listes)

    def tabs_in(self, workbook: str) -> list[EntryTab]:
        """The tabs that are to be in a workbook."""
        return [tab for tab in self.entry_tabs if tab.workbook == workbook]

    def sheets_in(self, workbook: str, fields_of: FieldsOf = lambda tab: None) -> list[Sheet]:
        """All that a workbook should have but for rows; the drop-downs lead to the last sheet.

        Args:
            fields_of: the fields that a tab of the workbook has columns for; None: all.
        """
        lists = self.lists
        sheets = [entry_tab(tab.tab, tab.form, lists) for tab in self.tabs_in(workbook)]
        if workbook == self.shared_place:
            sheets.insert(0, self._readme())
        # A member's own tab may have the name of the cards': then it keeps it.
        if self.tabs.saisie not in [sheet.name for sheet in sheets]:
            form, blocks = self.forms["participant"], self.cards_in(workbook, fields_of)
            sheets.append(card_tab(self.tabs.saisie, form, lists, blocks))
        return [*sheets, lists_tab(lists, self.added.of)]

    def cards_in(self, workbook: str, fields_of: FieldsOf) -> list[SiaeCards]:
        """The SIAE that have cards in a workbook."""
        tabs = [tab for tab in self.tabs_in(workbook) if tab.form.form == "participant"]
        return [SiaeCards(tab.siae, fields_of(tab)) for tab in tabs]

    def _readme(self) -> Sheet:
        members = [member for member in self.members if member.workbook == self.shared_place]
        coordination = [tab for tab in self.entry_tabs if tab.form.form != "participant"]
        return readme_tab(self.programme, members, coordination, self.tabs)


@dataclass(frozen=True)
class WorkbookSetup:
    """Outcome for a workbook: the tabs it got, columns by tab, and sentences about the rest."""

    place: str
    outcome: Outcome
    tabs: Sequence[str]
    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)
    notices: Sequence[str] = ()


def set_up(
    plan: EntryPlan,
    open_workbook: Callable[[str], Workbook],
    history: History,
    as_of: date,
    with_columns: bool,
    dry_run: bool,
) -> list[WorkbookSetup]:
    """Set up every workbook of the staff; a file that is not there is made.

    A header that an earlier `setup` knew under another name is renamed, where it still stands
    as it was.

    Args:
        with_columns: tabs that are there get a column for each field that has none.

    Raises:
        Refusal: a workbook cannot be read or written, or has a tab of its own named as the lists.
    """
    known = history.headers()
    done: list[WorkbookSetup] = []
    for workbook in plan.places:
        if is_address(workbook) or Path(workbook).exists():
            book = open_workbook(workbook)
            if not dry_run:
                book.settle()
            here = _with_free_name_of_lists(plan, book)
            upgrade = _Upgrade(here, workbook, book, as_of, known, with_columns)
            if here.tabs != plan.tabs:
                words = {"tab": plan.tabs.listes, "other": here.tabs.listes}
                upgrade.notices.append(sentence("entry.setup.own_lists", **words))
            done.append(upgrade.done(history.copies, dry_run))
        else:
            done.append(_new_file(plan, Path(workbook), as_of, dry_run))
    headers = {form_id: _headers_by_field(form) for form_id, form in plan.forms.items()}
    if not dry_run and headers != known:
        history.save_headers(headers)
    return done


def _with_free_name_of_lists(plan: EntryPlan, book: Workbook) -> EntryPlan:
    """The plan for a workbook: where it has a tab « Listes » of its own, ours has another name."""
    tab = plan.tabs.listes
    if tab not in book.tabs or is_ours(book.read(tab).rows, lists_tab(plan.lists)):
        return plan
    return replace(plan, tabs=plan.tabs.model_copy(update={"listes": LISTS_IF_TAKEN}))


def _headers_by_field(form: Form) -> dict[str, str]:
    return {each.id: header_of(each) for each in form.fields}


def _new_file(plan: EntryPlan, file: Path, as_of: date, dry_run: bool) -> WorkbookSetup:
    from sheets_sync.workbooks.xlsx.drawing.writer import write_workbook

    if file.suffix.lower() != ".xlsx":
        raise Refusal("setup.format", file=file.name)
    sheets = plan.sheets_in(str(file))
    outcome: Outcome = "new"
    if not dry_run:
        outcome = put(file, lambda draft: write_workbook(draft, sheets, as_of))
    return WorkbookSetup(str(file), outcome, [sheet.name for sheet in sheets])


class _Upgrade:
    """Adds to a workbook that is there what it lacks."""

    def __init__(
        self,
        plan: EntryPlan,
        workbook: str,
        book: Workbook,
        as_of: date,
        known: Headers,
        with_columns: bool,
    ) -> None:
        self.plan, self.place, self.book, self.as_of = plan, workbook, book, as_of
        self.known, self.with_columns = known, with_columns
        self.notices: list[str] = []

    def done(self, copies: Copies, dry_run: bool) -> WorkbookSetup:
        """Do it, or only tell what would be done."""
        sheets = self.plan.sheets_in(self.place, self._fields_of)
        missing = [sheet for sheet in sheets if not self._has_tab_like(sheet.name)]
        outdated = [sheet for sheet in self._ours(sheets) if self._is_outdated(sheet)]
        additions = self._additions(dry_run)
        # Before it is written: what was read of a file is not to be had from another one.
        blank = list(self._blank_tabs()) if missing else []
        outcome: Outcome = "unchanged"
        # What is never written refuses on a dry run too: nothing else is to be promised.
        is_tried = not dry_run or Path(self.place).suffix.lower() in READ_ONLY
        if (missing or outdated or additions) and is_tried:
            outcome = self._write([*missing, *outdated], additions, copies)
        columns = {tab: _new_headers(new.columns) for tab, new in additions.items() if new.columns}
        names = [sheet.name for sheet in missing]
        notices = [*self.notices, *self.book.notices, *blank]
        return WorkbookSetup(self.place, outcome, names, columns, notices)

    def _fields_of(self, tab: EntryTab) -> frozenset[str] | None:
        """The fields that a tab can be given, once it is set up; None where that is unknown.

        A required one that it holds in another way is asked for too: nothing is added without it.
        """
        if self.with_columns or tab.tab not in self.book.tabs:
            return None
        grid = self.book.read(tab.tab)
        members = tuple(member.name for member in self.plan.members)
        context = ReadingContext(self.as_of, members, grid.date1904)
        reading = read_tab(grid, tab.form, tab.siae, context, tab.columns)
        if not reading.tables:
            return None
        row = reading.tables[0].header_row - 1
        renamed = renamed_headers(tab, grid.rows[row], row, self.known)
        required = {each.id for each in tab.form.fields if each.required}
        there = frozenset().union(*(table.columns for table in reading.tables))
        enterable = frozenset().union(*map(fields_to_enter, reading.tables))
        return enterable | (required & there) | renamed.keys()

    def _has_tab_like(self, name: str) -> bool:
        return clean(name).casefold() in {clean(tab).casefold() for tab in self.book.tabs}

    def _ours(self, sheets: Sequence[Sheet]) -> Iterator[Sheet]:
        """The tabs of these names that `setup` may make anew."""
        for sheet in sheets:
            if sheet.is_staffs or sheet.name not in self.book.tabs:
                continue
            rows = self.book.read(sheet.name).rows
            if is_ours(rows, sheet):
                yield _with_notes_beside(sheet, rows)
            elif sheet.name == self.plan.tabs.listes:
                raise Refusal("setup.lists_taken", tab=sheet.name, file=self.book.name)
            else:
                self.notices.append(sentence("entry.setup.staffs", tab=sheet.name))

    def _is_outdated(self, sheet: Sheet) -> bool:
        """True if a tab of ours is to be made anew; cards with anything on them never are."""
        grid = self.book.read(sheet.name)
        if _texts_of(sheet) == _texts_in(grid.rows):
            return False
        if sheet.name != self.plan.tabs.saisie:
            return True
        form = self.plan.forms["participant"]
        if not CardGrid(grid, form).is_used:
            return True
        if not fits(grid, card_rows(form, self.plan.cards_in(self.place, self._fields_of))):
            self.notices.append(sentence("entry.setup.cards_in_use", tab=sheet.name))
        return False

    def _additions(self, dry_run: bool) -> dict[str, Additions]:
        """Additions to the tabs of the staff: headers renamed, and columns where asked for."""
        tabs, lists = self.plan.tabs_in(self.place), self.plan.lists
        missing = missing_in_tabs(tabs, self.book, lists, self.as_of, self.known)
        code = "entry.setup.would_rename" if dry_run else "entry.setup.renamed"
        for tab, new in missing.additions.items():
            for edit in new.edits:
                self.notices.append(sentence(code, tab=tab, before=edit.was, after=edit.now))
        if self.with_columns:
            self.notices += missing.reasons
            return {tab: new for tab, new in missing.additions.items() if new.columns or new.edits}
        for tab, new in missing.additions.items():
            if new.columns:
                self.notices.append(_lacking(tab, new.columns))
        edits = {tab: new._replace(columns=()) for tab, new in missing.additions.items()}
        return {tab: new for tab, new in edits.items() if new.edits}

    def _write(
        self, sheets: Sequence[Sheet], additions: Mapping[str, Additions], copies: Copies
    ) -> Outcome:
        # Ours before the staff's: their drop-downs lead to the tab of lists.
        ordered = sorted(sheets, key=lambda sheet: sheet.is_staffs)
        try:
            return self.book.publish(WorkbookUpdate(ordered, added=additions), self.as_of, copies)
        except Untouchable as reason:
            raise Refusal("setup.untouchable", file=self.book.name, reason=reason) from reason

    def _blank_tabs(self) -> Iterator[str]:
        """The tab that a new Google spreadsheet comes with."""
        for tab in self.book.tabs:
            if tab in _BLANK_TABS and not self.book.read(tab).rows:
                yield sentence("entry.setup.blank_tab", tab=tab)


def _new_headers(columns: Sequence[NewColumn]) -> list[str]:
    return [column.header for column in columns]


def _lacking(tab: str, columns: Sequence[NewColumn]) -> str:
    headers = _new_headers(columns)
    named = ", ".join(headers[:_NAMED_HEADERS])
    if len(headers) > _NAMED_HEADERS:
        others = len(headers) - _NAMED_HEADERS
        named = sentence("entry.setup.and_others", headers=named, count=others)
    return sentence("entry.setup.lacking", tab=tab, headers=named)


def _with_notes_beside(sheet: Sheet, rows: Sequence[Sequence[Cell]]) -> Sheet:
    """The sheet with what people typed to the right of all that it holds."""
    right = max(block.left + max(block.span, len(block.roles)) for block in sheet.blocks)
    beside = {at: cell for at, cell in _texts_in(rows).items() if at[1] >= right}
    notes = [Block(*at, [[_as_content(cell)]], ["text"]) for at, cell in beside.items()]
    return replace(sheet, blocks=[*sheet.blocks, *notes])


def _as_content(cell: object) -> str | float:
    if isinstance(cell, str | float | int):
        return cell
    return shown(cast("Cell", cell))


def _texts_in(rows: Sequence[Sequence[object]]) -> Texts:
    """Row and column → what stands there, of the cells that hold something."""
    texts: Texts = {}
    for row, cells in enumerate(rows):
        filled = ((column, cell) for column, cell in enumerate(cells) if cell not in (None, ""))
        texts |= {(row, column): cell for column, cell in filled}
    return texts


def _texts_of(sheet: Sheet) -> Texts:
    texts: Texts = {}
    for block in sheet.blocks:
        for (row, column), content in _texts_in(block.rows).items():
            text = content.text if isinstance(content, Link) else content
            texts[block.top + row, block.left + column] = text
    return texts
