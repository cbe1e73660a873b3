"""A piece of work that takes a while, and how far it is."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from sheets_sync.catalogue import sentence
from sheets_sync.errors import Refusal
from sheets_sync.system_refusals import refusal_of_system
from sheets_sync.web.answering import Answered


@dataclass
class Job:
    """A piece of work under way: the step it is at, about how many there are, and how it ended."""

    total: int
    step: str = field(default_factory=lambda: sentence("web.opening"))
    count: int = 0
    done: bool = False
    error: str = ""
    result: Answered | None = None

    def go_on(self, step: str) -> None:
        """Go on to a step."""
        self.step, self.count = step, self.count + 1

    @property
    def share(self) -> float:
        """Share done, from 0 to 1."""
        if self.done:
            return 1.0
        return min(0.95, self.count / max(1, self.total))

    def begin(self, command: str, work: Callable[[Job], Answered]) -> None:
        """Do it in a thread of its own.

        Args:
            command: the one that does the same on the command line.
        """
        threading.Thread(target=self._do, args=(command, work), daemon=True).start()

    def _do(self, command: str, work: Callable[[Job], Answered]) -> None:
        try:
            self.result = work(self)
        except Refusal as refusal:
            self.error = str(refusal)
        except Exception as error:  # a bug of ours: no word of it, it could carry a person's data
            bug = sentence("web.bug_in_work", name=type(error).__name__, command=command)
            self.error = str(refusal_of_system(error) or bug)
        finally:
            self.done = True
