"""Make what the docs show: the data dictionary from the forms, and the picture of the steering sheet from a real run."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from forms.definition import FORM_IDS, Field, load_form

HERE = Path(__file__).parent
LEAVES = {"shared": "oui", "personal": "seulement avec --with-names", "tab": "jamais"}


def main() -> None:
    """Both; the picture only where LibreOffice and pdftoppm are."""
    (HERE / "dictionary.md").write_text(dictionary(), encoding="utf-8")
    if shutil.which("soffice") and shutil.which("pdftoppm"):
        picture()
    else:
        sys.stderr.write("soffice ou pdftoppm manque : l'image n'est pas refaite.\n")


def dictionary() -> str:
    """Every form, a table each."""
    parts = ["# Dictionnaire des données", "", "Engendré depuis `forms/*.yaml` par `make docs` ; ne pas modifier à la main."]
    for form in (load_form(form_id) for form_id in FORM_IDS):
        parts += [
            "",
            f"## {form.label} (`{form.form}`)",
            "",
            f"Une ligne : {form.row}.",
            "",
            "| champ | titre | type | obligatoire | sort de l'onglet | aide |",
            "| --- | --- | --- | --- | --- | --- |",
        ]
        parts += [
            f"| `{f.id}` | {f.label} | {_type(f)} | {'oui' if f.required else ''} | {LEAVES[f.privacy]} | {f.help} |"
            for f in form.fields
        ]
        if form.rules:
            parts += ["", "| règle | condition | gravité | source |", "| --- | --- | --- | --- |"]
            parts += [f"| `{rule.code}` | `{rule.require}` | {rule.severity} | {rule.source} |" for rule in form.rules]
    return "\n".join(parts) + "\n"


def picture() -> None:
    """The first page of Pilotage of the sample consortium, as LibreOffice prints it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run(
            [sys.executable, "-m", "sheets_sync", "demo", str(folder / "demo"), "--as-of", "2026-11-23", "--quiet"], check=True
        )
        config = folder / "demo" / "config.yaml"
        apart = config.read_text(encoding="utf-8").replace("\nsteering: {}", "\nsteering: {workbook: ../pilotage.xlsx}")
        config.write_text(apart, encoding="utf-8")
        again = ["consolidate", "--config", str(config), "--as-of", "2026-11-23", "--quiet"]
        subprocess.run([sys.executable, "-m", "sheets_sync", *again], check=True)
        subprocess.run(
            ["soffice", "--headless", "--convert-to", "pdf", "--outdir", name, str(folder / "pilotage.xlsx")],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        subprocess.run(
            [
                "pdftoppm",
                "-r",
                "110",
                "-png",
                "-f",
                "1",
                "-l",
                "1",
                "-singlefile",
                str(folder / "pilotage.pdf"),
                str(HERE / "images" / "pilotage"),
            ],
            check=True,
        )


def _type(field: Field) -> str:
    options = ", ".join(choice.value for choice in field.options)
    return f"choix : {options}" if options else f"{field.type}{f' ({field.unit})' if field.unit else ''}"


if __name__ == "__main__":
    main()
