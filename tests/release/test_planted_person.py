"""One participant, typed into every wrong place there is: in nothing that leaves."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from python_calamine import CalamineWorkbook

from sheets_sync.checking.table import CheckedTable
from sheets_sync.stages.every_tab import read_entries
from sheets_sync.workspace import open_workspace
from tests.conftest import AS_OF
from tests.every_part import texts_of_files
from tests.sample_people import run
from tests.typing_commands import typed

FAMILY, GIVEN, BIRTH = "ZOUBIRI", "Malika", date(1987, 11, 17)
PASS, PHONE = "999990717171", "06 98 76 54 32"
ALL = f"{FAMILY} {GIVEN} née le 17/11/1987, PASS 99999 07 17171, tél. {PHONE}"
TRACES = re.compile(
    r"zoubiri|malika|17[/.\- ]11[/.\- ](?:19)?87|1987-11-17|17 novembre 1987|\b32098\b"
    r"|07\W?17171|99999\W?07|98\W?76\W?54\W?32",
    re.IGNORECASE,
)
IN_ROWS: Mapping[str, Any] = {
    "poste": ALL,
    "commune": f"chez Mme {FAMILY.title()}, {PHONE}",
    "referent": f"{GIVEN} {FAMILY}",
    "motif_sortie": f"CDI {FAMILY.title()} {GIVEN}",
    "date_sortie": BIRTH,
    "arrivee_france": BIRTH,
    "dernier_entretien": f"le 17/11/1987 ({GIVEN})",
    "heures_francais": 999990717171,
    "heures_hebdo": 698765432,
    "prescripteur": f"{FAMILY} {GIVEN}",
    "protection": f"Réfugiée, {FAMILY} {GIVEN}",
    "code_postal": PHONE,
    "qpv": GIVEN,
    "frein_langue": f"{FAMILY} {PASS}",
    "commentaire": ALL,
}
"""Fields of a participant's row → what somebody types there of another participant."""
IN_COORDINATION: Mapping[str, Mapping[str, Any]] = {
    "point": {
        "sujet": f"Situation de {GIVEN} {FAMILY} (née le 17 novembre 1987)",
        "siae": f"{FAMILY} {GIVEN}",
    },
    "decision": {"decision": f"Rappeler Mme {FAMILY.title()} au {PHONE}", "echeance": BIRTH},
    "action": {
        "partenaire": f"{FAMILY} {GIVEN}",
        "type": f"Cours de français {GIVEN} {FAMILY}",
        "participants": 999990717171,
    },
    "fait_marquant": {
        "texte": f"{GIVEN} {FAMILY} ({PASS}) a signé un CDI ; {PHONE}.",
        "publiable": "oui",
    },
    "financement": {"convention": f"dossier {FAMILY} {GIVEN}"},
}
"""Fields of the coordination tabs → what somebody types there of the participant."""
GENERATED = ("Consortium", "Anomalies", "Pilotage")


def plant(folder: Path) -> set[tuple[str, str]]:
    """The participant takes a row of the sample; what is hers goes everywhere else.

    Returns the tab and address of each wrong cell.
    """
    workspace = open_workspace(folder / "config.yaml")
    entries = read_entries(workspace, date.fromisoformat(AS_OF))
    book = openpyxl.load_workbook(folder / "impulser.xlsx")
    own = next(table for table in entries.checked if "pass_iae" in table.table.columns)
    row, header_row = own.table.rows[0], own.table.header_row
    hers = {"nom": FAMILY, "prenom": GIVEN, "date_naissance": BIRTH, "pass_iae": PASS}
    for field, value in hers.items():
        book[own.tab][own.table.address(field, row)].value = value
    sheet = book[own.tab]
    title = sheet.cell(header_row, sheet.max_column + 1, f"Dossier {GIVEN} {FAMILY}")
    sheet.cell(row, title.column, PHONE)
    sheet.cell(row + 1, title.column, ALL)
    wrong = {(own.tab, title.coordinate)}
    for table in entries.checked:
        wrong |= _plant_in_rows(book[table.tab], table)
    for form, planted in IN_COORDINATION.items():
        table = entries.coordination[form][0]
        wrong |= _plant_in_first_rows(book[table.tab], table, planted)
    book.save(folder / "impulser.xlsx")
    return wrong


def _plant_in_rows(sheet: Any, table: CheckedTable) -> set[tuple[str, str]]:
    """Each of `IN_ROWS` in a row of its own, so that one mistake does not hide another."""
    rows = iter(table.table.rows[2:])
    wrong = set()
    for field, value in IN_ROWS.items():
        if field in table.table.columns and (number := next(rows, None)):
            cell = sheet[table.table.address(field, number)]
            cell.value = value
            cell.comment = Comment(ALL, FAMILY)
            if field != "commentaire":
                wrong.add((table.tab, cell.coordinate))
    return wrong


def _plant_in_first_rows(
    sheet: Any, table: CheckedTable, planted: Mapping[str, Any]
) -> set[tuple[str, str]]:
    wrong = set()
    for number in table.table.rows[:2]:
        for field, value in planted.items():
            cell = sheet[table.table.address(field, number)]
            cell.value = value
            if field != "publiable":
                wrong.add((table.tab, cell.coordinate))
    return wrong


def generated_sheets(workbook: Path) -> Iterator[tuple[str, str]]:
    """What is ours in the workbook: its other tabs are the SIAE's own."""
    with CalamineWorkbook.from_path(str(workbook)) as book:
        for tab in GENERATED:
            yield tab, str(book.get_sheet_by_name(tab).to_python())


@dataclass(frozen=True)
class Planted:
    """The sample after the commands were run on it: the wrong cells, what was printed."""

    folder: Path
    wrong: set[tuple[str, str]]
    printed: Mapping[str, str]


@pytest.fixture(scope="module")
def sample_with_person(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    folder = tmp_path_factory.mktemp("planted") / "programme"
    assert typed(["demo", str(folder), "--as-of", AS_OF]).exit_code == 0
    wrong = plant(folder)
    printed = {}
    for words in (
        ("prepare",),
        ("check",),
        ("check", "--json"),
        ("indicators", "--json"),
        ("indicators", "--explain", "entrees"),
        ("export", str(folder / "e.csv")),
        ("export", str(folder / "e.xlsx")),
        ("export", str(folder / "e.parquet")),
    ):
        result = run(folder, *words)
        assert result.exit_code in (0, 1), result.output
        printed[words[0] + words[-1]] = result.output
    return Planted(folder, wrong, printed)


def test_nothing_that_is_printed_names_the_participant(sample_with_person: Planted) -> None:
    traces = {words: TRACES.findall(text) for words, text in sample_with_person.printed.items()}
    assert {words: found for words, found in traces.items() if found} == {}


def test_each_wrong_cell_is_told_as_an_error(sample_with_person: Planted) -> None:
    anomalies = json.loads(sample_with_person.printed["check--json"])["anomalies"]
    cells_in_error = {(one["tab"], one["cell"]) for one in anomalies if one["severity"] == "error"}
    assert len(sample_with_person.wrong) > 100
    assert sample_with_person.wrong - cells_in_error == set()


def test_no_file_that_leaves_names_the_participant(sample_with_person: Planted) -> None:
    folder = sample_with_person.folder
    texts = [
        *texts_of_files(folder, "impulser.xlsx", "copies", "cle-des-pseudonymes"),
        *generated_sheets(folder / "impulser.xlsx"),
    ]
    traces = {name: TRACES.findall(text)[:3] for name, text in texts if TRACES.search(text)}
    assert len({name.split()[0] for name, _ in texts}) > 30
    assert traces == {}
