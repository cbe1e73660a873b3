"""What stops a command: one exception, one French sentence that says what, where and what to do."""

from __future__ import annotations

MESSAGES = {
    "config.missing": "Le fichier de configuration {file} n'existe pas. Se placer dans le dossier du programme, ou donner son chemin avec --config.",
    "config.wrong": "{problem}",
    "forms.wrong": "Définition de formulaire : {problem}",
    "indicators.wrong": "Définition d'indicateur : {problem}",
    "workbook.missing": "Le classeur {file} n'existe pas. Vérifier « workbook » dans config.yaml.{hint}",
    "workbook.folder": "{file} est un dossier, pas un classeur. Vérifier « workbook » dans config.yaml.",
    "workbook.forbidden": "Le classeur {file} ne peut pas être lu : l'accès est refusé. Vérifier les droits du fichier.",
    "workbook.open": "Le classeur {file} est ouvert par {who}. Le fermer partout, puis relancer (si personne ne l'a ouvert, effacer le fichier {lock}).",
    "workbook.password": "Le classeur {file} est protégé par un mot de passe à l'ouverture. L'enregistrer sans ce mot de passe, puis relancer.",
    "workbook.old_format": "Le classeur {file} est dans l'ancien format .xls. L'ouvrir et l'enregistrer au format .xlsx, puis relancer.",
    "workbook.not_a_workbook": "Le fichier {file} n'est pas un classeur .xlsx lisible. Vérifier « workbook » dans config.yaml, ou rouvrir et réenregistrer le fichier.",
    "workbook.bomb": "Le classeur {file} se déplierait en {size} : ce n'est pas un classeur de saisie ordinaire, il n'est pas ouvert. Vérifier d'où il vient.",
    "excel.not_installed": "xlwings, qui parle à Excel, n'est pas installé. Lancer « pip install xlwings », ou retirer « excel: » devant {file} dans config.yaml.",
    "excel.none": "Excel n'est pas installé sur cet ordinateur, ou ne démarre pas. L'ouvrir, ou retirer « excel: » devant {file} dans config.yaml.",
    "excel.hung": "Excel ne répond plus. Attendre, ou le fermer et rouvrir {file}, puis relancer. Rien n'est changé.",
    "excel.twice": "{file} est ouvert deux fois, dans deux fenêtres d'Excel différentes. En fermer une, puis relancer.",
    "excel.same_name": "Un autre classeur du nom de {file}, d'un autre dossier, est ouvert dans Excel, qui n'en ouvre pas deux. Le fermer, puis relancer.",
    "excel.read_only": "{file} ne s'ouvre qu'en lecture seule : quelqu'un d'autre l'a ouvert, ou le fichier est protégé. Rien n'est changé.",
    "excel.busy": "Excel est occupé : une cellule de {file} est en cours de saisie, ou une boîte de dialogue est ouverte. Valider (Entrée) ou la fermer, puis relancer. Rien n'est changé.",
    "excel.gone": "Excel s'est fermé pendant le travail. Rouvrir {file}, vérifier qu'il est comme avant, puis relancer.",
    "excel.failed": "Excel a refusé une opération sur {file} (erreur {number}). Ce qui était commencé est défait ; relancer, et prévenir l'équipe technique si cela revient.",
    "excel.structure": "la structure du classeur est protégée : l'ôter dans Révision, Protéger le classeur",
    "excel.locked": "son onglet « {tab} » est protégé : l'ôter dans Révision, Ôter la protection",
    "excel.columns": "il est ouvert dans Excel : le fermer, puis relancer « setup », qui travaille sur le fichier",
    "tabs.unusable": "{problems}",
    "rows.none": "Aucune ligne à consolider dans {file} : les onglets ont leurs titres mais aucune saisie. Rien n'est écrit.",
    "workbook.changed": "Le classeur {file} a été modifié pendant le travail : rien n'y est écrit. Relancer.",
    "publish.wrong": "Arrêt de sécurité : le classeur {file} relu après écriture n'est pas celui attendu ({what}). L'ancien reste en place ; prévenir l'équipe technique.",
    "patch.signed": "il porte une signature électronique, que toute écriture casserait",
    "patch.strict": "il est enregistré au format « Strict Open XML » : l'enregistrer en « Classeur Excel (.xlsx) »",
    "patch.shared": "il est en partage à l'ancienne (suivi des modifications) : arrêter ce partage dans Excel, onglet Révision",
    "patch.encoding": "il n'est pas écrit en UTF-8 : l'ouvrir dans Excel ou LibreOffice et l'enregistrer",
    "patch.doctype": "il contient une déclaration de type de document, interdite dans un classeur",
    "patch.damaged": "sa structure n'est pas celle d'un classeur ordinaire : l'ouvrir dans Excel ou LibreOffice et l'enregistrer",
    "patch.formats": "il a presque épuisé le nombre de mises en forme qu'Excel accepte",
    "patch.format": "seuls les classeurs .xlsx et .xlsm peuvent être complétés",
    "patch.table": "un de ses onglets est un « tableau » d'Excel, que seul Excel agrandit : y saisir ces lignes à la main",
    "patch.line_taken": "sa ligne {row} n'est pas vide",
    "patch.formula": "sa cellule {cell} contient une formule, que seule une personne remplace",
    "patch.name_taken": "il a déjà un onglet « {tab} » qui n'est pas de cet outil : le renommer, ou donner un autre nom dans config.yaml (« tabs »)",
    "restore.unknown": "Aucune copie gardée ne s'appelle « {name} ». « sheets-sync restore » les liste toutes.",
    "output.open": "Le fichier {file} ne peut pas être remplacé : il est ouvert ailleurs. Le fermer, puis relancer.",
    "output.forbidden": "Impossible d'écrire {file} : {reason}. Vérifier le dossier et ses droits.",
    "output.format": "Le format de {file} n'est pas connu. Choisir un nom qui finit par .csv, .xlsx ou .parquet.",
    "output.docx": "{file} : donner un nom qui finit par .docx.",
    "output.is_source": "{file} est le classeur des équipes : il n'est jamais remplacé. Choisir un autre nom.",
    "google.address": "« {value} » n'est pas l'adresse d'un classeur Google Sheets. L'ouvrir dans le navigateur et copier son adresse, qui contient « /spreadsheets/d/… ».",
    "google.no_credentials": "Aucun accès à Google n'est installé. Mettre la clé du compte de service dans {file}, ou indiquer où elle est dans config.yaml (google, credentials). « sheets-sync doctor » dit les étapes.",
    "google.credentials_missing": "Le fichier d'accès à Google {file} n'existe pas ({found_by}). Corriger son chemin, ou y remettre la clé.",
    "google.credentials_wrong": "Le fichier {file} n'est pas une clé de compte de service ni un accès enregistré de Google. Le télécharger à nouveau depuis la console Google Cloud.",
    "google.sign_in": "Personne n'est encore connecté à Google sur cet ordinateur. Lancer « sheets-sync doctor --sign-in » et accepter dans le navigateur.",
    "google.sign_in_again": "La connexion à Google enregistrée dans {file} n'est plus acceptée. Lancer « sheets-sync doctor --sign-in ».",
    "google.key_refused": "Google refuse la clé de {who} ({file}) : elle a été supprimée ou remplacée. En créer une nouvelle dans la console Google Cloud.",
    "google.clock": "L'horloge de cet ordinateur est fausse de plus de cinq minutes : Google refuse la connexion. La remettre à l'heure (réglage automatique), puis relancer.",
    "google.api_off": "L'API {api} n'est pas activée pour ce compte. L'activer sur {page}, attendre une minute, puis relancer.",
    "google.scopes": "L'accès enregistré ne permet pas de lire et d'écrire dans Google Sheets et Drive. Lancer « sheets-sync doctor --sign-in » et tout accepter.",
    "google.not_shared": "Le classeur Google {id} n'est pas partagé avec {who}. L'ouvrir, « Partager », y ajouter cette adresse comme éditeur.",
    "google.wrong_id": "Aucun classeur Google n'a l'identifiant {id}, ou il est à la corbeille. Recopier son adresse depuis le navigateur dans config.yaml.",
    "google.quota": "Google a reçu trop de demandes en une minute et n'en prend plus pour l'instant. Attendre deux minutes, puis relancer.",
    "google.unavailable": "Google Sheets ne répond pas correctement (erreur {status}). Rien n'est perdu ; relancer dans quelques minutes.",
    "google.unreachable": "Google n'est pas joignable. Vérifier la connexion à Internet, puis relancer ; rien n'est perdu.",
    "google.unsure": "Google n'a pas confirmé l'écriture malgré plusieurs essais. Relancer dans quelques minutes : ce qui est écrit ne le sera pas deux fois.",
    "google.protected": "une partie du classeur est protégée et {who} n'y a pas droit. Dans « Données, Protéger des feuilles et des plages », lui donner le droit de modifier",
    "google.read_only": "{who} n'a que le droit de lire ce classeur : dans « Partager », en faire un éditeur",
    "google.too_many_cells": "le classeur aurait {cells} cellules, Google en accepte {most} : supprimer les lignes et colonnes vides des onglets",
    "google.no_room": "L'espace de {who} dans Google Drive est plein ou n'existe pas.",
    "google.restore_file": "Cette copie est le fichier {file}. L'ouvrir dans Google Drive (Nouveau, Importer un fichier), puis en recopier les onglets.",
    "google.refused": "Google refuse la demande (erreur {status}) : {message}",
    "google.base": "{name} vaut « {value} » : seule une adresse https, ou de cet ordinateur, est acceptée. L'effacer pour travailler avec Google.",
    "adopt.exists": "{file} existe déjà : il n'est pas remplacé. Donner un autre nom avec --config, ou essayer avec --dry-run.",
    "adopt.nothing": "Aucun onglet de {file} ne ressemble à une liste de participants (Nom, Prénom, une date de naissance ou d'entrée, et un autre champ).",
    "setup.format": "{file} n'existe pas et ne peut être créé qu'au format .xlsx. Corriger « workbook » dans config.yaml.",
    "forms.unreadable": "{file} n'est pas lisible. Exporter les réponses en .csv (UTF-8) ou en .xlsx, puis relancer.",
    "forms.drawn": "{file} ne peut pas devenir un formulaire : {reason}",
    "forms.drawn_exists": "Le programme a déjà un formulaire « {form} » : changer form_id dans la feuille settings de l'XLSForm, ou retirer {file}.",
    "forms.other": "{file} n'est pas un export du formulaire « {form} » : aucune colonne pour {wanted}.",
    "window.document": "Le document {file} n'est pas de ce passage : préparer la réunion à nouveau.",
    "schedule.day": "« {value} » n'est pas un jour compris ici. Écrire par exemple « premier lundi », « 3e jeudi » ou « chaque mardi ».",
    "schedule.hour": "« {value} » n'est pas une heure. Écrire par exemple 7:00 ou 7h30.",
    "schedule.refused": "Cet ordinateur refuse la planification (« {command} »). Relancer sans --install : l'entrée est affichée, à donner à la personne qui l'administre.",
    "web.certificate": "Le certificat {file} n'existe pas. Corriger « web » (certificate, key) dans config.yaml.",
    "web.port": "Le port {port} est déjà pris sur cet ordinateur. En choisir un autre dans config.yaml (web, port).",
    "web.no_link": "Il n'y a pas de lien n° {number}. « sheets-sync forms links » les liste.",
    "setup.untouchable": "Rien n'est ajouté à {file} : {reason}.",
    "setup.lists_taken": "{file} a déjà un onglet « {tab} » qui n'est pas de cet outil : le renommer, ou donner un autre nom aux listes dans config.yaml (tabs, listes). Rien n'est écrit.",
    "demo.exists": "Le dossier {file} contient déjà un programme (config.yaml). Choisir un autre dossier : rien n'est remplacé.",
    "date.unreadable": "La date « {value} » n'est pas lisible. Écrire AAAA-MM-JJ, par exemple 2026-11-30.",
    "period.unknown": "La période « {value} » n'est pas connue. Écrire 2026, 2026-S1, 2026-T3, 2026-11, 12m, debut, ou un financeur ({names}).",
    "name.unknown": "{what} « {value} » n'existe pas. {hint}",
    "funder.where": "config.yaml, funders, {name}, where, colonne {column} : {problem}",
    "document.unknown": "Aucun document « {name} » n'a été fait ce jour-là. Ceux dont les chiffres sont gardés : {known}.",
    "template.wrong": "Le modèle {file} a un problème : {problem}",
    "pdf.no_program": "{file} est écrit, mais pas son PDF : LibreOffice n'est pas installé. L'installer, ou enregistrer en PDF depuis Word.",
    "pdf.failed": "{file} est écrit, mais pas son PDF : LibreOffice n'y arrive pas. L'ouvrir dans LibreOffice ou Word pour voir pourquoi.",
    "privacy.leak": "Arrêt de sécurité : le champ personnel « {field} » allait sortir de l'onglet. Rien n'est écrit ; prévenir l'équipe technique.",
    "counts.wrong": "Arrêt de sécurité : les comptes de lignes ne tombent pas juste pour {siae}. Rien n'est écrit ; prévenir l'équipe technique.",
    "history.wrong": "Le fichier {file} de l'historique n'est pas lisible. Le déplacer ailleurs, puis relancer.",
    "key.wrong": "La clé des pseudonymes {file} n'est pas lisible ou est trop courte. Remettre la clé d'origine : sans elle, les pseudonymes changeraient.",
}


class Refusal(Exception):
    """A command cannot do its job. `str()` is the sentence for the person; `code` is stable, for programs."""

    def __init__(self, code: str, **details: object) -> None:
        self.code = code
        self.details = details
        super().__init__(MESSAGES[code].format(**details))

    @property
    def impersonal(self) -> str:
        """The sentence without who has a file open, or whose account it is: for a log."""
        known = {
            name: "quelqu'un" if name == "who" else detail for name, detail in self.details.items()
        }
        return MESSAGES[self.code].format(**known)


class Untouchable(Refusal):
    """A workbook that can be read but not changed without risk; `str()` is the reason, to be put into a sentence."""
