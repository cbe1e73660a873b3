"""Titles between the rows of a tab, and what they say of the people below."""

from __future__ import annotations

import pytest

from sheets_sync.reading.rows.sections import heads_whole_tab, section_kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("REFUSÉS", "aside"),
        ("Candidatures 2026 (3)", "aside"),
        ("Liste d'attente", "aside"),
        ("Candidats non retenus", "aside"),
        ("Salariés sortis", "left"),
        ("Anciens", "left"),
        ("En cours", "back"),
        ("Salariés présents", "back"),
        ("Équipe bâtiment", None),
        ("DIALLO", None),
        ("les personnes refusées par la commission de mars sont en bas", None),
    ],
)
def test_a_section_is_told_by_its_words(text: str, kind: str | None) -> None:
    assert section_kind(text) == kind


def test_a_title_above_all_sets_nobody_aside_that_it_is_also_about() -> None:
    assert heads_whole_tab("Liste d'attente 2026")
    assert not heads_whole_tab("Suivi des salariés et des candidats")
    assert not heads_whole_tab("Suivi 2026")
