"""The definition of each figure, in `indicators.yaml`, held to the last word against the forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from forms.definition_file import (
    Definition,
    DefinitionError,
    Printed,
    did_you_mean,
    parse,
)
from forms.expressions import KIND_NAMES, ColumnType, ExpressionError, Kind, check_expression
from forms.form import Form
from forms.layers import Layers, load_layers
from forms.nested_models import YamlPath
from sheets_sync.catalogue import sentence
from sheets_sync.consortium.derived import DERIVED
from sheets_sync.data import DATA
from sheets_sync.figures.periods import is_period
from sheets_sync.settings.siae import Kind as KindOfSiae

COMPLETENESS = "completude"
"""The share of a row's expected cells that are filled (domain-reference, règle 33)."""
FormId = Literal["participant", "financement"]


class Population(Definition):
    """Those that figures are about, with which they may stand side by side.

    Attributes:
        one, many: what one of them and several are called, as « personne présente ».
        count: each person once, or rows.
    """

    one: Printed
    many: Printed
    form: FormId = "participant"
    count: Literal["persons", "rows"]
    where: str


class LeftOut(Definition):
    """Rows that a figure leaves out for want of a value, told beside it.

    Attributes:
        where: which rows those are; could: those of them that it might count if the value came.
        label: what they are without, as « sans durée ».
        other: those of them that are without something else, `other_label`; "": none.
    """

    where: str
    could: str
    label: Printed
    other: str = ""
    other_label: Printed = ""


class Indicator(Definition):
    """The definition of a figure.

    One of `count`, `sum`, `mean` or `since` says what is measured over the rows of `where`. A
    cohort is counted over the entries from `start` to `end`, seen at `as_of`.

    Attributes:
        topic: what it is one of several about, as « frein »; `short_label`: its name among those.
        of: the denominator of a rate. per: another indicator that it is divided by (a cost each).
        population: the name of those that it is about, in `populations`; "" where it says none.
        divided_by: kind of SIAE → what each row's number is divided by before it is added; the rows
            of other kinds are left out.
        missing: rows that it leaves out for want of a value.
        approximate: rows it counts, or counts among, without all that decides it.
        since: a date; measured are the days from the latest one to the end.
        period: what it is counted over where nobody asks for another, a name that `periods` reads;
            "": since the 1st of January.
        to_date: whether what it adds up is typed as a total since the 1st of January: no other
            period has one.
        by: the fields it is broken down by.
        target: what `targets` of config may replace.
    """

    id: str
    label: Printed
    topic: str = ""
    short_label: Printed = ""
    definition: Printed
    kind: Literal["stock", "flow", "cohort"]
    form: FormId = "participant"
    population: str = ""
    where: str
    of: str | None = None
    missing: LeftOut | None = None
    approximate: str | None = None
    per: str | None = None
    count: Literal["persons", "rows"] | None = None
    sum: str | None = None
    divided_by: dict[KindOfSiae, float] = Field(default_factory=dict)
    mean: str | None = None
    since: str | None = None
    period: str = ""
    to_date: bool = False
    by: tuple[str, ...] = ()
    target: float | None = None
    unit: str
    good: Literal["up", "down", "none"]
    cell: str
    source: str

    @property
    def conditions(self) -> dict[str, str | None]:
        """Every condition of the definition, by its key."""
        conditions = {"where": self.where, "of": self.of, "approximate": self.approximate}
        if self.missing is not None:
            conditions["missing.where"] = self.missing.where
            conditions["missing.could"] = self.missing.could
            conditions["missing.other"] = self.missing.other or None
        return conditions

    @model_validator(mode="after")
    def _one_measure(self) -> Indicator:
        measures = (self.count, self.sum, self.mean, self.since)
        if sum(measure is not None for measure in measures) != 1:
            raise ValueError(sentence("definitions.one_measure", id=self.id))
        if self.of is not None and self.count is None:
            raise ValueError(sentence("definitions.of_goes_with_count", id=self.id))
        if self.per is not None and (self.of or self.mean or self.since):
            raise ValueError(sentence("definitions.per_goes_alone", id=self.id))
        if self.divided_by and self.sum is None:
            raise ValueError(sentence("definitions.divided_by_goes_with_sum", id=self.id))
        return self


class Indicators(Definition):
    """All definitions; `let` names conditions that several of them use."""

    let: dict[str, str] = Field(default_factory=dict)
    populations: dict[str, Population] = Field(default_factory=dict)
    indicators: tuple[Indicator, ...] = ()


def load_indicators(
    forms: Mapping[str, Form], folder: Path | None = None, modules: Sequence[str] = ()
) -> Indicators:
    """All definitions; those of `indicators.yaml` in `folder` add to ours or replace them by id.

    Args:
        modules: those whose indicators are added to ours.

    Raises:
        DefinitionError: a definition is wrong, or names what `forms` do not have, values included.
    """
    layers = load_layers(
        "indicators.yaml",
        DATA,
        folder,
        lists={"indicators": "id"},
        sections=frozenset({"let", "populations"}),
        modules=[DATA / "modules" / f"{module}.yaml" for module in modules],
    )
    definitions = parse(layers, Indicators)
    _Check(layers, definitions, forms).run()
    return definitions


def columns_of(form: Form) -> dict[str, ColumnType]:
    """Columns that a condition of a figure can name: fields, what is derived, the period."""
    days = dict.fromkeys(("start", "end", "today"), ColumnType("date"))
    columns = {**form.columns(), **days}
    if form.form == "participant":
        columns |= {name: derived.type for name, derived in DERIVED.items()}
        columns[COMPLETENESS] = ColumnType("number")
    return columns


class _Check:
    """Holds every name and every value of the indicators against the forms."""

    def __init__(self, layers: Layers, definitions: Indicators, forms: Mapping[str, Form]) -> None:
        self.layers, self.definitions, self.forms = layers, definitions, forms
        self.ids = sorted(indicator.id for indicator in definitions.indicators)
        self.columns = {form_id: columns_of(form) for form_id, form in forms.items()}
        conditions = dict.fromkeys(definitions.let, ColumnType("condition"))
        self.with_let = {
            **self.columns,
            "participant": {**self.columns["participant"], **conditions},
        }

    def run(self) -> None:
        """Raise `DefinitionError` for the first mistake."""
        # The named conditions first: a mistake in one is told there, and not where it is used.
        for name, text in self.definitions.let.items():
            self.condition(("let", name), f"let.{name}", text, self.columns["participant"])
        for name, population in self.definitions.populations.items():
            known = self.with_let[population.form]
            self.condition(
                ("populations", name), f"populations.{name}.where", population.where, known
            )
        for index, indicator in enumerate(self.definitions.indicators):
            self.indicator(("indicators", index), indicator)

    def indicator(self, path: YamlPath, indicator: Indicator) -> None:
        known = self.with_let[indicator.form]
        for key, text in indicator.conditions.items():
            if text is not None:
                self.condition((*path, *key.split(".")), f"{indicator.id}.{key}", text, known)
        for key, name in (("sum", indicator.sum), ("mean", indicator.mean)):
            self.measured(path, indicator, key, name, "number")
        self.measured(path, indicator, "since", indicator.since, "date")
        self.named(path, indicator, "cell", indicator.cell, self.form_fields(indicator))
        for field in indicator.by:
            self.named(path, indicator, "by", field, list(self.columns[indicator.form]))
        if indicator.per is not None and indicator.per not in self.ids:
            hint = did_you_mean(indicator.per, self.ids)
            problem = sentence("definitions.no_indicator", name=indicator.per, hint=hint)
            raise self.error(path, indicator, "per", problem)
        populations = sorted(self.definitions.populations)
        if indicator.population and indicator.population not in populations:
            hint = did_you_mean(indicator.population, populations)
            problem = sentence("definitions.no_population", name=indicator.population, hint=hint)
            raise self.error(path, indicator, "population", problem)
        if indicator.period and not is_period(indicator.period):
            problem = sentence("definitions.no_period", name=indicator.period)
            raise self.error(path, indicator, "period", problem)

    def form_fields(self, indicator: Indicator) -> list[str]:
        return [field.id for field in self.forms[indicator.form].fields]

    def condition(
        self, path: YamlPath, key: str, text: str, columns: Mapping[str, ColumnType]
    ) -> None:
        try:
            check_expression(text, columns)
        except ExpressionError as error:
            raise self.layers.error(path, f"colonne {error.column} : {error}", key) from error

    def measured(
        self, path: YamlPath, indicator: Indicator, key: str, name: str | None, kind: Kind
    ) -> None:
        """Check that the column to add up or count from exists, and is of `kind`."""
        if name is None:
            return
        columns = self.columns[indicator.form]
        self.named(path, indicator, key, name, list(columns))
        if columns[name].kind != kind:
            problem = sentence("definitions.wrong_kind", name=name, kind=KIND_NAMES[kind])
            raise self.error(path, indicator, key, problem)

    def named(
        self, path: YamlPath, indicator: Indicator, key: str, name: str, known: Sequence[str]
    ) -> None:
        if name not in known:
            hint = did_you_mean(name, sorted(known))
            problem = sentence("definitions.no_field", name=name, hint=hint)
            raise self.error(path, indicator, key, problem)

    def error(
        self, path: YamlPath, indicator: Indicator, key: str, problem: str
    ) -> DefinitionError:
        return self.layers.error((*path, key), problem, f"{indicator.id}.{key}")
