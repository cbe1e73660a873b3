"""The meeting prepared by the computer itself.

The entry for each scheduler, the journal, the mail when it fails.
"""

from __future__ import annotations

import shutil
import subprocess
from datetime import date, datetime
from pathlib import Path

import pytest
from lxml import etree

from sheets_sync.errors import Refusal
from sheets_sync.scheduling.schedule import Entry, When, install, read_when, schedule_entry
from tests.conftest import ANNA, HEADERS, Case

CONFIG, PYTHON, TODAY = (
    Path("/p/Programme d'été/config.yaml"),
    Path("/v/python"),
    date(2026, 11, 23),
)


@pytest.mark.parametrize(
    ("day", "hour", "when"),
    [
        ("premier lundi", "7:00", When(1, 0, 7, 0)),
        ("Premier Lundi", "7h", When(1, 0, 7, 0)),
        ("3e jeudi", "18h30", When(3, 3, 18, 30)),
        ("deuxième mardi", "6", When(2, 1, 6, 0)),
        ("chaque vendredi", "07:15", When(0, 4, 7, 15)),
        ("tous les mercredis", "7:00", When(0, 2, 7, 0)),
    ],
)
def test_days_and_hours_are_read_as_people_say_them(day: str, hour: str, when: When) -> None:
    assert read_when(day, hour) == when


@pytest.mark.parametrize(
    ("day", "hour"),
    [
        ("cinquième lundi", "7:00"),
        ("lundi prochain", "7:00"),
        ("premier lundi", "25:00"),
        ("premier lundi", "tôt"),
    ],
)
def test_what_is_not_understood_is_said(day: str, hour: str) -> None:
    with pytest.raises(Refusal, match="Écrire par exemple"):
        read_when(day, hour)


def test_the_task_scheduler_gets_a_task(tmp_path: Path) -> None:
    [(file, text)], [command] = schedule_entry("taches", When(1, 0, 7, 0), CONFIG, PYTHON, TODAY)
    assert file == CONFIG.parent / "sheets-sync-programme-d-ete.xml"
    assert command[:4] == ["schtasks", "/Create", "/TN", "sheets-sync-programme-d-ete"]
    task = etree.fromstring(text.encode("utf-16"))
    names = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}
    by_month = task.find(".//t:ScheduleByMonthDayOfWeek", names)
    assert by_month is not None
    assert by_month.findtext("t:Weeks/t:Week", "", names) == "1"
    assert [day.tag.rpartition("}")[2] for day in by_month.iterfind("t:DaysOfWeek/*", names)] == [
        "Monday"
    ]
    assert len(list(by_month.iterfind("t:Months/*", names))) == 12
    assert task.findtext(".//t:StartBoundary", "", names) == "2026-11-22T07:00:00"
    assert task.findtext(".//t:Command", "", names) == "/v/pythonw.exe"
    assert (
        task.findtext(".//t:Arguments", "", names)
        == f'-m sheets_sync unattended --keep-trying --config "{CONFIG}"'
    )
    assert task.findtext(".//t:ExecutionTimeLimit", "", names) == "PT13H"  # 12 of attempts
    assert (
        "ScheduleByWeek"
        in schedule_entry("taches", When(0, 0, 7, 0), CONFIG, PYTHON, TODAY).files[0][1]
    )


def test_systemd_gets_a_timer() -> None:
    [(_, service), (_, timer)], commands = schedule_entry(
        "systemd", When(3, 3, 18, 30), CONFIG, PYTHON, TODAY
    )
    assert "OnCalendar=Thu *-*-15..21 18:30:00" in timer
    words = f'"-m" "sheets_sync" "unattended" "--keep-trying" "--config" "{CONFIG}"'
    assert f'ExecStart="/v/python" {words}' in service
    assert commands[-1][-1] == "sheets-sync-programme-d-ete.timer"
    if analyse := shutil.which("systemd-analyze"):
        subprocess.run(
            [analyse, "calendar", "Thu *-*-15..21 18:30:00"], check=True, capture_output=True
        )


def test_cron_gets_a_line_for_the_nth_day_and_not_for_all_of_them() -> None:
    [(target, line)], _ = schedule_entry("cron", When(1, 0, 7, 0), CONFIG, PYTHON, TODAY)
    assert target is None
    assert line.startswith(
        '0 7 1-7 * * [ "$(date +\\%u)" = 1 ] && /v/python -m sheets_sync unattended'
    )
    assert (
        schedule_entry("cron", When(0, 6, 7, 5), CONFIG, PYTHON, TODAY)
        .files[0][1]
        .startswith("5 7 * * 0 /v/python")
    )
    guard = line.partition("* * ")[2].partition(" && ")[0].replace("\\%", "%")
    today = datetime.now().isoweekday()  # noqa: DTZ005 - as `date` says it
    exit_code = subprocess.run(
        ["sh", "-c", guard.replace("= 1", f"= {today}")], check=False
    ).returncode
    assert (
        exit_code,
        subprocess.run(["sh", "-c", guard.replace("= 1", "= 9")], check=False).returncode,
    ) == (0, 1)


def test_an_entry_of_cron_takes_the_place_of_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "table"
    table.write_text("0 1 * * * sauvegarde\n", encoding="utf-8")
    program = tmp_path / "crontab"
    program.write_text(
        f"#!/bin/sh\nif [ \"$1\" = -l ]; then cat '{table}'; "
        f"else cat > '{table}.neuf'; mv '{table}.neuf' '{table}'; fi\n",
        encoding="utf-8",
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    for when in (When(1, 0, 7, 0), When(2, 1, 8, 0)):
        install(schedule_entry("cron", when, CONFIG, PYTHON, TODAY))
    lines = table.read_text(encoding="utf-8").splitlines()
    assert [line[:9] for line in lines] == ["0 1 * * *", "0 8 8-14 "]


def test_nothing_is_left_of_an_entry_that_the_system_does_not_take(tmp_path: Path) -> None:
    there, new = tmp_path / "there.timer", tmp_path / "new.service"
    there.write_text("avant", encoding="utf-8")
    with pytest.raises(Refusal, match="refuse la planification"):
        install(Entry([(there, "après"), (new, "neuf")], [["false"]]))
    assert there.read_text(encoding="utf-8") == "avant"
    assert not new.exists()


def test_the_command_that_is_scheduled_runs_as_it_stands(case: Case) -> None:
    import sys

    case.make({"Un": (HEADERS, ANNA)})
    [(_, line)], _ = schedule_entry(
        "cron", When(0, 0, 7, 0), case.folder / "config.yaml", Path(sys.executable), TODAY
    )
    subprocess.run(["sh", "-c", line.partition("* * 1 ")[2]], check=True, cwd="/")
    assert "fait en" in (case.folder / "historique" / "journal.txt").read_text(encoding="utf-8")
    printed = case.run_plain("schedule", "premier lundi", "--with", "systemd").stdout
    assert "OnCalendar=Mon *-*-01..07 07:00:00" in printed
    assert "Rien n'est encore en place" in printed
