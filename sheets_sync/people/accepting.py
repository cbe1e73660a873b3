"""Points that the coordinator accepts once, with the reason, in « Anomalies ».

What is accepted is one thing about one person with the values that it looks at, in other rows and
tabs too: a keyed digest of these, from which nobody gets back to them. So it lapses by itself where
one of them changes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, TypeAlias

from forms.form import Form
from forms.values import BrokenCell, Cell
from forms.words import clean
from sheets_sync import catalogue
from sheets_sync.catalogue import sentence
from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.checking.table import CheckedTable
from sheets_sync.checking.texts.free_text import SensitiveText
from sheets_sync.people.acceptance_codes import Acceptance, AcceptanceCodes, address_in_tab
from sheets_sync.people.answered_rows import WHERE, AnsweredRow, answered_rows
from sheets_sync.people.identify import RowKey
from sheets_sync.people.reasons import is_reason

REASON = "Accepter, parce que…"
"""Header of the column of « Anomalies » that a reason is typed in."""
LONGEST_REASON = 300
"""Characters."""
_CODE = re.compile(r"\bA([-+])([0-9A-F]{16})\b")
_NEVER = ("nir.", "text.")
"""Beginnings of rules about numbers and persons in texts: these must go from the workbook."""
_OF_A_FILE = "outside."
"""Begins rules about what a file of others says of people who are in no row."""
_WhyNot: TypeAlias = tuple[str, tuple[str, ...]]
"""Code of the sentence on a reason that accepts nothing, and the categories that it names."""


class Typed(NamedTuple):
    """Row of « Anomalies » to accept in.

    Attributes:
        where: the cell that it is about; its own number in a sheet that has no seals yet.
        codes: of what is asked about there; none where nothing can be accepted.
        was_accepted: whether the row shows what was accepted before.
        rule: what the row is about, "" where that cannot be told.
        has_no_value: whether the reason is a formula without one.
    """

    where: str
    codes: tuple[str, ...]
    reason: str
    was_accepted: bool
    rule: str
    has_no_value: bool = False


@dataclass(frozen=True)
class Decided:
    """The anomalies of a run once what is accepted is taken out of them.

    Attributes:
        codes: an anomaly that can be accepted, or is → its code.
        accepted: those that are, each with what was said of it.
        acceptances: code → what is to be remembered.
        new, lapsed: addresses of what was accepted since the last run, and is no longer.
        moved: where those are now whose tab was another when something was accepted of them.
        taken_back: addresses of what the coordinator accepts no longer.
        refused: sentences on reasons that accept nothing.
    """

    anomalies: Sequence[Anomaly]
    codes: Mapping[Anomaly, str] = field(default_factory=dict)
    accepted: Sequence[tuple[Anomaly, Acceptance]] = ()
    acceptances: Mapping[str, Acceptance] = field(default_factory=dict)
    new: Sequence[str] = ()
    lapsed: Sequence[str] = ()
    moved: Sequence[str] = ()
    taken_back: Sequence[str] = ()
    refused: Sequence[str] = ()

    @property
    def notices(self) -> Iterator[str]:
        """Sentences on what the coordinator decided."""
        if self.new:
            yield sentence("people.accepted.new", count=len(self.new), cells=self.new)
        said = {"lapsed": self.lapsed, "moved": self.moved, "taken_back": self.taken_back}
        for what, cells in said.items():
            if cells:
                yield sentence(f"people.accepted.{what}", count=len(cells), cells=cells)
        yield from self.refused


def read_typed(rows: Sequence[Sequence[Cell]]) -> list[Typed]:
    """Reasons that the coordinator typed to accept something, or left where it is accepted.

    Nothing of a row that has the code of another.
    """
    acceptances: list[Typed] = []
    for row in answered_rows(rows, REASON):
        reason, codes = row.text(REASON), _CODE.findall(row.code)
        has_no_value = bool(codes) and isinstance(row.cells[REASON], BrokenCell)
        if (reason or has_no_value or shows_accepted(row)) and row.fits:
            acceptances.append(
                Typed(
                    _where(row),
                    tuple(name for _, name in codes),
                    reason[:LONGEST_REASON],
                    was_accepted=shows_accepted(row),
                    rule=row.code.split(" ", 1)[0],
                    has_no_value=has_no_value,
                )
            )
    return acceptances


def shows_accepted(row: AnsweredRow) -> bool:
    """True of a row in which the last run wrote what was accepted before, with its reason."""
    return any(sign == "+" for sign, _ in _CODE.findall(row.code))


def _where(row: AnsweredRow) -> str:
    """How a sentence names a row: it has another number as soon as the sheet is made anew."""
    if row.seal and row.text(WHERE):
        return row.text(WHERE)
    return sentence("people.accepted.row", row=row.number)


def code_text(anomaly: Anomaly, code: str, *, is_accepted: bool) -> str:
    """How a code stands in the sheet, behind the rule."""
    sign = "-"
    if is_accepted:
        sign = "+"
    return f"{anomaly.rule} A{sign}{code}"


def take_acceptances(
    anomalies: Sequence[Anomaly],
    persons: Mapping[RowKey, str],
    checked: Sequence[CheckedTable],
    form: Form,
    key: bytes,
    remembered: Mapping[str, Acceptance],
    typed: Sequence[Typed],
    mask: Callable[[str], str],
    sensitive: SensitiveText,
    as_of: date,
) -> Decided:
    """Take out of the anomalies what is accepted, and find what is accepted anew.

    Args:
        persons: (SIAE, tab, row) → the pseudonym of whose row it is.
        remembered: code → what was accepted in earlier runs, and taken back since the last.
        mask: from a reason to the same without persons.
        sensitive: what a reason must not tell, as all SIAE read it.
    """
    coder = AcceptanceCodes(checked, form, key, persons)
    codes = {
        anomaly: coder.code(row, anomaly.rule, anomaly.field or "")
        for anomaly in anomalies
        # A coordination tab has rows of nobody, and rules of a form of its own.
        if (row := _anomaly_row_key(anomaly)) in persons and is_acceptable(anomaly, form)
    }
    by_code: dict[str, list[Anomaly]] = defaultdict(list)
    for anomaly, code in codes.items():
        by_code[code].append(anomaly)
    decisions = _Decisions(by_code, persons, form, sensitive, as_of)
    for code, acceptance in remembered.items():
        decisions.remember(code, acceptance)
    for one in typed:
        decisions.take(one, mask(one.reason))
    acceptances = decisions.acceptances
    lapsed, moved = coder.lapsed(acceptances), coder.moved(acceptances)
    for code in (*lapsed, *moved):
        del acceptances[code]
    accepted = [(a, acceptances[code]) for a, code in codes.items() if code in acceptances]
    taken = {anomaly for anomaly, _ in accepted}
    return Decided(
        [anomaly for anomaly in anomalies if anomaly not in taken],
        codes,
        accepted,
        acceptances,
        decisions.new,
        list(lapsed.values()),
        list(moved.values()),
        decisions.taken_back,
        list(decisions.refusals),
    )


def is_acceptable(anomaly: Anomaly, form: Form) -> bool:
    """True for a doubt about one cell of a row that is understood: it may well be right."""
    if anomaly.severity != "warning" or not anomaly.cell or anomaly.row is None:
        return False
    if anomaly.rule in {rule.code for rule in form.rules}:
        return True
    return bool(catalogue.entry(f"checks.{anomaly.rule}").get("acceptable"))


@dataclass
class _Decisions:
    """Outcome of the reasons that were typed, row by row.

    Attributes:
        by_code: what can be accepted, or is, in this run; a person may have it in several rows.
        acceptances: code → what is accepted so far.
        written: code → the reason that the last run wrote into the sheet: no answer of anybody.
        new, taken_back: addresses of what was not accepted before, and of what is no longer.
        refused: code of a sentence on what accepts nothing, and categories in it → rows.
    """

    by_code: Mapping[str, Sequence[Anomaly]]
    persons: Mapping[RowKey, str]
    form: Form
    sensitive: SensitiveText
    as_of: date
    acceptances: dict[str, Acceptance] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)
    new: list[str] = field(default_factory=list)
    taken_back: list[str] = field(default_factory=list)
    refused: dict[_WhyNot, list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def refusals(self) -> Iterator[str]:
        """Sentences on what accepts nothing, each with all the rows that it is said of."""
        for (code, categories), rows in self.refused.items():
            yield sentence(code, where=rows, categories=categories)

    def remember(self, code: str, acceptance: Acceptance) -> None:
        """Take in what was accepted before; it is new where no run has named it."""
        self.written[code] = acceptance.written
        if not acceptance.reason:
            self.taken_back += self._addresses(code)
            return
        self.acceptances[code] = acceptance._replace(told=True, shown="")
        if not acceptance.told:
            self.new += self._addresses(code)

    def take(self, typed: Typed, reason: str) -> None:
        """Take in one row; `reason` is what was typed there, without persons."""
        if typed.was_accepted and all(
            is_as_written(typed.reason, self.written.get(code, "")) for code in typed.codes
        ):
            return
        refusal = self._refusal(typed)
        if refusal is not None:
            self.refused[refusal].append(typed.where)
        if typed.has_no_value:
            return
        for code in typed.codes:
            if typed.reason and refusal is None:
                self._accept(code, reason)
            elif typed.reason or typed.was_accepted:
                self._take_back(code)

    def _refusal(self, typed: Typed) -> _WhyNot | None:
        """Why what was typed accepts nothing; None where it does, or there is nothing."""
        if typed.has_no_value:
            return "people.not_accepted.no_value", ()
        if not typed.reason:
            return None
        if not typed.codes:
            return _why_nothing_accepted(typed, self.form), ()
        if not any(code in self.by_code or code in self.acceptances for code in typed.codes):
            return "people.not_accepted.stale", ()
        if not is_reason(typed.reason):
            return "people.not_accepted.no_reason", ()
        if labels := self.sensitive.categories(typed.reason):
            return "people.not_accepted.sensitive", tuple(labels)
        return None

    def _accept(self, code: str, reason: str) -> None:
        before = self.acceptances.get(code)
        if before is not None:
            self.acceptances[code] = before._replace(reason=reason)
        elif code in self.by_code:
            anomaly = self.by_code[code][0]
            self.acceptances[code] = Acceptance(
                self.persons[_anomaly_row_key(anomaly)],
                anomaly.siae,
                anomaly.rule,
                anomaly.field or "",
                reason,
                self.as_of,
            )
            self.new += self._addresses(code)

    def _take_back(self, code: str) -> None:
        if self.acceptances.pop(code, None) is not None:
            self.taken_back += self._addresses(code)

    def _addresses(self, code: str) -> list[str]:
        return list(map(_anomaly_address, self.by_code.get(code, ())))


def is_as_written(typed: str, reason: str) -> bool:
    """True if what stands in the sheet is the reason that was written into it, and no answer."""
    return typed == clean(reason)[:LONGEST_REASON]


def _why_nothing_accepted(typed: Typed, form: Form) -> str:
    """Code of the sentence on why a reason accepts nothing where none can."""
    if typed.rule.startswith(_NEVER):
        return "people.not_accepted.forbidden"
    if typed.rule.startswith(_OF_A_FILE):
        return "people.not_accepted.outside"
    of_form = {rule.code: rule.severity for rule in form.rules}
    severity = of_form.get(typed.rule) or _severity_of_rule(typed.rule)
    if typed.rule and severity in ("error", "info"):
        return f"people.not_accepted.{severity}"
    return "people.not_accepted.other"


def _severity_of_rule(rule: str) -> str:
    try:
        return str(catalogue.entry(f"checks.{rule}")["severity"])
    except KeyError:
        return ""


def _anomaly_address(anomaly: Anomaly) -> str:
    return address_in_tab(anomaly.tab, anomaly.cell)


def _anomaly_row_key(anomaly: Anomaly) -> RowKey:
    return anomaly.siae, anomaly.tab, anomaly.row
