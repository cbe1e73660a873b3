"""What the system refuses of a file or folder, as a sentence that says what to do."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sheets_sync.catalogue import sentence
from sheets_sync.errors import Refusal

_REASONS = {
    errno.ENOSPC: "files.full",
    errno.EDQUOT: "files.quota",
    errno.EROFS: "files.read_only",
    errno.EACCES: "files.denied",
    errno.EPERM: "files.denied",
    errno.EIO: "files.no_answer",
    errno.ESTALE: "files.share_gone",
    errno.ENOENT: "files.folder_gone",
    errno.EFBIG: "files.too_big",
    errno.EEXIST: "files.not_a_folder",
    errno.ENOTDIR: "files.not_a_folder",
    errno.EISDIR: "files.is_a_folder",
    errno.ENAMETOOLONG: "files.name_too_long",
    errno.EBUSY: "files.busy",
}
"""An error of the system → the code of its sentence."""


def error_of_system(error: Exception) -> OSError | None:
    """The system's own error; XlsxWriter wraps it in an exception that is none of the system's."""
    for exception in (error, *error.args[:1]):
        if isinstance(exception, OSError):
            return exception
    return None


def refusal_to_write(path: Path, error: OSError) -> Refusal:
    """Refusal for what the system said while a file was to be put at `path`."""
    is_allowed = os.access(path.parent, os.W_OK) and os.access(path, os.W_OK)
    # Where all of it may be written, and is refused all the same, a program has it open.
    if isinstance(error, PermissionError) and path.exists() and is_allowed:
        return Refusal("output.open", file=path)
    if error.errno == errno.ENOSPC and _is_temporary_full(path):
        return _no_temporary(error)
    code = "output.forbidden"
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        code = "output.full"
    return Refusal(code, file=path, reason=_reason(error))


@contextlib.contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder for the moment.

    Raises:
        Refusal: the temporary folder of the computer takes nothing: it is full, or read-only.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="sheets-sync-") as folder:
            yield Path(folder)
    except Exception as error:
        cause = error_of_system(error)
        if cause is None:
            raise
        raise _no_temporary(cause) from error


def _no_temporary(error: OSError) -> Refusal:
    return Refusal("output.temporary", folder=tempfile.gettempdir(), reason=_reason(error))


def _reason(error: OSError) -> str:
    code = _REASONS.get(error.errno or 0)
    if code:
        return sentence(code)
    # Not the system's own words, which are English.
    return sentence("files.other", number=error.errno or 0)


def refusal_of_system(error: Exception) -> Refusal | None:
    """Refusal for what the system refused of a file; None where an error is no such thing."""
    if isinstance(error, OSError) and isinstance(error.filename, str | os.PathLike):
        return Refusal("files.refused", file=error.filename, reason=_reason(error))
    return None


def _is_temporary_full(path: Path) -> bool:
    """True if it is the temporary folder that is full, rather than the folder of `path`.

    XlsxWriter assembles a workbook there, and the system's error does not say which is full.
    """
    temporary = shutil.disk_usage(tempfile.gettempdir())
    return temporary.free < shutil.disk_usage(path.parent).free
