"""Fill the templates, and put the documents in their folder without ever replacing what a person has changed."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from forms.words import fold
from sheets_sync import agenda, dashboard, french, remind, report
from sheets_sync.errors import Refusal
from sheets_sync.files import Outcome, put_document, steady_zip
from sheets_sync.history import History
from sheets_sync.month import Month

if TYPE_CHECKING:
    from jinja2 import Environment

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
    reports = [write_report(month, history, name) for name in month.config.funders]
    return [write_dashboard(month, history), *agendas, *reports, write_reminders(month, history)]


def write_dashboard(month: Month, history: History) -> Document:
    """The figures as one page that opens from an e-mail."""
    page = fill_text(find_template(month.config.folder, "tableau-de-bord.html"), dashboard.context(month), autoescape=True)
    known = history.documents()
    path = month.config.folder / month.config.documents / f"tableau-de-bord-{month.as_of.isoformat()}.html"
    path, outcome = put_document(path, page.encode(), known)
    history.save_documents(known)
    return Document(path, outcome)


def write_reminders(month: Month, history: History) -> Document:
    """What each SIAE has to put right, as a text and as an e-mail draft; the document is their folder."""
    template = find_template(month.config.folder, "relance.txt")
    folder = month.config.folder / month.config.documents / "relances"
    known = history.documents()
    outcomes: list[Outcome] = []
    for member in month.config.siae:
        text = fill_text(template, remind.context(month, member.name))
        name = f"relance-{fold(member.name).replace(' ', '-')}-{month.as_of.isoformat()}"
        for file, data in ((f"{name}.txt", text.encode()), (f"{name}.eml", remind.draft(text))):
            outcomes.append(put_document(folder / file, data, known)[1])
    history.save_documents(known)
    return Document(folder, next((outcome for outcome in outcomes if outcome != "unchanged"), "unchanged"))


def fill(template: Path, context: Mapping[str, Any]) -> bytes:
    """`template` with `context` in it: escaped, sandboxed, and strict about names it does not know.

    Raises:
        Refusal: the template has a mistake, or shows a name that does not exist.
    """
    from docxtpl import DocxTemplate

    with _told_in_french(template, context):
        document = DocxTemplate(template)
        document.render(_typeset(dict(context)), _rules(autoescape=True), autoescape=True)
        made = io.BytesIO()
        document.save(made)
    return steady_zip(made.getvalue())


def fill_text(template: Path, context: Mapping[str, Any], autoescape: bool = False) -> str:
    """The same for a template that is text, or HTML (`autoescape`); raises `Refusal`."""
    with _told_in_french(template, context):
        return _rules(autoescape).from_string(template.read_text(encoding="utf-8")).render(_typeset(dict(context)))


def _rules(autoescape: bool) -> Environment:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    return SandboxedEnvironment(
        autoescape=autoescape, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )


@contextlib.contextmanager
def _told_in_french(template: Path, context: Mapping[str, Any]) -> Iterator[None]:
    """What is wrong with a template, as a refusal that its author understands."""
    from jinja2 import TemplateSyntaxError, UndefinedError
    from jinja2.exceptions import SecurityError

    from forms.definition_file import did_you_mean

    try:
        yield
    except UndefinedError as error:
        word = str(error).split("'")[1] if "'" in str(error) else str(error)
        problem = f"« {word} » n'est pas connu. {did_you_mean(word, sorted(context))}"
        raise Refusal("template.wrong", file=template.name, problem=problem) from error
    except (TemplateSyntaxError, SecurityError) as error:
        problem = f"une balise n'est pas correcte ({error}). Vérifier les {{{{ }}}} et {{% %}}."
        raise Refusal("template.wrong", file=template.name, problem=problem) from error
    except (KeyError, ValueError, OSError) as error:
        kind = "document Word .docx" if template.suffix == ".docx" else "texte (UTF-8)"
        raise Refusal("template.wrong", file=template.name, problem=f"ce n'est pas un {kind} lisible.") from error


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
    known = sorted(file.name for place in places for file in place.parent.iterdir() if file.suffix in (".docx", ".txt", ".html"))
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
