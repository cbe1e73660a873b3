"""A field of which several values are chosen: read, checked, asked on a phone and on paper."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pyxform.xls2xform import convert

from forms.form import Field, Form
from forms.loading import load_form
from forms.values import Cell, ReadingContext, Value, reader
from forms.xlsform import as_xlsform, choice_name
from forms.xlsform.survey import write_xlsform
from sheets_sync.outside.answer_file import read_answers
from tests.conftest import ANNA, HEADERS, Case, write_book
from tests.forms.own_form import own_form

FIELD = """
  - {id: themes, label: Thèmes, type: choices, privacy: shared, help: "Plusieurs si besoin.",
     choices: [{value: Logement, aliases: [hlm, opt__2]}, {value: Droits et santé},
               {value: Budget}]}
"""


@pytest.fixture
def form(tmp_path: Path) -> Form:
    own_form(tmp_path, "action", ("fields:\n", f"fields:{FIELD}"))
    return load_form("action", tmp_path)


def read(form: Form, text: str) -> tuple[object, str | None]:
    reading = reader(form.field("themes"), ReadingContext(date(2026, 11, 23)))(text)
    return reading.value, reading.rule


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("budget, logement", "Logement ; Budget"),
        ("HLM", "Logement"),
        ("Droits et santé", "Droits et santé"),
        ("droits et sante ; budget", "Droits et santé ; Budget"),
        ("Budget/budget", "Budget"),
    ],
)
def test_each_answer_is_a_value_in_the_order_of_the_list(form: Form, text: str, value: str) -> None:
    assert read(form, text)[0] == value


@pytest.mark.parametrize("text", ["budget, chien", "pas de logement", "chien"])
def test_a_cell_that_is_not_understood_whole_counts_nothing(form: Form, text: str) -> None:
    value, rule = read(form, text)
    assert value is None
    assert rule in ("choice.unknown", "choice.suggested")


def test_a_phone_takes_several(form: Form, tmp_path: Path) -> None:
    made = as_xlsform(form, ["Alpha"], date(2026, 11, 23))
    (row,) = [row for row in made.survey if row.get("name") == "themes"]
    assert row["type"].startswith("select_multiple ")
    write_xlsform(made, tmp_path / "x.xlsx")
    warnings: list[str] = []
    assert "select" in convert(str(tmp_path / "x.xlsx"), validate=False, warnings=warnings).xform
    assert warnings == []


def test_what_a_phone_sends_is_read_in_the_words_of_the_list(form: Form, tmp_path: Path) -> None:
    rows = (("siae", "themes", "_id"), ("alpha", "budget logement", "7"))
    file = write_book(tmp_path / "réponses.xlsx", {"r": rows})
    context = ReadingContext(date(2026, 11, 23), ("Alpha",))
    (answer,) = read_answers(file, form, context).answers
    assert read(form, str(answer.texts["themes"]))[0] == "Logement ; Budget"


@pytest.mark.parametrize(
    "titles",
    [("themes/budget", "g/themes/droits_et_sante"), ("Thèmes/Budget", "Thèmes/Droits et santé")],
)
def test_several_answers_in_columns_of_their_own_are_one_cell(
    form: Form, tmp_path: Path, titles: tuple[str, str]
) -> None:
    rows = (
        ("siae", *titles, "_id"),
        ("alpha", 1, "True", "7"),
        ("alpha", "0", 1, "8"),
        ("alpha", False, "", "9"),
    )
    file = write_book(tmp_path / "réponses.xlsx", {"r": rows})
    found = read_answers(file, form, ReadingContext(date(2026, 11, 23), ("Alpha",)))
    answers = [answer.texts.get("themes", "") for answer in found.answers]
    assert answers == ["Budget ; Droits et santé", "Droits et santé", ""]
    assert found.unknown == []


def test_names_of_a_form_that_people_drew_are_known_in_a_cell_and_in_columns(
    form: Form, tmp_path: Path
) -> None:
    context = ReadingContext(date(2026, 11, 23), ("Alpha",))
    in_a_cell = (("siae", "themes", "_id"), ("alpha", "opt__2 budget", "7"))
    in_columns = (("siae", "themes/opt__2", "themes/budget", "_id"), ("alpha", "1", "1", "7"))
    for rows in (in_a_cell, in_columns):
        file = write_book(tmp_path / "réponses.xlsx", {"r": rows})
        (answer,) = read_answers(file, form, context).answers
        assert read(form, str(answer.texts["themes"]))[0] == "Logement ; Budget"


def of_ticks(
    form: Form, folder: Path, titles: Sequence[str], *lines: Sequence[Cell]
) -> tuple[list[tuple[object, str | None]], Sequence[str]]:
    """What is read of lines with a column for each choice, and the columns of none."""
    rows: list[Sequence[Cell]] = [("siae", *(f"themes/{title}" for title in titles), "_id")]
    rows += [("alpha", *line, str(number)) for number, line in enumerate(lines)]
    file = write_book(folder / "réponses.xlsx", {"r": rows})
    found = read_answers(file, form, ReadingContext(date(2026, 11, 23), ("Alpha",)))
    texts = (str(answer.texts.get("themes", "")) for answer in found.answers)
    return [read(form, text) for text in texts], found.unknown


def test_ticks_may_have_decimals(form: Form, tmp_path: Path) -> None:
    titles = ("budget", "logement")
    readings, unknown = of_ticks(form, tmp_path, titles, ("1.0", "0.0"), ("1,0", "1.00"))
    assert ([value for value, _ in readings], unknown) == (["Budget", "Logement ; Budget"], [])


@pytest.mark.parametrize(
    ("title", "tick"), [("logement", "peut-être"), ("logement", "2"), ("autre", "1")]
)
def test_a_tick_that_says_nothing_known_leaves_the_answers_of_its_line_unread(
    form: Form, tmp_path: Path, title: str, tick: str
) -> None:
    readings, unknown = of_ticks(form, tmp_path, ("budget", title), ("1", tick), ("1", "0"))
    assert readings == [(None, readings[0][1]), ("Budget", None)]
    assert readings[0][1] in ("choice.unknown", "choice.suggested")
    assert unknown == []


@pytest.mark.parametrize("group", ["age/{}", "age:{}", "g/age/{}"])
def test_tick_columns_that_differ_by_their_sign_are_each_their_own(
    tmp_path: Path, group: str
) -> None:
    field = """
  - {id: age, label: Âge, type: choices, privacy: shared, help: "",
     choices: [{value: "< 26 ans"}, {value: "> 26 ans"}, {value: Autre}]}
"""
    own_form(tmp_path, "action", ("fields:\n", f"fields:{field}"))
    titles = [group.format(value) for value in ("> 26 ans", "< 26 ans", "inf_26_ans")]
    for title, value in zip(titles, ("> 26 ans", "< 26 ans", "< 26 ans"), strict=True):
        rows = (("siae", title, "_id"), ("alpha", "1", "7"))
        file = write_book(tmp_path / "réponses.xlsx", {"r": rows})
        own = load_form("action", tmp_path)
        found = read_answers(file, own, ReadingContext(date(2026, 11, 23), ("Alpha",)))
        assert [answer.texts.get("age") for answer in found.answers] == [value]


def test_columns_without_a_tick_are_no_choices(form: Form, tmp_path: Path) -> None:
    readings, unknown = of_ticks(form, tmp_path, ("budget", "logement"), ("300 €", "studio"))
    assert [value for value, _ in readings] == [None]
    assert unknown == ["themes/budget", "themes/logement"]


def test_an_xlsform_with_such_a_question_is_adopted_as_such(case: Case, form: Form) -> None:
    case.make({"Essai": (HEADERS, ANNA)})
    made = as_xlsform(form, ["Alpha"], date(2026, 11, 23))
    write_xlsform(
        replace(made, settings={**made.settings, "form_id": "autre"}), case.folder / "x.xlsx"
    )
    assert case.run_plain("forms", "adopt", str(case.folder / "x.xlsx")).exit_code == 0
    adopted = load_form("autre", case.folder)
    assert adopted.field("themes").type == "choices"
    assert adopted.field("themes").options[0].value == "Logement"


def test_paper_has_a_box_for_each(case: Case, form: Form) -> None:
    case.make({"Essai": (HEADERS, ANNA)})
    file = case.folder / "papier.docx"
    assert case.run_plain("forms", "paper", "action", str(file)).exit_code == 0
    with zipfile.ZipFile(file) as parts:
        text = parts.read("word/document.xml").decode()
    assert "☐" in text
    assert "Budget" in text


def test_no_drop_down_makes_people_choose_one_of_several(form: Form) -> None:
    assert form.field("themes").offered(()) == ()
    assert form.field("themes").column_type().values is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("< 6 mois", "Moins de 6 mois"),
        (">24 Mois", "Plus de 24 mois"),
        ("6 mois", None),
        ("+6 mois", None),
        ("24 mois", None),
        ("- 24 mois", None),
        ("24 moi", None),
    ],
)
def test_a_bound_said_by_a_sign_is_nothing_without_it(text: str, value: str | None) -> None:
    field = load_form("participant", modules=["fse"]).field("fse_duree_sans_emploi")
    assert reader(field, ReadingContext(date(2026, 11, 23)))(text).value == value


def of_list(*choices: str) -> Callable[[str], Value | None]:
    """What is read of a text by a field with these choices; None where it is asked about."""
    field = Field.model_validate(
        {
            "id": "x",
            "label": "X",
            "type": "choice",
            "privacy": "personal",
            "choices": [{"value": each} for each in choices],
        }
    )
    read = reader(field, ReadingContext(date(2026, 11, 23)))
    return lambda text: read(text).value


@pytest.mark.parametrize(
    "choices",
    [
        ("< 6 mois", "> 6 mois"),
        ("- de 18 ans", "+ de 18 ans"),
        ("A+", "A", "A-"),
        ("Bac", "Bac+2", "Bac+5"),
        ("- bac", "Bac"),
        ("CDD - de 6 mois", "CDD + de 6 mois"),
    ],
)
def test_choices_that_differ_by_their_sign_are_each_their_own(choices: tuple[str, ...]) -> None:
    read = of_list(*choices)
    assert tuple(map(read, choices)) == choices
    assert tuple(read(choice.upper().replace(" ", "")) for choice in choices) == choices


@pytest.mark.parametrize("text", ["bac-2", "bac 2", "+bac", "- bac", "bac -", "bac+", "bac + 3"])
def test_another_sign_than_those_of_the_list_is_asked_about(text: str) -> None:
    assert of_list("Bac", "Bac+2", "Bac+5")(text) is None


@pytest.mark.parametrize("text", ["de 18 ans", "18 ans", "plus de 18 ans", "+ 18 ans"])
def test_words_without_their_sign_are_neither_of_two_choices(text: str) -> None:
    assert of_list("- de 18 ans", "+ de 18 ans")(text) is None


def test_a_hyphen_before_the_words_of_a_list_without_signs_is_a_bullet() -> None:
    assert of_list("CDI", "CDD")("- CDI") == "CDI"


def test_choices_that_differ_by_their_sign_have_two_names_on_a_phone() -> None:
    names = [choice_name(value) for value in ("> 6 mois", "< 6 mois", "A", "A+", "A-", "++", "--")]
    assert len(set(names)) == len(names)


def test_a_hyphen_before_an_added_value_is_a_bullet(form: Form) -> None:
    added = form.field("themes").model_copy(update={"undecided": ("Wimoov",)})
    assert reader(added, ReadingContext(date(2026, 11, 23)))("- Wimoov").rule == "choice.added"
