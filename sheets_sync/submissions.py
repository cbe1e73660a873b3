"""Answers collected elsewhere (KoboToolbox, ODK: `.csv` or `.xlsx`) brought into the tabs: checked as every entry is, and never twice."""

from __future__ import annotations

import csv
import hashlib
import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from forms.definition import Field, Form
from forms.values import Cell, Setting, Value, shown
from forms.words import fold, fold_header
from forms.xlsform import choice_name, offered
from sheets_sync.check import Checked, check_tab
from sheets_sync.config import Config, Siae
from sheets_sync.errors import Refusal, Untouchable
from sheets_sync.history import History
from sheets_sync.read import read_tab
from sheets_sync.sheets import Additions, Content, NewRow
from sheets_sync.workbooks import Grid, Workbook, open_workbook

_KEYS = ("_uuid", "instanceid", "_id", "uuid")
"""What a collector names an answer by, the most lasting first (last part of the title, in lower case)."""
_IDENTITY = ("nom", "prenom", "date_naissance")
_LIKE = 20
"""Entries looked at for the one that a new line is to look like."""


@dataclass(frozen=True)
class Answer:
    """One answer: its line in the file (from 1), what it is known again by, whose tab it goes to ("" where that is not said), its texts by field."""

    line: int
    key: str
    siae: str
    texts: Mapping[str, Cell]


@dataclass
class Imported:
    """What became of the answers of a file; `refused` and `there` say why, by line of the file."""

    added: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    refused: list[tuple[int, str]] = field(default_factory=list)
    there: list[tuple[int, str]] = field(default_factory=list)
    known: int = 0


def bring_in(file: Path, form: Form, config: Config, history: History, as_of: date, dry_run: bool) -> Imported:
    """Put the answers of `file` that are right into their tabs; the others are told, and may be brought again once corrected.

    Raises:
        Refusal: the file cannot be read, is of another form, or a workbook cannot be written.
    """
    done, known = Imported(), history.imported(form.form)
    by_tab: dict[tuple[str, str], list[Answer]] = defaultdict(list)
    members: dict[tuple[str, str], Siae] = {}
    for answer in read_answers(file, form, config):
        member = _member(answer, form, config)
        if answer.key in known:
            done.known += 1
        elif member is None:
            done.refused.append((answer.line, f"la SIAE « {answer.siae} » n'est pas dans config.yaml."))
        else:
            place = member.workbook or config.workbook, member.tab
            members[place] = member
            by_tab[place].append(answer)
    books: dict[str, Workbook] = {}
    additions: dict[str, dict[str, Additions]] = defaultdict(dict)
    keys: dict[str, list[str]] = defaultdict(list)
    for (where, tab), answers in by_tab.items():
        if where not in books:
            books[where] = open_workbook(where, config.folder, config.google.credentials)
        rows, taken = _new_rows(books[where], members[where, tab], answers, form, config, as_of, done)
        if rows:
            additions[where][tab] = Additions(rows=rows)
            keys[where] += [answer.key for answer in taken]
    for where, found in additions.items() if not dry_run else ():
        try:
            books[where].publish([], {}, as_of, history.copies, found)
        except Untouchable as reason:
            raise Refusal("setup.untouchable", file=books[where].name, reason=reason) from reason
        history.save_imported(form.form, keys[where], as_of)
    return done


def read_answers(file: Path, form: Form, config: Config) -> list[Answer]:
    """The answers of an export, whatever its titles are: names with their groups, or labels."""
    titles, *lines = _table(file)
    fields = {title: known for title in titles if (known := _field_of(title, form)) is not None}
    if not {each.id for each in fields.values()} & {each.id for each in form.fields if each.required}:
        wanted = ", ".join(each.label for each in form.fields if each.required)
        raise Refusal("forms.other", file=file.name, form=form.label, wanted=wanted)
    found: list[Answer] = []
    for number, cells in enumerate(lines, 2):
        line = dict(zip(titles, cells, strict=False))
        texts = {each.id: _value(line[title], each, config) for title, each in fields.items() if line.get(title, "") != ""}
        if texts:
            siae = next((str(value) for title, value in line.items() if _last(title) == "siae" and value != ""), "")
            found.append(Answer(number, _key(line, texts), siae, texts))
    return found


def _table(file: Path) -> list[list[Cell]]:
    """The lines of a `.csv` (commas or semicolons) or of the first tab of an `.xlsx`; raises `Refusal`."""
    try:
        if file.suffix.lower() == ".xlsx":
            book = open_workbook(file.name, file.parent)
            lines: list[list[Cell]] = [list(row) for row in book.read(book.tabs[0]).rows]
        else:
            text = file.read_text(encoding="utf-8-sig")
            head = text.partition("\n")[0]
            lines = [
                list(row) for row in csv.reader(io.StringIO(text), delimiter=";" if head.count(";") > head.count(",") else ",")
            ]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Refusal("forms.unreadable", file=file.name) from error
    if not lines:
        raise Refusal("forms.unreadable", file=file.name)
    return [[str(cell) if index == 0 else cell for cell in line] for index, line in enumerate(lines)]


def _last(title: Cell) -> str:
    return str(title).rpartition("/")[2].strip().lower()


def _field_of(title: Cell, form: Form) -> Field | None:
    name, words = _last(title), fold_header(str(title).rpartition("/")[2])
    return next((each for each in form.fields if each.id == name), None) or next(
        (each for each in form.fields if words in {fold_header(text) for text in (each.label, *each.headers)}), None
    )


def _value(cell: Cell, question: Field, config: Config) -> Cell:
    """The answer in the words of the list, where the export has the names of choices; all else as it is."""
    if isinstance(cell, str):
        names = {choice_name(value): value for value in offered(question, [member.name for member in config.siae])}
        return names.get(cell.strip(), cell)
    return cell.date() if isinstance(cell, datetime) else cell


def _key(line: Mapping[Cell, Cell], texts: Mapping[str, Cell]) -> str:
    named = {_last(title): shown(value) for title, value in line.items() if value != ""}
    given = next((named[name] for name in _KEYS if name in named), "")
    return (
        given.removeprefix("uuid:")
        or hashlib.sha256(repr(sorted((name, shown(value)) for name, value in texts.items())).encode()).hexdigest()
    )


def _member(answer: Answer, form: Form, config: Config) -> Siae | None:
    """Whose tab the answer goes to; of the other forms there is one tab for all."""
    if form.form != "participant":
        return Siae(tab=getattr(config.tabs, form.form), name=form.label, kind="ACI")
    return next((member for member in config.siae if fold(member.name) == fold(answer.siae.replace("_", " "))), None)


def _new_rows(
    book: Workbook, member: Siae, answers: Sequence[Answer], form: Form, config: Config, as_of: date, done: Imported
) -> tuple[list[NewRow], list[Answer]]:
    """The rows that a tab gets, and the answers that they come from; what becomes of the others goes to `done`."""
    tab, names = member.tab, tuple(one.name for one in config.siae)

    def refuse(reason: str) -> tuple[list[NewRow], list[Answer]]:
        done.refused.extend((answer.line, reason) for answer in answers)
        return [], []

    if tab not in book.tabs:
        return refuse(f"l'onglet « {tab} » n'est pas dans {book.name}.")
    grid = book.read(tab)
    reading = read_tab(grid, form, tab, Setting(as_of, names, grid.date1904), member.columns)
    if len(reading.tables) != 1:
        return refuse(f"l'onglet « {tab} » n'a pas un seul tableau reconnu : y saisir cette réponse à la main.")
    table = reading.tables[0]
    entries = check_tab(reading, form, Setting(as_of, names, grid.date1904))[0][0]
    there = {
        identity: f"déjà dans « {tab} », ligne {row} ; si c'est un nouveau parcours, le saisir à la main."
        for row, identity in zip(table.rows, _identities(entries, form), strict=True)
    }
    right = _right(answers, form, tab, Setting(as_of, names), done)
    taken, typed = [], []
    for answer, values in right:
        identity = _identity(values, form)
        if identity in there:
            done.there.append((answer.line, there[identity]))
        elif lost := [form.field(name).label for name in values if name not in table.columns]:
            done.refused.append(
                (answer.line, f"« {tab} » n'a pas de colonne pour {', '.join(lost)} (« setup --columns » les ajoute).")
            )
        else:
            there[identity] = f"la même personne qu'à la ligne {answer.line} du fichier." if form.form == "participant" else f"la même réponse qu'à la ligne {answer.line} du fichier."  # fmt: skip
            taken.append(answer)
            typed.append(values)
    start = _free_line(grid, table.rows[-1] if table.rows else table.header_row, len(typed))
    like = _like(grid, [row - 1 for row in table.rows])
    dated = frozenset(
        column for column in table.columns.values() if like is not None and isinstance(_at(grid, like, column), date)
    )
    rows = [
        NewRow(start + number, {table.columns[name]: value for name, value in values.items()}, like, dated)
        for number, values in enumerate(typed)
    ]
    done.added[tab] += [row.row + 1 for row in rows]
    return rows, taken


def _right(
    answers: Sequence[Answer], form: Form, tab: str, setting: Setting, done: Imported
) -> list[tuple[Answer, dict[str, Content]]]:
    """The answers in which nothing is to be corrected, typed; the others are refused with what is wrong."""
    used = [each for each in form.fields if any(each.id in answer.texts for answer in answers) or each.required]
    rows: list[list[Cell]] = [
        [each.label for each in used],
        *([answer.texts.get(each.id, "") for each in used] for answer in answers),
    ]
    reading = read_tab(Grid(tab, rows), form, tab, setting)
    found: list[tuple[Answer, dict[str, Content]]] = []
    for checked in check_tab(reading, form, setting)[0]:
        wrong: dict[int | None, list[str]] = defaultdict(list)
        for anomaly in checked.anomalies:
            if anomaly.severity == "error":
                wrong[anomaly.row].append(anomaly.message)
        for place, row in enumerate(checked.table.rows):
            answer = answers[row - 2]
            if row in wrong:
                done.refused.append((answer.line, " ".join(wrong[row])))
            else:
                values: dict[str, Content] = {
                    each.id: _kept(checked.values[each.id][place], answer.texts.get(each.id, "")) for each in used
                }
                found.append((answer, {name: value for name, value in values.items() if value not in (None, "")}))
    told = {answer.line for answer, _ in found} | {line for line, _ in done.refused}
    unread = "elle n'est pas comprise comme une saisie (nom et prénom manquants ?) : la saisir à la main."
    done.refused += [(answer.line, unread) for answer in answers if answer.line not in told]
    return found


def _kept(value: Value | None, text: Cell) -> Content:
    """The typed value; what was answered where that is not yet known (« ? »), which the tab keeps as it is."""
    return value if value is not None else shown(text)


def _identities(entries: Checked, form: Form) -> list[tuple[str, ...]]:
    return [
        _identity({name: column[place] for name, column in entries.values.items()}, form)
        for place in range(len(entries.table.rows))
    ]


def _identity(values: Mapping[str, Content], form: Form) -> tuple[str, ...]:
    """What tells that two entries are one: who it is; where a form is not of people, all that was entered."""
    names = _IDENTITY if form.form == "participant" else [each.id for each in form.fields]
    return tuple(fold(str(values.get(name) or "")) for name in names)


def _free_line(grid: Grid, after: int, count: int) -> int:
    """The first of so many empty lines below the entries (from 0)."""
    start = after
    while any(cell != "" for row in grid.rows[start : start + count] for cell in row):
        start += 1
    return start


def _like(grid: Grid, rows: Sequence[int]) -> int | None:
    """The recent entry with the most days in it: its cells show how days are written in this tab."""
    return max(rows[-_LIKE:], key=lambda row: (sum(isinstance(cell, date) for cell in grid.rows[row]), row), default=None)


def _at(grid: Grid, row: int, column: int) -> Cell:
    return grid.rows[row][column] if column < len(grid.rows[row]) else ""
