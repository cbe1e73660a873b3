"""A temporary folder in which nothing can be written: a sentence, and no trace of a library."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from sheets_sync.errors import Refusal
from sheets_sync.sheets.sheet import Block, Sheet
from sheets_sync.workbooks.xlsx.drawing.writer import write_workbook

resource = pytest.importorskip("resource", reason="limits of the system")


@contextmanager
def no_file_grows() -> Iterator[None]:
    """As where a disk is full: whatever is written to a file fails."""
    import signal

    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)


def test_a_full_temporary_folder_is_a_sentence_and_no_trace(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = Sheet("Consortium", [Block(0, 0, [["Nom"], ["x" * 40_000]], ["text"])], {}, {})
    file = tmp_path / "made.xlsx"
    with no_file_grows(), pytest.raises(Refusal) as refused:
        write_workbook(file, [sheet], date(2026, 11, 23))
    assert "dossier temporaire" in str(refused.value)
    assert not file.exists()
    del refused
    gc.collect()
    assert "Traceback" not in capsys.readouterr().err
