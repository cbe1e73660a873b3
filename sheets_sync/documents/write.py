"""Make the documents, and put them in their folder, never over what a person has changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from types import MappingProxyType

from sheets_sync import french
from sheets_sync.catalogue import sentence
from sheets_sync.documents import index_page
from sheets_sync.documents.dashboard.written_pages import directors_page, siae_pages
from sheets_sync.documents.document_settings import DocumentSettings, Kind, dated_name
from sheets_sync.documents.files.document_folder import DocumentFolder, all_to_write
from sheets_sync.documents.files.places import REMINDERS, SIAE_PAGES
from sheets_sync.documents.files.planned import Document
from sheets_sync.documents.meetings import agenda, reminder
from sheets_sync.documents.meetings.around import MadeAgenda, files_around, notes_before
from sheets_sync.documents.meetings.planned_days import FORM as REUNION
from sheets_sync.documents.meetings.planned_days import with_planned_days
from sheets_sync.documents.reports.plan import ReportPlan, draft_name
from sheets_sync.documents.reports.report_writer import ReportWriter
from sheets_sync.documents.templates.fill import fill_text
from sheets_sync.documents.templates.unmade import Unmade
from sheets_sync.documents.templates.used_templates import DASHBOARD, REMINDER
from sheets_sync.errors import Refusal
from sheets_sync.files import Outcome
from sheets_sync.history.store import History
from sheets_sync.release.door import Door, Released
from sheets_sync.safe_names import file_name, names_apart
from sheets_sync.steering.month import Month


class DocumentWriter:
    """Writes the documents of a programme.

    Attributes:
        reports: writes those to funders.
        unmade: what `make_all` left out for a mistake in its template.
    """

    def __init__(
        self,
        settings: DocumentSettings,
        history: History,
        dry_run: bool = False,
        is_today: bool = True,
    ) -> None:
        """`is_today`: whether they are of the day that it is; else what was issued stays."""
        self.settings, self.history = settings, history
        self.folder = DocumentFolder(settings.folder, history, dry_run=dry_run, is_today=is_today)
        self.reports = ReportWriter(settings, self.folder)
        self.unmade = Unmade()

    def make_all(self, month: Month) -> list[Document]:
        """The dashboard, every agenda, a draft of every report of config, and the reminders."""
        self._plan_meetings(month)
        is_configured = "meetings" in self.settings.configured
        meetings = self.settings.meetings.items()
        held = [name for name, meeting in meetings if is_configured or meeting.planned]
        agendas: list[Document] = []
        for name in held:
            title = self.settings.meetings[name].title
            with self.unmade.telling(sentence("documents.agenda_of", title=title)):
                agendas.append(self.make_agenda(month, name))
        reports = self._make_reports(month)
        pages = [self.make_dashboard(month)]
        if len(month.board.members) > 1:
            pages.append(self.make_siae_pages(month))
        made = [*pages, *agendas, *reports, self.make_reminders(month)]
        return [self._make_index(month), *made]

    def _make_reports(self, month: Month) -> list[Document]:
        """Those that are due, and whose template is right."""
        reports: list[Document] = []
        for plan in self.reports.due(month):
            funder = self.settings.funders[plan.published.reader.funder]
            name = french.to(funder.name, funder.article)
            report = sentence("documents.report_to", name=name, title=funder.title)
            with self.unmade.telling(report):
                reports.append(self.reports.make(month, plan))
        return reports

    def refuse_unwritable(self) -> None:
        """Raise `Refusal` where what was made could not be put in place."""
        self.folder.refuse_unwritable()

    def put_all(self, published: Mapping[str, Outcome]) -> None:
        """Put in place what was made.

        Args:
            published: what became of each workbook before.

        Raises:
            Refusal: it cannot be put there; the sentence says which workbooks are changed already.
        """
        try:
            self.folder.put_all()
        except Refusal as problem:
            changed = [book for book, outcome in published.items() if outcome != "unchanged"]
            if not changed:
                raise
            raise Refusal("output.half_done", problem=problem, files=changed) from problem

    def write_agenda(self, month: Month, name: str) -> Document:
        """The agenda of the meeting `name`, put in place."""
        with self.history.one_write(dry_run=self.folder.dry_run):
            document = self.make_agenda(month, name)
            self._put_with_index(month, document)
        return document

    def write_report(self, month: Month, plan: ReportPlan) -> Document:
        """A report to a funder, put in place."""
        with self.history.one_write(dry_run=self.folder.dry_run):
            document = self.reports.make(month, plan)
            self._put_with_index(month, document)
        return document

    def _put_with_index(self, month: Month, document: Document) -> None:
        # What changed nothing is not new: the page stays as the command before made it.
        if not self.folder.dry_run and document.outcome != "unchanged":
            self._make_index(month)
        self.folder.put_one(document)

    def write_again(self, kind: Kind, name: str, day: date) -> Document:
        """The document of `day` once more from the figures it had, whatever the tabs say now.

        Raises:
            Refusal: no run made it that day.
        """
        settings, output = self.settings, self.settings.output_of(kind, name)
        with self.history.one_write(dry_run=self.folder.dry_run):
            file = self._name_of_figures(kind, name, day)
            # What is kept passed the door when it was written; the persons of now are not read.
            figures = Door(settings.audiences).release(output, self.history.documents.figures(file))
            template = settings.template(settings.template_of(kind, name))
            document = self.folder.fill_again(file, template, figures)
            self.folder.put_all()
        return document

    def _name_of_figures(self, kind: Kind, name: str, day: date) -> str:
        """The name its figures are kept under: of a report that was never issued, its draft's."""
        file = dated_name(kind, name, day)
        names = [file, draft_name(file)] if kind == "report" else [file]
        with_figures = (
            each for each in names if self.history.documents.figures_kept(each) is not None
        )
        return next(with_figures, file)

    def make_agenda(self, month: Month, name: str) -> Document:
        """The agenda of the meeting `name`, and what goes out with it."""
        self._plan_meetings(month)
        settings, output = self.settings, self.settings.output_of("agenda", name)
        context = agenda.agenda_context(
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
        file = dated_name("agenda", name, context["jour"])
        template = settings.template(settings.template_of("agenda", name))
        if issued := self.folder.issued(file):
            return self.folder.fill_again(file, template, month.door.release(output, issued))
        document = self.folder.fill(file, template, filled)
        if self.folder.dry_run:
            return document
        made = MadeAgenda(document.path.name, self.folder.planned[-1].data)
        files = files_around(settings, name, month.as_of, filled, made, self.folder.before)
        files |= notes_before(settings, name, month, context["jour"])
        around = [self.folder.add(file, data) for file, data in files.items()]
        beside = [each.path.name for each in around]
        return replace(document, beside=beside, to_write=all_to_write([document, *around]))

    def _plan_meetings(self, month: Month) -> None:
        """Take over the days that the coordination fixed in a tab of the month."""
        form, rows = month.entries.forms[REUNION], month.measures.frames[REUNION]
        meetings = with_planned_days(self.settings.meetings, form, rows)
        self.settings = replace(self.settings, meetings=meetings)

    def make_dashboard(self, month: Month) -> Document:
        """The figures as one page that opens from an e-mail."""
        written = directors_page(month, self.settings.template(DASHBOARD))
        return self.folder.add(f"tableau-de-bord-{month.as_of.isoformat()}.html", written)

    def make_siae_pages(self, month: Month) -> Document:
        """Each SIAE's own page; the document is their folder."""
        pages = siae_pages(month, self.settings.template(DASHBOARD), self.settings.exits)
        names = names_apart([member.name for member in month.board.members])
        written = [
            self.folder.add(f"{SIAE_PAGES}/tableau-de-bord-{names[siae]}-{month.as_of}.html", data)
            for siae, data in pages
        ]
        return self.folder.as_one(SIAE_PAGES, written)

    def reminder_texts(
        self, month: Month, reminded: Mapping[str, reminder.Reminded] = MappingProxyType({})
    ) -> dict[str, Released[str]]:
        """SIAE → its reminder: « Objet : … » on the first line, then what it says.

        Args:
            reminded: SIAE → what is left out of its reminder.
        """
        self._plan_meetings(month)
        settings = self.settings
        meetings, tab = list(settings.meetings.values()), settings.tabs.anomalies
        occasion = reminder.Occasion(
            settings.programme, month.as_of, meetings, tab, settings.feedback
        )
        return reminder.released_texts(month, occasion, settings.template(REMINDER), reminded)

    def make_reminders(self, month: Month) -> Document:
        """Each SIAE's reminder, as text and e-mail draft; the document is their folder."""
        written: list[Document] = []
        texts = self.reminder_texts(month)
        names = names_apart(list(texts))
        addressed = {
            siae.name: list(reminder.addressed_to(siae, month)) for siae in self.settings.members
        }
        for siae, text in texts.items():
            file = f"relance-{names[siae]}-{month.as_of.isoformat()}"
            written.append(self.folder.add(f"{file}.txt", text.into(str.encode)))
            draft = partial(reminder.reminder_draft, to=addressed[siae])
            written.append(self.folder.add(f"{file}.eml", text.into(draft)))
        return self.folder.as_one(f"{REMINDERS}/{month.as_of.isoformat()}", written)

    def _make_index(self, month: Month) -> Document:
        """The page that leads to them all."""
        settings = self.settings
        members = names_apart([member.name for member in month.board.members])
        names = index_page.NamesOnPage(
            {file: name for name, file in members.items()},
            {file_name(name): meeting.title for name, meeting in settings.meetings.items()},
            {
                file_name(name): french.to(funder.name, funder.article)
                for name, funder in settings.funders.items()
            },
        )
        listed = index_page.index_context(
            settings.programme, month.as_of, settings.folder, self.folder.planned, names
        )
        template = settings.template(index_page.INDEX)
        page = month.door.release("preparation", listed).into(
            lambda context: fill_text(template, context, autoescape=True).encode()
        )
        return self.folder.add(index_page.INDEX, page)
