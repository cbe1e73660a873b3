"""One spreadsheet an SIAE, the generated sheets elsewhere, and links between them."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import ANNA, HEADERS, OMAR
from tests.desks import BAD, GoogleDesk, Programme
from tests.sheets_emulator.server import Emulator


def test_one_spreadsheet_a_siae_and_the_generated_sheets_elsewhere(
    google: Emulator, tmp_path: Path
) -> None:
    consortium, steering = (
        GoogleDesk(google, tmp_path, {"Vide": ()}, title) for title in ("Consortium", "Pilotage")
    )
    own = GoogleDesk(google, tmp_path, {"Deux": (HEADERS, BAD)}, "Deux")
    more = (
        f"consortium: {{workbook: '{consortium.where}'}}\nsteering: {{workbook: {steering.id}}}\n"
    )
    programme = Programme(google, tmp_path / "p", {"Un": (HEADERS, ANNA, OMAR)}, more)
    config = programme.folder / "config.yaml"
    config.write_text(
        config.read_text().replace(
            "siae:\n", f"siae:\n  - {{tab: Deux, name: Deux, kind: EI, workbook: {own.id}}}\n"
        ),
        encoding="utf-8",
    )
    result = programme.run("consolidate")
    assert result.exit_code == 0, result.output
    assert (programme.desk.tabs(), own.tabs()) == (["Un"], ["Deux"])
    assert (consortium.tabs(), steering.tabs()) == (
        ["Vide", "Anomalies", "Consortium"],
        ["Vide", "Pilotage"],
    )
    assert own.note("Deux", "D2").startswith("⚠")
    link = next(
        cell["textFormatRuns"][0]["format"]["link"]["uri"]
        for cell in consortium._tab("Anomalies").cells.values()
        if "textFormatRuns" in cell
    )
    assert link == f"https://docs.google.com/spreadsheets/d/{own.id}/edit#gid=0&range=D2"
    assert not any(
        "DIALLO" in str(cell) for tab in consortium.book.tabs for cell in tab.cells.values()
    )


def test_links_within_the_spreadsheet_lead_to_the_cell(google: Emulator, tmp_path: Path) -> None:
    programme = Programme(google, tmp_path / "p", {"Un": (HEADERS, ANNA), "Deux": (HEADERS, BAD)})
    programme.run("consolidate")
    links = [
        cell["textFormatRuns"][0]["format"]["link"]["uri"]
        for cell in programme.desk._tab("Anomalies").cells.values()
        if "textFormatRuns" in cell
    ]
    assert f"#gid={programme.desk._tab('Deux').id}&range=D2" in links
