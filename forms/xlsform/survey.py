"""A form as an XLSForm: questions in groups, lists, bounds, and the rules a phone can check."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from forms.form import Field, Form
from forms.rule import Rule
from forms.words import NO, YES
from forms.xlsform.xpath import Untranslatable, choice_name, to_xpath

LANGUAGE = "Français (fr)"
_LABEL = f"label::{LANGUAGE}"
_HINT = f"hint::{LANGUAGE}"
_MESSAGE = f"constraint_message::{LANGUAGE}"
SURVEY = (
    "type",
    "name",
    _LABEL,
    _HINT,
    "required",
    "relevant",
    "constraint",
    _MESSAGE,
    "appearance",
)
CHOICES = ("list_name", "name", _LABEL)
_NOTICE = (
    "Ces réponses vont dans l’onglet de la SIAE. N’y écrire ni numéro de sécurité sociale, "
    "ni détail de santé, de justice ou d’opinion."
)
Row = Mapping[str, str]


@dataclass(frozen=True)
class XlsForm:
    """The three sheets as rows; `left_out`: codes of the rules that a phone cannot check.

    Those are checked when the answers are read.
    """

    survey: Sequence[Row]
    choices: Sequence[Row]
    settings: Row
    left_out: Sequence[str]


@dataclass(frozen=True)
class _Constraint:
    """A condition on an answer, in XPath, and the message where it fails."""

    condition: str
    message: str


@dataclass
class _Carried:
    """The rules of a form that a phone can check, by field."""

    required: dict[str, str] = field(default_factory=dict)
    relevant: dict[str, str] = field(default_factory=dict)
    constraints: dict[str, list[_Constraint]] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)


def as_xlsform(form: Form, siae: Sequence[str], made_on: date) -> XlsForm:
    """`form`, for participants with a first question that says whose tab the answer goes to.

    Args:
        form: as `load_form` gives it.
        siae: the members' names.
        made_on: the day that becomes the version of the form.
    """
    lists = _Lists(siae)
    carried = _carry_rules(form)
    survey: list[Row] = [{"type": "note", "name": "confidentialite", _LABEL: _NOTICE}]
    if form.form == "participant":
        whose = {"type": "select_one siae", "name": "siae", _LABEL: "SIAE", "required": "yes"}
        survey.append(whose)
    # a group may come back further down: its number tells the two apart
    for number, (group, fields) in enumerate(groupby(form.fields, key=lambda f: f.group), 1):
        questions = [_question_rows(question, carried, lists) for question in fields]
        survey += _grouped(group, number, questions) if group else questions
    settings = {
        "form_title": form.label,
        "form_id": form.form,
        "version": f"{made_on:%Y%m%d}",
        "default_language": LANGUAGE,
    }
    return XlsForm(survey, list(lists.rows(survey)), settings, carried.left_out)


def write_xlsform(made: XlsForm, file: Path) -> None:
    """The XLSForm as a workbook that pyxform, KoboToolbox and ODK read."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(file)) as book:
        _write_sheet(book.add_worksheet("survey"), SURVEY, made.survey)
        _write_sheet(book.add_worksheet("choices"), CHOICES, made.choices)
        _write_sheet(book.add_worksheet("settings"), tuple(made.settings), [made.settings])


def _write_sheet(sheet: Any, headers: Sequence[str], rows: Sequence[Row]) -> None:
    sheet.write_row(0, 0, headers)
    for row_index, row in enumerate(rows, 1):
        for column, header in enumerate(headers):
            if row.get(header):
                sheet.write_string(row_index, column, row[header])


# --- questions ---


class _Lists:
    """The lists that questions choose from; one that two questions share is written once."""

    def __init__(self, siae: Sequence[str]) -> None:
        self.values: dict[str, Sequence[str]] = {"siae": siae, "oui_non": (YES, NO)}

    def named(self, name: str, values: Sequence[str]) -> str:
        """The name of the list of `values`: that of one that is there already, else `name`."""
        for known, known_values in self.values.items():
            if list(known_values) == list(values):
                return known
        while name in self.values:  # a field may be called « siae » and be another list
            name += "_2"
        self.values[name] = values
        return name

    def rows(self, survey: Iterable[Row]) -> Iterator[Row]:
        """The sheet « choices »: the lists that `survey` uses."""
        used = {row["type"].partition(" ")[2] for row in survey}
        for name, values in self.values.items():
            if name in used:
                for value in values:
                    yield {"list_name": name, "name": choice_name(value), _LABEL: value}


def _grouped(group: str, number: int, questions: Sequence[Row]) -> list[Row]:
    name = f"groupe_{number}_{choice_name(group)}"
    begin = {"type": "begin_group", "name": name, _LABEL: group}
    return [begin, *questions, {"type": "end_group", "name": name}]


def _question_rows(question: Field, carried: _Carried, lists: _Lists) -> Row:
    always = "yes" if question.required else ""
    row = {
        "name": question.id,
        _LABEL: question.label,
        _HINT: question.help_on_phone or question.help,
        "required": carried.required.get(question.id, always),
        "relevant": carried.relevant.get(question.id, ""),
        **_answer_type(question, lists),
    }
    constraints = [*_limits_of_field(question), *carried.constraints.get(question.id, ())]
    if constraints:
        row["constraint"] = " and ".join(f"({each.condition})" for each in constraints)
        row[_MESSAGE] = " ".join(each.message for each in constraints)
    return row


def _answer_type(question: Field, lists: _Lists) -> Row:
    """The question's `type`, and its `appearance` where that is not the usual."""
    match question.type:
        case "choice" | "choices":
            listed = lists.named(question.id, question.listed)
            kind = "select_one" if question.type == "choice" else "select_multiple"
            return {"type": f"{kind} {listed}"}
        case "country":
            values = [country.value for country in question.countries]
            listed = lists.named("pays", values)
            return {"type": f"select_one {listed}", "appearance": "autocomplete"}
        case "yes_no":
            return {"type": "select_one oui_non"}
        case "siae":
            return {"type": "select_one siae"}
        case "date" if question.partial:
            return {"type": "date", "appearance": "month-year"}
        case "number":
            return {"type": "decimal"}
        case "date" | "integer":
            return {"type": question.type}
    return {"type": "text"}


_CODES = {
    "postal_code": _Constraint(
        "regex(., '^[0-9]{5}$')", "Écrire cinq chiffres, par exemple 33000."
    ),
    "pass_iae": _Constraint(
        "regex(., '^[0-9]{5}[0-9A-Z][0-9]{6}$')", "Écrire les douze chiffres, sans espace."
    ),
    "siret": _Constraint("regex(., '^[0-9]{14}$')", "Écrire les quatorze chiffres, sans espace."),
}


def _limits_of_field(question: Field) -> Iterator[_Constraint]:
    """The limits that the field itself sets to its values."""
    if question.type in _CODES:
        yield _CODES[question.type]
    earliest = question.not_before
    if question.type == "date" and earliest:
        words = f"Pas avant le {earliest:%d/%m/%Y}."
        yield _Constraint(f". >= date('{earliest.isoformat()}')", words)
    if question.type == "date" and question.past:
        yield _Constraint(". <= today()", "Cette date ne peut pas être dans le futur.")
    if question.type in ("number", "integer"):
        limits = (
            (">=", question.minimum, "Au moins"),
            (">", question.exclusive_minimum, "Plus de"),
            ("<=", question.maximum, "Au plus"),
        )
        for sign, limit, words in limits:
            if limit is not None:
                yield _Constraint(f". {sign} {limit:g}", f"{words} {limit:g}.")


# --- rules ---


def _carry_rules(form: Form) -> _Carried:
    carried = _Carried()
    waits_for: dict[str, set[str]] = {}
    for question in form.fields:
        if question.relevant:
            condition = to_xpath(form.condition(question.relevant), form)
            carried.relevant[question.id] = condition
            waits_for.setdefault(question.id, set()).update(_answers_in(condition))
    for rule in form.rules:
        try:
            _carry(rule, form, carried, waits_for)
        except Untranslatable:
            carried.left_out.append(rule.code)
    return carried


def _carry(rule: Rule, form: Form, carried: _Carried, waits_for: dict[str, set[str]]) -> None:
    if rule.severity != "error":  # a phone can refuse an answer, not doubt it
        raise Untranslatable
    tree = form.condition(rule.require)
    if tree.data == "implication" and _asks_if_filled(tree.children[1], rule.cell):
        condition = to_xpath(tree.children[0], form)
        names = _answers_in(condition)
        # ODK refuses a form in which two questions are each required because of the other
        if any(rule.cell in _fields_waited_for(name, waits_for) for name in names):
            raise Untranslatable
        waits_for.setdefault(rule.cell, set()).update(names)
        carried.required[rule.cell] = condition
    else:
        constraint = _Constraint(to_xpath(tree, form, rule.cell), _odk_message(rule, form))
        carried.constraints.setdefault(rule.cell, []).append(constraint)


def _answers_in(condition: str) -> set[str]:
    """The questions whose answers a condition in XPath looks at."""
    return set(re.findall(r"\$\{(\w+)}", condition))


def _odk_message(rule: Rule, form: Form) -> str:
    """The rule's message, with the answers that it quotes as ODK fills them in."""
    message = rule.message
    for named in form.fields:
        answer = "cette réponse" if named.id == rule.cell else f"${{{named.id}}}"
        message = message.replace(f"{{{named.id}}}", answer)
    return message


def _fields_waited_for(name: str, waits_for: Mapping[str, set[str]]) -> set[str]:
    """The fields that `name` waits for, itself among them."""
    reached: set[str] = set()
    ahead = [name]
    while ahead:
        here = ahead.pop()
        if here not in reached:
            reached.add(here)
            ahead += waits_for.get(here, ())
    return reached


def _asks_if_filled(tree: Any, name: str) -> bool:
    return (
        getattr(tree, "data", "") == "call"
        and str(tree.children[0]) == "filled"
        and str(tree.children[1].children[0]) == name
    )
