"""Gather the cells of each field of a table, from one column, several, or a part of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from forms.form import Form
from forms.headers.columns import Matching
from forms.headers.shared.repeated import Repeated
from forms.headers.shared.several import AnswerReader, SeveralColumns
from forms.values import REPEATED, Cell, shown
from forms.words import clean
from sheets_sync.reading.combined_columns import cut_column
from sheets_sync.reading.names import bare_name
from sheets_sync.reading.table import PreparedCell, is_blank

_NAMES = ("nom", "prenom")
_SAYS_MORE, _HAS_SIGN = "name.says_more", "name.has_sign"
_LONGEST_DITTO = 10
"""Characters, outer spaces among them: of longer texts nothing needs to be looked up."""


class FieldCells:
    """The cells of a table by field, filled column by column.

    Attributes:
        cells: field → its cells, one for each row.
        columns: field → the (first) column that it was found in.
        prepared: (field, row) → what was done to the cell.
        places: (field, row) → its column, where that is not the field's first.
        told_values: field → all the values that its column can tell, where it cannot tell others.
        distinct: identity of a column's cells → the different ones, in order, found on the way.
    """

    def __init__(self, rows: Sequence[int], by_column: Sequence[Sequence[Cell]]) -> None:
        """The `rows` are the sheet's numbers; `by_column` has one cell for each of them."""
        # The columns live as long as this does: an identity stands for one of them only.
        self._rows, self._by_column = rows, by_column
        self.cells: dict[str, Sequence[Cell]] = {}
        self.columns: dict[str, int] = {}
        self.prepared: dict[tuple[str, int], PreparedCell] = {}
        self.places: dict[tuple[str, int], int] = {}
        self.told_values: dict[str, frozenset[str]] = {}
        self.distinct: dict[int, Mapping[Cell, None]] = {}

    def add_all(self, matching: Matching, form: Form) -> None:
        """Every field that has a place in the table."""
        for field, match in matching.matches.items():
            self.columns[field] = match.column
            spread = matching.spread.get(field)
            if field in matching.repeated:
                self._add_repeated(field, matching.repeated[field])
            elif spread is None:
                self.cells[field] = self._without_dittos(match.column, field)
            else:
                parts = [self._without_dittos(column, field) for column in spread.columns]
                self.cells[field] = spread.join(parts)
        for field in _NAMES:
            if field in self.cells:
                self._take_bare_names(field)
        for column, combined in matching.combined.items():
            first = combined.fields[0]
            cut = cut_column(self._without_dittos(column, first), combined)
            self.cells |= cut.cells
            self.columns |= dict.fromkeys(cut.cells, column)
            for index in cut.doubtful:
                uncertain = PreparedCell("name.split_uncertain", "")
                self.prepared[first, self._rows[index]] = uncertain
            for index in cut.says_more:
                typed = shown(self._by_column[column][index])
                name = " ".join(shown(cut.cells[part][index]) for part in combined.fields)
                self.prepared[first, self._rows[index]] = _beside_name(typed, name)
        for each in matching.several:
            self._add_several(each, AnswerReader(form, each.several))

    def _take_bare_names(self, field: str) -> None:
        """Names without the number before them, or what is said behind."""
        bare = {
            cell: bare_name(cell)
            for cell in dict.fromkeys(self.cells[field])
            if isinstance(cell, str) and not cell.isalpha()
        }
        changed = {cell: each for cell, each in bare.items() if each.name != clean(cell)}
        if not changed:
            return
        cells = list(self.cells[field])
        for index, cell in enumerate(cells):
            if isinstance(cell, str) and cell in changed:
                each = changed[cell]
                cells[index] = each.name
                if each.says_more:
                    self.prepared[field, self._rows[index]] = _beside_name(cell, each.name)
        self.cells[field] = cells

    def _add_several(self, several: SeveralColumns, reader: AnswerReader) -> None:
        """The fields that the cells name, but for those that have a column of their own."""
        first = several.columns[0]
        fields = [field for field in reader.fields if field.id not in self.cells]
        names = [field.id for field in fields]
        # « langue » says that it is in the way, nothing of whether it was overcome.
        self.told_values |= {field.id: reader.values_told(field) for field in fields}
        cells: dict[str, list[Cell]] = {name: [""] * len(self._rows) for name in names}
        anchor = names[0] if names else ""
        for column in several.columns:
            for index, cell in enumerate(self._by_column[column]):
                if is_blank(cell):
                    continue
                answers = reader.read(cell)
                for name, value in answers.cells.items():
                    if name in cells:
                        cells[name][index] = value
                        self.places[name, self._rows[index]] = column
                if answers.unknown and anchor:
                    self.places[anchor, self._rows[index]] = column
                    unknown = PreparedCell("value.answer_unknown", "")
                    self.prepared[anchor, self._rows[index]] = unknown
        self.cells |= cells
        self.columns |= dict.fromkeys(cells, first)

    def _add_repeated(self, field: str, repeated: Repeated) -> None:
        needed = {*repeated.columns, *(column for _, column in repeated.dates)}
        by_column = {column: self._without_dittos(column, field) for column in needed}
        picked = repeated.pick(by_column)
        self.cells[field] = [each.cell for each in picked]
        for row, each in zip(self._rows, picked, strict=True):
            if each.column is not None and each.column != repeated.columns[0]:
                self.places[field, row] = each.column

    def _without_dittos(self, column: int, field: str) -> Sequence[Cell]:
        """The cells of a column, with the cell above in the place of each ditto mark."""
        cells = self._by_column[column]
        distinct = dict.fromkeys(cells)
        dittos = {cell for cell in distinct if _is_ditto(cell)}
        if not dittos:
            # To tell the different cells of a column takes as long as reading it: once is enough.
            self.distinct[id(cells)] = distinct
            return cells
        values = list(cells)
        # Down the column, so that a mark under a mark repeats what that one stands for; the first
        # row has nothing above it to repeat, and keeps its mark.
        for index, value in enumerate(values):
            if index and value in dittos:
                values[index] = values[index - 1]
                repeated = PreparedCell("value.repeated", str(value))
                self.prepared[field, self._rows[index]] = repeated
        return values


def extra_cells(
    matching: Matching, by_column: Sequence[Sequence[Cell]]
) -> Mapping[str, Sequence[Cell]]:
    """Header → the cells of each column that is no field, where it has some.

    So have the columns that are one field together: the months of a sum, the contracts before the
    last.
    """
    columns = {**matching.extra, **matching.parts}
    return {
        header: by_column[column]
        for column, header in columns.items()
        if not all(map(is_blank, by_column[column]))
    }


def _beside_name(typed: str, name: str) -> PreparedCell:
    """What stands beside a name: words, or a sign or a number alone (« IBRAHIMI * »)."""
    has_words = sum(map(str.isalpha, typed)) > sum(map(str.isalpha, name))
    return PreparedCell(_SAYS_MORE if has_words else _HAS_SIGN, typed)


def _is_ditto(cell: Cell) -> bool:
    return (
        isinstance(cell, str)
        and len(cell) <= _LONGEST_DITTO
        and cell.strip().casefold() in REPEATED
    )
