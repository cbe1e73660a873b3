"""What became of the entry cards, a line each."""

from __future__ import annotations

from collections.abc import Sequence

from sheets_sync.catalogue import sentence
from sheets_sync.entry.cards import CardResult

_CARD_DONE = {
    "added": "commands.card_added",
    "changed": "commands.card_changed",
    "shown": "commands.card_shown",
    "refused": "commands.card_refused",
}
_CARD_WOULD_BE = {
    "added": "commands.card_would_be_added",
    "changed": "commands.card_would_be_changed",
    "shown": "commands.card_would_be_shown",
    "refused": "commands.card_would_be_refused",
}


def cards_text(cards: Sequence[CardResult], dry_run: bool = False) -> str:
    """What became of the entry cards, a line each; "" where none was filled in."""
    if not cards:
        return ""
    lines = [
        sentence("commands.card", card=card.card, done=_card_done(card, dry_run)) for card in cards
    ]
    return "\n".join([sentence("commands.cards"), *lines])


def _card_done(card: CardResult, dry_run: bool) -> str:
    codes = _CARD_WOULD_BE if dry_run else _CARD_DONE
    return sentence(codes[card.done], where=_where(card))


def _where(card: CardResult) -> str:
    if card.done == "refused":
        return sentence("commands.card_siae", siae=card.siae) if card.siae else ""
    if card.siae:
        return sentence("commands.card_row_of", row=card.line, siae=card.siae)
    return sentence("commands.card_row", row=card.line)
