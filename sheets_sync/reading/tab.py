"""From the grid of a tab to its rows: where the table is, which column is which field, which lines are not entries.

Every non-empty line of the tab ends either in `Table.rows` or in `TabReading.ignored` with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as attribute

from forms.columns import Matching, letters, match_columns
from forms.definition import Form
from forms.spread import is_part
from forms.titles import Header, Titles, titles
from forms.values import REPEATED, BrokenCell, Cell, ReadingContext, shown
from forms.words import clean, fold
from sheets_sync.workbooks.protocol import Grid

HEADER_WITHIN = 60
"""A header line is looked for in this many lines from the top."""
SAMPLE = 400

_TOTAL = re.compile(
    r"^(?:sous )?(?:total|totaux|moyennes?|sommes?|cumul|effectif|mediane|stotal|s total|nb total|nombre)\b"
)
_MAYBE_TOTAL = re.compile(
    r"\s*(?:sous|s\W|t\W?o\W?t|stot|moy|som|cum|eff|m[ée]d|nb|nombre)", re.IGNORECASE
)
_MONTHS = r"(?:janv\w*|fev\w*|mars|avr\w*|mai|juin|juil\w*|aout|sept\w*|oct\w*|nov\w*|dec\w*)"
_SEPARATOR = re.compile(
    rf"^(?:(?:mois )?(?:de |d )?{_MONTHS}(?: (?:19|20)?\d\d)?|(?:annee |exercice )?20\d\d(?: 20\d\d)?|(?:t|s|trimestre |semestre |semaine )\d{{1,2}}(?: 20\d\d)?"
    r"|\d(?:er|e|eme)? (?:trimestre|semestre)(?: 20\d\d)?)$"
)
_TITLE_WORDS = re.compile(
    r"\b(?:legende|sortis?|sorties|entrees|en cours|anciens?|nouveaux|liste|nota|nb|attente|mise a jour|maj|suivi|salaries|participants|rouge|vert|orange|jaune|bleu|gris|page|source)\b"
)
_LEGEND = re.compile(r"^(?:legende|nota|nb|source|lecture|code couleur|codes)\b")


@dataclass(frozen=True)
class Table:
    """One table of a tab. `cells[field]` has one raw cell a row, in step with `rows` (the sheet's numbers, from 1)."""

    header_row: int
    rows: tuple[int, ...]
    cells: Mapping[str, Sequence[Cell]]
    extra: Mapping[str, Sequence[Cell]]
    columns: Mapping[str, int]
    matching: Matching

    def address(self, field: str, row: int) -> str:
        """`F12`: the cell of `field` on the sheet's `row`; "" where the table has no such column."""
        column = self.columns.get(field)
        return "" if column is None else f"{letters(column)}{row}"


@dataclass(frozen=True)
class Ignored:
    """A non-empty line that is not an entry: its number (from 1) and why."""

    row: int
    reason: str


@dataclass(frozen=True)
class TabReading:
    """All that was read in a tab.

    `problem` is the code of what makes the whole tab unusable, if anything does; `notes` says of (field, row) what was
    done to its cell before it was read: the rule's code, and what stood there. `cell_notes` are those that people wrote.
    """

    siae: str
    tab: str
    tables: tuple[Table, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    problem: str | None = None
    hint: str = ""
    notes: Mapping[tuple[str, int], tuple[str, str]] = attribute(default_factory=dict)
    hidden_rows: int = 0
    hidden_columns: tuple[str, ...] = ()
    cell_notes: Mapping[tuple[int, int], str] = attribute(default_factory=dict)

    @property
    def header_row(self) -> int | None:
        """The sheet's number of the (last) header line of its first table."""
        return self.tables[0].header_row if self.tables else None

    @property
    def rows_read(self) -> int:
        """Lines taken as entries."""
        return sum(len(table.rows) for table in self.tables)


def read_tab(
    grid: Grid,
    form: Form,
    siae: str,
    setting: ReadingContext,
    settled: Mapping[str, str] | None = None,
) -> TabReading:
    """The tables of `grid` as `form` understands them; `settled` is config's word on columns."""
    filled = [index for index, row in enumerate(grid.rows) if any(not _blank(cell) for cell in row)]
    if not filled:
        return TabReading(siae, grid.tab, problem="tab.empty")
    found = _find_header(grid, form, filled, settled or {})
    if found is None:
        ignored = tuple(Ignored(index + 1, "aucun titre de colonne reconnu") for index in filled)
        return TabReading(siae, grid.tab, ignored=ignored, problem="tab.no_header")
    return _Lines(grid, form, siae, setting, settled or {}, filled).read(*found)


class _Lines:
    """Goes through the lines of one tab, once, top to bottom."""

    def __init__(
        self,
        grid: Grid,
        form: Form,
        siae: str,
        setting: ReadingContext,
        settled: Mapping[str, str],
        filled: list[int],
    ) -> None:
        self.grid, self.form, self.siae, self.setting, self.settled = (
            grid,
            form,
            siae,
            setting,
            settled,
        )
        self.filled = filled
        self.wide = {(top, left): right - left + 1 for top, left, _, right in grid.merged}
        self.ignored: list[Ignored] = []
        self.notes: dict[tuple[str, int], tuple[str, str]] = {}
        self.in_legend = False

    def read(self, header: int, lines: tuple[int, ...]) -> TabReading:
        for index in self.filled:
            if index < lines[0]:
                self.ignored.append(Ignored(index + 1, "titre ou note au-dessus du tableau"))
        tables: list[Table] = []
        starts = [(header, lines), *self._more_headers(header)]
        for (start, start_lines), after in zip(
            starts, [*(s[1][0] for s in starts[1:]), len(self.grid.rows)], strict=True
        ):
            self.ignored.extend(
                Ignored(index + 1, "ligne de titres")
                for index in start_lines
                if index in set(self.filled)
            )
            tables.append(self._table(start, start_lines, after))
        hidden = len(self.grid.hidden_rows & {row - 1 for table in tables for row in table.rows})
        hidden_columns = tuple(
            letters(column)
            for column in sorted(
                self.grid.hidden_columns & {c for t in tables for c in t.columns.values()}
            )
        )
        self.ignored.sort(key=lambda line: line.row)
        return TabReading(
            self.siae,
            self.grid.tab,
            tuple(tables),
            tuple(self.ignored),
            None,
            "",
            self.notes,
            hidden,
            hidden_columns,
            self.grid.notes,
        )

    def _more_headers(self, header: int) -> list[tuple[int, tuple[int, ...]]]:
        """Header lines further down: the same titles again, or those of another table."""
        words = titles(self.form)
        found: list[tuple[int, tuple[int, ...]]] = []
        raw = {cell for cell in self.grid.rows[header] if isinstance(cell, str) and cell}
        known = {clean(cell) for cell in raw} - {""}
        raw |= {"Nom", "NOM", "nom", "Prénom", "PRÉNOM", "PRENOM", "Prenom", "Date", "DATE"}
        least = max(3, len(known) // 3)
        for index in self.filled:
            if index <= header or raw.isdisjoint(self.grid.rows[index]):
                continue
            texts = [cell for cell in self.grid.rows[index] if isinstance(cell, str) and cell]
            if len(texts) < 3 or len(texts) < 0.8 * sum(
                not _blank(cell) for cell in self.grid.rows[index]
            ):
                continue
            same = sum(clean(text) in known for text in texts)
            named = same if same >= least else sum(words.knows(text) for text in texts)
            if named >= least and named >= 0.6 * len(texts):
                found.append((index, (index,)))
        return found

    def _table(self, header: int, lines: tuple[int, ...], after: int) -> Table:
        headers = header_labels(self.grid, header, lines)
        body = [index for index in self.filled if lines[-1] < index < after]
        sample = [
            [self.grid.rows[index][column] for index in body[:SAMPLE]]
            for column in range(len(headers))
        ]
        matching = match_columns(self.form, headers, sample, self.setting, self.settled)
        mapped = sorted(matching.columns)
        kept = [index for index in body if not self._ignore(index, mapped, matching)]
        by_column = list(zip(*(self.grid.rows[index] for index in kept), strict=True)) or [
            ()
        ] * len(headers)
        cells: dict[str, Sequence[Cell]] = {}
        columns: dict[str, int] = {}
        for field, match in matching.matches.items():
            parts = matching.spread.get(field)
            cells[field] = (
                parts.join(
                    [self._column(kept, by_column[column], field) for column in parts.columns]
                )
                if parts
                else self._column(kept, by_column[match.column], field)
            )
            columns[field] = match.column
        for column, combined in matching.combined.items():
            split, doubts = split_column(
                self._column(kept, by_column[column], combined.fields[0]),
                combined.split,
                combined.fields,
            )
            for field, values in split.items():
                cells[field], columns[field] = values, column
            for place in doubts:
                self.notes[(combined.fields[0], kept[place] + 1)] = ("name.split_uncertain", "")
        extra: dict[str, Sequence[Cell]] = {}
        for column, name in matching.extra.items():
            if any(not _blank(value) for value in by_column[column]):
                extra[name] = by_column[column]
        return Table(
            header + 1, tuple(index + 1 for index in kept), cells, extra, columns, matching
        )

    def _column(self, kept: Sequence[int], cells: Sequence[Cell], field: str) -> Sequence[Cell]:
        """The cells of a column; a ditto mark is the cell above it."""
        dittos = {
            cell
            for cell in set(cells)
            if isinstance(cell, str) and cell and cell.strip().casefold() in REPEATED
        }
        if not dittos:
            return cells
        values = list(cells)
        for place, value in enumerate(values):
            if place and value in dittos:
                values[place] = values[place - 1]
                self.notes[(field, kept[place] + 1)] = ("value.repeated", str(value))
        return values

    def _ignore(self, index: int, mapped: Sequence[int], matching: Matching) -> bool:
        reason = self._why_not(index, mapped, matching)
        if reason:
            self.ignored.append(Ignored(index + 1, reason))
        return bool(reason)

    def _why_not(self, index: int, mapped: Sequence[int], matching: Matching) -> str | None:
        """Why the line is not an entry; None if it is one."""
        row = self.grid.rows[index]
        if mapped and row[mapped[0]] != "" and len(mapped) - row.count("") > 5:
            texts = (row[column] for column in mapped[:4])
            if not any(isinstance(text, str) and _MAYBE_TOTAL.match(text) for text in texts):
                self.in_legend = False
                return None
        inside = [column for column in mapped if not _blank(row[column])]
        first = next(column for column, cell in enumerate(row) if not _blank(cell))
        text = shown(row[first])
        words = fold(text)
        if _LEGEND.match(words) and len(inside) <= 2:
            self.in_legend = True
            return "légende"
        if not inside:
            return "rien dans les colonnes du tableau"
        alone = sum(not _blank(cell) for cell in row) == 1
        if self.in_legend and len(inside) <= 2:
            return "légende"
        if _is_total(row, inside, matching):
            return "ligne de total"
        if alone and _SEPARATOR.match(words):
            return "séparateur"
        if (index, first) in self.wide and self.wide[(index, first)] >= 3 and len(inside) <= 1:
            return "séparateur"
        if alone and isinstance(row[first], str):
            if (
                re.search(r"[=:→►■●]", text)
                or _TITLE_WORDS.search(words)
                or len(words.split()) > 4
                or re.search(r"\d", text)
            ):
                return "titre ou note"
            if not any(char.isalnum() for char in text):
                return "signe seul"
        if (
            alone
            and not isinstance(row[first], str | BrokenCell)
            and _column_of(matching, "nom", "prenom") != first
        ):
            return "valeur isolée hors d'une entrée"
        self.in_legend = False
        return None


def header_labels(grid: Grid, header: int, lines: tuple[int, ...]) -> list[Header]:
    """The title of every column, merged or repeated group titles of the line above included."""
    bottom = grid.rows[header]
    if len(lines) == 1:
        return [Header(_label(cell)) for cell in bottom]
    top = grid.rows[lines[0]]
    groups = [_label(cell) for cell in top]
    spans = {
        left: right
        for start, left, end, right in grid.merged
        if start <= lines[0] <= end and right > left
    }
    merged_here = bool(spans)
    current, until = "", -1
    headers = []
    for column, cell in enumerate(bottom):
        if groups[column]:
            current = groups[column]
            until = spans.get(column, column if merged_here else len(bottom))
        elif column > until:
            current = ""
        label = _label(cell)
        if label:
            headers.append(Header(label, current))
        else:
            headers.append(Header(groups[column]))
    return headers


def _find_header(
    grid: Grid, form: Form, filled: Sequence[int], settled: Mapping[str, str]
) -> tuple[int, tuple[int, ...]] | None:
    """The first header line and the lines it is made of: the one that names most fields, or a lesser table's above it."""
    words = titles(form)
    least = 2 if len(form.fields) < 10 else 3
    found: list[tuple[int, tuple[int, ...], int]] = []
    for index in [index for index in filled if index < HEADER_WITHIN]:
        row = grid.rows[index]
        texts = sum(isinstance(cell, str) and bool(cell) for cell in row)
        if texts < least or texts < 0.7 * sum(not _blank(cell) for cell in row):
            continue
        if not any(
            isinstance(cell, str) and (words.knows(cell) or words.split(Header(cell)))
            for cell in row
            if cell != ""
        ):
            continue  # a header line has at least one title word for word
        choices: list[tuple[int, ...]] = [(index,)]
        if index and any(isinstance(cell, str) and clean(cell) for cell in grid.rows[index - 1]):
            choices.append((index - 1, index))
        found += [
            (index, lines, words.count(header_labels(grid, index, lines))) for lines in choices
        ]
    most = max((named for *_, named in found), default=0)
    if most < least:
        return (filled[0], (filled[0],)) if settled else None
    best, lines, _ = next(choice for choice in found if choice[2] == most)
    for index, above, named in found:
        texts = sum(isinstance(cell, str) and bool(cell) for cell in grid.rows[index])
        if index < lines[0] - 1 and named >= max(least, most / 2) and named >= 0.6 * texts:
            best, lines = index, above
            break
    below = (*lines, best + 1)
    if (
        len(lines) == 1
        and best + 1 in filled
        and _only_parts(words, grid, best + 1, header_labels(grid, best + 1, below))
    ):
        return best + 1, below
    return best, lines


def _only_parts(words: Titles, grid: Grid, index: int, headers: Sequence[Header]) -> bool:
    """Whether a line below the titles only cuts some of them into parts: « Jour | Mois | Année », « Oui | Non »."""
    parts = [
        header for header, cell in zip(headers, grid.rows[index], strict=True) if not _blank(cell)
    ]
    return len(parts) > 1 and all(is_part(words, header) for header in parts)


def split_column(
    cells: Sequence[Cell], how: str, fields: Sequence[str]
) -> tuple[dict[str, list[Cell]], list[int]]:
    """A combined column as one column a field, and the places where the cut is not sure."""
    if how == "date_place":
        return {fields[0]: [_before_place(cell) for cell in cells]}, []
    pairs = [
        split_name(shown(cell) if cell != "" else "", family_first=fields[0] == "nom")
        for cell in cells
    ]
    doubts = [place for place, (_, _, sure) in enumerate(pairs) if not sure]
    return {
        "nom": [family for family, _, _ in pairs],
        "prenom": [given for _, given, _ in pairs],
    }, doubts


_PARTICLES = {
    "de",
    "du",
    "des",
    "le",
    "la",
    "el",
    "al",
    "ben",
    "bin",
    "abou",
    "abu",
    "van",
    "von",
    "da",
    "dos",
    "ould",
    "ait",
    "abdel",
    "abdul",
}
_TITLES = re.compile(
    r"^(?:m\.|mr\.?|mme\.?|mlle\.?|monsieur|madame)\s+|\s*\((?:m\.?|mr|mme|mlle)\)\s*$",
    re.IGNORECASE,
)


def split_name(text: str, family_first: bool) -> tuple[str, str, bool]:
    """« AHMADI Reza », « Ahmadi, Reza », « Reza / Ahmadi » → (family name, given name, whether the cut is sure)."""
    text = _TITLES.sub("", clean(text))
    if not text:
        return "", "", True
    for mark in (",", "/", ";", " - "):
        if text.count(mark) == 1:
            left, right = (clean(part) for part in text.split(mark))
            return (left, right, True) if family_first or mark == "," else (right, left, True)
    words = text.split()
    upper = [
        word
        for word in words
        if len(word) > 1 and word == word.upper() and any(char.isalpha() for char in word)
    ]
    if upper and len(upper) < len(words):
        given = [word for word in words if word not in upper]
        return " ".join(upper), " ".join(given), True
    if len(words) == 1:
        return text, "", True
    ordered = words if family_first else words[::-1]
    cut = 1
    if family_first:
        while cut < len(words) - 1 and fold(words[cut - 1]) in _PARTICLES:
            cut += 1
        return " ".join(words[:cut]), " ".join(words[cut:]), len(words) == cut + 1
    return ordered[0], " ".join(words[:-1]), len(words) == 2


def _before_place(cell: Cell) -> Cell:
    """« 12/03/1990 à Kaboul » → « 12/03/1990 »."""
    if not isinstance(cell, str):
        return cell
    return re.split(r"\s+(?:à|a|au|aux|en)\s+|\s*[(,]\s*|\s+/\s+|\s+-\s+", clean(cell), maxsplit=1)[
        0
    ]


def _column_of(matching: Matching, *fields: str) -> int | None:
    for field in fields:
        if field in matching.matches:
            return matching.matches[field].column
    for column, combined in matching.combined.items():
        if set(fields) & set(combined.fields):
            return column
    return None


def _is_total(row: Sequence[Cell], inside: Sequence[int], matching: Matching) -> bool:
    """A total, average or count line: says so in one of its first words, and has no date of entry or birth."""
    texts = [cell for cell in row if isinstance(cell, str) and clean(cell)]
    said = next((text for text in texts[:2] if _TOTAL.match(fold(text))), None)
    if said is None:
        return False
    dates = {
        match.column
        for field, match in matching.matches.items()
        if field in ("date_entree", "date_naissance", "date", "prenom")
    }
    return not dates & set(inside) or len(texts) == 1


def _label(cell: Cell) -> str:
    return (
        clean(cell)
        if isinstance(cell, str)
        else ""
        if isinstance(cell, BrokenCell)
        else shown(cell)
    )


def _blank(cell: Cell) -> bool:
    return cell == "" or (
        isinstance(cell, str) and (cell.isspace() or (not cell[0].isalnum() and not clean(cell)))
    )
