"""What only shows across the tabs and over time: a move with no arrival, a row that is gone, a past month that changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from forms.definition import Form
from sheets_sync import french
from sheets_sync.checking.anomaly import Anomaly, make_anomaly
from sheets_sync.checking.table import WIDESPREAD_FROM, is_widespread
from sheets_sync.consortium.consolidate import Consortium, shareable
from sheets_sync.consortium.transfers import LEAVING, MOVE_DAYS
from sheets_sync.history.store import State, as_text, comparable

if TYPE_CHECKING:
    import pandas as pd

_CLOSED = {"date_entree": "date_entree", "date_sortie": "date_sortie", "motif_sortie": "date_sortie", "sortie_duree_mois": "date_sortie"}  # fmt: skip
"""Fields that figures of a month are counted from → the date that says which month."""
_ALIKE = ("siae", "date_entree", "sexe", "nationalite")
"""What a row is known again by when the name in it was corrected."""


def check_across(
    consortium: Consortium, form: Form, before: State | None, as_of: date
) -> list[Anomaly]:
    """Anomalies of the whole. `before` is the state to compare with: None the first time."""
    found = _moved_to_nobody(consortium, form, as_of)
    if before is not None:
        now = as_text(shareable(consortium.frame, form))
        was, is_ = comparable(before.frame), comparable(now)
        gone, new = _gone_and_new(before.frame, was, now, is_)
        found += _vanished(before, gone, now)
        found += _changed(before.day, was, is_, consortium, form)
        found += _added_late(before.day, new, consortium, form)
    return found


def _moved_to_nobody(consortium: Consortium, form: Form, as_of: date) -> list[Anomaly]:
    """Exits to another SIAE old enough for the arrival to be typed, and none in any other tab."""
    frame = consortium.frame
    to_member = form.field("motif_sortie").role("transfer")
    long_ago = as_of - timedelta(days=MOVE_DAYS)
    rows = zip(frame["motif_sortie"], frame["date_sortie"], frame["transfert"], strict=True)
    places = [
        place
        for place, (motif, left, move) in enumerate(rows)
        if motif in to_member and isinstance(left, date) and left < long_ago and move != LEAVING
    ]
    return [
        _at(consortium, form, place, "motif_sortie", "exit.no_entry_elsewhere") for place in places
    ]


def _gone_and_new(
    before: pd.DataFrame, was: pd.DataFrame, now: pd.DataFrame, is_: pd.DataFrame
) -> tuple[list[dict[Hashable, Any]], list[int]]:
    """Rows of `before` that are no more, and places of rows of `now` that were not there; a corrected name is neither."""
    gone = before[~was.index.isin(is_.index)].to_dict("records")
    new: dict[tuple[str, ...], list[int]] = defaultdict(list)
    known = now[list(_ALIKE)]
    for place in np.flatnonzero(~is_.index.isin(was.index)).tolist():
        new[tuple(known.iloc[place])].append(place)
    left = []
    for row in gone:
        if alike := new[tuple(row[name] for name in _ALIKE)]:
            alike.pop(0)
        else:
            left.append(row)
    return left, sorted(place for places in new.values() for place in places)


def _vanished(before: State, gone: list[dict[Hashable, Any]], now: pd.DataFrame) -> list[Anomaly]:
    """Rows that were there and are no more, a line each; once for an SIAE where they are most."""
    where = dict(zip(now["person"], now["siae"], strict=True))
    rows_before, rows_now = Counter(before.frame["siae"]), Counter(now["siae"])
    lost: dict[str, list[Anomaly]] = defaultdict(list)
    for row in gone:
        siae = row["siae"]
        if not rows_now[siae]:  # an SIAE with no rows at all has its own anomaly
            continue
        entry = (
            f"entrée le {_french(row['date_entree'])}"
            if row["date_entree"]
            else "sans date d'entrée"
        )
        there = where.get(row["person"])
        elsewhere = f" La personne est maintenant chez {there}." if there and there != siae else ""
        words = {
            "line": str(row["row"]),
            "since": french.day(before.day),
            "entry": entry,
            "person": row["person"],
        }
        lost[siae].append(
            make_anomaly(siae, row["tab"], "row.vanished", **words, elsewhere=elsewhere)
        )
    found = []
    for siae, anomalies in lost.items():
        if is_widespread(len(anomalies), rows_before[siae]):
            anomalies = [
                make_anomaly(
                    siae,
                    anomalies[0].tab,
                    "row.mostly_vanished",
                    count=str(len(anomalies)),
                    of=str(rows_before[siae]),
                    since=french.day(before.day),
                )
            ]
        found += anomalies
    return found


def _changed(
    since: date, was: pd.DataFrame, is_: pd.DataFrame, consortium: Consortium, form: Form
) -> list[Anomaly]:
    """What is no longer the same of months already over at `since`: figures shown then change."""
    first = since.replace(day=1).isoformat()
    place_then = {mark: place for place, mark in enumerate(was.index)}
    both = [(place_then[mark], place) for place, mark in enumerate(is_.index) if mark in place_then]
    by_siae: dict[str, list[Anomaly]] = defaultdict(list)
    for name, dated in _CLOSED.items():
        if not {name, dated} <= set(was.columns):
            continue
        then, now = was[name].tolist(), is_[name].tolist()
        day_then, day_now = was[dated].tolist(), is_[dated].tolist()
        for old, new in both:
            if then[old] != now[new] and any(
                day and day < first for day in (day_then[old], day_now[new])
            ):
                words = {
                    "before": _french(then[old]),
                    "now": _french(now[new]),
                    "since": french.day(since),
                }
                anomaly = _at(consortium, form, new, name, "period.changed", **words)
                by_siae[anomaly.siae].append(anomaly)
    found = []
    for siae, anomalies in by_siae.items():
        if len(anomalies) > WIDESPREAD_FROM:
            words = {"count": str(len(anomalies)), "since": french.day(since)}
            anomalies = [
                make_anomaly(
                    siae,
                    anomalies[0].tab,
                    "period.mostly_changed",
                    anomalies[0].cell,
                    anomalies[0].row,
                    **words,
                )
            ]
        found += anomalies
    return found


def _added_late(since: date, new: list[int], consortium: Consortium, form: Form) -> list[Anomaly]:
    """Entries of months already over at `since` that were typed after it, once for each SIAE."""
    first = since.replace(day=1)
    entries, members = consortium.frame["date_entree"].tolist(), consortium.frame["siae"].tolist()
    by_siae: dict[str, list[int]] = defaultdict(list)
    for place in new:
        if isinstance(entry := entries[place], date) and entry < first:
            by_siae[members[place]].append(place)
    found = []
    for places in by_siae.values():
        count = french.several(len(places), "ligne ajoutée", "lignes ajoutées")
        words = {"count": count, "month": french.day(first), "since": french.day(since)}
        found.append(_at(consortium, form, places[0], "date_entree", "period.late", **words))
    return found


def _at(
    consortium: Consortium, form: Form, place: int, field: str, rule: str, **words: str
) -> Anomaly:
    """The anomaly of `rule` at the `field` of a consolidated row."""
    frame = consortium.frame
    tab, cell = str(frame["tab"].iat[place]), consortium.cell(place, field).rpartition("!")[2]
    return make_anomaly(
        str(frame["siae"].iat[place]),
        tab,
        rule,
        cell,
        int(str(frame["row"].iat[place])),
        form.field(field),
        **words,
    )


def _french(text: str) -> str:
    """An ISO date of a state as people write it; « vide » for nothing."""
    try:
        return f"{date.fromisoformat(text):%d/%m/%Y}"
    except ValueError:
        return f"« {text} »" if text else "vide"
