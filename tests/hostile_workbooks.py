"""Workbooks that nobody meant well, or that a program damaged, made from a small one."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

SHEET, STRINGS, STYLES = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"
BOOK, TYPES = "xl/workbook.xml", "[Content_Types].xml"
RELATIONS, BOOK_RELATIONS = "_rels/.rels", "xl/_rels/workbook.xml.rels"
Parts = dict[str, bytes]
Damage = Callable[[Parts], None]
_SECRET = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
_LAUGHS = (
    b'<!DOCTYPE x [<!ENTITY a0 "ha">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    + b"]>"
)


def parts_of(file: Path) -> Parts:
    """The parts of a workbook, in order."""
    with zipfile.ZipFile(file) as package:
        return {name: package.read(name) for name in package.namelist()}


def write_parts(file: Path, parts: Mapping[str, bytes]) -> None:
    """A package of these parts."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        for name, data in parts.items():
            package.writestr(name, data)


def in_row(cells: bytes, number: int = 900) -> Damage:
    """A row more at the end of the tab, with these cells."""
    row = b'<row r="%d">%s</row></sheetData>' % (number, cells)
    return lambda parts: replace(parts, SHEET, b"</sheetData>", row)


def replace(parts: Parts, name: str, old: bytes, new: bytes) -> None:
    assert old in parts[name], (name, old)
    parts[name] = parts[name].replace(old, new, 1)


def after_declaration(name: str, added: bytes) -> Damage:
    """Something before the root of a part."""

    def damage(parts: Parts) -> None:
        parts[name] = re.sub(
            rb"^(<\?xml[^>]*\?>\s*)?",
            rb"\g<0>" + added.replace(b"\\", b"\\\\"),
            parts[name],
            count=1,
        )

    return damage


def text(content: bytes, cell: bytes = b"A900") -> bytes:
    return b'<c r="%s" t="inlineStr"><is><t>%s</t></is></c>' % (cell, content)


def shared(content: bytes, count: int) -> Damage:
    """So many shared strings more."""
    strings = content * count + b"</sst>"
    return lambda parts: replace(parts, STRINGS, b"</sst>", strings)


def renamed(old: str, new: str) -> Damage:
    def damage(parts: Parts) -> None:
        parts[new] = parts.pop(old)

    return damage


def put(name: str, data: bytes) -> Damage:
    return lambda parts: parts.update({name: data})


def dropped(name: str) -> Damage:
    def damage(parts: Parts) -> None:
        del parts[name]

    return damage


def change(name: str, old: bytes, new: bytes) -> Damage:
    return lambda parts: replace(parts, name, old, new)


def merged(count: int) -> Damage:
    ranges = b"".join(b'<mergeCell ref="A%d:XFD%d"/>' % (n, n) for n in range(1, count + 1))
    merges = b"</sheetData><mergeCells>%s</mergeCells>" % ranges
    return lambda parts: replace(parts, SHEET, b"</sheetData>", merges)


def with_validations(count: int) -> Damage:
    each = b'<dataValidation sqref="A1:XFD1048576"><formula1>"a"</formula1></dataValidation>'
    whole = b"</sheetData><dataValidations>%s</dataValidations>" % (each * count)
    return lambda parts: replace(parts, SHEET, b"</sheetData>", whole)


def notes(data: bytes) -> Damage:
    def damage(parts: Parts) -> None:
        parts["xl/comments1.xml"] = data
        parts["xl/worksheets/_rels/sheet1.xml.rels"] = (
            b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            b'<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
            b'relationships/comments" Target="../comments1.xml"/></Relationships>'
        )

    return damage


_MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"

FEW: Mapping[str, Damage] = {
    "a space in the last cell there is": in_row(text(b" ", b"XFD1048576"), 1_048_576),
    "an error in the last cell there is": in_row(
        b'<c r="XFD1048576" t="e"><v>#REF!</v></c>', 1_048_576
    ),
    "a number of 30,000 digits": in_row(text(b"1" * 30_000)),
    "a number of 30,000 digits that is a number": in_row(
        b'<c r="A900"><v>%s</v></c>' % (b"9" * 30_000)
    ),
    "an entity that names a file": lambda parts: (
        after_declaration(SHEET, _SECRET)(parts),
        in_row(text(b"&e;"))(parts),
    )[0],
    "entities of entities": lambda parts: (
        after_declaration(STRINGS, _LAUGHS)(parts),
        shared(b"<si><t>&a9;</t></si>", 1)(parts),
    )[0],
    "a reference to no shared string": in_row(b'<c r="A900" t="s"><v>99999999999</v></c>'),
    "a sheet that is another part": change(BOOK_RELATIONS, b"worksheets/sheet1.xml", b"styles.xml"),
    "no content types": dropped(TYPES),
}
"""Name → damage, of those that the usual tests try."""

MANY: Mapping[str, Damage] = {
    **FEW,
    "cells at the corners of the sheet": in_row(
        b"".join(text(b"x", b"%s1048576" % column) for column in (b"A", b"ZZ", b"XFD")), 1_048_576
    ),
    "a cell in every hundredth row": lambda parts: replace(
        parts,
        SHEET,
        b"</sheetData>",
        b"".join(
            b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (n, n)
            for n in range(1_000, 1_048_577, 100)
        )
        + b"</sheetData>",
    ),
    "errors in a million rows": lambda parts: replace(
        parts,
        SHEET,
        b"</sheetData>",
        b"".join(
            b'<row r="%d"><c r="XFD%d" t="e"><v>#N/A</v></c></row>' % (n, n)
            for n in range(1_000, 200_000)
        )
        + b"</sheetData>",
    ),
    "a cell beyond the last column": in_row(text(b"x", b"ZZZZZZ900")),
    "a column of a million letters": in_row(text(b"x", b"A" * 1_000_000 + b"900")),
    "a cell beyond the last row": in_row(text(b"x", b"A99999999999"), 99_999_999_999),
    "a row numbered below nothing": change(SHEET, b'<row r="2"', b'<row r="-5"'),
    "a row that is no number": change(SHEET, b'<row r="2"', b'<row r="two"'),
    "a cell that is no address": change(SHEET, b'r="A2"', b'r="2A"'),
    "two rows of one number": change(SHEET, b'<row r="2"', b'<row r="1"'),
    "merged cells over everything": change(
        SHEET,
        b"</sheetData>",
        b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
    ),
    "20,000 merged rows": merged(20_000),
    "a merged range that is none": change(
        SHEET, b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A1:ZZZZ9"/></mergeCells>'
    ),
    "validations of every cell": with_validations(20_000),
    "hidden columns without end": change(
        SHEET, b"<sheetData>", b'<cols><col min="1" max="4294967295" hidden="1"/></cols><sheetData>'
    ),
    "a text of a million letters": in_row(text(b"a" * 1_000_000)),
    "a text of 40,000 brackets": in_row(text(b"(" * 40_000)),
    "100,000 dates in a text": in_row(text(b"12/03/2024 " * 100_000)),
    "2,000 rows of 3,000 digits": lambda parts: replace(
        parts,
        SHEET,
        b"</sheetData>",
        b"".join(
            b'<row r="%d">%s</row>' % (n, text(b"1" * 3_000, b"A%d" % n)) for n in range(900, 2_900)
        )
        + b"</sheetData>",
    ),
    "two million shared strings": shared(b"<si><t>a</t></si>", 2_000_000),
    "a shared string of 60 MB": lambda parts: shared(
        b"<si><t>%s</t></si>" % (b"ab " * 20_000_000), 1
    )(parts),
    "a shared string of 100,000 runs": shared(b"<si>" + b"<r><t>a</t></r>" * 100_000 + b"</si>", 1),
    "50,000 cells of one string": lambda parts: replace(
        parts,
        SHEET,
        b"</sheetData>",
        b"".join(
            b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(900, 50_900)
        )
        + b"</sheetData>",
    ),
    "elements nested 100,000 deep": in_row(
        b'<c r="A900" t="inlineStr"><is>' + b"<r>" * 100_000 + b"</r>" * 100_000 + b"</is></c>"
    ),
    "styles nested 100,000 deep": change(
        STYLES, b"</styleSheet>", b"<x>" * 100_000 + b"</x>" * 100_000 + b"</styleSheet>"
    ),
    "a workbook part nested 100,000 deep": change(
        BOOK, b"</workbook>", b"<x>" * 100_000 + b"</x>" * 100_000 + b"</workbook>"
    ),
    "an attribute of 20 MB": change(
        SHEET, b'<row r="2"', b'<row x="%s" r="2"' % (b"a" * 20_000_000)
    ),
    "50,000 attributes": change(
        SHEET, b'<row r="2"', b'<row r="2" ' + b" ".join(b'a%d=""' % n for n in range(50_000))
    ),
    "a comment of 20 MB": change(
        SHEET, b"<sheetData>", b"<!--%s--><sheetData>" % (b"a" * 20_000_000)
    ),
    "an entity in the workbook part": after_declaration(BOOK, _SECRET),
    "an entity in the notes": notes(
        _SECRET + b'<comments xmlns="%s"><authors><author>a</author></authors><commentList>'
        b'<comment ref="A2" authorId="0"><text><t>&e;</t></text></comment>'
        b"</commentList></comments>" % _MAIN
    ),
    "notes that are no XML": notes(b"\x00\x01 no XML"),
    "200,000 notes": notes(
        b'<comments xmlns="%s"><authors><author>a</author></authors><commentList>' % _MAIN
        + b"".join(
            b'<comment ref="A%d" authorId="0"><text><t>x</t></text></comment>' % n
            for n in range(1, 200_001)
        )
        + b"</commentList></comments>"
    ),
    "a note nowhere": notes(
        b'<comments xmlns="%s"><authors/><commentList><comment ref="?" authorId="9"><text/>'
        b"</comment></commentList></comments>" % _MAIN
    ),
    "a document type that is fetched": after_declaration(
        SHEET, b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'
    ),
    "no relationships": dropped(BOOK_RELATIONS),
    "no workbook part": dropped(BOOK),
    "no styles": dropped(STYLES),
    "no shared strings": dropped(STRINGS),
    "no sheet": dropped(SHEET),
    "an empty sheet part": put(SHEET, b""),
    "a sheet part of zeros": put(SHEET, bytes(1_000)),
    "a sheet in UTF-16": lambda parts: parts.update(
        {SHEET: parts[SHEET].decode().replace("UTF-8", "UTF-16").encode("utf-16")}
    ),
    "a sheet that announces another encoding": change(SHEET, b"UTF-8", b"EBCDIC-INT"),
    "a sheet that does not end": lambda parts: parts.update({SHEET: parts[SHEET][:-60]}),
    "relationships in a circle": change(BOOK_RELATIONS, b"worksheets/sheet1.xml", b"workbook.xml"),
    "a sheet outside the package": change(
        BOOK_RELATIONS, b"worksheets/sheet1.xml", b"../../../etc/passwd"
    ),
    "a part that leads out of the package": put("../../escaped.xml", b"<x/>"),
    "parts whose names differ in case": put("xl/worksheets/SHEET1.xml", b"<x/>"),
    "a name of 60,000 letters": put("xl/" + "a" * 60_000, b"x"),
    "15,000 parts": lambda parts: parts.update({f"xl/x{n}.bin": b"x" for n in range(15_000)}),
    "a part of 600 MB of zeros": put("xl/media/image1.png", bytes(600 << 20)),
    "a sheet of 100 MB of spaces": change(
        SHEET, b"<sheetData>", b" " * (100 << 20) + b"<sheetData>"
    ),
    "a date in the year 300,000": in_row(b'<c r="D900"><v>109000000</v></c>'),
    "a number that is infinite": in_row(b'<c r="D900"><v>1E999</v></c>'),
    "a number that is none": in_row(b'<c r="D900"><v>NaN</v></c>'),
    "a date below nothing": in_row(b'<c r="D900"><v>-1E15</v></c>'),
    "a style that is none": change(SHEET, b'<c r="A2"', b'<c s="4294967295" r="A2"'),
    "a kind of cell that is none": change(SHEET, b'<c r="A2"', b'<c t="zz" r="A2"'),
    "a tab without a name": change(BOOK, b'name="Un"', b'name=""'),
    "two tabs of one name": change(BOOK, b'name="Deux"', b'name="Un"'),
    "a tab of 10,000 letters": change(BOOK, b'name="Deux"', b'name="%s"' % (b"D" * 10_000)),
    "5,000 tabs": lambda parts: replace(
        parts,
        BOOK,
        b"</sheets>",
        b"".join(b'<sheet name="T%d" sheetId="%d" r:id="rId1"/>' % (n, n + 9) for n in range(5_000))
        + b"</sheets>",
    ),
    "100,000 defined names": change(
        BOOK,
        b"</sheets>",
        b"</sheets><definedNames>"
        + b"".join(b'<definedName name="n%d">A1</definedName>' % n for n in range(100_000))
        + b"</definedNames>",
    ),
    "200,000 cell formats": lambda parts: parts.update(
        {STYLES: re.sub(rb"</cellXfs>", b"<xf/>" * 200_000 + b"</cellXfs>", parts[STYLES])}
    ),
}
"""Name → damage, of all."""

PACKAGES: Mapping[str, Callable[[bytes], bytes]] = {
    "cut in half": lambda data: data[: len(data) // 2],
    "without its directory": lambda data: data[: data.rfind(b"PK\x01\x02")],
    "with something before it": lambda data: b"MZ" + bytes(5_000) + data,
    "with something after it": lambda data: data + bytes(5_000),
    "of zeros": lambda data: bytes(len(data)),
    "of nothing": lambda data: b"",
    "with sizes that lie": lambda data: in_directory(data, 24, b"\xff\xff\xff\x7f"),
    "with offsets that lie": lambda data: in_directory(data, 42, b"\xff\xff\xff\x7f"),
    "with sums that lie": lambda data: in_directory(data, 16, bytes(4)),
    "packed in an unknown way": lambda data: in_directory(data, 10, b"\x63\x00"),
    "that says it is encrypted": lambda data: in_directory(data, 8, b"\x01\x00"),
    "with every part twice": lambda data: _twice(data),
}
"""Name → what becomes of the bytes of a package."""


def in_directory(data: bytes, offset: int, lie: bytes) -> bytes:
    """A package whose entries in its directory say something else (APPNOTE 4.3.12)."""
    entry = re.compile(rb"(PK\x01\x02.{%d}).{%d}" % (offset - 4, len(lie)), re.DOTALL)
    return entry.sub(lambda match: match[1] + lie, data)


def _twice(data: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w") as new:
        for info in [*old.infolist(), *old.infolist()]:
            new.writestr(zipfile.ZipInfo(info.filename), old.read(info.filename))
    return packed.getvalue()
