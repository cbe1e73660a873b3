"""What becomes of other people's workbooks.

`python -m tests.corpus DIR` publishes into a copy of each, marks cells, clears, compares.

For each file: the parts that changed, whether marks can be taken back to the byte, whether a second
run changes anything, and whether calamine, openpyxl and (with `--libreoffice`) LibreOffice open
what they opened before.
"""

from __future__ import annotations

import argparse
import contextlib
import shutil
import signal
import subprocess
import sys
import tempfile
import warnings
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field as attribute
from datetime import date
from pathlib import Path

from sheets_sync.errors import Refusal, Untouchable
from sheets_sync.files import Copies
from sheets_sync.sheets.additions import Additions, NewColumn, NewRow
from sheets_sync.sheets.colours import BLUE
from sheets_sync.sheets.content import FEEDBACK_END, FEEDBACK_START, Content, Feedback, Link, Span
from sheets_sync.sheets.sheet import Block, Chart, DataValidation, Series, Sheet
from sheets_sync.sheets.update import WorkbookUpdate
from sheets_sync.workbooks.xlsx.parts.book import Book
from sheets_sync.workbooks.xlsx.parts.package import Package
from sheets_sync.workbooks.xlsx.workbook import XlsxWorkbook

DAY = date(2026, 11, 23)
WRONG = Feedback(
    f"{FEEDBACK_START}Date : « 31/02/2024 » n'existe pas & doit changer.\n\n{FEEDBACK_END}", "error"
)
DOUBTFUL = Feedback(f"{FEEDBACK_START}À vérifier.\n\n{FEEDBACK_END}", "warning")
MARKED_TABS = 4
LONG = 700
OPENPYXL_SECONDS = 15


def sheets_for(tab: str, suffix: str = "") -> list[Sheet]:
    """A steering sheet with a chart, a list with links to `tab`, and a long table."""
    numbers: list[list[Content]] = [
        [f"2026-{month:02d}", month * 3, month / 24] for month in range(1, 11)
    ]
    values, names = Span(4, 1, 13, 1), Span(4, 0, 13, 0)
    chart = Chart(
        "line",
        "Entrées",
        names,
        [Series("Entrées", values, BLUE)],
        3,
        5,
        400,
        220,
        "Entrées par mois",
    )
    steering = Sheet(
        f"Pilotage{suffix}",
        [
            Block(0, 0, [["Pilotage – Essai"]], ["title"]),
            Block(3, 0, [["Mois", "Entrées", "Taux"]], ["header"] * 3),
            Block(4, 0, numbers, ["text", "count", "percent"]),
        ],
        {0: 20.0},
        {0: 30.0},
        (4, 1),
        None,
        [chart],
        [(Span(4, 2, 13, 2), 0.2, "error")],
    )
    links: list[list[Content]] = [
        ["Atelier", Link(f"{tab} ! A1", None, tab, "A1"), "= pas une formule & <texte>"]
    ]
    anomalies = Sheet(
        f"Anomalies{suffix}",
        [
            Block(0, 0, [["SIAE", "Où", "Quoi"]], ["header"] * 3),
            Block(1, 0, links, ["text", "link", "wrap"]),
        ],
        {},
        {},
        (1, 0),
        Span(0, 0, 1, 2),
    )
    rows: list[list[Content]] = [
        ["Atelier", number, DAY, None, f"+33 {number} @x"] for number in range(LONG)
    ]
    header = ["SIAE", "Ligne", "Jour", "Vide", "Texte"]
    blocks = [
        Block(0, 0, [header], ["header"] * 5),
        Block(1, 0, rows, ["text", "count", "date", "text", "text"]),
    ]
    return [
        steering,
        anomalies,
        Sheet(f"Consortium{suffix}", blocks, {}, {0: 30.0}, (1, 2), Span(0, 0, LONG, 4)),
    ]


@dataclass
class Outcome:
    """What was seen of one file; `problems` is empty where all is well."""

    file: Path
    refused: str = ""
    unreadable: str = ""
    marked: int = 0
    changed: Counter[str] = attribute(default_factory=Counter)
    problems: list[str] = attribute(default_factory=list)


def try_file(file: Path, folder: Path) -> Outcome:
    """Publish into a copy of `file` in `folder`, again, then clear."""
    outcome = Outcome(file)
    copy = folder / file.name
    shutil.copy(file, copy)
    copies = Copies(folder / "copies" / file.name, 2, folder)
    before = _opens(file)
    try:
        book = XlsxWorkbook(copy)
        feedback = {tab: _cells_to_mark(book, tab) for tab in _worksheets(book)[:MARKED_TABS]}
        with zipfile.ZipFile(copy) as package:
            damaged = package.testzip() or (None if book.tabs else "no tab")
    except (Refusal, zipfile.BadZipFile) as refusal:
        outcome.unreadable = str(refusal)
        return outcome
    if damaged:
        outcome.unreadable = f"damaged: {damaged}"
        return outcome
    outcome.marked = sum(map(len, feedback.values()))
    taken = {tab.casefold() for tab in book.tabs}
    sheets = sheets_for(
        book.tabs[0],
        next(
            s
            for s in ("", " 2", " sync")
            if not {f"{n}{s}".casefold() for n in ("Pilotage", "Anomalies", "Consortium")} & taken
        ),
    )
    grids = {tab: book.read(tab).rows for tab in feedback}
    try:
        book.publish(WorkbookUpdate(sheets, feedback), DAY, copies)
    except Untouchable as reason:
        outcome.refused = f"{reason.code}: {reason}"
        if copy.read_bytes() != file.read_bytes():
            outcome.problems.append("refused, but changed")
        return outcome
    _compare(
        file,
        copy,
        outcome,
        {"styles", "workbook", "workbook.rels", "[Content_Types]", "calcChain"},
        set(feedback),
    )
    again = XlsxWorkbook(copy)
    if {tab: again.read(tab).rows for tab in feedback} != grids:
        outcome.problems.append("values changed")
    if again.publish(WorkbookUpdate(sheets, feedback), DAY, copies) != "unchanged":
        outcome.problems.append("a second run changes something")
    if before != "TimeoutError" and (after := _opens(copy)) != before:
        outcome.problems.append(f"openpyxl: {before} before, {after} after")
    XlsxWorkbook(copy).publish(WorkbookUpdate(feedback={tab: {} for tab in feedback}), DAY, copies)
    _compare(
        file,
        copy,
        outcome,
        {"styles", "workbook", "workbook.rels", "[Content_Types]", "calcChain"},
        set(),
    )
    again = XlsxWorkbook(copy)
    again.publish(WorkbookUpdate(sheets, feedback), DAY, copies)
    _extended(copy, list(feedback), outcome, copies)
    return outcome


def _extended(copy: Path, tabs: Sequence[str], outcome: Outcome, copies: Copies) -> None:
    """Give each tab a column beside its first row and a line below its last.

    What is written is verified by `publish` itself.
    """
    book = XlsxWorkbook(copy)
    for tab in tabs:
        rows = book.read(tab).rows
        first = next(
            (number for number, row in enumerate(rows) if any(cell != "" for cell in row)), None
        )
        if first is None or len(rows[0]) > 16_000 or len(rows) > 1_000_000:
            continue
        check = DataValidation(
            Span(first + 1, len(rows[0]), first + 9, len(rows[0])), "whole", "", "Un nombre.", 0, 9
        )
        column = NewColumn(first, len(rows[0]), "Nouvelle & <autre>", "", check)
        days = frozenset(place for place, cell in enumerate(rows[first]) if isinstance(cell, date))
        row = NewRow(
            len(rows), {0: " KONÉ <&> ", len(rows[0]) + 1: 7, len(rows[0]) + 2: DAY}, first, days
        )
        try:
            book.publish(WorkbookUpdate(added={tab: Additions([column], [row])}), DAY, copies)
        except Untouchable as reason:
            outcome.changed[f"not extended: {reason.code}"] += 1
        except Refusal as refusal:
            outcome.problems.append(f"extended: {refusal}")
        book = XlsxWorkbook(copy)
    if (after := _opens(copy)) != _opens(outcome.file) and "Timeout" not in after:
        outcome.problems.append(f"openpyxl after columns and lines: {after}")


def _worksheets(book: XlsxWorkbook) -> list[str]:
    return [tab for tab in book.tabs if book._inside.sheet_part(tab)]


def _cells_to_mark(book: XlsxWorkbook, tab: str) -> dict[str, Feedback]:
    """A filled cell, an empty one in a row that has others, and one past the end of a row."""
    from forms.headers.matching import letters

    found: dict[str, Feedback] = {}
    for number, row in enumerate(book.read(tab).rows[:40], 1):
        filled = [column for column, cell in enumerate(row) if cell != ""]
        empty = [column for column, cell in enumerate(row) if cell == ""]
        if filled:
            found[f"{letters(filled[0])}{number}"] = WRONG
            found[f"{letters(min((empty or [len(row) + 1])[0], 16_383))}{number}"] = DOUBTFUL
            found[f"{letters(min(len(row) + 2, 16_383))}{number}"] = WRONG
        if len(found) > 12:
            break
    return found


def _compare(old: Path, new: Path, outcome: Outcome, allowed: set[str], marked: set[str]) -> None:
    package = Package(old)
    mine = {Book(package).sheet_part(tab) for tab in marked}
    mine |= {
        relation.target
        for part in mine
        if part
        for relation in package.relationships(part).values()
        if relation.short in ("comments", "vmlDrawing")
    }
    mine |= {
        f"{part.rpartition('/')[0]}/_rels/{part.rpartition('/')[2]}.rels" for part in mine if part
    }
    with zipfile.ZipFile(old) as before, zipfile.ZipFile(new) as after:
        names = set(after.namelist())
        for name in before.namelist():
            short = name.rpartition("/")[2].removesuffix(".xml").removesuffix(".xml.rels") + (
                ".rels" if name.endswith(".rels") else ""
            )
            if name not in names and not (
                name.endswith(".rels") and b"<Relationship " not in before.read(name)
            ):
                if short != "calcChain":
                    outcome.problems.append(f"lost {name}")
            elif name in names and before.read(name) != after.read(name):
                outcome.changed[
                    short if short in allowed else "marked" if name in mine else name
                ] += 1
                if short.rstrip("0123456789") not in allowed and name not in mine:
                    outcome.problems.append(f"changed {name}{'' if marked else ' after clearing'}")


def _opens(file: Path) -> str:
    """What openpyxl makes of a file; on some it takes hours, which is its own affair."""
    import openpyxl

    def too_long(*_: object) -> None:
        raise TimeoutError

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        signal.signal(signal.SIGALRM, too_long)
        signal.alarm(OPENPYXL_SECONDS)
        try:
            openpyxl.load_workbook(file)
        except Exception as error:  # whatever it says of a stranger's file
            return type(error).__name__
        finally:
            signal.alarm(0)
    return "opens"


def _converted(files: Sequence[Path], folder: Path) -> set[str]:
    """Those that LibreOffice can open and write anew."""
    out = folder / "libreoffice"
    for start in range(0, len(files), 40):
        with contextlib.suppress(subprocess.TimeoutExpired):
            subprocess.run(
                [
                    "soffice",
                    f"-env:UserInstallation=file://{folder}/profile",
                    "--headless",
                    "--convert-to",
                    "ods",
                    "--outdir",
                    str(out),
                    *map(str, files[start : start + 40]),
                ],
                capture_output=True,
                timeout=600,
                check=False,
            )
    return {file.stem for file in out.glob("*.ods")}


def main() -> int:
    """Print a line a file that is not simply well, then the sums."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument(
        "--libreoffice",
        action="store_true",
        help="open all with LibreOffice, before and after (slow)",
    )
    options.add_argument("--keep", type=Path, help="keep the published copies there")
    given = options.parse_args()
    files = sorted(
        file
        for file in given.folder.rglob("*")
        if file.suffix.lower() in (".xlsx", ".xlsm") and file.is_file()
    )
    sums: Counter[str] = Counter()
    changed: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        place = given.keep or Path(name)
        place.mkdir(exist_ok=True)
        done = []
        for file in files:
            try:
                outcome = try_file(file, place)
            except Exception as error:  # a bug of ours: told with the file
                outcome = Outcome(file, problems=[f"crash: {error!r}"[:300]])
            kind = (
                "unreadable"
                if outcome.unreadable
                else "refused"
                if outcome.refused
                else "damaged"
                if outcome.problems
                else "well"
            )
            sums[kind] += 1
            sums["marks"] += outcome.marked if kind == "well" else 0
            changed.update(outcome.changed)
            if kind != "well":
                problems = "; ".join(outcome.problems)[:400]
                why = outcome.unreadable or outcome.refused or problems
                sys.stdout.write(f"{kind:<11}{file.name:<60} {why}\n")
            else:
                done.append(file)
        sys.stdout.write(
            f"\n{len(files)} files: "
            + ", ".join(f"{count} {kind}" for kind, count in sums.items())
            + "\n"
        )
        sys.stdout.write(
            "changed parts: "
            + ", ".join(f"{kind} {count}" for kind, count in changed.most_common(12))
            + "\n"
        )
        if given.libreoffice:
            before, after = (
                _converted(done, place / "a"),
                _converted([place / file.name for file in done], place / "b"),
            )
            lost = sorted(before - after)
            sys.stdout.write(
                f"LibreOffice opens {len(before)} of {len(done)} before, {len(after)} after; "
                f"lost: {lost}\n"
            )
            sums["damaged"] += len(lost)
    return 1 if sums["damaged"] else 0


if __name__ == "__main__":
    sys.exit(main())
