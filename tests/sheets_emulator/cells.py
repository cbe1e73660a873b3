"""What a cell's value is once computed, how it is shown, and what is made of what is typed."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from tests.sheets_emulator.schema import Json

_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's days have no time zone
_SUMS: Mapping[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


Lookup = Callable[[str, int], float]
"""(column letters, row from 1) → the number in a cell of the same tab.

What is not a number counts as 0.
"""


def effective(value: Json, lookup: Lookup | None = None) -> Json:
    """The `ExtendedValue` that a cell comes to.

    Of formulas, sums, comparisons in an IF, and the text of a HYPERLINK.
    """
    formula = value.get("formulaValue")
    if formula is None:
        return value
    if formula.startswith("=SPARKLINE("):
        return {}
    link = re.fullmatch(
        r'=HYPERLINK\("(?:[^"]|"")*"[;,] ?"((?:[^"]|"")*)"\)', formula, re.IGNORECASE
    )
    if link:
        return {"stringValue": link[1].replace('""', '"')}
    either = re.fullmatch(
        r'=IF\(([^"=]+)=([^"]+?)[;,] ?"((?:[^"]|"")*)"[;,] ?"((?:[^"]|"")*)"\)', formula
    )
    try:
        if either:
            same = _number_of(either[1], lookup) == _number_of(either[2], lookup)
            return {"stringValue": either[3 if same else 4]}
        return {"numberValue": _number_of(formula[1:], lookup)}
    except (SyntaxError, ValueError):
        return {"errorValue": {"type": "NAME", "message": "Unknown function or reference."}}
    except ZeroDivisionError:
        return {
            "errorValue": {
                "type": "DIVIDE_BY_ZERO",
                "message": "Function DIVIDE parameter 2 cannot be zero.",
            }
        }


def _number_of(text: str, lookup: Lookup | None) -> float:
    if lookup:
        text = re.sub(
            r"SUM\(([A-Z]+)(\d+):\1(\d+)\)",
            lambda m: repr(sum(lookup(m[1], row) for row in range(int(m[2]), int(m[3]) + 1))),
            text,
        )
        text = re.sub(r"\b([A-Z]{1,3})(\d+)\b", lambda m: repr(lookup(m[1], int(m[2]))), text)
    return _computed(ast.parse(text.strip(), mode="eval").body)


def _computed(node: ast.expr) -> float:
    if isinstance(node, ast.BinOp) and type(node.op) in _SUMS:
        return float(_SUMS[type(node.op)](_computed(node.left), _computed(node.right)))
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return float(node.value)
    raise ValueError


_ERRORS = {
    "DIVIDE_BY_ZERO": "#DIV/0!",
    "NAME": "#NAME?",
    "N_A": "#N/A",
    "REF": "#REF!",
    "VALUE": "#VALUE!",
    "NUM": "#NUM!",
    "NULL_VALUE": "#NULL!",
    "ERROR": "#ERROR!",
}


def plain(value: Json) -> Any:
    """An `ExtendedValue` as `values.get` gives it unformatted; whole numbers without a point."""
    if "numberValue" in value:
        number = float(value["numberValue"])
        return int(number) if number.is_integer() and abs(number) < 1e15 else number
    if "errorValue" in value:
        return _ERRORS.get(value["errorValue"]["type"], "#ERROR!")
    return value.get("stringValue", value.get("boolValue", ""))


def formatted(value: Json, number_format: Json | None, locale: str) -> str:
    """What the cell shows, for the formats that we and the tests use."""
    if "numberValue" in value:
        number = float(value["numberValue"])
        kind = (number_format or {}).get("type", "")
        if kind in ("DATE", "DATE_TIME", "TIME"):
            return _day(number, (number_format or {}).get("pattern") or _default_day(locale), kind)
        if kind == "PERCENT":
            pattern = (number_format or {}).get("pattern", "0.00%")
            places = len(re.sub(r"[^0]", "", pattern.partition(".")[2]))
            return _point(f"{number * 100:.{places}f}", locale) + "%"
        pattern = (number_format or {}).get("pattern", "")
        if pattern.startswith("#,##0"):
            places = len(re.sub(r"[^0]", "", pattern.partition(".")[2]))
            return _grouped(f"{number:,.{places}f}", locale)
        shown = plain(value)
        return _point(repr(shown) if isinstance(shown, int) else f"{number:.10g}", locale)
    if "boolValue" in value:
        words = ("VRAI", "FAUX") if locale.startswith("fr") else ("TRUE", "FALSE")
        return words[0] if value["boolValue"] else words[1]
    return str(plain(value))


def _grouped(text: str, locale: str) -> str:
    return text.replace(",", "\u202f").replace(".", ",") if locale.startswith("fr") else text


def _point(text: str, locale: str) -> str:
    return text.replace(".", ",") if locale.startswith("fr") else text


def _default_day(locale: str) -> str:
    return "dd/mm/yyyy" if locale.startswith("fr") else "m/d/yyyy"


def _day(number: float, pattern: str, kind: str) -> str:
    moment = _ZERO + timedelta(days=number)
    words = {
        "yyyy": f"{moment.year:04}",
        "yy": f"{moment.year % 100:02}",
        "mm": f"{moment.month:02}",
        "m": str(moment.month),
        "dd": f"{moment.day:02}",
        "d": str(moment.day),
    }
    if kind != "DATE":
        return moment.strftime("%Y-%m-%d %H:%M:%S" if kind == "DATE_TIME" else "%H:%M:%S")
    return re.sub("yyyy|yy|mm|m|dd|d", lambda found: words[found[0]], pattern.lower())


def entered(value: Any, raw: bool, locale: str) -> tuple[Json, Json | None]:
    """The `ExtendedValue` of what is written, and the number format that comes with it."""
    if isinstance(value, bool):
        return {"boolValue": value}, None
    if isinstance(value, int | float):
        return {"numberValue": value}, None
    text = str(value)
    if raw or not text:
        return ({"stringValue": text} if text else {}), None
    if text.startswith("'"):
        return {"stringValue": text[1:]}, None
    if text.startswith(("=", "+")) and len(text) > 1 and not re.fullmatch(r"\+?[\d ]+", text):
        return {"formulaValue": text}, None
    if text.upper() in ("TRUE", "FALSE", "VRAI", "FAUX"):
        return {"boolValue": text.upper() in ("TRUE", "VRAI")}, None
    return _number(text, locale) or _typed_day(text, locale) or ({"stringValue": text}, None)


def _number(text: str, locale: str) -> tuple[Json, Json | None] | None:
    french = locale.startswith("fr")
    bare = text.strip().replace("\u00a0", "").replace("\u202f", "")
    bare = bare.replace(" ", "").replace(",", ".") if french else bare.replace(",", "")
    percent = bare.endswith("%")
    if not re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", bare.removesuffix("%")):
        return None
    number = float(bare.removesuffix("%"))
    if percent:
        return {"numberValue": number / 100}, {
            "type": "PERCENT",
            "pattern": "0.00%" if "." in bare else "0%",
        }
    grouped = not french and "," in text
    return {"numberValue": number}, {
        "type": "NUMBER",
        "pattern": "#,##0.00" if "." in bare else "#,##0",
    } if grouped else None


def _typed_day(text: str, locale: str) -> tuple[Json, Json | None] | None:
    iso = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text)
    local = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text)
    try:
        if iso:
            day, pattern = date(int(iso[1]), int(iso[2]), int(iso[3])), "yyyy-mm-dd"
        elif local and locale.startswith("fr"):
            day, pattern = date(int(local[3]), int(local[2]), int(local[1])), "dd/mm/yyyy"
        elif local:
            day, pattern = date(int(local[3]), int(local[1]), int(local[2])), "m/d/yyyy"
        else:
            return None
    except ValueError:
        return None
    return {"numberValue": (day - _ZERO.date()).days}, {"type": "DATE", "pattern": pattern}
