"""Each file of `tabs/` is a tab as an SIAE keeps it, drawn as text, and what we make of it.

A line beginning with `|` is a row of the sheet. A cell is the text typed, or: `d:2024-03-12` a
date, `n:12.5` a number, `b:1` a true, `t:35:30` a time, `e:#N/A` an error, `f:=A1 → 3` a formula
and its result, `<` the merged rest of the cell at its left, `^` that of the cell above,
`… (note : x)` a cell with a note.

Before the rows: `#` what this tab shows, `masquées : 3, C` its hidden rows and columns, `1904` its
date system, `columns: {…}` config's word. What is below `----` is made by
`pytest tests/reading/test_messy_tabs.py --accept` and then read by a person.
"""

from __future__ import annotations

import csv
import json
import re
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from sheets_sync.consortium.consolidate import PLACE
from sheets_sync.consortium.derived import DERIVED
from tests.conftest import Case, write_config

TABS = sorted((Path(__file__).parent / "tabs").glob("*.txt"))
LINE = "----"


@pytest.mark.parametrize("drawing", TABS, ids=[file.stem for file in TABS])
def test_what_is_read_in_a_messy_tab(
    drawing: Path, case: Case, pytestconfig: pytest.Config
) -> None:
    drawn, _, expected = drawing.read_text(encoding="utf-8").partition(f"\n{LINE}\n")
    write_tab(case.folder / "essai.xlsx", drawn.splitlines())
    settled = next((line for line in drawn.splitlines() if line.startswith("columns:")), "")
    config = write_config(case.folder, ["Essai"])
    if settled:
        text = config.read_text(encoding="utf-8")
        text = text.replace("kind: ACI}", f"kind: ACI, {settled}}}")
        config.write_text(text, encoding="utf-8")
    found = told(case)
    if pytestconfig.getoption("accept"):
        drawing.write_text(f"{drawn}\n{LINE}\n{found}", encoding="utf-8")
    else:
        assert found == expected


def test_every_kind_of_mess_has_its_tab() -> None:
    assert len(TABS) >= 30


def write_tab(file: Path, lines: list[str]) -> None:
    """The drawn tab as a workbook."""
    with xlsxwriter.Workbook(str(file), {"date_1904": "1904" in lines}) as book:
        sheet = book.add_worksheet("Essai")
        formats = {
            kind: book.add_format({"num_format": code})
            for kind, code in (("d", "dd/mm/yyyy"), ("t", "[h]:mm"))
        }
        hidden = [
            part.strip()
            for line in lines
            if line.startswith("masquées :")
            for part in line.partition(":")[2].split(",")
        ]
        for part in hidden:
            if part.isdigit():
                sheet.set_row(int(part) - 1, None, None, {"hidden": True})
            else:
                sheet.set_column(f"{part}:{part}", None, None, {"hidden": True})
        drawn = [
            [cell.strip() for cell in line[1:].split("|")] for line in lines if line.startswith("|")
        ]
        for row, cells in enumerate(drawn):
            for column, cell in enumerate(cells):
                if cell in ("<", "^"):
                    continue
                right = column
                while right + 1 < len(cells) and cells[right + 1] == "<":
                    right += 1
                bottom = row
                while bottom + 1 < len(drawn) and drawn[bottom + 1][column : column + 1] == ["^"]:
                    bottom += 1
                if right > column or bottom > row:
                    sheet.merge_range(row, column, bottom, right, "")
                write_cell(sheet, row, column, cell, formats)


def write_cell(
    sheet: Worksheet, row: int, column: int, cell: str, formats: dict[str, xlsxwriter.format.Format]
) -> None:
    """One cell, as drawn."""
    if note := re.search(r"\(note : (.*)\)$", cell):
        sheet.write_comment(row, column, note[1])
        cell = cell[: note.start()].strip()
    kind, _, text = cell.partition(":")
    if kind == "d":
        sheet.write_datetime(
            row, column, datetime.combine(date.fromisoformat(text), time()), formats["d"]
        )
    elif kind == "n":
        sheet.write_number(row, column, float(text))
    elif kind == "b":
        sheet.write_boolean(row, column, text == "1")
    elif kind == "t":
        hours, minutes = map(int, text.split(":"))
        sheet.write_datetime(row, column, timedelta(hours=hours, minutes=minutes), formats["t"])
    elif kind == "e":
        sheet.write_formula(row, column, "=NA()", None, text)
    elif kind == "f":
        formula, _, result = text.partition(" → ")
        sheet.write_formula(row, column, formula, None, result)
    elif cell:
        sheet.write_string(row, column, cell.replace("⏎", "\n").replace("␣", "\u00a0"))


def told(case: Case) -> str:
    """What `check` and `export` say of the tab, as text."""
    checked = case.run("check", "--json")
    if checked.exit_code == 2:
        return f"{checked.stderr}"
    found = json.loads(checked.stdout)
    (tab,) = found["tabs"]
    counts = f"{tab['rows_kept']} gardées + {tab['rows_set_aside']} de côté"
    lines = [f"titres en ligne {tab['header_row']} : {tab['rows_read']} lues = {counts}"]
    file = case.folder / "export.csv"
    case.run("export", str(file), "--with-names")
    with file.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            said = [
                f"{name}={value}"
                for name, value in row.items()
                if value and name not in (*PLACE, *DERIVED)
            ]
            lines.append(f"ligne {row['row']} : {', '.join(said)}")
    lines += [f"ignorée {line['row']} : {line['reason']}" for line in tab["ignored"]]
    lines += [
        f"{a['cell'] or a['row'] or 'onglet'} {a['severity']} {a['rule']} : {a['message']}"
        for a in found["anomalies"]
    ]
    return "\n".join(lines) + "\n"
