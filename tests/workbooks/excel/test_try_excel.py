"""The trial of a person's own Excel."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheets_sync.sample import try_excel
from tests.calc.engine import Calc


@pytest.mark.office
def test_the_trial_on_a_persons_own_excel_passes_here(tmp_path: Path, calc: Calc) -> None:
    said: list[str] = []
    assert try_excel.try_all(tmp_path / "essai", None, said.append), said
    assert [line[0] for line in said] == ["✓"] * 7


@pytest.mark.office
def test_the_trial_says_what_fails(
    tmp_path: Path, calc: Calc, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        calc.app.__class__,
        "calculation",
        property(lambda self: "automatic", lambda self, value: None),
    )
    trial = try_excel.Trial(tmp_path / "essai", None)
    with pytest.raises(try_excel.Unlike, match="mode de calcul"):
        trial.try_writing()
