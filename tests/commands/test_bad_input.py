"""Whatever is wrong with the input: one clear sentence in French, exit code 2, nothing written."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable

import pytest

from tests.conftest import ANNA, HEADERS, OMAR, Case, write_book
from tests.typing_commands import plain


def no_file(case: Case) -> None:
    (case.folder / "essai.xlsx").unlink()


def not_a_workbook(case: Case) -> None:
    (case.folder / "essai.xlsx").write_bytes(b"Nom;Prenom\n")


def a_zip_but_no_workbook(case: Case) -> None:
    with zipfile.ZipFile(case.folder / "essai.xlsx", "w") as package:
        package.writestr("lettre.txt", "bonjour")


def cut_short(case: Case) -> None:
    file = case.folder / "essai.xlsx"
    file.write_bytes(file.read_bytes()[:2000])


def encrypted(case: Case) -> None:
    (case.folder / "essai.xlsx").write_bytes(
        bytes.fromhex("d0cf11e0a1b11ae1")
        + bytes(600)
        + "EncryptedPackage".encode("utf-16-le")
        + bytes(600)
    )


def old_format(case: Case) -> None:
    (case.folder / "essai.xlsx").write_bytes(
        bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600) + "Workbook".encode("utf-16-le")
    )


def bomb(case: Case) -> None:
    with zipfile.ZipFile(case.folder / "essai.xlsx", "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", bytes(200 << 20))


def open_in_excel(case: Case) -> None:
    (case.folder / "~$essai.xlsx").write_bytes(bytes([8]) + b"C. Exemp" + bytes(150))


def open_in_libreoffice(case: Case) -> None:
    (case.folder / ".~lock.essai.xlsx#").write_text(
        ",C. Exemp,poste,23.11.2026,;", encoding="utf-8"
    )


def config_typo(case: Case) -> None:
    config = case.folder / "config.yaml"
    config.write_text(
        config.read_text(encoding="utf-8").replace("programme:", "programe:"), encoding="utf-8"
    )


def target_typo(case: Case) -> None:
    with (case.folder / "config.yaml").open("a", encoding="utf-8") as config:
        config.write("targets: {participant: 160}\n")


def title_on_two_lines(case: Case) -> None:
    with (case.folder / "config.yaml").open("a", encoding="utf-8") as config:
        config.write('meetings: {directions: {title: "Comité\\nde pilotage"}}\n')


def config_not_yaml(case: Case) -> None:
    (case.folder / "config.yaml").write_text("siae: [", encoding="utf-8")


def only_an_empty_tab(case: Case) -> None:
    write_book(case.folder / "essai.xlsx", {"Essai": ()})


def only_a_header(case: Case) -> None:
    write_book(case.folder / "essai.xlsx", {"Essai": (HEADERS,)})


def no_header(case: Case) -> None:
    write_book(case.folder / "essai.xlsx", {"Essai": (ANNA, OMAR)})


def wrong_tab(case: Case) -> None:
    write_book(case.folder / "essai.xlsx", {"Essais": (HEADERS, ANNA)})


@pytest.mark.parametrize("command", [["check"], ["prepare"], ["consolidate"]])
@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (no_file, "n'existe pas"),
        (not_a_workbook, "n'est pas un classeur"),
        (a_zip_but_no_workbook, "n'est pas un classeur"),
        (cut_short, "n'est pas un classeur"),
        (encrypted, "mot de passe"),
        (old_format, "ancien format"),
        (bomb, "se déplierait"),
        (open_in_excel, "ouvert par C. Exemp"),
        (open_in_libreoffice, "ouvert par C. Exemp"),
        (config_typo, "Vouliez-vous « programme »"),
        (config_not_yaml, "YAML"),
        (title_on_two_lines, "une seule ligne"),
        (target_typo, "Vouliez-vous « participants »"),
        (only_an_empty_tab, "est vide"),
        (only_a_header, "aucune saisie"),
        (no_header, "Aucune ligne de titres"),
        (wrong_tab, "Vouliez-vous « Essais »"),
    ],
)
def test_it_is_said_in_one_sentence_and_nothing_is_written(
    case: Case, spoil: Callable[[Case], None], words: str, command: list[str]
) -> None:
    case.make({"Essai": (HEADERS, ANNA)})
    spoil(case)
    before = {file.name: file.read_bytes() for file in case.folder.iterdir()}
    result = case.run(*command)
    assert result.exit_code == 2
    assert words in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert {file.name: file.read_bytes() for file in case.folder.iterdir()} == before


def test_a_damaged_workbook_never_ends_in_a_crash(case: Case) -> None:
    import io
    import random

    case.make({"Essai": (HEADERS, ANNA, OMAR)})
    file, dice = case.folder / "essai.xlsx", random.Random(7)
    whole = file.read_bytes()
    with zipfile.ZipFile(io.BytesIO(whole)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for turn in range(60):
        if turn % 2:
            damaged = bytearray(whole)
            for _ in range(dice.choice([1, 3, 20])):
                damaged[dice.randrange(len(damaged))] = dice.randrange(256)
            file.write_bytes(damaged)
        else:
            name = dice.choice(list(parts))
            with zipfile.ZipFile(file, "w") as package:
                for other, data in parts.items():
                    package.writestr(
                        other, data[: dice.randrange(len(data))] if other == name else data
                    )
        result = case.run("check", "--quiet")
        assert result.exit_code in (0, 1, 2)
        assert "Panne" not in result.stderr


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_a_pipe_in_the_place_of_the_workbook_is_not_waited_for(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA)})
    (case.folder / "essai.xlsx").unlink()
    os.mkfifo(case.folder / "essai.xlsx")
    for command in ("check", "prepare"):
        result = case.run(command)
        assert result.exit_code == 2
        assert "essai.xlsx" in plain(result.output)
