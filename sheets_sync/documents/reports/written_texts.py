"""Texts that a person wrote for a report: in the tab of texts, or in the last document itself.

What somebody typed once is found again: a document marks the places to write in (content controls),
and whatever stands in them goes into the next one.
"""

from __future__ import annotations

import itertools
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from lxml import etree

from forms.words import fold
from sheets_sync.catalogue import sentence
from sheets_sync.documents.reports.scope import ReportScope
from sheets_sync.errors import Refusal
from sheets_sync.figures.periods import FIRST_DAY, Period, read_period

_ROLES = {
    "resume": "summary",
    "difficultes": "difficulties",
    "perspectives": "outlook",
    "ecarts": "gaps",
}
"""Each text of a report → the role of the choice that means it, in the tab of texts."""
TEXT_KEYS = (*_ROLES, "organisme", "mise_en_oeuvre", "repartition", "observations")
"""All that a person writes in a report, by the tag of its content control in the template."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
Texts = dict[str, list[str]]
"""The paragraphs of each text, by its key; of one that nobody has written, none or no entry."""


@dataclass(frozen=True)
class WrittenTexts:
    """The texts of a report, and what must be said of where they come from.

    Attributes:
        notices: that a text is of an earlier document or period, and that one was not taken.
    """

    texts: Mapping[str, Sequence[str]]
    notices: Sequence[str] = ()


def written_texts(scope: ReportScope, folder: Path, file: str) -> WrittenTexts:
    """What is written for the report `file`: the tab's text, else that of the last document.

    Args:
        folder: that of the documents, with those of before, wherever they lie in it.
    """
    of_tab, notices = _of_tab(scope), []
    earlier = _last_document(folder, file, scope.period.end)
    typed: Texts = {}
    if earlier:
        typed = texts_in(earlier)
    texts: Texts = {text_key: [] for text_key in TEXT_KEYS}
    for text_key, label in zip(TEXT_KEYS, map(_text_label, TEXT_KEYS), strict=True):
        if text_key in of_tab:
            texts[text_key] = of_tab[text_key]
            if (
                earlier
                and text_key in typed
                and _as_a_reader_reads(typed[text_key]) != _as_a_reader_reads(of_tab[text_key])
            ):
                notices.append(sentence("report.text_differs", part=label, file=earlier.name))
        elif text_key in typed and earlier:
            texts[text_key] = typed[text_key]
            if not earlier.name.startswith(file):
                # Of its own document, made anew that day, a text is not of before.
                notices.append(sentence("report.text_taken_over", part=label, file=earlier.name))
    return WrittenTexts(texts, notices)


def _as_a_reader_reads(lines: Sequence[str]) -> str:
    """What a reader reads: documents have other apostrophes and spaces than a cell."""
    return " ".join(fold(line) for line in lines)


def _text_label(text_key: str) -> str:
    return sentence(f"report.place_{text_key}")


def _of_tab(scope: ReportScope) -> Texts:
    """The newest text of each place: one of the funder's own before one for all reports."""
    section = scope.measures.forms["texte"].field("section")
    rows = scope.measures.frames["texte"].to_dict("records")
    everybody = ("", fold(sentence("report.all_funders")))
    funders = (*everybody, fold(scope.funder.name))
    texts: Texts = {}
    for text_key, role in _ROLES.items():
        meant = section.role(role)
        concerned = [
            row
            for row in rows
            if row["section"] in meant
            and row["texte"]
            and fold(str(row["financeur"] or "")) in funders
        ]
        dated = [(_closeness(row, scope), row) for row in concerned]
        ranks = [rank for rank, _ in dated if rank is not None]
        if ranks:
            newest = max(ranks)
            chosen = [str(row["texte"]) for rank, row in dated if rank == newest]
            texts[text_key] = list(itertools.chain.from_iterable(map(_filled_lines, chosen)))
    return texts


def _closeness(row: Mapping[Any, Any], scope: ReportScope) -> tuple[bool, date] | None:
    """How well a text is the report's: its own funder's, then newest; None: of a later period."""
    period = _period_meant(str(row["periode"] or ""), scope.made_on)
    if period.start > scope.period.end:
        return None
    own = fold(str(row["financeur"] or "")) == fold(scope.funder.name)
    return own, period.end


def _period_meant(text: str, day: date) -> Period:
    """The period that a text is for; one that names none is for all, and so the oldest."""
    try:
        return read_period(text.strip(), day, {})
    except Refusal:
        return Period(FIRST_DAY, FIRST_DAY)


def _filled_lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _last_document(folder: Path, file: str, until: date) -> Path | None:
    """The last one to the same funder, of that day or before: the last saved of a day."""
    stem = file[: -len("2026-01-01")]
    dated = []
    for path in folder.rglob(f"{stem}*.docx"):
        day = _DAY.match(path.name.removeprefix(stem))
        if day and day[0] <= until.isoformat():
            dated.append((day[0], path.stat().st_mtime, path))
    if not dated:
        return None
    return max(dated)[2]


def texts_in(document: Path) -> Texts:
    """What stands in the places of a document that are there to be written in.

    A document that is damaged, or none, has no text to take over.
    """
    try:
        with zipfile.ZipFile(document) as package:
            body = etree.fromstring(package.read("word/document.xml"))
    except (OSError, KeyError, zipfile.BadZipFile, etree.XMLSyntaxError):
        return {}
    return {text_key: lines for text_key, lines in _written_controls(body) if lines}


def _written_controls(body: etree._Element) -> Iterator[tuple[str, list[str]]]:
    for control in body.iter(f"{_W}sdt"):
        tag = control.find(f"{_W}sdtPr/{_W}tag")
        if tag is None:
            continue
        text_key = tag.get(f"{_W}val", "")
        if text_key in TEXT_KEYS:
            yield text_key, [line for line in _paragraphs(control) if not _is_asked_of_writer(line)]


def _paragraphs(control: etree._Element) -> Iterator[str]:
    """The texts of its paragraphs; one inside a paragraph is a text of its own."""
    inside = list(control.iter(f"{_W}p")) or [control]
    for paragraph in inside:
        text = "".join(piece.text or "" for piece in paragraph.iter(f"{_W}t")).strip()
        if text:
            yield text


def _is_asked_of_writer(line: str) -> bool:
    """True if the line is ours: what it asks to be written."""
    return line.lstrip("[").startswith(sentence("report.to_write"))
