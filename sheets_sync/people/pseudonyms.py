"""Pseudonyms: a name that says nothing of a person, and that they keep from run to run.

An identity is known again by keyed hashes (HMAC-SHA256): without the key nobody can try names
until one gives a hash of the registry.
"""

from __future__ import annotations

import base64
import hashlib
import itertools
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence

from sheets_sync.people.keyed_digest import keyed_digest
from sheets_sync.people.person_row import PersonRow

_LOOK_ALIKE = str.maketrans("IO", "89")
"""Base 32 has I and O, which are read as 1 and 0; it has neither 8 nor 9."""
_BYTES = 5
"""Of a digest, as eight letters and figures."""
_PRINT_LENGTH = 32


def name_groups(
    groups: Sequence[Sequence[PersonRow]],
    registry: Mapping[str, str],
    key: bytes,
    is_barred: Callable[[str], bool] = lambda pseudonym: False,
) -> tuple[list[str], dict[str, str]]:
    """A pseudonym for each group, the one it had where it was met before; the registry after it.

    Args:
        is_barred: whether a pseudonym was that of somebody who is forgotten: whoever comes back is
            not to be found in what left before under it.
    """
    known = dict(registry)
    taken, given = set(known.values()), set[str]()
    times_met = Counter(registry.values())
    reached: dict[str, bytes] = {}
    names = []
    for group in groups:
        by_row = [fingerprints(row, key) for row in group]
        prints = list(dict.fromkeys(itertools.chain.from_iterable(by_row)))
        numbers = {its[0] for row, its in zip(group, by_row, strict=True) if row.pass_iae}
        # A number may be copied into the wrong row: alone it tells only of those whom a register
        # from before it went with names and birth knows by nothing else.
        met = (
            known[each]
            for each in prints
            if each in known and (each not in numbers or times_met[known[each]] == 1)
        )
        # two persons may have been met as one: only the first keeps that pseudonym
        name = next((name for name in met if name not in given), None)
        if name is None:
            name = _new_pseudonym(prints[0], taken, reached, is_barred)
        taken.add(name)
        given.add(name)
        for fingerprint in prints:
            known.setdefault(fingerprint, name)
        names.append(name)
    return names, known


def fingerprints(row: PersonRow, key: bytes) -> list[str]:
    """Keyed hashes of what an identity is met again by: names, birth date and PASS, two of them.

    The PASS alone is the first of them, where it is known: by it whoever is forgotten is found in
    what left before.
    """
    identities, names = [], row.names
    if row.pass_iae:
        identities.append(_pass_text(row))
    if row.full_birth:
        identities.append(f"born {names} {row.birth}")
    if row.pass_iae:
        identities.append(f"{_pass_text(row)} {names}")
    if row.pass_iae and row.full_birth:
        identities.append(f"{_pass_text(row)} born {row.birth}")
    if not identities:
        # Known again as long as nobody corrects the row; better than a new pseudonym each month.
        identities.append(f"row {row.siae} {names} {row.birth} {row.entry}")
    return [_keyed_hash(identity, key) for identity in identities]


def _pass_text(row: PersonRow) -> str:
    return f"pass {row.pass_iae}"


def _keyed_hash(identity: str, key: bytes) -> str:
    return keyed_digest(key, identity).hex()[:_PRINT_LENGTH]


def _new_pseudonym(
    fingerprint: str,
    taken: Collection[str],
    reached: dict[str, bytes],
    is_barred: Callable[[str], bool],
) -> str:
    """`P-` and eight letters or figures that cannot be mistaken for one another.

    Args:
        reached: fingerprint → the digest that its last pseudonym was made from: all before it are
            taken. Fifty thousand rows with one name and no birth would else try them all each time.
    """
    digest = reached.get(fingerprint, bytes.fromhex(fingerprint))
    while True:
        letters = base64.b32encode(digest[:_BYTES]).decode().translate(_LOOK_ALIKE)
        if f"P-{letters}" not in taken and not is_barred(f"P-{letters}"):
            reached[fingerprint] = digest
            return f"P-{letters}"
        digest = hashlib.sha256(digest).digest()
