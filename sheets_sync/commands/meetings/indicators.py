"""`indicators`: the figures, of the whole and of each SIAE; broken down; or one explained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any

import typer

from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.commands.printing.explain import explain_json, explain_text
from sheets_sync.commands.printing.figure_json import figure_json
from sheets_sync.commands.steps.options import Options, Strict
from sheets_sync.commands.steps.running import finish, read_day
from sheets_sync.consortium.derived import labels_of_derived
from sheets_sync.errors import must_be_known
from sheets_sync.figures.figure import Figure
from sheets_sync.figures.periods import Period, read_period, year_to
from sheets_sync.settings.funder import Funder
from sheets_sync.sheets.table import Column, Table
from sheets_sync.steering.month import Month


@dataclass(frozen=True)
class _Part:
    """A figure, and the field that it is a value of; "" for the whole."""

    figure: Figure
    field: str = ""


def indicators(
    options: Options,
    strict: Strict = False,
    explain: Annotated[
        str,
        typer.Option(
            "--explain",
            help="La définition d'un indicateur, et les cellules comptées.",
            metavar="ID",
        ),
    ] = "",
    siae: Annotated[str, typer.Option("--siae", help="Une seule SIAE.")] = "",
    start: Annotated[
        str,
        typer.Option(
            "--from", help="Premier jour de la période ; par défaut le 1er janvier.", metavar="DATE"
        ),
    ] = "",
    end: Annotated[
        str,
        typer.Option(
            "--to",
            help="Dernier jour de la période ; par défaut le jour de --as-of.",
            metavar="DATE",
        ),
    ] = "",
    named: Annotated[
        str,
        typer.Option(
            "--period",
            help="2026, 2026-S1, 2026-T3, 2026-11, 12m, debut, ou un financeur de config.yaml.",
            metavar="PÉRIODE",
        ),
    ] = "",
    by: Annotated[
        str,
        typer.Option(
            "--by",
            help="Ventiler par un champ : sexe, tranche_age, protection, qpv…",
            metavar="CHAMP",
        ),
    ] = "",
    breakdowns: Annotated[
        bool,
        typer.Option(
            "--breakdowns",
            help="Chaque indicateur avec les ventilations que sa définition demande.",
        ),
    ] = False,
) -> None:
    """Afficher les chiffres : ensemble et par SIAE."""
    workspace, month = options.read_month(strict)
    period = _asked_period(start, end, named, workspace.config.funders, month.as_of)
    if by:
        must_be_known("commands.the_field", by, _breakdowns(month))
    if siae:
        must_be_known("commands.the_siae", siae, workspace.member_names)
    own_periods = not (start or end or named)
    if explain:
        must_be_known("commands.the_indicator", explain, list(month.measures.indicators))
        period = _own_period(month, explain, period, own_periods)
        # Asked for by name: there is nothing else to say.
        replace(options, quiet=False).report(
            data=lambda: explain_json(month, explain, period, siae or None),
            text=lambda: explain_text(month, explain, period, siae or None),
        )
        return
    broken_down = bool(by or breakdowns)
    if broken_down:
        parts = _broken_down(month, period, by)
    else:
        parts = [_Part(f) for f in _all_figures(month, period, siae or None, own_periods)]
    options.report(
        data=lambda: [_part_json(part, broken_down) for part in parts],
        text=lambda: _figures_text(_named_with_field(month, parts), period),
    )
    finish(month, failing=strict)


def _asked_period(
    start: str, end: str, named: str, funders: dict[str, Funder], as_of: date
) -> Period:
    last = as_of
    if end:
        last = read_day(end)
    if named:
        return read_period(named, last, funders)
    if start:
        return Period(read_day(start), last)
    return year_to(last)


def _all_figures(month: Month, period: Period, siae: str | None, own_periods: bool) -> list[Figure]:
    """Every indicator: the whole and each SIAE, or one SIAE.

    Args:
        own_periods: an indicator whose definition has a period is counted over that one.
    """
    measures, figures = month.measures, []
    for name, indicator in measures.indicators.items():
        over = _own_period(month, name, period, own_periods)
        figures.append(measures.figure(name, over.start, over.end, siae))
        if siae is None and indicator.form == "participant":
            figures += measures.by_siae(name, over.start, over.end)
    return figures


def _own_period(month: Month, name: str, period: Period, own_periods: bool) -> Period:
    """The period of an indicator's own definition, where none was asked for; else `period`."""
    own = month.measures.indicators[name].period
    if not (own and own_periods):
        return period
    return read_period(own, period.end, {})


def _breakdowns(month: Month) -> list[str]:
    """The fields that figures can be broken down by: lists, yes or no, age band, nationality."""
    listed = [
        field.id
        for field in month.form.fields
        if field.type in ("choice", "yes_no") and field.privacy == "shared"
    ]
    return [*listed, "tranche_age", "nationalite"]


def _broken_down(month: Month, period: Period, field: str) -> list[_Part]:
    """Every indicator of the participants: the whole, then each value of `field`.

    With "" for the field: of the fields that its definition is broken down by.
    """
    parts: list[_Part] = []
    for name, indicator in month.measures.indicators.items():
        fields = list(filter(None, [field])) or list(indicator.by)
        if indicator.form != "participant" or not fields:
            continue
        parts.append(_Part(month.measures.figure(name, period.start, period.end)))
        for one in fields:
            groups = month.measures.by(name, period.start, period.end, one)
            parts += [_Part(figure, one) for figure in groups.values()]
    return parts


def _part_json(part: _Part, broken_down: bool) -> dict[str, Any]:
    data = figure_json(part.figure)
    if broken_down:
        data |= {"by": part.field or None, "group": part.figure.group}
    return data


def _named_with_field(month: Month, parts: Sequence[_Part]) -> list[Figure]:
    """The figures, their groups named with the field they are values of: « Sexe : Femme »."""
    labels = {field.id: field.label for field in month.form.fields} | labels_of_derived()
    return [_with_field(part.figure, labels.get(part.field)) for part in parts]


def _with_field(figure: Figure, label: str | None) -> Figure:
    if label is None:
        return figure
    group = sentence("commands.group_of_field", field=label, group=figure.group)
    return replace(figure, group=group)


def _figures_text(figures: Sequence[Figure], period: Period) -> str:
    """The figures of the whole (or of one SIAE), a line each, with their breakdowns if asked."""
    shown = [figure for figure in figures if figure.siae is None] or list(figures)
    title = sentence("commands.figures", day=period.end, period=period.text)
    table = Table(
        [
            Column[Figure](sentence("commands.figure"), "text", _figure_label),
            Column[Figure](sentence("commands.value"), "count", _figure_text, width=13),
            Column[Figure](sentence("commands.counted"), "text", _out_of_text, width=13),
            Column[Figure](sentence("commands.target"), "text", _target_text, width=15),
            Column[Figure](sentence("commands.id"), "text", _id),
        ],
        shown,
    )
    return "\n".join([title, "", table.as_text(header=False)])


def _figure_label(figure: Figure) -> str:
    if not figure.group:
        return figure.label
    return f"    {figure.group}"


def _figure_text(figure: Figure) -> str:
    return figure.text


def _out_of_text(figure: Figure) -> str:
    out_of = ""
    if figure.among is not None and figure.is_collected:
        out_of = sentence("commands.out_of", part=figure.numerator, whole=figure.denominator)
    return french.typeset(" ; ".join(text for text in (out_of, *figure.provisos) if text))


def _target_text(figure: Figure) -> str:
    if figure.target is None:
        return ""
    return sentence("commands.with_target", target=french.figure(figure.target, figure.unit))


def _id(figure: Figure) -> str:
    if figure.group:
        return ""
    return f"[{figure.id}]"
