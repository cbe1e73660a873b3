"""The copies that are kept of every workbook, and one put back in its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from sheets_sync import files
from sheets_sync.files import Copies, Occasion
from sheets_sync.workbooks.remote.mirror import upload_restored
from sheets_sync.workbooks.shared.addresses import is_address, spreadsheet_address, spreadsheet_id


class KeptCopy(NamedTuple):
    """A copy: its name, where it is (a path or an address), and the workbook it was made from.

    Attributes:
        runs: what was written over it since, the oldest first, the run it was kept before included;
            empty where that was not yet noted.
    """

    name: str
    place: str
    copy_of: str
    runs: Sequence[Occasion] = ()


def list_kept_copies(workbooks: Sequence[str], copies: Copies) -> list[KeptCopy]:
    """All of them, workbook by workbook, the newest first."""
    kept_copies: list[KeptCopy] = []
    for workbook in workbooks:
        if is_address(workbook):
            kept_copies += _in_google(workbook, copies)
        else:
            kept_copies += _of_file(workbook, copies)
    return kept_copies


def restore_copy(
    copy: KeptCopy, folder: Path, credentials: str | None, as_of: date, copies: Copies
) -> None:
    """Put a copy in the place of what it was made from, of which a copy is kept first.

    Args:
        credentials: the file that config names for Google's, relative to `folder`.

    Raises:
        Refusal: it cannot be put there.
    """
    # A file is put back by itself; what is Google's is imported only where it is needed.
    if not is_address(copy.copy_of):
        files.put_kept_copy(Path(copy.place), Path(copy.copy_of), copies)
        upload_restored(Path(copy.copy_of))
        return
    from sheets_sync.workbooks.google import kept_copies as google_copies
    from sheets_sync.workbooks.google.workbook import access

    id_ = spreadsheet_id(copy.copy_of) or ""
    entries = google_copies.listed_copies(id_, copies)
    entry = next(one for one in entries if one["name"] == copy.name)
    google_copies.put_spreadsheet_back(access(credentials, folder), id_, entry, as_of, copies)


def _of_file(workbook: str, copies: Copies) -> list[KeptCopy]:
    copy_files = files.kept_copies(Path(workbook), copies)
    names = {file.relative_to(copies.folder).as_posix(): file for file in copy_files}
    noted = [occasion for occasion in files.occasions(copies) if occasion.copy in names]
    return [
        KeptCopy(file.name, str(file), workbook, _later_occasions(name, noted))
        for name, file in names.items()
    ]


def _later_occasions(name: str, noted: Sequence[Occasion]) -> Sequence[Occasion]:
    """The occasions from the last on that a copy was kept before: it may have been put back."""
    indexes = [index for index, occasion in enumerate(noted) if occasion.copy == name]
    if not indexes:
        return ()
    return noted[indexes[-1] :]


def _in_google(workbook: str, copies: Copies) -> list[KeptCopy]:
    from sheets_sync.workbooks.google import kept_copies as google_copies

    entries = google_copies.listed_copies(spreadsheet_id(workbook) or "", copies)
    noted = [
        Occasion(entry["name"], entry["before"], entry["day"], entry.get("by", ""))
        for entry in entries
        if entry.get("before")
    ]
    return [
        KeptCopy(
            entry["name"],
            _place_in_google(entry, copies),
            workbook,
            _later_occasions(entry["name"], noted),
        )
        for entry in reversed(entries)
    ]


def _place_in_google(entry: Mapping[str, str], copies: Copies) -> str:
    """The address of a copy in Drive; the path of one that is a file, where Drive took none."""
    if "spreadsheet" in entry:
        return spreadsheet_address(entry["spreadsheet"])
    return str(copies.folder / entry["file"])
