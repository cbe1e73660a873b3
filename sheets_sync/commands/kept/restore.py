"""`restore`: the copies that are kept, what each would undo, and one put back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from sheets_sync.catalogue import sentence
from sheets_sync.commands.steps.asking import must_agree
from sheets_sync.commands.steps.options import WritingOptions
from sheets_sync.errors import Refusal, must_be_known
from sheets_sync.files import Occasion
from sheets_sync.history.restoring.cut_restore import CutRestore, cut_restore
from sheets_sync.history.restoring.restore import KeptCopy
from sheets_sync.rights.putting_back import plan_putting_back, put_copy_back, restorable_copies
from sheets_sync.rights.undone import uncounted_text
from sheets_sync.workbooks.shared.addresses import is_address
from sheets_sync.workbooks.shared.difference import ChangedValue, TabDifference

Differences = Sequence[TabDifference] | None
"""Of every tab; None where that cannot be known."""


def restore(
    options: WritingOptions,
    copy: Annotated[
        str,
        typer.Argument(
            metavar="COPIE", help="La copie à remettre en place ; sans rien, toutes sont listées."
        ),
    ] = "",
    tab: Annotated[
        str,
        typer.Option(
            "--tab",
            help="Montrer seulement ce qui diffère dans cet onglet ; rien n'est remis.",
            metavar="ONGLET",
        ),
    ] = "",
    yes: Annotated[
        bool, typer.Option("--yes", help="Ne pas demander avant de remettre la copie.")
    ] = False,
    with_forgotten: Annotated[
        bool,
        typer.Option(
            "--with-forgotten",
            help="Remettre aussi les personnes oubliées (forget) que la copie contient.",
        ),
    ] = False,
) -> None:
    """Lister les copies gardées avant chaque écriture, ou en remettre une en place."""
    workspace, day = options.begin()
    kept_copies = restorable_copies(workspace)
    cut = _cut_off(kept_copies, cut_restore(workspace.history.copies))
    chosen = _copy_called(kept_copies, copy, cut) if copy else None
    if chosen is None:
        options.report(
            data=lambda: {"copies": list(map(_kept_copy_json, kept_copies)), "restored": None},
            text=lambda: "\n".join([_copies_text(kept_copies), *_cut_lines(cut)]),
            problems=lambda: _cut_lines(cut),
        )
        return
    plan = plan_putting_back(workspace, chosen, day)
    differences = plan.differences
    writes = not (options.dry_run or tab)
    if writes and not (options.as_json or options.quiet):
        typer.echo(_undone_text(chosen, differences))
    if plan.forgotten:
        typer.echo(sentence("rights.copy_holds_forgotten", count=plan.forgotten), err=True)
    was_there = is_address(chosen.copy_of) or Path(chosen.copy_of).exists()
    if writes:
        if plan.forgotten and not with_forgotten:
            must_agree(sentence("rights.bring_back_forgotten"), "--with-forgotten")
        if not yes:
            must_agree(sentence("commands.restore_it", file=chosen.copy_of), "--yes")
        put_copy_back(workspace, chosen, day)
    if tab:
        tabs = [difference.tab for difference in differences or ()]
        must_be_known("commands.the_tab", tab, tabs)
    options.report(
        data=lambda: {
            "copies": list(map(_kept_copy_json, kept_copies)),
            "restored": chosen.place if writes else None,
            "differences": _differences_json(differences, tab),
            "forgotten_rows": plan.forgotten,
        },
        text=lambda: _restored_text(chosen, differences, tab, restored=writes, replaced=was_there),
    )


def _cut_off(copies: Sequence[KeptCopy], cut: CutRestore | None) -> tuple[KeptCopy, str] | None:
    """The copy that was being put back, and the number by which it was asked for."""
    for each in copies:
        if cut and each.place == cut.place:
            return each, str(cut.number)
    return None


def _cut_lines(cut: tuple[KeptCopy, str] | None) -> list[str]:
    if cut is None:
        return []
    copy, number = cut
    words = {"copy": copy.name, "file": copy.copy_of}
    return [sentence("commands.restore_cut", **words, number=number)]


def _copy_called(
    copies: Sequence[KeptCopy], copy: str, cut: tuple[KeptCopy, str] | None
) -> KeptCopy:
    """The copy of that name, place, or number in the list; of one cut off, in the list of then."""
    if cut and copy == cut[1]:
        typer.echo(sentence("commands.restore_again", copy=cut[0].name), err=True)
        return cut[0]
    matches = [
        one for number, one in enumerate(copies, 1) if copy in (one.name, one.place, str(number))
    ]
    if len(matches) != 1:
        raise Refusal("restore.unknown", name=copy)
    return matches[0]


def _copies_text(copies: Sequence[KeptCopy]) -> str:
    """The copies, each with the number and name to put it back by, and what it was kept before."""
    if not copies:
        return sentence("commands.no_copies")
    lines = [f"{number:>4}  {_copy_line(copy)}" for number, copy in enumerate(copies, 1)]
    return "\n".join([sentence("commands.copies"), *lines, sentence("commands.copies_how")])


def _copy_line(copy: KeptCopy) -> str:
    text = f"{copy.name}  →  {copy.copy_of}"
    if not copy.runs:
        return text
    return f"{text}  ({sentence('commands.copy_before', run=_run_text(copy.runs[0]))})"


def _run_text(run: Occasion) -> str:
    """« prepare » with its day and hour, which a copy in Google has not."""
    day, _, hour = run.at.partition(" ")
    shown = f"{datetime.fromisoformat(day):%d/%m/%Y}"
    when = f"{shown} {hour}".rstrip()
    if not run.by:
        return sentence("commands.run", command=run.before, when=when)
    return sentence("commands.run_by", command=run.before, when=when, by=run.by)


def _undone_text(copy: KeptCopy, differences: Differences) -> str:
    """Losses by putting a copy back: the runs since, and what is lost in each tab."""
    lines = [sentence("commands.would_be_restored", copy=copy.name, file=copy.copy_of)]
    if copy.runs:
        runs = ", ".join(map(_run_text, copy.runs))
        lines.append(sentence("commands.runs_undone", count=len(copy.runs), runs=runs))
    if differences is None:
        lines.append(uncounted_text(copy))
    elif all(difference.is_none for difference in differences):
        lines.append(sentence("commands.no_difference"))
    if differences is not None:
        lines.append(sentence("commands.colours_not_counted"))
    lines += [_difference_text(one) for one in differences or () if not one.is_none]
    return "\n".join(lines)


def _difference_text(difference: TabDifference) -> str:
    if difference.is_none:
        return sentence("commands.tab_as_now", tab=difference.tab)
    text = sentence(
        "commands.difference",
        tab=difference.tab,
        lost=len(difference.lost),
        returning=len(difference.returning),
        values=len(difference.values),
    )
    if difference.notes_lost or difference.notes_returning:
        text += " " + sentence(
            "commands.notes_differ",
            lost=len(difference.notes_lost),
            returning=len(difference.notes_returning),
        )
    return text


def _tab_text(difference: TabDifference) -> str:
    """All that differs in a tab: numbers of rows, and values, which only a screen shows."""
    lines = [_difference_text(difference)]
    for code, rows in (("rows_lost", difference.lost), ("rows_back", difference.returning)):
        if rows:
            numbers = ", ".join(map(str, rows))
            lines.append(sentence(f"commands.{code}", count=len(rows), rows=numbers))
    for code, cells in (
        ("notes_lost", difference.notes_lost),
        ("notes_back", difference.notes_returning),
    ):
        if cells:
            lines.append(sentence(f"commands.{code}", count=len(cells), cells=cells))
    lines += map(_value_text, difference.values)
    return "\n".join(lines)


def _value_text(value: ChangedValue) -> str:
    empty = sentence("commands.empty_cell")
    return sentence(
        "commands.value_back", cell=value.cell, now=value.now or empty, then=value.then or empty
    )


def _restored_text(
    copy: KeptCopy, differences: Differences, tab: str, *, restored: bool, replaced: bool
) -> str:
    """Account of what was done or would be; `replaced`: whether something was in its place."""
    if restored:
        code = "commands.restored" if replaced else "commands.restored_anew"
        outcome = sentence(code, copy=copy.name, file=copy.copy_of)
        return f"{outcome}\n{sentence('commands.entries_since')}"
    texts = [_tab_text(one) for one in differences or () if one.tab == tab]
    if not tab:
        texts = [_undone_text(copy, differences)]
    return "\n".join([*texts, sentence("summary.nothing_written")])


def _kept_copy_json(copy: KeptCopy) -> dict[str, Any]:
    return {
        "copy": copy.place,
        "file": copy.copy_of,
        "runs": [{"before": run.before, "at": run.at, "by": run.by} for run in copy.runs],
    }


def _differences_json(differences: Differences, tab: str) -> list[dict[str, Any]] | None:
    """Where tabs differ, without any value; null where that cannot be known."""
    if differences is None:
        return None
    return [
        _tab_difference_json(difference)
        for difference in differences
        if tab == difference.tab or not (tab or difference.is_none)
    ]


def _tab_difference_json(difference: TabDifference) -> dict[str, Any]:
    return {
        "tab": difference.tab,
        "lost": list(difference.lost),
        "returning": list(difference.returning),
        "values": [value.cell for value in difference.values],
        "notes_lost": list(difference.notes_lost),
        "notes_returning": list(difference.notes_returning),
    }
