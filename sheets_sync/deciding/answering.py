"""An answer of the coordinator, given elsewhere than in « Anomalies »: it counts from the next run.

What is typed in the sheet is read after it, and so has the last word: nothing else is kept then.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from forms.values import Cell
from forms.words import NO, clean, fold
from sheets_sync.catalogue import sentence
from sheets_sync.checking.texts.free_text import SensitiveText
from sheets_sync.deciding.answered_in_sheet import check_sheets
from sheets_sync.deciding.open_questions import OpenQuestion, all_questions
from sheets_sync.entry.list_values import ListValues, decided_as
from sheets_sync.errors import Refusal
from sheets_sync.history.persons.answering import keep_pair_answer
from sheets_sync.history.store import History
from sheets_sync.people.acceptance_codes import Acceptance
from sheets_sync.people.accepting import LONGEST_REASON
from sheets_sync.people.answered_rows import code_and_seal
from sheets_sync.people.answers import ANSWERS
from sheets_sync.people.reasons import is_reason
from sheets_sync.steering.month import Month

# As « Code » has it, with or without the rule that stands before it there.
_CODE = re.compile(r"(?:[\w.]+ )?(P-\w+ = P-\w+|L-\w+|A[-+]\w+)")


def keep_answer(
    history: History,
    month: Month,
    values: ListValues,
    sensitive: SensitiveText,
    sheets: Sequence[Sequence[Sequence[Cell]]],
    code: str,
    answer: str,
    *,
    dry_run: bool = False,
) -> str:
    """Keep an answer, unless `dry_run`; gives the sentence about it.

    Answered once more, a question has the last answer; « non » takes an acceptance back.

    Args:
        sheets: the rows of each « Anomalies » sheet as it is now.

    Raises:
        Refusal: there is no such question, what is answered is no answer to it, somebody answered
            otherwise in the sheet, or no run has kept the pseudonyms that it is about.
    """
    question = _question_of_code(history, month, values, code)
    answer = clean(answer)
    if question.choices and fold(answer) not in map(fold, question.choices):
        known = ", ".join(question.choices)
        raise Refusal("decide.no_choice", answer=answer, known=known)
    if not question.choices and fold(answer) != NO:
        _check_reason(answer, sensitive)
    if not question.can_be_answered(history.register.pseudonyms().values()):
        raise Refusal("decide.not_prepared")
    check_sheets(sheets, question, answer, values, history.accepted.read())
    if dry_run:
        return sentence("deciding.would_be_kept", code=question.code, answer=answer)
    if question.kind == "same_person":
        return _keep_pair(history, question, answer)
    if question.kind == "list_value":
        return _keep_list_value(history, values, question, answer)
    return _keep_acceptance(history, month, question, answer)


def _check_reason(answer: str, sensitive: SensitiveText) -> None:
    if not is_reason(answer):
        raise Refusal("decide.no_reason")
    if labels := sensitive.categories(answer):
        raise Refusal("decide.sensitive_reason", categories=labels)


def _question_of_code(
    history: History, month: Month, values: ListValues, code: str
) -> OpenQuestion:
    match = _CODE.fullmatch(code_and_seal(code.strip())[0])
    for question in all_questions(month, values):
        if match and question.code == match[1].replace("+", "-"):
            return question
    # The codes of people that no run has kept are others each time.
    if not history.register.pseudonyms():
        raise Refusal("decide.not_prepared")
    raise Refusal("decide.no_question", asked=code)


def _keep_pair(history: History, question: OpenQuestion, answer: str) -> str:
    same = ANSWERS[fold(answer)]
    keep_pair_answer(history, question.code, same=same)
    if same:
        return sentence("deciding.one_person")
    return sentence("deciding.two_persons")


def _keep_list_value(
    history: History, values: ListValues, question: OpenQuestion, answer: str
) -> str:
    code = question.code.removeprefix("L-")
    [value] = [one for one in values.values if one.code == code]
    decided = decided_as(value, answer, values.fields[code])
    with history.one_write():
        history.list_values.save([decided], [code])
    words = {"value": value.value, "header": value.header}
    if not decided.means:
        return sentence("entry.list.counts_not", **words)
    return sentence("entry.list.counts_as", **words, means=decided.means)


def _keep_acceptance(history: History, month: Month, question: OpenQuestion, answer: str) -> str:
    anomaly, [person] = question.rows[0], question.persons
    # A reason is kept and shown to others: nobody's name stays in it.
    reason = month.door.known_people(answer[:LONGEST_REASON])
    code = question.code.removeprefix("A-")
    code_of_outcome = "deciding.accepted"
    if fold(answer) == NO:
        reason, code_of_outcome = "", "deciding.not_accepted"
    accepted = history.accepted.read()
    is_listed, shown = False, ""
    if before := accepted.get(code):
        # What the last run wrote into the sheet stands there until the next.
        is_listed, shown = before.told and bool(before.reason), before.written
    accepted[code] = Acceptance(
        person,
        anomaly.siae,
        anomaly.rule,
        anomaly.field or "",
        reason,
        month.as_of,
        is_listed,
        shown,
    )
    with history.one_write():
        history.accepted.save(accepted)
    cells = [row.cell for row in question.rows]
    return sentence(code_of_outcome, tab=anomaly.tab, cells=cells, count=len(cells))
