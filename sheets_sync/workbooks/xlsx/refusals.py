"""Files that cannot be read as a workbook: each is one sentence for the coordinator."""

from __future__ import annotations

import contextlib
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from forms.definition_file import closest
from sheets_sync.catalogue import sentence
from sheets_sync.errors import Refusal, Untouchable
from sheets_sync.locks import refuse_if_open

COMPOUND_FILE = bytes.fromhex("d0cf11e0a1b11ae1")  # [MS-CFB] § 2.2: .xls, and encrypted .xlsx
# The name of the stream that an encrypted workbook lies in ([MS-OFFCRYPTO] § 2.3.4).
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# A « zip bomb » unpacks to more than any workbook of a consortium: in all, or for its size.
MOST_BYTES = 4 << 30
MOST_RATIO = 150
MOST_PARTS = 20_000
MOST_TABS = 1_000
"""Each is looked into; a consortium has a tab for each SIAE and some ten others."""
_SMALL_BYTES = 64 << 20


@contextlib.contextmanager
def refusing_damaged(path: Path) -> Iterator[None]:
    """Raise one `Refusal` for whatever a damaged package makes the libraries say."""
    from lxml.etree import LxmlError
    from python_calamine import CalamineError, PasswordError

    try:
        yield
    except PasswordError as error:
        raise Refusal("workbook.password", file=path.name) from error
    except Untouchable as reason:
        # The reason is half a sentence, as it completes « car … » elsewhere.
        raise Refusal("workbook.unreadable", file=path.name, reason=reason) from reason
    except (
        CalamineError,
        LxmlError,
        zipfile.BadZipFile,
        zlib.error,
        LookupError,
        ValueError,
        OSError,
        RuntimeError,
        EOFError,
    ) as error:
        raise Refusal("workbook.not_a_workbook", file=path.name) from error


def refuse_missing(path: Path) -> None:
    """Raise `Refusal` where there is no file of that name."""
    if path.is_dir():
        raise Refusal("workbook.folder", file=path)
    if not path.exists():
        raise Refusal("workbook.missing", file=path, hint=_hint(path))
    if not path.is_file():
        raise Refusal("workbook.not_a_workbook", file=path.name)


def refuse_absent(path: Path) -> None:
    """Raise `Refusal` where no file of that name can be read: missing, a folder, open, forbidden.

    And where it is one that a password keeps shut.
    """
    refuse_missing(path)
    refuse_if_open(path)
    try:
        if is_encrypted(path):
            raise Refusal("workbook.password", file=path.name)
    except PermissionError as error:
        raise Refusal("workbook.forbidden", file=path.name) from error


def refuse_unreadable(path: Path) -> None:
    """Raise `Refusal` where it can be known before a package is opened that it cannot be read."""
    refuse_absent(path)
    if _begins_compound(path):
        raise Refusal("workbook.old_format", file=path.name)
    with refusing_damaged(path), zipfile.ZipFile(path) as package:
        infos = package.infolist()
    unpacked = sum(info.file_size for info in infos)
    ratio = unpacked / max(1, path.stat().st_size)
    is_dense = unpacked > _SMALL_BYTES and ratio > MOST_RATIO
    if unpacked > MOST_BYTES or len(infos) > MOST_PARTS or is_dense:
        raise Refusal("workbook.bomb", file=path.name, size=_gigabytes(unpacked))


def refuse_too_many_tabs(path: Path, count: int) -> None:
    """Raise `Refusal` for more tabs than anybody looks at."""
    if count > MOST_TABS:
        raise Refusal("workbook.too_many_tabs", file=path.name, count=count, most=MOST_TABS)


def is_encrypted(path: Path) -> bool:
    """True if a file is an Office document that a password keeps shut; OSError as `open`."""
    return _begins_compound(path) and _ENCRYPTED in path.read_bytes()


def _begins_compound(path: Path) -> bool:
    if path.exists() and not path.is_file():
        # From a pipe that nobody fills, reading waits for ever.
        return False
    with path.open("rb") as file:
        return file.read(len(COMPOUND_FILE)) == COMPOUND_FILE


def _hint(path: Path) -> str:
    """Sentence to add on which file was perhaps meant; "" for none."""
    if not path.parent.is_dir():
        return ""
    near = closest(path.name, [other.name for other in path.parent.glob("*.xls*")])
    if not near:
        return ""
    return f" {sentence('workbooks.near', name=near)}"


def _gigabytes(size: int) -> str:
    number = f"{size / (1 << 30):.1f}".replace(".", ",")
    return sentence("workbooks.gigabytes", size=number)
