"""People of one tab found and changed from a phone: by whole name, in that tab, as it is now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from sheets_sync.commands.by_itself.serve import CurrentInbox
from sheets_sync.release.door import Door
from sheets_sync.web.phone.links import give
from sheets_sync.web.phone.rate import Rate
from sheets_sync.web.phone.serve import application
from sheets_sync.web.window.window import Window
from sheets_sync.workspace import open_workspace
from tests.browser import Page
from tests.conftest import ANNA, HEADERS, OMAR, Case, Rows, write_book
from tests.serving import served
from tests.typing_commands import plain
from tests.web.counter import DAY, FANTA, Counter

WIDE = (*HEADERS, "Référent", "Dernier entretien", "Commune", "Commentaire")
AWA = (*ANNA, "MD", date(2026, 10, 3), "Bègles", "à ne pas montrer")
LEFT = (*OMAR, "MD", "", "", "")
LEA = ("PETIT", "Léa", "Femme", date(1990, 5, 4), date(2026, 9, 1), "CDDI", "", "", "")
TAB: Rows = (WIDE, AWA, LEFT, (*LEA, "XY", "", "", ""))
WHO = {"nom": "diallo", "prenom": "awa"}


@pytest.fixture
def desk(case: Case) -> Iterator[Counter]:
    case.make({"Un": TAB, "Deux": (HEADERS, OMAR)})
    workspace = open_workspace(case.folder / "config.yaml", "serve")
    rate, door = Rate(1_000, 0.0), Door(workspace.audiences)
    form = application(CurrentInbox(workspace), door, workspace.programme, lambda: DAY, rate)
    with served(form) as address:
        yield Counter(case, address, workspace.history, rate)


def seen(desk: Counter) -> dict[str, str]:
    [person] = desk.post("find", {"who": WHO}).json()["people"]
    return dict(person)


def change(desk: Counter, person: dict[str, str], texts: dict[str, str]) -> Any:
    """What a page answers that showed each text of the person as the tab has it."""
    return desk.post("change", {"seen": person, "shown": person, "texts": texts}).json()


def row_of(desk: Counter, name: str) -> dict[str, str]:
    return next(row for row in desk.case.export() if row["nom"] == name)


def test_only_fields_that_the_tab_has_are_asked_for(desk: Counter) -> None:
    asked = [field["id"] for field in desk.ask("form")["fields"]]
    assert "commune" in asked
    assert "frein_logement" not in asked
    helps = " ".join(field["help"] for field in desk.ask("form")["fields"])
    assert "cellule" not in helps


def test_a_person_is_found_by_their_whole_name_in_that_tab_only(desk: Counter) -> None:
    person = seen(desk)
    assert (person["commune"], person["date_entree"]) == ("Bègles", "03/02/2025")
    # What never leaves the tab is not shown, whoever asks.
    assert "commentaire" not in person
    for who in ({"nom": "diallo", "prenom": ""}, {"nom": "di", "prenom": "awa"}, {"nom": "*"}):
        assert desk.post("find", {"who": who}).json() == {"people": []}
    other = give(desk.history, "Deux", "MD", DAY, 365)
    assert desk.post("find", {"who": WHO}, other).json() == {"people": []}


def test_why_a_link_lists_nobody_is_said_where_it_is_given_and_on_the_phone(desk: Counter) -> None:
    for siae, who, why in (
        ("Un", "ZZ", "aucune ligne de l'onglet « Un » n'a ZZ pour référent"),
        ("Deux", "MD", "« Deux » n'a pas de colonne reconnue comme « Référent »"),
        ("Un", "", "Ce lien ne porte pas d'initiales"),
    ):
        made = desk.case.run("forms", "links", "--siae", siae, "--who", who)
        assert why in plain(made.stdout)
        window = Window(desk.case.folder / "config.yaml", lambda: DAY)
        assert why in plain(window.work["give"]({"siae": siae, "who": who}).content["why"])
        mine = desk.ask("mine", give(desk.history, siae, who, DAY, 365))
        assert (mine["people"], why in plain(mine["why"])) == ([], True)
    assert desk.ask("mine")["why"] == ""


def test_what_somebody_has_open_is_read_as_it_was_saved_and_changed_once_it_is_closed(
    desk: Counter,
) -> None:
    lock = desk.case.folder / ".~lock.essai.xlsx#"
    lock.write_text(",marie,bureau,27.11.2026 12:00,;", encoding="utf-8")
    assert "commune" in [field["id"] for field in desk.ask("form")["fields"]]
    assert [person["nom"] for person in desk.ask("mine")["people"]] == ["DIALLO"]
    person = seen(desk)
    assert person["commune"] == "Bègles"
    refused = change(desk, person, {"commune": "Cenon"})
    assert plain(refused["message"]).startswith("Quelqu'un a le classeur ouvert")
    assert seen(desk)["commune"] == "Bègles"
    lock.unlink()
    assert change(desk, person, {"commune": "Cenon"})["outcome"] == "added"


def test_those_one_follows_are_listed_with_little(desk: Counter) -> None:
    [person] = desk.ask("mine")["people"]
    assert person == {
        "nom": "DIALLO",
        "prenom": "Awa",
        "date_naissance": "12/03/1995",
        "date_entree": "03/02/2025",
        "dernier_entretien": "03/10/2026",
    }
    nobody = give(desk.history, "Un", "", DAY, 365)
    assert desk.ask("mine", nobody)["people"] == []


def test_a_change_goes_to_the_person_wherever_their_row_is_now(desk: Counter) -> None:
    person = seen(desk)
    sorted_tab = (TAB[0], *reversed(TAB[1:]))
    write_book(desk.case.folder / "essai.xlsx", {"Un": sorted_tab, "Deux": (HEADERS, OMAR)})
    texts = {"dernier_entretien": "23/11/2026", "commune": ""}
    said = change(desk, person, texts)
    assert plain(said["message"]) == "C'est changé dans l'onglet « Un », ligne 4."
    row = row_of(desk, "DIALLO")
    assert (row["dernier_entretien"], row["commune"]) == ("2026-11-23", "")
    again = change(desk, person, texts)
    assert again["message"] == "C’est déjà dans l’onglet."
    copies = list((desk.case.folder / "historique" / "copies").rglob("essai *.xlsx"))
    assert len(copies) == 1


def test_what_changed_meanwhile_is_not_overwritten(desk: Counter) -> None:
    person = seen(desk)
    moved = (*AWA[:-2], "Pessac", "")
    write_book(
        desk.case.folder / "essai.xlsx", {"Un": (WIDE, moved, LEFT), "Deux": (HEADERS, OMAR)}
    )
    refused = change(desk, person, {"commune": "Cenon"})
    assert "a changé dans l’onglet depuis" in refused["wrong"]["commune"]
    # A comment that was never shown is not overwritten unseen; where there is none one is added.
    assert change(desk, person, {"commentaire": "vue"})["outcome"] == "added"
    refused = change(desk, person, {"commentaire": "autre"})
    assert refused["outcome"] == "refused"
    # What is there is never shown here: to look again would be of no use.
    assert "compléter dans l'onglet" in plain(refused["wrong"]["commentaire"])
    assert row_of(desk, "DIALLO")["commune"] == "Pessac"


def test_a_change_to_a_column_that_is_gone_is_refused(desk: Counter) -> None:
    person = seen(desk)
    retitled = ("Boutique" if title == "Commune" else title for title in WIDE)
    write_book(desk.case.folder / "essai.xlsx", {"Un": ((*retitled,), *TAB[1:])})
    refused = change(desk, person, {"commune": "Cenon"})
    assert list(refused["wrong"]) == ["commune"]


def test_a_column_that_config_settles_since_is_the_one_that_is_changed(desk: Counter) -> None:
    config = desk.case.folder / "config.yaml"
    said = config.read_text(encoding="utf-8")
    # « Un » gets another column for its town, as the window's settings write it.
    config.write_text(said.replace("tab: Un", "tab: Un, columns: {commune: Référent}"), "utf-8")
    assert seen(desk)["commune"] == "MD"


def test_a_change_that_the_tab_would_call_wrong_is_refused(desk: Counter) -> None:
    person = seen(desk)
    refused = change(desk, person, {"date_sortie": "20/11/2026"})
    assert "le motif manque" in refused["wrong"]["motif_sortie"]
    assert change(desk, person, {"nom": ""})["outcome"] == "refused"
    gone = change(desk, {**person, "date_naissance": "01/01/2001"}, {"commune": "Cenon"})
    assert "n'est plus telle quelle" in plain(gone["wrong"][""])
    assert desk.post("change", {"seen": [], "shown": {}, "texts": {}}).status_code == 400


def test_somebody_who_is_shown_does_not_become_somebody_else(desk: Counter) -> None:
    leaves = {"date_sortie": "20/11/2026", "motif_sortie": "CDI"}
    for other in ({"nom": "SYLLA", **leaves}, {"nom": "PETIT"}, {"nom": "PETIT", "prenom": "Léa"}):
        refused = change(desk, seen(desk), other)
        assert "le chercher par son nom" in plain(refused["wrong"][""])
    assert change(desk, seen(desk), {"nom": "DIALO", **leaves})["outcome"] == "added"
    assert row_of(desk, "DIALO")["motif_sortie"] == "CDI"


def test_nobody_of_the_tab_is_named_in_what_leaves_it(desk: Counter) -> None:
    refused = change(desk, seen(desk), {"referent": "Léa Petit"})
    assert "cette case contient" in plain(refused["wrong"]["referent"])
    assert change(desk, seen(desk), {"referent": "LP"})["outcome"] == "added"
    sent = {"key": "1", "texts": FANTA | {"referent": "PETIT Léa"}}
    assert list(desk.post("send", sent).json()["wrong"]) == ["referent"]


@pytest.mark.browser
def test_an_interview_of_today_is_two_taps(desk: Counter, phone: Page) -> None:
    phone.open(desk.link)
    phone.sees("#mine", "dernier entretien : 03/10/2026")
    assert phone.audit() == []
    phone.click("#mine button.small")
    phone.sees("#mine button.small", "Confirmer")
    phone.click("#mine button.small")
    phone.sees("#status", "C'est changé dans l'onglet « Un », ligne 2.")
    phone.sees("#mine", "noté aujourd'hui")
    assert phone.audit() == []
    assert row_of(desk, "DIALLO")["dernier_entretien"] == "2026-11-23"


@pytest.mark.browser
def test_whoever_is_added_is_followed_by_the_links_holder_unless_she_says_otherwise(
    desk: Counter, phone: Page
) -> None:
    phone.open(desk.link)
    phone.click("#new")
    assert phone.run("return byId('referent').value") == "MD"


@pytest.mark.browser
def test_a_person_is_changed_part_by_part(desk: Counter, phone: Page) -> None:
    phone.open(desk.link)
    phone.type("#search-nom", "petit")
    phone.type("#search-prenom", "lea")
    phone.click("#find")
    phone.sees("#step-title", "PETIT Léa")
    assert phone.audit() == []
    phone.click("#parts button:last-child")
    phone.type("#date_sortie", "20112026\t")
    phone.find("#motif_sortie").send_keys("CDI")
    phone.click("#send")
    phone.sees("#status", "C'est changé dans l'onglet « Un », ligne 4.")
    assert row_of(desk, "PETIT")["motif_sortie"] == "CDI"
    kept = phone.run("return Object.entries(localStorage).map(one => one.join(' ')).join(' ')")
    assert "PETIT" not in kept


@pytest.mark.browser
def test_a_leaving_that_is_taken_back_takes_its_reason_along(desk: Counter, phone: Page) -> None:
    lea = {"nom": "petit", "prenom": "lea"}
    [person] = desk.post("find", {"who": lea}).json()["people"]
    left = {"date_sortie": "20/11/2026", "motif_sortie": "CDI"}
    assert change(desk, person, left)["outcome"] == "added"
    phone.open(desk.link)
    for name, text in lea.items():
        phone.type(f"#search-{name}", text)
    phone.click("#find")
    phone.click("#parts button:last-child")
    phone.type("#date_sortie", "\t")
    phone.click("#send")
    phone.sees("#status", "C'est changé dans l'onglet « Un », ligne 4.")
    row = row_of(desk, "PETIT")
    assert (row["date_sortie"], row["motif_sortie"]) == ("", "")


OWN_WORDS = (*WIDE, "Niveau de français actuel", "QPV")
BA = ("BA", "Issa", "F", date(1991, 5, 4), date(2026, 9, 1), "cddi", "", "", "", "MD", "")


@pytest.fixture
def own_words(desk: Counter) -> Counter:
    """A tab whose counsellor writes « F », « A2/B1 » and « x »."""
    rows = (OWN_WORDS, (*BA, "Bègles", "", "A2/B1", "x"))
    write_book(desk.case.folder / "essai.xlsx", {"Un": rows, "Deux": (HEADERS, OMAR)})
    return desk


def cells_of(desk: Counter) -> list[Any]:
    """The cells of the one person of the tab, as they stand."""
    with CalamineWorkbook.from_path(str(desk.case.folder / "essai.xlsx")) as book:
        return list(book.get_sheet_by_name("Un").to_python()[1])


def test_a_choice_that_a_page_could_not_show_is_not_emptied(own_words: Counter) -> None:
    [person] = own_words.post("find", {"who": {"nom": "ba", "prenom": "issa"}}).json()["people"]
    assert (person["sexe"], person["niveau_francais_actuel"]) == ("F", "A2/B1")
    # A page that has no « F » in its list showed nothing there.
    before, shown = cells_of(own_words), {**person, "sexe": ""}
    sent = {"seen": person, "shown": shown, "texts": {"sexe": "", "commune": "Cenon"}}
    refused = own_words.post("change", sent).json()
    assert "a changé dans l’onglet depuis" in refused["wrong"]["sexe"]
    assert cells_of(own_words) == before
    assert change(own_words, person, {"sexe": ""})["outcome"] == "added"
    assert cells_of(own_words)[2] == ""


@pytest.mark.browser
def test_only_what_somebody_touched_is_changed(own_words: Counter, phone: Page) -> None:
    phone.open(own_words.link)
    phone.type("#search-nom", "ba")
    phone.type("#search-prenom", "issa")
    phone.click("#find")
    phone.sees("#step-title", "BA Issa")
    assert phone.run("return changes()") == {}
    phone.click("#parts button:first-child")
    assert phone.run("return byId('sexe').value") == "F"
    phone.run("openStepOf('commune')")
    phone.type("#commune", "Cenon")
    phone.click("#send")
    phone.sees("#status", "C'est changé dans l'onglet « Un », ligne 2.")
    cells = cells_of(own_words)
    assert (cells[2], cells[5], cells[-2], cells[-1]) == ("F", "cddi", "A2/B1", "x")
    assert cells[11] == "Cenon"


def test_both_names_go_to_the_one_column_that_a_tab_has_for_them(desk: Counter) -> None:
    headers, awa = ("Nom Prénom", *HEADERS[2:]), ("DIALLO Awa", *ANNA[2:])
    desk.case.make({"Un": (headers, awa), "Deux": (HEADERS, OMAR)})
    asked = [field["id"] for field in desk.ask("form")["fields"]]
    assert asked[:2] == ["nom", "prenom"]
    sent = desk.post("send", {"key": "1", "texts": FANTA}).json()
    assert sent["outcome"] == "added"
    assert change(desk, seen(desk), {"prenom": "Awa Binta"})["outcome"] == "added"
    names = [(row["nom"], row["prenom"]) for row in desk.case.export() if row["siae"] == "Un"]
    assert names == [("DIALLO", "Awa Binta"), (FANTA["nom"], FANTA["prenom"])]


def test_a_change_never_goes_to_a_namesake_without_birth(desk: Counter) -> None:
    headers = ("Nom", "Prénom", "Sexe", "Date d'entrée", "Nationalité", "Commune")
    mali, togo = (("KONÉ", "Awa", "F", date(2025, 2, 3), of, "") for of in ("Mali", "Togo"))
    blank = (*togo[:4], "", "")
    desk.case.make({"Un": (headers, mali, blank, togo), "Deux": (HEADERS, OMAR)})
    who = {"nom": "koné", "prenom": "awa"}
    shown = {each["nationalite"]: each for each in desk.post("find", {"who": who}).json()["people"]}
    assert change(desk, shown[""], {"commune": "Cenon"})["outcome"] == "added"
    desk.case.make({"Un": (headers, togo), "Deux": (HEADERS, OMAR)})
    for person in (shown["Mali"], shown[""]):
        gone = change(desk, person, {"commune": "Pessac"})
        assert "n'est plus telle quelle" in plain(gone["wrong"][""])
    assert cells_of(desk)[-1] == ""
    assert change(desk, shown["Togo"], {"commune": "Pessac"})["outcome"] == "added"
    # An answer that was lost on the way: the page sends it again.
    assert plain(change(desk, shown["Togo"], {"commune": "Pessac"})["message"]).startswith(
        "C'est déjà"
    )
