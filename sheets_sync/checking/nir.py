"""Social security numbers (NIR): found wherever they stand, repeated nowhere.

Only what décret 2019-341 lists may use them: an employer's payroll may, a follow-up sheet may not.
"""

from __future__ import annotations

import re

from sheets_sync.catalogue import sentence

_SPACING = re.compile(r"(?<=[\dABab])[\s.\-](?=[\dABab])")
# The same number with the spaces, full stops or hyphens that people put between its parts.
_NIR_AS_TYPED = re.compile(r"(?<!\d)[12378](?:[\s.\-]?[\dABab]){14}(?!\d)")
_NIR = re.compile(
    r"(?<!\d)([12378]\d{2}(?:0[1-9]|1[0-2]|[2-4]\d|[5-9]\d)(?:\d{2}|2[AB])\d{6})(\d{2})(?!\d)",
    re.IGNORECASE,
)
_LENGTH = 15


def looks_like_nir(cell: str | float) -> bool:
    """Whether 15 characters in a cell have a right key, as les-emplois' `validate_nir` has it.

    The key is 97 − the first 13 characters modulo 97, with 2A (Corse-du-Sud) as 19 and 2B as 18.
    """
    if isinstance(cell, float):
        if not 1e14 <= cell < 9e14:
            return False
        cell = str(int(cell))
    return len(cell) >= _LENGTH and any(map(_key_holds, _NIR.finditer(_SPACING.sub("", cell))))


def without_nir(text: str) -> str:
    """`text`, with a remark in the place of every number that `looks_like_nir`."""
    if looks_like_nir(text):
        return _NIR_AS_TYPED.sub(_removed, text)
    return text


def _removed(match: re.Match[str]) -> str:
    # the pattern of what was typed is wider than the key allows: a phone number may match it
    if not looks_like_nir(match[0]):
        return match[0]
    return sentence("checking.nir.removed")


def _key_holds(match: re.Match[str]) -> bool:
    number = int(match[1].upper().replace("2A", "19").replace("2B", "18"))
    return 97 - number % 97 == int(match[2])
