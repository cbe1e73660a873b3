"""The models of a form: fields, choices and what these mean, combined columns, rules."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar, Literal

import pydantic

from forms.choice import Choice, Word, ambiguity, values_by_spelling
from forms.definition_file import (
    Definition,
    DefinitionError,
    Printed,
    Source,
    did_you_mean,
)
from forms.expressions import ColumnType, Kind, parse_expression, replace_roles
from forms.field_types import FieldType
from forms.headers.shared.definitions import Combined, Several
from forms.headers.title_words import TitleWords, our_title_words
from forms.nested_models import YamlPath
from forms.rule import Rule
from forms.words import NO, YES, fold_header, squeeze

Unit = Literal["mois", "h"]
"""A unit of which numbers are found beside a choice, see `forms.values.quantities`."""
Privacy = Literal["shared", "personal", "tab"]
_KINDS: Mapping[str, Kind] = {"date": "date", "number": "number", "integer": "number"}


Roles = dict[str, tuple[Word, ...]]
"""Role → the values that have it: `open: [Identifié, En cours]`."""


class Field(Definition):
    """One thing that is entered. `choices` is a list, or the name of a list of the form.

    Attributes:
        topic: what it is one of several about, `frein`. by_content: whether cells alone tell it.
        short_label: its name among those, « langue » for « Frein langue »; else the label.
        roles: what values mean to figures and documents, so that no program compares French words.
        countries: of a country field, the list; `load_form` puts it here.
        side_words: what may stand beside a choice and changes nothing, « B1 acquis ».
        means_no: of a yes or no; of any other field, that there is none yet: « en poste ».
        details_after: words after which free detail follows, « CDI chez … ».
        numbers: a unit → the field that a number with it belongs to; null: none, it is told.
        example: of a date, a right day, for messages. last_day: whether it is an end.
        weekly: of hours, whether they are by the week.
        ambiguous_headers: « Durée du contrat »: another's, unless right of a field of its group.
        initials_headers: titles that are its only over initials that come again: « Réf. ».
        not_beside: nothing reads it any more; a consortium's own form may still have it.
        added: values that the coordinator added to its list. undecided: those of which nobody
            said yet what they mean; uncounted: those said to count nowhere.
        relevant, asked_if: when it is asked for at all (`forms.relevance`), and the same in words.
        help_on_phone: where there is no cell. today: whether a phone offers « aujourd'hui ».
        holds_addresses: addresses are what it is for: no text check finds fault with them.
        unknown_if_all_empty: a column of it with no filled cell tells nothing, rather than 0.
        repeated: `sum` of months, `last` of contracts, `latest` of what is prolonged beside them.
    """

    renamed_keys: ClassVar[Mapping[str, str]] = {
        "least": "minimum",
        "more_than": "exclusive_minimum",
        "most": "maximum",
    }

    id: str
    label: Printed
    type: FieldType
    group: Printed = ""
    topic: str = ""
    short_label: Printed = ""
    help: Printed = ""
    required: bool = False
    privacy: Privacy
    headers: tuple[str, ...] = ()
    by_content: bool | Literal["asked"] = False
    choices: tuple[Choice, ...] | str = ()
    roles: Roles = pydantic.Field(default_factory=dict)
    ordered: bool = False
    means_yes: tuple[str, ...] = ()
    means_no: tuple[str, ...] = ()
    unit: str = ""
    minimum: float | None = None
    exclusive_minimum: float | None = None
    maximum: float | None = None
    partial: bool = False
    past: bool = False
    not_before: date | None = None
    example: Printed = "12/03/2024"
    two_digit_years_until: int = 5
    countries: tuple[Choice, ...] = ()
    added: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()
    uncounted: tuple[str, ...] = ()
    side_words: tuple[Word, ...] = ()
    details_after: tuple[Word, ...] = ()
    numbers: Mapping[Unit, str | None] = pydantic.Field(default_factory=dict)
    last_day: bool = False
    weekly: bool = False
    relevant: str = ""
    asked_if: Printed = ""
    help_on_phone: Printed = ""
    today: bool = False
    holds_addresses: bool = False
    unknown_if_all_empty: bool = False
    _former_names: dict[str, str] = pydantic.PrivateAttr(default_factory=dict)
    ambiguous_headers: tuple[str, ...] = ()
    initials_headers: tuple[str, ...] = ()
    not_beside: tuple[str, ...] = ()
    repeated: Literal["sum", "last", "latest"] | None = None

    @property
    def options(self) -> tuple[Choice, ...]:
        """Its choices, in order; empty for the other types."""
        if isinstance(self.choices, tuple):
            return self.choices
        return ()

    @property
    def listed(self) -> tuple[str, ...]:
        """The values of its list, those that the coordinator added last."""
        return (*(choice.value for choice in self.options), *self.added)

    def offered(self, siae: Sequence[str]) -> tuple[str, ...]:
        """The values of which whoever answers chooses one; none for what is typed.

        Of `choices` several are chosen, which no drop-down of a cell can do.
        """
        if self.type == "choices":
            return ()
        if self.type == "yes_no":
            return (YES, NO)
        if self.type == "siae":
            return tuple(siae)
        return self.listed or tuple(choice.value for choice in self.countries)

    def role(self, name: str) -> frozenset[str]:
        """The values that have the role `name`; a yes or no has `yes` and `no` by itself.

        Raises:
            KeyError: the form gives this role to no value (`require` tells so in advance).
        """
        return frozenset(self.all_roles[name])

    @property
    def all_roles(self) -> Roles:
        """Role → values, with those that a yes or no has by itself."""
        if self.type == "yes_no":
            return {**self.roles, **_YES_NO_ROLES}
        return self.roles

    def value_for(self, role: str) -> str:
        """The first value that has the role, for where one is to be written; KeyError as `role`."""
        return self.all_roles[role][0]

    def has_role(self, name: str) -> bool:
        """True if `role` knows `name`."""
        return name in self.all_roles

    def column_type(self, siae: Sequence[str] = ()) -> ColumnType:
        """The type for conditions on the field; `siae`: the members' names, where known."""
        kind = _KINDS.get(self.type, "text")
        if self.type == "siae":
            return ColumnType(kind, tuple(siae) or None)
        if self.type == "yes_no":
            return ColumnType(
                kind, (YES, NO), spellings=_yes_no_spellings(self), roles=self.all_roles
            )
        listed = self.options or self.countries
        # several values in one text are equal to none of them
        if not listed or self.type == "choices":
            return ColumnType(kind)
        values = tuple(choice.value for choice in listed)
        spellings = self._former_names | values_by_spelling(listed)
        return ColumnType(kind, values, self.ordered, spellings, self.roles)

    def with_former_names(self, names: Mapping[str, str]) -> Field:
        """The same field, that knows of which choice to speak where an old name of it is met.

        Args:
            names: as `squeeze` folds them → the choice.
        """
        field = self.model_copy()
        field._former_names = dict(names)
        return field

    @pydantic.model_validator(mode="before")
    @classmethod
    def _is_named_among_others(cls, data: object) -> object:
        if isinstance(data, dict) and not data.get("short_label"):
            return {**data, "short_label": data.get("label", "")}
        return data

    @pydantic.model_validator(mode="after")
    def _choices_are_clear(self) -> Field:
        problem = ambiguity(self.options)
        if problem is not None:
            raise ValueError(f"champ « {self.id} » : {problem[1]}")
        return self

    @pydantic.model_validator(mode="after")
    def _choices_where_needed(self) -> Field:
        if self.type in ("choice", "choices") and not self.choices:
            raise ValueError(
                f"le champ « {self.id} » est de type {self.type} : "
                "il lui faut une liste « choices »."
            )
        return self

    def __hash__(self) -> int:
        # as of forms: readers are kept by field, and equal fields have equal ids
        return hash(self.id)


_YES_NO_ROLES: Roles = {"yes": (YES,), "no": (NO,)}


def _yes_no_spellings(field: Field) -> dict[str, str]:
    yes = {squeeze(word): YES for word in field.means_yes}
    return yes | {squeeze(word): NO for word in field.means_no}


class Form(Definition):
    """A form: one kind of row that staff enter. `roles` are those of the shared lists, by list."""

    form: str
    label: Printed
    row: Printed
    identity: tuple[str, ...] = ()
    kept_if: str = ""
    expected: tuple[str, ...] = ()
    choices: dict[str, tuple[Choice, ...]] = pydantic.Field(default_factory=dict)
    roles: dict[str, Roles] = pydantic.Field(default_factory=dict)
    fields: tuple[Field, ...]
    combined: tuple[Combined, ...] = ()
    several: tuple[Several, ...] = ()
    rules: tuple[Rule, ...] = ()
    _source: Source | None = pydantic.PrivateAttr(None)
    _title_words: TitleWords | None = pydantic.PrivateAttr(None)

    @pydantic.model_validator(mode="before")
    @classmethod
    def _share_lists(cls, data: object) -> object:
        """Put a shared list, and its roles, in the place of its name."""
        if not isinstance(data, dict) or not isinstance(data.get("fields"), list):
            return data
        lists, roles = data.get("choices") or {}, data.get("roles") or {}
        fields = [_with_shared_list(field, lists, roles) for field in data["fields"]]
        return {**data, "fields": fields}

    @pydantic.field_validator("fields")
    @classmethod
    def _lists_exist(cls, fields: tuple[Field, ...]) -> tuple[Field, ...]:
        for field in fields:
            if isinstance(field.choices, str):
                raise ValueError(
                    f"la liste « {field.choices} » du champ « {field.id} » n’existe pas "
                    "sous « choices »."
                )
        return fields

    @pydantic.model_validator(mode="after")
    def _names_hold(self) -> Form:
        known = [field.id for field in self.fields]
        doubles = {name for name in known if known.count(name) > 1}
        if doubles:
            raise ValueError(f"le champ « {doubles.pop()} » est défini deux fois.")
        for name in self._named_fields():
            if name not in known:
                raise ValueError(f"le champ « {name} » n’existe pas. {did_you_mean(name, known)}")
        return self

    def _named_fields(self) -> Iterator[str]:
        yield from self.identity
        yield from self.expected
        yield from (rule.cell for rule in self.rules)
        for combined in self.combined:
            yield from combined.fields
        for field in self.fields:
            yield from (name for name in field.numbers.values() if name is not None)

    @pydantic.model_validator(mode="after")
    def _headers_are_clear(self) -> Form:
        owner: dict[str, str] = {}
        for field in self.fields:
            for header in (field.label, *field.headers):
                other = owner.setdefault(fold_header(header), field.id)
                if other != field.id:
                    raise ValueError(
                        f"le titre de colonne « {header} » sert à la fois à « {other} » "
                        f"et à « {field.id} »."
                    )
        return self

    def __hash__(self) -> int:
        # Forms are keys of caches: to hash all their fields would cost more than what is cached.
        return hash(self.form)

    def field(self, field_id: str) -> Field:
        """The field named `field_id`; KeyError if there is none."""
        return self._by_id[field_id]

    def has(self, field_id: str) -> bool:
        """True if there is a field named `field_id`."""
        return field_id in self._by_id

    def with_topic(self, topic: str) -> tuple[Field, ...]:
        """The fields about `topic`, in order."""
        return tuple(field for field in self.fields if field.topic == topic)

    def with_fields(self, fields: Iterable[Field]) -> Form:
        """The same form with other definitions of its fields."""
        form = self.model_copy(update={"fields": tuple(fields)})
        form.__dict__.pop("_by_id", None)  # a copy takes along what was cached
        return form

    @property
    def title_words(self) -> TitleWords:
        """The words of titles beside those of its fields."""
        return self._title_words or our_title_words()

    def with_title_words(self, words: TitleWords) -> Form:
        """The same form, that reads titles with these words."""
        form = self.model_copy()
        form._title_words = words
        return form

    def columns(self, siae: Sequence[str] = ()) -> dict[str, ColumnType]:
        """The type of each field for conditions; `siae`: the members' names, where known."""
        return {field.id: field.column_type(siae) for field in self.fields}

    def condition(self, text: str) -> Any:
        """A condition of the form, as `evaluate` takes it; raises `ExpressionError`."""
        tree = parse_expression(text, set(self._by_id))
        return replace_roles(tree, {field.id: field.all_roles for field in self.fields})

    def read_from(self, source: Source) -> Form:
        """The same form, that remembers which file it stands in, for `error`."""
        self._source = source
        return self

    def role_path(self, field_id: str, role: str) -> tuple[YamlPath, bool]:
        """The path of a field's role; and whether it is ours, as the file does not say it."""
        path = self._position(("fields", field_id))
        shared = self._list_path(path)
        candidates = [(*path, "roles", role)]
        if shared[0] == "choices":
            candidates.append(("roles", shared[1], role))
        for role_path in candidates:
            if self._source is not None and role_path in self._source.lines:
                return role_path, False
        return shared, True

    def error(self, path: YamlPath, problem: str, key: str | None = None) -> DefinitionError:
        """The mistake `problem` at `path` of the form's file.

        A field may be named by its id and a choice by its value, where a list has positions:
        ("fields", "sexe", "choices", "Femme").
        """
        if self._source is None:
            raise ValueError("a form that no file was read for has no lines")
        return self._source.error(self._position(path), problem, key)

    def _position(self, path: YamlPath) -> YamlPath:
        """`path` with positions where it names a field or a choice."""
        if len(path) < 2 or path[0] != "fields" or not isinstance(path[1], str):
            return path
        field = self.field(path[1])
        index = self.fields.index(field)
        rest = path[2:]
        if len(rest) < 2 or rest[0] != "choices" or not isinstance(rest[1], str):
            return ("fields", index, *rest)
        position = [choice.value for choice in field.options].index(rest[1])
        return (*self._list_path(("fields", index)), position, *rest[2:])

    def _list_path(self, field_path: YamlPath) -> YamlPath:
        """The path of a field's choices: in the field, or in the shared list that it names."""
        data: Any = self._source.data if self._source else {}
        choices = data["fields"][field_path[1]].get("choices")
        if isinstance(choices, str):
            return ("choices", choices)
        return (*field_path, "choices")

    @functools.cached_property
    def _by_id(self) -> dict[str, Field]:
        return {field.id: field for field in self.fields}


def _with_shared_list(field: object, lists: Mapping[str, Any], roles: Mapping[str, Any]) -> object:
    if not isinstance(field, dict) or not isinstance(field.get("choices"), str):
        return field
    name = field["choices"]
    shared = {**field, "choices": lists.get(name, name)}
    if isinstance(roles.get(name), dict):
        shared["roles"] = {**roles[name], **(field.get("roles") or {})}
    return shared
