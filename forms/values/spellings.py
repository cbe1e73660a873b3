"""Hold a text against the words of a list: which are its own, and is any left over."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from forms.choice import Choice, candidates_by_word, key_of_choices
from forms.form import Unit
from forms.values.cells import Value
from forms.values.quantities import QUANTITY_MARK, find_quantities, plain
from forms.words import SIGN_WITH_SENSE, clean, fold, has_order_sign, squeeze, squeeze_signed

# Signs that `fold` drops and that change the sense: doubt (« CDI ? »), bounds (« < A1 »), a step
# from one value to another (« A1 → A2 »), a level a little below (« A1- »), more (« + bac »).
_SENSE_SIGN = re.compile(
    SIGN_WITH_SENSE.pattern + r"|^\s*\+|\.\.|->|(?:^|\s)[-−–](?=[^\W_])|\w\s?[-−–]$"
)
# « A2+ » is told: it may have been meant as more than A2.
_SENSE_OR_MORE = re.compile(_SENSE_SIGN.pattern + r"|\+")
_BETWEEN = re.compile(r"[/(,;]")
_EMPHASIS = re.compile(r"\s*[+!]+\s*$")
_GENDER_ENDING = re.compile(r"\((?:e|s|es|ne|nne)\)|·(?:e|s|es)\b", re.IGNORECASE)
_HEAD_END = re.compile(r"\s*[(\[,;:?!]|\s[-–]\s")
_PART_SIGNS = re.compile(r"\s*(?:[/+,;&|\n]|->|→|\b(?:et|ou|puis|et puis)\b)\s*")

# After « chez », a place: a few words, none of which may say that nothing came of it. Without it
# (« CDI Amazon », « CDD (La Poste) ») an employer is not told from a word that takes the contract
# back (« CDI Loupé »), capital or not: this is asked, never read.
_LONGEST_DETAIL = 3
_OVERTURNS = re.compile(
    r"(?:non|pas|plus|jamais|mais|sans|ou|puis|et|ensuite|avant|apres|si|en attente|attente|cours"
    r"|bientot|presque|peut|projet|essai|fin|stop|ex|contre|depuis|jusque?|sauf"
    r"|refus\w*|echec|echou\w*|annul\w*|prev\w*|vis\w*|demand\w*|futur\w*|ancien\w*|rat\w*"
    r"|romp\w*|rupt\w*|abandon\w*|demission\w*|licenci\w*|quitt\w*|perd\w*|arret\w*|fini\w*"
    r"|termin\w*|renonc\w*|declin\w*|decl\w*|propos\w*|promess\w*|promis\w*|candidat\w*|postul\w*"
    r"|entretien\w*|espoir|espere\w*|souhait\w*|cherch\w*|recherch\w*|suspend\w*|report\w*"
    r"|confirm\w*|venir|voir|verif\w*|pressenti\w*|envisag\w*|imminen\w*|sous|reserve"
    r"|probab\w*|eventuel\w*|hypoth\w*|incertain\w*|condition\w*|potentiel\w*|possib\w*"
    r"|negoci\w*|stopp\w*|quasi\w*|attend\w*|prochain\w*|piste\w*|signer"
    r"|nous|lui|elle|eux|personne|a|n|ne|na|pourrait|devrait|aurait|serait|tomb\w*)"
)

# « non dispensé », « aucun logement »: beside another word, these deny it or count it
_STAND_ALONE = frozenset({"non", "no", "0", "pas", "aucun", "aucune", "vide", "faux", "false"})

_SHORTEST_TYPO = 5
"""Below, two short words are near each other by chance: « CDD » and « CDI »."""
_TWO_TYPOS_FROM = 10
_SIMILAR = 82
_CLEARLY_NEARER = 4


def has_sense_sign(text: str) -> bool:
    """True if `text`, beside its letters, has a sign that changes the sense of its words."""
    return bool(_SENSE_SIGN.search(text)) and _has_letters(text)


def _has_sense(text: str) -> bool:
    """True if a sign in `text` may change the sense of its words, one of more among them."""
    return bool(_SENSE_OR_MORE.search(text)) and _has_letters(text)


def _spelt_with_signs(text: str) -> str:
    """« > 24 mois » → « >24mois »: a word whose sign is part of it."""
    if has_order_sign(text):
        return squeeze_signed(text)
    return "".join(clean(text).casefold().split())


def _needs_its_sign(word: str, choice: Choice) -> bool:
    """True if a word for a choice says something else, or nothing, without its sign."""
    # « 🟢 Vert » is « vert » as well
    return has_order_sign(word) or (word != choice.value and _has_sense(word))


def _has_letters(text: str) -> bool:
    return any(char.isalnum() for char in text)


@dataclass(frozen=True, slots=True)
class AccountedFor:
    """A text of which every word is known.

    Attributes:
        values: the different choices that it names, in order; one at least.
        remark: whether words beside them were left aside.
        also: field id → the number with a unit that stands beside the choice.
    """

    values: tuple[str, ...]
    remark: bool = False
    also: Mapping[str, Value] = field(default_factory=dict)


class Spellings:
    """The words of a list's choices, ready to be looked up."""

    def __init__(
        self,
        choices: Sequence[Choice],
        side_words: Sequence[str] = (),
        details_after: Sequence[str] = (),
        numbers: Mapping[Unit, str | None] | None = None,
        never_suggest: frozenset[str] = frozenset(),
    ) -> None:
        words_of = [(word, choice) for choice in choices for word in choice.spellings]
        unsigned = [
            (word, choice.value) for word, choice in words_of if not _needs_its_sign(word, choice)
        ]
        self.signed = {
            _spelt_with_signs(word): choice.value
            for word, choice in words_of
            if _has_sense(word) or has_order_sign(word)
        }
        self.key = key_of_choices(choices)
        self.verbatim = {word: choice.value for word, choice in words_of}
        self.values = {squeeze(word): value for word, value in unsigned}
        self.written = {fold(word) for word, _ in unsigned}
        self.candidates = candidates_by_word(choices)
        self.imprecise = {self.key(word) for choice in choices for word in choice.imprecise}
        self.numbers = dict(numbers or {})
        self.details_after = frozenset(fold(word) for word in details_after)
        self.phrases: dict[tuple[str, ...], str | None] = {}
        self.suggestions: dict[tuple[str, ...], str] = {}
        for word in side_words:
            self.phrases[tuple(fold(word).split())] = None
        for word, value in unsigned:
            words = tuple(fold(word).split())
            if not words or _stands_alone(words):
                continue
            self.phrases[words] = value
            if squeeze(word) not in never_suggest:
                self.suggestions[words] = value
        self.longest = max(map(len, self.phrases), default=0)
        self.by_length: dict[int, list[tuple[str, ...]]] = defaultdict(list)
        for words in self.suggestions:
            self.by_length[len(words)].append(words)
        joined = map("".join, self.suggestions)
        self.long_words = [word for word in joined if len(word) >= _SHORTEST_TYPO]

    def exact_value(self, text: str) -> str | None:
        """The choice that `text` is a spelling of, whatever its accents, case and spaces."""
        # « 🟢 Vert » as the form itself has it: its sign is its own
        if text in self.verbatim:
            return self.verbatim[text]
        if _spelt_with_signs(text) in self.signed:
            return self.signed[_spelt_with_signs(text)]
        text = _GENDER_ENDING.sub("", text)
        value = self.values.get(self.key(text))
        if value is None or _has_sense(text):
            return None
        # « M(me) » and « M/me » are not « Mme », though « CADA/HUDA » is « CADA / HUDA »
        if _BETWEEN.search(text) and fold(text) not in self.written:
            return None
        return value

    def asked_about(self, text: str) -> Sequence[str]:
        """The choices that a word known to be unclear may mean."""
        return self.candidates.get(self.key(_EMPHASIS.sub("", text)), ())

    def is_imprecise(self, text: str) -> bool:
        """True if `text` says that it is one of several choices, and does not say which."""
        return self.key(text) in self.imprecise

    def _is_signed(self, text: str) -> bool:
        """True if `text` has a sign that counts in this list."""
        return self.key is squeeze_signed and has_order_sign(text)

    def account_for(self, text: str) -> AccountedFor | None:
        """The choices named by a text of which every word is known; None if one is not."""
        return self._whole(text) or self._parts(text)

    def _whole(self, text: str) -> AccountedFor | None:
        quantities = find_quantities(text, self.numbers)
        if quantities is None:
            return None
        stressed = _EMPHASIS.sub("", quantities.rest)
        if has_sense_sign(stressed.replace(QUANTITY_MARK, " ")):
            return None
        if self._is_signed(quantities.rest):
            return None
        consumed = self._consume(_words_and_marks(stressed))
        if consumed is None:
            return None
        values, aside = consumed
        also: dict[str, Value] = {}
        for unit, value in quantities.values.items():
            field_id = self.numbers[unit]
            if field_id is None:
                aside = True
            else:
                also[field_id] = value
        # a sign of emphasis (« A2+ ») is told: it may have been meant as more than the value
        return AccountedFor(values, aside or "+" in quantities.rest[len(stressed) :], also)

    def _consume(self, words: Sequence[str]) -> tuple[tuple[str, ...], bool] | None:
        """The choices in `words`, and whether others stand beside; None if one is unknown."""
        values: dict[str, None] = {}
        aside = False
        position = 0
        while position < len(words):
            if words[position] == QUANTITY_MARK:
                position += 1
                continue
            if words[position] in self.details_after and values:
                if not _is_detail(words[position + 1 :]) or self._any_choice(words[position + 1 :]):
                    return None
                return tuple(values), True
            length = self._longest_phrase(words, position)
            if length == 0:
                return None
            value = self.phrases[tuple(words[position : position + length])]
            if value is None:
                aside = True
            elif value in values:
                return None  # « abandon annulé »: said twice, one word may take back the other
            else:
                values[value] = None
            position += length
        if not values:
            return None
        return tuple(values), aside

    def _longest_phrase(self, words: Sequence[str], start: int) -> int:
        """Number of words from `start` on that are one spelling of the list; 0: none is."""
        longest = min(self.longest, len(words) - start)
        for length in range(longest, 0, -1):
            if tuple(words[start : start + length]) in self.phrases:
                return length
        return 0

    def _any_choice(self, words: Sequence[str]) -> bool:
        return any(True for _ in self._mentions(words))

    def _parts(self, text: str) -> AccountedFor | None:
        """« FT / ML », « CDDI puis CDI »: parts of which each is a choice by itself."""
        parts = _PART_SIGNS.split(plain(text))
        if len(parts) < 2 or not all(parts):
            return None
        values: dict[str, None] = {}
        for part in parts:
            exact = self.exact_value(part)
            accounted = AccountedFor((exact,)) if exact is not None else self._whole(part)
            if accounted is None or accounted.also:
                return None
            values |= dict.fromkeys(accounted.values)
        return AccountedFor(tuple(values), remark=True)

    def mentioned(self, text: str) -> Sequence[str]:
        """The choices whose words stand in `text`, each stretch used once, to be suggested."""
        words = fold(text).split()
        mentioned = self._begun(words) or list(dict.fromkeys(self._mentions(words)))
        if mentioned:
            return mentioned
        # « Aucun (à confirmer) », but not « aucun logement »
        head = self.exact_value(_HEAD_END.split(text, maxsplit=1)[0])
        if head is None:
            return ()
        return (head,)

    def _begun(self, words: Sequence[str]) -> list[str]:
        """The one choice with all of several words and more, or none.

        « Sorties positives » is « Taux de sorties positives » rather than « Sorties ».
        """
        if len(words) < 2:
            return []
        typed = frozenset(words)
        values = {value for each, value in self.suggestions.items() if typed < frozenset(each)}
        return list(values) if len(values) == 1 else []

    def _mentions(self, words: Sequence[str]) -> Iterator[str]:
        position = 0
        while position < len(words):
            length = self._longest_suggestion(words, position)
            if length:
                yield self.suggestions[tuple(words[position : position + length])]
            position += length or 1

    def _longest_suggestion(self, words: Sequence[str], start: int) -> int:
        for length in range(min(self.longest, len(words) - start), 0, -1):
            if tuple(words[start : start + length]) in self.suggestions:
                return length
        return 0

    def misspelt(self, text: str) -> str | None:
        """The one choice of which `text` is a spelling with a slip of the finger in a word."""
        if has_sense_sign(text) or self._is_signed(text):
            return None
        words = fold(text).split()
        values = {
            self.suggestions[spelling]
            for spelling in self.by_length.get(len(words), ())
            if all(map(_is_typo, words, spelling))
        }
        if len(values) != 1:
            return None
        return values.pop()

    def nearest(self, text: str) -> Sequence[str]:
        """The one choice that is spelt somewhat like `text`, to be suggested; or none."""
        from rapidfuzz import fuzz, process

        word = squeeze(text)
        if len(word) < _SHORTEST_TYPO or word.isdigit():
            return ()
        matches = process.extract(
            word, self.long_words, scorer=fuzz.ratio, score_cutoff=_SIMILAR, limit=5
        )
        scores = {self.values[spelling]: score for spelling, score, _ in reversed(matches)}
        best = max(scores.values(), default=0.0)
        close = [value for value, score in scores.items() if score > best - _CLEARLY_NEARER]
        if len(close) != 1:
            return ()
        return close


def _words_and_marks(text: str) -> list[str]:
    """The words of `text`, and its quantity marks."""
    return f" {QUANTITY_MARK} ".join(map(fold, text.split(QUANTITY_MARK))).split()


def _stands_alone(words: Sequence[str]) -> bool:
    """True if `words` mean a choice only where they are all that the cell holds."""
    if len(words) != 1:
        return False
    # « de », « ft », « m »: letters that stand inside any text by chance
    is_short = len(words[0]) <= 2 and not any(char.isdigit() for char in words[0])
    return is_short or words[0] in _STAND_ALONE


def _is_detail(words: Sequence[str]) -> bool:
    """True if `words` may be somebody's name after « chez », and say nothing else."""
    if not 0 < len(words) <= _LONGEST_DETAIL:
        return False
    return not any(_OVERTURNS.fullmatch(word) or any(map(str.isdigit, word)) for word in words)


def _is_typo(word: str, right: str) -> bool:
    """True if `word` is `right`, or `right` with a slip of the finger."""
    from rapidfuzz.distance import OSA

    if word == right:
        return True
    # a negation stands at the beginning: « inactif », « irrégulier »
    if min(len(word), len(right)) < _SHORTEST_TYPO or word[0] != right[0]:
        return False
    # « régler » is not « réglé » yet
    if word.endswith("er") and not right.endswith("er"):
        return False
    allowed = 2 if min(len(word), len(right)) >= _TWO_TYPOS_FROM else 1
    return OSA.distance(word, right) <= allowed
