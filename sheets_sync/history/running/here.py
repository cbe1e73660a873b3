"""Where and when this runs: the computer, who sits at it, the folder that is theirs alone."""

from __future__ import annotations

import getpass
import hashlib
import os
import platform
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sheets_sync.history.memory.privacy import keep_private

FOLDER_VARIABLE = "SHEETS_SYNC_FOLDER"
"""Names another folder than the user's own; for tests, and for computers where that is a share."""


@dataclass(frozen=True)
class Here:
    """A computer and the account that works on it."""

    computer: str
    who: str

    @property
    def shown(self) -> str:
        """« PC-Marie (marie) », as it stands in a sentence."""
        return f"{self.computer} ({self.who or '?'})"


def this_computer() -> Here:
    """The one we are on. Where the system does not say who is at work, nobody is named."""
    try:
        who = getpass.getuser()
    except (KeyError, OSError):
        who = ""
    return Here(platform.node() or "?", who)


def now() -> datetime:
    """The time on the coordinator's clock, to the second."""
    return datetime.now().replace(microsecond=0)  # noqa: DTZ005 - no time zone but theirs


def own_folder(*names: str) -> Path:
    """A folder of ours inside the user's own, which no synchroniser shares; it is made."""
    from platformdirs import user_data_path

    chosen = os.environ.get(FOLDER_VARIABLE)
    folder = user_data_path("sheets-sync", appauthor=False)
    if chosen:
        folder = Path(chosen)
    return _made(folder.joinpath(*names))


def cache_folder() -> Path:
    """The folder for what can be made again at any time; it is made."""
    from platformdirs import user_cache_path

    chosen = os.environ.get(FOLDER_VARIABLE)
    folder = user_cache_path("sheets-sync", appauthor=False)
    if chosen:
        # Below the folder of this name whatever else lies in it is what runs rest on.
        folder = Path(f"{chosen}-cache")
    return _made(folder)


def answer_file(config: str) -> Path:
    """The file that what the last run of a config said is kept in.

    Args:
        config: its absolute path.
    """
    return cache_folder() / f"{hashlib.sha256(config.encode()).hexdigest()[:16]}.json"


def typed_tabs_file(config: Path) -> Path:
    """The file that the tabs which the last run of a config typed are kept in."""
    return answer_file(str(config.absolute())).with_suffix(".tabs")


def searched_texts_file(config: Path) -> Path:
    """The file that the texts in which the last run of a config found nobody are kept in."""
    return answer_file(str(config.absolute())).with_suffix(".texts")


def people_apart_file(config: Path) -> Path:
    """The file that the groups in which the last run found no two alike are kept in."""
    return answer_file(str(config.absolute())).with_suffix(".apart")


def written_file(config: Path) -> Path:
    """The file that what the last run of a config wrote into workbooks is kept in."""
    return answer_file(str(config.absolute())).with_suffix(".written")


def forget_answer(config: Path) -> None:
    """Keep nothing any more of the last run of a config."""
    answer_file(str(config.absolute())).unlink(missing_ok=True)
    typed_tabs_file(config).unlink(missing_ok=True)
    searched_texts_file(config).unlink(missing_ok=True)
    people_apart_file(config).unlink(missing_ok=True)
    written_file(config).unlink(missing_ok=True)


def _made(folder: Path) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    keep_private(folder)
    return folder
