"""Rows of « Anomalies »: the same remark on many cells of a tab is one row that names them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal, TypeAlias

from forms.rule import Severity
from sheets_sync.catalogue import sentence
from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.consortium.owners import RowOwners
from sheets_sync.people.acceptance_codes import Acceptance
from sheets_sync.people.accepting import Decided, code_text
from sheets_sync.people.keyed_digest import keyed_digest
from sheets_sync.sheets.content import Link

ADDED = "list.added"
"""The rule that asks what a value that was added to a list counts as."""
COUNT_AS = "Compter comme"
"""Header of the column that it is answered in."""
SEVERITIES: Sequence[Severity] = ("error", "warning", "info")
"""From what must be corrected to what is only said."""
Standing: TypeAlias = Literal["error", "decide", "warning", "info", "accepted"]
"""Of a row: how serious it is, that only the coordinator can answer it, or that she accepted it."""
_SET_ASIDE = frozenset({"row.no_identity", "row.two_people", "age.child"})
_MOST_NAMED = 40
"""Cells that a row names at most."""
MOST_MARKS = 8
"""Of the people that a row is about: so many are shown in its code."""
MARK = 5
"""Characters of a mark."""
# Nobody is called so: a mark is never masked as a name.
_MARK_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"


@dataclass(frozen=True)
class AnomalyRow:
    """An anomaly, or several that say the same, with what the sheet shows beside it.

    Attributes:
        anomaly: the first of them.
        message: what is said, with the other cells that it is said of.
        count: how many there are.
        link: where the first stands; a plain text where nothing can be opened.
        pair: the pair of persons that are perhaps one, "" where nothing is asked.
        reason: why it was accepted, "" where it can be; None where it can not.
        code: what the row is known by when an answer in it is read back.
        counts_as: what a value that was added to a list can count as, where that is asked.
        typed: header → what people typed under it before this run, and it did not take in.
    """

    anomaly: Anomaly
    standing: Standing
    message: str
    count: int
    referent: str
    link: Link | str
    field_label: str
    since: date
    pair: str
    reason: str | None
    code: str
    counts_as: Sequence[str] = ()
    typed: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_new_value(self) -> bool:
        """True if it asks what a value that was added to a list counts as."""
        return bool(self.counts_as)

    @property
    def is_set_aside(self) -> bool:
        """True if its row is in no figure, being of nobody known, of two people or of a child."""
        return self.anomaly.rule in _SET_ASIDE


@dataclass(frozen=True)
class RowSource:
    """Sources of the rows, beside the anomalies.

    Attributes:
        siae: the members, in the order of config; what is in no member's tab comes last.
        since: key of an anomaly → the day it was first seen; `as_of` where it is new.
        decided: what the coordinator accepted, and can accept.
        added: tab and cell of a list → the code of the value that is asked about there, and the
            answers that there are.
        link_to: from an anomaly and a cell's address to the link that leads there.
        key: the secret of the pseudonyms, for the marks of people.
        noted: marks of those beside whose row people typed something: it stays apart from others.
    """

    owners: RowOwners
    siae: Sequence[str]
    labels: Mapping[str, str]
    since: Mapping[str, date]
    decided: Decided
    added: Mapping[tuple[str, str], tuple[str, Sequence[str]]]
    link_to: Callable[[Anomaly, str], Link]
    as_of: date
    key: bytes
    noted: Sequence[frozenset[str]] = ()

    def rows(self, anomalies: Sequence[Anomaly]) -> list[AnomalyRow]:
        """Each SIAE's together, then each counsellor's, what must be put right first.

        What was accepted comes after all the rest.
        """
        groups: dict[Hashable, list[Anomaly]] = {}
        for anomaly in sorted(anomalies, key=self._order):
            groups.setdefault(self._group_key(anomaly), []).append(anomaly)
        accepted = sorted(self.decided.accepted, key=lambda item: self._order(item[0]))
        return [
            *(self._row(group) for group in groups.values()),
            *(self._accepted_row(anomaly, acceptance) for anomaly, acceptance in accepted),
        ]

    def _order(self, anomaly: Anomaly) -> tuple[int, bool, str, int, str, int]:
        referent = self.owners.of(anomaly).referent
        severity = SEVERITIES.index(anomaly.severity)
        siae_rank = self._ranks.get(anomaly.siae, len(self._ranks))
        # Of a SIAE, what is in no counsellor's row comes last.
        return siae_rank, not referent, referent, severity, anomaly.tab, anomaly.row or 0

    @cached_property
    def _ranks(self) -> dict[str, int]:
        return {name: rank for rank, name in enumerate(self.siae)}

    def _group_key(self, anomaly: Anomaly) -> Hashable:
        """Key in common of two anomalies that are one row: what needs an answer stands alone."""
        if anomaly.pair or anomaly in self.decided.codes or anomaly.rule == ADDED:
            return anomaly
        noted = None
        if self.noted:
            person_key = self._person_key(anomaly)
            noted = next((marks for marks in self.noted if person_key in marks), None)
        return anomaly._replace(cell="", row=None), noted

    def _person_key(self, anomaly: Anomaly) -> str:
        """Key of a person, to one rule in one tab; "" for a row of nobody."""
        if not self.owners.of(anomaly).person:
            return ""
        text = f"noted {self.owners.key(anomaly)}"
        number = int.from_bytes(keyed_digest(self.key, text), "big")
        letters = ""
        for _ in range(MARK):
            number, letter = divmod(number, len(_MARK_LETTERS))
            letters += _MARK_LETTERS[letter]
        return letters

    def _code_of_group(self, group: Sequence[Anomaly]) -> str:
        """The rule, and the marks of those that it is said of."""
        first = group[0]
        if first.pair:
            return f"{first.rule} {first.pair}"
        marks = sorted({self._person_key(anomaly) for anomaly in group} - {""})
        more = "…" if len(marks) > MOST_MARKS else ""
        return f"{first.rule} N-{''.join(marks[:MOST_MARKS])}{more}".removesuffix(" N-")

    def _row(self, group: Sequence[Anomaly]) -> AnomalyRow:
        first = group[0]
        referents = dict.fromkeys(self.owners.of(anomaly).referent for anomaly in group)
        acceptance_code, reason = self.decided.codes.get(first), None
        shown_code = self._code_of_group(group)
        if acceptance_code:
            shown_code, reason = code_text(first, acceptance_code, is_accepted=False), ""
        counts_as: Sequence[str] = ()
        if first.rule == ADDED and (first.tab, first.cell) in self.added:
            added, counts_as = self.added[first.tab, first.cell]
            shown_code = f"{first.rule} L-{added}"
        return AnomalyRow(
            first,
            "decide" if first.pair or counts_as else first.severity,
            _group_message(group),
            len(group),
            ", ".join(filter(None, referents)),
            self._link(min(group, key=_row_and_cell)),
            self._label(first),
            min(self.since.get(self.owners.key(anomaly), self.as_of) for anomaly in group),
            first.pair,
            reason,
            shown_code,
            counts_as,
        )

    def _accepted_row(self, anomaly: Anomaly, acceptance: Acceptance) -> AnomalyRow:
        return AnomalyRow(
            anomaly,
            "accepted",
            anomaly.message,
            1,
            self.owners.of(anomaly).referent,
            self._link(anomaly),
            self._label(anomaly),
            acceptance.since,
            "",
            acceptance.reason,
            code_text(anomaly, self.decided.codes[anomaly], is_accepted=True),
        )

    def _label(self, anomaly: Anomaly) -> str:
        return self.labels.get(anomaly.field or "", anomaly.field or "")

    def _link(self, anomaly: Anomaly) -> Link | str:
        # No tab is called as the mask of a name
        if (
            anomaly.rule in ("tab.missing", "tab.unknown_file", "tab.newer_file")
            or sentence("release.removed.name") in anomaly.tab
        ):
            return anomaly.tab
        cell = anomaly.cell or f"A{anomaly.row or 1}"
        return self.link_to(anomaly, cell)


def _group_message(group: Sequence[Anomaly]) -> str:
    """Message, and the cells that it is about where there are several."""
    message = group[0].message
    if len(group) == 1:
        return message
    places = [_cell_or_row(anomaly) for anomaly in sorted(group, key=_row_and_cell)]
    named = places[:_MOST_NAMED]
    if len(places) > _MOST_NAMED:
        named.append(sentence("anomalies.others", count=len(places) - _MOST_NAMED))
    return f"{message} {sentence('anomalies.cells', count=len(group), cells=named)}"


def _row_and_cell(anomaly: Anomaly) -> tuple[int, str]:
    """Sort key: where the cell stands in its tab."""
    return anomaly.row or 0, anomaly.cell


def _cell_or_row(anomaly: Anomaly) -> str:
    if anomaly.cell:
        return anomaly.cell
    return sentence("anomalies.row", row=anomaly.row)
