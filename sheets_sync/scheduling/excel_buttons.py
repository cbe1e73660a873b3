"""The buttons in Excel: a small `.xlsm` beside the programme with « Préparer la réunion » and « Vérifier », and what happens when one is pressed."""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sheets_sync.commands.cards import cards_text
from sheets_sync.config import Config
from sheets_sync.documents.summary import check_text, files_text, prepare_text
from sheets_sync.errors import Refusal
from sheets_sync.files import put, put_text
from sheets_sync.monthly import bring_together, prepare
from sheets_sync.workspace import open_workspace

NAME = "boutons"
"""Of the workbook and of the module beside it, which xlwings' macro finds by that name."""
PREPARE, CHECK = "Préparer la réunion", "Vérifier"
_MACRO = "SampleCall"
_MACROS_FROM = "quickstart_standalone.xlsm"
"""The workbook that xlwings ships, with its macro `SampleCall` (calls `main` of the module named as the workbook) and `RunPython`."""
_TOP = 8
"""The row (from 0) under the button where what was found is written."""
_MODULE = '''"""Ce que font les boutons de {book} ; écrit par « sheets-sync setup --excel-buttons »."""

from sheets_sync.scheduling.excel_buttons import pressed


def main() -> None:
    pressed({config!r})


if __name__ == "__main__":
    main()
'''


def put_buttons(config: Config, file: Path, dry_run: bool) -> list[Path]:
    """Write the workbook with the buttons, the module that they call, and where Python is; the files.

    Args:
        file: the config.yaml beside which they go.

    Raises:
        Refusal: xlwings, whose macros they are, is not installed.
    """
    folder = file.parent
    made = [folder / f"{NAME}.xlsm", folder / f"{NAME}.py", folder / "xlwings.conf"]
    macros = _macros()
    if not dry_run:
        put(made[0], lambda draft: _draw(config, macros, draft))
        put_text(made[1], _MODULE.format(book=made[0].name, config=str(file)))
        interpreter = "INTERPRETER_MAC" if sys.platform == "darwin" else "INTERPRETER_WIN"
        python = (
            Path(sys.executable).with_name("pythonw.exe")
            if sys.platform == "win32"
            else Path(sys.executable)
        )
        put_text(made[2], f'"{interpreter}","{python}"\n"PYTHONPATH","{folder}"\n')
    return made


def _macros() -> bytes:
    """Xlwings' own macros (BSD), as they are in the installed package: none of ours is in VBA."""
    try:
        import xlwings
    except ImportError as error:
        raise Refusal("excel.not_installed", file=f"{NAME}.xlsm") from error
    with zipfile.ZipFile(Path(xlwings.__file__).with_name(_MACROS_FROM)) as book:
        return book.read("xl/vbaProject.bin")


def _draw(config: Config, macros: bytes, file: Path) -> None:
    import io

    import xlsxwriter

    with xlsxwriter.Workbook(str(file)) as book:
        book.add_vba_project(io.BytesIO(macros), True)  # noqa: FBT003 - it is a stream
        book.set_vba_name("ThisWorkbook")
        title = book.add_format({"bold": True, "font_size": 18, "font_color": "#00507D"})
        soft = book.add_format({"font_color": "#4B5563"})
        for number, (name, text) in enumerate(
            (
                (
                    PREPARE,
                    "Range les fiches de saisie, refait les feuilles et les remarques, écrit les documents.",
                ),
                (CHECK, "Lit et contrôle tous les onglets, sans rien changer."),
            ),
            1,
        ):
            page = book.add_worksheet(name)
            page.set_vba_name(f"Sheet{number}")
            page.hide_gridlines(2)
            page.set_column(0, 0, 110)
            page.write_string(0, 0, f"{config.programme} : {name.lower()}", title)
            page.write_string(1, 0, text, soft)
            page.insert_button(
                3,
                0,
                {
                    "macro": _MACRO,
                    "caption": name,
                    "width": 260,
                    "height": 56,
                    "description": f"{name} : lance le travail",
                },
            )


def pressed(config: str, today: date | None = None) -> None:
    """Do what the tab before the person is named after, and write what came of it under the button."""
    import xlwings

    book = xlwings.Book.caller()
    sheet = book.sheets.active
    app = book.app
    try:
        lines = _work(Path(config), sheet.name, today or date.today(), app)  # noqa: DTZ011 - the calendar of this office
    except Refusal as refusal:
        lines = [str(refusal)]
    except Exception as error:  # a bug of ours: no word of it, it could carry a person's data
        lines = [
            f"Panne inattendue ({type(error).__name__}). Lancer « sheets-sync --debug » dans un terminal pour la trace."
        ]
    finally:
        app.status_bar = ""
    sheet.range((_TOP + 1, 1), (_TOP + 400, 1)).clear_contents()
    sheet.range((_TOP + 1, 1)).value = [[f"'{line}"] for line in lines]


def _work(file: Path, name: str, day: date, app: Any) -> Sequence[str]:
    workspace = open_workspace(file)

    def step(text: str) -> None:
        app.status_bar = f"{text}…"

    if name == PREPARE:
        run = prepare(workspace, day, progress=step)
        cards = cards_text(run.cards, dry_run=False)
        files = files_text(run.published.files, run.published.reasons, run.documents)
        return prepare_text(run.month, run.changes, cards, files).splitlines()
    return check_text(bring_together(workspace, day, progress=step)).splitlines()
