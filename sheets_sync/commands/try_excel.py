"""Try on this computer's own Excel what no test of ours can: `python -m sheets_sync.try_excel`, then read ✓ and ✗."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sheets_sync.errors import Refusal
from sheets_sync.files import Copies, digest
from sheets_sync.monthly import bring_together, publish_month
from sheets_sync.sample.write import write_sample
from sheets_sync.sheets.additions import Additions, NewRow
from sheets_sync.steering.month import Month
from sheets_sync.workbooks.excel.workbook import ExcelWorkbook
from sheets_sync.workspace import Workspace, open_workspace

DAY = date(2026, 11, 23)
Ask = Callable[[str], str]


class Unlike(Exception):
    """Excel did something else than it should."""


def _must(holds: bool, what: str) -> None:
    if not holds:
        raise Unlike(what)


class Trial:
    """The sample consortium, open in Excel in a folder of its own; each `try_…` looks at one thing and says what it saw, or fails."""

    def __init__(self, folder: Path, ask: Ask | None) -> None:
        self.folder, self.ask = folder, ask
        write_sample(folder, DAY, 33)
        self.file = folder / "impulser.xlsx"
        self.in_file = self._month()
        open_workspace(folder / "config.yaml").history.save_people(
            self.in_file.people.key, self.in_file.people.registry
        )
        config = (folder / "config.yaml").read_text(encoding="utf-8")
        (folder / "config.yaml").write_text(
            config.replace("workbook: impulser", "workbook: excel:impulser"), encoding="utf-8"
        )
        self.excel = ExcelWorkbook(self.file)
        self.tab = open_workspace(folder / "config.yaml").members[0].tab
        self.copies = Copies(folder / "copies", 3, folder)

    def _month(self) -> Month:
        return bring_together(self._workspace(), DAY)

    def _workspace(self) -> Workspace:
        return open_workspace(self.folder / "config.yaml")

    def _sheet(self, name: str) -> Any:
        return self.excel.book.sheets[name]

    def try_reading(self) -> str:
        """Chaque cellule est lue comme dans le fichier."""
        here = self._month()
        _must(
            [a._asdict() for a in here.anomalies] == [a._asdict() for a in self.in_file.anomalies],
            "remarques",
        )
        _must(here.consortium.frame.equals(self.in_file.consortium.frame), "lignes")
        return f"{len(here.consortium.frame)} lignes, {len(here.anomalies)} remarques, les mêmes"

    def try_writing(self) -> str:
        """Les feuilles, les graphiques, les remarques ; la sélection, le calcul et le fichier restent tels quels."""
        app, before = self.excel.book.app, digest(self.file)
        self._sheet(self.tab).activate()
        self._sheet(self.tab).range("B3:D4").select()
        app.calculation = "manual"
        month = self._month()
        publish_month(self._workspace(), month)
        _must(len(self._sheet("Pilotage").charts) == 5, "graphiques")
        marked = next(
            a for a in month.anomalies if a.severity == "error" and a.cell and a.tab == self.tab
        )
        _must(self._sheet(self.tab).range(marked.cell).note.text.startswith("⚠"), "note")
        _must(app.calculation == "manual", "mode de calcul")
        _must(self.excel.book.sheets.active.name == self.tab, "onglet affiché")
        _must(app.selection.address.replace("$", "") == "B3:D4", "sélection")
        _must(digest(self.file) == before, "le fichier a été enregistré")
        app.calculation = "automatic"
        return (
            "5 graphiques, notes posées, sélection et mode de calcul comme avant, rien d'enregistré"
        )

    def try_again(self) -> str:
        """Un second passage ne change rien."""
        month = self._month()
        outcomes = set(publish_month(self._workspace(), month).files.values())
        _must(outcomes == {"unchanged"}, str(outcomes))
        return "rien à écrire"

    def try_formulas(self) -> str:
        """Une formule des équipes qui mène à Pilotage y mène encore une fois la feuille refaite."""
        notes = self.excel.book.sheets.add("Nos calculs", after=self.excel.book.sheets[-1])
        notes.range("A1").formula = "=COUNTA(Pilotage!A1:Z60)"
        count = notes.range("A1").value
        self._sheet("Pilotage").range("A1").value = "'tapé par-dessus"
        month = self._month()
        publish_month(self._workspace(), month)
        _must(
            notes.range("A1").formula == "=COUNTA(Pilotage!A1:Z60)", str(notes.range("A1").formula)
        )
        _must(notes.range("A1").value == count, str(notes.range("A1").value))
        return f"{notes.range('A1').formula} = {count:.0f}"

    def try_texts(self) -> str:
        """Un texte reste un texte, un jour est un jour."""
        rows = self.excel.read(self.tab).rows
        row = NewRow(
            len(rows) + 2, {0: "03300", 1: "mars 2024", 2: "=1+1", 3: DAY - timedelta(days=1)}
        )
        self.excel.publish([], {}, DAY, self.copies, {self.tab: Additions(rows=[row])})
        found = [self._sheet(self.tab).range((row.row + 1, column)).value for column in range(1, 5)]
        _must(found[:3] == ["03300", "mars 2024", "=1+1"], str(found))
        _must(found[3].date() == DAY - timedelta(days=1), str(found[3]))
        return "« 03300 », « mars 2024 » et « =1+1 » sont restés des textes"

    def try_editing(self) -> str:
        """Une cellule en cours de saisie : une phrase, et rien de changé."""
        if self.ask is None:
            return "passé (sans questions)"
        self.ask(
            "Dans Excel, double-cliquer une cellule et taper une lettre SANS valider. Puis Entrée ici."
        )
        try:
            ExcelWorkbook(self.file).read(self.tab)
        except Refusal as refusal:
            _must(refusal.code == "excel.busy", str(refusal))
            self.ask("Annuler la saisie dans Excel (Échap). Puis Entrée ici.")
            return str(refusal)
        raise Unlike("Excel a répondu pendant la saisie")

    def try_looking(self) -> str:
        """Ce qu'une personne voit."""
        if self.ask is None:
            return "passé (sans questions)"
        question = "Regarder Pilotage, Anomalies et un onglet : présentation nette, graphiques en place, cases colorées avec leur note ? (o/n) "
        _must(self.ask(question).strip().lower().startswith("o"), "à décrire à l'équipe technique")
        return "vu"


def run(folder: Path, ask: Ask | None, tell: Callable[[str], None]) -> bool:
    """Try all of it, say each; whether all went well."""
    trial = Trial(folder, ask)
    fine = True
    for name in (name for name in vars(Trial) if name.startswith("try_")):
        look = getattr(trial, name)
        try:
            tell(f"✓ {look.__doc__} {look().capitalize()}.")
        except Exception as error:  # whatever it is, the others are still to be tried
            fine = False
            tell(
                f"✗ {look.__doc__} {'' if isinstance(error, Unlike) else type(error).__name__ + ' : '}{error}"
            )
    return fine


def main() -> None:
    """From the command line; `--sans-questions` leaves out what a person has to do or see."""
    ask = None if "--sans-questions" in sys.argv else input
    with tempfile.TemporaryDirectory(prefix="essai-excel-", ignore_cleanup_errors=True) as folder:
        try:
            fine = run(Path(folder), ask, print)
        except Refusal as refusal:
            sys.exit(f"✗ {refusal}")
    sys.exit(0 if fine else 1)


if __name__ == "__main__":
    main()
