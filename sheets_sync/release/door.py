"""The one way out: whatever is written for anybody is `Released`, and only a `Door` makes that."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar, final

from forms.form import Form
from sheets_sync.checking.texts.free_text import SensitiveText
from sheets_sync.errors import Refusal
from sheets_sync.release.audiences import Audience, Audiences, Output
from sheets_sync.release.masking import (
    MaskText,
    audience_mask,
    locations_to_mask,
    masked_content,
    masked_frame,
)
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
    _mask: MaskText = field(repr=False, compare=False)
    _seal: _Seal = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        if self._seal is not _SEAL:
            raise TypeError("only a Door releases")

    def into(self, make: Callable[[Content], Made]) -> Released[Made]:
        """What `make` makes of the content, and of nothing that did not pass the door."""
        return Released(make(self.content), self.audience, self._mask, _SEAL)

    def locations_to_mask(self, texts: Iterable[tuple[str, str]]) -> list[str]:
        """Where texts stand, in what was made of it, that are not as they would leave."""
        return locations_to_mask(texts, self._mask)


def _text_as_it_is(text: str) -> str:
    return text


@dataclass(frozen=True)
class Door:
    """A run's way out.

    Attributes:
        known_people: masks the persons that the run knows in a text.
    """

    audiences: Audiences
    known_people: MaskText = _text_as_it_is
    _masks: dict[str, MaskText] = field(default_factory=dict, init=False, repr=False, compare=False)

    def release(self, output: Output, content: Given) -> Released[Given]:
        """`content` for the readers of `output`.

        Every text in it is masked, and what `Only` others see is emptied.
        """
        audience = self.audiences.of(output)
        mask = self._mask(audience)
        return Released(masked_content(content, audience, mask), audience, mask, _SEAL)

    def rows(self, output: Output, frame: pd.DataFrame, form: Form) -> Released[pd.DataFrame]:
        """The consolidated rows for the readers of `output`.

        Raises:
            Refusal: they are not to see counts of one, which a row is; or a column would leave that
                must not.
        """
        audience = self.audiences.of(output)
        if "small_counts" not in audience.sees:
            raise Refusal("privacy.rows", label=audience.label)
        stays = left_in_the_tab(audience, form)
        # Dropped, and then looked for all the same: a leak stops the run.
        shared = frame.drop(columns=[name for name in stays if name in frame.columns])
        _refuse_leak(shared, stays)
        mask = self._mask(audience)
        return Released(masked_frame(shared, mask), audience, mask, _SEAL)

    def participants(
        self, audience: Audience, frame: pd.DataFrame, form: Form
    ) -> Released[pd.DataFrame]:
        """The fields of each participant that an authority is owed by law, and no others.

        A name is where it belongs, in its own field; typed in any other it is somebody's all the
        same.
        """
        owed, mask = frame[list(audience.fields)].copy(), self._mask(audience)
        _refuse_leak(owed, {field.id for field in form.fields} - set(audience.fields))
        shared = [name for name in audience.fields if form.field(name).privacy == "shared"]
        owed[shared] = masked_frame(owed[shared], mask)
        return Released(owed, audience, mask, _SEAL)

    def own_columns(
        self, output: Output, cells: Cells, named: Collection[str], sensitive: SensitiveText
    ) -> tuple[OwnColumns, Released[Cells]]:
        """The columns of no field: which of them leave, and the cells of those for each row.

        Args:
            named: the headers that config lets out; who may see names gets them all.
        """
        audience = self.audiences.of(output)
        mask = self._mask(audience)
        if "names" in audience.sees:
            return OwnColumns(()), Released(cells, audience, mask, _SEAL)
        sorted_columns = own_columns(cells, named, mask, sensitive)
        leaving = [_cells_under(row, sorted_columns.headers) for row in cells]
        return sorted_columns, Released(leaving, audience, mask, _SEAL)

    def mask(self, output: Output) -> MaskText:
        """What every text goes through on its way to the readers of `output`."""
        return self._mask(self.audiences.of(output))

    def reword(self, refusal: Refusal, output: Output) -> None:
        """Have a refusal say what the readers of `output` may see, and no more."""
        refusal.args = (self.mask(output)(str(refusal)),)

    def _mask(self, audience: Audience) -> MaskText:
        if audience.id not in self._masks:
            self._masks[audience.id] = audience_mask(audience, self.known_people)
        return self._masks[audience.id]


def _cells_under(row: Mapping[str, str], headers: Sequence[str]) -> dict[str, str]:
    return {header: row[header] for header in headers if header in row}


def _refuse_leak(frame: pd.DataFrame, stays: Collection[str]) -> None:
    for name in stays:
        if name in frame.columns:
            raise Refusal("privacy.leak", field=name)
