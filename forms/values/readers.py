"""Readers for the cells of a field, by its type.

Nothing is guessed: what cannot be read has no value and a rule; what was understood in spite of its
spelling has both.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping

from forms.form import Field
from forms.values.cells import EMPTY, BrokenCell, Cell, Reader, Reading, ReadingContext, shown
from forms.values.choices import (
    choice_reader,
    choices_reader,
    country_reader,
    siae_reader,
    yes_no_reader,
)
from forms.values.codes import read_pass_iae, read_postal_code, read_siret
from forms.values.dates import date_reader
from forms.values.numbers import number_reader
from forms.words import clean, fold

LONGEST_TEXT = 5000
REPEATED = frozenset({'"', "''", "//", "〃", "idem", "id.", '-"-', "-//-", "- // -", "″", "“", "”"})
"""Signs and words that staff write for « the same as above »."""
PENDING = frozenset(
    {
        "a completer",
        "a confirmer",
        "a definir",
        "a demander",
        "a determiner",
        "a evaluer",
        "a mettre a jour",
        "a preciser",
        "a renseigner",
        "a revoir",
        "a tester",
        "a venir",
        "a verifier",
        "a voir",
        "aucune information",
        "en attente",
        "en attente de reponse",
        "en cours",
        "inconnu",
        "inconnue",
        "n a",
        "n c",
        "n d",
        "n r",
        "n s",
        "n s p",
        "na",
        "nc",
        "nd",
        "ne sait pas",
        "ne se prononce pas",
        "non aborde",
        "non abordee",
        "non collecte",
        "non communique",
        "non communiquee",
        "non connu",
        "non connue",
        "non determine",
        "non determinee",
        "non evalue",
        "non evaluee",
        "non precise",
        "non precisee",
        "non renseigne",
        "non renseignee",
        "non repondu",
        "non teste",
        "non testee",
        "nr",
        "ns",
        "nsp",
        "null",
        "pas d information",
        "pas de reponse",
        "pas encore",
        "pas encore connu",
        "pas encore evalue",
        "pas encore teste",
        "pas evalue",
        "pas evaluee",
        "pas renseigne",
        "pas teste",
        "sans reponse",
        "tbd",
    }
)
"""Words that staff write, folded, for « not known yet »."""


_DASHES = "-–—_./ "
"""Signs of a cell that is left empty on purpose."""
_MOST_REMEMBERED = 16_384
"""Distinct cells of a field whose readings are kept: days of birth of many thousand people."""


@functools.lru_cache(maxsize=512)
def reader(field: Field, context: ReadingContext) -> Reader:
    """A reader of `field`'s cells. It is pure, so that equal cells need reading once.

    It is made once for all tabs that are read with the same field on the same day.
    """
    read_typed = _READERS[field.type](field, context)
    none = frozenset(map(fold, field.means_no))

    # The days of a programme, its places and reasons come back in every tab.
    @functools.lru_cache(maxsize=_MOST_REMEMBERED, typed=True)
    def read(cell: Cell) -> Reading:
        if isinstance(cell, BrokenCell):
            return Reading(None, "value.error" if cell.shown else "value.not_computed")
        if not isinstance(cell, str):
            return read_typed(cell)
        text = clean(cell)
        if not text:
            return EMPTY
        reading = read_typed(text)
        # « non renseigné » is no « non »: what is not a clean value may be the absence of one
        if reading.rule is None:
            return reading
        # « toujours en poste » as the day of an exit: there is none
        if none and fold(text) in none:
            return EMPTY
        return _without_content(text) or reading

    return read


def _without_content(text: str) -> Reading | None:
    """The reading of a text without a value: empty (« - ») or not known yet (« ? », « NC »)."""
    signs = set(text)
    if signs <= set(_DASHES):
        return EMPTY
    # « ✔ », « ++ », « ☒ » say something, whatever that is
    if signs <= set("?¿❓❔⁇…. !"):
        return Reading(None, "value.pending")
    if fold(text) in PENDING:
        return Reading(None, "value.pending")
    return None


def text_reader(field: Field) -> Reader:
    """Any text. « ? » is not known yet; of what must be filled, « à compléter » is neither.

    « NC » elsewhere may be somebody's initials.
    """

    def read(cell: Cell) -> Reading:
        text = cell if isinstance(cell, str) else shown(cell)
        # A dash under « Nom » is nobody's name.
        if field.required and not text.strip(_DASHES):
            return EMPTY
        if not text.strip("?❓❔⁇…. ") or (field.required and _is_pending(text)):
            return Reading(None, "value.pending")
        if len(text) > LONGEST_TEXT:
            return Reading(text, "text.too_long", {"length": str(len(text))})
        return Reading(text)

    return read


def _is_pending(text: str) -> bool:
    # « NC » may be somebody's initials: of single words, only « inconnu » is taken for a gap. (To
    # fold every name of a large tab would be slow besides.)
    may_be_pending = " " in text or text[:7].casefold() == "inconnu"
    return may_be_pending and fold(text) in PENDING


_READERS: Mapping[str, Callable[[Field, ReadingContext], Reader]] = {
    "text": lambda field, context: text_reader(field),
    "choice": lambda field, context: choice_reader(field),
    "choices": lambda field, context: choices_reader(field),
    "yes_no": lambda field, context: yes_no_reader(field),
    "date": date_reader,
    "number": lambda field, context: number_reader(field),
    "integer": lambda field, context: number_reader(field),
    "country": lambda field, context: country_reader(field),
    "siae": lambda field, context: siae_reader(context),
    "postal_code": lambda field, context: read_postal_code,
    "pass_iae": lambda field, context: read_pass_iae,
    "siret": lambda field, context: read_siret,
}
