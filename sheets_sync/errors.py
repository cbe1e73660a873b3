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
    "workbook.google": "Les classeurs Google Sheets ne sont pas encore pris en charge. Exporter le classeur en .xlsx et indiquer ce fichier dans config.yaml.",
    "workbook.excel": "Le classeur ouvert dans Excel n'est pas encore pris en charge. Indiquer le fichier .xlsx enregistré dans config.yaml.",
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
    "patch.name_taken": "il a déjà un onglet « {tab} » qui n'est pas de cet outil : le renommer, ou donner un autre nom dans config.yaml (« tabs »)",
    "restore.unknown": "Aucune copie gardée ne s'appelle « {name} ». « sheets-sync restore » les liste toutes.",
    "output.open": "Le fichier {file} ne peut pas être remplacé : il est ouvert ailleurs. Le fermer, puis relancer.",
    "output.forbidden": "Impossible d'écrire {file} : {reason}. Vérifier le dossier et ses droits.",
    "output.format": "Le format de {file} n'est pas connu. Choisir un nom qui finit par .csv, .xlsx ou .parquet.",
    "output.is_source": "{file} est le classeur des équipes : il n'est jamais remplacé. Choisir un autre nom.",
    "adopt.exists": "{file} existe déjà : il n'est pas remplacé. Donner un autre nom avec --config, ou essayer avec --dry-run.",
    "adopt.nothing": "Aucun onglet de {file} ne ressemble à une liste de participants (Nom, Prénom, une date de naissance ou d'entrée, et un autre champ).",
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
        super().__init__(MESSAGES[code].format(**details))


class Untouchable(Refusal):
    """A workbook that can be read but not changed without risk; `str()` is the reason, to be put into a sentence."""
