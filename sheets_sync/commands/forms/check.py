"""`forms check`: every definition, the consortium's own where it has one."""

from __future__ import annotations

from sheets_sync.commands.printing.findings import report_findings
from sheets_sync.commands.steps.options import Options
from sheets_sync.definitions import examine_definitions


def check_definitions(
    options: Options,
) -> None:
    """Relire les définitions (formulaires, indicateurs) et dire chaque erreur avec son fichier, sa
    ligne et le remède.
    """
    workspace, _ = options.begin()
    findings = examine_definitions(workspace)
    report_findings(findings, "sheets-sync forms check", options)
