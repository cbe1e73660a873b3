"""The desk of tabs and columns: what each is read as, and what a person says it is instead."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from forms.form import Form
from forms.headers.columns import NO_COLUMN
from forms.headers.matching import letters
from forms.words import clean
from sheets_sync.catalogue import sentence
from sheets_sync.config_edit import put_section, put_value, read_section
from sheets_sync.errors import Refusal
from sheets_sync.reading.table import Table, TabReading
from sheets_sync.settings.siae import DateOrder, Siae
from sheets_sync.settings.tabs import Tabs
from sheets_sync.stages.unnamed_tabs import RULES, UNKNOWN_PARTICIPANTS
from sheets_sync.steering.month import Month
from sheets_sync.web.window.office import Desk, Office
from sheets_sync.web.window.start.adopting import kind_of
from sheets_sync.workspace import Workspace

_SWAPPED = ("date.swapped", "date.maybe_swapped", "date.beside_swapped")
_NAMES = ("nom", "prenom")
_BOTH_NAMES = "+".join(_NAMES)


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
            "leave_aside": self.leave_aside,
            "detach": self.detach,
        }

    def tabs(self, _data: dict[str, Any]) -> dict[str, Any]:
        """The columns of each SIAE's tab, and the tabs that are nobody's."""
        month, workspace = self.office.month, self.office.workspace()
        if month is None:
            return {"read": False}
        form, swapped = workspace.participants, _maybe_swapped(month)
        settled = {siae.name: siae for siae in workspace.config.siae}
        fields = [{"field": _BOTH_NAMES, "label": _labels(form, _NAMES)}]
        fields += [{"field": field.id, "label": field.label} for field in form.fields]
        return {
            "read": True,
            "fields": fields,
            "members": [
                {
                    "siae": reading.siae,
                    "tab": reading.tab,
                    "columns": list(_columns(reading, settled[reading.siae], swapped)),
                }
                for reading in month.entries.readings
            ],
            "coordination": _renamed_coordination(workspace),
            "others": [
                *({"tab": one["tab"], "isLeft": False} for one in _tabs_unnamed(month)),
                *({"tab": tab, "isLeft": True} for tab in workspace.config.leave),
            ],
        }

    def column(self, data: dict[str, Any]) -> dict[str, Any]:
        """Say which field a column is; "" for none."""
        siae, column, chosen = (str(data[name]) for name in ("siae", "column", "field"))
        table, form = self._table(siae), self.office.workspace().participants
        titles = [clean(title) for title in table.matching.titles]
        place = {letters(at): at for at in range(len(titles))}.get(column)
        if place is None:
            raise Refusal("window.not_read")
        fields = [form.field(name).id for name in chosen.split("+") if name]
        said = self.office.workspace().config.siae[self._number(siae)].columns
        # What was said since the tab was read, or before: one column is never two fields.
        withdrawn = set(_fields_said(table, place, said)) - set(fields)
        if withdrawn:
            others = {name: other for name, other in said.items() if name not in withdrawn}
            self._put(siae, "columns", others)
        for name in fields:
            self._put(siae, "columns", name, table.matching.names[place])
        # A field that config gives another column since the tab was read is no more this one's.
        elsewhere = {*fields, *said}
        for at, name in _fields_by_column(table):
            if at == place and name not in elsewhere:
                self._put(siae, "columns", name, NO_COLUMN)
        aside = self.office.workspace().config.siae[self._number(siae)].aside
        if not fields and titles[place] not in aside:
            self._put(siae, "aside", [*aside, titles[place]])
        label = _labels(form, fields)
        code = "window.column_settled" if fields else "window.column_aside"
        return {"message": sentence(code, title=titles[place] or column, field=label)}

    def order(self, data: dict[str, Any]) -> dict[str, Any]:
        """Say whether a program swapped day and month of a column's real dates."""
        field = self.office.workspace().participants.field(str(data["field"]))
        orders: dict[str, DateOrder] = {"day_first": "day_first", "month_first": "month_first"}
        order = orders[str(data["order"])]
        self._put(str(data["siae"]), "dates", field.id, order)
        return {"message": sentence(f"window.dates_{order}", field=field.label)}

    def leave_aside(self, data: dict[str, Any]) -> dict[str, Any]:
        """Say that a tab is none that concerns the tool: nothing is told of it any more."""
        tab, config = str(data["tab"]), self.office.workspace().config
        put_value(config.file, ["leave"], [*config.leave, tab])
        return {"message": sentence("window.tab_left", tab=tab)}

    def detach(self, data: dict[str, Any]) -> dict[str, Any]:
        """Say that a tab is not the one of the coordination that it was taken for."""
        tab, workspace = str(data["tab"]), self.office.workspace()
        file, leave = workspace.config.file, workspace.config.leave
        names = read_section(file, "tabs")
        put_section(file, "tabs", {form: name for form, name in names.items() if name != tab})
        put_value(file, ["leave"], [*leave, tab])
        return {"message": sentence("window.tab_left", tab=tab)}

    def attach(self, data: dict[str, Any]) -> dict[str, Any]:
        """Make a tab that of an SIAE, which then counts like the others."""
        tab, name = str(data["tab"]), str(data["name"]).strip()
        kind = kind_of(data["kind"])
        config, month = self.office.workspace().config, self.office.month
        if not name or month is None:
            raise Refusal("window.no_member")
        entry = {"tab": tab, "name": name, "kind": kind}
        owner = next((one["siae"] for one in _tabs_unnamed(month) if one["tab"] == tab), "")
        own_workbooks = {siae.name: siae.workbook for siae in config.siae if siae.workbook}
        if owner in own_workbooks:
            entry["workbook"] = own_workbooks[owner]
        if tab in config.leave:
            put_value(config.file, ["leave"], [each for each in config.leave if each != tab])
        put_value(config.file, ["siae", len(config.siae)], entry)
        return {"message": sentence("window.tab_attached", tab=tab, siae=name)}

    def _table(self, siae: str) -> Table:
        readings = self.office.month.entries.readings if self.office.month else ()
        for reading in readings:
            if reading.siae == siae and reading.tables:
                return reading.tables[0]
        raise Refusal("window.not_read")

    def _number(self, siae: str) -> int:
        return list(self.office.workspace().member_names).index(siae)

    def _put(self, siae: str, *what: Any) -> None:
        *path, value = what
        put_value(self.office.file, ["siae", self._number(siae), *path], value)


def _renamed_coordination(workspace: Workspace) -> list[dict[str, str]]:
    """The coordination tabs that config gives another name than ours."""
    named, usual = workspace.tabs.of, Tabs().of
    return [
        {"tab": named(form), "label": form.label}
        for form in workspace.coordination.values()
        if named(form) != usual(form)
    ]


def _maybe_swapped(month: Month) -> set[tuple[str, str]]:
    """SIAE and field of the columns whose dates may have day and month swapped."""
    doubtful = (one for one in month.anomalies if one.rule in _SWAPPED)
    return {(one.siae, one.field or "") for one in doubtful}


def _columns(
    reading: TabReading,
    settled: Siae,
    swapped: Collection[tuple[str, str]],
) -> Iterator[dict[str, Any]]:
    """The columns with a title, of the first table: it tells what those below it are.

    What config says by now wins over what was read.
    `order` is what config says of the dates of one, "" where it is asked, None elsewhere.
    """
    for table in reading.tables[:1]:
        fields = list(_fields_by_column(table))
        doubtful = {match.column for match in table.matching.uncertain}
        for at, title in enumerate(table.matching.titles):
            if clean(title):
                said = _fields_said(table, at, settled.columns)
                read = [name for column, name in fields if column == at]
                name = "+".join(said or [each for each in read if each not in settled.columns])
                order: str | None = settled.dates.get(name)
                if order is None and (reading.siae, name) in swapped:
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


def _tabs_unnamed(month: Month) -> list[dict[str, Any]]:
    """The tabs that config does not name, those that look like people first."""
    unnamed = [one for one in month.anomalies if one.rule in RULES.values()]
    unnamed.sort(key=lambda one: one.rule != UNKNOWN_PARTICIPANTS)
    return [{"tab": one.tab, "siae": one.siae} for one in unnamed]


def _labels(form: Form, names: tuple[str, ...] | list[str]) -> str:
    return " et ".join(form.field(name).label for name in names)
