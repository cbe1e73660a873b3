"""A report to a funder, before it is written: a draft, the one to issue, or its correction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from forms.words import fold
from sheets_sync.catalogue import sentence
from sheets_sync.documents.reports.report import Publication, publication
from sheets_sync.documents.reports.scope import ReportScope
from sheets_sync.errors import Refusal
from sheets_sync.release.tables.contents import PEOPLE
from sheets_sync.release.tables.disclosure import breakdown_label
from sheets_sync.release.tables.issued import Issued, IssuedReport
from sheets_sync.release.tables.shown import Shown
from sheets_sync.settings.funder import Funder

Issuing = Literal["draft", "issue", "correction"]
_ENDINGS: Mapping[Issuing, str] = {
    "draft": "-projet",
    "issue": "",
    "correction": "-rectificatif",
}
"""What the files of a report are called after its name: none stands where another is."""


@dataclass(frozen=True)
class ReportPlan:
    """A report to a funder before it is written.

    Attributes:
        file: its name, without an ending.
        earlier: what was issued under that name; None where nothing was.
        gives_away: what its totals could tell of people, in sentences.
        others_lose: what reports to other funders could not tell once it is issued, in sentences.
    """

    file: str
    issuing: Issuing
    published: Publication
    earlier: IssuedReport | None
    gives_away: Sequence[str] = ()
    others_lose: Sequence[str] = ()

    @property
    def made_on(self) -> date:
        """The day of issue."""
        return self.published.scope.made_on

    @property
    def is_sent(self) -> bool:
        """True if the report was issued already, and stays."""
        return self.earlier is not None and self.issuing == "issue"

    @property
    def goes_out(self) -> bool:
        """True if it is about to be issued: no draft, and none that was issued already."""
        return self.issuing != "draft" and not self.is_sent

    @property
    def target(self) -> str:
        """The name of the file to write."""
        return f"{self.file}{_ENDINGS[self.issuing]}"

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


def draft_name(file: str) -> str:
    """What the draft of a report is called, without an ending."""
    return f"{file}{_ENDINGS['draft']}"


def refuse_correction(file: str, issued: Issued) -> None:
    """Raise `Refusal` where nothing was issued under that name, or it was corrected already."""
    if issued.of_document(file) is None:
        raise Refusal("report.not_issued", name=file)
    if issued.of_document(f"{file}{_ENDINGS['correction']}") is not None:
        raise Refusal("report.corrected", name=file)


def refuse_few(name: str, published: Publication) -> None:
    """Raise `Refusal` where a report would be about too few people, or about all but too few.

    With « 0 sortie » it would tell of each, and its scope tells who they are. Of nobody it may be.
    """
    scope = published.scope
    if scope.is_small(scope.figure(PEOPLE).numerator):
        raise Refusal("report.of_few", name=name, threshold=scope.threshold)
    # Whoever knows how many there are in all would know how many these are, and what they did.
    if scope.is_small(scope.left_out):
        raise Refusal("report.but_few", name=name, threshold=scope.threshold)


def other_organisations(name: str, funders: Mapping[str, Funder]) -> set[str]:
    """The funders of config that are surely not the organisation of funder `name`.

    « DREETS » and « DREETS, plan pauvreté » may be one; so may one whose name is now another.
    """
    words = set(fold(funders[name].name).split())
    return {
        other
        for other, funder in funders.items()
        if not (words <= (theirs := set(fold(funder.name).split())) or theirs <= words)
    }


def others_lose(
    plan: ReportPlan, issued: Issued, scopes: Mapping[str, ReportScope], *, rounding: bool
) -> list[str]:
    """What the reports of that day to other funders could tell before, and not after this one.

    Args:
        scopes: of the other funders, by name.
    """
    everybody = {**scopes, plan.published.reader.funder: plan.published.scope}
    after = Issued([*issued.reports, plan.as_issued()])
    sentences = []
    for name, scope in scopes.items():
        then, now = (
            publication(name, scope, some, everybody, rounding=rounding) for some in (issued, after)
        )
        lost = list(_worse(then, now))
        if lost:
            sentences.append(sentence("release.others_lose", funder=name, tables=lost))
    return sentences


def _worse(then: Publication, now: Publication) -> Iterator[str]:
    for name, table in then.tables.items():
        if _amount_shown(now.tables[name]) < _amount_shown(table):
            indicator = then.scope.measures.indicators.get(name)
            if indicator is None:
                yield breakdown_label(name)
            else:
                yield indicator.label


def _amount_shown(shown: Shown) -> tuple[bool, int]:
    """How much a table tells: of the day or as it was, and in how many parts."""
    return not shown.stands, len(shown.parts)
