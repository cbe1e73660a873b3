"""Cards beside the rest of a workbook: other parts, people who type meanwhile, lost answers."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from forms.loading import load_form
from sheets_sync.errors import Refusal
from sheets_sync.monthly import take_cards
from sheets_sync.workspace import open_workspace
from tests.conftest import ANNA, AS_OF, HEADERS, OMAR, write_book
from tests.desks import FileDesk, GoogleDesk
from tests.entry.card_office import AWA, DAY, Office
from tests.sheets_emulator.server import Emulator, Fault
from tests.typing_commands import typed


def test_cards_in_use_are_left_by_setup_and_done_anew_once_empty(office: Office) -> None:
    own = office.folder / "forms"
    own.mkdir()
    text = (Path(__file__).parents[2] / "forms" / "participant.yaml").read_text(encoding="utf-8")
    (own / "participant.yaml").write_text(
        text.replace("label: Contrat,", "label: Type de contrat,"), encoding="utf-8"
    )
    office.fill({"SIAE": "Un", "Nom": "KONÉ"})
    said = office.run("setup").stdout
    assert "« Saisie » a des fiches remplies : elle est laissée telle quelle" in said
    assert office.typed("Nom") == "KONÉ"
    office.fill({"SIAE": "", "Nom": ""})
    assert "remplies" not in office.run("setup").stdout
    assert office.desk.value("Saisie", f"A{office.rows['Contrat']}") == "Type de contrat"


def test_cards_ask_for_a_field_whose_header_is_renamed_by_the_same_run(office: Office) -> None:
    own = office.folder / "forms"
    own.mkdir()
    text = (Path(__file__).parents[2] / "forms" / "participant.yaml").read_text(encoding="utf-8")
    (own / "participant.yaml").write_text(
        text.replace("label: Contrat,", "label: Embauche,"), encoding="utf-8"
    )
    said = office.run("setup").stdout
    row = office.rows["Contrat"]
    assert office.desk.value("Saisie", f"A{row}") == "Embauche", said
    assert office.desk.value("Un", "F1") == "Embauche", said


def test_the_other_parts_of_a_file_stay_as_they_are(tmp_path: Path) -> None:
    office = Office(
        tmp_path,
        FileDesk(
            write_book(tmp_path / "essai.xlsx", {"Un": (HEADERS, ANNA), "Deux": (HEADERS, OMAR)})
        ),
    )
    office.fill({"SIAE": "Un", **AWA})
    before = zipfile.ZipFile(tmp_path / "essai.xlsx")
    was = {name: before.read(name) for name in before.namelist()}
    take_cards(open_workspace(tmp_path / "config.yaml"), DAY, dry_run=False)
    after = zipfile.ZipFile(tmp_path / "essai.xlsx")
    touched = [name for name in was if after.read(name) != was[name]]
    assert len(touched) == 2
    assert all(name.startswith("xl/worksheets/sheet") for name in touched)


@pytest.mark.parametrize(
    "fault", [{"status": 503}, {"status": 503, "applied": True}, {"drop": True, "applied": True}]
)
def test_a_lost_answer_of_googles_enters_nobody_twice(
    google: Emulator, tmp_path: Path, fault: dict[str, Any]
) -> None:
    office = Office(
        tmp_path,
        GoogleDesk(google, tmp_path, {"Un": (HEADERS, ANNA, OMAR), "Deux": (HEADERS, OMAR)}),
    )
    office.fill({"SIAE": "Un", **AWA})
    office.fill(
        {
            "SIAE": "Un",
            "Que faire": "Modifier",
            "Nom": "Diallo",
            "Prénom": "Awa",
            "Motif de sortie": "CDI",
            "Date de sortie": "20/11/2026",
        },
        2,
    )
    google.faults = [Fault(1, on="write", **fault)]
    office.prepare()
    assert office.people() == ["DIALLO", "AHMADI", "KONÉ"]
    assert office.desk.open().read("Un").rows[1][6] == date(2026, 11, 20)
    assert (office.typed("Nom"), office.typed("Nom", 2)) == ("", "")


def test_a_card_that_is_being_typed_waits(google: Emulator, tmp_path: Path) -> None:
    desk = GoogleDesk(google, tmp_path, {"Un": (HEADERS, ANNA, OMAR), "Deux": (HEADERS, OMAR)})
    office = Office(tmp_path, desk)
    office.fill({"SIAE": "Un", **AWA})
    workspace = open_workspace(tmp_path / "config.yaml")
    workspace.open(workspace.workbook)
    office.fill({"Prénom": "Fatoumata"})
    with pytest.raises(Refusal, match="a été modifié pendant le travail"):
        take_cards(workspace, DAY, dry_run=False)
    assert (office.people(), office.typed("Prénom")) == (["DIALLO", "AHMADI"], "Fatoumata")


def test_a_siae_whose_tab_has_the_name_of_the_cards_keeps_it(tmp_path: Path) -> None:
    write_book(tmp_path / "essai.xlsx", {"Saisie": (HEADERS, ANNA)})
    (tmp_path / "config.yaml").write_text(
        "programme: E\nworkbook: essai.xlsx\nsiae: [{tab: Saisie, name: Un, kind: ACI}]\n",
        encoding="utf-8",
    )
    words = ["--config", str(tmp_path / "config.yaml"), "--as-of", AS_OF]
    assert typed(["setup", *words]).exit_code == 0
    assert typed(["consolidate", *words]).exit_code == 0
    assert load_form("participant").fields[0].label == "Nom"
