"""An XLSForm that somebody drew for Kobo or ODK, as a definition of ours.

What fits a cell becomes a field; all else is told, with what to do about it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from forms.definition_file import DefinitionError, parse, read_text
from forms.form import Form
from forms.words import clean, fold_header
from forms.xlsform.xpath import choice_name

Row = Mapping[str, str]
Lists: TypeAlias = dict[str, dict[str, str]]
"""List → the label of each choice → its name."""
_TYPES = {
    "text": "text",
    "string": "text",
    "integer": "integer",
    "int": "integer",
    "decimal": "number",
    "date": "date",
}
_SELECTS = {"select_one": "choice", "select_multiple": "choices"}
# What the phone fills in by itself, computes or only shows: nobody answers it, and it makes no
# column.
_OF_THE_PHONE = frozenset(
    [
        "start",
        "end",
        "today",
        "deviceid",
        "username",
        "phonenumber",
        "email",
        "audit",
        "simserial",
        "subscriberid",
        "calculate",
        "hidden",
        "note",
    ]
)
_ADVICE = {
    "begin_repeat": "une ligne est une seule réponse : en faire un formulaire à part",
    "rank": "un classement ne tient pas dans une case : en faire une question par rang",
}
_NO_ADVICE = "il ne tient pas dans la case d’un tableur"
# `required` is an expression in XLSForm; these are the constants that people write.
_YES_WORDS = ("yes", "true", "true()", "oui")
_NO_WORDS = ("", "no", "false", "false()", "non")

_SPACES = re.compile(r"[ _]+")
_EXTERNAL_LIST = re.compile(r"(?i)select[ _]one[ _](external|from[ _]file)")
# « select_one list », « select one list or_other », « select_one from_file list.csv ».
_AROUND_LIST_NAME = re.compile(
    r"(?i)^select[ _](?:one|multiple)[ _]+(from[ _]+)?|[ _]+or[ _](specify[ _])?other$"
)
_OR_OTHER = re.compile(r"(?i)[ _]or[ _](specify[ _])?other$")
_BOUND = re.compile(r"\.\s*(>=|<=|>|<)\s*(-?\d+(?:\.\d+)?)")
_BETWEEN_BOUNDS = re.compile(r"\band\b|[()\s]")
_BOUND_KEYS = {">=": "minimum", ">": "exclusive_minimum", "<=": "maximum", "<": "maximum"}
_REFERENCE = re.compile(r"\$\{([\w.-]+)}")
# Excel refuses these signs in the name of a tab, and more than 31 characters.
_NOT_IN_TAB_NAMES = re.compile(r"[][:*?/\\]")
_LONGEST_TAB_NAME = 31


@dataclass(frozen=True)
class AdoptedForm:
    """The definition as YAML text, its id, its label, and how many fields it has.

    `remarks` say what was left out, and what to see to.
    """

    form: str
    label: str
    text: str
    fields: int
    remarks: Sequence[str]


def read_xlsform(file: Path) -> dict[str, list[Row]]:
    """The sheets `survey`, `choices` and `settings`, each row by its headers in lower case.

    A row's number stands under `#`.

    Raises:
        ValueError: it is no workbook, or has no sheet `survey`.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with CalamineWorkbook.from_path(str(file)) as book:
            sheets = {
                name.strip().lower(): book.get_sheet_by_name(name).to_python(skip_empty_area=False)
                for name in book.sheet_names
            }
    except CalamineError as error:
        raise ValueError("ce n’est pas un classeur .xlsx lisible.") from error
    if "survey" not in sheets:
        raise ValueError("il n’a pas de feuille « survey » : ce n’est pas un XLSForm.")
    return {name: list(_rows(cells)) for name, cells in sheets.items()}


def _rows(sheet: Sequence[Sequence[Any]]) -> Iterator[Row]:
    if not sheet:
        return
    headers = [clean(str(cell)).lower() for cell in sheet[0]]
    for number, cells in enumerate(sheet[1:], 2):
        row = {
            header: _cell_as_typed(cell)
            for header, cell in zip(headers, cells, strict=False)
            if header and _cell_as_typed(cell)
        }
        if row:
            yield {**row, "#": str(number)}


def _cell_as_typed(cell: Any) -> str:
    if isinstance(cell, float):
        return f"{cell:.15g}"
    return clean(str(cell))


def as_definition(sheets: Mapping[str, Sequence[Row]]) -> AdoptedForm:
    """The definition of ours.

    Raises:
        ValueError: nothing in it fits a tab, two questions have one title, or questions wait for
            each other.
    """
    settings: Row = next(iter(sheets.get("settings", [])), {})
    title = _NOT_IN_TAB_NAMES.sub(" ", settings.get("form_title", ""))
    label = clean(title)[:_LONGEST_TAB_NAME].strip() or "Formulaire"
    form = choice_name(settings.get("form_id", label))
    _refuse_circles(sheets["survey"])
    survey = _Survey(_choice_lists(sheets.get("choices", [])))
    survey.read(sheets["survey"])
    fields = survey.fields
    if not fields:
        remarks = " ".join(survey.remarks)
        raise ValueError(f"aucune de ses questions ne tient dans la case d’un tableur. {remarks}")
    _refuse_twins(fields)
    lines = [
        f"form: {form}",
        f"label: {_yaml_on_one_line(label)}",
        "row: une réponse",
        "fields:",
        *(f"  - {_yaml_on_one_line(field)}" for _, field in fields),
    ]
    text = "\n".join(lines) + "\n"
    try:
        # Read as our own loader will: what is proposed can be used as it is.
        parse(read_text(Path(f"{form}.yaml"), text), Form)
    except DefinitionError as error:
        raise ValueError(error.problem) from error
    return AdoptedForm(form, label, text, len(fields), survey.remarks)


def _choice_lists(choices: Sequence[Row]) -> Lists:
    lists: Lists = {}
    for row in choices:
        list_name = (row.get("list_name") or row.get("list name", "")).lower()
        name = row.get("name", "")
        lists.setdefault(list_name, {}).setdefault(_in_french(row, "label") or name, name)
    return lists


class _Survey:
    """Reads the questions one after the other, with the groups that they stand in."""

    def __init__(self, lists: Lists) -> None:
        self.lists = lists
        self.groups: list[str] = []
        self.repeats = 0
        self.fields: list[tuple[str, dict[str, Any]]] = []
        """Row number and definition of each question that fits a cell."""
        self.remarks: list[str] = []

    def read(self, survey: Sequence[Row]) -> None:
        for row in survey:
            kind = _kind(row.get("type", ""))
            if kind in ("begin_group", "end_group", "begin_repeat", "end_repeat"):
                self.turn(row, kind)
            elif self.repeats:
                continue  # told at the beginning of the repeat
            elif kind in _SELECTS or kind in _TYPES:
                self.fields.append((row["#"], self.field(row, kind)))
            elif kind and kind not in _OF_THE_PHONE:
                self.remarks.append(_why_left_out(row, kind))

    def turn(self, row: Row, kind: str) -> None:
        """Note where a group or a repeat begins or ends."""
        if kind == "begin_group":
            self.groups.append(_in_french(row, "label"))
        elif kind == "end_group" and self.groups:
            self.groups.pop()
        elif kind == "begin_repeat":
            self.remarks.append(_why_left_out(row, kind))
            self.repeats += 1
        elif kind == "end_repeat":
            self.repeats -= 1
        elif not self.repeats:  # the end of a group that never began
            self.remarks.append(_why_left_out(row, kind))

    def field(self, row: Row, kind: str) -> dict[str, Any]:
        """The definition of a question, in the order of keys that our own files have."""
        field = {
            "id": choice_name(row.get("name", "")),
            "label": _in_french(row, "label") or row.get("name", ""),
            **self.answer(row, kind),
        }
        group = next(filter(None, reversed(self.groups)), "")
        hint = _in_french(row, "hint")
        if group:
            field["group"] = group
        if hint:
            field["help"] = hint
        address = f"ligne {row['#']}, « {field['label']} »"
        field |= self.required(row, address)
        field |= self.bounds(row, field["type"], address)
        self.remark_list(row, address)
        if "relevant" in row:
            self.remarks.append(
                f"{address} : posée seulement si « {row['relevant']} » ; "
                "dans un onglet la case est toujours là."
            )
        # Nobody said yet what may leave the tab: so nothing does.
        return field | {"privacy": "tab"}

    def answer(self, row: Row, kind: str) -> dict[str, Any]:
        if kind not in _SELECTS:
            return {"type": _TYPES[kind]}
        list_name = _AROUND_LIST_NAME.sub("", row["type"].strip()).lower()
        options = self.lists.get(list_name, {})
        is_yes_no = {fold_header(option) for option in options} == {"oui", "non"}
        if kind == "select_one" and is_yes_no:
            return {"type": "yes_no"}
        choices = [_choice(value, name) for value, name in options.items()]
        return {"type": _SELECTS[kind], "choices": choices}

    def remark_list(self, row: Row, address: str) -> None:
        """Tell what of a list has no place in a tab: « other, which? », choices that depend."""
        if _OR_OTHER.search(row.get("type", "")):
            self.remarks.append(
                f"{address} : « autre, préciser » (or_other) n’est pas repris ; ajouter « Autre » "
                "à la liste (choices), et au besoin un champ pour la précision."
            )
        if "choice_filter" in row:
            self.remarks.append(
                f"{address} : la liste dépend d’une autre réponse "
                f"(choice_filter « {row['choice_filter']} ») ; dans un onglet elle est toujours "
                "entière."
            )

    def required(self, row: Row, address: str) -> dict[str, Any]:
        needed = row.get("required", "").lower()
        if needed in _YES_WORDS:
            return {"required": True}
        if needed not in _NO_WORDS:
            self.remarks.append(
                f"{address} : obligatoire selon une condition ({needed}), "
                "à écrire en règle (rules)."
            )
        return {}

    def bounds(self, row: Row, field_type: str, address: str) -> dict[str, Any]:
        """The limits of a number; any other constraint is told."""
        constraint = row.get("constraint", "")
        limits = _BOUND.findall(constraint)
        is_number = field_type in ("number", "integer")
        bounds: dict[str, Any] = {}
        for sign, limit in limits if is_number else ():
            bounds[_BOUND_KEYS[sign]] = _bound_of_constraint(sign, limit, field_type)
            if sign == "<" and field_type == "number":
                self.remarks.append(f"{address} : « < {limit} » est gardé comme « ≤ {limit} ».")
        rest = _BETWEEN_BOUNDS.sub("", _BOUND.sub("", constraint))
        if rest or (limits and not is_number):
            self.remarks.append(
                f"{address} : la contrainte « {constraint} » n’est pas reprise, "
                "à écrire en règle (rules)."
            )
        return bounds


def _kind(type_text: str) -> str:
    """The type of a row without the name of its list: « select one  fruits » → `select_one`."""
    if _EXTERNAL_LIST.match(type_text):
        return "select_one_external"
    first, _, rest = _SPACES.sub(" ", type_text).strip().lower().partition(" ")
    if first in ("begin", "end", "select"):
        return f"{first}_{rest.partition(' ')[0]}"
    return first


def _bound_of_constraint(sign: str, limit: str, field_type: str) -> int | float:
    number = float(limit)
    if sign == "<" and field_type == "integer":
        number -= 1  # there is no exclusive maximum; of whole numbers, « < 5 » is « ≤ 4 »
    if number == int(number):
        return int(number)
    return number


def _choice(value: str, name: str) -> dict[str, Any]:
    """A choice, with the name that answers come back with where that is not ours."""
    if not name or choice_name(value) == name:
        return {"value": value}
    return {"value": value, "aliases": [name]}


def _why_left_out(row: Row, kind: str) -> str:
    label = _in_french(row, "label") or row.get("name", "")
    why = _ADVICE.get(kind, _NO_ADVICE)
    return f"ligne {row['#']}, « {label} » : le type {row['type']} est laissé de côté ({why})."


def _in_french(row: Row, column: str) -> str:
    """A text in French where there is one, else in the form's own language, else in any."""
    # « label::Français (fr) »: a column a language, named as whoever drew the form pleased.
    french = re.compile(rf"{column}::?.*(\(fr\)|français|french|^fr$)")
    translations = [text for header, text in row.items() if header.startswith(f"{column}:")]
    in_french = [text for header, text in row.items() if french.match(header)]
    return next(filter(None, [*in_french, row.get(column), *translations]), "")


def _refuse_twins(fields: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
    seen: dict[str, str] = {}
    for number, field in fields:
        other = seen.setdefault(fold_header(field["label"]), number)
        if other != number:
            raise ValueError(
                f"les questions des lignes {other} et {number} ont le même titre "
                f"« {field['label']} » : deux colonnes ne se distingueraient pas."
            )


def _refuse_circles(survey: Sequence[Row]) -> None:
    waits = {
        row.get("name", ""): set(_REFERENCE.findall(row.get("relevant", ""))) for row in survey
    }
    for name in waits:
        if name in _waited_for(name, waits):
            raise ValueError(
                f"la question « {name} » n’est posée que selon une réponse qui dépend d’elle "
                "(relevant) : elle ne le serait jamais."
            )


def _waited_for(name: str, waits: Mapping[str, set[str]]) -> set[str]:
    """The questions whose answers decide, at one or more removes, whether `name` is asked."""
    reached: set[str] = set()
    ahead = list(waits[name])
    while ahead:
        here = ahead.pop()
        if here not in reached:
            reached.add(here)
            ahead += waits.get(here, ())
    return reached


def _yaml_on_one_line(value: Any) -> str:
    """A value on one line of YAML."""
    text: str = yaml.safe_dump(
        value, allow_unicode=True, default_flow_style=True, sort_keys=False, width=100_000
    )
    return text.removesuffix("\n...\n").strip()
