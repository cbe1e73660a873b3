"""Look at a workbook nobody prepared, and propose its config: which tab is which SIAE, which column is which field."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from forms.columns import Match, Matching, letters
from forms.definition import FORM_IDS, Form
from forms.values import ReadingContext
from forms.words import fold
from sheets_sync import french
from sheets_sync.reading.tab import read_tab
from sheets_sync.reading.table import TabReading
from sheets_sync.settings import Tabs
from sheets_sync.workbooks.addresses import is_address, place_of
from sheets_sync.workbooks.opening import open_workbook
from sheets_sync.workbooks.protocol import Grid

KINDS = ("ACI", "EITI", "ETTI", "EI", "AI")
LIKELY: Mapping[str, str] = {
    "content": "d'après le contenu",
    "spread": "réparti sur plusieurs colonnes",
}
PLAIN = 0.98
"""From this confidence a title is known word for word, and needs no comment."""


@dataclass(frozen=True)
class Proposal:
    """The text of the proposed config, and the report: a line a tab."""

    config: str
    report: Sequence[str]
    members: int


def propose(where: str, config_file: Path, forms: Mapping[str, Form], as_of: date) -> Proposal:
    """Read every tab of a workbook (a path from here, an address) with every form, and keep what fits best; raises `Refusal`."""
    book = open_workbook(where, Path())
    members: list[str] = []
    coordination: dict[str, str] = {}
    report: list[str] = []
    for tab in book.tabs:
        grid = book.read(tab)
        form_id, reading = _best(grid, forms, as_of)
        if form_id == "participant" and reading is not None:
            members.append(_member(tab, grid, reading, forms["participant"]))
            report.append(_told(tab, reading))
        elif form_id and form_id not in coordination:
            coordination[form_id] = tab
            report.append(f"{tab} : onglet de coordination « {forms[form_id].label} ».")
        else:
            report.append(
                f"{tab} : laissé de côté (ni des participants, ni un onglet de coordination)."
            )
    place = place_of(where, Path())
    if not is_address(place):
        place = Path(os.path.relpath(place, config_file.absolute().parent)).as_posix()
    lines = [
        "# Proposé par « sheets-sync adopt » ; à relire. Chaque SIAE : vérifier le nom et le type.",
        f"programme: {_text(Path(book.name).stem)}", f"workbook: {_text(place)}", "siae:", *(members or ["  []"]),
    ]  # fmt: skip
    usual = Tabs()
    renamed = {
        form_id: tab for form_id, tab in coordination.items() if getattr(usual, form_id) != tab
    }
    if renamed:
        lines += ["tabs:", *(f"  {form_id}: {_text(tab)}" for form_id, tab in renamed.items())]
    return Proposal("\n".join(lines) + "\n", report, len(members))


def _best(grid: Grid, forms: Mapping[str, Form], as_of: date) -> tuple[str, TabReading | None]:
    """The form that the tab fills best: ("", None) if none does."""
    setting = ReadingContext(as_of, (), grid.date1904)
    found: tuple[float, str, TabReading | None] = (0.0, "", None)
    for form_id in FORM_IDS:
        reading = read_tab(grid, forms[form_id], grid.tab, setting)
        if reading.problem or not reading.tables:
            continue
        known = set(reading.tables[0].columns)
        if form_id == "participant":
            fits = (
                len(known) >= 4
                and bool(known & {"nom", "prenom"})
                and bool(known & {"date_entree", "date_naissance"})
            )
            score = 1.0 + len(known) if fits else 0.0
        else:
            score = len(known) / len(forms[form_id].fields)
            named = fold(grid.tab) == fold(forms[form_id].label) or fold(grid.tab) == fold(
                getattr(Tabs(), form_id)
            )
            score = score + 0.2 * named if score >= (0.4 if named else 0.6) else 0.0
        if score > found[0]:
            found = (score, form_id, reading)
    return found[1], found[2]


def _member(tab: str, grid: Grid, reading: TabReading, form: Form) -> str:
    """A member's lines: what is certain plain, what is likely with its confidence, what is doubtful commented out."""
    matching = reading.tables[0].matching
    lines = [
        f"  - tab: {_text(tab)}",
        f"    name: {_text(' '.join(tab.split()))}",
        f"    kind: {_kind(grid)}",
    ]
    likely = [match for match in matching.matches.values() if match.how in LIKELY]
    if likely or matching.uncertain:
        lines.append("    columns:" if likely else "    # columns:")
    lines += [
        f"      {match.field}: {_columns(matching, match)}   # {_confidence(match)}, {LIKELY[match.how]}"
        for match in likely
    ]
    lines += [
        f"    #   {match.field}: {letters(match.column)}   # {_confidence(match)} « {match.header} » : à décider"
        for match in matching.uncertain
    ]
    near = [
        match
        for match in matching.matches.values()
        if match.how == "header" and match.confidence < PLAIN
    ]
    lines += [
        f"    # compris : « {match.header} » ({letters(match.column)}) = {match.field}, {_confidence(match)}"
        for match in near
    ]
    missing = [
        field.id
        for field in form.fields
        if field.required and field.id not in reading.tables[0].columns
    ]
    lines += [f"    # sans colonne pour : {', '.join(missing)}"] if missing else []
    lines += (
        [f"    # hors formulaire : {', '.join(matching.extra.values())}"] if matching.extra else []
    )
    return "\n".join(" ".join(line.splitlines()) for line in lines)


def _columns(matching: Matching, match: Match) -> str:
    """`F`, or `F+G+H` where the field is spread."""
    spread = matching.spread.get(match.field)
    return "+".join(map(letters, spread.columns if spread else (match.column,)))


def _kind(grid: Grid) -> str:
    """The kind said in the tab's name or above its table; ACI, to be checked, where none is."""
    above = " ".join(
        [grid.tab, *(cell for row in grid.rows[:4] for cell in row if isinstance(cell, str))]
    )
    said = next((kind for kind in KINDS if re.search(rf"\b{kind}\b", above)), None)
    return said or "ACI   # à vérifier : AI, ACI, EI, EITI ou ETTI"


def _told(tab: str, reading: TabReading) -> str:
    matching = reading.tables[0].matching
    text = f"{tab} : {french.several(reading.rows_read, 'ligne')}, {french.several(len(reading.tables[0].columns), 'champ reconnu', 'champs reconnus')}"
    if matching.uncertain:
        text += f", à décider : {', '.join(match.header for match in matching.uncertain)}"
    if matching.extra:
        text += f", hors formulaire : {', '.join(matching.extra.values())}"
    return f"{' '.join(text.split())}."


def _confidence(match: Match) -> str:
    return french.percent(match.confidence)


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
