"""Workspace of a programme: `config.yaml` resolved once, so that no stage asks config.

Members with their tabs, names of tabs, where each generated sheet goes, folders, forms, and the
workbooks, each opened once.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from forms.definition_file import read_yaml
from forms.form import Form
from forms.loading import form_ids, load_form
from forms.values import Cell
from forms.word_lists import load_sensitive_words
from sheets_sync.catalogue import correct_sentences
from sheets_sync.checking.anomaly import is_error
from sheets_sync.checking.texts.free_text import SensitiveText
from sheets_sync.config import Config, load_config
from sheets_sync.configured_places import ConfiguredPlaces
from sheets_sync.consortium.exits import ExitRules, load_exit_classes, load_exit_minimums
from sheets_sync.documents.document_settings import DocumentSettings, load_points_and_accounts
from sheets_sync.entry.list_values import (
    ListValue,
    ListValues,
    read_list_answers,
    read_list_values,
)
from sheets_sync.entry.lists import Lists, lists_of
from sheets_sync.entry.typed_in_lists import tabs_of_lists
from sheets_sync.errors import Refusal, must_be_known, refusing_mistakes
from sheets_sync.figures.own_choices import with_own_choices
from sheets_sync.figures.targets import Targets
from sheets_sync.form_needs import check_needs
from sheets_sync.generated.typed_notes import TypedNote, read_typed_notes
from sheets_sync.history.conflicts import ConflictCopy, copies_beside
from sheets_sync.history.running.here import this_computer
from sheets_sync.history.running.run_log import last_published
from sheets_sync.history.store import History
from sheets_sync.reading.other_tabs import tabs_of_people
from sheets_sync.release.audiences import Audiences, load_audiences
from sheets_sync.settings.funder import texts_of_funder
from sheets_sync.settings.siae import ColumnSettings, EntryTab, Member
from sheets_sync.settings.tabs import LISTS_IF_TAKEN
from sheets_sync.workbooks.opening import open_workbook
from sheets_sync.workbooks.shared.addresses import is_address
from sheets_sync.workbooks.shared.protocol import Workbook
from sheets_sync.workbooks.shared.received import received_notice


class Workspace:
    """A programme, with its workbooks.

    Attributes:
        folder: where `config.yaml` lies, and what its relative paths are relative to.
        members: the SIAE, in the order of config.
        places: where each generated sheet is wanted.
        documents: the folder that documents go to. history: what runs leave for the next.
    """

    def __init__(self, config: Config, occasion: str = "") -> None:
        self.config = config
        self.folder = config.folder
        self.programme = config.programme
        self.tabs = config.tabs
        self.web = config.web
        self.credentials = config.google.credentials
        self._open: dict[str, Workbook] = {}
        self.configured = ConfiguredPlaces(config)
        self.members = tuple(self._member(number) for number in range(len(config.siae)))
        self.workbook = self.configured.resolve(config.workbook)
        self._workbooks_of_members = {member.name: member.workbook for member in self.members}
        self.places = self.configured.generated
        self.targets = Targets(config.targets)
        self.documents = config.folder / config.documents
        self.history = History(
            config.folder / config.history.folder,
            config.folder / config.privacy.key if config.privacy.key else None,
            months=config.history.months,
            copies=config.history.copies,
            root=config.folder,
        )
        self.history.copies = self.history.copies._replace(
            occasion=occasion, by=this_computer().shown
        )

    @functools.cached_property
    def forms(self) -> Mapping[str, Form]:
        """The forms by id, the participants' first; the consortium's own where it keeps some.

        Raises:
            Refusal: a form has a mistake.
        """
        with refusing_mistakes("forms.wrong"):
            ids = form_ids(self.folder)
            names, modules = self.member_names, self.config.modules
            forms = {name: load_form(name, self.folder, names, modules) for name in ids}
            forms = with_own_choices(forms, self.folder, list(self.config.meetings))
            for form in forms.values():
                check_needs(form)
        # What documents are made from is held against the forms before anything is written.
        load_points_and_accounts(forms, self.folder, self.config.meetings)
        for form_id in self.config.coordination:
            must_be_known("errors.config.coordination_form", form_id, list(forms)[1:])
        for tab in itertools.chain.from_iterable(map(self.entry_tabs, forms.values())):
            tab.require_known_fields()
        return forms

    @functools.cached_property
    def list_values(self) -> ListValues:
        """The values added to lists of the shared workbook, and what was said of them."""
        remembered = self._remembered_values
        if not (is_address(self.workbook) or Path(self.workbook).exists()):
            return ListValues(remembered)
        answers: dict[str, str] = {}
        for sheet in self.anomalies_sheets:
            answers |= read_list_answers(sheet)
        tabs = tabs_of_lists(self.open(self.workbook), [self.tabs.listes, LISTS_IF_TAKEN])
        return read_list_values(tabs, self._lists, self.forms, remembered, answers)

    def keep_people_out_of_lists(self, names_somebody: Callable[[str], bool]) -> None:
        """Refuse the values of lists that name a participant, once these are known."""
        self.list_values = self.list_values.without_people(names_somebody)

    @functools.cached_property
    def reading_forms(self) -> Mapping[str, Form]:
        """The forms as tabs are read by them: with the values that were added to lists."""
        return self._widened(self.list_values)

    @property
    def offering_forms(self) -> Mapping[str, Form]:
        """The forms as they are filled in elsewhere: with the added values that a run has kept.

        What was added since may be a participant's name: only a run knows them.
        """
        return self._widened(ListValues(self._remembered_values))

    def _widened(self, added: ListValues) -> Mapping[str, Form]:
        return {name: added.widened(form, self._lists) for name, form in self.forms.items()}

    @property
    def _remembered_values(self) -> list[ListValue]:
        return [ListValue(*one) for one in self.history.list_values.read()]

    @property
    def _lists(self) -> Lists:
        return lists_of(self.forms, self.member_names, self.tabs.listes)

    @functools.cached_property
    def anomalies_sheets(self) -> list[Sequence[Sequence[Cell]]]:
        """The rows of each Anomalies sheet that the last run published, read once."""
        return last_published(self.published(self.tabs.anomalies, self.places.anomalies))

    @functools.cached_property
    def typed_notes(self) -> list[TypedNote]:
        """What people typed in these sheets, but for what a run takes in."""
        sheets = map(read_typed_notes, self.anomalies_sheets)
        return list(itertools.chain.from_iterable(sheets))

    def published(self, tab: str, first: str) -> Iterator[Sequence[Sequence[Cell]]]:
        """The rows of each generated tab of that name, in the workbook `first` or where it went."""
        for workbook in dict.fromkeys((first, self.places.second)):
            is_there = self.is_open(workbook) or is_address(workbook) or Path(workbook).exists()
            if is_there and tab in (book := self.open(workbook)).tabs:
                yield book.read(tab).rows

    @property
    def document_settings(self) -> DocumentSettings:
        """Settings that documents are made with; raises `Refusal` as `forms` does."""
        config = self.config
        usual_points, accounts = load_points_and_accounts(self.forms, self.folder, config.meetings)
        return DocumentSettings(
            programme=config.programme,
            own_templates=config.folder,
            folder=self.documents,
            logo=config.logo,
            configured=frozenset(config.model_fields_set),
            members=config.siae,
            meetings=config.meetings,
            usual_points=usual_points,
            funders=config.funders,
            accounts=accounts,
            tabs=config.tabs,
            threshold=config.privacy.public_threshold,
            funders_apart=config.privacy.funders == "apart",
            rounding=config.privacy.rounding,
            exits=self.exit_rules,
            feedback=config.feedback,
            audiences=self.audiences,
        )

    @functools.cached_property
    def exit_rules(self) -> ExitRules:
        """Rules by which exits count, for each reason that the participants' form has.

        Raises:
            Refusal: `exits.yaml` has a mistake, or no class for a reason.
        """
        with refusing_mistakes():
            classes = load_exit_classes(self.participants, self.folder)
            of_kind = load_exit_minimums(self.folder)
        settings = self.config.exits
        months = settings.minimum_months
        minimums = {
            member.name: of_kind[member.kind].with_months(months) for member in self.members
        }
        return ExitRules(classes, settings.six_months, minimums)

    @functools.cached_property
    def audiences(self) -> Audiences:
        """Who may see what of all that is written.

        Raises:
            Refusal: `audiences.yaml` has a mistake, or shows somebody what they may not see.
        """
        with refusing_mistakes():
            return load_audiences(self.participants, self.folder)

    @functools.cached_property
    def sensitive_text(self) -> SensitiveText:
        """The words that free text must not hold, with the consortium's own words.

        Raises:
            Refusal: `sensitive.yaml` has a mistake.
        """
        with refusing_mistakes():
            return SensitiveText(load_sensitive_words(self.folder))

    @property
    def participants(self) -> Form:
        """The form of the members' tabs."""
        return self.forms["participant"]

    def is_error(self, rule: str) -> bool:
        """True if what a rule finds is to be corrected."""
        return is_error(rule, self.forms.values())

    @property
    def coordination(self) -> Mapping[str, Form]:
        """The forms of the coordination tabs, by id."""
        return {form_id: form for form_id, form in self.forms.items() if form_id != "participant"}

    @property
    def member_names(self) -> tuple[str, ...]:
        """The SIAE, in the order of config."""
        return tuple(member.name for member in self.members)

    @property
    def organisations(self) -> list[str]:
        """Names of the SIAE and their tabs, which are nobody's."""
        members = [(member.name, member.tab) for member in self.members]
        return list(itertools.chain.from_iterable(members))

    @property
    def titles(self) -> dict[str, str]:
        """Where titles stand in config that are read on what leaves → what they say."""
        funders = self.config.funders.items()
        named = [texts_of_funder(key, funder).items() for key, funder in funders]
        return {"programme": self.programme, **dict(itertools.chain.from_iterable(named))}

    @property
    def staff_workbooks(self) -> list[str]:
        """The workbooks that staff type into, the shared one first."""
        return list(dict.fromkeys((self.workbook, *(member.workbook for member in self.members))))

    @property
    def written_workbooks(self) -> list[str]:
        """Every workbook that a run may change, and of which copies are kept."""
        return list(dict.fromkeys((*self.staff_workbooks, *self.places)))

    @property
    def conflict_copies(self) -> list[ConflictCopy]:
        """The copies that a synchroniser left beside the workbooks that a run may change."""
        computers = {run.here.computer for run in self.history.runs.all}
        ours = [Path(workbook) for workbook in self.written_workbooks if not is_address(workbook)]
        return copies_beside(ours, computers)

    @property
    def received_workbooks(self) -> set[str]:
        """The workbooks that are the newest of several files."""
        return {str(files[0]) for files in self.configured.received.values()}

    @property
    def received_notices(self) -> list[str]:
        """Which file each pattern of config stands for, and of how many."""
        return [
            received_notice(pattern, files) for pattern, files in self.configured.received.items()
        ]

    @property
    def copied_files(self) -> list[str]:
        """All that copies are kept of, the memory last."""
        return [*self.written_workbooks, str(self.history.file)]

    @property
    def staff_files(self) -> set[Path]:
        """The staff's workbooks that are files: nothing of ours may take their place."""
        return {Path(p).resolve() for p in self.staff_workbooks if not p.startswith("https://")}

    def workbook_of(self, siae: str) -> str:
        """The workbook of a member's tab; of anything else the shared one."""
        return self._workbooks_of_members.get(siae, self.workbook)

    def tab_of(self, form: Form) -> str:
        """The coordination tab that the rows of a form stand in."""
        return self.tabs.of(form)

    def named_tabs(self, workbook: str) -> list[str]:
        """The tabs of a staff workbook that are read or generated, by config or a default of it.

        Coordination tabs are read in the shared workbook only.
        """
        read = [member.tab for member in self.members if member.workbook == workbook]
        if workbook == self.workbook:
            shared = map(self.tab_of, self.coordination.values())
            read += [tab for tab in shared if tab not in self.config.leave]
        return [*read, *self.tabs.generated]

    def entry_tabs(self, form: Form) -> tuple[EntryTab, ...]:
        """The tabs that rows of a form are typed into: the members', or the one that all share."""
        if form.form != "participant":
            settings = self.config.coordination.get(form.form, ColumnSettings())
            settled = (settings.columns, settings.dates, settings.aside)
            return (EntryTab(form, "", self.tab_of(form), self.workbook, *settled),)
        return tuple(
            EntryTab(form, member.name, member.tab, member.workbook, member.columns, member.dates)
            for member in self.members
        )

    def as_written(self, workbook: str) -> str:
        """A workbook as config writes it: « excel: » before a file opens it where it is open."""
        return self.configured.as_written(workbook)

    def open(self, workbook: str) -> Workbook:
        """The workbook at a path or an address, opened once a run; raises `Refusal`."""
        if workbook not in self._open:
            written = self.as_written(workbook)
            self._open[workbook] = open_workbook(written, self.folder, self.credentials)
        return self._open[workbook]

    def open_anew(self, workbook: str) -> Workbook:
        """The workbook as it is now: for a program that lasts; raises `Refusal`."""
        self.forget(workbook)
        return self.open(workbook)

    def stand_in(self, workbook: str, book: Workbook) -> None:
        """Take another workbook in place of one: a copy, to see what a run would find."""
        self._open[workbook] = book

    def line_in_config(self, *path: str | int) -> int:
        """The line of config.yaml on which something stands, from 1."""
        return read_yaml(self.config.file).line(path)

    def is_open(self, workbook: str) -> bool:
        """True if the run has it open."""
        return workbook in self._open

    def forget(self, workbook: str) -> None:
        """Open it anew when it is next asked for: it is no longer as it was read."""
        self._open.pop(workbook, None)

    def save_open(self) -> None:
        """Save the workbooks that a program has open, as they now are."""
        for book in self._open.values():
            book.save()

    def _member(self, number: int) -> Member:
        siae = self.config.siae[number]
        workbook = self.configured.resolve(siae.workbook or self.config.workbook)
        tab = siae.tab or self._only_tab(siae.name, workbook)
        return Member(siae.name, siae.kind, tab, workbook, siae.columns, siae.dates, siae.aside)

    def _only_tab(self, name: str, workbook: str) -> str:
        """The one tab of a workbook that people are in; raises `Refusal` where there are several.

        A file that is sent each month has its tab under another name each month.
        """
        book = self.open(workbook)
        others = [tab for tab in book.tabs if tab not in self.config.tabs.generated]
        with refusing_mistakes("forms.wrong"):
            form = load_form("participant", self.folder, [siae.name for siae in self.config.siae])
        of_people = tabs_of_people(book, others, form)
        if len(of_people) != 1:
            raise Refusal("tab.which", siae=name, file=book.name, tabs=of_people or others)
        return of_people[0]


def open_workspace(config_file: Path, occasion: str = "") -> Workspace:
    """The programme of a `config.yaml`; raises `Refusal`, which names the line and key.

    Args:
        occasion: the command that it is opened for, which is noted beside the copies it keeps.
    """
    config = load_config(config_file)
    with refusing_mistakes("config.wrong"):
        correct_sentences(config.folder)
    return Workspace(config, occasion)
