"""Try on this computer's own Excel what no test of ours can, and read ✓ and ✗.

Run it as `python -m sheets_sync.sample.try_excel`.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sheets_sync.catalogue import sentence
from sheets_sync.errors import Refusal
from sheets_sync.files import Copies, digest
from sheets_sync.french import quoted
from sheets_sync.monthly import bring_together, publish_month
from sheets_sync.sample.write import write_sample
from sheets_sync.sheets.additions import Additions, NewRow
from sheets_sync.sheets.update import WorkbookUpdate
from sheets_sync.steering.month import Month
from sheets_sync.workbooks.excel.workbook import ExcelWorkbook
from sheets_sync.workspace import Workspace, open_workspace

DAY = date(2026, 11, 23)
SEED = 33
FORMULA = "=COUNTA(Pilotage!A1:Z60)"
CHARTS_IN_PILOTAGE = 6
"""Of the sample: four of the months, one of freins, one of levels."""
Ask = Callable[[str], str]
"""Puts a question to the person and gives the answer, as `input` does."""


class Unlike(Exception):
    """Excel did something else than it should; the text says what."""


class Trial:
    """The sample consortium, open in Excel in a folder of its own.

    Each `try_…` looks at one thing and gives a sentence on what it saw.

    Raises:
        Unlike: Excel did something else than it should.
    """

    def __init__(self, folder: Path, ask: Ask | None) -> None:
        """Make the sample and open it; `ask` is None where nobody sits before the screen."""
        self.folder, self.ask = folder, ask
        write_sample(folder, DAY, SEED)
        self.file = folder / "impulser.xlsx"
        self.in_file = self._month()
        # Else each reading would give the people other pseudonyms, and nothing would compare.
        people = self.in_file.people
        self._workspace().history.save_people(people.key, people.registry)
        self._open_in_excel()
        self.excel = ExcelWorkbook(self.file)
        self.tab = self._workspace().members[0].tab
        self.copies = Copies(folder / "copies", 3, folder)

    def try_reading(self) -> str:
        """Every cell is read as in the file."""
        in_excel = self._month()
        anomalies = [anomaly._asdict() for anomaly in in_excel.anomalies]
        in_file = [anomaly._asdict() for anomaly in self.in_file.anomalies]
        _require(anomalies == in_file, sentence("excel.unlike.anomalies"))
        frame = in_excel.consortium.frame
        _require(frame.equals(self.in_file.consortium.frame), sentence("excel.unlike.rows"))
        return sentence("excel.seen.reading", rows=len(frame), anomalies=len(anomalies))

    def try_writing(self) -> str:
        """Sheets, charts and feedback come; selection, calculation and file stay as they were."""
        app, digest_before = self.excel.book.app, digest(self.file)
        self._sheet(self.tab).activate()
        self._sheet(self.tab).range("B3:D4").select()
        app.calculation = "manual"
        month = self._month()
        publish_month(self._workspace(), month)
        charts = self._sheet("Pilotage").charts
        _require(len(charts) == CHARTS_IN_PILOTAGE, sentence("excel.unlike.charts"))
        note = self._sheet(self.tab).range(self._cell_with_error(month)).note
        _require(note.text.startswith("⚠"), sentence("excel.unlike.note"))
        _require(app.calculation == "manual", sentence("excel.unlike.calculation"))
        active_tab = self.excel.book.sheets.active.name
        _require(active_tab == self.tab, sentence("excel.unlike.active_tab"))
        selection = app.selection.address.replace("$", "")
        _require(selection == "B3:D4", sentence("excel.unlike.selection"))
        _require(digest(self.file) == digest_before, sentence("excel.unlike.saved"))
        app.calculation = "automatic"
        return sentence("excel.seen.writing", charts=CHARTS_IN_PILOTAGE)

    def try_again(self) -> str:
        """A second run changes nothing."""
        outcomes = set(publish_month(self._workspace(), self._month()).files.values())
        _require(outcomes == {"unchanged"}, str(outcomes))
        return sentence("excel.seen.again")

    def try_formulas(self) -> str:
        """A formula of the staff leads to Pilotage still, once that sheet was made anew."""
        last_sheet = self.excel.book.sheets[-1]
        notes = self.excel.book.sheets.add("Nos calculs", after=last_sheet)
        cell = notes.range("A1")
        cell.formula = FORMULA
        value_before = cell.value
        # Typed over, so that the sheet is replaced.
        self._sheet("Pilotage").range("A1").value = "'tapé par-dessus"
        publish_month(self._workspace(), self._month())
        _require(cell.formula == FORMULA, str(cell.formula))
        _require(cell.value == value_before, str(cell.value))
        return sentence("excel.seen.formulas", formula=FORMULA, value=f"{value_before:.0f}")

    def try_texts(self) -> str:
        """A text stays a text, a day is a day."""
        texts, day = ["03300", "mars 2024", "=1+1"], DAY - timedelta(days=1)
        row = NewRow(len(self.excel.read(self.tab).rows) + 2, dict(enumerate([*texts, day])))
        self.excel.publish(
            WorkbookUpdate(added={self.tab: Additions(rows=[row])}), DAY, self.copies
        )
        sheet = self._sheet(self.tab)
        values = [sheet.range((row.row + 1, column)).value for column in range(1, 5)]
        _require(values[:3] == texts, str(values))
        _require(values[3].date() == day, str(values[3]))
        return sentence("excel.seen.texts", texts=[quoted(text) for text in texts])

    def try_editing(self) -> str:
        """A cell that is being edited gives a sentence, and nothing is changed."""
        if self.ask is None:
            return sentence("excel.seen.without_questions")
        self.ask(sentence("excel.ask.edit"))
        try:
            ExcelWorkbook(self.file).read(self.tab)
        except Refusal as refusal:
            _require(refusal.code == "excel.busy", str(refusal))
            self.ask(sentence("excel.ask.cancel_edit"))
            return str(refusal)
        raise Unlike(sentence("excel.unlike.answered"))

    def try_looking(self) -> str:
        """A person sees that it looks well."""
        if self.ask is None:
            return sentence("excel.seen.without_questions")
        answer = self.ask(sentence("excel.ask.look") + " ").strip().lower()
        _require(answer.startswith("o"), sentence("excel.unlike.look"))
        return sentence("excel.seen.looking")

    def _month(self) -> Month:
        return bring_together(self._workspace(), DAY)

    def _workspace(self) -> Workspace:
        return open_workspace(self.folder / "config.yaml")

    def _open_in_excel(self) -> None:
        """Have config say that the workbook is open in Excel."""
        config = self.folder / "config.yaml"
        text = config.read_text(encoding="utf-8")
        text = text.replace("workbook: impulser", "workbook: excel:impulser")
        config.write_text(text, encoding="utf-8")

    def _sheet(self, name: str) -> Any:
        return self.excel.book.sheets[name]

    def _cell_with_error(self, month: Month) -> str:
        """A cell of the first tab that is to get a note."""
        return next(
            anomaly.cell
            for anomaly in month.anomalies
            if anomaly.severity == "error" and anomaly.cell and anomaly.tab == self.tab
        )


# In this order, since each goes on from where the one before left the workbook.
TRIALS: tuple[tuple[str, Callable[[Trial], str]], ...] = (
    ("excel.trial.reading", Trial.try_reading),
    ("excel.trial.writing", Trial.try_writing),
    ("excel.trial.again", Trial.try_again),
    ("excel.trial.formulas", Trial.try_formulas),
    ("excel.trial.texts", Trial.try_texts),
    ("excel.trial.editing", Trial.try_editing),
    ("excel.trial.looking", Trial.try_looking),
)


def try_all(folder: Path, ask: Ask | None, show: Callable[[str], None]) -> bool:
    """Try everything and show a line on each; whether all went well."""
    trial = Trial(folder, ask)
    is_fine = True
    for code, attempt in TRIALS:
        try:
            show(f"✓ {sentence(code)} {attempt(trial).capitalize()}.")
        except Unlike as unlike:
            is_fine = False
            show(f"✗ {sentence(code)} {unlike}")
        # Whatever it is, the others are still to be tried.
        except Exception as error:
            is_fine = False
            show(f"✗ {sentence(code)} {type(error).__name__} : {error}")
    return is_fine


def try_from_terminal() -> None:
    """From the command line; `--sans-questions` leaves out what a person has to do or see."""
    ask = None if "--sans-questions" in sys.argv else input
    with tempfile.TemporaryDirectory(prefix="essai-excel-", ignore_cleanup_errors=True) as folder:
        try:
            is_fine = try_all(Path(folder), ask, print)
        except Refusal as refusal:
            sys.exit(f"✗ {refusal}")
    sys.exit(0 if is_fine else 1)


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Unlike(otherwise)


if __name__ == "__main__":
    try_from_terminal()
