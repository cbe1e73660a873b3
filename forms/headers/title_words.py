"""Words of column titles: that change the sense, that change nothing, of columns that repeat."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Protocol

import pydantic

from forms.definition_file import Definition, did_you_mean, parse
from forms.field_types import FieldType
from forms.layers import Layers, load_layers
from forms.words import clean, fold, fold_header, words_and_beginnings

_FILE = Path(__file__).parent / "title_words.yaml"


class Typed(Protocol):
    """A field, as far as words of titles hang on it."""

    @property
    def id(self) -> str: ...
    @property
    def type(self) -> FieldType: ...


class SenseWords(Definition):
    """Words that make another title of a known one, and why.

    Attributes:
        words: folded as titles are; `*` at the end takes every ending.
        fields, types: the fields that they change the sense of; every one where both are empty.
        group: whether they count as well in the group title above.
    """

    words: tuple[str, ...]
    why: str
    fields: tuple[str, ...] = ()
    types: tuple[FieldType, ...] = ()
    group: bool = False

    def concern(self, field: Typed) -> bool:
        """True if they change the sense of the titles of `field`."""
        if not self.fields and not self.types:
            return True
        return field.id in self.fields or field.type in self.types

    def include(self, word: str) -> bool:
        """True if `word` is one of them."""
        exact, beginnings = words_and_beginnings(self.words)
        return word in exact or word.startswith(beginnings)


class OnlineForms(Definition):
    """A service of online forms, by the columns that it adds to the answers by itself.

    Attributes:
        marks: titles that tell its answers, of which `at_least` stand there.
        own: its other columns; they are its own beside a mark only: « Nom » of who answered.
        anywhere: whether they are its own wherever they stand: their names are nobody's title.
    """

    service: str
    marks: tuple[str, ...]
    at_least: int
    own: tuple[str, ...] = ()
    anywhere: bool = False

    @functools.cached_property
    def folded_marks(self) -> frozenset[str]:
        """The marks as titles are folded."""
        return frozenset(map(fold_header, self.marks))

    @functools.cached_property
    def folded(self) -> frozenset[str]:
        """All its columns, folded."""
        return self.folded_marks.union(map(fold_header, self.own))

    @functools.cached_property
    def technical_marks(self) -> frozenset[str]:
        """The marks as `technical_name` has them."""
        return frozenset(map(technical_name, self.marks))

    @functools.cached_property
    def technical(self) -> frozenset[str]:
        """All its columns, as `technical_name` has them."""
        return self.technical_marks.union(map(technical_name, self.own))


def technical_name(title: str) -> str:
    """A name that a program gave a column: `meta-instanceID` and `meta/instanceID` are one."""
    return re.sub("[:-]", "/", title.strip().lower())


class BareTitles(Definition):
    """Titles that do not say of what they are; the title at their left does.

    Attributes:
        passed_over: words of titles that do not say it either: « N° », « Délivré le ».
        of: field → the words of the group or the title at the left that make it that field.
        starts, ends: titles of a beginning and an end, which are the contract's unless the title
            beside is about something else.
    """

    titles: tuple[str, ...]
    passed_over: frozenset[str]
    of: Mapping[str, frozenset[str]]
    starts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()

    @functools.cached_property
    def folded(self) -> frozenset[str]:
        """The titles as titles are folded."""
        return frozenset(map(fold_header, self.titles))

    @functools.cached_property
    def folded_ends(self) -> frozenset[str]:
        """The titles of an end as titles are folded."""
        return frozenset(map(fold_header, self.ends))

    @functools.cached_property
    def folded_pair(self) -> frozenset[str]:
        """Those of a beginning or an end."""
        return self.folded_ends.union(map(fold_header, self.starts))

    def are_pair(self, label: str, after: str) -> bool:
        """True if a folded title is of a beginning, and the one after it of an end."""
        return label not in self.folded_ends and fold_header(after) in self.folded_ends

    def is_one_end(self, title: str) -> bool:
        """True if a title says of itself that it is a beginning or an end: « Fin PASS »."""
        # « du » and « au » are words of any title
        return any(
            word in self.folded_pair and len(word) > 2 for word in fold_header(title).split()
        )

    def fields_named(self, title: str) -> tuple[str, ...]:
        """The fields that a folded title beside makes of such a column; none that it is not of."""
        words = set(title.split())
        return tuple(field for field, names in self.of.items() if not words.isdisjoint(names))

    def is_passed_over(self, title: str) -> bool:
        """True if a folded title says nothing itself of what it is about."""
        return self.passed_over.issuperset(title.split())


class GroupWords(Definition):
    """Words of titles over groups of columns.

    Attributes:
        neutral: those that say nothing of the columns below. of: group of a form → those that
            say no more than it does. together: groups of a form that often stand under one title.
        others: of what no field is about; `*` as in `SenseWords`.
    """

    neutral: frozenset[str]
    of: Mapping[str, frozenset[str]]
    together: tuple[tuple[str, ...], ...]
    others: tuple[str, ...]

    def beside(self, group: str) -> tuple[str, ...]:
        """The groups of a form under whose titles the fields of `group` may stand."""
        return next((groups for groups in self.together if group in groups), (group,))

    def are_others(self, words: Iterable[str]) -> bool:
        """True if one of the words says that the columns are about something else."""
        exact, beginnings = words_and_beginnings(self.others)
        return any(word in exact or word.startswith(beginnings) for word in words)


class TitleWords(Definition):
    """Words that change the sense of titles, that change nothing, and of columns that repeat.

    Attributes:
        understood: words that change nothing beside a whole title, and are no title's rest.
        months: for each month, its names. periods: longer ones, « T1 ».
        period_names: what these are in full, « semestre » → s. ordinals: « second » → 2.
        seasons: a season → the quarter that it is after one of `season_leads`.
        amendments: of a contract. amended: what a title says beside them → the field.
        totals: of the parts beside it.
        questions: what a question has beside its subject, « quel est votre … ? ».
        english: words of titles that say the same in English, after « / ».
        siae: titles of the column that says whose the answers of a form are.
        bare: titles that only their neighbour explains, « Date d'expiration ».
        groups: of titles that stand over groups of columns.
        online_forms: whose answers a tab can be.
    """

    changes: tuple[SenseWords, ...]
    neutral: frozenset[str]
    understood: frozenset[str] = frozenset()
    months: tuple[tuple[str, ...], ...]
    periods: tuple[str, ...]
    period_names: Mapping[str, str]
    seasons: Mapping[str, str]
    season_leads: frozenset[str]
    ordinals: Mapping[str, int]
    amendments: frozenset[str]
    amended: Mapping[str, str] = pydantic.Field(default_factory=dict)
    totals: frozenset[str]
    questions: frozenset[str]
    english: frozenset[str] = frozenset()
    siae: tuple[str, ...]
    bare: tuple[BareTitles, ...]
    groups: GroupWords
    online_forms: tuple[OnlineForms, ...]

    @pydantic.field_validator("changes")
    @classmethod
    def _words_are_folded(cls, changes: tuple[SenseWords, ...]) -> tuple[SenseWords, ...]:
        for word in chain.from_iterable(each.words for each in changes):
            if fold(word) != word.removesuffix("*"):
                folded = fold(word)
                raise ValueError(f"« {word} » ne serait jamais reconnu : écrire « {folded} ».")
        return changes

    @functools.cached_property
    def periods_of(self) -> BareTitles:
        """The list that knows « Début » and « Fin »."""
        return next((bare for bare in self.bare if bare.ends), self.bare[0])

    def changes_sense(
        self, extra_words: Iterable[str], field: Typed, *, in_group: bool = False
    ) -> bool:
        """True if a title of `field` means something else with these words more."""
        lists = [
            words
            for words in self.changes
            if words.concern(field) and (words.group or not in_group)
        ]
        return any(words.include(word) for word in extra_words for words in lists)

    def is_understood(self, word: str) -> bool:
        """True if a word beside a title changes nothing: « Date de sortie (réelle) », a year."""
        known = (self.neutral, self.questions, self.totals, self.understood)
        return word.isdecimal() or any(word in words for words in known)

    def without_neutral(self, words: str) -> str:
        """« nom beneficiaire » → « nom »."""
        return " ".join(word for word in words.split() if word not in self.neutral)

    def without_question(self, words: str) -> str:
        """« quel est le nom du participant » → « nom »; as it is where it is no question."""
        subject = [word for word in words.split() if word not in self.questions]
        return self.without_neutral(" ".join(subject))

    def without_translation(self, title: str) -> str:
        """« Entrée / Start » → « Entrée »; as it is where all of it is one language."""
        own = [part for part in title.split("/") if not self._is_translation(part)]
        return title if len(own) in (0, title.count("/") + 1) else clean("/".join(own))

    def _is_translation(self, text: str) -> bool:
        words = fold(text).split()
        is_other_script = bool(words) and not any(map(str.isascii, words))
        return is_other_script or (bool(words) and self.english.issuperset(words))

    def names_siae(self, title: str) -> bool:
        """True if a title is of the column that says whose an answer is: « Votre SIAE »."""
        words = fold_header(title)
        return words in self._siae_titles or self.without_question(words) in self._siae_titles

    @functools.cached_property
    def _siae_titles(self) -> frozenset[str]:
        return frozenset(map(fold_header, self.siae))

    @functools.cached_property
    def month_numbers(self) -> Mapping[str, int]:
        """Names of months → their numbers."""
        numbers: dict[str, int] = {}
        for number, names in enumerate(self.months, 1):
            numbers |= dict.fromkeys(names, number)
        return numbers


def load_title_words(beside: Path | None = None) -> TitleWords:
    """Ours; title_words.yaml in `beside` adds to `changes` and `online_forms` or replaces some.

    Raises:
        DefinitionError: a mistake in one of the files.
    """
    if beside is None or not (beside / _FILE.name).exists():
        return our_title_words()
    return _read_title_words(beside)


def check_title_words(beside: Path, known_fields: Sequence[str]) -> None:
    """Hold every field that is named in the layers against those of the forms.

    Raises:
        DefinitionError: a mistake in one of the files; a field that no form has.
    """
    layers = _layers(beside)
    words = parse(layers, TitleWords)
    for position, change in enumerate(words.changes):
        for name in change.fields:
            if name not in known_fields:
                hint = did_you_mean(name, known_fields)
                problem = f"le champ « {name} » n’existe pas. {hint}"
                raise layers.error(("changes", position, "fields"), problem)


@functools.cache
def our_title_words() -> TitleWords:
    """The lists that we ship."""
    return _read_title_words(None)


def _read_title_words(beside: Path | None) -> TitleWords:
    return parse(_layers(beside), TitleWords)


def _layers(beside: Path | None) -> Layers:
    lists = {"changes": "why", "online_forms": "service"}
    return load_layers(_FILE.name, _FILE.parent, beside, lists=lists)
