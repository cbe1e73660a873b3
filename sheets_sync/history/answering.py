"""An answer of the coordinator to « Même personne ? », given elsewhere than in the sheet."""

from __future__ import annotations

import re

from sheets_sync.errors import Refusal
from sheets_sync.history.store import History

_PAIR = re.compile(r"P-\w+ = P-\w+")


def keep_pair_answer(history: History, pair: str, *, same: bool) -> None:
    """Keep whether a pair is one person.

    Raises:
        Refusal: it is no pair, or no run has kept the pseudonyms it is named by: the next run would
            give others, and the answer would be nobody's.
    """
    known = set(history.registry().values())
    if not _PAIR.fullmatch(pair) or not known.issuperset(pair.split(" = ")):
        raise Refusal("history.no_pair", pair=pair)
    with history.one_write():
        history.save_answers({**history.answers(), pair: same})
