"""The mailboxes that reminders go to: the coordination's tab says them, else config."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from sheets_sync.consortium.entries import Entries
from sheets_sync.settings.siae import Siae
from sheets_sync.settings.texts import is_mail_address

FORM = "contact"
Mailboxes = Mapping[str, tuple[str, ...]]
"""Initials of a counsellor, "" for the SIAE itself → their addresses."""


def mailboxes_in_tab(siae: str, entries: Entries) -> Mailboxes:
    """What the tab says of an SIAE; an address that is none is told there, and left out."""
    boxes: dict[str, tuple[str, ...]] = {}
    for who, address in _rows_of_siae(siae, entries):
        if is_mail_address(address):
            boxes[who] = (*boxes.get(who, ()), address)
    return boxes


def without_mailbox_in_tab(siae: str, entries: Entries) -> set[str]:
    """Whose only addresses in the tab are none: those of config are written to instead."""
    return {who for who, address in _rows_of_siae(siae, entries) if address}.difference(
        mailboxes_in_tab(siae, entries)
    )


def _rows_of_siae(siae: str, entries: Entries) -> Iterator[tuple[str, str]]:
    """Initials and address in each row of an SIAE, as they are typed."""
    rows = entries.frame(FORM)
    if not rows.empty:
        for row in rows[rows["siae"] == siae].to_dict("records"):
            yield str(row["referent"] or "").strip(), str(row["adresse"] or "").strip()


def mailboxes_in_config(siae: Siae) -> Mailboxes:
    """What config says."""
    boxes = {initials: (address,) for initials, address in siae.counsellors.items()}
    if siae.contact:
        boxes[""] = (siae.contact,)
    return boxes


def known_mailboxes(siae: Siae, entries: Entries) -> Mailboxes:
    """Both, the tab before config."""
    return {**mailboxes_in_config(siae), **mailboxes_in_tab(siae.name, entries)}


def recipients(siae: Siae, entries: Entries, asked: Collection[str]) -> dict[str, str]:
    """The addresses that a reminder goes to, each with whose it is: initials, "" for the SIAE's.

    Args:
        asked: the initials of the counsellors whom it concerns.
    """
    boxes, whose = known_mailboxes(siae, entries), dict[str, str]()
    # The SIAE's own first, as the one that answers for the others.
    for who in sorted(boxes):
        if who in {"", *asked}:
            for address in boxes[who]:
                whose.setdefault(address, who)
    return whose
