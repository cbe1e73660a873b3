"""Files that come again and again under nearly one name, as by e-mail: the newest is the workbook.

`recus/Alpha*.xlsx` in config stands for it. What « Alpha Sud » sends is somebody else's.
"""

from __future__ import annotations

import glob
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from sheets_sync.catalogue import sentence
from sheets_sync.errors import Refusal
from sheets_sync.workbooks.shared.days_in_names import day_in_name, without_day

_SIGNS = "*?"
# « ~$ » is Excel's sign that somebody has the file open; what begins with a dot is a draft.
_NO_FILES = ("~$", ".")


def is_pattern(name: str) -> bool:
    """True if a name in config stands for the newest of several files."""
    # « ? » in an address begins what is asked of the server, encrypted or not.
    return "://" not in name and any(sign in name for sign in _SIGNS)


def received_files(pattern: str, folder: Path) -> list[Path]:
    """The files that a pattern stands for, the newest first.

    Those of which but the day differs, where there are any: of « Alpha* » no « Alpha Sud ».

    By the date in their names where each has one, since a file that is saved again, unpacked or
    synchronised is as young as that; else by when they were written.

    Raises:
        Refusal: there is none.
    """
    # A pattern may be absolute, which `Path.glob` takes for none.
    paths = map(Path, glob.glob(str(folder / pattern)))  # noqa: PTH207
    files = [file for file in paths if file.is_file() and not file.name.startswith(_NO_FILES)]
    if not files:
        raise Refusal("workbook.none_received", pattern=pattern, folder=(folder / pattern).parent)
    recurring = re.split(r"[*?\[]", Path(pattern).name)[0].rstrip(" _.-").casefold()
    files = [file for file in files if without_day(file.stem).casefold() == recurring] or files
    days = {file: day_in_name(file.stem) for file in files}
    if None in days.values():
        return sorted(files, key=lambda file: (file.stat().st_mtime, file.name), reverse=True)
    return sorted(files, key=lambda f: (days[f] or date.min, f.stat().st_mtime), reverse=True)


def received_notice(pattern: str, files: Sequence[Path]) -> str:
    """Sentence on which of these files, the newest first, a pattern stands for, and why."""
    newest, *others = files
    day = date.fromtimestamp(newest.stat().st_mtime)  # noqa: DTZ012 - their own clock
    words = {"file": newest.name, "pattern": pattern, "count": len(files)}
    later = [file for file in others if file.stat().st_mtime > newest.stat().st_mtime]
    if later:
        return sentence("workbooks.received_by_name", day=day, later=later[0].name, **words)
    if None in map(day_in_name, (file.stem for file in files)) and others:
        return sentence("workbooks.received_by_saving", day=day, **words)
    return sentence("workbooks.received", day=day, **words)
