"""`adopt` on a Google spreadsheet."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import ANNA, AS_OF, HEADERS, OMAR
from tests.desks import GoogleDesk
from tests.sheets_emulator.server import Emulator
from tests.typing_commands import typed


def test_adopt_reads_a_spreadsheet(google: Emulator, tmp_path: Path) -> None:
    desk = GoogleDesk(google, tmp_path, {"Atelier": (HEADERS, ANNA, OMAR)})
    config = tmp_path / "propose.yaml"
    result = typed(["adopt", desk.where, "--config", str(config), "--as-of", AS_OF])
    assert result.exit_code == 0, result.output
    assert f'workbook: "https://docs.google.com/spreadsheets/d/{desk.id}"' in config.read_text(
        encoding="utf-8"
    )
    assert typed(["check", "--config", str(config), "--as-of", AS_OF]).exit_code in (0, 1)
