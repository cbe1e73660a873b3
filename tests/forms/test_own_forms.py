"""A consortium's own form: what it says is held against itself and what the program needs."""

from __future__ import annotations

from pathlib import Path

import pytest

from forms.definition_file import DefinitionError
from forms.form import Form
from forms.loading import FORM_IDS, form_ids, load_form
from forms.requirements import require
from tests.forms.own_form import line_with, mistake, own_form

ROLES = (
    "roles:\n"
    "  frein: {none: [Aucun], open: [Identifié, En cours], in_progress: [En cours], "
    "solved: [Levé]}\n"
)
RENAMED = ("{value: Levé, aliases: [levee,", "{value: Résolu, aliases: [levé, levee,")


def test_a_renamed_choice_that_carries_a_role_is_told_with_its_new_name(tmp_path: Path) -> None:
    file = own_form(
        tmp_path,
        "participant",
        RENAMED,
    )
    error = mistake("participant", tmp_path)
    assert error.file == file
    assert error.line == line_with(file, "solved:")
    assert error.key == "roles.frein.solved"
    assert "« Levé » n’est pas un choix" in error.problem
    assert "Vouliez-vous « Résolu » ?" in error.problem


def test_a_form_that_says_nothing_on_roles_has_ours(tmp_path: Path) -> None:
    own_form(tmp_path, "participant", (ROLES, ""), ("topic: frein, short_label: langue, ", ""))
    brakes = load_form("participant", tmp_path).with_topic("frein")
    assert [field.short_label for field in brakes] == OUR_BRAKES
    assert brakes[0].role("open") == {"Identifié", "En cours"}


def test_and_is_told_where_one_of_its_choices_no_longer_fits_ours(tmp_path: Path) -> None:
    file = own_form(
        tmp_path,
        "participant",
        (ROLES, ""),
        RENAMED,
    )
    error = mistake("participant", tmp_path)
    assert (error.line, error.key) == (line_with(file, "  frein:"), "choices.frein")
    assert "« Levé »" in error.problem
    assert "Vouliez-vous « Résolu » ?" in error.problem
    assert "solved: […]" in error.problem


def test_keys_of_former_versions_are_still_read(tmp_path: Path) -> None:
    own_form(
        tmp_path,
        "participant",
        ("exclusive_minimum: 2, maximum: 48", "more_than: 2, most: 48"),
        (", minimum: 0, maximum: 30", ", least: 0, most: 30"),
    )
    assert load_form("participant", tmp_path).fields == load_form("participant").fields
    own_form(tmp_path, "participant", ("maximum: 48", "maximum: 48, most: 40"))
    assert "« most »" not in mistake("participant", tmp_path).problem
    assert "s’appelle maintenant « maximum »" in mistake("participant", tmp_path).problem


@pytest.mark.parametrize(
    ("before", "after", "key", "words"),
    [
        (
            'motif_sortie in ["CDD", "Intérim", "Alternance"] implies',
            'motif_sortie in ["CDD", "Interim", "Alternance"] implies',
            "rules.exit.duration_missing.require",
            ["colonne 25", "« Interim »", "Vouliez-vous « Intérim » ?"],
        ),
        (
            "require: date_sortie >= date_entree",
            "require: date_sortie >= heures_hebdo",
            "rules.exit.before_entry.require",
            ["« heures_hebdo » est un nombre"],
        ),
        (
            "kept_if: filled(nom) or filled(prenom)",
            "kept_if: filled(nom) or filled(prenoms)",
            "kept_if",
            ["Vouliez-vous « prenom » ?"],
        ),
        (
            "La sortie ({date_sortie}) est",
            "La sortie ({date_de_sortie}) est",
            "rules.exit.before_entry.message",
            ["« {date_de_sortie} » n’est pas un champ", "« {date_sortie} »"],
        ),
        (
            "roles: {transfer: [Autre SIAE]}",
            "roles: {transfer: [Autre structure]}",
            "fields.motif_sortie.roles.transfer",
            ["« Autre structure » n’est pas un choix"],
        ),
        (
            "roles:\n  frein:",
            "roles:\n  freins:",
            "roles.freins",
            ["Vouliez-vous « frein » ?"],
        ),
    ],
)
def test_every_literal_of_a_form_is_told_with_file_line_key_and_nearest(
    tmp_path: Path, before: str, after: str, key: str, words: list[str]
) -> None:
    file = own_form(tmp_path, "participant", (before, after))
    error = mistake("participant", tmp_path)
    assert (error.file, error.key) == (file, key)
    assert error.line == line_with(file, after.splitlines()[-1])
    assert all(word in error.problem for word in words), error.problem


def test_the_meaning_of_values_is_in_the_forms() -> None:
    participant, point, decision = (
        load_form(name) for name in ("participant", "point", "decision")
    )
    brakes = participant.with_topic("frein")
    assert [field.short_label for field in brakes] == OUR_BRAKES
    assert all(field.role("none") == {"Aucun"} for field in brakes)
    assert participant.field("motif_sortie").role("transfer") == {"Autre SIAE"}
    assert decision.field("etat").role("open") == {"à faire", "en cours"}
    assert point.field("traite").role("yes") == {"oui"}
    assert point.field("reunion").role("practice") == {"accompagnateurs"}
    assert participant.field("sexe").short_label == "Sexe"
    with pytest.raises(KeyError):
        participant.field("sexe").role("open")


OUR_BRAKES = [
    "langue",
    "logement",
    "mobilité",
    "santé",
    "garde d’enfants",
    "numérique",
    "administratif / accès aux droits",
    "budget / surendettement",
]


def _needs(form: Form) -> None:
    require(
        form,
        fields=["nom", "prenom"],
        kinds={"date_entree": "date", "visites_metiers": "number"},
        roles={"motif_sortie": ["transfer"], "qpv": ["yes"]},
        topics={"frein": ["none", "open", "in_progress", "solved"]},
    )


def test_our_form_has_what_is_needed() -> None:
    _needs(load_form("participant"))


VISITS = "{id: visites_metiers, label: Visites de métiers, group: Découverte des métiers, type: "


@pytest.mark.parametrize(
    ("before", "after", "key", "line", "words"),
    [
        (
            "id: visites_metiers",
            "id: visites",
            "fields",
            "fields:",
            "il manque le champ « visites_metiers »",
        ),
        (
            VISITS
            + "integer, privacy: shared, unknown_if_all_empty: true, minimum: 0, maximum: 60",
            VISITS + "text, privacy: shared",
            "fields.visites_metiers.type",
            "id: visites_metiers",
            "doit être un nombre",
        ),
    ],
)
def test_a_form_that_lacks_what_is_needed_is_told(
    tmp_path: Path, before: str, after: str, key: str, line: str, words: str
) -> None:
    file = own_form(tmp_path, "participant", (before, after))
    with pytest.raises(DefinitionError) as caught:
        _needs(load_form("participant", tmp_path))
    error = caught.value
    assert (error.file, error.key, error.line) == (file, key, line_with(file, line))
    assert words in error.problem


def test_a_role_or_a_topic_that_is_needed_is_told_where_it_would_stand(tmp_path: Path) -> None:
    file = own_form(tmp_path, "decision")
    form = load_form("decision", tmp_path)
    with pytest.raises(DefinitionError) as caught:
        require(form, roles={"etat": ["late"]})
    assert (caught.value.key, caught.value.file) == ("fields.etat.roles", file)
    assert caught.value.line == line_with(file, "roles: {open")
    assert "parmi à faire, en cours, fait, abandonné" in caught.value.problem
    with pytest.raises(DefinitionError, match="topic: frein"):
        require(form, topics={"frein": ["open"]})


def test_a_choice_has_a_line_of_its_own_for_whoever_misses_it(tmp_path: Path) -> None:
    file = own_form(
        tmp_path,
        "participant",
        ("{value: Sans nouvelles, aliases: [", "{value: Perdu de vue, aliases: [sans nouvelles, "),
        (", perdu de vue, injoignable", ", injoignable"),
        ('"CDI", "Sans nouvelles"', '"CDI", "Perdu de vue"'),
    )
    form = load_form("participant", tmp_path)
    path = ("fields", "motif_sortie", "choices", "Perdu de vue")
    assert form.error(path, "…").line == line_with(file, "value: Perdu de vue")
    brake = ("fields", "frein_sante", "choices", "Levé")
    assert form.error(brake, "…").line == line_with(file, "value: Levé")
    hint = form.field("motif_sortie").column_type().hint("Sans nouvelles")
    assert hint == "Vouliez-vous « Perdu de vue » ?"


def test_a_form_named_otherwise_than_its_file_is_told(tmp_path: Path) -> None:
    own_form(tmp_path, "point", ("form: point", "form: points"))
    assert mistake("point", tmp_path).key == "form"


def test_a_consortium_s_own_forms_are_added_to_the_six(tmp_path: Path) -> None:
    file = own_form(tmp_path, "point", ("form: point", "form: atelier"))
    file.rename(file.with_name("atelier.yaml"))
    (file.parent / "notes.yaml").write_text("a: 1\n", "utf-8")
    assert form_ids(tmp_path) == (*FORM_IDS, "atelier")
    assert load_form("atelier", tmp_path).form == "atelier"
