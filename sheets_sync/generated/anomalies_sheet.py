"""« Anomalies »: what is to be put right, and what only the coordinator can decide."""

from __future__ import annotations

import functools
import itertools
import textwrap
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from forms.rule import Severity
from forms.words import YES
from sheets_sync.catalogue import sentence
from sheets_sync.generated.anomaly_rows import COUNT_AS, SEVERITIES, AnomalyRow, Standing
from sheets_sync.people.accepting import REASON
from sheets_sync.people.answered_rows import CODE, FIELD, MESSAGE, SHOWN, SIAE, WHERE, sealed_code
from sheets_sync.people.answers import ANSWER, ANSWERS
from sheets_sync.sheets.colours import ORANGE
from sheets_sync.sheets.content import Content, Link, Role, Span, StyledText
from sheets_sync.sheets.sheet import Block, DataValidation, Filtered, Sheet
from sheets_sync.sheets.table import Column, PlacedTable, Table

MOST_ANOMALIES = 100_000
"""Rows that the sheet holds at most; which ones, `most_pressing` says."""
_TOP = 3
"""The row (from 0) of the table's header, under the title and the count."""
_ONE_LINE = 92
"""Characters of a message that fit in one line of its column."""
_NAME_LETTERS = 26
"""Characters of the name of an SIAE or a field that fit in one line of theirs."""
_MOST_LINES = 6
"""Of a row: what is longer is read in the cell."""
_OPENS_ON: Sequence[Standing] = ("error", "decide")
_ROLES: Mapping[Standing, Role] = {
    "error": "error",
    "decide": "warning",
    "warning": "warning",
    "info": "info",
    "accepted": "info",
}


def describe_anomalies(rows: Sequence[AnomalyRow], name: str, run_mark: str = "") -> Sheet:
    """The sheet, a row for each anomaly.

    It opens on what is to be corrected and decided, where there is anything of that.

    Args:
        name: what the tab is called.
        run_mark: by which the run is known again; "" shows none.
    """
    typed = dict.fromkeys(itertools.chain.from_iterable(row.typed for row in rows))
    notes = [title for title in typed if title not in LABELS]
    columns = [*_anomaly_columns(), *map(_notes_column, notes)]
    table = Table(columns, most_pressing(rows, MOST_ANOMALIES)).at(_TOP, 0)
    offered = _offered(table, name)
    return Sheet(
        name,
        [
            Block(0, 0, [[sentence("anomalies.title")]], ["title"]),
            Block(1, 0, [[_introduction(rows, run_mark)]], ["subtitle"]),
            *table.blocks,
            *(each.block for each in offered),
        ],
        table.widths | {each.block.left: 30.0 for each in offered},
        {0: 30.0, _TOP: 30.0} | _heights(table),
        freeze=(_TOP + 1, 1),
        filter=table.whole,
        filtered=_opening(table),
        lists=[(cell, tuple(ANSWERS)) for cell in _cells_to_answer(table)],
        data_validations=list(itertools.chain.from_iterable(each.validations for each in offered)),
        filled=[
            *_answer_cells(table, REASON, lambda row: row.reason is not None),
            *_answer_cells(table, COUNT_AS, lambda row: row.is_new_value),
            *(table.cells(title) for title in notes),
        ],
        gridlines=False,
        colour=ORANGE,
    )


def with_seals(sheet: Sheet) -> Sheet:
    """The sheet as it is shown, each code sealed with what stands in its row."""
    headers = next(block for block in sheet.blocks if set(block.rows[0]).issuperset(LABELS))
    blocks: list[Block] = []
    for block in sheet.blocks:
        if (block.top, block.left) == (headers.top + 1, headers.left):
            block = _with_sealed_codes(block, headers.rows[0])
        blocks.append(block)
    return replace(sheet, blocks=blocks)


def _with_sealed_codes(block: Block, titles: Sequence[Content]) -> Block:
    code = titles.index(CODE)
    shown_columns = [titles.index(title) for title in SHOWN]
    rows = [list(row) for row in block.rows]
    for row in rows:
        texts = [_shown_text(row[column]) for column in shown_columns]
        row[code] = sealed_code(str(row[code]), texts)
    return replace(block, rows=rows)


def _shown_text(content: Content) -> str:
    return content.text if isinstance(content, Link) else str(content)


class _Offered(NamedTuple):
    """Answers beside the table, and the cells that offer them.

    A list in the rule itself holds 255 characters in Excel, and no choice with a comma.
    """

    block: Block
    validations: Sequence[DataValidation]


def _offered(table: PlacedTable[AnomalyRow], name: str) -> list[_Offered]:
    """For each list that values were added to, what these can count as."""
    answered, beside = table.cells(COUNT_AS).left, table.whole.right + 2
    rows_of: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for nth, row in enumerate(table.table.rows, table.top + 1):
        if row.is_new_value:
            rows_of[tuple(row.counts_as)].append(nth)
    title = sentence("anomalies.answers", title=COUNT_AS)
    message = sentence("anomalies.not_offered", title=COUNT_AS)
    offered: list[_Offered] = []
    for column, (answers, rows) in enumerate(rows_of.items(), beside):
        source = name, Span(table.top + 1, column, table.top + len(answers), column)
        cells = [Span(row, answered, row, answered) for row in rows]
        offered.append(
            _Offered(
                Block(table.top, column, [[title], *([each] for each in answers)], ["note"]),
                [DataValidation(cell, "list", "", message, source=source) for cell in cells],
            )
        )
    return offered


def _anomaly_columns() -> list[Column[AnomalyRow]]:
    return [
        Column(SIAE, "wrap", lambda row: row.anomaly.siae, 24),
        Column("Référent", "wrap", lambda row: row.referent, 10),
        Column("Gravité", "info", _standing_cell, 17),
        Column(WHERE, "link", lambda row: row.link, 32),
        Column(FIELD, "wrap", lambda row: row.field_label, 26),
        Column(MESSAGE, "wrap", lambda row: row.message, 84),
        Column("Depuis le", "date", lambda row: row.since, 12),
        Column("Ligne mise de côté", "wrap", _yes_if_set_aside, 12),
        Column(ANSWER, "answer", lambda row: _answer_cell(row, ANSWER, bool(row.pair)), 17),
        Column(
            REASON,
            "reason",
            lambda row: row.reason or _answer_cell(row, REASON, row.reason is not None),
            32,
        ),
        Column(COUNT_AS, "answer", lambda row: _answer_cell(row, COUNT_AS, row.is_new_value), 24),
        Column(CODE, "note", lambda row: row.code, 40),
    ]


def _standing_cell(row: AnomalyRow) -> Content:
    return StyledText(_standing_text(row.standing), _ROLES[row.standing])


def _standing_text(standing: Standing) -> str:
    return sentence(f"anomalies.standing_{standing}")


def _yes_if_set_aside(row: AnomalyRow) -> str:
    return YES if row.is_set_aside else ""


def _answer_cell(row: AnomalyRow, title: str, is_asked: bool) -> Content:
    """Typed text that is no answer; else an empty cell, none where nothing is asked."""
    if is_asked:
        return row.typed.get(title, "")
    return row.typed.get(title)


LABELS: Sequence[str] = tuple(column.label for column in _anomaly_columns())
"""Headers of all columns that are ours."""


def _notes_column(title: str) -> Column[AnomalyRow]:
    return Column(title, "reason", lambda row: row.typed.get(title, ""), 32)


def _opening(table: PlacedTable[AnomalyRow]) -> Filtered | None:
    """The rows before people when they open the sheet; all of them where none is pressing."""
    rows = table.table.rows
    there = dict.fromkeys(row.standing for row in rows)
    shown = [_standing_text(standing) for standing in _OPENS_ON if standing in there]
    others = [_standing_text(standing) for standing in there if standing not in _OPENS_ON]
    if not shown or not others:
        return None
    hidden = [nth for nth, row in enumerate(rows, table.top + 1) if row.standing not in _OPENS_ON]
    return Filtered(table.column("Gravité"), shown, others, hidden)


def _introduction(rows: Sequence[AnomalyRow], run_mark: str) -> str:
    counts: Counter[Standing] = Counter()
    for row in rows:
        counts[row.standing] += row.count
    set_aside = sum(row.count for row in rows if row.is_set_aside)
    parts = [sentence("anomalies.introduction", errors=counts["error"], set_aside=set_aside)]
    asked = sum(bool(row.pair) for row in rows)
    new_values = sum(row.is_new_value for row in rows)
    if asked:
        parts.append(sentence("anomalies.questions", count=asked, title=ANSWER))
    if new_values:
        parts.append(sentence("anomalies.new_values", count=new_values, title=COUNT_AS))
    if counts["warning"]:
        parts.append(sentence("anomalies.to_verify", count=counts["warning"], title=REASON))
    if counts["accepted"]:
        parts.append(sentence("anomalies.accepted", count=counts["accepted"]))
    if len(rows) > MOST_ANOMALIES:
        parts.append(_what_is_cut(rows))
    if run_mark:
        parts.append(sentence("anomalies.run", mark=run_mark))
    return " ".join(parts)


def most_pressing(rows: Sequence[AnomalyRow], maximum: int) -> list[AnomalyRow]:
    """The `maximum` rows that matter most, in their order: by severity, then fairly among SIAE.

    Of a severity that has no room for all, each SIAE shows as many as any other that has more; what
    one does not need goes to the others.
    """
    if len(rows) <= maximum:
        return list(rows)
    nth: Counter[tuple[str, str]] = Counter()
    ranks: list[tuple[int, int, int]] = []
    for index, row in enumerate(rows):
        anomaly = row.anomaly
        nth[anomaly.siae, anomaly.severity] += 1
        turn = nth[anomaly.siae, anomaly.severity]
        ranks.append((SEVERITIES.index(anomaly.severity), turn, index))
    shown = sorted(index for *_, index in sorted(ranks)[:maximum])
    return [rows[index] for index in shown]


def _what_is_cut(rows: Sequence[AnomalyRow]) -> str:
    """Number of rows of each severity that the sheet does not show."""
    left_out: Counter[Severity] = Counter(row.anomaly.severity for row in rows)
    left_out -= Counter(row.anomaly.severity for row in most_pressing(rows, MOST_ANOMALIES))
    parts = [
        sentence("anomalies.cut_of", count=left_out[severity], of=sentence(f"anomalies.{severity}"))
        for severity in SEVERITIES
        if left_out[severity]
    ]
    return sentence("anomalies.cut", shown=MOST_ANOMALIES, all=len(rows), parts=parts)


def _heights(table: PlacedTable[AnomalyRow]) -> dict[int, float]:
    """As many lines as the messages take that one does not hold."""
    rows = enumerate(table.table.rows, table.top + 1)
    lines = {nth: _lines_of_row(row) for nth, row in rows}
    return {nth: 13.5 * min(count, _MOST_LINES) for nth, count in lines.items() if count > 1}


def _lines_of_row(row: AnomalyRow) -> int:
    names = _lines_of_name(row.anomaly.siae), _lines_of_name(row.field_label)
    return max(1 + len(row.message) // _ONE_LINE, *names)


@functools.lru_cache(maxsize=4096)
def _lines_of_name(name: str) -> int:
    # Whole words only: a narrow column breaks before a long one.
    return len(textwrap.wrap(name, _NAME_LETTERS))


def _cells_to_answer(table: PlacedTable[AnomalyRow]) -> list[Span]:
    column = table.cells(ANSWER).left
    rows = enumerate(table.table.rows, table.top + 1)
    return [Span(nth, column, nth, column) for nth, row in rows if row.pair]


def _answer_cells(
    table: PlacedTable[AnomalyRow], title: str, is_open: Callable[[AnomalyRow], bool]
) -> list[Span]:
    """The cells of a column that people fill in, those one below the other as one."""
    column = table.cells(title).left
    spans: list[Span] = []
    for nth, row in enumerate(table.table.rows, table.top + 1):
        if not is_open(row):
            continue
        if spans and spans[-1].bottom == nth - 1:
            spans[-1] = spans[-1]._replace(bottom=nth)
        else:
            spans.append(Span(nth, column, nth, column))
    return spans
