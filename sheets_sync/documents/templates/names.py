"""Hold every name in a template against what its context gives, without filling it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from sheets_sync.documents.templates.environment import explained, template_environment
from sheets_sync.documents.templates.faults import unknown_name
from sheets_sync.errors import Refusal

if TYPE_CHECKING:
    from docxtpl import DocxTemplate

Shape: TypeAlias = "Mapping[str, Shape] | Sequence[Shape] | None"
"""Names → shapes; a list of one: what its items are; None: a value, or names of the data."""
# Filters after which a list still holds the same kind of items; and those that give one of them.
_SAME_ITEMS = frozenset({"list", "reject", "rejectattr", "reverse", "select", "selectattr", "sort"})
_ONE_ITEM = frozenset({"first", "last", "max", "min", "random"})
# Whoever asks whether a name is there, or says what to show without it, counts on its absence.
_ABSENCE_TESTS = frozenset({"defined", "undefined"})
_ABSENCE_FILTERS = frozenset({"default", "d"})
# What Jinja has by itself.
_GLOBALS = frozenset({"range", "dict", "lipsum", "cycler", "joiner", "namespace"})


@dataclass(frozen=True)
class _Unknown:
    """A name that its context does not give; `known`: what stands there; `owner`: of what."""

    word: str
    known: tuple[str, ...]
    owner: str | None = None


def mistakes_in_template(template: Path, shape: Mapping[str, Shape]) -> Iterator[Refusal]:
    """Each name in `template` that is not in `shape`; or what makes it unreadable."""
    try:
        with explained(template, shape):
            unknown: dict[_Unknown, None] = {}
            for source in _sources(template):
                unknown |= dict.fromkeys(_unknown_names(source, shape))
    except Refusal as refusal:
        yield refusal
        return
    for name in unknown:
        problem = unknown_name(template, name.word, name.known, owner=name.owner)
        yield Refusal("template.wrong", file=template.name, problem=problem)


def _sources(template: Path) -> list[str]:
    """Sources that Jinja gets to read of a template, in one or more pieces."""
    sources: Mapping[str, Callable[[Path], list[str]]] = {
        ".docx": _word_sources,
        ".xlsx": _workbook_sources,
    }
    read = sources.get(template.suffix)
    if read is None:
        return [template.read_text(encoding="utf-8")]
    return read(template)


def _word_sources(template: Path) -> list[str]:
    """The body, headers and footers, with docxtpl's own marks ({%p … %}) made Jinja's."""
    from docxtpl import DocxTemplate

    document = DocxTemplate(template)
    document.init_docx()
    edges = (document.HEADER_URI, document.FOOTER_URI)
    parts = itertools.chain.from_iterable(_edge_parts(document, uri) for uri in edges)
    return [document.patch_xml(xml) for xml in (document.get_xml(), *parts)]


def _edge_parts(document: DocxTemplate, uri: str) -> list[str]:
    parts = document.get_headers_footers(uri)
    return [document.get_part_xml(part) for _, part in parts]


def _workbook_sources(template: Path) -> list[str]:
    from sheets_sync.workbooks.xlsx.placeholders import fill_placeholders

    sources: list[str] = []

    def collect(text: str) -> str:
        sources.append(text)
        return text

    fill_placeholders(template, collect)
    return sources


def _unknown_names(source: str, shape: Mapping[str, Shape]) -> list[_Unknown]:
    from jinja2 import meta

    environment = template_environment(autoescape=False)
    # Unknown filters are found when code is made of the template, which is then not run.
    environment.compile(source, raw=True)
    tree = environment.parse(source)
    walk = _Walk()
    walk.block(tree.body, dict(shape))
    names = meta.find_undeclared_variables(tree) - set(shape) - _GLOBALS - walk.may_be_absent
    return [*(_Unknown(name, tuple(shape)) for name in sorted(names)), *walk.unknown]


class _Walk:
    """Goes through a template's tree with the shapes of the names that are in reach."""

    def __init__(self) -> None:
        self.unknown: list[_Unknown] = []
        self.may_be_absent: set[str] = set()

    def block(self, nodes: Sequence[Any], scope: dict[str, Shape]) -> None:
        for node in nodes:
            self.statement(node, scope)

    def statement(self, node: Any, scope: dict[str, Shape]) -> None:
        from jinja2 import nodes

        if isinstance(node, nodes.For):
            inner = {**scope, **_names_set(node.target, _item(self.shape(node.iter, scope)))}
            inner["loop"] = None
            self.block([*filter(None, [node.test]), *node.body], inner)
            self.block(node.else_, dict(scope))
        elif isinstance(node, nodes.Assign):
            scope.update(_names_set(node.target, self.shape(node.node, scope)))
        elif isinstance(node, nodes.Macro | nodes.CallBlock):
            arguments = {argument.name: None for argument in node.args}
            self.block(node.body, {**scope, **arguments})
        elif isinstance(node, nodes.Expr):
            self.shape(node, scope)
        else:
            self.block(list(node.iter_child_nodes()), scope)

    def shape(self, node: Any, scope: dict[str, Shape]) -> Shape:
        """The shape of an expression's value, the names inside it looked at; None: unknown."""
        from jinja2 import nodes

        if isinstance(node, nodes.Name):
            return scope.get(node.name)
        if isinstance(node, nodes.Getattr):
            return self.attribute(self.shape(node.node, scope), node.attr, _dotted(node.node))
        if isinstance(node, nodes.Getitem):
            return self.item(node, self.shape(node.node, scope), scope)
        if isinstance(node, nodes.Test) and node.name in _ABSENCE_TESTS:
            self.absent(node.node)
            return None
        if isinstance(node, nodes.Filter):
            return self.filtered(node, scope)
        for child in node.iter_child_nodes():
            self.statement(child, scope)
        return None

    def attribute(self, shape: Shape, name: str, owner: str) -> Shape:
        if not isinstance(shape, Mapping):
            return None
        # Jinja takes a method of the mapping before a key: `groupe.items()`.
        if name not in shape and not hasattr(shape, name):
            self.unknown.append(_Unknown(name, tuple(shape), owner))
        return shape.get(name)

    def item(self, node: Any, shape: Shape, scope: dict[str, Shape]) -> Shape:
        from jinja2 import nodes

        key = node.arg
        if isinstance(key, nodes.Const) and isinstance(key.value, str):
            return self.attribute(shape, key.value, _dotted(node.node))
        self.statement(key, scope)
        if isinstance(key, nodes.Slice):
            return shape
        return _item(shape)

    def filtered(self, node: Any, scope: dict[str, Shape]) -> Shape:
        for argument in node.args:
            self.shape(argument, scope)
        if node.name in _ABSENCE_FILTERS:
            self.absent(node.node)
            return None
        inner = None
        if node.node is not None:
            inner = self.shape(node.node, scope)
        if node.name in _SAME_ITEMS:
            return inner
        if node.name in _ONE_ITEM:
            return _item(inner)
        return None

    def absent(self, node: Any) -> None:
        from jinja2 import nodes

        if isinstance(node, nodes.Name):
            self.may_be_absent.add(node.name)


def _dotted(node: Any) -> str:
    """What an expression is called, where it is names with points only: `effectifs.sexe`."""
    from jinja2 import nodes

    if isinstance(node, nodes.Name):
        return str(node.name)
    if isinstance(node, nodes.Getattr) and (owner := _dotted(node.node)):
        return f"{owner}.{node.attr}"
    return ""


def _names_set(target: Any, shape: Shape) -> dict[str, Shape]:
    """The names that a loop or an assignment sets; the parts of a pair are of unknown shape."""
    from jinja2 import nodes

    if isinstance(target, nodes.Name):
        return {target.name: shape}
    return {name.name: None for name in target.find_all(nodes.Name)}


def _item(shape: Shape) -> Shape:
    if isinstance(shape, Mapping) or not shape:
        return None
    return shape[0]
