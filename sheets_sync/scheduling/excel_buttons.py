"""The buttons in Excel: a small `.xlsm` beside the programme, and what pressing one does."""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sheets_sync.catalogue import sentence
from sheets_sync.documents.summary import check_text, files_text, prepare_text
from sheets_sync.entry.cards.results import cards_text
from sheets_sync.errors import Refusal
from sheets_sync.files import put, put_text
from sheets_sync.monthly import Run, bring_together, prepare_meeting
from sheets_sync.workspace import open_workspace

NAME = "boutons"
"""Of the workbook and of the module beside it, which xlwings' macro finds by that name."""
_BUTTONS = {
    "scheduling.prepare": "scheduling.prepare_does",
    "scheduling.check": "scheduling.check_does",
}
"""The label of each button and what it does."""
_MACRO = "SampleCall"
_MACROS_FROM = "quickstart_standalone.xlsm"
"""The workbook that xlwings ships.

Its macro `SampleCall` calls `main` of the module that is named as the workbook.
"""
_TOP = 8
"""The row (from 0) under the button where what was found is written."""
_MAX_LINES = 400
"""Lines under the button that are emptied before new ones are written."""
_MODULE = '''"""{purpose}"""

from sheets_sync.scheduling.excel_buttons import pressed


def main() -> None:
    pressed({config!r})


if __name__ == "__main__":
    main()
'''


def put_buttons(programme: str, file: Path, dry_run: bool) -> list[Path]:
    """Write the workbook with the buttons, the module that they call, and where Python is.

    Args:
        file: the config.yaml beside which they go.

    Returns: the files.

    Raises:
        Refusal: xlwings, whose macros they are, is not installed.
    """
    folder = file.parent
    workbook, module = folder / f"{NAME}.xlsm", folder / f"{NAME}.py"
    settings = folder / "xlwings.conf"
    macros = _macros()
    if not dry_run:
        purpose = sentence("scheduling.module", file=workbook.name)
        put(workbook, lambda draft: _draw(programme, macros, draft))
        put_text(module, _MODULE.format(purpose=purpose, config=str(file)))
        put_text(settings, f'{_interpreter()}\n"PYTHONPATH","{folder}"\n')
    return [workbook, module, settings]


def _interpreter() -> str:
    """The line of xlwings.conf that says where Python is."""
    python = Path(sys.executable)
    if sys.platform == "darwin":
        return f'"INTERPRETER_MAC","{python}"'
    if sys.platform == "win32":
        python = python.with_name("pythonw.exe")  # no black window
    return f'"INTERPRETER_WIN","{python}"'


def _macros() -> bytes:
    """Xlwings' own macros (BSD), as they are in the installed package: none of ours is in VBA."""
    try:
        import xlwings
    except ImportError as error:
        raise Refusal("excel.not_installed", file=f"{NAME}.xlsm") from error
    with zipfile.ZipFile(Path(xlwings.__file__).with_name(_MACROS_FROM)) as book:
        return book.read("xl/vbaProject.bin")


def _draw(programme: str, macros: bytes, file: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(file)) as book:
        book.add_vba_project(io.BytesIO(macros), True)  # noqa: FBT003 - it is a stream
        book.set_vba_name("ThisWorkbook")
        for number, (label, purpose) in enumerate(_BUTTONS.items(), 1):
            _draw_button(book, number, programme, sentence(label), sentence(purpose))


def _draw_button(book: Any, number: int, programme: str, label: str, purpose: str) -> None:
    title = book.add_format({"bold": True, "font_size": 18, "font_color": "#00507D"})
    soft = book.add_format({"font_color": "#4B5563"})
    page = book.add_worksheet(label)
    page.set_vba_name(f"Sheet{number}")
    page.hide_gridlines(2)
    page.set_column(0, 0, 110)
    heading = sentence("scheduling.heading", programme=programme, action=label.lower())
    page.write_string(0, 0, heading, title)
    page.write_string(1, 0, purpose, soft)
    button = {
        "macro": _MACRO,
        "caption": label,
        "width": 260,
        "height": 56,
        "description": sentence("scheduling.button", action=label),
    }
    page.insert_button(3, 0, button)


def pressed(config: str, today: date | None = None) -> None:
    """Do what the sheet before the person is named after; write the outcome under the button."""
    import xlwings

    book = xlwings.Book.caller()
    sheet = book.sheets.active
    app = book.app
    day = today or date.today()  # noqa: DTZ011 - the calendar of this office
    try:
        lines = _work(Path(config), sheet.name, day, app)
    except Refusal as refusal:
        lines = [str(refusal)]
    except Exception as error:  # a bug of ours: no word of it, it could carry a person's data
        lines = [sentence("scheduling.bug", name=type(error).__name__)]
    finally:
        app.status_bar = ""
    sheet.range((_TOP + 1, 1), (_TOP + _MAX_LINES, 1)).clear_contents()
    # The quote has Excel keep a line as text: one may begin with « = » or look like a date.
    sheet.range((_TOP + 1, 1)).value = [[f"'{line}"] for line in lines]


def _work(file: Path, label: str, day: date, app: Any) -> Sequence[str]:
    workspace = open_workspace(file)

    def show_step(step: str) -> None:
        app.status_bar = f"{step}…"

    if label == sentence("scheduling.prepare"):
        return _run_summary(prepare_meeting(workspace, day, progress=show_step)).splitlines()
    return check_text(bring_together(workspace, day, progress=show_step)).splitlines()


def _run_summary(run: Run) -> str:
    cards = cards_text(run.cards, dry_run=False)
    files = files_text(run.published.files, run.published.reasons, run.documents)
    text = prepare_text(run.month, run.changes, cards, files)
    return "\n".join([text, *run.notices])
