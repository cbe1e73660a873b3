"""The consortium table for other programs: field ids as columns, ISO dates."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from forms.form import Form
from sheets_sync.catalogue import sentence
from sheets_sync.errors import Refusal
from sheets_sync.files import Outcome, put
from sheets_sync.parquet import ParquetColumn, ParquetTable, read_parquet_head, write_parquet
from sheets_sync.release.door import Released
from sheets_sync.sheets.sheet import Sheet
from sheets_sync.sheets.table import Column, Table

if TYPE_CHECKING:
    import pandas as pd

PERSONS_SCHEMA = "sheets-sync/personnes/1"
"""Name and version of the columns of a Parquet file that has a row per person."""
FORMATS = (".csv", ".parquet", ".xlsx")
# A spreadsheet runs a cell that begins like this as a formula, whatever file it comes from (OWASP,
# CSV injection); those of full width too. Excel splits at a semicolon what others split at a comma.
_RUN_BY_SPREADSHEETS = re.compile(r"(?:^|(?<=[;,\t\r\n]))(?=[=+\-@\t\r\n＝＋－＠])")


def table(frame: pd.DataFrame, own: Sequence[Mapping[str, str]] = ()) -> pd.DataFrame:
    """The rows as text and numbers, then the columns of no field.

    Args:
        frame: the rows as they are released.
        own: of each row, the columns of no field that leave: header → text.
    """
    import pandas as pd

    columns = {name: _plain_column(frame[name].tolist()) for name in frame.columns}
    for index, texts in enumerate(own):
        for header, text in texts.items():
            name = _name_beside(header, frame.columns)
            columns.setdefault(name, [None] * len(frame))[index] = text
    types = {name: _dtype(values) for name, values in columns.items()} | {"row": "int64"}
    return pd.DataFrame(
        {name: pd.Series(values, dtype=types[name]) for name, values in columns.items()}
    )


def write(
    exported: Released[pd.DataFrame],
    file: Path,
    staff_files: Collection[Path],
    as_of: date,
    *,
    programme: str,
    form: Form,
    for_excel: bool = False,
) -> Outcome:
    """Write what `table` gave to `file`; its ending says the format.

    It has one line a person, under a pseudonym at least: its owner only can read it.

    Args:
        staff_files: the staff's workbooks, which nothing of ours may take the place of.
        programme, form: whose rows they are, and what its fields are: a Parquet file says so.
        for_excel: a .csv as a French Excel opens it: semicolons, decimal commas, a mark of UTF-8.
    """
    ending = file.suffix.lower()
    if ending not in FORMATS:
        raise Refusal("output.format", file=file.name)
    if for_excel and ending != ".csv":
        raise Refusal("output.not_for_excel", file=file.name)
    if file.resolve() in staff_files:
        raise Refusal("output.is_source", file=file.name)
    frame = exported.content
    # An authority's export may have been made before it had its platform's titles.
    ours = {frame.columns[0], *exported.audience.fields}
    if file.exists() and file.stat().st_size and _first_header(file) not in ours:
        raise Refusal("output.not_ours", file=file.name)
    if ending == ".parquet":
        typed = _typed_table(frame, programme, form, as_of)
        return put(file, lambda draft: write_parquet(typed, draft), private=True)
    return put(file, lambda draft: _write_draft(frame, draft, as_of, for_excel), private=True)


def _first_header(file: Path) -> str:
    """What stands first in a file: by this an earlier export is known; "" where nothing does."""
    from sheets_sync.workbooks.opening import open_workbook

    with contextlib.suppress(Refusal, OSError, ValueError, IndexError):
        if file.suffix.lower() == ".parquet":
            return next(iter(read_parquet_head(file).types))
        book = open_workbook(file.name, file.parent)
        return str(book.read(book.tabs[0]).rows[0][0])
    return ""


def _typed_table(frame: pd.DataFrame, programme: str, form: Form, as_of: date) -> ParquetTable:
    """The rows for programs that read many programmes: dates as dates, and whose they are.

    A pseudonym is one person's within a programme: with `programme` it is so among several.
    """
    dates = {field.id for field in form.fields if field.type == "date"}
    columns: dict[str, ParquetColumn] = {}
    for name in frame.columns:
        cells = frame[name].astype(object).where(frame[name].notna(), None).tolist()
        columns[name] = _parquet_column(cells, name in dates, name == "row")
    about = {"schema": PERSONS_SCHEMA, "programme": programme, "as_of": as_of.isoformat()}
    columns["programme"] = ParquetColumn("VARCHAR", [programme] * len(frame))
    columns["as_of"] = ParquetColumn("DATE", [as_of] * len(frame))
    metadata = {f"sheets_sync.{key}": value for key, value in about.items()}
    return ParquetTable(columns, metadata)


def _parquet_column(cells: Sequence[Any], is_date: bool, is_row: bool) -> ParquetColumn:
    """One type for a field whatever stands in it, so that files of two programmes go together."""
    if is_row:
        return ParquetColumn("BIGINT", cells)
    if is_date:
        return ParquetColumn("DATE", _all_but_none(cells, _whole_day))
    known = [cell for cell in cells if cell is not None]
    if known and all(isinstance(cell, int | float) for cell in known):
        return ParquetColumn("DOUBLE", _all_but_none(cells, float))
    return ParquetColumn("VARCHAR", _all_but_none(cells, str))


def _all_but_none(cells: Iterable[Any], made: Callable[[Any], Any]) -> list[Any]:
    """The cells, each as `made` makes it, but for those with nothing in them."""
    filled = list(cells)
    for index, cell in enumerate(filled):
        if cell is not None:
            filled[index] = made(cell)
    return filled


def _whole_day(cell: str) -> date | None:
    """A whole day; None for « mars 2024 », which no figure counts either."""
    try:
        return date.fromisoformat(cell)
    except ValueError:
        return None


def _write_draft(frame: pd.DataFrame, draft: Path, as_of: date, for_excel: bool) -> None:
    match draft.suffix.lower():
        case ".csv" if for_excel:
            # The mark (BOM) is what Excel knows UTF-8 by.
            _csv_texts(frame, ",").to_csv(
                draft, index=False, sep=";", encoding="utf-8-sig", lineterminator="\r\n"
            )
        case ".csv":
            _csv_texts(frame, ".").to_csv(draft, index=False, lineterminator="\n")
        case _:
            _write_workbook(frame, draft, as_of)


def _csv_texts(frame: pd.DataFrame, decimal_mark: str) -> pd.DataFrame:
    """The table as it is written in a .csv: nothing in it is run by a spreadsheet."""
    texts = frame.astype(object)
    for name in frame.columns:
        if frame[name].dtype == "Float64":
            texts[name] = [_decimal_text(value, decimal_mark) for value in frame[name].tolist()]
        elif frame[name].dtype == object:
            texts[name] = [_defused(value) for value in frame[name].tolist()]
    return texts.rename(columns=_defused)


def _defused(value: Any) -> Any:
    """A text that a spreadsheet would run, with the apostrophe that makes it a text."""
    if isinstance(value, str):
        return _RUN_BY_SPREADSHEETS.sub("'", value)
    return value


def _write_workbook(frame: pd.DataFrame, draft: Path, as_of: date) -> None:
    from sheets_sync.workbooks.xlsx.drawing.writer import write_workbook

    # pandas.NA answers no comparison, so `value != value` is no test for it.
    cells = frame.astype(object).where(frame.notna(), None)
    rows = list(cells.to_dict("index").values())
    columns = [_export_column(str(name)) for name in frame.columns]
    placed = Table(columns, rows).at(0, 0)
    sheet = Sheet("export", placed.blocks, {}, {}, freeze=(1, 4), filter=placed.whole)
    write_workbook(draft, [sheet], as_of)


def _export_column(name: str) -> Column[dict[Any, Any]]:
    return Column(name, "text", lambda row: row[name])


def _name_beside(header: str, taken: Collection[str]) -> str:
    """The header, or where a field's id is the same, that it is no field of the form."""
    if header in taken:
        return sentence("documents.outside_the_form", title=header)
    return header


def _plain_column(values: Sequence[Any]) -> list[Any]:
    """The values as other programs read them: of one kind, as Parquet wants a column to be."""
    plain = [_plain_value(value) for value in values]
    # A length known by a bound only is the text `>6` among numbers.
    if len({isinstance(value, str) for value in plain if value is not None}) > 1:
        return _all_but_none(plain, str)
    return plain


def _plain_value(value: Any) -> Any:
    """ISO dates, whole numbers without decimals."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value == int(value):
        return int(value)
    return value


def _decimal_text(value: Any, decimal_mark: str) -> str | None:
    if isinstance(value, float):
        return f"{value:.15g}".replace(".", decimal_mark)
    return None


def _dtype(values: list[Any]) -> str:
    known = [value for value in values if value is not None]
    if not known or not all(isinstance(value, int | float) for value in known):
        return "object"
    if all(isinstance(value, int) for value in known):
        return "Int64"
    return "Float64"
