"""Small workbooks made by hand, and the sample consortium made once."""

from __future__ import annotations

import fcntl
import functools
import gc
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook
from typer.testing import Result

from forms import definition_file, loading
from forms.form import Form
from sheets_sync.files import Copies
from sheets_sync.history.running.here import FOLDER_VARIABLE
from sheets_sync.history.running.program import ANEW_VARIABLE
from sheets_sync.settings.tabs import Tabs
from tests.typing_commands import typed

AS_OF = "2026-11-23"
HEADERS = (
    "Nom",
    "Prénom",
    "Sexe",
    "Date de naissance",
    "Entrée dans le programme",
    "Contrat",
    "Date de sortie",
    "Motif de sortie",
    "Durée du contrat de sortie (mois)",
)
ANNA = ("DIALLO", "Awa", "Femme", date(1995, 3, 12), date(2025, 2, 3), "CDDI", "", "", "")
OMAR = (
    "AHMADI",
    "Omar",
    "Homme",
    date(1990, 1, 1),
    date(2024, 9, 2),
    "CDDI",
    date(2025, 9, 1),
    "CDI",
    "",
)
CROWD = tuple(
    ("BALDE", given, "Femme", date(1991, 5, 6), date(2025, 2, 3), "CDDI", "", "", "")
    for given in ("Hawa", "Kadiatou", "Mariama", "Nene", "Salimatou")
)
"""As many people as a report is issued about, whoever else there is."""
MEETINGS = (
    "meetings:\n"
    "  directions: {title: Comité de pilotage des directions}\n"
    "  accompagnateurs: {title: Échange de pratiques, week: 3, weekday: jeudi}\n"
)
"""The two meetings, for a config whose `prepare` is to make their agendas."""
Rows = Sequence[Sequence[Any]]
# A command reads all definitions anew, as it is one process; a run of tests is thousands of them in
# one. A text that was parsed is so again, ours are forms already, and the rest is done each time.
definition_file.read_text = functools.lru_cache(maxsize=256)(definition_file.read_text)
_read_form, _OURS = loading._read_form, frozenset(loading.FOLDER.rglob("*.yaml"))
_read_ours = functools.cache(_read_form)
pytest_plugins = ["tests.markers", "tests.desks", "tests.calc.desk", "tests.browser"]
"""Where the shared programs are: each is started at most once in a worker of pytest-xdist."""


def write_book(file: Path, tabs: Mapping[str, Rows]) -> Path:
    """A workbook with these tabs; dates become real dates, texts beginning with « = » formulas."""
    with xlsxwriter.Workbook(str(file)) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in tabs.items():
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, date):
                        sheet.write_datetime(row, column, datetime.combine(cell, time()), day)
                    elif cell != "":
                        sheet.write(row, column, cell)
    return file


def write_config(folder: Path, tabs: Sequence[str], more: str = "") -> Path:
    """The least config that works, for these tabs."""
    members = "\n".join(f"  - {{tab: {tab}, name: {tab}, kind: ACI}}" for tab in tabs)
    config = folder / "config.yaml"
    config.write_text(
        f"programme: Essai\nworkbook: essai.xlsx\nsiae:\n{members}\n{more}", encoding="utf-8"
    )
    return config


class Case:
    """A folder with a workbook and its config, and the commands run on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def make(self, tabs: Mapping[str, Rows], more: str = "") -> Case:
        """Write both files: each tab is a SIAE's, but for those of the coordination."""
        write_book(self.folder / "essai.xlsx", tabs)
        coordination = Tabs().model_dump().values()
        write_config(self.folder, [tab for tab in tabs if tab not in coordination], more)
        return self

    def run(self, *words: str, as_of: str = AS_OF, today: str = "") -> Result:
        """One command of the line, as a person would type it, on the day it is for or another."""
        config = str(self.folder / "config.yaml")
        return typed([*words, "--config", config, "--as-of", as_of], today)

    def run_plain(self, *words: str) -> Result:
        """A command that has no day."""
        return typed([*words, "--config", str(self.folder / "config.yaml")])

    def check(self) -> dict[str, Any]:
        """What `check --json` says."""
        result = self.run("check", "--json")
        assert result.exit_code in (0, 1), result.output
        found: dict[str, Any] = json.loads(result.stdout)
        return found

    def tabs(self) -> list[str]:
        """The tabs of the workbook, in order."""
        with CalamineWorkbook.from_path(str(self.folder / "essai.xlsx")) as book:
            return list(book.sheet_names)

    def export(self) -> list[dict[str, str]]:
        """The rows of `export --with-names`."""
        import csv

        file = self.folder / "export.csv"
        result = self.run("export", str(file), "--with-names")
        assert result.exit_code == 0, result.output
        with file.open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))


Begin = Callable[[Callable[[Case], object]], Case]
"""Makes of the case a copy of what the function made of another."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--accept",
        action="store_true",
        help="write what is read in tests/reading/tabs/ as what is expected",
    )


def _form_of(file: Path) -> Form:
    return (_read_ours if file in _OURS else _read_form)(file)


def _of_the_run(factory: pytest.TempPathFactory) -> Path:
    """The folder that all workers of pytest-xdist share; that of the run where it has none."""
    # the workers' folders stand side by side in the one of the run
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(autouse=True)
def collecting() -> Iterator[None]:
    """A command turns the collector off, as it is one short job; a run of tests is none."""
    yield
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def own_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of whoever runs the tests: never the real one.

    One for all workers: the key of the sample, which one of them makes, is in it.
    """
    folder = _of_the_run(tmp_path_factory) / "own"
    folder.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(FOLDER_VARIABLE, str(folder))
        # What a run does is what is tested: but where the test is about not doing it.
        patch.setenv(ANEW_VARIABLE, "1")
        # What it is for, a power cut, no test makes; waiting for the disk is a tenth of all time.
        patch.setattr(os, "fsync", lambda _: None)
        patch.setattr(loading, "_read_form", _form_of)
        yield folder


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case(tmp_path)


@pytest.fixture(scope="session")
def folders_begun() -> dict[Callable[[Case], object], Path]:
    """The folders that `begun` copies, by what made them."""
    return {}


@pytest.fixture
def begun(
    case: Case,
    folders_begun: dict[Callable[[Case], object], Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Begin:
    """What several tests begin from: done once in a worker of pytest-xdist, and a copy for each."""

    def copied(make: Callable[[Case], object]) -> Case:
        if make not in folders_begun:
            folder = tmp_path_factory.mktemp("begun")
            make(Case(folder))
            folders_begun[make] = folder
        shutil.copytree(folders_begun[make], case.folder, dirs_exist_ok=True)
        return case

    return copied


@pytest.fixture
def copies(tmp_path: Path) -> Copies:
    """Where copies are kept, three of each."""
    return Copies(tmp_path / "copies", 3, tmp_path)


@pytest.fixture
def one_tab(case: Case) -> Callable[..., Case]:
    """A workbook with one tab, « Essai », of these rows."""

    def make(*rows: Sequence[Any], more: str = "") -> Case:
        return case.make({"Essai": rows}, more)

    return make


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample consortium, prepared.

    Made once a run, and a copy of it for each worker of pytest-xdist.
    """
    own = tmp_path_factory.mktemp("demo") / "programme"
    shared = _of_the_run(tmp_path_factory)
    with (shared / "sample.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "sample").exists():
            result = typed(["demo", str(shared / "unfinished"), "--as-of", AS_OF])
            assert result.exit_code == 0, result.output
            (shared / "unfinished").rename(shared / "sample")
    shutil.copytree(shared / "sample", own)
    return own
