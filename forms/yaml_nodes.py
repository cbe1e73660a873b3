"""The nodes of a YAML document, before they are data: which value cannot be made, and where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

import yaml

# « \a » between double quotes is one of these: no text, name or path has any but a line break.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# What PyYAML raises for a value that is not of its type: a date that no calendar has (2024-13-45),
# « !!bool foo », « !!float "" », « !!timestamp foo », « 1_ ».
NOT_MADE = (ValueError, LookupError, AttributeError, TypeError, OverflowError)


def has_control_character(node: yaml.ScalarNode) -> bool:
    """Whether there is a character in a value that no text, name or path has."""
    return _CONTROL.search(node.value) is not None


def scalars(root: yaml.Node) -> Iterator[yaml.ScalarNode]:
    """The values and keys below `root`, each once however many aliases lead there, in order."""
    pending, known = [root], set()
    while pending:
        node = pending.pop()
        if id(node) in known:
            continue
        known.add(id(node))
        if isinstance(node, yaml.CollectionNode):
            pending += reversed(_children(node))
        elif isinstance(node, yaml.ScalarNode):
            yield node


def unreadable_scalar(root: yaml.Node) -> yaml.Node:
    """The first value below `root` that cannot be made; `root` itself if every one can."""
    constructor = yaml.constructor.SafeConstructor()
    unreadable = (node for node in scalars(root) if not _can_be_made(constructor, node))
    return next(unreadable, root)


def _children(node: yaml.CollectionNode) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return list(chain.from_iterable(node.value))
    return list(node.value)


def _can_be_made(constructor: yaml.constructor.SafeConstructor, node: yaml.Node) -> bool:
    try:
        repr(constructor.construct_object(node))
    except NOT_MADE:
        return False
    return True
