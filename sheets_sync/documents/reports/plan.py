"""A report to a funder, before it is written: a draft, the one to issue, or its correction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sheets_sync.catalogue import sentence
from sheets_sync.documents.reports.report import Publication
from sheets_sync.errors import Refusal
from sheets_sync.release.tables.issued import Issued, IssuedReport

Issuing = Literal["draft", "issue", "correction"]
_CORRECTION = "-rectificatif"


@dataclass(frozen=True)
class ReportPlan:
    """A report to a funder before it is written.

    Attributes:
        file: its name, without an ending.
        earlier: what was issued under that name; None where nothing was.
        gives_away: what its totals could tell of people, in sentences.
    """

    file: str
    issuing: Issuing
    published: Publication
    earlier: IssuedReport | None
    gives_away: Sequence[str]

    @property
    def made_on(self) -> date:
        """The day of issue."""
        return self.published.scope.made_on

    @property
    def is_sent(self) -> bool:
        """True if the report was issued already, and stays."""
        return self.earlier is not None and self.issuing != "correction"

    @property
    def target(self) -> str:
        """The name of the file to write."""
        return f"{self.file}{_CORRECTION}" if self.issuing == "correction" else self.file

    @property
    def mention(self) -> str:
        """What stands at the head of its pages."""
        if self.issuing == "draft":
            return sentence("report.draft")
        if self.issuing == "correction" and self.earlier is not None:
            before = self.earlier.made_on
            return sentence("report.correction", day=self.made_on, before=before)
        return ""

    def as_issued(self) -> IssuedReport:
        """Record of its issue."""
        correction = self.issuing == "correction"
        return self.published.as_issued(self.target, self.made_on, correction=correction)


def refuse_correction(file: str, issued: Issued) -> None:
    """Raise `Refusal` where nothing was issued under that name, or it was corrected already."""
    if issued.of_document(file) is None:
        raise Refusal("report.not_issued", name=file)
    if issued.of_document(f"{file}{_CORRECTION}") is not None:
        raise Refusal("report.corrected", name=file)
