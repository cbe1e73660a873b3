"""Options that several commands share, declared once as a dataclass and given as one value."""

from __future__ import annotations

import dataclasses
import functools
import inspect
from collections.abc import Callable, Iterable, Iterator
from typing import Any, get_type_hints


def spread_options(command: Callable[..., None]) -> Callable[..., None]:
    """`command` as typer takes it, which knows no groups of options.

    Each parameter whose type is a dataclass becomes one parameter for each field of it; when the
    command runs it gets the dataclass.
    """
    types = get_type_hints(command, include_extras=True)
    parameters = inspect.signature(command).parameters.values()
    groups = {each.name: types[each.name] for each in parameters if _is_group(types[each.name])}

    @functools.wraps(command)
    def run(**values: Any) -> None:
        for name, group in groups.items():
            given = {field.name: values.pop(field.name) for field in dataclasses.fields(group)}
            values[name] = group(**given)
        command(**values)

    spread = list(_spread(parameters, types))
    run.__signature__ = inspect.Signature(spread)  # type: ignore[attr-defined]  # typer reads it
    run.__annotations__ = {each.name: each.annotation for each in spread}
    return run


def _spread(
    parameters: Iterable[inspect.Parameter], types: dict[str, Any]
) -> Iterator[inspect.Parameter]:
    for parameter in parameters:
        group = types[parameter.name]
        if not _is_group(group):
            yield parameter.replace(kind=parameter.KEYWORD_ONLY, annotation=group)
            continue
        field_types = get_type_hints(group, include_extras=True)
        for field in dataclasses.fields(group):
            yield inspect.Parameter(
                field.name,
                inspect.Parameter.KEYWORD_ONLY,
                default=_default(field),
                annotation=field_types[field.name],
            )


def _is_group(kind: Any) -> bool:
    return isinstance(kind, type) and dataclasses.is_dataclass(kind)


def _default(field: dataclasses.Field[Any]) -> Any:
    if field.default is dataclasses.MISSING:
        return inspect.Parameter.empty
    return field.default
