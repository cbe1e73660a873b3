"""The workbook open in a spreadsheet program, reached through xlwings' public API: on real Calc, with Excel's refusals put in."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import xlwings

from sheets_sync.commands import try_excel
from sheets_sync.errors import Refusal
from sheets_sync.files import Copies, digest
from sheets_sync.scheduling.excel_buttons import pressed
from sheets_sync.sheets.additions import Additions, Edit, NewRow
from sheets_sync.workbooks.excel import native
from sheets_sync.workbooks.excel.attach import attach, is_of
from sheets_sync.workbooks.opening import open_workbook
from tests.calc.desk import ExcelDesk
from tests.calc.engine import Calc
from tests.conftest import ANNA, AS_OF, HEADERS, OMAR, Case, write_book
from tests.corpus import DAY, WRONG, sheets_for
from tests.desks import BAD
from tests.test_cards import AWA, Office
from tests.typing_commands import typed

EDITING = -2146777998
"""VBA_E_IGNORE: a cell is being edited."""


@pytest.fixture
def desk(calc: Calc, tmp_path: Path) -> ExcelDesk:
    return ExcelDesk(
        calc,
        write_book(
            tmp_path / "essai.xlsx",
            {"Essai": (HEADERS, BAD, OMAR), "Notes": (("Le total", "=2+2"),)},
        ),
    )


def opened(case: Case, calc: Calc, *rows: Any) -> ExcelDesk:
    """The case with its workbook open in the program, and config saying so."""
    case.make({"Essai": (HEADERS, *rows)})
    config = case.folder / "config.yaml"
    config.write_text(
        config.read_text(encoding="utf-8").replace("workbook: essai", "workbook: excel:essai"),
        encoding="utf-8",
    )
    return ExcelDesk(calc, case.folder / "essai.xlsx")


def all_of(desk: ExcelDesk) -> dict[str, Any]:
    """Everything in it that a change could have touched."""
    found: dict[str, Any] = {"names": desk.ask("names")}
    for tab in desk.tabs():
        area = [1, 1, *desk.ask("used", tab)]
        colours = [
            desk.ask("colour", tab, [r, c, r, c])
            for r in range(1, min(area[2], 8) + 1)
            for c in range(1, min(area[3], 10) + 1)
        ]
        found[tab] = (
            desk.ask("values", tab, area),
            desk.ask("formulas", tab, area),
            sorted(desk.ask("notes", tab)),
            colours,
            desk.ask("charts", tab),
        )
    return found


@pytest.mark.office
def test_the_sample_says_the_same_in_the_program_as_in_the_file(
    demo: Path, tmp_path: Path, calc: Calc
) -> None:
    folder = tmp_path / "programme"
    shutil.copytree(demo, folder)
    words = ["check", "--json", "--config", str(folder / "config.yaml"), "--as-of", AS_OF]
    in_file = json.loads(typed(words).stdout)
    ExcelDesk(calc, folder / "impulser.xlsx")
    config = (folder / "config.yaml").read_text(encoding="utf-8")
    (folder / "config.yaml").write_text(
        config.replace("workbook: impulser", "workbook: excel:impulser"), encoding="utf-8"
    )
    calc.asked.clear()
    assert json.loads(typed(words).stdout) == in_file
    assert calc.asked.count("values") <= len(
        calc.ask("sheets", str(folder / "impulser.xlsx"))
    )  # one call a tab


@pytest.mark.office
def test_a_run_leaves_the_person_where_she_was_and_the_file_unsaved(case: Case, calc: Calc) -> None:
    desk = opened(case, calc, BAD, OMAR)
    before = digest(desk.file)
    desk.ask("select", "Essai", [3, 2, 3, 4])
    calc.app.calculation = "manual"
    result = case.run("consolidate")
    assert result.exit_code == 0, result.output
    assert desk.tabs() == ["Essai", "Pilotage", "Anomalies", "Consortium"]
    assert desk.note("Essai", "D2").startswith("⚠ Date de naissance")
    assert (desk.ask("active"), desk.ask("selection")) == ("Essai", [3, 2, 3, 4])
    assert (calc.app.calculation, calc.app.screen_updating, calc.app.display_alerts) == (
        "manual",
        True,
        True,
    )
    assert digest(desk.file) == before
    assert desk.ask("charts", "Pilotage") == 5
    assert case.run("consolidate", "--json").stdout.count('"unchanged"') == 1
    assert case.run("consolidate", "--save").exit_code == 0
    assert digest(desk.file) != before


@pytest.mark.office
def test_what_staff_computes_with_our_sheets_goes_on_computing(
    desk: ExcelDesk, copies: Copies
) -> None:
    desk.open().publish(sheets_for("Essai"), {}, DAY, copies)
    desk.type("Notes", "B2", "=Pilotage!B6*2")
    desk.ask("refer", "effectif", "=Pilotage!$B$6")
    was = desk.value("Notes", "B2")
    desk.open().publish(sheets_for("Autre"), {}, DAY, copies)
    assert desk.value("Anomalies", "B2") == "Autre ! A1"
    assert desk.ask("formulas", "Notes", [2, 2, 2, 2]) == [["=Pilotage!B6*2"]]
    assert (desk.value("Notes", "B2"), desk.value("Notes", "B1")) == (was, 4)
    assert desk.ask("names")["effectif"] == "=Pilotage!$B$6"


def refused_at(step: int, run: Callable[[], str], desk: ExcelDesk) -> str:
    """The code of what a run says when that call is refused; "" where it makes fewer, and all is done."""
    desk.calc.changing, desk.calc.fails = 0, {step: EDITING}
    try:
        run()
    except Refusal as refusal:
        return refusal.code
    finally:
        desk.calc.fails = {}
    return ""


@pytest.mark.office
def test_a_refusal_at_any_step_leaves_all_as_it_was(desk: ExcelDesk, copies: Copies) -> None:
    desk.open().publish(sheets_for("Essai"), {"Essai": {"A2": WRONG}}, DAY, copies)
    desk.type("Notes", "B2", "=Pilotage!B6*2")
    desk.type("Pilotage", "B6", 9999)  # two sheets are to be put anew
    before = all_of(desk)
    added = {
        "Essai": Additions(
            rows=[NewRow(3, {0: "KONÉ", 3: DAY}, 2)], edits=[Edit(1, 1, "Awa", "Fanta")]
        )
    }

    def run() -> str:
        return desk.open().publish(
            sheets_for("Autre"), {"Essai": {"B2": WRONG}}, DAY, copies, added
        )

    steps = 0
    while refused := refused_at(steps := steps + 1, run, desk):
        assert refused == "excel.busy"
        assert all_of(desk) == before, steps
    assert steps > 12
    assert any(tab.endswith("(ancien)") for tab in desk.tabs())  # Excel did not let an old one go …
    assert (
        desk.open().publish(sheets_for("Autre"), {"Essai": {"B2": WRONG}}, DAY, copies) == "changed"
    )
    assert desk.tabs() == [
        "Essai",
        "Notes",
        "Pilotage",
        "Anomalies",
        "Consortium",
    ]  # … and the next run does
    assert desk.ask("formulas", "Notes", [2, 2, 2, 2]) == [["=Pilotage!B6*2"]]
    assert (
        desk.value("Essai", "A4"),
        desk.value("Essai", "B2"),
        desk.value("Anomalies", "B2"),
    ) == (
        "KONÉ",
        "Fanta",
        "Autre ! A1",
    )


@pytest.mark.office
@pytest.mark.parametrize(
    ("number", "code"),
    [
        (EDITING, "excel.busy"),
        (-2147418111, "excel.busy"),
        (-2147023174, "excel.gone"),
        (-2147024882, "excel.failed"),
    ],
)
def test_what_excel_refuses_is_one_sentence(case: Case, calc: Calc, number: int, code: str) -> None:
    desk = opened(case, calc, BAD)
    calc.fails = {1: number}
    result = case.run("consolidate")
    calc.fails = {}
    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1)
    assert desk.tabs() == ["Essai"]
    assert {
        "excel.busy": "Excel est occupé",
        "excel.gone": "Excel s'est fermé",
        "excel.failed": f"(erreur {number})",
    }[code] in result.stderr


@pytest.mark.office
def test_a_protected_tab_is_said_and_passed_over(case: Case, calc: Calc) -> None:
    desk = opened(case, calc, BAD)
    desk.ask("protect", "Essai")
    result = case.run("consolidate")
    assert result.exit_code == 0, result.output
    assert (
        "1 onglet est protégé dans Excel (Essai) : les remarques n'y sont pas posées."
        in result.stdout.replace("\u00a0", " ")
    )
    assert (desk.note("Essai", "D2"), "Pilotage" in desk.tabs()) == ("", True)


@pytest.mark.office
def test_texts_stay_texts_whatever_they_look_like(desk: ExcelDesk, copies: Copies) -> None:
    row = NewRow(
        3,
        {0: "=1+1", 1: "03300", 2: "mars 2024", 3: DAY, 4: 12.5, 5: "+33 6"},
        2,
        frozenset({3, 4}),
    )
    desk.open().publish([], {}, DAY, copies, {"Essai": Additions(rows=[row])})
    assert [desk.value("Essai", f"{column}4") for column in "ABCF"] == [
        "=1+1",
        "03300",
        "mars 2024",
        "+33 6",
    ]
    grid = desk.open().read("Essai")
    assert grid.rows[3][3:5] == [DAY, 12.5]


@pytest.mark.office
def test_what_is_typed_while_the_run_works_is_left_alone(desk: ExcelDesk, copies: Copies) -> None:
    book = desk.open()
    book.read("Essai")
    desk.type("Essai", "D2", "12/03/1995")
    book.publish([], {"Essai": {"D2": WRONG, "A3": WRONG}}, DAY, copies)
    assert (desk.note("Essai", "D2"), desk.note("Essai", "A3")) == ("", WRONG.text)
    with pytest.raises(Refusal, match="a été modifié pendant le travail"):
        book.publish(
            [], {}, DAY, copies, {"Essai": Additions(edits=[Edit(1, 3, "31/02/1990", "x")])}
        )
    desk.type("Essai", "A4", "SOW")
    with pytest.raises(Refusal, match="a été modifié pendant le travail"):
        book.publish([], {}, DAY, copies, {"Essai": Additions(rows=[NewRow(3, {0: "KONÉ"})])})


@pytest.mark.office
def test_cards_are_taken_in_where_the_workbook_is_open(tmp_path: Path, calc: Calc) -> None:
    file = write_book(
        tmp_path / "essai.xlsx", {"Un": (HEADERS, ANNA, OMAR), "Deux": (HEADERS, OMAR)}
    )
    (tmp_path / "config.yaml").write_text(
        "programme: E\nworkbook: essai.xlsx\nsiae: [{tab: Un, name: Un, kind: ACI}, {tab: Deux, name: Deux, kind: EI}]\n",
        encoding="utf-8",
    )
    assert typed(["setup", "--config", str(tmp_path / "config.yaml")]).exit_code == 0
    office = Office.__new__(Office)
    office.folder, office.desk = tmp_path, ExcelDesk(calc, file)
    office.know_rows("excel:essai.xlsx")
    office.fill({"SIAE": "Un", **AWA})
    office.fill({"SIAE": "Un", "Nom": "SOW", "Contrat": "CDDX"}, 2)
    assert "Fiche 1 : rangée (ligne 4 de Un)" in office.prepare()
    assert (office.people(), office.typed("Nom")) == (["DIALLO", "AHMADI", "KONÉ"], "")
    assert office.desk.open().read("Un").rows[3][3].isoformat() == "1999-07-04"  # type: ignore[union-attr]  # a day
    assert office.answer("Contrat", 2).startswith("Contrat : « CDDX » n'est pas dans la liste")
    assert "Fiche 1" not in office.prepare()


@pytest.mark.office
def test_a_workbook_open_twice_or_elsewhere_or_not_at_all(desk: ExcelDesk, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="n'existe pas"):
        open_workbook("excel:absent.xlsx", tmp_path)
    (tmp_path / "autre").mkdir()
    write_book(tmp_path / "autre" / "essai.xlsx", {"Un": (HEADERS,)})
    with pytest.raises(Refusal, match="d'un autre dossier, est ouvert dans Excel"):
        open_workbook("excel:autre/essai.xlsx", tmp_path)
    write_book(tmp_path / "seul.xlsx", {"Un": (HEADERS,)})
    assert open_workbook("excel:seul.xlsx", tmp_path).tabs == ["Un"]
    (tmp_path / "~$pris.xlsx").write_bytes(b"\x05Marie")
    write_book(tmp_path / "pris.xlsx", {"Un": (HEADERS,)})
    with pytest.raises(Refusal, match="est ouvert par Marie"):
        open_workbook("excel:pris.xlsx", tmp_path)


def test_the_doctor_finds_it_right_that_it_is_open(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA)})
    (case.folder / "~$essai.xlsx").write_bytes(b"\x05Marie")
    assert case.run("doctor").exit_code == 2
    config = case.folder / "config.yaml"
    config.write_text(
        config.read_text(encoding="utf-8").replace("workbook: essai", "workbook: excel:essai"),
        encoding="utf-8",
    )
    assert (
        "est ouvert dans Excel, et c'est là que l'outil y travaille." in case.run("doctor").stdout
    )


class Synchronised:
    """A book as Excel says it of a folder that OneDrive keeps."""

    def __init__(self, name: str, fullname: str) -> None:
        self.name, self._where = name, fullname

    @property
    def fullname(self) -> str:
        if not self._where:
            raise xlwings.XlwingsError("cannot be found")
        return self._where


@pytest.mark.parametrize(("name", "fullname", "same"), [
    ("essai.xlsx", "https://contoso.sharepoint.com/sites/x/essai.xlsx", True), ("essai.xlsx", "", True), ("autre.xlsx", "", False), ("essai.xlsx", "/ailleurs/essai.xlsx", False),
])  # fmt: skip
def test_a_synchronised_workbook_goes_by_its_name(
    tmp_path: Path, name: str, fullname: str, same: bool
) -> None:
    assert is_of(Synchronised(name, fullname), tmp_path / "essai.xlsx") is same


def test_an_error_inside_an_exception_of_excels_is_the_one_that_is_told() -> None:
    for inside, code in ((EDITING, "excel.busy"), (-2146827284, "excel.failed")):
        with pytest.raises(Refusal) as refusal, native.answering("essai.xlsx"):
            raise ExcelError(
                -2147352567, "Exception", (0, "Microsoft Excel", "refus", None, 0, inside), None
            )
        assert refusal.value.code == code


class ExcelError(Exception):
    """As pywin32 gives an exception of Excel's own: the number stands inside."""

    hresult = -2147352567


class Instances:
    """Several Excel at once, as `xlwings.apps` gives them."""

    def __init__(self, *books: Sequence[Synchronised]) -> None:
        self.apps = [SimpleNamespace(books=list(found)) for found in books]

    def __iter__(self) -> Iterator[SimpleNamespace]:
        return iter(self.apps)


def test_the_workbook_is_found_in_whichever_excel_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write_book(tmp_path / "essai.xlsx", {"Un": (HEADERS,)})
    mine = Synchronised("essai.xlsx", str(file))
    monkeypatch.setattr(
        xlwings, "apps", Instances([Synchronised("autre.xlsx", "/x/autre.xlsx")], [mine])
    )
    assert attach(file) is mine
    monkeypatch.setattr(xlwings, "apps", Instances([mine], [mine]))
    with pytest.raises(Refusal, match="est ouvert deux fois"):
        attach(file)
    monkeypatch.setattr(native, "is_hung", lambda app: True)
    with pytest.raises(Refusal, match="Excel ne répond plus"):
        attach(file)


def test_no_excel_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_book(tmp_path / "essai.xlsx", {"Un": (HEADERS,)})
    monkeypatch.setattr(xlwings.engines, "active", None)
    with pytest.raises(Refusal, match="Excel n'est pas installé sur cet ordinateur"):
        open_workbook("excel:essai.xlsx", tmp_path)


@pytest.mark.office
@pytest.mark.parametrize(
    ("tab", "said"),
    [
        ("Vérifier", "✗ D2       Date de naissance"),
        ("Préparer la réunion", "À relancer avant la réunion :"),
    ],
)
def test_a_button_in_excel_does_the_work_and_says_what_came_of_it(
    case: Case, calc: Calc, tab: str, said: str
) -> None:
    desk = opened(case, calc, BAD, OMAR)
    assert case.run("setup", "--excel-buttons").exit_code == 0
    assert "pressed" in (case.folder / "boutons.py").read_text(encoding="utf-8")
    assert f'"PYTHONPATH","{case.folder}"' in (case.folder / "xlwings.conf").read_text(
        encoding="utf-8"
    )
    file = case.folder / "boutons.xlsm"
    with (
        zipfile.ZipFile(file) as made,
        zipfile.ZipFile(Path(xlwings.__file__).with_name("quickstart_standalone.xlsm")) as shipped,
    ):
        assert made.read("xl/vbaProject.bin") == shipped.read("xl/vbaProject.bin")
        assert made.read("xl/drawings/vmlDrawing1.vml").decode().count("[0]!SampleCall") == 1
    buttons = xlwings.apps.active.books.open(str(file))  # type: ignore[union-attr]  # there is one
    buttons.sheets[tab].activate()
    calc.app.front = str(file)
    xlwings.Book.set_mock_caller(buttons)
    pressed(str(case.folder / "config.yaml"), DAY)
    shown = [row[0] for row in buttons.sheets[tab].range("A9:A60").options(ndim=2, empty="").value]
    assert any(said in line for line in shown), shown
    assert ("Pilotage" in desk.tabs()) == (tab == "Préparer la réunion")
    pressed(str(case.folder / "absent.yaml"), DAY)
    assert "n'existe pas" in buttons.sheets[tab].range("A9").value
    assert buttons.sheets[tab].range("A10").value is None


@pytest.mark.office
def test_the_trial_on_a_persons_own_excel_passes_here(tmp_path: Path, calc: Calc) -> None:
    said: list[str] = []
    assert try_excel.run(tmp_path / "essai", None, said.append), said
    assert [line[0] for line in said] == ["✓"] * 7


@pytest.mark.office
def test_the_trial_says_what_fails(
    tmp_path: Path, calc: Calc, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        calc.app.__class__,
        "calculation",
        property(lambda self: "automatic", lambda self, value: None),
    )
    trial = try_excel.Trial(tmp_path / "essai", None)
    with pytest.raises(try_excel.Unlike, match="mode de calcul"):
        trial.try_writing()
