"""Parquet files: columns of declared types, and what a file says of itself.

DuckDB reads and writes them. It is loaded where there is such a file, and nowhere else.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, cast, get_args

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Type = Literal["VARCHAR", "VARCHAR[]", "BIGINT", "INTEGER", "DOUBLE", "DATE"]
"""What DuckDB calls the types of our columns; `VARCHAR[]` are lists of texts."""
# One thread: a run is one short job. Nothing that a file may ask for is fetched from elsewhere.
_CONFIG: Mapping[str, str] = {
    "threads": "1",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
_ROWS_AT_ONCE = 10_000
_ALL_OF = "SELECT * FROM read_parquet(?, hive_partitioning = false)"


class ParquetColumn(NamedTuple):
    """The values of a column; None for one that is not known."""

    type: Type
    values: Sequence[Any]


@dataclass(frozen=True)
class ParquetTable:
    """Columns by name, all of one length, and what the file says of itself."""

    columns: Mapping[str, ParquetColumn]
    about: Mapping[str, str] = field(default_factory=dict)

    @property
    def types(self) -> dict[str, Type]:
        """Name of each column → its type."""
        return {name: column.type for name, column in self.columns.items()}

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Each row as name → value."""
        values = [column.values for column in self.columns.values()]
        return [dict(zip(self.columns, row, strict=True)) for row in zip(*values, strict=True)]

    def without(self, *names: str) -> ParquetTable:
        """The table without some columns."""
        left = {name: each for name, each in self.columns.items() if name not in names}
        return ParquetTable(left, self.about)


class ParquetHead(NamedTuple):
    """What a file says before its values: name of each column → DuckDB's type, and about itself."""

    types: Mapping[str, str]
    about: Mapping[str, str]


def write_parquet(table: ParquetTable, file: Path) -> None:
    """Write a table; what stands in `file` is lost."""
    columns = ", ".join(
        f"unnest(CAST(? AS {column.type}[])) AS {_sql_name(name)}"
        for name, column in table.columns.items()
    )
    about = ", ".join(f"{_sql_name(key)}: {_sql_text(text)}" for key, text in table.about.items())
    options = "FORMAT parquet, COMPRESSION zstd"
    if about:
        options += f", KV_METADATA {{{about}}}"
    values = [list(column.values) for column in table.columns.values()]
    with _database() as database:
        database.execute(f"CREATE TABLE written AS SELECT {columns}", values)
        database.execute(f"COPY written TO {_sql_text(str(file))} ({options})")


def read_parquet_head(file: Path) -> ParquetHead:
    """What any Parquet file says before its values; raises ValueError where it is none."""
    with _database() as database:
        return _head_of_file(database, file)


def read_parquet(file: Path) -> ParquetTable:
    """The table in a file; raises ValueError where it is damaged, or has columns of other types."""
    with _database() as database:
        head = _head_of_file(database, file)
        if not set(head.types.values()) <= set(get_args(Type)):
            raise ValueError("columns of other types")
        values: dict[str, list[Any]] = {name: [] for name in head.types}
        for name, some in _values_by_column(database, file, head.types):
            values[name].extend(some)
    columns = {
        name: ParquetColumn(cast("Type", type_), values[name]) for name, type_ in head.types.items()
    }
    return ParquetTable(columns, head.about)


def parquet_bytes(table: ParquetTable) -> bytes:
    """The file as bytes; the same table gives the same."""
    with tempfile.TemporaryDirectory(prefix="sheets-sync-") as folder:
        file = Path(folder) / "table.parquet"
        write_parquet(table, file)
        return file.read_bytes()


def read_parquet_bytes(data: bytes) -> ParquetTable:
    """The table in the bytes of a file; raises ValueError as `read_parquet` does."""
    with tempfile.TemporaryDirectory(prefix="sheets-sync-") as folder:
        file = Path(folder) / "table.parquet"
        file.write_bytes(data)
        return read_parquet(file)


def _head_of_file(database: DuckDBPyConnection, file: Path) -> ParquetHead:
    path = _exactly(file)
    columns = database.execute(f"{_ALL_OF} LIMIT 0", [path]).description
    said = database.execute("SELECT key, value FROM parquet_kv_metadata(?)", [path]).fetchall()
    return ParquetHead(
        {name: str(type_) for name, type_, *_ in columns or ()},
        {key.decode(errors="replace"): text.decode(errors="replace") for key, text in said},
    )


def _values_by_column(
    database: DuckDBPyConnection, file: Path, types: Mapping[str, str]
) -> Iterator[tuple[str, Sequence[Any]]]:
    """Some rows at a time, the name and the values of each column."""
    # A column holds few texts, and DuckDB makes each of them anew for every row.
    texts: dict[str | None, str | None] = {}
    answer = database.execute(_ALL_OF, [_exactly(file)])
    while rows := answer.fetchmany(_ROWS_AT_ONCE):
        for (name, type_), values in zip(types.items(), zip(*rows, strict=True), strict=True):
            if type_ == "VARCHAR":
                yield name, list(map(texts.setdefault, values, values))
            else:
                yield name, values


@contextlib.contextmanager
def _database() -> Iterator[DuckDBPyConnection]:
    """A database in memory; raises ValueError for whatever DuckDB finds wrong with a file."""
    import duckdb

    try:
        with duckdb.connect(config=dict(_CONFIG)) as database:
            yield database
    except duckdb.Error as error:
        raise ValueError("no Parquet file") from error


def _exactly(file: Path) -> str:
    """A path as DuckDB takes it for one file, whatever signs of a pattern are in its name."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in str(file))


def _sql_name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _sql_text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
