"""A run that finds all as the last one left it says so at once; any change has it done anew."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from sheets_sync.commands.starting import kept_answer
from sheets_sync.commands.starting.unchanged import answer_again
from sheets_sync.history.running import program
from sheets_sync.history.running.here import (
    FOLDER_VARIABLE,
    cache_folder,
    forget_answer,
    own_folder,
)
from sheets_sync.history.running.program import ANEW_VARIABLE
from sheets_sync.workbooks.remote import webdav
from tests.calc.engine import Calc
from tests.conftest import ANNA, HEADERS, MEETINGS, OMAR, Case, write_book
from tests.ran_once import RanOnce
from tests.workbooks.excel.opened import opened as open_in_excel
from tests.workbooks.remote.dav_server import PASSWORD, dav_server

DAY = date.today().isoformat()  # noqa: DTZ011 - as the program sees it


@pytest.fixture
def fresh(
    case: Case, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Case:
    """A folder whose runs are kept, nothing in it yet."""
    monkeypatch.delenv(ANEW_VARIABLE)
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path_factory.mktemp("own") / "own"))
    return case


def run_with_own_definitions(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA), "Deux": (HEADERS, OMAR)}, MEETINGS)
    templates = case.folder / "report_templates"
    templates.mkdir()
    shutil.copy("report_templates/relance.txt", templates)
    (case.folder / "messages.yaml").write_text("monthly.cards: Fiches\n", encoding="utf-8")
    prepare(case)


@pytest.fixture(scope="module")
def ran_once(tmp_path_factory: pytest.TempPathFactory) -> RanOnce:
    return RanOnce(tmp_path_factory.mktemp("ran"), run_with_own_definitions)


@pytest.fixture
def ran(ran_once: RanOnce, monkeypatch: pytest.MonkeyPatch) -> Case:
    """A programme with definitions of its own, and one run of it."""
    return ran_once.put_back(monkeypatch)


def prepare(case: Case) -> str:
    result = case.run("prepare", as_of=DAY)
    assert result.exit_code == 0, result.output
    return result.stdout


def again(case: Case, *words: str) -> int | None:
    return answer_again(["prepare", "--config", str(case.folder / "config.yaml"), *words])


def test_the_second_run_says_what_it_would_say_if_all_were_done_again(
    ran: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = prepare(ran)
    monkeypatch.setenv(ANEW_VARIABLE, "1")
    assert prepare(ran) == at_once
    monkeypatch.delenv(ANEW_VARIABLE)
    assert prepare(ran) == at_once


def test_it_is_known_without_any_of_the_job(ran: Case) -> None:
    assert again(ran) == 0
    assert again(ran, "--as-of", DAY) == 0
    assert again(ran, "--quiet") == 0


def edit(file: str, change: Callable[[str], str]) -> Callable[[Case], None]:
    def edited(case: Case) -> None:
        path = case.folder / file
        path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")

    return edited


def cell(tab: str, address: str, value: str) -> Callable[[Case], None]:
    def typed(case: Case) -> None:
        book = load_workbook(case.folder / "essai.xlsx")
        book[tab][address] = value
        book.save(case.folder / "essai.xlsx")

    return typed


def new_file(name: str) -> Callable[[Case], None]:
    def written(case: Case) -> None:
        path = case.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("{}\n", encoding="utf-8")

    return written


def a_document(change: Callable[[Path], object]) -> Callable[[Case], None]:
    def changed(case: Case) -> None:
        change(next((case.folder / "documents").rglob("*.html")))

    return changed


def touched(path: Path) -> None:
    """Other content, with the size and the time of before."""
    stat = path.stat()
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def a_state(case: Case) -> None:
    next((case.folder / "historique" / "etats").iterdir()).unlink()


def the_key(_case: Case) -> None:
    next(own_folder().rglob("*.cle*")).write_bytes(b"x")


@pytest.mark.parametrize(
    "change",
    [
        cell("Un", "A2", "Autre"),
        cell("Anomalies", "I5", "Oui"),
        edit("config.yaml", lambda text: text + "feedback: false\n"),
        edit("messages.yaml", lambda text: text.replace("Fiches", "Des fiches")),
        edit("report_templates/relance.txt", lambda text: text + "\n"),
        new_file("indicators.yaml"),
        new_file("forms/participant.yaml"),
        new_file("report_templates/tableau-de-bord.html"),
        new_file("~$essai.xlsx"),
        new_file("essai (copie en conflit).xlsx"),
        new_file("historique/passage.json"),
        new_file("documents/tableau-de-bord (2).html"),
        a_document(Path.unlink),
        a_document(touched),
        a_state,
        lambda case: touched(case.folder / "essai.xlsx"),
        lambda case: touched(case.folder / "historique" / "memoire.sqlite"),
        the_key,
    ],
    ids=[
        "a cell",
        "an answer",
        "a key of config",
        "a message",
        "a template",
        "indicators of their own",
        "a form of their own",
        "a template of their own",
        "a workbook that is open",
        "a copy after a conflict",
        "another computer at work",
        "a document beside ours",
        "a document that is gone",
        "a document with as many bytes",
        "a state that is gone",
        "a workbook with as many bytes",
        "the memory",
        "the key",
    ],
)
def test_whatever_changed_all_is_done_again(ran: Case, change: Callable[[Case], None]) -> None:
    assert again(ran) == 0
    change(ran)
    assert again(ran) is None


def test_another_day_version_or_way_of_asking_is_another_run(
    ran: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert again(ran, "--as-of", "2026-01-31") is None
    assert again(ran, "--json") is None
    assert again(ran, "--strict") is None
    assert again(ran, "--dry-run") is None
    monkeypatch.setattr(program, "__version__", "0.0")
    assert again(ran) is None


def test_a_workbook_on_a_server_is_asked_for_every_time(
    fresh: Case, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(webdav.VARIABLE, PASSWORD)
    with dav_server(tmp_path_factory.mktemp("nuage")) as server:
        write_book(server.folder / "essai.xlsx", {"Un": (HEADERS, ANNA)})
        (fresh.folder / "config.yaml").write_text(
            f"programme: Essai\nworkbook: {server.address('essai.xlsx')}\n"
            "siae: [{tab: Un, name: Un, kind: ACI}]\n",
            encoding="utf-8",
        )
        prepare(fresh)
        prepare(fresh)
        assert again(fresh) is None


@pytest.mark.office
def test_a_workbook_that_is_open_in_excel_is_looked_at_every_time(fresh: Case, calc: Calc) -> None:
    open_in_excel(fresh, calc, ANNA, OMAR)
    prepare(fresh)
    prepare(fresh)
    assert again(fresh) is None


def test_two_folders_that_share_a_config_have_each_their_own_answer(ran: Case) -> None:
    other = Case(ran.folder / "autre")
    other.folder.mkdir()
    (other.folder / "config.yaml").symlink_to(ran.folder / "config.yaml")
    prepare(ran)
    assert (again(ran), again(other)) == (0, None)


def test_a_workbook_saved_while_the_answer_is_put_away_has_all_done_again(
    fresh: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh.make({"Un": (HEADERS, ANNA)})
    keep = kept_answer.KeptAnswer.keep

    def saved_first(self: kept_answer.KeptAnswer, *words: Any) -> None:
        cell("Un", "A2", "Autre")(fresh)
        keep(self, *words)

    monkeypatch.setattr(kept_answer.KeptAnswer, "keep", saved_first)
    prepare(fresh)
    assert again(fresh) is None


def test_what_is_kept_is_its_owners_and_names_nobody(ran: Case) -> None:
    kept = list(cache_folder().iterdir())
    assert len(kept) == 5
    for file in kept:
        assert file.stat().st_mode & 0o777 == 0o600
        content = file.read_bytes()
        assert not [name for name in (*ANNA[:2], *OMAR[:2]) if name.encode() in content]


def test_forget_leaves_no_answer(ran: Case) -> None:
    forget_answer(ran.folder / "config.yaml")
    assert again(ran) is None


@pytest.fixture
def opened() -> Iterator[set[str]]:
    """Every file that Python opens to read."""
    found: set[str] = set()
    is_over: list[bool] = []

    def note(event: str, words: tuple[object, ...]) -> None:
        if event == "open" and not is_over and isinstance(words[0], str):
            found.add(os.path.realpath(words[0]))

    sys.addaudithook(note)
    yield found
    is_over.append(True)


def test_all_that_a_run_reads_is_watched(
    ran: Case, opened: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ANEW_VARIABLE, "1")
    prepare(ran)
    monkeypatch.delenv(ANEW_VARIABLE)
    read = [path for path in opened if Path(path).is_file()]
    beside = [path for path in read if Path(path).is_relative_to(os.path.realpath(ran.folder))]
    assert len(beside) > 10
    for path in beside:
        if again(ran) is None:
            monkeypatch.setenv(ANEW_VARIABLE, "1")
            prepare(ran)
            monkeypatch.delenv(ANEW_VARIABLE)
        assert again(ran) == 0
        before = Path(path).read_bytes()
        Path(path).write_bytes(before + b" ")
        assert again(ran) is None, path
        Path(path).write_bytes(before)
