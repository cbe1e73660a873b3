"""Whether what a server gave is a workbook, whole: some end half a file as if it were all of it."""

from __future__ import annotations

import io
import zipfile

from sheets_sync.workbooks.xlsx.refusals import COMPOUND_FILE


def is_whole_workbook(data: bytes) -> bool:
    """True of an Excel workbook, in clear or encrypted, of which nothing is cut off."""
    if data.startswith(COMPOUND_FILE):
        return _is_whole_encrypted(data)
    try:
        # The list of its parts stands at the end.
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return any(name.startswith("xl/") for name in package.namelist())
    except zipfile.BadZipFile:
        return False


def _is_whole_encrypted(data: bytes) -> bool:
    """True of an encrypted workbook ([MS-OFFCRYPTO] 2.3.4) with all that it says it holds."""
    import olefile

    try:
        with olefile.OleFileIO(
            io.BytesIO(data), raise_defects=olefile.DEFECT_INCORRECT
        ) as compound:
            package = compound.openstream("EncryptedPackage").read()
    except OSError:
        return False
    size = int.from_bytes(package[:8], "little")
    return size <= len(package) - 8
