"""While the names of a tab are not read, nothing that people typed leaves."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tests.conftest import AS_OF, HEADERS, MEETINGS, OMAR, Case
from tests.every_part import texts_of, texts_of_files
from tests.seen_by_duckdb import rows_of
from tests.typing_commands import plain

BINTOU = ("KEÏTA", "Bintou", "Femme", date(1993, 5, 4), date(2025, 3, 3), "CDDI", "", "", "")
TEXT = "Situation de Bintou Keïta, PASS 99999 20 55555"
TRACES = re.compile(r"ke[iï]ta|bintou|20.?55555", re.IGNORECASE)
FUNDERS = "funders: {dreets: {name: DREETS}}\nexport: {columns: [Dossier]}\n"
TITLES = (*HEADERS, "N° PASS IAE", "Poste", "Commune", "Dossier")
DAY = date(2026, 12, 1)


def row(person: tuple[object, ...], post: str, number: str = "") -> tuple[object, ...]:
    return (*person, number, post, "Cenon", post)


@pytest.fixture
def typed_in(case: Case) -> Case:
    """Somebody of « Deux », named in whatever the coordination and « Un » typed."""
    return case.make(
        {
            "Un": (TITLES, row(OMAR, TEXT), *[row(OMAR, "agent de tri")] * 3),
            "Deux": (TITLES, row(BINTOU, "", "999992055555")),
            "Ordre du jour": (("Réunion", "Sujet", "Proposé par"), ("directions", TEXT, "Un")),
            "Décisions": (
                ("Date de réunion", "Réunion", "Décision ou tâche", "Responsable", "État"),
                (date(2026, 11, 3), "directions", TEXT, "Un", "en cours"),
            ),
            "Faits marquants": (("Date", "SIAE", "Texte", "Publiable"), (DAY, "Un", TEXT, "oui")),
            "Textes": (("Financeur", "Période", "Partie", "Texte"), ("tous", "", "résumé", TEXT)),
            "Réunions": (
                ("Réunion", "Date", "Heure", "Lieu", "Animation"),
                ("directions", DAY, "9h30", f"chez {TEXT}", TEXT),
            ),
        },
        MEETINGS + FUNDERS,
    )


def without_tab(case: Case) -> str:
    book = openpyxl.load_workbook(case.folder / "essai.xlsx")
    del book["Deux"]
    book.save(case.folder / "essai.xlsx")
    return "L'onglet Deux n'est pas dans le classeur"


def without_title(case: Case) -> str:
    book = openpyxl.load_workbook(case.folder / "essai.xlsx")
    sheet = book["Deux"]
    sheet["A1"], sheet["A2"] = "Dossier suivi", ""
    sheet["B1"], sheet["B2"] = "Autre dossier", "Bintou"
    book.save(case.folder / "essai.xlsx")
    return "L'onglet Deux ne se lit pas"


def told_of(case: Case) -> Iterator[str]:
    """Where somebody is named in what left."""
    for part, text in texts_of_files(case.folder, "essai.xlsx", "historique"):
        if TRACES.search(text):
            yield part
    book = openpyxl.load_workbook(case.folder / "essai.xlsx")
    for sheet in {"Consortium", "Anomalies", "Pilotage"}.intersection(book.sheetnames):
        cells = itertools.chain.from_iterable(book[sheet].iter_rows(values_only=True))
        yield from (sheet for cell in cells if TRACES.search(str(cell)))


@pytest.mark.parametrize("lose", [without_tab, without_title])
def test_no_text_that_people_typed_leaves_and_it_is_said_once(
    typed_in: Case, lose: Callable[[Case], str]
) -> None:
    case = typed_in
    why = lose(case)
    prepared = case.run("prepare")
    assert plain(prepared.output).count(f"{why}") >= 1
    held_back = "n'est repris dans aucun ordre du jour, relevé, invitation ni export"
    assert plain(prepared.output).count(held_back) == 1
    for words in (("agenda", "directions"), ("export", str(case.folder / "o.csv"))):
        message = plain(case.run(*words).stderr)
        assert message.count(held_back) == 1, words
    assert list(told_of(case)) == []
    agenda = next((case.folder / "documents").rglob("ordre-du-jour-directions*.docx"))
    texts = "".join(text for _, text in texts_of(agenda.name, agenda.read_bytes()))
    assert "[texte non repris]" in plain(texts)
    exported = (case.folder / "o.csv").read_text("utf-8")
    # What stands in three rows of a column, and a word alone, is nobody's name.
    assert exported.count("agent de tri") == 3
    assert exported.count("Cenon") >= 4


def test_with_all_names_read_texts_are_repeated(typed_in: Case) -> None:
    case = typed_in
    prepared = case.run("prepare")
    assert "n'est repris dans aucun" not in plain(prepared.output)
    agenda = next((case.folder / "documents").rglob("ordre-du-jour-directions*.docx"))
    texts = "".join(text for _, text in texts_of(agenda.name, agenda.read_bytes()))
    assert "Situation de [nom retiré]" in plain(re.sub(r"<[^>]*>", "", texts))
    assert list(told_of(case)) == []


@pytest.mark.parametrize("lose", [without_tab, without_title])
def test_no_figures_are_shared_with_a_region(
    typed_in: Case, tmp_path: Path, lose: Callable[[Case], str]
) -> None:
    why = lose(typed_in)
    file = tmp_path / "chiffres.parquet"
    refused = typed_in.run("export", str(file), "--figures")
    assert refused.exit_code == 2
    assert why in plain(refused.stderr)
    assert not file.exists()


def test_of_how_many_siae_an_issued_month_is_stays_as_it_was_issued(
    case: Case, tmp_path: Path
) -> None:
    people = [(*OMAR[:1], f"Omar {letter}", *OMAR[2:]) for letter in "abcdefghij"]
    without_sex = tuple(title.replace("Sexe", "Repère") for title in HEADERS)
    case.make({"Un": (HEADERS, *people), "Deux": (without_sex, BINTOU)})
    file = tmp_path / "chiffres.parquet"

    def collected() -> set[tuple[int, int]]:
        shared = case.run("export", str(file), "--figures", as_of=AS_OF)
        assert shared.exit_code == 0, shared.output
        rows = rows_of(file)
        return {(each["members"], each["of"]) for each in rows if each["field"] == "sexe"}

    assert collected() == {(1, 2)}
    case.make({"Un": (HEADERS, *people), "Deux": (HEADERS, BINTOU)})
    assert collected() == {(1, 2)}
