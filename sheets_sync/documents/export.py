"""The consortium table for other programs: field ids as columns, ISO dates."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from forms.words import fold
from sheets_sync.catalogue import sentence
from sheets_sync.errors import Refusal
from sheets_sync.files import Outcome, put
from sheets_sync.sheets.sheet import Sheet
from sheets_sync.sheets.table import Column, Table

if TYPE_CHECKING:
    import pandas as pd

FORMATS = (".csv", ".parquet", ".xlsx")
_PERSONAL = re.compile(
    r"""\b(?:
        noms?|prenoms?|naissance|ddn|ne|nee|age|photo|identite|passeport
        |tel|telephone|portable|mobile|mail|courriel|email|adresse|contact
        |nir|securite|secu|ss|agdref|etranger|iban|rib|caf|allocataire
        |conjoint|enfants?|famille|familiale|sante|medical\w*|medecin|handicap|rqth
        |observations?|remarques?|commentaires?|notes?
    )\b""",
    re.VERBOSE,
)
"""Headers of unknown columns that may hold personal data (les-emplois drops the like)."""
_COLUMN_LETTERS = re.compile(r"[A-Z]{1,3}")
"""Name of a column without a header: its letters."""


def table(
    frame: pd.DataFrame, extra: Sequence[Mapping[str, str]], with_names: bool = False
) -> pd.DataFrame:
    """Table of what may leave, what is derived, then the columns of no field, as text and numbers.

    Args:
        frame: the consortium table, as `shareable` gives it.
        extra: of each row, the columns of no field: header → text. Those whose header is missing
            or looks personal are left out, unless `with_names`.
    """
    import pandas as pd

    columns = {name: _plain_column(frame[name].tolist()) for name in frame.columns}
    for index, texts in enumerate(extra):
        for header, text in texts.items():
            if with_names or not looks_personal(header):
                name = _name_beside(header, frame.columns)
                columns.setdefault(name, [None] * len(frame))[index] = text
    return pd.DataFrame(
        {
            name: pd.Series(values, dtype="int64" if name == "row" else _dtype(values))
            for name, values in columns.items()
        }
    )


def looks_personal(header: str) -> bool:
    """True if a column of no field may hold something personal, as far as its header tells."""
    if _COLUMN_LETTERS.fullmatch(header):
        return True
    return _PERSONAL.search(fold(header)) is not None


def left_out(extra: Sequence[Mapping[str, str]]) -> list[str]:
    """Headers of the columns of no field that are in the export only `with_names`."""
    headers = dict.fromkeys(itertools.chain.from_iterable(extra))
    return [header for header in headers if looks_personal(header)]


def write(frame: pd.DataFrame, file: Path, staff_files: Collection[Path], as_of: date) -> Outcome:
    """Write what `table` gave to `file`; its ending says the format.

    Args:
        staff_files: the staff's workbooks, which nothing of ours may take the place of.
    """
    if file.suffix.lower() not in FORMATS:
        raise Refusal("output.format", file=file.name)
    if file.resolve() in staff_files:
        raise Refusal("output.is_source", file=file.name)
    return put(file, lambda draft: _write_draft(frame, draft, as_of))


def _write_draft(frame: pd.DataFrame, draft: Path, as_of: date) -> None:
    match draft.suffix.lower():
        case ".csv":
            _write_csv(frame, draft)
        case ".parquet":
            frame.to_parquet(draft, index=False)
        case _:
            _write_workbook(frame, draft, as_of)


def _write_csv(frame: pd.DataFrame, draft: Path) -> None:
    texts = frame.astype(object)
    for name in frame.columns:
        if frame[name].dtype == "Float64":
            texts[name] = [_decimal(value) for value in frame[name].tolist()]
    texts.to_csv(draft, index=False, lineterminator="\n")


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
    plain = [_plain(value) for value in values]
    # A length known by a bound only is the text `>6` among numbers.
    if len({isinstance(value, str) for value in plain if value is not None}) > 1:
        return [None if value is None else str(value) for value in plain]
    return plain


def _plain(value: Any) -> Any:
    """ISO dates, whole numbers without decimals."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value == int(value):
        return int(value)
    return value


def _decimal(value: Any) -> str | None:
    if isinstance(value, float):
        return f"{value:.15g}"
    return None


def _dtype(values: list[Any]) -> str:
    known = [value for value in values if value is not None]
    if not known or not all(isinstance(value, int | float) for value in known):
        return "object"
    return "Int64" if all(isinstance(value, int) for value in known) else "Float64"
