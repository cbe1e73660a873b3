"""The words of a text with what stands between them: which belong together, what leads to them."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from sheets_sync.release.people.person_words import person_words
from sheets_sync.release.people.words_of_text import split_words

AROUND_INITIALS = ".-'’ \u00a0\u202f"
BEFORE_TITLED = " .\u00a0\u202f"
"""Between a title and a name."""
_LONGEST_GAP = 4
"""Characters between two words of one name, as « , » or «  - »."""
_SENTENCE_ENDS = frozenset(".;:!?\n\t")
_JOINS = frozenset(" \u00a0\u202f-'’_‐‑.")


class FoundName(NamedTuple):
    """Where the name of a known person stands in a text.

    `is_whole` is false where no more than a title or an initial stands beside one name.
    """

    start: int
    end: int
    is_whole: bool


class SpacedWords:
    """A text as its words; each is known by its index from 0.

    Attributes:
        is_all_lower: whether no capital tells what is a name.
    """

    def __init__(self, text: str, *, at_capitals: bool = False, of_letters: bool = False) -> None:
        self.text = text
        self.words = split_words(text, at_capitals=at_capitals, of_letters=of_letters)
        self.is_all_lower = not any(map(str.isupper, text))

    def first_letter(self, at: int) -> int:
        """The first of single letters that lead to a match: « O U E D R A O Mariétou »."""
        while (
            at > 0
            and self.words[at].is_initial
            and self.words[at - 1].is_initial
            and self.is_near(at, AROUND_INITIALS)
        ):
            at -= 1
        return at

    def is_initial(self, at: int) -> bool:
        """True for a capital alone, and for « d. » in a text without capitals."""
        word = self.words[at]
        if len(word.folded) != 1:
            return False
        after = self.text[word.end : word.end + 1]
        # « A1 » is a level
        if word.is_capital:
            return not after.isdigit()
        return self.is_all_lower and after == "."

    def may_be_preposition(self, at: int) -> bool:
        """True if « A » heads a sentence or stands among capitals, where it is « à » too."""
        before = self.text[: self.words[at].start].rstrip()
        return not before or not before[-1].isalpha() or not any(map(str.islower, before))

    def is_listed_initial(self, at: int) -> bool:
        """True for an initial after a comma or a full stop that leads to no other name.

        So is each of several: « DIALLO, A. M. »
        """
        if not self.is_near(at, "., (\u00a0\u202f") or not self.is_initial(at):
            return False
        if self.text[self.words[at].end : self.words[at].end + 1] != ".":
            return False
        is_last = at + 1 == len(self.words) or not self.words[at + 1].is_capital
        return is_last or self.is_listed_initial(at + 1)

    def stands_after(self, some: frozenset[str], at: int) -> bool:
        """True if one of `some` words leads to the name at `at`: « rue du docteur … »."""
        for before in range(at - 1, max(at - 4, -1), -1):
            gap = self.text[self.words[before].end : self.words[before + 1].start]
            if len(gap) > 2 or _SENTENCE_ENDS.intersection(gap) or "," in gap:
                return False
            folded = self.words[before].folded
            if folded in some:
                return True
            if folded not in person_words().particles and len(folded) > 2:
                return False
        return False

    def is_before_firm(self, at: int) -> bool:
        """True if what follows makes a firm of a name: « SARL », « & fils », « et fils »."""
        if at >= len(self.words):
            return False
        gap = self.text[self.words[at - 1].end : self.words[at].start]
        if "&" in gap:
            return True
        if len(gap) > 1 or gap in {",", ".", "-"}:
            return False
        if self.words[at].folded == "et":
            return at + 1 < len(self.words) and self.words[at + 1].folded in person_words().firms
        return self.words[at].folded in person_words().firms

    def is_near(self, at: int, signs: Collection[str] = "") -> bool:
        """True if the word at `at` belongs to the words before it, by what stands between."""
        if not 0 < at < len(self.words):
            return False
        gap = self.text[self.words[at - 1].end : self.words[at].start]
        if len(gap) > _LONGEST_GAP:
            return gap.isspace() and "\n" not in gap
        if signs:
            return all(sign in signs for sign in gap)
        ends = {sign for sign in gap if sign in "!?\n\t"}
        if ends or any(sign.isdigit() for sign in gap):
            return False
        # « M. » and « A. » end no sentence
        return "." not in gap or len(self.words[at - 1].folded) <= 4 or gap == "."

    def gap(self, at: int) -> str:
        """What stands between the word at `at` and the one before it."""
        return self.text[self.words[at - 1].end : self.words[at].start]

    def are_joined(self, one: int, other: int) -> bool:
        """True if two words are written as parts of one name."""
        gap = self.text[self.words[one].end : self.words[other].start]
        return len(gap) <= 3 and _JOINS.issuperset(gap)

    def are_one_given_name(self, at: int) -> bool:
        """True if the word at `at` and the next one are « Jean-Pierre »: not two names."""
        if not 0 <= at < len(self.words) - 1 or self.gap(at + 1) not in {"-", "‐", "‑"}:
            return False
        one, other = self.words[at : at + 2]
        # « PIERRE-Jean »: capitals are the family name's
        is_alike = one.typed.isupper() == other.typed.isupper()
        return is_alike and one.folded in person_words().double

    def is_whole_text(self, first: int, last: int) -> bool:
        """True if there is no word but those from `first` up to `last`."""
        return first == 0 and last == len(self.words)
