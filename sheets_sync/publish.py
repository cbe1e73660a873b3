"""Describe the generated sheets and put them in place: Consortium and Anomalies here, Pilotage from `steering`."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from forms.definition import Form
from sheets_sync import french
from sheets_sync.check import Anomaly
from sheets_sync.config import Config
from sheets_sync.consolidate import DERIVED, PLACE
from sheets_sync.errors import Refusal
from sheets_sync.files import Outcome, put
from sheets_sync.history import History
from sheets_sync.sheets import Block, Content, Link, Role, Sheet, Span

if TYPE_CHECKING:
    import pandas as pd

SEVERITIES = {"error": "à corriger", "warning": "à vérifier", "info": "pour information"}
MOST_ANOMALIES = 100_000
_PLACE_LABELS = {"siae": "SIAE", "tab": "Onglet", "row": "Ligne", "person": "Personne"}
_ROLES: Mapping[str, Role] = {"date": "date", "number": "decimal", "integer": "count"}


def consortium_sheet(frame: pd.DataFrame, form: Form, name: str) -> Sheet:
    """The consolidated rows; `frame` is the shareable one."""
    fields = {field.id: field for field in form.fields}
    labels = [_PLACE_LABELS.get(column) or DERIVED.get(column) or fields[column].label for column in frame.columns]
    roles: list[Role] = [
        "count"
        if c == "row"
        else "decimal"
        if c == "duree_mois"
        else _ROLES.get(fields[c].type, "text")
        if c in fields
        else "text"
        for c in frame.columns
    ]
    rows = list(zip(*(frame[column].tolist() for column in frame.columns), strict=True))
    widths = {place: 22.0 if column in ("siae", "tab", "poste") else 14.0 for place, column in enumerate(frame.columns)}
    header: Sequence[Role] = ["header"] * len(labels)
    blocks = [Block(0, 0, [labels], header), Block(1, 0, rows, roles)]
    return Sheet(
        name,
        blocks,
        widths,
        {0: 44},
        (1, len(PLACE)),
        Span(0, 0, max(1, len(rows)), len(labels) - 1),
        pages_wide=2,
        colour="#009E73",
    )


def anomalies_sheet(anomalies: Sequence[Anomaly], form: Form, config: Config) -> Sheet:
    """A line an anomaly, each SIAE's together, what must be put right first; each leads to its cell."""
    order = {member.name: place for place, member in enumerate(config.siae)}
    severity = list(SEVERITIES)
    ranked = sorted(anomalies, key=lambda a: (order.get(a.siae, len(order)), severity.index(a.severity), a.tab, a.row or 0))
    labels = {field.id: field.label for field in form.fields}
    files = {member.name: member.workbook or config.workbook for member in config.siae}
    folder = output_files(config)["anomalies"].parent
    rows: list[list[Content]] = []
    for anomaly in ranked[:MOST_ANOMALIES]:
        cell = anomaly.cell or (f"A{anomaly.row}" if anomaly.row else "A1")
        file = _relative(config.folder / files.get(anomaly.siae, config.workbook), folder)
        where: Content = Link(f"{anomaly.tab} ! {cell}", file, anomaly.tab, cell)
        if anomaly.rule == "tab.missing":
            where = anomaly.tab
        aside = "oui" if anomaly.rule == "row.no_identity" else ""
        rows.append(
            [
                anomaly.siae,
                SEVERITIES[anomaly.severity],
                where,
                labels.get(anomaly.field or "", anomaly.field or ""),
                anomaly.message,
                aside,
                anomaly.rule,
            ]
        )
    errors = sum(anomaly.severity == "error" for anomaly in anomalies)
    aside_count = sum(anomaly.rule == "row.no_identity" for anomaly in anomalies)
    intro = f"{french.several(errors, 'entrée')} à corriger, {french.several(aside_count, 'ligne mise', 'lignes mises')} de côté. Cliquer sur « Où » ouvre la cellule."
    if len(ranked) > MOST_ANOMALIES:
        intro += f" Les {french.number(MOST_ANOMALIES)} premières sur {french.number(len(ranked))} sont listées."
    headers: list[Content] = ["SIAE", "Gravité", "Où", "Champ", "Ce qui ne va pas, et quoi faire", "Ligne mise de côté", "Règle"]
    blocks = [
        Block(0, 0, [["Anomalies"]], ["title"]),
        Block(1, 0, [[intro]], ["subtitle"]),
        Block(3, 0, [headers], ["header"] * len(headers)),
        Block(4, 0, rows, ["wrap", "info", "link", "wrap", "wrap", "wrap", "note"]),
    ]
    heights = {4 + place: 27.0 for place, row in enumerate(rows) if len(str(row[4])) > 92}
    widths = {0: 24.0, 1: 17.0, 2: 32.0, 3: 26.0, 4: 84.0, 5: 12.0, 6: 24.0}
    return Sheet(
        config.tabs.anomalies,
        blocks,
        widths,
        {0: 30.0, 3: 30.0} | heights,
        (4, 1),
        Span(3, 0, 3 + max(1, len(rows)), len(headers) - 1),
        gridlines=False,
        colour="#D55E00",
    )


def output_files(config: Config) -> dict[str, Path]:
    """Generated sheet → the file it goes to."""
    default = config.folder / config.generated_file
    consortium = config.folder / config.consortium.workbook if config.consortium.workbook else default
    steering = config.folder / config.steering.workbook if config.steering.workbook else default
    files = {"pilotage": steering, "anomalies": consortium, "consortium": consortium}
    sources = {(config.folder / book).resolve() for book in (config.workbook, *(m.workbook for m in config.siae)) if book}
    for file in files.values():
        if file.resolve() in sources:
            raise Refusal("output.is_source", file=file.name)
    return files


def publish(sheets: Mapping[str, Sheet], config: Config, history: History, as_of: date) -> dict[Path, Outcome]:
    """Put the sheets in their files, whole or not at all; what each file became."""
    from sheets_sync.workbooks.write_xlsx import write_workbook

    by_file: dict[Path, list[Sheet]] = defaultdict(list)
    for name, file in output_files(config).items():
        by_file[file].append(sheets[name])
    outcomes = {}
    for file, pages in by_file.items():
        make = functools.partial(write_workbook, sheets=pages, made_on=as_of)
        outcomes[file] = put(file, make, history.copies, history.keep)
    return outcomes


def _relative(file: Path, folder: Path) -> str:
    import os

    return Path(os.path.relpath(file, folder)).as_posix()
