"""Write the config that is proposed for a workbook: what is not sure stands there as comments."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from forms.form import Form
from forms.headers.columns import NO_COLUMN, SURE, Match, Matching
from forms.headers.matching import letters
from forms.words import clean
from sheets_sync.catalogue import sentence
from sheets_sync.french import quoted
from sheets_sync.reading.adoption.questions import (
    free_columns,
    missed_fields,
    named_columns,
    siae_columns,
)
from sheets_sync.reading.table import Table
from sheets_sync.settings.siae import Kind
from sheets_sync.workbooks.shared.protocol import Grid

# The kinds of SIAE (Code du travail, art. L. 5132-4; EITI: loi 2018-771, art. 83).
KINDS: tuple[Kind, ...] = ("ACI", "EITI", "ETTI", "EI", "AI")
_COMMONEST_KIND = "ACI"
_ROWS_ABOVE = 4
_LIKELY: Mapping[str, str] = {
    "content": "adopt.config.by_content",
    "spread": "adopt.config.by_spread",
    "repeated": "adopt.config.by_repeated",
}
"""Way a column was matched, where config should settle it → the comment that says so."""


@dataclass(frozen=True)
class ProposedMember:
    """A tab that is a list of participants, with its table.

    Attributes:
        is_double: whether another table stands beside it, so that `check` reads neither.
        workbook: how config names its own; "" where it is in the shared one.
        name: of the SIAE, where that is not the tab's.
        is_alone: whether no other tab of its workbook has people, so that config may leave it out.
    """

    grid: Grid
    table: Table
    form: Form
    is_double: bool = False
    workbook: str = ""
    name: str = ""
    is_alone: bool = False

    @property
    def key(self) -> str:
        """By which a person's answers are about it: of files received many have a « Feuil1 »."""
        return f"{self.workbook} {self.grid.tab}".lstrip()


@dataclass(frozen=True)
class Settled:
    """What a person settled of a tab that was looked at.

    Attributes:
        columns: field → the column that it is, as config writes it.
        aside: titles of the columns that are no field's.
    """

    name: str
    kind: Kind
    columns: Mapping[str, str]
    aside: Sequence[str] = ()

    def settled_columns(self, matching: Matching) -> dict[str, str]:
        """Its columns, and those that are read as a field until config says that none is it."""
        refused = {
            match.field: NO_COLUMN
            for match in likely_by_content(matching)
            if clean(match.header) in self.aside
        }
        return {**refused, **self.columns}

    def is_settled(self, column: int, title: str) -> bool:
        """True if it was said what a column (from 0) is, or that it is nothing."""
        return letters(column) in self.columns.values() or clean(title) in self.aside


NOTHING_SETTLED: Mapping[str, Settled] = MappingProxyType({})


def write_config(
    name: str,
    workbook: str,
    members: Sequence[ProposedMember],
    renamed_tabs: Mapping[str, str],
    settled: Mapping[str, Settled] = NOTHING_SETTLED,
    leave: Sequence[str] = (),
    coordination: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
) -> str:
    """The text of config.yaml.

    Args:
        name: of the workbook; the programme is called after it.
        workbook: how config names the workbook.
        renamed_tabs: coordination form → its tab, where that has not the usual name.
        settled: a member's key → what a person settled of it.
        leave: the tabs that are no business of ours.
        coordination: form → field → the column of its tab that a person said it is.
    """
    member_lines: list[str] = []
    for member in members:
        member_lines += _member_lines(member, settled.get(member.key))
    lines = [
        f"# {sentence('adopt.config.heading')}",
        f"programme: {_quoted(Path(name).stem)}",
        f"workbook: {_quoted(workbook)}",
        "siae:",
        *(member_lines or ["  []"]),
    ]
    if renamed_tabs:
        lines.append("tabs:")
    lines += [f"  {form}: {_quoted(tab)}" for form, tab in renamed_tabs.items()]
    if coordination:
        lines.append("coordination:")
    for form, columns in coordination.items():
        lines += [f"  {form}:", "    columns:"]
        lines += [f"      {field}: {_quoted(column)}" for field, column in columns.items()]
    if leave:
        lines.append(f"leave: [{', '.join(map(_quoted, leave))}]")
    return "".join(f"{_on_one_line(line)}\n" for line in lines)


def _member_lines(member: ProposedMember, settled: Settled | None) -> Iterator[str]:
    """Lines of a member: likely columns with their confidence; those below `SURE` as comments.

    What a person has not confirmed stays a remark of `check` and is never settled by us.
    """
    tab, matching = member.grid.tab, member.table.matching
    name = settled.name if settled else member.name or clean(tab)
    if member.is_alone and member.workbook:
        yield f"  - name: {_quoted(name)}"
    else:
        yield f"  - tab: {_quoted(tab)}"
        yield f"    name: {_quoted(name)}"
    yield f"    kind: {_kind_text(member, settled)}"
    if member.workbook:
        yield f"    workbook: {_quoted(member.workbook)}"
    if member.is_double:
        yield f"    # {sentence('adopt.config.side_by_side')}"
        return
    if settled and settled.aside:
        yield f"    aside: [{', '.join(map(_quoted, settled.aside))}]"
    answers = settled or Settled(name, KINDS[0], {})
    yield from _column_lines(matching, answers)
    yield from _comment_lines(member, answers)


def likely_by_content(matching: Matching) -> list[Match]:
    """The columns that are read by what stands in them alone, and perhaps are something else."""
    matches = matching.matches.values()
    return [match for match in matches if match.how == "content" and match.confidence < SURE]


def _column_lines(matching: Matching, answers: Settled) -> Iterator[str]:
    settled = answers.settled_columns(matching)
    likely = [match for match in matching.matches.values() if match.how in _LIKELY]
    likely = [
        match
        for match in likely
        if match.field not in settled and letters(match.column) not in settled.values()
    ]
    active = [match for match in likely if match.confidence >= SURE]
    doubtful = [match for match in likely if match.confidence < SURE]
    uncertain = matching.uncertain
    asked = [match for match in uncertain if doubtful_place(match) not in settled.values()]
    if active or settled:
        yield "    columns:"
    elif doubtful or asked:
        yield "    # columns:"
    for match in active:
        yield f"      {_likely_line(matching, match)}"
    shown = {letters(at): name for at, name in enumerate(matching.names)}
    shown |= {doubtful_place(match): _doubtful_names(matching, match) for match in uncertain}
    for field, column in settled.items():
        yield f"      {field}: {_quoted(shown.get(column, column))}"
    for match in doubtful:
        yield f"    #   {_likely_line(matching, match)}"
    for match in asked:
        yield from _doubtful_lines(matching, match)


def _likely_line(matching: Matching, match: Match) -> str:
    comment = sentence(_LIKELY[match.how], confidence=match.confidence)
    return f"{match.field}: {_quoted(_column_names(matching, match))}   # {comment}"


def _doubtful_lines(matching: Matching, match: Match) -> Iterator[str]:
    """Each field that the column may be, as a comment: a person takes the sign off one of them."""
    fields = (match.field, *match.rivals)
    if match.rivals:
        comment = sentence("adopt.config.either", header=match.header, fields=" / ".join(fields))
    else:
        comment = sentence(
            "adopt.config.doubtful", header=match.header, confidence=match.confidence
        )
    for field in fields:
        yield f"    #   {field}: {_quoted(_doubtful_names(matching, match))}   # {comment}"


def doubtful_place(match: Match) -> str:
    """The column that a person has to decide on, by its letter, or as `sum(W:Z)`."""
    if match.together:
        return f"sum({_range(match.together, letters)})"
    return letters(match.column)


def _doubtful_names(matching: Matching, match: Match) -> str:
    """The same as config is to write it."""
    if match.together:
        return f"sum({_range(match.together, matching.names.__getitem__)})"
    return matching.names[match.column]


def _range(columns: Sequence[int], name_of: Callable[[int], str]) -> str:
    """`W:Z` where they stand side by side, else `W+Y`."""
    first, *_, last = columns
    if tuple(columns) == tuple(range(first, last + 1)):
        return f"{name_of(first)}:{name_of(last)}"
    return "+".join(map(name_of, columns))


def _comment_lines(member: ProposedMember, answers: Settled) -> Iterator[str]:
    """Comments on headers that are nearly those of the form, and on those that are no field.

    What a person settled needs none.
    """
    table, matching, known = member.table, member.table.matching, answers.columns
    for match in matching.matches.values():
        if match.how == "near" and match.field not in known:
            comment = sentence(
                "adopt.config.near",
                header=match.header,
                column=letters(match.column),
                field=match.field,
                confidence=match.confidence,
            )
            yield f"    # {comment}"
    yield from _competing_lines(table, answers)
    for column in siae_columns(table, member.form):
        header = quoted(clean(matching.titles[column]))
        yield f"    # {sentence('adopt.config.siae', header=header, column=letters(column))}"
    required = [field.id for field in member.form.fields if field.required]
    if missing := [field for field in required if field not in {*table.columns, *known}]:
        yield f"    # {sentence('adopt.config.missing', fields=', '.join(missing))}"
    for field in missed_fields(table, member.form):
        if field.id in known:
            continue
        if offered := named_columns(matching.titles, free_columns(table, field)):
            yield f"    # {sentence('adopt.config.offer', field=field.id, columns=offered)}"
    titles = matching.extra.items()
    if extra := [title for at, title in titles if not answers.is_settled(at, matching.titles[at])]:
        headers = ", ".join(extra)
        yield f"    # {sentence('adopt.config.extra', headers=headers)}"


def _competing_lines(table: Table, answers: Settled) -> Iterator[str]:
    """Comments on fields that several columns could be: which one is read."""
    matching = table.matching
    for field_id, competing in matching.competing.items():
        columns = [at for at in competing if not answers.is_settled(at, matching.titles[at])]
        if columns and field_id not in answers.columns:
            comment = sentence(
                "adopt.config.competing",
                field=field_id,
                header=quoted(matching.titles[table.columns[field_id]]),
                column=letters(table.columns[field_id]),
                others=named_columns(matching.titles, columns),
            )
            yield f"    # {comment}"


def _column_names(matching: Matching, match: Match) -> str:
    """`F`, `F+G+H` where the field is spread over several, `sum(F+G+H)` where they repeat it."""
    name_of = matching.names.__getitem__
    repeated = matching.repeated.get(match.field)
    if repeated is not None:
        return f"{repeated.how}({_range(repeated.columns, name_of)})"
    spread = matching.spread.get(match.field)
    if spread is None:
        return name_of(match.column)
    return "+".join(map(name_of, spread.columns))


def _kind_text(member: ProposedMember, settled: Settled | None) -> str:
    if settled is not None:
        return settled.kind
    unsure = f"{_COMMONEST_KIND}   # {sentence('adopt.config.unknown_kind')}"
    return likely_kind(member.grid, member.name) or unsure


def likely_kind(grid: Grid, name: str = "") -> Kind | None:
    """The kind that a name, the tab's name or the rows above its table say; None where none do."""
    above = itertools.chain.from_iterable(grid.rows[:_ROWS_ABOVE])
    texts = (cell for cell in above if isinstance(cell, str))
    # Whole words in capitals as they are: « ei » and « ai » are in half the words of French.
    words = set(re.findall(r"\w+", " ".join([name, grid.tab, *texts])))
    for kind in KINDS:
        if kind in words:
            return kind
    return None


def _quoted(value: str) -> str:
    """A text as YAML takes it whatever is in it: as JSON."""
    return json.dumps(value, ensure_ascii=False)


def _on_one_line(line: str) -> str:
    """A header may hold line breaks, which would end the comment it is repeated in."""
    return " ".join(line.splitlines())
