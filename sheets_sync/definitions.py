"""Look at every definition: ours with the consortium's own, each held against the forms.

Each mistake is said with its file, line and key. So is a file that nothing reads: the correction in
it would never come.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path

import report_templates
from forms.definition_file import DefinitionError, closest
from forms.form import Form
from forms.headers.title_words import check_title_words
from forms.loading import FORM_IDS, form_ids, load_form
from forms.word_lists import load_countries, load_sensitive_words
from sheets_sync.catalogue import sentence
from sheets_sync.consortium.exits import load_exit_classes, load_exit_minimums
from sheets_sync.doctor import Finding
from sheets_sync.documents.authority_columns import load_authority_columns
from sheets_sync.documents.meetings.timetable import load_usual_points
from sheets_sync.documents.reports.account import load_accounts
from sheets_sync.documents.templates.fill import TEMPLATES
from sheets_sync.figures.indicators import load_indicators
from sheets_sync.form_needs import check_needs
from sheets_sync.outside.outside_formats import load_formats
from sheets_sync.release.audiences import load_audiences
from sheets_sync.stages.wrong_names import (
    mistakes_in_config,
    mistakes_in_templates,
    templates_in_config,
)
from sheets_sync.workspace import Workspace

Load = Callable[[Mapping[str, Form], Workspace], object]
_LOADERS: Mapping[str, Load] = {
    "account.yaml": lambda forms, workspace: load_accounts(forms["financement"], workspace.folder),
    "audiences.yaml": lambda forms, workspace: load_audiences(
        forms["participant"], workspace.folder
    ),
    "authority_columns.yaml": lambda forms, workspace: _load_authority_columns(forms, workspace),
    "countries.yaml": lambda _, workspace: load_countries(workspace.folder),
    "exits.yaml": lambda forms, workspace: load_exit_classes(
        forms["participant"], workspace.folder
    ),
    "exit_minimums.yaml": lambda _, workspace: load_exit_minimums(workspace.folder),
    "meetings.yaml": lambda forms, workspace: load_usual_points(
        forms["point"], workspace.folder, workspace.config.meetings
    ),
    "outside_files.yaml": lambda forms, workspace: load_formats(
        forms["participant"], workspace.folder
    ),
    "sensitive.yaml": lambda _, workspace: load_sensitive_words(workspace.folder),
    "title_words.yaml": lambda forms, workspace: check_title_words(
        workspace.folder, _field_ids(forms)
    ),
}
_CONFIG = "config.yaml"
READ_BESIDE_CONFIG = (_CONFIG, "indicators.yaml", "messages.yaml", *_LOADERS)
_TEMPLATE_ENDINGS = (".docx", ".xlsx", ".txt", ".html")


def _load_authority_columns(forms: Mapping[str, Form], workspace: Workspace) -> object:
    # Not the workspace's audiences: these stop at the first mistake in any definition.
    form, folder = forms["participant"], workspace.folder
    return load_authority_columns(load_audiences(form, folder).authorities, form, folder)


def _field_ids(forms: Mapping[str, Form]) -> list[str]:
    fields = itertools.chain.from_iterable(form.fields for form in forms.values())
    return [field.id for field in fields]


def examine_definitions(workspace: Workspace) -> list[Finding]:
    """Every form, indicator and other definition; conditions and templates that config names."""
    forms: dict[str, Form] = {}
    form_findings = (_form(form_id, workspace, forms) for form_id in form_ids(workspace.folder))
    # A mistake in the countries is one, though every form with a country meets it.
    findings = list(dict.fromkeys(form_findings))
    # What the others name is in the forms: with a wrong one they would all seem wrong.
    if all(finding.state == "fine" for finding in findings):
        findings += _other_definitions(forms, workspace)
    for refusal in mistakes_in_templates(workspace):
        about = refusal.details["file"] if refusal.code == "template.wrong" else _CONFIG
        findings.append(Finding(str(about), "missing", str(refusal)))
    return [*findings, *_unread_files(workspace)]


def _form_of(workspace: Workspace, form_id: str) -> Form:
    names, modules = workspace.member_names, workspace.config.modules
    return load_form(form_id, workspace.folder, names, modules)


def _form(form_id: str, workspace: Workspace, forms: dict[str, Form]) -> Finding:
    """Look at a form, and add it to `forms`."""
    try:
        form = _form_of(workspace, form_id)
        check_needs(form)
    except DefinitionError as error:
        about = form_id if error.file.stem == form_id else error.file.name
        return Finding(about, "missing", str(error))
    forms[form_id] = form
    about = form_id
    if (workspace.folder / "forms" / f"{form_id}.yaml").exists():
        about = sentence("doctor.own_form", form=form_id)
    counted = sentence("doctor.form", fields=len(form.fields), rules=len(form.rules))
    return Finding(about, "fine", counted)


def _other_definitions(forms: Mapping[str, Form], workspace: Workspace) -> Iterator[Finding]:
    folder, about = workspace.folder, sentence("doctor.indicators")
    try:
        definitions = load_indicators(forms, folder, workspace.config.modules)
    except DefinitionError as error:
        yield Finding(about, "missing", str(error))
    else:
        yield from _read_beside(folder, "indicators.yaml")
        count = len(definitions.indicators)
        yield Finding(about, "fine", sentence("doctor.indicators_counted", count=count))
        for refusal in mistakes_in_config(workspace, definitions, forms["participant"]):
            yield Finding(_CONFIG, "missing", str(refusal))
    for name, load in _LOADERS.items():
        try:
            load(forms, workspace)
        except DefinitionError as error:
            yield Finding(error.file.name, "missing", str(error))
        else:
            yield from _read_beside(folder, name)
    # A mistake in the sentences stops every command before it begins.
    yield from _read_beside(folder, "messages.yaml")


def _read_beside(folder: Path, name: str) -> Iterator[Finding]:
    """That the consortium's own file of that name is read, where there is one."""
    if (folder / name).exists():
        yield Finding(name, "fine", sentence("doctor.own_definition"))


def _unread_files(workspace: Workspace) -> Iterator[Finding]:
    """Files beside config that nothing reads, as their names are written otherwise."""
    folder = workspace.folder
    for file in _yaml_in(folder):
        # A config of another name was given with --config, now or another time.
        if file.name not in READ_BESIDE_CONFIG and not _has_key(file, "siae"):
            yield _unread(file.name, READ_BESIDE_CONFIG)
    for file in _yaml_in(folder / "forms"):
        # A form is known by its key `form`, and by the ending that is looked for.
        if not (file.suffix == ".yaml" and _has_key(file, "form")):
            yield _unread(f"forms/{file.name}", [f"forms/{form_id}.yaml" for form_id in FORM_IDS])
    our_files = {path.name for path in Path(report_templates.__file__).parent.iterdir()}
    templates = {name for name in our_files if Path(name).suffix in _TEMPLATE_ENDINGS}
    templates |= templates_in_config(workspace)
    for file in sorted((folder / TEMPLATES).glob("*")):
        if file.is_file() and file.name not in templates and not _is_passing(file.name):
            yield _unread(f"{TEMPLATES}/{file.name}", [f"{TEMPLATES}/{name}" for name in templates])


def _yaml_in(folder: Path) -> list[Path]:
    return sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")])


def _has_key(file: Path, key: str) -> bool:
    text = file.read_text("utf-8", "replace")
    return re.search(rf"^{key}:", text, re.MULTILINE) is not None


def _is_passing(name: str) -> bool:
    """Word and LibreOffice leave `~$name` and `.~lock.name#` beside a file that is open."""
    return name.startswith(("~$", "."))


def _unread(name: str, known: Collection[str]) -> Finding:
    nearest, names = closest(name, sorted(known)), sorted(known)
    if nearest:
        return Finding(
            name, "note", sentence("doctor.unread_file_but", nearest=nearest, names=names)
        )
    return Finding(name, "note", sentence("doctor.unread_file", names=names))
