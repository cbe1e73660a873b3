"""What a check finds, and the sentence that the catalogue has for it."""

from __future__ import annotations

from typing import NamedTuple, cast

from forms.definition import Field, Severity
from sheets_sync import catalogue
from sheets_sync.checking.free_text import without_nir
from sheets_sync.french import typeset


class Anomaly(NamedTuple):
    """Something for a person to put right. `cell` is "" where it concerns a whole line or tab; `row` None a tab."""

    siae: str
    tab: str
    cell: str
    row: int | None
    field: str | None
    severity: Severity
    rule: str
    message: str


def severity_of(rule: str) -> Severity:
    """How serious what `rule` finds is; KeyError where the catalogue has no such rule."""
    return cast("Severity", catalogue.entry(f"checks.{rule}")["severity"])


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
    personal = field is not None and field.privacy != "shared"
    text = known["private"] if personal and "private" in known else known["message"]
    said = typeset(text.format(Field=field.label if field else "", **words))
    name = field.id if field else None
    return Anomaly(siae, tab, cell, row, name, severity_of(rule), rule, without_nir(said))
