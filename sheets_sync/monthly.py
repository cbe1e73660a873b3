"""The whole job, top to bottom: take in the entry cards, read, check, know the people, consolidate, measure, publish, write the documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from forms.definition import Form, form_ids, load_form
from forms.definition_file import DefinitionError, closest, did_you_mean
from forms.values import ReadingContext
from forms.words import clean
from sheets_sync.checking.check import Checked, check_tab
from sheets_sync.config import Config
from sheets_sync.consortium.consolidate import consolidate, shareable, with_quality
from sheets_sync.documents.write import Document, write_all
from sheets_sync.entry.cards import CardResult, take_in
from sheets_sync.errors import Refusal
from sheets_sync.figures.measures import Measures, load_indicators
from sheets_sync.generated.publish import Published, publish, wanted_places
from sheets_sync.history.over_time import check_across
from sheets_sync.history.store import Changes, History
from sheets_sync.month import COORDINATION, Entries, Month
from sheets_sync.people.answers import read_answers
from sheets_sync.people.identify import identify
from sheets_sync.reading.tab import TabReading, read_tab
from sheets_sync.workbooks.addresses import is_address, place_of
from sheets_sync.workbooks.opening import open_workbook
from sheets_sync.workbooks.protocol import Workbook

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Prepared:
    """What `prepare` did: the month it found, what changed since the last, the files it wrote, what became of the entry cards."""

    month: Month
    changes: Changes
    published: Published
    documents: Sequence[Document]
    cards: Sequence[CardResult] = ()


def prepare(
    config: Config, history: History, as_of: date, strict: bool, dry_run: bool, tell: Progress
) -> Prepared:
    """All of it before a meeting. When `dry_run`, everything but the writing."""
    books = Books(config)
    cards = take_cards(config, books, history, as_of, dry_run, tell)
    entries = read_entries(config, as_of, strict, tell, books)
    month = bring_together(config, entries, history, as_of, tell)
    changes = history.changes(month.shareable(), month.anomalies, as_of)
    if dry_run:
        return Prepared(month, changes, Published({}), [], cards)
    published = publish_month(month, history, tell)
    tell("Écriture des documents")
    documents = write_all(month, history)
    if not changes.nothing:
        history.save_state(month.shareable(), month.anomalies, as_of)
    return Prepared(month, changes, published, documents, cards)


def take_cards(
    config: Config,
    books: Books,
    history: History,
    as_of: date,
    dry_run: bool,
    tell: Progress = lambda step: None,
) -> list[CardResult]:
    """Put what is typed on the entry cards into the tabs, before these are read."""
    tell("Lecture des fiches de saisie")
    wheres = dict.fromkeys(
        (config.workbook, *(member.workbook or config.workbook for member in config.siae))
    )
    staff = {place_of(where, config.folder): books.open(where) for where in wheres}
    told, changed = take_in(
        config, load_forms(config)["participant"], staff, as_of, history.copies, dry_run
    )
    for where in wheres:
        if place_of(where, config.folder) in changed:
            books.forget(where)
    return told


def read_entries(
    config: Config,
    as_of: date,
    strict: bool = False,
    tell: Progress = lambda step: None,
    books: Books | None = None,
) -> Entries:
    """Read and check every tab.

    Args:
        books: the workbooks of the run, where some are open already.

    Raises:
        Refusal: no tab can be used, or, when `strict`, one cannot.
    """
    forms = load_forms(config)
    readings, checked, anomalies = [], [], []
    books = books or Books(config)
    names = tuple(member.name for member in config.siae)
    known = [field.id for field in forms["participant"].fields]
    for member in config.siae:
        for name in set(member.columns) - set(known):
            raise Refusal(
                "name.unknown",
                what=f"{member.name}, columns : le champ",
                value=name,
                hint=did_you_mean(name, known),
            )
        tell(f"Lecture de l'onglet {member.tab}")
        book = books.open(member.workbook or config.workbook)
        reading, setting = _read(
            book, member.tab, forms["participant"], member.name, as_of, names, member.columns
        )
        tables, about_tab = check_tab(reading, forms["participant"], setting)
        readings.append(reading)
        checked += tables
        anomalies += [*about_tab, *(anomaly for table in tables for anomaly in table.anomalies)]
    coordination: dict[str, Sequence[Checked]] = {}
    book = books.open(config.workbook)
    for form_id, form in list(forms.items())[1:]:
        tab = config.tab_of(form)
        coordination[form_id] = []
        if tab in book.tabs:
            tell(f"Lecture de l'onglet {tab}")
            reading, setting = _read(book, tab, form, COORDINATION, as_of, names, {})
            if not reading.problem:
                coordination[form_id] = check_tab(reading, form, setting)[0]
                anomalies += [
                    anomaly for table in coordination[form_id] for anomaly in table.anomalies
                ]
    entries = Entries(forms, readings, checked, coordination, anomalies, books.known)
    bad = entries.bad_tabs
    if bad and (strict or len(bad) == len(config.siae)):
        raise Refusal("tabs.unusable", problems="\n".join(anomaly.message for anomaly in bad))
    if not any(reading.rows_read for reading in readings):
        raise Refusal("rows.none", file=config.workbook)
    return entries


def bring_together(
    config: Config,
    entries: Entries,
    history: History,
    as_of: date,
    tell: Progress = lambda step: None,
) -> Month:
    """Know the people, consolidate, and make ready to measure. Nothing is written."""
    tell("Rapprochement des personnes")
    answers = {**history.answers(), **_answered(config, entries)}
    people = identify(
        entries.checked, entries.forms["participant"], history.key(), history.registry(), answers
    )
    tell("Consolidation")
    form = entries.forms["participant"]
    consortium = consolidate(
        entries.checked, entries.readings, people.pseudonyms, form, config, as_of
    )
    across = check_across(consortium, form, history.reference(as_of), as_of)
    anomalies = [*entries.anomalies, *people.anomalies, *across]
    consortium = with_quality(
        consortium, anomalies, history.modified(shareable(consortium.frame, form), as_of)
    )
    frames = {
        "participant": consortium.frame,
        **{name: entries.frame(name) for name in list(entries.forms)[1:]},
    }
    members = [member.name for member in config.siae]
    try:
        definitions = load_indicators(entries.forms, config.folder)
    except DefinitionError as error:
        raise Refusal("indicators.wrong", problem=error) from error
    measures = Measures(definitions, entries.forms, frames, members, config.target)
    for name in config.targets:
        if name not in measures.indicators:
            hint = did_you_mean(name, sorted(measures.indicators))
            raise Refusal(
                "name.unknown", what="L'indicateur des objectifs (targets)", value=name, hint=hint
            )
    return Month(config, as_of, entries, consortium, people, measures, anomalies)


def publish_month(month: Month, history: History, tell: Progress = lambda step: None) -> Published:
    """Write Consortium, Anomalies and Pilotage and the feedback in the tabs, after what the next run needs."""
    tell("Écriture des feuilles et des remarques")
    history.save_people(month.people.key, month.people.registry)
    since = history.first_seen((month.key(anomaly) for anomaly in month.anomalies), month.as_of)
    history.save_findings(since, month.people.answers)
    return publish(month, since, history.copies)


def save_open(month: Month) -> None:
    """Save the workbooks that a program has open, as they now are."""
    for book in month.entries.books.values():
        book.save()


def _answered(config: Config, entries: Entries) -> dict[str, bool]:
    """What the coordinator answered in the Anomalies sheet, wherever the last run put it."""
    found: dict[str, bool] = {}
    for where in dict.fromkeys((wanted_places(config)["anomalies"], config.generated_file)):
        place = place_of(where, config.folder)
        if where in entries.books or is_address(place) or Path(place).exists():
            book = entries.books.get(where) or open_workbook(
                where, config.folder, config.google.credentials
            )
            if config.tabs.anomalies in book.tabs:
                found |= read_answers(book.read(config.tabs.anomalies).rows)
    return found


def load_forms(config: Config) -> dict[str, Form]:
    """The forms, that of the participants first; the consortium's own where it keeps some beside its config."""
    try:
        return {form_id: load_form(form_id, config.folder) for form_id in form_ids(config.folder)}
    except DefinitionError as error:
        raise Refusal("forms.wrong", problem=error) from error


class Books:
    """The workbooks of a run, each opened once."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.known: dict[str, Workbook] = {}

    def open(self, where: str) -> Workbook:
        """The workbook at `where`; raises `Refusal`."""
        if where not in self.known:
            self.known[where] = open_workbook(
                where, self.config.folder, self.config.google.credentials
            )
        return self.known[where]

    def forget(self, where: str) -> None:
        """Open it anew when it is next asked for: it is no longer as it was read."""
        self.known.pop(where, None)


def _read(
    book: Workbook,
    tab: str,
    form: Form,
    siae: str,
    as_of: date,
    names: tuple[str, ...],
    columns: Mapping[str, str],
) -> tuple[TabReading, ReadingContext]:
    found = _tab_named(tab, book.tabs)
    if found is None:
        near = closest(tab, list(book.tabs))
        hint = (
            f" Vouliez-vous « {near} » ? Corriger « tab » dans config.yaml."
            if near
            else f" Onglets présents : {', '.join(book.tabs)}."
        )
        return TabReading(siae, tab, problem="tab.missing", hint=hint), ReadingContext(as_of, names)
    grid = book.read(found)
    setting = ReadingContext(as_of, names, grid.date1904)
    return read_tab(grid, form, siae, setting, columns), setting


def _tab_named(name: str, tabs: Sequence[str]) -> str | None:
    """The tab of that name; else the only one that differs by nothing but case and spaces around it."""
    if name in tabs:
        return name
    alike = [tab for tab in tabs if clean(tab).casefold() == clean(name).casefold()]
    return alike[0] if len(alike) == 1 else None
