"""`history`: what ran and what is remembered; the key taken to another computer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from sheets_sync.catalogue import sentence
from sheets_sync.commands.printing.history import changes_by_siae_text, history_json, history_text
from sheets_sync.commands.steps.asking import must_agree
from sheets_sync.commands.steps.options import WritingOptions
from sheets_sync.commands.steps.running import read_day, unless_dry
from sheets_sync.errors import Refusal
from sheets_sync.history.persons.answering import keep_pair_answer
from sheets_sync.history.states.state import Changes
from sheets_sync.history.store import History


def history(
    options: WritingOptions,
    since: Annotated[
        str,
        typer.Option(
            "--since",
            help="Montrer ce qui a changé depuis l'état gardé de ce jour.",
            metavar="JOUR",
        ),
    ] = "",
    until: Annotated[
        str,
        typer.Option("--until", help="Avec --since : jusqu'à l'état de ce jour.", metavar="JOUR"),
    ] = "",
    export_states: Annotated[
        Path | None,
        typer.Option(
            "--export-states",
            help="Écrire les états gardés (sans nom) dans ce dossier, en .parquet.",
            metavar="DOSSIER",
        ),
    ] = None,
    export_key: Annotated[
        Path | None,
        typer.Option(
            "--export-key",
            help="Écrire la clé des pseudonymes dans ce fichier, pour un autre ordinateur.",
            metavar="FICHIER",
        ),
    ] = None,
    import_key: Annotated[
        Path | None,
        typer.Option(
            "--import-key",
            help="Prendre la clé qu'un autre ordinateur a écrite.",
            metavar="FICHIER",
        ),
    ] = None,
    ask_again: Annotated[
        str,
        typer.Option(
            "--ask-again",
            help="Oublier la réponse à « Même personne ? » pour cette paire : elle est redemandée.",
            metavar="PAIRE",
        ),
    ] = "",
    one_person: Annotated[
        str,
        typer.Option(
            "--one-person",
            help="Répondre pour cette paire (« P-A = P-B », dans Anomalies) : une seule personne.",
            metavar="PAIRE",
        ),
    ] = "",
    two_persons: Annotated[
        str,
        typer.Option(
            "--two-persons", help="Répondre pour cette paire : deux personnes.", metavar="PAIRE"
        ),
    ] = "",
    let_go: Annotated[
        str,
        typer.Option(
            "--let-go",
            help="Ne plus garder les chiffres de ce document : il sera refait avec ceux du jour.",
            metavar="DOCUMENT",
        ),
    ] = "",
    bring_back: Annotated[
        str,
        typer.Option(
            "--bring-back", help="Reprendre l'état de ce jour, effacé depuis peu.", metavar="JOUR"
        ),
    ] = "",
    drop: Annotated[
        str, typer.Option("--drop", help="Effacer l'état gardé de ce jour.", metavar="JOUR")
    ] = "",
    yes: Annotated[
        bool, typer.Option("--yes", help="Avec --import-key : ne pas demander avant.")
    ] = False,
) -> None:
    """Montrer ce qui a été fait, quand et sur quel ordinateur, et ce qui est retenu."""
    workspace, day = options.begin()
    memory = workspace.history
    work = _Work(memory, day, options.dry_run, workspace.is_error)
    changes: Changes | None = None
    if export_key:
        outcome = work.export_key(export_key)
    elif import_key:
        outcome = work.import_key(import_key, yes=yes)
    elif export_states:
        outcome = work.export_states(export_states)
    elif ask_again:
        outcome = work.ask_again(ask_again)
    elif one_person or two_persons:
        outcome = work.answer(one_person or two_persons, same=bool(one_person))
    elif let_go:
        outcome = work.let_go(let_go)
    elif bring_back:
        outcome = work.bring_back(read_day(bring_back))
    elif drop:
        outcome = work.drop(read_day(drop))
    elif since:
        changes = work.changes(read_day(since), read_day(until) if until else day)
        outcome = changes_by_siae_text(changes)
    else:
        outcome = history_text(memory)
    options.report(data=lambda: history_json(memory, changes), text=lambda: outcome)


class _Work:
    """Acts on the memory by option; each gives the sentence that says it."""

    def __init__(
        self, memory: History, day: date, dry_run: bool, is_error: Callable[[str], bool]
    ) -> None:
        self.memory, self.day, self.dry_run = memory, day, dry_run
        self.is_error = is_error

    def changes(self, since: date, until: date) -> Changes:
        if since > until:
            raise Refusal("history.days_turned", since=since, until=until)
        return self.memory.compare(since, until, self.is_error)

    def export_key(self, file: Path) -> str:
        if not self.dry_run:
            self.memory.register.export_key(file)
        return self._said("key_exported", file=file)

    def import_key(self, file: Path, *, yes: bool) -> str:
        former = self.memory.register.key_to_replace(file)
        if former and not (yes or self.dry_run):
            must_agree(sentence("history.replace_key", place=former), "--yes")
        key_file, former_file, is_moved = self.memory.register.import_key(
            file, dry_run=self.dry_run
        )
        if file.resolve() == key_file.resolve():
            return self._said("key_in_place", place=key_file)
        code = "key_imported"
        if is_moved:
            code = "key_moved"
        outcome = self._said(code, file=file, place=key_file)
        if not former_file:
            return outcome
        return f"{outcome} {sentence('history.key_kept', kept=former_file)}"

    def export_states(self, folder: Path) -> str:
        days = [] if self.dry_run else self.memory.states.export(folder)
        return self._said("states_exported", count=len(days), folder=folder)

    def ask_again(self, pair: str) -> str:
        if pair not in self.memory.register.answers():
            raise Refusal("history.no_answer", pair=pair)
        if not self.dry_run:
            self.memory.register.ask_again(pair)
        return self._said("asked_again", pair=pair)

    def answer(self, pair: str, *, same: bool) -> str:
        if not self.dry_run:
            keep_pair_answer(self.memory, pair, same=same)
        return self._said("one_person" if same else "two_persons", pair=pair)

    def let_go(self, document: str) -> str:
        known = self.memory.documents.with_figures()
        if document not in known:
            listed = known or [sentence("history.none")]
            raise Refusal("history.no_figures", name=document, known=listed)
        if not self.dry_run:
            self.memory.documents.let_go_figures(document)
        return self._said("let_go", document=document)

    def bring_back(self, day: date) -> str:
        if day not in self.memory.states.removed_days():
            raise Refusal("history.no_state", day=day)
        if not (self.dry_run or self.memory.states.bring_back(day)):
            raise Refusal("history.no_state", day=day)
        return self._said("brought_back", day=day)

    def drop(self, day: date) -> str:
        if day not in self.memory.states.days():
            raise Refusal("history.no_state", day=day)
        if not self.dry_run:
            with self.memory.one_write():
                self.memory.states.take_away([day], self.day)
        return self._said("dropped", day=day)

    def _said(self, code: str, **values: object) -> str:
        return unless_dry(sentence(f"history.{code}", **values), self.dry_run)
