"""Who collects what a figure is made of: its fields, and the tabs with columns for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from forms.expressions import names_in, values_asked
from forms.form import Form
from forms.remembered import remembered
from sheets_sync.consortium.collected import Collected
from sheets_sync.consortium.derived import DERIVED
from sheets_sync.figures.figure import Coverage
from sheets_sync.figures.indicators import Indicator
from sheets_sync.figures.row_conditions import RowConditions
from sheets_sync.settings.siae import Kind

_DAYS = frozenset({"start", "end", "as_of", "today"})


class Collection:
    """The tabs that collect what each indicator is made of."""

    def __init__(
        self,
        indicators: Mapping[str, Indicator],
        forms: Mapping[str, Form],
        siae: Sequence[str],
        collected: Collected,
        conditions: RowConditions,
        kinds: Mapping[str, Kind],
    ) -> None:
        self._indicators, self._forms, self._siae = indicators, forms, siae
        self._collected, self._conditions = collected, conditions
        self._kinds = kinds

    def members(self, indicator: Indicator, field: str = "") -> frozenset[str] | None:
        """The members whose tabs collect all of it, and `field`; None for what is of no member."""
        return self._members(indicator.id, field)

    # Asked for each figure of each SIAE: to look at every tab each time is quadratic in tabs.
    @remembered
    def _members(self, id_: str, field: str) -> frozenset[str] | None:
        indicator = self._indicators[id_]
        if indicator.form == "participant":
            needs, asked = self._needs(id_), self._values_asked(id_)
            members = self._collected.members(needs, asked) & frozenset(self._siae)
            # What is divided by a number of each kind tells nothing of a kind without one.
            if by_kind := indicator.divided_by:
                members = frozenset(siae for siae in members if self._kinds.get(siae) in by_kind)
            return members & self.members_with(field)
        if indicator.per is not None:
            return self._members(indicator.per, field)
        return None

    @remembered
    def members_with(self, field: str) -> frozenset[str]:
        """The members whose tabs collect a field, or what is derived; all for where a row is."""
        fields = _fields_behind(field)
        if field not in DERIVED and not self._forms["participant"].has(field):
            fields = ()
        return self._collected.members(fields) & frozenset(self._siae)

    def coverage(
        self, indicator: Indicator, siae: str | None, field: str = ""
    ) -> tuple[Coverage | None, str]:
        """How many members collect it, of all, or whether `siae` does; None for what is of none.

        Beside it the label of the field that it is about where that is not what is counted: who is
        there is known of a tab without a column for exits, but for those who left.
        """
        members, label = self._told_members(indicator.id, field)
        if members is None:
            return None, ""
        if siae is not None:
            return Coverage(int(siae in members), 1), label
        return Coverage(len(members), len(self._siae)), label

    @remembered
    def _told_members(self, id_: str, field: str) -> tuple[frozenset[str] | None, str]:
        """The members that are told beside a figure, and the label of what it is that they collect.

        Those with a column for what it only asks to be empty, where all have the others.
        """
        members, absent = self._members(id_, field), self._tolerated(id_)
        if members is None or not absent or len(members) < len(self._siae):
            return members, ""
        collecting = [self._collected.members([field_id]) for field_id in absent]
        members = frozenset[str]().union(*collecting) & frozenset(self._siae)
        return members, self._forms["participant"].field(absent[0]).label

    def is_collected(self, indicator: Indicator, siae: str | None, field: str = "") -> bool:
        """True if any tab has what it is made of, and what it is divided by."""
        members = self.members(indicator, field)
        if members is not None and siae is not None:
            members &= {siae}
        if members is not None and not members:
            return False
        if indicator.form == "participant":
            return True
        has_tab = self._collected.has(indicator.form, self._needs(indicator.id))
        if indicator.per is None:
            return has_tab
        return has_tab and self.is_collected(self._indicators[indicator.per], siae)

    @remembered
    def _needs(self, id_: str) -> frozenset[str]:
        """The fields of its form that an indicator is made of."""
        indicator, trees = self._indicators[id_], self._trees(id_)
        measured = [indicator.sum, indicator.mean, indicator.since]
        names = [name for name in measured if name is not None]
        fields = [field.id for field in self._forms[indicator.form].fields]
        return needed_fields(trees, names, fields)

    @remembered
    def _values_asked(self, id_: str) -> frozenset[tuple[str, frozenset[str]]]:
        """The values of a list that it counts, by field."""
        return frozenset().union(*map(values_asked, self._trees(id_)))

    @remembered
    def _tolerated(self, id_: str) -> Sequence[str]:
        """The fields that it only asks to be empty, in the order of the form."""
        asked = frozenset[str]().union(*map(_asked_to_be_empty, self._trees(id_)))
        absent = asked - self._needs(id_)
        form = self._forms[self._indicators[id_].form]
        return [field.id for field in form.fields if field.id in absent]

    def _trees(self, id_: str) -> list[Any]:
        """The conditions of an indicator, as parsed."""
        indicator = self._indicators[id_]
        texts = [text for text in (indicator.where, indicator.of) if text is not None]
        return [self._conditions.tree(indicator.form, text) for text in texts]


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
        fields.update(_fields_behind(name))
    return frozenset(fields - tolerated).intersection(form_fields)


def _fields_behind(name: str) -> tuple[str, ...]:
    """Fields that a derived column is made of; a field is made of itself."""
    if name in DERIVED:
        return tuple(DERIVED[name].made_of)
    return (name,)


def _asked_to_be_empty(tree: Any) -> set[str]:
    """The names in `empty(…)`."""
    names: set[str] = set()
    for node in tree.iter_subtrees():
        if node.data == "call" and str(node.children[0]) == "empty":
            names |= names_in(node)
    return names
