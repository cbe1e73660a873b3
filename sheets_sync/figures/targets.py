"""Targets of figures, for the whole and for each SIAE."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Targets:
    """The targets of config: of the whole, and of each SIAE."""

    by_indicator: Mapping[str, float | Mapping[str, float]]

    def of(self, indicator: str, siae: str | None) -> float | None:
        """The target of an indicator for a SIAE, or for the whole (None); None without one."""
        target = self.by_indicator.get(indicator)
        if isinstance(target, Mapping):
            return target.get(siae or "ensemble")
        if siae is not None:
            return None
        return target
