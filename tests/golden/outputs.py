"""What is compared: each output of the sample, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from tests.conftest import AS_OF
from tests.golden.as_text import (
    document_as_text,
    mail_as_text,
    output_as_text,
    page_as_text,
    sheet_as_text,
)
from tests.typing_commands import type_as_is

FOLDER = Path(__file__).parent / "texts"
TAB = "Atelier des Quais"
COMMANDS: Mapping[str, tuple[str, ...]] = {
    "check": ("check",),
    "check-json": ("check", "--json"),
    "consolidate": ("consolidate", "--dry-run"),
    "prepare": ("prepare", "--dry-run"),
    "indicators": ("indicators",),
    "indicators-json": ("indicators", "--json"),
    "indicators-by-sexe": ("indicators", "--by", "sexe"),
    "indicators-explain": ("indicators", "--explain", "taux_sorties_positives"),
    "agenda": ("agenda", "directions", "--dry-run"),
    "report": ("report", "dreets", "--dry-run"),
    "setup": ("setup", "--dry-run", "--columns"),
    "doctor": ("doctor",),
    "restore": ("restore", "--dry-run"),
    "forms-check": ("forms", "check"),
    "forms-links": ("forms", "links"),
    "export": ("export", "table.csv", "--dry-run"),
}
DOCUMENTS: Mapping[str, Callable[[Path], str]] = {
    ".docx": document_as_text,
    ".html": page_as_text,
    ".eml": mail_as_text,
}


def outputs(folder: Path) -> Iterator[tuple[str, str]]:
    """The name of each output of the prepared sample in `folder`, and its text."""
    workbook = folder / "impulser.xlsx"
    for tab, rows in (("Pilotage", 200), ("Anomalies", 60), ("Consortium", 6), (TAB, 30)):
        yield f"sheet {tab}", sheet_as_text(workbook, tab, rows)
    for file in sorted((folder / "documents").iterdir()):
        if file.suffix == ".xlsx":
            for tab in ("Tableaux", "Définitions"):
                yield f"{file.stem} {tab}", sheet_as_text(file, tab)
        elif file.suffix in DOCUMENTS:
            yield file.name, DOCUMENTS[file.suffix](file)
    reminder = folder / "documents" / "relances" / f"relance-atelier-des-quais-{AS_OF}.eml"
    yield reminder.name, mail_as_text(reminder)
    options = ("--config", str(folder / "config.yaml"))
    for name, words in COMMANDS.items():
        day = () if words[:2] == ("forms", "links") or words[0] == "forms" else ("--as-of", AS_OF)
        result = type_as_is([*words, *options, *day])
        yield f"command {name}", output_as_text(f"{result.output}exit {result.exit_code}", folder)
