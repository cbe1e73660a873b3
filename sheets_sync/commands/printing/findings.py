"""Findings of `doctor` and `forms check`, printed, and if all is well."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from sheets_sync.catalogue import sentence
from sheets_sync.commands.steps.options import Options
from sheets_sync.doctor import Finding

_MARKS = {"fine": "✓", "missing": "✗", "note": "·"}


def report_findings(findings: Sequence[Finding], command: str, options: Options) -> None:
    """A line for each; exit code 2 where something is missing.

    Args:
        command: what to run again once that is put right.
    """
    options.report(
        data=lambda: [finding._asdict() for finding in findings],
        text=lambda: _findings_text(findings, command),
        problems=lambda: [
            _finding_line(finding) for finding in findings if finding.state == "missing"
        ],
    )
    if any(finding.state == "missing" for finding in findings):
        raise typer.Exit(2)


def _findings_text(findings: Sequence[Finding], command: str) -> str:
    missing = sum(finding.state == "missing" for finding in findings)
    if missing:
        end = sentence("commands.missing", count=missing, command=command)
    else:
        end = sentence("commands.all_ready")
    return "\n".join([*map(_finding_line, findings), "", end])


def _finding_line(finding: Finding) -> str:
    mark = _MARKS[finding.state]
    return sentence("commands.finding", mark=mark, about=finding.about, text=finding.text)
