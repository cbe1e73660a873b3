"""Which column of an export of answers is which field, however its headers are written.

A collector writes names with their groups (« groupe/nom », « groupe-nom », « groupe:nom »), labels,
or questions; two versions of a form give the same title twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from forms.form import Field, Form
from forms.headers.columns import Matching, match_columns
from forms.headers.matching import letters
from forms.headers.online_forms import service_columns
from forms.headers.titles import Header
from forms.values import Cell, ReadingContext, shown
from forms.values.choices import SEVERAL, ticked
from forms.words import fold, fold_header, has_order_sign, squeeze_signed
from forms.xlsform import choice_name
from sheets_sync.reading.columns import FieldCells
from sheets_sync.reading.table import PreparedCell, is_blank

_SEPARATORS = ("/", ":", "-")
"""Separators of collectors between a group and a question."""
KEYS = ("meta/rootuuid", "rootuuid", "_id", "_uuid", "instanceid", "key", "uuid")
"""Columns by which a collector knows an answer, the lasting ones first: an edit changes `_uuid`.

`_id` is a number, which another server gives to another answer.
"""
_SIAE = "siae"
FIRST_LINE = 2
"""Line of a file that its first answer is on."""


@dataclass(frozen=True)
class AnswerColumns:
    """The cells of a file of answers.

    Attributes:
        cells: field → its cell for each line.
        siae: the column (from 0) that says whose each answer is; None where none does.
        unknown: the headers of columns with something in them that are no field.
        near: header → the field that it is read as although it is no title of its own.
        doubtful: (line, field) where two columns of the field say different things: neither is
            read.
        prepared: (field, line) → what was done to a cell before it was read.
    """

    cells: Mapping[str, Sequence[Cell]]
    siae: int | None
    unknown: Sequence[str]
    near: Mapping[str, Field]
    doubtful: Sequence[tuple[int, Field]]
    prepared: Mapping[tuple[str, int], PreparedCell]


def name_parts(header: str) -> Iterator[str]:
    """A header whole, then what stands after its groups.

    Each header by itself: an export has the ids of its form, whose groups may have any name. The
    titles of a tab are anybody's words, so `plain_titles` cuts them only where several are alike.
    """
    yield header.strip()
    for separator in _SEPARATORS:
        _, separated, last = header.rpartition(separator)
        if separated and last.strip():
            yield last.strip()


def find_columns(
    headers: Sequence[str],
    lines: Sequence[Sequence[Cell]],
    form: Form,
    context: ReadingContext,
) -> AnswerColumns:
    """Decide on every column of a file; `lines` are the rows below `headers`."""
    return _Columns(headers, lines, form, context).decided()


class _Columns:
    """Goes through the columns: those with a name of their own first, then all others at once."""

    def __init__(
        self,
        headers: Sequence[str],
        lines: Sequence[Sequence[Cell]],
        form: Form,
        context: ReadingContext,
    ) -> None:
        self._headers, self._form, self._context = [*headers], form, context
        self._numbers = range(FIRST_LINE, FIRST_LINE + len(lines))
        self._cells = [
            [line[column] if column < len(line) else "" for line in lines]
            for column in range(len(headers))
        ]
        self._doubtful: list[tuple[int, Field]] = []
        self._own = self._columns_of_service()
        titles_of_service = {self._headers[column].strip() for column in self._own}
        self._headers = [_without_its_number(each, titles_of_service) for each in self._headers]
        self._own |= self._join_ticks()

    def decided(self) -> AnswerColumns:
        """All of them."""
        named = self._named()
        siae = self._siae_column(named)
        hidden = {*self._own, *chain.from_iterable(columns[1:] for columns in named.values())}
        if siae is not None and siae not in {columns[0] for columns in named.values()}:
            hidden.add(siae)
        cells = [
            [""] * len(self._numbers) if column in hidden else self._cells[column]
            for column in range(len(self._headers))
        ]
        for name, columns in named.items():
            cells[columns[0]] = self._merged(self._form.field(name), columns)
        labels = [
            Header("") if column in hidden else Header(header)
            for column, header in enumerate(self._headers)
        ]
        settled = {name: letters(columns[0]) for name, columns in named.items()}
        matching = match_columns(self._form, labels, cells, self._context, settled)
        fields = FieldCells(list(self._numbers), cells)
        fields.add_all(matching, self._form)
        return AnswerColumns(
            fields.cells,
            siae,
            self._unknown(matching, cells),
            self._near(matching),
            self._doubtful,
            fields.prepared,
        )

    def _columns_of_service(self) -> frozenset[int]:
        """The columns that the service added by itself, and the ticks that repeat an answer."""
        own = service_columns([Header(header) for header in self._headers], self._form.title_words)
        # « freins » has the answers; « freins/langue » and those beside it have them once more
        ticks = {
            column
            for column, header in enumerate(self._headers)
            if header.rpartition("/")[0] in self._headers
        }
        return own | ticks

    def _join_ticks(self) -> set[int]:
        """Put several answers, each a column with 1 or 0, together in the first of their columns.

        « freins/langue » and « freins/logement » become « freins »; the other columns are returned.
        """
        joined: set[int] = set()
        for field in self._form.fields:
            values = self._choices_by_column(field)
            # Where nothing is ticked, the columns are none of ticks: they stay, and are told.
            if not any(map(self._has_ticks, values)):
                continue
            first, *others = values
            self._headers[first] = field.id
            self._cells[first] = [
                SEVERAL.join(self._answers_of_ticks(values, index))
                for index in range(len(self._numbers))
            ]
            joined.update(others)
        return joined

    def _answers_of_ticks(self, values: Mapping[int, str], index: int) -> Iterator[str]:
        """The answers of a line; a word for a tick stays beside its choice, and makes it unread."""
        for column, value in values.items():
            cell = self._cells[column][index]
            match ticked(cell):
                case True:
                    yield value
                case None:
                    yield f"{value} : {shown(cell)}"

    def _choices_by_column(self, field: Field) -> dict[int, str]:
        """The columns that are each a choice of a field; none where one column has its answers.

        Beside one that the field has, another that is ticked is a choice too, which it has not.
        """
        is_one_column = any(_field_of_header(each, self._form) == field for each in self._headers)
        if field.type != "choices" or is_one_column:
            return {}
        headers = enumerate(self._headers)
        choices = {
            column: _choice_of_header(header, field, self._form) for column, header in headers
        }
        if set(field.listed).isdisjoint(choices.values()):
            return {}
        return {
            column: value
            for column, value in choices.items()
            if value in field.listed or (value and self._is_all_ticks(column))
        }

    def _has_ticks(self, column: int) -> bool:
        return any(map(ticked, self._cells[column]))

    def _is_all_ticks(self, column: int) -> bool:
        return all(ticked(cell) is not None for cell in self._cells[column])

    def _named(self) -> dict[str, list[int]]:
        """Field → the columns that have its name, or one of its titles word for word."""
        named: dict[str, list[int]] = defaultdict(list)
        for column, header in enumerate(self._headers):
            field = None if column in self._own else _field_of_header(header, self._form)
            if field is not None:
                named[field.id].append(column)
        return named

    def _merged(self, field: Field, columns: Sequence[int]) -> list[Cell]:
        """The answers of the columns of a field, with the words of its list for names of choices.

        Two versions of a form each fill one of them.
        """
        merged: list[Cell] = []
        for index, number in enumerate(self._numbers):
            cells = [
                _in_words_of_list(self._cells[column][index], field, self._context.siae)
                for column in columns
                if not is_blank(self._cells[column][index])
            ]
            different = dict.fromkeys(map(shown, cells))
            if len(different) > 1:
                self._doubtful.append((number, field))
            merged.append(cells[0] if len(different) == 1 else "")
        return merged

    def _siae_column(self, named: Mapping[str, Sequence[int]]) -> int | None:
        """The column that is called so, else that asks for it, else that names the members."""
        columns = [column for column in range(len(self._headers)) if column not in self._own]
        parts = {column: list(name_parts(self._headers[column])) for column in columns}
        called = [column for column in columns if _SIAE in map(str.lower, parts[column])]
        asked = [
            column
            for column in columns
            if any(map(self._form.title_words.names_siae, parts[column]))
        ]
        fields = set(chain.from_iterable(named.values()))
        telling = [column for column in columns if column not in fields and self._tells(column)]
        return next(iter([*called, *asked, *telling]), None)

    def _tells(self, column: int) -> bool:
        """True if the cells of a column name members."""
        members = {fold(name) for name in self._context.siae}
        filled = [fold_named_member(cell) for cell in self._cells[column] if not is_blank(cell)]
        return bool(filled) and all(name in members for name in filled)

    def _unknown(self, matching: Matching, cells: Sequence[Sequence[Cell]]) -> list[str]:
        keys = {column for column, header in enumerate(self._headers) if is_key(header)}
        return [
            self._headers[column]
            for column in range(len(self._headers))
            if column not in matching.columns | keys and not all(map(is_blank, cells[column]))
        ]

    def _near(self, matching: Matching) -> dict[str, Field]:
        return {
            self._headers[match.column]: self._form.field(match.field)
            for match in matching.matches.values()
            if match.how in ("near", "content")
        }


def _without_its_number(header: str, titles_of_service: Collection[str]) -> str:
    """« Nom » for « Nom2 »: a question of the same title as a column of the service (Microsoft)."""
    title = header.strip().removesuffix("2")
    return title if title in titles_of_service else header


def fold_named_member(cell: Cell) -> str:
    """A member as an answer names it: a collector may give the name of the choice."""
    return fold(shown(cell).replace("_", " "))


def is_key(header: str) -> bool:
    """True if a column holds what a collector knows an answer by."""
    return any(part.lower() in KEYS for part in name_parts(header))


def _field_of_header(header: str, form: Form) -> Field | None:
    """The field whose id the header is; else the one of whose titles it is one.

    A group can say that it is somebody else's: « conjoint/nom ».
    """
    for part in name_parts(header):
        field = _field_called(part, form)
        group = fold_header(header.strip().removesuffix(part))
        if field is not None:
            words = group.split()
            is_other = form.title_words.changes_sense(words, field, in_group=True)
            if is_other:
                return None
            return field
    return None


def _choice_of_header(header: str, field: Field, form: Form) -> str:
    """The choice of a field that a column is for: « freins/langue »; "" where it is for none.

    As the column says it where the field has no such choice.
    """
    names = _names_of_choices(field)
    for separator in _SEPARATORS:
        question, _, choice = header.strip().rpartition(separator)
        if question and _field_of_header(question, form) == field:
            known = (names[name] for name in _spelt(choice.strip()) if name in names)
            return next(known, choice.strip())
    return ""


def _names_of_choices(field: Field) -> dict[str, str]:
    """Every name by which an export knows a choice → its value.

    Ours, and those of a form that people drew (« opt_2 »), which are words for it since.
    """
    names = {name: value for value in field.listed for name in _spelt(value)}
    for choice in field.options:
        for name in chain.from_iterable(map(_spelt, choice.aliases)):
            names.setdefault(name, choice.value)
    return names


def _spelt(word: str) -> tuple[str, ...]:
    """A word as a column or a cell of an export may have it: as it is, as a name, as folded."""
    # « < 6 mois » without its sign is « > 6 mois » as well.
    return (word, choice_name(word), squeeze_signed(word) if has_order_sign(word) else fold(word))


def _field_called(name: str, form: Form) -> Field | None:
    lower, words = name.lower(), fold_header(name)
    by_id = [field for field in form.fields if field.id == lower]
    by_title = [
        field for field in form.fields if words in map(fold_header, (field.label, *field.headers))
    ]
    return next(iter([*by_id, *by_title]), None)


def _in_words_of_list(cell: Cell, field: Field, siae: Sequence[str]) -> Cell:
    """An answer in the words of the list, where the export has the names of choices."""
    if isinstance(cell, datetime):
        return cell.date()
    if not isinstance(cell, str):
        return cell
    if field.type == "choices":
        names = _names_of_choices(field)
        parts = cell.split()
        # the names of choices have no spaces: an export writes several with a space between
        if parts and all(part in names for part in parts):
            return SEVERAL.join(names[part] for part in parts)
        return names.get(cell.strip(), cell)
    names = {choice_name(value): value for value in field.offered(siae)}
    return names.get(cell.strip(), cell)
