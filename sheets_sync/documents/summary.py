"""The summary of a run, as text: rows, anomalies, whom to ask, what changed, where results are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from sheets_sync.catalogue import sentence
from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.consortium.consolidate import Count
from sheets_sync.consortium.entries import COORDINATION
from sheets_sync.documents.files.planned import Document
from sheets_sync.files import Outcome
from sheets_sync.history.states.state import Changes
from sheets_sync.reading.table import TabReading
from sheets_sync.sheets.table import Column, Table
from sheets_sync.steering.month import Month

_SYMBOLS = {"error": "✗", "warning": "!"}
_SEVERITIES = {"error": "anomalies.error", "warning": "anomalies.warning"}
_OUTCOMES: Mapping[Outcome, str] = {
    "new": "summary.new",
    "changed": "summary.changed",
    "unchanged": "summary.unchanged",
    "beside": "summary.beside",
}
_CHANGES = {
    "appeared": "summary.appeared",
    "exits": "summary.exits",
    "corrected": "summary.corrected",
    "vanished": "summary.vanished",
    "anomalies_new": "summary.anomalies_new",
    "anomalies_solved": "summary.anomalies_solved",
}
_NAMED_KINDS = 3
"""Number of kinds of errors that are named for an SIAE."""
MOST_LINES = 30
"""Anomalies that `check` lists one by one: with the counts above them they fit a screen."""


def prepare_text(month: Month, changes: Changes, cards: str, files: str) -> str:
    """The summary at the end of `prepare`.

    Args:
        cards: what became of the entry cards; "" where none was filled in.
        files: what became of the files.
    """
    parts = [cards, counts_text(month), since_last_run_text(changes)]
    if chase := to_chase(month):
        lines = [f"  {line}" for line in chase]
        parts.append("\n".join([sentence("summary.to_chase"), *lines]))
    return "\n\n".join(filter(None, [*parts, files]))


def check_text(month: Month, *, everything: bool = True) -> str:
    """The counts of rows, then what is wrong, SIAE by SIAE.

    Args:
        everything: each anomaly, however many; else what fits a screen.
    """
    lines = [counts_text(month)]
    listed = [anomaly for anomaly in month.anomalies if anomaly.severity in _SYMBOLS]
    if not everything and len(listed) > MOST_LINES:
        return "\n".join([*lines, "", *_by_kind(month, listed)])
    by_siae: dict[str, list[str]] = defaultdict(list)
    for anomaly in listed:
        by_siae[anomaly.siae].append(_anomaly_line(anomaly))
    for siae, anomalies in by_siae.items():
        lines += ["", siae, *anomalies]
    infos = sum(anomaly.severity == "info" for anomaly in month.anomalies)
    legend = [
        f"{symbol} {sentence(_SEVERITIES[severity])}" for severity, symbol in _SYMBOLS.items()
    ]
    legend.append(sentence("summary.infos", count=infos))
    return "\n".join([*lines, "", "   ".join(legend)])


def _by_kind(month: Month, anomalies: Sequence[Anomaly]) -> list[str]:
    """What is wrong in one row per SIAE, and how to see each."""
    warnings = sum(anomaly.severity == "warning" for anomaly in anomalies)
    lines = [f"{_SYMBOLS['error']} {line}" for line in to_chase(month)]
    return [*lines, sentence("summary.to_verify", count=warnings), "", sentence("summary.see_all")]


def anomaly_address(anomaly: Anomaly) -> str:
    """Address of an anomaly, as far as it is known: its cell, its row, its tab.

    The tab is said where the SIAE does not say it: those of the coordination are several.
    """
    address = anomaly.cell
    if not address and anomaly.row:
        address = sentence("summary.row", row=anomaly.row)
    if not address:
        return anomaly.tab
    if anomaly.siae == COORDINATION:
        return sentence("summary.in_tab", tab=anomaly.tab, address=address)
    return address


def counts_text(month: Month) -> str:
    """The rows of each tab, in columns, and their sum; and what of it was hidden."""
    hidden = filter(None, map(_hidden_line, month.entries.readings))
    return "\n".join([_counts_table(month), *hidden])


def to_chase(month: Month) -> list[str]:
    """Whom to ask for what, the SIAE with most to correct first."""
    labels: dict[str, str] = {}
    for form in month.entries.forms.values():
        labels |= {field.id: field.label for field in form.fields}
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for anomaly in month.anomalies:
        if anomaly.severity == "error":
            label = labels.get(anomaly.field or "", sentence("summary.row_or_tab"))
            kinds[anomaly.siae][label] += 1
    ranked = sorted(kinds.items(), key=lambda item: -item[1].total())
    return [_chase_line(siae, errors) for siae, errors in ranked]


def since_last_run_text(changes: Changes) -> str:
    """Describe the changes since the last time, in a few lines."""
    if changes.since is None and changes.is_first:
        return sentence("summary.first_time")
    if changes.since is None:
        return sentence("summary.nothing_readable")
    if changes.nothing:
        return sentence("summary.nothing_changed", day=changes.since)
    lines = [sentence("summary.since", day=changes.since)]
    for name, code in _CHANGES.items():
        counts: Mapping[str, int] = getattr(changes, name)
        if counts:
            by_siae = ", ".join(f"{siae} {count}" for siae, count in counts.items())
            lines.append(f"  {sentence(code, count=sum(counts.values()))} ({by_siae})")
    return "\n".join(lines)


def files_text(
    files: Mapping[str, Outcome], reasons: Sequence[str], documents: Sequence[Document] = ()
) -> str:
    """List each result: where it is, and what became of it.

    Args:
        files: workbook (a path or an address) or other file → what became of it.
        reasons: why something is not where config wants it.
    """
    lines = [f"  {path}  ({outcome_text(outcome)})" for path, outcome in files.items()]
    for document in documents:
        lines += _document_lines(document)
    return "\n".join([sentence("summary.files"), *lines, *reasons])


def outcome_text(outcome: Outcome) -> str:
    """Describe in words what became of a file."""
    return sentence(_OUTCOMES[outcome])


def _anomaly_line(anomaly: Anomaly) -> str:
    symbol, address = _SYMBOLS[anomaly.severity], anomaly_address(anomaly)
    return f"  {symbol} {address:<8} {anomaly.message}  [{anomaly.rule}]"


def _counts_table(month: Month) -> str:
    errors = Counter(anomaly.siae for anomaly in month.anomalies if anomaly.severity == "error")
    warnings = Counter(anomaly.siae for anomaly in month.anomalies if anomaly.severity == "warning")
    columns = [
        Column[Count](sentence("summary.siae"), "text", lambda count: count.siae),
        _count_column(sentence("summary.read"), lambda count: count.read),
        _count_column(sentence("summary.kept"), lambda count: count.kept),
        _count_column(sentence("summary.set_aside"), lambda count: count.set_aside),
        _count_column(sentence("anomalies.error"), lambda count: errors[count.siae]),
        _count_column(sentence("anomalies.warning"), lambda count: warnings[count.siae]),
    ]
    return Table(columns, counted_places(month), sentence("summary.total")).as_text()


def counted_places(month: Month) -> list[Count]:
    """The SIAE with their rows; the coordination after them, where its tabs need something."""
    counts = list(month.consortium.counts)
    if any(a.siae == COORDINATION and a.severity in ("error", "warning") for a in month.anomalies):
        counts.append(Count(COORDINATION, "", 0, 0, 0, 0))
    return counts


def _count_column(label: str, value: Callable[[Count], int]) -> Column[Count]:
    return Column(label, "count", value, total=True)


def _hidden_line(reading: TabReading) -> str:
    """Line on what of a tab was hidden, and read all the same; "" where nothing was."""
    parts: list[str] = []
    if reading.hidden_rows:
        parts.append(sentence("summary.hidden_rows", count=reading.hidden_rows))
    if reading.hidden_columns:
        names, count = ", ".join(reading.hidden_columns), len(reading.hidden_columns)
        parts.append(sentence("summary.hidden_columns", count=count, columns=names))
    if not parts:
        return ""
    return sentence("summary.hidden", siae=reading.siae, parts=parts)


def _chase_line(siae: str, errors: Counter[str]) -> str:
    kinds = ", ".join(f"{label} {count}" for label, count in errors.most_common(_NAMED_KINDS))
    if len(errors) > _NAMED_KINDS:
        kinds += "…"
    return sentence("summary.chase", siae=siae, count=errors.total(), kinds=kinds)


def _document_lines(document: Document) -> Iterator[str]:
    yield f"  {document.path}  ({outcome_text(document.outcome)})"
    if document.beside:
        files = ", ".join(document.beside)
        yield f"    {sentence('summary.document_with', files=files)}"
    if document.changed_since:
        yield f"    {sentence('summary.already_issued')}"
    for change in document.changed_since:
        yield f"      {change}"
    if document.issued is False:
        yield f"    {sentence('summary.draft')}"
    if document.issued and not document.changed_since:
        yield f"    {sentence('summary.issued')}"
    for notice in (*document.hidden, *document.gives_away):
        yield f"    {notice}"
    for gap in document.to_write:
        yield f"    {sentence('summary.to_complete', what=gap)}"
