"""The built program has what PyInstaller does not find by itself; `make program` then tries it."""

from __future__ import annotations

import ast
import importlib.util
import re
import subprocess
import sys
import sysconfig
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "installers"
PACKAGES = Path(sysconfig.get_path("purelib"))
SAMPLE = """
import sys
opened = set()
sys.addaudithook(lambda event, what: event == "open" and opened.add(str(what[0])))
from sheets_sync.commands.app import app
try:
    app(["demo", sys.argv[1], "--quiet"])
finally:
    print(*sorted(opened), sep="\\n")
"""
"""The sample, made and prepared, and then each file that was opened for it."""
CODE = {".py", ".pyc", ".so", ".pyd"}


def test_packages_that_open_files_of_their_own_take_them_along(tmp_path: Path) -> None:
    words = [sys.executable, "-c", SAMPLE, str(tmp_path / "demo")]
    run = subprocess.run(words, check=True, capture_output=True, text=True, cwd=ROOT)
    opened = set(_packages_of_files(run.stdout.splitlines()))
    assert "babel" in opened
    assert opened <= {*_named_in_recipe("WITH_THEIR_FILES")}


def test_what_is_loaded_by_name_is_there_under_that_name() -> None:
    for name in (*_named_in_recipe("BY_NAME"), *_named_in_recipe("WITH_THEIR_FILES")):
        assert importlib.util.find_spec(name), name


def test_each_package_that_is_needed_has_its_version_frozen() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = set(map(_package_name, project["dependencies"]))
    frozen = (FOLDER / "constraints.txt").read_text(encoding="utf-8")
    assert needed <= set(map(_package_name, frozen.splitlines()))


def _packages_of_files(files: Sequence[str]) -> Iterator[str]:
    """The packages whose files, other than code, are among these."""
    for file in map(Path, files):
        if file.is_relative_to(PACKAGES) and file.suffix not in CODE:
            package = file.relative_to(PACKAGES).parts[0]
            # Which packages are installed, keyring reads of all of them: the recipe copies its own.
            if not package.endswith(".dist-info"):
                yield package


def _named_in_recipe(name: str) -> Sequence[str]:
    """The names that the recipe gives in one of its lists."""
    recipe = ast.parse((FOLDER / "sheets_sync.spec").read_text(encoding="utf-8"))
    for line in recipe.body:
        if isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) == name:
            names: Sequence[str] = ast.literal_eval(line.value)
            return names
    return ()


def _package_name(requirement: str) -> str:
    """« XlsxWriter>=3.2 » → « xlsxwriter »."""
    return re.split(r"[^\w.-]", requirement)[0].lower()
