"""The names that templates may show are those that the code gives for the sample consortium."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from forms.loading import FORM_IDS, load_form
from sheets_sync.documents import write
from sheets_sync.documents.dashboard import written_pages
from sheets_sync.documents.files import filled_files
from sheets_sync.documents.from_forms import paper_form
from sheets_sync.documents.meetings import reminder
from sheets_sync.documents.reports import account
from sheets_sync.documents.templates import contexts, used_templates
from sheets_sync.documents.templates.names import Shape
from sheets_sync.entry.tabs import google_menu
from sheets_sync.monthly import bring_together
from sheets_sync.settings.tabs import Tabs
from sheets_sync.workspace import open_workspace
from tests.conftest import AS_OF

FREE = {"effectifs", "publie"}
"""Their names are those of the forms' choices."""


class Given:
    """The contexts that templates were filled with, by the template's name."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.contexts: dict[str, list[Mapping[str, Any]]] = {}
        for module in (write, filled_files, paper_form, google_menu, reminder, written_pages):
            for name, made in (("fill", b""), ("fill_text", ""), ("fill_workbook", b"")):
                monkeypatch.setattr(module, name, self.noting(made), raising=False)

    def noting(self, made: bytes | str) -> Any:
        def fill(template: Path, context: Mapping[str, Any], **_: object) -> bytes | str:
            self.contexts.setdefault(template.name, []).append(context)
            return made

        return fill


def differences(value: Any, shape: Shape, path: str = "") -> Iterator[str]:
    """Where `value` has other names than `shape` says."""
    if value == {}:
        return  # what these readers do not get: the template leaves it out
    if isinstance(shape, Mapping):
        yield from (f"{path}.{name} is not declared" for name in set(value) - set(shape))
        yield from (f"{path}.{name} is not given" for name in set(shape) - set(value))
        for name in set(shape) & set(value):
            yield from differences(value[name], shape[name], f"{path}.{name}")
    elif isinstance(shape, Sequence):
        for item in value:
            yield from differences(item, shape[0], path)
    elif isinstance(value, Mapping) and path.strip(".") not in FREE:
        yield f"{path} has names: {list(value)}"


def seen_items(value: Any, shape: Shape, path: str = "") -> Iterator[str]:
    """The lists of `shape` of which `value` has an item to compare."""
    if isinstance(shape, Mapping):
        for name in set(shape) & set(value):
            yield from seen_items(value[name], shape[name], f"{path}.{name}")
    elif isinstance(shape, Sequence) and value:
        yield path
        for item in value:
            yield from seen_items(item, shape[0], path)


def declared_items(shape: Shape, path: str = "") -> Iterator[str]:
    """The lists of `shape` whose items have names."""
    if isinstance(shape, Mapping):
        for name, inner in shape.items():
            yield from declared_items(inner, f"{path}.{name}")
    elif isinstance(shape, Sequence):
        if shape[0] is not None:
            yield path
        yield from declared_items(shape[0], path)


def test_each_document_gives_the_names_that_its_template_may_show(
    demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(demo, tmp_path / "programme")
    config = tmp_path / "programme" / "config.yaml"
    config.write_text(config.read_text("utf-8").replace("modules: []", "modules: [fse]"), "utf-8")
    workspace = open_workspace(config)
    month = bring_together(workspace, date.fromisoformat(AS_OF))
    given = Given(monkeypatch)
    writer = write.DocumentWriter(workspace.document_settings, workspace.history, dry_run=True)
    writer.make_all(month)
    for form_id in FORM_IDS:
        paper_form.paper_form(load_form(form_id), "Essai", ["Un"], tmp_path)
    used = used_templates.used_templates(workspace.config.meetings, workspace.config.funders)
    # Made with the agenda, of its names or in no rehearsal; and what is not due in November.
    not_filled = {
        *(used_templates.AGENDA_TEXT, used_templates.AGENDA_PAGE, used_templates.MINUTES),
        *(used_templates.TO_PREPARE, account.TEMPLATE),
    }
    assert set(used) - set(given.contexts) == not_filled
    seen: dict[int, set[str]] = {}
    for name, shown in given.contexts.items():
        shape = used.get(name, contexts.PAPER_FORM)
        if shape is contexts.REPORT_IN_WORD:
            shape = contexts.REPORT
        for context in shown:
            assert list(differences(context, shape, "")) == [], name
            seen.setdefault(id(shape), set()).update(seen_items(context, shape))
    shapes = (contexts.AGENDA, contexts.REPORT, contexts.DASHBOARD, contexts.REMINDER)
    for shape in shapes:
        assert set(declared_items(shape)) - seen[id(shape)] == set()


def test_the_menu_gives_the_names_that_its_template_may_show(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = Given(monkeypatch)
    google_menu.menu_script("Essai", Tabs(), load_form("participant"), tmp_path)
    ((context,),) = given.contexts.values()
    assert list(differences(context, contexts.MENU)) == []
