"""A document is filled again where what it shows or its template changed, and only then."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest

from sheets_sync.documents.files import filled_before
from sheets_sync.history.running import program
from tests.conftest import ANNA, HEADERS, MEETINGS, OMAR, Case, write_book
from tests.ran_once import RanOnce

REPORT = "rapport-financeur.docx"
_MORE = f"{MEETINGS}funders: {{dreets: {{name: DREETS}}}}\n"


def prepare_first(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA, OMAR)}, _MORE)
    prepare(case)


@pytest.fixture(scope="module")
def ran_once(tmp_path_factory: pytest.TempPathFactory) -> RanOnce:
    return RanOnce(tmp_path_factory.mktemp("ran"), prepare_first)


@pytest.fixture
def ran(ran_once: RanOnce, monkeypatch: pytest.MonkeyPatch) -> Case:
    return ran_once.put_back(monkeypatch)


def prepare(case: Case, day: str = "2026-11-23") -> None:
    result = case.run("prepare", as_of=day)
    assert result.exit_code == 0, result.output


def documents(case: Case) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in (case.folder / "documents").rglob("*.*")}


@pytest.fixture
def filled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The templates that are filled, in order, and « annexe » for each annex."""
    names: list[str] = []

    def noting(make: Callable[..., bytes], name: Callable[..., str]) -> Callable[..., bytes]:
        def made(*words: Any, **named: Any) -> bytes:
            names.append(name(*words))
            return make(*words, **named)

        return made

    for attribute, name in (
        ("fill_template", lambda template, _context: template.name),
        ("annex_workbook", lambda *_: "annexe"),
    ):
        make = getattr(filled_before, attribute)
        monkeypatch.setattr(filled_before, attribute, noting(make, name))
    return names


def test_nothing_is_filled_where_no_figure_changed(ran: Case, filled: list[str]) -> None:
    before = documents(ran)
    # Another first name: a row has changed, and no count of any document.
    write_book(ran.folder / "essai.xlsx", {"Un": (HEADERS, [ANNA[0], "Annah", *ANNA[2:]], OMAR)})
    prepare(ran)
    assert filled == []
    assert documents(ran) == before


def test_a_figure_that_changed_has_what_shows_it_filled(ran: Case, filled: list[str]) -> None:
    write_book(ran.folder / "essai.xlsx", {"Un": (HEADERS, ANNA)})
    prepare(ran)
    # Reports tell no counts of one or two: theirs are as they were.
    assert {name.partition(".")[0] for name in filled} == {
        *("ordre-du-jour-directions", "ordre-du-jour-accompagnateurs", "releve-de-decisions"),
    }


def test_a_funder_of_another_name_has_its_report_filled_alone(ran: Case, filled: list[str]) -> None:
    config = ran.folder / "config.yaml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("name: DREETS", "name: DREETS NA"), encoding="utf-8")
    prepare(ran)
    # The annex does not name it.
    assert filled == [REPORT]


def test_a_template_that_changed_is_filled_alone(ran: Case, filled: list[str]) -> None:
    own = ran.folder / "report_templates"
    own.mkdir()
    ours = next(Path("report_templates").glob("releve*.docx"))
    shutil.copy(ours, own / ours.name)
    prepare(ran)
    assert filled == []
    template = docx.Document(str(own / ours.name))
    template.add_paragraph("À relire.")
    template.save(str(own / ours.name))
    prepare(ran)
    assert set(filled) == {ours.name}


def test_a_document_that_is_gone_or_changed_is_filled_again(ran: Case, filled: list[str]) -> None:
    folder = ran.folder / "documents"
    before = documents(ran)
    agenda = next(folder.rglob("ordre-du-jour*.docx"))
    agenda.unlink()
    prepare(ran)
    assert len(filled) == 1
    assert documents(ran) == before
    agenda.write_bytes(b"a person wrote here")
    prepare(ran)
    assert len(filled) == 2
    assert agenda.read_bytes() == b"a person wrote here"


def test_another_version_fills_all_again(
    ran: Case, filled: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program, "__version__", "0.0")
    prepare(ran)
    assert len(filled) > 4


def test_another_day_fills_what_bears_it(ran: Case, filled: list[str]) -> None:
    prepare(ran, "2026-11-24")
    assert "annexe" in filled
