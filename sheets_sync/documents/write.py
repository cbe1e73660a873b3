"""Make the documents, and put them in their folder without ever replacing what a person has changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

from forms.words import fold
from sheets_sync.config import Config
from sheets_sync.documents import agenda, dashboard, invitation, reminder, report
from sheets_sync.documents.templates.fill import fill, fill_text, fill_workbook, find_template
from sheets_sync.files import Outcome, put_document, temporary_folder
from sheets_sync.history.store import History
from sheets_sync.sheets.sheet import Sheet
from sheets_sync.steering.month import Month


@dataclass(frozen=True)
class Document:
    """A document made: where it is, what became of it, what a person must still write in it, and the files that go with it.

    `changed_since`: what a document of a closed period, made again as it was from the figures in `kept`, would show otherwise today.
    """

    path: Path
    outcome: Outcome
    to_write: Sequence[str] = ()
    beside: Sequence[str] = ()
    changed_since: Sequence[str] = ()
    kept: Path | None = None


def write_agenda(month: Month, history: History, name: str, dry_run: bool = False) -> Document:
    """The agenda of the meeting `name`."""
    filled = agenda.context(month, name)
    file = f"ordre-du-jour-{name}-{filled['jour'].isoformat()}"
    written = _write(
        month.config, history, _agenda_template(month.config, name), filled, file, dry_run
    )
    return (
        written
        if dry_run
        else replace(written, beside=_write_around(month, history, name, filled, written.path))
    )


def _write_around(
    month: Month, history: History, name: str, filled: Mapping[str, Any], written: Path
) -> list[str]:
    """Beside the agenda: the invitation, the e-mail draft that carries it, and the minutes to be filled in."""
    config = month.config
    ics = invitation.invitation(config.programme, name, config.meetings[name], filled, month.as_of)
    text, page = (
        fill_text(
            find_template(config.folder, f"ordre-du-jour.{kind}"), filled, autoescape=kind == "html"
        )
        for kind in ("txt", "html")
    )
    subject = f"{config.programme}, {config.meetings[name].title} : {filled['date']}"
    minutes = fill(find_template(config.folder, "releve-de-decisions.docx"), filled)
    day = filled["jour"].isoformat()
    files = {
        f"invitation-{name}-{day}.ics": ics,
        f"invitation-{name}-{day}.eml": invitation.draft(
            subject, text, page, ics, written.read_bytes(), written.name
        ),
        f"releve-de-decisions-{name}-{day}.docx": minutes,
    }
    return [_put(config, history, file, data).path.name for file, data in files.items()]


def write_report(month: Month, history: History, name: str, dry_run: bool = False) -> Document:
    """The report to the funder `name`; for a period that is over, with the figures it had when it was first made then."""
    before = history.published_before(f"rapport-{name}", month.as_of)
    filled = report.context(month, name, before)
    file = f"rapport-{name}-{filled['jour'].isoformat()}"
    template, then = month.config.funders[name].template, history.figures_kept(file)
    if (
        then is None or then["fait_le"] <= filled["jour"].isoformat()
    ):  # not made yet, or before the period was over
        written = _write(month.config, history, template, filled, file, dry_run)
        if dry_run:
            return written
        annex = _put(
            month.config,
            history,
            f"{file}-annexe.xlsx",
            _workbook(report.annex_sheets(month, name, before), month.as_of),
        )
        return replace(written, beside=[annex.path.name])
    again = _write(
        month.config, history, template, then, file, dry_run
    )  # the period is closed: what was sent stays
    return replace(
        again, changed_since=report.differences(then, filled), kept=history.figures_file(file)
    )


def _workbook(sheets: Sequence[Sheet], made_on: date) -> bytes:
    from sheets_sync.workbooks.xlsx.writer import write_workbook

    with temporary_folder() as folder:
        file = folder / "annexe.xlsx"
        write_workbook(file, sheets, made_on)
        return file.read_bytes()


def write_again(
    config: Config,
    history: History,
    kind: Literal["agenda", "report"],
    name: str,
    day: date,
    dry_run: bool = False,
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
    page = fill_text(
        find_template(month.config.folder, "tableau-de-bord.html"),
        dashboard.context(month),
        autoescape=True,
    )
    return _put(
        month.config, history, f"tableau-de-bord-{month.as_of.isoformat()}.html", page.encode()
    )


def write_reminders(month: Month, history: History) -> Document:
    """What each SIAE has to put right, as a text and as an e-mail draft; the document is their folder."""
    template = find_template(month.config.folder, "relance.txt")
    outcomes: list[Outcome] = []
    for member in month.config.siae:
        text = fill_text(template, reminder.context(month, member.name))
        file = f"relances/relance-{fold(member.name).replace(' ', '-')}-{month.as_of.isoformat()}"
        drafts = ((f"{file}.txt", text.encode()), (f"{file}.eml", reminder.draft(text)))
        outcomes += [_put(month.config, history, name, data).outcome for name, data in drafts]
    folder = month.config.folder / month.config.documents / "relances"
    return Document(
        folder, next((outcome for outcome in outcomes if outcome != "unchanged"), "unchanged")
    )


def _agenda_template(config: Config, name: str) -> str:
    usual = name if name in ("directions", "accompagnateurs") else "directions"
    return config.meetings[name].template or f"ordre-du-jour-{usual}.docx"


def _write(
    config: Config,
    history: History,
    template: str,
    context: Mapping[str, Any],
    file: str,
    dry_run: bool,
) -> Document:
    """Fill `template`, put it in place, and keep the figures it shows, so that it can be made again."""
    path = find_template(config.folder, template)
    data = fill_workbook(path, context) if path.suffix == ".xlsx" else fill(path, context)
    to_write = context.get("a_completer", ())
    if dry_run:
        path = config.folder / config.documents / f"{file}{path.suffix}"
        return Document(path, "unchanged" if path.exists() else "new", to_write)
    history.save_figures(file, context)
    return _put(config, history, f"{file}{path.suffix}", data, to_write)


def _put(
    config: Config, history: History, file: str, data: bytes, to_write: Sequence[str] = ()
) -> Document:
    known = history.documents()
    path, outcome = put_document(config.folder / config.documents / file, data, known)
    history.save_documents(known)
    return Document(path, outcome, to_write)
