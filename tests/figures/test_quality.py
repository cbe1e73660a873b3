"""What is to be corrected, and since when nothing changed, as figures."""

from __future__ import annotations

import json

from tests.conftest import ANNA, HEADERS, OMAR, Case, write_book


def test_what_is_to_be_corrected_and_since_when_nothing_changed_are_figures_too(case: Case) -> None:
    def figures(day: str) -> dict[tuple[str, str | None], float | None]:
        told = json.loads(case.run("indicators", "--json", as_of=day).stdout)
        return {(figure["id"], figure["siae"]): figure["value"] for figure in told}

    wrong = (*ANNA[:4], "31/02/2025", *ANNA[5:])
    case.make({"Un": (HEADERS, wrong, OMAR), "Deux": (HEADERS, (*OMAR[:1], "Aziz", *OMAR[2:]))})
    case.run("prepare", as_of="2026-10-05")
    first = figures("2026-10-05")
    assert (first["anomalies", None], first["anomalies", "Un"], first["anomalies", "Deux"]) == (
        1,
        1,
        0,
    )
    assert first["dernier_changement", None] is None
    write_book(
        case.folder / "essai.xlsx",
        {"Un": (HEADERS, ANNA, OMAR), "Deux": (HEADERS, (*OMAR[:1], "Aziz", *OMAR[2:]))},
    )
    case.run("prepare", as_of="2026-11-02")
    later = figures("2026-11-23")
    assert (
        later["anomalies", None],
        later["dernier_changement", "Un"],
        later["dernier_changement", "Deux"],
    ) == (0, 21, None)
    assert later["dernier_changement", None] == 21
    lines = {(row["tab"], row["row"]): row["modifiee_le"] for row in case.export()}
    assert lines == {("Un", "2"): "2026-11-02", ("Un", "3"): "", ("Deux", "2"): ""}
    explained = case.run("indicators", "--explain", "dernier_changement", as_of="2026-11-23").stdout
    assert ("Valeur : 21", "'Un'!A2" in explained, "'Un'!A3" in explained) == (
        "Valeur : 21",
        True,
        False,
    )
