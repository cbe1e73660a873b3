"""The whole month: on the sample consortium, and on small tabs whose figures were worked out by hand."""

from __future__ import annotations

import csv
import email
import email.policy
import json
import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import Result

from forms.words import fold
from sheets_sync.workbooks.xlsx.book import Book
from sheets_sync.workbooks.xlsx.package import Package
from tests.conftest import ANNA, AS_OF, HEADERS, OMAR, Case
from tests.typing_commands import plain, typed


def run(folder: Path, *words: str) -> Result:
    return typed([*words, "--config", str(folder / "config.yaml"), "--as-of", AS_OF])


def sample_people(folder: Path) -> list[tuple[str, str]]:
    from sheets_sync.config import load_config
    from sheets_sync.sample.invent import invent

    config = load_config(folder / "config.yaml")
    sample = invent(
        [(member.name, member.kind) for member in config.siae], date.fromisoformat(AS_OF)
    )
    return [
        (str(person["nom"]), str(person["prenom"]))
        for people in sample.participants.values()
        for person in people
    ]


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
    from forms.definition import load_form
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


def test_a_second_run_changes_nothing(demo: Path) -> None:
    before = {file: file.read_bytes() for file in demo.rglob("*") if file.is_file()}
    result = run(demo, "prepare")
    assert "Rien n'a changé depuis la dernière préparation" in result.stdout
    assert {file: file.read_bytes() for file in demo.rglob("*") if file.is_file()} == before


def test_a_correction_is_seen_by_the_next_run(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA, OMAR)})
    assert "Première préparation" in case.run("prepare").stdout
    case.make(
        {
            "Essai": (
                HEADERS,
                (*ANNA[:2], "Homme", *ANNA[3:]),
                ("KONÉ", "Ali", "Homme", date(1991, 2, 3), date(2026, 1, 5), "CDDI", "", "", ""),
            )
        }
    )
    text = case.run("prepare", as_of="2026-12-20").stdout
    assert "1 ligne nouvelle (Essai 1)" in text
    assert "1 ligne modifiée (Essai 1)" in text
    assert "1 ligne disparue (Essai 1)" in text
    assert list((case.folder / "historique" / "copies").glob("essai *.xlsx"))


def test_the_sheets_hold_no_name_and_the_count_is_right(demo: Path) -> None:
    book = openpyxl.load_workbook(demo / "impulser.xlsx", data_only=True)
    assert book.sheetnames[-3:] == ["Pilotage", "Anomalies", "Consortium"]
    with zipfile.ZipFile(demo / "impulser.xlsx") as package:
        inside = Book(Package(demo / "impulser.xlsx"))
        parts = [inside.sheet_part(name) for name in book.sheetnames[-3:]]
        everything = "".join(package.read(part).decode("utf-8") for part in parts if part)
    families = {family for family, _ in sample_people(demo)}
    assert not [
        family
        for family in families
        if re.search(rf">{re.escape(family)}<", everything, re.IGNORECASE)
    ]
    assert book["Consortium"].max_row - 1 == sum(
        tab["rows_kept"] for tab in json.loads(run(demo, "check", "--json").stdout)["tabs"]
    )
    assert any(
        plain(cell.value) == "Le compte est bon : lues = consolidées + mises de côté."
        for row in book["Pilotage"].iter_rows()
        for cell in row
    )


def test_documents_hold_no_name_and_no_hole(demo: Path) -> None:
    from docx import Document

    documents = list((demo / "documents").glob("*.docx"))
    assert len(documents) == 9
    families = {family for family, _ in sample_people(demo)}
    for file in documents:
        document = Document(str(file))
        text = "\n".join(
            [p.text for p in document.paragraphs]
            + [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        )
        assert not [family for family in families if family in text]
        assert "{{" not in text
        assert "None" not in text


def test_own_columns_that_may_be_personal_stay_in_the_tab_and_it_is_said(case: Case) -> None:
    case.make(
        {"Essai": ((*HEADERS, "Téléphone", "Atelier cuisine"), (*ANNA, "06 00 00 00 00", "oui"))}
    )
    said = case.run("export", str(case.folder / "sans.csv")).stdout
    assert "laissées dans les onglets, car peut-être personnelles : Téléphone." in said
    assert (
        "Atelier cuisine" in (case.folder / "sans.csv").read_text(encoding="utf-8").splitlines()[0]
    )
    assert "06 00" not in (case.folder / "sans.csv").read_text(encoding="utf-8")


def test_every_siae_gets_a_reminder_without_a_name(demo: Path) -> None:
    folder = demo / "documents" / "relances"
    drafts = sorted(folder.glob("*.eml"))
    assert len(drafts) == len(sorted(folder.glob("*.txt"))) == 12
    names = {
        fold(name)
        for family, given in sample_people(demo)
        for name in (family, given)
        if len(name) > 3
    }
    anomalies = json.loads(run(demo, "check", "--json").stdout)["anomalies"]
    for file in drafts:
        mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        body = mail.get_content()
        assert mail["X-Unsent"] == "1"
        assert mail["Date"] is None  # put by whoever sends it
        assert str(mail["Subject"]).startswith("impulseR Gironde, ")
        assert not names & set(fold(body).split())
        siae = str(mail["Subject"]).split(", ")[1].split(" : ")[0]
        cells = [
            a["cell"]
            for a in anomalies
            if a["siae"] == siae and a["severity"] == "error" and a["cell"]
        ]
        assert all(f"- {cell} : " in body.replace("\u00a0", " ") for cell in cells)


def test_a_siae_in_order_is_thanked_and_a_wrong_template_is_explained(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA)}).run("prepare")
    (text,) = (case.folder / "documents" / "relances").glob("*.txt")
    assert "merci, tout est en ordre" in text.read_text(encoding="utf-8")
    (case.folder / "report_templates").mkdir()
    (case.folder / "report_templates" / "relance.txt").write_text(
        "Objet : {{ siea }}\n", encoding="utf-8"
    )
    result = case.run("prepare")
    assert result.exit_code == 2
    assert (
        "« siea » n'est pas connu, dans « Objet : {{ siea }} ». Vouliez-vous « siae » ?"
        in result.stderr.replace("\u00a0", " ")
    )


def test_a_document_somebody_worked_on_is_left_alone(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA)}).run("agenda", "directions")
    (file,) = (case.folder / "documents").glob("ordre-du-jour-*.docx")
    file.write_bytes(b"relu et complete")
    assert "modifié à la main" in case.run("agenda", "directions").stdout
    assert file.read_bytes() == b"relu et complete"
    assert file.with_name(f"{file.stem} (nouvelle version).docx").exists()


def test_the_text_of_a_sheet_comes_out_as_it_was_typed(case: Case) -> None:
    from docx import Document

    point = ("directions", "Prêt & bail < 5 ans > 😀", "", "décision", 10, "non")
    case.make(
        {
            "Essai": (HEADERS, ANNA),
            "Ordre du jour": (
                ("Réunion", "Sujet", "Proposé par", "Nature", "Minutes", "Traité"),
                point,
            ),
        }
    )
    (case.folder / "config.yaml").write_text(
        "programme: Essai\nworkbook: essai.xlsx\nsiae: [{tab: Essai, name: Essai, kind: ACI}]\n",
        encoding="utf-8",
    )
    assert case.run("agenda", "directions").exit_code == 0
    (file,) = (case.folder / "documents").glob("ordre-du-jour-*.docx")
    cells = [
        cell.text
        for table in Document(str(file)).tables
        for row in table.rows
        for cell in row.cells
    ]
    assert "Prêt & bail < 5 ans > 😀" in cells


def test_dry_run_writes_nothing(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA)})
    before = sorted(case.folder.rglob("*"))
    for words in (
        ["prepare"],
        ["consolidate"],
        ["agenda", "directions"],
        ["report", "dreets"],
        ["export", str(case.folder / "x.csv")],
    ):
        assert case.run(*words, "--dry-run").exit_code == 0
    assert sorted(case.folder.rglob("*")) == before


@pytest.mark.parametrize("ending", ["csv", "parquet", "xlsx"])
def test_the_export_is_the_same_in_every_format(case: Case, ending: str) -> None:
    import pandas as pd

    case.make({"Essai": (HEADERS, ANNA, OMAR)})
    file = case.folder / f"table.{ending}"
    assert case.run("export", str(file)).exit_code == 0
    read: Any = {
        "csv": pd.read_csv,
        "parquet": pd.read_parquet,
        "xlsx": lambda f: pd.read_excel(f, engine="calamine"),
    }[ending]
    frame = read(file)
    assert list(frame.columns[:4]) == ["siae", "tab", "row", "person"]
    assert frame["date_entree"].tolist() == ["2025-02-03", "2024-09-02"]
    assert not {"nom", "prenom", "date_naissance", "pass_iae", "commentaire", "frein_sante"} & set(
        frame.columns
    )


def test_meetings_avoid_public_holidays() -> None:
    from sheets_sync.documents.meetings.timetable import next_date
    from sheets_sync.settings import Meeting

    assert next_date(Meeting(title="x", week=1, weekday="mardi"), date(2026, 11, 23)) == date(
        2026, 12, 1
    )
    assert next_date(Meeting(title="x", week=1, weekday="vendredi"), date(2026, 4, 30)) == date(
        2026, 5, 15
    )  # 1 and 8 May are holidays


def test_a_bug_shows_its_trace_only_on_demand(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object) -> None:
        raise ArithmeticError("Awa DIALLO")

    monkeypatch.setattr("sheets_sync.monthly.identify", broken)
    case.make({"Essai": (HEADERS, ANNA)})
    result = case.run("check")
    assert result.exit_code == 2
    assert "ArithmeticError" in result.stderr
    assert "DIALLO" not in result.output
    assert isinstance(
        typed(["--debug", "check", "--config", str(case.folder / "config.yaml")]).exception,
        ArithmeticError,
    )


def test_each_key_figure_has_its_twelve_months_in_its_card(demo: Path) -> None:
    package = Package(demo / "impulser.xlsx")
    part = Book(package).sheet_part("Pilotage")
    assert part is not None
    small = re.findall(
        rb"<xm:f>'?Pilotage'?!([A-Z]+)(\d+):([A-Z]+)(\d+)</xm:f><xm:sqref>([A-Z]+\d+)</xm:sqref>",
        package.read(part),
    )
    assert sorted(cell.decode() for *_, cell in small) == ["A6", "C6", "E6", "G6", "I6", "K6", "M6"]
    sheet = openpyxl.load_workbook(demo / "impulser.xlsx")["Pilotage"]
    for first, row, last, same_row, cell in small:
        assert row == same_row
        months = [
            one.value
            for one in sheet[f"{first.decode()}{row.decode()}:{last.decode()}{row.decode()}"][0]
        ]
        label = sheet[f"{cell.decode()[0]}4"].value
        assert (len(months), sheet[f"P{row.decode()}"].value) == (12, label)
        if label == "Participants dans le programme":
            assert months[-1] == sheet["A5"].value


@pytest.mark.parametrize("ending", ["csv", "parquet", "xlsx"])
def test_the_sample_is_exported_whole_in_every_format(
    demo: Path, tmp_path: Path, ending: str
) -> None:
    file = tmp_path / f"table.{ending}"
    done = run(demo, "export", str(file))
    assert done.exit_code == 0, done.output
    assert file.stat().st_size > 10_000
