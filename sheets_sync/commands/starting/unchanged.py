"""A run that would find all as the last one left it, and says at once what it would say.

Nothing of the job is imported here: that takes longer than to see that nothing has changed. What a
run rests on is known by digests (workbooks, definitions, templates, memory, documents), by the
names in their folders, and by size and time where files are large and ours (states, copies).
"""

from __future__ import annotations

import contextlib
import getpass
import hashlib
import json
import os
import platform
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sheets_sync.history.memory.privacy import is_open_to_others
from sheets_sync.history.running.here import FOLDER_VARIABLE, answer_file, own_folder
from sheets_sync.history.running.program import (
    files_below,
    is_all_anew,
    sizes_below,
    this_program,
)

_NOT_OURS = ("verrous",)
_COMMAND = "prepare"
_WITH_VALUE = {"--config": "config", "--as-of": "as_of"}
_FLAGS = {"--json": "as_json", "--quiet": "quiet", "--strict": "strict"}


@dataclass(frozen=True)
class Question:
    """Question put to a run: by which config, on which day, for which output.

    Attributes:
        config: its absolute path: a link stands in a folder of its own, with other workbooks.
        as_of: the day the run is for, today: the day it is.
    """

    config: str
    as_of: str
    today: str
    as_json: bool
    strict: bool

    @property
    def record(self) -> Path:
        """The file that the last run of this config is kept in."""
        return answer_file(self.config)


@dataclass(frozen=True)
class Watched:
    """Files and folders that a run rests on.

    Attributes:
        files: known by their digests; one that is not there counts as such.
        folders: known by the names in them.
        large: folders whose files are known by their sizes and times.
        private: folders that a run closes where others may read them.
    """

    files: Sequence[str]
    folders: Sequence[str]
    large: Sequence[str]
    private: Sequence[str]

    def traces(self) -> dict[str, str]:
        """Digest by which each is known."""
        traces = {f"file {file}": _digest_or_none(Path(file)) for file in self.files}
        traces |= {f"names {folder}": _digest_of_names(folder) for folder in self.folders}
        traces |= {f"large {folder}": sizes_below([folder]) for folder in self.large}
        traces |= {
            f"open {folder}": str(is_open_to_others(Path(folder))) for folder in self.private
        }
        return traces


@dataclass(frozen=True)
class Answer:
    """Words of a run, on each stream, and the code it ends with.

    Attributes:
        problems: what of the words on standard output is said where it is quiet too.
    """

    out: str
    problems: Sequence[str]
    err: Sequence[str]
    code: int


def answer_again(words: Sequence[str]) -> int | None:
    """Say what the last run would say again, and give its code; None where all is to be done.

    Args:
        words: as they are typed after the program's name.
    """
    options = _options(words)
    if options is None or is_all_anew():
        return None
    question = question_of(options)
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        record = json.loads(question.record.read_text(encoding="utf-8"))
        if record["question"] != asdict(question) or record["around"] != around():
            return None
        if Watched(**record["watched"]).traces() != record["traces"]:
            return None
        answer = Answer(**record["answer"])
        lines = list(answer.err)
        if not options.get("quiet"):
            sys.stdout.write(answer.out)
        elif not options.get("as_json"):
            lines = [*answer.problems, *lines]
        for line in lines:
            sys.stderr.write(f"{line}\n")
        return answer.code
    return None


def question_of(options: Mapping[str, Any]) -> Question:
    """Question in options as they are typed."""
    today = date.today().isoformat()  # noqa: DTZ011 - no time zone but theirs
    return Question(
        str(Path(options.get("config") or "config.yaml").absolute()),
        options.get("as_of") or today,
        today,
        bool(options.get("as_json")),
        bool(options.get("strict")),
    )


def around() -> dict[str, str]:
    """All else that a run depends on: this program and its libraries, the computer, who asks.

    The key of the pseudonyms too, which lies in the user's own folder.
    """
    try:
        who = getpass.getuser()
    except (KeyError, OSError):
        who = ""
    own = (path for path in own_folder().iterdir() if path.name not in _NOT_OURS)
    return {
        "program": this_program(),
        "here": f"{platform.node()} {who} {os.environ.get(FOLDER_VARIABLE, '')}",
        "own": _digests_below(own),
    }


def keep(question: Question, watched: Watched, traces: Mapping[str, str], answer: Answer) -> None:
    """Keep what the next run of that question would say; only its owner may read it."""
    record = {
        "question": asdict(question),
        "around": around(),
        "watched": asdict(watched),
        "traces": dict(traces),
        "answer": asdict(answer),
    }
    path = question.record
    draft = path.with_suffix(f".{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(record), encoding="utf-8")
    draft.replace(path)


def _options(words: Sequence[str]) -> dict[str, Any] | None:
    """The options of a plain `prepare`; None for anything else, which typer is to read."""
    if not words or words[0] != _COMMAND:
        return None
    options: dict[str, Any] = {}
    rest = iter(words[1:])
    for word in rest:
        name, equals, value = word.partition("=")
        if word in _FLAGS:
            options[_FLAGS[word]] = True
        elif name in _WITH_VALUE:
            options[_WITH_VALUE[name]] = value if equals else next(rest, "")
        else:
            return None
    return options


def _digest_or_none(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError:
        return ""


def _digest_of_names(folder: str) -> str:
    try:
        names = sorted(file.name for file in Path(folder).iterdir())
    except OSError:
        return ""
    return hashlib.sha256("\0".join(names).encode("utf-8", "surrogateescape")).hexdigest()


def _digests_below(paths: Iterable[Path]) -> str:
    files: list[Path] = []
    for path in paths:
        below = [Path(entry.path) for entry in files_below([str(path)])]
        if path.is_file():
            below = [path]
        files += below
    lines = (f"{file} {_digest_or_none(file)}" for file in sorted(files))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
