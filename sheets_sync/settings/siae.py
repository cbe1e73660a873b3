"""The members: their sections of `config.yaml`, and the tabs that are typed into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pydantic import Field

from forms.definition_file import Definition, did_you_mean
from forms.form import Form
from sheets_sync.catalogue import sentence
from sheets_sync.errors import Refusal
from sheets_sync.settings.texts import Line, MailAddress

Kind = Literal["AI", "ACI", "EI", "EITI", "ETTI"]

DateOrder = Literal["day_first", "month_first"]
"""Order in which real dates of a column were made: rightly, or with month and day swapped."""


class ColumnSettings(Definition):
    """Columns of a tab, where it was not sure what they are, as a person settled it.

    Attributes:
        columns: field id → column letter or title, or several: `D+E+F`, `sum(W:Z)`, `last(F+H)`;
            `-` where no column is.
        dates: field id → whether a program set to English swapped day and month of its real dates.
        aside: the titles of columns that are no field's.
    """

    columns: dict[str, str] = Field(default_factory=dict)
    dates: dict[str, DateOrder] = Field(default_factory=dict)
    aside: tuple[Line, ...] = ()


class Siae(ColumnSettings):
    """A member: its tab, its name, its kind.

    Attributes:
        tab: "" where its workbook has one tab with people, whatever that is called.
        workbook: its own; `recus/Alpha*.xlsx` is the newest of those files.
        contact: the mailbox that its reminders go to; counsellors: that of each, by the initials
            that stand in the tab.
    """

    tab: Line = ""
    name: Line
    kind: Kind
    workbook: Line | None = None
    contact: MailAddress | None = None
    counsellors: dict[str, MailAddress] = Field(default_factory=dict)


@dataclass(frozen=True)
class Member:
    """A SIAE of the programme and where its tab is.

    Attributes:
        workbook: an absolute path or a web address.
        columns: field id → column letter or title, where config settles what `adopt` was unsure of.
        dates: field id → how its real dates were made, where config settles that.
        aside: the titles of columns that config says are no field's.
    """

    name: str
    kind: Kind
    tab: str
    workbook: str
    columns: Mapping[str, str]
    dates: Mapping[str, DateOrder] = field(default_factory=dict)
    aside: tuple[str, ...] = ()


@dataclass(frozen=True)
class EntryTab:
    """A tab that staff type the rows of a form into.

    Attributes:
        siae: whose tab it is; "" for a coordination tab, which all share.
        workbook, columns, dates, aside: as those of a `Member`.
    """

    form: Form
    siae: str
    tab: str
    workbook: str
    columns: Mapping[str, str] = field(default_factory=dict)
    dates: Mapping[str, DateOrder] = field(default_factory=dict)
    aside: tuple[str, ...] = ()

    def require_known_fields(self) -> None:
        """Refuse what config says of a column or its dates where the form has no such field."""
        known = [field.id for field in self.form.fields]
        for name in (*self.columns, *self.dates):
            if name not in known:
                what = sentence("errors.config.column", siae=self.siae or self.tab)
                hint = did_you_mean(name, known)
                raise Refusal("name.unknown", what=what, value=name, hint=hint)
