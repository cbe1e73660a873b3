"""Write the reports to funders: drafts, those that are issued, and their corrections."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from sheets_sync.catalogue import sentence
from sheets_sync.documents.document_settings import DocumentSettings, dated_name
from sheets_sync.documents.files.document_folder import DocumentFolder
from sheets_sync.documents.files.made_texts import made_texts
from sheets_sync.documents.files.planned import Document, is_a_persons
from sheets_sync.documents.reports import report
from sheets_sync.documents.reports.account import TEMPLATE as ACCOUNT
from sheets_sync.documents.reports.account import year_due
from sheets_sync.documents.reports.changes import corrected, differences
from sheets_sync.documents.reports.masked_texts import masked_texts
from sheets_sync.documents.reports.plan import (
    Issuing,
    ReportPlan,
    draft_name,
    other_organisations,
    others_lose,
    refuse_correction,
    refuse_few,
)
from sheets_sync.documents.reports.scope import ReportScope, report_scope
from sheets_sync.documents.reports.sections.logos import logos, missing_logos
from sheets_sync.documents.reports.written_texts import WrittenTexts, written_texts
from sheets_sync.documents.templates.properties import without_authors
from sheets_sync.errors import Refusal
from sheets_sync.release.door import Released
from sheets_sync.release.people.people_in_texts import refuse_named_settings, refuse_named_template
from sheets_sync.release.people.unread_people import refuse_unread
from sheets_sync.release.tables.declared import gives_away
from sheets_sync.release.tables.issued import issued_from_records
from sheets_sync.release.tables.since_issued import as_of_today, maybe_renamed
from sheets_sync.settings.funder import texts_of_funder
from sheets_sync.steering.month import Month


class ReportWriter:
    """Writes the reports of a programme into its folder of documents."""

    def __init__(self, settings: DocumentSettings, folder: DocumentFolder) -> None:
        self.settings, self.folder, self.history = settings, folder, folder.history
        self._month: Month | None = None
        self._scopes: dict[str, ReportScope] = {}

    def plan(self, month: Month, name: str, issuing: Issuing = "draft") -> ReportPlan:
        """What the report to the funder `name` would tell, before it is written.

        Raises:
            Refusal: a correction of what was not issued, or was corrected already; names of a tab
                are not read, so that its texts may hold them; the programme's title, the funder's
                name or the template names somebody; too few people are in its scope.
        """
        settings = self.settings
        refuse_unread(month.entries)
        if issuing != "draft":
            named = texts_of_funder(name, settings.funders[name])
            refuse_named_settings(
                {"programme": settings.programme, **named}, month.door.known_people
            )
        scope = self._scope(month, name)
        everything = issued = as_of_today(
            issued_from_records(self.history.documents.issued()),
            month.measures,
            self.history.states.newest_first(),
            scope.period.end,
        )
        if settings.funders_apart:
            issued = everything.but_to(other_organisations(name, settings.funders))
        file = dated_name("report", name, scope.period.end)
        earlier = everything.of_document(file)
        if issuing == "correction":
            refuse_correction(file, everything)
        rounding = settings.rounding
        scopes = self._scopes_beside(month, name)
        published = report.publication(name, scope, issued, scopes, rounding=rounding)
        plan = ReportPlan(file, issuing, published, earlier)
        if plan.goes_out:
            refuse_few(name, published)
            template = self._template(plan)
            texts = made_texts(template.name, without_authors(template.read_bytes()))
            refuse_named_template(template.name, texts, month.door.known_people)
        if plan.goes_out and not settings.funders_apart:
            plan = replace(plan, others_lose=others_lose(plan, issued, scopes, rounding=rounding))
        given_away = gives_away(plan.as_issued(), issued, scope.threshold)
        renamed = maybe_renamed(issued, month.measures.siae)
        return replace(plan, gives_away=[*renamed, *given_away])

    def corrected_figures(self, month: Month, plan: ReportPlan) -> list[str]:
        """What a correction puts right in the report that was issued; raises `Refusal`: nothing."""
        then = self.history.documents.figures_kept(plan.file) or {}
        return corrected(plan.file, then, self._contents(month, plan).content)

    def texts_to_reword(self, month: Month, plan: ReportPlan) -> list[str]:
        """The texts that somebody was taken out of, if the report is about to go out."""
        if not plan.goes_out:
            return []
        return masked_texts(self._contents(month, plan).content)

    def due(self, month: Month) -> list[ReportPlan]:
        """A draft of each report that is due; of one that was issued, that one."""
        if month.entries.tabs_without_names:
            return []
        plans = [self.plan(month, name) for name in self.settings.reports_due(month.as_of)]
        return [self._as_sent(plan) for plan in plans]

    def make(self, month: Month, plan: ReportPlan) -> Document:
        """A report with its annex; an issued one stays as it was sent."""
        then, filled = self.history.documents.figures_kept(plan.target), self._contents(month, plan)
        template = self._template(plan)
        stays = plan.is_sent or (plan.issuing == "draft" and self.folder.issued(plan.target))
        if then is None and plan.is_sent:
            raise Refusal("report.figures_gone", name=plan.file)
        if then is not None and stays:
            earlier_figures = month.door.release("report", then)
            again = self.folder.fill_again(plan.target, template, earlier_figures)
            changed = differences(then, filled.content)
            return replace(again, changed_since=changed, issued=plan.is_sent)
        document = self.folder.fill(plan.target, template, filled)
        to_write = [
            *document.to_write,
            *self._written(plan).notices,
            *self._missing_logos(plan),
            *masked_texts(filled.content),
        ]
        document = replace(
            document,
            issued=False,
            gives_away=plan.gives_away,
            to_write=to_write,
            hidden=plan.published.hidden_totals(),
        )
        if self.folder.dry_run:
            return document
        annex = self._add_annex(month, plan)
        if plan.goes_out:
            to_write += self._written_in_draft(plan, document.path.suffix)
            self._keep_as_issued(month, plan)
        return replace(document, beside=[annex.path.name], issued=plan.goes_out, to_write=to_write)

    def _add_annex(self, month: Month, plan: ReportPlan) -> Document:
        sheets = month.door.release("annex", report.annex_sheets(plan.published, plan.mention))
        file = f"{plan.target}-annexe.xlsx"
        return self.folder.add(file, self.folder.before.annex(file, sheets, month.as_of))

    def _keep_as_issued(self, month: Month, plan: ReportPlan) -> None:
        # Another key would round the same people otherwise in the next report.
        self.history.save_people(month.people.key, month.people.registry)
        issued = self.history.documents.issued()
        self.history.documents.save_issued([*issued, plan.as_issued().as_json()])

    def _as_sent(self, plan: ReportPlan) -> ReportPlan:
        """The report that was issued of that period instead of a draft of it, if it was."""
        if plan.earlier is None or self.history.documents.figures_kept(plan.file) is None:
            return plan
        return replace(plan, issuing="issue")

    def _template(self, plan: ReportPlan) -> Path:
        settings = self.settings
        return settings.template(settings.template_of("report", plan.published.reader.funder))

    def _contents(self, month: Month, plan: ReportPlan) -> Released[dict[str, Any]]:
        settings = self.settings
        context = report.report_context(
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
        scope, folder = plan.published.scope, self.folder.path
        written = written_texts(scope, folder, plan.file, self._template(plan))
        # Whoever issues a report has read it.
        return written if plan.issuing == "draft" else replace(written, taken_over=0)

    def _written_in_draft(self, plan: ReportPlan, ending: str) -> list[str]:
        """What to take over of a draft that a person has worked on: it stays as it is."""
        path = self.folder.path_of(f"{draft_name(plan.file)}{ending}")
        if is_a_persons(path, self.history.documents.digests_of(path.name)):
            return [sentence("documents.written_in_draft", file=path.name)]
        return []

    def _scopes_beside(self, month: Month, name: str) -> dict[str, ReportScope]:
        """Of the reports of the day to other funders, whose readers are taken to talk to these."""
        others = set(self.settings.funders) - {name}
        if self.settings.funders_apart:
            others -= other_organisations(name, self.settings.funders)
        return {each: self._scope(month, each) for each in self.settings.funders if each in others}

    def _scope(self, month: Month, name: str) -> ReportScope:
        """The scope of a funder's report: those of one month are looked up again for each other."""
        if self._month is not month:
            self._month, self._scopes = month, {}
        if name not in self._scopes:
            self._scopes[name] = self._new_scope(month, name)
        return self._scopes[name]

    def _new_scope(self, month: Month, name: str) -> ReportScope:
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
