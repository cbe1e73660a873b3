"""Where things stand on the cards: known by their labels, wherever people moved them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from forms.loading import load_form
from forms.values import Cell
from sheets_sync.catalogue import correct_sentences
from sheets_sync.entry.cards.layout import (
    ACTION,
    HEADER_ROW,
    SIAE,
    CardColumns,
    CardGrid,
    SiaeCards,
    action_of,
    card_rows,
    erases,
    fits,
    named_card,
)
from sheets_sync.entry.cards.tab import card_tab
from sheets_sync.entry.lists import lists_of
from sheets_sync.workbooks.shared.protocol import Grid

FORM = load_form("participant")


def grid_of(*rows: list[Cell]) -> Grid:
    return Grid("Saisie", [["Saisie d'une personne"], ["Champ", "Fiche 1", "", "Retour"], *rows])


@pytest.fixture
def corrected(tmp_path: Path) -> Iterator[None]:
    """A consortium that words the labels of its cards otherwise."""
    messages = 'entry.card.fields: Question\nentry.card.name: "Personne {number}"\n'
    messages += "entry.card.siae: Structure\nentry.card.change: Corriger\n"
    (tmp_path / "messages.yaml").write_text(messages, encoding="utf-8")
    correct_sentences(tmp_path)
    yield
    correct_sentences(tmp_path / "elsewhere")


def test_rows_are_known_by_their_labels_in_any_order() -> None:
    cards = CardGrid(grid_of(["Prénom *", "Awa"], ["Nom *", "DIALLO"], ["SIAE", "Un"]), FORM)
    assert cards.rows == {"prenom": 2, "nom": 3, SIAE: 4}
    assert cards.column(1) == {"prenom": "Awa", "nom": "DIALLO", SIAE: "Un"}


def test_a_card_copied_to_the_right_is_one_more() -> None:
    grid = Grid(
        "Saisie", [["Champ", "Fiche 1", "", "", "", "Fiche 1"], ["Nom", "", "", "", "", "X"]]
    )
    cards = CardGrid(grid, FORM)
    assert cards.cards == [("Fiche 1", CardColumns(1, 2, 3)), ("Fiche 1", CardColumns(5, 6, 7))]
    assert cards.is_used


def test_a_label_of_no_field_keeps_its_own_row() -> None:
    cards = CardGrid(grid_of(["Notre question", "x"], ["Que faire", "Modifier"]), FORM)
    assert cards.rows == {"Notre question": 2, ACTION: 3}


def test_a_tab_without_cards_is_not_in_use() -> None:
    assert not CardGrid(Grid("Saisie", [["Bienvenue"], ["à nous"]]), FORM).is_used


def test_cards_fit_that_ask_for_just_the_fields_of_the_form() -> None:
    labels: list[list[Cell]] = [[row.label] for row in card_rows(FORM)]
    assert fits(Grid("Saisie", [[], [], [], ["Champ"], *labels]), card_rows(FORM))
    assert not fits(Grid("Saisie", [[], [], [], ["Champ"], *labels[:-1]]), card_rows(FORM))


def test_an_action_is_understood_whatever_its_case() -> None:
    actions = [action_of(text) for text in ("", "ajouter", "Nouveau parcours", "MODIFIER", "?")]
    assert actions == ["add", "add", "again", "change", None]
    assert (erases("Effacer"), erases("efface")) == (True, False)


@pytest.mark.usefixtures("corrected")
def test_cards_made_before_a_correction_of_their_labels_are_read_all_the_same() -> None:
    cards = CardGrid(grid_of(["SIAE", "Un"], ["Structure", "Deux"]), FORM)
    assert (cards.rows, [name for name, _ in cards.cards]) == ({SIAE: 3}, ["Fiche 1"])
    assert (action_of("Corriger"), action_of("Modifier")) == ("change", "change")
    later = Grid("Saisie", [["Question", "Personne 1"], ["Structure", "Un"]])
    assert CardGrid(later, FORM).column(1) == {SIAE: "Un"}


def test_each_siae_has_a_card_with_the_fields_of_its_tab_only() -> None:
    names = [f"Atelier {number}" for number in range(12)]
    few = frozenset({"nom", "prenom", "date_naissance", "date_entree", "commune"})
    fewer = few - {"commune"}
    blocks = [SiaeCards(name, fewer if name == names[3] else few) for name in names]
    sheet = card_tab(
        "Saisie",
        FORM,
        lists_of({"participant": FORM, "point": load_form("point")}, names, "Listes"),
        blocks,
    )
    headers = [block.rows[0][0] for block in sheet.blocks if block.top == HEADER_ROW]
    cards = [named_card(str(text)) for text in headers if str(text).startswith("Fiche")]
    assert cards == [(f"Fiche {number}", name) for number, name in enumerate(names, 1)]
    labels = [block.rows[0][0] for block in sheet.blocks if block.left == 0][-6:]
    assert "Commune" in labels
    assert "Sexe" not in labels
    [row] = [b.top for b in sheet.blocks if b.left == 0 and b.rows[0][0] == "Commune"]
    open_cells = {(cell.top, cell.left) for cell in sheet.filled}
    assert (row, 1) in open_cells
    assert (row, 10) not in open_cells
