"""What README, CONTRIBUTING and docs/ name is there: paths, verbs, commands, dependencies."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from docs.make import texts
from sheets_sync.commands.app import app

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
WITH_HISTORY = [*PAGES, ROOT / "CHANGELOG.md", ROOT / "benchmarks" / "README.md"]
"""A changelog names what was there, so only its links are followed."""
FOLDERS = (".ci", "benchmarks", "docs", "forms", "report_templates", "sheets_sync", "tests")
NOT_HERE = {"boutons.py", "messages.yaml"}
"""The one is made by the tool, the other by a consortium: ours is a folder."""
LETTERS = re.compile(r"[\w./*-]+")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
CLI: Any = typer.main.get_command(app)


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


every_page = pytest.mark.parametrize("page", PAGES, ids=name_of)


def spans(page: Path) -> Iterator[str]:
    """Code within a sentence, without what stands in blocks of code."""
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    return (match[1] for match in re.finditer(r"`([^`\n]+)`", text))


def typed_lines(page: Path) -> Iterator[str]:
    """Lines of blocks of code, without their remarks."""
    for block in re.findall(r"^```\w*\n(.*?)^```", page.read_text("utf-8"), re.M | re.S):
        yield from (line.partition("#")[0] for line in block.splitlines())


# --- paths ---


@pytest.mark.parametrize("page", WITH_HISTORY, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
    ours = [target for target in targets if "://" not in target]
    assert [target for target in ours if not (page.parent / target).exists()] == []


@every_page
def test_every_path_that_is_named_exists(page: Path) -> None:
    named = [word for span in spans(page) for word in LETTERS.findall(span) if is_path(word)]
    assert [path for path in named if not any(ROOT.glob(path))] == []


def test_every_path_that_make_uses_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    used = [word for word in LETTERS.findall(makefile) if is_path(word)]
    assert [path for path in used if not any(ROOT.glob(path))] == []


def is_path(word: str) -> bool:
    """Whether it stands inside a folder of the repository."""
    top, slash, _ = word.partition("/")
    return bool(slash) and top in FOLDERS


@every_page
def test_every_module_that_is_named_exists(page: Path) -> None:
    ways = [*spans(page), *typed_lines(page)]
    named = [module for way in ways for module in re.findall(r"python -m ([\w.]+)", way)]
    ours = [module for module in named if (ROOT / module.partition(".")[0]).is_dir()]
    assert [module for module in ours if not module_is_there(module)] == []


def module_is_there(module: str) -> bool:
    file = ROOT / module.replace(".", "/")
    return file.with_suffix(".py").exists() or (file / "__main__.py").exists()


@every_page
def test_every_file_that_is_named_alone_is_one_of_ours(page: Path) -> None:
    ours = {file.name for folder in FOLDERS for file in (ROOT / folder).rglob("*.*")}
    ours |= {file.name for file in ROOT.glob("*.*")}
    ours |= NOT_HERE
    named = [span for span in spans(page) if re.fullmatch(r"\w+\.(py|yaml)", span)]
    assert [name for name in named if name not in ours] == []


def test_every_picture_is_shown() -> None:
    pages = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    pictures = sorted((ROOT / "docs" / "images").iterdir())
    assert [picture.name for picture in pictures if picture.name not in pages] == []


def test_every_room_is_in_the_design() -> None:
    design = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
    rows = [row for row in design.splitlines() if row.startswith("| `")]
    named = {name for row in rows for name in re.findall(r"`([^`]+)`", row.split("|")[1])}
    inside = [path for path in (ROOT / "sheets_sync").iterdir() if not path.name.startswith("_")]
    rooms = {f"{path.name}/" for path in inside if (path / "__init__.py").exists()}
    rooms |= {path.name for path in inside if path.suffix == ".py"}
    assert rooms - named == set()


# --- verbs ---


@pytest.mark.parametrize("page", WITH_HISTORY, ids=name_of)
def test_every_verb_of_make_that_is_named_exists(page: Path) -> None:
    ways = [*spans(page), *(line.strip() for line in typed_lines(page))]
    named = [verb for way in ways if way.startswith("make ") for verb in way.split()[1:]]
    assert [verb for verb in named if verb not in verbs()] == []


def test_every_verb_of_make_is_explained() -> None:
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"`make ([a-z-]+)`", contributing))
    assert verbs() - explained == {"clean"}


def verbs() -> set[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z][a-z-]*):", makefile, re.M))


# --- commands ---


@every_page
def test_every_command_and_option_that_is_named_exists(page: Path) -> None:
    ways = [*spans(page), *(line.strip() for line in typed_lines(page))]
    asked = [way for way in map(as_typed, ways) if way]
    assert [way for way in asked if not is_understood(way.split())] == []


def as_typed(way: str) -> str:
    """What stands after `sheets-sync`, or a span that is a command by its first word; else ""."""
    # « pipx inject sheets-sync xlwings » names the package, and no command of it.
    if "sheets-sync " in way and not way.startswith("pipx "):
        return way.partition("sheets-sync ")[2]
    words = way.split()
    first_is_command = bool(words) and words[0] in CLI.commands
    return way if first_is_command and OPTION.search(way) else ""


def is_understood(words: list[str]) -> bool:
    command: Any = CLI
    for word in words:
        if not hasattr(command, "commands") or word.startswith("-") or word == "…":
            break
        if word not in command.commands:
            return False
        command = command.commands[word]
    known = {name for option in command.params for name in option.opts} | {"--help"}
    return set(OPTION.findall(" ".join(words))) <= known


@every_page
def test_every_option_that_is_named_alone_is_one_of_some_command(page: Path) -> None:
    commands = [CLI, *every_command()]
    known = {name for command in commands for option in command.params for name in option.opts}
    known |= {"--help", "--accept"}
    named = [span.split()[0] for span in spans(page) if OPTION.match(span)]
    assert [option for option in named if option not in known] == []


def test_every_command_is_in_the_readme() -> None:
    rows = [span.split() for span in spans(ROOT / "README.md")]
    forms = {f"forms {name}" for name in CLI.commands["forms"].commands}
    named = {words[0] for words in rows} | {" ".join(words[:2]) for words in rows}
    assert ({*CLI.commands} - {"forms"} | forms) - named == set()


def every_command(group: Any = CLI) -> Iterator[Any]:
    for name in group.commands:
        command = group.commands[name]
        yield command
        if hasattr(command, "commands"):
            yield from every_command(command)


# --- dependencies, and what is made from definitions ---


def test_dependencies_are_those_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    required = {re.split(r"[\[<>=; ]", line)[0].lower() for group in groups for line in group}
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    explained = {name.lower() for name in re.findall(r"^\| `([\w-]+)` \|", page, re.M)}
    assert explained == required - {project["name"]}


@pytest.mark.parametrize("file", texts(), ids=lambda file: file.name)
def test_what_is_made_from_definitions_is_up_to_date(file: Path) -> None:
    made = texts()[file]
    assert file.read_text(encoding="utf-8") == made, "python -m docs.make texts"
