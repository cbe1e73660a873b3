"""The files that the memory was before it was one database, read into it once.

A damaged one is refused by name, with what to do that loses nothing; all are put aside in a dated
copy when the database is written.
"""

from __future__ import annotations

import contextlib
import io
import sqlite3
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from sheets_sync.catalogue import sentence
from sheets_sync.errors import Refusal
from sheets_sync.files import Copies, digest, kept_copies, put_bytes
from sheets_sync.history.memory.database import set_about_value
from sheets_sync.history.memory.privacy import keep_private
from sheets_sync.history.memory.shapes import (
    UNREADABLE,
    Read,
    Shape,
    as_json,
    mapping,
    read_json,
    uniform_mapping,
)
from sheets_sync.history.memory.table_rows import insert_table_rows

REGISTER = "pseudonymes.json"
ANSWERS = "reponses.json"
LINKS = "liens-de-saisie.json"
IMPORTED = "reponses-importees.json"
FINDINGS = "constats.json"
TITLES = "titres.json"
DOCUMENTS = "documents.json"
LAST_RUN = "dernier-passage.json"
DIFFERENCES = "rapprochements.json"
ISSUED = "emissions.json"
FILES = (
    REGISTER,
    ANSWERS,
    LINKS,
    IMPORTED,
    FINDINGS,
    TITLES,
    DOCUMENTS,
    LAST_RUN,
    DIFFERENCES,
    ISSUED,
)
_HOLDS: Mapping[str, str] = {
    REGISTER: "history.holds_pseudonyms",
    ANSWERS: "history.holds_answers",
    LINKS: "history.holds_links",
    IMPORTED: "history.holds_imported",
    ISSUED: "history.holds_issued",
}
"""What nothing can make again → the code of what it is."""
_STATES = "etat-[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9].parquet"


class FormerFiles:
    """Those of a folder, as far as they are there."""

    def __init__(self, folder: Path, copies: Copies) -> None:
        self.folder, self._copies = folder, copies

    @property
    def paths(self) -> list[Path]:
        """All of them."""
        named = [self.folder / name for name in FILES]
        states = self._states()
        counts = map(_counts_file, states)
        figures = sorted((self.folder / "documents").glob("*.json"))
        return [path for path in (*named, *states, *counts, *figures) if path.exists()]

    def read_into(self, connection: sqlite3.Connection) -> None:
        """Take over what they hold.

        Raises:
            Refusal: one that cannot be made again is damaged.
        """
        self._read_people(connection)
        insert_table_rows(connection, "findings", self._read(FINDINGS, _days_by_name).items())
        insert_table_rows(connection, "documents", self._read(DOCUMENTS, _texts_by_name).items())
        for form, answers in self._read(IMPORTED, _answer_tables).items():
            insert_table_rows(
                connection, "imported", ((form, *answer, "") for answer in answers.items())
            )
        for form, headers in self._read(TITLES, _answer_tables).items():
            insert_table_rows(
                connection, "headers", ((form, *header) for header in headers.items())
            )
        differences = self._read(DIFFERENCES, uniform_mapping(list)).items()
        insert_table_rows(
            connection, "differences", ((name, as_json(one)) for name, one in differences)
        )
        links = self._read(LINKS, _former_links)
        insert_table_rows(
            connection, "links", ((nth, as_json(one)) for nth, one in enumerate(links, 1))
        )
        issued = self._read(ISSUED, _issued)
        insert_table_rows(
            connection, "issued", ((nth, as_json(one)) for nth, one in enumerate(issued, 1))
        )
        for file in sorted((self.folder / "documents").glob("*.json")):
            if _is_of_a_day(file):
                figures = self._read(f"documents/{file.name}", mapping)
                insert_table_rows(connection, "figures", [(file.stem, as_json(figures), 1)])
        for state in self._states():
            self._read_state(connection, state)
        with contextlib.suppress(Refusal):
            # One that is damaged is made anew by the next run: nothing but this day is in it.
            if day := self._read(LAST_RUN, _day_of_run):
                set_about_value(connection, "last_day", day)

    def as_zip(self) -> bytes:
        """All of them in one file, to be kept for a while."""
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
            for path in self.paths:
                if path.is_file():
                    packed.write(path, path.relative_to(self.folder))
        return made.getvalue()

    def copy_states(self) -> None:
        """Put the states where the database says that they are."""
        for state in self._states():
            with contextlib.suppress(OSError):
                file = self.folder / state_file(_day_of_state(state), digest(state))
                put_bytes(file, state.read_bytes())
                keep_private(file.parent)
                keep_private(file)

    def remove(self) -> None:
        """Take them away, once they are in the database and in a copy."""
        for path in self.paths:
            if path.is_file():
                path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            (self.folder / "documents").rmdir()

    def _read_people(self, connection: sqlite3.Connection) -> None:
        check, names = self._read(REGISTER, _register_rows)
        if check is not None:
            set_about_value(connection, "key", check)
        insert_table_rows(connection, "persons", names.items())
        answers = self._read(ANSWERS, uniform_mapping(bool))
        insert_table_rows(
            connection, "answers", ((pair, int(same)) for pair, same in answers.items())
        )

    def _read_state(self, connection: sqlite3.Connection, state: Path) -> None:
        day = _day_of_state(state)
        # A state that is damaged is passed over when it is wanted: its bytes say so then.
        with contextlib.suppress(*UNREADABLE):
            counts = read_json(_counts_file(state), _anomaly_counts)
            state_digest = digest(state)
            row = (day, state_file(day, state_digest), state_digest, as_json(counts), "")
            insert_table_rows(connection, "states", [row])

    def _states(self) -> list[Path]:
        return [
            file
            for file in sorted(self.folder.glob(_STATES))
            if file.is_file() and _day_of_state(file)
        ]

    def _read(self, name: str, shape: Shape[Read]) -> Read:
        file = self.folder / name
        try:
            return read_json(file, shape)
        except UNREADABLE as error:
            raise self._refusal(file, shape) from error

    def _refusal(self, file: Path, shape: Shape[Any]) -> Refusal:
        for copy in kept_copies(file, self._copies):
            with contextlib.suppress(*UNREADABLE):
                read_json(copy, shape)
                return Refusal("history.wrong_with_copy", file=file, copy=copy)
        if file.name in _HOLDS:
            what = sentence(_HOLDS[file.name])
            return Refusal("history.wrong_precious", file=file, what=what)
        return Refusal("history.wrong", file=file)


def state_file(day: str, digest_of_state: str) -> str:
    """The file of a state inside the folder of the memory."""
    return f"etats/etat-{day}-{digest_of_state[:12]}.parquet"


def former_state_file(day: str) -> str:
    """Where the state of a day lay before the database."""
    return f"etat-{day}.parquet"


def _register_rows(data: dict[str, Any]) -> tuple[str | None, dict[str, str]]:
    """Check value of the key, and fingerprint → pseudonym; first it was the names alone."""
    if "personnes" not in data:
        return None, uniform_mapping(str)(data)
    check = data.get("cle")
    if not isinstance(check, str):
        raise TypeError("no check value")
    return check, uniform_mapping(str)(mapping(data["personnes"]))


def _texts_by_name(data: dict[str, Any]) -> dict[str, str]:
    return uniform_mapping(str)(data)


def _days_by_name(data: dict[str, Any]) -> dict[str, str]:
    return {name: date.fromisoformat(day).isoformat() for name, day in data.items()}


def _answer_tables(data: dict[str, Any]) -> dict[str, dict[str, str]]:
    return {name: uniform_mapping(str)(mapping(table)) for name, table in data.items()}


def _former_links(data: dict[str, Any]) -> list[dict[str, str]]:
    return [uniform_mapping(str)(mapping(link)) for link in data.get("liens", [])]


def _issued(data: dict[str, Any]) -> list[dict[str, Any]]:
    return [mapping(report) for report in data.get("rapports", [])]


def _anomaly_counts(data: dict[str, Any]) -> list[list[Any]]:
    return [[*map(str, key), int(count)] for *key, count in data.get("anomalies", [])]


def _day_of_run(data: dict[str, Any]) -> str | None:
    if "jour" not in data:
        return None
    return date.fromisoformat(data["jour"]).isoformat()


def _counts_file(state: Path) -> Path:
    return state.with_suffix(".json")


def _day_of_state(state: Path) -> str:
    """The day in the name of a state's file; "" where that is no day."""
    day = state.stem.removeprefix("etat-")
    with contextlib.suppress(ValueError):
        return date.fromisoformat(day).isoformat()
    return ""


def _is_of_a_day(file: Path) -> bool:
    """Whether a name is that of a document of a day, and not of a copy of one."""
    with contextlib.suppress(ValueError):
        return bool(date.fromisoformat(file.stem[-10:]))
    return False
