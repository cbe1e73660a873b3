"""A config that nobody meant well: one French sentence with file and line, or read as meant."""

from __future__ import annotations

import re

import pytest

from tests.conftest import ANNA, HEADERS, Case
from tests.hostile_configs import ADDED, CONFIG, READ, REFUSED
from tests.typing_commands import plain


@pytest.mark.parametrize("config", REFUSED.values(), ids=REFUSED)
def test_it_is_refused_in_one_sentence_with_its_line(case: Case, config: bytes) -> None:
    case.make({"Un": (HEADERS, ANNA)})
    (case.folder / "config.yaml").write_bytes(config)
    before = sorted(case.folder.rglob("*"))
    result = case.run("prepare")
    message = plain(result.stderr)
    assert (result.exit_code, result.stdout) == (2, "")
    assert re.match(r"config\.yaml, ligne \d+(, « .+ »)?(, colonne \d+)? : ", message) or (
        "est un dossier, pas un classeur" in message
    )
    assert len(message.splitlines()) == 1
    assert len(message) < 500
    assert sorted(case.folder.rglob("*")) == before


@pytest.mark.parametrize("name", ["a control character by its number", "a date that is none"])
def test_the_line_is_that_of_the_mistake(case: Case, name: str) -> None:
    case.make({"Un": (HEADERS, ANNA)})
    (case.folder / "config.yaml").write_text(f"{CONFIG}{ADDED[name]}\n", encoding="utf-8")
    line = CONFIG.count("\n") + 1
    assert case.run("check").stderr.startswith(f"config.yaml, ligne {line} :")


def test_the_line_of_a_letter_in_another_encoding_is_told(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA)})
    config = f"{CONFIG}documents: fichiers créés\n".encode("cp1252")
    (case.folder / "config.yaml").write_bytes(config)
    assert case.run("check").stderr.startswith("config.yaml, ligne 5 : le fichier n'est pas en UTF")


@pytest.mark.parametrize("config", READ.values(), ids=READ)
def test_it_is_read_and_every_document_lies_in_its_folder(case: Case, config: bytes) -> None:
    case.make({"Un": (HEADERS, ANNA)})
    (case.folder / "config.yaml").write_bytes(config)
    assert case.run("prepare").exit_code == 0
    files = {file.name for file in case.folder.iterdir()}
    assert files == {"config.yaml", "documents", "essai.xlsx", "historique"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("history: {folder: essai.xlsx}", "il faut un dossier"),
        ("history: {folder: config.yaml/x}", "memoire.sqlite n'est pas lisible"),
    ],
)
def test_a_folder_that_cannot_be_is_told(case: Case, text: str, said: str) -> None:
    case.make({"Un": (HEADERS, ANNA)}, f"{text}\n")
    result = case.run("prepare")
    assert (result.exit_code, "Panne" in result.output) == (2, False)
    assert said in plain(result.stderr)


def test_two_siae_whose_names_differ_by_signs_alone_are_refused(case: Case) -> None:
    case.make({"L'Étape": (HEADERS, ANNA), "L Etape": (HEADERS, ANNA)})
    refused = case.run("prepare")
    assert refused.exit_code == 2
    assert "L'Étape" in plain(refused.stderr)
    assert not (case.folder / "documents").exists()
