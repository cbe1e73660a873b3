"""What another program than ours finds in a Parquet file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb


def rows_of(file: Path) -> list[dict[str, Any]]:
    """Each row as name → value."""
    read = duckdb.read_parquet(str(file), hive_partitioning=False)
    return [dict(zip(read.columns, row, strict=True)) for row in read.fetchall()]


def types_of(file: Path) -> dict[str, str]:
    """Name of each column → DuckDB's name of its type."""
    read = duckdb.read_parquet(str(file), hive_partitioning=False)
    return dict(zip(read.columns, map(str, read.types), strict=True))


def said_of_itself(file: Path) -> dict[str, str]:
    """What the file says of itself."""
    said = duckdb.execute("SELECT key, value FROM parquet_kv_metadata(?)", [str(file)]).fetchall()
    return {key.decode(): value.decode() for key, value in said}
