"""Classes of exits: the programme's own definition and the State's, from `exits.yaml`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field, RootModel

from forms.definition_file import Definition, closest, parse
from forms.form import Field as FormField
from forms.form import Form
from forms.layers import Layers, load_layers
from forms.values import Value, is_at_least, is_more_than
from forms.words import squeeze
from sheets_sync.catalogue import sentence
from sheets_sync.data import DATA
from sheets_sync.settings.siae import Kind

State = Literal["durable", "transition", "positive", "other", "neutral"]
Programme = Literal["positive", "other", "apart", "neutral"]
CountedState = State | Literal["dynamic", "unknown"]
"""`dynamic`: durable or transition, as a length that is not known would tell."""
CountedProgramme = Programme | Literal["maybe_positive", "unknown"]
_SIX_MONTHS = 6
_DYNAMIC: frozenset[State] = frozenset({"durable", "transition", "positive"})
WEEKS_PER_MONTH = 365.25 / 12 / 7


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


class _Classes(RootModel[dict[str, ExitClass]]):
    """By reason, as the form's list has it."""


class ExitMinimum(Definition):
    """The work that an exit must follow to be one for the State; the programme asks for none."""

    more_than_months: float = Field(default=0, ge=0)
    hours: float = Field(default=0, ge=0)
    mark: Literal["V", "M"] | None = None
    source: str = ""

    def with_months(self, months: float | None) -> ExitMinimum:
        """The same with the months that config asks for in place of these, where it does."""
        if months is None:
            return self
        return self.model_copy(update={"more_than_months": months})

    def is_met(self, work: Work) -> bool | None:
        """Whether `work` is enough; None where that cannot be known."""
        met = (
            _is_known_over(work.months, self.more_than_months, or_equal=False),
            _is_known_over(work.hours, self.hours, or_equal=True),
        )
        if False in met:
            return False
        return None if None in met else True


class _Minimums(RootModel[dict[Kind, ExitMinimum]]):
    """By kind of SIAE."""


@dataclass(frozen=True)
class Work:
    """The work that somebody had in a SIAE before leaving; None is unknown.

    Attributes:
        months: from the entry to the exit.
        weekly_hours: as the contract says.
    """

    siae: str
    months: float | None
    weekly_hours: float | None

    @property
    def hours(self) -> float | None:
        """Hours worked in all, as far as the weekly hours tell."""
        if self.months is None or self.weekly_hours is None:
            return None
        return self.weekly_hours * self.months * WEEKS_PER_MONTH


@dataclass(frozen=True)
class CountedExit:
    """How one exit counts.

    Attributes:
        is_approximate: whether it counts for the State although its hours are not known.
    """

    state: CountedState
    programme: CountedProgramme
    is_approximate: bool = False


@dataclass(frozen=True)
class ExitRules:
    """Rules by which exits count.

    Attributes:
        classes: choice of `motif_sortie` → how it counts.
        six_months: what makes a contract long: « more than » (the programme), « at least » (DARES).
        minimums: SIAE → what its exits must follow to be exits for the State.
    """

    classes: Mapping[str, ExitClass]
    six_months: Literal["more than", "at least"]
    minimums: Mapping[str, ExitMinimum]

    def counted(self, reason: str, months: Value | None, work: Work) -> CountedExit:
        """Classify an exit.

        Args:
            reason: a choice of `motif_sortie`.
            months: length of the contract found, or a bound of it (`>6`); None if unknown.
        """
        state, programme = self._classes(reason, months)
        minimum = self.minimums.get(work.siae, ExitMinimum())
        is_enough = minimum.is_met(work)
        if state == "neutral" or is_enough is False:
            return CountedExit("neutral", programme)
        return CountedExit(state, programme, is_approximate=is_enough is None)

    @property
    def from_memory(self) -> list[str]:
        """The reasons whose class was read in no source."""
        return [reason for reason, exit_class in self.classes.items() if exit_class.mark == "M"]

    def _classes(self, reason: str, months: Value | None) -> tuple[CountedState, CountedProgramme]:
        exit_class = self.classes[reason]
        short = exit_class.short
        is_long = self._is_long(months)
        if short is None or is_long:
            return exit_class.state, exit_class.programme
        if is_long is None:
            return _state_of_either(exit_class, short), _programme_of_either(exit_class, short)
        return short.state, short.programme

    def _is_long(self, months: Value | None) -> bool | None:
        if self.six_months == "at least":
            return is_at_least(months, _SIX_MONTHS)
        return is_more_than(months, _SIX_MONTHS)


def _state_of_either(long: ExitClass, short: ExitClass) -> CountedState:
    if long.state == short.state:
        return long.state
    # A CDD is « dynamique » either way: only in which part is not known.
    return "dynamic" if {long.state, short.state} <= _DYNAMIC else "unknown"


def _programme_of_either(long: ExitClass, short: ExitClass) -> CountedProgramme:
    if long.programme == short.programme:
        return long.programme
    return "maybe_positive" if "positive" in (long.programme, short.programme) else "unknown"


def _is_known_over(value: float | None, minimum: float, *, or_equal: bool) -> bool | None:
    """Whether `value` is over `minimum`; None where it is unknown and something is asked for."""
    if not minimum:
        return True
    if value is None:
        return None
    return value > minimum or (or_equal and value == minimum)


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


def load_exit_minimums(beside: Path | None = None) -> dict[Kind, ExitMinimum]:
    """Load what exits must follow, by kind; `exit_minimums.yaml` in `beside` replaces ours.

    Raises:
        DefinitionError: a mistake in a file.
    """
    return parse(load_layers("exit_minimums.yaml", DATA, beside), _Minimums).root


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


def _former_name(reason: str, unknown: Sequence[str], field: FormField) -> str | None:
    """The name under which a reason seems to have its class; None where nothing is like it."""
    spellings = field.column_type().spellings
    same = [former for former in unknown if spellings.get(squeeze(former)) == reason]
    return next(iter(same), None) or closest(reason, unknown)
