"""« Anomalies »: what is to be put right, with the question whether two rows are one person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from forms.form import Severity
from forms.words import YES
from sheets_sync.catalogue import sentence
from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.consortium.owners import RowOwners
from sheets_sync.people.answers import ANSWER, ANSWERS, PAIR
from sheets_sync.sheets.colours import ORANGE
from sheets_sync.sheets.content import Content, Link, Span, StyledText
from sheets_sync.sheets.sheet import Block, Sheet
from sheets_sync.sheets.table import Column, PlacedTable, Table

MOST_ANOMALIES = 100_000
"""Rows that the sheet holds at most; which ones, `most_pressing` says."""
SEVERITIES: Sequence[Severity] = ("error", "warning", "info")
"""From what must be corrected to what is only said."""
_SET_ASIDE = "row.no_identity"
_DUPLICATE = "person.duplicate_likely"
_TOP = 3
"""The row (from 0) of the table's header, under the title and the count."""
_ONE_LINE = 92
"""Characters of a message that fit in one line of its column."""


@dataclass(frozen=True)
class AnomalyRow:
    """An anomaly, with what the sheet shows beside it.

    Attributes:
        link: where it stands; a plain text where nothing can be opened.
        pair: the pair of persons that are perhaps one, "" where nothing is asked.
    """

    anomaly: Anomaly
    referent: str
    link: Link | str
    field_label: str
    since: date
    pair: str

    @property
    def is_set_aside(self) -> bool:
        """True if its row is in no figure, since nobody could say whose it is."""
        return self.anomaly.rule == _SET_ASIDE


def anomaly_rows(
    anomalies: Sequence[Anomaly],
    owners: RowOwners,
    *,
    siae: Sequence[str],
    labels: Mapping[str, str],
    since: Mapping[str, date],
    pairs: Mapping[tuple[str, str, int | None], str],
    link_to: Callable[[Anomaly, str], Link],
    as_of: date,
) -> list[AnomalyRow]:
    """Each SIAE's together, then each counsellor's, what must be put right first.

    Args:
        siae: the members, in the order of config; what is in no member's tab comes last.
        since: key of an anomaly → the day it was first seen; `as_of` where it is new.
        pairs: (SIAE, tab, row) → the pair that is asked about there.
        link_to: from an anomaly and a cell's address to the link that leads there.
    """
    rank = {name: nth for nth, name in enumerate(siae)}

    def order(anomaly: Anomaly) -> tuple[int, bool, str, int, str, int]:
        referent = owners.of(anomaly).referent
        severity = SEVERITIES.index(anomaly.severity)
        siae_rank = rank.get(anomaly.siae, len(rank))
        # Of a SIAE, what is in no counsellor's row comes last.
        return siae_rank, not referent, referent, severity, anomaly.tab, anomaly.row or 0

    return [
        AnomalyRow(
            anomaly,
            owners.of(anomaly).referent,
            _link(anomaly, link_to),
            labels.get(anomaly.field or "", anomaly.field or ""),
            since.get(owners.key(anomaly), as_of),
            _pair(anomaly, pairs),
        )
        for anomaly in sorted(anomalies, key=order)
    ]


def describe(rows: Sequence[AnomalyRow], name: str, mark: str = "") -> Sheet:
    """The sheet, a row an anomaly; `name` is what the tab is called, `mark` that of the run."""
    table = Table(_columns(), most_pressing(rows, MOST_ANOMALIES)).at(_TOP, 0)
    return Sheet(
        name,
        [
            Block(0, 0, [[sentence("anomalies.title")]], ["title"]),
            Block(1, 0, [[_introduction(rows, mark)]], ["subtitle"]),
            *table.blocks,
        ],
        table.widths,
        {0: 30.0, _TOP: 30.0} | _heights(table),
        freeze=(_TOP + 1, 1),
        filter=table.whole,
        lists=[(cell, tuple(ANSWERS)) for cell in _cells_to_answer(table)],
        gridlines=False,
        colour=ORANGE,
    )


def _columns() -> list[Column[AnomalyRow]]:
    return [
        Column("SIAE", "wrap", lambda row: row.anomaly.siae, 24),
        Column("Référent", "wrap", lambda row: row.referent, 10),
        Column("Gravité", "info", _severity, 17),
        Column("Où", "link", lambda row: row.link, 32),
        Column("Champ", "wrap", lambda row: row.field_label, 26),
        Column("Ce qui ne va pas, et quoi faire", "wrap", lambda row: row.anomaly.message, 84),
        Column("Depuis le", "date", lambda row: row.since, 12),
        Column("Ligne mise de côté", "wrap", _set_aside, 12),
        Column(ANSWER, "answer", _answer_cell, 12),
        Column(PAIR, "note", lambda row: row.pair, 24),
        Column("Règle", "note", lambda row: row.anomaly.rule, 24),
    ]


def _severity(row: AnomalyRow) -> Content:
    severity = row.anomaly.severity
    return StyledText(sentence(f"anomalies.{severity}"), severity)


def _set_aside(row: AnomalyRow) -> str:
    return YES if row.is_set_aside else ""


def _answer_cell(row: AnomalyRow) -> Content:
    """Empty cells to answer in; none where nothing is asked."""
    return "" if row.pair else None


def _introduction(rows: Sequence[AnomalyRow], mark: str) -> str:
    errors = sum(row.anomaly.severity == "error" for row in rows)
    set_aside = sum(row.is_set_aside for row in rows)
    asked = sum(row.anomaly.rule == _DUPLICATE for row in rows)
    parts = [sentence("anomalies.introduction", errors=errors, set_aside=set_aside)]
    if asked:
        parts.append(sentence("anomalies.questions", count=asked, title=ANSWER))
    if len(rows) > MOST_ANOMALIES:
        parts.append(_what_is_cut(rows))
    if mark:
        parts.append(sentence("anomalies.run", mark=mark))
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
    left_out = Counter(row.anomaly.severity for row in rows)
    left_out -= Counter(row.anomaly.severity for row in most_pressing(rows, MOST_ANOMALIES))
    parts = [
        sentence("anomalies.cut_of", count=left_out[severity], of=sentence(f"anomalies.{severity}"))
        for severity in SEVERITIES
        if left_out[severity]
    ]
    return sentence("anomalies.cut", shown=MOST_ANOMALIES, all=len(rows), parts=parts)


def _heights(table: PlacedTable[AnomalyRow]) -> dict[int, float]:
    """Two lines for the messages that one does not hold."""
    rows = enumerate(table.table.rows, table.top + 1)
    return {nth: 27.0 for nth, row in rows if len(row.anomaly.message) > _ONE_LINE}


def _cells_to_answer(table: PlacedTable[AnomalyRow]) -> list[Span]:
    column = table.cells(ANSWER).left
    rows = enumerate(table.table.rows, table.top + 1)
    return [Span(nth, column, nth, column) for nth, row in rows if row.pair]


def _link(anomaly: Anomaly, link_to: Callable[[Anomaly, str], Link]) -> Link | str:
    # No tab is called as the mask of a name
    if anomaly.rule == "tab.missing" or sentence("release.removed.name") in anomaly.tab:
        return anomaly.tab
    cell = anomaly.cell or f"A{anomaly.row or 1}"
    return link_to(anomaly, cell)


def _pair(anomaly: Anomaly, pairs: Mapping[tuple[str, str, int | None], str]) -> str:
    if anomaly.rule != _DUPLICATE:
        return ""
    return pairs.get((anomaly.siae, anomaly.tab, anomaly.row), "")
