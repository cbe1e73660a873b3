"""The documents of the sample: no name and no hole in them."""

from __future__ import annotations

import email
import email.policy
import json
import re
from pathlib import Path

from forms.words import fold
from tests.conftest import AS_OF
from tests.sample_people import run, sample_people
from tests.typing_commands import plain


def test_documents_hold_no_name_and_no_hole(demo: Path) -> None:
    from docx import Document

    documents = list((demo / "documents").rglob("*.docx"))
    assert len(documents) == 8
    families = {family for family, _ in sample_people(demo)}
    for file in documents:
        document = Document(str(file))
        text = "\n".join(
            [p.text for p in document.paragraphs]
            + [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        )
        # whole: a pseudonym may have the letters of one
        assert not [family for family in families if re.search(rf"\b{family}\b", text)]
        assert "{{" not in text
        assert "None" not in text


def test_every_siae_gets_a_reminder_without_a_name(demo: Path) -> None:
    folder = demo / "documents" / "relances" / AS_OF
    drafts = sorted(folder.glob("*.eml"))
    assert len(drafts) == len(sorted(folder.glob("*.txt"))) == 12
    names = {
        fold(name)
        for family, given in sample_people(demo)
        for name in (family, given)
        if len(name) > 3
    }
    anomalies = json.loads(run(demo, "check", "--json").stdout)["anomalies"]
    for file in drafts:
        mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        body = mail.get_content()
        assert mail["X-Unsent"] == "1"
        assert mail["Date"] is None  # put by whoever sends it
        assert str(mail["Subject"]).startswith("impulseR Gironde, ")
        assert not names & set(fold(body).split())
        siae = plain(mail["Subject"]).split(", ")[1].split(" : ")[0]
        cells = [
            a["cell"]
            for a in anomalies
            if a["siae"] == siae and a["severity"] == "error" and a["cell"]
        ]
        assert all(f"- {cell} : " in body.replace("\u00a0", " ") for cell in cells)
