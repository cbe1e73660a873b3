"""Load a form, a consortium's own or ours, and hold all that it names against itself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from forms.choice import values_by_spelling
from forms.definition_file import closest, parse, read_yaml
from forms.expressions import ColumnType, ExpressionError, check_expression, suggest_value
from forms.form import Field, Form
from forms.headers.title_words import load_title_words
from forms.nested_models import YamlPath
from forms.relevance import NotAskable, as_question
from forms.word_lists import load_countries
from forms.words import squeeze

FOLDER = Path(__file__).parent
FORM_IDS = (
    "participant",
    "action",
    "point",
    "decision",
    "financement",
    "fait_marquant",
    "objectif",
    "reunion",
    "texte",
    "contact",
)
_NAMED_IN_MESSAGE = re.compile(r"{(\w*)}")


MODULES = "modules"
"""Folder of the fields that modules add to a form, a file of the module's name each."""


def form_ids(beside: Path) -> tuple[str, ...]:
    """The forms that a consortium works with: the six, and those of its own in `beside`/forms."""
    own = (file.stem for file in sorted((beside / "forms").glob("*.yaml")) if _is_form(file))
    return (*FORM_IDS, *(form_id for form_id in own if form_id not in FORM_IDS))


def _is_form(file: Path) -> bool:
    return re.search(r"^form:", file.read_text("utf-8", "replace"), re.MULTILINE) is not None


def module_names() -> tuple[str, ...]:
    """The modules that we ship: what a consortium may switch on."""
    return tuple(sorted(file.stem for file in (FOLDER / MODULES).glob("*.yaml")))


def load_form(
    form_id: str,
    beside: Path | None = None,
    siae: Sequence[str] = (),
    modules: Sequence[str] = (),
) -> Form:
    """The form `form_id`, from `beside`/forms if the consortium keeps its own, else ours.

    Args:
        form_id: the form's name, which its file has too.
        beside: the folder of config.yaml, with the consortium's own forms and lists.
        siae: the members' names, where known, to hold against those that a rule names.
        modules: those whose fields the form gets too, of `module_names`.

    Raises:
        DefinitionError: the definition has a mistake; rules and roles are read to the last word.
    """
    own_file = beside / "forms" / f"{form_id}.yaml" if beside else None
    if own_file is None or not own_file.exists():
        form = _read_form(FOLDER / f"{form_id}.yaml")
    else:
        form = _read_form(own_file)
        if form_id in FORM_IDS:
            form = _with_our_meanings(form, _read_form(FOLDER / f"{form_id}.yaml"))
    for module in modules:
        form = _with_module(form, _read_form(FOLDER / MODULES / f"{module}.yaml"))
    if form.form != form_id:
        raise form.error(("form",), f"il faut « {form_id} », le nom du fichier.")
    form = _with_countries(form, beside).with_title_words(load_title_words(beside))
    _check_roles(form)
    _check_several(form)
    _check_conditions(form, form.columns(siae))
    _check_relevance(form)
    _check_messages(form)
    return form


def _read_form(file: Path) -> Form:
    source = read_yaml(file)
    return parse(source, Form).read_from(source)


def _with_module(form: Form, module: Form) -> Form:
    """`form` with the fields of a module that it does not have itself, and with its rules."""
    if module.form != form.form:
        return form
    new = [field for field in module.fields if not form.has(field.id)]
    rules = (*form.rules, *module.rules)
    return form.with_fields([*form.fields, *new]).model_copy(update={"rules": rules})


def _with_our_meanings(form: Form, ours: Form) -> Form:
    """`form` with the topic and the roles of ours where its fields of the same id say nothing.

    A consortium's own form replaces ours whole. But one that was written before a role existed, or
    by someone who only wanted another choice, says nothing on meanings, and then they are the same
    as ours; `_check_roles` tells where a choice that carries one has been renamed.
    """
    fields = [
        _with_meaning(field, ours.field(field.id))
        if ours.has(field.id)
        else _with_topic_of_its_list(field, ours)
        for field in form.fields
    ]
    return form.with_fields(fields).model_copy(update={"several": form.several or ours.several})


def _with_topic_of_its_list(field: Field, ours: Form) -> Field:
    """A ninth frein is a frein: what offers the list of one of our fields is about the same."""
    if field.topic or not field.options:
        return field
    offered = [choice.value for choice in field.options]
    for known in ours.fields:
        if known.topic and [choice.value for choice in known.options] == offered:
            roles = {**known.roles, **field.roles}
            return field.model_copy(update={"topic": known.topic, "roles": roles})
    return field


def _with_meaning(field: Field, ours: Field) -> Field:
    if field.type != ours.type:
        return field
    meaning: dict[str, object] = {"roles": {**ours.roles, **field.roles}}
    if not field.topic:
        meaning["topic"] = ours.topic
    if field.repeated is None:
        meaning["repeated"] = ours.repeated
    if field.label == ours.label and field.short_label == field.label:
        meaning["short_label"] = ours.short_label
    return field.model_copy(update=meaning).with_former_names(_former_names(field, ours))


def _former_names(field: Field, ours: Field) -> dict[str, str]:
    """Choices of ours that the field does not have → its own choice that shares a word with each.

    So « Femme », which an indicator of ours still says, is told to be « Féminin » now.
    """
    now = values_by_spelling(field.options)
    former: dict[str, str] = {}
    for choice in ours.options:
        shared = [now[squeeze(word)] for word in choice.aliases if squeeze(word) in now]
        if squeeze(choice.value) not in now and shared:
            former[squeeze(choice.value)] = shared[0]
    return former


def _with_countries(form: Form, beside: Path | None) -> Form:
    countries = load_countries(beside)
    return form.with_fields(
        field.model_copy(update={"countries": countries})
        if field.type == "country" and not field.countries
        else field
        for field in form.fields
    )


# --- what a form says of itself ---


def _check_roles(form: Form) -> None:
    """Every value that a role names is a choice of the field."""
    for list_name in form.roles:
        if list_name not in form.choices:
            lists = list(form.choices)
            hint = suggest_value(list_name, tuple(lists))
            problem = f"il n’y a pas de liste « {list_name} » sous « choices ». {hint}"
            raise form.error(("roles", list_name), problem)
    for field in form.fields:
        column_type = field.column_type()
        for role, values in field.roles.items():
            for value in values:
                if column_type.values is None or value not in column_type.values:
                    _refuse_role(form, field, role, value, column_type)


def _refuse_role(form: Form, field: Field, role: str, value: str, column_type: ColumnType) -> None:
    path, ours = form.role_path(field.id, role)
    problem = f"« {value} » n’est pas un choix de « {field.id} ». {column_type.hint(value)}"
    if ours:
        problem = (
            f"le rôle « {role} » va d’origine à « {value} », qui n’est pas un choix de "
            f"« {field.id} ». {column_type.hint(value)} L'écrire sous « roles » : {role}: […]."
        )
    raise form.error(path, problem)


def _check_several(form: Form) -> None:
    """Several answers in a cell are about fields that say what « answered » and « none » are."""
    for index, several in enumerate(form.several):
        for role in (several.answered, several.none):
            without = [f.id for f in form.with_topic(several.topic) if not f.has_role(role)]
            if without:
                problem = f"le champ « {without[0]} » n’a pas de rôle « {role} »."
                raise form.error(("several", index, "topic"), problem)


def _check_conditions(form: Form, columns: Mapping[str, ColumnType]) -> None:
    """Rules, and which rows are kept: every name and every literal is possible."""
    conditions: list[tuple[YamlPath, str]] = [
        (("rules", index, "require"), rule.require) for index, rule in enumerate(form.rules)
    ]
    if form.kept_if:
        conditions.append((("kept_if",), form.kept_if))
    for index, field in enumerate(form.fields):
        if field.relevant:
            conditions.append((("fields", index, "relevant"), field.relevant))
    for path, text in conditions:
        try:
            check_expression(text, columns)
        except ExpressionError as error:
            raise form.error(path, f"colonne {error.column} : {error}") from error


def _check_relevance(form: Form) -> None:
    """When a field is asked for can be seen while somebody types, and is said in words."""
    for index, field in enumerate(form.fields):
        try:
            if field.relevant:
                as_question(form.condition(field.relevant))
        except NotAskable as error:
            problem = (
                f"« {field.id} » : un téléphone ne peut pas le voir pendant la saisie. Écrire avec "
                "filled, empty, ==, in, is, and, or, not, sur des listes ou des textes."
            )
            raise form.error(("fields", index, "relevant"), problem) from error
        if bool(field.relevant) != bool(field.asked_if):
            problem = f"« {field.id} » : « relevant » et « asked_if » vont ensemble."
            raise form.error(("fields", index, "relevant"), problem)


def _check_messages(form: Form) -> None:
    """Every name that a rule's message quotes is a field: « {date_sortie} »."""
    known = [field.id for field in form.fields]
    for index, rule in enumerate(form.rules):
        for name in _NAMED_IN_MESSAGE.findall(rule.no_column):
            if name != "cells":
                problem = f"« {{{name}}} » : seul « {{cells}} » est possible ici."
                raise form.error(("rules", index, "no_column"), problem)
        for name in _NAMED_IN_MESSAGE.findall(rule.message):
            if name not in known:
                nearest = closest(name, known)
                hint = f" Vouliez-vous « {{{nearest}}} » ?" if nearest else ""
                problem = f"« {{{name}}} » n’est pas un champ.{hint}"
                raise form.error(("rules", index, "message"), problem)
