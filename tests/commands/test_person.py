"""`person`: everything held on somebody, and where; shown on screen, and nothing written."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from sheets_sync.commands.app import app
from tests.conftest import ANNA, AS_OF, HEADERS, OMAR, Begin, Case, write_book
from tests.history.memories import files_in
from tests.typing_commands import plain

OTHER_AWA = ("DIALLO", "Awa", "Femme", date(2001, 6, 5), date(2026, 1, 5), "CDDI", "", "", "")
WHO = ("Awa Diallo", "--born", "12/03/1995")
POINT = ("Réunion", "Date", "Point", "Décisions")


def prepare_twice(case: Case) -> None:
    """Two tabs; Awa stands in the first, with a column of no field."""
    case.make(
        {"Un": ((*HEADERS, "Téléphones"), (*ANNA, "07 11 22 33 44")), "Deux": (HEADERS, OMAR)}
    )
    for day in ("2026-10-05", AS_OF):
        result = case.run("prepare", as_of=day)
        assert result.exit_code == 0, result.output


@pytest.fixture
def prepared(begun: Begin) -> Case:
    return begun(prepare_twice)


def everything(case: Case, *words: str) -> dict[str, Any]:
    result = case.run("person", *words, "--json")
    assert result.exit_code == 0, result.output
    held: dict[str, Any] = json.loads(result.stdout)
    return held


def test_every_cell_of_their_row_is_shown_by_label_and_address(prepared: Case) -> None:
    text = prepared.run("person", "awa diallo").stdout
    assert "Un, « Un », ligne 2" in text
    assert "A2  Nom : DIALLO" in text
    assert "D2  Date de naissance : 12/03/1995" in text
    assert "Téléphones : 07 11 22 33 44" in text
    assert "AHMADI" not in text


@pytest.mark.parametrize("who", ["Diallo Awa", "  DIALLO   awa", "Awà Dîallo", "diallo"])
def test_a_name_is_found_in_any_order_and_without_its_accents(prepared: Case, who: str) -> None:
    assert [row["row"] for row in everything(prepared, who)["rows"] if row["siae"]] == [2]


def test_what_the_memory_holds_is_shown_with_its_days(prepared: Case) -> None:
    held = everything(prepared, "Awa Diallo")
    (pseudonym,) = held["pseudonyms"]
    assert held["register"] == {
        "fingerprints": 1,
        "name_marks": True,
        "since": "2026-10-05",
    }
    (row,) = held["states"]["2026-10-05"]
    assert (row["siae"], row["person"], row["contrat_type"]) == ("Un", pseudonym, "CDDI")
    assert all(pseudonym in key for key in held["findings"])
    assert everything(prepared, pseudonym)["rows"] == held["rows"]


def test_the_copies_that_hold_their_row_are_named_and_no_others(prepared: Case) -> None:
    history = prepared.folder / "historique"
    (history / "copies" / "note.txt").write_text("rien sur elle", encoding="utf-8")
    held = everything(prepared, "Awa Diallo")
    assert held["copies"], "the first run replaced a workbook that had her row"
    assert {Path(copy).suffix for copy in held["copies"]} == {".xlsx"}
    assert all(Path(copy).parent.name == "copies" for copy in held["copies"])


def test_former_received_files_and_conflict_copies_that_hold_them_are_named(case: Case) -> None:
    received = case.folder / "recus"
    received.mkdir()
    for month, rows in {"10": (ANNA, OMAR), "11": (OMAR,)}.items():
        write_book(received / f"Alpha 2026-{month}.xlsx", {"Un": (HEADERS, *rows)})
    write_book(received / "Béta.xlsx", {"Un": (HEADERS, OMAR)})
    write_book(received / "Gamma.xlsx", {"Un": (HEADERS, ANNA)})
    case.make({"Un": (HEADERS, OMAR)})
    write_book(case.folder / "essai (copie en conflit de Marie).xlsx", {"Un": (HEADERS, ANNA)})
    config = case.folder / "config.yaml"
    member = "{tab: Un, name: Un, kind: ACI"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace(member, f'{member}, workbook: "recus/Alpha*.xlsx"'), "utf-8")
    names = {Path(copy).name for copy in everything(case, *WHO)["copies"]}
    conflict = "essai (copie en conflit de Marie).xlsx"
    assert names == {"Alpha 2026-10.xlsx", "Gamma.xlsx", conflict}
    forgotten = plain(case.run("forget", *WHO, "--yes").output)
    assert all(name in forgotten for name in names)
    assert (received / "Alpha 2026-10.xlsx").exists()


def test_where_others_tabs_name_them_is_shown_too(case: Case) -> None:
    point = ("Conseillers", date(2026, 11, 2), "Situation", "revoir Awa Diallo en janvier")
    case.make({"Un": (HEADERS, ANNA), "Points": (POINT, point)})
    config = case.folder / "config.yaml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("  - {tab: Points, name: Points, kind: ACI}\n", ""), "utf-8")
    rows = everything(case, "Awa Diallo")["rows"]
    assert [(row["siae"], row["tab"], row["row"]) for row in rows] == [
        ("Un", "Un", 2),
        (None, "Points", 2),
    ]


def test_the_cells_of_generated_sheets_and_of_coordination_tabs_have_their_titles(
    prepared: Case,
) -> None:
    text = prepared.run("person", "Awa Diallo").stdout
    (row,) = [row for row in everything(prepared, "Awa Diallo")["rows"] if not row["siae"]]
    assert row["tab"] == "Consortium"
    assert all(cell["label"] for cell in row["cells"])
    assert "Onglet : Un" in text


def test_nobody_of_that_name_is_said_in_a_sentence(prepared: Case) -> None:
    result = prepared.run("person", "Fanta Koné")
    assert result.exit_code == 0
    assert "Rien n'est tenu sur cette personne" in result.stdout
    assert "--born" in result.stdout


def test_of_two_of_one_name_it_is_asked_which(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA), "Deux": (HEADERS, OTHER_AWA)})
    chosen = answered(case, "2\n", "person", "Awa Diallo")
    assert chosen.exit_code == 0, chosen.output
    assert "05/06/2001" in plain(chosen.stdout)
    assert "12/03/1995" not in plain(chosen.stdout)
    refused = answered(case, "", "person", "Awa Diallo")
    assert (refused.exit_code, "--born" in plain(refused.stderr)) == (2, True)
    assert "05/06/2001" not in refused.stdout


@pytest.mark.parametrize("words", [("--siae", "Deux"), ("--born", "05/06/2001")])
def test_siae_or_birth_date_says_which_one_is_meant(case: Case, words: tuple[str, ...]) -> None:
    case.make({"Un": (HEADERS, ANNA), "Deux": (HEADERS, OTHER_AWA)})
    assert [row["tab"] for row in everything(case, "Awa Diallo", *words)["rows"]] == ["Deux"]


def test_who_has_no_row_any_more_is_known_by_birth_date(prepared: Case) -> None:
    pseudonyms = everything(prepared, "Awa Diallo")["pseudonyms"]
    prepared.make({"Un": (HEADERS,), "Deux": (HEADERS, OMAR)})
    assert everything(prepared, "Awa Diallo")["register"]["fingerprints"] == 0
    held = everything(prepared, "Awa Diallo", "--born", "12/03/1995")
    assert (held["pseudonyms"], held["rows"]) == (pseudonyms, [])
    # nothing had changed on the second day, which keeps no state of its own
    assert list(held["states"]) == ["2026-10-05"]


def test_nothing_is_written(prepared: Case) -> None:
    before = files_in(prepared.folder)
    everything(prepared, "Awa Diallo")
    assert files_in(prepared.folder) == before


def answered(case: Case, answer: str, *words: str) -> Result:
    config = str(case.folder / "config.yaml")
    return CliRunner().invoke(app, [*words, "--config", config, "--as-of", AS_OF], input=answer)
