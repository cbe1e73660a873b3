"""What opens a workbook is given in the window: a password, or a Microsoft account by a code."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sheets_sync.web.window.window import Window
from sheets_sync.workbooks.encrypted.workbook import encrypted
from sheets_sync.workbooks.remote import microsoft_account, remote_file
from tests.browser import Page
from tests.conftest import ANNA, AS_OF, HEADERS, OMAR, Case, write_book
from tests.keyring_in_memory import MemoryKeyring
from tests.serving import served, until
from tests.workbooks.conftest import memory_keyring
from tests.workbooks.remote.graph_server import ADDRESS, APPLICATION, DIRECTORY, USER, graph_server
from tests.workbooks.remote.server_programme import ServerProgramme

__all__ = ["memory_keyring"]
PASSWORD = "les quais en juin"


def window_on(folder: Path) -> Window:
    return Window(folder / "config.yaml", lambda: date.fromisoformat(AS_OF))


@pytest.mark.browser
@pytest.mark.usefixtures("memory_keyring")
def test_a_locked_workbook_is_opened_in_the_settings(case: Case, page: Page) -> None:
    case.make({"Un": (HEADERS, ANNA, OMAR)})
    file = case.folder / "essai.xlsx"
    file.write_bytes(encrypted(file, PASSWORD))
    window = window_on(case.folder)
    with served(window.application()) as address:
        page.open(f"{address}/#{window.secret}")
        page.click('nav [data-part="settings"]')
        page.sees("#settings .rows", "essai.xlsx, protégé par un mot de passe à l'ouverture")
        assert page.audit() == []
        page.click("#settings .rows button")
        page.type("#password", "faux")
        page.click("#dialog-yes")
        page.sees("#status", "n'est pas le bon")
        page.click("#settings .rows button")
        page.type("#password", PASSWORD)
        assert page.audit() == []
        page.click("#dialog-yes")
        page.sees("#status", "dans le trousseau de cet ordinateur")
        page.click('nav [data-part="meeting"]')
        page.click("#check")
        page.sees("#status", "2 lignes lues")


@pytest.mark.browser
def test_somebody_signs_in_to_microsoft_by_a_code(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    memory_keyring: MemoryKeyring,
    phone: Page,
) -> None:
    monkeypatch.setattr(remote_file, "SECONDS", 0.0)
    file = write_book(tmp_path / "nuage.xlsx", {"Essai": (HEADERS, ANNA, OMAR)})
    with graph_server(file) as graph:
        monkeypatch.setenv(microsoft_account.BASE_VARIABLE, graph.url)
        programme = ServerProgramme(ADDRESS, graph.file, tmp_path / "p")
        window, graph.is_code_typed = window_on(programme.folder), False
        with served(window.application()) as address:
            phone.open(f"{address}/#{window.secret}")
            phone.sees("#status", "Se connecter une fois dans la fenêtre (Réglages)")
            phone.click('nav [data-part="settings"]')
            phone.click("#settings .rows button")
            phone.type("#application", APPLICATION)
            phone.type("#directory", DIRECTORY)
            assert phone.audit() == []
            phone.click("#dialog-yes")
            phone.sees("#dialog .code", "ABCD-EFGH")
            assert "/devicelogin" in phone.text_of("#dialog a")
            assert phone.audit() == []
            assert not phone.too_wide
            phone.click("#dialog-yes")
            phone.sees("#dialog .help", "Microsoft n'a pas encore reçu le code")
            assert memory_keyring.kept == {}
            graph.is_code_typed = True
            # The page asks by itself as well.
            until(lambda: not phone.find("#dialog").is_displayed())
            phone.sees("#status", f"{USER} est connecté à asso.sharepoint.com")
            phone.click('nav [data-part="meeting"]')
            phone.sees("#title", "Essai")


@pytest.mark.usefixtures("memory_keyring")
def test_a_workbook_that_is_chosen_first_says_what_opens_it(tmp_path: Path) -> None:
    file = write_book(tmp_path / "suivi.xlsx", {"Un": (HEADERS, ANNA)})
    file.write_bytes(encrypted(file, PASSWORD))
    work = Window(tmp_path / "nulle part.yaml", lambda: date.fromisoformat(AS_OF)).work
    assert work["look"]({"workbook": str(file)}).content == {"isLocked": True, "by": "password"}
    assert work["look"]({"workbook": ADDRESS}).content == {"isLocked": True, "by": "microsoft"}
    work["password"]({"workbook": str(file), "password": PASSWORD})
    assert work["look"]({"workbook": str(file)}).content["isSetUp"] is False
