"""Look at a workbook nobody prepared, and propose its config.

Which tab is which SIAE's, which column is which field; what is not sure is said, in comments.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from forms.form import Form
from forms.headers.matching import cell_position
from forms.headers.titles import form_titles
from forms.values import ReadingContext, shown
from forms.words import clean, fold, fold_header
from sheets_sync.catalogue import sentence
from sheets_sync.errors import Refusal
from sheets_sync.french import listed, quoted
from sheets_sync.reading.adoption.proposed_config import ProposedMember, write_config
from sheets_sync.reading.adoption.questions import missing_titles, questions
from sheets_sync.reading.adoption.years import newest_years
from sheets_sync.reading.header import HEADER_WITHIN
from sheets_sync.reading.rows.sections import heads_whole_tab
from sheets_sync.reading.tab import read_tab
from sheets_sync.reading.table import TabReading
from sheets_sync.settings.tabs import LISTS_IF_TAKEN
from sheets_sync.workbooks.shared.protocol import Grid, Workbook

PARTICIPANT = "participant"
_PARTICIPANT_FIELDS = 4
_NAMES = frozenset({"nom", "prenom"})
_DATES = frozenset({"date_entree", "date_naissance"})
"""A list of participants has one of the names, one of the dates and so many fields in all."""
_ENOUGH, _ENOUGH_IF_NAMED = 0.6, 0.4
"""Share of a coordination form's fields that its tab has; less is asked of one with its name."""
_OF_THE_NAME = 0.2
_LEAST_TITLES = 3
"""« Structure » and « Mail » are in any list of contacts: two titles tell no form by themselves."""
Naming = Literal["name", "in_name", "other"]
_ANY_DAY = date(2000, 1, 1)
"""A tab is known by its titles: what day it is decides nothing."""


@dataclass(frozen=True)
class Proposal:
    """What is proposed for a workbook.

    Attributes:
        config: the text of config.yaml.
        report: a line for each tab. members: the tabs that are members'.
        questions: tab → what a person has to decide, with values of the tab: for the screen only.
        coordination: form → its tab. aside: the tabs that are neither.
        older: the tab of a year before → the tab that is read of that SIAE.
        lacking: what each tab lacks that has some titles of participants, and too few.
    """

    config: str
    report: Sequence[str]
    members: Sequence[ProposedMember]
    questions: Mapping[str, Sequence[str]]
    coordination: Mapping[str, str] = field(default_factory=dict)
    aside: Sequence[str] = ()
    older: Mapping[str, str] = field(default_factory=dict)
    lacking: Sequence[str] = ()

    def require_members(self, workbook: str) -> None:
        """Raise the `Refusal` that says what the tabs lack, where none is a member's."""
        if not self.members:
            tabs = "".join(f"\n{line}" for line in self.lacking)
            raise Refusal("adopt.nothing", file=Path(workbook).resolve().name, tabs=tabs)


@dataclass(frozen=True)
class Recognised:
    """The form that a tab fills best.

    Attributes:
        fit: how well it does. reading: the tab as that form reads it.
        is_double: whether a second table stands beside the one that was read.
    """

    form: Form
    fit: float
    reading: TabReading
    is_double: bool = False


def propose(
    book: Workbook,
    workbook: str,
    forms: Mapping[str, Form],
    usual_tabs: Mapping[str, str],
    as_of: date,
    exported_from: Callable[[Grid], str],
) -> Proposal:
    """Read every tab of a workbook with every form, and keep what fits best.

    Args:
        workbook: how the config is to name the workbook.
        usual_tabs: coordination form → what its tab is called where config does not say; the
            names of generated tabs are among them.
        exported_from: who exports such a tab; "" where nobody is known to.
    """
    generated = {LISTS_IF_TAKEN, *(tab for form, tab in usual_tabs.items() if form not in forms)}
    members: list[ProposedMember] = []
    coordination: dict[str, str] = {}
    report: list[str] = []
    aside: list[str] = []
    asked: dict[str, Sequence[str]] = {}
    lacking: dict[str, str] = {}
    for tab in book.tabs:
        grid = book.read(tab)
        if exporter := exported_from(grid):
            report.append(sentence("adopt.report.export", tab=clean(tab), exporter=exporter))
            aside.append(tab)
            continue
        possible = forms
        if tab in generated:
            possible = {PARTICIPANT: forms[PARTICIPANT]}
        recognised = recognise(grid, possible, usual_tabs, as_of)
        # Config names one tab for each coordination form: of two, the first is proposed.
        # « Liste d'attente », « Refusés »: nobody in such a tab is a participant.
        is_aside = heads_whole_tab(tab)
        if recognised is None or is_aside or recognised.form.form in coordination:
            lacks = ""
            if recognised is None and not is_aside and tab not in generated:
                lacks = _lacks(grid, forms[PARTICIPANT], as_of)
            report.append(lacks or sentence("adopt.report.left_aside", tab=tab))
            lacking[tab] = lacks
            aside.append(tab)
        elif recognised.form.form == PARTICIPANT:
            table, is_double = recognised.reading.tables[0], recognised.is_double
            members.append(ProposedMember(grid, table, recognised.form, is_double))
            if is_double:
                report.append(sentence("adopt.report.side_by_side", tab=clean(tab)))
                continue
            report.append(_report_member(tab, recognised.reading, recognised.form))
            asked[tab] = list(questions(recognised.reading.tables[0], recognised.form))
        else:
            form = recognised.form
            coordination[form.form] = tab
            report.append(sentence("adopt.report.coordination", tab=tab, form=form.label))
    # Beside a list of participants, a lesser one is of somebody else.
    to_complete = {} if members else _to_complete(book, lacking, forms[PARTICIPANT], as_of)
    for tab, member in to_complete.items():
        members.append(member)
        missing = listed(list(map(quoted, missing_titles(member.table, member.form))))
        lacking_text = sentence("adopt.report.to_complete", tab=clean(tab), missing=missing)
        report[report.index(lacking[tab])] = lacking_text
        asked[tab] = list(questions(member.table, member.form))
        aside.remove(tab)
    current, older = newest_years(members, Path(book.name).stem)
    for tab, newest in older.items():
        report.append(sentence("adopt.report.older_year", tab=clean(tab), newest=clean(newest)))
    config = write_config(book.name, workbook, current, renamed_tabs(coordination, usual_tabs))
    questions_by_tab = {tab: asked[tab] for tab in asked if asked[tab] and tab not in older}
    aside += older
    lacks_by_tab = list(filter(None, lacking.values()))
    return Proposal(
        config, report, current, questions_by_tab, coordination, aside, older, lacks_by_tab
    )


def renamed_tabs(coordination: Mapping[str, str], usual_tabs: Mapping[str, str]) -> dict[str, str]:
    """Those of the coordination tabs that have not the usual name."""
    return {form: tab for form, tab in coordination.items() if usual_tabs[form] != tab}


def recognise(
    grid: Grid,
    forms: Mapping[str, Form],
    usual_tabs: Mapping[str, str] = MappingProxyType({}),
    as_of: date = _ANY_DAY,
) -> Recognised | None:
    """The form that a tab fills best; None if none does.

    Args:
        usual_tabs: as those of `propose`; of the participants' form alone none are needed.
    """
    context = ReadingContext(as_of, (), grid.date1904)
    best = None
    for form_id, form in forms.items():
        reading = read_tab(grid, form, grid.tab, context)
        is_double = reading.problem == "tab.side_by_side"
        if is_double:
            reading = read_tab(_first_table(grid, reading.hint), form, grid.tab, context)
        if reading.problem or not reading.tables:
            continue
        # Of several tables the first tells: those below are older ones, or summaries.
        fields = set(reading.tables[0].columns)
        if form_id == PARTICIPANT:
            fit = _fit_of_participants(fields)
        else:
            naming = _naming(grid.tab, (form.label, usual_tabs[form_id]))
            fit = _fit_of_coordination(len(fields), len(form.fields), naming)
        if fit > (best.fit if best else 0):
            best = Recognised(form, fit, reading, is_double)
    return best


def _lacks(grid: Grid, form: Form, as_of: date) -> str:
    """What a tab lacks to be read as a list of participants; "" where it has no title of one.

    Args:
        form: the participants'.
    """
    reading = read_tab(grid, form, grid.tab, ReadingContext(as_of, (), grid.date1904))
    if reading.tables:
        table = reading.tables[0]
        found, offers = set(table.columns), list(questions(table, form))
    else:
        found, offers = _fields_titled(grid, form), []
    # one title alone is in many lists, and in a card to fill
    if len(found) < 2 or (_NAMES.isdisjoint(found) and _DATES.isdisjoint(found)):
        return ""
    wanted = [names for names in (_NAMES, _DATES) if names.isdisjoint(found)]
    missing = []
    for names in wanted:
        required = (each.label for each in form.fields if each.id in names)
        missing.append(" ou ".join(map(quoted, required)))
    if not missing or len(found) < _PARTICIPANT_FIELDS - len(wanted):
        missing.append(sentence("adopt.report.another_field"))
    labels = listed([quoted(each.label) for each in form.fields if each.id in found])
    said = sentence(
        "adopt.report.lacking", tab=clean(grid.tab), found=labels, missing=listed(missing)
    )
    return "\n".join([said, *offers])


def _to_complete(
    book: Workbook, lacking: Mapping[str, str], form: Form, as_of: date
) -> dict[str, ProposedMember]:
    """The tabs that `check` reads although they lack a title: a person completes their config.

    They have names and as many fields as a list of participants, those asked about included.
    """
    found = {}
    for tab in filter(lacking.get, lacking):
        grid = book.read(tab)
        reading = read_tab(grid, form, tab, ReadingContext(as_of, (), grid.date1904))
        for table in reading.tables[:1]:
            fields = {*table.columns, *(match.field for match in table.matching.uncertain)}
            if not _NAMES.isdisjoint(table.columns) and len(fields) >= _PARTICIPANT_FIELDS:
                found[tab] = ProposedMember(grid, table, form)
    return found


def _fields_titled(grid: Grid, form: Form) -> set[str]:
    """The fields that the row with most known titles names, of a tab without a header."""
    exact, most = form_titles(form).exact, set[str]()
    for row in grid.rows[:HEADER_WITHIN]:
        titles = (fold_header(shown(cell)) for cell in row)
        most = max(most, {exact[title] for title in titles if title in exact}, key=len)
    return most


def seems_of_people(grid: Grid, form: Form, as_of: date) -> bool:
    """True of a tab that is no list of participants yet, for want of a title: a person has to say.

    Args:
        form: the participants'.
    """
    reading = read_tab(grid, form, grid.tab, ReadingContext(as_of, (), grid.date1904))
    fields = {name for table in reading.tables[:1] for name in table.columns}
    return not _DATES.isdisjoint(fields) and len(fields) >= _PARTICIPANT_FIELDS - 1


def _first_table(grid: Grid, second: str) -> Grid:
    """The tab without the table that begins at the cell `second`: what is there is told by it."""
    _, column = cell_position(second)
    rows = [row[: column - 1] for row in grid.rows]
    merged = tuple(area for area in grid.merged if area[3] < column - 1)
    return replace(grid, rows=rows, merged=merged)


def _fit_of_participants(fields: set[str]) -> float:
    """Always more than that of a coordination form, whose tabs have few of these fields."""
    is_list_of_people = not _NAMES.isdisjoint(fields) and not _DATES.isdisjoint(fields)
    if is_list_of_people and len(fields) >= _PARTICIPANT_FIELDS:
        return 1.0 + len(fields)
    return 0.0


def _naming(tab: str, names: Sequence[str]) -> Naming:
    """Whether a tab is called by one of `names`, or by more words than that."""
    words = fold(tab).split()
    if any(fold(name).split() == words for name in names):
        return "name"
    if any(set(fold(name).split()) <= set(words) for name in names):
        return "in_name"
    return "other"


def _fit_of_coordination(found: int, of: int, naming: Naming) -> float:
    """How well a tab with so many of a form's fields fits it."""
    share = found / of
    is_enough = naming == "name" or found >= _LEAST_TITLES
    if naming != "other" and is_enough and share >= _ENOUGH_IF_NAMED:
        return share + _OF_THE_NAME
    if share >= _ENOUGH and is_enough:
        return share
    return 0.0


def _report_member(tab: str, reading: TabReading, form: Form) -> str:
    table = reading.tables[0]
    doubtful = [match.header for match in table.matching.uncertain]
    return sentence(
        "adopt.report.member",
        tab=clean(tab),
        rows=reading.rows_read,
        fields=len(table.columns),
        missing=_headers_sentence("adopt.report.missing", missing_titles(table, form)),
        doubtful=_headers_sentence("adopt.report.doubtful", doubtful),
        extra=_headers_sentence("adopt.report.extra", list(table.matching.extra.values())),
    )


def _headers_sentence(code: str, headers: Sequence[str]) -> str:
    if not headers:
        return ""
    return sentence(code, headers=", ".join(map(clean, headers)))
