"""A difference between a tab and a file of others."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Literal

from forms.values import Value

Kind = Literal["differs", "missing_here", "missing_there", "doubtful", "not_understood"]


@dataclass(frozen=True)
class Difference:
    """A difference between a tab and the file.

    Attributes:
        tab, row, cell: where it is here; "" and None where the person is not.
        field: None where it is about the whole person.
        here, there: what stands on either side, for the coordinator's own screen.
        file_row: from 1; None where the person is not in the file.
        person: their pseudonym here, "" for one who is not. name: theirs, for the coordinator's
            own screen, where `here` is what stands in a cell.
        is_unread: whether `here` is what is typed there, which is not understood.
        is_by_name: whether the name alone tells that it is this person's: it may be a namesake's.
        held: where the number is somebody else's as well, here or in the file; "" for nowhere.
        goes_with: the fields that the file says another value of too, as the number whose end it
            is: they are written together or not at all.
        barred_by: the field that it goes with and that the file has no value to write for.
        among: what the file says of those that count, where one here is not among them; they may
            count there for the SIAE `there`, in `file_row`.
        is_over: whether somebody who is not here is gone there too, by what the file says.
        unlike: of a doubtful person what either side is known by: field, here, there.
    """

    kind: Kind
    siae: str
    tab: str
    row: int | None
    cell: str
    field: str | None
    here: Value | None
    there: Value | None
    file_row: int | None
    person: str = ""
    name: str = ""
    is_unread: bool = False
    is_by_name: bool = False
    held: str = ""
    goes_with: tuple[str, ...] = ()
    barred_by: str = ""
    among: str = ""
    is_over: bool = False
    unlike: tuple[tuple[str, Value | None, Value | None], ...] = ()

    @property
    def is_asked(self) -> bool:
        """True if it is written only where a person has looked at just this one."""
        return self.is_unread or self.is_by_name or bool(self.held)

    def differs_in(self, fields: Collection[str]) -> bool:
        """True if the file says another value of one of these fields."""
        return self.kind == "differs" and self.field in fields

    @property
    def is_applicable(self) -> bool:
        """True if the file says another value of a cell: anything else a person settles.

        A year or a month alone is never put in the place of a whole date.
        """
        says_less = isinstance(self.here, date) and isinstance(self.there, str)
        is_value = self.kind == "differs" and bool(self.cell) and self.field is not None
        return is_value and not says_less and not self.barred_by
