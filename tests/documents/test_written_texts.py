"""What a person wrote for a report is in the next one, wherever they wrote it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

import report_templates
from sheets_sync.documents.reports.written_texts import blanks_of, texts_in
from tests.conftest import ANNA, HEADERS, Case, Rows
from tests.typing_commands import plain

TEXTS = ("Financeur", "Période", "Partie", "Texte")
FUNDER = "funders: {dreets: {name: DREETS, sections: [resume, difficultes, perspectives]}}"
TEMPLATE = Path(report_templates.__file__).parent / "rapport-financeur.docx"
OCTOBER, NOVEMBER = "2026-10-26", "2026-11-26"


def written(case: Case, *rows: tuple[str, str, str, str]) -> None:
    """A programme whose tab of texts has these rows."""
    tabs: dict[str, Rows] = {"Essai": (HEADERS, ANNA)}
    if rows:
        tabs["Textes"] = (TEXTS, *rows)
    case.make(tabs, FUNDER)


def draft(case: Case, day: str) -> Path:
    """The draft of that day, made."""
    result = case.run("report", "dreets", "--draft", as_of=day)
    assert result.exit_code == 0, result.output
    return next((case.folder / "documents").rglob(f"rapport-dreets-{day}*.docx"))


def texts_of(document: Path) -> Mapping[str, Sequence[str]]:
    return texts_in(document, blanks_of(TEMPLATE))


def type_into(document: Path, place: str, text: str) -> None:
    """What somebody does in Word: they put their words in the place of ours."""
    opened = docx.Document(str(document))
    for control in opened.element.body.iter(qn("w:sdt")):
        if control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}").get(qn("w:val")) == place:
            first, *rest = control.iter(qn("w:t"))
            first.text = text
            for piece in rest:
                piece.text = ""
    opened.save(str(document))


def test_a_text_of_the_tab_stands_in_the_report_and_is_no_blank_any_more(case: Case) -> None:
    written(case, ("DREETS", "2026", "résumé", "Une bonne année."))
    result = case.run("report", "dreets", "--draft", as_of=NOVEMBER)
    assert "Résumé" not in result.stdout
    assert texts_of(draft(case, NOVEMBER)) == {"resume": ["Une bonne année."]}


@pytest.mark.parametrize(
    ("rows", "shown"),
    [
        (
            [("tous", "2026", "résumé", "Pour tous."), ("DREETS", "2026", "résumé", "À elle.")],
            "À elle.",
        ),
        (
            [("DREETS", "2025", "résumé", "Avant."), ("DREETS", "2026", "résumé", "Après.")],
            "Après.",
        ),
        ([("DREETS", "2025", "résumé", "Repris.")], "Repris."),
        (
            [("Autre", "2026", "résumé", "Pas elle."), ("tous", "", "résumé", "Toujours.")],
            "Toujours.",
        ),
        ([("DREETS", "2027", "résumé", "Trop tôt."), ("DREETS", "", "résumé", "Bon.")], "Bon."),
        (
            [("DREETS", "2025", "résumé", "Avant."), ("DREETS", "T3 2026", "résumé", "Après.")],
            "Après.",
        ),
        (
            [("DREETS", "2025", "résumé", "Compris."), ("DREETS", "cet été", "résumé", "Non.")],
            "Compris.",
        ),
    ],
)
def test_the_newest_text_of_the_funder_is_taken(
    case: Case, rows: list[tuple[str, str, str, str]], shown: str
) -> None:
    written(case, *rows)
    assert texts_of(draft(case, NOVEMBER))["resume"] == [shown]


def test_a_text_of_no_report_is_told_at_the_cell_that_says_whose_it_is(case: Case) -> None:
    written(
        case,
        ("Dretes", "2026", "résumé", "Pour elle."),
        ("dreets", "été 2026", "perspectives", "Plus tard."),
        ("Tous", "juin 2026", "difficultés", "Compris."),
    )
    told = {one["cell"]: one["rule"] for one in case.check()["anomalies"] if one["tab"] == "Textes"}
    assert told == {"A2": "report_text.funder", "B3": "report_text.period"}


def test_what_was_typed_last_month_is_in_this_months_report_and_is_said(case: Case) -> None:
    written(case)
    october = draft(case, OCTOBER)
    type_into(october, "difficultes", "Moins de places en été.")
    before = october.read_bytes()
    result = case.run("report", "dreets", "--draft", as_of=NOVEMBER)
    assert f"texte repris de {october.name}, à relire : les difficultés" in plain(result.stdout)
    november = draft(case, NOVEMBER)
    assert texts_of(november)["difficultes"] == ["Moins de places en été."]
    assert october.read_bytes() == before
    words = "".join(t.text or "" for t in docx.Document(str(november)).element.body.iter(qn("w:t")))
    assert "À compléter" in words  # the other places are still blank
    # It is said in the document too, and still is where that was made again.
    assert "1 texte repris d’un document d’avant, à relire" in words.replace("\u00a0", " ")


def test_what_was_typed_is_printed_as_french_is_and_stays_in_its_tab(case: Case) -> None:
    typed = 'Cours de 9h30 à 12h : 50% de réussite, 1 200€... "Bravo!"'
    written(case, ("DREETS", "2026", "résumé", typed))
    tabs = (case.folder / "essai.xlsx").read_bytes()
    (printed,) = texts_of(draft(case, NOVEMBER))["resume"]
    assert printed.replace("\u00a0", "~").replace("\u202f", "~") == (
        "Cours de 9~h~30 à 12~h~: 50~% de réussite, 1~200~€… «~Bravo~!~»"
    )
    assert "diffère" not in case.run("report", "dreets", "--draft", as_of=NOVEMBER).stdout
    assert (case.folder / "essai.xlsx").read_bytes() == tabs


def test_what_was_typed_and_differs_from_the_tab_is_said_and_stays(case: Case) -> None:
    written(case, ("DREETS", "2026", "perspectives", "De l'onglet."))
    october = draft(case, OCTOBER)
    type_into(october, "perspectives", "Retouché dans Word.")
    result = case.run("report", "dreets", "--draft", as_of=NOVEMBER)
    assert "diffère" in result.stdout
    assert texts_of(draft(case, NOVEMBER))["perspectives"] == ["De l’onglet."]
    assert texts_of(october)["perspectives"] == ["Retouché dans Word."]


def test_a_text_that_stands_in_print_as_in_the_tab_does_not_differ(case: Case) -> None:
    written(case, ("DREETS", "2026", "résumé", "L'année : « bonne »."))
    draft(case, OCTOBER)
    assert "diffère" not in case.run("report", "dreets", "--draft", as_of=NOVEMBER).stdout


def test_a_participant_named_in_a_text_is_masked(case: Case) -> None:
    family, given = str(ANNA[0]), str(ANNA[1])
    written(case, ("DREETS", "2026", "résumé", f"{given} {family} a trouvé un emploi."))
    shown = " ".join(texts_of(draft(case, NOVEMBER))["resume"])
    assert "a trouvé un emploi" in shown
    assert family not in shown


def test_a_damaged_document_has_no_text_and_stops_nothing(case: Case) -> None:
    written(case)
    draft(case, OCTOBER).write_bytes(b"PK\x03\x04 no document")
    assert texts_of(draft(case, NOVEMBER)) == {}


def controls(document: Any) -> Mapping[str, Any]:
    """The content controls of an open document, by the key of their place."""
    return {
        control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}").get(qn("w:val")): control
        for control in document.element.body.iter(qn("w:sdt"))
    }


def test_places_that_another_program_left_without_their_key_are_known_by_title(case: Case) -> None:
    written(case)
    october = draft(case, OCTOBER)
    type_into(october, "difficultes", "Moins de places en été.")
    opened = docx.Document(str(october))
    for control in controls(opened).values():
        properties = control.find(qn("w:sdtPr"))
        properties.remove(properties.find(qn("w:tag")))
    opened.save(str(october))
    assert texts_of(draft(case, NOVEMBER))["difficultes"] == ["Moins de places en été."]


@pytest.mark.parametrize("typed", ["Un groupe de mères a ouvert en mai.", "un groupe"])
def test_what_is_written_on_behind_what_is_asked_for_is_taken_without_it(
    case: Case, typed: str
) -> None:
    written(case)
    october = draft(case, OCTOBER)
    opened = docx.Document(str(october))
    *_, last = controls(opened)["resume"].iter(qn("w:t"))
    last.text = f"{last.text} {typed}"
    opened.save(str(october))
    assert texts_of(draft(case, NOVEMBER))["resume"] == [typed]


def test_a_text_typed_into_an_older_draft_is_found_and_one_emptied_since_stays_so(
    case: Case,
) -> None:
    written(case)
    october, later = draft(case, OCTOBER), draft(case, "2026-11-02")
    type_into(october, "resume", "Une bonne année.")
    type_into(october, "difficultes", "Moins de places en été.")
    type_into(later, "difficultes", "")
    november = draft(case, NOVEMBER)
    assert texts_of(november)["resume"] == ["Une bonne année."]
    assert "difficultes" not in texts_of(november)


def test_lines_and_tabs_within_a_place_keep_words_apart(case: Case) -> None:
    written(case)
    october = draft(case, OCTOBER)
    type_into(october, "resume", "Premier point")
    opened = docx.Document(str(october))
    run = next(controls(opened)["resume"].iter(qn("w:r")))
    for element, text in (("w:br", "Second point"), ("w:tab", "suite")):
        run.append(OxmlElement(element))
        piece = OxmlElement("w:t")
        piece.text = text
        run.append(piece)
    opened.save(str(october))
    assert texts_of(draft(case, NOVEMBER))["resume"] == ["Premier point", "Second point suite"]
