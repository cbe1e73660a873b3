"""The people of a run, known again in any text that would leave a tab.

Made once a run from the participants of all tabs. What is found is replaced by what it was, « [nom
retiré] »; where it stood is told to who typed it (`people_in_texts.py`).
"""

from __future__ import annotations

import bisect
import functools
import hashlib
import itertools
import re
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, NamedTuple

from forms.form import Form
from forms.values import Cell, Value, shown
from forms.words import fold
from sheets_sync.catalogue import sentence
from sheets_sync.checking.table import CheckedTable
from sheets_sync.checking.texts.nir import nir_spans
from sheets_sync.people.known_digests import KnownDigests
from sheets_sync.reading.listed_people import ListedPeople
from sheets_sync.release.people.codes import (
    PASS_LENGTH,
    Span,
    e_mail_spans,
    find_births,
    find_lettered_passes,
    find_numbers,
    find_phones,
    phone_numbers,
    plain_address,
)
from sheets_sync.release.people.name_index import KnownName, NameIndex, fold_any_script, name_key
from sheets_sync.release.people.names_in_text import find_names
from sheets_sync.release.people.person_words import person_words
from sheets_sync.release.people.seen_text import what_is_seen
from sheets_sync.release.people.spaced_words import FoundName

_Cells = Mapping[str, Sequence[Cell]]
"""Field → the raw cells of some rows."""
Kind = Literal["name", "birth_date", "pass", "phone", "e_mail", "nir"]
_MOST_WITH_ONE_CONTACT = 3
"""A phone or address beside more people than that is a counsellor's or a hostel's: nobody's own."""
_FEWEST_BESIDE_INITIAL = 4
"""Letters of a name to which an initial is written in an address: with fewer it is any word."""
_YOUNGEST = 14
"""Years: who enters is sixteen at least; a form may have it wrong by some, not by these."""
_ZERO_FOR_O = re.compile(r"(?<=[^\W\d_])0(?=[^\W\d_])|\b0(?=[^\W\d_]{2})")
"""« S0w »: the keys are neighbours."""
_FIGURES = str.maketrans("123456789", "000000000")
_OwnText = tuple[str, str]
"""Names of whoever it stands beside, and a text."""


class Match(NamedTuple):
    """Where a person is known again in a text, and by what.

    `is_sure` is false where a name stands with no more than a title or an initial: it may be that
    of somebody else, a counsellor or a partner.
    """

    start: int
    end: int
    kind: Kind
    is_sure: bool = True

    def overlaps(self, other: Match) -> bool:
        """Whether they have a character in common."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True)
class KnownPeople:
    """What is known of the people of a run.

    Attributes:
        births: whole birth dates; passes: PASS numbers, 12 characters each.
        phones: the last nine figures of each; e_mails: in lower case.
        others: names of SIAE, tabs, funders and counsellors, in which nobody is looked for.
        counsellors: whole texts that are a counsellor's name, and a participant's as well.
        departed: those whose rows are gone, of whom only both names tell.
        searched: texts in which nobody is, with just these people; None: they are not noted.
    """

    names: NameIndex = field(default_factory=NameIndex)
    births: Container[date] = frozenset()
    passes: Container[str] = frozenset()
    phones: Container[str] = frozenset()
    e_mails: Container[str] = frozenset()
    others: Sequence[str] = ()
    counsellors: frozenset[str] = frozenset()
    departed: KnownPeople | None = None
    searched: KnownDigests | None = field(default=None, compare=False)
    _found_names: dict[str, Sequence[FoundName]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @classmethod
    def in_tables(
        cls,
        tables: Sequence[CheckedTable],
        form: Form,
        others: Iterable[str] = (),
        listed: Sequence[ListedPeople] = (),
    ) -> KnownPeople:
        """The people of the SIAE's tabs: as they are typed, and as they are read.

        Args:
            listed: people whom nothing else is read of.
        """
        # A field that stays in the tab may hold a phone too: a comment does.
        private = [each.id for each in form.fields if each.privacy == "tab"]
        contacts = [*itertools.chain.from_iterable(_own_texts(table, private) for table in tables)]
        others_texts = filter(None, map(_searchable_text, _other_texts(listed)))
        contacts += ((str(number), text) for number, text in enumerate(others_texts))
        aside = [*(table.table.set_aside for table in tables), *(each.identity for each in listed)]
        typed = [*(table.table.cells for table in tables), *aside]
        return cls(
            NameIndex.of(itertools.chain(_names_read(tables), _names_typed(typed))),
            frozenset(_births(tables, aside)),
            frozenset(_passes(tables, typed)),
            _rare(contacts, phone_numbers),
            _rare(contacts, _e_mail_addresses),
            tuple(filter(None, others)),
        )

    def but(self, others: Iterable[str]) -> KnownPeople:
        """The same people, and more names that are not theirs."""
        return replace(self, others=(*self.others, *others), searched=None)

    def find(self, text: str) -> tuple[Match, ...]:
        """Everybody in `text`, from left to right; no match overlaps another."""
        if text in self.counsellors or (self.searched and self.searched.have(_text_as_bytes(text))):
            return ()
        matches = self._found_in(text)
        if self.searched and not matches:
            self.searched.add(_text_as_bytes(text))
        return matches

    @property
    def digest(self) -> bytes:
        """Another as soon as somebody else, or the same by another name or number, is known."""
        known = (self.births, self.passes, self.phones, self.e_mails, self.counsellors)
        # Those of the departed are in the digest of the names.
        listed = [sorted(map(repr, some)) for some in known if isinstance(some, Set)]
        departed = self.departed and self.departed.digest
        content = repr((self.names.digest, listed, self.others, departed))
        return hashlib.sha256(content.encode("utf-8", "surrogatepass")).digest()

    def _found_in(self, text: str) -> tuple[Match, ...]:
        seen, starts, ends = what_is_seen(text)
        matches = joined(self._all(seen))
        if matches and self.others:
            inside = list(self._in_others(seen))
            matches = tuple(match for match in matches if not _is_inside(match, inside))
        return tuple(
            match._replace(start=starts[match.start], end=ends[match.end - 1]) for match in matches
        )

    def are_in(self, text: str) -> bool:
        """True if somebody is in a text, or it is a family or given name of theirs, and no more."""
        return bool(self.find(text)) or self.names.is_part(name_key(fold_any_script(text)))

    def mask(self, text: str) -> str:
        """`text`, with what it was in the place of everybody: « [nom retiré] »."""
        return without_matches(text, self.find(text))

    def _all(self, text: str) -> Iterator[Match]:
        """Matches, those first that others may stand inside of."""
        yield from (Match(*span, "nir") for span in nir_spans(text))
        yield from (Match(*span, "e_mail") for span in self._e_mail_spans(text))
        if any(map(str.isdigit, text)):
            passes = find_numbers(text, self.passes, PASS_LENGTH)
            lettered = find_lettered_passes(text, self.passes)
            yield from (Match(*span, "pass") for span in itertools.chain(passes, lettered))
            yield from (Match(*span, "phone") for span in find_phones(text, self.phones))
            yield from (Match(*span, "birth_date") for span in find_births(text, self.births))
        yield from (Match(start, end, "name", sure) for start, end, sure in self._names_in(text))
        if self.departed is not None:
            # Of so many, « Mme Martin » would be every partner's colleague.
            yield from (match for match in self.departed._all(text) if match.is_sure)

    def _names_in(self, text: str) -> Sequence[FoundName]:
        """The names in a text; nobody's has a figure: two texts that differ in these are as one."""
        alike = _ZERO_FOR_O.sub("o", text).translate(_FIGURES)
        if alike not in self._found_names:
            self._found_names[alike] = find_names(self.names, alike)
        return self._found_names[alike]

    def _e_mail_spans(self, text: str) -> Iterator[Span]:
        """Addresses that are somebody's, and those that have somebody's name in them."""
        for start, end in e_mail_spans(text):
            address = plain_address(text[start:end])
            name = re.sub(r"\d", "", address.partition("@")[0])
            is_named = find_names(self.names, name) or self._has_initial_and_name(name)
            if address in self.e_mails or is_named:
                yield start, end

    def _has_initial_and_name(self, text: str) -> bool:
        """True for « adiallo », « mcdiallo » and « diallo.a », but « a » of everybody's name."""
        letters = fold(text).replace(" ", "")
        parted = [
            *((letters[:count], letters[count:]) for count in (1, 2)),
            *((letters[-count:], letters[:-count]) for count in (1, 2)),
        ]
        return any(
            self.names.has_initial(name_key(name), initial)
            for initial, name in parted
            if len(name) >= _FEWEST_BESIDE_INITIAL and name not in person_words().common
        )

    def _in_others(self, text: str) -> Iterator[Span]:
        for name in self.others:
            for match in re.finditer(re.escape(name), text, re.IGNORECASE):
                yield match.span()


NOBODY = KnownPeople()


def joined(found: Iterable[Match]) -> tuple[Match, ...]:
    """The matches from left to right; of two that overlap, the one that was found first."""
    matches: list[Match] = []
    for match in found:
        at = bisect.bisect(matches, match)
        is_after = at == 0 or matches[at - 1].end <= match.start
        if is_after and (at == len(matches) or match.end <= matches[at].start):
            matches.insert(at, match)
    return tuple(matches)


def without_matches(text: str, matches: Sequence[Match]) -> str:
    """`text`, with what it was in the place of each of `matches`."""
    pieces, end = [], 0
    for match in matches:
        pieces += [text[end : match.start], sentence(f"release.removed.{match.kind}")]
        end = match.end
    return "".join([*pieces, text[end:]])


def _other_texts(listed: Iterable[ListedPeople]) -> Iterator[Cell]:
    return itertools.chain.from_iterable(each.texts for each in listed)


def names_kept(table: CheckedTable) -> Iterator[KnownName]:
    """The names of the rows that count, as they are typed."""
    names = zip(table.values["nom"], table.values["prenom"], strict=True)
    for family, given in itertools.compress(names, table.kept):
        yield KnownName(str(family or ""), str(given or ""))


def _names_read(tables: Iterable[CheckedTable]) -> Iterator[KnownName]:
    for table in tables:
        others = [table.values[name] for name in table.values if name not in ("nom", "prenom")]
        names = zip(table.values["nom"], table.values["prenom"], strict=True)
        for row, name in enumerate(itertools.starmap(_known_name, names)):
            yield name
            # A name alone in its row may be a title that nobody took for one.
            is_row = any(column[row] is not None for column in others)
            if not all(name) and (is_row or _is_family_in_capitals("".join(name))):
                yield from names_in_one_cell("".join(name))


def names_in_one_cell(text: str) -> Iterator[KnownName]:
    """The names of somebody who has both in one cell, in any order, or has but one."""
    words = re.split(r"[\s,/]+", text.strip())
    splits = [KnownName(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    whole = KnownName(" ".join(words), " ".join(words))
    yield from [split for split in splits if not any(map(_is_particle_alone, split))] or [whole]


def _names_typed(typed: Iterable[_Cells]) -> Iterator[KnownName]:
    for cells in typed:
        if "nom" in cells and "prenom" in cells:
            for name in map(_known_name, cells["nom"], cells["prenom"]):
                yield name
                if not all(name) and _is_family_in_capitals("".join(name)):
                    yield from names_in_one_cell("".join(name))


def _is_family_in_capitals(text: str) -> bool:
    """True of « RAKOTO Hery », as no title is written: « Liste d'attente », « SORTIES 2025 »."""
    words = text.split()
    is_name = all(word[0].isupper() and not any(map(str.isdigit, word)) for word in words)
    capitals = [word for word in words if len(word) > 1 and word.isupper()]
    return is_name and 0 < len(capitals) < len(words)


def _known_name(family: Cell | Value | None, given: Cell | Value | None) -> KnownName:
    return KnownName(*map(_name_or_none, map(_searchable_text, (family, given))))


@functools.lru_cache(maxsize=65_536)
def _name_or_none(text: str) -> str:
    """The text; "" where it says that there is no name: « SNP », « - »."""
    folded = fold_any_script(text)
    if not folded or folded in person_words().nobody:
        return ""
    return text


def _is_particle_alone(name: str) -> bool:
    return person_words().particles.issuperset(fold(name).split())


def _births(tables: Iterable[CheckedTable], aside: Iterable[_Cells]) -> Iterator[date]:
    tables = list(tables)
    limit = latest_birth(tables)
    values = itertools.chain.from_iterable(table.values["date_naissance"] for table in tables)
    read = {value for value in values if isinstance(value, date) and value <= limit}
    yield from read
    # What nobody checked may be an entry date in the wrong column, which others share: no birth
    # later than all that were checked is taken for one.
    latest = max(read, default=date.max)
    for cell in itertools.chain.from_iterable(each.get("date_naissance", ()) for each in aside):
        if isinstance(cell, date) and cell <= latest:
            yield cell


def latest_birth(tables: Iterable[CheckedTable]) -> date:
    """The day after which nobody in these tables is born: a later one was typed by mistake.

    Taken for a birth, it would be found in others' dates of entry and contracts.
    """
    columns = (table.values["date_entree"] for table in tables)
    entries = [day for day in itertools.chain.from_iterable(columns) if isinstance(day, date)]
    if not entries:
        return date.max
    newest = max(entries)
    return newest.replace(year=newest.year - _YOUNGEST, day=min(newest.day, 28))


def _passes(tables: Iterable[CheckedTable], typed: Iterable[_Cells]) -> Iterator[str]:
    for value in itertools.chain.from_iterable(table.values["pass_iae"] for table in tables):
        if value is not None:
            yield str(value)
    for cell in itertools.chain.from_iterable(each.get("pass_iae", ()) for each in typed):
        figures = re.sub(r"\D", "", _searchable_text(cell))
        if len(figures) == PASS_LENGTH:
            yield figures


def _own_texts(table: CheckedTable, private: Sequence[str]) -> Iterator[_OwnText]:
    """The texts of a table that stay in the tab: columns of no field, comments."""
    columns = [*table.table.extra.values(), *(table.table.cells.get(name, ()) for name in private)]
    names = zip(table.values["nom"], table.values["prenom"], strict=True)
    people = [fold(f"{family or ''} {given or ''}") for family, given in names]
    for column in columns:
        for person, cell in zip(people, column, strict=False):
            if text := _searchable_text(cell):
                yield person, text


def _rare(texts: Iterable[_OwnText], find: Callable[[str], Iterable[str]]) -> frozenset[str]:
    """What `find` finds beside few people, on however many rows each of them stands."""
    people: dict[str, set[str]] = defaultdict(set)
    for person, text in texts:
        for contact in find(text):
            people[contact].add(person)
    return frozenset(each for each, of in people.items() if len(of) <= _MOST_WITH_ONE_CONTACT)


def _e_mail_addresses(text: str) -> Iterator[str]:
    return (plain_address(text[start:end]) for start, end in e_mail_spans(text))


def _is_inside(match: Match, spans: Sequence[Span]) -> bool:
    return any(start <= match.start and match.end <= end for start, end in spans)


def _searchable_text(cell: Cell | Value | None) -> str:
    if cell is None or isinstance(cell, bool):
        return ""
    return shown(cell)


def _text_as_bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
