"""Put a file in place whole or not at all, keep a copy of what it replaces, and leave alone what a person has changed."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from sheets_sync.errors import Refusal
from sheets_sync.workbooks.xlsx import refuse_if_open

Outcome = Literal["new", "changed", "unchanged", "beside"]


def put(path: Path, make: Callable[[Path], None], copies: Path | None = None, keep: int = 20) -> Outcome:
    """Let `make` write a temporary file in the folder of `path`, and put it there unless nothing would change.

    Raises:
        Refusal: the file is open elsewhere, or cannot be written; what was there stands.
    """
    refuse_if_open_output(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent)
        os.close(handle)
    except OSError as error:
        raise Refusal("output.forbidden", file=path, reason=error.strerror or error) from error
    draft = Path(name)
    try:
        make(draft)
        if path.exists():
            if digest(path) == digest(draft):
                return "unchanged"
            if copies is not None:
                _keep(path, copies, keep)
            shutil.copymode(path, draft)
            outcome: Outcome = "changed"
        else:
            draft.chmod(0o644)
            outcome = "new"
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
        draft.replace(path)
    except PermissionError as error:
        raise Refusal("output.open", file=path) from error
    except OSError as error:
        raise Refusal("output.forbidden", file=path, reason=error.strerror or error) from error
    else:
        return outcome
    finally:
        draft.unlink(missing_ok=True)


def put_text(path: Path, text: str) -> Outcome:
    """`put` for a text, in UTF-8."""
    return put(path, lambda draft: _write(draft, text.encode("utf-8")))


def put_document(path: Path, data: bytes, known: dict[str, str]) -> tuple[Path, Outcome]:
    """Put a document where a person may since have worked on it: hers stays, ours then goes beside it.

    Args:
        known: name → digest of what we last wrote there; brought up to date.
    """
    here = hashlib.sha256(data).hexdigest()
    if path.exists() and digest(path) not in (known.get(path.name), here):
        path = path.with_name(f"{path.stem} (nouvelle version){path.suffix}")
        put(path, lambda draft: _write(draft, data))
        return path, "beside"
    known[path.name] = here
    return path, put(path, lambda draft: _write(draft, data))


def steady_zip(data: bytes) -> bytes:
    """The same package with no dates inside, so that equal contents are equal bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(zipfile.ZipInfo(info.filename, (1980, 1, 1, 0, 0, 0)), old.read(info), zipfile.ZIP_DEFLATED)
    return made.getvalue()


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def refuse_if_open_output(path: Path) -> None:
    """As for the staff's workbook, in the words for a file of ours."""
    try:
        refuse_if_open(path)
    except Refusal as error:
        raise Refusal("output.open", file=path.name) from error


def _keep(path: Path, copies: Path, keep: int) -> None:
    """A copy named by the time of the file it copies; beyond `keep` the oldest go."""
    from datetime import datetime

    copies.mkdir(parents=True, exist_ok=True)
    stamp = datetime.fromtimestamp(path.stat().st_mtime).strftime("%Y-%m-%d %Hh%M%S")  # noqa: DTZ006 - local time, for people
    shutil.copy2(path, copies / f"{path.stem} {stamp}{path.suffix}")
    for old in sorted(copies.glob(f"{path.stem} *{path.suffix}"))[:-keep]:
        old.unlink()


def _write(draft: Path, data: bytes) -> None:
    draft.write_bytes(data)
