"""The summary of a run: each count stands under its own header."""

from __future__ import annotations

import re
from datetime import date

from sheets_sync.documents.summary import since_last_run_text
from sheets_sync.history.states.state import Changes
from tests.conftest import ANNA, HEADERS, OMAR, Case
from tests.typing_commands import plain


def table_of(text: str) -> list[dict[str, str]]:
    """The rows of the first table printed, by header: columns are two spaces apart or more."""
    header, *lines = [re.split(r" {2,}", line) for line in text.splitlines()]
    return [
        dict(zip(header, line, strict=True)) for line in lines if len(line) == len(header) and line
    ]


def test_rows_and_anomalies_stand_under_their_headers(case: Case) -> None:
    no_name = ("", "", *OMAR[2:])
    wrong = (*ANNA[:3], "31/02/1990", *ANNA[4:])
    closed = ("KONÉ", "Ali", "Homme", date(1991, 2, 3), date(2027, 3, 1), "CDDI", "", "", "")
    unclear = (*OMAR[:3], "le 12/03", *OMAR[4:])
    case.make({"Un": (HEADERS, wrong, unclear, closed, no_name), "Deux": (HEADERS, OMAR)})
    checked = case.check()
    rows = {row["SIAE"]: row for row in table_of(plain(case.run("check").stdout))}
    for tab in checked["tabs"]:
        row = rows[tab["siae"]]
        assert (row["lues"], row["gardées"], row["de côté"]) == (
            str(tab["rows_read"]),
            str(tab["rows_kept"]),
            str(tab["rows_set_aside"]),
        )
        for header, severity in (("à corriger", "error"), ("à vérifier", "warning")):
            of_tab = [a for a in checked["anomalies"] if a["siae"] == tab["siae"]]
            assert row[header] == str(sum(a["severity"] == severity for a in of_tab))
    for header in ("lues", "gardées", "de côté", "à corriger", "à vérifier"):
        assert int(rows["Ensemble"][header]) == sum(int(rows[s][header]) for s in ("Un", "Deux"))
    # counts that are all different, so that two headers cannot be swapped unseen
    counts = [rows["Un"][header] for header in ("lues", "gardées", "de côté")]
    assert len(set(counts)) == 3
    assert rows["Un"]["à corriger"] != rows["Un"]["à vérifier"]


def test_each_change_has_its_own_words() -> None:
    changes = Changes(
        date(2026, 11, 2),
        appeared={"Un": 2},
        vanished={"Un": 3},
        corrected={"Un": 4},
        exits={"Un": 5},
        anomalies_new={"Un": 6},
        anomalies_solved={"Un": 7, "Deux": 1},
    )
    assert plain(since_last_run_text(changes)).splitlines()[1:] == [
        "  2 lignes nouvelles (Un 2)",
        "  5 sorties saisies (Un 5)",
        "  4 lignes modifiées (Un 4)",
        "  3 lignes disparues (Un 3)",
        "  6 nouvelles entrées à corriger (Un 6)",
        "  8 entrées corrigées (Un 7, Deux 1)",
    ]
