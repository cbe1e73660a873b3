"""The menu in the spreadsheet: the script that `setup` writes, run by Node.

Node gives it what Apps Script would.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from sheets_sync.sheets.content import FEEDBACK_END, FEEDBACK_START
from tests.conftest import ANNA, HEADERS, Case
from tests.typing_commands import plain

MENU = Path(__file__).with_name("menu.js")
MESSAGE = "Date de naissance : cette valeur n'existe pas au calendrier."
NOTE = f"{FEEDBACK_START}{MESSAGE}\n\n{FEEDBACK_END}"


@pytest.fixture
def script(case: Case) -> Path:
    case.make({"Essai": (HEADERS, ANNA)})
    file = case.folder / "menu.gs"
    result = case.run("setup", "--apps-script", str(file))
    assert (result.exit_code, "Extensions > Apps Script" in result.stdout) == (0, True), (
        result.output
    )
    return file


def run(
    script: Path,
    function: str,
    notes: list[list[str]],
    values: list[list[Any]] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """What the function did, on a tab with these notes and values."""
    given = {"name": "Essai", "notes": notes, "values": values or [[""]], **more}
    done = subprocess.run(
        ["node", str(MENU), str(script), function],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.node
def test_the_menu_is_there_and_each_entry_is_a_function_of_the_script(script: Path) -> None:
    menu = run(script, "onOpen", [])["menu"]
    assert menu[0] == ["Essai", ""]
    assert [label for label, _ in menu[1:]] == [
        "Vérifier mon onglet",
        "Remarque suivante",
        "Masquer les parcours terminés",
        "Tout afficher",
    ]
    assert all(f"function {name}(" in script.read_text(encoding="utf-8") for _, name in menu[1:])


@pytest.mark.node
def test_checking_my_tab_lists_our_remarks_only_and_goes_to_the_first(script: Path) -> None:
    done = run(script, "verifierMonOnglet", [["", "Une note de Marie"], ["", NOTE], [NOTE, ""]])
    title, text, _ = done["alerts"][0]
    assert (title, done["at"]) == ("2 cellules à revoir", [2, 2])
    assert plain(text).startswith(
        "B2 : Date de naissance : cette valeur n'existe pas au calendrier.\n\nA3 : "
    )
    assert "Marie" not in text


@pytest.mark.node
def test_a_tab_in_order_is_thanked_and_a_generated_one_is_not_checked(script: Path) -> None:
    (thanks,) = run(script, "verifierMonOnglet", [["", "Une note de Marie"]])["toasts"]
    assert plain(thanks) == "Rien à corriger dans « Essai ». Merci !"
    assert (
        "l'onglet de sa structure"
        in run(script, "verifierMonOnglet", [[NOTE]], name="Pilotage")["toasts"][0]
    )


@pytest.mark.node
def test_the_next_remark_is_the_one_after_the_cursor_and_then_the_first_again(script: Path) -> None:
    notes = [["", NOTE], ["", ""], [NOTE, ""]]
    assert run(script, "remarqueSuivante", notes, at=[1, 2])["at"] == [3, 1]
    assert run(script, "remarqueSuivante", notes, at=[3, 1])["at"] == [1, 2]


@pytest.mark.node
def test_only_those_who_have_left_are_hidden(script: Path) -> None:
    values: list[list[Any]] = [
        ["Liste", ""],
        ["Nom", "Sortie LE"],
        ["A", {"date": "2025-01-31"}],
        ["B", ""],
        ["C", {"date": "2999-01-01"}],
        ["D", "en cours"],
    ]
    done = run(script, "masquerTermines", [[""]], values)
    assert (done["hidden"], list(map(plain, done["toasts"]))) == (
        [3],
        ["1 parcours terminé masqué. « Tout afficher » les remontre."],
    )
    assert run(script, "toutAfficher", [[""]], values)["shown"] == [[1, 6]]
    assert "Aucune colonne" in run(script, "masquerTermines", [[""]], [["Nom"]])["toasts"][0]
