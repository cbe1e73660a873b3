"""Outcomes of the entry cards, and the sentences that report them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from sheets_sync.catalogue import sentence
from sheets_sync.entry.cards.layout import ACTIONS

CardOutcome = Literal["added", "changed", "there", "shown", "refused"]
_DONE: Mapping[CardOutcome, str] = {
    "added": "entry.result.added",
    "changed": "entry.result.changed",
    "there": "entry.result.there",
    "shown": "entry.result.shown",
    "refused": "entry.result.refused",
}
_WOULD_BE: Mapping[CardOutcome, str] = {
    "added": "entry.result.would_be_added",
    "changed": "entry.result.would_be_changed",
    "there": "entry.result.would_be_there",
    "shown": "entry.result.would_be_shown",
    "refused": "entry.result.would_be_refused",
}


class CardResult(NamedTuple):
    """Outcome of a card.

    Attributes:
        siae: whose it is; "" where it is of none.
        row: of the tab, from 1; None where the card is answered beside its fields.
    """

    card: str
    siae: str
    done: CardOutcome
    row: int | None


def cards_text(results: Sequence[CardResult], dry_run: bool) -> str:
    """A line for each card; "" where none was filled in."""
    if not results:
        return ""
    codes = _WOULD_BE if dry_run else _DONE
    lines = [sentence("entry.result.cards")]
    for result in results:
        line = sentence(codes[result.done], card=result.card, row=result.row, siae=result.siae)
        # A card that is refused because nobody said of which SIAE it is names none.
        lines.append(f"  {line}".removesuffix(" ()"))
    return "\n".join(lines)


def card_sentence(code: str, **values: object) -> str:
    """A sentence for a card, that names the actions."""
    actions = {action: sentence(label) for action, label in ACTIONS.items()}
    return sentence(code, **actions, **values)
