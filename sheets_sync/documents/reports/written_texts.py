"""Texts that a person wrote for a report: in the tab of texts, or in the last document itself.

What somebody typed once is found again: a document marks the places to write in (content controls),
and whatever stands in them goes into the next one.
"""

from __future__ import annotations

import contextlib
import itertools
import re
import zipfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from lxml import etree

from forms.words import fold
from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.documents.files.made_texts import made_texts
from sheets_sync.documents.reports.scope import ReportScope
from sheets_sync.errors import Refusal
from sheets_sync.figures.periods import FIRST_DAY, Period, read_period
from sheets_sync.settings.funder import Funder

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
_BETWEEN_WORDS = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n"}
_SAYING = (f"{_W}t", *_BETWEEN_WORDS)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_PLACE = re.compile(r"(?:\b(?:textes|cerfa)\.|\{\{ *(?=convention\b))(\w+)")
Texts = dict[str, list[str]]
"""The paragraphs of each text, by its key; of one that nobody has written, none or no entry."""


@dataclass(frozen=True)
class WrittenTexts:
    """The texts of a report, and what must be said of where they come from.

    Attributes:
        notices: that a text is of an earlier document or period, and that one was not taken.
        places: the texts that its template has a place for.
        taken_over: how many are of an earlier document, word for word.
    """

    texts: Mapping[str, Sequence[str]]
    notices: Sequence[str] = ()
    places: Collection[str] = TEXT_KEYS
    taken_over: int = 0


def written_texts(scope: ReportScope, folder: Path, file: str, template: Path) -> WrittenTexts:
    """What is written for the report `file`: the tab's text, else that of the last document.

    Of each place the last document with a text in it, as an older one may have stayed open.

    Args:
        folder: that of the documents, with those of before, wherever they lie in it.
        template: what they were filled from: it says what their places are called and ask for.
    """
    of_tab, notices, taken_over = _of_tab(scope), [], 0
    typed = _typed_before(folder, file, scope.period.end, blanks_of(template))
    texts: Texts = {text_key: [] for text_key in TEXT_KEYS}
    for text_key in TEXT_KEYS:
        label = _text_label(text_key)
        lines, earlier = typed.get(text_key, ([], None))
        if text_key in of_tab:
            texts[text_key] = of_tab[text_key]
            if lines and earlier and _as_read(lines) != _as_read(of_tab[text_key]):
                notices.append(sentence("report.text_differs", part=label, file=earlier.name))
        elif lines and earlier:
            texts[text_key] = lines
            if not earlier.name.startswith(file):
                notices.append(sentence("report.text_taken_over", part=label, file=earlier.name))
                taken_over += 1
    return WrittenTexts(texts, notices, _places_in(template), taken_over)


def _places_in(template: Path) -> frozenset[str]:
    """The texts that a template shows, or asks for: a funder's own form may have none.

    One that cannot be read is refused as it is filled.
    """
    places: set[str] = set()
    with contextlib.suppress(OSError, zipfile.BadZipFile):
        for placed in made_texts(template.name, template.read_bytes()):
            places.update(_PLACE.findall(placed.text))
    return frozenset(places)


def _as_read(lines: Sequence[str]) -> str:
    """What somebody reads: documents have other apostrophes and spaces than a cell."""
    return " ".join(fold(french.with_signs_of_print(line)) for line in lines)


def _text_label(text_key: str) -> str:
    return sentence(f"report.place_{text_key}")


def _of_tab(scope: ReportScope) -> Texts:
    """The newest text of each place: one of the funder's own before one for all reports."""
    section = scope.measures.forms["texte"].field("section")
    rows = scope.measures.frames["texte"].to_dict("records")
    texts: Texts = {}
    for text_key, role in _ROLES.items():
        meant = section.role(role)
        concerned = [
            row
            for row in rows
            if row["section"] in meant
            and row["texte"]
            and is_for_funder(str(row["financeur"] or ""), scope.funder)
        ]
        dated = [(_closeness(row, scope), row) for row in concerned]
        ranks = [rank for rank, _ in dated if rank is not None]
        if ranks:
            newest = max(ranks)
            chosen = [str(row["texte"]) for rank, row in dated if rank == newest]
            texts[text_key] = list(itertools.chain.from_iterable(map(_filled_lines, chosen)))
    return texts


def is_for_funder(text: str, funder: Funder) -> bool:
    """True if the funder of a row of « Textes » is that one, or all are."""
    return fold(text) in ("", fold(sentence("report.all_funders")), fold(funder.name))


def period_of_text(text: str, day: date) -> Period | None:
    """The period of a row of « Textes », up to `day`; None where it cannot be read.

    A text that names none is for all, and so the oldest.
    """
    if not text.strip():
        return Period(FIRST_DAY, FIRST_DAY)
    try:
        return read_period(text.strip(), day, {})
    except Refusal:
        return None


def _closeness(row: Mapping[Any, Any], scope: ReportScope) -> tuple[bool, date] | None:
    """How well a text is the report's: its own funder's, then newest.

    None: of a later period, or of one that cannot be read.
    """
    period = period_of_text(str(row["periode"] or ""), scope.made_on)
    if period is None or period.start > scope.period.end:
        return None
    own = fold(str(row["financeur"] or "")) == fold(scope.funder.name)
    return own, period.end


def _filled_lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _typed_before(
    folder: Path, file: str, until: date, blanks: Mapping[str, Blank]
) -> dict[str, tuple[list[str], Path]]:
    """The text of each place, and the document that it was typed into; of an emptied one, none.

    A draft that was filled with it since, and left as it was, is not the document it is of.
    """
    typed: dict[str, tuple[list[str], Path]] = {}
    for document in _earlier_documents(folder, file, until):
        for text_key, lines in texts_in(document, blanks).items():
            last = typed.get(text_key, (lines, document))[0]
            if _as_read(lines) == _as_read(last):
                typed[text_key] = (last, document)
    return typed


def _earlier_documents(folder: Path, file: str, until: date) -> list[Path]:
    """Those to the same funder, of that day or before, the last saved of the last day first."""
    stem = file[: -len("2026-01-01")]
    dated = []
    for path in folder.rglob(f"{stem}*.docx"):
        day = _DAY.match(path.name.removeprefix(stem))
        if day and day[0] <= until.isoformat():
            dated.append((day[0], path.stat().st_mtime, path))
    return [path for _, _, path in sorted(dated, reverse=True)]


@dataclass(frozen=True)
class Blank:
    """A place to write in, as a template has it.

    Attributes:
        title: what it is called; some programs keep that and drop its key.
        prompt: what it asks for, as a document may have it; None where it asks for nothing.
    """

    title: str
    prompt: re.Pattern[str] | None


def blanks_of(template: Path) -> dict[str, Blank]:
    """The places of a template, by their key."""
    blanks: dict[str, Blank] = {}
    for control in _controls(template):
        asked = [line for line in _paragraphs(control) if _is_asked_of_writer(line)]
        prompt = _prompt_pattern(asked[0]) if asked else None
        text_key, title = _property(control, "tag"), _property(control, "alias")
        # Its other control is where a text goes that is known.
        if text_key not in blanks or prompt:
            blanks[text_key] = Blank(title, prompt)
    return blanks


def _prompt_pattern(text: str) -> re.Pattern[str]:
    """What a template asks for, with any spaces and apostrophes; what it fills in ends there."""
    words = re.split(r"(\{\{.*?\}\}|\s+|['’])", text)
    signs = {"'": "['’]", "’": "['’]"}
    pattern = ""
    for word in filter(None, words):
        if word.startswith("{{"):
            pattern += r"[^.]*\.?"
        else:
            pattern += signs.get(word) or (re.escape(word) if word.strip() else r"\s+")
    return re.compile(pattern)


def texts_in(document: Path, blanks: Mapping[str, Blank]) -> Texts:
    """What stands in the places of a document that are there to be written in.

    A place that still asks for a text is not there; one that somebody emptied is, with no line. A
    document that is damaged, or none, has no text to take over.
    """
    by_title = {blank.title: text_key for text_key, blank in blanks.items() if blank.title}
    texts: Texts = {}
    for control in _controls(document):
        text_key = _property(control, "tag") or by_title.get(_property(control, "alias"), "")
        if text_key not in TEXT_KEYS:
            continue
        prompt = blanks[text_key].prompt if text_key in blanks else None
        lines = list(_paragraphs(control))
        own = [rest for line in lines if (rest := _without_prompt(line, prompt))]
        if own or not lines:
            texts[text_key] = own
    return texts


def _controls(document: Path) -> Iterator[etree._Element]:
    with contextlib.suppress(OSError, KeyError, zipfile.BadZipFile, etree.XMLSyntaxError):
        with zipfile.ZipFile(document) as package:
            body = etree.fromstring(package.read("word/document.xml"))
        yield from body.iter(f"{_W}sdt")


def _property(control: etree._Element, name: str) -> str:
    element = control.find(f"{_W}sdtPr/{_W}{name}")
    return "" if element is None else element.get(f"{_W}val", "")


def _paragraphs(control: etree._Element) -> Iterator[str]:
    """The lines of its paragraphs; one inside a paragraph is a text of its own."""
    inside = list(control.iter(f"{_W}p")) or [control]
    for paragraph in inside:
        pieces = (
            _BETWEEN_WORDS.get(piece.tag, piece.text or "") for piece in paragraph.iter(*_SAYING)
        )
        yield from _filled_lines("".join(pieces))


def _without_prompt(line: str, prompt: re.Pattern[str] | None) -> str:
    """What the writer wrote in a line; "" where it is only what we ask for.

    Some programs let people write on behind our words, or between them.
    """
    if not _is_asked_of_writer(line):
        return line
    if prompt is None:
        return ""
    if asked := prompt.match(line):
        return line[asked.end() :].strip()
    return line.lstrip("[").removeprefix(sentence("report.to_write")).strip(" ·:\u00a0")


def _is_asked_of_writer(line: str) -> bool:
    """True if the line begins with our words: what it asks to be written."""
    return line.lstrip("[").startswith(sentence("report.to_write"))
