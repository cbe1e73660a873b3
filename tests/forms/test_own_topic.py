"""A frein that a consortium adds is a frein, though nobody said so in its form."""

from __future__ import annotations

from pathlib import Path

from forms.loading import FOLDER, load_form


def test_a_field_that_offers_the_list_of_our_freins_is_about_freins(tmp_path: Path) -> None:
    ours = (FOLDER / "participant.yaml").read_text(encoding="utf-8")
    ninth = (
        "  - {id: frein_autre, label: Autre frein, type: choice, choices: frein, privacy: shared}\n"
    )
    (tmp_path / "forms").mkdir()
    own = ours.replace("fields:\n", f"fields:\n{ninth}", 1)
    (tmp_path / "forms" / "participant.yaml").write_text(own, encoding="utf-8")
    form = load_form("participant", tmp_path)
    assert "frein_autre" in [field.id for field in form.with_topic("frein")]
    assert form.field("frein_autre").role("solved") == {"Levé"}
    assert form.field("frein_autre").short_label == "Autre frein"
