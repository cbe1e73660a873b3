"""The consortium table for other programs: field ids as columns, ISO dates, as `.csv`, `.parquet` or `.xlsx`."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from forms.words import fold
from sheets_sync.errors import Refusal
from sheets_sync.files import Outcome, put
from sheets_sync.steering.month import Month

if TYPE_CHECKING:
    import pandas as pd

FORMATS = (".csv", ".parquet", ".xlsx")
_PERSONAL = re.compile(
    r"\b(?:noms?|prenoms?|naissance|ddn|ne|nee|tel|telephone|portable|mobile|mail|courriel|email|adresse|nir|securite|secu|ss|agdref|etranger|iban|rib"
    r"|conjoint|enfants?|famille|familiale|sante|medical\w*|medecin|handicap|rqth|observations?|remarques?|commentaires?|notes?|photo|contact|caf|allocataire|identite|passeport|age)\b"
)
"""Titles of unknown columns that may hold personal data (les-emplois and pilotage drop the like by name)."""


def table(month: Month, with_names: bool = False) -> pd.DataFrame:
    """`PLACE`, the fields that may leave, what is derived, then the columns of no field, as text and numbers.

    Columns of no field whose title is missing or looks personal are there only `with_names`.
    """
    import pandas as pd

    frame = month.shareable(with_names)
    plain = {name: [_plain(value) for value in frame[name].tolist()] for name in frame.columns}
    for place, extra in enumerate(month.consortium.extra):
        for title, text in extra.items():
            if with_names or not looks_personal(title):
                column = f"{title} (hors formulaire)" if title in frame.columns else title
                plain.setdefault(column, [None] * len(frame))[place] = text
    return pd.DataFrame(
        {
            name: pd.Series(values, dtype="int64" if name == "row" else _dtype(values))
            for name, values in plain.items()
        }
    )


def looks_personal(title: str) -> bool:
    """Whether a column of no field may hold something personal, as far as its title tells."""
    return (
        re.fullmatch(r"[A-Z]{1,3}", title) is not None or _PERSONAL.search(fold(title)) is not None
    )


def left_out(month: Month) -> list[str]:
    """Titles of the columns of no field that are in the export only `with_names`."""
    titles = dict.fromkeys(title for extra in month.consortium.extra for title in extra)
    return [title for title in titles if looks_personal(title)]


def write(month: Month, file: Path, with_names: bool = False) -> Outcome:
    """Write the table to `file`; its ending says the format."""
    if file.suffix.lower() not in FORMATS:
        raise Refusal("output.format", file=file.name)
    if file.resolve() in month.config.sources:
        raise Refusal("output.is_source", file=file.name)
    frame = table(month, with_names)
    return put(file, lambda draft: _write(frame, draft, month.as_of))


def _write(frame: pd.DataFrame, draft: Path, as_of: date) -> None:
    match draft.suffix.lower():
        case ".csv":
            whole = frame.astype(object)
            for name in (name for name in frame.columns if frame[name].dtype == "Float64"):
                whole[name] = [_number(value) for value in frame[name].tolist()]
            whole.to_csv(draft, index=False, lineterminator="\n")
        case ".parquet":
            frame.to_parquet(draft, index=False)
        case _:
            from sheets_sync.sheets.content import Span
            from sheets_sync.sheets.sheet import Block, Sheet
            from sheets_sync.workbooks.xlsx.writer import write_workbook

            names = list(frame.columns)
            # pandas.NA answers no comparison, so `value != value` is no test for it.
            whole = frame.astype(object)
            rows = list(whole.where(frame.notna(), None).itertuples(index=False, name=None))
            blocks = [
                Block(0, 0, [names], ["header"] * len(names)),
                Block(1, 0, rows, ["text"] * len(names)),
            ]
            write_workbook(
                draft,
                [
                    Sheet(
                        "export",
                        blocks,
                        {},
                        {},
                        (1, 4),
                        Span(0, 0, max(1, len(rows)), len(names) - 1),
                    )
                ],
                as_of,
            )


def _plain(value: Any) -> Any:
    """ISO dates, whole numbers without decimals."""
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, float) and value == int(value) else value


def _number(value: Any) -> str | None:
    return f"{value:.15g}" if isinstance(value, float) else None


def _dtype(values: list[Any]) -> str:
    known = [value for value in values if value is not None]
    if known and all(isinstance(value, int | float) for value in known):
        return "Int64" if all(isinstance(value, int) for value in known) else "Float64"
    return "object"
