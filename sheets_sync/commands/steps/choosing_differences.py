"""`reconcile --apply`: which differences the coordinator wants written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Sequence

import typer

from forms.form import Form
from sheets_sync.catalogue import sentence
from sheets_sync.commands.steps.asking import answer_beside_question
from sheets_sync.deciding.difference_texts import difference_text, quoted_labels
from sheets_sync.outside.difference import Difference

EVERYTHING = "tout"
_YES = ("o", "oui", "y", "yes")
_ALL_OF_FIELD = ("t", "tous", "toutes")
_STOP = ("q", "quitter", "stop")


def choose(
    differences: Sequence[Difference],
    without_asking: Collection[str],
    form: Form,
) -> list[Difference]:
    """Those to write: of the fields that were named before, and those that a person says yes to.

    A cell that holds what is not understood is asked about in any case: a person wrote it for a
    reason. So is what a name alone says, which may be a namesake's, and a number that is somebody
    else's as well. Values that go together are asked about together, once. The end of what is typed
    is a no to all that was not asked yet.

    Args:
        without_asking: ids of fields, or `EVERYTHING`.
    """
    chosen: list[Difference] = []
    fields, is_over = set(without_asking), False
    for group in _to_write_together(differences):
        named = {one.field or "" for one in group}
        is_asked = any(one.is_asked for one in group)
        if not is_asked and (EVERYTHING in fields or named <= fields):
            chosen += group
        elif not is_over:
            answer = _ask_to_write(group, form)
            is_over = answer is None or answer in _STOP
            if answer is None:
                typer.echo(f"\n{sentence('outside.nobody_answers')}", err=True)
            if answer in _ALL_OF_FIELD:
                fields |= named
            if answer in (*_YES, *_ALL_OF_FIELD):
                chosen += group
    return chosen


def _to_write_together(differences: Sequence[Difference]) -> Iterable[Sequence[Difference]]:
    """Those that can be written, each with what it is written with or not at all."""
    groups: dict[Hashable, list[Difference]] = defaultdict(list)
    for one in differences:
        if one.is_applicable:
            groups[one.siae, one.row, frozenset({one.field, *one.goes_with})].append(one)
    return groups.values()


def _ask_to_write(group: Sequence[Difference], form: Form) -> str | None:
    """The answer; None where nobody answers."""
    code = "outside.write_it"
    if any(one.is_by_name for one in group):
        code = "outside.write_by_name"
    fields = quoted_labels([one.field or "" for one in group], form)
    question = sentence(code, count=len(group), fields=fields)
    texts = [difference_text(one, form) for one in group]
    lines = "\n".join([group[0].siae, *texts])
    typer.echo(f"{lines}\n  {question} ", nl=False, err=True)
    answer = answer_beside_question()
    if answer is None:
        return None
    return answer.casefold()
