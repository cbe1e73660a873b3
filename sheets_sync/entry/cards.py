"""The entry cards (« Saisie »): one person laid out from top to bottom; what is typed there goes to the SIAE's tab, or is answered beside the field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple, cast

from forms.columns import letters
from forms.definition import Field, Form
from forms.values import Cell, ReadingContext, shown
from forms.words import clean, fold
from sheets_sync import french
from sheets_sync.config import Config
from sheets_sync.entry.new_rows import WHOLE, Place, Tab, check_entries, identity
from sheets_sync.entry.tab_layout import Lists, checks, help_of, title_of
from sheets_sync.errors import Refusal, Untouchable
from sheets_sync.files import Copies
from sheets_sync.settings import Siae
from sheets_sync.sheets.additions import Additions, Edit
from sheets_sync.sheets.colours import BLUE
from sheets_sync.sheets.content import Content, Role, Span
from sheets_sync.sheets.sheet import Block, ConditionalFormat, DataValidation, Sheet
from sheets_sync.workbooks.addresses import place_of
from sheets_sync.workbooks.protocol import Grid, Workbook

CARDS = 4
"""Cards side by side in a new tab; copied to the right by hand there may be more."""
TITLE, CARD, THERE, ANSWER = "Champ", "Fiche", "Déjà dans l'onglet", "Retour"
SIAE, WANTED = "SIAE", "Que faire"
ADD, AGAIN, CHANGE = "Ajouter", "Nouveau parcours", "Modifier"
ERASE = "effacer"
_DONE = "✓ "
_TOP = 4
_ROLES: Mapping[str, Role] = {"date": "field_date", "number": "field_number", "integer": "field_number", "postal_code": "field_text", "pass_iae": "field_text"}  # fmt: skip


def card_tab(form: Form, lists: Lists, config: Config) -> Sheet:
    """The tab of the cards, empty."""
    rows = list(_rows(form))
    blocks = [
        Block(0, 0, [["Saisie d'une personne"]], ["title"]),
        Block(1, 0, [["Une fiche par personne. Au prochain passage (« prepare »), elle est contrôlée et rangée dans l'onglet de la SIAE ; sinon la colonne « Retour » dit pourquoi."]], ["subtitle"]),
        Block(2, 0, [[f"Pour changer une personne déjà saisie : la SIAE, « {CHANGE} », son nom et son prénom, et seulement ce qui change (« {ERASE} » vide une case). Sans rien d'autre, ce qui est dans l'onglet est affiché à côté."]], ["subtitle"]),
        Block(_TOP - 1, 0, [[TITLE]], ["header"]),
    ]  # fmt: skip
    shades, wanted = [], []
    last = _TOP + len(rows) - 1
    for row, asked in enumerate(rows, _TOP):
        group = isinstance(asked, str) and asked not in (SIAE, WANTED)
        label = asked if isinstance(asked, str) else title_of(asked)
        blocks.append(Block(row, 0, [[label]], ["group" if group else "strong"]))
        for card in () if group else range(CARDS):
            left = 1 + 3 * card
            cell = Span(row, left, row, left)
            role = _ROLES.get(asked.type, "field") if isinstance(asked, Field) else "field"
            blocks.append(
                Block(row, left, [[None, None, None]], [role, "field_there", "field_answer"])
            )
            if isinstance(asked, Field):
                wanted += list(checks(asked, cell, lists, config))
            if isinstance(asked, Field) and asked.required:
                filled = f"COUNTA({letters(left)}${_TOP + 3}:{letters(left)}${last + 1})>0"
                shades.append(ConditionalFormat(cell, f"AND({filled},ISBLANK({letters(left)}{row + 1}),{letters(left)}${_TOP + 2}<>\"{CHANGE}\")", "missing"))  # fmt: skip
    sheet_lists = []
    for card in range(CARDS):
        left = 1 + 3 * card
        blocks.append(
            Block(_TOP - 1, left, [[f"{CARD} {card + 1}", THERE, ANSWER]], ["header"] * 3)
        )
        sheet_lists.append((Span(_TOP + 1, left, _TOP + 1, left), (ADD, AGAIN, CHANGE)))
        wanted.append(_siae_check(Span(_TOP, left, _TOP, left), lists, config))
    widths = {0: 37.0} | {
        1 + 3 * card + number: width
        for card in range(CARDS)
        for number, width in enumerate((24.0, 20.0, 54.0))
    }
    return Sheet(
        config.tabs.saisie, blocks, widths, {0: 30.0, _TOP - 1: 22.0}, (_TOP, 1), data_validations=wanted, conditional_formats=shades, lists=sheet_lists, pages_wide=2,
        filled=[Span(_TOP, 1 + 3 * card, last, 1 + 3 * card) for card in range(CARDS)],
        notes={(row, 0): help_of(asked) for row, asked in enumerate(rows, _TOP) if isinstance(asked, Field)}, gridlines=False, colour=BLUE,
    )  # fmt: skip


def _rows(form: Form) -> Iterator[str | Field]:
    """What stands in the first column: the two questions about the card, then the groups and their fields."""
    yield from (SIAE, WANTED)
    group = ""
    for asked in form.fields:
        if asked.group and asked.group != group:
            group = asked.group
            yield group.upper()
        yield asked


def _siae_check(cells: Span, lists: Lists, config: Config) -> DataValidation:
    names = tuple(member.name for member in config.siae)
    source = (config.tabs.listes, Span(1, lists[names], max(60, 2 * len(names)), lists[names]))
    return DataValidation(
        cells,
        "list",
        "La structure où la personne travaille.",
        "« SIAE » : choisir dans la liste.",
        source=source,
    )


class CardResult(NamedTuple):
    """What became of a card: its name, whose it is, what was done, and the line of the tab (None: it is answered beside its fields)."""

    card: str
    siae: str
    done: Literal["added", "changed", "shown", "refused"]
    line: int | None


@dataclass
class _Card:
    """A card that holds something: where its three columns begin, and what is typed and was shown there, by row."""

    name: str
    left: int
    typed: Mapping[str, Cell]
    before: Mapping[str, Cell]
    answers: dict[str, str] = field(default_factory=dict)
    shows: Mapping[str, Cell] | None = None
    """What is to be shown as being in the tab; None: as it was."""
    done: str = ""
    """What is said of a card that is emptied, since all of it is in the tab."""


def in_use(grid: Grid) -> bool:
    """Whether anything is typed or answered on the cards of a tab."""
    layout = _Layout(grid)
    return any(
        grid.at(row, left + number) != ""
        for row in layout.rows.values()
        for _, left in layout.cards
        for number in range(3)
    )


def fits(grid: Grid, sheet: Sheet) -> bool:
    """Whether the cards of a tab ask for just what they are to ask for."""
    asked = [
        str(block.rows[0][0]) for block in sheet.blocks if block.left == 0 and block.top >= _TOP
    ]
    return [str(cells[0]) for cells in grid.rows[_TOP:] if cells] == asked


class _Layout:
    """Where things stand in the tab of the cards, by their titles: rows by label, and each card's name and first column."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        heads = [row for row, cells in enumerate(grid.rows) if cells and cells[0] == TITLE]
        top = heads[0] if heads else len(grid.rows)
        titles = grid.rows[top] if heads else ()
        self.cards = [
            (str(cell), column) for column, cell in enumerate(titles) if str(cell).startswith(CARD)
        ]
        labels = {
            row: clean(str(cells[0])).removesuffix(" *")
            for row, cells in enumerate(grid.rows)
            if row > top and cells
        }
        self.rows = {label: row for row, label in labels.items() if label}

    def column(self, column: int) -> dict[str, Cell]:
        """What a column holds, by label."""
        return {
            label: self.grid.at(row, column)
            for label, row in self.rows.items()
            if self.grid.at(row, column) != ""
        }

    def edits(self, card: _Card) -> Iterator[Edit]:
        """What brings the cells of a card to what it is to say; its typed cells are emptied once all is in the tab."""
        first = next(iter(self.rows))
        for label, row in self.rows.items():
            shows = {} if card.done else card.before if card.shows is None else card.shows
            answer = card.answers.get(label, card.done if label == first else "")
            typed = None if card.done else card.typed.get(label)
            wanted = cast("list[Content]", [typed, shows.get(label), answer or None])  # as read
            for column, now in enumerate(wanted, card.left):
                was = self.grid.at(row, column)
                if was != ("" if now is None else now):
                    yield Edit(row, column, was, now)


def take_in(
    config: Config,
    form: Form,
    books: Mapping[str, Workbook],
    as_of: date,
    copies: Copies,
    dry_run: bool,
) -> tuple[list[CardResult], list[str]]:
    """Put what is typed on the cards of each workbook (place → workbook) into its tabs, each workbook in one write.

    Returns: what became of each card, and the places of the workbooks that are no longer as they were read.

    Raises:
        Refusal: a workbook cannot be written.
    """
    told, changed = [], []
    for place, book in books.items():
        if config.tabs.saisie not in book.tabs:
            continue
        members = [
            member
            for member in config.siae
            if place_of(member.workbook or config.workbook, config.folder) == place
        ]
        desk = _Desk(
            book, members, form, ReadingContext(as_of, tuple(member.name for member in config.siae))
        )
        told += desk.answer(book.read(config.tabs.saisie))
        additions = {tab: new for tab, new in desk.additions.items() if new != Additions()}
        if additions and not dry_run:
            try:
                book.publish([], {}, as_of, copies, additions)
            except Untouchable as reason:
                raise Refusal("setup.untouchable", file=book.name, reason=reason) from reason
            changed.append(place)
    return told, changed


class _Desk:
    """Goes through the cards of one workbook, and gathers what its tabs are to get."""

    def __init__(
        self, book: Workbook, members: Sequence[Siae], form: Form, setting: ReadingContext
    ) -> None:
        self.book, self.members, self.form, self.setting = book, members, form, setting
        self.labels = {each.label: each for each in form.fields}
        self.tabs: dict[str, Tab] = {}
        self.additions: dict[str, Additions] = {}
        self.new: dict[tuple[str, tuple[str, ...]], str] = {}
        self.touched: dict[tuple[str, int], str] = {}

    def answer(self, grid: Grid) -> list[CardResult]:
        layout, told, edits = _Layout(grid), [], []
        for name, left in layout.cards:
            card = _Card(name, left, layout.column(left), layout.column(left + 1))
            answers = layout.column(left + 2)
            if card.typed:
                told.append(self._one(card))
            elif (
                any(str(answer).startswith(_DONE) for answer in answers.values())
                and not card.before
            ):
                continue  # what was said of it last stays until it is used again
            else:
                card.before = {}
            edits += list(layout.edits(card))
        self.additions |= {name: tab.additions for name, tab in self.tabs.items()}
        self.additions[grid.tab] = Additions(edits=edits)
        return told

    def _one(self, card: _Card) -> CardResult:
        named = str(card.typed.get(SIAE, ""))
        member = next((each for each in self.members if fold(each.name) == fold(named)), None)
        if not named and len(self.members) == 1:
            member = self.members[0]
        if member is None:
            where = (
                " : choisir une SIAE de ce classeur."
                if named
                else " : choisir la SIAE, pour savoir dans quel onglet ranger la fiche."
            )
            card.answers[SIAE] = f"{SIAE}{where}"
            return CardResult(card.name, named, "refused", None)
        tab = self._tab(member)
        if tab is None or tab.problem:
            card.answers[SIAE] = (
                tab.problem if tab else f"L'onglet « {member.tab} » n'est pas dans ce classeur."
            )
            return CardResult(card.name, member.name, "refused", None)
        wanted = fold(str(card.typed.get(WANTED, ADD)))
        texts = {
            self.labels[label].id: cell
            for label, cell in card.typed.items()
            if label in self.labels
        }
        if wanted == fold(CHANGE):
            return self._change(card, member, tab, texts)
        if wanted not in (fold(ADD), fold(AGAIN)):
            card.answers[WANTED] = f"Choisir « {ADD} », « {AGAIN} » ou « {CHANGE} »."
            return CardResult(card.name, member.name, "refused", None)
        return self._add(card, member, tab, texts, again=wanted == fold(AGAIN))

    def _tab(self, member: Siae) -> Tab | None:
        if member.tab not in self.tabs and member.tab in self.book.tabs:
            self.tabs[member.tab] = Tab(
                self.book.read(member.tab), self.form, self.setting, member.columns
            )
        return self.tabs.get(member.tab)

    def _add(
        self, card: _Card, member: Siae, tab: Tab, texts: Mapping[str, Cell], again: bool
    ) -> CardResult:
        [entry] = check_entries([texts], self.form, member.tab, self.setting)
        who = (member.tab, identity(entry.values, self.form))
        there = [] if entry.wrong else tab.known(entry.values)
        if entry.wrong:
            self._say(card, entry.wrong)
        elif there and not again:
            card.answers[WANTED] = (
                f"Déjà dans « {member.tab} », ligne {there[-1].line}. Pour la compléter, choisir « {CHANGE} » ; si elle revient, « {AGAIN} »."
            )
        elif any(
            _same(place.texts.get("date_entree", ""), texts.get("date_entree", ""))
            for place in there
        ):
            card.answers[WANTED] = (
                f"Ce parcours est déjà dans « {member.tab} », avec la même date d'entrée."
            )
        elif who in self.new:
            card.answers[WANTED] = (
                f"La même personne est sur la {self.new[who].lower()}, qui vient d'être rangée."
            )
        elif lost := tab.lacks(list(entry.values)):
            card.answers[SIAE] = lost[0].upper() + lost[1:]
        else:
            line = tab.add(entry.values)
            self.new[who] = card.name
            card.done = f"{_DONE}Ajoutée dans « {member.tab} », ligne {line}, le {french.day(self.setting.as_of)}."
            return CardResult(card.name, member.name, "added", line)
        return CardResult(card.name, member.name, "refused", None)

    def _change(self, card: _Card, member: Siae, tab: Tab, texts: Mapping[str, Cell]) -> CardResult:
        before = {
            self.labels[label].id: cell
            for label, cell in card.before.items()
            if label in self.labels
        }
        places = self._places(tab, before or texts)
        if len({_who(place) for place in places}) != 1:
            many = (
                "Plusieurs personnes ont ce nom : préciser la date de naissance." if places else ""
            )
            card.answers[WANTED] = (
                many
                or f"Personne de ce nom et de ce prénom dans « {member.tab} ». Vérifier l'orthographe et la SIAE."
            )
            return CardResult(card.name, member.name, "refused", None)
        place = places[-1]
        if other := self.touched.get((member.tab, place.line)):
            card.answers[WANTED] = (
                f"La {other.lower()} vient de changer cette personne : vérifier, puis laisser la fiche pour le prochain passage."
            )
            return CardResult(card.name, member.name, "refused", None)
        new = {
            name: cell for name, cell in texts.items() if not _same(cell, place.texts.get(name, ""))
        }
        unseen = [
            name
            for name in new
            if name in place.texts and not _same(place.texts[name], before.get(name, ""))
        ]
        if not new or unseen:
            card.shows = {
                label: shown(place.texts[each.id])
                for label, each in self.labels.items()
                if each.id in place.texts
            }
            card.answers[WANTED] = (
                f"Ligne {place.line} de « {member.tab} » : saisir seulement ce qui change."
            )
            for name in unseen:
                card.answers[self.form.field(name).label] = "L'onglet a déjà autre chose (à côté) : sera remplacé au prochain passage si la fiche reste ainsi."  # fmt: skip
            return CardResult(card.name, member.name, "shown", place.line)
        erased = {name for name, cell in new.items() if fold(shown(cell)) == ERASE}
        was, now = check_entries([place.texts, {name: cell for name, cell in {**place.texts, **new}.items() if name not in erased}], self.form, member.tab, self.setting)  # fmt: skip
        wrong = {
            name: text
            for name, text in now.wrong.items()
            if name in new or was.wrong.get(name) != text
        }
        if wrong:
            self._say(card, wrong)
        elif lost := tab.lacks(list(new)):
            card.answers[SIAE] = lost[0].upper() + lost[1:]
        else:
            self.touched[member.tab, place.line] = card.name
            tab.change(
                place.line, {name: None if name in erased else now.values.get(name) for name in new}
            )
            card.done = f"{_DONE}Changée dans « {member.tab} », ligne {place.line}, le {french.day(self.setting.as_of)}."
            return CardResult(card.name, member.name, "changed", place.line)
        return CardResult(card.name, member.name, "refused", None)

    def _places(self, tab: Tab, texts: Mapping[str, Cell]) -> list[Place]:
        """The lines of whoever has this name (and this day of birth, where it is given), the latest path last."""
        asked = [
            name
            for name in ("nom", "prenom", "date_naissance")
            if texts.get(name, "") != "" or name != "date_naissance"
        ]
        found = [
            place for places in tab.there.values() for place in places
            if all(fold(shown(place.texts.get(name, ""))) == fold(shown(texts.get(name, ""))) for name in asked)
        ]  # fmt: skip
        return sorted(
            found, key=lambda place: (_day(place.texts.get("date_entree", "")), place.line)
        )

    def _say(self, card: _Card, wrong: Mapping[str, str]) -> None:
        for name, text in wrong.items():
            card.answers[WANTED if name == WHOLE else self.form.field(name).label] = text


def _who(place: Place) -> tuple[str, ...]:
    return tuple(
        fold(shown(place.texts.get(name, ""))) for name in ("nom", "prenom", "date_naissance")
    )


def _same(one: Cell, other: Cell) -> bool:
    return fold(shown(one)) == fold(shown(other)) if one != "" and other != "" else one == other


def _day(cell: Cell) -> str:
    return cell.isoformat() if isinstance(cell, date) else ""
