"""Exits: each reason has a class, whoever added or renamed it; and six months are a trap."""

from __future__ import annotations

from pathlib import Path

import pytest

from forms.definition_file import DefinitionError
from forms.loading import load_form
from sheets_sync.consortium.exits import ExitRules, load_exit_classes
from tests.forms.own_form import line_with, own_form
from tests.typing_commands import plain

FORM = load_form("participant")
RENAMED = (
    ("{value: Sans nouvelles, aliases: [", "{value: Perdu de vue, aliases: [sans nouvelles, "),
    (", perdu de vue, injoignable", ", injoignable"),
    ('"CDI", "Sans nouvelles"', '"CDI", "Perdu de vue"'),
)


def test_a_renamed_reason_is_told_where_it_stands_with_its_former_name(tmp_path: Path) -> None:
    file = own_form(tmp_path, "participant", *RENAMED)
    with pytest.raises(DefinitionError) as caught:
        load_exit_classes(load_form("participant", tmp_path), tmp_path)
    error = caught.value
    assert (error.file, error.line) == (file, line_with(file, "value: Perdu de vue"))
    assert "« Perdu de vue » n'est pas dans exits.yaml" in plain(error.problem)
    assert "« Sans nouvelles »" in plain(error.problem)


def test_and_counts_once_the_consortium_says_how(tmp_path: Path) -> None:
    own_form(tmp_path, "participant", *RENAMED)
    (tmp_path / "exits.yaml").write_text("Perdu de vue: {state: other, programme: other}\n")
    classes = load_exit_classes(load_form("participant", tmp_path), tmp_path)
    ours = load_exit_classes(FORM)["Sans nouvelles"]
    assert classes["Perdu de vue"].state == ours.state
    assert classes["Perdu de vue"].programme == ours.programme


def test_a_class_can_be_corrected_beside_config(tmp_path: Path) -> None:
    (tmp_path / "exits.yaml").write_text("Intérim: {state: durable, programme: positive}\n")
    classes = load_exit_classes(FORM, tmp_path)
    assert classes["Intérim"].programme == "positive"
    assert classes["CDD"] == load_exit_classes(FORM)["CDD"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("\nCDDI: {state: durable, programme: positive}\n", "« CDDI » n'est pas un motif"),
        ("\nCDD: {state: durables, programme: positive}\n", "« durables » n'est pas possible"),
    ],
)
def test_a_mistake_beside_config_names_its_line(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "exits.yaml").write_text(text)
    with pytest.raises(DefinitionError) as caught:
        load_exit_classes(FORM, tmp_path)
    assert words in plain(caught.value)
    assert (caught.value.file, caught.value.line) == (tmp_path / "exits.yaml", 2)


@pytest.mark.parametrize(
    ("six_months", "months", "stay", "programme"),
    [
        ("more than", 6, 12, "other"),
        ("at least", 6, 12, "positive"),
        ("more than", 6.5, 12, "positive"),
        ("at least", None, 12, "other"),
        ("more than", 12, 2.9, "neutral"),
        ("more than", 12, None, "positive"),
    ],
)
def test_six_months_are_long_as_the_setting_says(
    six_months: str, months: float | None, stay: float | None, programme: str
) -> None:
    rules = ExitRules(load_exit_classes(FORM), six_months, 3)  # type: ignore[arg-type]
    assert rules.counted("CDD", months, stay).programme == programme


def test_each_of_our_classes_says_whether_it_was_read_and_where() -> None:
    for reason, exit_class in load_exit_classes(FORM).items():
        assert exit_class.mark in ("V", "M"), reason
        assert exit_class.source, reason
