"""Jinja as templates are read with it, and its complaints as refusals."""

from __future__ import annotations

import contextlib
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


def template_environment(autoescape: bool) -> Environment:
    """Templates come from whoever edits them: they show values, and run nothing."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    # Strict: a misspelt name stops the document, where Jinja would print nothing. Trimmed: a line
    # that is one block leaves no blank line in a text.
    environment = SandboxedEnvironment(
        autoescape=autoescape,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    # « {{ siae | de }} »: a name after de, with its article, after à, after « de la ».
    environment.filters |= {"de": french.of, "le": french.the, "au": french.to, "du": french.of_the}
    return environment


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
