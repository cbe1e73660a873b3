"""Notes that people typed in generated sheets and no run takes in.

In « Anomalies » it stays beside the same finding; elsewhere it is told.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from forms.values import Cell
from forms.words import clean, fold
from sheets_sync.catalogue import sentence
from sheets_sync.generated.anomalies_sheet import FIELD, LABELS, MESSAGE, SIAE, WHERE
from sheets_sync.generated.anomaly_rows import COUNT_AS, MARK, AnomalyRow
from sheets_sync.people.accepting import REASON
from sheets_sync.people.answers import ANSWER, ANSWERS, CODE, row_of_headers, typed_text
from sheets_sync.sheets.content import Formula, Link
from sheets_sync.sheets.sheet import Sheet

_OURS = frozenset(LABELS).difference((ANSWER, REASON, COUNT_AS))
"""Headers of the columns in which nobody types."""
_OF_ONE_FINDING = re.compile(r"\bA[-+]\w+|\bL-\w+|\bP-\w+ = P-\w+")
"""In a code, what no other row has; else the rule stands there, and marks of people."""
_OUR_ROWS = 2
"""Above the headers, in which something of ours stands."""
_DIGEST, _MOST_TEXTS = 6, 20_000
_MARKS = re.compile(r"\bN-([A-Z]+)")


@dataclass(frozen=True)
class TypedNote:
    """A row of the sheet that people typed in.

    Attributes:
        row: its number.
        cells: header → text, of the columns that tell which finding it is about.
        texts: header → what was typed under it, in the columns to answer in and those beside.
    """

    row: int
    cells: Mapping[str, str]
    texts: Mapping[str, str]

    def is_about(self, row: AnomalyRow) -> bool:
        """True if a row with the same key tells the same finding, wherever that stands by now."""
        if _OF_ONE_FINDING.search(row.code):
            return True
        tab, _, _ = self.cells[WHERE].rpartition(" ! ")
        return (
            self.cells[SIAE] == clean(row.anomaly.siae)
            and self.cells[FIELD] == clean(row.field_label)
            and tab in ("", clean(row.anomaly.tab))
            # Behind it stand the cells that it is said of, and these change.
            and self.cells[MESSAGE].startswith(clean(row.anomaly.message))
            and self._is_about_people_of(row)
        )

    def _is_about_people_of(self, row: AnomalyRow) -> bool:
        """True if somebody whom it stood beside is among those of a row, or it was nobody's."""
        marks, marks_now = self.marks, _marks_in_code(row.code)
        return not marks or not marks.isdisjoint(marks_now)

    @property
    def marks(self) -> frozenset[str]:
        """The marks of those whom its finding is about; of many, of some only."""
        return _marks_in_code(self.cells.get(CODE, ""))

    @property
    def names_everybody(self) -> bool:
        """True if all whom its finding is about have their mark in it."""
        return bool(self.marks) and not self.cells[CODE].endswith("…")

    @property
    def key(self) -> str:
        """Key by which its finding is looked up; "" where it stands beside none."""
        return _key(self.cells.get(CODE, ""))

    @property
    def is_taken_in(self) -> bool:
        """True if its finding is gone because of what was typed."""
        return self.key.startswith("L-") and set(self.texts) == {COUNT_AS}

    def left_on(self, row: AnomalyRow) -> dict[str, str]:
        """Part of it that stays there: what can be accepted has a reason of its own."""
        kept = row.reason is None
        return {title: text for title, text in self.texts.items() if kept or title != REASON}

    def complaints(self, row: AnomalyRow) -> Iterator[str]:
        """Sentences on answers that are none; on reasons and values, others say it."""
        if ANSWER in self.texts and row.pair:
            yield sentence("anomalies.yes_or_no", row=self.row, title=ANSWER)
        elif ANSWER in self.texts:
            yield sentence("anomalies.not_asked", row=self.row, title=ANSWER)
        if COUNT_AS in self.texts and not row.is_new_value:
            yield sentence("anomalies.not_asked", row=self.row, title=COUNT_AS)


@dataclass(frozen=True)
class NotedRows:
    """The rows with what people typed beside them, and sentences on what is not as they meant."""

    rows: Sequence[AnomalyRow]
    notices: Sequence[str]


def read_typed_notes(rows: Sequence[Sequence[Cell]]) -> list[TypedNote]:
    """All that people typed in the sheet, but for what a run takes in."""
    header = row_of_headers(rows, *LABELS)
    if header is None:
        return []
    titles = _titles_in_sheet(rows[header], max(map(len, rows)))
    notes: list[TypedNote] = []
    for number, row in enumerate(rows, 1):
        texts = {title: typed_text(cell) for title, cell in zip(titles, row, strict=False)}
        note = TypedNote(number, {}, {})
        if number > header + 1:
            note = _note_in_row(number, texts)
        elif number <= header:
            # In the first column stand a title and a count of ours.
            ours = {titles[0]: ""} if number <= _OUR_ROWS else {}
            note = TypedNote(number, {}, _filled(texts | ours))
        if note.texts:
            notes.append(note)
    return notes


def with_notes(rows: Sequence[AnomalyRow], notes: Sequence[TypedNote]) -> NotedRows:
    """The rows of a run, with what was typed beside the same findings in the sheet before it."""
    places: dict[str, list[int]] = defaultdict(list)
    for index, row in enumerate(rows):
        places[_key(row.code)].append(index)
    noted, notices, left = list(rows), list[str](), list[int]()
    for note in notes:
        about = [index for index in places[note.key] if note.is_about(rows[index])]
        if about:
            # One message may be the beginning of another.
            index = max(about, key=lambda nth: len(rows[nth].anomaly.message))
            notices += note.complaints(rows[index])
            noted[index] = _noted(noted[index], note.left_on(rows[index]))
        elif not note.is_taken_in:
            left.append(note.row)
    if left:
        notices.append(sentence("anomalies.notes_left", rows=list(map(str, left)), count=len(left)))
    return NotedRows(noted, notices)


def digests_of_texts(sheet: Sheet) -> str:
    """Short digests of all texts in a sheet of ours; "" of one that is too large for it."""
    cells = itertools.chain.from_iterable(
        itertools.chain.from_iterable(block.rows) for block in sheet.blocks
    )
    texts = set[str]()
    for text in map(_text_of, cells):
        texts.add(text)
        if len(texts) > _MOST_TEXTS:
            return ""
    return "".join(sorted({_short_digest(text) for text in texts}))


def rows_with_other_texts(rows: Sequence[Sequence[Cell]], known: str) -> list[int]:
    """Numbers of the rows in which people typed a text, by the digests of those of ours.

    Those of a tab that most of them are not in are none of ours.
    """
    starts = range(0, len(known), _DIGEST)
    ours = {known[start : start + _DIGEST] for start in starts}
    found = [set(map(_short_digest, row)) - {""} for row in rows]
    there = ours.intersection(itertools.chain.from_iterable(found))
    if 2 * len(there) <= len(ours):
        return []
    return [number for number, digests in enumerate(found, 1) if digests - ours]


def _short_digest(cell: object) -> str:
    if not (text := clean(_text_of(cell))):
        return ""
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGEST]


def _text_of(cell: object) -> str:
    """The text that a cell shows, "" for a number or a date."""
    if isinstance(cell, Link):
        return cell.text
    if isinstance(cell, Formula):
        cell = cell.value
    return cell if isinstance(cell, str) else ""


def _note_in_row(number: int, texts: Mapping[str, str]) -> TypedNote:
    """Notes in a row of the table, or below it."""
    code = texts[CODE]
    if not code:
        return TypedNote(number, {}, _filled(texts))
    taken_in = []
    if fold(texts[ANSWER]) in ANSWERS and "P-" in code:
        taken_in.append(ANSWER)
    if " A+" in code:
        taken_in.append(REASON)
    typed = {t: text for t, text in texts.items() if t not in _OURS and t not in taken_in}
    return TypedNote(number, texts, _filled(typed))


def _filled(texts: Mapping[str, str]) -> dict[str, str]:
    return {title: text for title, text in texts.items() if title and text}


def _noted(row: AnomalyRow, texts: Mapping[str, str]) -> AnomalyRow:
    typed = dict(row.typed)
    for title, text in texts.items():
        both = dict.fromkeys(filter(None, (typed.get(title), text)))
        typed[title] = " / ".join(both)
    return replace(row, typed=typed)


def _key(code: str) -> str:
    """Part of a code that one finding only has, be it accepted or not; else the rule."""
    found = _OF_ONE_FINDING.search(code)
    if found is None:
        return code.split(" ")[0]
    return found[0].replace("+", "-")


def _marks_in_code(code: str) -> frozenset[str]:
    """The marks of people in a code."""
    found = _MARKS.search(code)
    if found is None:
        return frozenset()
    return frozenset(re.findall(f".{{{MARK}}}", found[1]))


def _titles_in_sheet(header: Sequence[Cell], width: int) -> list[str]:
    """The titles of the columns, each another; "" where only answers of ours are offered."""
    offered = clean(sentence("anomalies.answers", title=COUNT_AS))
    titles: list[str] = []
    for cell in itertools.islice(itertools.chain(header, itertools.repeat("")), width):
        title = typed_text(cell)
        if title != offered:
            titles.append(_another(title or sentence("anomalies.notes"), titles))
        else:
            titles.append("")
    return titles


def _another(title: str, taken: Sequence[str]) -> str:
    numbered = (f"{title} {number}" for number in itertools.count(2))
    return next(each for each in itertools.chain([title], numbered) if each not in taken)
