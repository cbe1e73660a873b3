"""The folder that runs leave their traces in, for the next ones."""

from __future__ import annotations

import json
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sheets_sync.catalogue import sentence
from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.errors import Refusal
from sheets_sync.figures.periods import months_later
from sheets_sync.files import Copies, put, put_text
from sheets_sync.history.state import (
    COMPARED_BY,
    MODIFIED,
    AnomalyCounts,
    Changes,
    State,
    as_text,
    changes_since,
    count_anomalies,
    days_modified,
)

if TYPE_CHECKING:
    import pandas as pd

LOOK_BACK = 31
"""Days over which it is said that a row vanished or a past month changed."""
_SHORTEST_KEY = 16
"""Bytes; a shorter key could be guessed."""
_STATES = "etat-[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9].parquet"
Read = TypeVar("Read")


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
        if len(key) < _SHORTEST_KEY:
            raise Refusal("key.wrong", file=self.key_file)
        return key

    def registry(self) -> dict[str, str]:
        """Fingerprint of an identity → pseudonym, from earlier runs."""
        return self._json("pseudonymes.json")

    def save_people(self, key: bytes, registry: Mapping[str, str]) -> None:
        """Keep the key (readable by its owner only) and the register."""
        if not self.key_file.exists():
            put_text(self.key_file, key.hex() + "\n")
            self.key_file.chmod(0o600)
        self._save("pseudonymes.json", registry)

    def answers(self) -> dict[str, bool]:
        """Pair of pseudonyms → whether the coordinator said that they are one person."""
        return self._json("reponses.json")

    def first_seen(self, keys: Iterable[str], as_of: date) -> dict[str, date]:
        """Key of an anomaly → the day a run first saw it; `as_of` for one that is new."""
        known = self._read("constats.json", _parse_days)
        return {key: min(as_of, known.get(key, as_of)) for key in keys}

    def save_findings(self, first_seen: Mapping[str, date], answers: Mapping[str, bool]) -> None:
        """Keep since when each anomaly is there, and what the coordinator answered."""
        days = {key: day.isoformat() for key, day in first_seen.items()}
        self._save("constats.json", days)
        self._save("reponses.json", answers)

    def imported(self, form: str) -> dict[str, str]:
        """Key of an answer collected elsewhere → the day it was brought in."""
        return dict(self._json("reponses-importees.json").get(form, {}))

    def save_imported(self, form: str, keys: Sequence[str], day: date) -> None:
        """Keep that these answers are in the tabs."""
        known = self._json("reponses-importees.json")
        of_form = {**known.get(form, {}), **dict.fromkeys(keys, day.isoformat())}
        self._save("reponses-importees.json", {**known, form: of_form})

    def headers(self) -> dict[str, dict[str, str]]:
        """Form → field → the header that `setup` last gave its column."""
        return self._json("titres.json")

    def save_headers(self, headers: Mapping[str, Mapping[str, str]]) -> None:
        """Keep them."""
        self._save("titres.json", headers)

    def links(self) -> list[dict[str, str]]:
        """The links to the form on the phone, given and taken back; never their secrets."""
        return list(self._json("liens-de-saisie.json").get("liens", []))

    def save_links(self, links: Sequence[Mapping[str, str]]) -> None:
        """Keep them."""
        self._save("liens-de-saisie.json", {"liens": links})

    def documents(self) -> dict[str, str]:
        """Name of a document → digest of what we last wrote there."""
        return self._json("documents.json")

    def save_documents(self, known: Mapping[str, str]) -> None:
        """Keep the digests of the documents written."""
        self._save("documents.json", known)

    def figures(self, document: str) -> dict[str, Any]:
        """Figures that the document of that name showed; raises `Refusal` if no run made it."""
        figures = self.figures_kept(document)
        if figures is None:
            # the same document of other days: all but the day at the end of its name
            same = (self.folder / "documents").glob(f"{document[:-10]}*.json")
            names = ", ".join(sorted(file.stem for file in same))
            known = names or sentence("history.unknown_documents")
            raise Refusal("document.unknown", name=document, known=known)
        return figures

    def figures_kept(self, document: str) -> dict[str, Any] | None:
        """The same; None if no run made it."""
        file = self.figures_file(document)
        if file.exists():
            return _read(file, _mapping)
        return None

    def figures_file(self, document: str) -> Path:
        """Path of the file that keeps the figures of a document."""
        return self.folder / "documents" / f"{document}.json"

    def published_before(self, document: str, day: date) -> dict[str, Any] | None:
        """Tables of people that the last `document` before `day` published, if any."""
        names = f"{document}-????-??-??.json"
        earlier = [
            file
            for file in sorted((self.folder / "documents").glob(names))
            if file.stem[-10:] < day.isoformat()
        ]
        if not earlier:
            return None
        return _read(earlier[-1], _mapping).get("publie")

    def save_figures(self, document: str, context: Mapping[str, Any]) -> None:
        """Keep what a document shows: counts and texts, never a name."""
        text = json.dumps(context, ensure_ascii=False, indent=0, default=str)
        put_text(self.figures_file(document), text + "\n")

    def changes(self, frame: pd.DataFrame, anomalies: Sequence[Anomaly], as_of: date) -> Changes:
        """Compare `frame` with the last state kept, not later than `as_of`.

        Args:
            frame: the shareable rows.
        """
        states = self._states(as_of)
        if not states:
            return Changes(None)
        last = states[-1]
        before = _read(last.with_suffix(".json"), _anomaly_counts)
        return changes_since(_state(last), before, frame, count_anomalies(anomalies))

    def modified(self, frame: pd.DataFrame, as_of: date) -> list[date | None]:
        """For each row of the shareable frame, the first day on which a run found it as it is.

        None where that is not known: before the first state nothing is.
        """
        states = self._states(as_of)
        if not states:
            return [None] * len(frame)
        return days_modified(_state(states[-1]), frame, as_of)

    def reference(self, as_of: date) -> State | None:
        """The state that entries are compared with.

        The oldest of the last `LOOK_BACK` days, else the last before them. Never one of `as_of`
        itself, so that a second run of the day says the same.
        """
        earlier = self._states(as_of - timedelta(days=1))
        if not earlier:
            return None
        first = as_of - timedelta(days=LOOK_BACK)
        recent = [file for file in earlier if _day(file) >= first]
        return _state(recent[0] if recent else earlier[-1])

    def save_state(self, frame: pd.DataFrame, anomalies: Sequence[Anomaly], as_of: date) -> None:
        """Keep the state of this run (pseudonymised) instead of an earlier one of the same day.

        Those older than the time that config gives them are deleted.
        """
        file = self.folder / f"etat-{as_of.isoformat()}.parquet"
        days = ["" if day is None else day.isoformat() for day in frame[MODIFIED].tolist()]
        state = as_text(frame).assign(**{MODIFIED: days})
        put(file, lambda draft: state.to_parquet(draft, compression="zstd"))
        counts = sorted(count_anomalies(anomalies).items())
        rows = [[*key, count] for key, count in counts]
        self._save(file.with_suffix(".json").name, {"anomalies": rows})
        oldest = months_later(as_of, -self.months)
        for old in self._states(as_of):
            if _day(old) < oldest:
                old.unlink()
                old.with_suffix(".json").unlink(missing_ok=True)

    def _states(self, until: date) -> list[Path]:
        files = sorted(self.folder.glob(_STATES))
        return [file for file in files if _day(file) <= until]

    def _json(self, name: str) -> dict[str, Any]:
        return self._read(name, _mapping)

    def _read(self, name: str, shape: Callable[[dict[str, Any]], Read]) -> Read:
        return _read(self.folder / name, shape)

    def _save(self, name: str, data: Mapping[str, Any]) -> None:
        text = json.dumps(data, ensure_ascii=False, indent=0, sort_keys=True)
        put_text(self.folder / name, text + "\n")


def _read(file: Path, shape: Callable[[dict[str, Any]], Read]) -> Read:
    """Content of a file of ours; that of an empty one where there is none.

    Args:
        shape: makes of the JSON object what is wanted of it.

    Raises:
        Refusal: the file is damaged; the sentence names it.
    """
    data: Any = {}
    try:
        if file.exists():
            data = json.loads(file.read_text(encoding="utf-8"))
        return shape(_mapping(data))
    except (OSError, ValueError, TypeError) as error:
        raise Refusal("history.wrong", file=file) from error


def _mapping(data: Any) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise TypeError("not a JSON object")
    return data


def _parse_days(data: dict[str, Any]) -> dict[str, date]:
    return {key: date.fromisoformat(day) for key, day in data.items()}


def _anomaly_counts(data: dict[str, Any]) -> AnomalyCounts:
    return Counter({tuple(key): int(count) for *key, count in data.get("anomalies", [])})


def _state(file: Path) -> State:
    import pandas as pd

    try:
        frame = pd.read_parquet(file)
    except (OSError, ValueError) as error:
        raise Refusal("history.wrong", file=file) from error
    if not set(COMPARED_BY) <= set(frame.columns):
        raise Refusal("history.wrong", file=file)
    return State(_day(file), frame)


def _day(state: Path) -> date:
    """The day in the name of a state's file."""
    return date.fromisoformat(state.stem.removeprefix("etat-"))
