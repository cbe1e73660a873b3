"""Indicators: every name and every value in a definition exists in the forms."""

from __future__ import annotations

from pathlib import Path

import pytest

from forms.definition_file import DefinitionError
from forms.expressions import check_expression
from forms.loading import FORM_IDS, load_form
from sheets_sync.figures.indicators import columns_of, load_indicators
from tests.forms.own_form import own_form
from tests.typing_commands import plain

FORMS = {form_id: load_form(form_id) for form_id in FORM_IDS}
WOMEN = """\
indicators:
  - id: femmes
    label: Femmes
    definition: Femmes présentes
    kind: stock
    count: persons
    where: 'sexe == "Femme" and date_entree <= end'
    unit: personnes
    good: none
    cell: sexe
    source: nous
"""


def _own(folder: Path, text: str) -> DefinitionError:
    (folder / "indicators.yaml").write_text(text, "utf-8")
    with pytest.raises(DefinitionError) as caught:
        load_indicators(FORMS, folder)
    return caught.value


@pytest.mark.parametrize(
    ("before", "after", "line", "key", "words"),
    [
        ('"Femme"', '"Féminin"', 7, "femmes.where", "Vouliez-vous « Femme » ?"),
        ("sexe ==", "sex ==", 7, "femmes.where", "Vouliez-vous « sexe » ?"),
        ("date_entree <=", "heures_hebdo <=", 7, "femmes.where", "ils ne se comparent pas"),
        ("date_entree <= end", "tranche_age == 26", 7, "femmes.where", "« 26 » est un nombre"),
        ("date_entree <= end", 'tranche_age == "50 et plus"', 7, "femmes.where", "50 ans et plus"),
        ("date_entree <= end", 'sortie_etat == "durable"', 7, "femmes.where", "emploi durable"),
        ("count: persons", "sum: sexe", 6, "femmes.sum", "doit être un nombre"),
        ("count: persons", "mean: heures", 6, "femmes.mean", "n'est pas un champ"),
        ("count: persons", "since: heures_hebdo", 6, "femmes.since", "doit être une date"),
        ("cell: sexe", "cell: sexes", 10, "femmes.cell", "Vouliez-vous « sexe » ?"),
        ("cell: sexe", "cell: sexe\n    by: [age]", 11, "femmes.by", "n'est pas un champ"),
        ("cell: sexe", "cell: sexe\n    per: homme", 11, "femmes.per", "pas un indicateur"),
        ("cell: sexe", "cell: sexe\n    period: hier", 11, "femmes.period", "pas une période"),
    ],
)
def test_what_exists_nowhere_is_told_with_line_key_and_nearest(
    tmp_path: Path, before: str, after: str, line: int, key: str, words: str
) -> None:
    error = _own(tmp_path, WOMEN.replace(before, after))
    assert (error.file.name, error.line, error.key) == ("indicators.yaml", line, key)
    assert words in plain(error.problem)


def test_a_condition_of_let_is_held_against_the_forms_too(tmp_path: Path) -> None:
    error = _own(tmp_path, "let:\n  adulte: 'tranche_age == \"adulte\"'\n")
    assert (error.line, error.key) == (2, "let.adulte")


def test_a_renamed_choice_whose_role_is_mended_needs_nothing_more(tmp_path: Path) -> None:
    own_form(
        tmp_path,
        "participant",
        ("{value: Levé, aliases: [levee,", "{value: Résolu, aliases: [levé, levee,"),
        ("solved: [Levé]", "solved: [Résolu]"),
    )
    forms = {**FORMS, "participant": load_form("participant", tmp_path)}
    definitions = load_indicators(forms, tmp_path)
    freins = [each for each in definitions.indicators if each.topic == "frein"]
    assert len(freins) == 8
    tree = check_expression(freins[0].where, columns_of(forms["participant"]))
    assert '"Résolu"' in str(tree)


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        (
            "{value: Femme, aliases: [",
            "{value: Féminin, aliases: [femme, ",
            "Vouliez-vous « Féminin »",
        ),
        ("{value: Femme, aliases: [", "{value: F, aliases: [", "Vouliez-vous « F »"),
        (
            "{value: Femme, aliases: [f, female, woman, feminin, feminine, mme, madame, mlle, "
            "mademoiselle, fem, fille, w, sexe feminin, ♀]}",
            "{value: Elle}",
            "Possible ici : Elle, Homme",
        ),
    ],
)
def test_ours_are_told_where_a_consortium_renamed_a_choice_without_a_role(
    tmp_path: Path, old: str, new: str, hint: str
) -> None:
    own_form(tmp_path, "participant", (old, new))
    forms = {**FORMS, "participant": load_form("participant", tmp_path)}
    with pytest.raises(DefinitionError, match="« Femme »") as caught:
        load_indicators(forms, tmp_path)
    told = plain(caught.value.problem)
    assert caught.value.file.name == "indicators.yaml"
    assert "« Femme » n'est pas une valeur" in told
    assert hint in told
    assert told.endswith(
        "(définition fournie : la corriger dans indicators.yaml à côté de config.yaml)"
    )


def test_one_of_a_known_id_takes_its_place_and_others_come_after(tmp_path: Path) -> None:
    ours = load_indicators(FORMS).indicators
    replaced = WOMEN.replace("id: femmes", "id: participants_femmes")
    (tmp_path / "indicators.yaml").write_text(
        replaced + WOMEN.removeprefix("indicators:\n"), "utf-8"
    )
    both = load_indicators(FORMS, tmp_path).indicators
    assert [indicator.id for indicator in both] == [*(each.id for each in ours), "femmes"]
    assert next(each for each in both if each.id == "participants_femmes").label == "Femmes"
