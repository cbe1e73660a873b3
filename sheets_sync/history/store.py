"""What a run leaves for the next: the key and register of pseudonyms, and the consolidated state it found."""

from __future__ import annotations

import json
import secrets
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as attribute
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.consortium.derived import DERIVED
from sheets_sync.errors import Refusal
from sheets_sync.figures.periods import months_later
from sheets_sync.files import Copies, put, put_text

if TYPE_CHECKING:
    import pandas as pd

MODIFIED = "modifiee_le"
"""The column of a state that says since when each row is as it is."""
LOOK_BACK = 31
"""Days over which what vanished or changed is told."""


@dataclass(frozen=True)
class Changes:
    """What is different from the state of `since` (None: there is none before). Counts by SIAE."""

    since: date | None
    appeared: Mapping[str, int] = attribute(default_factory=dict)
    vanished: Mapping[str, int] = attribute(default_factory=dict)
    corrected: Mapping[str, int] = attribute(default_factory=dict)
    exits: Mapping[str, int] = attribute(default_factory=dict)
    anomalies_new: Mapping[str, int] = attribute(default_factory=dict)
    anomalies_solved: Mapping[str, int] = attribute(default_factory=dict)

    @property
    def nothing(self) -> bool:
        """Whether the entries and their anomalies are just what they were."""
        counts = (
            self.appeared,
            self.vanished,
            self.corrected,
            self.anomalies_new,
            self.anomalies_solved,
        )
        return self.since is not None and not any(counts)


@dataclass(frozen=True)
class State:
    """What a run of `day` found: the shareable rows, all as text, dates as ISO."""

    day: date
    frame: pd.DataFrame


class History:
    """The folder that runs leave their traces in. Nothing is written before `save_*` is called."""

    def __init__(
        self, folder: Path, key_file: Path, *, months: int, copies: int, root: Path
    ) -> None:
        self.folder, self.key_file, self.months = folder, key_file, months
        self.copies = Copies(folder / "copies", copies, root)

    def key(self) -> bytes:
        """The secret of the pseudonyms; a new one, not yet saved, the first time."""
        try:
            text = self.key_file.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return secrets.token_bytes(32)
        except (OSError, UnicodeDecodeError) as error:
            raise Refusal("key.wrong", file=self.key_file) from error
        try:
            key = bytes.fromhex(text)
        except ValueError as error:
            raise Refusal("key.wrong", file=self.key_file) from error
        if len(key) < 16:
            raise Refusal("key.wrong", file=self.key_file)
        return key

    def registry(self) -> dict[str, str]:
        """Fingerprint of an identity → pseudonym, from earlier runs."""
        return self._json(self.folder / "pseudonymes.json")

    def save_people(self, key: bytes, registry: Mapping[str, str]) -> None:
        """Keep the key (readable by its owner only) and the register."""
        if not self.key_file.exists():
            put_text(self.key_file, key.hex() + "\n")
            self.key_file.chmod(0o600)
        self._save(self.folder / "pseudonymes.json", registry)

    def answers(self) -> dict[str, bool]:
        """Pair of pseudonyms → whether the coordinator said they are one person, from earlier runs."""
        return self._json(self.folder / "reponses.json")

    def first_seen(self, keys: Iterable[str], as_of: date) -> dict[str, date]:
        """Key of an anomaly → the day a run first saw it; `as_of` for one that is new."""
        known = self._json(self.folder / "constats.json")
        return {
            key: min(as_of, date.fromisoformat(known.get(key, as_of.isoformat()))) for key in keys
        }

    def save_findings(self, first_seen: Mapping[str, date], answers: Mapping[str, bool]) -> None:
        """Keep since when each anomaly is there, and what the coordinator answered."""
        self._save(
            self.folder / "constats.json", {key: day.isoformat() for key, day in first_seen.items()}
        )
        self._save(self.folder / "reponses.json", answers)

    def imported(self, form: str) -> dict[str, str]:
        """Key of an answer collected elsewhere → the day it was brought in."""
        return dict(self._json(self.folder / "reponses-importees.json").get(form, {}))

    def save_imported(self, form: str, keys: Sequence[str], day: date) -> None:
        """Keep that these answers are in the tabs."""
        file = self.folder / "reponses-importees.json"
        known = self._json(file)
        self._save(
            file, {**known, form: {**known.get(form, {}), **dict.fromkeys(keys, day.isoformat())}}
        )

    def titles(self) -> dict[str, dict[str, str]]:
        """Form → field → the title that `setup` last gave its column."""
        return self._json(self.folder / "titres.json")

    def save_titles(self, titles: Mapping[str, Mapping[str, str]]) -> None:
        """Keep them."""
        self._save(self.folder / "titres.json", titles)

    def links(self) -> list[dict[str, str]]:
        """The links for the form on the phone, as they were given and taken back; never their secrets."""
        return list(self._json(self.folder / "liens-de-saisie.json").get("liens", []))

    def save_links(self, links: Sequence[Mapping[str, str]]) -> None:
        """Keep them."""
        self._save(self.folder / "liens-de-saisie.json", {"liens": links})

    def documents(self) -> dict[str, str]:
        """Name of a document → digest of what we last wrote there."""
        return self._json(self.folder / "documents.json")

    def save_documents(self, known: Mapping[str, str]) -> None:
        """Keep the digests of the documents written."""
        self._save(self.folder / "documents.json", known)

    def figures(self, document: str) -> dict[str, Any]:
        """What the document of that name showed; raises `Refusal` if no run made it."""
        kept = self.figures_kept(document)
        if kept is None:
            same = (self.folder / "documents").glob(f"{document[:-10]}*.json")
            raise Refusal(
                "document.unknown",
                name=document,
                known=", ".join(sorted(file.stem for file in same)) or "aucun",
            )
        return kept

    def figures_kept(self, document: str) -> dict[str, Any] | None:
        """The same; None if no run made it."""
        file = self.figures_file(document)
        return self._json(file) if file.exists() else None

    def figures_file(self, document: str) -> Path:
        """Where the figures of a document are kept."""
        return self.folder / "documents" / f"{document}.json"

    def published_before(self, document: str, day: date) -> dict[str, Any] | None:
        """What the last `document` made before `day` published of its tables of people; None if there is none."""
        earlier = [
            file
            for file in sorted((self.folder / "documents").glob(f"{document}-????-??-??.json"))
            if file.stem[-10:] < day.isoformat()
        ]
        return self._json(earlier[-1]).get("publie") if earlier else None

    def save_figures(self, document: str, context: Mapping[str, Any]) -> None:
        """Keep what a document shows: counts and texts, never a name."""
        put_text(
            self.figures_file(document),
            json.dumps(context, ensure_ascii=False, indent=0, default=str) + "\n",
        )

    def changes(self, frame: pd.DataFrame, anomalies: Sequence[Anomaly], as_of: date) -> Changes:
        """What is different from the last state kept, not later than `as_of`. `frame` is the shareable one."""
        states = self._states(as_of)
        if not states:
            return Changes(None)
        last = states[-1]
        before, now = comparable(self._state(last).frame), comparable(as_text(frame))
        told = Counter(
            {
                tuple(mark): count
                for *mark, count in self._json(last.with_suffix(".json")).get("anomalies", [])
            }
        )
        tell = _marks(anomalies)
        shared = before.index.intersection(now.index)
        same = [column for column in now.columns if column in before.columns]
        differs = (before.loc[shared, same] != now.loc[shared, same]).any(axis=1)
        return Changes(
            _day(last),
            _by_siae(now.index.difference(before.index)),
            _by_siae(before.index.difference(now.index)),
            _by_siae(shared[differs.to_numpy()]),
            _by_siae(
                shared[
                    (before.loc[shared, "date_sortie"] == "").to_numpy()
                    & (now.loc[shared, "date_sortie"] != "").to_numpy()
                ]
            ),
            _sum_by_siae(tell - told),
            _sum_by_siae(told - tell),
        )

    def modified(self, frame: pd.DataFrame, as_of: date) -> list[date | None]:
        """For each row of the shareable frame, the first day on which a run found it as it is now; None where that is not known.

        A row that the last state has unchanged keeps its day; one that is new or changed has `as_of`. Before the first state nothing is known.
        """
        states = self._states(as_of)
        if not states:
            return [None] * len(frame)
        before = self._state(states[-1]).frame
        if MODIFIED not in before.columns:
            before = before.assign(**{MODIFIED: ""})
        known, now = comparable(before), comparable(as_text(frame))
        same = [column for column in now.columns if column in known.columns]
        known = known[~known.index.duplicated()]
        earlier = known.reindex(now.index)
        unchanged = (earlier[same] == now[same]).all(axis=1)
        days = earlier[MODIFIED].where(unchanged, as_of.isoformat())
        return [date.fromisoformat(day) if day else None for day in days.tolist()]

    def reference(self, as_of: date) -> State | None:
        """The state that entries are compared with: the oldest of the last `LOOK_BACK` days, else the last before them.

        Never one of `as_of` itself, so that a second run of the day says the same.
        """
        earlier = self._states(as_of - timedelta(days=1))
        recent = [state for state in earlier if _day(state) >= as_of - timedelta(days=LOOK_BACK)]
        return self._state((recent or earlier[-1:])[0]) if earlier else None

    def save_state(self, frame: pd.DataFrame, anomalies: Sequence[Anomaly], as_of: date) -> None:
        """Keep the state of this run (pseudonymised), in the place of an earlier one of the same day; those too old go."""
        state = self.folder / f"etat-{as_of.isoformat()}.parquet"
        days = ["" if day is None else day.isoformat() for day in frame[MODIFIED].tolist()]
        put(
            state,
            lambda draft: (
                as_text(frame).assign(**{MODIFIED: days}).to_parquet(draft, compression="zstd")
            ),
        )
        marks = [[*mark, count] for mark, count in sorted(_marks(anomalies).items())]
        self._save(state.with_suffix(".json"), {"anomalies": marks})
        oldest = months_later(as_of, -self.months)
        for old in [old for old in self._states(as_of) if _day(old) < oldest]:
            old.unlink()
            old.with_suffix(".json").unlink(missing_ok=True)

    def _states(self, until: date) -> list[Path]:
        return [
            state
            for state in sorted(self.folder.glob("etat-*.parquet"))
            if state.stem[5:] <= until.isoformat()
        ]

    @staticmethod
    def _state(file: Path) -> State:
        import pandas as pd

        try:
            return State(_day(file), pd.read_parquet(file))
        except (OSError, ValueError) as error:
            raise Refusal("history.wrong", file=file) from error

    def _json(self, file: Path) -> dict[str, Any]:
        try:
            found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise Refusal("history.wrong", file=file) from error
        return found

    @staticmethod
    def _save(file: Path, data: Mapping[str, Any]) -> None:
        put_text(file, json.dumps(data, ensure_ascii=False, indent=0, sort_keys=True) + "\n")


def as_text(frame: pd.DataFrame) -> pd.DataFrame:
    """All columns as text ("" for unknown), so that two states compare whatever their types."""
    import pandas as pd

    kept = frame.drop(columns=[name for name in DERIVED if name in frame.columns])
    texts: dict[str, list[str]] = {}
    for name in kept.columns:
        values = kept[name].tolist()
        written = {
            value: "" if value is None or value != value else str(value) for value in set(values)
        }
        texts[name] = [written[value] for value in values]
    return pd.DataFrame(texts, dtype=object)


def comparable(text: pd.DataFrame) -> pd.DataFrame:
    """A state's rows, in their order, by SIAE, person and the person's how-manieth entry; where a row stands in its tab does not count."""
    nth = (
        text.sort_values("date_entree", kind="stable")
        .groupby(["siae", "person"], sort=False)
        .cumcount()
    )
    return text.assign(nth=nth).drop(columns=["tab", "row"]).set_index(["siae", "person", "nth"])


def _day(state: Path) -> date:
    return date.fromisoformat(state.stem[5:])


def _by_siae(index: Any) -> dict[str, int]:
    return dict(Counter(index.get_level_values("siae"))) if len(index) else {}


def _marks(anomalies: Sequence[Anomaly]) -> Counter[tuple[str, ...]]:
    return Counter((a.siae, a.rule, a.field or "") for a in anomalies)


def _sum_by_siae(marks: Counter[tuple[str, ...]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for (siae, *_), count in marks.items():
        total[siae] += count
    return dict(total)
