"""Take in what is typed on the entry cards: it goes to the SIAE's tab, or is answered there."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from forms.form import Form
from forms.values import Cell, ReadingContext, shown
from forms.words import fold
from sheets_sync.catalogue import sentence
from sheets_sync.entry.cards.card import DONE, Answers, Card
from sheets_sync.entry.cards.layout import (
    ACTION,
    SIAE,
    CardAction,
    CardGrid,
    action_of,
    erases,
)
from sheets_sync.entry.cards.results import CardResult, card_sentence
from sheets_sync.entry.checked_entries import WHOLE, Entry, Texts
from sheets_sync.entry.correcting import (
    ENTRY,
    changed_texts,
    corrected_entry,
    is_another_person,
    namesake_in_tab,
    rows_as_shown,
    rows_called,
    say_the_same,
)
from sheets_sync.entry.identities import IDENTITY, Identity, identity
from sheets_sync.entry.new_rows import EntryRow, TabEntries
from sheets_sync.entry.target_table import NAMES
from sheets_sync.errors import Refusal, Untouchable
from sheets_sync.files import Copies
from sheets_sync.settings.siae import EntryTab
from sheets_sync.sheets.additions import Additions, Edit
from sheets_sync.sheets.update import WorkbookUpdate
from sheets_sync.workbooks.shared.protocol import Grid, Workbook


class CardsTaken(NamedTuple):
    """Outcome of each card, and the workbooks that are no longer as they were read."""

    results: Sequence[CardResult]
    changed_places: Sequence[str]


def take_in(
    tabs: Sequence[EntryTab],
    card_tab: str,
    books: Mapping[str, Workbook],
    as_of: date,
    copies: Copies,
    dry_run: bool,
) -> CardsTaken:
    """Put what is typed on the cards of each workbook into its tabs, each in one write.

    Args:
        tabs: those of the members. card_tab: the name of the tab of the cards.
        books: place → workbook, of all that staff type into.

    Raises:
        Refusal: a workbook cannot be written.
    """
    results: list[CardResult] = []
    changed: list[str] = []
    context = ReadingContext(as_of, tuple(tab.siae for tab in tabs))
    for workbook, book in books.items():
        if not dry_run:
            book.settle()
        if card_tab not in book.tabs:
            continue
        here = [tab for tab in tabs if tab.workbook == workbook]
        barred: dict[str, str] = {}
        # A file that was to be written is closed: what was read of it is kept.
        read = functools.cache(book.read)
        intake = _Intake(book.tabs, read, here, tabs[0].form, context, barred)
        taken = intake.take(read(card_tab))
        # What cannot go to one tab is answered on its cards; those of the others go to theirs.
        while not dry_run and (tab := _unwritten(book, intake, card_tab, as_of, copies)):
            barred |= tab
            intake = _Intake(intake.names, read, here, tabs[0].form, context, barred)
            taken = intake.take(read(card_tab))
        results += taken
        if intake.has_additions and not dry_run:
            changed.append(workbook)
    return CardsTaken(results, changed)


def _unwritten(
    book: Workbook, intake: _Intake, card_tab: str, as_of: date, copies: Copies
) -> dict[str, str]:
    """Write what the tabs get; the tab that bars it, with the reason, and then nothing is."""
    if not intake.has_additions:
        return {}
    additions = {tab: new for tab, new in intake.additions.items() if new != Additions()}
    try:
        book.publish(WorkbookUpdate(added=additions), as_of, copies)
    except Untouchable as reason:
        if reason.tab in ("", card_tab) or reason.tab in intake.barred:
            raise Refusal("setup.untouchable", file=book.name, reason=reason) from reason
        return {reason.tab: sentence("entry.card.untouchable", tab=reason.tab, reason=reason)}
    return {}


class _Intake:
    """Goes through the cards of one workbook, and gathers what its tabs are to get."""

    def __init__(
        self,
        names: Sequence[str],
        read: Callable[[str], Grid],
        tabs: Sequence[EntryTab],
        form: Form,
        context: ReadingContext,
        barred: Mapping[str, str],
    ) -> None:
        # Tab → why it can get nothing.
        self.barred = barred
        self.names, self.read = names, read
        self.tabs, self.form, self.context = tabs, form, context
        self.entries: dict[str, TabEntries] = {}
        self.card_edits: dict[str, Additions] = {}
        # The fields that the cards have a row for.
        self.asked: Sequence[str] = ()
        # What earlier cards of this run did, which the tabs as read do not show.
        self.added: dict[tuple[str, Identity], str] = {}
        self.changed: dict[tuple[str, int], str] = {}

    @property
    def additions(self) -> dict[str, Additions]:
        """Additions to each tab, the tab of the cards included."""
        return {name: tab.additions for name, tab in self.entries.items()} | self.card_edits

    @property
    def has_additions(self) -> bool:
        return any(new != Additions() for new in self.additions.values())

    def take(self, grid: Grid) -> list[CardResult]:
        """Take in every card."""
        cards = CardGrid(grid, self.form)
        self.asked = [field.id for field in self.form.fields if field.id in cards.rows]
        results: list[CardResult] = []
        edits: list[Edit] = []
        for header, columns in cards.cards:
            card = Card.on(cards, header, columns)
            if not_taken := self._why_not_taken(card, cards):
                tab = self._tab_of(card)
                results.append(_refuse_card(card, tab.siae if tab else "", not_taken))
            elif card.typed:
                results.append(self._one(card, cards.first_id))
            elif card.is_done and not card.in_tab:
                continue  # what it was last answered stays until it is used again
            else:
                card.empty({})
            edits += card.edits(cards)
        # Others type on the cards beside: a row is known by its label alone.
        self.card_edits[grid.tab] = Additions(edits=edits, known_by=(0,) if edits else ())
        return results

    def _one(self, card: Card, first_id: str) -> CardResult:
        tab = self._tab_of(card)
        if tab is None:
            code = "entry.card.siae_missing"
            if card.typed.get(SIAE):
                code = "entry.card.siae_unknown"
            # What is typed there and is no SIAE may be somebody's name: it is not repeated.
            return _refuse_card(card, "", {SIAE: sentence(code)})
        if tab.tab not in self.names:
            answer = sentence("entry.card.no_tab", tab=tab.tab)
            return _refuse_card(card, tab.siae, {SIAE: answer})
        entries = self._entries(tab)
        if problem := self.barred.get(tab.tab, entries.problem):
            return _refuse_card(card, tab.siae, {SIAE: problem})
        action = action_of(str(card.typed.get(ACTION, "")))
        if action is None:
            answers = {ACTION: card_sentence("entry.card.choose_action")}
            return _refuse_card(card, tab.siae, answers)
        texts = self.field_texts(card.typed)
        if action == "change":
            return _Change(self, card, tab, entries, texts).result(first_id)
        return self._add(card, tab, texts, action, first_id)

    def _why_not_taken(self, card: Card, cards: CardGrid) -> Answers:
        """Answers on what stands where nothing of the card is read: it is left as it is."""
        rows = []
        if card.in_tab:
            # Emptied by half, it may no longer say of which SIAE it is.
            tabs = [tab for tab in self.tabs if tab.tab in self.names]
            rows = [row for tab in tabs for row in self.rows_shown(card, self._entries(tab))]
            if not rows and action_of(str(card.typed.get(ACTION, ""))) == "change":
                return {ACTION: sentence("entry.card.not_as_shown")}
            if not rows and not card.typed_beside:
                # What we showed of somebody is so no more, and says nothing of whoever is added.
                card.show({})

        def is_in_tab(name: str) -> bool:
            return any(say_the_same(card.in_tab[name], row.texts.get(name, "")) for row in rows)

        return card.why_not_taken(cards, [field.id for field in self.form.fields], is_in_tab)

    def rows_shown(self, card: Card, entries: TabEntries) -> Sequence[EntryRow]:
        """The rows of a tab that say what the card shows as being there."""
        seen, typed = map(self.field_texts, (card.in_tab, card.typed))
        return rows_as_shown(entries, seen, typed, self.asked)

    def _tab_of(self, card: Card) -> EntryTab | None:
        """The tab of the SIAE that is named, else of the card's; of the only one there is."""
        named = str(card.typed.get(SIAE, "")) or card.siae
        if not named and len(self.tabs) == 1:
            return self.tabs[0]
        return next((tab for tab in self.tabs if fold(tab.siae) == fold(named)), None)

    def _entries(self, tab: EntryTab) -> TabEntries:
        if tab.tab not in self.entries:
            grid = self.read(tab.tab)
            self.entries[tab.tab] = TabEntries(
                grid, self.form, self.context, tab.columns, tab.dates
            )
        return self.entries[tab.tab]

    def field_texts(self, cells: Mapping[str, Cell]) -> Texts:
        """Texts in the rows of fields, by field."""
        known = {field.id for field in self.form.fields}
        return {name: cell for name, cell in cells.items() if name in known}

    def _add(
        self, card: Card, tab: EntryTab, texts: Texts, action: CardAction, first_id: str
    ) -> CardResult:
        [entry] = self.entries[tab.tab].check([texts])
        standing = self.entries[tab.tab].row_with(entry.values)
        if standing is not None and not entry.wrong:
            return _already_there(card, tab, first_id, standing)
        if answers := self._why_not_added(entry, tab, texts, action):
            return _refuse_card(card, tab.siae, answers)
        row = self.entries[tab.tab].add(entry.values)
        self.added[tab.tab, identity(entry.values, self.form)] = card.name
        answer = sentence("entry.card.added", tab=tab.tab, row=row, day=self.context.as_of)
        if columns := self.entries[tab.tab].uncounted_in:
            answer += " " + sentence("entry.card.uncounted", columns=", ".join(columns), row=row)
        card.empty({first_id: f"{DONE}{answer}"})
        return CardResult(card.name, tab.siae, "added", row)

    def _why_not_added(
        self, entry: Entry, tab: EntryTab, texts: Texts, action: CardAction
    ) -> Answers:
        """Reasons that bar an entry from its tab, the gravest only; none where it may go there."""
        if entry.wrong:
            return _beside_fields(entry.wrong)
        entries = self.entries[tab.tab]
        known = entries.known(entry.values)
        if known and action != "again":
            return {ACTION: card_sentence("entry.card.known", tab=tab.tab, row=known[-1].row)}
        entry_day = texts.get(ENTRY, "")
        if any(say_the_same(row.texts.get(ENTRY, ""), entry_day) for row in known):
            return {ACTION: sentence("entry.card.same_entry", tab=tab.tab)}
        other_card = self.added.get((tab.tab, identity(entry.values, self.form)))
        if other_card:
            return {ACTION: sentence("entry.card.same_person", card=other_card.lower())}
        lacks = entries.lacks_room(list(entry.values))
        if not lacks:
            return {}
        return {SIAE: lacks}


class _Change:
    """A card that changes an entry of a tab."""

    def __init__(
        self, intake: _Intake, card: Card, tab: EntryTab, entries: TabEntries, texts: Texts
    ) -> None:
        self.intake, self.card, self.tab = intake, card, tab
        self.entries, self.texts = entries, texts
        self.seen = intake.field_texts(card.in_tab)

    def result(self, first_id: str) -> CardResult:
        """Change the entry, or show it first, or say why it cannot be changed."""
        # Once an entry is shown it is that one, even if the card now gives it another name.
        if self.seen:
            rows = self.intake.rows_shown(self.card, self.entries)
            if len(rows) != 1:
                return self._refused({ACTION: sentence("entry.card.not_as_shown")})
            return self._taken(rows[0], first_id)
        if not any(shown(self.texts.get(name, "")).strip() for name in NAMES):
            return self._refused({ACTION: card_sentence("entry.card.nameless")})
        rows = rows_called(self.entries, self.texts)
        entry_day = self.texts.get(ENTRY, "")
        begun = [row for row in rows if say_the_same(row.texts.get(ENTRY, ""), entry_day)]
        if len(begun) == 1 and entry_day != "":
            return self._taken(begun[0], first_id)
        if reason := self._why_none(rows):
            return self._refused({ACTION: reason})
        if len(rows) > 1:
            return self._shown(rows[-1], [])
        return self._taken(rows[0], first_id)

    def _why_none(self, rows: Sequence[EntryRow]) -> str:
        """Sentence on why none of the rows of this name is sure to be meant; "" where one is."""
        if not rows:
            return sentence("entry.card.nobody", tab=self.tab.tab)
        if len({row.person for row in rows}) == 1:
            return ""
        if all(row.has_birth for row in rows):
            return sentence("entry.card.several_people")
        numbers = [str(row.row) for row in sorted(rows)]
        return sentence("entry.card.homonyms", tab=self.tab.tab, rows=numbers)

    def _taken(self, row: EntryRow, first_id: str) -> CardResult:
        """Change this entry, or show it first, or say why it cannot be changed."""
        other_card = self.intake.changed.get((self.tab.tab, row.row))
        if other_card:
            answer = sentence("entry.card.just_changed", card=other_card.lower())
            return self._refused({ACTION: answer})
        changes = changed_texts(self.texts, row, is_shown=bool(self.seen))
        if not changes and any(self._is_new(name) for name in self.texts):
            return _already_there(self.card, self.tab, first_id, row.row)
        unseen = [name for name in changes if self._is_unseen(name, row)]
        if reason := self._why_another(row, changes):
            return self._refused({ACTION: reason})
        if unseen or not changes:
            return self._shown(row, unseen)
        return self._changed(row, changes, first_id)

    def _why_another(self, row: EntryRow, changes: Texts) -> str:
        """Sentence on why the card is about somebody else than it shows; "" where it is not."""
        if namesake := namesake_in_tab(self.entries, row, changes):
            return sentence("entry.card.namesake", tab=self.tab.tab, row=namesake.row)
        if is_another_person(self.entries, row, changes):
            return sentence("entry.card.another_person")
        return ""

    def _is_new(self, name: str) -> bool:
        """True if what is typed does not say which entry it is, nor what the tab showed before."""
        return name not in (*IDENTITY, ENTRY) and not say_the_same(
            self.texts[name], self.seen.get(name, "")
        )

    def _is_unseen(self, name: str, row: EntryRow) -> bool:
        """True if the tab has something for a field that the card did not show yet.

        It is replaced at the next run only: a mistaken name would overwrite somebody else.
        """
        return name in row.texts and not say_the_same(row.texts[name], self.seen.get(name, ""))

    def _shown(self, row: EntryRow, unseen: Sequence[str]) -> CardResult:
        self.card.show({name: shown(cell) for name, cell in row.texts.items()})
        answer = sentence("entry.card.only_changes", row=row.row, tab=self.tab.tab)
        others = [str(other.row) for other in rows_called(self.entries, row.texts) if other != row]
        if others:
            entry = shown(row.texts.get(ENTRY, "?"))
            code = "entry.card.one_of_several"
            answer = sentence(code, row=row.row, tab=self.tab.tab, entry=entry, others=others)
        answers = dict.fromkeys(unseen, sentence("entry.card.unseen"))
        self.card.answers = {ACTION: answer} | answers
        return CardResult(self.card.name, self.tab.siae, "shown", row.row)

    def _changed(self, row: EntryRow, changes: Texts, first_id: str) -> CardResult:
        erased = {name for name, cell in changes.items() if erases(shown(cell))}
        correction = corrected_entry(self.entries, row, changes, erased)
        if correction.wrong:
            return self._refused(_beside_fields(correction.wrong))
        if correction.lacks:
            return self._refused({SIAE: correction.lacks})
        self.entries.change(row.row, correction.values)
        self.intake.changed[self.tab.tab, row.row] = self.card.name
        day = self.intake.context.as_of
        answer = sentence("entry.card.changed", tab=self.tab.tab, row=row.row, day=day)
        self.card.empty({first_id: f"{DONE}{answer}"})
        return CardResult(self.card.name, self.tab.siae, "changed", row.row)

    def _refused(self, answers: Answers) -> CardResult:
        return _refuse_card(self.card, self.tab.siae, answers)


def _already_there(card: Card, tab: EntryTab, first_id: str, row: int) -> CardResult:
    """Empty a card whose entry stands in its tab: a run that was cut off may have put it there."""
    answer = sentence("entry.card.there", tab=tab.tab, row=row)
    card.empty({first_id: f"{DONE}{answer}"})
    return CardResult(card.name, tab.siae, "there", row)


def _beside_fields(wrong: Mapping[str, str]) -> Answers:
    """Messages about an entry, beside its fields; about the whole of it, beside the action."""
    return {ACTION if name == WHOLE else name: text for name, text in wrong.items()}


def _refuse_card(card: Card, siae: str, answers: Answers) -> CardResult:
    card.answers = answers
    return CardResult(card.name, siae, "refused", None)
