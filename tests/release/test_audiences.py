"""Audiences are data: a consortium narrows them, and widens none in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from forms.definition_file import DefinitionError
from forms.loading import load_form
from sheets_sync.release.audiences import INSIDE_ONLY, OUTPUTS, load_audiences
from tests.conftest import ANNA, HEADERS, Case
from tests.documents.reporting import text_of
from tests.typing_commands import plain

FORM = load_form("participant")
AUTHORITY = """
ofii:
  label: OFII
  sees: [participant_fields]
  outputs: [participants]
  outside: true
  on_demand: true
  fields: [nom, prenom, cir]
  legal_basis: un texte
"""


def mistake(folder: Path, text: str) -> str:
    (folder / "audiences.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        load_audiences(FORM, folder)
    return str(caught.value)


def test_every_output_is_made_for_one_audience() -> None:
    audiences = load_audiences(FORM).by_id.values()
    made = [output for each in audiences for output in each.outputs]
    assert sorted(made) == sorted(OUTPUTS)


def test_nobody_outside_sees_a_name_a_place_or_a_small_count() -> None:
    outside = [each for each in load_audiences(FORM).by_id.values() if each.outside]
    assert {each.id for each in outside} == {"funders", "region", "public", "fse"}
    assert all(each.sees.isdisjoint(INSIDE_ONLY) for each in outside)


def test_a_consortium_narrows_with_what_it_takes_away_alone(tmp_path: Path) -> None:
    (tmp_path / "audiences.yaml").write_text(
        "directions: {sees: [small_counts, exit_chain, money]}", encoding="utf-8"
    )
    directions = load_audiences(FORM, tmp_path).by_id["directions"]
    assert "coordination_text" not in directions.sees
    assert (directions.label, directions.outputs[0]) == ("Les directions", "pilotage")


def test_to_widen_takes_a_reason_that_every_run_repeats(tmp_path: Path) -> None:
    wider = "counsellors: {sees: [pseudonyms, small_counts, coordination_text, money]"
    message = mistake(tmp_path, f"{wider}}}")
    assert "audiences.yaml, ligne 1, « counsellors.sees »" in message
    assert "ce public verrait aussi les montants" in message
    (tmp_path / "audiences.yaml").write_text(
        f"{wider}, widened_because: elles gèrent un budget}}", encoding="utf-8"
    )
    (notice,) = load_audiences(FORM, tmp_path).notices
    assert "elles gèrent un budget" in notice


def test_nobody_outside_is_ever_given_more(tmp_path: Path) -> None:
    wider = "funders: {sees: [money, published_text, SIGHT], widened_because: convention}"
    for sight in ("places", "exit_chain"):
        assert "un lecteur extérieur ne voit jamais" in mistake(
            tmp_path, wider.replace("SIGHT", sight)
        )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("directions: {outputs: [pilotage]}", "« outputs » ne se change pas ici"),
        ("siae_direction: {sees: [small_counts]}", "ne se fait pas sans le détail des sorties"),
        ("siae_mail: {sees: []}", "ne se fait pas sans l'endroit d'une saisie"),
        (f"{AUTHORITY}".replace("un texte", '""'), "écrire dans « legal_basis »"),
        (f"{AUTHORITY}".replace("cir", "cri"), "« cri » n'est pas un champ"),
        (
            f"{AUTHORITY}".replace("cir", "commentaire"),
            "« commentaire » ne sort jamais de l'onglet",
        ),
        (f"{AUTHORITY}".replace("on_demand: true", "on_demand: false"), "qu'une autorité"),
        ("directions: {sees: [adresses]}", "adresses"),
    ],
)
def test_a_mistake_is_told_with_its_key(tmp_path: Path, text: str, said: str) -> None:
    assert said in plain(mistake(tmp_path, text))


def test_a_typo_of_an_audience_gives_file_line_and_the_nearest(tmp_path: Path) -> None:
    message = mistake(tmp_path, "# les nôtres\ncounselors: {sees: [small_counts]}")
    assert "audiences.yaml" in message
    assert "ligne 2" in message.replace("\u00a0", " ")
    assert "counsellors" in message


def test_an_agenda_says_which_part_it_leaves_out(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA)})
    case.run("agenda", "directions")
    (file,) = (case.folder / "documents").rglob("ordre-du-jour-directions-*.docx")
    assert "Partie laissée de côté" not in text_of(file)
    (case.folder / "audiences.yaml").write_text(
        "directions: {sees: [small_counts, exit_chain, money]}", encoding="utf-8"
    )
    case.run("agenda", "directions")
    assert "Partie laissée de côté pour cette réunion" in text_of(file)


def test_forms_check_looks_at_the_audiences_too(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA)})
    (case.folder / "audiences.yaml").write_text("directions: {sees: [names]}", encoding="utf-8")
    result = case.run_plain("forms", "check")
    assert result.exit_code != 0
    assert "directions.sees" in result.output


def test_a_run_says_who_sees_more_than_we_do(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA)})
    (case.folder / "audiences.yaml").write_text(
        "directions: {sees: [small_counts, exit_chain, money, coordination_text, pseudonyms],"
        " widened_because: vote du 3 mars}",
        encoding="utf-8",
    )
    assert "vote du 3 mars" in case.run("prepare").output


def agenda_of_directions(case: Case) -> str:
    point = ("Directions", "Visite du chantier", "Essai")
    case.make(
        {
            "Essai": (HEADERS, ANNA),
            "Ordre du jour": (("Réunion", "Sujet", "Proposé par"), point),
        }
    )
    config = case.folder / "config.yaml"
    member = "  - {tab: Ordre du jour, name: Ordre du jour, kind: ACI}\n"
    config.write_text(config.read_text("utf-8").replace(member, ""), encoding="utf-8")
    result = case.run("agenda", "directions")
    assert result.exit_code == 0, result.output
    (page,) = (case.folder / "documents").rglob("invitation-directions-*.ics")
    return page.read_text(encoding="utf-8").replace("\r\n ", "")


def test_a_point_is_neither_in_the_agenda_nor_in_its_timetable_for_who_may_not_see_it(
    case: Case,
) -> None:
    assert "Visite du chantier" in agenda_of_directions(case)
    (case.folder / "audiences.yaml").write_text(
        "directions: {sees: [small_counts, exit_chain, money]}", encoding="utf-8"
    )
    assert "Visite du chantier" not in agenda_of_directions(case)
