"""State of a run, kept for the next ones, and the comparison of two states."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as attribute
from datetime import date
from typing import TYPE_CHECKING, Any

from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.consortium.derived import labels_of_derived

if TYPE_CHECKING:
    import pandas as pd

MODIFIED = "modifiee_le"
"""The column of a state that says since when each row is as it is."""
COMPARED_BY = ("siae", "tab", "row", "person", "date_entree", "date_sortie")
"""The columns that states are compared by: a file without them is no state."""

_KNOWN_AGAIN_BY = ("siae", "date_entree", "sexe", "nationalite")
"""The fields that a row is known again by where it is now somebody else's: a name was corrected,
or two were said to be one."""
OldRow = Mapping[Hashable, Any]
AnomalyCounts = Counter[tuple[str, ...]]
"""(SIAE, rule, field) → how many anomalies."""


@dataclass(frozen=True)
class State:
    """State that a run of `day` found: rows without names and free texts, all as text."""

    day: date
    frame: pd.DataFrame


@dataclass(frozen=True)
class Changes:
    """Differences from the state of `since`, by SIAE.

    Attributes:
        since: None where there is none before, or, unless `is_first`, none that can be read.
    """

    since: date | None
    appeared: Mapping[str, int] = attribute(default_factory=dict)
    vanished: Mapping[str, int] = attribute(default_factory=dict)
    corrected: Mapping[str, int] = attribute(default_factory=dict)
    exits: Mapping[str, int] = attribute(default_factory=dict)
    anomalies_new: Mapping[str, int] = attribute(default_factory=dict)
    anomalies_solved: Mapping[str, int] = attribute(default_factory=dict)
    is_first: bool = True

    @property
    def nothing(self) -> bool:
        """True if the entries and their anomalies are just what they were."""
        counts = (
            self.appeared,
            self.vanished,
            self.corrected,
            self.anomalies_new,
            self.anomalies_solved,
        )
        return self.since is not None and not any(counts)

    @property
    def totals(self) -> dict[str, int]:
        """Each kind of change → how many there are."""
        return {kind: sum(counts.values()) for kind, counts in self.by_siae.items()}

    @property
    def by_siae(self) -> dict[str, Mapping[str, int]]:
        """Each kind of change → SIAE → how many there are."""
        return {
            "appeared": self.appeared,
            "vanished": self.vanished,
            "corrected": self.corrected,
            "exits": self.exits,
            "anomalies_new": self.anomalies_new,
            "anomalies_solved": self.anomalies_solved,
        }


def changes_since(
    before: State,
    anomalies_before: AnomalyCounts,
    frame: pd.DataFrame,
    anomalies: AnomalyCounts,
    is_error: Callable[[str], bool],
) -> Changes:
    """Compare the rows of a run and its anomalies with a state before.

    Args:
        is_error: whether what a rule finds is to be corrected: only that is new, or solved.
    """
    anomalies_before = _only_errors(anomalies_before, is_error)
    anomalies = _only_errors(anomalies, is_error)
    rows = as_text(frame)
    old, now = comparable(before.frame), comparable(rows)
    gone, new = gone_and_new(before.frame, rows, old.index, now.index)
    shared = old.index.intersection(now.index)
    same_columns = [column for column in now.columns if column in old.columns]
    differs = (old.loc[shared, same_columns] != now.loc[shared, same_columns]).any(axis=1)
    stayed = (old.loc[shared, "date_sortie"] == "").to_numpy()
    has_left = (now.loc[shared, "date_sortie"] != "").to_numpy()
    return Changes(
        before.day,
        appeared=dict(Counter(rows["siae"].iloc[list(new)])),
        vanished=dict(Counter(row["siae"] for row in gone)),
        corrected=_rows_by_siae(shared[differs.to_numpy()]),
        exits=_rows_by_siae(shared[stayed & has_left]),
        anomalies_new=_sum_by_siae(anomalies - anomalies_before),
        anomalies_solved=_sum_by_siae(anomalies_before - anomalies),
    )


def _only_errors(counts: AnomalyCounts, is_error: Callable[[str], bool]) -> AnomalyCounts:
    return Counter({key: count for key, count in counts.items() if is_error(key[1])})


def days_modified(before: State, frame: pd.DataFrame, as_of: date) -> list[date | None]:
    """For each row of a run, since when it is as it is; None where not known.

    A row that the state has unchanged keeps its day; one that is new or changed has `as_of`.
    """
    old = before.frame
    if MODIFIED not in old.columns:
        old = old.assign(**{MODIFIED: ""})
    known, now = comparable(old), comparable(as_text(frame))
    same_columns = [column for column in now.columns if column in known.columns]
    # keys that two rows share cannot be told apart: the first stands for both
    known = known[~known.index.duplicated()]
    earlier = known.reindex(now.index)
    unchanged = (earlier[same_columns] == now[same_columns]).all(axis=1)
    days = earlier[MODIFIED].where(unchanged, as_of.isoformat())
    return [date.fromisoformat(day) if day else None for day in days.tolist()]


def as_text(frame: pd.DataFrame) -> pd.DataFrame:
    """All columns as text ("" for unknown), so that two states compare whatever their types."""
    import pandas as pd

    derived = labels_of_derived()
    entered = frame.drop(columns=[name for name in frame.columns if name in derived])
    texts: dict[str, list[str]] = {}
    for name in entered.columns:
        values = entered[name].tolist()
        # each distinct value is written once: most columns have few
        written = {value: value_as_text(value) for value in set(values)}
        texts[name] = [written[value] for value in values]
    return pd.DataFrame(texts, dtype=object)


def value_as_text(value: Any) -> str:
    """A value as a state keeps it: "" where it is not known."""
    # NaN is the one value that differs from itself
    if value is None or value != value:  # noqa: PLR0124
        return ""
    return str(value)


def comparable(text: pd.DataFrame) -> pd.DataFrame:
    """A state's rows, in their order, by SIAE, person and which of the person's entries it is.

    Where a row stands in its tab does not count.
    """
    nth = (
        text.sort_values("date_entree", kind="stable")
        .groupby(["siae", "person"], sort=False)
        .cumcount()
    )
    return text.assign(nth=nth).drop(columns=["tab", "row"]).set_index(["siae", "person", "nth"])


def gone_and_new(
    before: pd.DataFrame, now: pd.DataFrame, old_keys: pd.Index[Any], keys: pd.Index[Any]
) -> tuple[Sequence[OldRow], Sequence[int]]:
    """The rows that are no more, and the positions of those that were not there, all as text.

    A row that is only somebody else's by now is neither.

    Args:
        old_keys, keys: by what the rows are known again (`comparable`).
    """
    lost = before[~old_keys.isin(keys)].to_dict("records")
    alike: dict[tuple[str, ...], list[int]] = defaultdict(list)
    fields = now[list(_KNOWN_AGAIN_BY)]
    for position, is_known in enumerate(keys.isin(old_keys)):
        if not is_known:
            alike[tuple(fields.iloc[position])].append(position)
    gone = []
    for row in lost:
        same = alike[tuple(row[name] for name in _KNOWN_AGAIN_BY)]
        if same:
            same.pop(0)
        else:
            gone.append(row)
    return gone, sorted(itertools.chain.from_iterable(alike.values()))


def count_anomalies(anomalies: Sequence[Anomaly]) -> AnomalyCounts:
    """Number of anomalies to correct by SIAE, rule and field.

    An error is none where it is told as less: of a column that the tab does not have.
    """
    errors = (one for one in anomalies if one.severity == "error")
    return Counter((one.siae, one.rule, one.field or "") for one in errors)


def _rows_by_siae(index: Any) -> dict[str, int]:
    if len(index):
        return dict(Counter(index.get_level_values("siae")))
    return {}


def _sum_by_siae(counts: AnomalyCounts) -> dict[str, int]:
    total: Counter[str] = Counter()
    for (siae, *_), count in counts.items():
        total[siae] += count
    return dict(total)
