"""One figure: its value, what it was counted from, and what it is counted for."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from forms.expressions import Mask
from sheets_sync import french
from sheets_sync.catalogue import sentence

UNKNOWN = "non renseigné"
"""The group of the rows whose field is not known."""
NOT_COLLECTED = "non collecté"
"""The group of the rows of tabs without a column for it."""
Why = Literal["not_collected", "no_denominator"]


class Coverage(NamedTuple):
    """The members whose tabs collect what a figure is made of, and how many members there are."""

    members: int
    of: int

    @property
    def is_partial(self) -> bool:
        """True if some members collect it and some do not."""
        return 0 < self.members < self.of

    @property
    def text(self) -> str:
        """« saisi par 9 SIAE sur 12 »; "" where all or none do."""
        if not self.is_partial:
            return ""
        return sentence("figures.coverage", members=self.members, of=self.of)


class Missing(NamedTuple):
    """Rows left out of a figure for want of a value.

    Attributes:
        left_out: how many, and of what: persons, or rows of the tab.
        label: of what they are without, as « sans durée ».
        low, high: the figure's value if none of them counted, and if all that could did.
    """

    left_out: float
    kind: Literal["persons", "rows"]
    label: str
    low: float
    high: float


class PopulationCount(NamedTuple):
    """Those that a figure is about: « 150 personnes présentes »."""

    id: str
    size: float
    text: str


@dataclass(frozen=True, eq=False)
class OwnRows:
    """The rows of one group: those of `within` whose code it is.

    Worked out when they are asked for: a mask of all rows in each figure of each SIAE took memory
    and time that grew with the square of a programme.
    """

    codes: NDArray[np.int64]
    code: int
    within: Mask

    @property
    def mask(self) -> Mask:
        own: Mask = self.codes == self.code
        return own & self.within


@dataclass(frozen=True, eq=False)
class Figure:
    """One figure; a rate is between 0 and 1.

    Attributes:
        start: None for a stock, and for a cohort of all entries.
        siae: the SIAE it is counted for; None for the whole and for a group of another field.
        group: the value that it is counted for, where it is one of a breakdown by another field.
        as_of: the day from which it is seen; `end`, but for a cohort.
        value: None where there is nothing to divide by, or nobody collects it.
        counted: the rows that it counts; among: those that a rate's denominator counts, None for
            other figures; both for all groups, of which `mine` picks its own.
        coverage: None for a figure of a tab that all members share.
        coverage_of: the label of the field that it is about; "": of what is counted.
        is_collected: whether any tab has the columns that it is made of.
        missing: None where nothing is left out.
        find_population: finds those that the figure is about, when they are asked for.
        approximate: how many of those it counts were taken in without all that decides it.
    """

    id: str
    label: str
    siae: str | None
    start: date | None
    end: date
    as_of: date
    value: float | None
    numerator: float
    denominator: float | None
    target: float | None
    unit: str
    counted: Mask
    among: Mask | None = None
    mine: OwnRows | None = None
    group: str | None = None
    coverage: Coverage | None = None
    coverage_of: str = ""
    is_collected: bool = True
    missing: Missing | None = None
    approximate: float = 0
    find_population: Callable[[Figure], PopulationCount | None] = lambda figure: None

    @functools.cached_property
    def population(self) -> PopulationCount | None:
        """Those that it is about, in the same SIAE or group; None where nothing says so."""
        return self.find_population(self)

    @property
    def why(self) -> Why | None:
        """Why there is no value."""
        if not self.is_collected:
            return "not_collected"
        if self.value is None:
            return "no_denominator"
        return None

    @property
    def count(self) -> float | None:
        """The numerator; None where nobody collects it."""
        if not self.is_collected:
            return None
        return self.numerator

    @property
    def text(self) -> str:
        """The value as its unit wants it written, « non saisi » or « n. d. »."""
        return self._written(self.value)

    @property
    def count_text(self) -> str:
        """The numerator, or « non saisi »."""
        return self._written_count(self.numerator)

    @property
    def among_text(self) -> str:
        """The denominator, or « non saisi »."""
        return self._written_count(self.denominator)

    @property
    def counted_among(self) -> str:
        """« 19 sur 44 sorties comptées », or « 41 sur 60, parmi 150 personnes présentes »."""
        if self.among is None or not self.is_collected:
            return ""
        words = {"counted": self.numerator, "among": self.denominator}
        population = self.population
        if population is None:
            return sentence("figures.out_of", **words)
        if population.size == self.denominator:
            return sentence("figures.out_of_all", counted=self.numerator, all=population.text)
        return sentence("figures.out_of_some", all=population.text, **words)

    @property
    def beside(self) -> str:
        """Of whom a rate is counted, and its provisos, in one text."""
        return french.typeset(" ; ".join(filter(None, (self.counted_among, *self.provisos))))

    @property
    def provisos(self) -> list[str]:
        """Words that a reader of it needs: who collects it, what is left out, what is estimated."""
        if not self.is_collected:
            return []
        texts = [self.coverage_text, self.missing_text]
        if self.approximate:
            texts.append(sentence("figures.approximate", count=self.approximate))
        return [text for text in texts if text]

    @property
    def coverage_text(self) -> str:
        """« saisi par 9 SIAE sur 12 », with what it is about; "" where all or none do."""
        if self.coverage is None:
            return ""
        text = self.coverage.text
        if text and self.coverage_of:
            return sentence("figures.coverage_of", field=self.coverage_of, coverage=text)
        return text

    @property
    def rows(self) -> NDArray[np.int64]:
        """Indexes, in the frame of its form, of the rows that `numerator` was counted from."""
        return self._mine(self.counted)

    @property
    def rows_among(self) -> NDArray[np.int64]:
        """Those that a rate's `denominator` was counted from; none for other figures."""
        if self.among is None:
            return np.empty(0, np.int64)
        return self._mine(self.among)

    @property
    def missing_text(self) -> str:
        """« 7 sorties, dont 3 sans durée : entre 29 % et 71 % »."""
        missing = self.missing
        if missing is None:
            return ""
        low, high = self._written(missing.low), self._written(missing.high)
        between = sentence("figures.between", low=low, high=high)
        if low == high:
            between = sentence("figures.with_them", value=low)
        if self.denominator is None:
            code = f"figures.missing_{missing.kind}_beside"
            left_out = sentence(code, missing=missing.left_out, label=missing.label)
            return "" if low == high else f"{left_out} : {between}"
        everybody = self.denominator + missing.left_out
        code = f"figures.missing_{missing.kind}"
        left_out = sentence(code, all=everybody, missing=missing.left_out, label=missing.label)
        return f"{left_out} : {between}"

    def _written(self, value: float | None) -> str:
        if not self.is_collected:
            return sentence("figures.not_collected")
        return french.figure(value, self.unit)

    def _written_count(self, count: float | None) -> str:
        if not self.is_collected:
            return sentence("figures.not_collected")
        return french.number(count)

    def _mine(self, mask: Mask) -> NDArray[np.int64]:
        if self.mine is not None:
            mask = mask & self.mine.mask
        return np.flatnonzero(mask)
