"""Answers of a method that are remembered as long as its object, and no longer."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar, cast

Owner = TypeVar("Owner")
Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


def remembered(
    method: Callable[Concatenate[Owner, Asked], Answer],
) -> functools.cached_property[Callable[Asked, Answer]]:
    """A method that is asked once for the same arguments, which must be hashable.

    `functools.cache` on a method would keep every object, with its frames, until the program
    ends: the window and the phone's service run for days.
    """

    def of_object(owner: Owner) -> Callable[Asked, Answer]:
        asked_once = functools.cache(functools.partial(method, owner))
        return cast("Callable[Asked, Answer]", asked_once)

    return functools.cached_property(of_object)
