"""Who collects what a figure is made of: its fields, and the tabs with columns for them."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from forms.expressions import names_in
from forms.form import Form
from sheets_sync.consortium.collected import Collected
from sheets_sync.consortium.derived import DERIVED
from sheets_sync.figures.figure import Coverage
from sheets_sync.figures.indicators import Indicator
from sheets_sync.figures.row_conditions import RowConditions

_DAYS = frozenset({"start", "end", "as_of"})


class Collection:
    """The tabs that collect what each indicator is made of."""

    def __init__(
        self,
        indicators: Mapping[str, Indicator],
        forms: Mapping[str, Form],
        siae: Sequence[str],
        collected: Collected,
        conditions: RowConditions,
    ) -> None:
        self._indicators, self._forms, self._siae = indicators, forms, siae
        self._collected, self._conditions = collected, conditions

    def members(self, indicator: Indicator) -> frozenset[str] | None:
        """The members whose tabs collect all of it; None for what is of no member."""
        if indicator.form == "participant":
            return self._collected.members(self._needs(indicator.id)) & frozenset(self._siae)
        if indicator.per is not None:
            return self.members(self._indicators[indicator.per])
        return None

    def coverage(self, indicator: Indicator, siae: str | None) -> Coverage | None:
        """How many members collect it, of all, or whether `siae` does; None for what is of none."""
        members = self.members(indicator)
        if members is None:
            return None
        if siae is not None:
            return Coverage(int(siae in members), 1)
        return Coverage(len(members), len(self._siae))

    def is_collected(self, indicator: Indicator, siae: str | None) -> bool:
        """True if any tab has what it is made of, and what it is divided by."""
        coverage = self.coverage(indicator, siae)
        if coverage is not None and not coverage.members:
            return False
        if indicator.form == "participant":
            return True
        has_tab = self._collected.has(indicator.form, self._needs(indicator.id))
        if indicator.per is None:
            return has_tab
        return has_tab and self.is_collected(self._indicators[indicator.per], siae)

    @functools.cache  # noqa: B019 - lives as long as the run
    def _needs(self, id_: str) -> frozenset[str]:
        """The fields of its form that an indicator is made of."""
        indicator = self._indicators[id_]
        texts = [text for text in (indicator.where, indicator.of) if text is not None]
        trees = [self._conditions.tree(indicator.form, text) for text in texts]
        measured = [indicator.sum, indicator.mean, indicator.since]
        names = [name for name in measured if name is not None]
        fields = [field.id for field in self._forms[indicator.form].fields]
        return needed_fields(trees, names, fields)


def all_collected(forms: Mapping[str, Form], siae: Sequence[str]) -> Collected:
    """That every tab has a column for every field."""
    fields = {name: frozenset(field.id for field in form.fields) for name, form in forms.items()}
    return Collected(dict.fromkeys(siae, fields["participant"]), fields)


def needed_fields(
    trees: Iterable[Any], measured: Iterable[str], form_fields: Iterable[str]
) -> frozenset[str]:
    """The fields of a form that conditions and what is added up hang on.

    What a condition asks to be empty is not needed: where nobody collects it, it is empty indeed.
    `present` so needs no column for exits, which a tab of those who are there may do without.

    Args:
        trees: conditions, as parsed, with the named ones in their place.
        measured: names of the columns that are added up, or counted from.
    """
    named: set[str] = set(measured)
    tolerated: set[str] = set()
    for tree in trees:
        named |= names_in(tree)
        tolerated |= _asked_to_be_empty(tree)
    fields: set[str] = set()
    for name in named - tolerated - _DAYS:
        fields |= {name} if name not in DERIVED else set(DERIVED[name].made_of)
    return frozenset(fields - tolerated).intersection(form_fields)


def _asked_to_be_empty(tree: Any) -> set[str]:
    """The names in `empty(…)`."""
    names: set[str] = set()
    for node in tree.iter_subtrees():
        if node.data == "call" and str(node.children[0]) == "empty":
            names |= names_in(node)
    return names
