"""Check the columns of a table: required ones that are missing, matches to be confirmed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from forms.headers.columns import Match
from forms.headers.matching import letters
from forms.headers.titles import form_titles
from forms.words import fold_header
from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.checking.table import TableToCheck
from sheets_sync.french import quoted, rounded
from sheets_sync.reading.adoption.questions import siae_columns
from sheets_sync.reading.table import is_blank

_UNDERSTOOD: Mapping[str, str] = {
    "near": "column.near_title",
    "content": "column.by_content",
    "spread": "column.spread",
}
"""How a column was matched → the rule that says so; a header's own words need no remark."""
_REPEATED: Mapping[str, str] = {
    "sum": "column.summed",
    "last": "column.last",
    "latest": "column.latest",
}
"""How columns are one value together → the rule that says so."""


_NEARLY_ALL = 0.8
"""Share of the rows: an employer after the exit, a partner are said of few."""


def check_columns(check: TableToCheck) -> list[Anomaly]:
    """All that is to be said of the columns, at the row of the header."""
    if not check.table.rows and any(check.table.set_aside.values()):
        # « ÉQUIPE PERMANENTE » over « Nom | Fonction »: nothing of these columns is read.
        return []
    return [
        *_missing_required(check),
        *_not_found(check),
        *_settled_under_other_titles(check),
        *_uncertain(check),
        *_understood_columns(check),
        *_repeated(check),
        *_competing(check),
        *_several(check),
        *_service_columns(check),
        *_of_several_siae(check),
        *_columns_beside(check),
        *_extra_columns(check),
    ]


def _missing_required(check: TableToCheck) -> list[Anomaly]:
    """Required fields without a column; one that a column may be meant for has its own anomaly."""
    table = check.table
    doubtful = {match.field for match in table.matching.uncertain}
    present = doubtful.union(table.columns)
    return [
        check.anomaly("column.missing", table.header_row, field)
        for field in check.form.fields
        if field.required and field.id not in present
    ]


def _not_found(check: TableToCheck) -> list[Anomaly]:
    """Columns that config names and the tab lacks."""
    row, lost = check.table.header_row, check.table.matching.lost
    return [
        check.anomaly("column.not_found", row, check.form.field(field), where=column)
        for field, column in lost.items()
    ]


def _settled_under_other_titles(check: TableToCheck) -> list[Anomaly]:
    """Columns that config says are a field's, and whose title is another field's own.

    A letter stays where it is when somebody inserts a column before it.
    """
    matching, exact = check.table.matching, form_titles(check.form).exact
    anomalies = []
    for match in matching.matches.values():
        title = matching.titles[match.column]
        of_title = exact.get(fold_header(title), match.field)
        if match.how == "config" and of_title != match.field:
            at_header = match.column, check.table.header_row, check.form.field(match.field)
            anomalies.append(check.column_anomaly("column.other_title", *at_header, header=title))
    return anomalies


UNSURE = ("column.uncertain", "column.either", "column.unlike_title")
"""The rules about a column that is not read, since a person has to say what it is."""


def _uncertain(check: TableToCheck) -> list[Anomaly]:
    return [_uncertain_column(check, match) for match in check.table.matching.uncertain]


def _uncertain_column(check: TableToCheck, match: Match) -> Anomaly:
    """A column that is not read: what it resembles, or which fields it may be."""
    at_header = match.column, check.table.header_row, check.form.field(match.field)
    if not match.rivals and _is_unlike_title(check, match):
        return check.column_anomaly("column.unlike_title", *at_header, header=match.header)
    if not match.rivals:
        confidence = str(rounded(match.confidence * 100))
        return check.column_anomaly(
            "column.uncertain", *at_header, header=match.header, confidence=confidence
        )
    labels = [check.form.field(name).label for name in (match.field, *match.rivals)]
    fields = " ou ".join(map(quoted, labels))
    return check.column_anomaly("column.either", *at_header, header=match.header, fields=fields)


def _is_unlike_title(check: TableToCheck, match: Match) -> bool:
    """True if the title is the field's own and no cell is: « Statut » over « Sorti »."""
    decisions = check.table.matching.decisions
    evidence = next((each.evidence for each in decisions if each.column == match.column), None)
    return evidence is not None and evidence.is_exact and evidence.content == 0


def _understood_columns(check: TableToCheck) -> list[Anomaly]:
    return [
        check.column_anomaly(
            _UNDERSTOOD[match.how],
            match.column,
            check.table.header_row,
            check.form.field(match.field),
            header=match.header,
        )
        for match in check.table.matching.matches.values()
        if match.how in _UNDERSTOOD
    ]


def _repeated(check: TableToCheck) -> list[Anomaly]:
    """Fields that several columns hold in turn or by the month, unless config says so."""
    matching = check.table.matching
    return [
        check.column_anomaly(
            _REPEATED[repeated.field.repeated or repeated.how],
            repeated.columns[0],
            check.table.header_row,
            repeated.field,
            headers=_titles_with_letters(check, repeated.columns),
        )
        for name, repeated in matching.repeated.items()
        if matching.matches[name].how != "config"
    ]


def _competing(check: TableToCheck) -> list[Anomaly]:
    """Columns that are left although they have a title of a field, at the first of them."""
    anomalies = []
    for name, columns in check.table.matching.competing.items():
        match = check.table.matching.matches.get(name)
        read = check.table.columns[name]
        titles = {fold_header(check.table.matching.titles[column]) for column in columns}
        same_title = match is not None and fold_header(match.header) in titles
        rule = "column.competing"
        if same_title and name in check.form.identity:
            rule = "column.double_identity"
        anomalies.append(
            check.column_anomaly(
                rule,
                columns[0],
                check.table.header_row,
                check.form.field(name),
                header=_titles_with_letters(check, [read]),
                headers=_titles_with_letters(check, columns),
            )
        )
    return anomalies


def _titles_with_letters(check: TableToCheck, columns: Sequence[int]) -> str:
    """« Heures FLE janv. » (W), « Heures FLE févr. » (X)."""
    titles = check.table.matching.titles
    return ", ".join(f"{quoted(titles[column])} ({letters(column)})" for column in columns)


def _several(check: TableToCheck) -> list[Anomaly]:
    """Columns of which a cell holds several answers."""
    matching = check.table.matching
    anomalies = []
    for each in matching.several:
        column, fields = each.columns[0], check.form.with_topic(each.several.topic)
        labels = ", ".join(field.short_label for field in fields)
        words = {"header": matching.titles[column], "fields": labels}
        anomalies.append(
            check.column_anomaly("column.several", column, check.table.header_row, None, **words)
        )
    return anomalies


def _service_columns(check: TableToCheck) -> list[Anomaly]:
    """Columns that a service of online forms added to its answers, in one remark."""
    matching = check.table.matching
    if not matching.service:
        return []
    names = _titles_with_letters(check, matching.service)
    return [check.anomaly("column.service", check.table.header_row, None, headers=names)]


def _of_several_siae(check: TableToCheck) -> Iterator[Anomaly]:
    """Columns that say nearly everywhere whose a row is, and not the same: all count here."""
    table = check.table
    for column in siae_columns(table, check.form):
        cells = table.extra[table.matching.extra[column]]
        if sum(not is_blank(cell) for cell in cells) >= _NEARLY_ALL * len(cells):
            header = table.matching.titles[column]
            place = column, table.header_row, None
            yield check.column_anomaly("column.siae", *place, header=header, siae=check.siae)


def _columns_beside(check: TableToCheck) -> list[Anomaly]:
    """Columns of another table: a warning where they have a title of a field that is not read."""
    matching = check.table.matching
    if not check.table.beside:
        return []
    known = {
        form_titles(check.form).exact.get(fold_header(matching.titles[column]), "")
        for column in check.table.beside
    }
    rule = "column.beside"
    if known - {""} - set(check.table.columns):
        rule = "column.beside_known"
    names = _titles_with_letters(check, check.table.beside)
    at_header = check.table.beside[0], check.table.header_row, None
    return [check.column_anomaly(rule, *at_header, headers=names)]


def _extra_columns(check: TableToCheck) -> list[Anomaly]:
    """Columns that are no field, in one anomaly.

    Those with nothing in them are left in peace, and those of which another anomaly is told.
    """
    table = check.table
    columns_told = {match.column for match in table.matching.uncertain}
    columns_told.update(chain.from_iterable(table.matching.competing.values()), table.beside)
    extra = table.matching.extra.items()
    headers = [name for column, name in extra if name in table.extra and column not in columns_told]
    if not headers:
        return []
    names = ", ".join(map(quoted, headers))
    return [check.anomaly("column.extra", table.header_row, None, headers=names)]
