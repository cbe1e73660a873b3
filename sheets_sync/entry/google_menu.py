"""The menu that staff get in a Google spreadsheet: an Apps Script to paste there, filled from config and forms."""

from __future__ import annotations

from forms.definition import Form
from sheets_sync.config import Config
from sheets_sync.documents.templates.fill import fill_text, find_template
from sheets_sync.sheets.content import FEEDBACK_START

TEMPLATE = "menu-google.gs"


def menu_script(config: Config, form: Form) -> str:
    """The script; its first lines say how to install it. Raises `Refusal` where the consortium's own template has a mistake."""
    leaves = next(field for field in form.fields if field.id == "date_sortie")
    return fill_text(
        find_template(config.folder, TEMPLATE),
        {
            "programme": config.programme, "menu": config.programme.split()[0], "start": FEEDBACK_START,
            "generated": [config.tabs.consortium, config.tabs.anomalies, config.tabs.pilotage],
            "exit_titles": [leaves.label, *leaves.headers],
        },
    )  # fmt: skip
