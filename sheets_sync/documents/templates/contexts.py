"""The names that each kind of template may show, and those on the items of its lists.

They stand here so that a template is held against them before anything is computed. A test holds
them against what the code gives for the sample consortium: the two cannot part.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sheets_sync.documents.reports.own_form import NUMBER_NAMES
from sheets_sync.documents.reports.written_texts import TEXT_KEYS
from sheets_sync.documents.templates.names import Shape


def _values(*names: str) -> dict[str, Shape]:
    return dict.fromkeys(names)


_DRAWING = _values("svg", "alt", "mm")
AGENDA: Mapping[str, Shape] = {
    **_values("programme", "nom", "titre", "intitule", "jour", "jour_court", "date"),
    **_values("heure", "fin", "duree"),
    **_values("lieu", "animation", "roles", "situation_au", "onglet_decisions"),
    **_values("suivante", "laisse_de_cote"),
    "titres": _values(
        *("deroule", "decisions", "chiffres", "finances", "administratif"),
        *("freins", "nouvelles", "saisies"),
    ),
    "sans_temps": [_values("sujet", "siae", "nature", "minutes")],
    "membres": [None],
    "a_savoir": [None],
    "lignes_vides": [None],
    "objectifs": [None],
    "rapports": [None],
    "prochaines": [None],
    "deroule": [_values("n", "heure", "titre", "decide", "nature", "minutes", "anime")],
    "points": [_values("sujet", "siae", "nature", "minutes")],
    "decisions": [_values("quoi", "qui", "echeance", "etat", "retard")],
    "chiffres": [
        {
            **_values("label", "valeur", "detail", "objectif", "evolution", "atteint", "manque"),
            **_values("vise", "l_an_dernier", "sur", "reserve"),
            "dessin": _DRAWING,
        }
    ],
    "financements": [
        {
            **_values("financeur", "convention", "fin", "accorde", "recu", "depense", "part"),
            **_values("bientot", "temps", "en_retard"),
            "dessin": _DRAWING,
        }
    ],
    "anomalies": [_values("siae", "erreurs", "avertissements")],
    "administratif": [
        _values("siae", "contrats", "pass", "titres", "entretiens", "erreurs", "avertissements")
    ],
    "administratif_total": _values(
        "contrats", "pass", "titres", "entretiens", "erreurs", "avertissements"
    ),
    "administratif_aucun": [None],
    "echeances": [_values("siae", "contrats", "pass", "titres", "entretiens")],
    "freins": [_values("frein", "ouverts", "en_cours", "leves")],
    "nouvelles": [_values("siae", "presents", "entrees", "sorties")],
    "situations": [_values("lettre", "personne", "siae", "resume")],
}
_CARD: Shape = {**_values("label", "valeur", "detail", "objectif", "atteint"), "dessin": _DRAWING}
_LINKS: Shape = [_values("format", "lien")]
_FILES: Shape = [{**_values("titre"), "fichiers": [{**_values("nom"), "liens": _LINKS}]}]
INDEX: Mapping[str, Shape] = {
    **_values("programme", "situation_au"),
    "groupes": _FILES,
    "avant": _FILES,
}
TO_PREPARE: Mapping[str, Shape] = {
    **_values("programme", "titre", "date", "animation", "raccourcir"),
    "a_completer": [None],
    "relancer": [_values("quoi", "qui", "echeance", "etat", "retard")],
    "situations": [_values("lettre", "personne", "siae", "resume")],
}
_HALF = _values("sorte", "nom", "nombre", "part")
_PERSONS = [_values("nom", "nombre", "part")]
_ACCOUNT = [
    _values("compte", "libelle", "prevu", "realise", "pourcent", "ecart", "a_expliquer"),
]
_REPORT: Mapping[str, Shape] = {
    **_values(
        "programme", "nom", "mention", "financeur", "financeur_a", "financeur_de", "financeur_le"
    ),
    **_values(
        "titre",
        "intitule",
        "convention",
        "sans_convention",
        "periode",
        "arrete_au",
        "arrete_a",
        "jour",
    ),
    **_values("fait_le", "fait_le_long", "perimetre", "seuil", "accompagnees", "siae_arrete"),
    **_values(
        "siae_en_table", "freins_en_table", "profil_total", "travail", "ecarts", "sans_donnee"
    ),
    **_values("indicateurs_note", "effectifs", "sans_convention"),
    "indicateurs": [_values("nom", "valeur", "detail")],
    "reperes": _values("accorde", "recu", "convention", "siae", "participants"),
    "titres": _values(
        *("publics", "parcours", "freins", "freins_de", "resultats"),
        *(
            "resultats_de",
            "resultats_note",
            "indicateurs",
            "budget",
            "budget_de",
            "budget_note",
            "temps",
        ),
    ),
    "cartes": [_CARD],
    "profil": [{"g": _HALF, "d": _HALF}],
    "profil_notes": [None],
    "masques": _values("cartes", "parcours", "freins", "resultats", "siae", "annexe"),
    "actions_total": _values("nombre", "heures", "participations"),
    "definitions": [_values("nom", "texte")],
    "textes": {text_key: [None] for text_key in TEXT_KEYS},
    "logos": [_values("svg", "alt", "mm", "beside", "fichier")],
    "sections": [None],
    "phrases": [None],
    "faits": [None],
    "methode": [None],
    "a_ecrire": [None],
    "a_completer": [None],
    "publics": [{**_values("titre", "total", "arrete"), "lignes": _PERSONS}],
    "siae": _PERSONS,
    "parcours": [_values("nom", "valeur", "detail")],
    "freins": [_values("nom", "identifies", "leves", "part")],
    "resultats": [
        {
            **_values("nom", "valeur", "detail", "objectif", "etat", "atteint", "definition"),
            **_values("effectif", "jour"),
            "dessin": _DRAWING,
        }
    ],
    "actions": [_values("type", "nombre", "heures", "participations")],
    "budget": [
        {
            **_values("ligne", "prevu", "realise", "part", "ecart", "ecart_temps", "explication"),
            **_values("hors_rythme", "ensemble"),
            "dessin": _DRAWING,
        }
    ],
    "cerfa": {
        **_values("reste", "montants", "equilibre", "solde", "rythme"),
        "charges": _ACCOUNT,
        "produits": _ACCOUNT,
        "contributions": [_values("compte", "libelle")],
        "ecarts": _ACCOUNT,
    },
    "nombres": _values(*NUMBER_NAMES),
}
_CHART = _values("place", "titre", "legende", "alt")
REPORT: Mapping[str, Shape] = {
    **_REPORT,
    "graphiques": [
        {
            **_CHART,
            "categories": [None],
            "series": [{**_values("nom", "couleur"), "valeurs": [None], "reste": [None]}],
        }
    ],
}
# In Word a chart is one that Word draws.
REPORT_IN_WORD: Mapping[str, Shape] = {**_REPORT, "graphiques": [{**_CHART, **_values("image")}]}
_TABLE: Mapping[str, Shape] = {
    **_values("id", "nom", "legende", "csv", "fichier"),
    "entetes": [_values("texte", "classe", "groupe", "largeur")],
    "lignes": [
        {
            **_values("total"),
            "cellules": [_values("texte", "classe", "alerte", "barre", "repere", "peu")],
        }
    ],
}
_MATTERS = [_values("n", "titre", "detail", "qui", "ancre", "ou")]
_TRENDS = [
    {
        **_values("id", "titre", "sous_titre", "dessin"),
        "points": [_values("gauche", "largeur", "texte", "fin")],
    }
]
DASHBOARD: Mapping[str, Shape] = {
    **_values("programme", "titre", "situation_au", "accroche", "quand", "reserve"),
    **_values("decider_titre", "suivre_titre", "autres_points", "rien", "siae_note", "qualite"),
    **_values("freins_titre", "freins_de", "freins_note", "niveaux_titre", "niveaux_de"),
    **_values("cohortes_titre", "argent_titre"),
    "decider": _MATTERS,
    "suivre": _MATTERS,
    "legende": [None],
    "cartes": [
        _values("id", "label", "valeur", "saisi", "peu", "detail", "barre", "repere", "point")
        | _values("etat", "signe", "objectif", "notes", "prevision", "lu")
    ],
    "depuis": _values("titre", "texte", "retards"),
    "courbes": _TRENDS,
    "cours": _TRENDS,
    "mois": _TABLE,
    "cours_valeurs": _TABLE,
    "par_siae": _TABLE,
    "freins_valeurs": _TABLE,
    "niveaux_valeurs": _TABLE,
    "cohortes": _TABLE,
    "argent": _TABLE,
    "siae": [
        {
            **_values("nom", "type", "flux", "positives", "barre", "repere", "peu", "suivre"),
            "urgent": [None],
        }
    ],
    "a_savoir": [None],
    "freins": [_values("nom", "avant", "apres", "nombre", "texte")],
    "niveaux": [_values("nom", "avant", "apres", "a_l_entree", "actuel", "inconnu")],
    "conventions": [_values("nom", "numero", "rythme", "barre", "repere", "montants", "alerte")],
    "definitions": [_values("id", "terme", "texte")],
}
_TO_PUT_RIGHT: Sequence[Shape] = [
    {**_values("referent"), "lignes": [_values("cellule", "message", "onglet")]}
]
REMINDER: Mapping[str, Shape] = {
    **_values("programme", "siae", "situation_au", "feuille", "reunion", "titre_reunion"),
    **_values("couleurs", "nombre_a_corriger", "nombre_a_verifier"),
    **_values("nombre_rappele", "rappele_le"),
    "a_corriger": _TO_PUT_RIGHT,
    "a_verifier": _TO_PUT_RIGHT,
}
PAPER_FORM: Mapping[str, Shape] = {
    **_values("titre", "intitule", "ligne", "programme"),
    "groupes": [{**_values("titre"), "questions": [_values("libelle", "aide", "reponse")]}],
}
MENU: Mapping[str, Shape] = {
    **_values("programme", "menu", "start"),
    "generated": [None],
    "exit_titles": [None],
}
