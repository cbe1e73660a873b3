"""Make what the docs show: the data dictionary from the forms, and pictures of the steering sheet and the dashboard page from a real run."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from forms.definition import FORM_IDS, Field, load_form

HERE = Path(__file__).parent
AS_OF = "2026-11-23"
LEAVES = {"shared": "oui", "personal": "seulement avec --with-names", "tab": "jamais"}


def main() -> None:
    """All; the pictures only where the programs are that show what we wrote."""
    (HERE / "dictionary.md").write_text(dictionary(), encoding="utf-8")
    missing = [program for program in ("soffice", "pdftoppm", "chromium") if not shutil.which(program)]
    if missing:
        sys.stderr.write(f"{', '.join(missing)} manque : les images ne sont pas refaites.\n")
    else:
        pictures()


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


def pictures() -> None:
    """Of the sample consortium: the first page of Pilotage as LibreOffice prints it, the dashboard page as Chromium shows it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _run(sys.executable, "-m", "sheets_sync", "demo", str(folder / "demo"), "--as-of", AS_OF, "--quiet")
        (page,) = (folder / "demo" / "documents").glob("tableau-de-bord-*.html")
        for who, width, height in (("bureau", 1280, 1500), ("telephone", 500, 1500)):
            picture = HERE / "images" / f"tableau-de-bord-{who}.png"
            _run("chromium", "--headless", "--no-sandbox", "--hide-scrollbars", f"--window-size={width},{height}", f"--screenshot={picture}", page.as_uri())  # fmt: skip
        config = folder / "demo" / "config.yaml"
        apart = config.read_text(encoding="utf-8").replace("\nsteering: {}", "\nsteering: {workbook: ../pilotage.xlsx}")
        config.write_text(apart, encoding="utf-8")
        _run(sys.executable, "-m", "sheets_sync", "consolidate", "--config", str(config), "--as-of", AS_OF, "--quiet")
        _run("soffice", "--headless", "--convert-to", "pdf", "--outdir", name, str(folder / "pilotage.xlsx"))
        _run("pdftoppm", "-r", "110", "-png", "-singlefile", str(folder / "pilotage.pdf"), str(HERE / "images" / "pilotage"))


def _run(*command: str) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _type(field: Field) -> str:
    options = ", ".join(choice.value for choice in field.options)
    return f"choix : {options}" if options else f"{field.type}{f' ({field.unit})' if field.unit else ''}"


if __name__ == "__main__":
    main()
