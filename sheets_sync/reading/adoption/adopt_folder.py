"""Look at a folder of files that SIAE send, and propose the config of all of them together."""

from __future__ import annotations

import glob
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from forms.form import Form
from sheets_sync.catalogue import sentence
from sheets_sync.errors import Refusal
from sheets_sync.reading.adoption.adopt import Proposal, propose
from sheets_sync.reading.adoption.proposed_config import ProposedMember, write_config
from sheets_sync.workbooks.shared.days_in_names import without_day
from sheets_sync.workbooks.shared.protocol import Grid, Workbook
from sheets_sync.workbooks.shared.received import received_files

_SUFFIXES = (".xlsx", ".xlsm", ".ods", ".xls", ".csv", ".tsv")
SHARED = "coordination.xlsx"
"""The workbook that all share, which no SIAE sends: « setup » makes it."""


@dataclass(frozen=True)
class Sender:
    """The files that come under nearly one name.

    Attributes:
        name: the part of it that comes again. pattern: what stands for the newest in config.
        newest: the file that is read now. of_other_kind: files of the name that no pattern takes.
    """

    name: str
    pattern: str
    newest: Path
    of_other_kind: Sequence[Path] = ()


def propose_folder(
    folder: Path,
    in_config: str,
    open_file: Callable[[Path], Workbook],
    forms: Mapping[str, Form],
    usual_tabs: Mapping[str, str],
    as_of: date,
    exported_from: Callable[[Grid], str],
) -> Proposal:
    """Read the newest file of each sender, and keep what fits best.

    Args:
        in_config: how the config is to name the folder.
        exported_from: as of `propose`.
    """
    members: list[ProposedMember] = []
    report: list[str] = []
    asked: dict[str, Sequence[str]] = {}
    lacking: list[str] = []
    for sender in senders(folder):
        pattern = f"{in_config}/{sender.pattern}"
        words = {"file": sender.newest.name, "pattern": pattern}
        try:
            book = open_file(sender.newest)
            proposal = propose(book, pattern, forms, usual_tabs, as_of, exported_from)
        except Refusal as refusal:
            path = f"{in_config}/{sender.newest.name}"
            reason = Refusal(refusal.code, **{**refusal.details, "file": path})
            report.append(sentence("adopt.report.unreadable", reason=str(reason), **words))
            continue
        report.append(sentence("adopt.report.file", **words))
        report += [
            sentence("adopt.report.other_kind", file=file.name, newest=sender.newest.name)
            for file in sender.of_other_kind
        ]
        report += [f"  {line}" for line in proposal.report]
        lacking += proposal.lacking
        members += _of_sender(sender, proposal, pattern)
        asked |= {f"{sender.name} – {tab}": lines for tab, lines in proposal.questions.items()}
    config = write_config(folder.resolve().name, SHARED, members, {})
    return Proposal(config, report, members, asked, lacking=lacking)


def _of_sender(sender: Sender, proposal: Proposal, pattern: str) -> Iterator[ProposedMember]:
    is_alone = len(proposal.members) == 1
    for member in proposal.members:
        name = sender.name
        if not is_alone:
            name += f" {member.grid.tab}"
        # Beside the tabs of other years config has to say which one is read.
        is_only_tab = is_alone and not proposal.older
        yield replace(member, workbook=pattern, name=name, is_alone=is_only_tab)


def senders(folder: Path) -> list[Sender]:
    """The files of a folder by sender, in the order of their names."""
    files = [
        file
        for file in sorted(folder.iterdir())
        if file.suffix.lower() in _SUFFIXES and not file.name.startswith(("~$", "."))
    ]
    by_name: dict[str, list[Path]] = defaultdict(list)
    for file in files:
        by_name[without_day(file.stem)].append(file)
    return [_sender(folder, name, of) for name, of in by_name.items()]


def _sender(folder: Path, name: str, of_name: Sequence[Path]) -> Sender:
    # A .csv of the name is most often an extract of the workbook, which alone can be written into.
    suffix = min((file.suffix for file in of_name), key=lambda each: _SUFFIXES.index(each.lower()))
    others = [file for file in of_name if file.suffix != suffix]
    pattern = f"{glob.escape(name)}*{suffix}"
    newest, *_ = received_files(pattern, folder)
    return Sender(name, pattern, newest, others)
