"""A long table with links is written by us as XlsxWriter would write it, byte for byte."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from sheets_sync.sheets.content import Content, Link, Role, Span, StyledText
from sheets_sync.sheets.sheet import Block, Sheet
from sheets_sync.workbooks.xlsx.drawing import writer
from sheets_sync.workbooks.xlsx.drawing.fill import FEWEST_ROWS, text_as_read
from tests.corpus import DAY

_ROLES: Sequence[Role] = ("wrap", "info", "link", "wrap", "date", "answer")
_SEVERITIES: Sequence[Role] = ("error", "warning", "info")


def row(nth: int) -> Sequence[Content]:
    severity = _SEVERITIES[nth // 300 % 3]
    where: Content = f"Tab & <{nth}>"
    if nth % 7:
        where = Link(f"L'été ! B{nth}", None, 'L\'été & "co"', f"B{nth}")
    texts = ("", " deux ", "a\nb", "_x0041_ <&>", "é" * 40, None)
    return [
        f"SIAE {nth % 12}",
        StyledText(severity, severity),
        where,
        texts[nth % 6],
        DAY if nth % 5 else None,
        "" if nth % 400 == 399 else None,
    ]


def sheet(rows: Sequence[Sequence[Content]]) -> Sheet:
    heights = {0: 30.0} | {nth: 27.0 for nth in range(2, len(rows)) if nth % 3 == 0}
    blocks = [
        Block(0, 0, [["Anomalies"]], ["title"]),
        Block(1, 0, [["Un"] * 6], ["header"] * 6),
        Block(2, 0, rows, _ROLES),
    ]
    lists = [(Span(5, 5, 5, 5), ("oui", "non"))]
    return Sheet("Anomalies", blocks, {3: 40.0}, heights, (2, 1), lists=lists)


def drawn(folder: Path, rows: Sequence[Sequence[Content]]) -> dict[str, bytes]:
    file = folder / "a.xlsx"
    writer.write_workbook(file, [sheet(rows)], DAY)
    with zipfile.ZipFile(file) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.mark.parametrize("elsewhere", [False, True])
def test_it_is_the_same_as_drawn_cell_by_cell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, elsewhere: bool
) -> None:
    rows = [row(nth) for nth in range(3 * FEWEST_ROWS)]
    if elsewhere:
        rows[9] = [*rows[9][:2], Link("Ailleurs", "autre.xlsx", "Un", "A1"), *rows[9][3:]]
    ours = drawn(tmp_path, rows)
    monkeypatch.setattr(writer, "fill_with_links", lambda *_: None)
    assert drawn(tmp_path, rows) == ours


def test_more_links_than_excel_takes_are_left_to_the_writer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "MOST_LINKS", 400)
    rows = [row(nth) for nth in range(FEWEST_ROWS)]
    (xml,) = (data for name, data in drawn(tmp_path, rows).items() if "worksheets" in name)
    assert xml.count(b"<hyperlink ") == 400
    assert text_as_read(str(rows[-1][0])).encode() in xml
