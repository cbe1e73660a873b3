"""Refusal, the exception that stops a command: a French sentence with what, where, what to do."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from forms.definition_file import DefinitionError, did_you_mean
from sheets_sync.catalogue import sentence


class Refusal(Exception):
    """A command cannot do its job: `str()` is the sentence for people, `code` is for programs."""

    def __init__(self, code: str, **details: object) -> None:
        self.code = code
        self.details = details
        super().__init__(sentence(f"errors.{code}", **details))

    @property
    def impersonal(self) -> str:
        """The sentence without who has a file open, or whose account it is: for a log."""
        details = {**self.details}
        if "who" in details:
            details["who"] = sentence("files.somebody")
        return sentence(f"errors.{self.code}", **details)


SAVED_MEANWHILE = ("workbook.changed", "workbook.changed_there")
"""Codes of what a work stops at that may begin again: on what somebody saved since it read it."""
PASSING = frozenset(
    (
        *SAVED_MEANWHILE,
        *("workbook.open", "output.open", "output.half_done", "remote.locked"),
        *("remote.not_reached", "remote.no_answer", "remote.not_read_back", "microsoft.no_answer"),
        *("google.quota", "google.unavailable", "google.unreachable", "google.unsure"),
        *("google.moved", "excel.busy", "excel.read_only"),
        *("history.busy", "history.busy_unknown", "history.busy_elsewhere", "history.newer_now"),
    )
)
"""Codes of what ends by itself: somebody has it open, a server or another run is busy."""


class Untouchable(Refusal):
    """A workbook that cannot be changed without risk; `str()` is the reason, part of a sentence.

    Attributes:
        tab: the one that cannot be added to, where others of the workbook can; "" elsewhere.
    """

    tab = ""


@contextmanager
def refusing_mistakes(code: str = "definition.wrong") -> Iterator[None]:
    """Have a mistake in a definition stop the job: a `Refusal` that names file, line and key.

    Args:
        code: that of its sentence, which says whose definition it is.
    """
    try:
        yield
    except DefinitionError as mistake:
        raise Refusal(code, problem=mistake) from mistake


@contextmanager
def about_tab(tab: str) -> Iterator[None]:
    """Have an `Untouchable` say which tab of the workbook it is about."""
    try:
        yield
    except Untouchable as reason:
        reason.tab = tab
        raise


def must_be_known(what: str, name: str, names: Collection[str]) -> None:
    """Refuse a name that is not one of `names`, with the nearest.

    Args:
        what: the code of the sentence that says what it is the name of.
    """
    if name not in names:
        hint = did_you_mean(name, list(names))
        raise Refusal("name.unknown", what=sentence(what), value=name, hint=hint)
