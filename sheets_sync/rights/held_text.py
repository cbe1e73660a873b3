"""All that is held on a person, in words: for the coordinator's own screen."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from forms.form import Form
from sheets_sync.catalogue import sentence
from sheets_sync.consortium.derived import labels_of_derived
from sheets_sync.history.states.state import MODIFIED
from sheets_sync.rights.request import Everything
from sheets_sync.rights.sought import Sought
from sheets_sync.rights.whereabouts import HeldRow

_ANSWERS = {True: "rights.answer_same", False: "rights.answer_other"}
_OF_ROW = ("siae", "tab", "row", "person")


def everything_text(everything: Everything, form: Form) -> str:
    """A chapter for each place; one sentence where nothing is held."""
    if everything.is_nothing:
        return "\n".join(_nobody_found(everything))
    pseudonyms = sorted(everything.sought.pseudonyms) or [sentence("rights.no_pseudonym")]
    lines = [sentence("rights.held_on", pseudonyms=pseudonyms)]
    if everything.forgotten:
        lines.append(sentence("rights.was_forgotten", day=everything.forgotten))
    chapters = [
        ("rows", itertools.chain.from_iterable(map(_row_lines, everything.rows))),
        ("register", _register(everything)),
        ("states", _states(everything.memory.states, form)),
        ("answers", _answers_given(everything.memory.pairs)),
        ("findings", _findings(everything.memory.findings)),
        ("acceptances", _acceptances(everything.memory.acceptances)),
        ("differences", _differences(everything)),
        ("copies", _copies(everything)),
        ("documents", _documents(everything)),
    ]
    for name, held in chapters:
        lines += ["", sentence(f"rights.{name}"), *(list(held) or [sentence("rights.none")])]
    notes = [sentence(f"rights.note_{name}") for name in ("counts", "imported", "links", "others")]
    return "\n".join([*lines, "", *notes])


def _nobody_found(everything: Everything) -> Iterator[str]:
    yield sentence("rights.nobody")
    if everything.forgotten:
        yield sentence("rights.was_forgotten", day=everything.forgotten)
    elif not (everything.sought.births or everything.sought.passes):
        yield sentence("rights.say_more")


def _row_lines(row: HeldRow) -> Iterator[str]:
    code = "rights.row_elsewhere"
    if row.siae:
        code = "rights.row_of_siae"
    elif not row.row:
        code = "rights.named_tab"
    yield sentence(code, place=row.place, siae=row.siae, tab=row.tab, row=row.row)
    if not row.is_sure:
        yield sentence("rights.row_doubtful")
    for cell in row.cells:
        label = f"{cell.label} : " if cell.label else ""
        yield f"    {cell.cell}  {label}{cell.text}"


def _register(everything: Everything) -> Iterator[str]:
    count, since = len(everything.memory.fingerprints), everything.since
    if count:
        pseudonyms = sorted(everything.sought.pseudonyms)
        yield sentence("rights.in_register", pseudonyms=pseudonyms, count=count)
    if everything.memory.has_name_marks:
        yield sentence("rights.name_marks")
    if since:
        yield sentence("rights.since", day=since)


def _states(states: Mapping[date, Sequence[Mapping[str, str]]], form: Form) -> Iterator[str]:
    """The days, and of the last what is kept."""
    for day, rows in states.items():
        yield sentence("rights.state", day=day, count=len(rows))
    if not states:
        return
    labels = {field.id: field.label for field in form.fields} | labels_of_derived()
    for row in states[max(states)]:
        values = [
            f"{labels.get(name, name)} : {value}"
            for name, value in row.items()
            if value and name not in (*_OF_ROW, MODIFIED)
        ]
        yield sentence("rights.state_row", day=max(states), kept=" ; ".join(values))


def _answers_given(answers: Mapping[str, bool]) -> Iterator[str]:
    for pair, same in answers.items():
        yield sentence(_ANSWERS[same], pair=pair)


def _findings(findings: Mapping[str, str]) -> Iterator[str]:
    for key, since in findings.items():
        yield sentence("rights.finding", what=key, day=date.fromisoformat(since))


def _acceptances(acceptances: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for one in acceptances:
        day = date.fromisoformat(one["since"])
        what = f"{one['siae']} | {one['rule']} | {one['field']}"
        yield sentence(
            "rights.acceptance", what=what, reason=one["reason"] or one["shown"], day=day
        )


def _differences(everything: Everything) -> Iterator[str]:
    for source, differences in everything.memory.differences.items():
        yield sentence("rights.difference", source=source, count=len(differences))


def _copies(everything: Everything) -> Iterator[str]:
    places = [copy.place for copy in everything.copies]
    yield from (f"  {place}" for place in [*places, *map(str, everything.memory_copies)])


def _documents(everything: Everything) -> Iterator[str]:
    yield from (f"  {file}" for file in everything.documents)
    for name in everything.memory.documents:
        yield sentence("rights.figures", document=name)


def candidate_texts(persons: Sequence[Sought]) -> list[str]:
    """Each of several whom a name may mean, by number."""
    return [
        sentence("rights.candidate", number=number, **_tells_apart(person))
        for number, person in enumerate(persons, 1)
    ]


def _tells_apart(person: Sought) -> dict[str, object]:
    """Where a person is, and what tells them from another of their name."""
    return {
        "pseudonym": min(person.pseudonyms),
        "places": [sentence("people.row.of_own_tab", siae=r.siae, row=r.row) for r in person.rows],
        "born": next((f"{day:%d/%m/%Y}" for day in sorted(person.births)), "?"),
    }
