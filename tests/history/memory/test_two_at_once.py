"""Two runs at once, on one computer and on two; two coordinators; memories and workbooks of before.

Another computer is one of another name: it has the same folder, synchronised.
"""

from __future__ import annotations

import json
import platform
import shutil
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from sheets_sync.errors import Refusal
from sheets_sync.history.memory import alone
from sheets_sync.history.memory.alone import RUNNING, Alone
from sheets_sync.history.running.here import FOLDER_VARIABLE, now, this_computer
from sheets_sync.monthly import prepare_meeting
from sheets_sync.workspace import open_workspace
from tests.conftest import ANNA, HEADERS, OMAR, Begin, Case, Rows
from tests.history.memories import file_of, files_in, history_of, remembered
from tests.outside.test_submissions import NEW, export
from tests.typing_commands import plain

DAY = date(2026, 11, 23)


def prepare_once(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA)})
    assert case.run("prepare", as_of="2026-11-02").exit_code == 0


@pytest.fixture
def prepared(begun: Begin) -> Case:
    return begun(prepare_once)


def add_omar(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA, OMAR)})


def during(case: Case, work: Callable[[], object], before: str = "documents") -> None:
    """Prepare, and do something when all is read and nothing is published."""

    def step(text: str) -> None:
        if before in text.casefold():
            work()

    prepare_meeting(open_workspace(case.folder / "config.yaml"), DAY, progress=step)


def saved_again(case: Case) -> None:
    """Save the workbook as a program does that changes nothing in it."""
    with zipfile.ZipFile(case.folder / "essai.xlsx", "a") as package:
        package.comment = b"again"


def running_elsewhere(case: Case, since: timedelta) -> Path:
    file = case.folder / "historique" / RUNNING
    began = (now() - since).isoformat()
    said = {"computer": "PC-Marie", "who": "marie", "process": 7, "since": began}
    file.write_text(json.dumps(said), encoding="utf-8")
    return file


def test_a_second_run_on_the_computer_is_refused_by_name(
    prepared: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alone, "SECONDS", 0.0)
    with Alone(prepared.folder / "historique").run():
        before = files_in(prepared.folder)
        result = prepared.run("prepare")
        assert result.exit_code == 2
        assert "Un autre passage est en cours sur cet ordinateur depuis" in result.stderr
        assert files_in(prepared.folder) == before
        assert prepared.run("check").exit_code == 0
        assert prepared.run("prepare", "--dry-run").exit_code == 0
    assert prepared.run("prepare").exit_code == 0


def test_a_run_that_was_killed_bars_no_other(prepared: Case) -> None:
    file = running_elsewhere(prepared, timedelta(minutes=2))
    said = json.loads(file.read_text("utf-8"))
    here = this_computer()
    file.write_text(json.dumps({**said, "computer": here.computer, "who": here.who}), "utf-8")
    assert prepared.run("prepare").exit_code == 0
    assert not file.exists()


def test_a_run_on_another_computer_is_waited_for_an_hour(prepared: Case) -> None:
    file = running_elsewhere(prepared, timedelta(minutes=2))
    result = prepared.run("prepare")
    assert result.exit_code == 2
    assert "sur l'ordinateur PC-Marie (marie)" in result.stderr
    assert f"supprimer {file}" in result.stderr
    running_elsewhere(prepared, timedelta(hours=2))
    assert prepared.run("prepare").exit_code == 0


def test_the_later_of_two_computers_finds_a_newer_memory_and_stops(
    prepared: Case, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Case(tmp_path_factory.mktemp("other") / "programme")
    shutil.copytree(prepared.folder, other.folder)
    with monkeypatch.context() as patch:
        patch.setattr(platform, "node", lambda: "PC-Marie")
        add_omar(other)
        assert other.run("prepare", as_of="2026-11-23").exit_code == 0
    workbook = (prepared.folder / "essai.xlsx").read_bytes()
    with pytest.raises(Refusal, match="sur l’ordinateur PC-Marie") as refusal:
        during(prepared, lambda: shutil.copyfile(file_of(other), file_of(prepared)))
    assert refusal.value.code == "history.newer"
    assert (prepared.folder / "essai.xlsx").read_bytes() == workbook
    assert file_of(prepared).read_bytes() == file_of(other).read_bytes()


@pytest.mark.parametrize("more", ["", "privacy: {key: coffre/cle}"])
def test_of_two_first_runs_the_later_stops_and_the_key_fits(
    case: Case, more: str, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    case.make({"Un": (HEADERS, ANNA)}, more)
    other = str(tmp_path_factory.mktemp("other"))

    def on_another_computer() -> None:
        # its lock is its own, and the word of the first run is not yet synchronised
        (case.folder / "historique" / RUNNING).unlink(missing_ok=True)
        with monkeypatch.context() as there:
            there.setenv(FOLDER_VARIABLE, other)
            assert case.run("prepare").exit_code == 0

    with pytest.raises(Refusal):
        during(case, on_another_computer)
    monkeypatch.setenv(FOLDER_VARIABLE, other)
    again = case.run("prepare")
    assert (again.exit_code, "Rien n'a changé" in again.stdout) == (0, True)


def test_what_a_phone_brings_in_during_a_run_is_kept_beside_it(prepared: Case) -> None:
    add_omar(prepared)
    during(prepared, lambda: history_of(prepared).imported.save("participant", ["web:1"], DAY, ""))
    assert history_of(prepared).imported.known("participant", ["web:1"]) == {"web:1"}
    assert len(remembered(prepared)["runs"]) == 2
    assert len(remembered(prepared)["states"]) == 2


def test_a_phone_during_the_run_after_a_stopped_one_is_no_other_run(prepared: Case) -> None:
    # The workbook was saved meanwhile: the run stops once it has set down what it will remember.
    with pytest.raises(Refusal) as stopped:
        during(prepared, lambda: saved_again(prepared), before="feuilles")
    assert stopped.value.code == "workbook.changed"
    phones = history_of(prepared)
    during(prepared, lambda: phones.imported.save("participant", ["web:1"], DAY, ""))
    assert history_of(prepared).imported.known("participant", ["web:1"]) == {"web:1"}
    assert [number for number, *_ in remembered(prepared)["runs"]] == [1, 2]


def test_who_ran_last_elsewhere_is_said(prepared: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Dernier passage" not in prepared.run("prepare", as_of="2026-11-03").stdout
    monkeypatch.setattr(platform, "node", lambda: "PC-Marie")
    said = prepared.run("prepare").stdout
    assert f"sur l'ordinateur {history_of(prepared).runs.all[0].here.computer}" in said
    assert "Dernier passage : le" in said
    assert "Dernier passage" not in prepared.run("prepare", as_of="2026-11-24").stdout
    listed = json.loads(prepared.run("history", "--json").stdout)["runs"]
    assert [run["computer"] for run in listed][-1] == "PC-Marie"


def test_a_workbook_older_than_the_last_published_is_told(prepared: Case) -> None:
    workbook = prepared.folder / "essai.xlsx"
    old = workbook.read_bytes()
    add_omar(prepared)
    prepared.run("prepare", as_of="2026-11-09")
    assert "plus récent a été publié" not in prepared.run("prepare", as_of="2026-11-09").stdout
    workbook.write_bytes(old)
    assert "un plus récent a été publié depuis" in prepared.run("prepare").stdout


def test_a_run_that_was_stopped_makes_no_workbook_older(prepared: Case) -> None:
    oldest = (prepared.folder / "essai.xlsx").read_bytes()
    assert prepared.run("prepare", as_of="2026-11-09").exit_code == 0
    book = load_workbook(prepared.folder / "essai.xlsx")
    for row, name in enumerate(("SOW", "BAH"), 3):
        book["Un"].append((name, *OMAR[1:]))
        assert book["Un"].cell(row, 1).value == name
        book.save(prepared.folder / "essai.xlsx")
        with pytest.raises(Refusal, match="pendant le travail"):
            during(prepared, lambda: saved_again(prepared), before="feuilles")
    assert "plus récent a été publié" not in prepared.run("prepare").stdout
    (prepared.folder / "essai.xlsx").write_bytes(oldest)
    with pytest.raises(Refusal, match="pendant le travail"):
        during(prepared, lambda: saved_again(prepared), before="feuilles")
    assert "plus récent a été publié" in prepared.run("prepare").stdout


def test_a_memory_put_back_from_a_backup_is_told_and_pseudonyms_stay(prepared: Case) -> None:
    old = file_of(prepared).read_bytes()
    add_omar(prepared)
    prepared.run("prepare", as_of="2026-11-09")
    names = remembered(prepared)["persons"]
    file_of(prepared).write_bytes(old)
    said = prepared.run("prepare").stdout
    assert "que la mémoire ne connaît pas" in said
    assert sorted(remembered(prepared)["persons"]) == sorted(names)
    numbers = [number for number, *_ in remembered(prepared)["runs"]]
    assert numbers == [1, 3]


def test_the_memory_of_another_programme_is_refused_and_nothing_is_written(case: Case) -> None:
    """On the computer that has the keys of both."""
    memory, workbook = file_of(case), case.folder / "essai.xlsx"
    made = []
    for family in ("DIALLO", "KABA"):
        case.make({"Un": (HEADERS, *others(family, 8))})
        shutil.rmtree(memory.parent, ignore_errors=True)
        assert case.run("prepare", as_of="2026-11-02").exit_code == 0
        made.append((memory.read_bytes(), workbook.read_bytes()))
    (first_memory, _), (_, second_workbook) = made
    memory.write_bytes(first_memory)
    before = files_in(case.folder)
    refused = case.run("prepare", as_of="2026-11-09")
    assert refused.exit_code == 2
    told = plain(refused.stderr)
    assert "n'est pas celle de ce classeur" in told
    assert "ni ses personnes (0 sur 8), et elle en tient 8 autres" in told
    assert files_in(case.folder) == before
    assert workbook.read_bytes() == second_workbook


def test_the_memory_of_another_programme_with_the_same_people_is_refused(case: Case) -> None:
    memory = file_of(case)
    rows = others("DIALLO", 8)
    case.make({"Un": (HEADERS, *rows)})
    assert case.run("prepare", as_of="2026-11-02").exit_code == 0
    first_memory = memory.read_bytes()
    shutil.rmtree(memory.parent)
    # Five of eight are in both; each programme has its own key, so nobody's pseudonym is the same.
    case.make({"Un": (HEADERS, *rows[:5], *others("KABA", 3))})
    assert case.run("prepare", as_of="2026-11-02").exit_code == 0
    memory.write_bytes(first_memory)
    refused = case.run("prepare", as_of="2026-11-09")
    assert refused.exit_code == 2
    assert "n'est pas celle de ce classeur" in plain(refused.stderr)


def others(family: str, count: int) -> Rows:
    return [(f"{family}{n}", *ANNA[1:3], date(1990, 1, 1 + n), *ANNA[4:]) for n in range(count)]


def test_a_run_that_finds_nothing_new_writes_nothing(prepared: Case) -> None:
    prepared.run("prepare")
    before = files_in(prepared.folder)
    assert prepared.run("prepare").exit_code == 0
    assert files_in(prepared.folder) == before


def test_two_first_runs_leave_the_key_that_the_register_was_made_with(
    case: Case, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    case.make({"Un": (HEADERS, ANNA)}, more="privacy: {key: la-cle}\n")

    def first_elsewhere() -> None:
        # On another computer, whose lock this one does not see, a run comes first.
        monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "elsewhere"))
        assert case.run("prepare").exit_code == 0

    with pytest.raises(Refusal) as refusal:
        during(case, first_elsewhere)
    assert refusal.value.code == "key.made_meanwhile"
    assert case.run("prepare").exit_code == 0


def test_a_memory_that_is_gone_stops_the_run_of_a_published_workbook(prepared: Case) -> None:
    before = files_in(prepared.folder)["essai.xlsx"]
    shutil.move(prepared.folder / "historique", prepared.folder / "ailleurs")
    for command in ("prepare", "consolidate"):
        result = prepared.run(command)
        assert result.exit_code == 2
        assert "la mémoire" in result.stderr
    assert files_in(prepared.folder)["essai.xlsx"] == before
    shutil.rmtree(prepared.folder / "historique", ignore_errors=True)
    shutil.move(prepared.folder / "ailleurs", prepared.folder / "historique")
    assert prepared.run("prepare").exit_code == 0


def test_a_workbook_from_before_the_first_run_is_told(prepared: Case) -> None:
    add_omar(prepared)
    assert "n'a pas les feuilles du dernier passage" in plain(prepared.run("prepare").stdout)
    assert "n'a pas les feuilles" not in plain(prepared.run("prepare").stdout)


def test_what_another_computer_wrote_since_is_told_until_a_run_has_it(
    prepared: Case, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    workbook = prepared.folder / "essai.xlsx"
    before = workbook.read_bytes()
    answers = export(tmp_path / "kobo.csv", NEW | {"siae": "Un"})
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(platform, "node", lambda: "PC-A")
        assert prepared.run("forms", "import", str(answers)).exit_code == 0
    after = workbook.read_bytes()
    # the memory comes first
    workbook.write_bytes(before)
    said = plain(prepared.run("prepare", as_of="2026-11-02").stdout)
    assert "« forms import » a écrit dans le classeur le" in said
    assert "sur l'ordinateur PC-A" in said
    assert "il n'est pas encore synchronisé" in said
    workbook.write_bytes(after)
    prepared.run("prepare", as_of="2026-11-02")
    assert "PC-A" not in prepared.run("prepare", as_of="2026-11-02").stdout
