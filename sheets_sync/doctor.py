"""Look at all that a run needs, and say step by step what is missing and what to do about it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from forms.definition import Form, form_ids, load_form
from forms.definition_file import DefinitionError, closest
from forms.word_lists import load_sensitive_words
from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.consortium.exits import load_exit_classes
from sheets_sync.documents.account import load_accounts
from sheets_sync.documents.agenda import load_usual_points
from sheets_sync.errors import Refusal
from sheets_sync.figures.indicators import load_indicators
from sheets_sync.form_needs import check_needs
from sheets_sync.workbooks.addresses import EXCEL, is_address, spreadsheet_id
from sheets_sync.workbooks.opening import open_workbook
from sheets_sync.workspace import Workspace

if TYPE_CHECKING:
    from sheets_sync.workbooks.google.workbook import GoogleWorkbook


READ_BESIDE_CONFIG = (
    "config.yaml",
    "account.yaml",
    "countries.yaml",
    "exits.yaml",
    "indicators.yaml",
    "meetings.yaml",
    "messages.yaml",
    "sensitive.yaml",
)


class Finding(NamedTuple):
    """One thing looked at; a « note » only wants to be known. `text` says what was seen, or what to do."""

    about: str
    state: Literal["fine", "missing", "note"]
    text: str


def examine(workspace: Workspace) -> list[Finding]:
    """Every workbook of the config, in the order in which a run needs them; after what bars the way nothing more of it is looked at."""
    found: list[Finding] = []
    for place, tabs in _wanted_tabs(workspace).items():
        found += (
            _google(workspace, place, tabs) if is_address(place) else _file(workspace, place, tabs)
        )
    return found + list(_folder(workspace))


def examine_definitions(workspace: Workspace) -> list[Finding]:
    """Every form, the consortium's own where it has one, and the indicators; each mistake with its file, line and key."""
    forms: dict[str, Form] = {}
    found: list[Finding] = []
    for form_id in form_ids(workspace.folder):
        try:
            form = forms[form_id] = load_form(form_id, workspace.folder, workspace.member_names)
            check_needs(form)
        except DefinitionError as error:
            found.append(Finding(form_id, "missing", str(error)))
        else:
            own = " (le vôtre)" if (workspace.folder / "forms" / f"{form_id}.yaml").exists() else ""
            found.append(
                Finding(
                    form_id + own,
                    "fine",
                    f"{french.several(len(form.fields), 'champ')}, {french.several(len(form.rules), 'règle')}.",
                )
            )
    if not any(finding.state == "missing" for finding in found):
        try:
            count = len(load_indicators(forms, workspace.folder).indicators)
        except DefinitionError as error:
            found.append(Finding("indicateurs", "missing", str(error)))
        else:
            found.append(Finding("indicateurs", "fine", f"{french.several(count, 'indicateur')}."))
        try:
            load_exit_classes(forms["participant"], workspace.folder)
            load_usual_points(forms["point"], workspace.folder)
            load_accounts(forms["financement"], workspace.folder)
            load_sensitive_words(workspace.folder)
        except DefinitionError as error:
            found.append(Finding(error.file.stem, "missing", str(error)))
    return found + list(_unread_files(workspace.folder))


def _unread_files(folder: Path) -> Iterator[Finding]:
    """Definitions beside config that nothing reads, as their names are written otherwise."""
    for file in sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")]):
        # a config of another name has been given with --config, now or another time
        is_config = re.search(r"^siae:", file.read_text("utf-8", "replace"), re.MULTILINE)
        if file.name not in READ_BESIDE_CONFIG and not is_config:
            nearest = closest(file.name, READ_BESIDE_CONFIG)
            hint = f" Vouliez-vous « {nearest} » ?" if nearest else ""
            words = sentence("doctor.unread_file", hint=hint, names=READ_BESIDE_CONFIG)
            yield Finding(file.name, "note", words)


def _wanted_tabs(workspace: Workspace) -> Mapping[str, Sequence[str]]:
    """Workbook → the staff's tabs that config says are in it."""
    wanted: dict[str, list[str]] = {workspace.place: []}
    for member in workspace.members:
        wanted.setdefault(member.place, []).append(member.tab)
    for place in workspace.written_places:
        there = is_address(place) or Path(place).exists()
        if there and place != workspace.places.second:
            wanted.setdefault(place, [])
    return wanted


def _google(workspace: Workspace, place: str, tabs: Sequence[str]) -> Iterator[Finding]:
    from sheets_sync.workbooks.google.api.credentials import find_account
    from sheets_sync.workbooks.google.workbook import GoogleWorkbook, access

    try:
        account = find_account(workspace.config.google.credentials, workspace.folder)
        yield Finding(
            "Accès à Google",
            "fine",
            f"{account.email or 'une personne connectée'} ({account.file}, trouvé par : {account.found_by}).",
        )
        book = GoogleWorkbook(
            spreadsheet_id(place) or "",
            access(workspace.config.google.credentials, workspace.folder),
        )
    except Refusal as refusal:
        yield Finding("Classeur Google", "missing", str(refusal))
        return
    about = f"« {book.name} »"
    yield Finding(about, "fine", "le classeur est joignable et partagé avec ce compte.")
    yield from _tabs(about, tabs, book.tabs)
    yield from _rights(about, book)
    barred = [
        tab.title
        for tab in book.spreadsheet.tabs
        if tab.title in tabs
        and not all(
            p.get("requestingUserCanEdit") or p.get("warningOnly") for p in tab.protected_ranges
        )
    ]
    if barred:
        yield Finding(
            about,
            "note",
            f"des cellules protégées de {french.listed(barred)} ne recevront pas de remarque : ce compte n'y a pas droit.",
        )
    if not book.spreadsheet.locale.startswith("fr"):
        yield Finding(
            about,
            "note",
            f"sa langue est {book.spreadsheet.locale} : dans Fichier, Paramètres, choisir France pour que 03/12 y soit le 3 décembre.",
        )
    yield Finding(
        about,
        "note",
        "une préparation demande à Google 2 lectures et 1 écriture de ce classeur (60 de chaque par minute sont permises).",
    )


def _rights(about: str, book: GoogleWorkbook) -> Iterator[Finding]:
    try:
        rights = book.api.capabilities(book.id)
    except Refusal as refusal:
        yield Finding(
            about,
            "note",
            f"{refusal} Sans Drive, la copie d'avant chaque écriture est un fichier de votre dossier « historique ».",
        )
        return
    who = book.api.account.email or "votre compte"
    yield Finding(
        about,
        "fine" if rights.get("canEdit") else "missing",
        "ce compte peut y écrire."
        if rights.get("canEdit")
        else f"{who} n'a que le droit de lire : dans « Partager », en faire un éditeur.",
    )
    if not rights.get("canCopy"):
        yield Finding(
            about,
            "note",
            "la copie dans Drive n'est pas permise : elle sera un fichier de votre dossier « historique ».",
        )


def _file(workspace: Workspace, place: str, tabs: Sequence[str]) -> Iterator[Finding]:
    file = Path(place)
    try:
        book = open_workbook(str(file), workspace.folder)
    except Refusal as refusal:
        in_excel = workspace.as_written(place).startswith(EXCEL)
        if refusal.code == "workbook.open" and in_excel:
            yield Finding(
                file.name, "fine", "est ouvert dans Excel, et c'est là que l'outil y travaille."
            )
        else:
            yield Finding(file.name, "missing", str(refusal))
        return
    writable = os.access(file, os.W_OK) and os.access(file.parent, os.W_OK)
    yield Finding(
        file.name,
        "fine" if writable else "missing",
        "se lit et peut être remplacé."
        if writable
        else f"se lit, mais le dossier {file.parent} ou le fichier est en lecture seule.",
    )
    yield from _tabs(file.name, tabs, book.tabs)


def _tabs(about: str, wanted: Sequence[str], there: Sequence[str]) -> Iterator[Finding]:
    for tab in wanted:
        if tab not in there:
            near = closest(tab, list(there))
            hint = (
                f" ; « {near} » y est. Corriger « tab » dans config.yaml."
                if near
                else f" ; y sont : {', '.join(there)}."
            )
            yield Finding(about, "missing", f"l'onglet « {tab} » n'y est pas{hint}")
    if wanted and all(tab in there for tab in wanted):
        yield Finding(
            about,
            "fine",
            f"{french.several(len(wanted), 'onglet attendu y est', 'onglets attendus y sont')}.",
        )


def _folder(workspace: Workspace) -> Iterator[Finding]:
    fine = os.access(workspace.folder, os.W_OK)
    yield Finding(
        "Dossier du programme",
        "fine" if fine else "missing",
        f"{workspace.folder} {'peut recevoir' if fine else 'ne peut pas recevoir (lecture seule)'} l'historique et les documents.",
    )
