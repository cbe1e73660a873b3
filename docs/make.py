"""Make what the docs show (`python -m docs.make`): the data dictionary, every message, and pictures of what people see, from a real run."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

from forms.definition import FORM_IDS, Field, load_form
from sheets_sync.catalogue import section, sentence

HERE = Path(__file__).parent
AS_OF = "2026-11-23"
LEAVES = {"shared": "oui", "personal": "seulement avec --with-names", "tab": "jamais"}


def main() -> None:
    """All; the pictures only where the programs are that show what we wrote."""
    (HERE / "dictionary.md").write_text(dictionary(), encoding="utf-8")
    (HERE / "guide" / "messages.md").write_text(every_message(), encoding="utf-8")
    missing = [
        program
        for program in ("soffice", "pdftoppm", "chromium", "chromedriver")
        if not shutil.which(program)
    ]
    if missing:
        sys.stderr.write(f"{', '.join(missing)} manque : les images ne sont pas refaites.\n")
    else:
        pictures()


def dictionary() -> str:
    """Every form, a table each."""
    parts = [
        "# Dictionnaire des données",
        "",
        "Engendré depuis `forms/*.yaml` par `make docs` ; ne pas modifier à la main.",
    ]
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
            parts += [
                f"| `{rule.code}` | `{rule.require}` | {rule.severity} | {rule.source} |"
                for rule in form.rules
            ]
    return "\n".join(parts) + "\n"


def every_message() -> str:
    """What is said in the tabs, and what stops a command, each by its code; every sentence ends with what to do."""
    parts = [
        "# Chaque message, et quoi faire",
        "",
        "Engendré par `make docs` ; ne pas modifier à la main. Entre accolades : ce qui change d'une fois à l'autre.",
        "",
    ]
    parts += [
        "## Dans les onglets et la feuille Anomalies",
        "",
        "| règle | gravité | ce qui est dit |",
        "| --- | --- | --- |",
    ]
    said = [
        (code, known["severity"], known["message"]) for code, known in section("checks").items()
    ]
    said += [
        (rule.code, rule.severity, rule.message)
        for form_id in FORM_IDS
        for rule in load_form(form_id).rules
    ]
    parts += [
        f"| `{code}` | {sentence(f'anomalies.{severity}')} | {text} |"
        for code, severity, text in said
    ]
    parts += [
        "",
        "## Ce qui arrête une commande",
        "",
        "Rien n'est alors écrit, ou tout est défait.",
        "",
        "| code | ce qui est dit |",
        "| --- | --- |",
    ]
    stops = section("errors").items()
    parts += [f"| `{code}` | {text} |" for code, text in stops if text[0] != "{"]
    return "\n".join(parts) + "\n"


def programs(folder: Path) -> None:
    """The window on the sample, the form on a phone, the cards, and a tab with its feedback."""
    from sheets_sync.outside.submissions import Inbox
    from sheets_sync.web.links import give
    from sheets_sync.web.serve import application
    from sheets_sync.web.window import Window
    from sheets_sync.workspace import open_workspace
    from tests.browser import served, window

    images, day = HERE / "images", date.fromisoformat(AS_OF)
    shown = Window(folder / "demo" / "config.yaml", lambda: day)
    with served(shown.application()) as address, window(1000, 1250) as page:
        page.open(f"{address}/#{shown.secret}")
        page.click("#prepare")
        page.sees("#documents", "ordre-du-jour")
        page.run("scrollTo(0, 0)")
        page.driver.save_screenshot(str(images / "fenetre.png"))
    workspace = open_workspace(folder / "demo" / "config.yaml")
    form, history = workspace.participants, workspace.history
    tabs, names = workspace.entry_tabs(form), workspace.member_names
    inbox = Inbox(form, tabs, names, history, workspace.open_anew)
    secret = give(history, names[0], "MD", day)
    with (
        served(application(inbox, workspace.programme, lambda: day)) as address,
        window(500, 900) as page,
    ):
        page.open(f"{address}/#{secret}")
        page.type("#nom", "KONÉ")
        page.find("#date_naissance").send_keys("31021999\t")
        page.sees("#date_naissance-problem", "calendrier")
        page.run("scrollTo(0, 330)")
        page.driver.save_screenshot(str(images / "telephone.png"))
    file = folder / "demo" / "config.yaml"  # the sample's staff have a tab « Listes » of their own
    file.write_text(
        file.read_text(encoding="utf-8").replace(
            "  listes: Listes ", "  listes: Listes de saisie "
        ),
        encoding="utf-8",
    )
    _run(
        sys.executable,
        "-m",
        "sheets_sync",
        "setup",
        "--config",
        str(folder / "demo" / "config.yaml"),
        "--as-of",
        AS_OF,
        "--quiet",
    )
    _run(
        "soffice",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
        str(folder / "demo" / "impulser.xlsx"),
    )
    _page_with(folder / "impulser.pdf", "Saisie d'une personne", images / "saisie", "-r", "90")
    _page_with(
        folder / "impulser.pdf",
        "Identité",
        images / "onglet",
        "-r",
        "420",
        "-x",
        "270",
        "-y",
        "290",
        "-W",
        "1500",
        "-H",
        "540",
    )


def _page_with(pdf: Path, text: str, picture: Path, *how: str) -> None:
    """The first page on which a text stands, or a part of it, as a picture."""
    pages = subprocess.run(
        ["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, text=True
    ).stdout.split("\f")
    number = next((str(number) for number, page in enumerate(pages, 1) if text in page), "1")
    _run(
        "pdftoppm", *how, "-png", "-singlefile", "-f", number, "-l", number, str(pdf), str(picture)
    )


def pictures() -> None:
    """Of the sample consortium: the first page of Pilotage as LibreOffice prints it, the pages as Chromium shows them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _run(
            sys.executable,
            "-m",
            "sheets_sync",
            "demo",
            str(folder / "demo"),
            "--as-of",
            AS_OF,
            "--quiet",
        )
        (page,) = (folder / "demo" / "documents").glob("tableau-de-bord-*.html")
        for who, width, height in (("bureau", 1280, 1500), ("telephone", 500, 1500)):
            picture = HERE / "images" / f"tableau-de-bord-{who}.png"
            _run("chromium", "--headless", "--no-sandbox", "--hide-scrollbars", f"--window-size={width},{height}", f"--screenshot={picture}", page.as_uri())  # fmt: skip
        programs(folder)
        config = folder / "demo" / "config.yaml"
        apart = config.read_text(encoding="utf-8").replace(
            "\nsteering: {}", "\nsteering: {workbook: ../pilotage.xlsx}"
        )
        config.write_text(apart, encoding="utf-8")
        _run(
            sys.executable,
            "-m",
            "sheets_sync",
            "consolidate",
            "--config",
            str(config),
            "--as-of",
            AS_OF,
            "--quiet",
        )
        _run(
            "soffice",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            name,
            str(folder / "pilotage.xlsx"),
        )
        _run(
            "pdftoppm",
            "-r",
            "110",
            "-png",
            "-singlefile",
            str(folder / "pilotage.pdf"),
            str(HERE / "images" / "pilotage"),
        )


def _run(*command: str) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _type(field: Field) -> str:
    options = ", ".join(choice.value for choice in field.options)
    return (
        f"choix : {options}"
        if options
        else f"{field.type}{f' ({field.unit})' if field.unit else ''}"
    )


if __name__ == "__main__":
    main()
