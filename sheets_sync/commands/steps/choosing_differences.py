"""`reconcile --apply`: which differences the coordinator wants written."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

import typer

from forms.form import Form
from sheets_sync.catalogue import sentence
from sheets_sync.commands.steps.asking import answer_beside_question
from sheets_sync.outside.applying import is_applicable, lacks_its_partner
from sheets_sync.outside.reconcile import Difference

EVERYTHING = "tout"
_YES = ("o", "oui", "y", "yes")
_ALL_OF_FIELD = ("t", "tous", "toutes")
_STOP = ("q", "quitter", "stop")


def choose(
    differences: Sequence[Difference],
    without_asking: Collection[str],
    describe: Callable[[Difference], str],
    form: Form,
) -> list[Difference]:
    """Those to write: of the fields that were named before, and those that a person says yes to.

    A cell that holds what is not understood is asked about in any case: a person wrote it for a
    reason. So is what a name alone says, which may be a namesake's, and a number that is somebody
    else's already. What goes with another value is asked about after a yes to that only. The end of
    what is typed is a no to all that was not asked yet.

    Args:
        without_asking: ids of fields, or `EVERYTHING`.
    """
    chosen: list[Difference] = []
    fields, is_over = set(without_asking), False
    for one in filter(is_applicable, differences):
        if lacks_its_partner(one, chosen):
            continue
        if not one.is_asked and fields & {EVERYTHING, one.field}:
            chosen.append(one)
        elif not is_over:
            answer = _ask_to_write(one, describe, form)
            is_over = answer is None or answer in _STOP
            if answer is None:
                typer.echo(f"\n{sentence('outside.nobody_answers')}", err=True)
            if answer in _ALL_OF_FIELD:
                fields.add(one.field or "")
            if answer in (*_YES, *_ALL_OF_FIELD):
                chosen.append(one)
    return chosen


def _ask_to_write(one: Difference, describe: Callable[[Difference], str], form: Form) -> str | None:
    """The answer; None where nobody answers."""
    label = form.field(one.field or "").label
    code = "outside.write_by_name" if one.is_by_name else "outside.write_it"
    question = sentence(code, field=label)
    typer.echo(f"{one.siae}\n{describe(one)}\n  {question} ", nl=False, err=True)
    answer = answer_beside_question()
    if answer is None:
        return None
    return answer.casefold()
