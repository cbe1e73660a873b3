"""The form for the phone, in a real browser.

Checked as one types, nothing lost without a network, one SIAE and no more.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import requests

from sheets_sync.settings.sections import Web
from sheets_sync.web.phone.serve import link_to
from tests.browser import Page
from tests.conftest import ANNA, HEADERS, Case
from tests.serving import DEADLINE_SECONDS, until
from tests.typing_commands import plain
from tests.web.counter import FANTA, Counter


def test_an_entry_is_added_once_however_often_it_is_sent(counter: Counter) -> None:
    for _ in range(2):
        answer = counter.post("send", {"key": "1-2-3-4", "texts": FANTA})
        assert (answer.status_code, answer.json()["outcome"]) == (200, "added")
    assert answer.json()["message"] == "C’est déjà dans l’onglet."
    assert counter.names() == ["DIALLO", "AHMADI", "KONÉ", "AHMADI"]
    again = counter.post("send", {"key": "5-6-7-8", "texts": FANTA}).json()
    assert plain(again["wrong"][""]).startswith("Déjà dans « Un », ligne 4")


def test_somebody_else_under_a_key_that_was_used_is_not_taken_for_there(counter: Counter) -> None:
    data = {"key": "1-2-3-4", "texts": FANTA}
    assert counter.post("send", data).json()["outcome"] == "added"
    other = counter.post("send", data | {"texts": FANTA | {"nom": "SOW", "prenom": "Lia"}}).json()
    assert other["outcome"] == "refused"
    assert "Recharger la page" in plain(other["wrong"][""])
    assert counter.post("send", data).json()["outcome"] == "added"
    assert counter.names() == ["DIALLO", "AHMADI", "KONÉ", "AHMADI"]


def test_no_text_is_longer_than_people_type(counter: Counter) -> None:
    texts = FANTA | {"prenom": "1" * 301, "commentaire": "1" * 3_000}
    wrong = counter.post("check", {"texts": texts}).json()["wrong"]
    assert {name: plain(text) for name, text in wrong.items()} == {
        "prenom": "Trop long : 300 caractères au plus."
    }
    refused = counter.post("send", {"key": "1", "texts": texts}).json()
    assert (refused["outcome"], list(refused["wrong"])) == ("refused", ["prenom"])
    assert counter.names() == ["DIALLO", "AHMADI", "AHMADI"]


def test_what_the_tab_has_no_column_for_stays_on_the_phone(counter: Counter) -> None:
    refused = counter.post("send", {"key": "1", "texts": FANTA | {"commune": "Cenon"}}).json()
    assert "Commune" in plain(refused["wrong"][""])
    assert counter.names() == ["DIALLO", "AHMADI", "AHMADI"]


def test_what_turns_the_direction_of_letters_is_no_part_of_a_name(counter: Counter) -> None:
    turned = FANTA | {"nom": "KO\u202eNÉ\u2069"}
    assert counter.post("send", {"key": "1", "texts": turned}).json()["outcome"] == "added"
    assert counter.names() == ["DIALLO", "AHMADI", "KONÉ", "AHMADI"]


def test_what_is_wrong_is_said_by_field(counter: Counter) -> None:
    wrong = counter.post(
        "check", {"texts": FANTA | {"date_naissance": "31/02/1999", "sexe": "?"}}
    ).json()["wrong"]
    assert list(wrong) == ["date_naissance"]
    refused = counter.post("send", {"key": "1", "texts": {"nom": "X", "siae": "Deux"}}).json()
    assert (refused["outcome"], "date_naissance" in refused["wrong"]) == ("refused", True)
    assert counter.names() == ["DIALLO", "AHMADI", "AHMADI"]


def test_nobody_comes_in_without_a_link_in_force(counter: Counter) -> None:
    assert counter.post("send", {"key": "1", "texts": FANTA}, "devine").status_code == 403
    assert requests.get(f"{counter.address}/form", timeout=DEADLINE_SECONDS).status_code == 403
    assert counter.case.run("forms", "links", "--revoke", "1").exit_code == 0
    gone = counter.post("send", {"key": "1", "texts": FANTA})
    assert (gone.status_code, "n'est plus valable" in plain(gone.json()["message"])) == (403, True)
    kept = (counter.case.folder / "historique" / "memoire.sqlite").read_bytes()
    assert counter.secret.encode() not in kept
    assert counter.case.run("forms", "links", "--revoke", "7").exit_code == 2


def test_what_is_not_an_entry_is_refused_and_pages_keep_to_themselves(counter: Counter) -> None:
    assert counter.post("send", {"key": "1"}).status_code == 400
    assert counter.post("send", []).status_code == 400
    no_text = FANTA | {"nom": {"a": 1}}
    assert counter.post("send", {"key": "1", "texts": no_text}).status_code == 400
    assert counter.post("send", {"key": "1", "texts": {"nom": "x" * 300_000}}).status_code == 413
    page = requests.get(counter.address, timeout=DEADLINE_SECONDS)
    assert page.headers["Content-Security-Policy"].startswith("default-src 'self'")
    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_a_workbook_that_is_open_is_waited_for(counter: Counter) -> None:
    lock = counter.case.folder / "~$essai.xlsx"
    lock.write_bytes(b"\x05Marie")
    answer = counter.post("send", {"key": "1", "texts": FANTA})
    told = plain(answer.json()["message"])
    assert (answer.status_code, told.startswith("Quelqu'un a le classeur ouvert")) == (503, True)
    assert "repartira toute seule" in told
    lock.unlink()
    assert counter.post("send", {"key": "1", "texts": FANTA}).json()["outcome"] == "added"


def test_links_are_listed_and_shown_once(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA)})
    made = case.run("forms", "links", "--siae", "Un", "--who", "MD").stdout
    assert "http://localhost:8765/#" in made
    listed = case.run("forms", "links").stdout.replace("\u00a0", " ")
    assert listed == "  1  Un, MD : donné le 23/11/2026, jusqu'au 23/11/2027\n"
    assert case.run("forms", "links", "--siae", "Autre").exit_code == 2


def test_a_link_leads_to_the_address_that_config_gives() -> None:
    web = Web(address="https://saisie.exemple.fr/")
    assert link_to(web, "abc") == "https://saisie.exemple.fr/#abc"


def test_a_certificate_that_is_not_there_is_said(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA)}, "web: {certificate: cert.pem, key: cle.pem}")
    result = case.run_plain("serve")
    assert (result.exit_code, "cert.pem n'existe pas" in plain(result.stderr)) == (2, True)


NEEDED = ("nom", "prenom", "date_naissance", "date_entree")


def type_all(phone: Page, names: Sequence[str]) -> None:
    for name in names:
        phone.type(f"#{name}", f"{FANTA[name]}\t")


@pytest.mark.browser
def test_a_person_is_entered_on_a_phone_in_short_steps(counter: Counter, phone: Page) -> None:
    phone.open(counter.link)
    phone.sees("#where", "Essai – Un (MD)")
    phone.click("#new")
    phone.sees("#step-title", "Pour commencer (1 sur 4)")
    phone.type("#nom", "KONÉ")
    phone.type("#date_naissance", "31021999\t")
    phone.sees("#date_naissance-problem", "n'existe pas au calendrier")
    assert phone.find("#date_naissance").get_attribute("value") == "31/02/1999"
    assert phone.find("#date_entree-problem").text == ""  # not come to yet
    assert phone.audit() == []
    assert not phone.too_wide
    phone.click("#next")
    phone.sees("#date_entree-problem", "cette case est obligatoire")
    phone.sees("#step-title", "1 sur 4")
    type_all(phone, NEEDED)
    phone.click("#next")
    phone.sees("#step-title", "Identité (2 sur 4)")
    assert not phone.find("#nom").is_displayed()
    phone.find("#sexe").send_keys("Femme")
    assert phone.audit() == []
    phone.click("#send")
    phone.sees("#status", "C'est dans l'onglet « Un », ligne 4.")
    assert phone.find("#nom").get_attribute("value") == ""
    assert counter.names() == ["DIALLO", "AHMADI", "KONÉ", "AHMADI"]


def test_of_nothing_typed_each_thing_that_lacks_is_said(counter: Counter) -> None:
    for texts in ({}, {"nom": "KONÉ"}):
        wrong = counter.post("check", {"texts": texts, "whole": True}).json()["wrong"]
        assert list(wrong) == [name for name in NEEDED if name not in texts]


@pytest.mark.browser
def test_the_first_step_is_not_left_empty_with_a_network_or_without(
    counter: Counter, phone: Page
) -> None:
    phone.open(counter.link)
    for is_cut_off in (False, True):
        phone.offline(off=is_cut_off)
        phone.click("#new")
        phone.click("#next")
        phone.sees("#nom-problem", "cette case est obligatoire")
        phone.sees("#step-title", "1 sur 4")
        phone.click("#back")
    phone.offline(off=False)


@pytest.mark.browser
def test_what_is_needed_can_be_sent_at_once_and_what_lacks_is_gone_to(
    counter: Counter, phone: Page
) -> None:
    phone.open(counter.link)
    phone.click("#new")
    phone.type("#nom", "KONÉ")
    phone.click("#send")
    phone.sees("#summary", "Entrée dans le programme : cette case est obligatoire")
    assert phone.run("return document.activeElement.id") == "summary"
    assert phone.audit() == []
    phone.click("#summary a")
    assert phone.run("return document.activeElement.id") in NEEDED
    type_all(phone, NEEDED)
    phone.click("#send")
    phone.sees("#status", "C'est dans l'onglet « Un », ligne 4.")


@pytest.mark.browser
def test_who_is_in_the_tab_already_is_told_at_the_first_step(counter: Counter, phone: Page) -> None:
    phone.open(counter.link)
    phone.click("#new")
    known = {"nom": "Diallo", "prenom": "Awa", "date_naissance": "12/03/1995"}
    for name, text in {**known, "date_entree": "02/11/2026"}.items():
        phone.type(f"#{name}", f"{text}\t")
    phone.click("#next")
    phone.sees("#status", "Cette personne est déjà dans l'onglet, ligne 2.")
    phone.sees("#step-title", "1 sur 4")


@pytest.mark.browser
def test_exit_is_asked_only_of_who_leaves(counter: Counter, phone: Page) -> None:
    phone.open(counter.link)
    phone.click("#new")
    type_all(phone, NEEDED)
    for _ in range(3):
        phone.click("#next")
        phone.sees("#step-title", "sur 4")
    phone.sees("#step-title", "Sortie (4 sur 4)")
    assert not phone.find("#motif_sortie").is_displayed()
    phone.type("#date_sortie", "20112026\t")
    assert not phone.find("#sortie_duree_mois").is_displayed()
    phone.find("#motif_sortie").send_keys("CDD")
    until(lambda: phone.find("#sortie_duree_mois").is_displayed())
    phone.click("#send")
    phone.sees("#summary", "Pour une sortie en CDD, indiquer la durée")
    phone.type("#date_sortie", "")
    phone.find("#date_sortie").send_keys("2\b")
    until(lambda: not phone.find("#motif_sortie").is_displayed())
    phone.click("#send")
    phone.sees("#status", "C'est dans l'onglet « Un », ligne 4.")
    assert [row["motif_sortie"] for row in counter.case.export()][2] == ""


@pytest.mark.browser
def test_what_is_to_be_corrected_is_listed_until_it_is(counter: Counter, phone: Page) -> None:
    phone.open(counter.link)
    phone.click("#new")
    type_all(phone, NEEDED)
    phone.type("#date_entree", "le 3\t")
    phone.click("#send")
    phone.sees("#summary", "« le 3 » n'est pas une date lisible")
    phone.type("#date_entree", "2\b")
    phone.sees("#summary", "Entrée dans le programme : cette case est obligatoire")
    assert "le 3" not in phone.text_of("#summary")
    phone.type("#date_entree", "02/11/2026\t")
    until(lambda: not phone.find("#summary").is_displayed())
    phone.click("#next")
    phone.click("#next")
    phone.click("#next")
    phone.type("#date_sortie", "20112026\t")
    phone.find("#motif_sortie").send_keys("CDD")
    phone.click("#send")
    phone.sees("#summary", "Pour une sortie en CDD, indiquer la durée")
    phone.type("#sortie_duree_mois", "8\t")
    until(lambda: not phone.find("#summary").is_displayed())


_SENT_BEFORE_THE_CHECK_IS_ASKED = """
const [ask, later] = [window.fetch, window.setTimeout];
window.setTimeout = (what) => later(what, 0);
window.held = [];
window.fetch = async (...question) => {
  const answer = await ask(...question);
  if (String(question[0]).endsWith("check")) await new Promise((go) => window.held.push(go));
  return answer;
};
document.getElementById("date_entree").value = "le 3";
document.getElementById("date_entree").dispatchEvent(new Event("blur"));
document.getElementById("send").click();
"""


@pytest.mark.browser
def test_a_check_of_the_emptied_form_empties_no_list_of_what_is_wrong(
    counter: Counter, phone: Page
) -> None:
    phone.open(counter.link)
    phone.click("#new")
    type_all(phone, NEEDED)
    until(phone.is_settled)
    phone.run(_SENT_BEFORE_THE_CHECK_IS_ASKED)
    phone.sees("#summary", "« le 3 » n'est pas une date lisible")
    phone.run("window.held.forEach((go) => go())")
    until(phone.is_settled)
    assert "le 3" in phone.text_of("#summary")


@pytest.mark.browser
def test_nothing_is_lost_without_a_network(counter: Counter, phone: Page) -> None:
    phone.open(counter.link)
    phone.click("#new")
    type_all(phone, NEEDED)
    phone.keeps_itself()
    phone.offline(off=True)
    phone.type("#prenom", "Fanta")
    phone.run("location.reload()")
    phone.sees("#status", "Pas de réseau")
    phone.sees("#new", "Reprendre la saisie commencée")
    phone.click("#new")
    assert phone.find("#nom").get_attribute("value") == "KONÉ"
    phone.click("#send")
    phone.sees("#queue", "KONÉ Fanta")
    phone.sees("#waiting", "qui le déverrouille peut le lire")
    assert counter.names() == ["DIALLO", "AHMADI", "AHMADI"]
    phone.offline(off=False)
    phone.run("dispatchEvent(new Event('online'))")
    phone.sees("#status", "C'est dans l'onglet « Un », ligne 4.")
    assert counter.names() == ["DIALLO", "AHMADI", "KONÉ", "AHMADI"]
    assert phone.run("return localStorage.getItem(`queue ${location.hash.slice(1)}`)") == "[]"


@pytest.mark.browser
def test_a_link_that_was_taken_back_says_so(counter: Counter, phone: Page) -> None:
    counter.case.run("forms", "links", "--revoke", "1")
    phone.open(counter.link)
    phone.sees("#status", "Ce lien n'est plus valable. En demander un autre à la coordination.")
    assert phone.run("return document.querySelector('#home').hidden")
    phone.open(counter.address)
    phone.sees("#status", "Ce lien est incomplet")


@pytest.mark.browser
def test_where_nobody_can_be_added_from_a_phone_it_is_said_before_anything_is_typed(
    counter: Counter, phone: Page
) -> None:
    head = (*HEADERS[:3], "Jour et mois de naissance", "Année de naissance", *HEADERS[4:])
    counter.case.make({"Un": (head, (*ANNA[:3], "12/03", 1995, *ANNA[4:]))})
    assert "Date de naissance" in counter.ask("form")["closed"]
    phone.open(counter.link)
    phone.sees("#closed", "Une nouvelle personne s'ajoute dans le classeur, et non d'ici")
    assert not phone.find("#new").is_displayed()
    assert phone.audit() == []
