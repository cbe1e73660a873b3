"""Make the documents, and put them in their folder, never over what a person has changed."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from sheets_sync.catalogue import sentence
from sheets_sync.documents import index_page
from sheets_sync.documents.dashboard.written_pages import directors_page, siae_pages
from sheets_sync.documents.document_settings import DocumentSettings, Kind
from sheets_sync.documents.filled_before import FilledBefore
from sheets_sync.documents.made_texts import made_texts
from sheets_sync.documents.meetings import agenda, reminder
from sheets_sync.documents.meetings.around import MadeAgenda, files_around, notes_before
from sheets_sync.documents.meetings.planned_days import FORM as REUNION
from sheets_sync.documents.meetings.planned_days import with_planned_days
from sheets_sync.documents.places import REMINDERS, SIAE_PAGES, folder_of, folders_of_documents
from sheets_sync.documents.planned import Document, PlannedDocument, is_a_persons, plan_document
from sheets_sync.documents.reports import report
from sheets_sync.documents.reports.account import TEMPLATE as ACCOUNT
from sheets_sync.documents.reports.account import year_due
from sheets_sync.documents.reports.changes import corrected, differences
from sheets_sync.documents.reports.plan import (
    Issuing,
    ReportPlan,
    draft_name,
    others_lose,
    refuse_correction,
)
from sheets_sync.documents.reports.scope import ReportScope, report_scope
from sheets_sync.documents.reports.sections.logos import logos, missing_logos
from sheets_sync.documents.reports.written_texts import WrittenTexts, written_texts
from sheets_sync.documents.templates.fill import fill_text
from sheets_sync.documents.used_templates import (
    DASHBOARD,
    REMINDER,
)
from sheets_sync.errors import Refusal
from sheets_sync.files import sweep_drafts
from sheets_sync.history.store import History
from sheets_sync.release.door import Door, Released
from sheets_sync.release.tables.declared import gives_away
from sheets_sync.release.tables.issued import issued_from_records
from sheets_sync.safe_names import file_name, names_apart
from sheets_sync.steering.month import Month

_FILE_NAMES: Mapping[Kind, str] = {"agenda": "ordre-du-jour", "report": "rapport"}


class DocumentWriter:
    """Writes the documents of a programme.

    They are made first and put in place together, by `put_all`, so that what is remembered of them
    is set down before the first is there. When `dry_run`, none is put; the template is filled all
    the same, so that its mistakes are told.
    """

    def __init__(
        self,
        settings: DocumentSettings,
        history: History,
        dry_run: bool = False,
        is_today: bool = True,
    ) -> None:
        """`is_today`: whether they are of the day that it is; else what was issued stays."""
        self.settings, self.history, self.dry_run = settings, history, dry_run
        self.is_today = is_today
        self._planned: list[PlannedDocument] = []
        self._before = FilledBefore(settings.folder)

    def make_all(self, month: Month) -> list[Document]:
        """The dashboard, every agenda, a draft of every report of config, and the reminders."""
        self._plan_meetings(month)
        is_configured = "meetings" in self.settings.configured
        meetings = self.settings.meetings.items()
        held = [name for name, meeting in meetings if is_configured or meeting.planned]
        agendas = [self.make_agenda(month, name) for name in held]
        due = [] if month.entries.tabs_without_names else self.settings.reports_due(month.as_of)
        plans = [self.plan_report(month, name) for name in due]
        reports = [self.make_report(month, self._as_sent(plan)) for plan in plans]
        pages = [self.make_dashboard(month)]
        if len(month.board.members) > 1:
            pages.append(self.make_siae_pages(month))
        made = [*pages, *agendas, *reports, self.make_reminders(month)]
        return [self._make_index(month), *made]

    def _make_index(self, month: Month) -> Document:
        """The page that leads to them all."""
        settings = self.settings
        listed = index_page.context(settings.programme, month.as_of, settings.folder, self._planned)
        template = settings.template(index_page.INDEX)
        page = month.door.release("preparation", listed).into(
            lambda context: fill_text(template, context, autoescape=True).encode()
        )
        return self._put(index_page.INDEX, page)

    def put_all(self) -> None:
        """Put in place what was made."""
        with self.history.one_write(dry_run=self.dry_run):
            if not self.dry_run:
                self.history.set_down()
                # Alone with the memory: no run is at work that these could belong to.
                for folder in folders_of_documents(self.settings.folder):
                    sweep_drafts(folder)
            for document in self._planned:
                document.put()
            if not self.dry_run:
                self._before.keep()

    def write_agenda(self, month: Month, name: str) -> Document:
        """The agenda of the meeting `name`, put in place."""
        with self.history.one_write(dry_run=self.dry_run):
            document = self.make_agenda(month, name)
            self.put_all()
            self._note(document)
        return document

    def write_report(self, month: Month, plan: ReportPlan) -> Document:
        """A report to a funder, put in place."""
        with self.history.one_write(dry_run=self.dry_run):
            document = self.make_report(month, plan)
            self.put_all()
            self._note(document)
        return document

    def _note(self, document: Document) -> None:
        """Keep that a command wrote it; one that changed nothing leaves the memory as it was."""
        if not self.dry_run and (document.issued or document.outcome != "unchanged"):
            self.history.note_write()

    def write_again(self, kind: Kind, name: str, day: date) -> Document:
        """The document of `day` once more from the figures it had, whatever the tabs say now.

        Raises:
            Refusal: no run made it that day.
        """
        with self.history.one_write(dry_run=self.dry_run):
            # What is kept passed the door when it was written; the persons of now are not read.
            door, output = Door(self.settings.audiences), self.settings.output_of(kind, name)
            file = _file_name(kind, name, day)
            if self.history.documents.figures_kept(file) is None and kind == "report":
                draft = draft_name(file)
                file = draft if self.history.documents.figures_kept(draft) is not None else file
            kept = door.release(output, self.history.documents.figures(file))
            document = self._make_again(kind, name, file, kept)
            self.put_all()
        return document

    def make_agenda(self, month: Month, name: str) -> Document:
        """The agenda of the meeting `name`, and what goes out with it."""
        self._plan_meetings(month)
        settings, output = self.settings, self.settings.output_of("agenda", name)
        context = agenda.context(
            name,
            settings.meetings,
            settings.usual_points,
            settings.tabs.decision,
            month.board,
            month.measures,
            month.anomalies,
            settings.audiences.of(output).sees,
        )
        filled = month.door.release(output, context)
        file = _file_name("agenda", name, context["jour"])
        if issued := self._issued(file):
            return self._make_again("agenda", name, file, month.door.release(output, issued))
        document = self._make_new("agenda", name, file, filled)
        if self.dry_run:
            return document
        made = MadeAgenda(document.path.name, self._planned[-1].data)
        files = files_around(settings, name, month.as_of, filled, made, self._before)
        files |= notes_before(settings, name, month, context["jour"])
        around = [self._put(file, data) for file, data in files.items()]
        beside = [each.path.name for each in around]
        return replace(document, beside=beside, to_write=_to_write([document, *around]))

    def _plan_meetings(self, month: Month) -> None:
        """Take over the days that the coordination fixed in a tab of the month."""
        form, rows = month.entries.forms[REUNION], month.measures.frames[REUNION]
        meetings = with_planned_days(self.settings.meetings, form, rows)
        self.settings = replace(self.settings, meetings=meetings)

    def _issued(self, file: str) -> dict[str, Any] | None:
        """What a document of that name showed, where a run for another day must leave it so."""
        return None if self.is_today else self.history.documents.figures_of_its_day(file)

    def plan_report(self, month: Month, name: str, issuing: Issuing = "draft") -> ReportPlan:
        """What the report to the funder `name` would tell, before it is written.

        Raises:
            Refusal: a correction of what was not issued, or was corrected already; or names of a
                tab are not read, so that its texts may hold them.
        """
        if missing := month.entries.missing_tabs:
            raise Refusal("report.tab_missing", tabs=missing)
        if tabs := month.entries.tabs_without_names:
            raise Refusal("report.names_unread", tabs=tabs)
        scope = self._scope(month, name)
        everything = issued_from_records(self.history.documents.issued())
        issued = everything.to(name) if self.settings.funders_apart else everything
        file = _file_name("report", name, scope.period.end)
        earlier = everything.of_document(file)
        if issuing == "correction":
            refuse_correction(file, everything)
            issued = issued.without(file)
        rounding = self.settings.rounding
        published = report.publication(name, scope, issued, rounding=rounding)
        plan = ReportPlan(file, issuing, published, earlier)
        if plan.goes_out and not self.settings.funders_apart:
            others = [each for each in self.settings.funders if each != name]
            scopes = {each: self._scope(month, each) for each in others}
            plan = replace(plan, others_lose=others_lose(plan, issued, scopes, rounding=rounding))
        return replace(plan, gives_away=gives_away(plan.as_issued(), issued, scope.threshold))

    def _as_sent(self, plan: ReportPlan) -> ReportPlan:
        """The report that was issued of that period instead of a draft of it, if it was."""
        was_sent = (
            plan.earlier is not None and self.history.documents.figures_kept(plan.file) is not None
        )
        return replace(plan, issuing="issue") if was_sent else plan

    def corrected_figures(self, month: Month, plan: ReportPlan) -> list[str]:
        """What a correction puts right in the report that was issued; raises `Refusal`: nothing."""
        then = self.history.documents.figures_kept(plan.file) or {}
        return corrected(plan.file, then, self._fill_report(month, plan).content)

    def _fill_report(self, month: Month, plan: ReportPlan) -> Released[dict[str, Any]]:
        settings = self.settings
        context = report.context(
            settings.programme,
            plan.published,
            settings.accounts,
            settings.exits,
            self._written(plan),
            logos(plan.published.scope.funder, settings.logo, settings.own_templates),
            plan.mention,
        )
        return month.door.release("report", context)

    def _missing_logos(self, plan: ReportPlan) -> list[str]:
        settings, funder = self.settings, plan.published.scope.funder
        return missing_logos(funder, settings.logo, settings.own_templates)

    def _written(self, plan: ReportPlan) -> WrittenTexts:
        return written_texts(plan.published.scope, self.settings.folder, plan.file)

    def make_report(self, month: Month, plan: ReportPlan) -> Document:
        """A report to a funder, with its annex; an issued one stays as it was sent."""
        history, door = self.history, month.door
        name, filled = plan.published.reader.funder, self._fill_report(month, plan)
        then = history.documents.figures_kept(plan.target)
        stays = plan.is_sent or (plan.issuing == "draft" and self._issued(plan.target))
        if then is None and plan.is_sent:
            raise Refusal("report.figures_gone", name=plan.file)
        if then is not None and stays:
            again = self._make_again("report", name, plan.target, door.release("report", then))
            changed = differences(then, filled.content)
            return replace(again, changed_since=changed, issued=plan.is_sent)
        document = self._make_new("report", name, plan.target, filled)
        told = [*document.to_write, *self._written(plan).told, *self._missing_logos(plan)]
        if self.dry_run:
            return replace(document, issued=False, gives_away=plan.gives_away, to_write=told)
        sheets = door.release("annex", report.annex_sheets(plan.published, plan.mention))
        file = f"{plan.target}-annexe.xlsx"
        annex = self._put(file, self._before.annex(file, sheets, month.as_of))
        if plan.goes_out:
            told += self._written_in_draft(plan, document.path.suffix)
            # Another key would round the same people otherwise in the next report.
            history.save_people(month.people.key, month.people.registry)
            record = plan.as_issued().as_json()
            history.documents.save_issued([*history.documents.issued(), record])
        return replace(
            document,
            beside=[annex.path.name],
            issued=plan.goes_out,
            gives_away=plan.gives_away,
            to_write=told,
        )

    def _written_in_draft(self, plan: ReportPlan, ending: str) -> list[str]:
        """What to take over of a draft that a person has worked on: it stays as it is."""
        path = self._path(f"{draft_name(plan.file)}{ending}")
        if is_a_persons(path, self.history.documents.digests().get(path.name, ())):
            return [sentence("documents.written_in_draft", file=path.name)]
        return []

    def _scope(self, month: Month, name: str) -> ReportScope:
        funder, year = self.settings.funders[name], year_due(month.as_of)
        if Path(funder.template).name == ACCOUNT and year and not funder.period:
            # What is due is the account of the year that is over.
            funder = funder.model_copy(update={"period": str(year)})
        return report_scope(
            funder,
            month.measures,
            month.consortium.counts,
            self.settings.threshold,
            month.as_of,
        )

    def make_dashboard(self, month: Month) -> Document:
        """The figures as one page that opens from an e-mail."""
        written = directors_page(month, self.settings.template(DASHBOARD))
        return self._put(f"tableau-de-bord-{month.as_of.isoformat()}.html", written)

    def make_siae_pages(self, month: Month) -> Document:
        """Each SIAE's own page; the document is their folder."""
        folder, template = SIAE_PAGES, self.settings.template(DASHBOARD)
        pages = siae_pages(month, template, self.settings.exits)
        names = names_apart([member.name for member in month.board.members])
        written = [
            self._put(f"{folder}/tableau-de-bord-{names[siae]}-{month.as_of}.html", data)
            for siae, data in pages
        ]
        return self._folder(folder, written)

    def _folder(self, name: str, written: Sequence[Document]) -> Document:
        """A folder of documents as one."""
        changed = [each.outcome for each in written if each.outcome != "unchanged"]
        outcome = changed[0] if changed else "unchanged"
        return Document(self.settings.folder / name, outcome, _to_write(written))

    def reminder_texts(self, month: Month) -> dict[str, Released[str]]:
        """SIAE → its reminder: « Objet : … » on the first line, then what it says."""
        self._plan_meetings(month)
        settings = self.settings
        meetings, tab = list(settings.meetings.values()), settings.tabs.anomalies
        occasion = reminder.Occasion(
            settings.programme, month.as_of, meetings, tab, settings.feedback
        )
        return reminder.released_texts(month, occasion, settings.template(REMINDER))

    def make_reminders(self, month: Month) -> Document:
        """Each SIAE's reminder, as text and e-mail draft; the document is their folder."""
        written: list[Document] = []
        texts = self.reminder_texts(month)
        names = names_apart(list(texts))
        for siae, text in texts.items():
            name = names[siae]
            file = f"relance-{name}-{month.as_of.isoformat()}"
            written.append(self._put(f"{file}.txt", text.into(str.encode)))
            written.append(self._put(f"{file}.eml", text.into(reminder.draft)))
        return self._folder(f"{REMINDERS}/{month.as_of.isoformat()}", written)

    def _make_again(
        self, kind: Kind, name: str, file: str, kept: Released[dict[str, Any]]
    ) -> Document:
        """A document with the figures that it had."""
        return self._make(kind, name, file, kept, as_kept=True)

    def _make(
        self,
        kind: Kind,
        name: str,
        file: str,
        filled: Released[dict[str, Any]],
        *,
        as_kept: bool = False,
    ) -> Document:
        """Fill the template."""
        path = self.settings.template(self.settings.template_of(kind, name))
        made = f"{file}{path.suffix}"
        data = self._before.fill(made, path, filled, as_kept=as_kept)
        to_write = filled.content.get("a_completer", ())
        if self.dry_run:
            target = self._path(f"{file}{path.suffix}")
            return Document(target, "unchanged" if target.exists() else "new", to_write)
        return self._put(f"{file}{path.suffix}", data, to_write)

    def _make_new(
        self, kind: Kind, name: str, file: str, filled: Released[dict[str, Any]]
    ) -> Document:
        """The same, the figures kept so that it can be made again."""
        document = self._make(kind, name, file, filled)
        if not self.dry_run:
            self.history.documents.save_figures(file, filled, is_today=self.is_today)
        return document

    def _path(self, file: str) -> Path:
        return self.settings.folder / folder_of(file) / file

    def _put(self, file: str, data: Released[bytes], to_write: Sequence[str] = ()) -> Document:
        if data.still_tells(made_texts(file, data.content)):
            to_write = [*to_write, sentence("documents.person_in_template")]
        path = self._path(file)
        planned = plan_document(path, data.content, self.history.documents.digests().get(file, ()))
        self._planned.append(planned)
        if planned.outcome != "beside" and not self.dry_run:
            self.history.documents.save_digest(file, planned.digest)
        return Document(planned.path, planned.outcome, to_write)


def _file_name(kind: Kind, name: str, day: date) -> str:
    """« rapport-dreets-2026-11-23 », under which its figures are kept too."""
    return f"{_FILE_NAMES[kind]}-{file_name(name)}-{day.isoformat()}"


def _to_write(documents: Iterable[Document]) -> list[str]:
    """What a person must still do in any of them, each once."""
    return list(dict.fromkeys(itertools.chain.from_iterable(each.to_write for each in documents)))
