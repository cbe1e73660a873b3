"""Which cells a formula computes with."""

from __future__ import annotations

import pytest

from sheets_sync.workbooks.shared.formula_cells import CellArea, Unclear, cells_of

NAMES = {"taux": "Listes!$A$1", "double": "taux*2", "en_rond": "en_rond+1"}
LAST = 1_048_576


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("I2+364", [("un", 2, 9, 2, 9)]),
        ("SUM($M$2:M7)", [("un", 2, 13, 7, 13)]),
        ("SUM(M7:M2)", [("un", 2, 13, 7, 13)]),
        ("'Les autres'!B4&\"B5\"", [("les autres", 4, 2, 4, 2)]),
        ("VLOOKUP(A2,Listes!A:$D,2,FALSE)", [("un", 2, 1, 2, 1), ("listes", 1, 1, LAST, 4)]),
        ("SUM(3:5)", [("un", 3, 1, 5, 16_384)]),
        ("Table1[[#This Row],[B4]]*2", [("un", 9, 1, 9, 16_384)]),
        ("Table1[@Fin]", [("un", 9, 1, 9, 16_384)]),
        ("B2*double", [("un", 2, 2, 2, 2), ("listes", 1, 1, 1, 1)]),
        ("TODAY()+1E3", []),
        ("[1]Feuil1!A1", []),
        ("IF(TRUE,1,2)", []),
    ],
)
def test_the_cells_that_a_formula_names(
    formula: str, expected: list[tuple[str, int, int, int, int]]
) -> None:
    assert cells_of(formula, "Un", 9, NAMES) == [CellArea(*cells) for cells in expected]


@pytest.mark.parametrize(
    "formula", ["SUM(Table1[Fin])", 'INDIRECT("B2")', "inconnu*2", "SUM(Un:Deux!B2)", "en_rond"]
)
def test_a_formula_that_does_not_say_what_it_computes_with(formula: str) -> None:
    with pytest.raises(Unclear):
        cells_of(formula, "Un", 9, NAMES)
