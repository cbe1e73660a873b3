"""What a cell tells of another field: « CDD 12 mois » as the motif gives the length too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forms.form import Field
from forms.values import Reader, ReadingContext, Value
from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.checking.table import TableToCheck
from sheets_sync.checking.texts.quoting import said_of


@dataclass(frozen=True)
class ToldBeside:
    """What the cells of `source` tell of `field`, by the index of their row."""

    check: TableToCheck
    source: Field
    field: Field
    told: Mapping[int, Value]
    context: ReadingContext

    def filled_in(self, own: Sequence[Value | None], read: Reader) -> list[Value | None]:
        """The values of the field with what is told; a cell of its own, even unread, says more.

        Args:
            read: reads a cell of the field, by which what is told is held against its bounds.
        """
        cells = self.check.table.cells.get(self.field.id)
        filled = list(own)
        for index, value in self.told.items():
            if cells is None or cells[index] == "":
                filled[index] = _within_bounds(value, read)
        return filled

    def anomalies(self, own: Sequence[Value | None], read: Reader) -> list[Anomaly]:
        """Those of what is told against a cell of the field's own, or beyond its bounds."""
        anomalies = []
        for index, value in self.told.items():
            if _differs(own[index], value):
                anomalies.append(self._anomaly("value.told_twice", index))
            elif _within_bounds(value, read) is None:
                anomalies.append(self._anomaly("value.told_out_of_range", index))
        return anomalies

    def _anomaly(self, rule: str, index: int) -> Anomaly:
        row = self.check.table.rows[index]
        cell = self.check.table.cells[self.source.id][index]
        wording = said_of(self.source, cell, rule, self.context, {"of": self.field.label})
        return self.check.field_anomaly(rule, row, wording.field, **wording.words)


def _differs(own: Value | None, told: Value) -> bool:
    # a bound, « plus de 6 mois », leaves room for the number beside it
    return own is not None and not isinstance(told, str) and own != told


def _within_bounds(value: Value, read: Reader) -> Value | None:
    """The value, where the field may have it; a bound is held against none."""
    if isinstance(value, str):
        return value
    return read(value).value
