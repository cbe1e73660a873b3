"""Logos on a report's cover: the funder's, and the programme's."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from sheets_sync.catalogue import sentence
from sheets_sync.settings.funder import Funder

UNION = "union-europeenne"
"""Name of the emblem of the European Union, which we draw ourselves."""
_OF_THE_UNION = ("FSE", "FAMI", "FEDER")
"""How the funds begin whose beneficiaries must show it (règlement (UE) 2021/1060, art. 50)."""
_BLUE, _GOLD, _STARS = "#003399", "#FFCC00", 12
_WIDE_MM = 24
_NONE: dict[str, Any] = {"svg": "", "alt": "", "mm": 0, "beside": "", "fichier": ""}
"""A place without a logo, by the keys that the template knows."""


def logos(funder: Funder, programme: str, folder: Path) -> list[dict[str, Any]]:
    """The logo at the left, the programme's at the right, and one that stands before that.

    At the left is the emblem of the Union, which a European fund's own logo never replaces, or
    another funder's logo. None of the three where none is set.

    Args:
        programme: the file of the programme's, or "". folder: that of config.
    """
    left, beside = funder.logo, ""
    if funder.name.startswith(_OF_THE_UNION) and funder.logo != UNION:
        left, beside = UNION, funder.logo
    if not (left or programme):
        return []
    return [
        _logo(left, funder.name, folder),
        _logo(programme, "", folder),
        _logo(beside, funder.name, folder),
    ]


def missing_logos(funder: Funder, programme: str, folder: Path) -> list[str]:
    """The logos that config names and that are not there."""
    names = [name for name in (funder.logo, programme) if name and name != UNION]
    return [
        sentence("report.logo_missing", file=name)
        for name in names
        if not (folder / name).is_file()
    ]


def _logo(name: str, funder: str, folder: Path) -> dict[str, Any]:
    if name == UNION:
        words = sentence("report.funded_by_the_union")
        return _NONE | {"svg": _emblem(), "alt": words, "mm": _WIDE_MM, "beside": words}
    if not name or not (folder / name).is_file():
        return dict(_NONE)
    alt = sentence("report.own_logo")
    if funder:
        alt = sentence("report.logo_of", name=funder)
    return _NONE | {"fichier": str(folder / name), "alt": alt}


def _emblem() -> str:
    """Twelve golden stars in a circle on blue, two thirds as high as wide."""
    stars = "".join(_star(2 * math.pi * number / _STARS) for number in range(_STARS))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 810 540" width="810" height="540">'
        f'<rect width="810" height="540" fill="{_BLUE}"/><g fill="{_GOLD}">{stars}</g></svg>'
    )


def _star(angle: float) -> str:
    """A star with a point upwards, on a circle of a third of the height."""
    x, y = 405 + 180 * math.sin(angle), 270 - 180 * math.cos(angle)
    points = []
    for corner, size in enumerate((30, 11.46) * 5):
        turn = math.pi * corner / 5
        points.append(f"{x + size * math.sin(turn):.1f},{y - size * math.cos(turn):.1f}")
    return f'<polygon points="{" ".join(points)}"/>'
