"""A column's title, and the field that its words name."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence, Set
from itertools import chain
from operator import itemgetter

from forms.form import Form
from forms.headers.group_titles import GroupTitles
from forms.headers.header import IN_BRACKETS
from forms.headers.header import Header as Header
from forms.headers.qualifiers import Qualifier, qualifier
from forms.headers.shared.definitions import Combined
from forms.headers.tick_titles import TickTitles
from forms.headers.title_likeness import titles_inside, titles_spelt_like
from forms.remembered import remembered
from forms.words import NO, YES, fold_header

OWN_WORDS, ALIAS, UNDER_GROUP = 1.0, 0.99, 0.98
"""Scores: the form's own words; an alias; either, but under a group title that says more."""
ALMOST_SURE = 0.88
NEUTRAL = 0.97
"""A known title with words that change nothing: « Nom bénéficiaire »."""
AMBIGUOUS = 0.7
"""A known title to which the column beside it gives another meaning."""
CHANGED = 0.62
"""The most that a title has where a word more changes its sense; with its content: asked."""
OTHER_WORDS = 0.55
"""The most that a title has that is spelt a little like one of other words: with nothing, no."""
SAYS_LESS = 0.6
"""A title that lacks words of the field's: « Heures »; with its content: asked."""
# A longer text in a row of headers is a note to whoever reads it.
_LONGEST_TITLE = 80
_SAYS_SOMETHING = 4
_ANSWERS = (frozenset({YES, NO}), frozenset({"o", "n"}))


class Titles:
    """The words of a form's column titles, ready to be looked up."""

    def __init__(self, form: Form) -> None:
        self.form, self.lists = form, form.title_words
        self.own: dict[str, str] = {}
        self.exact: dict[str, str] = {}
        self.combined: dict[str, Combined] = {}
        self.ambiguous: set[str] = set()
        for field in form.fields:
            own = {fold_header(word): field.id for word in (field.label, field.id)}
            self.own |= own
            self.exact |= own | {fold_header(word): field.id for word in field.headers}
            self.ambiguous.update(map(fold_header, field.ambiguous_headers))
        self.ticks = TickTitles(form.fields)
        for combined in form.combined:
            self.combined |= {fold_header(word): combined for word in combined.headers}
        self._by_words = {_in_order(title): name for title, name in self.exact.items()}
        self.groups = GroupTitles(form, self.exact)

    @remembered
    def ranked(self, header: Header) -> tuple[tuple[str, float], ...]:
        """The fields that `header` may name, each with how near it is; the nearest first.

        `OWN_WORDS`, `ALIAS` or `UNDER_GROUP`; less: similar. A title with words that change the
        sense of a known one has at most `CHANGED`.
        """
        whole = fold_header(f"{header.group} {header.label}")
        if self._is_under_own_group(header):
            whole = fold_header(header.label)
        if whole in self.exact:
            scored = [(self.exact[whole], OWN_WORDS if whole in self.own else ALIAS)]
        elif header.group and _in_order(whole) in self._by_words:
            scored = [(self._by_words[_in_order(whole)], self._with_group(header))]
        else:
            limit = self._limit_under_group
            scored = [
                (name, min(score, limit(name, header))) for name, score in self._nearest(header)
            ]
        if header.over:
            scored = [
                (name, min(score, self._limit_far_below(name, header))) for name, score in scored
            ]
        if header.typed:
            # words that stand in the sheet are left out: that is told, as of any near title
            scored = [(name, min(score, NEUTRAL)) for name, score in scored]
        return tuple(sorted(scored, key=itemgetter(1), reverse=True))

    def _with_group(self, header: Header) -> float:
        """How near a title is that only its group completes: « Niveau » under « À l'entrée ».

        « Début » under « Parcours » is the entry unless another column says so by itself: such a
        group stands over anything.
        """
        is_neutral = self.lists.groups.neutral.issuperset(fold_header(header.group).split())
        return NEUTRAL if is_neutral else ALIAS

    def _is_under_own_group(self, header: Header) -> bool:
        """True of a field's own title under the form's own group title: as `setup` writes it."""
        field = self.own.get(fold_header(header.label))
        if field is None:
            return False
        return fold_header(header.group) == fold_header(self.form.field(field).group)

    def _nearest(self, header: Header) -> list[tuple[str, float]]:
        """The fields that `header` may name, whatever its group says of them."""
        whole, label = fold_header(f"{header.group} {header.label}"), fold_header(header.label)
        if label in self.exact:
            of_paper = self._of_period(label, header)
            if of_paper is not None:
                return of_paper
            return [(self.exact[label], UNDER_GROUP)]
        said_twice = self._said_twice(header.label)
        if said_twice is not None:
            return [(said_twice, NEUTRAL)]
        same = self._without_more(header.label)
        if same is not None:
            return [(same, NEUTRAL)]
        scores: dict[str, float] = {}
        subject = self.lists.without_question(label)
        for words in filter(None, dict.fromkeys((whole, label, subject))):
            left_out = set(label.split()).difference(words.split(), self.lists.neutral)
            for field, score in (*self._spelt_like(words), *self._inside(words)):
                # « ce » asks, and is a skill too: « Niveau CE » is that of reading alone
                if not any(self._changes(word, field) for word in left_out):
                    scores[field] = max(score, scores.get(field, 0.0))
        return list(scores.items())

    def _limit_under_group(self, name: str, header: Header) -> float:
        """The most that a title under a group's is near to a field.

        « Nom » under « Conjoint » is another one's; « Début » under what is not understood may be
        anything's.
        """
        field = self.form.field(name)
        group = fold_header(header.group).split()
        if not group:
            return OWN_WORDS
        if self.lists.changes_sense(group, field, in_group=True):
            return CHANGED
        if self.groups.says_same(group, field):
            return UNDER_GROUP
        if self.groups.is_other(group):
            return CHANGED
        # « Frein langue » under « À l'entrée » is not how it is today
        is_of_moment = field.topic != "" and self.lists.changes_sense(group, field)
        if is_of_moment or self.groups.says_little(fold_header(header.label), field):
            return AMBIGUOUS
        return UNDER_GROUP

    def _limit_far_below(self, name: str, header: Header) -> float:
        """The same under the group title of a group title."""
        over, field = fold_header(header.over).split(), self.form.field(name)
        if self.lists.changes_sense(over, field, in_group=True):
            return CHANGED
        if self.groups.is_other(over) and not self.groups.says_same(over, field):
            return CHANGED
        return OWN_WORDS

    def score(self, header: Header) -> tuple[str, float]:
        """The field whose title is nearest to `header`, and how near. ("", 0) if none is."""
        return next(iter(self.ranked(header)), ("", 0.0))

    def says_less(self, header: Header, field: str) -> bool:
        """True if `header` lacks words of every title of `field`: « Nb heures »."""
        mine = set(fold_header(header.label).split())
        # « Date » under « Naissance » says all that there is to say
        with_group = mine.union(fold_header(header.group).split())
        titles = self._own_words(field).values()
        says_all = any(words <= with_group for words in titles)
        return any(mine < words for words in titles) and not says_all

    def containing(self, header: Header) -> tuple[str, ...]:
        """The fields that have a title with all the words of `header`, and more."""
        mine = set(fold_header(header.label).split())
        # « N° » is in the titles of more than one number, and says nothing of any
        if all(len(word) < _SAYS_SOMETHING for word in mine):
            return ()
        names = (name for title, name in self.exact.items() if mine < set(title.split()))
        return tuple(dict.fromkeys(names))

    def explained(self, header: Header, field: str) -> int:
        """Number of words of `header` that stand in some title of `field`."""
        return len(set(fold_header(header.text).split()) & self.vocabulary(field))

    def is_ambiguous(self, header: Header, field: str) -> bool:
        """True if the title is one of `field` that neighbours can make another."""
        mine = set(fold_header(header.text).split())
        contained = {title for title, words in self._own_words(field).items() if words <= mine}
        return bool(contained) and contained <= self.ambiguous

    @remembered
    def _changes(self, word: str, field_id: str) -> bool:
        return self.lists.changes_sense([word], self.form.field(field_id))

    def _is_of_others(self, word: str, field_id: str) -> bool:
        # « Contrat actuel – début »: « actuel » is a word of French levels, and changes nothing
        if word in self.vocabulary(field_id) or self.lists.is_understood(word):
            return False
        return any(word in self.vocabulary(field.id) for field in self.form.fields)

    @remembered
    def vocabulary(self, field: str) -> frozenset[str]:
        """The folded words of all titles of `field`."""
        return frozenset(chain.from_iterable(self._own_words(field).values()))

    @remembered
    def _own_words(self, field: str) -> dict[str, frozenset[str]]:
        """The exact titles of a field, each with its words."""
        return {t: frozenset(t.split()) for t, name in self.exact.items() if name == field}

    @remembered
    def qualifier(self, text: str) -> Qualifier:
        """Qualifiers of a folded title beside a field."""
        return qualifier(text, self.lists)

    def bare(self, label: str) -> Iterator[str]:
        """A title without what changes nothing: who it is of, what a question has around it.

        What stands in brackets tells people how to answer: « (plusieurs réponses possibles) ».
        """
        without_brackets = IN_BRACKETS.sub(" ", label)
        texts = tuple(map(fold_header, dict.fromkeys((label, without_brackets))))
        yield from map(self.lists.without_neutral, texts)
        # « Quels sont les freins ? [Langue] » asks of one of them
        yield from map(self.lists.without_question, texts)

    @remembered
    def _without_more(self, label: str) -> str | None:
        """The field that a title names beside words that change nothing; None if there is none."""
        for bare in self.bare(label):
            if bare in self.exact and not self._lost_sense(fold_header(label), bare):
                return self.exact[bare]
        return None

    def _lost_sense(self, label: str, bare: str) -> bool:
        """True if a word that was left out changes the sense: « Date de sortie (prévue) »."""
        left_out = set(label.split()) - set(bare.split())
        # « (oui/non) » tells how to answer, and says no « non »
        for answers in (*_ANSWERS, self._words_of_answers(self.exact[bare])):
            if len(answers & left_out) > 1:
                left_out -= answers
        return any(
            any(map(str.isdigit, word)) or self._changes(word, self.exact[bare])
            for word in left_out
        )

    @remembered
    def _words_of_answers(self, field: str) -> frozenset[str]:
        """The folded words of what is answered in a field's cells: « aucun / identifié / levé »."""
        values = (fold_header(choice.value) for choice in self.form.field(field).options)
        return frozenset(chain.from_iterable(map(str.split, values)))

    def knows(self, text: str) -> bool:
        """True if `text` is, folded, one of the form's titles, or says one in two languages."""
        return fold_header(text) in self.exact or self._said_twice(text) is not None

    def says_field(self, label: str) -> bool:
        """True if `label` is a title, or one with words that change nothing: « Nom de l'élève »."""
        return self.knows(label) or self._without_more(label) is not None

    def field_of(self, title: str) -> str:
        """The field that has a title word for word; "" if none has."""
        return self.exact.get(fold_header(title), "")

    def _said_twice(self, label: str) -> str | None:
        """The field that « Nom / Last name » names on either side; « Nom / Prénom » names two."""
        if "/" not in label:
            return None
        both = set(map(self.exact.get, map(fold_header, label.split("/"))))
        return both.pop() if len(both) == 1 else None

    def split(self, header: Header) -> Combined | None:
        """The fields that a column titled `header` holds together; None if it holds one."""
        return self._combined(header.label)

    @remembered
    def _combined(self, label: str) -> Combined | None:
        folded = fold_header(label)
        # « Salarié (Prénom NOM) »: whose it is changes nothing, but « Salarié » alone is a title
        return self.combined.get(folded) or self.combined.get(self.lists.without_neutral(folded))

    def count(self, headers: Sequence[Header]) -> int:
        """The number of fields that these titles name almost surely: it makes a header row."""
        fields: set[str] = set()
        for header in headers:
            if header.label and len(header.label) <= _LONGEST_TITLE:
                fields.update(self._named(header))
        return len(fields)

    def _named(self, header: Header) -> tuple[str, ...]:
        combined = self.split(header)
        if combined is not None:
            return combined.fields
        field, score = self.score(header)
        if score >= ALMOST_SURE:
            return (field,)
        # « Janv. » under « Heures de français »: one month of a field
        rest = self.qualifier(fold_header(f"{header.group} {header.label}")).rest
        if rest in self.exact:
            return (self.exact[rest],)
        return ()

    def _of_period(self, label: str, header: Header) -> list[tuple[str, float]] | None:
        """The fields of « Début » and « Fin » under a paper's title; None where it says none.

        « Fin » is the end of what the group is, of the PASS; its beginning is no field.
        """
        periods = self.lists.periods_of
        named = periods.fields_named(fold_header(header.group))
        named = tuple(name for name in named if self.form.has(name))
        if label not in periods.folded_pair or not named:
            return None
        if not self._fields_of_pair.isdisjoint(named):
            return None
        if label not in periods.folded_ends or len(named) > 1:
            return [(self.exact[label], OTHER_WORDS)]
        return [(named[0], UNDER_GROUP)]

    @functools.cached_property
    def _fields_of_pair(self) -> frozenset[str]:
        """The fields that « Début » and « Fin » are where no other title says of what."""
        pair = self.lists.periods_of.folded_pair & self.exact.keys()
        return frozenset(self.exact[label] for label in pair)

    def other_period(self, title: str) -> bool:
        """True if a title is about something whose « Début » and « Fin » are no contract's."""
        # A form may know nothing of contracts, and « Du » and « Au » may be anything there.
        if not self._fields_of_pair:
            return False
        folded = fold_header(title)
        named = self.lists.periods_of.fields_named(folded)
        if named:
            return self._fields_of_pair.isdisjoint(named)
        # « Date d'entrée », « Poste » say something themselves; « PMSMP » counts something
        known = self.exact.get(folded)
        if known is not None and self.form.field(known).type not in ("number", "integer"):
            return False
        words = {*folded.split()}
        return all(self._is_changed(name, words) for name in self._fields_of_pair)

    def _is_changed(self, name: str, words: Set[str]) -> bool:
        """Whether one of `words` that is none of the field's own changes what it means."""
        return any(self._changes(word, name) for word in words - self.vocabulary(name))

    def _spelt_like(self, words: str) -> Iterator[tuple[str, float]]:
        """The fields with a title spelt like `words`, in whatever order its words stand."""
        for title, likeness, is_other in titles_spelt_like(words, self.exact):
            field, score = self._changed(words, title, likeness)
            if is_other:
                score = min(score, OTHER_WORDS)
            elif self._lacks_sense(words, title):
                score = min(score, CHANGED)
            yield field, score

    def _lacks_sense(self, words: str, title: str) -> bool:
        """True if a title has one word more that makes its sense: « fin » of « Date PASS »."""
        field_id = self.exact[title]
        mine, title_words = set(words.split()), set(title.split())
        return mine < title_words and any(self._changes(w, field_id) for w in title_words - mine)

    def _inside(self, words: str) -> Iterator[tuple[str, float]]:
        """The fields with a title all of whose words are in `words`."""
        for title, likeness in titles_inside(words, self.exact):
            yield self._changed(words, title, likeness)

    def _changed(self, words: str, title: str, score: float) -> tuple[str, float]:
        """The field of `title`, less near where words that it has not change the sense."""
        field_id = self.exact[title]
        more = set(words.split()) - set(title.split())
        if any(self._changes(word, field_id) for word in more):
            return field_id, min(score, CHANGED)
        # « Aide logement »: only « Frein logement » surely says an obstacle
        is_longer = len(words.split()) > len(title.split())
        if is_longer and not self.groups.says_topic(words.split(), self.form.field(field_id)):
            return field_id, min(score, CHANGED)
        # « Date début PASS »: a word that only other fields have says that it is about those
        is_inside = set(title.split()) < set(words.split())
        if is_inside and any(self._is_of_others(word, field_id) for word in more):
            return field_id, min(score, CHANGED)
        return field_id, score


def _in_order(title: str) -> tuple[str, ...]:
    """The words of a title, in an order that is the same however they stand."""
    return tuple(sorted(title.split()))


@functools.lru_cache(maxsize=32)
def form_titles(form: Form) -> Titles:
    """`Titles` of `form`, made once."""
    return Titles(form)
