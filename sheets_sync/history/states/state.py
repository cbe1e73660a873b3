"""State of a run, kept for the next ones, and the comparison of two states."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
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

_KNOWN_AGAIN_BY = ("date_entree", "sexe", "nationalite")
"""The fields that a row of an SIAE is known again by under another pseudonym."""

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
        renamed: whether a row that did not change has another pseudonym.
    """

    since: date | None
    appeared: Mapping[str, int] = attribute(default_factory=dict)
    vanished: Mapping[str, int] = attribute(default_factory=dict)
    corrected: Mapping[str, int] = attribute(default_factory=dict)
    exits: Mapping[str, int] = attribute(default_factory=dict)
    anomalies_new: Mapping[str, int] = attribute(default_factory=dict)
    anomalies_solved: Mapping[str, int] = attribute(default_factory=dict)
    is_first: bool = True
    renamed: bool = False

    @property
    def is_same_state(self) -> bool:
        """True if the state that is kept says all that this one does."""
        return self.nothing and not self.renamed

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
    now, then = comparable(as_text(frame)), comparable(before.frame)
    old = with_keys_of_now(then, now)
    shared = old.index.intersection(now.index)
    same_columns = [column for column in now.columns if column in old.columns]
    differs = (old.loc[shared, same_columns] != now.loc[shared, same_columns]).any(axis=1)
    stayed = (old.loc[shared, "date_sortie"] == "").to_numpy()
    has_left = (now.loc[shared, "date_sortie"] != "").to_numpy()
    return Changes(
        before.day,
        appeared=_rows_by_siae(now.index.difference(old.index)),
        vanished=_rows_by_siae(old.index.difference(now.index)),
        corrected=_rows_by_siae(shared[differs.to_numpy()]),
        exits=_rows_by_siae(shared[stayed & has_left]),
        anomalies_new=_sum_by_siae(anomalies - anomalies_before),
        anomalies_solved=_sum_by_siae(anomalies_before - anomalies),
        renamed=not old.index.equals(then.index),
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


def with_keys_of_now(old: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """The rows of before (`comparable`), each under the key that it has now.

    Whose name was corrected, or was said to be somebody in another tab, has another pseudonym.
    """
    import pandas as pd

    is_gone, is_new = ~old.index.isin(now.index), ~now.index.isin(old.index)
    fields = list(_KNOWN_AGAIN_BY)
    keys_of_new: dict[tuple[str, ...], list[tuple[str, str, int]]] = defaultdict(list)
    for key, *values in now.loc[is_new, fields].itertuples():
        keys_of_new[(key[0], *values)].append(key)
    keys = old.index.to_list()
    gone = old.loc[is_gone, fields].itertuples()
    for position, (key, *values) in zip(is_gone.nonzero()[0], gone, strict=True):
        if alike := keys_of_new[(key[0], *values)]:
            keys[position] = alike.pop(0)
    return old.set_axis(pd.MultiIndex.from_tuples(keys, names=old.index.names))


def count_errors(anomalies: Sequence[Anomaly]) -> AnomalyCounts:
    """Number of anomalies that are to be corrected, by SIAE, rule and field."""
    errors = (anomaly for anomaly in anomalies if anomaly.severity == "error")
    return Counter((a.siae, a.rule, a.field or "") for a in errors)


def _rows_by_siae(index: Any) -> dict[str, int]:
    if len(index):
        return dict(Counter(index.get_level_values("siae")))
    return {}


def _sum_by_siae(counts: AnomalyCounts) -> dict[str, int]:
    total: Counter[str] = Counter()
    for (siae, *_), count in counts.items():
        total[siae] += count
    return dict(total)
