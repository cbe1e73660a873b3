"""What a person or a program is told of a run: texts in French, JSON as the design fixes it."""

from __future__ import annotations

import contextlib
import re
import shlex
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from forms.xlsform.adopt import AdoptedForm
from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.config import Config
from sheets_sync.consortium.derived import labels_of_derived
from sheets_sync.doctor import Finding
from sheets_sync.documents import summary
from sheets_sync.documents.write import Document
from sheets_sync.entry.card_results import CardResult, cards_text
from sheets_sync.entry.setup import WorkbookSetup
from sheets_sync.figures.figure import Figure
from sheets_sync.figures.periods import Period, read_period
from sheets_sync.generated.publish import Published
from sheets_sync.history.restore import Kept
from sheets_sync.history.store import Changes
from sheets_sync.monthly import Run
from sheets_sync.outside.submissions import Imported
from sheets_sync.scheduling.schedule import Entry
from sheets_sync.steering.month import Month
from sheets_sync.web.links import Access

MOST_CELLS = 200


@contextlib.contextmanager
def progress(show: bool) -> Iterator[Callable[[str], None]]:
    """A spinner with the step under way, on a terminal; nothing elsewhere."""
    if not show:
        yield lambda step: None
        return
    from rich.console import Console

    console = Console(stderr=True)
    with console.status("Préparation…") as status:
        yield lambda step: status.update(f"{step}…")


def check_json(month: Month) -> dict[str, Any]:
    """What `check --json` prints."""
    counts = month.consortium.counts
    tabs = [
        {
            "siae": reading.siae, "tab": reading.tab, "header_row": reading.header_row, "rows_read": count.read, "rows_kept": count.kept,
            "rows_set_aside": count.set_aside, "ignored": [{"row": line.row, "reason": line.reason} for line in reading.ignored],
        }
        for reading, count in zip(month.entries.readings, counts, strict=True)
    ]  # fmt: skip
    return {
        "as_of": month.as_of.isoformat(),
        "tabs": tabs,
        "anomalies": [anomaly._asdict() for anomaly in month.anomalies],
    }


def prepare_text(run: Run, dry_run: bool) -> str:
    """The summary at the end of `prepare`."""
    cards = cards_text(run.cards, dry_run)
    files = files_text(run.published, dry_run, run.documents)
    return summary.prepare_text(run.month, run.changes, cards, files)


def cards_json(cards: Sequence[CardResult]) -> list[dict[str, Any]]:
    """The same for a program."""
    return [
        {"card": card.card, "siae": card.siae, "done": card.done, "line": card.row}
        for card in cards
    ]


def changes_json(changes: Changes) -> dict[str, Any]:
    """The same for a program."""
    return {
        "since": changes.since and changes.since.isoformat(), "nothing": changes.nothing, "appeared": changes.appeared, "vanished": changes.vanished,
        "corrected": changes.corrected, "exits": changes.exits, "anomalies_new": changes.anomalies_new, "anomalies_solved": changes.anomalies_solved,
    }  # fmt: skip


def files_text(published: Published, dry_run: bool, documents: Sequence[Document] = ()) -> str:
    """Where each result is, and what became of it."""
    if dry_run:
        return sentence("summary.nothing_written")
    return summary.files_text(published.files, published.reasons, documents)


def files_json(published: Published, documents: Sequence[Document] = ()) -> list[dict[str, str]]:
    """The same for a program."""
    found = list(published.files.items()) + [
        (document.path, document.outcome) for document in documents
    ]
    return [{"file": str(path), "outcome": outcome} for path, outcome in found]


def copies_text(kept: Sequence[Kept]) -> str:
    """The copies kept, each with the number and name to put it back by."""
    if not kept:
        return "Aucune copie n'est encore gardée : il y en a une dès qu'un fichier est remplacé."
    lines = [f"{number:>4}  {copy.name}  →  {copy.of}" for number, copy in enumerate(kept, 1)]
    return "\n".join(
        [
            "Copies gardées, la plus récente d'abord :",
            *lines,
            "Pour en remettre une : sheets-sync restore NUMÉRO (ou son nom).",
        ]
    )


def restored_text(copy: Kept, dry_run: bool) -> str:
    """What was put back, or would be."""
    if dry_run:
        return f"Remettrait {copy.name} à la place de {copy.of}. Rien n'est écrit (--dry-run)."
    return f"{copy.of} est remis comme dans {copy.name}. Ce qui y était est gardé aussi : « sheets-sync restore » le liste."


def setup_text(made: Sequence[WorkbookSetup], dry_run: bool) -> str:
    """What `setup` made in each workbook, or would."""
    lines = []
    for one in made:
        tabs = f"{french.several(len(one.tabs), 'onglet')} {'à ajouter' if dry_run else 'ajouté' + 's' * (len(one.tabs) > 1)} ({', '.join(one.tabs)})"
        nothing = "aucun onglet ne manque" if one.columns or one.notices else "rien ne manque"
        lines.append(
            f"{one.place} : {tabs if one.tabs else nothing if dry_run or one.outcome == 'unchanged' or one.columns else 'listes mises à jour'}."
        )
        verb = "à ajouter à droite" if dry_run else "ajoutées à droite"
        lines += [
            f"  « {tab} » : {french.several(len(titles), 'colonne')} {verb} ({', '.join(titles)})."
            for tab, titles in one.columns.items()
        ]
        lines += [f"  {text}" for text in one.notices]
    return "\n".join([*lines, *(["Rien n'est écrit (--dry-run)."] if dry_run else [])])


def imported_text(done: Imported, dry_run: bool) -> str:
    """What became of the answers of a file, those that were not added last, each by its line."""
    added = (
        ("ligne à ajouter", "lignes à ajouter") if dry_run else ("ligne ajoutée", "lignes ajoutées")
    )
    lines = [
        f"« {tab} » : {french.several(len(rows), *added)} ({', '.join(map(str, rows))})."
        for tab, rows in done.added.items()
        if rows
    ]
    if done.known:
        lines.append(
            f"{french.several(done.known, 'réponse déjà importée, laissée', 'réponses déjà importées, laissées')}."
        )
    lines += [f"Ligne {line} du fichier : {reason}" for line, reason in sorted(done.duplicates)]
    lines += [
        f"Ligne {line} du fichier, pas ajoutée : {reason}" for line, reason in sorted(done.refused)
    ]
    return "\n".join(
        [
            *(lines or ["Aucune réponse dans ce fichier."]),
            *(["Rien n'est écrit (--dry-run)."] if dry_run else []),
        ]
    )


def drawn_text(made: AdoptedForm, target: Path, dry_run: bool) -> str:
    """What an XLSForm became, and what of it has no place in a tab."""
    lines = [f"{target} : {french.several(made.fields, 'champ')}, dans l'onglet « {made.label} »."]
    lines += [f"  {text}" for text in made.remarks]
    lines.append(
        "Rien n'est écrit (--dry-run)." if dry_run
        else "Le relire (en particulier « privacy » : tout reste dans l'onglet tant que ce n'est pas changé), puis « sheets-sync forms check » et « sheets-sync setup »."
    )  # fmt: skip
    return "\n".join(lines)


def links_text(links: Sequence[Access], made: str | None) -> str:
    """The links to the form on the phone, and the new one, which is shown this once."""
    lines = [
        f"{number:>3}  {access.siae}, {access.who or 'sans nom'} : donné le {french.day(date.fromisoformat(access.made))}"
        + (f", retiré le {french.day(date.fromisoformat(access.ended))}" if access.ended else "")
        for number, access in enumerate(links, 1)
    ]
    new = (
        [
            "",
            "Le nouveau lien, montré cette fois seulement (à remettre à cette personne, pas par un canal public) :",
            f"  {made}",
        ]
        if made
        else []
    )
    return "\n".join([*(lines or ["Aucun lien de saisie n'est encore donné."]), *new])


def schedule_text(made: Entry, config: Config, installed: bool) -> str:
    """The entry that has the meeting prepared, and where the journal of it will be."""
    lines = []
    for file, text in made.files:
        lines += [f"{file or 'À ajouter avec « crontab -e »'} :", text.rstrip("\n"), ""]
    if made.commands and not installed:
        lines += ["Puis :", *(f"  {shlex.join(command)}" for command in made.commands), ""]
    journal = config.folder / config.history.folder / "journal.txt"
    state = "En place." if installed else "Rien n'est encore en place (--install le fait)."
    lines.append(
        f"{state} Journal : {journal} ; en cas d'échec, un courriel prêt à envoyer est mis dans {config.documents}."
    )
    return "\n".join(lines)


def findings_text(found: Sequence[Finding], command: str = "sheets-sync doctor") -> str:
    """What was looked at, a line each, and whether all is well; else the command to give again."""
    marks = {"fine": "✓", "missing": "✗", "note": "·"}
    lines = [f"{marks[finding.state]} {finding.about} : {finding.text}" for finding in found]
    missing = sum(finding.state == "missing" for finding in found)
    return "\n".join(
        [
            *lines,
            "",
            "Tout est prêt."
            if not missing
            else f"{french.several(missing, 'point')} à régler (✗), puis relancer « {command} ».",
        ]
    )


def all_figures(month: Month, period: Period, siae: str | None, own_periods: bool) -> list[Figure]:
    """Every indicator: the whole and each SIAE, or one SIAE.

    Args:
        own_periods: an indicator whose definition has a period is counted over that one.
    """
    found: list[Figure] = []
    for name, indicator in month.measures.indicators.items():
        over = (
            read_period(indicator.period, period.end, {})
            if own_periods and indicator.period
            else period
        )
        if siae is not None:
            found.append(month.measures.figure(name, over.start, over.end, siae))
        else:
            found.append(month.measures.figure(name, over.start, over.end))
            if indicator.form == "participant":
                found += month.measures.by_siae(name, over.start, over.end)
    return found


def breakdowns(month: Month) -> list[str]:
    """The fields that figures can be broken down by: lists, yes or no, and the age band."""
    listed = [
        field.id
        for field in month.form.fields
        if field.type in ("choice", "yes_no") and field.privacy == "shared"
    ]
    return [*listed, "tranche_age", "nationalite"]


def figures_by(month: Month, period: Period, field: str) -> list[tuple[str, Figure]]:
    """Every indicator of the participants, the whole and each value of `field`; "": of the fields that its definition is broken down by.

    Each with the field that it is a value of ("" for the whole).
    """
    found: list[tuple[str, Figure]] = []
    for name, indicator in month.measures.indicators.items():
        fields = [field] if field else list(indicator.by)
        if indicator.form == "participant" and fields:
            found.append(("", month.measures.figure(name, period.start, period.end)))
            found += [
                (one, figure)
                for one in fields
                for figure in month.measures.by(name, period.start, period.end, one).values()
            ]
    return found


def with_fields(month: Month, parts: Sequence[tuple[str, Figure]]) -> list[Figure]:
    """The figures, their groups named with the field they are values of: « Sexe : Femme »."""
    labels = {field.id: field.label for field in month.form.fields} | labels_of_derived()
    return [
        replace(figure, group=f"{labels[field]} : {figure.group}") if field else figure
        for field, figure in parts
    ]


def figure_json(figure: Figure) -> dict[str, Any]:
    """A figure as `indicators --json` prints it."""
    return {
        "id": figure.id, "label": figure.label, "siae": figure.siae, "from": figure.start and figure.start.isoformat(), "to": figure.end.isoformat(),
        "value": figure.value, "numerator": figure.numerator, "denominator": figure.denominator, "target": figure.target,
    }  # fmt: skip


def figures_text(figures: Sequence[Figure], period: Period) -> str:
    """The figures of the whole (or of one SIAE), a line each; under each its breakdown, if asked."""
    lines = [f"Situation au {french.day(period.end)} ; entrées et sorties {period.text}.", ""]
    shown = [figure for figure in figures if figure.siae is None] or list(figures)
    labels = [f"    {figure.group}" if figure.group else figure.label for figure in shown]
    wide = max(map(len, labels))
    for figure, label in zip(shown, labels, strict=True):
        out_of = (
            f"{french.number(figure.numerator)} sur {french.number(figure.denominator)}"
            if figure.among is not None
            else ""
        )
        target = (
            f"objectif {french.figure(figure.target, figure.unit)}"
            if figure.target is not None
            else ""
        )
        name = "" if figure.group else f"[{figure.id}]"
        lines.append(
            f"{label:<{wide}} {french.figure(figure.value, figure.unit):>14}  {out_of:<14} {target:<16} {name}"
        )
    return "\n".join(line.rstrip() for line in lines)


def explain_text(month: Month, name: str, start: date, end: date, siae: str | None) -> str:
    """The definition of a figure, its parts, and the cells it was counted from."""
    figure, indicator = (
        month.measures.figure(name, start, end, siae),
        month.measures.indicators[name],
    )
    cells = _cells(month, figure, figure.rows)
    others = _cells(month, figure, np.setdiff1d(figure.rows_among, figure.rows))
    period = Period(figure.start, end).text if figure.start else f"au {french.day(end)}"
    divided = (
        f" ({french.number(figure.numerator)} sur {french.number(figure.denominator)})"
        if figure.denominator is not None
        else ""
    )
    meanings = {
        f"let.{word}": text
        for word, text in month.measures.let.items()
        if re.search(rf"\b{word}\b", f"{indicator.where} {indicator.of}")
    }
    lines = [
        f"{indicator.label} [{name}], {siae or 'ensemble'}, {period}", f"  {indicator.definition}", f"  Source : {indicator.source}",
        f"  Condition : {indicator.where}", *([f"  Parmi : {indicator.of}"] if indicator.of else []),
        *([f"  Divisé par : {indicator.per}"] if indicator.per else []), *(f"  où {word[4:]} : {text}" for word, text in meanings.items()),
        f"  Valeur : {french.figure(figure.value, figure.unit)}{divided}",
        *_parts(month, name, start, end, siae), f"  Compté sur {french.several(len(cells), 'ligne')} :", *_first(cells),
    ]  # fmt: skip
    if others:
        lines += [
            f"  Au dénominateur seulement, {french.several(len(others), 'ligne')} :",
            *_first(others),
        ]
    return "\n".join(lines)


def _parts(month: Month, name: str, start: date, end: date, siae: str | None) -> list[str]:
    """A line for each field that the definition is broken down by; of the whole only."""
    labels = {field.id: field.label for field in month.form.fields} | labels_of_derived()
    return [
        f"  {labels[field]} : "
        + ", ".join(f"{part.group} {french.figure(part.value, part.unit)}" for part in month.measures.by(name, start, end, field).values() if part.numerator or part.denominator)
        for field in (() if siae else month.measures.indicators[name].by)
    ]  # fmt: skip


def _first(cells: Sequence[str]) -> list[str]:
    more = (
        [f"    … et {len(cells) - MOST_CELLS} autres (toutes avec --json)"]
        if len(cells) > MOST_CELLS
        else []
    )
    return [*(f"    {cell}" for cell in cells[:MOST_CELLS]), *more]


def explain_json(
    month: Month, name: str, start: date, end: date, siae: str | None
) -> dict[str, Any]:
    """The same for a program, with every cell; `cells_among` are those of a rate's denominator."""
    figure, indicator = (
        month.measures.figure(name, start, end, siae),
        month.measures.indicators[name],
    )
    return {
        **figure_json(figure), "definition": indicator.definition, "where": indicator.where, "of": indicator.of, "per": indicator.per,
        "source": indicator.source, "cells": _cells(month, figure, figure.rows), "cells_among": _cells(month, figure, figure.rows_among),
    }  # fmt: skip


def _cells(month: Month, figure: Figure, rows: Iterable[int]) -> list[str]:
    indicator = month.measures.indicators[figure.id]
    if indicator.form == "participant":
        return [month.consortium.cell(int(place), indicator.cell) for place in rows]
    tables = month.entries.coordination[indicator.form]
    numbers = [(table, row) for table in tables for row in table.table.rows]
    return [
        f"'{numbers[place][0].tab}'!{numbers[place][0].table.address(indicator.cell, numbers[place][1])}"
        for place in rows
    ]
