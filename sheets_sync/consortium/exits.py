"""Classes of exits: the programme's own definition and the State's, from `exits.yaml`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import RootModel

from forms.definition_file import Definition, closest, parse
from forms.form import Field, Form
from forms.layers import Layers, load_layers
from forms.words import squeeze
from sheets_sync.catalogue import sentence
from sheets_sync.data import DATA

State = Literal["durable", "transition", "positive", "other", "neutral"]
Programme = Literal["positive", "other", "apart", "neutral"]
_SIX_MONTHS = 6


class ExitClass(Definition):
    """The class of one reason for leaving.

    Attributes:
        short: how it counts for a contract of six months or less.
        mark: whether that was read in `source` (V) or is from memory (M, the report's method says
            so); None for a consortium's own decision.
    """

    state: State
    programme: Programme
    short: ExitClass | None = None
    mark: Literal["V", "M"] | None = None
    source: str = ""


TOO_SHORT = ExitClass(state="neutral", programme="neutral")


class _Classes(RootModel[dict[str, ExitClass]]):
    """By reason, as the form's list has it."""


@dataclass(frozen=True)
class ExitRules:
    """Rules by which exits count.

    Attributes:
        classes: choice of `motif_sortie` → how it counts.
        six_months: what makes a contract long: « more than » (the programme), « at least » (DARES).
        minimum_months: a stay under it is neutral in both definitions.
    """

    classes: Mapping[str, ExitClass]
    six_months: Literal["more than", "at least"]
    minimum_months: float

    def counted(self, reason: str, months: float | None, stay: float | None) -> ExitClass:
        """Classify an exit.

        Args:
            reason: a choice of `motif_sortie`.
            months: length of the contract found, None if unknown (then it is not taken as long).
            stay: months in the programme, None if unknown.
        """
        if stay is not None and stay < self.minimum_months:
            return TOO_SHORT
        exit_class = self.classes[reason]
        if exit_class.short is None or self._is_long(months):
            return exit_class
        return exit_class.short

    def _is_long(self, months: float | None) -> bool:
        if months is None:
            return False
        if self.six_months == "at least":
            return months >= _SIX_MONTHS
        return months > _SIX_MONTHS


def load_exit_classes(form: Form, beside: Path | None = None) -> dict[str, ExitClass]:
    """Load the class of each reason of the form; `exits.yaml` in `beside` adds to ours or replaces.

    Raises:
        DefinitionError: a mistake in a file, a reason of the consortium's that is no choice of the
            form, or a choice that no file has a class for.
    """
    layers = load_layers("exits.yaml", DATA, beside)
    classes = parse(layers, _Classes).root
    _check_reasons(layers, classes, form)
    return classes


def _check_reasons(layers: Layers, classes: Mapping[str, ExitClass], form: Form) -> None:
    field = form.field("motif_sortie")
    reasons = [choice.value for choice in field.options]
    unknown = [reason for reason in classes if reason not in reasons]
    for reason in unknown:
        # a reason of ours that a consortium's form no longer has is harmless: nobody can choose it
        if layers.origin((reason,))[0].file.parent != DATA:
            hint = field.column_type().hint(reason)
            problem = sentence("definitions.no_exit_reason", name=reason, hint=hint)
            raise layers.error((reason,), problem)
    for reason in reasons:
        if reason not in classes:
            problem = sentence("definitions.reason_without_class", name=reason)
            if former := _former_name(reason, unknown, field):
                problem += " " + sentence("definitions.former_name", name=former)
            raise form.error(("fields", field.id, "choices", reason), problem)


def _former_name(reason: str, unknown: Sequence[str], field: Field) -> str | None:
    """The name under which a reason seems to have its class; None where nothing is like it."""
    spellings = field.column_type().spellings
    same = [former for former in unknown if spellings.get(squeeze(former)) == reason]
    return next(iter(same), None) or closest(reason, unknown)
