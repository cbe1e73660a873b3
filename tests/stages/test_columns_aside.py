"""A column that config says is no field's is asked about no more, by its title."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sheets_sync.web.window.window import Window
from tests.conftest import ANNA, AS_OF, HEADERS, OMAR, Case, write_book, write_config

# Nobody's title: it may be the length of the contract, or of the one after the exit.
TITLES = (*HEADERS[:8], "Durée")
ROWS = (TITLES, (*ANNA[:8], 6), (*OMAR[:8], 12))


def asked(case: Case) -> list[str]:
    return [a["cell"] for a in case.check()["anomalies"] if a["rule"].startswith("column.")]


@pytest.mark.parametrize("title", ["Durée", "durée "])
def test_it_is_no_longer_asked_about_wherever_it_stands(tmp_path: Path, title: str) -> None:
    case = Case(tmp_path)
    config = write_config(tmp_path, ["Un"])
    write_book(tmp_path / "essai.xlsx", {"Un": ROWS})
    assert "I1" in asked(case)
    text = config.read_text("utf-8").replace("kind: ACI", f'kind: ACI, aside: ["{title}"]')
    config.write_text(text, encoding="utf-8")
    assert "I1" not in asked(case)
    moved = [(*row[:4], row[8], *row[4:8]) for row in ROWS]
    write_book(tmp_path / "essai.xlsx", {"Un": moved})
    assert "E1" not in asked(case)


def test_none_of_these_is_kept_by_the_window(tmp_path: Path) -> None:
    workbook = write_book(tmp_path / "suivi.xlsx", {"Un": ROWS})
    window = Window(tmp_path / "config.yaml", lambda: date.fromisoformat(AS_OF))
    [member] = window.work["look"]({"workbook": str(workbook)}).content["members"]
    assert [each["header"] for each in member["doubtful"]] == ["Durée"]
    decided = {"tab": "Un", "keep": True, "name": "Un", "kind": "ACI", "columns": {}}
    window.work["adopt"](
        {"workbook": str(workbook), "programme": "", "members": [{**decided, "aside": ["Durée"]}]}
    )
    assert "I1" not in asked(Case(tmp_path))


def test_a_workbook_that_is_none_is_told_without_a_config(tmp_path: Path) -> None:
    window = Window(tmp_path / "config.yaml", lambda: date.fromisoformat(AS_OF))
    with pytest.raises(Exception, match="Choisir un classeur") as refused:
        window.work["look"]({"workbook": str(tmp_path / "absent.xlsx")})
    assert "config.yaml" not in str(refused.value)
