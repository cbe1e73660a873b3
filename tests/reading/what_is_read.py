"""What `check` says of the only tab of a case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.conftest import Case

OneTab = Callable[..., Case]


def tab_of(case: Case) -> dict[str, Any]:
    found: dict[str, Any] = case.check()["tabs"][0]
    return found


def reasons(case: Case) -> dict[int, str]:
    return {line["row"]: line["reason"] for line in tab_of(case)["ignored"]}
