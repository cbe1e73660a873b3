"""Titles over groups of columns: whether they say what the form says of the columns below."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import chain

from forms.form import Field, Form
from forms.remembered import remembered
from forms.words import fold_header

_SAY_LITTLE = frozenset({"date", "dates", "n", "nombre", "le", "a"})
"""Words of titles that do not tell one field from another."""


class GroupTitles:
    """The group titles that a form's fields may stand under; words are folded as titles are."""

    def __init__(self, form: Form, titles: Mapping[str, str]) -> None:
        """`titles`: every title of the form → its field."""
        self._form, self._lists = form, form.title_words
        self._titles = titles
        first = next(iter(form.identity), "")
        self._of_people = form.field(first).group if first else ""

    def says_same(self, words: Collection[str], field: Field) -> bool:
        """True if every word of a group title is known to go with `field`: « CDDI actuel ».

        One of them has to say what the obstacles are, over « Langue | Logement ».
        """
        if " ".join(words) == fold_header(field.group):
            return True
        known = self._words_with(field.id)
        understood = all(
            word in known or word.isdecimal() or word in self._lists.month_numbers for word in words
        )
        return understood and self.says_topic(words, field)

    def is_other(self, words: Collection[str]) -> bool:
        """True if a group title is of something that no field is about: « Formation suivie »."""
        return self._lists.groups.are_others(words)

    def says_little(self, label: str, field: Field) -> bool:
        """True if a title of `field` needs its group to be understood: « Début », « Logement ».

        What is said of a person is as clear without: « Date de naissance ».
        """
        if field.topic:
            return not self.says_topic(label.split(), field)
        if self.is_of_people(field):
            return False
        return len(set(label.split()) - _SAY_LITTLE) <= 1

    def says_topic(self, words: Collection[str], field: Field) -> bool:
        """True unless `field` is of a topic that none of the words says."""
        topic = self._topic_words(field.topic)
        return not field.topic or any(word.rstrip("s") in topic for word in words)

    def is_of_people(self, field: Field) -> bool:
        """True of what is said of a person and no parcours: name, birth, nationality."""
        return bool(field.group) and field.group == self._of_people

    @remembered
    def _words_with(self, name: str) -> frozenset[str]:
        """The words that group titles over a field may have without saying anything else."""
        field, groups = self._form.field(name), self._lists.groups
        known = (
            groups.neutral
            | self._lists.neutral
            | self._lists.totals
            | frozenset(self._lists.periods)
        )
        if field.topic:
            known = self._several_words(field.topic) | groups.of.get(field.group, frozenset())
            known |= self._topic_words(field.topic)
        else:
            beside = groups.beside(field.group)
            alike = {other.id for other in self._form.fields if other.group in beside}
            titles = [title for title, owner in self._titles.items() if owner in alike]
            titles += map(fold_header, beside)
            known |= frozenset(chain.from_iterable(map(str.split, titles)))
            known = known.union(*(groups.of.get(group, ()) for group in beside))
        return known

    @remembered
    def _topic_words(self, topic: str) -> frozenset[str]:
        """The words, each as one, that say that something is of the topic."""
        titles = (fold_header(title) for title in self._headers_of(topic))
        return frozenset({topic, *(title.rstrip("s") for title in titles if " " not in title)})

    def _several_words(self, topic: str) -> frozenset[str]:
        titles = map(fold_header, self._headers_of(topic))
        return frozenset(chain.from_iterable(map(str.split, titles)))

    def _headers_of(self, topic: str) -> tuple[str, ...]:
        """The titles of columns that hold all answers on a topic."""
        titles = (each.headers for each in self._form.several if each.topic == topic)
        return tuple(chain.from_iterable(titles))
