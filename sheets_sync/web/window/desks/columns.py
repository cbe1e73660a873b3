"""The desk of tabs and columns: what each is read as, and what a person says it is instead."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forms.form import Form
from forms.headers.columns import NO_COLUMN
from forms.headers.matching import letters
from forms.loading import FORM_IDS
from forms.words import clean
from sheets_sync.catalogue import sentence
from sheets_sync.config_edit import put_section, put_value, read_section
from sheets_sync.consortium.entries import COORDINATION
from sheets_sync.errors import Refusal, must_be_known
from sheets_sync.reading.table import Table
from sheets_sync.settings.siae import ColumnSettings, DateOrder
from sheets_sync.stages.every_tab import COORDINATION_UNREAD
from sheets_sync.stages.unnamed_tabs import RULES, UNKNOWN_PARTICIPANTS
from sheets_sync.steering.month import Month
from sheets_sync.web.window.office import Desk, Office
from sheets_sync.web.window.start.adopting import kind_of
from sheets_sync.workspace import Workspace

_SWAPPED = ("date.swapped", "date.maybe_swapped", "date.beside_swapped")
_UNREAD = (*RULES.values(), COORDINATION_UNREAD)
_NAMES = ("nom", "prenom")
_BOTH_NAMES = "+".join(_NAMES)


@dataclass(frozen=True)
class _ReadTab:
    """A tab that was read, with what config says of it by now.

    Attributes:
        siae: whose it is, `COORDINATION` for one that all share; table: its first, which tells what
            those below it are; None where none is read.
        path: where config says what its columns are.
    """

    form: Form
    siae: str
    tab: str
    table: Table | None
    settled: ColumnSettings
    path: Sequence[str | int]

    @property
    def key(self) -> dict[str, str]:
        """By which the page asks about it."""
        return {"siae": self.siae, "form": self.form.form}


class ColumnsDesk:
    """Shows what was read last; what is said of it goes to config.yaml, for the next reading."""

    def __init__(self, office: Office) -> None:
        self.office = office

    @property
    def desk(self) -> Desk:
        """Answers by name."""
        return {
            "tabs": self.tabs,
            "column": self.column,
            "order": self.order,
            "attach": self.attach,
            "attach_coordination": self.attach_coordination,
            "leave_aside": self.leave_aside,
        }

    def tabs(self, _data: dict[str, Any]) -> dict[str, Any]:
        """The columns of each tab that is read, and the tabs that are nobody's."""
        month, workspace = self.office.month, self.office.workspace()
        if month is None:
            return {"read": False}
        swapped, aside = _maybe_swapped(month), workspace.config.leave
        read = list(_tabs_read(month, workspace))
        return {
            "read": True,
            "members": [_columns_json(tab, swapped) for tab in read if tab.siae != COORDINATION],
            "coordination": [
                _columns_json(tab, swapped)
                for tab in read
                if tab.siae == COORDINATION and tab.tab not in aside
            ],
            "forms": [
                {"form": form, "label": label}
                for form, label in _attachable(month, workspace).items()
            ],
            "others": [
                *({"tab": tab, "isLeft": False} for tab in _tabs_unread(month) if tab not in aside),
                *({"tab": tab, "isLeft": True} for tab in aside),
            ],
        }

    def column(self, data: dict[str, Any]) -> dict[str, Any]:
        """Say which field a column is; "" for none."""
        tab, (column, chosen) = self._asked_about(data), (data["column"], str(data["field"]))
        table, form, said = tab.table, tab.form, tab.settled.columns
        titles = [clean(title) for title in table.matching.titles] if table else []
        place = {letters(at): at for at in range(len(titles))}.get(str(column))
        if table is None or place is None:
            raise Refusal("window.not_read")
        fields = [form.field(name).id for name in chosen.split("+") if name]
        # What was said since the tab was read, or before: one column is never two fields.
        withdrawn = set(_fields_said(table, place, said)) - set(fields)
        if withdrawn:
            others = {name: other for name, other in said.items() if name not in withdrawn}
            self._put([*tab.path, "columns"], others)
        for name in fields:
            self._put([*tab.path, "columns", name], table.matching.names[place])
        # A field that config gives another column since the tab was read is no more this one's.
        elsewhere = {*fields, *said}
        for at, name in _fields_by_column(table):
            if at == place and name not in elsewhere:
                self._put([*tab.path, "columns", name], NO_COLUMN)
        if not fields and titles[place] not in tab.settled.aside:
            self._put([*tab.path, "aside"], [*tab.settled.aside, titles[place]])
        label = _labels(form, fields)
        code = "window.column_settled" if fields else "window.column_aside"
        return {"message": sentence(code, title=titles[place] or column, field=label)}

    def order(self, data: dict[str, Any]) -> dict[str, Any]:
        """Say whether a program swapped day and month of a column's real dates."""
        tab = self._asked_about(data)
        field = tab.form.field(str(data["field"]))
        orders: dict[str, DateOrder] = {"day_first": "day_first", "month_first": "month_first"}
        order = orders[str(data["order"])]
        self._put([*tab.path, "dates", field.id], order)
        return {"message": sentence(f"window.dates_{order}", field=field.label)}

    def leave_aside(self, data: dict[str, Any]) -> dict[str, Any]:
        """Say that a tab is none that concerns the tool: nothing is told of it any more."""
        tab, config = str(data["tab"]), self.office.workspace().config
        names = read_section(config.file, "tabs")
        # What is settled of its columns is not true of the tab that comes in its place.
        for section in ("coordination", "tabs"):
            entries = read_section(config.file, section)
            others = {form: each for form, each in entries.items() if names.get(form) != tab}
            if others != entries:
                put_section(config.file, section, others)
        put_value(config.file, ["leave"], [*config.leave, tab])
        return {"message": sentence("window.tab_left", tab=tab)}

    def attach(self, data: dict[str, Any]) -> dict[str, Any]:
        """Make a tab that of an SIAE, which then counts like the others."""
        tab, name = str(data["tab"]), str(data["name"]).strip()
        kind = kind_of(data["kind"])
        config, month = self.office.workspace().config, self.office.month
        if not name or month is None:
            raise Refusal("window.no_member")
        entry = {"tab": tab, "name": name, "kind": kind}
        owner = _tabs_unread(month).get(tab, "")
        own_workbooks = {siae.name: siae.workbook for siae in config.siae if siae.workbook}
        if owner in own_workbooks:
            entry["workbook"] = own_workbooks[owner]
        self._take_back(tab)
        put_value(config.file, ["siae", len(config.siae)], entry)
        return {"message": sentence("window.tab_attached", tab=tab, siae=name)}

    def attach_coordination(self, data: dict[str, Any]) -> dict[str, Any]:
        """Make a tab the one that a form of the coordination is read in."""
        tab, workspace = str(data["tab"]), self.office.workspace()
        if self.office.month is None:
            raise Refusal("window.not_read")
        form, labels = str(data["form"]), _attachable(self.office.month, workspace)
        must_be_known("errors.config.coordination_form", form, labels)
        self._take_back(tab)
        self._put(["tabs", form], tab)
        return {"message": sentence("window.tab_of_form", tab=tab, form=labels[form])}

    def _take_back(self, tab: str) -> None:
        """No longer leave a tab aside."""
        leave = self.office.workspace().config.leave
        if tab in leave:
            self._put(["leave"], [each for each in leave if each != tab])

    def _asked_about(self, data: dict[str, Any]) -> _ReadTab:
        """The tab that a question of the page is about; raises `Refusal`."""
        asked, month = {name: data[name] for name in ("siae", "form")}, self.office.month
        read = _tabs_read(month, self.office.workspace()) if month else ()
        for tab in read:
            if tab.key == asked:
                return tab
        raise Refusal("window.not_read")

    def _put(self, path: Sequence[str | int], value: Any) -> None:
        put_value(self.office.file, path, value)


def _tabs_read(month: Month, workspace: Workspace) -> Iterator[_ReadTab]:
    """The tabs of the members, and those of the coordination that the workbook has."""
    numbers = {name: number for number, name in enumerate(workspace.member_names)}
    for reading in month.entries.readings:
        number, table = numbers[reading.siae], next(iter(reading.tables), None)
        settled = workspace.config.siae[number]
        at = (reading.siae, reading.tab, table, settled, ("siae", number))
        yield _ReadTab(workspace.participants, *at)
    settings = workspace.config.coordination
    for form_id, tables in month.entries.coordination.items():
        for one in tables[:1]:
            said = settings.get(form_id, ColumnSettings())
            of_all = (COORDINATION, one.tab, one.table, said, ("coordination", form_id))
            yield _ReadTab(workspace.forms[form_id], *of_all)


def _columns_json(tab: _ReadTab, swapped: Collection[tuple[str, str]]) -> dict[str, Any]:
    fields = [{"field": field.id, "label": field.label} for field in tab.form.fields]
    if tab.form.identity:
        fields.insert(0, {"field": _BOTH_NAMES, "label": _labels(tab.form, _NAMES)})
    columns = list(_columns(tab, tab.table, swapped)) if tab.table else []
    label = {"tab": tab.tab, "label": tab.form.label}
    return tab.key | label | {"fields": fields, "columns": columns}


def _attachable(month: Month, workspace: Workspace) -> dict[str, str]:
    """Id → label of the forms whose tab config may name, and that no tab with entries is read as.

    Of a form of the consortium's own the tab is called as the form is.
    """
    taken = {
        tab.form.form
        for tab in _tabs_read(month, workspace)
        if tab.siae == COORDINATION and tab.tab not in workspace.config.leave
        # One that `setup` made and nobody typed in gives way.
        if tab.table and tab.table.rows
    }
    return {
        form_id: form.label
        for form_id, form in workspace.coordination.items()
        if form_id in FORM_IDS and form_id not in taken
    }


def _maybe_swapped(month: Month) -> set[tuple[str, str]]:
    """Tab and field of the columns whose dates may have day and month swapped."""
    doubtful = (one for one in month.anomalies if one.rule in _SWAPPED)
    return {(one.tab, one.field or "") for one in doubtful}


def _columns(
    tab: _ReadTab, table: Table, swapped: Collection[tuple[str, str]]
) -> Iterator[dict[str, Any]]:
    """The columns with a title. What config says by now wins over what was read.

    `order` is what config says of the dates of one, "" where it is asked, None elsewhere.
    """
    fields, said_columns = list(_fields_by_column(table)), tab.settled.columns
    doubtful = {match.column for match in table.matching.uncertain}
    for at, title in enumerate(table.matching.titles):
        if clean(title):
            said = _fields_said(table, at, said_columns)
            read = [name for column, name in fields if column == at]
            name = "+".join(said or [each for each in read if each not in said_columns])
            order: str | None = tab.settled.dates.get(name)
            if order is None and (tab.tab, name) in swapped:
                order = ""
            yield {
                "column": letters(at),
                "title": clean(title),
                "field": name,
                "isDoubtful": at in doubtful,
                "order": order,
            }


def _fields_said(table: Table, at: int, said: Mapping[str, str]) -> list[str]:
    """The fields that config says a column (from 0) is, by its letter or its title."""
    ways = (letters(at), clean(table.matching.titles[at]), table.matching.names[at])
    return [name for name, place in said.items() if place in ways]


def _fields_by_column(table: Table) -> Iterator[tuple[int, str]]:
    """Each column (from 0) with a field that it is, or is a part of."""
    matching = table.matching
    for name, column in table.columns.items():
        parts = {column}
        if name in matching.spread:
            parts.update(matching.spread[name].columns)
        if name in matching.repeated:
            parts.update(matching.repeated[name].columns)
        yield from ((part, name) for part in sorted(parts))


def _tabs_unread(month: Month) -> dict[str, str]:
    """The tabs that nothing is read of → whose workbook; those that look like people first."""
    unread = [one for one in month.anomalies if one.rule in _UNREAD]
    unread.sort(key=lambda one: one.rule not in UNKNOWN_PARTICIPANTS)
    return {one.tab: one.siae for one in unread}


def _labels(form: Form, names: tuple[str, ...] | list[str]) -> str:
    return " et ".join(form.field(name).label for name in names)
