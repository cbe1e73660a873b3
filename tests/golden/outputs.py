"""What is compared: each output of the sample, by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from tests.conftest import AS_OF
from tests.golden.as_text import (
    document_as_text,
    mail_as_text,
    output_as_text,
    page_as_text,
    sheet_as_text,
    text_file_as_text,
)
from tests.typing_commands import type_as_is

FOLDER = Path(__file__).parent / "texts"
TAB = "Atelier des Quais"
_COLUMN = re.compile(r'\{\s+"header_row"[^{}]*\}')
"""One column in JSON: the sample has 450 of them."""
COMMANDS: Mapping[str, tuple[str, ...]] = {
    "check": ("check", "--all"),
    "check-screen": ("check",),
    "check-json": ("check", "--json"),
    "consolidate": ("consolidate", "--dry-run"),
    "prepare": ("prepare", "--dry-run"),
    "prepare-again": ("prepare",),
    "indicators": ("indicators",),
    "indicators-json": ("indicators", "--json"),
    "indicators-by-sexe": ("indicators", "--by", "sexe"),
    "indicators-explain": ("indicators", "--explain", "taux_sorties_positives"),
    "remind": ("remind",),
    "agenda": ("agenda", "directions", "--dry-run"),
    "report": ("report", "dreets", "--dry-run"),
    "setup": ("setup", "--dry-run", "--columns"),
    "adopt": ("adopt", "FOLDER/impulser.xlsx", "--dry-run"),
    "doctor": ("doctor",),
    "decide": ("decide",),
    "restore": ("restore", "--dry-run"),
    "history": ("history",),
    "history-since": ("history", "--since", AS_OF),
    "forms-check": ("forms", "check"),
    "forms-links": ("forms", "links"),
    "export": ("export", "table.csv", "--dry-run"),
    "export-figures": ("export", "chiffres.parquet", "--figures", "--dry-run"),
}
DOCUMENTS: Mapping[str, Callable[[Path], str]] = {
    ".docx": document_as_text,
    ".html": page_as_text,
    ".eml": mail_as_text,
}


def outputs(folder: Path) -> Iterator[tuple[str, str]]:
    """The name of each output of the prepared sample in `folder`, and its text."""
    yield "command prepare-first", (folder / "prepare.txt").read_text(encoding="utf-8")
    workbook = folder / "impulser.xlsx"
    for tab, rows in (("Pilotage", 200), ("Anomalies", 60), ("Consortium", 6), (TAB, 30)):
        yield f"sheet {tab}", sheet_as_text(workbook, tab, rows)
    made = (file for file in (folder / "documents").rglob("*") if "relances" not in file.parts)
    for file in sorted(made):
        if file.suffix == ".xlsx":
            for tab in ("Tableaux", "Définitions"):
                yield f"{file.stem} {tab}", sheet_as_text(file, tab)
        elif file.name == "a-preparer.md":
            yield f"{file.parent.name} {file.name}", text_file_as_text(file)
        elif file.suffix in DOCUMENTS:
            yield file.name, DOCUMENTS[file.suffix](file)
    reminder = folder / "documents" / "relances" / AS_OF / f"relance-atelier-des-quais-{AS_OF}.eml"
    yield reminder.name, mail_as_text(reminder)
    for name, words in COMMANDS.items():
        yield f"command {name}", _printed(folder, words)


def _printed(folder: Path, words: Sequence[str]) -> str:
    """What a command prints on the programme in `folder`, and how it ends."""
    day = () if words[0] == "forms" else ("--as-of", AS_OF)
    given = [word.replace("FOLDER", str(folder)) for word in words]
    result = type_as_is([*given, "--config", str(folder / "config.yaml"), *day])
    output = _COLUMN.sub(_on_one_line, result.output)
    return output_as_text(f"{output}exit {result.exit_code}", folder)


def _on_one_line(found: re.Match[str]) -> str:
    return " ".join(found[0].split())
