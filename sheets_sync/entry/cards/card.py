"""A card as it stands on the tab of the cards, and what it is to say."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import cast

from forms.headers.matching import letters
from forms.values import Cell, shown
from sheets_sync.catalogue import sentence
from sheets_sync.entry.cards.layout import ACTION, SIAE, CardColumns, CardGrid, named_card
from sheets_sync.sheets.additions import Edit
from sheets_sync.sheets.content import Content

DONE = "✓ "
"""Begins what is answered on a card that was emptied, since all of it is in the tab."""
_OURS = "\u2060"
"""Ends what we write on a card, unseen: what somebody else writes there does not end so."""
Answers = dict[str, str]
"""Answers on a card, by the id of the question or field each is beside."""


@dataclass
class Card:
    """A card: what is typed on it, what it shows as being in the tab, what it is answered.

    Attributes:
        siae: the one that its header says it is for; "" where it says none.
        answered: what stands in its column of answers.
        typed_beside: the fields of `in_tab` that somebody typed there, and not we.
    """

    name: str
    siae: str
    columns: CardColumns
    typed: Mapping[str, Cell]
    in_tab: Mapping[str, Cell]
    answered: Mapping[str, Cell]
    answers: Answers = field(default_factory=dict)
    typed_beside: Collection[str] = ()

    @classmethod
    def on(cls, cards: CardGrid, header: str, columns: CardColumns) -> Card:
        """The card in these columns of the tab."""
        name, siae = named_card(header)
        typed, beside, answered = map(cards.column, columns)
        in_tab = {each: _without_mark(cell) for each, cell in beside.items()}
        by_hand = [each for each, cell in beside.items() if in_tab[each] == cell]
        return cls(name, siae, columns, typed, in_tab, answered, typed_beside=by_hand)

    @property
    def is_done(self) -> bool:
        """True if it was emptied, and says so."""
        return any(str(answer).startswith(DONE) for answer in self.answered.values())

    def show(self, in_tab: Mapping[str, Cell]) -> None:
        """Show what the tab has, in place of what was shown or typed there before."""
        self.in_tab, self.typed_beside = in_tab, ()

    def empty(self, answer: Answers) -> None:
        """Leave nothing on it but an answer: all of it is in the tab."""
        self.typed, self.answers = {}, answer
        self.show({})

    def why_not_taken(
        self, cards: CardGrid, fields: Collection[str], is_in_tab: Callable[[str], bool]
    ) -> Answers:
        """What stands on it where nothing of it is read; it would be lost if it were emptied.

        Args:
            is_in_tab: whether a tab has what the card shows as being there for a field.
        """
        answers = {
            name: sentence("entry.card.unknown_row", label=name)
            for name in self.typed
            if name not in {SIAE, ACTION, *fields}
        }
        answers |= {
            name: sentence("entry.card.typed_beside")
            for name in self.typed_beside
            # Beside what is typed it may be what the tab had when it was shown.
            if name not in self.typed and not is_in_tab(name)
        }
        if self._by_hand:
            column = letters(self.columns.answer)
            cells = [f"{column}{cards.rows[name] + 1}" for name in self._by_hand]
            free = next(name for name in cards.rows if name not in self._by_hand)
            typed_there = sentence("entry.card.typed_in_answers", cells=", ".join(cells))
            answers[free] = f"{typed_there} {answers.get(free, '')}".rstrip()
        return answers

    def edits(self, cards: CardGrid) -> Iterator[Edit]:
        """The cells of the tab of cards that are to say something else."""
        answers = {name: f"{answer}{_OURS}" for name, answer in self.answers.items()}
        answered = {**answers, **self._by_hand}
        marked = {name: f"{shown(cell)}{_OURS}" for name, cell in self.in_tab.items()}
        beside = {name: self.in_tab[name] for name in self.typed_beside}
        shown_there = {**marked, **beside}
        for name, row in cards.rows.items():
            contents = {
                self.columns.typed: self.typed.get(name),
                self.columns.in_tab: shown_there.get(name),
                self.columns.answer: answered.get(name),
            }
            for column, content in contents.items():
                before = cards.grid.at(row, column)
                if before != ("" if content is None else content):
                    # Only texts and nothing are written: other cells stay as they were read.
                    yield Edit(row, column, before, cast("Content", content))

    @property
    def _by_hand(self) -> Mapping[str, Cell]:
        """What somebody wrote in the column of answers."""
        return {
            name: cell
            for name, cell in self.answered.items()
            if not str(cell).endswith(_OURS) and not str(cell).startswith(DONE)
        }


def _without_mark(cell: Cell) -> Cell:
    return cell.removesuffix(_OURS) if isinstance(cell, str) else cell
