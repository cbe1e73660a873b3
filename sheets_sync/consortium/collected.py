"""Which fields each tab has a column for: where there is none, a field is not collected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sheets_sync.checking.table import CheckedTable


@dataclass(frozen=True)
class Collected:
    """The fields that tabs have columns for, whether their cells are filled or not.

    Attributes:
        by_siae: member → the fields that its tab collects; a tab that was not read collects none.
        by_form: coordination form → the fields of its tab; none where nothing is entered in it.
    """

    by_siae: Mapping[str, frozenset[str]]
    by_form: Mapping[str, frozenset[str]]

    def members(self, fields: Iterable[str]) -> frozenset[str]:
        """The members whose tabs collect all of `fields`."""
        wanted = frozenset(fields)
        return frozenset(siae for siae, known in self.by_siae.items() if wanted <= known)

    def has(self, form_id: str, fields: Iterable[str]) -> bool:
        """True if the tab of a coordination form collects all of `fields`."""
        return frozenset(fields) <= self.by_form.get(form_id, frozenset())


def collected_fields(
    siae: Sequence[str],
    checked: Sequence[CheckedTable],
    coordination: Mapping[str, Sequence[CheckedTable]],
) -> Collected:
    """What each member's tables, and those of the coordination tabs, collect."""
    by_siae: dict[str, frozenset[str]] = dict.fromkeys(siae, frozenset())
    for table in checked:
        by_siae[table.siae] |= table.collected
    by_form = {form_id: _in_use(tables) for form_id, tables in coordination.items()}
    return Collected(by_siae, by_form)


def _in_use(tables: Iterable[CheckedTable]) -> frozenset[str]:
    """The fields that tables collect; a tab that `setup` made and nobody types into, none."""
    return frozenset().union(*(table.collected for table in tables if any(table.kept)))
