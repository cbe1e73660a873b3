"""The folder that runs leave their traces in, for the next ones."""

from __future__ import annotations

import contextlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sheets_sync.catalogue import sentence
from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.errors import Refusal
from sheets_sync.files import Copies, put, put_text
from sheets_sync.history.conflicts import ConflictCopy, conflict_copies
from sheets_sync.history.keeping import Keeping, keeping, state_name
from sheets_sync.history.memory import (
    ANSWERS,
    DIFFERENCES,
    DOCUMENTS,
    FINDINGS,
    IMPORTED,
    LAST_RUN,
    LINKS,
    REGISTER,
    TITLES,
    UNREADABLE,
    Memory,
    Read,
    Shape,
    keep_private,
    mapping,
    mapping_of,
    read_json,
)
from sheets_sync.history.pseudonym_key import KeyFile, check_value
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
from sheets_sync.release.door import Released

if TYPE_CHECKING:
    import pandas as pd

LOOK_BACK = 31
"""Days over which it is said that a row vanished or a past month changed."""
_STATES = "etat-[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9].parquet"
_FEWEST_STRANGERS = 10
"""Identities in a register that a key knows none of: by then it is no chance."""


class History:
    """The folder that runs leave their traces in. Nothing is written before `save_*` is called."""

    def __init__(
        self, folder: Path, key_file: Path, *, months: int, copies: int, root: Path
    ) -> None:
        self.folder, self.key_file, self.months = folder, key_file, months
        self.copies = Copies(folder / "copies", copies, root)
        self._memory = Memory(folder, self.copies)

    def refuse_unusable(self) -> None:
        """Raise `Refusal` where something that a run needs is damaged, or the key is not right.

        Before anything is written.
        """
        self.key()
        self.answers()
        self.first_seen((), date.max)
        self.documents()

    def key(self) -> bytes:
        """The secret of the pseudonyms; a new one, not yet saved, the first time.

        Raises:
            Refusal: the register was made with another, or there is one and the key is lost.
        """
        register = self._memory.read(REGISTER, register_of)
        is_needed = bool(register.names or self.answers() or self._states())
        return KeyFile(self.key_file).read(register.check, is_needed)

    def registry(self) -> dict[str, str]:
        """Fingerprint of an identity → pseudonym, from earlier runs."""
        return self._memory.read(REGISTER, register_of).names

    def refuse_strange_key(self, pseudonyms: Iterable[str]) -> None:
        """Raise `Refusal` where a register from before it had a check value knows none of these.

        Args:
            pseudonyms: those that a run gave with the key.
        """
        register = self._memory.read(REGISTER, register_of)
        if register.check is not None or len(register.names) < _FEWEST_STRANGERS:
            return
        if set(register.names.values()).isdisjoint(pseudonyms):
            raise Refusal("key.other", file=self.key_file, hint="")

    def save_people(self, key: bytes, registry: Mapping[str, str]) -> None:
        """Keep the key (readable by its owner only) and the register with its check value."""
        KeyFile(self.key_file).save(key)
        self._memory.save(REGISTER, Register(dict(registry), check_value(key)).as_json())

    def conflict_copies(self) -> list[ConflictCopy]:
        """The copies that a synchroniser made of files of the memory."""
        return conflict_copies(self.folder, self.key_file)

    def answers(self) -> dict[str, bool]:
        """Pair of pseudonyms → whether the coordinator said that they are one person."""
        return self._memory.read(ANSWERS, mapping_of(bool))

    def save_answers(self, answers: Mapping[str, bool]) -> None:
        """Keep what the coordinator answered."""
        self._memory.save(ANSWERS, answers)

    def first_seen(self, keys: Iterable[str], as_of: date) -> dict[str, date]:
        """Key of an anomaly → the day a run first saw it; `as_of` for one that is new."""
        known = self._memory.read(FINDINGS, _parse_days)
        return {key: min(as_of, known.get(key, as_of)) for key in keys}

    def save_findings(self, first_seen: Mapping[str, date]) -> None:
        """Keep since when each anomaly is there."""
        days = {key: day.isoformat() for key, day in first_seen.items()}
        self._memory.save(FINDINGS, days)

    def imported(self, form: str) -> dict[str, str]:
        """Key of an answer collected elsewhere → the day it was brought in."""
        return dict(self._imported().get(form, {}))

    def save_imported(self, form: str, keys: Sequence[str], day: date) -> None:
        """Keep that these answers are in the tabs."""
        known = self._imported()
        of_form = {**known.get(form, {}), **dict.fromkeys(keys, day.isoformat())}
        self._memory.save(IMPORTED, {**known, form: of_form})

    def differences(self, shape: Callable[[Mapping[str, Any]], Read]) -> list[Read]:
        """The differences that outside files showed, each made of its JSON object by `shape`."""

        def read(data: dict[str, Any]) -> list[Read]:
            return [shape(mapping(one)) for of_one in data.values() for one in of_one]

        return self._memory.read(DIFFERENCES, read)

    def save_differences(self, source: str, differences: Sequence[Mapping[str, Any]]) -> None:
        """Keep those of a source in the place of what it showed before."""
        known = self._memory.read(DIFFERENCES, mapping_of(list))
        self._memory.save(DIFFERENCES, {**known, source: list(differences)})

    def headers(self) -> dict[str, dict[str, str]]:
        """Form → field → the header that `setup` last gave its column."""
        return self._memory.read(TITLES, mapping_of(dict))

    def save_headers(self, headers: Mapping[str, Mapping[str, str]]) -> None:
        """Keep them."""
        self._memory.save(TITLES, headers)

    def links(self) -> list[dict[str, str]]:
        """The links to the form on the phone, given and taken back; never their secrets."""
        return self._memory.read(LINKS, _links)

    def save_links(self, links: Sequence[Mapping[str, str]]) -> None:
        """Keep them."""
        self._memory.save(LINKS, {"liens": links})

    def documents(self) -> dict[str, str]:
        """Name of a document → digest of what we last wrote there."""
        return self._memory.read(DOCUMENTS, mapping_of(str))

    def save_documents(self, known: Mapping[str, str]) -> None:
        """Keep the digests of the documents written."""
        self._memory.save(DOCUMENTS, known)

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
            return _read(file, mapping)
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
        return _read(earlier[-1], mapping).get("publie")

    def save_figures(self, document: str, context: Released[Mapping[str, Any]]) -> None:
        """Keep what a document shows: counts and texts, never a name."""
        text = json.dumps(context.content, ensure_ascii=False, indent=0, default=str)
        file = self.figures_file(document)
        put_text(file, text + "\n")
        keep_private(file)

    def changes(
        self, rows: Released[pd.DataFrame], anomalies: Sequence[Anomaly], as_of: date
    ) -> Changes:
        """Compare the rows with the last state kept, not later than `as_of`."""
        states = self._states(as_of)
        if not states:
            return Changes(None)
        last = states[-1]
        before = _read(last.with_suffix(".json"), _anomaly_counts)
        return changes_since(_state(last), before, rows.content, count_anomalies(anomalies))

    def modified(self, rows: Released[pd.DataFrame], as_of: date) -> list[date | None]:
        """For each row, the first day on which a run found it as it is, its free texts apart.

        None where that is not known: before the first state nothing is.
        """
        states = self._states(as_of)
        if not states:
            return [None] * len(rows.content)
        return days_modified(_state(states[-1]), rows.content, as_of)

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

    def save_state(
        self, rows: Released[pd.DataFrame], anomalies: Sequence[Anomaly], today: date
    ) -> None:
        """Keep the state of today's run (pseudonymised) instead of an earlier one of the day."""
        file, frame = self.folder / state_name(today), rows.content
        days = ["" if day is None else day.isoformat() for day in frame[MODIFIED].tolist()]
        state = as_text(frame).assign(**{MODIFIED: days})
        put(file, lambda draft: state.to_parquet(draft, compression="zstd"))
        keep_private(file)
        counts = sorted(count_anomalies(anomalies).items())
        counted = [[*key, count] for key, count in counts]
        self._memory.save(file.with_suffix(".json").name, {"anomalies": counted})

    def keep_time(self, today: date) -> Keeping:
        """Delete the states that became due since the last run, and keep that today's was.

        Only for a run of the day that it is: a run for another day deletes nothing.
        """
        states = [_day(file) for file in self._states()]
        found = keeping(states, self._last_run(today), today, self.months)
        for day in found.due:
            file = self.folder / state_name(day)
            file.unlink(missing_ok=True)
            file.with_suffix(".json").unlink(missing_ok=True)
        self._memory.save(LAST_RUN, {"jour": today.isoformat()})
        return found

    def _last_run(self, today: date) -> date | None:
        """The day of the last run that was for its own day, today's not counted.

        Before it was kept, the states say when a run was.
        """
        with contextlib.suppress(Refusal):
            # One that is damaged is made anew below: nothing but this day is in it.
            last = self._memory.read(LAST_RUN, _day_of_run)
            if last is not None:
                return last
        earlier = self._states(today - timedelta(days=1))
        return _day(earlier[-1]) if earlier else None

    def _states(self, until: date = date.max) -> list[Path]:
        files = sorted(self.folder.glob(_STATES))
        return [file for file in files if _is_dated(file) and _day(file) <= until]

    def _imported(self) -> dict[str, dict[str, str]]:
        return self._memory.read(IMPORTED, mapping_of(dict))


@dataclass(frozen=True)
class Register:
    """The register of pseudonyms.

    Attributes:
        names: fingerprint of an identity → pseudonym.
        check: the check value of the key it was made with; None for one from before that was kept.
    """

    names: dict[str, str]
    check: str | None = None

    def as_json(self) -> dict[str, Any]:
        """As it lies in its file."""
        return {"cle": self.check, "personnes": self.names}


def register_of(data: dict[str, Any]) -> Register:
    """The register in a file; before it had a check value, the file was the names alone."""
    if "personnes" not in data:
        return Register(mapping_of(str)(data))
    check = data.get("cle")
    if not isinstance(check, str):
        raise TypeError("no check value")
    return Register(mapping_of(str)(mapping(data["personnes"])), check)


def _read(file: Path, shape: Shape[Read]) -> Read:
    """What a file that is no part of `Memory` holds; raises `Refusal` where it is damaged."""
    try:
        return read_json(file, shape)
    except UNREADABLE as error:
        raise Refusal("history.wrong", file=file) from error


def _links(data: dict[str, Any]) -> list[dict[str, str]]:
    return [mapping_of(str)(mapping(link)) for link in data.get("liens", [])]


def _parse_days(data: dict[str, Any]) -> dict[str, date]:
    return {key: date.fromisoformat(day) for key, day in data.items()}


def _day_of_run(data: dict[str, Any]) -> date | None:
    return date.fromisoformat(data["jour"]) if "jour" in data else None


def _anomaly_counts(data: dict[str, Any]) -> AnomalyCounts:
    return Counter({tuple(key): int(count) for *key, count in data.get("anomalies", [])})


def _state(file: Path) -> State:
    """A state that was kept; raises `Refusal` where its file is damaged."""
    import pandas as pd

    try:
        frame = pd.read_parquet(file)
        if not set(COMPARED_BY) <= set(frame.columns):
            raise ValueError("not the columns of a state")
        return State(_day(file), frame)
    except UNREADABLE as error:
        raise Refusal("history.wrong", file=file) from error


def _is_dated(state: Path) -> bool:
    """Whether the name of a file says a day that there is."""
    try:
        _day(state)
    except ValueError:
        return False
    return state.is_file()


def _day(state: Path) -> date:
    """The day in the name of a state's file."""
    return date.fromisoformat(state.stem.removeprefix("etat-"))
