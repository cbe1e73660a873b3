"""`forms check`: each definition beside config is held against the forms, each mistake is said."""

from __future__ import annotations

from collections.abc import Sequence

import docx
import pytest

from sheets_sync.stages.wrong_names import mistakes_in_templates
from sheets_sync.workspace import open_workspace
from tests.conftest import ANNA, HEADERS, Case
from tests.typing_commands import plain

RIGHT = {
    "account.yaml": "charges: [{compte: '61', libelle: Services, lignes: []}]\n",
    "exits.yaml": "CDD: {state: other, programme: other}\n",
    "indicators.yaml": "let: {homme: 'sexe == \"Homme\"'}\n",
    "meetings.yaml": "directions: [{minutes: 5, title: Tour de table, kind: échange}]\n",
    "messages.yaml": "errors.rows.none: Rien dans {file}.\n",
    "sensitive.yaml": "family: {label: famille, words: [divorce]}\n",
}


@pytest.fixture
def programme(case: Case) -> Case:
    return case.make({"Essai": (HEADERS, ANNA)})


@pytest.mark.parametrize("name", RIGHT)
def test_a_file_beside_config_is_said_to_be_read(programme: Case, name: str) -> None:
    (programme.folder / name).write_text(RIGHT[name], "utf-8")
    result = programme.run("forms", "check")
    (programme.folder / name).unlink()
    programme.run("forms", "check")  # the sentences are ours again
    assert result.exit_code == 0, result.output
    assert f"✓ {name} : complète ou remplace la nôtre" in result.stdout


def test_two_mistakes_in_two_files_are_both_said(programme: Case) -> None:
    (programme.folder / "exits.yaml").write_text("CDDI: {state: other, programme: other}\n")
    (programme.folder / "sensitive.yaml").write_text("family: {label: famille, word: [x]}\n")
    result = programme.run("forms", "check")
    assert result.exit_code == 2
    assert "exits.yaml, ligne 1" in result.stdout
    assert "sensitive.yaml, ligne 1" in result.stdout
    assert "2 points à régler" in result.stdout


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ("targets: {participant: 160}", "Vouliez-vous « participants »"),
        ("funders: {x: {name: X, siae: [Esai]}}", "Vouliez-vous « Essai »"),
        ("funders: {x: {name: X, where: 'protection == \"Refugié\"'}}", "Vouliez-vous « Réfugié »"),
        ("funders: {x: {name: X, template: raport-financeur.docx}}", "« rapport-financeur.docx »"),
        ("meetings: {directions: {title: T, template: ordre.docx}}", "« ordre.docx » n'existe pas"),
    ],
)
def test_a_name_in_config_that_stands_for_nothing_is_said(
    case: Case, config: str, said: str
) -> None:
    case.make({"Essai": (HEADERS, ANNA)}, config)
    result = case.run("forms", "check")
    assert (result.exit_code, said in result.stdout) == (2, True), result.output


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("indicateurs.yaml", ""),
        ("exit.yaml", "exits.yaml"),
        ("exits.yml", "exits.yaml"),
        ("forms/participants.yaml", "forms/participant.yaml"),
        ("report_templates/relances.txt", "report_templates/relance.txt"),
    ],
)
def test_a_file_that_nothing_reads_is_said_with_the_nearest_name(
    programme: Case, name: str, nearest: str
) -> None:
    file = programme.folder / name
    file.parent.mkdir(exist_ok=True)
    file.write_text("a: b\n", "utf-8")
    result = programme.run("forms", "check")
    assert result.exit_code == 0
    assert f"· {name} : rien ne lit ce fichier." in result.stdout
    assert f"Vouliez-vous « {nearest} »" in result.stdout or not nearest


def test_another_config_and_an_open_template_are_no_lost_definitions(programme: Case) -> None:
    config = (programme.folder / "config.yaml").read_text("utf-8")
    (programme.folder / "essai.yaml").write_text(config, "utf-8")
    (programme.folder / "report_templates").mkdir()
    (programme.folder / "report_templates" / "~$lance.txt").write_text("", "utf-8")
    assert "rien ne lit" not in programme.run("forms", "check").stdout


def own_template(programme: Case, name: str, text: str) -> None:
    folder = programme.folder / "report_templates"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("relance.txt", "Objet : {{ programm }}\n", "Vouliez-vous « programme »"),
        (
            "tableau-de-bord.html",
            "{% for c in cartes %}{{ c.valeurs }}{% endfor %}",
            "Vouliez-vous « c.valeur »",
        ),
        ("ordre-du-jour.txt", "Objet : {% if titre %}oui\n", "« if » est ouvert et jamais fermé"),
    ],
)
def test_a_mistake_in_a_template_is_told_before_anything_is_written(
    case: Case, name: str, text: str, said: str
) -> None:
    case.make({"Essai": (HEADERS, ANNA)}, "funders: {x: {name: X}}\n")
    own_template(case, name, text)
    result = case.run("forms", "check")
    assert (result.exit_code, said in plain(result.stdout)) == (2, True), result.output
    before = (case.folder / "essai.xlsx").read_bytes()
    result = case.run("prepare")
    assert (result.exit_code, said in plain(result.stderr)) == (2, True), result.output
    assert (case.folder / "essai.xlsx").read_bytes() == before


@pytest.mark.parametrize(
    ("name", "unmade", "others"),
    [
        (
            "rapport-financeur.docx",
            "rapport à la DREETS (« Bilan »)",
            ["rapport-ville", "ordre-du-jour"],
        ),
        ("directions.docx", "ordre du jour « Comité »", ["rapport-ville", "rapport-dreets"]),
    ],
)
def test_a_mistake_in_the_template_of_one_document_leaves_that_one_unmade(
    case: Case, name: str, unmade: str, others: Sequence[str]
) -> None:
    case.make(
        {"Essai": (HEADERS, ANNA)},
        "funders:\n"
        "  dreets: {name: DREETS, title: Bilan}\n"
        "  ville: {name: Ville, template: ville.docx}\n"
        "meetings: {directions: {title: Comité, template: directions.docx}, echange: {title: É}}\n",
    )
    (case.folder / "report_templates").mkdir()
    for template in ("ville.docx", "directions.docx"):
        docx.Document().save(str(case.folder / "report_templates" / template))
    own_template(case, name, "rien")
    result = case.run("prepare")
    assert result.exit_code == 2, result.output
    last = plain(result.stdout).splitlines()[-1]
    assert f"tout le reste l'est : {unmade}. Le modèle {name} a un problème" in last
    made = [file.name for file in (case.folder / "documents").rglob("*.docx")]
    assert all(any(file.startswith(other) for file in made) for other in others)


def test_the_templates_that_we_ship_show_only_what_there_is(programme: Case) -> None:
    workspace = open_workspace(programme.folder / "config.yaml")
    assert list(mistakes_in_templates(workspace)) == []


@pytest.mark.parametrize(
    ("config", "name", "said"),
    [
        ("", "direction", "Vouliez-vous « directions »"),
        ("meetings: {bureau: {title: Bureau}}\n", "directions", "Possible ici : bureau"),
        ("meetings: {bureau: {title: Bureau}}\n", "bureaux", "Vouliez-vous « bureau »"),
    ],
)
def test_points_of_a_meeting_that_config_does_not_have_are_told(
    case: Case, config: str, name: str, said: str
) -> None:
    case.make({"Essai": (HEADERS, ANNA)}, config)
    points = f"# les nôtres\n{name}: [{{minutes: 5, title: Tour de table, kind: échange}}]\n"
    (case.folder / "meetings.yaml").write_text(points, "utf-8")
    for result in (case.run("forms", "check"), case.run("prepare")):
        message = plain(result.output)
        assert result.exit_code == 2
        assert f"meetings.yaml, ligne 2, « {name} » : « {name} » n'est pas une réunion" in message
        assert said in message


def test_points_of_a_meeting_of_config_are_read(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA)}, "meetings: {bureau: {title: Bureau}}\n")
    points = "bureau: [{minutes: 5, title: Tour de table, kind: échange}]\n"
    (case.folder / "meetings.yaml").write_text(points, "utf-8")
    assert case.run("forms", "check").exit_code == 0


def test_a_mistake_in_the_countries_is_told_once(programme: Case) -> None:
    (programme.folder / "countries.yaml").write_text(
        "countries: [{value: Tibet, aliases: [tibétain]}, {value: Népal, aliases: [tibetain]}]\n",
        "utf-8",
    )
    result = programme.run("forms", "check")
    assert result.exit_code == 2
    assert result.stdout.count("countries.yaml, ligne 1") == 1, result.stdout
    assert "1 point à régler" in plain(result.stdout)
