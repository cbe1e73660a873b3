"""A form as an XLSForm, for KoboToolbox and ODK: questions in groups, lists, bounds, and the rules that a phone can check."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from forms.expressions import parse_expression
from forms.form import Field, Form, Rule
from forms.words import fold

LANGUAGE = "Français (fr)"
_LABEL, _HINT, _SAY = f"label::{LANGUAGE}", f"hint::{LANGUAGE}", f"constraint_message::{LANGUAGE}"
SURVEY = ("type", "name", _LABEL, _HINT, "required", "relevant", "constraint", _SAY, "appearance")
CHOICES = ("list_name", "name", _LABEL)
_PATTERNS: Mapping[str, tuple[str, str]] = {
    "postal_code": ("regex(., '^[0-9]{5}$')", "Écrire cinq chiffres, par exemple 33000."),
    "pass_iae": (
        "regex(., '^[0-9]{5}[0-9A-Z][0-9]{6}$')",
        "Écrire les douze chiffres, sans espace.",
    ),
    "siret": ("regex(., '^[0-9]{14}$')", "Écrire les quatorze chiffres, sans espace."),
}
_NOTICE = "Ces réponses vont dans l'onglet de la SIAE. N'y écrire ni numéro de sécurité sociale, ni détail de santé, de justice ou d'opinion."


@dataclass(frozen=True)
class XlsForm:
    """The three sheets as rows, and the codes of the rules that a phone cannot check (they are when the answers are read)."""

    survey: Sequence[Mapping[str, str]]
    choices: Sequence[Mapping[str, str]]
    settings: Mapping[str, str]
    left_out: Sequence[str]


class Untranslatable(Exception):
    """A condition that has no counterpart on a phone."""


def as_xlsform(form: Form, siae: Sequence[str], made_on: date) -> XlsForm:
    """`form` with a first question that says whose tab the answer goes to; `siae` are the members."""
    lists: dict[str, list[tuple[str, str]]] = {
        "siae": _choices(siae),
        "oui_non": [("oui", "oui"), ("non", "non")],
    }
    survey: list[dict[str, str]] = [{"type": "note", "name": "confidentialite", _LABEL: _NOTICE}]
    if form.form == "participant":
        survey.append(
            {"type": "select_one siae", "name": "siae", _LABEL: "SIAE", "required": "yes"}
        )
    carried, left_out = _rules(form)
    for number, (group, fields) in enumerate(
        groupby(form.fields, key=lambda field: field.group), 1
    ):  # a group may come back
        questions = [_question(field, carried.get(field.id, []), lists) for field in fields]
        if group:
            name = f"groupe_{number}_{choice_name(group)}"
            survey += [
                {"type": "begin_group", "name": name, _LABEL: group},
                *questions,
                {"type": "end_group", "name": name},
            ]
        else:
            survey += questions
    used = {
        row["type"].partition(" ")[2] for row in survey if row["type"].startswith("select_one ")
    }
    choices = [
        {"list_name": name, "name": value, _LABEL: label}
        for name, values in lists.items()
        if name in used
        for value, label in values
    ]
    settings = {
        "form_title": form.label,
        "form_id": form.form,
        "version": f"{made_on:%Y%m%d}",
        "default_language": LANGUAGE,
    }
    return XlsForm(survey, choices, settings, left_out)


def write_xlsform(made: XlsForm, file: Path) -> None:
    """The XLSForm as a workbook that pyxform, KoboToolbox and ODK read."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(file)) as book:
        for name, headers, rows in (
            ("survey", SURVEY, made.survey), ("choices", CHOICES, made.choices), ("settings", tuple(made.settings), [made.settings]),
        ):  # fmt: skip
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, headers)
            for place, row in enumerate(rows, 1):
                for column, header in enumerate(headers):
                    if row.get(header):
                        sheet.write_string(place, column, row[header])


def _question(
    field: Field,
    conditions: Sequence[tuple[str, str, str]],
    lists: dict[str, list[tuple[str, str]]],
) -> dict[str, str]:
    row = {
        "name": field.id,
        _LABEL: field.label,
        _HINT: field.help,
        "required": "yes" if field.required else "",
    }
    checks: list[tuple[str, str]] = []
    match field.type:
        case "choice":
            values = [choice.value for choice in field.options]
            same = next(
                (name for name, known in lists.items() if [label for _, label in known] == values),
                field.id,
            )
            lists.setdefault(same, _choices(values))
            row["type"] = f"select_one {same}"
        case "yes_no":
            row["type"] = "select_one oui_non"
        case "country":
            lists.setdefault("pays", _choices([country.value for country in field.countries]))
            row |= {"type": "select_one pays", "appearance": "autocomplete"}
        case "siae":
            row["type"] = "select_one siae"
        case "date":
            row |= {"type": "date"} | ({"appearance": "month-year"} if field.partial else {})
            if field.not_before:
                checks.append(
                    (
                        f". >= date('{field.not_before.isoformat()}')",
                        f"Pas avant le {field.not_before:%d/%m/%Y}.",
                    )
                )
            if field.past:
                checks.append((". <= today()", "Cette date ne peut pas être dans le futur."))
        case "number" | "integer":
            row["type"] = "decimal" if field.type == "number" else "integer"
            bounds = (
                (">=", field.minimum, "au moins"),
                (">", field.exclusive_minimum, "plus de"),
                ("<=", field.maximum, "au plus"),
            )
            checks += [
                (f". {sign} {limit:g}", f"{words.capitalize()} {limit:g}.")
                for sign, limit, words in bounds
                if limit is not None
            ]
        case kind:
            row["type"] = "text"
            if kind in _PATTERNS:
                checks.append(_PATTERNS[kind])
    for kind_, condition, message in conditions:
        if kind_ == "required":
            row["required"] = condition
        else:
            checks.append((condition, message))
    if checks:
        row["constraint"] = " and ".join(f"({condition})" for condition, _ in checks)
        row[_SAY] = " ".join(message for _, message in checks)
    return row


def _rules(form: Form) -> tuple[dict[str, list[tuple[str, str, str]]], list[str]]:
    """Field → what its question asks for (`required` or `constraint`, condition, message); codes of the rules left out."""
    carried: dict[str, list[tuple[str, str, str]]] = {}
    left_out = []
    waits_for: dict[str, set[str]] = {}
    for rule in form.rules:
        try:
            if rule.severity != "error":  # a phone can refuse an answer, not doubt it
                raise Untranslatable
            how, condition, message = _carried(rule, form)
            if how == "required":  # ODK allows no circle of what is required because of what
                names = set(re.findall(r"\$\{(\w+)}", condition))
                if any(rule.cell in _reached(name, waits_for) for name in names):
                    raise Untranslatable
                waits_for.setdefault(rule.cell, set()).update(names)
            carried.setdefault(rule.cell, []).append((how, condition, message))
        except Untranslatable:
            left_out.append(rule.code)
    return carried, left_out


def _reached(name: str, waits_for: Mapping[str, set[str]]) -> set[str]:
    """The fields that `name` waits for, itself among them."""
    found: set[str] = set()
    ahead = [name]
    while ahead:
        if (here := ahead.pop()) not in found:
            found.add(here)
            ahead += waits_for.get(here, ())
    return found


def _carried(rule: Rule, form: Form) -> tuple[str, str, str]:
    tree = parse_expression(rule.require, {field.id for field in form.fields})
    message = rule.message
    for field in form.fields:
        message = message.replace(
            f"{{{field.id}}}", f"${{{field.id}}}" if field.id != rule.cell else "cette réponse"
        )
    if tree.data == "implication" and _is_filled(tree.children[1], rule.cell):
        return "required", _Path(form, "").of(tree.children[0]), message
    return "constraint", _Path(form, rule.cell).of(tree), message


def _is_filled(tree: Any, name: str) -> bool:
    return (
        getattr(tree, "data", "") == "call"
        and str(tree.children[0]) == "filled"
        and str(tree.children[1].children[0]) == name
    )


class _Path:
    """A condition of the rules in XPath, as ODK evaluates it at the question `here`; an empty answer never fails it."""

    def __init__(self, form: Form, here: str) -> None:
        self.form, self.here = form, here

    def of(self, tree: Any) -> str:
        """The condition; raises `Untranslatable`."""
        children = tree.children
        match tree.data:
            case "implication":
                return f"not({self.of(children[0])}) or ({self.of(children[1])})"
            case "disjunction" | "conjunction":
                return (" or " if tree.data == "disjunction" else " and ").join(
                    f"({self.of(child)})" for child in children
                )
            case "negation":
                return f"not({self.of(children[0])})"
            case "call" if str(children[0]) in ("filled", "empty"):
                return (
                    f"{self.value(children[1])} {'!=' if str(children[0]) == 'filled' else '='} ''"
                )
            case "comparison":
                return self.compared(children)
        raise Untranslatable

    def compared(self, children: list[Any]) -> str:
        if len(children) == 2:
            left = self.value(children[0])
            options = [
                str(child.children[0]).strip('"') for child in children[1].children[0].children
            ]
            inside = " or ".join(f"{left} = '{choice_name(option)}'" for option in options)
            return f"({inside})" if children[1].data == "membership" else f"not({inside})"
        left, right = children[0], children[2]
        names = [name for name in _fields_of(left) + _fields_of(right) if name != self.here]
        if any(self.form.field(name).ordered for name in _fields_of(left) + _fields_of(right)):
            raise Untranslatable
        sign = {"==": "=", "!=": "!="}.get(str(children[1]), str(children[1]))
        unknown = "".join(f"${{{name}}} = '' or " for name in dict.fromkeys(names))
        return f"{unknown}{self.value(left)} {sign} {self.value(right)}"

    def value(self, tree: Any) -> str:
        children = tree.children
        match tree.data:
            case "name":
                name = str(children[0])
                return (
                    "today()" if name == "as_of" else "." if name == self.here else f"${{{name}}}"
                )
            case "number":
                return str(children[0])
            case "text":
                return f"'{choice_name(str(children[0]).strip(chr(34)))}'"
            case "date":
                return f"date('{children[0]}')"
            case "call" if str(children[0]) in _DAYS:
                start, end = (f"decimal-date-time({self.value(child)})" for child in children[1:])
                return f"({end} - {start}) div {_DAYS[str(children[0])]}"
        raise Untranslatable


_DAYS = {"days": "1", "months": "30.4375", "years": "365.25"}


def _fields_of(tree: Any) -> list[str]:
    if tree.data == "name":
        return [str(tree.children[0])] if str(tree.children[0]) != "as_of" else []
    return [name for child in tree.children if hasattr(child, "data") for name in _fields_of(child)]


def offered(field: Field, siae: Sequence[str]) -> tuple[str, ...]:
    """The values among which a question lets one choose; none for the other types."""
    fixed = {"yes_no": ("oui", "non"), "siae": tuple(siae)}
    if field.type == "country":
        return tuple(country.value for country in field.countries)
    return fixed.get(field.type, tuple(choice.value for choice in field.options))


def _choices(values: Sequence[str]) -> list[tuple[str, str]]:
    return [(choice_name(value), value) for value in values]


def choice_name(text: str) -> str:
    """A value as an XLSForm name: « CADA / HUDA » → `cada_huda`."""
    return fold(text).replace(" ", "_") or "_"
