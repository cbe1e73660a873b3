"""The contract every kind of workbook keeps.

Read, publish, mark and clear, keep a copy, and touch nothing else.
"""

from __future__ import annotations

import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from sheets_sync.errors import Refusal, Untouchable
from sheets_sync.files import Copies, digest, keep_copy, kept_copies, put_bytes
from sheets_sync.sheets.update import WorkbookUpdate
from sheets_sync.workbooks.xlsx.parts.book import Book
from sheets_sync.workbooks.xlsx.parts.package import Package
from sheets_sync.workbooks.xlsx.workbook import XlsxWorkbook
from tests.calc.desk import Convert
from tests.conftest import ANNA, HEADERS, Case, write_book
from tests.corpus import DAY, DOUBTFUL, WRONG, sheets_for, try_file
from tests.typing_commands import plain

GENERATED = ["Pilotage", "Anomalies", "Consortium"]


@pytest.fixture
def lived_in(tmp_path: Path) -> Path:
    """A workbook with what staff put in theirs.

    Lists, notes, fills, a chart, names, a table, a hidden and a protected tab.
    """
    file = tmp_path / "essai.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        tab, hidden, other = (
            book.add_worksheet(name) for name in ("Saisie", "Listes", "L'été & co")
        )
        yellow, bold = (
            book.add_format({"bg_color": "#FFFF00"}),
            book.add_format({"bold": True, "num_format": "dd/mm/yyyy"}),
        )
        for row in range(1, 30):
            tab.write_row(row, 0, [f"Nom {row}", "Prénom", row])
            tab.write_formula(row, 4, f"=C{row + 1}*2", None, row * 2)
        tab.write("A5", "déjà jaune", yellow)
        tab.write("B6", "01/02/2024", bold)
        tab.write_comment("A7", "Une note de Marie")
        tab.set_row(9, None, yellow)
        tab.data_validation("B2:B30", {"validate": "list", "source": "=Listes!$A$1:$A$3"})
        tab.conditional_format("C2:C30", {"type": "data_bar"})
        tab.add_table("G1:H4", {"columns": [{"header": "x"}, {"header": "y"}]})
        tab.insert_button("J2", {"caption": "Un bouton"})
        chart: Any = book.add_chart({"type": "column"})
        chart.add_series({"values": "=Saisie!$C$2:$C$9"})
        other.insert_chart("B2", chart)
        other.protect("secret")
        hidden.hide()
        hidden.write_column(0, 0, ["CDDI", "CDI", "CDD"])
        other.activate()
        book.define_name("Types", "=Listes!$A$1:$A$3")
    return file


def parts(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as package:
        return {name: package.read(name) for name in package.namelist()}


def part_of(file: Path, tab: str) -> str:
    name = Book(Package(file)).sheet_part(tab)
    assert name is not None
    return name


def test_sheets_are_added_after_the_staffs_and_nothing_else_changes(
    lived_in: Path, copies: Copies
) -> None:
    before = parts(lived_in)
    assert (
        XlsxWorkbook(lived_in).publish(WorkbookUpdate(sheets_for("Saisie")), DAY, copies)
        == "changed"
    )
    after = parts(lived_in)
    changed = {name for name in before if before[name] != after.get(name)}
    assert changed == {
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
    }
    book = openpyxl.load_workbook(lived_in)
    assert book.sheetnames == ["Saisie", "Listes", "L'été & co", *GENERATED]
    assert book.active is not None
    assert book.active.title == "L'été & co"
    assert book["Listes"].sheet_state == "hidden"
    assert book["L'été & co"].protection.sheet
    assert "Types" in book.defined_names
    assert book["Anomalies"]["B2"].hyperlink.location == "'Saisie'!A1"
    assert book["Anomalies"]["C2"].value == "= pas une formule & <texte>"
    assert book["Anomalies"]["C2"].data_type == "s"
    assert (book["Consortium"]["C3"].value.date(), book["Consortium"].auto_filter.ref) == (
        DAY,
        "A1:E701",
    )
    assert book["Pilotage"]["A1"].font.b
    assert len(book["Pilotage"]._charts) == 1  # type: ignore[attr-defined]


def test_publishing_again_changes_nothing_and_replaces_in_place(
    lived_in: Path, copies: Copies
) -> None:
    XlsxWorkbook(lived_in).publish(
        WorkbookUpdate(sheets_for("Saisie"), {"Saisie": {"A2": WRONG}}), DAY, copies
    )
    first = lived_in.read_bytes()
    assert (
        XlsxWorkbook(lived_in).publish(
            WorkbookUpdate(sheets_for("Saisie"), {"Saisie": {"A2": WRONG}}), DAY, copies
        )
        == "unchanged"
    )
    assert lived_in.read_bytes() == first
    XlsxWorkbook(lived_in).publish(
        WorkbookUpdate(sheets_for("Listes"), {"Saisie": {"A2": WRONG}}), DAY, copies
    )
    book = openpyxl.load_workbook(lived_in)
    assert book.sheetnames[-3:] == GENERATED
    assert book["Anomalies"]["B2"].value == "Listes ! A1"
    assert set(parts(lived_in)) == set(zipfile.ZipFile(lived_in).namelist())
    assert len(kept_copies(lived_in, copies)) == 2


def test_the_copy_just_kept_stays_whatever_the_time_of_the_file(tmp_path: Path) -> None:
    file, copies = tmp_path / "essai.xlsx", Copies(tmp_path / "copies", 3, tmp_path, "prepare")
    for nth in range(5):
        put_bytes(file, f"state {nth}".encode(), copies)
        # A synchroniser gives a file the time it likes: here each older than the one before.
        os.utime(file, (1_700_000_000 - 86_400 * nth,) * 2)
    copied = [copy.read_bytes() for copy in kept_copies(file, copies)]
    assert copied == [b"state 3", b"state 2", b"state 1"]
    without_occasions = copies._replace(occasion="")
    put_bytes(file, b"state 5", without_occasions)
    assert b"state 4" in [copy.read_bytes() for copy in kept_copies(file, copies)]


def test_many_single_entries_do_not_take_away_the_copy_from_before_the_last_run(
    tmp_path: Path,
) -> None:
    file, copies = tmp_path / "essai.xlsx", Copies(tmp_path / "copies", 20, tmp_path, "prepare")
    for nth in range(30):
        put_bytes(file, f"state {nth}".encode(), copies)
        copies = copies._replace(occasion="forms import")
    copied = [copy.read_bytes() for copy in kept_copies(file, copies)]
    assert copied[0] == b"state 28"
    assert len(copied) == 20
    assert b"state 0" not in copied, "the first has no state before it"
    put_bytes(file, b"as the run found it", copies._replace(occasion=""))
    put_bytes(file, b"as it left it", copies._replace(occasion="prepare"))
    for nth in range(30):
        put_bytes(file, f"later state {nth}".encode(), copies)
    copied = [copy.read_bytes() for copy in kept_copies(file, copies)]
    assert b"as the run found it" in copied
    assert len(copied) == 20


def test_a_mark_is_a_colour_and_a_note_and_goes_without_a_trace(
    lived_in: Path, copies: Copies
) -> None:
    before = parts(lived_in)
    marks = dict.fromkeys(("A2", "B6", "D3", "F4", "C10", "J10"), WRONG)
    XlsxWorkbook(lived_in).publish(WorkbookUpdate(feedback={"Saisie": marks}), DAY, copies)
    tab = openpyxl.load_workbook(lived_in)["Saisie"]
    for cell in ("A2", "B6", "D3", "F4"):
        assert tab[cell].comment is not None
        assert tab[cell].comment.text == WRONG.text
        assert tab[cell].fill.fgColor.rgb == "FFFFCFBF"
    assert (tab["B6"].font.b, tab["B6"].number_format) == (True, "dd/mm/yyyy")
    XlsxWorkbook(lived_in).publish(
        WorkbookUpdate(feedback={"Saisie": {"A2": DOUBTFUL}}), DAY, copies
    )
    tab = openpyxl.load_workbook(lived_in)["Saisie"]
    assert tab["A2"].fill.fgColor.rgb == "FFFFEBB0"
    assert [cell.coordinate for row in tab.iter_rows() for cell in row if cell.comment] == [
        "A2",
        "A7",
    ]
    XlsxWorkbook(lived_in).publish(WorkbookUpdate(feedback={"Saisie": {}}), DAY, copies)
    after = parts(lived_in)
    assert {name for name in before | after if before.get(name) != after.get(name)} == {
        "xl/styles.xml"
    }


def test_a_counsellors_colour_and_note_stay_hers(lived_in: Path, copies: Copies) -> None:
    before = openpyxl.load_workbook(lived_in)["Saisie"]
    XlsxWorkbook(lived_in).publish(
        WorkbookUpdate(feedback={"Saisie": dict.fromkeys(["A5", "A7", "B10"], WRONG)}), DAY, copies
    )
    tab = openpyxl.load_workbook(lived_in)["Saisie"]
    assert tab["A5"].fill.fgColor.rgb == "FFFFFF00"
    assert tab["A5"].comment is not None
    assert tab["A7"].comment is not None
    assert before["A7"].comment is not None
    assert tab["A7"].comment.text == before["A7"].comment.text
    assert tab["A7"].fill.fgColor.rgb == "FFFFCFBF"


def test_a_note_of_ours_that_somebody_worked_on_is_hers_from_then_on(
    lived_in: Path, copies: Copies
) -> None:
    XlsxWorkbook(lived_in).publish(WorkbookUpdate(feedback={"Saisie": {"B2": WRONG}}), DAY, copies)
    book = openpyxl.load_workbook(lived_in)
    note = book["Saisie"]["B2"].comment
    assert note is not None
    note.text += "\nVu avec lui le 3 novembre."
    book.save(lived_in)
    XlsxWorkbook(lived_in).publish(WorkbookUpdate(feedback={"Saisie": {}}), DAY, copies)
    cell = openpyxl.load_workbook(lived_in)["Saisie"]["B2"]
    assert cell.comment is not None
    assert "Vu avec lui" in cell.comment.text
    assert cell.fill.patternType is None


@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
@pytest.mark.parametrize("by", ["openpyxl", pytest.param("libreoffice", marks=pytest.mark.office)])
def test_marks_are_known_again_after_another_program_saved_the_file(
    by: str, lived_in: Path, copies: Copies, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    marks = dict.fromkeys(["A2", "D3", "B6"], WRONG)
    XlsxWorkbook(lived_in).publish(
        WorkbookUpdate(sheets_for("Saisie"), {"Saisie": marks}), DAY, copies
    )
    if by == "openpyxl":
        openpyxl.load_workbook(lived_in).save(lived_in)
    else:
        (tmp_path / "autre").mkdir()
        convert: Convert = request.getfixturevalue("convert")
        shutil.copy(convert(lived_in, "xlsx", tmp_path / "autre"), lived_in)
    XlsxWorkbook(lived_in).publish(
        WorkbookUpdate(sheets_for("Saisie"), {"Saisie": {}}), DAY, copies
    )
    book = openpyxl.load_workbook(lived_in)
    assert book.sheetnames == ["Saisie", "Listes", "L'été & co", *GENERATED]
    cells = [cell for row in book["Saisie"].iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.comment] == ["A7"]
    assert not [cell.coordinate for cell in cells if cell.fill.fgColor.rgb == "FFFFCFBF"]
    assert (book["Saisie"]["B6"].font.b, book["Saisie"]["B6"].value) == (True, "01/02/2024")


def made_by_openpyxl(file: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Nom", "Date"])  # type: ignore[union-attr]
    book.active.append(["=1+1", date(2024, 2, 3)])  # type: ignore[union-attr]
    book.save(file)


def made_empty(file: Path) -> None:
    write_book(file, {"Vide": ()})


def made_1904(file: Path) -> None:
    with xlsxwriter.Workbook(str(file), {"date_1904": True}) as book:
        book.add_worksheet("Mac").write_row(0, 0, ["a", 2])


def rewritten(change: Callable[[str, bytes], bytes], more: dict[str, bytes] | None = None, base: Callable[[Path], None] = made_by_openpyxl) -> Callable[[Path], None]:  # fmt: skip
    """A maker of the same workbook with each part changed, as another program would write it."""

    def make(file: Path) -> None:
        base(file)
        old = parts(file)
        with zipfile.ZipFile(file, "w") as package:
            for name, data in {**old, **(more or {})}.items():
                package.writestr(name, change(name, data))

    return make


def prefixed(name: str, data: bytes) -> bytes:
    if not name.startswith("xl/") or not name.endswith(".xml") or "theme" in name:
        return data
    data = re.sub(rb"<(/?)(?=[a-zA-Z])(?![\w]+:)", rb"<\1x:", data)
    return data.replace(
        b'xmlns="http://schemas.openxmlformats.org/spreadsheetml',
        b'xmlns:x="http://schemas.openxmlformats.org/spreadsheetml',
    )


def without_references(name: str, data: bytes) -> bytes:
    return re.sub(rb'(<(?:c|row)) r="[A-Z]*\d+"', rb"\1", data) if "worksheets/" in name else data


def without_styles(name: str, data: bytes) -> bytes:
    if name == "xl/styles.xml":
        return b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    return re.sub(rb' s="\d+"', b"", data) if "worksheets/" in name else data


def as_it_is(_name: str, data: bytes) -> bytes:
    return data


def with_the_type_of_a_part_that_is_gone(name: str, data: bytes) -> bytes:
    ghost = b'<Override PartName="/xl/charts/chart1.xml" ContentType="application/x-ghost"/>'
    return data.replace(b"</Types>", ghost + b"</Types>") if name == "[Content_Types].xml" else data


KINDS = {
    "openpyxl": made_by_openpyxl, "empty": made_empty, "1904": made_1904, "prefixed": rewritten(prefixed),
    "without references": rewritten(without_references), "without styles": rewritten(without_styles),
    "unknown parts": rewritten(as_it_is, {"xl/vbaProject.bin": b"\x00macro", "customXml/item1.xml": b"<a/>", "xl/": b""}),
    "ghost type": rewritten(with_the_type_of_a_part_that_is_gone),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_workbooks_of_every_make_come_through_whole(kind: str, tmp_path: Path) -> None:
    file = tmp_path / "classeur.xlsx"
    KINDS[kind](file)
    (tmp_path / "essai").mkdir()
    outcome = try_file(file, tmp_path / "essai")
    assert (outcome.problems, outcome.refused, outcome.unreadable) == ([], "", "")


def test_the_lived_in_workbook_comes_through_whole(lived_in: Path, tmp_path: Path) -> None:
    (tmp_path / "essai").mkdir()
    outcome = try_file(lived_in, tmp_path / "essai")
    assert (outcome.problems, outcome.refused, outcome.marked > 20) == ([], "", True)


@pytest.mark.office
def test_a_workbook_saved_by_libreoffice_comes_through_whole(
    lived_in: Path, tmp_path: Path, convert: Convert
) -> None:
    (tmp_path / "autre").mkdir()
    (tmp_path / "essai").mkdir()
    outcome = try_file(convert(lived_in, "xlsx", tmp_path / "autre"), tmp_path / "essai")
    assert (outcome.problems, outcome.refused) == ([], "")


def strict(name: str, data: bytes) -> bytes:
    return data.replace(
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    )


def signed(name: str, data: bytes) -> bytes:
    kind = b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin" Target="_xmlsignatures/origin.sigs"/>'
    return (
        data.replace(b"</Relationships>", kind + b"</Relationships>")
        if name == "_rels/.rels"
        else data
    )


UNTOUCHABLE = {
    "patch.strict": rewritten(strict),
    "patch.signed": rewritten(signed),
    "patch.damaged": rewritten(as_it_is, {"../../evil.txt": b"x"}),
}


@pytest.mark.parametrize("code", UNTOUCHABLE)
def test_what_cannot_be_changed_safely_is_refused_and_stands(
    code: str, tmp_path: Path, copies: Copies
) -> None:
    file = tmp_path / "classeur.xlsx"
    UNTOUCHABLE[code](file)
    before = file.read_bytes()
    with pytest.raises(Untouchable) as refusal:
        XlsxWorkbook(file).publish(WorkbookUpdate(sheets_for("Sheet")), DAY, copies)
    assert refusal.value.code == code
    assert file.read_bytes() == before


def test_sheets_that_a_workbook_cannot_take_go_to_a_second_file(case: Case) -> None:
    case.make({"Essai": (HEADERS, (*ANNA[:3], "31/02/1990", *ANNA[4:]))})
    rewritten(signed, base=lambda file: None)(case.folder / "essai.xlsx")
    before = (case.folder / "essai.xlsx").read_bytes()
    result = case.run("consolidate")
    assert (
        "Les feuilles produites et les remarques dans les onglets ne sont pas mises dans essai.xlsx : il porte une signature électronique"
        in result.stdout
    )
    assert openpyxl.load_workbook(case.folder / "essai-consortium.xlsx").sheetnames == GENERATED
    assert (case.folder / "essai.xlsx").read_bytes() == before
    again = digest(case.folder / "essai-consortium.xlsx")
    case.run("consolidate")
    assert digest(case.folder / "essai-consortium.xlsx") == again


def test_a_tab_of_the_staffs_that_has_our_name_is_never_replaced(case: Case) -> None:
    wrong = (*ANNA[:3], "31/02/1990", *ANNA[4:])
    write_book(
        case.folder / "essai.xlsx",
        {"Essai": (HEADERS, wrong), "Consortium": (("Notre liste à nous",), ("précieux",))},
    )
    (case.folder / "config.yaml").write_text(
        "programme: Essai\nworkbook: essai.xlsx\nsiae: [{tab: Essai, name: Essai, kind: ACI}]\n",
        encoding="utf-8",
    )
    result = case.run("consolidate")
    assert "il a déjà un onglet « Consortium » qui n'est pas de cet outil" in result.stdout
    book = openpyxl.load_workbook(case.folder / "essai.xlsx")
    assert (book.sheetnames, book["Consortium"]["A2"].value) == (
        ["Essai", "Consortium"],
        "précieux",
    )
    assert book["Essai"]["D2"].comment is not None
    assert openpyxl.load_workbook(case.folder / "essai-consortium.xlsx").sheetnames == GENERATED


def test_a_file_of_the_directors_whose_only_tab_has_our_name_is_never_replaced(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA)}, "steering: {workbook: direction.xlsx}\n")
    theirs = write_book(case.folder / "direction.xlsx", {"Pilotage": (("Notre suivi",), ("42",))})
    before = theirs.read_bytes()
    result = case.run("consolidate")
    assert "il a déjà un onglet « Pilotage » qui n'est pas de cet outil" in result.stdout
    assert theirs.read_bytes() == before
    second = openpyxl.load_workbook(case.folder / "essai-consortium.xlsx")
    assert second.sheetnames == ["Pilotage"]


def test_a_remark_goes_once_the_entry_is_right(case: Case) -> None:
    case.make({"Essai": (HEADERS, (*ANNA[:3], "31/02/1990", *ANNA[4:]))})
    case.run("consolidate")
    book = openpyxl.load_workbook(case.folder / "essai.xlsx")
    cell = book["Essai"]["D2"]
    assert cell.comment is not None
    assert plain(cell.comment.text).startswith(
        "⚠ À corriger — Date de naissance : cette valeur n'existe pas au calendrier."
    )
    cell.value = date(1990, 2, 28)
    book.save(case.folder / "essai.xlsx")
    case.run("consolidate")
    cell = openpyxl.load_workbook(case.folder / "essai.xlsx")["Essai"]["D2"]
    assert (cell.comment, cell.fill.patternType) == (None, None)


def test_tabs_are_left_alone_where_config_says_so(case: Case) -> None:
    case.make({"Essai": (HEADERS, (*ANNA[:3], "31/02/1990", *ANNA[4:]))}, "feedback: false\n")
    tab = parts(case.folder / "essai.xlsx")["xl/worksheets/sheet1.xml"]
    case.run("consolidate")
    assert parts(case.folder / "essai.xlsx")["xl/worksheets/sheet1.xml"] == tab


def test_a_file_changed_meanwhile_is_not_overwritten(lived_in: Path, copies: Copies) -> None:
    book = XlsxWorkbook(lived_in)
    made_by_openpyxl(lived_in)
    theirs = lived_in.read_bytes()
    with pytest.raises(Refusal) as refusal:
        book.publish(WorkbookUpdate(sheets_for("Saisie")), DAY, copies)
    assert refusal.value.code == "workbook.changed"
    assert lived_in.read_bytes() == theirs


def test_the_oldest_copies_go_and_one_can_be_put_back(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA)}, "history: {copies: 2}\n")
    file = case.folder / "essai.xlsx"
    assert "Aucune copie" in case.run("restore").stdout
    for month in range(1, 5):
        before = file.read_bytes()
        os.utime(file, (time.time() + month, time.time() + month))
        case.run("consolidate", as_of=f"2026-0{month}-15")
    listed = case.run("restore").stdout
    assert len(re.findall(r"essai \d{4}-\d\d-\d\d \d\dh\d{4}\.xlsx", listed)) == 2
    now = file.read_bytes()
    assert "Rien n'est écrit" in case.run("restore", "1", "--dry-run").stdout
    assert file.read_bytes() == now
    assert case.run("restore", "1", "--yes").exit_code == 0
    assert file.read_bytes() == before
    assert case.run("restore", "essai 1999.xlsx").exit_code == 2


def test_two_workbooks_of_one_name_in_folders_above_and_below_keep_their_own_copies(
    tmp_path: Path,
) -> None:
    root = tmp_path / "programme"
    root.mkdir()
    copies = Copies(root / "copies", 3, root)
    here, above = root / "suivi.xlsx", tmp_path / "suivi.xlsx"
    for file in (here, above):
        file.write_bytes(str(file).encode())
        keep_copy(file, copies)
    for file in (here, above):
        assert [copy.read_bytes() for copy in kept_copies(file, copies)] == [file.read_bytes()]


def test_copies_that_an_earlier_version_kept_of_a_file_above_are_still_its_own(
    tmp_path: Path,
) -> None:
    root = tmp_path / "programme"
    copy = root / "copies" / "suivi 2026-01-02 10h0000.xlsx"
    copy.parent.mkdir(parents=True)
    copy.touch()
    copies = Copies(root / "copies", 3, root)
    assert kept_copies(tmp_path / "suivi.xlsx", copies) == [copy]
    (root / "suivi.xlsx").touch()
    assert kept_copies(tmp_path / "suivi.xlsx", copies) == []


def test_on_another_drive_copies_have_a_folder_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Windows answers where no relative path leads from one drive to another."""

    def relpath(*_paths: object) -> str:
        raise ValueError("path is on mount 'P:', start on mount 'C:'")

    monkeypatch.setattr(os.path, "relpath", relpath)
    file = tmp_path / "suivi.xlsx"
    file.write_bytes(b"classeur")
    copies = Copies(tmp_path / "copies", 3, tmp_path)
    keep_copy(file, copies)
    [copy] = kept_copies(file, copies)
    assert copy.read_bytes() == b"classeur"
    assert copy.parent.is_relative_to(copies.folder)


def test_a_full_disk_leaves_the_old_file(case: Case) -> None:
    """A real limit of the system on the size of files: the draft cannot be written whole."""
    case.make({"Essai": (HEADERS, *[(f"NOM{n}", *ANNA[1:]) for n in range(3000)])})
    before = {file.name: file.read_bytes() for file in case.folder.iterdir()}

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    command = [
        sys.executable,
        "-m",
        "sheets_sync",
        "consolidate",
        "--config",
        str(case.folder / "config.yaml"),
    ]
    result = subprocess.run(
        command, capture_output=True, text=True, preexec_fn=limited, check=False
    )
    assert result.returncode == 2
    assert "Impossible d'écrire" in plain(result.stderr)
    assert {name: (case.folder / name).read_bytes() for name in before} == before
    assert not list(case.folder.glob(".essai*"))


def test_the_calculation_chain_forgets_our_sheet_and_keeps_the_staffs(
    lived_in: Path, copies: Copies, tmp_path: Path
) -> None:
    """As Excel leaves it once it has saved the workbook with our sheets.

    `i` holds until the next (ECMA-376 § 18.6.1).
    """
    XlsxWorkbook(lived_in).publish(WorkbookUpdate(sheets_for("Saisie")), DAY, copies)
    ids = {name: node.attributes["sheetId"] for name, node, _ in Book(Package(lived_in)).listed}
    chain = f'<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><c r="E2" i="{ids["Saisie"]}"/><c r="B9" i="{ids["Pilotage"]}"/><c r="B8"/><c r="E3" i="{ids["Saisie"]}"/><c r="E4"/></calcChain>'
    link = b'<Relationship Id="rId98" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain" Target="calcChain.xml"/>'

    def chained(name: str, data: bytes) -> bytes:
        return (
            data.replace(b"</Relationships>", link + b"</Relationships>")
            if name == "xl/_rels/workbook.xml.rels"
            else data
        )

    rewritten(chained, {"xl/calcChain.xml": chain.encode()}, base=lambda file: None)(lived_in)
    XlsxWorkbook(lived_in).publish(WorkbookUpdate(sheets_for("Listes")), DAY, copies)
    left = parts(lived_in)["xl/calcChain.xml"].decode()
    assert re.findall(r'<c r="(\w+)"', left) == ["E2", "E3", "E4"]
    assert ids["Pilotage"] not in re.findall(r'i="(\d+)"', left)


def test_macros_are_kept_and_the_notes_of_a_discussion_stay(tmp_path: Path, copies: Copies) -> None:
    """An .xlsm with a threaded comment.

    Its placeholder note counts as a person's, and no part of either changes.
    """
    thread = b'<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"/>'
    plain, file = tmp_path / "base.xlsx", tmp_path / "classeur.xlsm"

    def base(target: Path) -> None:
        with xlsxwriter.Workbook(str(plain)) as book:
            sheet = book.add_worksheet("Saisie")
            sheet.write_row(0, 0, ["Nom", "Date"])
            sheet.write_comment("A1", "[Discussion] Commentaire : à revoir", {"author": "tc={1}"})
        target.write_bytes(plain.read_bytes())

    def macro(name: str, data: bytes) -> bytes:
        return (
            data.replace(b"spreadsheetml.sheet.main+xml", b"x").replace(
                b"openxmlformats-officedocument.x", b"ms-excel.sheet.macroEnabled.main+xml"
            )
            if name == "[Content_Types].xml"
            else data
        )

    more = {"xl/vbaProject.bin": b"\xd0macro", "xl/threadedComments/threadedComment1.xml": thread}
    rewritten(macro, more, base)(file)
    XlsxWorkbook(file).publish(
        WorkbookUpdate(sheets_for("Saisie"), {"Saisie": {"A1": WRONG, "B1": WRONG}}), DAY, copies
    )
    after = parts(file)
    assert {name: after[name] for name in more} == more
    assert b"macroEnabled" in after["[Content_Types].xml"]
    notes = after["xl/comments1.xml"].decode()
    assert re.findall(r'<comment ref="(\w+)"', notes) == ["A1", "B1"]
    assert "à revoir" in notes
