"""The entry cards (« Saisie »): what is typed there goes to the SIAE's tab once, or is answered beside the field; on a file and in Google."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from forms.columns import letters
from forms.definition import load_form
from sheets_sync.entry.card_tab import card_tab
from sheets_sync.entry.lists import lists_of
from sheets_sync.errors import Refusal
from sheets_sync.files import digest
from sheets_sync.monthly import take_cards
from sheets_sync.workspace import open_workspace
from tests.conftest import ANNA, AS_OF, HEADERS, OMAR, write_book
from tests.desks import Desk, FileDesk, GoogleDesk
from tests.sheets_emulator.server import Emulator, Fault
from tests.typing_commands import plain, typed

AWA = {
    "Nom": "KONÉ",
    "Prénom": "Fanta",
    "Sexe": "Femme",
    "Date de naissance": "4/7/1999",
    "Entrée dans le programme": "02/11/2026",
}
DAY = date.fromisoformat(AS_OF)


class Office:
    """A programme of two SIAE whose workbook has cards, and the gestures of a counsellor on them."""

    def __init__(self, folder: Path, desk: Desk) -> None:
        self.folder, self.desk = folder, desk
        self.configure(desk.where)
        assert self.run("setup").exit_code == 0
        self.know_rows(desk.where)

    def configure(self, where: str) -> None:
        members = "\n".join(f"  - {{tab: {tab}, name: {tab}, kind: ACI}}" for tab in ("Un", "Deux"))
        (self.folder / "config.yaml").write_text(
            f"programme: Essai\nworkbook: {where}\nsiae:\n{members}\n", encoding="utf-8"
        )

    def know_rows(self, where: str) -> None:
        """Where each field of a card stands; from now on config names the workbook so."""
        self.configure(where)
        workspace = open_workspace(self.folder / "config.yaml")
        names = workspace.tabs
        lists = lists_of(workspace.forms, workspace.member_names, names.listes)
        self.sheet = card_tab(names.saisie, workspace.participants, lists)
        self.rows = {
            str(block.rows[0][0]).removesuffix(" *"): block.top + 1
            for block in self.sheet.blocks
            if block.left == 0
        }

    def run(self, *words: str) -> Result:
        return typed([*words, "--config", str(self.folder / "config.yaml"), "--as-of", AS_OF])

    def cell(self, label: str, card: int = 1, column: int = 0) -> str:
        return f"{letters(3 * card - 2 + column)}{self.rows[label]}"

    def fill(self, texts: Mapping[str, str], card: int = 1) -> None:
        self.desk.type_all(
            "Saisie", {self.cell(label, card): text for label, text in texts.items()}
        )

    def typed(self, label: str, card: int = 1) -> Any:
        return self.desk.value("Saisie", self.cell(label, card)) or ""

    def shown(self, label: str, card: int = 1) -> Any:
        return self.desk.value("Saisie", self.cell(label, card, 1)) or ""

    def answer(self, label: str = "SIAE", card: int = 1) -> str:
        return plain(self.desk.value("Saisie", self.cell(label, card, 2)) or "")

    def prepare(self) -> str:
        result = self.run("consolidate")
        assert result.exit_code == 0, result.output
        return result.stdout.replace("\u00a0", " ")

    def people(self, tab: str = "Un") -> list[str]:
        return [str(row[0]) for row in self.desk.open().read(tab).rows[1:] if row[0]]


@pytest.fixture(params=["xlsx", "google"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Office:
    tabs = {"Un": (HEADERS, ANNA, OMAR), "Deux": (HEADERS, OMAR)}
    if request.param == "xlsx":
        return Office(tmp_path, FileDesk(write_book(tmp_path / "essai.xlsx", tabs)))
    return Office(tmp_path, GoogleDesk(request.getfixturevalue("google"), tmp_path, tabs))


def test_a_filled_card_goes_to_the_tab_and_is_emptied(office: Office) -> None:
    office.fill({"SIAE": "un", **AWA})
    assert "Fiche 1 : rangée (ligne 4 de Un)" in office.prepare()
    assert office.people() == ["DIALLO", "AHMADI", "KONÉ"]
    assert office.desk.open().read("Un").rows[3][3] == date(1999, 7, 4)
    assert [office.typed(label) for label in ("SIAE", *AWA)] == [""] * 6
    assert office.answer() == "✓ Ajoutée dans « Un », ligne 4, le 23/11/2026."
    assert "Fiche" not in office.prepare()
    assert office.people() == ["DIALLO", "AHMADI", "KONÉ"]
    assert office.run("consolidate", "--json").stdout.count("unchanged") == 1


def test_a_card_half_filled_says_what_is_missing_beside_the_field(office: Office) -> None:
    office.fill({"SIAE": "Un", "Nom": "KONÉ", "Prénom": "Fanta", "Contrat": "CDDX"}, 2)
    office.fill({"Nom": "SANS", "Prénom": "Siae"}, 3)
    said = office.prepare()
    assert "Fiche 2 : à compléter, la fiche dit quoi (Un)" in said
    assert (
        office.answer("Date de naissance", 2)
        == "Date de naissance : cette case est obligatoire et n'est pas remplie."
    )
    assert office.answer("Contrat", 2).startswith(
        "Contrat : « CDDX » n'est pas dans la liste. Choisir parmi : CDDI"
    )
    assert (
        office.answer("SIAE", 3)
        == "SIAE : choisir la SIAE, pour savoir dans quel onglet ranger la fiche."
    )
    assert office.typed("Nom", 2) == "KONÉ"
    assert office.people() == ["DIALLO", "AHMADI"]
    office.fill(
        {
            "Contrat": "CDDI",
            "Date de naissance": "4/7/1999",
            "Entrée dans le programme": "02/11/2026",
        },
        2,
    )
    assert "Fiche 2 : rangée" in office.prepare()
    assert (office.answer("Date de naissance", 2), office.answer("Contrat", 2)) == ("", "")
    office.fill({"Nom": "", "Prénom": ""}, 3)
    office.prepare()
    assert office.answer("SIAE", 3) == ""


def test_a_person_is_called_up_and_changed(office: Office) -> None:
    office.fill({"SIAE": "Un", "Que faire": "Modifier", "Nom": "diallo", "Prénom": "AWA"})
    assert "Fiche 1 : ce qui est déjà saisi y est montré (ligne 2 de Un)" in office.prepare()
    assert (office.shown("Sexe"), office.shown("Date de naissance"), office.shown("Contrat")) == (
        "Femme",
        "12/03/1995",
        "CDDI",
    )
    assert office.answer("Que faire") == "Ligne 2 de « Un » : saisir seulement ce qui change."
    office.fill({"Contrat": "effacer", "Date de sortie": "20/11/2026", "Motif de sortie": "CDI"})
    assert "Fiche 1 : reportée (ligne 2 de Un)" in office.prepare()
    row = office.desk.open().read("Un").rows[1]
    assert (row[5], row[7]) == ("", "CDI")
    assert row[6] == date(2026, 11, 20)
    assert (office.shown("Sexe"), office.typed("Nom")) == ("", "")
    assert office.answer() == "✓ Changée dans « Un », ligne 2, le 23/11/2026."


def test_what_the_tab_has_is_replaced_only_once_it_was_seen(office: Office) -> None:
    office.fill(
        {
            "SIAE": "Un",
            "Que faire": "Modifier",
            "Nom": "Diallo",
            "Prénom": "Awa",
            "Contrat": "CDI inclusion",
        }
    )
    office.prepare()
    assert office.desk.value("Un", "F2") == "CDDI"
    assert office.answer("Contrat").startswith("L'onglet a déjà autre chose (à côté)")
    office.desk.type("Un", "F2", "Contrat de mission")
    office.prepare()
    assert (office.shown("Contrat"), office.desk.value("Un", "F2")) == (
        "Contrat de mission",
        "Contrat de mission",
    )
    office.prepare()
    assert office.desk.value("Un", "F2") == "CDI inclusion"


def test_a_change_that_makes_an_error_is_refused(office: Office) -> None:
    office.fill(
        {
            "SIAE": "Un",
            "Que faire": "Modifier",
            "Nom": "Diallo",
            "Prénom": "Awa",
            "Date de sortie": "31/02/2026",
        }
    )
    office.prepare()
    assert "n'existe pas au calendrier" in office.answer("Date de sortie")
    office.fill({"Date de sortie": "", "Nom": "Inconnue"})
    office.prepare()
    assert (
        office.answer("Que faire")
        == "Personne de ce nom et de ce prénom dans « Un ». Vérifier l'orthographe et la SIAE."
    )


def test_nobody_is_entered_twice(office: Office) -> None:
    office.fill({"SIAE": "Un", **AWA}, 1)
    office.fill({"SIAE": "Un", **AWA}, 2)
    returning = {
        "Nom": "Diallo",
        "Prénom": "Awa",
        "Date de naissance": "12/03/1995",
        "Entrée dans le programme": "02/11/2026",
    }
    office.fill({"SIAE": "Un", **returning}, 3)
    office.prepare()
    assert office.people() == ["DIALLO", "AHMADI", "KONÉ"]
    assert (
        office.answer("Que faire", 2)
        == "La même personne est sur la fiche 1, qui vient d'être rangée."
    )
    assert office.answer("Que faire", 3).startswith(
        "Déjà dans « Un », ligne 2. Pour la compléter, choisir « Modifier »"
    )
    office.fill({"Que faire": "Nouveau parcours"}, 3)
    office.prepare()
    assert office.people() == ["DIALLO", "AHMADI", "KONÉ", "Diallo"]


def test_two_cards_do_not_change_one_person_in_one_run(office: Office) -> None:
    for card, day in ((1, "20/11/2026"), (2, "21/11/2026")):
        office.fill(
            {
                "SIAE": "Un",
                "Que faire": "Modifier",
                "Nom": "Diallo",
                "Prénom": "Awa",
                "Date de sortie": day,
                "Motif de sortie": "CDI",
            },
            card,
        )
    office.prepare()
    assert office.desk.open().read("Un").rows[1][6] == date(2026, 11, 20)
    assert office.answer("Que faire", 2).startswith("La fiche 1 vient de changer cette personne")
    office.prepare()
    assert office.answer("Date de sortie", 2).startswith("L'onglet a déjà autre chose")
    office.prepare()
    assert office.desk.open().read("Un").rows[1][6] == date(2026, 11, 21)


def test_a_dry_run_says_what_it_would_do(office: Office) -> None:
    office.fill({"SIAE": "Un", **AWA})
    result = office.run("prepare", "--dry-run")
    assert "Fiche 1 : à ranger (ligne 4 de Un)" in result.stdout.replace("\u00a0", " ")
    assert (office.people(), office.typed("Nom")) == (["DIALLO", "AHMADI"], "KONÉ")


def test_cards_in_use_are_left_by_setup_and_done_anew_once_empty(office: Office) -> None:
    own = office.folder / "forms"
    own.mkdir()
    text = (Path(__file__).parents[1] / "forms" / "participant.yaml").read_text(encoding="utf-8")
    (own / "participant.yaml").write_text(
        text.replace("label: Poste,", "label: Métier,"), encoding="utf-8"
    )
    office.fill({"SIAE": "Un", "Nom": "KONÉ"})
    said = office.run("setup").stdout
    assert "« Saisie » a des fiches remplies : elle est laissée telle quelle" in said
    assert office.typed("Nom") == "KONÉ"
    office.fill({"SIAE": "", "Nom": ""})
    assert "remplies" not in office.run("setup").stdout
    assert office.desk.value("Saisie", f"A{office.rows['Poste']}") == "Métier"


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


def test_a_formula_in_the_tab_is_left_to_people(tmp_path: Path) -> None:
    rows = (HEADERS, (*ANNA[:5], '="CD"&"DI"', *ANNA[6:]))
    office = Office(
        tmp_path,
        FileDesk(write_book(tmp_path / "essai.xlsx", {"Un": rows, "Deux": (HEADERS, OMAR)})),
    )
    office.fill(
        {
            "SIAE": "Un",
            "Que faire": "Modifier",
            "Nom": "Diallo",
            "Prénom": "Awa",
            "Contrat": "CDI inclusion",
        }
    )
    office.run("consolidate")
    before = digest(tmp_path / "essai.xlsx")
    result = office.run("consolidate")
    assert result.exit_code == 2
    assert "sa cellule F2 contient une formule" in result.stderr
    assert digest(tmp_path / "essai.xlsx") == before


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
    workspace.open(workspace.place)
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
