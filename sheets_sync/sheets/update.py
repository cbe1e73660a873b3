"""All that a run puts into one workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sheets_sync.sheets.additions import Additions
from sheets_sync.sheets.content import Feedback
from sheets_sync.sheets.sheet import Sheet
from sheets_sync.sheets.written_before import WrittenBefore


@dataclass(frozen=True)
class WorkbookUpdate:
    """What a workbook gets in one write.

    Attributes:
        sheets: generated ones, each in the place of the one of its name.
        feedback: tab → cell → what to say there, and nothing elsewhere in that tab. A tab that is
            left out keeps what it has.
        added: tab → the columns, rows and values that it gets.
        written: what of it the run before wrote.
    """

    sheets: Sequence[Sheet] = ()
    feedback: Mapping[str, Mapping[str, Feedback]] = field(default_factory=dict)
    added: Mapping[str, Additions] = field(default_factory=dict)
    written: WrittenBefore = field(default_factory=WrittenBefore)
