"""What figures and documents need of a form is held against a consortium's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from forms.definition_file import DefinitionError
from forms.loading import FORM_IDS, load_form
from sheets_sync.form_needs import check_needs
from tests.conftest import ANNA, HEADERS, Case
from tests.forms.own_form import line_with, own_form


@pytest.mark.parametrize("form_id", FORM_IDS)
def test_ours_have_it(form_id: str) -> None:
    check_needs(load_form(form_id))


def test_a_field_that_is_gone_is_told(tmp_path: Path) -> None:
    file = own_form(tmp_path, "decision", ("id: etat", "id: statut"))
    with pytest.raises(DefinitionError, match="il manque le champ « etat »") as caught:
        check_needs(load_form("decision", tmp_path))
    assert caught.value.line == line_with(file, "fields:")


def test_a_run_says_so_in_one_sentence(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA)})
    own_form(
        case.folder,
        "participant",
        (
            "roles:\n"
            "  frein: {none: [Aucun], open: [Identifié, En cours], in_progress: [En cours], "
            "solved: [Levé]}\n",
            "",
        ),
        ("{value: Levé, aliases: [levee,", "{value: Résolu, aliases: [levé, levee,"),
    )
    result = case.run("check")
    assert result.exit_code == 2
    assert "participant.yaml, ligne" in result.stderr
    assert "Vouliez-vous « Résolu » ?" in result.stderr
    assert "panne" not in result.stderr


def test_a_consortium_s_own_words_are_looked_for_in_free_text(case: Case) -> None:
    case.make({"Essai": ((*HEADERS, "Commentaire"), (*ANNA, "En instance de divorce"))})
    rules = [anomaly["rule"] for anomaly in case.check()["anomalies"]]
    assert "text.sensitive" not in rules
    (case.folder / "sensitive.yaml").write_text("family: {label: famille, words: [divorce*]}\n")
    anomalies = [each for each in case.check()["anomalies"] if each["rule"] == "text.sensitive"]
    assert [(each["cell"], "famille" in each["message"]) for each in anomalies] == [("J2", True)]


def test_forms_check_looks_at_every_definition_beside_config(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA)})
    assert "Tout est prêt." in case.run("forms", "check").stdout
    for name, text in (
        ("exits.yaml", "CDDI: {state: other, programme: other}\n"),
        ("meetings.yaml", "directions: [{minutes: 5, title: Tour, kind: vote}]\n"),
        ("account.yaml", "charges: [{compte: '61', libelle: Services, lignes: [x]}]\n"),
        ("sensitive.yaml", "family: {label: famille, word: [divorce]}\n"),
        ("countries.yaml", "countries: [{value: Tibet, aliases: [tibetain]}]\n"),
    ):
        file = case.folder / name
        file.write_text(text, "utf-8")
        result = case.run("forms", "check")
        assert name in result.stdout, result.stdout
        file.unlink()


def test_a_file_beside_config_that_nothing_reads_is_said(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA)})
    (case.folder / "exit.yaml").write_text("CDD: {state: other, programme: other}\n")
    result = case.run("forms", "check")
    assert result.exit_code == 0
    assert "exit.yaml : rien ne lit ce fichier." in result.stdout.replace("\u202f", " ").replace(
        "\u00a0", " "
    )
    assert "exits.yaml" in result.stdout


def test_a_funder_s_condition_is_held_against_the_lists_before_anything_is_written(
    case: Case,
) -> None:
    case.make({"Essai": (HEADERS, ANNA)})
    config = case.folder / "config.yaml"
    funder = "\nfunders:\n  x: {name: X, where: 'protection == \"Refugié\"'}\n"
    config.write_text(config.read_text("utf-8") + funder, "utf-8")
    before = (case.folder / "essai.xlsx").read_bytes()
    result = case.run("consolidate")
    assert result.exit_code == 2
    assert "« Refugié » n'est pas une valeur de « protection »" in result.stderr
    assert "Vouliez-vous « Réfugié » ?" in result.stderr
    assert (case.folder / "essai.xlsx").read_bytes() == before
