"""The grant: what is spent by budget line, beside the time that is over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.documents.drawing.bullet import bullet
from sheets_sync.documents.reports.account import Amounts, charged, sum_of
from sheets_sync.documents.reports.scope import ReportScope

TableRow = dict[str, Any]
_BAR_MM = 46


def budget(scope: ReportScope) -> list[TableRow]:
    """The funder's budget lines and their total: granted, spent, gap from the time gone by."""
    rows = budget_rows(scope)
    if not rows:
        return []
    unknown = sentence("documents.to_be_completed")
    day = scope.period.end
    lines = [_budget_line(row["ligne"] or unknown, [row], day, is_total=False) for row in rows]
    return [*lines, _budget_line(sentence("report.all"), rows, day, is_total=True)]


def budget_rows(scope: ReportScope) -> list[dict[Any, Any]]:
    """The rows of the tab of money about the funder, by field."""
    rows = scope.measures.frames["financement"].to_dict("records")
    return [row for row in rows if row["financeur"] == scope.funder.name]


def _budget_line(
    name: str, rows: Sequence[Mapping[Any, Any]], day: date, *, is_total: bool
) -> TableRow:
    amounts = charged(rows, day)
    # A gap of more than 10 % is to be explained (CERFA 15059), line by line: never the total's. In
    # mid-course it is the gap from the share of time gone by.
    explanation = ""
    if amounts.needs_explaining and not is_total:
        explanation = sentence("report.to_explain")
    return {
        "ligne": name,
        "prevu": french.euros(amounts.planned),
        "realise": french.euros(amounts.realised),
        "part": french.percent(amounts.share_realised),
        "ecart": french.percent(amounts.gap_from_pace),
        "ecart_temps": french.signed_euros(amounts.realised - amounts.due),
        "explication": explanation,
        "hors_rythme": amounts.needs_explaining,
        "dessin": _bar(name, amounts),
        "ensemble": is_total,
    }


def _bar(name: str, amounts: Amounts) -> dict[str, Any]:
    share, due = amounts.share_realised, amounts.share_due
    alt = sentence(
        "report.bar_of_money",
        line=name,
        spent=french.percent(share),
        due=french.percent(due),
    )
    return bullet(share or 0.0, due, 1.0, alt, millimetres=_BAR_MM)


def elapsed(rows: Sequence[Mapping[Any, Any]], day: date) -> float | None:
    """The share of the grant's time that is over; None where nothing is planned."""
    return charged(rows, day).share_due


def last_day(rows: Sequence[Mapping[Any, Any]]) -> date | None:
    """The end of the grant's last line; None where none is known."""
    return max((row["fin"] for row in rows if isinstance(row["fin"], date)), default=None)


def to_explain(rows: Sequence[TableRow], end: date | None) -> str:
    """What the gaps of the budget ask to be written; "" where there is none."""
    gaps = [french.quoted(row["ligne"]) for row in rows if row["explication"]]
    if not gaps:
        return ""
    if end is None:
        return sentence("report.why_gaps", lines=gaps, count=len(gaps))
    return sentence("report.why_gaps_until", lines=gaps, count=len(gaps), end=end)


def money_titles(scope: ReportScope) -> dict[str, str]:
    """The heading of the section, what stands below it, and the header of the bars."""
    rows, day = budget_rows(scope), scope.period.end
    granted, spent = sum_of(rows, "accorde"), sum_of(rows, "depense")
    end, over = last_day(rows), elapsed(rows, day)
    left = granted - spent
    title = sentence("report.money")
    if rows and end and end > day and left > 0:
        title = sentence("report.money_left", left=left, days=(end - day).days)
    elif rows:
        title = sentence("report.money_spent", spent=spent, granted=granted)
    below = note = header = ""
    if rows and granted and over is not None:
        below = sentence("report.money_pace", spent=spent / granted, over=over)
        header = sentence("report.time_over", over=over)
        note = sentence("report.money_note", day=day)
    return {"budget": title, "budget_de": below, "temps": header, "budget_note": note}
