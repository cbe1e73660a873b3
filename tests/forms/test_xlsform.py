"""Forms elsewhere: as an XLSForm that pyxform takes without a word, on paper.

And what is wrong with a definition.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from pyxform.xls2xform import convert

from forms.loading import FORM_IDS, load_form
from forms.xlsform import as_xlsform
from forms.xlsform.adopt import as_definition
from tests.conftest import ANNA, HEADERS, Case, write_book


@pytest.mark.java  # ODK Validate
@pytest.mark.parametrize("form_id", FORM_IDS)
def test_pyxform_takes_it_without_a_warning(case: Case, tmp_path: Path, form_id: str) -> None:
    case.make({"Essai": (HEADERS, ANNA)})
    file = tmp_path / f"{form_id}.xlsx"
    result = case.run("forms", "xlsform", form_id, str(file))
    assert result.exit_code == 0, result.stderr
    warnings: list[str] = []
    made = convert(str(file), validate=True, warnings=warnings)
    assert warnings == []
    for field in load_form(form_id).fields:
        assert f"/{field.id}" in made.xform


def test_rules_lists_and_bounds_are_carried(case: Case) -> None:
    made = as_xlsform(load_form("participant"), ["Un", "Deux"], date(2026, 11, 23))
    rows = {row["name"]: row for row in made.survey if row["type"] != "end_group"}
    assert rows["siae"]["type"] == "select_one siae"
    assert (
        rows["sortie_duree_mois"]["required"]
        == "(${motif_sortie} = 'cdd' or ${motif_sortie} = 'interim' or ${motif_sortie} = 'alternance')"
    )
    assert rows["motif_sortie"]["required"] == "${date_sortie} != ''"
    assert "(${date_entree} = '' or . >= ${date_entree})" in rows["date_sortie"]["constraint"]
    assert rows["heures_hebdo"]["constraint"] == "(. > 2) and (. <= 48)"
    assert rows["frein_langue"]["type"] == rows["frein_budget"]["type"]
    assert {"contract.too_short", "exit.date_missing"} <= set(
        made.left_out
    )  # the second would be a circle
    names = [(row["list_name"], row["name"]) for row in made.choices]
    assert len(names) == len(set(names))


def test_the_staff_s_workbook_is_never_the_target(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA)})
    result = case.run("forms", "xlsform", "participant", str(case.folder / "essai.xlsx"))
    assert result.exit_code == 2
    assert openpyxl.load_workbook(case.folder / "essai.xlsx").sheetnames == ["Essai"]
    assert (
        "Vouliez-vous « participant » ?"
        in case.run("forms", "xlsform", "participants", "x.xlsx").stderr
    )


def test_the_form_on_paper_asks_every_question_and_tells_why(case: Case) -> None:
    import docx

    case.make({"Essai": (HEADERS, ANNA)})
    file = case.folder / "fiche.docx"
    assert case.run("forms", "paper", "participant", str(file)).exit_code == 0
    document = docx.Document(str(file))
    asked = [
        row.cells[0].text.split("\n")[0] for table in document.tables for row in table.rows[1:]
    ]
    assert asked == [
        field.label + " *" * field.required for field in load_form("participant").fields
    ]
    answers = {
        row.cells[0].text.split("\n")[0]: row.cells[1].text
        for table in document.tables
        for row in table.rows
    }
    assert answers["Sexe"].replace("\u00a0", " ") == "☐ Femme   ☐ Homme   ☐ Autre"
    assert answers["QPV"].replace("\u00a0", " ") == "☐ oui   ☐ non   ☐ ne sait pas"
    assert "☐" not in answers["Nationalité"]
    text = " ".join(paragraph.text for paragraph in document.paragraphs)
    assert "délibération 2021-028" in text
    assert "{{" not in text
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in document.tables)
    action = case.folder / "action.docx"
    assert case.run("forms", "paper", "action", str(action)).exit_code == 0
    assert "☐\u00a0Essai" in docx.Document(str(action)).tables[0].rows[3].cells[1].text
    assert (
        case.run("forms", "paper", "action", "x.pdf").exit_code,
        case.run("forms", "paper", "actions", "x.docx").exit_code,
    ) == (2, 2)


@pytest.mark.office
def test_the_form_on_paper_prints_as_a_tagged_pdf(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA)})
    assert (
        case.run(
            "forms", "paper", "participant", str(case.folder / "fiche.docx"), "--pdf"
        ).exit_code
        == 0
    )
    told = subprocess.run(
        ["pdfinfo", str(case.folder / "fiche.pdf")], capture_output=True, text=True, check=True
    ).stdout
    assert re.search(r"Tagged: +yes", told)


MISTAKES = {
    "label twice": ("label: Prénom,", "label: Nom,", "le titre de colonne « Nom » sert à la fois à « nom » et à « prenom »"),
    "choice twice": ("{value: Autre, aliases: [non binaire, x, autres]}", "{value: Femme}", "le choix « Femme » est deux fois dans la liste"),
    "alias of two": ("[non binaire, x, autres]", "[non binaire, madame]", "« madame » veut dire à la fois « Femme » et « Autre »"),
    "rule on nothing": ("require: date_sortie >= date_entree", "require: date_sorti >= date_entree", "« date_sorti »"),
    "unknown key": ("label: Prénom,", "label: Prénom, obligatoire: true,", "obligatoire"),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_in_a_form_is_told_with_its_place(case: Case, name: str) -> None:
    before, after, said = MISTAKES[name]
    case.make({"Essai": (HEADERS, ANNA)})
    assert "Tout est prêt." in case.run("forms", "check").stdout
    text = (Path(__file__).parents[2] / "forms" / "participant.yaml").read_text(encoding="utf-8")
    (case.folder / "forms").mkdir()
    (case.folder / "forms" / "participant.yaml").write_text(
        text.replace(before, after, 1), encoding="utf-8"
    )
    result = case.run("forms", "check")
    assert (
        result.exit_code,
        said in result.stdout,
        "participant.yaml, ligne" in result.stdout,
    ) == (2, True, True), result.stdout
    assert "✓ action" in result.stdout


SURVEY = (
    (
        "type",
        "name",
        "label::English (en)",
        "label::Français (fr)",
        "hint::Français (fr)",
        "required",
        "constraint",
        "relevant",
    ),
    ("start", "debut"),
    ("begin group", "g1", "Workshop", "Atelier"),
    ("date", "jour", "Day", "Jour de l'atelier", "", "yes"),
    ("select_one theme", "theme", "Topic", "Thème"),
    (
        "integer",
        "presents",
        "Present",
        "Nombre de présents",
        "Salariés seulement",
        "",
        ". >= 0 and . <= 40",
    ),
    ("select_one on", "suite", "Follow-up", "Suite prévue ?"),
    ("end group",),
    ("text", "bilan", "", "Bilan", "", "${suite} = 'o'", "regex(., 'x')", "${suite} = 'o'"),
    ("select_multiple theme", "autres", "", "Autres thèmes"),
    ("begin repeat", "r", "", "Intervenants"),
    ("text", "nom_intervenant", "", "Nom de l'intervenant"),
    ("end repeat",),
    ("geopoint", "lieu", "", "Lieu"),
    ("calculate", "calcul"),
)
CHOICES = (
    ("list_name", "name", "label::Français (fr)"), ("theme", "t1", "Logement"), ("theme", "budget", "Budget"), ("on", "o", "Oui"), ("on", "n", "Non"),
)  # fmt: skip


def drawn(file: Path, survey: Sequence[Sequence[str]] = SURVEY) -> Path:
    settings = (("form_title", "form_id"), ("Ateliers : bilan", "bilan atelier"))
    return write_book(file, {"survey": survey, "choices": CHOICES, "settings": settings})


def test_an_xlsform_that_somebody_drew_becomes_a_tab_that_is_checked(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA)})
    said = case.run_plain("forms", "adopt", str(drawn(case.folder / "dessin.xlsx"))).stdout.replace(
        "\u00a0", " "
    )
    assert "bilan_atelier.yaml : 6 champs, dans l'onglet « Ateliers bilan »." in said
    for left_out in (
        "ligne 11, « Intervenants » : le type begin repeat est laissé de côté (une ligne est une seule réponse",
        "ligne 14, « Lieu » : le type geopoint est laissé de côté",
        "ligne 9, « Bilan » : obligatoire selon une condition",
        "ligne 9, « Bilan » : posée seulement si « ${suite} = 'o' »",
        "ligne 9, « Bilan » : la contrainte « regex(., 'x') » n'est pas reprise",
    ):
        assert left_out in said
    form = load_form("bilan_atelier", case.folder)
    assert [(field.label, field.type, field.group) for field in form.fields] == [
        ("Jour de l’atelier", "date", "Atelier"), ("Thème", "choice", "Atelier"), ("Nombre de présents", "integer", "Atelier"), ("Suite prévue ?", "yes_no", "Atelier"), ("Bilan", "text", ""), ("Autres thèmes", "choices", ""),
    ]  # fmt: skip
    assert (
        form.fields[0].required,
        form.field("presents").minimum,
        form.field("presents").maximum,
    ) == (True, 0, 40)
    assert "✓ bilan_atelier (le vôtre) : 6 champs" in case.run("forms", "check").stdout.replace(
        "\u00a0", " "
    )
    assert "Ateliers bilan" in case.run("setup").stdout
    answers = case.folder / "reponses.csv"
    answers.write_text(
        "jour,theme,presents,suite,_uuid\n2026-11-20,t1,12,o,a\n2026-11-21,t1,99,o,b\n",
        encoding="utf-8",
    )
    told = case.run("forms", "import", str(answers), "--form", "bilan_atelier").stdout.replace(
        "\u00a0", " "
    )
    assert "« Ateliers bilan » : 1 ligne ajoutée (3)." in told
    assert (
        "Ligne 3 du fichier, pas ajoutée : Nombre de présents : cette valeur est hors des valeurs possibles"
        in told
    )
    assert [
        cell.value
        for cell in openpyxl.load_workbook(case.folder / "essai.xlsx")["Ateliers bilan"][3]
    ][1:4] == [
        "Logement",
        12,
        "oui",
    ]
    result = case.run("consolidate")
    assert result.exit_code == 0, result.output
    assert case.run_plain("forms", "adopt", str(case.folder / "dessin.xlsx")).exit_code == 2


@pytest.mark.parametrize(
    ("survey", "said"),
    [
        ((("type", "name", "label", "relevant"), ("text", "a", "A", "${b} = '1'"), ("text", "b", "B", "${a} = '1'")), "selon une réponse qui dépend d'elle"),
        ((("type", "name", "label"), ("text", "a", "Nom"), ("text", "b", "nom ")), "les questions des lignes 2 et 3 ont le même titre"),
        ((("type", "name", "label"), ("image", "a", "Photo")), "aucune de ses questions ne tient dans la case"),
        ((("type", "name", "label"), ("select_one vide", "a", "Choix")), "il lui faut une liste"),
    ],
)  # fmt: skip
def test_a_drawn_form_that_cannot_be_is_told_why(
    case: Case, survey: Sequence[Sequence[str]], said: str
) -> None:
    case.make({"Essai": (HEADERS, ANNA)})
    result = case.run_plain("forms", "adopt", str(drawn(case.folder / "dessin.xlsx", survey)))
    assert (result.exit_code, said in result.stderr) == (2, True), result.stderr
    assert not (case.folder / "forms").exists()
    other = case.run_plain("forms", "adopt", str(case.folder / "essai.xlsx"))
    assert "il n'a pas de feuille « survey »" in other.stderr


def test_what_of_a_list_has_no_place_in_a_tab_is_told() -> None:
    rows = [
        {"#": "2", "type": "select_one t or_other", "name": "theme", "label": "Thème"},
        {"#": "3", "type": "select_one t", "name": "suite", "label": "Suite"},
        {"#": "4", "type": "select_multiple t", "name": "tous", "label": "Tous"},
    ]
    rows[1]["choice_filter"] = "theme = ${theme}"
    choices = [{"list_name": "t", "name": "a", "label": "A"}]
    told = as_definition({"survey": rows, "choices": choices}).remarks
    assert ["or_other" in text for text in told] == [True, False]
    assert "ligne 3, « Suite » : la liste dépend d’une autre réponse" in told[1]
