"""A disk or temporary folder that is full: one sentence, and what was there stands."""

from __future__ import annotations

import errno
from pathlib import Path
from types import SimpleNamespace

import pytest
from xlsxwriter.exceptions import FileCreateError

from sheets_sync.documents.files.planned import PlannedDocument
from sheets_sync.errors import Refusal
from sheets_sync.files import put
from sheets_sync.system_refusals import temporary_folder
from tests.conftest import ANNA, HEADERS, Case
from tests.typing_commands import plain

FULL = OSError(errno.ENOSPC, "No space left on device")


def room(monkeypatch: pytest.MonkeyPatch, temporary: Path, free: int) -> None:
    """So much room in the temporary folder, and a thousand bytes elsewhere."""
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(temporary))
    monkeypatch.setattr(
        "shutil.disk_usage",
        lambda path: SimpleNamespace(free=free if str(path) == str(temporary) else 1000),
    )


@pytest.mark.parametrize("error", [FULL, FileCreateError(FULL)])
@pytest.mark.parametrize(("free", "code"), [(0, "output.temporary"), (2000, "output.full")])
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


def test_a_documents_folder_that_takes_nothing_stops_the_run_before_the_workbook(
    case: Case,
) -> None:
    case.make({"Un": (HEADERS, ANNA)})
    before = (case.folder / "essai.xlsx").read_bytes()
    # Whoever runs these tests may write everywhere: a file bars the way where a folder is to be.
    (case.folder / "documents").write_text("")
    refused = case.run("prepare")
    assert refused.exit_code == 2
    assert "un fichier est là où il faut un dossier" in plain(refused.stderr)
    assert (case.folder / "essai.xlsx").read_bytes() == before
    (case.folder / "documents").unlink()
    assert case.run("prepare").exit_code == 0


def test_documents_that_find_no_room_after_all_are_told_with_the_workbook_that_is_changed(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    case.make({"Un": (HEADERS, ANNA)})

    def full(self: PlannedDocument, draft: Path) -> None:
        raise FULL

    with monkeypatch.context() as patch:
        patch.setattr(PlannedDocument, "_write", full)
        refused = case.run("prepare")
    assert refused.exit_code == 2
    message = plain(refused.stderr)
    assert "le disque est plein. Y faire de la place" in message
    assert f"Les feuilles sont déjà à jour dans {case.folder / 'essai.xlsx'}" in message
    assert "Anomalies" in case.tabs()
    assert case.run("prepare").exit_code == 0
    assert list((case.folder / "documents").glob("tableau-de-bord-*.html"))


def test_a_bug_of_ours_is_no_full_disk(tmp_path: Path) -> None:
    def make(draft: Path) -> None:
        raise KeyError("x")

    with pytest.raises(KeyError):
        put(tmp_path / "a.xlsx", make)
