"""Have the computer prepare the meeting by itself: the entry for the Task Scheduler (Windows), systemd or cron."""

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
from xml.sax.saxutils import escape

from forms.words import fold
from sheets_sync.errors import Refusal
from sheets_sync.files import put_bytes, put_text

Kind = Literal["taches", "systemd", "cron"]
KINDS: tuple[Kind, ...] = get_args(Kind)
_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
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
_NTH = {
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


class When(NamedTuple):
    """A day of the week (0: Monday), each one or (`nth`, from 1) only the nth of the month, and an hour."""

    nth: int
    weekday: int
    hour: int
    minute: int


class Entry(NamedTuple):
    """What is to be written where (None: added to what `crontab -l` lists), and the commands that have it taken up."""

    files: Sequence[tuple[Path | None, str]]
    commands: Sequence[Sequence[str]]


def read_when(day: str, hour: str) -> When:
    """« premier lundi », « 3e jeudi », « chaque mardi » and « 7:00 », « 7h30 »; raises `Refusal`."""
    words = re.fullmatch(r"(.*?)\s*\b(" + "|".join(_DAYS) + r")s?", fold(day))
    time = re.fullmatch(r"(\d{1,2})\s*(?:[:h]\s*(\d{2})?)?", hour.strip().lower())
    if words is None or words[1] not in _NTH:
        raise Refusal("schedule.day", value=day)
    if time is None or int(time[1]) > 23 or int(time[2] or 0) > 59:
        raise Refusal("schedule.hour", value=hour)
    return When(_NTH[words[1]], _DAYS.index(words[2]), int(time[1]), int(time[2] or 0))


def usual_kind() -> Kind:
    """What this system has."""
    if sys.platform == "win32":
        return "taches"
    return "systemd" if sys.platform.startswith("linux") and shutil.which("systemctl") else "cron"


def entry(kind: Kind, when: When, config: Path, python: Path, today: date) -> Entry:
    """The entry that runs `unattended` at that moment."""
    name = "sheets-sync-" + (
        re.sub(r"[^a-z0-9]+", "-", fold(config.parent.name)).strip("-") or "programme"
    )
    words = [str(python), "-m", "sheets_sync", "unattended", "--config", str(config)]
    if kind == "taches":
        file = config.parent / f"{name}.xml"
        return Entry(
            [(file, _task(when, words, config.parent, today))],
            [["schtasks", "/Create", "/TN", name, "/XML", str(file), "/F"]],
        )
    if kind == "cron":
        return Entry([(None, _cron_line(when, words))], [])
    days = f"-{7 * when.nth - 6:02}..{7 * when.nth:02}" if when.nth else "-*"
    started = " ".join(f'"{_unit(word)}"' for word in words)
    units = Path.home() / ".config" / "systemd" / "user"
    service = f"[Unit]\nDescription=Préparer la réunion ({config.parent.name})\n\n[Service]\nType=oneshot\nWorkingDirectory={_unit(str(config.parent))}\nExecStart={started}\n"
    timer = f"[Unit]\nDescription=Préparer la réunion ({config.parent.name})\n\n[Timer]\nOnCalendar={_ENGLISH[when.weekday][:3]} *-*{days} {when.hour:02}:{when.minute:02}:00\nPersistent=true\n\n[Install]\nWantedBy=timers.target\n"
    return Entry(
        [(units / f"{name}.service", service), (units / f"{name}.timer", timer)],
        [
            ["systemctl", "--user", "daemon-reload"],
            ["systemctl", "--user", "enable", "--now", f"{name}.timer"],
        ],
    )


def install(made: Entry) -> None:
    """Write the entry and have it taken up; raises `Refusal` where the system does not take it."""
    for file, text in made.files:
        if file is None:
            _add_to_crontab(text)
        elif file.suffix == ".xml":
            put_bytes(file, text.encode("utf-16"))  # what schtasks reads
        else:
            put_text(file, text)
    for command in made.commands:
        _run(command)


def _add_to_crontab(line: str) -> None:
    """In the place of an earlier entry for the same config; all other lines stay."""
    there: list[str] = []
    if lister := shutil.which("crontab"):
        there = subprocess.run(
            [lister, "-l"], check=False, capture_output=True, text=True
        ).stdout.splitlines()
    config = line.rpartition("--config ")[2]
    kept = [
        other
        for other in there
        if not ("sheets_sync unattended" in other and other.endswith(config))
    ]
    _run(["crontab", "-"], "\n".join([*kept, line]) + "\n")


def _run(command: Sequence[str], given: str | None = None) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, input=given)  # noqa: RUF100, S603
    except (OSError, subprocess.CalledProcessError) as error:
        raise Refusal("schedule.refused", command=shlex.join(command)) from error


def _cron_line(when: When, words: Sequence[str]) -> str:
    """Cron takes a day of the month *or* of the week where both are given (crontab(5)), so the day of the week is asked for in the command."""
    command = shlex.join(words).replace("%", r"\%")
    if not when.nth:
        return f"{when.minute} {when.hour} * * {(when.weekday + 1) % 7} {command}"
    return f'{when.minute} {when.hour} {7 * when.nth - 6}-{7 * when.nth} * * [ "$(date +\\%u)" = {when.weekday + 1} ] && {command}'


def _unit(text: str) -> str:
    """A text in a unit file: `%` begins a specifier there (systemd.unit(5))."""
    return text.replace("%", "%%")


def _task(when: When, words: Sequence[str], folder: Path, today: date) -> str:
    """A task as the Task Scheduler imports it (Task Scheduler schema 1.2); one that was missed runs when the computer is next on."""
    day = f"<DaysOfWeek><{_ENGLISH[when.weekday]} /></DaysOfWeek>"
    months = "".join(f"<{name} />" for name in _MONTHS)
    schedule = (
        f"<ScheduleByMonthDayOfWeek><Weeks><Week>{when.nth}</Week></Weeks>{day}<Months>{months}</Months></ScheduleByMonthDayOfWeek>"
        if when.nth else f"<ScheduleByWeek><WeeksInterval>1</WeeksInterval>{day}</ScheduleByWeek>"
    )  # fmt: skip
    start = f"{today - timedelta(days=1)}T{when.hour:02}:{when.minute:02}:00"
    python = Path(words[0]).with_name("pythonw.exe")
    return (
        '<?xml version="1.0" encoding="UTF-16"?>\n<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">'
        f"<RegistrationInfo><Description>Préparer la réunion ({escape(folder.name)})</Description></RegistrationInfo>"
        f"<Triggers><CalendarTrigger><StartBoundary>{start}</StartBoundary><Enabled>true</Enabled>{schedule}</CalendarTrigger></Triggers>"
        "<Settings><MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy><DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>"
        "<StopIfGoingOnBatteries>false</StopIfGoingOnBatteries><StartWhenAvailable>true</StartWhenAvailable><ExecutionTimeLimit>PT1H</ExecutionTimeLimit></Settings>"
        f"<Actions><Exec><Command>{escape(str(python))}</Command><Arguments>{escape(subprocess.list2cmdline(words[1:]))}</Arguments>"
        f"<WorkingDirectory>{escape(str(folder))}</WorkingDirectory></Exec></Actions></Task>\n"
    )
