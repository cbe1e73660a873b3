"""What the sample shows is what it showed.

`make golden` accepts what has changed, and a review sees it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.golden.outputs import FOLDER, outputs


def test_the_sample_reads_as_it_did(sample: Path, pytestconfig: pytest.Config) -> None:
    texts = {f"{name}.txt": text for name, text in outputs(sample)}
    if pytestconfig.getoption("accept"):
        for old in FOLDER.glob("*.txt"):
            old.unlink()
        for name, text in texts.items():
            (FOLDER / name).write_text(text, encoding="utf-8")
    known = {file.name: file.read_text(encoding="utf-8") for file in FOLDER.glob("*.txt")}
    changed = [name for name in sorted(texts.keys() | known) if texts.get(name) != known.get(name)]
    first = changed[0] if changed else ""
    assert texts.get(first) == known.get(first), f"changed: {changed}; `make golden` accepts it"
