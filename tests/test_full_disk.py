"""A disk or temporary folder that is full: one sentence, and what was there stands."""

from __future__ import annotations

import errno
from pathlib import Path
from types import SimpleNamespace

import pytest
from xlsxwriter.exceptions import FileCreateError

from sheets_sync.errors import Refusal
from sheets_sync.files import put
from sheets_sync.system_refusals import temporary_folder

FULL = OSError(errno.ENOSPC, "No space left on device")


def room(monkeypatch: pytest.MonkeyPatch, temporary: Path, free: int) -> None:
    """So much room in the temporary folder, and a thousand bytes elsewhere."""
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(temporary))
    monkeypatch.setattr(
        "shutil.disk_usage",
        lambda path: SimpleNamespace(free=free if str(path) == str(temporary) else 1000),
    )


@pytest.mark.parametrize("error", [FULL, FileCreateError(FULL)])
@pytest.mark.parametrize(("free", "code"), [(0, "output.temporary"), (2000, "output.forbidden")])
def test_a_file_that_finds_no_room_is_refused_with_the_folder_that_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, free: int, code: str
) -> None:
    room(monkeypatch, tmp_path / "tmp", free)
    (tmp_path / "a.xlsx").write_bytes(b"before")

    def make(draft: Path) -> None:
        raise error

    with pytest.raises(Refusal, match="le disque est plein") as refusal:
        put(tmp_path / "a.xlsx", make)
    assert refusal.value.code == code
    assert (tmp_path / "a.xlsx").read_bytes() == b"before"


def test_work_in_a_full_temporary_folder_is_refused() -> None:
    with (
        pytest.raises(Refusal, match=r"Le dossier temporaire .* le disque est plein"),
        temporary_folder(),
    ):
        raise FULL


def test_a_bug_of_ours_is_no_full_disk(tmp_path: Path) -> None:
    def make(draft: Path) -> None:
        raise KeyError("x")

    with pytest.raises(KeyError):
        put(tmp_path / "a.xlsx", make)
