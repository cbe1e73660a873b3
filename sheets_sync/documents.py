"""Fill the Word templates, and put the documents in their folder without ever replacing what a person has changed."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sheets_sync import agenda, french, report
from sheets_sync.errors import Refusal
from sheets_sync.files import Outcome, put_document, steady_zip
from sheets_sync.history import History
from sheets_sync.month import Month

TEMPLATES = "report_templates"


@dataclass(frozen=True)
class Document:
    """A document made: where it is, what became of it, and what a person must still write in it."""

    path: Path
    outcome: Outcome
    to_write: Sequence[str] = ()


def write_agenda(month: Month, history: History, name: str, dry_run: bool = False) -> Document:
    """The agenda of the meeting `name`."""
    meeting = month.config.meetings[name]
    filled = agenda.context(month, name)
    template = meeting.template or f"ordre-du-jour-{name if name in ('directions', 'accompagnateurs') else 'directions'}.docx"
    file = f"ordre-du-jour-{name}-{filled['jour'].isoformat()}.docx"
    return _write(month, history, template, filled, file, (), dry_run)


def write_report(month: Month, history: History, name: str, dry_run: bool = False) -> Document:
    """The report to the funder `name`."""
    filled = report.context(month, name)
    file = f"rapport-{name}-{filled['jour'].isoformat()}.docx"
    return _write(month, history, month.config.funders[name].template, filled, file, filled["a_ecrire"], dry_run)


def write_all(month: Month, history: History) -> list[Document]:
    """Every agenda and every report of the config."""
    agendas = [write_agenda(month, history, name) for name in month.config.meetings]
    return agendas + [write_report(month, history, name) for name in month.config.funders]


def fill(template: Path, context: Mapping[str, Any]) -> bytes:
    """`template` with `context` in it: escaped, sandboxed, and strict about names it does not know.

    Raises:
        Refusal: the template has a mistake, or shows a name that does not exist.
    """
    from docxtpl import DocxTemplate
    from jinja2 import StrictUndefined, TemplateSyntaxError, UndefinedError
    from jinja2.exceptions import SecurityError
    from jinja2.sandbox import SandboxedEnvironment

    from forms.definition_file import did_you_mean

    rules = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    try:
        document = DocxTemplate(template)
        document.render(_typeset(dict(context)), rules, autoescape=True)
        made = io.BytesIO()
        document.save(made)
    except UndefinedError as error:
        word = str(error).split("'")[1] if "'" in str(error) else str(error)
        raise Refusal(
            "template.wrong", file=template.name, problem=f"« {word} » n'est pas connu. {did_you_mean(word, sorted(context))}"
        ) from error
    except (TemplateSyntaxError, SecurityError) as error:
        raise Refusal(
            "template.wrong",
            file=template.name,
            problem=f"une balise n'est pas correcte ({error}). Vérifier les {{{{ }}}} et {{% %}}.",
        ) from error
    except (KeyError, ValueError, OSError) as error:
        raise Refusal("template.wrong", file=template.name, problem="ce n'est pas un document Word .docx lisible.") from error
    return steady_zip(made.getvalue())


def _typeset(value: Any) -> Any:
    """Every text in `value` with its French no-break spaces."""
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
    known = sorted(file.name for place in places for file in place.parent.glob("*.docx"))
    from forms.definition_file import did_you_mean

    raise Refusal("name.unknown", what="Le modèle", value=name, hint=did_you_mean(name, known))


def _write(
    month: Month, history: History, template: str, context: Mapping[str, Any], file: str, to_write: Sequence[str], dry_run: bool
) -> Document:
    data = fill(find_template(month.config.folder, template), context)
    path = month.config.folder / month.config.documents / file
    if dry_run:
        return Document(path, "unchanged" if path.exists() else "new", to_write)
    known = history.documents()
    path, outcome = put_document(path, data, known)
    history.save_documents(known)
    return Document(path, outcome, to_write)
