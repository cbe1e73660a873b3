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
from forms.values import Cell, ReadingContext, shown
from forms.words import fold, fold_header
from forms.xlsform import choice_name
from sheets_sync.config import Config
from sheets_sync.entry.new_rows import Tab, check_entries, identity
from sheets_sync.errors import Refusal, Untouchable
from sheets_sync.history.store import History
from sheets_sync.settings import Siae
from sheets_sync.sheets.additions import Additions
from sheets_sync.workbooks.opening import open_workbook
from sheets_sync.workbooks.protocol import Workbook

_KEYS = ("_uuid", "instanceid", "_id", "uuid")
"""What a collector names an answer by, the most lasting first (last part of the title, in lower case)."""


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


def bring_in(
    answers: Sequence[Answer],
    form: Form,
    config: Config,
    history: History,
    as_of: date,
    dry_run: bool,
) -> Imported:
    """Put the answers that are right into their tabs; the others are told, and may be brought again once corrected.

    Raises:
        Refusal: a workbook cannot be read or written.
    """
    done, known = Imported(), history.imported(form.form)
    by_tab: dict[tuple[str, str], list[Answer]] = defaultdict(list)
    members: dict[tuple[str, str], Siae] = {}
    for answer in answers:
        member = _member(answer, form, config)
        if answer.key in known:
            done.known += 1
        elif member is None:
            done.refused.append(
                (answer.line, f"la SIAE « {answer.siae} » n'est pas dans config.yaml.")
            )
        else:
            place = member.workbook or config.workbook, member.tab
            members[place] = member
            by_tab[place].append(answer)
    books: dict[str, Workbook] = {}
    additions: dict[str, dict[str, Additions]] = defaultdict(dict)
    keys: dict[str, list[str]] = defaultdict(list)
    for (where, tab), found in by_tab.items():
        if where not in books:
            books[where] = open_workbook(where, config.folder, config.google.credentials)
        new, taken = _new_rows(books[where], members[where, tab], found, form, config, as_of, done)
        if taken:
            additions[where][tab] = new
            keys[where] += [answer.key for answer in taken]
    for where, added in additions.items() if not dry_run else ():
        try:
            books[where].publish([], {}, as_of, history.copies, added)
        except Untouchable as reason:
            raise Refusal("setup.untouchable", file=books[where].name, reason=reason) from reason
        history.save_imported(form.form, keys[where], as_of)
    return done


def read_answers(file: Path, form: Form, config: Config) -> list[Answer]:
    """The answers of an export, whatever its titles are: names with their groups, or labels."""
    titles, *lines = _table(file)
    fields = {title: known for title in titles if (known := _field_of(title, form)) is not None}
    if not {each.id for each in fields.values()} & {
        each.id for each in form.fields if each.required
    }:
        wanted = ", ".join(each.label for each in form.fields if each.required)
        raise Refusal("forms.other", file=file.name, form=form.label, wanted=wanted)
    found: list[Answer] = []
    for number, cells in enumerate(lines, 2):
        line = dict(zip(titles, cells, strict=False))
        texts = {
            each.id: _value(line[title], each, config)
            for title, each in fields.items()
            if line.get(title, "") != ""
        }
        if texts:
            siae = next(
                (
                    str(value)
                    for title, value in line.items()
                    if _last(title) == "siae" and value != ""
                ),
                "",
            )
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
                list(row)
                for row in csv.reader(
                    io.StringIO(text), delimiter=";" if head.count(";") > head.count(",") else ","
                )
            ]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Refusal("forms.unreadable", file=file.name) from error
    if not lines:
        raise Refusal("forms.unreadable", file=file.name)
    return [
        [str(cell) if index == 0 else cell for cell in line] for index, line in enumerate(lines)
    ]


def _last(title: Cell) -> str:
    return str(title).rpartition("/")[2].strip().lower()


def _field_of(title: Cell, form: Form) -> Field | None:
    name, words = _last(title), fold_header(str(title).rpartition("/")[2])
    return next((each for each in form.fields if each.id == name), None) or next(
        (
            each
            for each in form.fields
            if words in {fold_header(text) for text in (each.label, *each.headers)}
        ),
        None,
    )


def _value(cell: Cell, question: Field, config: Config) -> Cell:
    """The answer in the words of the list, where the export has the names of choices; all else as it is."""
    if isinstance(cell, str):
        names = {
            choice_name(value): value
            for value in question.offered([member.name for member in config.siae])
        }
        return names.get(cell.strip(), cell)
    return cell.date() if isinstance(cell, datetime) else cell


def _key(line: Mapping[Cell, Cell], texts: Mapping[str, Cell]) -> str:
    named = {_last(title): shown(value) for title, value in line.items() if value != ""}
    given = next((named[name] for name in _KEYS if name in named), "")
    return (
        given.removeprefix("uuid:")
        or hashlib.sha256(
            repr(sorted((name, shown(value)) for name, value in texts.items())).encode()
        ).hexdigest()
    )


def _member(answer: Answer, form: Form, config: Config) -> Siae | None:
    """Whose tab the answer goes to; of the other forms there is one tab for all."""
    if form.form != "participant":
        return Siae(tab=config.tab_of(form), name=form.label, kind="ACI")
    return next(
        (
            member
            for member in config.siae
            if fold(member.name) == fold(answer.siae.replace("_", " "))
        ),
        None,
    )


def _new_rows(
    book: Workbook,
    member: Siae,
    answers: Sequence[Answer],
    form: Form,
    config: Config,
    as_of: date,
    done: Imported,
) -> tuple[Additions, list[Answer]]:
    """What a tab gets, and the answers that it comes from; what becomes of the others goes to `done`."""
    setting = ReadingContext(as_of, tuple(one.name for one in config.siae))
    tab = (
        Tab(book.read(member.tab), form, setting, member.columns)
        if member.tab in book.tabs
        else None
    )
    problem = (
        f"l'onglet « {member.tab} » n'est pas dans {book.name}." if tab is None else tab.problem
    )
    if tab is None or problem:
        done.refused += [(answer.line, problem) for answer in answers]
        return Additions(), []
    in_file: dict[tuple[str, ...], int] = {}
    taken = []
    for answer, (values, wrong) in zip(
        answers,
        check_entries([answer.texts for answer in answers], form, member.tab, setting),
        strict=True,
    ):
        there, who = tab.known(values), identity(values, form)
        if wrong:
            done.refused.append((answer.line, " ".join(wrong.values())))
        elif there:
            done.there.append(
                (
                    answer.line,
                    f"déjà dans « {member.tab} », ligne {there[0].line} ; si c'est un nouveau parcours, le saisir à la main.",
                )
            )
        elif who in in_file:
            what = "personne" if form.form == "participant" else "réponse"
            done.there.append(
                (answer.line, f"la même {what} qu'à la ligne {in_file[who]} du fichier.")
            )
        elif lost := tab.lacks(list(values)):
            done.refused.append((answer.line, lost))
        else:
            in_file[who] = answer.line
            taken.append(answer)
            done.added[member.tab].append(tab.add(values))
    return tab.additions, taken
