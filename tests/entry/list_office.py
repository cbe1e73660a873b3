"""A programme whose coordinator adds values to « Listes » and says what they count as."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from forms.headers.matching import letters
from tests.conftest import Case, write_config
from tests.typing_commands import plain

LIST, NEW = "Motif de sortie", "Alternance longue durée"


class ListOffice:
    """A programme that was set up, with one person who left."""

    def __init__(self, folder: Path) -> None:
        write_config(folder, ["Un"])
        self._set_up(Case(folder))
        self.leave("CDI")

    @classmethod
    def of(cls, case: Case) -> ListOffice:
        """The same, of a workbook with tabs of the staff's own."""
        office = cls.__new__(cls)
        office._set_up(case)
        return office

    def _set_up(self, case: Case) -> None:
        self.case, self.folder, self.file = case, case.folder, case.folder / "essai.xlsx"
        result = case.run("setup")
        assert result.exit_code == 0, result.output

    def edit(self, tab: str, values: dict[str, Any]) -> None:
        book = openpyxl.load_workbook(self.file)
        for cell, value in values.items():
            book[tab][cell] = value
        book.save(self.file)

    def cells(self, tab: str, row: int) -> list[Any]:
        return [cell.value for cell in openpyxl.load_workbook(self.file)[tab][row]]

    def leave(self, reason: str) -> None:
        header = self.cells("Un", 2)
        values = {
            "Nom *": "DIALLO",
            "Prénom *": "Awa",
            "Date de naissance *": date(1995, 3, 12),
            "Entrée dans le programme *": date(2026, 1, 5),
            "Date de sortie": date(2026, 10, 1),
            LIST: reason,
        }
        self.edit("Un", {f"{letters(header.index(k))}3": v for k, v in values.items()})

    def list_column(self) -> list[Any]:
        sheet = openpyxl.load_workbook(self.file)["Listes"]
        column = [cell.value for cell in sheet[1]].index(LIST) + 1
        return [c.value for (c,) in sheet.iter_rows(min_col=column, max_col=column) if c.value]

    def add(self, value: str) -> None:
        sheet = openpyxl.load_workbook(self.file)["Listes"]
        column = [cell.value for cell in sheet[1]].index(LIST)
        letter = letters(column)
        self.edit("Listes", {f"{letter}{len(self.list_column()) + 1}": value})

    def run(self) -> str:
        result = self.case.run("consolidate")
        assert result.exit_code == 0, result.output
        return plain(result.output)

    def questions(self) -> list[tuple[int, dict[str, Any]]]:
        sheet = openpyxl.load_workbook(self.file)["Anomalies"]
        header = [str(cell.value) for cell in sheet[4]]
        found: list[tuple[int, dict[str, Any]]] = []
        for number, cells in enumerate(sheet.iter_rows(min_row=5, values_only=True), 5):
            row = dict(zip(header, cells, strict=True))
            if str(row["Code"]).startswith("list.added"):
                found.append((number, row))
        return found

    def answer(self, text: str) -> None:
        [(row, _)] = self.questions()
        self.edit("Anomalies", {f"K{row}": text})

    def answer_at(self, cell: str, text: str) -> None:
        self.edit("Anomalies", {cell: text})

    def rules(self) -> set[str]:
        return {a["rule"] for a in self.case.check()["anomalies"] if a["row"] == 3}

    def positive_exits(self) -> Any:
        found = json.loads(self.case.run("indicators", "--json").stdout)
        return next(o["value"] for o in found if o["id"] == "sorties_positives" and not o["siae"])
