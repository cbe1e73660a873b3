"""Notes that people typed in generated sheets and no run takes in.

In « Anomalies » it stays beside the same finding; elsewhere it is told.
"""

from __future__ import annotations

import functools
import hashlib
import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from forms.values import Cell
from forms.words import clean, fold
from sheets_sync.catalogue import sentence
from sheets_sync.generated.anomalies_sheet import LABELS
from sheets_sync.generated.anomaly_rows import COUNT_AS, MARK, AnomalyRow
from sheets_sync.people.accepting import REASON, shows_accepted
from sheets_sync.people.answered_rows import (
    CODE,
    FIELD,
    MESSAGE,
    SHOWN,
    SIAE,
    WHERE,
    answered_rows,
    code_and_seal,
    row_of_headers,
    seal_of,
    typed_text,
)
from sheets_sync.people.answers import ANSWER, ANSWERS
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
        seal: of what the row shows.
        fits: whether its code is that of what it shows.
    """

    row: int
    cells: Mapping[str, str]
    texts: Mapping[str, str]
    seal: str = ""
    fits: bool = True

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
        if self.may_be_of_others(row):
            return self.seal == _seal_of_row(row)
        return not self.marks or not self.marks.isdisjoint(_marks_in_code(row.code))

    def may_be_of_others(self, row: AnomalyRow) -> bool:
        """True if a row is about people, and the sheet was made before codes had their marks."""
        return not self.marks and bool(_marks_in_code(row.code))

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

    def answers_not_taken(self, row: AnomalyRow) -> list[str]:
        """The answers in a row with the code of another, in words; not the reason accepted there.

        Whether one was given before the codes parted from the rows, or after, nobody can tell.
        """
        given = [(title, self.texts.get(title, "")) for title in (ANSWER, REASON, COUNT_AS)]
        return [
            sentence("anomalies.not_taken", title=title, answer=answer)
            for title, answer in given
            if answer not in ("", clean(row.reason or ""))
        ]

    def moved_to(self, row: AnomalyRow) -> dict[str, str]:
        """What of it stays beside the finding that people read there; answers as notes."""
        title = sentence("anomalies.notes")
        own_notes = {name: text for name, text in self.texts.items() if name not in LABELS}
        answers = filter(None, (own_notes.get(title, ""), *self.answers_not_taken(row)))
        return _filled(own_notes | {title: " / ".join(answers)})

    def left_on(self, row: AnomalyRow) -> dict[str, str]:
        """Part of it that stays there: what can be accepted has a reason of its own."""
        if row.reason is None:
            return dict(self.texts)
        return {title: text for title, text in self.texts.items() if title != REASON}

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


def typed_beside_findings(rows: Sequence[Sequence[Cell]]) -> Sequence[Sequence[Cell]]:
    """The rows of the sheet, in each its code and what people typed beside it, or nothing.

    A reason that a run wrote there is remembered elsewhere.
    """
    typed: list[Sequence[Cell]] = [()] * len(rows)
    for row in answered_rows(rows):
        ours = {*_OURS, REASON} if shows_accepted(row) else _OURS
        texts = [row.text(header) for header in row.cells if header not in ours]
        if any(texts):
            typed[row.number - 1] = (row.code, *texts)
    return typed


def with_notes(rows: Sequence[AnomalyRow], notes: Sequence[TypedNote]) -> NotedRows:
    """The rows of a run, with what was typed beside the same findings in the sheet before it."""
    noting = _Noting(rows)
    for note in notes:
        noting.take(note)
    return NotedRows(noting.rows, [*noting.notices, *noting.row_notices()])


class _Noting:
    """The rows of a run while notes are put beside them, one after the other."""

    def __init__(self, rows: Sequence[AnomalyRow]) -> None:
        self.rows, self.notices = list(rows), list[str]()
        self._by_key: dict[str, list[int]] = defaultdict(list)
        for index, row in enumerate(rows):
            self._by_key[_key(row.code)].append(index)
        self._numbers: dict[str, list[str]] = defaultdict(list)

    def take(self, note: TypedNote) -> None:
        """Put one note beside its finding."""
        index = self._row_index(note)
        if index is not None:
            row = self.rows[index]
            self.rows[index] = _noted(row, note.left_on(row) if note.fits else note.moved_to(row))
            self._note_complaints(note, row)
        elif not note.is_taken_in:
            self._numbers["anomalies.notes_left"].append(str(note.row))

    def row_notices(self) -> Iterator[str]:
        """Sentences that name all rows of a kind."""
        for code, numbers in self._numbers.items():
            yield sentence(code, rows=numbers, count=len(numbers))

    def _row_index(self, note: TypedNote) -> int | None:
        if not note.fits:
            alike = self._by_seal.get(note.seal, [])
            return alike[0] if len(alike) == 1 else None
        about = [index for index in self._by_key[note.key] if note.is_about(self.rows[index])]
        # One message may be the beginning of another.
        return max(about, key=lambda nth: len(self.rows[nth].anomaly.message), default=None)

    @functools.cached_property
    def _by_seal(self) -> Mapping[str, Sequence[int]]:
        rows_by_seal: dict[str, list[int]] = defaultdict(list)
        for index, row in enumerate(self.rows):
            rows_by_seal[_seal_of_row(row)].append(index)
        return rows_by_seal

    def _note_complaints(self, note: TypedNote, row: AnomalyRow) -> None:
        if note.fits:
            self.notices += note.complaints(row)
        elif note.answers_not_taken(row):
            self._numbers["anomalies.other_code"].append(str(note.row))
        if note.fits and note.may_be_of_others(row) and not _OF_ONE_FINDING.search(row.code):
            self._numbers["anomalies.notes_unsure"].append(str(note.row))


def digests_of_texts(sheet: Sheet) -> str:
    """Short digests of all texts in a sheet of ours; "" of one that is too large for it."""
    rows = itertools.chain.from_iterable(block.rows for block in sheet.blocks)
    texts = set(map(_text_of, set(itertools.chain.from_iterable(rows))))
    if len(texts) > _MOST_TEXTS:
        return ""
    return "".join(sorted({_short_digest(text) for text in texts}))


def rows_with_other_texts(rows: Sequence[Sequence[Cell]], known: str) -> list[int]:
    """Numbers of the rows in which people typed a text, by the digests of those of ours.

    Those of a tab that most of them are not in are none of ours.
    """
    starts = range(0, len(known), _DIGEST)
    ours = {known[start : start + _DIGEST] for start in starts}
    digests_of_rows = [set(map(_short_digest, row)) - {""} for row in rows]
    there = ours.intersection(itertools.chain.from_iterable(digests_of_rows))
    if 2 * len(there) <= len(ours):
        return []
    return [number for number, digests in enumerate(digests_of_rows, 1) if digests - ours]


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
    code, seal_of_code = code_and_seal(texts[CODE])
    if not code:
        return TypedNote(number, {}, _filled(texts))
    typed = _filled({title: text for title, text in texts.items() if title not in _OURS})
    if not typed:
        return TypedNote(number, {}, {})
    seal = seal_of(texts[title] for title in SHOWN)
    texts = {**texts, CODE: code}
    if seal_of_code not in ("", seal):
        return TypedNote(number, texts, typed, seal, fits=False)
    if fold(texts[ANSWER]) in ANSWERS and "P-" in code:
        typed.pop(ANSWER, None)
    if " A+" in code:
        typed.pop(REASON, None)
    return TypedNote(number, texts, typed, seal)


def _filled(texts: Mapping[str, str]) -> dict[str, str]:
    return {title: text for title, text in texts.items() if title and text}


def _seal_of_row(row: AnomalyRow) -> str:
    """The seal of what a row shows."""
    address = row.link.text if isinstance(row.link, Link) else row.link
    return seal_of((row.anomaly.siae, address, row.field_label, row.message))


def _noted(row: AnomalyRow, texts: Mapping[str, str]) -> AnomalyRow:
    typed = dict(row.typed)
    for title, text in texts.items():
        both = dict.fromkeys(filter(None, (typed.get(title), text)))
        typed[title] = " / ".join(both)
    return replace(row, typed=typed)


def _key(code: str) -> str:
    """Part of a code that one finding only has, be it accepted or not; else the rule."""
    match = _OF_ONE_FINDING.search(code)
    if match is None:
        return code.split(" ")[0]
    return match[0].replace("+", "-")


def _marks_in_code(code: str) -> frozenset[str]:
    """The marks of people in a code."""
    match = _MARKS.search(code)
    if match is None:
        return frozenset()
    return frozenset(re.findall(f".{{{MARK}}}", match[1]))


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
