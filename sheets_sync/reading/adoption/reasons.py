"""Why a column is read as a field: what speaks for it, how sure that is, what came second."""

from __future__ import annotations

from collections.abc import Iterator

from forms.form import Form
from forms.headers.evidence import Evidence
from forms.headers.matching import Decision, letters
from forms.words import clean
from sheets_sync.catalogue import sentence
from sheets_sync.french import quoted
from sheets_sync.reading.table import Table


def reasons(table: Table, form: Form) -> Iterator[str]:
    """A line for each column of a table; the cells themselves stand in none."""
    for decision in table.matching.decisions:
        named_column = {"column": letters(decision.column), "header": quoted(clean(decision.title))}
        if not decision.fields:
            yield sentence("adopt.why.nothing", **named_column)
            continue
        labels = [quoted(form.field(name).label) for name in decision.fields]
        yield sentence(
            "adopt.why.read" if decision.is_read else "adopt.why.asked",
            **named_column,
            fields=" + ".join(labels),
            confidence=decision.confidence,
            evidence=", ".join(_evidence(decision)),
            second=_second(decision, form),
        )


def _evidence(decision: Decision) -> Iterator[str]:
    if decision.evidence is not None:
        yield from _of_one_column(decision.evidence)
    elif decision.how == "header":
        yield sentence("adopt.why.combined")
    else:
        yield sentence(f"adopt.why.{decision.how}")


def _of_one_column(evidence: Evidence) -> Iterator[str]:
    if evidence.is_exact:
        yield sentence("adopt.why.exact")
    elif evidence.title:
        yield sentence("adopt.why.near", share=evidence.title)
    if evidence.content is not None:
        yield sentence("adopt.why.content", share=evidence.content)
    if evidence.beside:
        yield sentence("adopt.why.beside", count=evidence.beside)


def _second(decision: Decision, form: Form) -> str:
    """The next best: the same column as another field, or the same field in another column."""
    if decision.runner_up:
        field = quoted(form.field(decision.runner_up).label)
        return sentence("adopt.why.other_field", field=field)
    if decision.other is not None:
        return sentence("adopt.why.other_column", column=letters(decision.other))
    return ""
