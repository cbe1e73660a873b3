"""The register of pseudonyms, the key that it is made with, and the answers about its persons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path

from sheets_sync.errors import Refusal
from sheets_sync.history.memory.database import set_about_value
from sheets_sync.history.memory.memory import Memory
from sheets_sync.history.memory.pairs import Pairs
from sheets_sync.history.persons.pseudonym_key import KeyFile, TakenIn, check_value, passing_key
from sheets_sync.history.running.run_log import RunLog
from sheets_sync.history.states.state_files import StateFiles

_FEWEST_STRANGERS = 10
"""Identities in a register that a key knows none of: by then it is no chance."""


class PseudonymRegister:
    """Who has which pseudonym, and which two of them the coordinator said are one person."""

    def __init__(self, memory: Memory, key_file: KeyFile, states: StateFiles, runs: RunLog) -> None:
        self._memory, self._key_file = memory, key_file
        self._states, self._runs = states, runs
        self._persons = Pairs(memory, "persons", keeps=True)
        self._answers = Pairs(memory, "answers", keeps=True)

    def key(self, *, or_any: bool = False) -> bytes:
        """The secret of the pseudonyms; a new one, not yet saved, the first time.

        Raises:
            Refusal: the register was made with another, or there is one and the key is lost; but
                for `or_any`, which gives one that fits none.
        """
        is_needed = bool(self.knows_anybody or self.answers() or self._states.days())
        try:
            return self._key_file.read(self._check, is_needed, self._last_computer)
        except Refusal:
            if or_any:
                return passing_key()
            raise

    def saved_key(self) -> bytes:
        """The key, in its file from now on if it is a new one."""
        key = self.key()
        self._key_file.save(key)
        return key

    @property
    def _last_computer(self) -> str:
        """On which the last run was, "" where none was."""
        last = self._runs.last
        return last.here.computer if last else ""

    @property
    def key_file(self) -> Path:
        """Where the key lies, or is to lie."""
        return self._key_file.path(self._check)

    @property
    def is_key_beside(self) -> bool:
        """Whether the key lies beside the register that it protects, and can be moved.

        Before the first run that keeps its check value it could not be found elsewhere.
        """
        return self._check is not None and self._key_file.is_beside_register(self._check)

    def export_key(self, file: Path) -> None:
        """Write the key to a file, to be taken to another computer; raises `Refusal`."""
        self._key_file.export(file, self._check, self._last_computer)

    def import_key(self, file: Path, *, dry_run: bool = False) -> TakenIn:
        """Keep a key that was exported elsewhere; raises `Refusal`."""
        return self._key_file.take_in(file, self._check, dry_run=dry_run)

    def key_to_replace(self, file: Path) -> Path | None:
        """Where another key lies that the one in `file` would take the place of."""
        return self._key_file.to_replace(file, self._check)

    def pseudonyms(self) -> dict[str, str]:
        """Fingerprint of an identity → pseudonym, from earlier runs."""
        return self._persons.read()

    @property
    def knows_anybody(self) -> bool:
        """Whether anybody has a pseudonym from an earlier run."""
        return bool(self._memory.rows("SELECT 1 FROM persons LIMIT 1"))

    def refuse_strange_key(self, pseudonyms: Iterable[str]) -> None:
        """Raise `Refusal` where a register from before it had a check value knows none of these.

        Args:
            pseudonyms: those that a run gave with the key.
        """
        if self._check is not None:
            return
        names = self.pseudonyms()
        if len(names) >= _FEWEST_STRANGERS and set(names.values()).isdisjoint(pseudonyms):
            raise Refusal("key.other", file=self.key_file, hint="")

    def save(self, key: bytes, pseudonyms: Mapping[str, str]) -> None:
        """Keep the key (readable by its owner only) and the register with its check value."""
        self._key_file.save(key)
        if self._check is None:
            self._memory.change(partial(set_about_value, name="key", value=check_value(key)))
        self._persons.save(pseudonyms)

    def answers(self) -> dict[str, bool]:
        """Pair of pseudonyms → whether the coordinator said that they are one person."""
        return {pair: bool(same) for pair, same in self._answers.read().items()}

    def save_answers(self, answers: Mapping[str, bool]) -> None:
        """Keep what the coordinator answered."""
        self._answers.save({pair: int(same) for pair, same in answers.items()})

    def ask_again(self, pair: str) -> bool:
        """Forget an answer, so that its question is asked again; whether there was one."""
        if pair not in self.answers():
            return False
        self._memory.change(lambda db: db.execute("DELETE FROM answers WHERE pair = ?", [pair]))
        return True

    @property
    def _check(self) -> str | None:
        """The check value of the key that the register was made with; None before the first run."""
        rows = self._memory.rows("SELECT value FROM about WHERE name = 'key'")
        return next((str(value) for (value,) in rows), None)
