"""Whatever is wrong with the input: one clear sentence in French, exit code 2, nothing written."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ANNA, HEADERS, OMAR, Case, write_book, write_config


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
        (no_file, "n'existe pas"), (not_a_workbook, "n'est pas un classeur"), (a_zip_but_no_workbook, "n'est pas un classeur"), (cut_short, "n'est pas un classeur"),
        (encrypted, "mot de passe"), (old_format, "ancien format"), (bomb, "se déplierait"), (open_in_excel, "ouvert par C. Exemp"), (open_in_libreoffice, "ouvert par C. Exemp"),
        (config_typo, "Vouliez-vous « programme »"), (config_not_yaml, "YAML"), (title_on_two_lines, "une seule ligne"), (target_typo, "Vouliez-vous « participants »"), (only_an_empty_tab, "est vide"), (only_a_header, "aucune saisie"), (no_header, "Aucune ligne de titres"),
        (wrong_tab, "Vouliez-vous « Essais »"),
    ],
)  # fmt: skip
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


def test_one_bad_tab_does_not_stop_the_others(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA), "Deux": ()})
    result = case.run("consolidate")
    assert result.exit_code == 0
    assert "L'onglet « Deux » est vide. Les autres onglets sont traités." in result.stderr
    assert case.tabs() == ["Un", "Deux", "Pilotage", "Anomalies", "Consortium"]


def test_strict_stops_at_a_bad_tab(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA), "Deux": ()})
    result = case.run("consolidate", "--strict")
    assert result.exit_code == 2
    assert case.tabs() == ["Un", "Deux"]


def test_a_tab_that_config_names_and_nobody_has_is_said_after_the_rest_is_done(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA), "Deux": (HEADERS, OMAR)})
    write_config(case.folder, ["Un", "Deu"])
    result = case.run("check", "--json")
    assert result.exit_code == 2
    assert "Vouliez-vous « Deux »" in result.stderr
    assert '"rows_kept": 1' in result.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [(["agenda", "direction"], "Vouliez-vous « directions »"), (["report", "dret"], "Vouliez-vous « dreets »"), (["indicators", "--explain", "entree"], "Vouliez-vous « entrees »"),
     (["indicators", "--siae", "Esai"], "Vouliez-vous « Essai »"), (["export", "table.txt"], ".csv, .xlsx ou .parquet"), (["indicators", "--from", "hier"], "AAAA-MM-JJ")],
)  # fmt: skip
def test_a_wrong_word_on_the_line_gets_the_nearest_right_one(
    case: Case, words: list[str], said: str
) -> None:
    result = case.make({"Essai": (HEADERS, ANNA)}).run(*words)
    assert result.exit_code == 2
    assert said in result.stderr


def test_the_export_never_replaces_the_staffs_workbook(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA)})
    before = (case.folder / "essai.xlsx").read_bytes()
    assert case.run("export", str(case.folder / "essai.xlsx")).exit_code == 2
    assert (case.folder / "essai.xlsx").read_bytes() == before


def test_a_broken_template_is_explained(case: Case) -> None:
    from docx import Document

    folder: Path = case.make({"Essai": (HEADERS, ANNA)}).folder / "report_templates"
    folder.mkdir()
    document = Document()
    document.add_paragraph("{{ programe }}")
    document.save(str(folder / "rapport-financeur.docx"))
    result = case.run("report", "dreets")
    assert result.exit_code == 2
    assert (
        "« programe » n'est pas connu, dans « {{ programe }} ». Vouliez-vous « programme » ?"
        in result.stderr
    )


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


def test_doctor_looks_at_files_too(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA)})
    result = case.run("doctor")
    assert (result.exit_code, "✓ essai.xlsx : se lit et peut être remplacé." in result.stdout) == (
        0,
        True,
    )
    (case.folder / ".~lock.essai.xlsx#").write_text(",Marie,poste,;", encoding="utf-8")
    result = case.run("doctor")
    assert (
        result.exit_code,
        "✗ essai.xlsx : Le classeur essai.xlsx est ouvert par Marie" in result.stdout,
    ) == (2, True)
