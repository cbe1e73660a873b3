"""`check`: rows are counted, and no value is wrong without a word."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

from tests.conftest import AS_OF
from tests.sample_people import run, sample_people


def test_every_row_of_the_sample_is_read_and_the_counts_add_up(demo: Path) -> None:
    data = json.loads(run(demo, "check", "--json").stdout)
    assert set(data) == {"as_of", "tabs", "anomalies"}
    assert len(data["tabs"]) == 12
    assert all(tab["rows_read"] == tab["rows_kept"] + tab["rows_set_aside"] for tab in data["tabs"])
    assert (
        sum(tab["rows_read"] for tab in data["tabs"]) == len(sample_people(demo)) + 1
    )  # one was typed twice
    assert set(data["anomalies"][0]) == {
        "siae",
        "tab",
        "cell",
        "row",
        "field",
        "severity",
        "rule",
        "message",
    }


def test_values_of_the_sample_come_back_or_are_flagged(demo: Path, tmp_path: Path) -> None:
    """Against what was invented: no value is wrong without a word."""
    from forms.loading import load_form
    from sheets_sync.config import load_config
    from sheets_sync.sample.invent import invent

    file = tmp_path / "tout.csv"
    assert run(demo, "export", str(file), "--with-names").exit_code == 0
    with file.open(encoding="utf-8", newline="") as lines:
        exported = list(csv.DictReader(lines))
    flagged = {
        (a["tab"], a["row"], a["field"])
        for a in json.loads(run(demo, "check", "--json").stdout)["anomalies"]
    }
    config = load_config(demo / "config.yaml")
    truth = invent([(m.name, m.kind) for m in config.siae], date.fromisoformat(AS_OF)).participants
    by_pass = {str(person["pass_iae"]): person for people in truth.values() for person in people}
    compared = wrong = 0
    fields = [
        field.id
        for field in load_form("participant").fields
        if field.id not in ("nom", "prenom", "commentaire")
    ]
    for row in (row for row in exported if row["pass_iae"] in by_pass):
        for field in fields:
            expected = by_pass[row["pass_iae"]][field]
            text = (
                ""
                if expected is None
                else expected.isoformat()
                if isinstance(expected, date)
                else f"{expected:g}"
                if isinstance(expected, float | int)
                else expected
            )
            compared += 1
            cut_short = (
                field == "arrivee_france" and text.startswith(row[field]) and row[field]
            )  # typed as « mars 2021 »
            if (
                row[field] != text
                and not cut_short
                and (row["tab"], int(row["row"]), field) not in flagged
            ):
                wrong += 1
    assert compared > 8000
    assert wrong == 0
