"""The folders of this computer, as far as it takes to point to a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sheets_sync.errors import Refusal
from sheets_sync.workbooks.read_only.workbook import READ_ONLY

# Most .txt files are notes, or mails of ours; one that is a table can be named in config.
_WORKBOOKS = (frozenset({".xlsx", ".xlsm"}) | READ_ONLY) - {".txt"}
_MOST_SHOWN = 300


def shown_folder(folder: str) -> dict[str, Any]:
    """A folder's folders and workbooks by name; the home where none is given.

    Raises:
        Refusal: it cannot be read.
    """
    here = Path(folder or "~").expanduser()
    try:
        entries = sorted(here.iterdir(), key=lambda path: path.name.casefold())
        folders = [path for path in entries if path.is_dir() and not _is_hidden(path)]
    except OSError as error:
        raise Refusal("window.folder", folder=here) from error
    workbooks = [
        path
        for path in entries
        if path.suffix.lower() in _WORKBOOKS and path.is_file() and not _is_hidden(path)
    ]
    return {
        "folder": str(here),
        "parent": str(here.parent),
        "folders": [_folder_entry(path) for path in folders[:_MOST_SHOWN]],
        "workbooks": [_folder_entry(path) for path in workbooks[:_MOST_SHOWN]],
    }


def _is_hidden(path: Path) -> bool:
    # « ~$ » begins the lock file that Excel leaves beside an open workbook.
    return path.name.startswith((".", "~$"))


def _folder_entry(path: Path) -> dict[str, str]:
    return {"name": path.name, "path": str(path)}
