"""What passes the door: texts masked, parts that are for others emptied, columns left behind."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest
from markupsafe import Markup

from forms.loading import load_form
from sheets_sync.errors import Refusal
from sheets_sync.release.audiences import load_audiences
from sheets_sync.release.door import Door
from sheets_sync.release.masking import Only
from sheets_sync.sheets.content import Content, Link, StyledText
from sheets_sync.sheets.sheet import Block, Sheet

FORM = load_form("participant")
AUDIENCES = load_audiences(FORM)
DOOR = Door(AUDIENCES, lambda text: text.replace("DIALLO", "[nom retiré]"))
NIR = "2 95 03 99 123 456"


def released(output: Any, content: Any) -> Any:
    return DOOR.release(output, content).content


def test_a_text_is_masked_however_deep_it_lies() -> None:
    cells: list[list[Content]] = [
        ["DIALLO", Link("voir DIALLO", None, "Un", "A1"), StyledText("DIALLO", "error"), 3]
    ]
    sheet = Sheet("DIALLO", [Block(0, 0, cells, ["text"] * 4)], {}, {}, notes={(0, 0): "DIALLO"})
    seen = released("pilotage", {"titre": ("DIALLO",), "sheet": sheet})
    assert "DIALLO" not in repr(seen)
    assert seen["sheet"].blocks[0].rows[0][2].role == "error"


def test_a_text_that_stands_on_every_page_is_looked_at_once() -> None:
    seen: list[str] = []

    def known_people(text: str) -> str:
        seen.append(text)
        return text

    door = Door(AUDIENCES, known_people)
    for siae in ("Atelier des Quais", "Net Horizon"):
        door.release("siae_dashboard", {"titre": siae, "legende": ["Sorties"]})
    assert sorted(seen) == ["Atelier des Quais", "Net Horizon", "Sorties", "legende", "titre"]


def test_a_drawing_stays_a_drawing() -> None:
    assert isinstance(released("dashboard", Markup("<svg>DIALLO</svg>")), Markup)


def test_of_a_drawing_its_words_are_looked_at_and_no_place_of_a_point() -> None:
    seen: list[str] = []

    def known_people(text: str) -> str:
        seen.append(text)
        return text.replace("DIALLO", "[nom retiré]")

    drawing = '<svg aria-label="Courbe de DIALLO"><text x="33.0" y="7">DIALLO</text></svg>'
    door = Door(AUDIENCES, known_people)
    shown = door.release("siae_dashboard", Markup(drawing)).content  # noqa: S704
    assert shown == drawing.replace("DIALLO", "[nom retiré]")
    assert sorted(seen) == ["Courbe de DIALLO", "DIALLO"]


def test_the_tab_keeps_its_names_and_nobody_a_social_security_number() -> None:
    assert released("feedback", f"DIALLO {NIR}").startswith("DIALLO")
    assert "123" not in released("feedback", f"DIALLO {NIR}")


@pytest.mark.parametrize(
    ("output", "text"),
    [
        ("report", "la personne P-ABCD2345"),
        ("report", "vu en 'Net Horizon'!F12"),
        ("directions_agenda", "la personne P-ABCD2345"),
    ],
)
def test_a_pseudonym_or_a_place_in_a_text_stays_inside(output: Any, text: str) -> None:
    seen = released(output, text)
    assert "P-ABCD2345" not in seen
    assert "F12" not in seen


def test_levels_of_french_are_no_cells() -> None:
    assert released("report", "passés de A2 à B1 !") == "passés de A2 à B1 !"


def test_a_part_that_is_for_others_is_empty() -> None:
    content = {"budget": Only("money", ["12 €"]), "situations": Only("pseudonyms", ["P-ABCD2345"])}
    assert released("directions_agenda", content) == {"budget": ["12 €"], "situations": []}
    assert released("counsellors_agenda", content) == {"budget": [], "situations": ["P-ABCD2345"]}


def test_what_cannot_be_looked_into_does_not_leave() -> None:
    with pytest.raises(TypeError, match="cannot look into a bytes"):
        released("report", {"logo": b"DIALLO"})


def rows(output: Any) -> pd.DataFrame:
    values: dict[str, list[Any]] = {field.id: [None] for field in FORM.fields}
    values |= {"siae": ["Un"], "tab": ["Un"], "row": [2], "person": ["P-ABCD2345"]}
    values |= {"nom": ["DIALLO"], "poste": ["aide de DIALLO"], "date_entree": [date(2026, 1, 5)]}
    values |= {"commentaire": ["parle de DIALLO"]}
    frame = pd.DataFrame({name: pd.Series(cells, dtype=object) for name, cells in values.items()})
    return DOOR.rows(output, frame, FORM).content


def test_states_have_no_free_text_and_consortium_no_name_in_one() -> None:
    state, consortium = rows("state"), rows("consortium")
    texts = {"poste", "commune", "referent"}
    assert texts.isdisjoint(state.columns)
    assert texts < set(consortium.columns)
    assert consortium["poste"].tolist() == ["aide de [nom retiré]"]
    assert not {"nom", "prenom", "commentaire"} & {*state.columns, *consortium.columns}


@pytest.mark.parametrize("output", ["report", "annex"])
def test_nobody_outside_gets_a_row_which_is_a_count_of_one(output: Any) -> None:
    with pytest.raises(Refusal) as refused:
        rows(output)
    assert refused.value.code == "privacy.rows"


def test_rows_with_names_have_them_as_they_are_and_no_comment() -> None:
    named = rows("named_export")
    assert (named["nom"][0], named["poste"][0]) == ("DIALLO", "aide de DIALLO")
    assert "commentaire" not in named.columns


def test_an_authority_gets_the_fields_it_is_owed_and_no_others() -> None:
    frame = pd.DataFrame({field.id: ["x"] for field in FORM.fields} | {"person": ["P-ABCD2345"]})
    frame["nom"], frame["commune"] = "DIALLO", "chez DIALLO"
    fse = AUDIENCES.authorities["fse"]
    owed = DOOR.participants(fse, frame, FORM).content
    assert (owed["nom"][0], owed["commune"][0]) == ("DIALLO", "chez [nom retiré]")
    assert tuple(owed.columns) == fse.fields
    assert {"frein_sante", "commentaire", "person"}.isdisjoint(owed.columns)
