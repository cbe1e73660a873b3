"""Make the shared workbook from config and forms, or add to one what it lacks; nothing that is there is moved or changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from forms.definition import Field, Form
from forms.values import ReadingContext
from forms.words import clean
from sheets_sync.config import Config
from sheets_sync.entry.cards import card_tab, fits, in_use
from sheets_sync.entry.tab_layout import (
    ENTRY_ROWS,
    Lists,
    checks,
    entry_tab,
    lists_of,
    lists_tab,
    readme_tab,
    title_of,
)
from sheets_sync.errors import Refusal, Untouchable
from sheets_sync.files import Copies, Outcome, put
from sheets_sync.history.store import History
from sheets_sync.reading.tab import read_tab
from sheets_sync.settings import Siae
from sheets_sync.sheets.additions import Additions, Edit, NewColumn
from sheets_sync.sheets.content import Link, Span
from sheets_sync.sheets.sheet import Sheet
from sheets_sync.workbooks.addresses import is_address, place_of
from sheets_sync.workbooks.compare import is_ours
from sheets_sync.workbooks.opening import open_workbook
from sheets_sync.workbooks.protocol import Workbook

Titles = Mapping[str, Mapping[str, str]]
"""Form → field → its title in a tab."""


@dataclass(frozen=True)
class Made:
    """What became of a workbook: the tabs and, tab by tab, the columns it got, and what is to be told."""

    place: str
    outcome: Outcome
    tabs: Sequence[str]
    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)
    said: Sequence[str] = ()


def set_up(
    config: Config,
    forms: Mapping[str, Form],
    as_of: date,
    history: History,
    with_columns: bool,
    dry_run: bool,
) -> list[Made]:
    """Every workbook of the staff; a file that is not there is made.

    A title that an earlier `setup` knew under another name is renamed, where it still stands as it was.

    Args:
        with_columns: tabs that are there get a column for each field that has none, to the right of all they hold.

    Raises:
        Refusal: a workbook cannot be read or written, or has a tab of its own named as the lists.
    """
    known = history.titles()
    made = [
        _one(config, forms, place, as_of, history.copies, known, with_columns, dry_run)
        for place in _places(config)
    ]
    titles = {
        form_id: {each.id: title_of(each) for each in form.fields}
        for form_id, form in forms.items()
    }
    if not dry_run and titles != known:
        history.save_titles(titles)
    return made


def _places(config: Config) -> list[str]:
    return list(
        dict.fromkeys(
            place_of(where, config.folder)
            for where in (
                config.workbook,
                *(member.workbook or config.workbook for member in config.siae),
            )
        )
    )


def _one(
    config: Config,
    forms: Mapping[str, Form],
    place: str,
    as_of: date,
    copies: Copies,
    known: Titles,
    with_columns: bool,
    dry_run: bool,
) -> Made:
    if not is_address(place) and not Path(place).exists():
        return _new_file(config, forms, Path(place), as_of, dry_run)
    book = open_workbook(place, config.folder, config.google.credentials)
    there = {clean(tab).casefold() for tab in book.tabs}
    wanted = _wanted(config, forms, place)
    missing = [sheet for sheet in wanted if clean(sheet.name).casefold() not in there]
    renewed = [sheet for sheet in wanted if sheet.name in book.tabs and not sheet.is_staffs]
    theirs = [sheet.name for sheet in renewed if not is_ours(book.read(sheet.name).rows, sheet)]
    if config.tabs.listes in theirs:
        raise Refusal("setup.lists_taken", tab=config.tabs.listes, file=book.name)
    said = [f"L'onglet « {name} » est le vôtre : il est laissé tel quel." for name in theirs]
    due = [sheet for sheet in renewed if sheet.name not in theirs and not _shows(book, sheet)]
    used = [
        sheet for sheet in due if sheet.name == config.tabs.saisie and in_use(book.read(sheet.name))
    ]
    said += [
        f"« {sheet.name} » a des fiches remplies : elle est laissée telle quelle jusqu'à ce qu'elles soient rangées."
        for sheet in used
        if not fits(book.read(sheet.name), sheet)
    ]
    sheets = [*missing, *(sheet for sheet in due if sheet not in used)]
    added, reasons = _missing_in_tabs(config, forms, place, book, as_of, known)
    said += [
        f"« {tab} » : le titre « {edit.was} » {'deviendrait' if dry_run else 'devient'} « {edit.now} »."
        for tab, new in added.items()
        for edit in new.edits
    ]
    said += (
        reasons
        if with_columns
        else [_told_lacking(tab, new.columns) for tab, new in added.items() if new.columns]
    )
    if not with_columns:
        added = {tab: new._replace(columns=()) for tab, new in added.items()}
    added = {tab: new for tab, new in added.items() if new != Additions()}
    outcome: Outcome = "unchanged"
    if (sheets or added) and not dry_run:
        try:
            outcome = book.publish(
                sorted(sheets, key=lambda sheet: sheet.is_staffs), {}, as_of, copies, added
            )
        except Untouchable as reason:
            raise Refusal("setup.untouchable", file=book.name, reason=reason) from reason
    titles = {
        tab: [column.title for column in new.columns] for tab, new in added.items() if new.columns
    }
    return Made(
        place,
        outcome,
        [sheet.name for sheet in missing],
        titles,
        [*said, *book.notices, *_blank(book, missing)],
    )


def _missing_in_tabs(
    config: Config,
    forms: Mapping[str, Form],
    place: str,
    book: Workbook,
    as_of: date,
    known: Titles,
) -> tuple[dict[str, Additions], list[str]]:
    """Tab → the titles that have another name now, and a column for each field that it has none for, beyond all its cells; and why some get none."""
    names, lists = tuple(member.name for member in config.siae), lists_of(forms, config)
    asked = [(member.tab, "participant", member.columns) for member in _members(config, place)]
    asked += [
        (config.tab_of(form), form.form, {})
        for form in list(forms.values())[1:]
        if place == place_of(config.workbook, config.folder)
    ]
    found: dict[str, Additions] = {}
    reasons = []
    for tab, form_id, columns in asked:
        if tab not in book.tabs:
            continue
        grid, form = book.read(tab), forms[form_id]
        reading = read_tab(grid, form, tab, ReadingContext(as_of, names, grid.date1904), columns)
        if reading.problem == "tab.empty" or not reading.tables:
            reasons.append(
                f"« {tab} » : ses titres n'ont pas été reconnus, aucune colonne n'y est ajoutée."
            )
            continue
        row = reading.tables[0].header_row - 1
        renamed = {
            each.id: Edit(row, column, cell, title_of(each))
            for each in form.fields
            for column, cell in enumerate(grid.rows[row])
            if cell == known.get(form_id, {}).get(each.id) != title_of(each)
        }
        fields = [
            each
            for each in form.fields
            if each.id not in reading.tables[0].columns and each.id not in renamed
        ]
        if fields and len(reading.tables) > 1:
            reasons.append(
                f"« {tab} » : plusieurs tableaux l'un sous l'autre, les colonnes sont à ajouter à la main."
            )
            fields = []
        first = max(len(line) for line in grid.rows)
        new = [
            _column(each, row, first + number, len(grid.rows), lists, config)
            for number, each in enumerate(fields)
        ]
        found[tab] = Additions(new, edits=list(renamed.values()))
    return found, reasons


def _column(
    field: Field, row: int, column: int, rows: int, lists: Lists, config: Config
) -> NewColumn:
    cells = Span(row + 1, column, max(rows, row + 1) + ENTRY_ROWS // 2, column)
    return NewColumn(
        row, column, title_of(field), field.help, next(checks(field, cells, lists, config), None)
    )


def _told_lacking(tab: str, columns: Sequence[NewColumn]) -> str:
    titles = [column.title for column in columns]
    more = f" et {len(titles) - 6} autres" if len(titles) > 6 else ""
    return f"« {tab} » n'a pas de colonne pour {', '.join(titles[:6])}{more} : « setup --columns » les ajoute à droite."


def _shows(book: Workbook, sheet: Sheet) -> bool:
    """Whether a tab holds just the texts of `sheet`."""
    there = {
        (row, column): cell
        for row, cells in enumerate(book.read(sheet.name).rows)
        for column, cell in enumerate(cells)
        if cell != ""
    }
    texts = {
        (block.top + row, block.left + column): value.text if isinstance(value, Link) else value
        for block in sheet.blocks for row, values in enumerate(block.rows) for column, value in enumerate(values)
    }  # fmt: skip
    return there == {at: text for at, text in texts.items() if text not in (None, "")}


def _wanted(config: Config, forms: Mapping[str, Form], place: str) -> list[Sheet]:
    """All that a workbook of the staff should have: the lists first, which the drop-downs of the others lead to."""
    lists = lists_of(forms, config)
    main = place == place_of(config.workbook, config.folder)
    tabs = [
        entry_tab(member.tab, forms["participant"], lists, config)
        for member in _members(config, place)
    ]
    if main:
        tabs = [
            readme_tab(config, forms),
            *tabs,
            *(
                entry_tab(config.tab_of(form), form, lists, config)
                for form in list(forms.values())[1:]
            ),
        ]
    cards = (
        []
        if config.tabs.saisie in [sheet.name for sheet in tabs]
        else [card_tab(forms["participant"], lists, config)]
    )
    return [*tabs, *cards, lists_tab(forms, config)]


def _members(config: Config, place: str) -> list[Siae]:
    return [
        member
        for member in config.siae
        if place_of(member.workbook or config.workbook, config.folder) == place
    ]


def _new_file(
    config: Config, forms: Mapping[str, Form], file: Path, as_of: date, dry_run: bool
) -> Made:
    from sheets_sync.workbooks.xlsx.writer import write_workbook

    if file.suffix.lower() != ".xlsx":
        raise Refusal("setup.format", file=file.name)
    sheets = _wanted(config, forms, str(file))
    outcome: Outcome = (
        "new" if dry_run else put(file, lambda draft: write_workbook(draft, sheets, as_of))
    )
    return Made(str(file), outcome, [sheet.name for sheet in sheets])


def _blank(book: Workbook, missing: Sequence[Sheet]) -> list[str]:
    """A new Google spreadsheet comes with a blank tab of its own."""
    blank = [
        tab
        for tab in book.tabs
        if tab in ("Feuille 1", "Sheet1", "Feuil1") and not book.read(tab).rows
    ]
    return [f"L'onglet vide « {tab} » peut être supprimé." for tab in blank if missing]
