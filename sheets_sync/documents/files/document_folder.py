"""The folder of a programme's documents, and what is on its way into it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePath
from typing import Any

from sheets_sync.catalogue import sentence
from sheets_sync.documents.files.filled_before import FilledBefore
from sheets_sync.documents.files.made_texts import made_texts
from sheets_sync.documents.files.places import folder_of, folders_of_documents
from sheets_sync.documents.files.planned import Document, PlannedDocument, plan_document
from sheets_sync.drafts import sweep_drafts
from sheets_sync.files import refuse_unwritable
from sheets_sync.history.store import History
from sheets_sync.release.door import Released


class DocumentFolder:
    """Takes documents that are made, and puts them in place together.

    So what is remembered of them is set down before the first is there. When `dry_run`, none is
    put; templates are filled all the same, so that their mistakes are told.

    Attributes:
        path: where it is.
        is_today: whether they are of the day that it is; else what was issued stays.
        planned: the documents that `put_all` puts.
        before: what runs before made of them.
    """

    def __init__(self, path: Path, history: History, *, dry_run: bool, is_today: bool) -> None:
        self.path, self.history = path, history
        self.dry_run, self.is_today = dry_run, is_today
        self.planned: list[PlannedDocument] = []
        self.before = FilledBefore(path)

    def path_of(self, file: str) -> Path:
        """The path of a document, by its name."""
        return self.path / folder_of(file) / file

    def issued(self, file: str) -> dict[str, Any] | None:
        """What a document of that name showed, where a run for another day must leave it so."""
        if self.is_today:
            return None
        return self.history.documents.figures_of_its_day(file)

    def add(self, file: str, data: Released[bytes], to_write: Sequence[str] = ()) -> Document:
        """Plan to put a document there, beside one that a person has worked on.

        Args:
            to_write: what a person must still write in it.
        """
        if locations := data.locations_to_mask(made_texts(file, data.content)):
            to_write = [*to_write, sentence("documents.person_in_template", places=locations)]
        remembered = self.history.documents

        def named(name: str) -> str:
            # Documents of one name may lie in several folders.
            return PurePath(file).with_name(name).as_posix()

        planned = plan_document(
            self.path_of(file), data.content, lambda name: remembered.digests_of(named(name))
        )
        self.planned.append(planned)
        if not self.dry_run:
            remembered.save_digest(named(planned.path.name), planned.digest)
        return Document(planned.path, planned.outcome, to_write)

    def fill(self, name: str, template: Path, shown: Released[dict[str, Any]]) -> Document:
        """A template filled, its figures kept so that it can be made again.

        Args:
            name: the document's, without its ending.
        """
        document = self._filled(name, template, shown, of_earlier_run=False)
        if not self.dry_run:
            self.history.documents.save_figures(name, shown, is_today=self.is_today)
        return document

    def fill_again(
        self, name: str, template: Path, earlier_figures: Released[dict[str, Any]]
    ) -> Document:
        """A document with the figures that it had."""
        return self._filled(name, template, earlier_figures, of_earlier_run=True)

    def _filled(
        self, name: str, template: Path, shown: Released[dict[str, Any]], *, of_earlier_run: bool
    ) -> Document:
        file = f"{name}{template.suffix}"
        data = self.before.fill(file, template, shown, of_earlier_run=of_earlier_run)
        to_write = shown.content.get("a_completer", ())
        if not self.dry_run:
            return self.add(file, data, to_write)
        if self.path_of(file).exists():
            return Document(self.path_of(file), "unchanged", to_write)
        return Document(self.path_of(file), "new", to_write)

    def as_one(self, name: str, documents: Sequence[Document]) -> Document:
        """A folder of documents below this one, as if it were one document."""
        changed = (each.outcome for each in documents if each.outcome != "unchanged")
        return Document(self.path / name, next(changed, "unchanged"), all_to_write(documents))

    def refuse_unwritable(self) -> None:
        """Raise `Refusal` where one of the documents could not be put in place."""
        for document in self.planned:
            refuse_unwritable(document.path)

    def put_all(self) -> None:
        """Put in place what was made."""
        with self.history.one_write(dry_run=self.dry_run):
            if not self.dry_run:
                self.history.set_down()
                # Alone with the memory: no run is at work that these could belong to.
                for folder in folders_of_documents(self.path):
                    sweep_drafts(folder)
            for document in self.planned:
                document.put()
            if not self.dry_run:
                self.before.keep()

    def put_one(self, document: Document) -> None:
        """Put in place what a command made; one that changed nothing leaves the memory as it was.

        Args:
            document: the one that was asked for, of all that was made.
        """
        self.put_all()
        if not self.dry_run and (document.issued or document.outcome != "unchanged"):
            self.history.note_write()


def all_to_write(documents: Iterable[Document]) -> list[str]:
    """What a person must still do in any of them, each once."""
    return list(dict.fromkeys(itertools.chain.from_iterable(each.to_write for each in documents)))
