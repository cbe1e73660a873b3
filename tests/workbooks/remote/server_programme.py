"""A programme whose workbook is on a server, and whoever works in it meanwhile."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
from typer.testing import Result

from tests.conftest import AS_OF
from tests.typing_commands import typed


class ServerProgramme:
    """A folder with a config.yaml that names a workbook on a server.

    Attributes:
        file: where it lies on the server.
    """

    def __init__(self, address: str, file: Path, folder: Path) -> None:
        self.file, self.folder = file, folder
        folder.mkdir()
        (folder / "config.yaml").write_text(
            f"programme: Essai\nworkbook: {address}\n"
            "siae: [{tab: Essai, name: Essai, kind: ACI}]\n",
            encoding="utf-8",
        )

    def run(self, *words: str) -> Result:
        config = ["--config", str(self.folder / "config.yaml")]
        day = [] if words[0] == "restore" else ["--as-of", AS_OF]
        return typed([*words, *config, *day])

    def is_prepared_at_once(self) -> None:
        first = self.run("consolidate")
        assert first.exit_code == 0, first.output
        assert {"Consortium", "Anomalies", "Pilotage"} <= set(self.tabs())
        assert "⚠" in self.note()

    def tabs(self) -> list[str]:
        return list(openpyxl.load_workbook(self.file).sheetnames)

    def note(self) -> str:
        comment = openpyxl.load_workbook(self.file)["Essai"]["D2"].comment
        return "" if comment is None else str(comment.text)

    def somebody_types(self, cell: str = "B2", value: Any = "Fatoumata la longue") -> None:
        book = openpyxl.load_workbook(self.file)
        book["Essai"][cell] = value
        book.save(self.file)
