"""What the run before wrote is not made, packed or read again; the file comes out the same."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from sheets_sync.errors import Refusal
from sheets_sync.files import Copies
from sheets_sync.sheets.content import (
    FEEDBACK_END,
    FEEDBACK_START,
    Content,
    Feedback,
    Link,
    Role,
)
from sheets_sync.sheets.sheet import Block, Sheet
from sheets_sync.sheets.update import WorkbookUpdate
from sheets_sync.sheets.written_before import WrittenBefore
from sheets_sync.workbooks.xlsx import workbook
from sheets_sync.workbooks.xlsx.drawing import row_pieces
from sheets_sync.workbooks.xlsx.feedback import write_feedback
from sheets_sync.workbooks.xlsx.parts.package import Package
from sheets_sync.workbooks.xlsx.parts.packing import PackedPiece, pack_piece
from tests.corpus import DAY
from tests.hostile_workbooks import parts_of, write_parts

Row = Callable[[int], list[Content]]
COUNT = 2_500
ROLES: Sequence[Role] = ("text", "decimal", "date")
WRONG = Feedback(f"{FEEDBACK_START}Date. {FEEDBACK_END}", "error")
BOTH = {"Un": {"B2": WRONG}, "Deux": {"B3": WRONG}}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "essai.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for tab in BOTH:
            page = book.add_worksheet(tab)
            for row in range(4):
                page.write_row(row, 0, [f"Nom {row}", row])
    return path


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The pieces of rows that are made."""
    pieces: list[bytes] = []

    def noting(piece: bytes) -> PackedPiece:
        pieces.append(piece)
        return pack_piece(piece)

    monkeypatch.setattr(row_pieces, "pack_piece", noting)
    return pieces


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The parts of the tabs in which feedback is looked through."""
    parts: list[str] = []

    def noting(package: Package, part: str, *words: object) -> None:
        parts.append(part)
        write_feedback(package, part, *words)  # type: ignore[arg-type]

    monkeypatch.setattr(workbook, "write_feedback", noting)
    return parts


def plain(nth: int) -> list[Content]:
    return [f"É & <{nth}>", nth / 7, DAY if nth % 3 else None]


def linked(nth: int) -> list[Content]:
    return [Link(f"Un ! A{nth}", None, "Un", f"A{nth}"), f"Texte {nth}", None]


def table(row: Row, changed: int | None = None) -> Sheet:
    rows = [row(nth) for nth in range(COUNT)]
    if changed is not None:
        rows[changed] = row(COUNT + changed)
    header: list[Role] = ["header"] * 3
    blocks = [Block(0, 0, [["A", "B", "C"]], header), Block(1, 0, rows, ROLES)]
    return Sheet("Consortium", blocks, {}, {})


def publish(file: Path, update: WorkbookUpdate) -> WrittenBefore:
    """What the next run has of this one."""
    copies = Copies(file.parent / "copies", 2, file.parent)
    workbook.XlsxWorkbook(file).publish(update, DAY, copies)
    return WrittenBefore(update.written.now)


@pytest.mark.parametrize("row", [plain, linked])
def test_only_pieces_with_another_row_are_made_again(
    file: Path, made: list[bytes], row: Row
) -> None:
    before = publish(file, WorkbookUpdate([table(row)]))
    alone = file.with_name("seul.xlsx")
    shutil.copyfile(file, alone)
    made.clear()
    after = publish(file, WorkbookUpdate([table(row, changed=1_200)], written=before))
    assert len(made) == 1
    publish(alone, WorkbookUpdate([table(row, changed=1_200)]))
    assert file.read_bytes() == alone.read_bytes()
    made.clear()
    publish(file, WorkbookUpdate([table(row)], written=after))
    assert len(made) == 1


def test_programs_read_all_rows_of_pieces_that_were_packed_apart(file: Path) -> None:
    before = publish(file, WorkbookUpdate([table(plain)]))
    publish(file, WorkbookUpdate([table(plain, changed=7)], written=before))
    rows = list(openpyxl.load_workbook(file)["Consortium"].iter_rows(values_only=True))
    assert [row[0] for row in rows[1:7]] == [f"É & <{nth}>" for nth in range(6)]
    assert rows[8][0] == f"É & <{COUNT + 7}>"
    assert len(rows) == COUNT + 1


@pytest.mark.parametrize("wrong", [b"<2400>", b"&lt;2401&gt;"])
def test_a_new_row_among_many_that_is_made_otherwise_is_refused(
    file: Path, monkeypatch: pytest.MonkeyPatch, wrong: bytes
) -> None:
    def packed_wrong(piece: bytes) -> PackedPiece:
        return pack_piece(piece.replace(b"&lt;2400&gt;", wrong))

    monkeypatch.setattr(row_pieces, "pack_piece", packed_wrong)
    with pytest.raises(Refusal):
        publish(file, WorkbookUpdate([table(plain)]))


def test_empty_rows_at_the_edges_of_a_piece_are_no_fault(file: Path) -> None:
    def plain_or_empty(nth: int) -> list[Content]:
        return [None] * 3 if nth % 1_000 in (0, 999) else plain(nth)

    publish(file, WorkbookUpdate([table(plain_or_empty)]))
    rows = list(openpyxl.load_workbook(file)["Consortium"].iter_rows(values_only=True))
    assert rows[1_001] == (None, None, None)
    assert rows[1_002][0] == "É & <1001>"


@pytest.mark.parametrize("known", [b"<2400>", b"&lt;2400&gt;"])
def test_a_known_row_that_comes_into_the_file_otherwise_is_refused(
    file: Path, monkeypatch: pytest.MonkeyPatch, known: bytes
) -> None:
    before = publish(file, WorkbookUpdate([table(plain)]))
    save, there = Package.save, file.read_bytes()

    def saved(package: Package, path: Path) -> None:
        save(package, path)
        if isinstance(path, Path):
            parts = {name: it.replace(known, b"autre") for name, it in parts_of(path).items()}
            write_parts(path, parts)

    monkeypatch.setattr(Package, "save", saved)
    with pytest.raises(Refusal, match="Arrêt de sécurité"):
        publish(file, WorkbookUpdate([table(plain, changed=7)], written=before))
    assert file.read_bytes() == there


def test_feedback_that_stands_is_not_looked_through_again(file: Path, marked: list[str]) -> None:
    before = publish(file, WorkbookUpdate(feedback=BOTH))
    marked.clear()
    alone = file.with_name("seul.xlsx")
    shutil.copyfile(file, alone)
    other = BOTH | {"Deux": {"B4": WRONG}}
    publish(file, WorkbookUpdate(feedback=other, written=before))
    assert marked == ["xl/worksheets/sheet2.xml"]
    publish(alone, WorkbookUpdate(feedback=other))
    assert file.read_bytes() == alone.read_bytes()


def take_note(parts: dict[str, bytes]) -> None:
    name = next(name for name in parts if name.startswith("xl/commentsSync1"))
    parts[name] = parts[name].replace(b"Date.", b"Jour.")


def take_fill(parts: dict[str, bytes]) -> None:
    name = "xl/worksheets/sheet1.xml"
    parts[name] = re.sub(rb'<c [^>]*r="B2"[^>]*>', b'<c r="B2">', parts[name])


def change_a_format(parts: dict[str, bytes]) -> None:
    parts["xl/styles.xml"] = parts["xl/styles.xml"].replace(b'rgb="FFFFCFBF"', b'rgb="FF00FF00"')


@pytest.mark.parametrize("touch", [take_note, take_fill, change_a_format])
def test_a_tab_that_a_person_touched_is_looked_through_again(
    file: Path, marked: list[str], touch: Callable[[dict[str, bytes]], None]
) -> None:
    before = publish(file, WorkbookUpdate(feedback=BOTH))
    parts = parts_of(file)
    as_written = dict(parts)
    touch(parts)
    assert parts != as_written
    write_parts(file, parts)
    alone = file.with_name("seul.xlsx")
    shutil.copyfile(file, alone)
    marked.clear()
    publish(file, WorkbookUpdate(feedback=BOTH, written=before))
    assert "xl/worksheets/sheet1.xml" in marked
    publish(alone, WorkbookUpdate(feedback=BOTH))
    assert file.read_bytes() == alone.read_bytes()
