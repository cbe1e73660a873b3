"""A social security number typed anywhere is told, and printed nowhere."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

import pandas as pd

from sheets_sync.checking.nir import without_nir
from tests.conftest import ANNA, HEADERS, Case, Rows, write_book

NIR = "1 85 05 99 212 123 95"
DIGITS = NIR.replace(" ", "")
TABS: dict[str, Rows] = {
    "Un": [
        (*HEADERS, "Poste", "Commune", "Référent", "Commentaire", "Dossier"),
        (*ANNA, f"Cuisine {NIR}", NIR, NIR, f"n° {NIR}", NIR),
    ],
    "Ordre du jour": [
        ("Réunion", "Sujet", "Proposé par", "Nature", "Minutes", "Traité"),
        ("directions", f"Dossier {NIR}", "Un", "échange", 10, "non"),
    ],
    "Décisions": [
        ("Date de la réunion", "Réunion", "Décision", "SIAE", "Échéance", "État"),
        ("02/11/2026", "directions", f"Suivre {NIR}", "Un", "30/11/2026", "à faire"),
    ],
    "Faits marquants": [
        ("Date", "SIAE", "Texte", "Publiable"),
        ("02/11/2026", "Un", f"Bravo {NIR}", "oui"),
    ],
}


def texts_of(name: str, data: bytes) -> Iterator[tuple[str, str]]:
    """Every text in a file, parts of packages and columns of tables included."""
    if name.endswith(".parquet"):
        yield name, pd.read_parquet(io.BytesIO(data)).to_csv()
    elif data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for part in package.namelist():
                yield (
                    f"{name} {part}",
                    re.sub(r"<[^>]*>", "", package.read(part).decode("utf-8", "replace")),
                )
    else:
        yield name, data.decode("utf-8", "replace")


def test_a_nir_that_was_typed_is_in_no_file_and_in_nothing_printed(case: Case) -> None:
    case.make({"Un": TABS["Un"]}, "funders: {dreets: {name: DREETS, names_of_siae: true}}\n")
    write_book(case.folder / "essai.xlsx", TABS)
    staffs = {
        "xl/sharedStrings.xml"
    }  # what staff typed stands in their workbook until they take it out
    printed = [
        case.run("check").output,
        case.run("check", "--json").output,
        case.run("prepare").output,
    ]
    printed += [
        case.run("export", str(case.folder / name), *more).output
        for name, more in {
            "e.csv": (),
            "e.parquet": (),
            "e.xlsx": (),
            "noms.csv": ("--with-names",),
        }.items()
    ]
    assert "nir.found" in printed[1]
    found = [text for text in printed if NIR in text or DIGITS in text]
    for file in sorted(case.folder.rglob("*")):
        if file.is_file() and "copies" not in file.parts:
            for name, text in texts_of(file.name, file.read_bytes()):
                if (NIR in text or DIGITS in text) and not (
                    name.startswith("essai.xlsx") and name.split()[-1] in staffs
                ):
                    found.append(name)
    assert found == []


def test_only_the_number_is_taken_out_of_a_text() -> None:
    assert (
        without_nir(f"Tel 05 56 00 00 00, n° {NIR}, merci")
        == "Tel 05 56 00 00 00, n° [n° de sécurité sociale retiré], merci"
    )
    assert without_nir("99999 21 35866") == "99999 21 35866"
