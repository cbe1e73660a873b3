"""Describe the tabs that staff enter data in, from the forms: titles in groups, help, drop-downs, checks; and the lists behind them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from datetime import date

from forms.columns import letters
from forms.definition import Field, Form
from sheets_sync import french
from sheets_sync.config import Config
from sheets_sync.sheets.colours import GREEN, GREY
from sheets_sync.sheets.content import Content, Link, Role, Span
from sheets_sync.sheets.sheet import Block, ConditionalFormat, DataValidation, Sheet

ENTRY_ROWS = 500
"""Rows of a new tab that are ready to be filled in."""
_LOOKS: Mapping[str, Role] = {
    "date": "entry_date", "number": "entry_number", "integer": "entry_number", "postal_code": "entry_text", "pass_iae": "entry_text", "siret": "entry_text",
}  # fmt: skip
_WIDTHS: Mapping[str, float] = {
    "date": 13,
    "number": 10,
    "integer": 10,
    "yes_no": 8,
    "postal_code": 9,
    "pass_iae": 16,
    "siret": 16,
}
_LENGTHS = {"postal_code": 5}
_LATEST = date(2100, 12, 31)
_EARLIEST = date(1900, 1, 1)
Lists = Mapping[tuple[str, ...], int]
"""The values of a list → its column in the tab of lists."""


def lists_of(forms: Mapping[str, Form], config: Config) -> Lists:
    """Every list that a drop-down offers, once each."""
    fields = [field for form in forms.values() for field in form.fields]
    return {
        values: column
        for column, values in enumerate(
            dict.fromkeys(filter(None, (_offered(field, config) for field in fields)))
        )
    }


def lists_tab(forms: Mapping[str, Form], config: Config) -> Sheet:
    """The lists, a column each, under the title of the first field that offers it."""
    titles = {
        _offered(field, config): field.label
        for form in reversed(list(forms.values()))
        for field in reversed(form.fields)
    }
    lists = lists_of(forms, config)
    blocks = [Block(0, column, [[titles[values]]], ["header"]) for values, column in lists.items()]
    blocks += [
        Block(1, column, [[value] for value in values], ["text"])
        for values, column in lists.items()
    ]
    widths = {
        column: min(40.0, 4.0 + max(len(value) for value in (titles[values], *values)))
        for values, column in lists.items()
    }
    return Sheet(config.tabs.listes, blocks, widths, {}, (1, 0), colour=GREY)


def entry_tab(name: str, form: Form, lists: Lists, config: Config) -> Sheet:
    """An empty tab for the rows of a form: nothing but its titles, and what helps to fill it in."""
    fields = form.fields
    grouped = any(field.group for field in fields)
    top = 1 if grouped else 0
    blocks = [Block(top, 0, [[title_of(field) for field in fields]], ["header"] * len(fields))]
    if grouped:
        start = 0
        for group, members in itertools.groupby(fields, lambda field: field.group):
            count = len(list(members))
            blocks.append(Block(0, start, [[group]], ["group"], count))
            start += count
    rows = Span(top + 1, 0, top + ENTRY_ROWS, len(fields) - 1)
    return Sheet(
        name, blocks, {column: _width(field) for column, field in enumerate(fields)}, {top: 32.0}, (top + 1, _frozen(form)),
        Span(top, 0, rows.bottom, rows.right), columns={column: _LOOKS.get(field.type, "entry") for column, field in enumerate(fields)},
        notes={(top, column): help_of(field) for column, field in enumerate(fields)},
        data_validations=[check for column, field in enumerate(fields) for check in checks(field, rows._replace(left=column, right=column), lists, config)],
        conditional_formats=list(_shades(form, rows)), pages_wide=2, colour=GREEN, is_staffs=True,
    )  # fmt: skip


def readme_tab(config: Config, forms: Mapping[str, Form]) -> Sheet:
    """Who does what in the workbook, and what must never be in it."""
    shared = [member for member in config.siae if member.workbook is None]
    lines: list[tuple[Role, Content]] = [
        ("title", config.programme), ("subtitle", "Ce classeur est partagé : chacun saisit dans son onglet, tout est contrôlé et réuni avant chaque réunion."),
        ("section", "Accompagnateurs et accompagnatrices"),
        ("text", "Une ligne par personne et par parcours, dans l'onglet de sa structure. Les titres suivis de * sont obligatoires (case ambrée tant qu'elle est vide)."),
        ("text", "Une case colorée avec une note « ⚠ » est à revoir : la note dit quoi faire, et s'en va une fois la saisie juste. Vos couleurs et vos notes ne sont jamais changées."),
        ("text", "Les listes proposent, elles n'imposent pas ; vos propres colonnes sont les bienvenues à droite."),
        *(("link", Link(f"{member.name} ({member.kind})", None, member.tab, "A1")) for member in shared),
        ("section", "Coordination"),
        *(("link", Link(f"{config.tab_of(form)} : une ligne, {form.row}", None, config.tab_of(form), "A1")) for form in list(forms.values())[1:]),
        ("text", f"Avant chaque réunion, « sheets-sync prepare » refait {french.listed([config.tabs.consortium, config.tabs.anomalies, config.tabs.pilotage])} : ne rien y saisir, sauf les réponses aux questions d'Anomalies."),
        ("section", "Directions"), ("text", f"Tout est dans {config.tabs.pilotage}, sans aucun nom."),
        ("section", "Jamais dans ce classeur"),
        ("text", "Ni numéro de sécurité sociale (décret 2019-341), ni détail de santé, de justice, d'opinion ou de religion, notes de cellule comprises."),
    ]  # fmt: skip
    blocks = [Block(row, 0, [[value]], [role]) for row, (role, value) in enumerate(lines)]
    return Sheet(config.tabs.lisez_moi, blocks, {0: 120.0}, {0: 32.0}, gridlines=False)


def checks(field: Field, cells: Span, lists: Lists, config: Config) -> Iterator[DataValidation]:
    """What is to be entered in the cells of a field; nothing for free text, and for days of which the month is often all that is known."""
    offered = _offered(field, config)
    if offered:
        source = (
            config.tabs.listes,
            Span(1, lists[offered], max(60, 2 * len(offered)), lists[offered]),
        )
        yield DataValidation(
            cells,
            "list",
            field.help,
            f"« {field.label} » : choisir dans la liste, ou confirmer si rien n'y convient.",
            source=source,
        )
    elif field.type == "date" and not field.partial:
        yield DataValidation(
            cells,
            "date",
            field.help,
            f"« {field.label} » : saisir une date, par exemple 12/03/2024.",
            field.not_before or _EARLIEST,
            _LATEST,
        )
    elif field.type in ("number", "integer"):
        low, high = (
            field.minimum if field.minimum is not None else field.exclusive_minimum,
            field.maximum,
        )
        what = "un nombre" if field.type == "number" else "un nombre entier"
        between = (
            f" entre {french.number(low)} et {french.number(high)}"
            if low is not None and high is not None
            else ""
        )
        yield DataValidation(
            cells, "number" if field.type == "number" else "whole", field.help, f"« {field.label} » : saisir {what}{between}.", 0 if low is None else low, high
        )  # fmt: skip
    elif field.type in _LENGTHS:
        yield DataValidation(
            cells,
            "length",
            field.help,
            f"« {field.label} » : {_LENGTHS[field.type]} chiffres.",
            _LENGTHS[field.type],
            _LENGTHS[field.type],
        )


def _offered(field: Field, config: Config) -> tuple[str, ...]:
    return field.offered([member.name for member in config.siae])


def _shades(form: Form, rows: Span) -> Iterator[ConditionalFormat]:
    """A required cell that is empty on a line that is begun; a contract that is over while the person is still there."""
    first = rows.top + 1
    whole = f"COUNTA(${letters(0)}{first}:${letters(rows.right)}{first})>0"
    place = {field.id: column for column, field in enumerate(form.fields)}
    for field in form.fields:
        if field.required:
            cells = rows._replace(left=place[field.id], right=place[field.id])
            yield ConditionalFormat(
                cells, f"AND({whole},ISBLANK({letters(cells.left)}{first}))", "missing"
            )
    if {"contrat_fin", "date_sortie"} <= place.keys():
        end, left = (f"${letters(place[name])}{first}" for name in ("contrat_fin", "date_sortie"))
        cells = rows._replace(left=place["contrat_fin"], right=place["contrat_fin"])
        yield ConditionalFormat(
            cells, f"AND(ISNUMBER({end}),{end}<TODAY(),ISBLANK({left}))", "over"
        )


def _frozen(form: Form) -> int:
    """Columns that stay in sight: those a row is known by, where they are the first."""
    return 2 if [field.id for field in form.fields[:2]] == ["nom", "prenom"] else 0


def _width(field: Field) -> float:
    usual = _WIDTHS.get(field.type, 18)
    longest = max((len(choice.value) for choice in field.options), default=0) + 3
    return max(usual, min(longest, 26), min(0.62 * len(field.label) + 4, 18))


def title_of(field: Field) -> str:
    """The title of its column."""
    return field.label + (" *" if field.required else "")


def help_of(field: Field) -> str:
    """What is said beside a field: what to enter, whether it must be, and where it stays."""
    needed = " Obligatoire." if field.required else ""
    kept = {"tab": " Ne quitte jamais cet onglet.", "personal": " Reste dans cet onglet."}.get(
        field.privacy, ""
    )
    return f"{field.help or field.label}{needed}{kept}"
