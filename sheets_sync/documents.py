"""Fill the templates, and put the documents in their folder without ever replacing what a person has changed."""

from __future__ import annotations

import contextlib
import io
import re
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from forms.words import fold
from sheets_sync import agenda, dashboard, french, invite, remind, report
from sheets_sync.config import Config
from sheets_sync.errors import Refusal
from sheets_sync.files import Outcome, put_document, steady_zip
from sheets_sync.history import History
from sheets_sync.month import Month
from sheets_sync.sheets import Sheet
from sheets_sync.template_faults import explain
from sheets_sync.word_picture import word_picture

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = "report_templates"
_ALONE = re.compile(r"\s*{{\s*([\w.]+)\s*}}\s*")


@dataclass(frozen=True)
class Document:
    """A document made: where it is, what became of it, what a person must still write in it, and the files that go with it.

    `changed_since`: what a document of a closed period, made again as it was, would show otherwise today.
    """

    path: Path
    outcome: Outcome
    to_write: Sequence[str] = ()
    beside: Sequence[str] = ()
    changed_since: Sequence[str] = ()


def write_agenda(month: Month, history: History, name: str, dry_run: bool = False) -> Document:
    """The agenda of the meeting `name`."""
    filled = agenda.context(month, name)
    file = f"ordre-du-jour-{name}-{filled['jour'].isoformat()}"
    written = _write(month.config, history, _agenda_template(month.config, name), filled, file, dry_run)
    return written if dry_run else replace(written, beside=_write_around(month, history, name, filled, written.path))


def _write_around(month: Month, history: History, name: str, filled: Mapping[str, Any], written: Path) -> list[str]:
    """Beside the agenda: the invitation, the e-mail draft that carries it, and the minutes to be filled in."""
    config = month.config
    ics = invite.invitation(config.programme, name, config.meetings[name], filled, month.as_of)
    text, page = (
        fill_text(find_template(config.folder, f"ordre-du-jour.{kind}"), filled, autoescape=kind == "html")
        for kind in ("txt", "html")
    )
    subject = f"{config.programme}, {config.meetings[name].title} : {filled['date']}"
    minutes = fill(find_template(config.folder, "releve-de-decisions.docx"), filled)
    day = filled["jour"].isoformat()
    files = {
        f"invitation-{name}-{day}.ics": ics,
        f"invitation-{name}-{day}.eml": invite.draft(subject, text, page, ics, written.read_bytes(), written.name),
        f"releve-de-decisions-{name}-{day}.docx": minutes,
    }
    return [_put(config, history, file, data).path.name for file, data in files.items()]


def write_report(month: Month, history: History, name: str, dry_run: bool = False) -> Document:
    """The report to the funder `name`; for a period that is over, with the figures it had when it was first made then."""
    before = history.published_before(f"rapport-{name}", month.as_of)
    filled = report.context(month, name, before)
    file = f"rapport-{name}-{filled['jour'].isoformat()}"
    template, then = month.config.funders[name].template, history.figures_kept(file)
    if then is None or then["fait_le"] <= filled["jour"].isoformat():  # not made yet, or before the period was over
        written = _write(month.config, history, template, filled, file, dry_run)
        if dry_run:
            return written
        annex = _put(
            month.config, history, f"{file}-annexe.xlsx", _workbook(report.annex_sheets(month, name, before), month.as_of)
        )
        return replace(written, beside=[annex.path.name])
    again = _write(month.config, history, template, then, file, dry_run)  # the period is closed: what was sent stays
    return replace(again, changed_since=report.differences(then, filled))


def _workbook(sheets: Sequence[Sheet], made_on: date) -> bytes:
    from sheets_sync.workbooks.write_xlsx import write_workbook

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "annexe.xlsx"
        write_workbook(file, sheets, made_on)
        return file.read_bytes()


def write_again(
    config: Config, history: History, kind: Literal["agenda", "report"], name: str, day: date, dry_run: bool = False
) -> Document:
    """The document of `day` once more from the figures it had then, whatever the tabs say now.

    Raises:
        Refusal: no run made it that day.
    """
    file = f"{'ordre-du-jour' if kind == 'agenda' else 'rapport'}-{name}-{day.isoformat()}"
    template = _agenda_template(config, name) if kind == "agenda" else config.funders[name].template
    return _write(config, history, template, history.figures(file), file, dry_run)


def write_all(month: Month, history: History) -> list[Document]:
    """Every agenda and every report of the config."""
    agendas = [write_agenda(month, history, name) for name in month.config.meetings]
    reports = [write_report(month, history, name) for name in month.config.funders]
    return [write_dashboard(month, history), *agendas, *reports, write_reminders(month, history)]


def write_dashboard(month: Month, history: History) -> Document:
    """The figures as one page that opens from an e-mail."""
    page = fill_text(find_template(month.config.folder, "tableau-de-bord.html"), dashboard.context(month), autoescape=True)
    return _put(month.config, history, f"tableau-de-bord-{month.as_of.isoformat()}.html", page.encode())


def write_reminders(month: Month, history: History) -> Document:
    """What each SIAE has to put right, as a text and as an e-mail draft; the document is their folder."""
    template = find_template(month.config.folder, "relance.txt")
    outcomes: list[Outcome] = []
    for member in month.config.siae:
        text = fill_text(template, remind.context(month, member.name))
        file = f"relances/relance-{fold(member.name).replace(' ', '-')}-{month.as_of.isoformat()}"
        drafts = ((f"{file}.txt", text.encode()), (f"{file}.eml", remind.draft(text)))
        outcomes += [_put(month.config, history, name, data).outcome for name, data in drafts]
    folder = month.config.folder / month.config.documents / "relances"
    return Document(folder, next((outcome for outcome in outcomes if outcome != "unchanged"), "unchanged"))


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
            {"titre": _typeset(chart["titre"]), "image": word_picture(document, chart["svg"], chart["alt"])}
            for chart in context.get("graphiques", ())
        ]
        document.render(shown, _rules(autoescape=True), autoescape=True)
        made = io.BytesIO()
        document.save(made)
    return steady_zip(made.getvalue())


def fill_text(template: Path, context: Mapping[str, Any], autoescape: bool = False) -> str:
    """The same for a template that is text, or HTML (`autoescape`); raises `Refusal`."""
    with _told_in_french(template, context):
        return _rules(autoescape).from_string(template.read_text(encoding="utf-8")).render(_typeset(dict(context)))


def fill_workbook(template: Path, context: Mapping[str, Any]) -> bytes:
    """The same for a workbook, a funder's own form: a cell that is one tag for a number becomes a number; raises `Refusal`."""
    from sheets_sync.workbooks.placeholders import fill_placeholders

    rules, shown = _rules(autoescape=False), _typeset(dict(context))

    def render(text: str) -> str | float:
        alone = _ALONE.fullmatch(text)
        value = rules.compile_expression(alone[1], undefined_to_none=False)(**shown) if alone else None
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
        return rules.from_string(text).render(shown)

    with _told_in_french(template, context):
        return fill_placeholders(template, render)


def _rules(autoescape: bool) -> Environment:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    return SandboxedEnvironment(
        autoescape=autoescape, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )


@contextlib.contextmanager
def _told_in_french(template: Path, context: Mapping[str, Any]) -> Iterator[None]:
    """What is wrong with a template, as a refusal that its author understands."""
    from jinja2 import TemplateError

    try:
        yield
    except TemplateError as error:
        raise Refusal("template.wrong", file=template.name, problem=explain(template, error, context)) from error
    except (KeyError, ValueError, OSError, zipfile.BadZipFile) as error:
        kind = {".docx": "document Word .docx", ".xlsx": "classeur .xlsx"}.get(template.suffix, "texte (UTF-8)")
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
    known = sorted(
        file.name for place in places for file in place.parent.iterdir() if file.suffix in (".docx", ".xlsx", ".txt", ".html")
    )
    from forms.definition_file import did_you_mean

    raise Refusal("name.unknown", what="Le modèle", value=name, hint=did_you_mean(name, known))


def _agenda_template(config: Config, name: str) -> str:
    usual = name if name in ("directions", "accompagnateurs") else "directions"
    return config.meetings[name].template or f"ordre-du-jour-{usual}.docx"


def _write(config: Config, history: History, template: str, context: Mapping[str, Any], file: str, dry_run: bool) -> Document:
    """Fill `template`, put it in place, and keep the figures it shows, so that it can be made again."""
    path = find_template(config.folder, template)
    data = fill_workbook(path, context) if path.suffix == ".xlsx" else fill(path, context)
    to_write = context.get("a_completer", ())
    if dry_run:
        path = config.folder / config.documents / f"{file}{path.suffix}"
        return Document(path, "unchanged" if path.exists() else "new", to_write)
    history.save_figures(file, context)
    return _put(config, history, f"{file}{path.suffix}", data, to_write)


def _put(config: Config, history: History, file: str, data: bytes, to_write: Sequence[str] = ()) -> Document:
    known = history.documents()
    path, outcome = put_document(config.folder / config.documents / file, data, known)
    history.save_documents(known)
    return Document(path, outcome, to_write)
