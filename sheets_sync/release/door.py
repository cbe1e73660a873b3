"""The one way out: whatever is written for anybody is `Released`, and only a `Door` makes that."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar, final

from forms.form import Form
from sheets_sync.checking.free_text import SensitiveText
from sheets_sync.errors import Refusal
from sheets_sync.release.audiences import Audience, Audiences, Output
from sheets_sync.release.masking import MaskText, mask_for, masked, masked_frame
from sheets_sync.release.own_columns import Cells, OwnColumns, own_columns
from sheets_sync.release.rows import left_in_the_tab

if TYPE_CHECKING:
    import pandas as pd

Content = TypeVar("Content", covariant=True)
Given = TypeVar("Given")
Made = TypeVar("Made")


class _Seal:
    """What it takes to make a `Released`; this module has the only one."""


_SEAL = _Seal()


@final
@dataclass(frozen=True)
class Released(Generic[Content]):
    """A content as one audience may see it: what every writer asks for.

    A writer that takes it cannot be fed from anything else: mypy refuses, and so does it itself.
    """

    content: Content
    audience: Audience
    _seal: _Seal = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        if self._seal is not _SEAL:
            raise TypeError("only a Door releases")

    def into(self, make: Callable[[Content], Made]) -> Released[Made]:
        """What `make` makes of the content, and of nothing that did not pass the door."""
        return Released(make(self.content), self.audience, _SEAL)


def _unchanged(text: str) -> str:
    return text


@dataclass(frozen=True)
class Door:
    """A run's way out.

    Attributes:
        known_people: masks the persons that the run knows in a text.
    """

    audiences: Audiences
    known_people: MaskText = _unchanged

    def release(self, output: Output, content: Given) -> Released[Given]:
        """`content` for the readers of `output`.

        Every text in it is masked, and what `Only` others see is emptied.
        """
        return self._released(self.audiences.of(output), content)

    def rows(self, output: Output, frame: pd.DataFrame, form: Form) -> Released[pd.DataFrame]:
        """The consolidated rows for the readers of `output`."""
        return self._rows(self.audiences.of(output), frame, form)

    def participants(self, audience: Audience, frame: pd.DataFrame) -> Released[pd.DataFrame]:
        """The fields of each participant that an authority is owed by law, and no others."""
        owed = frame[list(audience.fields)]
        _refuse_leak(owed, set(owed.columns) - set(audience.fields))
        return Released(owed, audience, _SEAL)

    def own_columns(
        self, output: Output, cells: Cells, named: Collection[str], sensitive: SensitiveText
    ) -> tuple[OwnColumns, Released[Cells]]:
        """The columns of no field: which of them leave, and the cells of those for each row.

        Args:
            named: the headers that config lets out; who may see names gets them all.
        """
        audience = self.audiences.of(output)
        if "names" in audience.sees:
            return OwnColumns(()), Released(cells, audience, _SEAL)
        mask = mask_for(audience, self.known_people)
        sorted_columns = own_columns(cells, named, mask, sensitive)
        leaving = [
            {header: row[header] for header in sorted_columns.headers if header in row}
            for row in cells
        ]
        return sorted_columns, Released(leaving, audience, _SEAL)

    def mask(self, output: Output) -> MaskText:
        """What every text goes through on its way to the readers of `output`."""
        return mask_for(self.audiences.of(output), self.known_people)

    def _released(self, audience: Audience, content: Given) -> Released[Given]:
        mask = mask_for(audience, self.known_people)
        return Released(masked(content, audience, mask), audience, _SEAL)

    def _rows(self, audience: Audience, frame: pd.DataFrame, form: Form) -> Released[pd.DataFrame]:
        stays = left_in_the_tab(audience, form)
        # Dropped, and then looked for all the same: a leak stops the run.
        shared = frame.drop(columns=[name for name in stays if name in frame.columns])
        _refuse_leak(shared, stays)
        mask = mask_for(audience, self.known_people)
        return Released(masked_frame(shared, mask), audience, _SEAL)


def _refuse_leak(frame: pd.DataFrame, stays: Collection[str]) -> None:
    for name in stays:
        if name in frame.columns:
            raise Refusal("privacy.leak", field=name)
