"""A funder's report of a small programme of two SIAE, made with the command and read as text."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from docx import Document

from tests.conftest import HEADERS, Case
from tests.typing_commands import plain

MONEY = (
    "Financeur",
    "N° de convention",
    "Début",
    "Fin",
    "Ligne de budget",
    "Accordé",
    "Reçu",
    "Dépensé",
)
_START, _END = date(2026, 1, 1), date(2026, 12, 31)
ROWS = [
    ("DREETS", "C-1", _START, _END, "personnel", 1000, 800, 900),
    ("DREETS", "C-1", _START, _END, "achats", 500, 500, 300),
    ("DREETS", "C-1", _START, _END, "", 100, 0, 100),
    ("Autre", "X", _START, _END, "achats", 9999, 0, 0),
]


def people(count: int, qpv: str, surname: str) -> list[tuple[object, ...]]:
    """Rows of persons who are there, each born in another month."""
    came = date(2026, 1, 5)
    return [
        (
            f"NOM{surname}{qpv}{n}",
            "Awa",
            "Femme",
            date(1990, 1 + n % 12, 6),
            came,
            "CDDI",
            "",
            "",
            "",
            qpv,
        )
        for n in range(count)
    ]


def programme(case: Case, funder: str, members: tuple[str, ...] = ("Un", "Deux")) -> None:
    """A programme of 15 persons of « Un » and 7 of « Deux », 16 of them of QPV.

    Args:
        funder: the keys of the funder in config, as YAML.
    """
    headers = (*HEADERS, "QPV")
    case.make(
        {
            "Un": (headers, *people(9, "oui", "U"), *people(6, "non", "U")),
            "Deux": (headers, *people(7, "oui", "D")),
            "Financements": (MONEY, *ROWS),
        }
    )
    listed = "\n".join(f"  - {{tab: {name}, name: {name}, kind: ACI}}" for name in members)
    (case.folder / "config.yaml").write_text(
        f"programme: Essai\nworkbook: essai.xlsx\nsiae:\n{listed}\n"
        f"funders: {{dreets: {{name: DREETS, {funder}}}}}\n",
        encoding="utf-8",
    )


def report(
    case: Case, funder: str, members: tuple[str, ...] = ("Un", "Deux"), *, draft: bool = False
) -> Path:
    """The report to DREETS of that programme."""
    programme(case, funder, members)
    result = case.run("report", "dreets", *(["--draft"] if draft else []))
    assert result.exit_code == 0, result.stderr
    files = (case.folder / "documents").rglob("rapport-dreets-*")
    (file,) = (file for file in files if "annexe" not in file.name)
    return file


def text_of(file: Path) -> str:
    """Paragraphs, then cells, a line each, with plain spaces."""
    document = Document(str(file))
    paragraphs = [paragraph.text for paragraph in document.paragraphs]
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return plain("\n".join([*paragraphs, *cells]))
