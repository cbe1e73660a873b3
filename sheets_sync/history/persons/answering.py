"""An answer of the coordinator to « Même personne ? », given elsewhere than in the sheet."""

from __future__ import annotations

import re

from sheets_sync.errors import Refusal
from sheets_sync.history.store import History
from sheets_sync.people.grouping import pseudonyms_in_pair

# As a pair, or as « Code » of the sheet has it, behind the rule.
_PAIR = re.compile(r"(?:[\w.]+ )?(P-\w+ = P-\w+)")


def keep_pair_answer(history: History, pair: str, *, same: bool) -> None:
    """Keep whether a pair is one person.

    Raises:
        Refusal: it is no pair, or no run has kept the pseudonyms it is named by: the next run would
            give others, and the answer would be nobody's.
    """
    known = set(history.register.pseudonyms().values())
    match = _PAIR.fullmatch(pair.strip())
    if match is None or not known.issuperset(pseudonyms_in_pair(match[1])):
        raise Refusal("history.no_pair", pair=pair)
    with history.one_write():
        history.register.save_answers({**history.register.answers(), match[1]: same})
