"""`forms check`: every definition, the consortium's own where it has one."""

from __future__ import annotations

from sheets_sync.commands.printing.findings import report_findings
from sheets_sync.commands.steps.options import DEFAULT, AsOf, ConfigOption, Json, Quiet
from sheets_sync.commands.steps.running import begin
from sheets_sync.definitions import examine_definitions


def check(
    config: ConfigOption = DEFAULT, as_of: AsOf = "", as_json: Json = False, quiet: Quiet = False
) -> None:
    """Relire les définitions (formulaires, indicateurs) et dire chaque erreur avec son fichier, sa
    ligne et le remède.
    """
    workspace, _ = begin(config, as_of)
    findings = examine_definitions(workspace)
    report_findings(findings, "sheets-sync forms check", as_json=as_json, quiet=quiet)
