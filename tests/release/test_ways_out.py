"""Where files are written: each place is known, so that no new one passes by the door unseen."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import sheets_sync

HERE = Path(sheets_sync.__file__).parent
WRITERS = {
    *("put", "put_bytes", "put_text", "put_document", "write_bytes", "write_text", "writelines"),
    *("write_workbook", "write_parquet", "to_csv", "to_parquet", "to_excel"),
    "JSONResponse",
}
RELEASED = {
    "web/answering.py": "what the window and phones are answered: takes Released, or a sentence",
    "documents/files/document_folder.py": "documents, pages, mails, reminders: takes Released",
    "mailing/sending.py": "drafts of reminders that documents/write.py released",
    "documents/export.py": "write takes Released",
    "documents/federation/": "figures_file takes Released; write_federation releases what it puts",
    "generated/publish.py": "sheets and feedback are Released",
    "documents/files/filled_files.py": "fills for a DocumentFolder what was Released",
    "documents/files/planned.py": "puts in place what a DocumentFolder was given as Released",
    "history/states/state_files.py": "states, which history/store.py takes as Released",
}
NO_PARTICIPANT = {
    "config_edit.py": "a section of config.yaml, as the coordinator asked",
    "commands/beginning/adopt.py": "config.yaml that adopt proposes",
    "commands/forms/adopt.py": "a form made of a questionnaire",
    "commands/forms/paper.py": "an empty form",
    "commands/forms/privacy.py": "pages about the processing, from config and forms",
    "commands/forms/xlsform.py": "a questionnaire",
    "documents/files/filled_before.py": "digests of what documents were made of",
    "commands/beginning/setup.py": "the menu's script",
    "commands/starting/unchanged.py": "what a run said on the terminal, which names nobody",
    "entry/tabs/setup.py": "empty tabs for staff to fill in",
    "history/running/journal.py": "a line without a person",
    "history/memory/": "pseudonyms and keyed prints; figures that store.py takes as Released",
    "history/persons/pseudonym_key.py": "the key",
    "history/restoring/cut_restore.py": "which copy is being put back, while it is",
    "web/window/start/": "config.yaml of a first start, and which programme was open last",
    "scheduling/excel_buttons.py": "the buttons' program",
    "scheduling/launcher.py": "the shortcut that starts the window",
    "scheduling/schedule.py": "the entry of the computer's calendar",
    "scheduling/unattended.py": "what stopped a run, without a person",
    "web/phone/qr.py": "the picture of a link",
    "sample/write.py": "invented people",
}
OTHERS_OWN = {
    "files.py": "what puts a file in place",
    "parquet.py": "a table in a file or in bytes, which others put in place",
    "documents/files/pdf.py": "a document that was released, printed",
    "history/running/sealed_file.py": "what is kept, encrypted, in the user's own cache folder",
    "workbooks/": "the staff's own workbooks, and drafts of ours",
    "sample/try_excel.py": "a trial on a workbook of its own",
}


def calls_of_writers(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in WRITERS:
                yield name


def test_every_module_that_writes_a_file_is_known() -> None:
    writing = {
        file.relative_to(HERE).as_posix()
        for file in sorted(HERE.rglob("*.py"))
        if any(calls_of_writers(file))
    }
    known = RELEASED | NO_PARTICIPANT | OTHERS_OWN
    unknown = [name for name in writing if not name.startswith(tuple(known))]
    assert unknown == [], "what they write must be Released, or say here why it need not be"
    gone = [name for name in known if name not in writing and not name.endswith("/")]
    assert gone == [], "they write no file any more"


def test_only_the_door_has_the_seal_of_what_is_released() -> None:
    taking = re.compile(r"release\.door import[^)\n]*(?:\([^)]*)?\b_(?:SEAL|Seal)\b")
    assert [file for file in HERE.rglob("*.py") if taking.search(file.read_text("utf-8"))] == []
