"""Names made from any text: of files, of sheets, in the headers of mails."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Collection, Sequence

from forms.words import fold

_MOST_FILE_BYTES = 100
"""Of a part of a file's name: a folder that is encrypted takes 143 for the whole of it."""
_MOST_SHEET_UNITS = 31
"""Excel counts the units of UTF-16; an emoji has two."""
_NO_NAME = "sans-nom"
# Names of devices, with whatever ending (Microsoft, « Naming Files, Paths, and Namespaces »).
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])\s*(\..*)?", re.IGNORECASE)
# Excel keeps these for the sheet of changes of a shared workbook, in English and in French.
_KEPT_BY_EXCEL = ("history", "historique")
_INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Cn")
"""Control characters, marks of direction, halves of pairs, and what is no character."""
_SPACES = ("Zs", "Zl", "Zp")


def file_name(text: str) -> str:
    """`text` as part of a file's name, on any system: in its folder, and never empty."""
    name = re.sub(r'[<>:"/\\|?*]+', "-", _without_line_breaks(text))
    # Windows drops dots and spaces at the end; at the beginning a dot hides a file, or leads out.
    name = _cut_to_bytes(name.strip(" ."), _MOST_FILE_BYTES).strip(" .")
    if _DEVICE.fullmatch(name):
        name = f"_{name}"
    return name or _NO_NAME


def sheet_name(text: str) -> str:
    """`text` as the name of a sheet in Excel, which refuses a workbook with another."""
    name = re.sub(r"[\[\]:*?/\\]+", " ", _without_line_breaks(text))
    name = " ".join(name.split()).strip("' ")
    while len(name.encode("utf-16-le")) > 2 * _MOST_SHEET_UNITS:
        name = name[:-1].strip("' ")
    if name.casefold() in _KEPT_BY_EXCEL:
        name = f"{name}_"
    return name or _NO_NAME


def sheet_names_apart(texts: Sequence[str], taken: Collection[str]) -> list[str]:
    """Names of sheets for these, none like another or like one that is taken: « … (2) »."""
    folded, names = {fold(name) for name in taken}, []
    for text in texts:
        name = sheet_name(text)
        numbers = itertools.count(2)
        while fold(name) in folded:
            end = f" ({next(numbers)})"
            name = f"{sheet_name(text)[: _MOST_SHEET_UNITS - len(end)].rstrip()}{end}"
        folded.add(fold(name))
        names.append(name)
    return names


def header_text(text: str) -> str:
    """`text` as a header of a mail: on one line, so that it ends no header and begins none."""
    return _without_line_breaks(text)


def _without_line_breaks(text: str) -> str:
    """`text` without what cannot be seen, each stretch of white space being a space."""
    text = unicodedata.normalize("NFC", text)
    # Line breaks are control characters, and white space besides.
    spaced = re.sub(r"[\s\x1c-\x1f\x85]+", " ", text)
    seen = "".join(map(_as_visible, spaced))
    return " ".join(seen.split())


def _as_visible(character: str) -> str:
    category = unicodedata.category(character)
    if category in _SPACES:
        return " "
    if category in _INVISIBLE:
        return ""
    return character


def _cut_to_bytes(text: str, maximum: int) -> str:
    return text.encode()[:maximum].decode("utf-8", "ignore")


def names_apart(members: Sequence[str]) -> dict[str, str]:
    """SIAE → its name in those of files; « L'Étape » and « L Etape » are told apart."""
    names: dict[str, str] = {}
    for siae in members:
        name = file_name(fold(siae).replace(" ", "-"))
        counted = (f"{name}-{number}" for number in itertools.count(2))
        free = (one for one in itertools.chain([name], counted) if one not in names.values())
        names[siae] = next(free)
    return names
