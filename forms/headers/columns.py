"""Match a tab's columns to fields: all together, from their titles, cells and neighbours."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from forms.form import Form
from forms.headers.assignment import RunnerUp, best_claims
from forms.headers.claims import (
    DOUBTFUL,
    Claimant,
    ColumnClaim,
    find_occurrences,
    heaviest,
    weight_of,
)
from forms.headers.evidence import BY_CONTENT, Witness
from forms.headers.matching import Decision, Match, Matching, letters
from forms.headers.named_columns import NamedColumns, distinct_titles
from forms.headers.online_forms import service_columns
from forms.headers.period_titles import with_periods
from forms.headers.shared.asked_months import months_to_ask
from forms.headers.shared.definitions import Combined
from forms.headers.shared.repeated import Occurrence, Repeated, linked
from forms.headers.shared.several import SeveralColumns, find_several, told_beside
from forms.headers.shared.spread import Spread, joined_name, settled_spread
from forms.headers.titles import ALIAS, Header, Titles, form_titles
from forms.values import Cell, ReadingContext

__all__ = ["Match", "Matching", "match_columns"]

SURE = 0.8
"""Confidence from which a column is read by its title; below, a person settles it in config."""
_MOST_RIVALS = 2
_CLOSE = 0.1
"""Two fields that a title is nearly as near to: a person says which is meant."""
NO_COLUMN = "-"
"""Word of config for a field that no column of the tab is."""
_CLOSENESS = 0.04
"""The margin that makes a decision about three times as likely right as wrong."""


def match_columns(
    form: Form,
    headers: Sequence[Header],
    content: Sequence[Sequence[Cell]],
    context: ReadingContext,
    settled: Mapping[str, str] | None = None,
) -> Matching:
    """Match `headers` (one a column) to the fields of `form`.

    Args:
        content: the cells below each header, in the same order; a sample is enough.
        settled: field id → column letter or title, several joined by « + », or `sum(W:Z)`,
            `last(G+I)`, `first(G+I)`, or `NO_COLUMN`, as config says; it wins over everything.
    """
    headers = with_periods(form_titles(form), headers)
    matcher = _Matcher(form_titles(form), headers, content)
    matcher.take_settled(settled or {})
    known = {*matcher.held(), *matcher.without}
    matcher.take_several()
    matcher.take_best(Witness(matcher.words, headers, content, context))
    known |= matcher.matches.keys()
    lost = {field: name for field, name in (settled or {}).items() if field not in known}
    return Matching(
        matcher.matches,
        matcher.combined,
        matcher.spread,
        tuple(matcher.uncertain),
        matcher.extra(),
        lost,
        matcher.repeated,
        matcher.competing(),
        matcher.parts(),
        tuple(map(matcher.title, range(len(headers)))),
        tuple(map(matcher.names.name, range(len(headers)))),
        tuple(matcher.decided()),
        matcher.several,
        tuple(sorted(matcher.service)),
    )


class _Matcher:
    """Gives columns to fields: those that config names, then all others together."""

    def __init__(
        self, words: Titles, headers: Sequence[Header], content: Sequence[Sequence[Cell]]
    ) -> None:
        self.words, self.form = words, words.form
        self.headers, self.content = headers, content
        self.names = NamedColumns(headers)
        self.matches: dict[str, Match] = {}
        self.spread: dict[str, Spread] = {}
        self.combined: dict[int, Combined] = {}
        self.without: set[str] = set()
        self.uncertain: list[Match] = []
        self.repeated: dict[str, Repeated] = {}
        self.decisions: dict[int, Decision] = {}
        self.claims: Mapping[int, Sequence[ColumnClaim]] = {}
        self.several: tuple[SeveralColumns, ...] = ()
        self.service = service_columns(headers, words.lists)

    def free(self) -> list[int]:
        """The columns that nothing has taken yet, those apart that say who answered a form."""
        taken = Matching(
            self.matches, self.combined, self.spread, repeated=self.repeated, several=self.several
        ).columns
        taken |= self.service
        return [column for column in range(len(self.headers)) if column not in taken]

    def held(self) -> set[str]:
        """The fields that a combined column holds."""
        return set(chain.from_iterable(combined.fields for combined in self.combined.values()))

    def title(self, column: int) -> str:
        """The title of a column, or its letter."""
        return self.headers[column].text or letters(column)

    def take_settled(self, settled: Mapping[str, str]) -> None:
        """The columns that config names."""
        for name, written in settled.items():
            field = self.form.field(name)
            if written.strip() == NO_COLUMN:
                self.without.add(name)
                continue
            repeated = self.names.repeated(field, written)
            if repeated is not None:
                self.repeated[name] = repeated
                self._settle(name, repeated.columns)
                continue
            whole = self.names.column(written)
            if whole is not None:
                self._settle(name, [whole])
                continue
            parts = [self.names.column(part) for part in written.split("+")]
            columns = [column for column in parts if column is not None]
            if len(columns) == len(parts) > 1:
                self.spread[name] = settled_spread(field, self.headers, columns)
                self._settle(name, columns)
        for each in linked(list(self.repeated.values())):
            self.repeated[each.field.id] = each
        self._settle_combined()

    def _settle_combined(self) -> None:
        """A column that config gives to each of several fields holds them all: « NOM Prénom »."""
        for combined in self.form.combined:
            settled = [name for name in self.matches if name in combined.fields]
            columns = {self.matches[name].column for name in settled}
            if len(settled) > 1 and len(columns) == 1 and tuple(settled) == combined.fields:
                self.combined[columns.pop()] = combined
                for name in settled:
                    del self.matches[name]

    def _settle(self, name: str, columns: Sequence[int]) -> None:
        header = joined_name(self.headers, columns)
        self.matches[name] = Match(name, columns[0], 1.0, "config", header)
        for column in columns:
            title = self.title(column)
            self.decisions[column] = Decision(column, title, (name,), "config", 1.0, is_read=True)

    def take_several(self) -> None:
        """Columns of which a cell holds several answers: no field has such a title."""
        self.several = tuple(find_several(self.words, self.headers, self.content, self.free()))
        for each in self.several:
            fields = tuple(field.id for field in self.form.with_topic(each.several.topic))
            for column in each.columns:
                title = self.title(column)
                self.decisions[column] = Decision(
                    column, title, fields, "several", 1.0, is_read=True
                )

    def take_best(self, witness: Witness) -> None:
        """Read what the best assignment is sure of; ask about what it is not."""
        claimant = Claimant(self.words, self.headers, self.content, witness, self.free())
        claims = claimant.claims({*self.matches, *self.held(), *self.without})
        chosen = best_claims(claims)
        by_column: dict[int, list[ColumnClaim]] = defaultdict(list)
        for claim in claims:
            if claim.evidence is not None:
                by_column[claim.evidence.column].append(claim)
        self.claims = by_column
        for claim in sorted(claims, key=lambda claim: min(claim.columns)):
            if claim in chosen:
                self._take(claim, chosen[claim], by_column)
        self._ask_of_months()
        months = set(chain.from_iterable(match.together for match in self.uncertain))
        for column in sorted(set(self.free()) - months):
            mine = by_column.get(column, [])
            first = next((claim for claim in mine if claim in chosen), None) or heaviest(mine)
            if first is not None and first.weight >= DOUBTFUL:
                self._ask(first, mine, chosen.get(first))

    def _take(
        self, claim: ColumnClaim, second: RunnerUp, by_column: Mapping[int, Sequence[ColumnClaim]]
    ) -> None:
        columns = claim.in_order
        confidence = self._confidence(claim, second, by_column.get(columns[0], ()))
        if claim.combined is not None:
            self.combined[columns[0]] = claim.combined
        elif claim.evidence is None or _is_sure(claim, second, confidence):
            (name,) = claim.fields
            header = joined_name(self.headers, columns) or self.title(columns[0])
            self.matches[name] = Match(name, columns[0], confidence, claim.how, header)
            if claim.spread is not None:
                self.spread[name] = claim.spread
            if claim.repeated is not None:
                self.repeated[name] = claim.repeated
        else:
            return
        self._decide(claim, second, confidence, is_read=True)

    def _confidence(
        self, claim: ColumnClaim, second: RunnerUp, others: Sequence[ColumnClaim]
    ) -> float:
        """From what speaks for a claim, and how much less speaks for the next best assignment.

        A title that says less than both fields (« Nb heures ») is as near to the other even where
        that has a column of its own; nor does a field go to a column that is far nearer to another
        because that other is taken.
        """
        margin = second.margin
        if claim.evidence is not None and not claim.evidence.is_exact:
            name = claim.evidence.field
            rivals = (other.weight for other in others if other.fields != claim.fields)
            apart = claim.weight - max(rivals, default=0.0)
            is_vague = self.words.says_less(self.headers[claim.evidence.column], name)
            if is_vague or apart < -_CLOSE:
                margin = min(margin, apart)
        likely = 1 / (1 + math.exp(-margin / _CLOSENESS))
        return round(min(1.0, claim.weight / len(claim.columns)) * likely, 2)

    def _ask(
        self, claim: ColumnClaim, others: Sequence[ColumnClaim], second: RunnerUp | None
    ) -> None:
        """A column that is not sure: a person is asked, unless the field has a column by now."""
        (name,) = claim.fields
        if name in self.matches or name in self.held():
            return
        rivals = [
            other
            for other in others
            if other.fields != claim.fields and other.weight >= claim.weight - _CLOSE
        ]
        fields = tuple(min(rival.fields) for rival in sorted(rivals, key=weight_of, reverse=True))
        margin = claim.weight - max((rival.weight for rival in rivals), default=0.0)
        second = second or RunnerUp(margin, margin)
        confidence = self._confidence(claim, second, others)
        (column,) = claim.columns
        self.uncertain.append(
            Match(name, column, confidence, claim.how, self.title(column), fields[:_MOST_RIVALS])
        )
        self._decide(claim, second, confidence, is_read=False)

    def _ask_of_months(self) -> None:
        """Columns of months that may be a field together: a person says whether they are."""
        for asked in months_to_ask(self.words, self.headers, self.content, self.free()):
            possible = tuple(
                name
                for name in asked.fields
                if name not in self.matches and name not in self.held()
            )
            known = {match.column for match in self.uncertain}
            if not possible or not known.isdisjoint(asked.columns):
                continue
            columns = asked.columns
            header, together = joined_name(self.headers, columns), columns if columns[1:] else ()
            first, *rivals = possible
            self.uncertain.append(
                Match(first, columns[0], DOUBTFUL, "repeated", header, tuple(rivals), together)
            )
            for column in columns:
                self.decisions[column] = Decision(
                    column, self.title(column), possible, "repeated", DOUBTFUL
                )

    def _decide(
        self, claim: ColumnClaim, second: RunnerUp, confidence: float, *, is_read: bool
    ) -> None:
        for column in claim.in_order:
            self.decisions[column] = Decision(
                column,
                self.title(column),
                tuple(sorted(claim.fields)),
                claim.how,
                confidence,
                is_read,
                min(second.instead.fields) if second.instead else "",
                min(second.other.columns) if second.other else None,
                claim.evidence,
            )

    def decided(self) -> Iterator[Decision]:
        """Decision on each column with a title or cells, in order."""
        for column in range(len(self.headers)):
            if column in self.decisions:
                yield self.decisions[column]
            elif self._has_something(column):
                yield Decision(column, self.title(column))

    def competing(self) -> dict[str, tuple[int, ...]]:
        """The columns that are left although they have a title of a field that another has."""
        held = self.held()
        competing = self._nearly_competing() | self._beside_several()
        occurrences = find_occurrences(self.words, self.headers, self.content, self.free())
        for name, alike in occurrences.items():
            # « Remarques » beside « Commentaire »: neither is counted, nor leaves the tab
            if self.form.field(name).privacy == "tab":
                continue
            match = self.matches.get(name)
            if match is not None and match.how not in ("config", "repeated"):
                columns = [each.column for each in alike if self._competes(each, match)]
            elif match is None and name in held:
                columns = [each.column for each in alike if each.kind == "plain"]
            else:
                continue
            if columns:
                competing[name] = tuple(sorted({*columns, *competing.get(name, ())}))
        return competing

    def _nearly_competing(self) -> dict[str, tuple[int, ...]]:
        """The same of titles that would have been read or asked alone: « Date de sortie réelle ».

        Names are left out: « Nom d'usage » beside « Nom » is one person's.
        """
        near: dict[str, tuple[int, ...]] = {}
        for column in self.free():
            claim = heaviest(self.claims.get(column, ()))
            if claim is None or not claim.is_alike:
                continue
            (name,) = claim.fields
            match, header = self.matches.get(name), self.headers[column]
            is_text = self.form.field(name).type == "text"
            if match is None or match.how not in ("header", "near") or is_text:
                continue
            is_same = self.content[column] == self.content[match.column]
            if not is_same and not self.words.says_less(header, name):
                near[name] = (*near.get(name, ()), column)
        return near

    def _beside_several(self) -> dict[str, tuple[int, ...]]:
        """« Freins levés » beside « Freins », told of the first of the fields that this holds."""
        beside: dict[str, tuple[int, ...]] = {}
        for each in self.several:
            columns = told_beside(self.words, self.headers, self.content, self.free(), each)
            topic = self.form.with_topic(each.several.topic)
            held = next((field.id for field in topic if field.id not in self.matches), None)
            if columns and held is not None:
                beside[held] = columns
        return beside

    def _competes(self, occurrence: Occurrence, match: Match) -> bool:
        """Whether a column could as well be the one that was read.

        A month beside the total cannot, nor one whose group title says that it is another's, or
        whose cells are (« Contrat » over « terminé »); nor does it matter which of two with the
        same cells is read.
        """
        is_part = occurrence.kind == "month" and self.form.field(occurrence.field).repeated == "sum"
        if is_part or self.content[occurrence.column] == self.content[match.column]:
            return False
        claims = self.claims.get(occurrence.column, ())
        if any(claim.is_refuted(occurrence.field) for claim in claims):
            return False
        if occurrence.kind != "plain" or match.how != "header":
            return True
        standing = self.words.score(self.headers[match.column])[1]
        return self.words.score(self.headers[occurrence.column])[1] >= min(standing, ALIAS)

    def extra(self) -> dict[int, str]:
        """The columns of no field that have a title or content, each with a name of its own."""
        columns = filter(self._has_something, self.free())
        return distinct_titles({column: self.title(column) for column in columns})

    def _has_something(self, column: int) -> bool:
        return self.headers[column].label != "" or any(c != "" for c in self.content[column])

    def parts(self) -> dict[int, str]:
        """The columns of fields that repeat, each with a name that no other column has.

        They leave the tab in the export, so those of a personal field are not among them.
        """
        shared = (each for each in self.repeated.values() if each.field.privacy == "shared")
        columns = sorted(set(chain.from_iterable(each.columns for each in shared)))
        titles = {column: self.title(column) for column in columns}
        return distinct_titles(titles, self.extra().values())


def _is_sure(claim: ColumnClaim, second: RunnerUp, confidence: float) -> bool:
    """True if a column that is a field by itself is read without being asked about.

    By its content it is only where that leaves no doubt, and no other column has the same.
    """
    if claim.how == "content":
        return claim.weight >= BY_CONTENT and second.column_margin >= _CLOSE
    return confidence >= SURE
