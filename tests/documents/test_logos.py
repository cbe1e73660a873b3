"""Logos on the cover of a report."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from docx import Document
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from sheets_sync.documents.drawing.bullet import bullet
from sheets_sync.documents.templates.picture import png
from tests.conftest import ANNA, HEADERS, Case
from tests.typing_commands import plain


def draft(case: Case, funder: str, more: str = "") -> tuple[Path, str]:
    """The draft to a funder, and what the command says."""
    case.make({"Essai": (HEADERS, ANNA)}, f"funders: {{fonds: {funder}}}\n{more}")
    result = case.run("report", "fonds", "--draft")
    assert result.exit_code == 0, result.output
    return next((case.folder / "documents").rglob("rapport-fonds-*.docx")), result.stdout


def descriptions(file: Path) -> list[str]:
    drawn = Document(str(file)).element.body.iter("{*}docPr")
    return [plain(each.get("descr") or "") for each in drawn]


@pytest.mark.parametrize(("funder", "has_it"), [("FSE+", True), ("DREETS", False)])
def test_a_european_fund_has_the_emblem_with_its_words(
    case: Case, funder: str, has_it: bool
) -> None:
    file, _ = draft(case, f"{{name: {funder}}}")
    assert ("Cofinancé par l'Union européenne" in descriptions(file)) is has_it


def test_the_logo_of_a_european_fund_stands_beside_the_emblem(case: Case) -> None:
    for name in ("fonds.png", "programme.png"):
        Image.new("RGB", (1600, 200), "red").save(case.folder / name)
    file, _ = draft(case, "{name: FSE+, logo: fonds.png}", "logo: programme.png\n")
    emblem, *logos = Document(str(file)).element.body.iter("{*}inline")
    described = [plain(each.docPr.get("descr")) for each in (emblem, *logos)]
    assert described[0] == "Cofinancé par l'Union européenne"
    assert described[1:] == ["Logo : FSE+", "Logo du programme"]
    assert all(logo.extent.cx < 170 / 4 * 36000 for logo in logos), "one line has room for all"
    assert {logo.get(f"dist{side}") for logo in logos for side in "LR"} == {"0"}


def test_the_programmes_own_logo_stands_on_the_cover(case: Case) -> None:
    picture = png(bullet(0.5, None, 1.0, "", millimetres=30)["svg"])
    (case.folder / "logo.png").write_bytes(picture)
    file, _ = draft(case, "{name: DREETS}", "logo: logo.png\n")
    assert "Logo du programme" in descriptions(file)


def test_of_a_logo_its_pixels_alone_are_in_the_report(case: Case) -> None:
    author, picture = "Selam Gebremedhin", Image.new("RGB", (200, 80), "red")
    words, exif = PngInfo(), picture.getexif()
    words.add_text("Author", author)
    words.add_itxt("XML:com.adobe.xmp", author)
    exif[0x013B] = author
    picture.save(case.folder / "logo.png", pnginfo=words, dpi=(300, 300))
    picture.save(case.folder / "logo.jpg", exif=exif, comment=author, xmp=author.encode())
    file, _ = draft(case, "{name: DREETS, logo: logo.png}", "logo: logo.jpg\n")
    with zipfile.ZipFile(file) as package:
        media = [name for name in package.namelist() if name.endswith((".png", ".jpg"))]
        assert not [name for name in media if b"Gebremedhin" in package.read(name)]
    assert "Logo du programme" in descriptions(file)
    assert "Logo : DREETS" in descriptions(file)


@pytest.mark.parametrize("content", [None, b"no picture"])
def test_a_logo_that_is_no_picture_or_not_there_stops_no_report(
    case: Case, content: bytes | None
) -> None:
    if content is not None:
        (case.folder / "logo.png").write_bytes(content)
    file, message = draft(case, "{name: DREETS, logo: logo.png}")
    assert not [each for each in descriptions(file) if "Logo" in each]
    assert ("logo introuvable : logo.png" in message) is (content is None)
