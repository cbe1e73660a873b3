"""The pydantic model of a place inside a document: of a mistake at a path, which keys it has."""

from __future__ import annotations

from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, RootModel

YamlPath = tuple[str | int, ...]
"""Keys, and positions in lists (from 0), that lead to a place of a YAML document."""


def model_at(model: type[BaseModel], path: YamlPath) -> type[BaseModel] | None:
    """The model of what stands at `path` inside `model`; None where keys are free."""
    current: Any = model
    for part in path:
        if isinstance(part, int) and _is_model(current):
            continue  # the model is that of the list's items
        is_key = not _is_model(current) or issubclass(current, RootModel)
        current = _inner(_annotation(current, part), part if is_key else None)
        if current is None:
            return None
    inner_model: type[BaseModel] | None = current if _is_model(current) else None
    return inner_model


def _annotation(current: Any, part: str | int) -> Any:
    """The annotation of `part` of a model; `current` itself where it is no model."""
    if not _is_model(current):
        return current
    key = "root" if issubclass(current, RootModel) else part
    return current.model_fields[key].annotation


def _inner(annotation: Any, part: str | int | None) -> Any:
    """The model inside `Model`, `Model | None`, `tuple[Model, ...]` or `dict[str, Model]`.

    Args:
        part: the key in a dictionary; None before it is one.
    """
    if _is_model(annotation):
        return annotation
    arguments = get_args(annotation)
    if get_origin(annotation) is dict:
        enters_value = isinstance(part, str) and _is_model(arguments[1])
        if enters_value:
            return arguments[1]
        return annotation
    for argument in arguments:
        if _is_model(argument):
            return argument
        if get_origin(argument) in (tuple, list, dict, Union):
            return _inner(argument, part)
    return None


def _is_model(thing: Any) -> bool:
    return isinstance(thing, type) and issubclass(thing, BaseModel)
