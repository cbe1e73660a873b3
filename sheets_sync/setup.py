"""Make the shared workbook from config and forms, or add to one what it lacks; nothing that is there is moved or changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from forms.definition import FORM_IDS, Form
from forms.words import clean
from sheets_sync import french
from sheets_sync.config import Config
from sheets_sync.entry_tabs import entry_tab, lists_of, lists_tab, readme_tab
from sheets_sync.errors import Refusal
from sheets_sync.files import Copies, Outcome, put
from sheets_sync.sheets import Link, Sheet
from sheets_sync.workbooks import Workbook, is_address, open_workbook, place_of


@dataclass(frozen=True)
class Made:
    """What became of a workbook: the tabs it got, and what is to be told."""

    place: str
    outcome: Outcome
    tabs: Sequence[str]
    said: Sequence[str] = ()


def set_up(config: Config, forms: Mapping[str, Form], as_of: date, copies: Copies, dry_run: bool) -> list[Made]:
    """Every workbook of the staff; a file that is not there is made. Raises `Refusal`."""
    return [_one(config, forms, place, as_of, copies, dry_run) for place in _places(config)]


def _places(config: Config) -> list[str]:
    return list(
        dict.fromkeys(
            place_of(where, config.folder)
            for where in (config.workbook, *(member.workbook or config.workbook for member in config.siae))
        )
    )


def _one(config: Config, forms: Mapping[str, Form], place: str, as_of: date, copies: Copies, dry_run: bool) -> Made:
    if not is_address(place) and not Path(place).exists():
        return _new_file(config, forms, Path(place), as_of, dry_run)
    book = open_workbook(place, config.folder, config.google.credentials)
    there = {clean(tab).casefold() for tab in book.tabs}
    wanted = _wanted(config, forms, place)
    missing = [sheet for sheet in wanted if clean(sheet.name).casefold() not in there]
    renewed = [sheet for sheet in wanted if sheet.name in book.tabs and not sheet.is_staffs]
    theirs = [sheet.name for sheet in renewed if not _is_ours(book, sheet)]
    if config.tabs.listes in theirs:
        raise Refusal("setup.lists_taken", tab=config.tabs.listes, file=book.name)
    said = [f"L'onglet « {name} » est le vôtre : il est laissé tel quel." for name in theirs]
    sheets = [*missing, *(sheet for sheet in renewed if sheet.name not in theirs and not _shows(book, sheet))]
    outcome: Outcome = "unchanged"
    if not dry_run:
        outcome = book.publish(sorted(sheets, key=lambda sheet: sheet.is_staffs), {}, as_of, copies) if sheets else "unchanged"
    return Made(place, outcome, [sheet.name for sheet in missing], [*said, *book.said, *_blank(book, missing)])


def _is_ours(book: Workbook, sheet: Sheet) -> bool:
    """Whether a tab has the headings of ours at their places, or nothing at all."""
    rows = book.read(sheet.name).rows
    return not rows or all(
        row < len(rows) and list(rows[row][column : column + 1]) == [text] for row, column, text in sheet.landmarks
    )


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
    return there == texts


def _wanted(config: Config, forms: Mapping[str, Form], place: str) -> list[Sheet]:
    """All that a workbook of the staff should have: the lists first, which the drop-downs of the others lead to."""
    lists = lists_of(forms, config)
    main = place == place_of(config.workbook, config.folder)
    members = [member for member in config.siae if place_of(member.workbook or config.workbook, config.folder) == place]
    tabs = [entry_tab(member.tab, forms["participant"], lists, config) for member in members]
    if main:
        tabs = [
            readme_tab(config, forms),
            *tabs,
            *(entry_tab(getattr(config.tabs, form_id), forms[form_id], lists, config) for form_id in FORM_IDS[1:]),
        ]
    return [*tabs, lists_tab(forms, config)]


def _new_file(config: Config, forms: Mapping[str, Form], file: Path, as_of: date, dry_run: bool) -> Made:
    from sheets_sync.workbooks.write_xlsx import write_workbook

    if file.suffix.lower() != ".xlsx":
        raise Refusal("setup.format", file=file.name)
    sheets = _wanted(config, forms, str(file))
    outcome: Outcome = "new" if dry_run else put(file, lambda draft: write_workbook(draft, sheets, as_of))
    return Made(str(file), outcome, [sheet.name for sheet in sheets])


def _blank(book: Workbook, missing: Sequence[Sheet]) -> list[str]:
    """A new Google spreadsheet comes with a blank tab of its own."""
    blank = [tab for tab in book.tabs if tab in ("Feuille 1", "Sheet1", "Feuil1") and not book.read(tab).rows]
    return [f"L'onglet vide « {tab} » peut être supprimé." for tab in blank if missing]


def told(made: Sequence[Made], dry_run: bool) -> str:
    """What was made, or would be."""
    lines = []
    for one in made:
        tabs = f"{french.several(len(one.tabs), 'onglet')} {'à ajouter' if dry_run else 'ajouté' + 's' * (len(one.tabs) > 1)} ({', '.join(one.tabs)})"
        nothing = "rien ne manque" if dry_run or one.outcome == "unchanged" else "listes mises à jour"
        lines += [f"{one.place} : {tabs if one.tabs else nothing}.", *(f"  {text}" for text in one.said)]
    return "\n".join([*lines, *(["Rien n'est écrit (--dry-run)."] if dry_run else [])])
