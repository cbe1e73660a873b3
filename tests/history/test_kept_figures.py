"""Documents made again with the figures they had."""

from __future__ import annotations

import json
from datetime import date

from sheets_sync.documents.reports.changes import differences
from tests.conftest import ANNA, HEADERS, OMAR, Case
from tests.history.memories import history_of
from tests.history.people import TWENTY
from tests.typing_commands import plain

ALI = ("KONÉ", "Ali", "Homme", date(1991, 2, 3), date(2026, 1, 5), "CDDI", "", "", "")


def test_a_report_is_made_again_with_the_figures_it_had(case: Case) -> None:
    from docx import Document

    case.make({"Un": (HEADERS, ANNA, OMAR, ALI)}, "funders: {dreets: {name: DREETS}}")
    case.run("prepare", as_of="2026-11-02")
    file = (
        case.folder / "documents" / "rapports" / "dreets" / "rapport-dreets-2026-11-02-projet.docx"
    )
    before = file.read_bytes()
    case.make({"Un": (HEADERS, ANNA)}, "funders: {dreets: {name: DREETS}}")
    file.unlink()
    result = case.run("report", "dreets", "--again", "2026-11-02", as_of="2026-11-23")
    assert result.exit_code == 0, result.stderr
    assert file.read_bytes() == before
    assert any(
        "Moins de 5 personnes accompagnées" in paragraph.text
        for paragraph in Document(str(file)).paragraphs
    )
    missing = case.run("report", "dreets", "--again", "2026-10-05", as_of="2026-11-23")
    assert missing.exit_code == 2
    assert "Ceux dont les chiffres sont gardés : rapport-dreets-2026-11-02-projet" in missing.stderr


FUNDER = "funders: {dreets: {name: DREETS, start: 2025-07-01, end: 2026-06-30}}"


def test_a_report_that_was_issued_stays_and_says_what_changed(case: Case) -> None:
    case.make({"Un": (HEADERS, *TWENTY)}, FUNDER)
    assert case.run("report", "dreets", as_of="2026-09-01").exit_code == 0
    file = case.folder / "documents" / "rapports" / "dreets" / "rapport-dreets-2026-06-30.docx"
    before = file.read_bytes()
    case.make({"Un": (HEADERS, *TWENTY[:18])}, FUNDER)
    said = case.run("report", "dreets", as_of="2026-11-23").stdout.replace("\u00a0", " ")
    assert "déjà émis : le rapport garde ses chiffres" in said
    assert "Personnes accompagnées : 20 → 18" in said
    assert file.read_bytes() == before
    case.run("prepare", as_of="2026-11-23")
    assert file.read_bytes() == before


def test_a_draft_is_not_the_last_word(case: Case) -> None:
    case.make({"Un": (HEADERS, *TWENTY[:18])}, FUNDER)
    case.run("prepare", as_of="2026-07-02")
    case.make({"Un": (HEADERS, *TWENTY)}, FUNDER)
    assert "déjà émis" not in case.run("report", "dreets", as_of="2026-07-06").stdout
    figures = history_of(case).documents.figures("rapport-dreets-2026-06-30")
    assert '"accompagnees": "20"' in json.dumps(figures)


def test_what_has_changed_is_named_as_its_readers_name_it() -> None:
    then = {
        "publics": [
            {
                "titre": "Sexe",
                "total": "20",
                "arrete": "",
                "lignes": [{"nom": "Femme", "nombre": "9", "part": "45 %"}],
            }
        ],
        "freins": [{"nom": "santé", "identifies": "9", "leves": "7", "part": "78 %"}],
    }
    now = json.loads(json.dumps(then))
    now["publics"][0] |= {"total": "21", "arrete": "ventilation arrêtée au 30 juin 2026"}
    now["freins"][0] |= {"identifies": "12", "leves": "10"}
    assert [plain(line) for line in differences(then, now)] == [
        "Sexe (total) : 20 → 21",
        "Sexe (date de la ventilation) : absent → ventilation arrêtée au 30 juin 2026",
        "Freins, santé (identifiés) : 9 → 12",
        "Freins, santé (levés) : 7 → 10",
    ]


def test_a_space_that_breaks_no_more_is_no_change_of_a_figure() -> None:
    then = {"publics": [{"titre": "Sexe", "arrete": "arrêtée au 30 juin 2026"}]}
    now = {"publics": [{"titre": "Sexe", "arrete": "arrêtée au 30\u00a0juin\u00a02026"}]}
    assert differences(then, now) == []


def test_every_figure_of_a_report_has_a_name_in_french(case: Case) -> None:
    case.make({"Un": (HEADERS, *TWENTY)}, FUNDER)
    case.run("report", "dreets", "--yes", as_of="2026-06-30")
    figures = history_of(case).documents.figures("rapport-dreets-2026-06-30")
    labels = [line.split(" : ")[0] for line in differences({}, figures)]
    assert labels
    assert not [label for label in labels if "_" in label]
