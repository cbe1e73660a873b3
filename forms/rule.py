"""A rule of a form: a condition that each row must meet."""

from __future__ import annotations

from typing import Literal

from forms.definition_file import Definition, Printed

Severity = Literal["error", "warning", "info"]


class Rule(Definition):
    """A condition that a row must meet, in the language of `forms.expressions`.

    Attributes:
        no_column: what is said once, as a warning, where a tab has no column for `cell`; it may
            name the `cells` of the rows that fail. "": each of these rows is told.
        sets_aside: whether a row that fails is of nobody in the programme, and counts nowhere.
    """

    code: str
    cell: str
    severity: Severity
    require: str
    message: Printed
    no_column: Printed = ""
    sets_aside: bool = False
    source: str
