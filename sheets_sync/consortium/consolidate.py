"""One table from all tabs: kept rows with their person, what follows from them, the counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from forms.form import Form
from forms.values import shown
from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.checking.table import CheckedTable
from sheets_sync.checking.texts.nir import is_nir_title, without_nir, without_nir_under_title
from sheets_sync.consortium.derived import FOLLOWED, derive
from sheets_sync.consortium.exits import ExitRules
from sheets_sync.errors import Refusal
from sheets_sync.reading.table import TabReading, cell_address

if TYPE_CHECKING:
    import pandas as pd

PLACE = ("siae", "tab", "row", "person")
"""First columns of the consortium table: where a row comes from, and its person's pseudonym."""


@dataclass(frozen=True)
class Count:
    """The rows of one SIAE's tab: read = kept + set aside; ignored rows are not entries."""

    siae: str
    tab: str
    read: int
    kept: int
    set_aside: int
    ignored: int


@dataclass(frozen=True)
class Consortium:
    """The consolidated rows.

    Attributes:
        frame: a row a kept row: `PLACE`, every field of the form (dates as `date`, a partial one as
            text), `DERIVED`. Personal fields are in it: what leaves goes through `release/`.
        extra: for each row, the columns that belong to no field: title → text.
        table_of_row: for each row, the index in `tables` of the one it comes from.
    """

    frame: pd.DataFrame
    extra: Sequence[Mapping[str, str]]
    counts: Sequence[Count]
    tables: Sequence[CheckedTable]
    table_of_row: Sequence[int]

    def cell(self, index: int, field: str) -> str:
        """`'Atelier des Quais'!F12`: where the `field` of the frame's row at `index` stands."""
        checked = self.tables[self.table_of_row[index]]
        row = int(str(self.frame["row"].iat[index]))
        address = checked.table.address(field, row) or f"A{row}"
        return f"'{checked.tab}'!{address}"

    def extra_cell(self, index: int, header: str) -> str:
        """The same, of a column that belongs to no field, or is one of several of a field."""
        checked = self.tables[self.table_of_row[index]]
        row = int(str(self.frame["row"].iat[index]))
        matching = checked.table.matching
        columns = {**matching.extra, **matching.parts}.items()
        column = next(column for column, name in columns if without_nir(name) == header)
        return f"'{checked.tab}'!{cell_address(column, row)}"

    @property
    def headers_of_parts(self) -> frozenset[str]:
        """The titles of columns that are read as one field together, and stand for nothing else."""
        parts, extra = set[str](), set[str]()
        for checked in self.tables:
            parts.update(map(without_nir, checked.table.matching.parts.values()))
            extra.update(map(without_nir, checked.table.matching.extra.values()))
        return frozenset(parts - extra)


def consolidate_tables(
    checked: Sequence[CheckedTable],
    readings: Sequence[TabReading],
    people: Sequence[str],
    form: Form,
    exits: ExitRules,
    as_of: date,
) -> Consortium:
    """Bring the kept rows of all tabs together.

    Args:
        people: the pseudonym of each kept row, in the order of `checked`.

    Raises:
        Refusal: the counts do not add up.
    """
    import pandas as pd

    counts = _counts_by_tab(checked, readings)
    # Gathered as lists and made a frame once: to append frames would copy all rows for each tab.
    columns: dict[str, list[Any]] = {"siae": [], "tab": [], "row": [], "person": list(people)}
    columns |= {field.id: [] for field in form.fields}
    extra: list[Mapping[str, str]] = []
    table_of_row: list[int] = []
    followed: list[bool] = []
    for index, table in enumerate(checked):
        kept_rows = [row for row, keep in enumerate(table.kept) if keep]
        columns["siae"] += [table.siae] * len(kept_rows)
        columns["tab"] += [table.tab] * len(kept_rows)
        columns["row"] += [table.table.rows[row] for row in kept_rows]
        for field in form.fields:
            columns[field.id] += _kept_values(table, field.id, kept_rows)
        extra += _extra(table, kept_rows)
        followed += [table.table.rows[row] in table.followed for row in kept_rows]
        table_of_row += [index] * len(kept_rows)
    _assert_counts(counts, columns["siae"])
    columns |= derive(columns, form, exits, as_of)
    columns["contrat_suivi"] = [FOLLOWED if row else None for row in followed]
    frame = pd.DataFrame({name: _frame_column(name, values) for name, values in columns.items()})
    return Consortium(frame, extra, counts, checked, table_of_row)


def with_quality(
    consortium: Consortium, anomalies: Sequence[Anomaly], modified: Sequence[date | None]
) -> Consortium:
    """The same, with the entries to correct of each row, and since when it is as it is.

    Args:
        modified: a day for each row, None where it is not known.
    """
    import pandas as pd

    errors = (anomaly for anomaly in anomalies if anomaly.severity == "error")
    wrong = Counter((anomaly.siae, anomaly.tab, anomaly.row) for anomaly in errors)
    frame = consortium.frame
    cells = zip(frame["siae"].tolist(), frame["tab"].tolist(), frame["row"].tolist(), strict=True)
    days = pd.Series(list(modified), frame.index, dtype=object)
    frame = frame.assign(a_corriger=[wrong[cell] for cell in cells], modifiee_le=days)
    return replace(consortium, frame=frame)


def _kept_values(table: CheckedTable, field: str, kept_rows: Sequence[int]) -> Sequence[Any]:
    values = table.values[field]
    if len(kept_rows) == len(values):
        return values
    return [values[row] for row in kept_rows]


def _extra(table: CheckedTable, kept_rows: Sequence[int]) -> Iterator[dict[str, str]]:
    """For each kept row, the filled cells of the columns that belong to no field."""
    extra = dict(table.table.extra)
    for column in table.table.beside:
        # What a list beside that of the people says is not said of the person in the same row.
        extra.pop(table.table.matching.extra[column], None)
    columns = {without_nir(name): cells for name, cells in extra.items()}
    masks = {name: _mask(name) for name in columns}
    for row in kept_rows:
        filled = {name: cells[row] for name, cells in columns.items() if cells[row] != ""}
        yield {name: masks[name](shown(cell)) for name, cell in filled.items()}


def _mask(header: str) -> Callable[[str], str]:
    return without_nir_under_title if is_nir_title(header) else without_nir


def _frame_column(name: str, values: Sequence[Any]) -> pd.Series[Any]:
    import pandas as pd

    return pd.Series(values, dtype="int64" if name == "row" else object)


def _counts_by_tab(checked: Sequence[CheckedTable], readings: Sequence[TabReading]) -> list[Count]:
    kept_by_siae: Counter[str] = Counter()
    for table in checked:
        kept_by_siae[table.siae] += sum(table.kept)
    return [
        Count(
            r.siae,
            r.tab,
            r.rows_read,
            kept_by_siae[r.siae],
            r.rows_read - kept_by_siae[r.siae],
            len(r.ignored),
        )
        for r in readings
    ]


def _assert_counts(counts: Sequence[Count], siae: Sequence[str]) -> None:
    """Promise 1: read = kept + set aside, tab by tab, and the consortium has just the kept ones."""
    consolidated = Counter(siae)
    expected: Counter[str] = Counter()
    for count in counts:
        expected[count.siae] += count.kept
    for count in counts:
        adds_up = count.read == count.kept + count.set_aside
        if not adds_up or consolidated[count.siae] != expected[count.siae]:
            raise Refusal("counts.wrong", siae=count.siae)
