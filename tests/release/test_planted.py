"""A participant typed in every wrong place, and every file that leaves opened to its last part."""

from __future__ import annotations

import email
import zipfile
from collections.abc import Iterator
from datetime import date
from email.policy import default
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from forms.words import fold
from tests.conftest import ANNA, HEADERS, Case

NAME, PASS, PHONE, BIRTH = "Mamadou Keïta", "999992139048", "06 12 34 56 78", "17/04/1993"
TOLD = f"{NAME}, né le {BIRTH}, PASS {PASS}, tél. {PHONE}"
KEITA = ("KEÏTA", "Mamadou", "Homme", date(1993, 4, 17), date(2026, 1, 5), "CDDI", "", "", "")
DAY = date(2026, 11, 2)
TABS = {
    "Un": (
        (*HEADERS, "PASS IAE", "Poste", "Commune", "Référent", "Commentaire", "Téléphone"),
        (*KEITA, PASS, f"aide de {TOLD}", TOLD, TOLD, TOLD, PHONE),
        (*ANNA, "", "cuisine", "Bordeaux", "LM", "", ""),
    ),
    "Ordre du jour": (
        ("Réunion", "Sujet", "Proposé par", "Traité"),
        ("Directions", f"La situation de {TOLD}", "Un", "non"),
        ("Accompagnateurs", f"La situation de {TOLD}", "Un", "non"),
    ),
    "Décisions": (
        ("Date de la réunion", "Réunion", "Décision", "SIAE", "Échéance", "État"),
        (DAY, "Directions", f"Appeler {TOLD}", "Un", date(2026, 12, 1), "à faire"),
    ),
    "Actions": (
        ("Date", "Type", "SIAE", "Participants", "Heures", "Partenaire"),
        (DAY, "Atelier", "Un", 5, 2, TOLD),
    ),
    "Faits marquants": (
        ("Date", "SIAE", "Fait marquant", "Publiable"),
        (DAY, "Un", f"{TOLD} a signé un CDI", "oui"),
    ),
}


def parts_of(name: str, data: bytes) -> Iterator[tuple[str, str]]:
    """The name and text of each part of a file: of a package, an e-mail, a table."""
    if name.endswith(".eml"):
        message = email.message_from_bytes(data, policy=default)
        yield name, " ".join(f"{key}: {value}" for key, value in message.items())
        for part in message.walk():
            if not part.is_multipart():
                inner = part.get_filename() or f"{name} {part.get_content_type()}"
                content = part.get_payload(decode=True)
                assert isinstance(content, bytes)
                yield from parts_of(inner, content)
    elif name.endswith((".docx", ".xlsx")):
        with zipfile.ZipFile(BytesIO(data)) as package:
            for part_name in package.namelist():
                yield from parts_of(f"{name}/{part_name}", package.read(part_name))
    elif name.endswith(".parquet"):
        yield name, pd.read_parquet(BytesIO(data)).to_csv()
    else:
        text = data.decode("utf-8", "ignore").replace("\r\n ", "")
        yield name, f"{name} {text}"


def leaving(case: Case) -> Iterator[tuple[str, str]]:
    """All that leaves the tabs: sheets of ours, documents, exports, memory."""
    exports = [case.folder / f"table.{ending}" for ending in ("csv", "xlsx", "parquet")]
    for file in exports:
        assert case.run("export", str(file)).exit_code == 0
    documents = [path for path in (case.folder / "documents").rglob("*") if path.is_file()]
    memory = [
        path
        for path in (case.folder / "historique").rglob("*")
        if path.is_file() and "copies" not in path.parts
    ]
    for path in (*exports, *documents, *memory):
        yield from parts_of(path.name, path.read_bytes())
    with CalamineWorkbook.from_path(str(case.folder / "essai.xlsx")) as book:
        for tab in ("Consortium", "Anomalies", "Pilotage"):
            yield tab, str(book.get_sheet_by_name(tab).to_python())


@pytest.fixture
def planted(case: Case) -> Case:
    case.make(TABS)
    (case.folder / "config.yaml").write_text(
        "programme: Essai\nworkbook: essai.xlsx\nsiae: [{tab: Un, name: Un, kind: ACI}]\n"
        "export: {columns: [Téléphone]}\n",
        encoding="utf-8",
    )
    result = case.run("prepare")
    assert result.exit_code == 0, result.output
    return case


def test_nothing_that_leaves_has_a_participant_in_it(planted: Case) -> None:
    files = list(leaving(planted))
    assert {Path(name).suffix for name, _ in files} >= {".ics", ".html", ".xml", ".csv", ".parquet"}
    secrets = [fold(secret) for secret in (NAME, PASS, PHONE, PHONE.replace(" ", ""), BIRTH)]
    found = [(name, secret) for name, text in files for secret in secrets if secret in fold(text)]
    assert found == []


def test_what_stood_there_is_said_to_be_gone_and_the_rest_stays(planted: Case) -> None:
    texts = dict(leaving(planted))
    (invitation,) = (
        text for name, text in texts.items() if name.endswith("directions-2026-12-01.ics")
    )
    assert "La situation de [nom retiré]" in invitation
    assert "aide de [nom retiré]" in texts["Consortium"]
    assert "Bordeaux" in texts["Consortium"]
