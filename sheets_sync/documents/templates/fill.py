"""Find a template and fill it: Word, a workbook, text or HTML."""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import report_templates
from forms.definition_file import did_you_mean
from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.documents.reports.tables import SHARES
from sheets_sync.documents.templates.captions import (
    end_tables,
    keep_few_small_texts_together,
    number_captions,
    take_out_columns,
)
from sheets_sync.documents.templates.environment import explained, template_environment
from sheets_sync.documents.templates.page_header import head_every_page
from sheets_sync.documents.templates.picture import Drawings
from sheets_sync.documents.templates.properties import name_document, without_authors
from sheets_sync.errors import Refusal
from sheets_sync.workbooks.xlsx.parts.packing import steady_zip

TEMPLATES = "report_templates"
_OURS = Path(report_templates.__file__).parent
_SUFFIXES = (".docx", ".xlsx", ".txt", ".html", ".md")
_ONE_TAG = re.compile(r"\s*{{\s*([\w.]+)\s*}}\s*")
"""A cell that is one tag and nothing else."""
_NO_WORDS = ("svg", "csv", "lien")
"""Parts of a context that are drawings, files and addresses."""
_WORDS_OF_CHART = ("place", "titre", "legende", "alt")


def fill(template: Path, context: Mapping[str, Any], *, of_earlier_run: bool = False) -> bytes:
    """`template` with `context` in it: escaped, sandboxed, and strict about names it does not know.

    Args:
        of_earlier_run: whether the context is one of a run before, maybe before the template asked
            for all that it now shows: what is not there is left out.

    Raises:
        Refusal: the template has a mistake, or shows a name that does not exist.
    """
    from docxtpl import DocxTemplate

    with explained(template, context):
        document = DocxTemplate(template)
        # Before it is filled: drawings are parts of it, and docxtpl takes headers' parts in hand.
        document.init_docx()
        if context.get("mention"):
            head_every_page(document.docx, context["mention"])
        shown = _with_drawings(_printed(_typeset(_with_shares(context))), Drawings(document))
        environment = template_environment(autoescape=True, lenient=of_earlier_run)
        document.render(shown, environment, autoescape=True)
        name_document(document.docx, shown.get("intitule", ""))
        number_captions(document.docx.element.body)
        take_out_columns(document.docx.element.body)
        end_tables(document.docx.element.body)
        keep_few_small_texts_together(document.docx.element.body)
        made = io.BytesIO()
        document.save(made)
    return without_authors(steady_zip(made.getvalue()))


def _printed(value: Any) -> Any:
    """The same with the signs of printed French; paths and drawings as they are."""
    if hasattr(value, "__html__"):
        return value
    if isinstance(value, str):
        return french.with_signs_of_print(value)
    if isinstance(value, dict):
        printed = {key: _printed(part) for key, part in value.items()}
        return printed | _as_it_is(value, *_NO_WORDS)
    if isinstance(value, list):
        return [_printed(part) for part in value]
    return value


def _as_it_is(value: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """The parts of `value` that are no words: a path, and those of these names."""
    return {name: value[name] for name in ("fichier", *names) if name in value}


def _with_drawings(value: Any, drawings: Drawings) -> Any:
    """The same with an object to show for each chart and bar."""
    if isinstance(value, list):
        return [_with_drawings(part, drawings) for part in value]
    if not isinstance(value, dict):
        return value
    if "categories" in value:
        words = {key: text for key, text in value.items() if key in _WORDS_OF_CHART}
        return {**words, "image": drawings.chart(value)}
    if "fichier" in value and not value["svg"]:
        return drawings.logo(value)
    if "mm" in value:
        return drawings.vector(value) if value["svg"] else ""
    return {key: _with_drawings(part, drawings) for key, part in value.items()}


def fill_text(template: Path, context: Mapping[str, Any], autoescape: bool = False) -> str:
    """The same for a template that is text, or HTML (`autoescape`); raises `Refusal`.

    Both are printed matter, as a document is.
    """
    with explained(template, context):
        parts = (template.parent, _OURS)
        environment = template_environment(autoescape, is_page=autoescape, parts=parts)
        shown = _printed(_typeset(dict(context)))
        return environment.from_string(template.read_text(encoding="utf-8")).render(shown)


def fill_workbook(template: Path, context: Mapping[str, Any]) -> bytes:
    """The same for a workbook, a funder's own form; raises `Refusal`.

    A cell that is one tag for a number becomes a number.
    """
    from sheets_sync.workbooks.xlsx.placeholders import fill_placeholders

    environment, shown = template_environment(autoescape=False), _typeset(_with_shares(context))

    def render(text: str) -> str | float:
        if tag := _ONE_TAG.fullmatch(text):
            value = environment.compile_expression(tag[1], undefined_to_none=False)(**shown)
            if isinstance(value, int | float) and not isinstance(value, bool):
                return value if isinstance(value, french.Share) else float(value)
        return environment.from_string(text).render(shown)

    with explained(template, context):
        return without_authors(fill_placeholders(template, render))


def _with_shares(context: Mapping[str, Any]) -> dict[str, Any]:
    """The same with the rates of a funder's own form as shares; one that is hidden is a text."""
    numbers = dict(context.get("nombres", {}))
    for name in SHARES:
        if isinstance(numbers.get(name), int | float):
            numbers[name] = french.Share(numbers[name])
    return {**context, "nombres": numbers} if numbers else dict(context)


def _typeset(value: Any) -> Any:
    """Every text in `value` with its French no-break spaces; drawings as they are."""
    if hasattr(value, "__html__"):
        return value
    if isinstance(value, str):
        return french.typeset(value)
    if isinstance(value, dict):
        return {key: _typeset(part) for key, part in value.items()} | _as_it_is(value)
    if isinstance(value, list):
        return [_typeset(part) for part in value]
    return value


def find_template(folder: Path, name: str) -> Path:
    """The consortium's own template beside its config if there is one, else the one we ship."""
    folders = [folder / TEMPLATES, _OURS]
    for templates in folders:
        if (templates / name).exists():
            return templates / name
    files = itertools.chain.from_iterable(templates.glob("*") for templates in folders)
    known = sorted(file.name for file in files if file.suffix in _SUFFIXES)
    what = sentence("documents.the_template")
    raise Refusal("name.unknown", what=what, value=name, hint=did_you_mean(name, known))
