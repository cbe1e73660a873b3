"""Exits: each reason has a class, whoever added or renamed it; and six months are a trap."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, get_args

import pytest

from forms.definition_file import DefinitionError
from forms.loading import load_form
from forms.values import Value
from sheets_sync.consortium.exits import (
    ExitRules,
    Work,
    load_exit_classes,
    load_exit_minimums,
)
from sheets_sync.settings.siae import Kind
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


MINIMUMS = load_exit_minimums()
A_YEAR = Work("Un", 12, 26)


def rules(six_months: Literal["more than", "at least"] = "more than") -> ExitRules:
    return ExitRules(load_exit_classes(FORM), six_months, {})


@pytest.mark.parametrize(
    ("six_months", "months", "programme"),
    [
        ("more than", 6, "other"),
        ("at least", 6, "positive"),
        ("more than", 6.5, "positive"),
        ("more than", ">6", "positive"),
        ("more than", ">=6", "maybe_positive"),
        ("at least", ">=6", "positive"),
        ("more than", "<6", "other"),
    ],
)
def test_six_months_are_long_as_the_setting_says(
    six_months: Literal["more than", "at least"], months: Value, programme: str
) -> None:
    assert rules(six_months).counted("CDD", months, A_YEAR).programme == programme


@pytest.mark.parametrize(
    ("reason", "state", "programme"),
    [
        ("CDD", "dynamic", "maybe_positive"),
        ("Intérim", "dynamic", "unknown"),
        ("Alternance", "dynamic", "unknown"),
        ("CDI", "durable", "positive"),
    ],
)
def test_an_unknown_length_is_neither_long_nor_short(
    reason: str, state: str, programme: str
) -> None:
    counted = rules().counted(reason, None, A_YEAR)
    assert (counted.state, counted.programme) == (state, programme)


@pytest.mark.parametrize(
    ("kind", "months", "weekly_hours", "state", "is_approximate"),
    [
        ("ACI", 2.65, 26, "neutral", False),
        ("ACI", 2.7, 26, "durable", False),
        ("EI", 2.6, None, "neutral", False),
        ("EI", 2.7, None, "durable", True),
        ("EI", None, 26, "durable", True),
        ("AI", 1, 30, "neutral", False),
        ("AI", 1, 35, "durable", False),
        ("ETTI", 0.5, 35, "neutral", False),
        ("ETTI", 0.5, None, "durable", True),
        ("EITI", 0.5, 35, "durable", False),
        ("EITI", 0.5, None, "durable", True),
    ],
)
def test_the_state_counts_an_exit_after_the_work_that_each_kind_asks_for(
    kind: Kind, months: float | None, weekly_hours: float | None, state: str, is_approximate: bool
) -> None:
    of_kind = ExitRules(load_exit_classes(FORM), "more than", {"Un": MINIMUMS[kind]})
    counted = of_kind.counted("CDI", None, Work("Un", months, weekly_hours))
    assert (counted.state, counted.is_approximate) == (state, is_approximate)
    assert counted.programme == "positive"


def test_config_can_ask_for_other_months() -> None:
    minimum = MINIMUMS["ACI"].with_months(4)
    assert minimum.is_met(Work("Un", 3, 26)) is False
    assert MINIMUMS["ACI"].with_months(None) == MINIMUMS["ACI"]


def test_each_kind_of_siae_has_its_minimum_with_its_source() -> None:
    assert set(MINIMUMS) == set(get_args(Kind))
    for minimum in MINIMUMS.values():
        assert minimum.mark == "V"
        assert minimum.source


def test_each_of_our_classes_says_whether_it_was_read_and_where() -> None:
    for reason, exit_class in load_exit_classes(FORM).items():
        assert exit_class.mark in ("V", "M"), reason
        assert exit_class.source, reason
