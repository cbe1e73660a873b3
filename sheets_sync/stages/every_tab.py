"""Every tab of a programme, read and checked."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from forms.form import Form
from forms.values import ReadingContext
from forms.words import fold
from sheets_sync.catalogue import sentence
from sheets_sync.checking.anomaly import Anomaly, make_anomaly
from sheets_sync.checking.cells.typed_cells import TypedCells
from sheets_sync.checking.check import check_tab, type_cells
from sheets_sync.checking.columns import UNSURE
from sheets_sync.checking.table import CheckedTable
from sheets_sync.consortium.entries import COORDINATION, Entries
from sheets_sync.entry.cards.layout import people_on_cards
from sheets_sync.errors import Refusal
from sheets_sync.french import listed, quoted
from sheets_sync.history.typed_tabs import TypedTab, TypedTabs
from sheets_sync.history.watched_day import WatchedDay
from sheets_sync.reading.code_meanings import Legend
from sheets_sync.reading.legends import legends_of_other_tabs
from sheets_sync.reading.listed_people import ListedPeople
from sheets_sync.reading.tab import nearest_tab, read_tab, tab_named
from sheets_sync.reading.table import TabReading, cell_address
from sheets_sync.settings.siae import Member
from sheets_sync.stages.unnamed_files import unnamed_files
from sheets_sync.stages.unnamed_tabs import unnamed_tabs
from sheets_sync.workbooks.shared.protocol import Grid, Workbook
from sheets_sync.workspace import Workspace

Progress = Callable[[str], None]
COORDINATION_UNREAD = "tab.coordination_unread"


def silent(step: str) -> None:
    """Show no progress."""


def read_entries(
    workspace: Workspace, as_of: date, *, strict: bool = False, progress: Progress = silent
) -> Entries:
    """Read and check every tab.

    Raises:
        Refusal: no tab can be used, or, when `strict`, one cannot.
    """
    forms, names = workspace.reading_forms, workspace.member_names
    form = forms["participant"]
    kept = workspace.history.typed_tabs(workspace.config.file, form, names)
    readings: list[TabReading] = []
    checked: list[CheckedTable] = []
    anomalies: list[Anomaly] = []
    day = WatchedDay.of(as_of)
    for member in workspace.members:
        progress(sentence("monthly.tab", tab=member.tab))
        reading, cells, date1904 = _typed_tab(workspace, member, form, day, kept)
        context = ReadingContext(as_of, names, date1904)
        tables, about_tab = check_tab(
            reading, form, context, workspace.sensitive_text, member.dates, cells
        )
        for table in reading.tables:
            # Only checks ask for them, and of a large tab they are many.
            table.distinct.clear()
        readings.append(reading)
        checked += tables
        anomalies += _unsettled(about_tab, tables, reading, member.aside)
    coordination: dict[str, Sequence[CheckedTable]] = {}
    for form_id in workspace.coordination:
        found = _coordination_tab(workspace, forms[form_id], as_of, progress)
        coordination[form_id], in_tab = found
        anomalies += in_tab
    unnamed = list(unnamed_tabs(workspace, as_of))
    anomalies += [tab.anomaly for tab in unnamed if tab.anomaly]
    anomalies += unnamed_files(workspace)
    listed = list(itertools.chain.from_iterable(tab.people for tab in unnamed))
    listed += _on_cards(workspace, form, as_of)
    entries = Entries(workspace.forms, readings, checked, coordination, anomalies, listed)
    bad = entries.unreadable_tabs
    if bad and (strict or len(bad) == len(workspace.members)):
        problems = "\n".join(anomaly.message for anomaly in bad)
        raise Refusal("tabs.unusable", problems=problems)
    if not any(reading.rows_read for reading in readings):
        raise Refusal("rows.none", file=workspace.config.workbook)
    return entries


def _on_cards(workspace: Workspace, form: Form, as_of: date) -> Iterator[ListedPeople]:
    for workbook in workspace.staff_workbooks:
        book = workspace.open(workbook)
        name = tab_named(workspace.tabs.saisie, book.tabs)
        if name is not None:
            grid = book.read(name)
            context = ReadingContext(as_of, workspace.member_names, grid.date1904)
            yield people_on_cards(grid, form, context)


def _settled_columns(reading: TabReading, aside: Collection[str]) -> Iterator[tuple[str, str]]:
    """Rule and cell of what would be asked of columns that config says are no field's."""
    titles = set(map(fold, aside))
    for table in reading.tables:
        for match in table.matching.uncertain:
            if fold(match.header) in titles:
                cell = cell_address(match.column, table.header_row)
                yield from ((rule, cell) for rule in UNSURE)


def _unsettled(
    about_tab: Sequence[Anomaly],
    tables: Sequence[CheckedTable],
    reading: TabReading,
    aside: Collection[str],
) -> list[Anomaly]:
    """What is to be said of a tab and of its tables, but what config has settled.

    Args:
        aside: titles of columns that config says are no field's.
    """
    settled = set(_settled_columns(reading, aside))
    in_tables = itertools.chain.from_iterable(table.anomalies for table in tables)
    of_tab = itertools.chain(about_tab, in_tables)
    return [one for one in of_tab if (one.rule, one.cell) not in settled]


def coordination_tables(workspace: Workspace, form: Form, as_of: date) -> Sequence[CheckedTable]:
    """The tables of a coordination tab; none where the shared workbook has no such tab."""
    return _coordination_tab(workspace, form, as_of)[0]


def _coordination_tab(
    workspace: Workspace, form: Form, as_of: date, progress: Progress = silent
) -> tuple[Sequence[CheckedTable], Sequence[Anomaly]]:
    """The tables of a coordination tab, and what is to be said of it.

    It may be empty, or not be there: nobody has to fill it.
    """
    [entry] = workspace.entry_tabs(form)
    name = tab_named(entry.tab, workspace.open(entry.workbook).tabs)
    if name is None or name in workspace.config.leave:
        return [], []
    progress(sentence("monthly.tab", tab=entry.tab))
    grid = workspace.open(entry.workbook).read(name)
    context = ReadingContext(as_of, workspace.member_names, grid.date1904)
    reading = _read_grid(grid, form, COORDINATION, context, entry.columns)
    if reading.problem:
        return [], list(_unread_coordination(reading, form))
    sensitive = workspace.sensitive_text
    tables, about_tab = check_tab(reading, form, context, sensitive, entry.dates)
    about_tab = [one for one in about_tab if one.rule != "tab.no_rows"]
    return tables, _unsettled(about_tab, tables, reading, entry.aside)


def _unread_coordination(reading: TabReading, form: Form) -> Iterator[Anomaly]:
    if reading.problem != "tab.empty":
        titles = listed([quoted(field.label) for field in form.fields if field.required])
        words = {"tab": reading.tab, "form": form.label, "titles": titles}
        yield make_anomaly(COORDINATION, reading.tab, COORDINATION_UNREAD, **words)


def _typed_tab(
    workspace: Workspace, member: Member, form: Form, day: WatchedDay, kept: TypedTabs
) -> tuple[TabReading, Sequence[TypedCells], bool]:
    """A member's tab, read and its cells typed, now or by the run before; its date system."""
    book = workspace.open(member.workbook)
    name = tab_named(member.tab, book.tabs)
    if name is None:
        return _missing_tab(member.name, member.tab, book), (), False
    # A tab « Codes » that is left aside explains the others all the same.
    in_use = set(workspace.named_tabs(member.workbook)).difference(workspace.config.leave)
    explaining = functools.partial(legends_of_other_tabs, book, in_use)

    def if_still_explained_so(typed: TypedTab | None) -> TypedTab | None:
        if typed is not None and typed.explained == explaining(typed.reading.tables):
            return typed
        return None

    known_as, how = book.known_as(name), kept.how(member, day.year)
    typed = if_still_explained_so(kept.find_unread(known_as, how, day))
    if typed is None:
        grid = book.read(name)
        digest = kept.digest(grid, how)
        kept.note_unread(known_as, how, digest)
        typed = if_still_explained_so(kept.find(digest, day))
        if typed is None:
            context = ReadingContext(day, workspace.member_names, grid.date1904)
            reading = _read_grid(grid, form, member.name, context, member.columns)
            explained = explaining(reading.tables)
            cells = type_cells(_with_legends(reading, explained), form, context, member.dates)
            typed = TypedTab(reading, explained, cells, grid.date1904)
            kept.note(digest, typed, day)
    return _with_legends(typed.reading, typed.explained), typed.cells, typed.date1904


def _with_legends(reading: TabReading, explained: Sequence[Legend]) -> TabReading:
    return replace(reading, legends=(*reading.legends, *explained))


def _missing_tab(siae: str, tab: str, book: Workbook) -> TabReading:
    return TabReading(siae, tab, problem="tab.missing", hint=nearest_tab(tab, book.tabs))


def _read_grid(
    grid: Grid, form: Form, siae: str, context: ReadingContext, columns: Mapping[str, str]
) -> TabReading:
    reading = read_tab(grid, form, siae, context, columns)
    return replace(
        reading,
        beyond=grid.beyond,
        accents_mended=grid.accents_mended,
        cut_row=grid.cut_row,
    )
