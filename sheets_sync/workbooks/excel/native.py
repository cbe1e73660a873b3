"""Properties beyond xlwings' public API, as Windows (COM) and macOS (appscript) give them."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import Any

from sheets_sync.errors import Refusal

MAC = sys.platform == "darwin"
# A cell is being edited or a box is open: VBA_E_IGNORE, RPC_E_CALL_REJECTED,
# RPC_E_SERVERCALL_RETRYLATER; a time-out of Apple events.
_BUSY = frozenset({-2146777998, -2147418111, -2147417846, -1712})
# Excel has ended: RPC_S_SERVER_UNAVAILABLE, RPC_E_DISCONNECTED, RPC_S_CALL_FAILED; connection
# invalid, program not running.
_GONE = frozenset({-2147023174, -2147417848, -2147023170, -609, -600})
# A sheet was renamed or deleted: DISP_E_BADINDEX, « object required »; no such object.
_MISSING = frozenset({-2147352565, -2146827864, -1728})
# Calls that xlwings repeats at once while Excel is busy (Windows). It has no limit of its own, and
# would wait for ever for a person who is at lunch with a cell open.
_MAX_COM_ATTEMPTS = 300


def is_protected(sheet: Any) -> bool:
    """True if a sheet's cells are locked."""
    return _flag(sheet, "ProtectContents", "protect_contents")


def structure_is_protected(book: Any) -> bool:
    """True if sheets may not be added or taken away."""
    return _flag(book, "ProtectStructure", "protect_structure")


def is_read_only(book: Any) -> bool:
    """True if somebody else has it open, or it may not be changed."""
    return _flag(book, "ReadOnly", "read_only")


def counts_from_1904(book: Any) -> bool:
    """True if its days count from 1 January 1904, as those of old Excel for the Mac do."""
    return _flag(book, "Date1904", "date_1904")


def hidden(cells: Any, axis: str) -> bool | None:
    """True if the rows (or columns: `axis`) of a range are hidden; None: some are."""
    if sys.platform == "win32":
        # xlwings would ask the rows one by one.
        answer = getattr(cells.api, f"Entire{axis.capitalize()}").Hidden
    else:
        answer = getattr(cells, f"{axis}s").hidden
    if answer is None:
        return None
    return bool(answer)


def is_hung(app: Any) -> bool:
    """True if Windows says that Excel answers no more; macOS tells by a time-out."""
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.user32.IsHungAppWindow(app.hwnd))
    return False


@contextlib.contextmanager
def refusing_busy(name: str) -> Iterator[None]:
    """Turn what Excel does not let happen into a `Refusal`; a bug of ours stays a bug."""
    if sys.platform == "win32":
        from xlwings import _xlwindows

        _xlwindows.N_COM_ATTEMPTS = _MAX_COM_ATTEMPTS
    try:
        yield
    except Refusal:
        raise
    except Exception as error:
        number = _error_number(error)
        if number in _BUSY or _is_lost_attribute(error):
            raise Refusal("excel.busy", file=name) from error
        if number in _MISSING:
            raise Refusal("workbook.changed", file=name) from error
        if number in _GONE:
            raise Refusal("excel.gone", file=name) from error
        if number is not None:
            raise Refusal("excel.failed", file=name, number=number) from error
        raise


def _flag(owner: Any, com_name: str, appscript_name: str) -> bool:
    """A property of a book or sheet that is true or not."""
    if MAC:
        return bool(getattr(owner.api, appscript_name).get())
    return bool(getattr(owner.api, com_name))


def _is_lost_attribute(error: Exception) -> bool:
    """True if COM could not even look up a name: its answer while a cell is being edited."""
    return isinstance(error, AttributeError) and str(error).startswith("<unknown>")


def _error_number(error: Exception) -> int | None:
    """The number of an error of COM or of Apple events; None for another.

    An exception of Excel's own carries its number inside (EXCEPINFO, scode); the number outside
    only says that there was one.
    """
    number = getattr(error, "hresult", getattr(error, "errornumber", None))
    match error.args:
        # (HRESULT, text, (code, source, text, help file, help context, scode), argument)
        case (_, _, (_, _, _, _, _, inside, *_), *_) if inside:
            number = inside
    if not isinstance(number, int):
        return None
    return number
