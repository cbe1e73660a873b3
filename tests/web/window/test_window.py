"""The window of the coordinator in a real browser, and what opens it with a double-click."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import keyring
import pytest
import requests
from keyring.backends.fail import Keyring as NoKeyring
from selenium.webdriver.common.keys import Keys

from sheets_sync.web.window.window import Window
from sheets_sync.workspace import open_workspace
from tests.browser import Page
from tests.calc.desk import ExcelDesk
from tests.calc.engine import Calc
from tests.conftest import ANNA, AS_OF, HEADERS, OMAR, Case, write_book
from tests.desks import BAD
from tests.serving import DEADLINE_SECONDS, free_port, served, until
from tests.typing_commands import plain

DAY = date.fromisoformat(AS_OF)


MEETING_AND_FUNDER = """\
meetings: {directions: {title: Comité de pilotage des directions, week: 1, weekday: mardi}}
funders: {dreets: {name: DREETS}}
"""


class Office:
    """A programme, its window served, and the documents that were opened from it."""

    def __init__(self, folder: Path) -> None:
        self.opened: list[Path] = []
        self.window = Window(folder / "config.yaml", lambda: DAY, open_document=self.opened.append)
        self.address = ""

    @property
    def link(self) -> str:
        return f"{self.address}/#{self.window.secret}"

    def post(self, path: str, data: object, **headers: str) -> requests.Response:
        known = {"Authorization": f"Bearer {self.window.secret}"}
        return requests.post(
            f"{self.address}/{path}", json=data, headers=known | headers, timeout=DEADLINE_SECONDS
        )


@pytest.fixture
def office(case: Case) -> Iterator[Office]:
    case.make({"Un": (HEADERS, OMAR, BAD), "Deux": (HEADERS, ANNA)}, MEETING_AND_FUNDER)
    found = Office(case.folder)
    with served(found.window.application()) as found.address:
        yield found


PARTS = ("decide", "documents", "reminders", "copies", "phones", "settings", "meeting")


def open_part(page: Page, part: str) -> None:
    page.click(f'nav [data-part="{part}"]')
    until(lambda: page.find(f"#{part}").is_displayed())


@pytest.mark.browser
def test_the_address_that_a_browser_is_started_with_opens_the_page_once(
    office: Office, page: Page
) -> None:
    started_with = f"{office.address}/#{office.window.ticket}"
    page.open(started_with)
    page.sees("#title", "Essai")
    # Loaded again, it is the page of whoever has it open.
    page.run("location.reload()")
    page.sees("#title", "Essai")
    page.open("about:blank")
    page.open(started_with)
    page.sees("#status", "Cette page a déjà été ouverte.")


def test_a_ticket_that_was_used_or_guessed_gives_no_secret(office: Office) -> None:
    given = {"Authorization": f"Bearer {office.window.ticket}"}
    assert office.post("about", {}, **given).status_code == 403
    assert office.post("enter", {}, Authorization="Bearer ").status_code == 403
    assert office.post("enter", {}, **given).json() == {"secret": office.window.secret}
    for used in (given, {"Authorization": "Bearer "}):
        assert office.post("enter", {}, **used).status_code == 403


@pytest.mark.browser
def test_the_meeting_is_prepared_a_step_at_a_time(office: Office, page: Page, case: Case) -> None:
    page.open(office.link)
    page.sees("#title", "Essai")
    page.sees("#next", "Préparer la réunion du mardi 1er décembre 2026")
    assert page.audit() == []
    page.click("#next")
    page.sees("#status", "3 lignes lues, 1 entrée à corriger")
    page.sees("#changes", "Première préparation")
    page.click("#anomalies summary")
    page.sees("#anomalies li", "n'existe pas au calendrier")
    page.click("#anomalies li button")
    page.sees("#status", "Le classeur s'ouvre : aller à « Un », cellule D3.")
    assert office.opened[-1].name == "essai.xlsx"
    assert case.tabs() == ["Un", "Deux", "Pilotage", "Anomalies", "Consortium"]
    # The next step, until there is none but what takes a person's own words.
    page.sees("#next", "Répondre à 1 question")
    page.click("#next")
    page.sees("#decide-title", "À décider")
    page.click("#decide .card .bar button")
    page.sees("#status", "Retenu : une seule personne.")
    open_part(page, "meeting")
    page.sees("#next", "Compléter 1 document")
    page.click("#next")
    page.sees("#documents h3", "Comité de pilotage des directions, mardi 1er décembre 2026")
    page.sees("#documents", "à compléter : Résumé de la période")
    page.click("#documents li button")
    page.sees("#status", "« Ordre du jour » s'ouvre.")
    assert office.opened[-1].name == "ordre-du-jour-directions-2026-12-01.docx"
    assert page.audit() == []


@pytest.mark.browser
def test_every_part_is_read_and_reached_by_keyboard_at_both_widths(
    office: Office, page: Page, phone: Page
) -> None:
    prepared(office)
    for browser in (page, phone):
        browser.open(office.link)
        browser.sees("#title", "Essai")
        for part in PARTS:
            browser.find(f'nav [data-part="{part}"]').send_keys(Keys.ENTER)
            assert browser.find(f"#{part}").is_displayed()
            focused = browser.run("return document.activeElement.id")
            assert focused == f"{part}-title"
            assert browser.audit() == [], part
            assert not browser.too_wide, part


@pytest.mark.browser
def test_an_exception_is_accepted_with_its_reason_and_taken_back(page: Page, case: Case) -> None:
    headers = (*HEADERS[:6], "Heures / semaine")
    case.make({"Un": (headers, (*OMAR[:6], 18), (*ANNA[:6], 18))}, MEETING_AND_FUNDER)
    office = Office(case.folder)
    with served(office.window.application()) as office.address:
        prepared(office)
        page.open(office.link)
        open_part(page, "decide")
        page.click("#decide summary")
        page.sees("#decide details", "Un, G3")
        # Nothing was accepted yet that could be taken back.
        assert "Ne pas accepter" not in page.text_of("#decide details")
        page.click("#decide details button.small")
        # It opens where the reason is typed, Enter is yes, and one that is refused stays there.
        assert page.run("return document.activeElement.id") == "reason"
        page.type("#reason", f"ok{Keys.ENTER}")
        page.sees("#dialog-text .problem", "motif")
        assert page.run("return document.getElementById('reason').value") == "ok"
        page.type("#reason", "Dérogation du préfet")
        assert page.audit() == []
        page.find("#reason").send_keys(Keys.ENTER)
        page.sees("#status", "Accepté, avec son motif : Un, G2.")
        prepared(office)
        assert accepted(case) == ["G2"]
        page.click("#decide details button.link")
        page.sees("#decide details", "Ne pas accepter")
        page.click("#decide details li > button:last-child")
        page.sees("#status", "Pas accepté : Un, G2 reste à vérifier.")
        assert page.audit() == []


def accepted(case: Case) -> list[str]:
    return [one["cell"] for one in case.check()["anomalies"] if "accepted" in one]


@pytest.mark.browser
def test_a_copy_is_put_back_once_it_is_said_what_is_lost(
    office: Office, page: Page, case: Case
) -> None:
    before = (case.folder / "essai.xlsx").read_bytes()
    prepared(office)
    # What staff typed since that copy was kept.
    write_book(
        case.folder / "essai.xlsx",
        {"Un": (HEADERS, OMAR, BAD, ("BERGER", *OMAR[1:])), "Deux": (HEADERS,)},
    )
    page.open(office.link)
    open_part(page, "copies")
    page.sees("#copies li", "gardée avant la préparation du")
    page.click("#copies li button")
    page.sees("#dialog", "Remettre cette copie de essai.xlsx ?")
    page.sees("#dialog tbody", "Un 1 0 0")
    assert page.audit() == []
    page.find("#dialog-no").send_keys(Keys.ESCAPE)
    assert (case.folder / "essai.xlsx").read_bytes() != before
    page.click("#copies li button")
    page.sees("#dialog tbody", "Deux")
    # Somebody types on while it is looked at: of that she was told nothing.
    write_book(case.folder / "essai.xlsx", {"Un": (HEADERS, OMAR, BAD), "Deux": (HEADERS, OMAR)})
    page.click("#dialog-yes")
    page.sees("#status", "a changé depuis ce qui est montré")
    assert (case.folder / "essai.xlsx").read_bytes() != before
    page.click("#copies li button")
    page.sees("#dialog tbody", "Deux")
    page.click("#dialog-yes")
    page.sees("#status", "La copie est remise en place de essai.xlsx.")
    assert (case.folder / "essai.xlsx").read_bytes() == before


@pytest.mark.browser
def test_a_link_is_given_with_its_qr_code_and_taken_back(office: Office, page: Page) -> None:
    page.open(office.link)
    open_part(page, "phones")
    page.sees("#phones", "Liens donnés")
    page.run("document.getElementById('link-siae').value = 'Deux'")
    page.type("#link-who", "AB")
    page.click("#give")
    # Tried on this computer: no phone opens it, so it has no code.
    page.sees("#given .link-text", "http://localhost:")
    page.sees("#given", "ce lien ne s'ouvre que sur cet ordinateur")
    page.click("#web-change")
    page.sees("#dialog", "Adresse que les téléphones voient")
    assert page.audit() == []
    page.type("#web-address", "http://localhost:8765")
    page.click("#dialog-yes")
    page.sees("#status", "Elle commence par https://")
    page.click("#web-change")
    page.type("#web-address", "https://saisie.exemple.fr/")
    page.click("#dialog-yes")
    page.sees("#status", "les liens mènent à")
    page.run("document.getElementById('link-siae').value = 'Deux'")
    page.type("#link-who", "AB")
    page.click("#give")
    page.sees("#given .link-text", "https://saisie.exemple.fr/#")
    assert page.find("#given svg path").is_displayed()
    web = open_workspace(office.window.file).web
    assert web.address == "https://saisie.exemple.fr"
    assert page.audit() == []
    page.sees("#phones .rows", "Deux, AB – sert jusqu'au 23/11/2027")
    page.click("#web-change")
    page.click("#dialog-yes")
    page.sees("#status", "les liens mènent à")
    # It is shown once: it stays while all around it is drawn anew.
    page.sees("#given .link-text", "https://saisie.exemple.fr/#")
    page.click("#phones .rows button")
    page.click("#dialog-yes")
    page.sees("#status", "Ce lien ne sert plus.")
    page.sees("#phones .rows", "ne sert plus")


@pytest.mark.browser
def test_reminders_get_their_address_and_leave(office: Office, page: Page, case: Case) -> None:
    prepared(office)
    page.open(office.link)
    open_part(page, "reminders")
    page.sees("#reminders .rows", "Un : 1 à corriger")
    page.click("#reminders .rows button.small")
    page.type("#address", "accueil@exemple.fr")
    page.click("#dialog-yes")
    page.sees("#reminders .rows", "à envoyer à accueil@exemple.fr")
    page.click('#reminders .rows [aria-label^="Changer"]')
    page.type("#address", "personne")
    page.click("#dialog-yes")
    page.sees("#status", "n'est pas une adresse de courriel")
    assert 'contact: "accueil@exemple.fr"' in (case.folder / "config.yaml").read_text("utf-8")
    page.click("#reminders .rows button.link")
    page.sees("#dialog pre", "Objet : Essai, Un : 1 à corriger")
    page.click("#dialog-yes")
    page.click("#send")
    page.click("#dialog-yes")
    page.sees("#status", "1 brouillon ouvert dans la messagerie, à relire et à envoyer : Un.")
    assert office.opened[-1].suffix == ".eml"
    page.sees("#reminders .rows", "déjà relancée le")


@pytest.mark.browser
def test_the_form_is_served_to_phones_while_the_window_is_open(
    office: Office, page: Page, case: Case
) -> None:
    port = free_port()
    with (case.folder / "config.yaml").open("a", encoding="utf-8") as file:
        file.write(f"web: {{port: {port}}}\n")
    page.open(office.link)
    open_part(page, "phones")
    page.click("#serve")
    page.sees("#status", f"Le formulaire est servi sur http://localhost:{port}")
    assert page.audit() == []
    assert requests.get(f"http://localhost:{port}/", timeout=20).ok
    page.click("#serve")
    page.sees("#status", "n'est plus servi")
    with pytest.raises(requests.ConnectionError):
        requests.get(f"http://localhost:{port}/", timeout=20)


def test_a_form_that_cannot_be_served_says_why(office: Office, case: Case) -> None:
    with (case.folder / "config.yaml").open("a", encoding="utf-8") as file:
        file.write(f"web: {{port: {free_port()}, certificate: absent.pem}}\n")
    said = office.post("serve", {"on": True})
    assert (said.status_code, "absent.pem" in said.json()["message"]) == (503, True)
    assert not office.window.office.phone_form.is_served


def test_a_page_that_shows_another_programme_does_nothing_and_phones_are_served_no_more(
    office: Office, case: Case, tmp_path: Path
) -> None:
    other = Case(tmp_path / "autre")
    other.folder.mkdir()
    other.make({"Trois": (HEADERS, ANNA)})
    with (case.folder / "config.yaml").open("a", encoding="utf-8") as file:
        file.write(f"web: {{port: {free_port()}}}\n")
    shown = office.post("about", {}).json()["of"]
    assert office.post("serve", {"on": True, "of": shown}).ok
    # Another page of the same window opens another programme.
    taken = office.post("look", {"workbook": str(other.folder / "essai.xlsx"), "of": shown})
    assert taken.json() == {"isSetUp": True}
    assert not office.window.office.phone_form.is_served
    refused = office.post("end", {"number": 1, "of": shown})
    assert "Un autre programme a été ouvert" in plain(refused.json()["message"])
    now_shown = office.post("about", {}).json()["of"]
    assert office.post("outside", {"of": now_shown}).json()["siae"] == ["Trois"]


@pytest.fixture
def no_keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())  # type: ignore[no-untyped-call]
    yield
    keyring.set_keyring(before)


@pytest.mark.usefixtures("no_keyring")
def test_the_account_of_reminders_is_kept_and_its_password_is_not_in_config(
    office: Office, case: Case
) -> None:
    account = {"server": "smtp.exemple.fr", "port": 587, "security": "starttls"}
    account |= {"user": "", "sender": "coordination@exemple.fr", "password": ""}
    assert "mot de passe" not in office.post("account", account).json()["message"]
    assert office.post("reminders", {}).json() == {"read": False, "reminders": []}
    prepared(office)
    assert office.post("reminders", {}).json()["sender"] == "coordination@exemple.fr"
    before = (case.folder / "config.yaml").read_bytes()
    # Nothing of the account is kept without its password.
    secret = {"user": "moi", "password": "très-secret"}
    assert office.post("account", {**account, **secret}).status_code == 503
    assert (case.folder / "config.yaml").read_bytes() == before
    assert office.post("account", {**account, "sender": "personne"}).status_code == 503
    in_clear = office.post("account", {**account, **secret, "security": "none"}).text
    assert "un mot de passe ne part pas en clair" in plain(in_clear)


@pytest.mark.browser
def test_the_settings_say_what_is_missing_and_who_sees_what(office: Office, page: Page) -> None:
    page.open(office.link)
    open_part(page, "settings")
    page.click("#doctor")
    page.sees("#settings .rows", "se lit et peut être remplacé")
    page.click("#settings summary")
    page.sees("#settings .card", "La SIAE, dans son propre onglet")
    page.type("#hour", "25:00")
    page.click("#schedule")
    page.sees("#status", "25:00")
    page.type("#hour", "7h30")
    page.click("#schedule")
    page.sees("#dialog", "premier lundi à 7h30")
    page.click("#dialog-no")
    assert page.audit() == []


def prepared(office: Office) -> None:
    office.post("run", {"what": "prepare"})
    until(lambda: office.window.job.done)
    assert office.window.job.error == ""


def test_a_window_that_is_opened_again_knows_that_the_meeting_is_prepared(
    office: Office, case: Case
) -> None:
    prepared(office)
    again = Window(case.folder / "config.yaml", lambda: DAY)
    [step] = again.work["state"]({}).content["steps"]
    assert plain(step["said"]).startswith("Préparée aujourd'hui à ")
    assert not step["done"]


def test_what_a_run_has_to_say_of_the_memory_is_shown(office: Office, case: Case) -> None:
    def prepared() -> str:
        office.post("run", {"what": "prepare"})
        until(lambda: office.window.job.done)
        return str(office.post("progress", {}).json()["result"]["summary"])

    history = case.folder / "historique"
    copy = history / "memoire (conflicted copy 2026-11-26 101010).sqlite"
    assert copy.name not in prepared()
    copy.write_text("{}", encoding="utf-8")
    assert copy.name in prepared()


@pytest.mark.browser
def test_checking_changes_nothing_and_what_stops_the_work_is_said(
    office: Office, page: Page, case: Case
) -> None:
    page.open(office.link)
    page.click("#check")
    page.sees("#status", "1 entrée à corriger")
    assert case.tabs() == ["Un", "Deux"]
    (case.folder / "~$essai.xlsx").write_bytes(b"\x05Marie")
    page.click("#next")
    page.sees("#status", "Le classeur essai.xlsx est ouvert par Marie.")
    assert not page.too_wide


def test_only_this_page_on_this_computer_is_answered(office: Office) -> None:
    assert office.post("run", {"what": "prepare"}, Authorization="Bearer devine").status_code == 403
    assert office.post("run", {"what": "prepare"}, Host="ailleurs.exemple.fr").status_code == 400
    assert office.post("run", {}).status_code == 400
    assert office.post("run", {"what": "export"}).status_code == 503
    assert office.post("decide", {"code": "'; DROP", "answer": "oui"}).status_code == 503
    assert office.post("decide", {"pair": "P-A = P-B", "same": "oui"}).status_code == 400
    refused = office.post("open", {"path": "/etc/passwd"})
    assert (refused.status_code, "n'est pas de ce passage" in plain(refused.json()["message"])) == (
        503,
        True,
    )
    assert office.opened == []


@pytest.mark.office
def test_a_cell_is_shown_in_the_program_that_has_it_open(case: Case, calc: Calc) -> None:
    case.make({"Un": (HEADERS, ANNA, BAD)})
    config = case.folder / "config.yaml"
    config.write_text(
        config.read_text(encoding="utf-8").replace("workbook: essai", "workbook: excel:essai"),
        encoding="utf-8",
    )
    desk = ExcelDesk(calc, case.folder / "essai.xlsx")
    office = Office(case.folder)
    shown = office.window.work["show"]({"siae": "Un", "tab": "Un", "cell": "D3"}).content
    assert plain(shown["message"]) == "Excel montre « Un », D3."
    assert desk.ask("selection") == [3, 4, 3, 4]
