"""Which fields each tab has a column for: where there is none, a field is not collected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as attribute

from sheets_sync.checking.table import CheckedTable


@dataclass(frozen=True)
class Collected:
    """The fields that tabs have columns for, whether their cells are filled or not.

    Attributes:
        by_siae: member → the fields that its tab collects; a tab that was not read collects none.
        by_form: coordination form → the fields of its tab; none where nothing is entered in it.
        possible_values: member → a field → all the values that its tab can tell of it, where its
            column cannot tell others: « Freins » over « langue, logement » tells none as overcome.
    """

    by_siae: Mapping[str, frozenset[str]]
    by_form: Mapping[str, frozenset[str]]
    possible_values: Mapping[str, Mapping[str, frozenset[str]]] = attribute(default_factory=dict)

    def members(
        self, fields: Iterable[str], asked: Iterable[tuple[str, frozenset[str]]] = ()
    ) -> frozenset[str]:
        """The members whose tabs collect all of `fields`.

        Args:
            asked: (field, values): their tabs can tell one of the values at least.
        """
        needed = frozenset(fields)
        collecting = {siae for siae, known in self.by_siae.items() if needed <= known}
        for field, values in asked:
            collecting -= {siae for siae in collecting if self._cannot_hold(siae, field, values)}
        return frozenset(collecting)

    def _cannot_hold(self, siae: str, field: str, values: frozenset[str]) -> bool:
        possible = self.possible_values.get(siae, {}).get(field)
        return possible is not None and possible.isdisjoint(values)

    def has(self, form_id: str, fields: Iterable[str]) -> bool:
        """True if the tab of a coordination form collects all of `fields`."""
        return frozenset(fields) <= self.by_form.get(form_id, frozenset())


def collected_fields(
    siae: Sequence[str],
    checked: Sequence[CheckedTable],
    coordination: Mapping[str, Sequence[CheckedTable]],
) -> Collected:
    """Fields that each member's tables, and those of the coordination tabs, collect."""
    by_siae: dict[str, frozenset[str]] = dict.fromkeys(siae, frozenset())
    for table in checked:
        by_siae[table.siae] |= table.collected
    by_form = {form_id: _in_use(tables) for form_id, tables in coordination.items()}
    possible_values = {name: _possible_values(checked, name) for name in siae}
    return Collected(by_siae, by_form, possible_values)


def _possible_values(checked: Iterable[CheckedTable], siae: str) -> dict[str, frozenset[str]]:
    """The values that are told of some fields, where no table of a member can tell others."""
    values_by_field: dict[str, frozenset[str]] = {}
    whole: set[str] = set()
    for table in checked:
        if table.siae == siae:
            values_by_field |= table.table.told_values
            whole |= table.collected - table.table.told_values.keys()
    return {field: values for field, values in values_by_field.items() if field not in whole}


def _in_use(tables: Iterable[CheckedTable]) -> frozenset[str]:
    """The fields that tables collect; a tab that `setup` made and nobody types into, none."""
    return frozenset().union(*(table.collected for table in tables if any(table.kept)))
