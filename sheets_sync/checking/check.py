"""From the raw cells of a tab to typed values and anomalies: every check, in order.

A check is a function of what it is given; none looks at what another appended. What one needs to
know of those before it (which cells are in error already) is handed to it as data.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from forms.form import Form
from forms.values import ReadingContext
from sheets_sync.checking.anomaly import (
    Anomaly,
    cells_asked_about,
    cells_in_error,
    make_anomaly,
)
from sheets_sync.checking.cells.typed_cells import (
    TypedCells,
    check_cells,
    check_prepared_cells,
)
from sheets_sync.checking.columns import check_columns
from sheets_sync.checking.conditions import Conditions
from sheets_sync.checking.members import check_members
from sheets_sync.checking.rows.answered import unanswered_fields
from sheets_sync.checking.rows.contracts import find_contracts
from sheets_sync.checking.rows.departures import find_departures, names_that_say_more
from sheets_sync.checking.rows.no_entries import check_below_total, check_ignored
from sheets_sync.checking.rows.required import (
    check_continued,
    check_identity,
    check_required,
    check_shared_cells,
)
from sheets_sync.checking.rows.sections import check_sections
from sheets_sync.checking.rows.two_people import check_two_people, rows_of_two_people
from sheets_sync.checking.rules import check_rules
from sheets_sync.checking.table import CheckedTable, TableToCheck
from sheets_sync.checking.texts.free_text import SensitiveText, check_free_text, check_notes
from sheets_sync.reading.legends import legends_at_titles
from sheets_sync.reading.table import Table, TabReading
from sheets_sync.settings.siae import DateOrder

_MOST_NAMED = 5
"""Cells that a message names at most."""


def check_tab(
    reading: TabReading,
    form: Form,
    context: ReadingContext,
    sensitive: SensitiveText,
    date_orders: Mapping[str, DateOrder] = MappingProxyType({}),
    typed: Sequence[TypedCells] = (),
) -> tuple[list[CheckedTable], list[Anomaly]]:
    """The tables of a tab, typed and checked, and what is to be said of the tab as a whole.

    Args:
        date_orders: field → how its real dates were made, where config settles it.
        typed: the cells of each table, where they are typed already.
    """
    typed = typed or type_cells(reading, form, context, date_orders)
    tables = [
        _check_table(reading, table, form, context, sensitive, cells)
        for table, cells in zip(reading.tables, typed, strict=True)
    ]
    about_tab = [
        *_check_whole(reading),
        *check_ignored(reading, form),
        *check_below_total(reading),
        *check_sections(reading, tables),
    ]
    return tables, [*about_tab, *check_notes(reading, form, sensitive)]


def type_cells(
    reading: TabReading,
    form: Form,
    context: ReadingContext,
    date_orders: Mapping[str, DateOrder],
) -> list[TypedCells]:
    """The cells of each table of a tab, typed."""
    typed = []
    for table in reading.tables:
        check = TableToCheck(reading.siae, reading.tab, table, form)
        legends = [*reading.legends, *legends_at_titles(table, reading.cell_notes)]
        typed.append(check_cells(check, context, date_orders, legends))
    return typed


def _check_table(
    reading: TabReading,
    table: Table,
    form: Form,
    context: ReadingContext,
    sensitive: SensitiveText,
    cells: TypedCells,
) -> CheckedTable:
    check = TableToCheck(reading.siae, reading.tab, table, form)
    columns = [*check_columns(check), *check_members(check, context)]
    # The order is that of what each needs to know: a cell that is unreadable is not also missing,
    # and a rule says nothing of a cell in which either was found. One mistake is said once.
    conditions = Conditions(form, cells.values, context.as_of, len(table.rows))
    of_two = rows_of_two_people(check)
    identified = conditions.rows_kept()
    rows_kept = [
        keep and not is_ruled_out and row not in of_two
        for row, keep, is_ruled_out in zip(
            table.rows, identified, conditions.rows_ruled_out(), strict=True
        )
    ]
    required = check_required(check, cells, rows_kept, cells_in_error(cells.anomalies))
    cells_told = cells_in_error([*cells.anomalies, *required]) | cells_asked_about(cells.anomalies)
    contracts = find_contracts(check, cells.values, rows_kept)
    departures = find_departures(check, cells.values, rows_kept, reading.prepared)
    over = check.table.superseded | contracts.followed | departures.rows | _rows_left(reading)
    # An exit is looked at where it is typed; a talk beside any contract is one with the person.
    values = contracts.shared(cells.values, table.rows, ("dernier_entretien",))
    if values is not cells.values:
        conditions = Conditions(form, values, context.as_of, len(table.rows))
    rules = check_rules(check, conditions, values, rows_kept, cells_told, over, context.as_of)
    anomalies = [
        *columns,
        *cells.anomalies,
        *required,
        *rules,
        *check_prepared_cells(check, reading.prepared, context),
        *check_free_text(check, sensitive),
        *check_identity(check, identified),
        *check_two_people(check, of_two),
        *check_continued(check),
        *check_shared_cells(check),
        *departures.check(check),
        *names_that_say_more(check, rows_kept),
        *contracts.check(check),
    ]
    return CheckedTable(
        reading.siae,
        reading.tab,
        table,
        contracts.shared(cells.values, table.rows),
        cells.collected - unanswered_fields(check, conditions, rows_kept),
        rows_kept,
        anomalies,
        contracts.stay,
        contracts.followed,
    )


def _rows_left(reading: TabReading) -> frozenset[int]:
    """The rows below a title that says that people have left."""
    left = (section.rows for section in reading.sections if section.kind == "left")
    return frozenset(itertools.chain.from_iterable(left))


def _check_whole(reading: TabReading) -> list[Anomaly]:
    """Check that the tab can be read, has rows, and is read to its end."""
    anomalies: list[Anomaly] = []
    if reading.beyond:
        cells = ", ".join(reading.beyond[:_MOST_NAMED])
        if len(reading.beyond) > _MOST_NAMED:
            cells += "…"
        words = {"tab": reading.tab, "cells": cells}
        anomalies.append(make_anomaly(reading.siae, reading.tab, "tab.far_cells", **words))
    if reading.accents_mended:
        anomalies.append(make_anomaly(reading.siae, reading.tab, "tab.accents", tab=reading.tab))
    if reading.cut_row:
        words = {"tab": reading.tab, "row": str(reading.cut_row)}
        anomalies.append(make_anomaly(reading.siae, reading.tab, "tab.cut", **words))
    rule = reading.problem
    if not rule and not reading.rows_read:
        rule = "tab.no_rows"
    if rule:
        words = {"tab": reading.tab, "hint": reading.hint}
        # Where the trouble begins in one cell, the hint is that cell.
        cell = reading.hint if rule == "tab.side_by_side" else ""
        anomalies.append(
            make_anomaly(reading.siae, reading.tab, rule, cell, reading.header_row, None, **words)
        )
    return anomalies
