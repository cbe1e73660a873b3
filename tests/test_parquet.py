"""Parquet files: what is written is read back, and what pyarrow wrote for earlier versions."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_sync.parquet import (
    ParquetColumn,
    ParquetTable,
    Type,
    parquet_bytes,
    read_parquet,
    read_parquet_bytes,
    read_parquet_head,
    write_parquet,
)
from tests.seen_by_duckdb import rows_of, said_of_itself, types_of

BY_PYARROW = Path(__file__).parent / "figures-by-pyarrow.parquet"
TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)
VALUES: dict[Type, st.SearchStrategy[Any]] = {
    "VARCHAR": st.none() | TEXTS,
    "VARCHAR[]": st.lists(TEXTS, max_size=3),
    "BIGINT": st.none() | st.integers(-(2**63), 2**63 - 1),
    "INTEGER": st.none() | st.integers(-(2**31), 2**31 - 1),
    "DOUBLE": st.none() | st.floats(allow_nan=False),
    "DATE": st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1)),
}


@st.composite
def tables(draw: st.DrawFn) -> ParquetTable:
    count = draw(st.integers(0, 40))
    columns = {
        f'{type_} « "n° 1\'" »': ParquetColumn(
            type_, draw(st.lists(values, min_size=count, max_size=count))
        )
        for type_, values in VALUES.items()
    }
    keys = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
    return ParquetTable(columns, draw(st.dictionaries(keys.map("k{}".format), TEXTS, max_size=2)))


@given(tables())
def test_what_is_written_is_read_back(table: ParquetTable) -> None:
    data = parquet_bytes(table)
    assert read_parquet_bytes(data) == table
    assert parquet_bytes(table) == data


def test_figures_that_pyarrow_wrote_for_earlier_versions_are_read() -> None:
    table = read_parquet(BY_PYARROW)
    assert set(table.types.values()) == {"VARCHAR", "VARCHAR[]", "DATE", "DOUBLE", "INTEGER"}
    assert table.about["sheets_sync.programme"] == "impulser-gironde"
    assert len(table.rows) == 43
    men = next(row for row in table.rows if row["labels"] == ["Homme"])
    assert (men["numerator"], men["denominator"], men["end"]) == (156, 236, date(2026, 11, 27))


def test_sql_reads_the_same_values_of_the_same_types(tmp_path: Path) -> None:
    table = read_parquet(BY_PYARROW)
    file = tmp_path / "seen.parquet"
    write_parquet(table, file)
    assert types_of(file) == types_of(BY_PYARROW)
    assert rows_of(file) == rows_of(BY_PYARROW)
    assert said_of_itself(file) == said_of_itself(BY_PYARROW)


def test_a_name_that_is_a_pattern_is_that_of_one_file(tmp_path: Path) -> None:
    for name, number in (("a[1].parquet", 1), ("a1.parquet", 2), ("a*.parquet", 3)):
        write_parquet(ParquetTable({"n": ParquetColumn("BIGINT", [number])}), tmp_path / name)
    assert read_parquet(tmp_path / "a[1].parquet").rows == [{"n": 1}]
    assert read_parquet(tmp_path / "a*.parquet").rows == [{"n": 3}]


def test_a_file_of_somebody_else_has_a_head_and_no_table_of_ours(tmp_path: Path) -> None:
    import duckdb

    file = tmp_path / "theirs.parquet"
    duckdb.sql("COPY (SELECT 1 AS x, true AS y) TO '" + str(file) + "' (FORMAT parquet)")
    assert list(read_parquet_head(file).types) == ["x", "y"]
    with pytest.raises(ValueError, match="other types"):
        read_parquet(file)


@pytest.mark.parametrize("seed", range(4))
def test_what_is_damaged_is_a_value_error_and_nothing_else(seed: int) -> None:
    data, chance = BY_PYARROW.read_bytes(), random.Random(seed)
    for _ in range(40):
        try:
            read_parquet_bytes(damage(data, chance))
        except ValueError:
            continue


def damage(data: bytes, chance: random.Random) -> bytes:
    """The bytes cut off, or with some of them changed, mostly in what says where all else is."""
    if chance.random() < 0.2:
        return data[: chance.randrange(len(data))]
    damaged = bytearray(data)
    for _ in range(chance.choice([1, 1, 2, 20])):
        place = chance.choice([-chance.randrange(9, 2000), chance.randrange(len(data))])
        damaged[max(place, -len(data))] = chance.randrange(256)
    return bytes(damaged)
