"""The Parquet file of shared figures: typed, and it says whose, of which day, in which schema."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sheets_sync.documents.federation.shared_figures import Programme, SharedFigure
from sheets_sync.errors import Refusal
from sheets_sync.files import Outcome, put
from sheets_sync.parquet import (
    ParquetColumn,
    ParquetTable,
    Type,
    read_parquet,
    read_parquet_head,
    write_parquet,
)
from sheets_sync.release.door import Released
from sheets_sync.release.tables.shown import people_in_fives

SCHEMA_NAME = "sheets-sync/chiffres/"
SCHEMA = f"{SCHEMA_NAME}1"
"""Name and version of the columns; a file of another is not read beside it."""
_KEYS = ("schema", "programme", "programme_name", "as_of", "threshold")
_PREFIX = "sheets_sync."
_TYPES: Mapping[str, Type] = {
    "programme": "VARCHAR",
    "as_of": "DATE",
    "month": "DATE",
    "indicator": "VARCHAR",
    "label": "VARCHAR",
    "unit": "VARCHAR",
    "measure": "VARCHAR",
    "field": "VARCHAR",
    "labels": "VARCHAR[]",
    "start": "DATE",
    "end": "DATE",
    "day": "DATE",
    "numerator": "DOUBLE",
    "denominator": "DOUBLE",
    "state": "VARCHAR",
    "members": "INTEGER",
    "of": "INTEGER",
    "definition": "VARCHAR",
}
"""The columns of a file, in their order."""
_IN_PATH = ("programme", "as_of")
"""The columns that a partition has in the names of its folders."""


@dataclass(frozen=True)
class FiguresFile:
    """The figures that one programme shares, as of a day."""

    programme: Programme
    as_of: date
    figures: Sequence[SharedFigure]

    @property
    def days(self) -> list[FiguresFile]:
        """The same, those of each day apart: every month stands in one of them only."""
        ends = sorted({figure.end for figure in self.figures})
        return [self._of_day(end) for end in ends]

    def _of_day(self, end: date) -> FiguresFile:
        figures = [figure for figure in self.figures if figure.end == end]
        return FiguresFile(self.programme, end, figures)

    @property
    def partition(self) -> Path:
        """Folder of it in a set that DuckDB, Polars and Spark read as partitions."""
        return Path(f"programme={self.programme.id}") / f"as_of={self.as_of.isoformat()}"


@dataclass(frozen=True, eq=False)
class ReceivedFile:
    """A file of shared figures as it was received; its rows are only made where they are asked for.

    Attributes:
        name: of the file.
    """

    name: str
    programme: Programme
    as_of: date
    _table: ParquetTable

    def says_the_same(self, other: ReceivedFile) -> bool:
        """True if a copy of it, whatever it is called."""
        return self.programme == other.programme and self._table == other._table

    @property
    def tells_exact_means(self) -> bool:
        """True if it says exactly how many people a mean is over, as early versions did."""
        columns = (self._table.columns[name].values for name in ("measure", "denominator"))
        return any(
            measure == "mean" and people is not None and people % 5
            for measure, people in zip(*columns, strict=True)
        )

    @property
    def shared(self) -> FiguresFile:
        """What is in it; raises `Refusal` where that is no figures."""
        try:
            figures = [_figure_of(row) for row in self._table.rows]
            return FiguresFile(self.programme, self.as_of, figures)
        except (ValueError, TypeError) as error:
            raise Refusal("federate.unreadable", file=self.name) from error


def write_figures(shared: Released[FiguresFile], file: Path) -> Outcome:
    """Write a file to send to a region."""
    return put(file, lambda draft: write_parquet(_typed_rows(shared.content), draft))


def write_partition(shared: Released[FiguresFile], folder: Path) -> Outcome:
    """Write a file of a set in `folder`; programme and day are in its path, not in its columns."""
    table = _typed_rows(shared.content).without(*_IN_PATH)
    file = folder / shared.content.partition / "chiffres.parquet"
    return put(file, lambda draft: write_parquet(table, draft))


def read_figures(file: Path) -> ReceivedFile:
    """A file that was received, whole.

    Raises:
        Refusal: it is none, or one of another schema; rows of persons are refused by that name.
    """
    try:
        head = read_parquet_head(file)
    except (OSError, ValueError) as error:
        raise Refusal("federate.unreadable", file=file.name) from error
    if "person" in head.types:
        raise Refusal("federate.persons", file=file.name)
    about = {key.removeprefix(_PREFIX): value for key, value in head.about.items()}
    if about.get("schema") != SCHEMA or head.types != _TYPES:
        raise Refusal("federate.other_file", file=file.name)
    try:
        table = read_parquet(file)
        programme = Programme(about["programme"], about["programme_name"], int(about["threshold"]))
        return ReceivedFile(file.name, programme, date.fromisoformat(about["as_of"]), table)
    except (KeyError, ValueError, TypeError) as error:
        raise Refusal("federate.unreadable", file=file.name) from error


def schema_of(file: Path) -> str:
    """The schema that a file says it is of; "" for a file that says none, or is no Parquet."""
    try:
        return read_parquet_head(file).about.get(f"{_PREFIX}schema", "")
    except (OSError, ValueError):
        return ""


def _typed_rows(shared: FiguresFile) -> ParquetTable:
    programme = shared.programme
    of_file = {"programme": programme.id, "as_of": shared.as_of}
    rows = [
        of_file | {"month": figure.month} | dataclasses.asdict(figure) for figure in shared.figures
    ]
    columns = {
        name: ParquetColumn(type_, [row[name] for row in rows]) for name, type_ in _TYPES.items()
    }
    about = (
        SCHEMA,
        programme.id,
        programme.name,
        shared.as_of.isoformat(),
        str(programme.threshold),
    )
    return ParquetTable(
        columns, {f"{_PREFIX}{key}": value for key, value in zip(_KEYS, about, strict=True)}
    )


def _figure_of(row: dict[str, Any]) -> SharedFigure:
    values = {field.name: row[field.name] for field in dataclasses.fields(SharedFigure)}
    figure = SharedFigure(**{**values, "labels": tuple(values["labels"])})
    if figure.measure != "mean" or not figure.denominator or figure.numerator is None:
        return figure
    # Over how many exactly a mean is does not go any further than the file that says it.
    people = people_in_fives(figure.denominator)
    weighed = round(figure.numerator / figure.denominator * people, 1)
    return dataclasses.replace(figure, numerator=weighed, denominator=float(people))
