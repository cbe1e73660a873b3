"""Find a template and fill it: Word, a workbook, text or HTML; what is wrong with it is told to whoever edited it."""

from __future__ import annotations

import contextlib
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sheets_sync import french
from sheets_sync.documents.templates.faults import explain
from sheets_sync.documents.templates.picture import word_picture
from sheets_sync.errors import Refusal
from sheets_sync.files import steady_zip

if TYPE_CHECKING:
    from docxtpl import DocxTemplate
    from jinja2 import Environment

TEMPLATES = "report_templates"
_ALONE = re.compile(r"\s*{{\s*([\w.]+)\s*}}\s*")


def fill(template: Path, context: Mapping[str, Any]) -> bytes:
    """`template` with `context` in it: escaped, sandboxed, and strict about names it does not know.

    Raises:
        Refusal: the template has a mistake, or shows a name that does not exist.
    """
    from docxtpl import DocxTemplate

    with _told_in_french(template, context):
        document = DocxTemplate(template)
        shown = _typeset({key: value for key, value in context.items() if key != "graphiques"})
        shown["graphiques"] = [
            {
                "titre": _typeset(chart["titre"]),
                "image": word_picture(document, chart["svg"], chart["alt"]),
            }
            for chart in context.get("graphiques", ())
        ]
        document.render(shown, _rules(autoescape=True), autoescape=True)
        _number_captions(document)
        made = io.BytesIO()
        document.save(made)
    return steady_zip(made.getvalue())


def _number_captions(document: DocxTemplate) -> None:
    """« Tableau 1 », « Tableau 2 »: the numbers that Word's caption fields would show once brought up to date."""
    from docx.oxml.ns import qn

    numbers: Counter[str] = Counter()
    for field in document.docx.element.body.iter(qn("w:fldSimple")):
        kind = re.match(r"\s*SEQ\s+(\w+)", field.get(qn("w:instr"), ""))
        if kind:
            numbers[kind[1]] += 1
            next(field.iter(qn("w:t"))).text = str(numbers[kind[1]])


def fill_text(template: Path, context: Mapping[str, Any], autoescape: bool = False) -> str:
    """The same for a template that is text, or HTML (`autoescape`); raises `Refusal`."""
    with _told_in_french(template, context):
        return (
            _rules(autoescape)
            .from_string(template.read_text(encoding="utf-8"))
            .render(_typeset(dict(context)))
        )


def fill_workbook(template: Path, context: Mapping[str, Any]) -> bytes:
    """The same for a workbook, a funder's own form: a cell that is one tag for a number becomes a number; raises `Refusal`."""
    from sheets_sync.workbooks.xlsx.placeholders import fill_placeholders

    rules, shown = _rules(autoescape=False), _typeset(dict(context))

    def render(text: str) -> str | float:
        alone = _ALONE.fullmatch(text)
        value = (
            rules.compile_expression(alone[1], undefined_to_none=False)(**shown) if alone else None
        )
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
        return rules.from_string(text).render(shown)

    with _told_in_french(template, context):
        return fill_placeholders(template, render)


def _rules(autoescape: bool) -> Environment:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    return SandboxedEnvironment(
        autoescape=autoescape,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


@contextlib.contextmanager
def _told_in_french(template: Path, context: Mapping[str, Any]) -> Iterator[None]:
    """What is wrong with a template, as a refusal that its author understands."""
    from jinja2 import TemplateError

    try:
        yield
    except TemplateError as error:
        raise Refusal(
            "template.wrong", file=template.name, problem=explain(template, error, context)
        ) from error
    except (KeyError, ValueError, OSError, zipfile.BadZipFile) as error:
        kind = {".docx": "document Word .docx", ".xlsx": "classeur .xlsx"}.get(
            template.suffix, "texte (UTF-8)"
        )
        raise Refusal(
            "template.wrong", file=template.name, problem=f"ce n'est pas un {kind} lisible."
        ) from error


def _typeset(value: Any) -> Any:
    """Every text in `value` with its French no-break spaces; drawings as they are."""
    if hasattr(value, "__html__"):
        return value
    if isinstance(value, str):
        return french.typeset(value)
    if isinstance(value, dict):
        return {key: _typeset(part) for key, part in value.items()}
    return [_typeset(part) for part in value] if isinstance(value, list) else value


def find_template(folder: Path, name: str) -> Path:
    """The consortium's own template beside its config if there is one, else the one we ship."""
    import report_templates

    places = [folder / TEMPLATES / name, Path(report_templates.__file__).parent / name]
    for place in places:
        if place.exists():
            return place
    known = sorted(
        file.name
        for place in places
        for file in place.parent.iterdir()
        if file.suffix in (".docx", ".xlsx", ".txt", ".html")
    )
    from forms.definition_file import did_you_mean

    raise Refusal("name.unknown", what="Le modèle", value=name, hint=did_you_mean(name, known))
