"""When a field is asked for: a condition that a page can follow, the same for phone and paper."""

from __future__ import annotations

from pathlib import Path

import pytest

from forms.definition_file import DefinitionError
from forms.loading import FOLDER, load_form
from forms.relevance import relevance


def test_exit_is_asked_only_of_who_leaves_and_its_length_only_where_it_counts() -> None:
    asked = relevance(load_form("participant"))
    assert asked == {
        "motif_sortie": ["filled", "date_sortie"],
        "sortie_duree_mois": [
            "and",
            ["filled", "date_sortie"],
            ["in", "motif_sortie", ["CDD", "Intérim", "Alternance"]],
        ],
    }


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ('"days(date_entree, as_of) > 30"', "un téléphone ne peut pas le voir"),
        ("\"motif_sortie == 'CDX'\"", "relevant"),
        ("filled(date_sorti)", "date_sortie"),
    ],
)
def test_a_condition_that_a_page_cannot_follow_is_told_with_its_line(
    tmp_path: Path, condition: str, said: str
) -> None:
    text = (FOLDER / "participant.yaml").read_text(encoding="utf-8")
    (tmp_path / "forms").mkdir()
    wrong = text.replace("relevant: filled(date_sortie)", f"relevant: {condition}", 1)
    (tmp_path / "forms" / "participant.yaml").write_text(wrong, encoding="utf-8")
    with pytest.raises(DefinitionError) as refused:
        load_form("participant", tmp_path)
    assert said in str(refused.value)


def test_a_condition_without_its_words_is_told(tmp_path: Path) -> None:
    text = (FOLDER / "participant.yaml").read_text(encoding="utf-8")
    (tmp_path / "forms").mkdir()
    wrong = text.replace(', asked_if: "Seulement pour qui sort."', "", 1)
    assert wrong != text
    (tmp_path / "forms" / "participant.yaml").write_text(wrong, encoding="utf-8")
    with pytest.raises(DefinitionError, match="asked_if"):
        load_form("participant", tmp_path)
