"""Hold every name and every literal of a condition against the columns it is about.

`sexe == "Féminin"` is well formed, and counts nobody where the list says « Femme »: a figure of 0
that nobody notices. So a text must be a value of the list it is compared with, a number stands
beside a number and a date beside a date, and what `and`, `or` and `implies` join is true or false.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from forms.definition_file import closest, did_you_mean
from forms.expressions.grammar import (
    ExpressionError,
    arguments,
    is_role,
    literal_text,
    parse_expression,
    replace_roles,
)
from forms.words import NO, YES, squeeze

Kind: TypeAlias = Literal["text", "number", "date", "condition"]
KIND_NAMES: Mapping[Kind, str] = {
    "text": "un texte",
    "number": "un nombre",
    "date": "une date",
    "condition": "une condition (vrai ou faux)",
}
LONGEST_LIST = 30
"""No message lists more values than this (the countries)."""
_ORDER_SIGNS = frozenset({"<", "<=", ">", ">="})


@dataclass(frozen=True)
class ColumnType:
    """The kind of a column, and the values it may be compared with.

    Attributes:
        values: all that a text of it can be, in order; None: any text.
        ordered: whether `<` compares positions in `values`; else texts are only equal or not.
        spellings: other words for the values, as `squeeze` folds them → the value.
        roles: what values mean, by the name of the role: `solved` → Levé.
    """

    kind: Kind
    values: tuple[str, ...] | None = None
    ordered: bool = False
    spellings: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def is_condition(self) -> bool:
        """True if it can stand alone: `qpv`, for `qpv == "oui"`."""
        return self.kind == "condition" or self.values == (YES, NO)

    def hint(self, word: str) -> str:
        """« Vouliez-vous … ? » with the value that `word` stands for, or is nearest to."""
        return suggest_value(word, self.values or (), self.spellings)


def suggest_value(
    word: str, values: tuple[str, ...], spellings: Mapping[str, str] | None = None
) -> str:
    """« Vouliez-vous … ? »: the value of which `word` is a known spelling, else the nearest one."""
    meant = (spellings or {}).get(squeeze(word))
    if meant is not None:
        return f"Vouliez-vous « {meant} » ?"
    if closest(word, values) is None and len(values) > LONGEST_LIST:
        return ""
    return did_you_mean(word, values)


def check_expression(text: str, columns: Mapping[str, ColumnType]) -> Any:
    """The syntax tree of `text`, a condition over `columns` in which every literal is possible.

    `as_of` is a date that is always known. Roles stand in the tree as the values that have them.

    Raises:
        ExpressionError: it is not in the language, names something unknown, or compares a column
            with what it can never hold.
    """
    tree = parse_expression(text, set(columns))
    _Check({"as_of": ColumnType("date"), **columns}).condition(tree)
    return replace_roles(tree, {name: column.roles for name, column in columns.items()})


@dataclass(frozen=True)
class _Check:
    columns: Mapping[str, ColumnType]

    def condition(self, tree: Any) -> None:
        """Refuse `tree` where it is not true or false of each row."""
        if not self.type_of(tree).is_condition:
            kind = KIND_NAMES[self.type_of(tree).kind]
            raise _error(
                tree,
                f"{_quoted_part(tree)} est {kind}, pas une condition : la comparer à une valeur.",
            )

    def type_of(self, tree: Any) -> ColumnType:
        """The type of what `tree` stands for, all that is inside it checked."""
        match tree.data:
            case "name":
                return self.columns[str(tree.children[0])]
            case "number" | "text" | "date":
                return ColumnType(tree.data)
            case "sum":
                return self.total(tree.children[::2])
            case "call":
                return self.call(str(tree.children[0]), arguments(tree))
            case "comparison" if is_role(tree.children[1]):
                self.roles(tree.children[0], tree.children[1].children)
            case "comparison" if len(tree.children) == 2:
                self.membership(tree.children[0], tree.children[1].children[0].children)
            case "comparison":
                self.comparison(*tree.children)
            case "implication" | "disjunction" | "conjunction" | "negation":
                for child in tree.children:
                    self.condition(child)
        return ColumnType("condition")

    def total(self, terms: list[Any]) -> ColumnType:
        for term in terms:
            if self.type_of(term).kind != "number":
                raise _error(
                    term,
                    f"{_quoted_part(term)} n’est pas un nombre : seuls des nombres s’ajoutent. "
                    "Pour des dates : days(…), months(…), years(…).",
                )
        return ColumnType("number")

    def call(self, function: str, given: list[Any]) -> ColumnType:
        types = [self.type_of(argument) for argument in given]
        if function in ("filled", "empty"):
            return ColumnType("condition")
        for argument, column_type in zip(given, types, strict=True):
            if column_type.kind != "date":
                kind = KIND_NAMES[column_type.kind]
                wrong = f"{_quoted_part(argument)} est {kind}."
                raise _error(argument, f"{function}(…) va d’une date à une autre ; {wrong}")
        return ColumnType("number")

    def roles(self, left: Any, named: Sequence[Any]) -> None:
        """Refuse a role that the column gives to none of its values."""
        known = self.type_of(left).roles if left.data == "name" else {}
        for role in named:
            if not known:
                message = f"{_quoted_part(left)} n’a pas de rôles : le comparer à une valeur."
                raise ExpressionError(message, role.column)
            if str(role) not in known:
                message = f"« {role} » n’est pas un rôle de {_quoted_part(left)}."
                hint = did_you_mean(str(role), list(known))
                raise ExpressionError(f"{message} {hint}", role.column)

    def membership(self, left: Any, options: list[Any]) -> None:
        for option in options:
            self.comparison(left, "==", option)

    def comparison(self, left: Any, sign: Any, right: Any) -> None:
        left_type, right_type = self.type_of(left), self.type_of(right)
        if left_type.kind != right_type.kind:
            sides = f"{_quoted_part(left)} est {KIND_NAMES[left_type.kind]}"
            message = f"{sides}, {_quoted_part(right)} est {KIND_NAMES[right_type.kind]}"
            raise _error(right, f"{message} : ils ne se comparent pas.")
        self.literal(left, left_type, right)
        self.literal(right, right_type, left)
        self.lists(left_type, right_type, right)
        if str(sign) in _ORDER_SIGNS:
            self.order(left, left_type)
            self.order(right, right_type)

    def literal(self, column: Any, column_type: ColumnType, literal: Any) -> None:
        """Refuse a text that the column beside it can never hold."""
        if literal.data != "text" or column_type.values is None:
            return
        word = literal_text(literal.children[0])
        if word not in column_type.values:
            message = f"« {word} » n’est pas une valeur de {_quoted_part(column)}."
            raise _error(literal, f"{message} {column_type.hint(word)}")

    def lists(self, left: ColumnType, right: ColumnType, tree: Any) -> None:
        """Refuse two columns whose lists have no value in common."""
        if left.values is None or right.values is None:
            return
        if not set(left.values) & set(right.values):
            raise _error(tree, "les deux listes n’ont aucune valeur en commun.")

    def order(self, tree: Any, column_type: ColumnType) -> None:
        """Refuse « less than » where it would compare letters (« Aucun » before « Levé »)."""
        if column_type.kind == "condition" or (column_type.values and not column_type.ordered):
            message = f"{_quoted_part(tree)} n’a pas d’ordre : seuls == et != le comparent."
            raise _error(tree, message)


def _quoted_part(tree: Any) -> str:
    """`tree` as a message names it."""
    if tree.data == "text":
        return f"« {literal_text(tree.children[0])} »"
    if tree.data in ("name", "number", "date"):
        return f"« {tree.children[0]} »"
    if tree.data == "call":
        return f"« {tree.children[0]}(…) »"
    return "cette partie"


def _error(tree: Any, message: str) -> ExpressionError:
    tokens = tree.scan_values(lambda token: hasattr(token, "column"))
    first = next(iter(tokens), None)
    return ExpressionError(message, first.column if first is not None else 1)
