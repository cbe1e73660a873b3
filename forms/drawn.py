"""An XLSForm that somebody drew, for Kobo or ODK, as a definition of ours: what fits a cell becomes a field, all else is told."""

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
from forms.xlsform import choice_name

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
_OF_THE_PHONE = {
    "start", "end", "today", "deviceid", "username", "phonenumber", "email", "audit", "simserial", "subscriberid", "calculate", "hidden", "note",
}  # fmt: skip
_ADVICE = {
    "select_multiple": "plusieurs réponses dans une case ne se comptent pas : en faire une question oui / non par choix",
    "begin_repeat": "une ligne est une seule réponse : en faire un formulaire à part",
    "rank": "un classement ne tient pas dans une case : en faire une question par rang",
}
_BOUND = re.compile(r"\.\s*(>=|<=|>|<)\s*(-?\d+(?:\.\d+)?)")
_REFERENCE = re.compile(r"\$\{([\w.-]+)}")
_LONGEST_TAB = 31


@dataclass(frozen=True)
class Drawn:
    """The definition as YAML text, its id, its label, how many fields it has; `told` is what was left out, and what to see to."""

    form: str
    label: str
    text: str
    fields: int
    told: Sequence[str]


def read_drawn(file: Path) -> dict[str, list[Row]]:
    """The sheets `survey`, `choices` and `settings`: a row a line, by its title in lower case, with its number under `#`.

    Raises:
        ValueError: it is no workbook, or has no sheet `survey`.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with CalamineWorkbook.from_path(str(file)) as book:
            found = {
                name.strip().lower(): book.get_sheet_by_name(name).to_python(skip_empty_area=False)
                for name in book.sheet_names
            }
    except CalamineError as error:
        raise ValueError("ce n'est pas un classeur .xlsx lisible.") from error
    if "survey" not in found:
        raise ValueError("il n'a pas de feuille « survey » : ce n'est pas un XLSForm.")
    return {name: list(_rows(lines)) for name, lines in found.items()}


def _rows(lines: Sequence[Sequence[Any]]) -> Iterator[Row]:
    titles = [clean(str(cell)).lower() for cell in lines[0]] if lines else []
    for number, line in enumerate(lines[1:], 2):
        row = {
            title: _text(cell)
            for title, cell in zip(titles, line, strict=False)
            if title and _text(cell)
        }
        if row:
            yield {**row, "#": str(number)}


def _text(cell: Any) -> str:
    return f"{cell:.15g}" if isinstance(cell, float) else clean(str(cell))


def as_definition(sheets: Mapping[str, Sequence[Row]]) -> Drawn:
    """The definition of ours.

    Raises:
        ValueError: nothing in it fits a tab, two questions have one title, or questions wait for each other.
    """
    settings: Row = next(iter(sheets.get("settings", [])), {})
    label = (
        clean(re.sub(r"[][:*?/\\]", " ", settings.get("form_title", "")))[:_LONGEST_TAB].strip()
        or "Formulaire"
    )
    form = choice_name(settings.get("form_id", label))
    told: list[str] = []
    _refuse_circles(sheets["survey"])
    lists: Lists = {}
    for row in sheets.get("choices", []):
        listed = (row.get("list_name") or row.get("list name", "")).lower()
        lists.setdefault(listed, {}).setdefault(
            _said(row, "label") or row.get("name", ""), row.get("name", "")
        )
    fields = list(_fields(sheets["survey"], lists, told))
    if not fields:
        raise ValueError(
            "aucune de ses questions ne tient dans la case d'un tableur. " + " ".join(told)
        )
    _refuse_twins(fields)
    lines = [
        f"form: {form}",
        f"label: {_flow(label)}",
        "row: une réponse",
        "fields:",
        *(f"  - {_flow(field)}" for _, field in fields),
    ]
    text = "\n".join(lines) + "\n"
    try:
        parse(read_text(Path(f"{form}.yaml"), text), Form)
    except DefinitionError as error:
        raise ValueError(error.problem) from error
    return Drawn(form, label, text, len(fields), told)


def _fields(
    survey: Sequence[Row], lists: Lists, told: list[str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Line and field of each question that fits a cell; the others go to `told`."""
    groups: list[str] = []
    repeats = 0
    for row in survey:
        kind, _, rest = re.sub(r"[ _]+", " ", row.get("type", "")).strip().partition(" ")
        whole = (
            f"{kind}_{rest.partition(' ')[0]}".lower()
            if kind.lower() in ("begin", "end", "select")
            else kind.lower()
        )
        if re.match(r"(?i)select[ _]one[ _](external|from[ _]file)", row.get("type", "")):
            whole = "select_one_external"
        if whole == "begin_group":
            groups.append(_said(row, "label"))
        elif whole == "end_group" and groups:
            groups.pop()
        elif whole == "end_repeat":
            repeats -= 1
        elif whole == "begin_repeat" or repeats:
            if whole == "begin_repeat":
                told.append(_left_out(row, whole))
                repeats += 1
        elif whole in ("select_one", *_TYPES):
            named = (
                re.sub(
                    r"(?i)^select[ _]one[ _]+(from[ _]+)?|[ _]+or[ _](specify[ _])?other$",
                    "",
                    row["type"].strip(),
                ).lower()
                if whole == "select_one"
                else ""
            )
            yield (
                row["#"],
                _field(row, whole, named, next(filter(None, reversed(groups)), ""), lists, told),
            )
        elif whole and whole not in _OF_THE_PHONE:
            told.append(_left_out(row, whole))


def _field(
    row: Row, kind: str, listed: str, group: str, lists: Lists, told: list[str]
) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": choice_name(row.get("name", "")),
        "label": _said(row, "label") or row.get("name", ""),
    }
    options = lists.get(listed, {})
    if kind == "select_one" and {fold_header(option) for option in options} == {"oui", "non"}:
        made["type"] = "yes_no"
    elif kind == "select_one":
        made |= {
            "type": "choice",
            "choices": [_choice(value, name) for value, name in options.items()],
        }
    else:
        made["type"] = _TYPES[kind]
    made |= {
        name: value for name, value in (("group", group), ("help", _said(row, "hint"))) if value
    }
    where = f"ligne {row['#']}, « {made['label']} »"
    needed = row.get("required", "").lower()
    if needed in ("yes", "true", "true()", "oui"):
        made["required"] = True
    elif needed not in ("", "no", "false", "false()", "non"):
        told.append(
            f"{where} : obligatoire selon une condition ({needed}), à écrire en règle (rules)."
        )
    bounds = _BOUND.findall(row.get("constraint", ""))
    for sign, limit in bounds if made["type"] in ("number", "integer") else ():
        number = float(limit) - (1 if sign == "<" and made["type"] == "integer" else 0)
        if sign == "<" and made["type"] == "number":
            told.append(f"{where} : « < {limit} » est gardé comme « ≤ {limit} ».")
        made[{">=": "minimum", ">": "exclusive_minimum", "<=": "maximum", "<": "maximum"}[sign]] = (
            int(number) if number == int(number) else number
        )
    rest = re.sub(r"\band\b|[()\s]", "", _BOUND.sub("", row.get("constraint", "")))
    if rest or (bounds and made["type"] not in ("number", "integer")):
        told.append(
            f"{where} : la contrainte « {row['constraint']} » n'est pas reprise, à écrire en règle (rules)."
        )
    if "relevant" in row:
        told.append(
            f"{where} : posée seulement si « {row['relevant']} » ; dans un onglet la case est toujours là."
        )
    return made | {"privacy": "tab"}


def _choice(value: str, name: str) -> dict[str, Any]:
    """A choice, with the name that answers come back with where that is not ours."""
    return {"value": value} | ({"aliases": [name]} if name and choice_name(value) != name else {})


def _left_out(row: Row, kind: str) -> str:
    what = _said(row, "label") or row.get("name", "")
    why = _ADVICE.get(kind, "il ne tient pas dans la case d'un tableur")
    return f"ligne {row['#']}, « {what} » : le type {row['type']} est laissé de côté ({why})."


def _said(row: Row, what: str) -> str:
    """A text in French where there is one, else in the form's own language."""
    french = (
        text
        for title, text in row.items()
        if re.match(rf"{what}::?.*(\(fr\)|français|french|^fr$)", title)
    )
    return (
        next(french, "")
        or row.get(what, "")
        or next((text for title, text in row.items() if title.startswith(f"{what}:")), "")
    )


def _refuse_twins(fields: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
    seen: dict[str, str] = {}
    for line, field in fields:
        other = seen.setdefault(fold_header(field["label"]), line)
        if other != line:
            raise ValueError(
                f"les questions des lignes {other} et {line} ont le même titre « {field['label']} » : deux colonnes ne se distingueraient pas."
            )


def _refuse_circles(survey: Sequence[Row]) -> None:
    waits = {
        row.get("name", ""): set(_REFERENCE.findall(row.get("relevant", ""))) for row in survey
    }
    for start in waits:
        ahead, seen = list(waits[start]), set[str]()
        while ahead:
            here = ahead.pop()
            if here == start:
                raise ValueError(
                    f"la question « {start} » n'est posée que selon une réponse qui dépend d'elle (relevant) : elle ne le serait jamais."
                )
            if here not in seen:
                seen.add(here)
                ahead += waits.get(here, ())


def _flow(value: Any) -> str:
    """A value on one line of YAML."""
    return (
        yaml.safe_dump(
            value, allow_unicode=True, default_flow_style=True, sort_keys=False, width=100_000
        )
        .removesuffix("\n...\n")
        .strip()
    )
