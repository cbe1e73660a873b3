"""Jinja as templates are read with it, and its complaints as refusals."""

from __future__ import annotations

import contextlib
import functools
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.documents.templates.faults import explain
from sheets_sync.errors import Refusal

if TYPE_CHECKING:
    from jinja2 import Environment

_KINDS = {".docx": "documents.kind_docx", ".xlsx": "documents.kind_xlsx"}


@functools.lru_cache(maxsize=8)
def template_environment(
    autoescape: bool, *, lenient: bool = False, is_page: bool = False, parts: tuple[Path, ...] = ()
) -> Environment:
    """Templates come from whoever edits them: they show values, and run nothing.

    One is made for each SIAE, or each funder, and to read a template costs as much as to fill it:
    texts that were read are kept.

    Args:
        lenient: whether a name that is not given prints nothing, and its own names neither.
        is_page: whether a number is a length of a style sheet, which knows no comma: there the
            figures come as text.
        parts: the folders in which what a template includes is looked for, in this order.
    """
    from jinja2 import ChainableUndefined, FileSystemLoader, StrictUndefined
    from jinja2.ext import Extension
    from jinja2.sandbox import SandboxedEnvironment

    class Typesetting(Extension):
        def preprocess(self, source: str, *_: object, **_named: object) -> str:
            return french.typeset(source)

    class Remembering(SandboxedEnvironment):
        from_string = functools.lru_cache(maxsize=64)(  # type: ignore[assignment]  # all hashable
            SandboxedEnvironment.from_string
        )

    # Strict: a misspelt name stops the document, where Jinja would print nothing. Trimmed: a line
    # that is one block leaves no blank line in a text.
    environment = Remembering(
        loader=FileSystemLoader(parts),
        autoescape=autoescape,
        # What a template says by itself is printed as what it shows is, whoever wrote it.
        extensions=[Typesetting],
        finalize={True: _whole, False: _in_french_digits}[is_page],
        undefined={True: ChainableUndefined, False: StrictUndefined}[lenient],
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    # « {{ siae | de }} »: a name after de, with its article, after à, after « de la ».
    environment.filters |= {"de": french.of, "le": french.the, "au": french.to, "du": french.of_the}
    return environment


def _whole(value: Any) -> Any:
    """A number without an empty fraction: « 124 » and not « 124.0 »."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _in_french_digits(value: Any) -> Any:
    """A number as French writes it: « 124 » and not « 124.0 », « 52,8 », « 60 % »."""
    if isinstance(value, french.Share):
        return french.percent(value)
    if not isinstance(value, float):
        return value
    if value.is_integer():
        return french.number(value)
    return french.number(value, 2).rstrip("0")


@contextlib.contextmanager
def explained(template: Path, context: Mapping[str, Any]) -> Iterator[None]:
    """Turn a fault of a template into a refusal that its author understands."""
    from jinja2 import TemplateError

    try:
        yield
    except TemplateError as error:
        problem = explain(template, error, context)
        raise Refusal("template.wrong", file=template.name, problem=problem) from error
    except (KeyError, ValueError, OSError, zipfile.BadZipFile) as error:
        kind = sentence(_KINDS.get(template.suffix, "documents.kind_text"))
        problem = sentence("documents.template_not_a", kind=kind)
        raise Refusal("template.wrong", file=template.name, problem=problem) from error
