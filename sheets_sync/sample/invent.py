"""Invent two years of a programme: participants, contracts, exits, actions, decisions, money. Nobody here exists."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from forms.values import Value

Record = dict[str, Value | None]
SEED = 33


@dataclass(frozen=True)
class Sample:
    """What staff would have entered: participants by SIAE, and the coordination tabs. Values are typed and right."""

    as_of: date
    participants: dict[str, list[Record]]
    coordination: dict[str, list[Record]]


_FEMALE = [
    "Amina",
    "Zahra",
    "Mariam",
    "Fatou",
    "Selam",
    "Nadia",
    "Olena",
    "Aster",
    "Rahel",
    "Shirin",
    "Halima",
    "Awa",
    "Yasmin",
    "Lina",
    "Hodan",
    "Farida",
    "Tsigereda",
    "Iryna",
    "Samira",
    "Rokia",
]
_MALE = [
    "Mohamed",
    "Ahmad",
    "Yusuf",
    "Ibrahim",
    "Omar",
    "Abdoulaye",
    "Reza",
    "Hamid",
    "Tesfay",
    "Idris",
    "Mamadou",
    "Ismaïl",
    "Karim",
    "Habib",
    "Nasir",
    "Taras",
    "Dawit",
    "Bilal",
    "Moussa",
    "Jawad",
]
_FAMILY = {
    "Afghanistan": ["AHMADI", "NOORZAI", "KARIMI", "STANEKZAI", "HAIDARI", "RAHIMI", "WARDAK", "SAFI"],
    "Soudan": ["ABDELRAHMAN", "OSMAN", "ADAM", "EL TAYEB", "HAROUN", "BASHIR"],
    "Syrie": ["AL HASSAN", "KHALIL", "DARWISH", "NAJJAR", "SABBAGH"],
    "Érythrée": ["TEKLE", "GEBREMEDHIN", "HABTE", "KIDANE"],
    "Guinée": ["DIALLO", "BAH", "CAMARA", "SYLLA", "BARRY"],
    "Somalie": ["WARSAME", "FARAH", "ABDI", "NUR"],
    "Ukraine": ["KOVALENKO", "SHEVCHUK", "BONDAR", "MELNYK"],
    "RD Congo": ["ILUNGA", "KABEYA", "MBUYI", "TSHIBANDA"],
    "Côte d'Ivoire": ["KONÉ", "OUATTARA", "TRAORÉ"],
    "Iran": ["MORADI", "HOSSEINI", "RAZAVI"],
}  # fmt: skip
_ORIGINS = (("Afghanistan", 30), ("Soudan", 15), ("Syrie", 10), ("Érythrée", 9), ("Guinée", 12), ("Somalie", 7), ("Ukraine", 6), ("RD Congo", 5), ("Côte d'Ivoire", 4), ("Iran", 2))  # fmt: skip
_TOWNS = (("33000", "Bordeaux"), ("33100", "Bordeaux"), ("33300", "Bordeaux"), ("33800", "Bordeaux"), ("33150", "Cenon"), ("33310", "Lormont"), ("33270", "Floirac"), ("33400", "Talence"), ("33600", "Pessac"), ("33700", "Mérignac"), ("33130", "Bègles"), ("33140", "Villenave-d'Ornon"))  # fmt: skip
_JOBS = {
    "ACI": ("agent d'entretien des espaces verts", "ouvrier polyvalent", "aide-maraîcher", "agent de tri", "aide-cuisinier", "couturier"),
    "EI": ("manœuvre bâtiment", "peintre", "agent de propreté", "déménageur"),
    "AI": ("agent de service", "aide à domicile", "manutentionnaire"),
    "ETTI": ("manutentionnaire", "ouvrier agricole", "préparateur de commandes"),
    "EITI": ("livreur à vélo", "réparateur de cycles"),
}  # fmt: skip
_LEVELS = ("Non communicant", "Alpha", "A1.1", "A1", "A2", "B1", "B2", "C1")
_GOOD_EXITS = (("CDI", 26), ("CDD", 34), ("Formation qualifiante", 26), ("Intérim", 6), ("Création d'entreprise", 3), ("Fonction publique", 2), ("Contrat aidé", 3))  # fmt: skip
_OTHER_EXITS = (("Recherche d'emploi", 36), ("Sans nouvelles", 16), ("Formation pré-qualifiante", 14), ("CDD", 14), ("Déménagement", 7), ("Inactivité", 5), ("Maladie longue", 3), ("Rupture en période d'essai", 5))  # fmt: skip
_BRAKES = (
    "langue",
    "logement",
    "mobilite",
    "sante",
    "garde_enfants",
    "numerique",
    "administratif",
    "budget",
)
_BRAKE_ODDS = (0.7, 0.5, 0.55, 0.2, 0.2, 0.45, 0.6, 0.35)


def invent(
    siae: Sequence[tuple[str, str]], as_of: date, seed: int = SEED, a_siae: int | None = None
) -> Sample:
    """A sample for `siae` (name, kind), the same for the same `as_of` and `seed`.

    Args:
        a_siae: participants a SIAE; None for the usual mix, about 260 over 12 SIAE.
    """
    dice = random.Random(f"{seed} {as_of}")
    participants = {}
    for index, (name, kind) in enumerate(siae):
        size = a_siae or dice.choice((18, 20, 21, 23, 24, 26))
        initials = [
            f"{dice.choice('ABCDEFGLMNPRST')}{dice.choice('BCDFGLMPRSTV')}"
            for _ in range(1 + size // 14)
        ]
        people = [
            _participant(dice, kind, as_of, index * 100_000 + n, initials) for n in range(size)
        ]
        participants[name] = sorted(people, key=lambda p: str(p["date_entree"]))
    return Sample(as_of, participants, _coordination(dice, [name for name, _ in siae], as_of))


def _participant(
    dice: random.Random, kind: str, as_of: date, number: int, initials: Sequence[str]
) -> Record:
    origin = _pick(dice, _ORIGINS)
    woman = dice.random() < (0.6 if origin == "Ukraine" else 0.27)
    entry = as_of - timedelta(days=dice.randint(3, 730))
    entry -= timedelta(days=max(0, entry.weekday() - 4))
    birth_year = entry.year - int(dice.triangular(18, 57, 28)) - 1
    birth = (
        date(birth_year, 1, 1)
        if dice.random() < 0.3
        else date(birth_year, dice.randint(1, 12), dice.randint(1, 28))
    )
    stay = int(dice.triangular(120, 730, 400))
    gone = entry + timedelta(days=stay) < as_of
    leaving = entry + timedelta(days=stay) if gone else None
    end = leaving or as_of
    contract_start = entry + timedelta(days=dice.choice((0, 0, 0, 3, 7, 14)))
    contract_end = leaving or max(
        as_of + timedelta(days=dice.randint(-9, 200)), contract_start + timedelta(days=124)
    )
    contract_start = max(contract_start, contract_end - timedelta(days=365))
    arrival = entry - timedelta(days=dice.randint(200, 2200))
    pass_start = contract_start - timedelta(days=dice.randint(0, 5))
    months = stay / 30 if gone else (as_of - entry).days / 30
    level = dice.choices(range(7), (4, 10, 18, 30, 24, 11, 3))[0]
    gain = sum(dice.random() < min(0.55, months / 22) for _ in range(2))
    town = dice.choice(_TOWNS)
    protection = "Protection temporaire" if origin == "Ukraine" else _pick(dice, (("Réfugié", 62), ("Protection subsidiaire", 27), ("Demandeur d'asile", 9), ("Apatride", 2)))  # fmt: skip
    person: Record = {
        "nom": dice.choice(_FAMILY[origin]),
        "prenom": dice.choice(_FEMALE if woman else _MALE),
        "sexe": "Femme" if woman else "Homme",
        "date_naissance": birth,
        "nationalite": origin,
        "code_postal": town[0],
        "commune": town[1],
        "qpv": dice.choice(("oui", "non", "non", None)),
        "protection": protection,
        "titre_sejour_fin": as_of + timedelta(days=dice.randint(-40, 3000)) if dice.random() < 0.9 else None,
        "arrivee_france": dice.choice((str(arrival.year), f"{arrival:%Y-%m}", arrival)),
        "cir": dice.choice(("oui", "oui", "oui", "non", None)),
        "prescripteur": _pick(dice, (("France Travail", 34), ("CADA / HUDA", 20), ("CPH", 12), ("Mission locale", 9), ("Département", 8), ("Candidature directe", 12), ("PLIE", 3), ("OFII", 2))),
        "date_entree": entry,
        "contrat_type": {"ETTI": "Contrat de mission", "AI": dice.choice(("CDD d'usage", "CDDI"))}.get(kind, "CDDI"),
        "contrat_debut": contract_start,
        "contrat_fin": contract_end,
        "heures_hebdo": dice.choice((20.0, 24.0, 24.5, 26.0, 26.0, 26.0, 28.0, 30.0, 35.0)),
        "poste": dice.choice(_JOBS[kind]),
        "pass_iae": f"99999{(as_of.year - 2000) % 100:02}{number % 100_000:05}" if number < 100_000 else f"99999{(number * 7919 + 13) % 10_000_000:07}",
        "pass_iae_fin": pass_start + timedelta(days=729),
        "niveau_francais_entree": _LEVELS[level],
        "niveau_francais_actuel": _LEVELS[min(level + gain, 7)] if months > 2 else _LEVELS[level],
        "heures_francais": float(round(min(months, 16) * dice.uniform(2, 11) * 2) / 2),
        "heures_numerique": float(round(min(months, 16) * dice.uniform(0, 2.5))),
        "visites_metiers": dice.choice((0, 1, 1, 2, 2, 3, 4)),
        "stages": dice.choices((0, 1, 2, 3), (48, 34, 14, 4))[0],
        "referent": dice.choice(initials),
        "dernier_entretien": end - timedelta(days=int(dice.triangular(1, 95, 20))) if months > 1 else entry,
        "date_sortie": leaving,
        "motif_sortie": None,
        "sortie_duree_mois": None,
        "commentaire": dice.choice((None, None, None, "À l'aise en équipe, très ponctuel.", "Cherche un logement plus proche.", "Permis étranger à échanger.", "Projet : cuisine collective.", "Rappeler pour le rendez-vous OFII.")),
    }  # fmt: skip
    for brake, odds in zip(_BRAKES, _BRAKE_ODDS, strict=True):
        state = (
            dice.choices(("Identifié", "En cours", "Levé"), (30, 35, 12 + 2.5 * months))[0]
            if dice.random() < odds
            else "Aucun"
        )
        person[f"frein_{brake}"] = state
    if leaving is not None:
        good = dice.random() < 0.68
        person["motif_sortie"] = motif = _pick(dice, _GOOD_EXITS if good else _OTHER_EXITS)
        if motif in ("CDD", "Intérim"):
            person["sortie_duree_mois"] = float(
                dice.choice((7, 8, 9, 10, 12, 12, 18) if good else (1, 2, 3, 4, 6, 6))
            )
    return person


def _coordination(dice: random.Random, siae: Sequence[str], as_of: date) -> dict[str, list[Record]]:
    """Actions of a year, points and decisions of the last meetings, four conventions by budget line, highlights."""
    partners = (
        "organisme de formation linguistique",
        "médiathèque de quartier",
        "entreprise de nettoyage",
        "chantier de rénovation",
        "plateforme mobilité",
        "point d'accès au droit",
    )
    kinds = (
        "Cours de français",
        "Cours de français",
        "Atelier numérique",
        "Visite de métier",
        "Atelier collectif",
    )
    actions: list[Record] = [
        {"date": as_of - timedelta(days=dice.randint(0, 365)), "type": dice.choice(kinds), "siae": dice.choice(siae), "participants": dice.randint(4, 14),
         "heures": dice.choice((2.0, 2.5, 3.0, 3.5, 7.0)), "partenaire": dice.choice(partners), "cout": dice.choice((None, 0.0, 120.0, 180.0, 240.5, 350.0))}
        for _ in range(84)
    ]  # fmt: skip
    actions.sort(key=lambda action: str(action["date"]))
    subjects = (
        ("directions", "Répartition de l'acompte entre les SIAE", "décision", 20), ("directions", "Réponse à l'appel à projets de l'an prochain", "décision", 25),
        ("directions", "Calendrier des entrées au premier trimestre", "échange", 15), ("directions", "Point sur le recrutement du formateur", "information", 5),
        ("directions", "Présentation du rapport annuel", "information", 10), ("accompagnateurs", "Échange de permis : où en est-on ?", "échange", 20),
        ("accompagnateurs", "Retour sur l'atelier codes du travail", "échange", 15), ("accompagnateurs", "Nouvelle permanence logement à Cenon", "information", 10),
        ("accompagnateurs", "Choisir les dates des visites de métiers", "décision", 15), ("accompagnateurs", "Outils pour l'évaluation de l'oral", "échange", 20),
    )  # fmt: skip
    points: list[Record] = [
        {
            "reunion": meeting,
            "sujet": subject,
            "siae": dice.choice(siae),
            "nature": kind,
            "minutes": minutes,
            "traite": "oui" if index in (3, 4, 6) else "non",
        }
        for index, (meeting, subject, kind, minutes) in enumerate(subjects)
    ]
    tasks = (
        ("directions", "Signer l'avenant de la convention", "en cours", 20), ("directions", "Transmettre les justificatifs du trimestre", "à faire", -6),
        ("directions", "Valider la clé de répartition", "fait", -30), ("directions", "Rencontrer le Département", "à faire", 35), ("directions", "Trouver une salle pour le bilan", "abandonné", -40),
        ("directions", "Écrire la fiche de poste du formateur", "en cours", -12), ("accompagnateurs", "Mettre à jour la liste des partenaires logement", "à faire", 12),
        ("accompagnateurs", "Préparer la trame d'entretien commune", "en cours", -3), ("accompagnateurs", "Inviter la médiatrice numérique", "fait", -20),
    )  # fmt: skip
    decisions: list[Record] = [
        {
            "date_reunion": as_of - timedelta(days=dice.choice((21, 49, 77))),
            "reunion": meeting,
            "decision": task,
            "siae": dice.choice(siae),
            "echeance": as_of + timedelta(days=days),
            "etat": state,
        }
        for meeting, task, state, days in tasks
    ]
    lines = ("personnel", "formation", "déplacements", "achats", "frais de structure")
    money: list[Record] = []
    for funder, number, start, length, total in (
        ("DREETS", "IPR-2025-014", date(as_of.year - 1, 7, 1), 730, 240_000), ("Département", "CD-26-0381", date(as_of.year, 1, 1), 364, 60_000),
        ("Fondation des Deux Rives", "FDR-118", date(as_of.year, 3, 1), 550, 45_000), ("FSE+", "FSE-33-2207", date(as_of.year - 1, 1, 1), 1094, 180_000),
    ):  # fmt: skip
        for line, share in zip(lines, (0.55, 0.22, 0.08, 0.05, 0.10), strict=True):
            granted = round(total * share, 2)
            elapsed = max(0.0, min(1.0, (as_of - start).days / length))
            money.append({"financeur": funder, "convention": number, "debut": start, "fin": start + timedelta(days=length), "ligne": line, "accorde": granted,
                          "recu": round(granted * (0.5 if elapsed < 0.6 else 0.8), 2), "depense": round(granted * min(1.0, elapsed * dice.uniform(0.75, 1.1)), 2)})  # fmt: skip
    stories = (
        "Six participants ont visité un chantier de rénovation ; deux y ont fait un stage dans le mois.", "Premier groupe de préparation au DELF A2 : neuf inscrits, sept reçus.",
        "Un atelier sur les codes du travail a réuni trois SIAE et une entreprise partenaire.", "La plateforme mobilité a prêté cinq vélos pour les prises de poste matinales.",
        "Une participante a été embauchée en CDI après deux immersions dans la même cuisine.", "Difficulté : moins de places de cours de français en été.",
    )  # fmt: skip
    facts: list[Record] = [
        {
            "date": as_of - timedelta(days=20 + 47 * index),
            "siae": dice.choice(siae),
            "texte": text,
            "publiable": "non" if "Difficulté" in text else "oui",
        }
        for index, text in enumerate(stories)
    ]
    return {
        "action": actions,
        "point": points,
        "decision": decisions,
        "financement": money,
        "fait_marquant": facts,
    }


def _pick(dice: random.Random, odds: Sequence[tuple[str, int]]) -> str:
    return dice.choices([value for value, _ in odds], [weight for _, weight in odds])[0]
