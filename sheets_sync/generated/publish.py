"""Describe the generated sheets and put them in place: Consortium and Anomalies here, Pilotage from `steering`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from forms.columns import letters
from forms.definition import Form
from sheets_sync import french
from sheets_sync.consortium.consolidate import DERIVED, PLACE
from sheets_sync.errors import Untouchable
from sheets_sync.files import Copies, Outcome, put
from sheets_sync.generated import pilotage
from sheets_sync.generated.feedback import feedback
from sheets_sync.month import COORDINATION, NOBODY, Month
from sheets_sync.people.answers import ANSWER, NO, PAIR, YES
from sheets_sync.sheets.content import Content, Feedback, Link, Role, Span
from sheets_sync.sheets.sheet import Block, Sheet
from sheets_sync.steering.board import KEY_FIGURES
from sheets_sync.workbooks.addresses import is_address
from sheets_sync.workbooks.opening import open_workbook
from sheets_sync.workbooks.protocol import Workbook
from sheets_sync.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd

SEVERITIES = {"error": "à corriger", "warning": "à vérifier", "info": "pour information"}
SHEETS = ("pilotage", "anomalies", "consortium")
"""The generated sheets, in the order of `GeneratedPlaces`."""
MOST_ANOMALIES = 100_000
_PLACE_LABELS = {"siae": "SIAE", "tab": "Onglet", "row": "Ligne", "person": "Personne"}
_ROLES: Mapping[str, Role] = {"date": "date", "number": "decimal", "integer": "count"}


def consortium_sheet(
    frame: pd.DataFrame, form: Form, name: str, marks: Mapping[str, Sequence[str]]
) -> Sheet:
    """The consolidated rows; `frame` is the shareable one, `marks` columns by title that say which lines a figure counts."""
    fields = {field.id: field for field in form.fields}
    labels = [
        _PLACE_LABELS.get(column) or DERIVED.get(column) or fields[column].label
        for column in frame.columns
    ]
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
    labels += marks
    roles += ["text"] * len(marks)
    rows = list(
        zip(*(frame[column].tolist() for column in frame.columns), *marks.values(), strict=True)
    )
    widths = {
        place: 22.0 if column in ("siae", "tab", "poste") else 14.0
        for place, column in enumerate([*frame.columns, *marks])
    }
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


def anomalies_sheet(
    workspace: Workspace, month: Month, since: Mapping[str, date], place: str
) -> Sheet:
    """A line an anomaly: each SIAE's together, then each counsellor's, what must be put right first; each leads to its cell.

    Args:
        since: key of an anomaly → the day it was first seen.
        place: the workbook the sheet will be in; links are written as seen from there.
    """
    config = workspace.config
    order = {name: rank for rank, name in enumerate(workspace.member_names)}
    severity = list(SEVERITIES)
    facts = month.row_facts
    ranked = sorted(
        ((facts.get((a.siae, a.tab, a.row), NOBODY).referent, a) for a in month.anomalies),
        key=lambda found: (
            order.get(found[1].siae, len(order)),
            not found[0],
            found[0],
            severity.index(found[1].severity),
            found[1].tab,
            found[1].row or 0,
        ),
    )
    labels = {
        field.id: field.label
        for form in month.entries.forms.values()
        for field in reversed(form.fields)
    }
    labels |= {field.id: field.label for field in month.form.fields}
    places = {member.name: member.place for member in workspace.members}
    rows: list[list[Content]] = []
    for referent, anomaly in ranked[:MOST_ANOMALIES]:
        cell = anomaly.cell or (f"A{anomaly.row}" if anomaly.row else "A1")
        book = workspace.open(places.get(anomaly.siae, workspace.place))
        where: Content = Link(
            f"{anomaly.tab} ! {cell}", _seen_from(place, book, anomaly.tab, cell), anomaly.tab, cell
        )
        if anomaly.rule == "tab.missing":
            where = anomaly.tab
        aside = "oui" if anomaly.rule == "row.no_identity" else ""
        asked = anomaly.rule == "person.duplicate_likely"
        pair = month.people.pairs.get((anomaly.siae, anomaly.tab, anomaly.row), "") if asked else ""
        first = since.get(month.key(anomaly), month.as_of)
        field = labels.get(anomaly.field or "", anomaly.field or "")
        rows.append([anomaly.siae, referent, SEVERITIES[anomaly.severity], where, field, anomaly.message, first, aside, "" if pair else None, pair, anomaly.rule])  # fmt: skip
    errors = sum(anomaly.severity == "error" for anomaly in month.anomalies)
    aside_count = sum(anomaly.rule == "row.no_identity" for anomaly in month.anomalies)
    intro = f"{french.several(errors, 'entrée')} à corriger, {french.several(aside_count, 'ligne mise', 'lignes mises')} de côté. Cliquer sur « Où » ouvre la cellule."
    if asking := sum(anomaly.rule == "person.duplicate_likely" for anomaly in month.anomalies):
        intro += f" {french.several(asking, 'question')} « {ANSWER} » : répondre oui ou non dans cette colonne, la réponse est retenue."
    if len(ranked) > MOST_ANOMALIES:
        intro += f" Les {french.number(MOST_ANOMALIES)} premières sur {french.number(len(ranked))} sont listées."
    headers: list[Content] = [
        "SIAE", "Référent", "Gravité", "Où", "Champ", "Ce qui ne va pas, et quoi faire", "Depuis le", "Ligne mise de côté", ANSWER, PAIR, "Règle",
    ]  # fmt: skip
    roles: list[Role] = [
        "wrap",
        "wrap",
        "info",
        "link",
        "wrap",
        "wrap",
        "date",
        "wrap",
        "answer",
        "note",
        "note",
    ]
    blocks = [
        Block(0, 0, [["Anomalies"]], ["title"]),
        Block(1, 0, [[intro]], ["subtitle"]),
        Block(3, 0, [headers], ["header"] * len(headers)),
        Block(4, 0, rows, roles),
    ]
    heights = {4 + number: 27.0 for number, row in enumerate(rows) if len(str(row[5])) > 92}
    widths = {
        0: 24.0,
        1: 10.0,
        2: 17.0,
        3: 32.0,
        4: 26.0,
        5: 84.0,
        6: 12.0,
        7: 12.0,
        8: 12.0,
        9: 24.0,
        10: 24.0,
    }
    return Sheet(
        config.tabs.anomalies,
        blocks,
        widths,
        {0: 30.0, 3: 30.0} | heights,
        (4, 1),
        Span(3, 0, 3 + max(1, len(rows)), len(headers) - 1),
        lists=[
            (Span(4 + number, 8, 4 + number, 8), (YES, NO))
            for number, row in enumerate(rows)
            if row[9]
        ],
        gridlines=False,
        colour="#D55E00",
    )


@dataclass(frozen=True)
class Published:
    """What each workbook (a path or an address) became, and what else is to be told: why something is not where config wants it."""

    files: Mapping[str, Outcome]
    reasons: Sequence[str] = ()


def publish(
    workspace: Workspace, month: Month, since: Mapping[str, date], copies: Copies
) -> Published:
    """Put the generated sheets in their workbooks and the feedback in the tabs; each workbook whole or not at all.

    Sheets that a staff's workbook cannot take without risk go to a second file, and the reason is told.
    """
    config = workspace.config
    places = dict(zip(SHEETS, workspace.places, strict=False))
    staff = {place: workspace.open(place) for place in workspace.staff_places}
    second = workspace.places.second
    said = _feedback_by_place(workspace, month) if config.feedback else {}
    files: dict[str, Outcome] = {}
    reasons: list[str] = []

    def put_in(
        place: str,
        book: Workbook,
        names: Sequence[str],
        wanted: Mapping[str, Mapping[str, Feedback]],
    ) -> None:
        files[place] = book.publish(
            _describe(workspace, month, since, names, place), wanted, month.as_of, copies
        )
        reasons.extend(book.notices)

    for place, book in staff.items():
        names = [name for name, wanted_in in places.items() if wanted_in == place]
        wanted = said.get(place, {})
        try:
            if names or wanted:
                put_in(place, book, names, wanted)
        except Untouchable as reason:
            places |= dict.fromkeys(names, second)
            reasons.append(_elsewhere(book.name, reason, names, second))
            if names and wanted and reason.code == "patch.name_taken":
                put_in(place, book, [], wanted)
    for place in dict.fromkeys(places.values()):
        if place not in staff:
            names = [name for name, wanted_in in places.items() if wanted_in == place]
            if is_address(place):
                put_in(place, workspace.open(place), names, {})
            else:
                files[place] = _put(
                    Path(place), _describe(workspace, month, since, names, place), month, copies
                )
    return Published(files, reasons)


def _put(file: Path, sheets: Sequence[Sheet], month: Month, copies: Copies) -> Outcome:
    """Into a workbook of its own: made anew where nobody added a tab to it, else only our sheets are replaced."""
    from sheets_sync.workbooks.xlsx.writer import write_workbook

    if file.exists():
        book = open_workbook(file.name, file.parent)
        if set(book.tabs) - {sheet.name for sheet in sheets}:
            return book.publish(sheets, {}, month.as_of, copies)
    return put(file, lambda draft: write_workbook(draft, sheets, month.as_of), copies)


def _describe(
    workspace: Workspace, month: Month, since: Mapping[str, date], names: Sequence[str], place: str
) -> list[Sheet]:
    config = workspace.config
    describe: Mapping[str, Callable[[], Sheet]] = {
        "pilotage": lambda: pilotage.describe(
            month.board, config.tabs.pilotage, lambda name: _lineage(workspace, month, name)
        ),
        "anomalies": lambda: anomalies_sheet(workspace, month, since, place),
        "consortium": lambda: consortium_sheet(
            month.shareable(), month.form, config.tabs.consortium, _marks(month)
        ),
    }
    return [describe[name]() for name in names]


def _marks(month: Month) -> dict[str, list[str]]:
    """For each key figure, « ● » on the lines it counts and « ○ » on those that are in its denominator only."""
    found = {}
    for card in month.board.cards:
        signs = [""] * len(month.consortium.frame)
        for places, sign in ((card.now.rows_among, "○"), (card.now.rows, "●")):
            for place in places.tolist():
                signs[place] = sign
        only = ", ○ au dénominateur seulement" if card.now.among is not None else ""
        found[f"{card.now.label} (● compté{only})"] = signs
    return found


def _lineage(workspace: Workspace, month: Month, name: str) -> Link | None:
    """To the column of Consortium that marks the lines of a key figure; none where that is in another file."""
    if workspace.places.consortium != workspace.places.pilotage:
        return None
    column = len(month.shareable().columns) + KEY_FIGURES.index(name)
    return Link(
        "voir les lignes comptées", None, workspace.config.tabs.consortium, f"{letters(column)}1"
    )


def _feedback_by_place(
    workspace: Workspace, month: Month
) -> dict[str, dict[str, Mapping[str, Feedback]]]:
    """Workbook → tab → cell → remark, for every tab that was read: one where all is right gets its marks taken away."""
    said = feedback(month.anomalies)
    found: dict[str, dict[str, Mapping[str, Feedback]]] = defaultdict(dict)
    places = {member.name: member.place for member in workspace.members}
    read = [
        (reading.siae, reading.tab) for reading in month.entries.readings if not reading.problem
    ]
    read += [
        (COORDINATION, table.tab)
        for tables in month.entries.coordination.values()
        for table in tables[:1]
    ]
    for siae, tab in read:
        found[places.get(siae, workspace.place)][tab] = said.get((siae, tab), {})
    return found


def _elsewhere(name: str, reason: Untouchable, names: Sequence[str], second: str) -> str:
    taken = reason.code == "patch.name_taken"
    lost = [
        *(["les feuilles produites"] if names else []),
        *([] if taken else ["les remarques dans les onglets"]),
    ]
    return f"{french.listed(lost).capitalize()} ne sont pas mises dans {name} : {reason}." + (
        f" Les feuilles sont dans {Path(second).name}." if names else ""
    )


def _seen_from(place: str, book: Workbook, tab: str, cell: str) -> str | None:
    """What leads from a workbook to a cell of another: an address, a relative path, "" where the web cannot lead to a file; None within one."""
    import os

    address = book.address(tab, cell)
    if address.partition("/edit")[0] == place:
        return None
    if is_address(address):
        return address
    return (
        "" if is_address(place) else Path(os.path.relpath(address, Path(place).parent)).as_posix()
    )
