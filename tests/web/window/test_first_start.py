"""From nothing to the first meeting, by the window alone, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from sheets_sync.web.window.start.desk import last_programme
from sheets_sync.web.window.window import Window
from sheets_sync.workspace import open_workspace
from tests.browser import Page
from tests.conftest import ANNA, AS_OF, HEADERS, OMAR, Case, write_book
from tests.serving import DEADLINE_SECONDS, served

DAY = date.fromisoformat(AS_OF)
# Nobody's title: it may be the length of the contract, or of the one after the exit.
DOUBTFUL = (*HEADERS[:8], "Durée")
PORT = ((("Chantier du Port (ACI)",)), (), DOUBTFUL, (*ANNA[:8], 6), (*OMAR[:8], 12))
# A title that says nothing of what every row needs.
BRIDGE = ((*HEADERS[:4], "Jour J", *HEADERS[5:]), ANNA)


@pytest.fixture
def started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Window, str, list[Path]]]:
    monkeypatch.setenv("HOME", str(tmp_path))
    opened: list[Path] = []
    asked = Window(tmp_path / "config.yaml", lambda: DAY, open_document=opened.append)
    with served(asked.application()) as address:
        yield asked, f"{address}/#{asked.secret}", opened


def pick(page: Page, selector: str, value: str) -> None:
    page.run(f"document.querySelector('{selector}').value = '{value}'")


def read_workbook(page: Page, link: str, workbook: Path) -> None:
    """The first start, as far as a workbook that is there is read."""
    page.open(link)
    page.click("#have")
    page.type("#typed", str(workbook))
    page.click("#read")


@pytest.mark.browser
def test_a_workbook_that_is_there_becomes_a_programme_and_is_prepared(
    started: tuple[Window, str, list[Path]], page: Page, tmp_path: Path
) -> None:
    office, link, _ = started
    folder = tmp_path / "Partage"
    folder.mkdir()
    workbook = write_book(
        folder / "suivi.xlsx", {"Port": PORT, "Le Pont": BRIDGE, "Notes": (("à faire",),)}
    )
    before = workbook.read_bytes()
    page.open(link)
    page.sees("#start", "Par quoi commencer ?")
    assert page.audit() == []
    page.click("#have")
    page.sees("#start", "Partage /")
    assert page.audit() == []
    page.click("#start .rows li:nth-child(2) button")
    page.sees("#start", "suivi.xlsx")
    page.click("#start .rows li:nth-child(2) button")
    page.sees("#start", "2 onglets de SIAE")
    page.sees("#start", "2 lignes lues, 8 champs reconnus")
    page.click("#start fieldset summary")
    page.sees("#start fieldset details", "« Prénom » : Prénom")
    page.sees("#start", "Sans colonne reconnue pour : Entrée dans le programme.")
    page.sees("#start", "Notes")
    page.sees("#start", "Colonne I, « Durée » (par exemple : 6, 12) : qu'est-ce ?")
    assert page.audit() == []
    assert page.run("return document.querySelector('#kind-0').value") == "ACI"
    pick(page, "#column-0-0", "sortie_duree_mois")
    page.click("#adopt")
    page.sees("#status", "Choisir le type de « Le Pont »")
    assert not (folder / "config.yaml").exists()
    pick(page, "#kind-1", "EI")
    pick(page, "#field-1-0", "E")
    page.click("#adopt")
    page.sees("#status", "Le classeur n'a pas été touché.")
    assert workbook.read_bytes() == before
    config = open_workspace(folder / "config.yaml").config
    assert [(siae.name, siae.kind) for siae in config.siae] == [("Port", "ACI"), ("Le Pont", "EI")]
    assert config.siae[0].columns == {"sortie_duree_mois": "Durée"}
    assert config.siae[1].columns == {"date_entree": "Jour J"}
    assert config.leave == ("Notes",)
    assert last_programme() == folder / "config.yaml"
    prepare_first_meeting(page)
    assert office.job.error == ""
    meeting = folder / "documents" / "2026-12-01-directions"
    assert (meeting / "ordre-du-jour-directions-2026-12-01.docx").exists()
    add_what_the_workbook_lacks(page)
    with CalamineWorkbook.from_path(str(workbook)) as book:
        assert {"Port", "Saisie", "Listes", "Objectifs", "Réunions"} <= set(book.sheet_names)


# No title says that these are names.
SOUTH = (("Qui", "DDN", "Entrée", "Contrat"), (f"{ANNA[0]} {ANNA[1]}", *ANNA[3:6]))


@pytest.mark.browser
def test_a_tab_that_no_title_makes_an_siae_is_said_to_be_one(
    started: tuple[Window, str, list[Path]], phone: Page, tmp_path: Path
) -> None:
    folder = tmp_path / "Partage"
    folder.mkdir()
    tabs = {"Port": PORT, "Sud": SOUTH, "Notes": (("à faire",),)}
    workbook = write_book(folder / "suivi.xlsx", tabs)
    read_workbook(phone, started[1], workbook)
    phone.sees("#start", "Ressemblent à une liste de personnes")
    phone.sees("#start .aside-tabs", "Sud")
    phone.click("#start .aside-tabs button")
    phone.sees("#start", "« Nom » est dans la colonne")
    assert "12/03" not in phone.text_of("#field-1-0")
    assert phone.audit() == []
    assert not phone.too_wide
    pick(phone, "#kind-1", "EI")
    for field in ("#field-1-0", "#field-1-1"):
        pick(phone, field, "A")
    phone.click("#adopt")
    phone.sees("#status", "Le classeur n'a pas été touché.")
    config = open_workspace(folder / "config.yaml").config
    assert config.siae[1].columns == {"nom": "Qui", "prenom": "Qui"}
    assert config.leave == ("Notes",)
    rows = Case(folder).export()
    assert [row["nom"] for row in rows if row["siae"] == "Sud"] == ["DIALLO"]


UNREAD = (
    (*HEADERS, "Logt", "Suivi", "Projet"),
    (*ANNA, "Identifié", date(2026, 11, 3), "Awa DIALLO"),
    (*OMAR, "En cours", date(2026, 10, 3), "cuisine"),
)


@pytest.mark.browser
def test_a_column_that_is_not_read_is_shown_and_said_to_be_a_field(
    started: tuple[Window, str, list[Path]], phone: Page, tmp_path: Path
) -> None:
    folder = tmp_path / "Partage"
    folder.mkdir()
    workbook = write_book(folder / "suivi.xlsx", {"Port (ACI)": UNREAD})
    read_workbook(phone, started[1], workbook)
    phone.sees("#start", "« Suivi » (par exemple : 03/11/2026, 03/10/2026) : qu'est-ce ?")
    phone.sees("#start", "Colonnes qui ne sont pas lues : « Logt », « Projet »")
    phone.click("#start fieldset details:last-child summary")
    phone.sees("#start", "Colonne J, « Logt » (par exemple : Identifié, En cours)")
    # What may be somebody's name is not shown.
    assert "cuisine" not in phone.text_of("#start")
    assert phone.audit() == []
    assert not phone.too_wide
    pick(phone, "#kind-0", "ACI")
    pick(phone, "#unread-0-0", "frein_logement")
    pick(phone, "#unread-0-1", "frein_logement")
    phone.click("#adopt")
    phone.sees("#status", "deux colonnes sont dites être le même champ")
    pick(phone, "#unread-0-1", "")
    phone.click("#adopt")
    phone.sees("#status", "Le classeur n'a pas été touché.")
    config = open_workspace(folder / "config.yaml").config
    assert config.siae[0].columns == {"frein_logement": "Logt"}


def test_a_tab_that_looks_like_people_is_never_left_aside_in_silence(tmp_path: Path) -> None:
    tabs = {"Port": PORT, "Sud": SOUTH, "Notes": (("à faire",),)}
    workbook = str(write_book(tmp_path / "suivi.xlsx", tabs))
    window = Window(tmp_path / "config.yaml", lambda: DAY)
    found = window.work["look"]({"workbook": workbook}).content
    assert found["aside"] == [
        {"tab": "Sud", "people": True},
        {"tab": "Notes", "people": False},
    ]
    port = {"tab": "Port", "keep": True, "name": "Port", "kind": "ACI", "columns": {}}
    window.work["adopt"]({"workbook": workbook, "programme": "Essai", "members": [port]})
    assert open_workspace(tmp_path / "config.yaml").config.leave == ("Notes",)


ADDRESSES = (("SIAE", "Initiales", "Courriel"), ("Port", "AB", "ab@exemple.fr"))
COLLEAGUES = (("Structure", "Nom", "Fonction", "Mail"), ("Port", "B. Petit", "OFII", "b@e.fr"))


def test_a_path_is_taken_as_windows_copies_it(tmp_path: Path) -> None:
    workbook = write_book(tmp_path / "suivi.xlsx", {"Port": PORT})
    window = Window(tmp_path / "config.yaml", lambda: DAY)
    found = window.work["look"]({"workbook": f'"{workbook}"'}).content
    assert (found["programme"], len(found["members"])) == ("suivi", 1)


def test_a_list_of_contacts_is_not_taken_for_the_addresses_of_reminders(tmp_path: Path) -> None:
    tabs = {"Port": PORT, "Contacts": COLLEAGUES}
    workbook = str(write_book(tmp_path / "suivi.xlsx", tabs))
    found = Window(tmp_path / "config.yaml", lambda: DAY).work["look"]({"workbook": workbook})
    assert found.content["coordination"] == []
    assert found.content["aside"] == [{"tab": "Contacts", "people": False}]


@pytest.mark.browser
def test_a_tab_taken_for_one_of_coordination_is_refused_by_a_tick(
    started: tuple[Window, str, list[Path]], phone: Page, tmp_path: Path
) -> None:
    folder = tmp_path / "Partage"
    folder.mkdir()
    tabs = {"Port": PORT, "Annuaire": ADDRESSES, "Actions": (("Date", "Type", "SIAE", "Heures"),)}
    workbook = write_book(folder / "suivi.xlsx", tabs)
    read_workbook(phone, started[1], workbook)
    phone.sees("#start", "Annuaire : Adresses des relances")
    assert phone.audit() == []
    assert not phone.too_wide
    # One of our own name is what it says.
    assert phone.run("return document.querySelectorAll('#start .check input:disabled').length") == 1
    phone.click("#start .check:not(fieldset *) input:enabled")
    phone.click("#adopt")
    phone.sees("#status", "Le classeur n'a pas été touché.")
    config = open_workspace(folder / "config.yaml").config
    assert config.tabs.contact == "Adresses des relances"
    assert config.leave == ("Annuaire",)


MINUTES = (
    ("Réunion du", "Ce qui a été acté", "Par qui"),
    (date(2026, 2, 3), "Demander le solde", "Port"),
)


@pytest.mark.browser
def test_a_tab_that_nothing_made_out_is_said_to_be_one_of_the_coordination(
    started: tuple[Window, str, list[Path]], phone: Page, tmp_path: Path
) -> None:
    folder = tmp_path / "Partage"
    folder.mkdir()
    workbook = write_book(folder / "suivi.xlsx", {"Port": PORT, "Relevés": MINUTES})
    read_workbook(phone, started[1], workbook)
    phone.sees("#start", "Aucun n'est reconnu (actions, décisions")
    phone.click('[aria-label^="C’est un onglet de coordination"]')
    pick(phone, "#attach-form", "decision")
    assert phone.audit() == []
    phone.click("#dialog-yes")
    phone.sees("#start", "Sans colonne reconnue pour : Décision ou tâche.")
    assert phone.audit() == []
    assert not phone.too_wide
    pick(phone, "#unread-shared-0-0", "decision")
    phone.click("#adopt")
    phone.sees("#status", "Le classeur n'a pas été touché.")
    config = open_workspace(folder / "config.yaml").config
    assert (config.tabs.decision, config.leave) == ("Relevés", ())
    assert config.coordination["decision"].columns == {"decision": "Ce qui a été acté"}


STATUSES = ("Réfugié", "réfugié", "Protection subsidiaire", "Apatride", "Refugie", "PS")
LIKELY = (
    (*HEADERS, "Titre", "Logt"),
    *((f"NOM{n}", *ANNA[1:], status, "En cours") for n, status in enumerate(STATUSES)),
)


@pytest.mark.parametrize(
    ("columns", "aside", "written"),
    [
        ({"protection": "J", "frein_logement": "K"}, [], "Titre"),
        ({"frein_logement": "K"}, ["Titre"], "-"),
    ],
)
def test_a_column_known_by_what_stands_in_it_is_asked_about_and_what_is_settled_is_no_remark(
    tmp_path: Path, columns: dict[str, str], aside: list[str], written: str
) -> None:
    workbook = str(write_book(tmp_path / "suivi.xlsx", {"Port (ACI)": LIKELY}))
    window = Window(tmp_path / "config.yaml", lambda: DAY)
    [member] = window.work["look"]({"workbook": workbook}).content["members"]
    [asked] = [one for one in member["doubtful"] if one["header"] == "Titre"]
    assert (asked["column"], asked["read"], asked["examples"][0]) == ("J", "protection", "Réfugié")
    port = {"tab": "Port (ACI)", "keep": True, "name": "Port", "kind": "ACI"}
    port |= {"columns": columns, "aside": aside}
    window.work["adopt"]({"workbook": workbook, "programme": "Essai", "members": [port]})
    config = open_workspace(tmp_path / "config.yaml").config
    assert config.siae[0].columns == {"protection": written, "frein_logement": "Logt"}
    assert "    #" not in (tmp_path / "config.yaml").read_text(encoding="utf-8")


def prepare_first_meeting(page: Page) -> None:
    page.sees("#next", "Fixer le jour de la réunion")
    page.click("#next")
    page.click("#dialog-yes")
    page.sees("#next", "Préparer la réunion du mardi 1er décembre 2026")
    page.click("#next")
    page.sees("#status", "3 lignes lues")


def add_what_the_workbook_lacks(page: Page) -> None:
    page.click('nav [data-part="settings"]')
    page.click("#complete")
    page.sees("#dialog", "Saisie")
    assert page.audit() == []
    page.click("#dialog-yes")
    page.sees("#status", "Réunions")


def test_each_siae_of_an_empty_workbook_has_a_tab_of_its_own(tmp_path: Path) -> None:
    long_name = "Association pour l'insertion par l'activité"
    names = [f"{long_name} de Cenon", f"{long_name} de Floirac", "Consortium"]
    members = [{"name": name, "kind": "ACI"} for name in names]
    window = Window(tmp_path / "config.yaml", lambda: DAY, open_document=lambda _: None)
    window.work["begin"]({"folder": str(tmp_path), "programme": "Essai", "members": members})
    config = open_workspace(tmp_path / "config.yaml").config
    assert [siae.tab for siae in config.siae] == [
        "Association pour l'insertion pa",
        "Association pour l'insertio (2)",
        "Consortium (2)",
    ]
    assert [siae.name for siae in config.siae] == names


def test_an_empty_programme_in_the_home_has_a_folder_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    window = Window(tmp_path / "config.yaml", lambda: DAY, open_document=lambda _: None)
    members = [{"name": "Un", "kind": "ACI"}]
    window.work["begin"]({"folder": str(tmp_path), "programme": "Cap / Sud", "members": members})
    assert [path.name for path in tmp_path.iterdir()] == ["Cap - Sud"]
    assert (tmp_path / "Cap - Sud" / "config.yaml").is_file()


@pytest.mark.browser
def test_an_empty_workbook_is_begun_in_a_folder_chosen_after_all_else_is_typed(
    started: tuple[Window, str, list[Path]], phone: Page, tmp_path: Path
) -> None:
    _, link, opened = started
    (tmp_path / "Partage").mkdir()
    phone.open(link)
    phone.sees("#start", "Par quoi commencer ?")
    phone.click("#empty")
    phone.sees("#start", "Nom du programme")
    phone.type("#programme", "Essai : « premier »")
    phone.click("#begin")
    phone.sees("#status", "au moins une SIAE")
    phone.type("#name-0", "L'Étape")
    phone.click("#more")
    phone.type("#name-1", "Le Pont")
    phone.click("#begin")
    phone.sees("#status", "Choisir le type de chaque SIAE")
    pick(phone, "#kind-0", "ACI")
    pick(phone, "#kind-1", "ETTI")
    phone.click("#start summary")
    phone.click("#start details li:nth-child(2) button")
    phone.sees("#start .crumbs", "Partage")
    phone.sees("#start details", "↑ dossier au-dessus")
    assert phone.audit() == []
    assert not phone.too_wide
    phone.click("#begin")
    phone.sees("#status", "un onglet par SIAE")
    [workbook] = opened
    assert workbook.parent == tmp_path / "Partage"
    with CalamineWorkbook.from_path(str(workbook)) as book:
        assert {"L'Étape", "Le Pont", "Listes", "Saisie"} <= set(book.sheet_names)
    workspace = open_workspace(tmp_path / "Partage" / "config.yaml")
    assert workspace.programme == "Essai : « premier »"
    assert [member.kind for member in workspace.members] == ["ACI", "ETTI"]


def test_nothing_is_written_over_a_programme_or_a_workbook_that_is_there(
    started: tuple[Window, str, list[Path]], tmp_path: Path
) -> None:
    import requests

    office, link, _ = started
    folder = tmp_path / "Partage"
    folder.mkdir()
    address = link.partition("/#")[0]

    def begin() -> str:
        data = {
            "folder": str(folder),
            "programme": "Essai",
            "members": [{"name": "Un", "kind": "ACI"}],
        }
        known = {"Authorization": f"Bearer {office.secret}"}
        return str(
            requests.post(
                f"{address}/begin", json=data, headers=known, timeout=DEADLINE_SECONDS
            ).json()
        )

    (folder / "Essai.xlsx").write_bytes(b"x")
    assert "déjà un classeur Essai.xlsx" in begin().replace("\u00a0", " ")
    assert not (folder / "config.yaml").exists()
    (folder / "config.yaml").write_text("à nous", encoding="utf-8")
    assert "existe déjà" in begin()
    assert (folder / "config.yaml").read_text(encoding="utf-8") == "à nous"


def test_a_folder_of_files_that_siae_send_becomes_a_programme(tmp_path: Path) -> None:
    received = tmp_path / "recus"
    received.mkdir()
    for siae, row in (("Alpha", ANNA), ("Beta", OMAR)):
        write_book(received / f"{siae}.xlsx", {"Feuil1": (HEADERS, row)})
    window = Window(tmp_path / "config.yaml", lambda: DAY)
    found = window.work["look"]({"workbook": str(received)}).content
    assert [one["name"] for one in found["members"]] == ["Alpha", "Beta"]
    members = [
        {"tab": one["tab"], "keep": True, "name": one["name"], "kind": kind, "columns": {}}
        for one, kind in zip(found["members"], ("EI", "AI"), strict=True)
    ]
    window.work["adopt"]({"workbook": str(received), "programme": "Essai", "members": members})
    config = open_workspace(tmp_path / "config.yaml").config
    assert [(siae.name, siae.kind) for siae in config.siae] == [("Alpha", "EI"), ("Beta", "AI")]
    # What all share is there at once, so that the next step is not refused.
    assert [one["siae"] for one in Case(tmp_path).export()] == ["Alpha", "Beta"]


def test_the_chooser_shows_every_file_that_is_read(tmp_path: Path) -> None:
    names = ("a.csv", "b.ods", "c.xls", "d.xlsm", "e.xlsx")
    for name in (*names, "f.pdf", "~$e.xlsx"):
        (tmp_path / name).touch()
    window = Window(tmp_path / "config.yaml", lambda: DAY)
    shown = window.work["browse"]({"folder": str(tmp_path)}).content["workbooks"]
    assert [one["name"] for one in shown] == [*names]
