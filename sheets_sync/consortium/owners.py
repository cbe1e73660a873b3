"""Owners of rows: the person under their pseudonym, and the counsellor who follows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sheets_sync.checking.anomaly import Anomaly

if TYPE_CHECKING:
    import pandas as pd


class RowOwner(NamedTuple):
    """The person's pseudonym and the counsellor's initials, "" where there are none."""

    person: str
    referent: str


NOBODY = RowOwner("", "")


class RowOwners:
    """The owners of the kept rows, by where these stand."""

    def __init__(self, frame: pd.DataFrame) -> None:
        # A consortium's own form may do without the field.
        referents = [None] * len(frame)
        if "referent" in frame.columns:
            referents = frame["referent"].tolist()
        columns = (frame[name].tolist() for name in ("siae", "tab", "row", "person"))
        self._owners: dict[tuple[str, str, int | None], RowOwner] = {
            (siae, tab, row): RowOwner(person, str(referent or ""))
            for siae, tab, row, person, referent in zip(*columns, referents, strict=True)
        }

    @property
    def persons(self) -> dict[tuple[str, str, int | None], str]:
        """(SIAE, tab, row) → the pseudonym of whose row it is."""
        return {row_key: owner.person for row_key, owner in self._owners.items()}

    def of(self, anomaly: Anomaly) -> RowOwner:
        """Owner of an anomaly's row; `NOBODY` for one about a tab, or a row that was set aside."""
        return self._owners.get((anomaly.siae, anomaly.tab, anomaly.row), NOBODY)

    def key(self, anomaly: Anomaly) -> str:
        """Key that an anomaly is known again by at the next run, wherever its row then stands."""
        # The pseudonym first: a row number changes as soon as staff sort their tab.
        whose = self.of(anomaly).person or anomaly.row or anomaly.message
        parts = (anomaly.siae, anomaly.tab, anomaly.rule, anomaly.field or "", str(whose))
        return " | ".join(parts)
