"""Anomalies that only show across the tabs and over time.

A move with no arrival, a row that is gone, a past month that changed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from forms.form import Form
from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.checking.anomaly import Anomaly, make_anomaly
from sheets_sync.checking.table import WIDESPREAD_FROM, is_widespread
from sheets_sync.consortium.consolidate import Consortium
from sheets_sync.consortium.transfers import LEAVING, MOVE_DAYS
from sheets_sync.history.states.state import State, as_text, comparable, with_keys_of_now
from sheets_sync.release.door import Released

if TYPE_CHECKING:
    import pandas as pd

_DATED_BY = {
    "date_entree": "date_entree",
    "date_sortie": "date_sortie",
    "motif_sortie": "date_sortie",
    "sortie_duree_mois": "date_sortie",
}
"""Fields that figures of a month are counted from → the date that says which month."""
_OldRow = Mapping[Hashable, Any]


def check_across(
    consortium: Consortium,
    form: Form,
    rows_now: Released[pd.DataFrame],
    before: State | None,
    as_of: date,
) -> list[Anomaly]:
    """Anomalies of the whole.

    Args:
        rows_now: the rows as a state of today would keep them.
        before: the state to compare with; None the first time.
    """
    rows = _Rows(consortium, form)
    anomalies = _moved_to_nobody(rows, as_of)
    if before is not None:
        comparison = _Comparison.of(before, as_text(rows_now.content))
        anomalies += _vanished(comparison)
        anomalies += _past_month_changes(comparison, rows)
        anomalies += _added_late(comparison, rows)
    return anomalies


@dataclass(frozen=True)
class _Rows:
    """The consolidated rows, by their position, and anomalies in them."""

    consortium: Consortium
    form: Form

    def column(self, name: str) -> list[Any]:
        return list(self.consortium.frame[name])

    def anomaly(self, position: int, field: str, rule: str, **words: str) -> Anomaly:
        """The anomaly of `rule` at the `field` of a row."""
        row = self.consortium.frame.iloc[position]
        cell = self.consortium.cell(position, field).rpartition("!")[2]
        number = int(str(row["row"]))
        tab, known = str(row["tab"]), self.form.field(field)
        return make_anomaly(str(row["siae"]), tab, rule, cell, number, known, **words)


@dataclass(frozen=True)
class _Comparison:
    """The rows of an earlier state beside those of now.

    Attributes:
        since: the day of the earlier state; the month it is in was not over.
        old, now: the rows as they stand in the tabs, all as text.
        old_known, now_known: the same, by what they are known again by (`comparable`).
        gone: old rows that are no more. new: positions of rows of now that were not there. A row
            in which a name was corrected is neither.
    """

    since: date
    old: pd.DataFrame
    now: pd.DataFrame
    old_known: pd.DataFrame
    now_known: pd.DataFrame
    gone: Sequence[_OldRow]
    new: Sequence[int]

    @classmethod
    def of(cls, before: State, now: pd.DataFrame) -> _Comparison:
        now_known = comparable(now)
        old_known = with_keys_of_now(comparable(before.frame), now_known)
        gone = before.frame[~old_known.index.isin(now_known.index)].to_dict("records")
        new = np.flatnonzero(~now_known.index.isin(old_known.index)).tolist()
        return cls(before.day, before.frame, now, old_known, now_known, gone, new)

    @property
    def since_text(self) -> str:
        return french.day(self.since)

    @property
    def open_month(self) -> date:
        """The first day of the month that was not over yet."""
        return self.since.replace(day=1)

    def in_both(self) -> Iterator[tuple[int, int]]:
        """The positions, before and now, of the rows that are in both."""
        old_positions = {key: position for position, key in enumerate(self.old_known.index)}
        for position, key in enumerate(self.now_known.index):
            if key in old_positions:
                yield old_positions[key], position


def _moved_to_nobody(rows: _Rows, as_of: date) -> list[Anomaly]:
    """Exits to another SIAE old enough for the arrival to be typed, and none in any other tab."""
    to_member = rows.form.field("motif_sortie").role("transfer")
    long_ago = as_of - timedelta(days=MOVE_DAYS)
    exits = zip(
        rows.column("motif_sortie"),
        rows.column("date_sortie"),
        rows.column("transfert"),
        strict=True,
    )
    return [
        rows.anomaly(position, "motif_sortie", "exit.no_entry_elsewhere")
        for position, (reason, left, move) in enumerate(exits)
        if reason in to_member and isinstance(left, date) and left < long_ago and move != LEAVING
    ]


def _vanished(comparison: _Comparison) -> list[Anomaly]:
    """Rows that were there and are no more; said once for an SIAE where they are most."""
    now, since = comparison.now, comparison.since_text
    siae_of = dict(zip(now["person"], now["siae"], strict=True))
    rows_before, rows_now = Counter(comparison.old["siae"]), Counter(now["siae"])
    by_siae: dict[str, list[Anomaly]] = defaultdict(list)
    for row in comparison.gone:
        siae = row["siae"]
        # an SIAE with no rows at all has an anomaly of its own
        if rows_now[siae]:
            by_siae[siae].append(_vanished_row(row, siae_of.get(row["person"]), since))
    anomalies: list[Anomaly] = []
    for siae, gone in by_siae.items():
        if is_widespread(len(gone), rows_before[siae]):
            words = {"count": str(len(gone)), "of": str(rows_before[siae]), "since": since}
            gone = [make_anomaly(siae, gone[0].tab, "row.mostly_vanished", **words)]
        anomalies += gone
    return anomalies


def _vanished_row(row: _OldRow, siae_now: str | None, since: str) -> Anomaly:
    entry, elsewhere = sentence("history.no_entry_date"), ""
    if siae_now is None:
        # The memory holds no name, only marks of both: « Mme Diallo » alone is nobody any more.
        elsewhere = sentence("history.masked_by_both_names")
    if row["date_entree"]:
        entry = sentence("history.entered_on", day=_quoted_value(row["date_entree"]))
    if siae_now and siae_now != row["siae"]:
        elsewhere = sentence("history.now_elsewhere", siae=siae_now)
    words = {
        "line": str(row["row"]),
        "since": since,
        "entry": entry,
        "person": row["person"],
        "elsewhere": elsewhere,
    }
    return make_anomaly(row["siae"], row["tab"], "row.vanished", **words)


def _past_month_changes(comparison: _Comparison, rows: _Rows) -> list[Anomaly]:
    """Cells of months already over that are not as they were: figures shown then change."""
    by_siae: dict[str, list[Anomaly]] = defaultdict(list)
    for field, dated_by in _DATED_BY.items():
        if {field, dated_by} <= set(comparison.old.columns):
            for anomaly in _changed_cells(comparison, rows, field, dated_by):
                by_siae[anomaly.siae].append(anomaly)
    anomalies: list[Anomaly] = []
    for siae, changed in by_siae.items():
        if len(changed) > WIDESPREAD_FROM:
            words = {"count": str(len(changed)), "since": comparison.since_text}
            tab, cell, row = changed[0].tab, changed[0].cell, changed[0].row
            changed = [make_anomaly(siae, tab, "period.mostly_changed", cell, row, **words)]
        anomalies += changed
    return anomalies


def _changed_cells(
    comparison: _Comparison, rows: _Rows, field: str, dated_by: str
) -> Iterator[Anomaly]:
    first_open = comparison.open_month.isoformat()
    old, now = comparison.old_known[field].tolist(), comparison.now_known[field].tolist()
    old_days = comparison.old_known[dated_by].tolist()
    days = comparison.now_known[dated_by].tolist()
    for old_position, position in comparison.in_both():
        before, after = old[old_position], now[position]
        # dates are ISO texts here, which compare as dates do
        closed = any(day and day < first_open for day in (old_days[old_position], days[position]))
        if before != after and closed:
            words = {
                "before": _quoted_value(before),
                "now": _quoted_value(after),
                "since": comparison.since_text,
            }
            yield rows.anomaly(position, field, "period.changed", **words)


def _added_late(comparison: _Comparison, rows: _Rows) -> list[Anomaly]:
    """Entries of months already over that were typed since, once for each SIAE."""
    entries, members = rows.column("date_entree"), rows.column("siae")
    first_open = comparison.open_month
    by_siae: dict[str, list[int]] = defaultdict(list)
    for position in comparison.new:
        entry = entries[position]
        if isinstance(entry, date) and entry < first_open:
            by_siae[members[position]].append(position)
    anomalies = []
    for positions in by_siae.values():
        words = {
            "count": sentence("history.rows_added", count=len(positions)),
            "month": french.day(first_open),
            "since": comparison.since_text,
        }
        anomalies.append(rows.anomaly(positions[0], "date_entree", "period.late", **words))
    return anomalies


def _quoted_value(text: str) -> str:
    """An ISO date of a state as people write it; « vide » for nothing."""
    try:
        return french.day(date.fromisoformat(text))
    except ValueError:
        if not text:
            return sentence("history.empty")
        return sentence("history.quoted", value=text)
