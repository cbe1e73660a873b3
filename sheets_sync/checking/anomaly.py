"""An anomaly that a check finds, and the sentence that the catalogue has for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias, cast

from forms.form import Field, Form
from forms.rule import Severity
from forms.words import printed
from sheets_sync import catalogue
from sheets_sync.checking.texts.nir import without_nir
from sheets_sync.french import typeset

_ASKED_ABOUT = frozenset({"choice.added", "choice.not_counted"})
CellKey: TypeAlias = tuple[int, str]
"""A cell of a table: the sheet's row number and the field."""


class Anomaly(NamedTuple):
    """Something for a person to put right.

    `cell` is "" where it concerns a whole row or tab; `row` is None where it concerns a tab. `pair`
    is which two persons it asks about: one row may have several such questions.
    """

    siae: str
    tab: str
    cell: str
    row: int | None
    field: str | None
    severity: Severity
    rule: str
    message: str
    pair: str = ""


def severity_of(rule: str) -> Severity:
    """The severity of what `rule` finds; KeyError where the catalogue has no such rule."""
    return cast("Severity", catalogue.entry(f"checks.{rule}")["severity"])


def is_error(rule: str, forms: Iterable[Form]) -> bool:
    """True if what a rule finds is to be corrected; of a rule that is no more, too."""
    for form in forms:
        for each in form.rules:
            if each.code == rule:
                return each.severity == "error"
    try:
        return severity_of(rule) == "error"
    except KeyError:
        return True


def make_anomaly(
    siae: str,
    tab: str,
    rule: str,
    cell: str = "",
    row: int | None = None,
    field: Field | None = None,
    /,
    **words: str,
) -> Anomaly:
    """The anomaly of `rule`, in the words of the catalogue.

    Where the field is personal and the message would tell what was understood, `private` is said
    instead. A social security number is repeated nowhere, whatever cell it was found in.
    """
    known = catalogue.entry(f"checks.{rule}")
    text, label, name = known["message"], "", None
    if field is not None:
        label, name = field.label, field.id
        words = {"example": field.example, **words}
        # What was understood of a birth date is personal too: the message must not tell it.
        if field.privacy != "shared":
            text = known.get("private", text)
    message = typeset(printed(text).format(Field=label, **words))
    # What is said of a tab may be copied into config letter by letter; of a field it is only read.
    if field is not None:
        message = printed(message)
    return Anomaly(siae, tab, cell, row, name, severity_of(rule), rule, without_nir(message))


def cells_in_error(anomalies: Iterable[Anomaly]) -> frozenset[CellKey]:
    """The cells that some of the anomalies are errors of: what else is wrong there is not said."""
    return frozenset(
        (anomaly.row, anomaly.field)
        for anomaly in anomalies
        if anomaly.severity == "error" and anomaly.row is not None and anomaly.field is not None
    )


def cells_asked_about(anomalies: Iterable[Anomaly]) -> frozenset[CellKey]:
    """The cells whose value is the coordinator's to decide: they are filled in, nothing lacks."""
    return frozenset(
        (anomaly.row, anomaly.field)
        for anomaly in anomalies
        if anomaly.rule in _ASKED_ABOUT and anomaly.row is not None and anomaly.field is not None
    )
