"""Writers take what a door released, and nothing else: mypy refuses, and so do they themselves.

Every `type: ignore` below is where mypy refuses; where it did not, strict mypy would say that the
remark is of no use, and `make lint` would fail.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from forms.loading import load_form
from sheets_sync.documents import export
from sheets_sync.documents.federation.figures_file import FiguresFile, write_figures
from sheets_sync.documents.federation.shared_figures import Programme
from sheets_sync.documents.write import DocumentWriter
from sheets_sync.files import Copies
from sheets_sync.generated.publish import GeneratedSheet, publish
from sheets_sync.release.door import Released, _Seal
from sheets_sync.sheets.sheet import Sheet
from sheets_sync.sheets.written_before import WrittenBefore
from sheets_sync.web.window.job import Job
from sheets_sync.workspace import open_workspace
from tests.conftest import Case

DAY = date(2026, 11, 23)
ROWS = pd.DataFrame({"nom": ["DIALLO"]})


def test_nothing_but_a_door_releases() -> None:
    with pytest.raises(TypeError, match="_seal"):
        Released("DIALLO", None)  # type: ignore[call-arg, arg-type]
    with pytest.raises(TypeError, match="only a Door"):
        Released("DIALLO", None, str, _Seal())  # type: ignore[arg-type]


def test_history_keeps_only_what_was_released(case: Case) -> None:
    case.make({"Un": (("Nom",), ("DIALLO",))})
    history = open_workspace(case.folder / "config.yaml").history
    with pytest.raises(AttributeError, match="content"):
        history.documents.save_figures("rapport", {"nom": "DIALLO"})  # type: ignore[arg-type]
    with pytest.raises(AttributeError, match="content"):
        history.save_state(ROWS, [], DAY)  # type: ignore[arg-type]


def test_an_export_writes_only_what_was_released(tmp_path: Path) -> None:
    form, file = load_form("participant"), tmp_path / "table.csv"
    with pytest.raises(AttributeError, match=r"audience|content"):
        export.write(ROWS, file, (), DAY, programme="un", form=form)  # type: ignore[arg-type]


def test_figures_for_a_region_are_written_only_where_they_were_released(tmp_path: Path) -> None:
    shared = FiguresFile(Programme("un", "Un", 5), DAY, [])
    with pytest.raises(AttributeError, match="content"):
        write_figures(shared, tmp_path / "a.parquet")  # type: ignore[arg-type]


def test_documents_mails_and_pages_are_written_only_of_what_was_released(case: Case) -> None:
    case.make({"Un": (("Nom",), ("DIALLO",))})
    workspace = open_workspace(case.folder / "config.yaml")
    writer = DocumentWriter(workspace.document_settings, workspace.history)
    with pytest.raises(AttributeError, match="locations_to_mask"):
        writer.folder.add("page.html", b"DIALLO")  # type: ignore[arg-type]


def test_sheets_and_notes_are_published_only_where_they_were_released(tmp_path: Path) -> None:
    sheet = Sheet("Consortium", [], {}, {})
    workbook, copies = str(tmp_path / "a.xlsx"), Copies(tmp_path, 1, tmp_path)
    raw = GeneratedSheet(workbook, lambda _: sheet)  # type: ignore[arg-type, return-value]

    def no_workbook(_place: str) -> None:
        return None

    with pytest.raises(AttributeError, match="content"):
        publish([raw], {}, [], workbook, no_workbook, DAY, copies, WrittenBefore())  # type: ignore[arg-type]
    notes = {workbook: {"Un": {"A2": "DIALLO"}}}
    with pytest.raises(AttributeError, match="content"):
        publish([], notes, [workbook], workbook, no_workbook, DAY, copies, WrittenBefore())  # type: ignore[arg-type]


def test_the_window_shows_only_what_was_released() -> None:
    Job(1, result={"summary": "DIALLO"})  # type: ignore[arg-type]
