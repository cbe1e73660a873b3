"""Sentences on what `forget` takes away, and what it leaves to a person; without a name."""

from __future__ import annotations

from collections.abc import Iterator

from sheets_sync.catalogue import sentence
from sheets_sync.rights.request import Everything
from sheets_sync.rights.whereabouts import HeldRow


def plan_text(everything: Everything, *, by_name: bool) -> str:
    """Plan: what would go, and what the coordinator has to see to."""
    lines = [sentence("rights.would_forget"), *_of_memory(everything)]
    if everything.sure_rows:
        tabs = dict.fromkeys(row.tab for row in everything.sure_rows)
        lines.append(sentence("rights.of_sheets", tabs=list(tabs)))
    copies = [copy.address for copy in everything.copies if copy.is_deletable]
    if copies:
        lines += [sentence("rights.to_delete"), *_files(copies)]
    return "\n".join([*lines, *_left(everything, by_name)])


def forgotten_text(everything: Everything, *, by_name: bool, is_done: bool) -> str:
    """Account of what was done, or would be."""
    if everything.is_nothing_of_ours:
        lines = [sentence("rights.nothing_kept")]
        if everything.forgotten:
            lines.append(sentence("rights.was_forgotten", day=everything.forgotten))
        return "\n".join([*lines, *_by_hand(everything), *_rows_in_doubt(everything)])
    if not is_done:
        plan = plan_text(everything, by_name=by_name)
        return f"{plan}\n{sentence('summary.nothing_written')}"
    count = sum(copy.is_deletable for copy in everything.copies)
    done = sentence("rights.is_forgotten", count=count)
    return "\n".join([done, *_left(everything, by_name)])


def _of_memory(everything: Everything) -> Iterator[str]:
    memory = everything.memory
    counts = {
        "register": len(memory.fingerprints),
        "answers": len(memory.pairs),
        "findings": len(memory.findings),
        "memory_copies": len(everything.memory_copies),
    }
    for name, count in counts.items():
        if count:
            yield sentence(f"rights.of_{name}", count=count)
    if memory.states:
        days = [f"{day:%d/%m/%Y}" for day in memory.states]
        yield sentence("rights.of_states", count=len(days), days=days)
    if memory.differences:
        yield sentence("rights.of_differences", sources=list(memory.differences))
    if memory.documents:
        yield sentence("rights.of_figures", documents=list(memory.documents))


def _left(everything: Everything, by_name: bool) -> Iterator[str]:
    yield from _by_hand(everything)
    yield from _rows_in_doubt(everything)
    if not by_name:
        yield sentence("rights.by_pseudonym_only")
    yield sentence("rights.stays")


def still_row(row: HeldRow) -> str:
    """Where a row names a person, without the name; of a tab that is called so, its own name."""
    if not row.row:
        return sentence("rights.still_tab", tab=row.tab)
    return sentence("rights.still_row", tab=row.tab, cell=row.at)


def _rows_in_doubt(everything: Everything) -> Iterator[str]:
    if everything.doubtful_rows:
        yield sentence("rights.doubtful", rows=list(map(still_row, everything.doubtful_rows)))


def _by_hand(everything: Everything) -> Iterator[str]:
    addresses = [copy.address for copy in everything.copies if not copy.is_deletable]
    addresses += map(str, everything.documents)
    if addresses:
        yield sentence("rights.by_hand")
        yield from _files(addresses)


def _files(addresses: list[str]) -> Iterator[str]:
    return (sentence("rights.file", place=address) for address in addresses)
