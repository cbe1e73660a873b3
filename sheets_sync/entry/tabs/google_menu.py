"""The menu that staff get in a Google spreadsheet: an Apps Script to paste there."""

from __future__ import annotations

from pathlib import Path

from forms.form import Form
from sheets_sync.documents.templates.fill import fill_text, find_template
from sheets_sync.settings.tabs import Tabs
from sheets_sync.sheets.content import FEEDBACK_START

TEMPLATE = "menu-google.gs"


def menu_script(programme: str, tabs: Tabs, form: Form, folder: Path) -> str:
    """The script for the tabs of the participants' form; its first lines say how to install it.

    Raises:
        Refusal: the template that the consortium keeps in its folder has a mistake.
    """
    leaving = form.field("date_sortie")
    values = {
        "programme": programme,
        "menu": programme.split()[0],
        "start": FEEDBACK_START,
        "generated": [tabs.consortium, tabs.anomalies, tabs.pilotage],
        # The script finds the column in whatever words staff have for it.
        "exit_titles": [leaving.label, *leaving.headers],
    }
    return fill_text(find_template(folder, TEMPLATE), values)
