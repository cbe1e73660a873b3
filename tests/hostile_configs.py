"""What a `config.yaml` may hold by mistake or by malice, and the line on which that is told."""

from __future__ import annotations

from collections.abc import Mapping

CONFIG = """programme: Essai
workbook: essai.xlsx
siae:
  - {tab: Un, name: Un, kind: ACI}
"""


def _tenfold(first: str, item: str) -> str:
    """Nine aliases, each ten times the one before it: « billion laughs »."""
    lines = [f"a0: &a0 {first}"]
    lines += [f"a{n}: &a{n} {item % ', '.join([f'*a{n - 1}'] * 10)}" for n in range(1, 10)]
    return "\n".join(lines)


def _where(condition: str) -> str:
    return f'funders: {{F: {{name: F, where: "{condition}"}}}}'


ADDED: Mapping[str, str] = {
    "lists of lists of lists by aliases": _tenfold("[x]", "[%s]"),
    "mappings merged by aliases": _tenfold("{x: 1}", "{<<: [%s]}"),
    "a list in itself": "x: &x [*x]",
    "50,000 brackets that open": "x: " + "[" * 50_000,
    "5,000 brackets that open and close": "x: " + "[" * 5_000 + "]" * 5_000,
    "50,000 keys": "\n".join(f"k{n}: 1" for n in range(50_000)),
    "a text of five million letters": f"documents: {'a' * 5_000_000}",
    "5,000 nested « not »": _where("not " * 5_000 + "filled(sexe)"),
    "500 nested « implies »": _where("filled(sexe) implies " * 500 + "filled(sexe)"),
    "5,000 nested brackets": _where("(" * 5_000 + "filled(sexes)" + ")" * 5_000),
    "a control character": 'documents: "a\x07b"',
    "a control character by its number": r'documents: "a\u0007b"',
    "a null character by its number": r'documents: "a\0b"',
    "half a surrogate pair": r'documents: "\ud800"',
    "a key twice": "documents: a\ndocuments: b",
    "a tab that indents": "meetings:\n\tdirections: {title: T}",
    "a number of 6,000 digits": f"web: {{port: {'9' * 6_000}}}",
    "a hexadecimal number of 20,000 digits": f"web: {{port: 0x{'f' * 20_000}}}",
    "a number to the base of sixty": f"web: {{port: {':'.join(['59'] * 3_000)}}}",
    "no number": "targets: {taux_sorties_positives: .nan}",
    "an infinite number": "exits: {minimum_months: .inf}",
    "a date that is none": "documents: 2026-99-99",
    "a Python object": "documents: !!python/object/apply:os.system ['id']",
    "a time that is none": "documents: !!timestamp foo",
    "a yes-or-no that is none": "documents: !!bool foo",
    "a number that is none": "documents: !!float ''",
    "bytes that are none": "documents: !!binary 'zzz'",
    "a second document": f"---\n{CONFIG}",
    "a key that is a list": "? [a, b]\n: 2",
    "a key that is a number": "1: 2",
    "an hour that is none": "meetings: {x: {title: T, time: '99:99'}}",
    "a meeting whose documents lie elsewhere": "meetings: {../x: {title: T}}",
    "a funder with a line break": r'funders: {"a\nb": {name: F}}',
    "a folder longer than any": f"history: {{folder: {'a' * 301}}}",
    "a sheet that Excel does not take": "tabs: {pilotage: 'A/B'}",
    "a sheet of 32 letters": f"tabs: {{pilotage: {'a' * 32}}}",
}
"""Name → what stands below a config that is right."""

CHANGED: Mapping[str, bytes] = {
    "a title on two lines": CONFIG.replace("Essai", r'"Es\nsai"').encode(),
    "a programme of 100,000 letters": CONFIG.replace("Essai", "é" * 100_000).encode(),
    "a workbook that is a folder": CONFIG.replace("essai.xlsx", ".").encode(),
    "a workbook with a name of 400 letters": CONFIG.replace("essai", "a" * 400).encode(),
    "Windows-1252": CONFIG.replace("Essai", "Éssai").encode("cp1252"),
    "UTF-16": CONFIG.encode("utf-16"),
    "null bytes": CONFIG.encode() + bytes(100),
    "every byte": bytes(range(256)) * 50,
    "nothing": b"",
    "a list": b"- a\n",
    "20,000 SIAE": CONFIG.encode()
    + b"".join(b"  - {tab: T%d, name: T%d, kind: ACI}\n" % (n, n) for n in range(20_000)),
}
"""Name → the whole of a config."""

READ: Mapping[str, bytes] = {
    "a byte order mark": b"\xef\xbb\xbf" + CONFIG.encode(),
    "the line breaks of Windows": CONFIG.replace("\n", "\r\n").encode(),
    "the line breaks of old Macs": CONFIG.replace("\n", "\r").encode(),
    "marks of direction": CONFIG.replace("Essai", "\u202eEssai\u2066").encode(),
    "a programme named like a path": CONFIG.replace("Essai", "../../CON:?*<>|").encode(),
    "emoji": CONFIG.replace("Essai", "Essai 👩‍👩‍👧").encode(),
}
"""The same, of those that are read as they are meant."""

REFUSED: Mapping[str, bytes] = {
    **{name: f"{CONFIG}{text}\n".encode() for name, text in ADDED.items()},
    **CHANGED,
}
