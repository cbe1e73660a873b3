"""Tabs of one SIAE's years: « 2024 » and « 2025 », « Alpha 2024 » and « Alpha 2025 ».

Read as a SIAE each, they would count whoever is in both twice.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from forms.words import clean, fold
from sheets_sync.reading.adoption.proposed_config import ProposedMember

# « 2025 », « 2024-2025 », « 2024/25 »
_YEARS = re.compile(r"(?<!\d)(20\d\d)(?:\s*[-–/]\s*(20\d\d|\d\d))?(?!\d)")


class OfYears(NamedTuple):
    """The members of the newest years, and each older tab with the one that is read for it."""

    members: Sequence[ProposedMember]
    older: dict[str, str]


def newest_years(members: Sequence[ProposedMember], book: str) -> OfYears:
    """Of tabs that differ by a year alone the newest, called as what they have in common.

    Args:
        book: name of the workbook, by which a SIAE is called whose tabs have nothing but a year.
    """
    by_name: dict[str, list[ProposedMember]] = defaultdict(list)
    for member in members:
        by_name[fold(_YEARS.sub(" ", member.grid.tab))].append(member)
    newest_members: list[ProposedMember] = []
    older: dict[str, str] = {}
    for member in members:
        same = by_name[fold(_YEARS.sub(" ", member.grid.tab))]
        newest = max(same, key=_year_of_tab)
        if len(same) == 1 or not all(map(_year_of_tab, same)):
            newest_members.append(member)
        elif member is newest:
            common = clean(_YEARS.sub(" ", member.grid.tab)).strip(" -–_()")
            newest_members.append(replace(member, name=common or book))
        else:
            older[member.grid.tab] = newest.grid.tab
    return OfYears(newest_members, older)


def _year_of_tab(member: ProposedMember) -> int:
    """The year that a tab's name says, the later of two; 0 where it says none."""
    match = _YEARS.search(member.grid.tab)
    if match is None:
        return 0
    return int(f"20{(match[2] or match[1])[-2:]}")
