"""What the coordinator has decided, so that it can be decided otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sheets_sync.catalogue import sentence
from sheets_sync.deciding.open_questions import EXCEPTION, VALUE, Kind
from sheets_sync.documents.summary import anomaly_address
from sheets_sync.entry.list_values import ListValues
from sheets_sync.history.store import History
from sheets_sync.steering.month import Month


@dataclass(frozen=True)
class GivenAnswer:
    """A question that was answered, under the code that it is answered by.

    Attributes:
        text: what it is about, and what was said of it. choices: of a value, what else it may be.
    """

    kind: Kind
    code: str
    text: str
    choices: tuple[str, ...] = ()


def given_answers(history: History, month: Month, values: ListValues) -> Iterator[GivenAnswer]:
    """All that is remembered, of pairs, values of lists and exceptions, in this order."""
    for pair, same in history.register.answers().items():
        outcome = "one_person" if same else "two_persons"
        rows = _rows_of_pair(month, pair) or [pair]
        yield GivenAnswer("same_person", pair, sentence(f"deciding.decided.{outcome}", rows=rows))
    for one in values.values:
        if one.is_decided and one.code in values.fields:
            outcome = "counts_as" if one.means else "counts_not"
            text = sentence(f"entry.list.{outcome}", **one._asdict())
            yield GivenAnswer(
                "list_value", f"{VALUE}{one.code}", text, tuple(values.answers(one.code))
            )
    by_code = {month.decided.codes[row]: (row, how.reason) for row, how in month.decided.accepted}
    for code, (row, reason) in by_code.items():
        address = f"{row.siae}, {anomaly_address(row)}"
        words = {"where": address, "message": row.message, "reason": reason}
        yield GivenAnswer(
            "exception", f"{EXCEPTION}{code}", sentence("deciding.decided.accepted", **words)
        )


def _rows_of_pair(month: Month, pair: str) -> list[str]:
    """Where the two of a pair stand: those that were said to be one have one pseudonym by now."""
    persons = pair.split(" = ")
    rows = [place for place, person in month.owners.persons.items() if person in persons]
    return [sentence("deciding.decided.row", siae=siae, row=row) for siae, _, row in rows]
