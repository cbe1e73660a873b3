"""Hold a form against what the program needs of it, so that a lack is told at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from forms.definition_file import closest
from forms.expressions import KIND_NAMES, Kind
from forms.form import Field, Form

_NO_KINDS: Mapping[str, Kind] = {}
_NO_ROLES: Mapping[str, Collection[str]] = {}


def require(
    form: Form,
    fields: Collection[str] = (),
    kinds: Mapping[str, Kind] = _NO_KINDS,
    roles: Mapping[str, Collection[str]] = _NO_ROLES,
    topics: Mapping[str, Collection[str]] = _NO_ROLES,
) -> None:
    """Refuse `form` where it lacks what figures and documents are made from.

    Args:
        form: as `load_form` gives it.
        fields: ids that must be there.
        kinds: ids that must be there, each → what it must be (date, number, text).
        roles: field id → the roles that its values must have.
        topics: topic → the roles that each field about it must have; one such field at least.

    Raises:
        DefinitionError: names the form's file, line and key of the first thing that is missing.
    """
    for name in [*fields, *kinds, *roles]:
        _require_field(form, name)
    for name, kind in kinds.items():
        _require_kind(form, form.field(name), kind)
    for name, needed in roles.items():
        _require_roles(form, form.field(name), needed)
    for topic, needed in topics.items():
        about = form.with_topic(topic)
        if not about:
            raise form.error(("fields",), f"il faut au moins un champ avec « topic: {topic} ».")
        for field in about:
            _require_roles(form, field, needed)


def _require_field(form: Form, name: str) -> None:
    if form.has(name):
        return
    known = [field.id for field in form.fields]
    nearest = closest(name, known)
    hint = f" « {nearest} » est-il ce champ ? L'appeler « {name} »." if nearest else ""
    problem = f"il manque le champ « {name} », dont les chiffres et les documents ont besoin.{hint}"
    raise form.error(("fields",), problem)


def _require_kind(form: Form, field: Field, kind: Kind) -> None:
    if field.column_type().kind != kind:
        problem = (
            f"le champ « {field.id} » doit être {KIND_NAMES[kind]} : les chiffres en dépendent."
        )
        raise form.error(("fields", field.id, "type"), problem)


def _require_roles(form: Form, field: Field, needed: Collection[str]) -> None:
    for role in needed:
        if not field.has_role(role):
            values = ", ".join(choice.value for choice in field.options)
            problem = f"il manque le rôle « {role} » : dire ici lesquels l’ont, parmi {values}."
            raise form.error(("fields", field.id, "roles"), problem)
