"""The whole job, top to bottom: read, check, know the people, consolidate, measure, publish, write the documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from forms.definition import FORM_IDS, Form, load_form
from forms.definition_file import DefinitionError, closest
from forms.values import Setting
from sheets_sync.check import Anomaly, Checked, check_tab
from sheets_sync.config import Config
from sheets_sync.consolidate import Consortium, consolidate, shareable
from sheets_sync.errors import Refusal
from sheets_sync.files import Outcome
from sheets_sync.history import Changes, History
from sheets_sync.measure import Measures
from sheets_sync.people import People, identify
from sheets_sync.read import TabReading, read_tab
from sheets_sync.workbooks import Workbook, open_workbook

if TYPE_CHECKING:
    import pandas as pd

COORDINATION = "Coordination"
"""What stands for the SIAE where an anomaly is in a coordination tab."""
Progress = Callable[[str], None]
BAD_TAB = ("tab.missing", "tab.empty", "tab.no_header")


@dataclass(frozen=True)
class Entries:
    """All that was read and checked, before anything is brought together."""

    forms: Mapping[str, Form]
    readings: Sequence[TabReading]
    checked: Sequence[Checked]
    coordination: Mapping[str, Sequence[Checked]]
    anomalies: Sequence[Anomaly]

    @property
    def bad_tabs(self) -> list[Anomaly]:
        """Members' tabs that could not be read at all."""
        return [anomaly for anomaly in self.anomalies if anomaly.rule in BAD_TAB]


@dataclass(frozen=True)
class Month:
    """Entries, brought together and measured: what sheets, documents and exports are made from."""

    config: Config
    as_of: date
    entries: Entries
    consortium: Consortium
    people: People
    measures: Measures
    anomalies: Sequence[Anomaly]

    @property
    def form(self) -> Form:
        """The participants' form."""
        return self.entries.forms["participant"]

    def shareable(self, with_names: bool = False) -> pd.DataFrame:
        """The consortium table without what must not leave the tabs."""
        return shareable(self.consortium.frame, self.form, with_names)


def read_entries(config: Config, as_of: date, strict: bool = False, tell: Progress = lambda step: None) -> Entries:
    """Read and check every tab.

    Raises:
        Refusal: no tab can be used, or, when `strict`, one cannot.
    """
    forms = load_forms(config)
    readings, checked, anomalies = [], [], []
    books = _Books(config)
    names = tuple(member.name for member in config.siae)
    for member in config.siae:
        tell(f"Lecture de l'onglet {member.tab}")
        book = books.open(member.workbook or config.workbook)
        reading, setting = _read(book, member.tab, forms["participant"], member.name, as_of, names, member.columns)
        tables, about_tab = check_tab(reading, forms["participant"], setting)
        readings.append(reading)
        checked += tables
        anomalies += [*about_tab, *(anomaly for table in tables for anomaly in table.anomalies)]
    coordination: dict[str, Sequence[Checked]] = {}
    book = books.open(config.workbook)
    for form_id in FORM_IDS[1:]:
        tab = getattr(config.tabs, form_id)
        coordination[form_id] = []
        if tab in book.tabs:
            tell(f"Lecture de l'onglet {tab}")
            reading, setting = _read(book, tab, forms[form_id], COORDINATION, as_of, names, {})
            if not reading.problem:
                coordination[form_id] = check_tab(reading, forms[form_id], setting)[0]
                anomalies += [anomaly for table in coordination[form_id] for anomaly in table.anomalies]
    entries = Entries(forms, readings, checked, coordination, anomalies)
    bad = entries.bad_tabs
    if bad and (strict or len(bad) == len(config.siae)):
        raise Refusal("tabs.unusable", problems="\n".join(anomaly.message for anomaly in bad))
    if not any(reading.rows_read for reading in readings):
        raise Refusal("rows.none", file=config.workbook)
    return entries


def bring_together(config: Config, entries: Entries, history: History, as_of: date, tell: Progress = lambda step: None) -> Month:
    """Know the people, consolidate, and make ready to measure. Nothing is written."""
    tell("Rapprochement des personnes")
    people = identify(entries.checked, entries.forms["participant"], history.key(), history.registry())
    tell("Consolidation")
    consortium = consolidate(entries.checked, entries.readings, people.pseudonyms, entries.forms["participant"], config, as_of)
    frames = {"participant": consortium.frame, **{name: coordination_frame(entries, name) for name in FORM_IDS[1:]}}
    members = [member.name for member in config.siae]
    measures = Measures(entries.forms, frames, members, config.target)
    return Month(config, as_of, entries, consortium, people, measures, [*entries.anomalies, *people.anomalies])


def publish_month(month: Month, history: History, tell: Progress = lambda step: None) -> dict[Path, Outcome]:
    """Write Consortium, Anomalies and Pilotage, then what the next run needs."""
    from sheets_sync import steering
    from sheets_sync.publish import anomalies_sheet, consortium_sheet, publish

    tell("Écriture des feuilles")
    config = month.config
    sheets = {
        "pilotage": steering.describe(config, month.measures, month.consortium.counts, month.anomalies, month.form, month.as_of),
        "anomalies": anomalies_sheet(month.anomalies, month.form, config),
        "consortium": consortium_sheet(month.shareable(), month.form, config.tabs.consortium),
    }
    history.save_people(month.people.key, month.people.registry)
    return publish(sheets, config, history, month.as_of)


def changes_since(month: Month, history: History) -> Changes:
    """What is different from the last state kept."""
    return history.changes(month.shareable(), month.anomalies, month.as_of)


def coordination_frame(entries: Entries, form_id: str) -> pd.DataFrame:
    """The rows of a coordination tab, fields as columns; empty where there is no such tab."""
    import pandas as pd

    form = entries.forms[form_id]
    tables = entries.coordination.get(form_id, [])
    columns = {field.id: [value for table in tables for value in table.values[field.id]] for field in form.fields}
    return pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in columns.items()})


def load_forms(config: Config) -> dict[str, Form]:
    """The six forms; the consortium's own where it keeps some beside its config."""
    try:
        return {form_id: load_form(form_id, config.folder) for form_id in FORM_IDS}
    except DefinitionError as error:
        raise Refusal("forms.wrong", problem=error) from error


class _Books:
    """The workbooks of a run, each opened once."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.known: dict[str, Workbook] = {}

    def open(self, where: str) -> Workbook:
        """The workbook at `where`; raises `Refusal`."""
        if where not in self.known:
            self.known[where] = open_workbook(where, self.config.folder)
        return self.known[where]


def _read(
    book: Workbook, tab: str, form: Form, siae: str, as_of: date, names: tuple[str, ...], columns: Mapping[str, str]
) -> tuple[TabReading, Setting]:
    try:
        grid = book.read(tab)
    except KeyError:
        near = closest(tab, list(book.tabs))
        hint = (
            f" Vouliez-vous « {near} » ? Corriger « tab » dans config.yaml."
            if near
            else f" Onglets présents : {', '.join(book.tabs)}."
        )
        return TabReading(siae, tab, problem="tab.missing", hint=hint), Setting(as_of, names)
    setting = Setting(as_of, names, grid.date1904)
    return read_tab(grid, form, siae, setting, columns), setting
