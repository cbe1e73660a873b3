"""What a form is: fields, choices, combined columns and rules, as read from `forms/*.yaml`."""

from __future__ import annotations

import functools
import re
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import pydantic

from forms.definition_file import (
    Definition,
    DefinitionError,
    YamlPath,
    did_you_mean,
    load,
    read_yaml,
)
from forms.words import fold_header, squeeze

HERE = Path(__file__).parent
FORM_IDS = ("participant", "action", "point", "decision", "financement", "fait_marquant")

Severity = Literal["error", "warning", "info"]
Privacy = Literal["shared", "personal", "tab"]
FieldType = Literal[
    "text",
    "choice",
    "yes_no",
    "date",
    "number",
    "integer",
    "country",
    "siae",
    "postal_code",
    "pass_iae",
    "siret",
]
Word = Annotated[
    str,
    pydantic.BeforeValidator(lambda value: str(value) if isinstance(value, int | float) else value),
]


class Choice(Definition):
    """One value of a list: what the sheet shows, and what else staff type for it."""

    value: Word
    aliases: tuple[Word, ...] = ()


class Field(Definition):
    """One thing that is entered. `choices` is a list, or the name of a list of the form."""

    id: str
    label: str
    type: FieldType
    group: str = ""
    help: str = ""
    required: bool = False
    privacy: Privacy
    headers: tuple[str, ...] = ()
    by_content: bool = False
    choices: tuple[Choice, ...] | str = ()
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
    two_digit_years_until: int = 5

    @property
    def options(self) -> tuple[Choice, ...]:
        """Its choices, in order; empty for the other types."""
        return self.choices if isinstance(self.choices, tuple) else ()

    @pydantic.model_validator(mode="after")
    def _choices_are_clear(self) -> Field:
        owner: dict[str, str] = {}
        for choice in self.options:
            for word in (choice.value, *choice.aliases):
                other = owner.setdefault(squeeze(word), choice.value)
                if other != choice.value:
                    raise ValueError(
                        f"champ « {self.id} » : « {word} » veut dire à la fois « {other} » et « {choice.value} »."
                    )
        if len({choice.value for choice in self.options}) < len(self.options):
            double = next(
                choice.value
                for choice in self.options
                if sum(other.value == choice.value for other in self.options) > 1
            )
            raise ValueError(
                f"champ « {self.id} » : le choix « {double} » est deux fois dans la liste."
            )
        return self

    @pydantic.model_validator(mode="after")
    def _choices_where_needed(self) -> Field:
        if self.type == "choice" and not self.choices:
            raise ValueError(
                f"le champ « {self.id} » est de type choice : il lui faut une liste « choices »."
            )
        return self


class Combined(Definition):
    """A column that holds several fields at once, and how it is split."""

    fields: tuple[str, ...]
    headers: tuple[str, ...]
    split: Literal["name", "date_place"]


class Rule(Definition):
    """A condition that a row must meet, in the language of `forms.expressions`."""

    code: str
    cell: str
    severity: Severity
    require: str
    message: str
    source: str


class Sensitive(Definition):
    """A category of what free text must not tell: folded words (`*` takes every ending), and patterns for the text as typed."""

    label: str
    words: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()


class Form(Definition):
    """A form: one kind of row that staff enter."""

    form: str
    label: str
    row: str
    identity: tuple[str, ...] = ()
    kept_if: str = ""
    expected: tuple[str, ...] = ()
    choices: dict[str, tuple[Choice, ...]] = pydantic.Field(default_factory=dict)
    fields: tuple[Field, ...]
    combined: tuple[Combined, ...] = ()
    rules: tuple[Rule, ...] = ()

    @pydantic.model_validator(mode="before")
    @classmethod
    def _share_lists(cls, data: object) -> object:
        """Put a shared list in the place of its name."""
        if not isinstance(data, dict) or not isinstance(data.get("fields"), list):
            return data
        lists = data.get("choices") or {}
        fields = [
            {**field, "choices": lists.get(field["choices"], field["choices"])}
            if isinstance(field, dict) and isinstance(field.get("choices"), str)
            else field
            for field in data["fields"]
        ]
        return {**data, "fields": fields}

    @pydantic.field_validator("fields")
    @classmethod
    def _lists_exist(cls, fields: tuple[Field, ...]) -> tuple[Field, ...]:
        for field in fields:
            if isinstance(field.choices, str):
                raise ValueError(
                    f"la liste « {field.choices} » du champ « {field.id} » n'existe pas sous « choices »."
                )
        return fields

    @pydantic.model_validator(mode="after")
    def _names_hold(self) -> Form:
        known = [field.id for field in self.fields]
        doubles = {name for name in known if known.count(name) > 1}
        if doubles:
            raise ValueError(f"le champ « {doubles.pop()} » est défini deux fois.")
        named = [
            *self.identity,
            *self.expected,
            *(rule.cell for rule in self.rules),
            *(f for c in self.combined for f in c.fields),
        ]
        for name in named:
            if name not in known:
                raise ValueError(f"le champ « {name} » n'existe pas. {did_you_mean(name, known)}")
        return self

    @pydantic.model_validator(mode="after")
    def _headers_are_clear(self) -> Form:
        owner: dict[str, str] = {}
        for field in self.fields:
            for header in (field.label, *field.headers):
                other = owner.setdefault(fold_header(header), field.id)
                if other != field.id:
                    raise ValueError(
                        f"le titre de colonne « {header} » sert à la fois à « {other} » et à « {field.id} »."
                    )
        return self

    def __hash__(self) -> int:
        return hash(self.form)

    def field(self, field_id: str) -> Field:
        """The field named `field_id`; KeyError if there is none."""
        return self._by_id[field_id]

    @functools.cached_property
    def _by_id(self) -> dict[str, Field]:
        return {field.id: field for field in self.fields}


class Countries(Definition):
    """The list of countries."""

    countries: tuple[Choice, ...]


def form_ids(beside: Path) -> tuple[str, ...]:
    """The forms that a consortium works with: the six, and those of its own in `beside`/forms."""
    own = sorted(
        file
        for file in (beside / "forms").glob("*.yaml")
        if re.search(r"^form:", file.read_text("utf-8", "replace"), re.M)
    )
    return (*FORM_IDS, *(file.stem for file in own if file.stem not in FORM_IDS))


def load_form(form_id: str, beside: Path | None = None) -> Form:
    """The form `form_id`, from `beside`/forms if the consortium keeps its own there, else the one we ship.

    Raises:
        DefinitionError: the definition has a mistake, an expression included.
    """
    from forms.expressions import ExpressionError, parse_expression

    own = beside / "forms" / f"{form_id}.yaml" if beside else None
    file = own if own is not None and own.exists() else HERE / f"{form_id}.yaml"
    form = load(file, Form)
    if form.form != form_id:
        raise DefinitionError(
            file,
            read_yaml(file).line(("form",)),
            "form",
            f"il faut « {form_id} », le nom du fichier.",
        )
    known = {field.id for field in form.fields}
    checked: list[tuple[YamlPath, str]] = [
        (("rules", index, "require"), rule.require) for index, rule in enumerate(form.rules)
    ]
    if form.kept_if:
        checked.append((("kept_if",), form.kept_if))
    for place, text in checked:
        try:
            parse_expression(text, known)
        except ExpressionError as error:
            line = read_yaml(file).line(place)
            raise DefinitionError(
                file, line, ".".join(map(str, place)), f"colonne {error.column} : {error}"
            ) from error
    return form


@functools.cache
def countries() -> tuple[Choice, ...]:
    """Every country, by its French name, with the words staff use for it."""
    return load(HERE / "countries.yaml", Countries).countries


@functools.cache
def sensitive() -> dict[str, Sensitive]:
    """What free text must not tell, by category."""
    source = read_yaml(HERE / "sensitive.yaml")
    return {name: Sensitive.model_validate(entry) for name, entry in source.data.items()}
