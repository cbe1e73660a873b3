"""The workbook found among those open in Excel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest
import xlwings

from sheets_sync.errors import Refusal
from sheets_sync.workbooks.excel import native
from sheets_sync.workbooks.excel.attach import attach, is_of
from sheets_sync.workbooks.opening import open_workbook
from tests.calc.desk import ExcelDesk
from tests.conftest import ANNA, HEADERS, Case, write_book


@pytest.mark.office
def test_a_workbook_open_twice_or_elsewhere_or_not_at_all(desk: ExcelDesk, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="n’existe pas"):
        open_workbook("excel:absent.xlsx", tmp_path)
    (tmp_path / "autre").mkdir()
    write_book(tmp_path / "autre" / "essai.xlsx", {"Un": (HEADERS,)})
    with pytest.raises(Refusal, match="d’un autre dossier, est ouvert dans Excel"):
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


@pytest.mark.parametrize(
    ("name", "fullname", "same"),
    [
        ("essai.xlsx", "https://contoso.sharepoint.com/sites/x/essai.xlsx", True),
        ("essai.xlsx", "", True),
        ("autre.xlsx", "", False),
        ("essai.xlsx", "/ailleurs/essai.xlsx", False),
    ],
)
def test_a_synchronised_workbook_goes_by_its_name(
    tmp_path: Path, name: str, fullname: str, same: bool
) -> None:
    assert is_of(Synchronised(name, fullname), tmp_path / "essai.xlsx") is same


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
    with pytest.raises(Refusal, match="Excel n’est pas installé sur cet ordinateur"):
        open_workbook("excel:essai.xlsx", tmp_path)
