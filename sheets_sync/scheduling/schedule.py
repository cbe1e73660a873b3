"""Have the computer prepare the meeting by itself.

The entry for the Task Scheduler (Windows), systemd or cron.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Literal, NamedTuple, get_args

from forms.words import fold
from sheets_sync.catalogue import sentence
from sheets_sync.errors import Refusal
from sheets_sync.files import put_bytes, put_text
from sheets_sync.scheduling.own_program import own_words, without_terminal
from sheets_sync.scheduling.unattended import LONGEST
from sheets_sync.xml_text import escape

Kind = Literal["taches", "systemd", "cron"]
KINDS: tuple[Kind, ...] = get_args(Kind)
# What people type: data of the reader below, as month names are of dates.
_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_ORDINALS = {
    "premier": 1,
    "1er": 1,
    "deuxieme": 2,
    "2e": 2,
    "troisieme": 3,
    "3e": 3,
    "quatrieme": 4,
    "4e": 4,
    "chaque": 0,
    "tous les": 0,
    "le": 0,
    "": 0,
}
_ENGLISH = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_SERVICE = """\
[Unit]
Description={description}

[Service]
Type=oneshot
WorkingDirectory={folder}
ExecStart={command}
"""
_TIMER = """\
[Unit]
Description={description}

[Timer]
OnCalendar={calendar}
Persistent=true

[Install]
WantedBy=timers.target
"""
# Task Scheduler schema 1.2. StartWhenAvailable: a task that was missed runs when the computer is
# next on. It is ended after its time limit, which has to leave room for all attempts.
_TASK = (
    '<?xml version="1.0" encoding="UTF-16"?>\n'
    '<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">'
    "<RegistrationInfo><Description>{description}</Description></RegistrationInfo>"
    "<Triggers><CalendarTrigger><StartBoundary>{start}</StartBoundary><Enabled>true</Enabled>"
    "{schedule}</CalendarTrigger></Triggers>"
    "<Settings><MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>"
    "<DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>"
    "<StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>"
    "<StartWhenAvailable>true</StartWhenAvailable>"
    "<ExecutionTimeLimit>PT{hours}H</ExecutionTimeLimit></Settings>"
    "<Actions><Exec><Command>{command}</Command><Arguments>{arguments}</Arguments>"
    "<WorkingDirectory>{folder}</WorkingDirectory></Exec></Actions></Task>\n"
)
_HOURS = int(LONGEST / timedelta(hours=1)) + 1
_OF_MONTH = (
    "<ScheduleByMonthDayOfWeek><Weeks><Week>{nth}</Week></Weeks>{day}"
    "<Months>{months}</Months></ScheduleByMonthDayOfWeek>"
)
_OF_WEEK = "<ScheduleByWeek><WeeksInterval>1</WeeksInterval>{day}</ScheduleByWeek>"


class When(NamedTuple):
    """A day of the week (0: Monday) and an hour; only the `nth` of the month, or each (0)."""

    nth: int
    weekday: int
    hour: int
    minute: int


class Entry(NamedTuple):
    """Text of a scheduled job, the file it goes to, and the commands that have it taken up.

    A file that is None is the table of cron: the text is added to what `crontab -l` lists.
    """

    files: Sequence[tuple[Path | None, str]]
    commands: Sequence[Sequence[str]]


def read_when(day: str, hour: str) -> When:
    """« premier lundi », « 3e jeudi », « chaque mardi » and « 7:00 », « 7h30 ».

    Raises:
        Refusal: the day or the hour is not understood.
    """
    words = re.fullmatch(rf"(.*?)\s*\b({'|'.join(_DAYS)})s?", fold(day))
    time = re.fullmatch(r"(\d{1,2})\s*(?:[:h]\s*(\d{2})?)?", hour.strip().lower())
    if words is None or words[1] not in _ORDINALS:
        raise Refusal("schedule.day", value=day)
    if time is None or int(time[1]) > 23 or int(time[2] or 0) > 59:
        raise Refusal("schedule.hour", value=hour)
    return When(_ORDINALS[words[1]], _DAYS.index(words[2]), int(time[1]), int(time[2] or 0))


def usual_kind() -> Kind:
    """The scheduler that this system has."""
    if sys.platform == "win32":
        return "taches"
    if sys.platform.startswith("linux") and shutil.which("systemctl"):
        return "systemd"
    return "cron"


def schedule_entry(kind: Kind, when: When, config: Path, python: Path, today: date) -> Entry:
    """The entry that runs `unattended` at that moment."""
    folder = config.parent
    slug = re.sub(r"[^a-z0-9]+", "-", fold(folder.name)).strip("-")
    name = f"sheets-sync-{slug or 'programme'}"
    words = [*own_words(python), "unattended", "--keep-trying", "--config", str(config)]
    if kind == "taches":
        file = folder / f"{name}.xml"
        create = ["schtasks", "/Create", "/TN", name, "/XML", str(file), "/F"]
        return Entry([(file, _windows_task(when, words, folder, today))], [create])
    if kind == "cron":
        return Entry([(None, _cron_line(when, words))], [])
    return _units(name, when, words, folder)


def install(made: Entry) -> None:
    """Write the entry and have it taken up.

    Raises:
        Refusal: the system does not take it; nothing of it is left then.
    """
    files = [file for file, _ in made.files if file is not None]
    before = {file: file.read_bytes() for file in files if file.exists()}
    try:
        for file, text in made.files:
            if file is None:
                _add_to_crontab(text)
            elif file.suffix == ".xml":
                put_bytes(file, text.encode("utf-16"))  # what schtasks reads
            else:
                put_text(file, text)
        for command in made.commands:
            _run_command(command)
    except Refusal:
        for file in files:
            if file in before:
                put_bytes(file, before[file])
            else:
                file.unlink(missing_ok=True)
        raise


def _add_to_crontab(line: str) -> None:
    """In the place of an earlier entry for the same config; all other lines stay."""
    lines: list[str] = []
    if crontab := shutil.which("crontab"):
        listed = subprocess.run([crontab, "-l"], check=False, capture_output=True, text=True)
        lines = listed.stdout.splitlines()
    config = line.rpartition("--config ")[2]
    others = [other for other in lines if " unattended " not in other or not other.endswith(config)]
    _run_command(["crontab", "-"], "\n".join([*others, line]) + "\n")


def _run_command(command: Sequence[str], stdin: str | None = None) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, input=stdin)
    except (OSError, subprocess.CalledProcessError) as error:
        raise Refusal("schedule.refused", command=shlex.join(command)) from error


def _cron_line(when: When, words: Sequence[str]) -> str:
    command = shlex.join(words).replace("%", r"\%")
    if not when.nth:
        return f"{when.minute} {when.hour} * * {(when.weekday + 1) % 7} {command}"
    # Cron takes a day of the month *or* of the week where both are given (crontab(5)), so the
    # day of the week is asked for in the command.
    first, last = _days_of(when)
    is_day = f'[ "$(date +\\%u)" = {when.weekday + 1} ]'
    return f"{when.minute} {when.hour} {first}-{last} * * {is_day} && {command}"


def _days_of(when: When) -> tuple[int, int]:
    """The days of the month among which its nth Monday (or other day) is."""
    return 7 * when.nth - 6, 7 * when.nth


def _units(name: str, when: When, words: Sequence[str], folder: Path) -> Entry:
    days = "-*"
    if when.nth:
        first, last = _days_of(when)
        days = f"-{first:02}..{last:02}"
    day = _ENGLISH[when.weekday][:3]
    description = _in_unit(sentence("scheduling.task", programme=folder.name))
    command = " ".join(f'"{_in_unit(word)}"' for word in words)
    service = _SERVICE.format(
        description=description, folder=_in_unit(str(folder)), command=command
    )
    calendar = f"{day} *-*{days} {when.hour:02}:{when.minute:02}:00"
    timer = _TIMER.format(description=description, calendar=calendar)
    units = Path.home() / ".config" / "systemd" / "user"
    files = [(units / f"{name}.service", service), (units / f"{name}.timer", timer)]
    systemctl = ["systemctl", "--user"]
    return Entry(
        files, [[*systemctl, "daemon-reload"], [*systemctl, "enable", "--now", f"{name}.timer"]]
    )


def _in_unit(text: str) -> str:
    """A text in a unit file: `%` begins a specifier there (systemd.unit(5))."""
    return text.replace("%", "%%")


def _windows_task(when: When, words: Sequence[str], folder: Path, today: date) -> str:
    """A task as the Task Scheduler imports it."""
    day = f"<DaysOfWeek><{_ENGLISH[when.weekday]} /></DaysOfWeek>"
    months = "".join(f"<{name} />" for name in _MONTHS)
    schedule = _OF_WEEK
    if when.nth:
        schedule = _OF_MONTH
    return _TASK.format(
        description=escape(sentence("scheduling.task", programme=folder.name)),
        start=f"{today - timedelta(days=1)}T{when.hour:02}:{when.minute:02}:00",
        schedule=schedule.format(nth=when.nth, day=day, months=months),
        command=escape(str(without_terminal(words[0]))),
        arguments=escape(subprocess.list2cmdline(words[1:])),
        folder=escape(str(folder)),
        hours=_HOURS,
    )
