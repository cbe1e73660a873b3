"""What is not read as it should be is said in the window, after the first start."""

from __future__ import annotations

from datetime import date

import pytest

from sheets_sync.config_edit import put_value
from sheets_sync.errors import Refusal
from sheets_sync.web.window.window import Window
from sheets_sync.workspace import open_workspace
from tests.browser import Page
from tests.conftest import ANNA, AS_OF, HEADERS, OMAR, Case, write_book, write_config
from tests.serving import served, until

HEAD = (*HEADERS, "Réf.")


@pytest.fixture
def programme(case: Case) -> Case:
    tabs = {"Un": (HEAD, (*ANNA, "Maçon")), "Sud": (HEADERS, OMAR), "Notes": (("à faire",),)}
    write_book(case.folder / "essai.xlsx", tabs)
    write_config(case.folder, ["Un"], "leave: [Notes]")
    return case


def choose(page: Page, selector: str, value: str) -> None:
    page.run(
        f"const one = document.querySelector('{selector}');"
        f"one.value = '{value}'; one.dispatchEvent(new Event('change'));"
    )


@pytest.mark.browser
def test_a_column_is_attached_and_detached_and_a_tab_becomes_an_siae(
    programme: Case, phone: Page
) -> None:
    window = Window(programme.folder / "config.yaml", lambda: date.fromisoformat(AS_OF))
    with served(window.application()) as address:
        phone.open(f"{address}/#{window.secret}")
        phone.click('nav [data-part="settings"]')
        phone.click("#columns-look")
        phone.sees("#columns-body", "Un (« Un ») : 10 colonnes, 1 non lue")
        phone.click("#columns-body summary")
        assert phone.audit() == []
        assert not phone.too_wide
        choose(phone, "#as-0-9", "poste")
        phone.sees("#status", "« Réf. » est Poste")
        choose(phone, "#as-0-2", "")
        phone.sees("#status", "« Sexe » n'est plus lue")
        phone.sees("#columns-body .rows", "Sud")
        phone.click("#columns-body .rows button")
        phone.type("#attach-name", "Le Sud")
        phone.run("document.querySelector('#attach-kind').value = 'EI'")
        assert phone.audit() == []
        phone.click("#dialog-yes")
        phone.sees("#status", "« Sud » est l'onglet de Le Sud")
        phone.sees("#columns-body", "Le Sud (« Sud »)")
    config = open_workspace(programme.folder / "config.yaml").config
    assert config.siae[0].columns == {"poste": "Réf.", "sexe": "-"}
    assert config.siae[0].aside == ("Sexe",)
    assert config.leave == ("Notes",)
    rows = {row["siae"]: row for row in programme.export()}
    assert (rows["Un"]["poste"], rows["Un"]["sexe"]) == ("Maçon", "")
    assert rows["Le Sud"]["sexe"] == OMAR[2]
    asked = [one["rule"] for one in programme.check()["anomalies"]]
    assert not {"column.not_found", "column.uncertain"}.intersection(asked)


def test_a_column_said_twice_before_it_is_read_is_what_was_said_last(case: Case) -> None:
    levels = ("Niveau de français à l'entrée", "Niveau de français actuel")
    case.make({"Un": ((*HEADERS, *levels), (*ANNA, "A1", "A2"))})
    config = case.folder / "config.yaml"
    window = Window(config, lambda: date.fromisoformat(AS_OF))
    window.work["run"]({"what": "check"})
    until(lambda: window.job.done)
    at = {"siae": "Un", "form": "participant", "column": "J"}
    for field in ("niveau_francais_entree", "niveau_francais_actuel", "poste"):
        window.work["column"](at | {"field": field})
    # The column that was taken from is read by its title again.
    (row,) = case.export()
    assert (row["poste"], row["niveau_francais_actuel"]) == ("A1", "A2")
    columns = open_workspace(config).config.siae[0].columns
    assert [name for name, place in columns.items() if place == levels[0]] == ["poste"]


def test_a_column_whose_field_was_given_to_another_can_be_given_another(case: Case) -> None:
    titles = ("Nom", "Prénom", "Début", "Entrée le")
    read = {"date_entree": "Début", "commune": "Entrée le"}
    case.make({"Un": (titles, ("KONÉ", "Awa", date(2026, 1, 5), date(2025, 9, 1)))})
    config = case.folder / "config.yaml"
    put_value(config, ["siae", 0, "columns"], read)
    window = Window(config, lambda: date.fromisoformat(AS_OF))
    window.work["run"]({"what": "check"})
    until(lambda: window.job.done)
    window.work["column"](
        {"siae": "Un", "form": "participant", "column": "D", "field": "date_entree"}
    )
    window.work["column"](
        {"siae": "Un", "form": "participant", "column": "C", "field": "contrat_debut"}
    )
    said = {"date_entree": "Entrée le", "contrat_debut": "Début"}
    assert open_workspace(config).config.siae[0].columns == said
    [member] = window.work["tabs"]({}).content["members"]
    shown = {one["title"]: one["field"] for one in member["columns"]}
    assert (shown["Entrée le"], shown["Début"]) == ("date_entree", "contrat_debut")


def test_a_tab_that_was_left_aside_can_come_back(programme: Case) -> None:
    config = programme.folder / "config.yaml"
    window = Window(config, lambda: date.fromisoformat(AS_OF))
    window.work["run"]({"what": "check"})
    until(lambda: window.job.done)
    assert [one["tab"] for one in window.work["tabs"]({}).content["others"]] == ["Sud", "Notes"]
    window.work["attach"]({"tab": "Notes", "name": "Notes", "kind": "ACI"})
    after = open_workspace(config).config
    assert ([siae.tab for siae in after.siae], after.leave) == (["Un", "Notes"], ())


def test_dates_with_day_and_month_swapped_and_a_tab_to_leave_are_settled_there(case: Case) -> None:
    births = [date(1990, day, 4) for day in (1, 5, 9)] + ["25/07/1988", "13/02/1991", "28/11/1979"]
    rows = [(f"NOM{n}", "Awa", "femme", birth, *ANNA[4:]) for n, birth in enumerate(births)]
    write_book(case.folder / "essai.xlsx", {"Un": (HEADERS, *rows), "Notes": (("à faire",),)})
    config = write_config(case.folder, ["Un"])
    window = Window(config, lambda: date.fromisoformat(AS_OF))
    window.work["run"]({"what": "check"})
    until(lambda: window.job.done)
    said = window.work["tabs"]({}).content
    orders = {one["field"]: one["order"] for one in said["members"][0]["columns"]}
    # the entries could be swapped as well: they are asked about too
    asked = (orders["date_naissance"], orders["date_entree"], orders["nom"])
    assert asked == ("", "", None)
    settled = {
        "siae": "Un",
        "form": "participant",
        "field": "date_naissance",
        "order": "month_first",
    }
    window.work["order"](settled)
    window.work["leave_aside"]({"tab": "Notes"})
    after = open_workspace(config).config
    assert after.siae[0].dates == {"date_naissance": "month_first"}
    assert after.leave == ("Notes",)
    rules = {one["rule"] for one in case.check()["anomalies"]}
    assert not {"date.swapped", "date.maybe_swapped", "tab.unknown"}.intersection(rules)


def test_a_tab_that_was_taken_for_one_of_coordination_is_left_aside_and_taken_back(
    case: Case,
) -> None:
    mails = (("SIAE", "Mail"), ("Un", "accueil@exemple.fr"))
    write_book(case.folder / "essai.xlsx", {"Un": (HEADERS, ANNA), "Annuaire": mails})
    config = write_config(case.folder, ["Un"], "tabs: {contact: Annuaire, point: Points}")
    window = Window(config, lambda: date.fromisoformat(AS_OF))
    window.work["run"]({"what": "check"})
    until(lambda: window.job.done)
    [found] = window.work["tabs"]({}).content["coordination"]
    assert (found["tab"], found["label"]) == ("Annuaire", "Adresses des relances")
    with pytest.raises(Refusal):  # another tab is read as that already
        window.work["attach_coordination"]({"tab": "Un autre", "form": "contact"})
    window.work["leave_aside"]({"tab": "Annuaire"})
    after = open_workspace(config).config
    assert (after.tabs.contact, after.tabs.point) == ("Adresses des relances", "Points")
    assert after.leave == ("Annuaire",)
    said = window.work["tabs"]({}).content
    assert (said["coordination"], said["others"]) == ([], [{"tab": "Annuaire", "isLeft": True}])
    window.work["attach_coordination"]({"tab": "Annuaire", "form": "contact"})
    after = open_workspace(config).config
    assert (after.tabs.contact, after.leave) == ("Annuaire", ())


STORIES = (("Quand", "Structure", "Ce que l'on raconte"), (date(2026, 3, 2), "Un", "Un CDI signé."))


@pytest.mark.browser
def test_a_tab_becomes_one_of_the_coordination_and_its_column_is_settled(
    case: Case, phone: Page
) -> None:
    write_book(case.folder / "essai.xlsx", {"Un": (HEADERS, ANNA), "Nos histoires": STORIES})
    config = write_config(case.folder, ["Un"], "leave: [Nos histoires]")
    window = Window(config, lambda: date.fromisoformat(AS_OF))
    with served(window.application()) as address:
        phone.open(f"{address}/#{window.secret}")
        phone.click('nav [data-part="settings"]')
        phone.click("#columns-look")
        phone.click('[aria-label^="C’est un onglet de coordination"]')
        phone.run("document.querySelector('#attach-form').value = 'fait_marquant'")
        assert phone.audit() == []
        phone.click("#dialog-yes")
        phone.sees("#columns-body", "Faits marquants (« Nos histoires ») : 3 colonnes, 1 non lue")
        phone.sees("#status", "« Nos histoires » est lu comme « Faits marquants »")
        phone.click("#columns-body details:last-of-type summary")
        choose(phone, "#as-1-2", "texte")
        phone.sees("#status", "« Ce que l'on raconte » est Texte")
        assert phone.audit() == []
        assert not phone.too_wide
    after = open_workspace(config).config
    assert (after.tabs.fait_marquant, after.leave) == ("Nos histoires", ())
    assert after.coordination["fait_marquant"].columns == {"texte": "Ce que l'on raconte"}
    assert not [one for one in case.check()["anomalies"] if one["rule"] == "column.missing"]
