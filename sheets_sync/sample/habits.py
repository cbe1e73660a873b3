"""Habits of each SIAE of the sample in keeping its tab: no two alike, as in the field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Habit:
    """Habits of one SIAE in keeping its tab.

    Attributes:
        title: above the header, where there is one. top, left: where the header begins.
        groups: a row of groups above the header. month_lines: a line before each month.
        text_dates: the pattern of dates that are typed as text.
        short_headers: how often a header is a spoken word (0 never).
        shuffled: the columns stand in another order. extra: columns of its own.
    """

    title: str = ""
    top: int = 0
    left: int = 0
    groups: bool = False
    month_lines: bool = False
    total_line: bool = False
    legend: bool = False
    one_name_column: bool = False
    text_dates: str = ""
    short_headers: int = 0
    shuffled: bool = False
    extra: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    upper: bool = False
    colour: str = "#1F5C7A"


HABITS: tuple[Habit, ...] = (
    Habit(title="Suivi des salariés – {siae}", top=3, groups=True, colour="#1F5C7A"),
    Habit(top=0, short_headers=1, month_lines=True, colour="#4C6B2F"),
    Habit(
        title="{siae} : tableau impulseR",
        top=2,
        total_line=True,
        one_name_column=True,
        colour="#7A3E1F",
    ),
    Habit(top=0, shuffled=True, text_dates="%d/%m/%y", extra=("Taille EPI",), colour="#5B3E7A"),
    Habit(title="Accompagnement {year}", top=6, left=2, short_headers=2, colour="#2F6B60"),
    Habit(top=1, groups=True, legend=True, extra=("Date visite médicale faite",), colour="#8A5A00"),
    Habit(top=0, upper=True, hidden=("arrivee_france", "cir"), colour="#364152"),
    Habit(
        title="IMPULSER – {siae}", top=2, text_dates="%d.%m.%Y", short_headers=1, colour="#1F5C7A"
    ),
    Habit(top=0, shuffled=True, total_line=True, short_headers=2, colour="#6B2F4C"),
    Habit(top=4, title="Salariés BPI", one_name_column=True, month_lines=True, colour="#4C6B2F"),
    Habit(top=0, groups=True, upper=True, total_line=True, colour="#364152"),
    Habit(title="Coursiers suivis", top=2, shuffled=True, legend=True, colour="#2F6B60"),
)

SPOKEN_HEADERS: Mapping[str, str] = {
    "date_naissance": "DDN",
    "code_postal": "CP",
    "commune": "Ville",
    "protection": "Statut adm.",
    "titre_sejour_fin": "Exp. titre",
    "prescripteur": "Orienteur",
    "date_entree": "Entré(e) le",
    "contrat_type": "Type de contrat",
    "contrat_debut": "Début contrat",
    "contrat_fin": "Fin contrat",
    "heures_hebdo": "H / sem",
    "pass_iae": "N° PASS",
    "pass_iae_fin": "Fin PASS",
    "niveau_francais_entree": "Niv. FR entrée",
    "niveau_francais_actuel": "Niv. FR actuel",
    "heures_francais": "Nb h FLE",
    "heures_numerique": "Nb h numérique",
    "visites_metiers": "Visites",
    "stages": "PMSMP",
    "referent": "CIP",
    "dernier_entretien": "Vu le",
    "date_sortie": "Sorti(e) le",
    "motif_sortie": "Motif",
    "sortie_duree_mois": "Durée (mois)",
    "commentaire": "Observations",
    "frein_administratif": "Accès aux droits",
    "frein_budget": "Budget",
}
"""Field → the header that staff write instead of its label."""
