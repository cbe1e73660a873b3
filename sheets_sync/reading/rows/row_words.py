"""Words by which staff's rows that are no entries are known: totals, periods, legends, notes.

Seen in the workbooks of SIAE. All are compared with folded text: no accents, no capitals, no signs.
"""

from __future__ import annotations

import re

_TOTALS = (
    "total",
    "totaux",
    "stotal",  # S/TOTAL
    "s total",
    "s t",  # S/T septembre
    "nb total",
    "nombre",
    "effectif",
    "somme",
    "sommes",
    "cumul",
    "moyenne",
    "moyennes",
    "mediane",
    "mini",
    "maxi",
    "minimum",
    "maximum",
    "ecart type",
    "pourcentage",
    "presents?",
    "absents?",
    "(?:a )?reporte?r?",  # at the foot and the head of printed pages
)
TOTAL = re.compile(rf"^(?:sous )?(?:{'|'.join(_TOTALS)})\b")
"""Begins the text that says what a row of totals is."""

SURELY_TOTAL = re.compile(r"^(?:sous |s ?)?(?:total|totaux)\b")
"""Such a word that is nobody's name."""

MAYBE_NO_ENTRY = re.compile(
    r"\s*(?:pr[ée]s|abs|[aà]? ?repor|"
    r"exe?m|ex\W*$|ex\s*[.:]|mod|sous|s\W|t\W?o\W?t|stot|moy|som|cum|eff|m[ée]d|min|max|[ée]cart|pourc|nb|nombre|l[ée]gende|[^\d/]+20\d\d|[(\[]|[jd]{1,2}\W|[-–—_]+\s*$)",
    re.IGNORECASE,
)
"""Texts as they were typed, wider: what does not match needs no folding to be no total or month."""

EXAMPLE = re.compile(
    r"[\s(\[]*(?:ex\s*(?:[.:)\]]|$)|exemples?\b|mod[èe]les?\s*(?:\W.*)?$)", re.IGNORECASE
)
"""Begins the name of the row that shows how to fill the others, as typed: « Ex : DUPONT »."""

_YEAR = r"20\d\d"
_MONTH = r"(?:janv\w*|fev\w*|mars|avr\w*|mai|juin|juil\w*|aout|sept\w*|oct\w*|nov\w*|dec\w*)"
_PERIODS = (
    rf"(?:mois )?(?:de |d )?{_MONTH}(?: (?:19|20)?\d\d)?",  # « Mois de janvier 2025 »
    rf"(?:de )?{_MONTH}(?: (?:a|au|et))? {_MONTH}(?: {_YEAR})?",  # « Janvier – juin »
    rf"(?:annee |exercice )?{_YEAR}(?: {_YEAR})?",  # « 2024-2025 »
    rf"(?:t|s|trimestre |semestre |semaine )\d{{1,2}}(?: {_YEAR})?",  # « T1 2025 »
    rf"\d(?:er|e|eme)? (?:trimestre|semestre)(?: {_YEAR})?",  # « 1er trimestre 2025 »
)
PERIOD = re.compile(rf"^(?:{'|'.join(_PERIODS)})$")
"""A text that is nothing but a period: it separates the entries of two of them."""

_GROUPS = (
    "groupe",
    "equipe",
    "chantier",
    "atelier",
    "promo",
    "promotion",
    "session",
    "cohorte",
    "section",
    "secteur",
    "antenne",
)
GROUP = re.compile(rf"^(?:{'|'.join(_GROUPS)})s?\b")
"""Begins the text over a group of entries: « Équipe bâtiment »."""

_LEGENDS = ("legende", "nota", "nb", "source", "lecture", "code couleur", "codes")
LEGEND = re.compile(rf"^(?:{'|'.join(_LEGENDS)})\b")
"""Begins a legend, which the rows below go on with."""

_COLOURS = "rouge|vert|orange|jaune|bleu|gris|violet|rose|blanc"
COLOUR = re.compile(rf"^(?:{_COLOURS})(?:e|te|he)?s?$")
"""A row that begins with one says what a colour means."""

_NOTES = (
    "legende",
    "nota",
    "nb",
    "source",
    "page",
    "liste",
    "suivi",
    "mise a jour",
    "maj",
    "salaries",
    "participants",
    "entrees",
    "sortis?",
    "sorties",
    "en cours",
    "attente",
    "anciens?",
    "nouveaux",
    "rouge",
    "vert",
    "orange",
    "jaune",
    "bleu",
    "gris",
)
NOTE = re.compile(rf"\b(?:{'|'.join(_NOTES)})\b")
"""In a text that stands alone on its row: a title or note, and not somebody's name."""

SIGNS = re.compile(r"[=→►■●]|:\s*$")
"""In a text as it was typed, where no person's data has them: « vert = sorti »."""

NOTE_SIGNS = re.compile(r"[=:→►■●]|\d")
"""In such a text as it was typed: « jaune = à rappeler », « Groupe 2 »."""

DATE_MASK = re.compile(
    r"\(?\s*[jd]{1,2}\s*[/.\- ]\s*m{1,2}\s*[/.\- ]\s*[ay]{2,4}\s*\)?", re.IGNORECASE
)
"""How a date is to be typed: « jj/mm/aaaa ». In a column of dates it is nobody's."""

IN_BRACKETS = re.compile(r"\(.*\)|\[.*\]")
"""Where a name or a date should be, a text that says how to type it: « (en majuscules) »."""
