"""Names and places of the coordination tabs and of the generated ones."""

from __future__ import annotations

from typing import NamedTuple

from forms.definition_file import Definition
from forms.form import Form
from forms.loading import FORM_IDS
from sheets_sync.settings.texts import Line, SheetName

LISTS_IF_TAKEN = "Listes de choix"
"""The tab of the lists where a workbook has one of the staff's own under its name."""


class GeneratedPlaces(NamedTuple):
    """The workbook (a path or an address) that each generated sheet is wanted in.

    `second` is the file for those that a workbook of the staff cannot take without risk.
    """

    pilotage: str
    anomalies: str
    consortium: str
    second: str


class Tabs(Definition):
    """Names of the coordination tabs and of the generated ones; `setup` makes the last three."""

    action: SheetName = "Actions"
    point: SheetName = "Ordre du jour"
    decision: SheetName = "Décisions"
    financement: SheetName = "Financements"
    fait_marquant: SheetName = "Faits marquants"
    objectif: SheetName = "Objectifs"
    reunion: SheetName = "Réunions"
    texte: SheetName = "Textes"
    contact: SheetName = "Adresses des relances"
    consortium: SheetName = "Consortium"
    anomalies: SheetName = "Anomalies"
    pilotage: SheetName = "Pilotage"
    listes: SheetName = "Listes"
    lisez_moi: SheetName = "Lisez-moi"
    saisie: SheetName = "Saisie"

    @property
    def generated(self) -> tuple[str, ...]:
        """The tabs that hold what we write, the entry card among them."""
        return (
            self.consortium,
            self.anomalies,
            self.pilotage,
            self.listes,
            LISTS_IF_TAKEN,
            self.lisez_moi,
            self.saisie,
        )

    def of(self, form: Form) -> str:
        """The coordination tab of a form; of a consortium's own form, the form's label."""
        if form.form in FORM_IDS:
            return str(getattr(self, form.form))
        return form.label


class Elsewhere(Definition):
    """Generated tabs in a file of their own: its readers get no access to the staff's workbook."""

    workbook: Line | None = None
