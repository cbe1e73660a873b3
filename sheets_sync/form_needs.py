"""Fields and roles that figures and documents need, held against a consortium's own forms."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from forms.expressions import Kind
from forms.form import Form
from forms.requirements import require


@dataclass(frozen=True)
class Needs:
    """Fields with their kinds, what values of them must mean, and topics that a field is about."""

    kinds: Mapping[str, Kind]
    roles: Mapping[str, Collection[str]] = field(default_factory=dict)
    topics: Mapping[str, Collection[str]] = field(default_factory=dict)


NEEDS = {
    "participant": Needs(
        {
            "nom": "text",
            "prenom": "text",
            "sexe": "text",
            "date_naissance": "date",
            "nationalite": "text",
            "commune": "text",
            "protection": "text",
            "qpv": "text",
            "arrivee_france": "date",
            "pass_iae": "text",
            "date_entree": "date",
            "date_sortie": "date",
            "motif_sortie": "text",
            "sortie_duree_mois": "number",
            "niveau_francais_entree": "text",
            "niveau_francais_actuel": "text",
        },
        roles={"motif_sortie": ["transfer"]},
        topics={"frein": ["none", "open", "in_progress", "solved"]},
    ),
    "contact": Needs({"siae": "text", "referent": "text", "adresse": "text"}),
    "action": Needs({"date": "date", "type": "text", "heures": "number", "participants": "number"}),
    "point": Needs(
        {
            "reunion": "text",
            "sujet": "text",
            "siae": "text",
            "nature": "text",
            "minutes": "number",
            "traite": "text",
        },
        roles={
            "traite": ["yes"],
            "nature": ["exchange", "information"],
            "reunion": ["steering", "practice"],
        },
    ),
    "decision": Needs(
        {
            "date_reunion": "date",
            "reunion": "text",
            "decision": "text",
            "siae": "text",
            "echeance": "date",
            "etat": "text",
        },
        roles={"etat": ["open"]},
    ),
    "financement": Needs(
        {
            "financeur": "text",
            "convention": "text",
            "debut": "date",
            "fin": "date",
            "ligne": "text",
            "accorde": "number",
            "recu": "number",
            "depense": "number",
        }
    ),
    "fait_marquant": Needs(
        {"date": "date", "texte": "text", "publiable": "text"}, roles={"publiable": ["yes"]}
    ),
    "texte": Needs(
        {"financeur": "text", "periode": "text", "section": "text", "texte": "text"},
        roles={"section": ["summary", "difficulties", "outlook", "gaps"]},
    ),
}


def check_needs(form: Form) -> None:
    """Refuse a form that lacks what figures and documents need of it.

    Raises:
        DefinitionError: names the form's file, line and key of the first thing that is missing.
    """
    needs = NEEDS.get(form.form)
    if needs is not None:
        require(form, kinds=needs.kinds, roles=needs.roles, topics=needs.topics)
