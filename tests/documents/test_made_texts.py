"""A template may name a participant by itself: that is told, for a person to mend."""

from __future__ import annotations

import io
import itertools
import shutil
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from typer.testing import Result

import report_templates
from sheets_sync.documents.files.made_texts import made_texts
from sheets_sync.release.people.known_people import KnownPeople
from sheets_sync.release.people.name_index import KnownName, NameIndex
from tests.conftest import ANNA, CROWD, HEADERS, MEETINGS, Case
from tests.every_part import texts_of
from tests.typing_commands import plain

OURS = Path(report_templates.__file__).parent
TOLD = "un participant, ou quelqu'un qui l'a été, y est nommé"
HYPERLINK = RELATIONSHIP_TYPE.HYPERLINK
FUNDER = "funders: {dreets: {name: DREETS, template: TEMPLATE}}\n"


def own_template(case: Case, name: str) -> Path:
    folder = case.folder / "report_templates"
    folder.mkdir(exist_ok=True)
    shutil.copy(OURS / name, folder / name)
    return folder / name


def made(case: Case, *words: str, template: str = "rapport-financeur.docx") -> Result:
    case.make({"Un": (HEADERS, ANNA, *CROWD)}, FUNDER.replace("TEMPLATE", template) + MEETINGS)
    result = case.run(*words)
    assert "DIALLO" not in result.output.upper()
    return result


def told(case: Case, *words: str, template: str = "rapport-financeur.docx") -> bool:
    result = made(case, *words, template=template)
    assert result.exit_code == 0, result.output
    return TOLD in plain(result.output)


def refused(case: Case, template: str, place: str) -> bool:
    """Whether the draft tells the place, and the report is refused for it and not remembered."""
    assert told(case, "report", "dreets", "--draft", template=template)
    result = made(case, "report", "dreets", "--yes", template=template)
    assert result.exit_code != 0, result.output
    assert place in plain(result.output)
    assert not [*case.folder.rglob("rapport-dreets-????-??-??.*")]
    return "Rien n'est émis" in plain(result.output)


def test_a_template_that_names_nobody_is_not_told(case: Case) -> None:
    assert not told(case, "prepare")
    assert not told(case, "report", "dreets", "--yes")


@pytest.mark.parametrize(
    ("part", "place"),
    [
        ("paragraph", "dans le texte"),
        ("bookmark", "dans le texte"),
        ("deleted", "dans le texte"),
        ("footer", "dans l'en-tête ou le pied de page"),
        ("title", "dans les propriétés du fichier"),
        ("comment", "dans un commentaire"),
        ("link", "dans l'adresse d'un lien"),
    ],
)
def test_a_template_of_word_that_names_a_participant_issues_nothing(
    case: Case, part: str, place: str
) -> None:
    template = own_template(case, "rapport-financeur.docx")
    document = docx.Document(str(template))
    paragraph = document.add_paragraph("Avec ")
    if part == "paragraph":
        paragraph.add_run("Awa ")
        paragraph.add_run("Diallo")
    elif part == "bookmark":
        paragraph._p.append(OxmlElement("w:bookmarkStart", {qn("w:name"): "Awa_Diallo"}))
    elif part == "deleted":
        deleted = OxmlElement("w:del", {qn("w:author"): "Awa Diallo", qn("w:id"): "9"})
        run = OxmlElement("w:r")
        run.append(OxmlElement("w:delText"))
        run[0].text = "Awa Diallo"
        deleted.append(run)
        paragraph._p.append(deleted)
    elif part == "footer":
        document.sections[0].footer.paragraphs[0].add_run("Awa DIALLO")
    elif part == "comment":
        document.add_comment(paragraph.runs, "vu avec Awa Diallo", author="La coordination")
    elif part == "link":
        document.part.relate_to(
            "https://exemple.example/Awa_Diallo.pdf", HYPERLINK, is_external=True
        )
    else:
        document.core_properties.title = "Rapport sur Awa Diallo"
    document.save(str(template))
    assert refused(case, "rapport-financeur.docx", place)


@pytest.mark.parametrize(
    ("part", "place"),
    [
        ("cell", "dans une feuille"),
        ("hidden sheet", "dans une feuille"),
        ("page header", "dans une feuille"),
        ("prompt", "dans une feuille"),
        ("list", "dans une feuille"),
        ("comment", "dans un commentaire"),
        ("range", "dans le nom d'une feuille ou d'une plage"),
        ("sheet name", "dans le nom d'une feuille ou d'une plage"),
        ("link", "dans l'adresse d'un lien"),
    ],
)
def test_a_funder_s_own_workbook_that_names_a_participant_issues_nothing(
    case: Case, part: str, place: str
) -> None:
    (case.folder / "report_templates").mkdir()
    form = openpyxl.Workbook()
    sheet, hidden = form["Sheet"], form.create_sheet("Suite")
    sheet["A1"], hidden.sheet_state = "{{ programme }}", "veryHidden"
    if part == "cell":
        sheet["A2"] = "vu avec Awa Diallo"
    elif part == "hidden sheet":
        hidden["A1"] = "Awa Diallo"
    elif part == "page header":
        header = sheet.HeaderFooter.oddHeader
        assert header is not None
        header.center.text, header.center.size = "Awa Diallo", 8
    elif part in ("prompt", "list"):
        rule = DataValidation("list", formula1='"Awa Diallo,autre"' if part == "list" else "A1:A9")
        rule.prompt = "Awa Diallo" if part == "prompt" else None
        rule.add("B1")
        sheet.add_data_validation(rule)
    elif part == "comment":
        sheet["A1"].comment = Comment("Awa Diallo", "La coordination")
    elif part == "range":
        form.defined_names["Awa_Diallo"] = DefinedName("Awa_Diallo", attr_text="Sheet!$A$1")
    elif part == "sheet name":
        hidden.title = "Awa Diallo"
    else:
        sheet["A1"].hyperlink = "https://exemple.example/Awa_Diallo.pdf"
    form.save(case.folder / "report_templates" / "formulaire.xlsx")
    assert refused(case, "formulaire.xlsx", place)


@pytest.mark.parametrize(
    ("part", "markup"),
    [
        ("word/document.xml", '<w:listItem w:displayText="Awa Diallo" w:value="1"/>'),
        ("word/document.xml", '<w:fldSimple w:instr=" QUOTE &quot;Awa Diallo&quot; "/>'),
        ("word/header1.xml", '<v:textpath style="font-size:1pt" string="Awa Diallo"/>'),
        ("word/document.xml", "<v:textpath string='Awa Diallo'/>"),
        ("word/numbering.xml", '<w:lvlText w:val="%1. Awa Diallo"/>'),
        ("word/styles.xml", '<w:name w:val="Titre Awa Diallo"/>'),
        ("word/media/Awa Diallo.png", "PNG"),
        ("word/document.xml", "<!-- vu avec Awa Diallo -->"),
        ("customXml/item1.xml", "<a>suivi</a><b>Awa Diallo</b><c>texte</c>"),
        ("customXml/item2.xml", "<a><![CDATA[Awa Diallo]]></a>"),
        ("xl/worksheets/sheet1.xml", '<filters><filter val="Awa Diallo"/></filters>'),
        ("xl/pivotCache/pivotCacheDefinition1.xml", '<sharedItems><s v="Awa Diallo"/>'),
        ("xl/worksheets/sheet1.xml", '<c><f>"Awa"&amp;" "&amp;"Diallo"</f></c>'),
        ("xl/workbook.xml", '<definedName name="a">"Awa Diallo"</definedName>'),
        ("xl/worksheets/sheet1.xml", "<oddFooter>&amp;LAwa Diallo&amp;RPage</oddFooter>"),
        ("xl/styles.xml", '<cellStyle name="Awa Diallo"/>'),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_every_text_and_attribute_of_a_package_is_read(
    part: str, markup: str, encoding: str
) -> None:
    known = KnownPeople(NameIndex.of([KnownName("DIALLO", "Awa")]))
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr(part, f"<root>{markup}</root>".encode(encoding))
    texts = made_texts("formulaire.xlsx", package.getvalue())
    assert any(known.mask(text) != text for _place, text in texts)


def test_who_wrote_a_comment_or_a_change_in_a_template_is_taken_away(case: Case) -> None:
    template = own_template(case, "rapport-financeur.docx")
    document = docx.Document(str(template))
    paragraph = document.add_paragraph("à relire")
    document.add_comment(paragraph.runs, "vu", author="Awa Diallo", initials="AD")
    paragraph._p.append(OxmlElement("w:ins", {qn("w:author"): "Awa Diallo", qn("w:id"): "9"}))
    document.save(str(template))
    assert not told(case, "report", "dreets", "--yes")
    (file,) = case.folder.rglob("rapport-dreets-????-??-??.docx")
    form = openpyxl.Workbook()
    form["Sheet"]["A1"].comment = Comment("vu", "Awa Diallo")
    form.save(template.with_name("formulaire.xlsx"))
    assert not told(case, "report", "dreets", "--draft", template="formulaire.xlsx")
    (draft,) = case.folder.rglob("rapport-dreets-*projet.xlsx")
    texts = itertools.chain.from_iterable(
        texts_of(each.name, each.read_bytes()) for each in (file, draft)
    )
    assert not [name for name, text in texts if "DIALLO" in text.upper()]


@pytest.mark.parametrize(
    "name", ["ordre-du-jour.txt", "ordre-du-jour.html", "relance.txt", "tableau-de-bord.html"]
)
def test_a_participant_in_a_template_of_text_is_told(case: Case, name: str) -> None:
    template = own_template(case, name)
    text = template.read_text(encoding="utf-8")
    added = "\nAvec <b>Awa</b> Diallo</p></body>" if name.endswith("html") else "\nAvec Awa Diallo"
    template.write_text(
        text.replace("</body>", added) if "</body>" in text else text + added, encoding="utf-8"
    )
    assert told(case, "prepare")


def test_a_counsellor_who_was_a_participant_is_no_fault_of_a_template(case: Case) -> None:
    headers = (*HEADERS, "CIP")
    others = [(f"NOM{n}", "Léa", *ANNA[2:], "Awa Diallo") for n in range(4)]
    case.make({"Un": (headers, ("DIALLO", "Awa", *ANNA[2:]), *others)}, MEETINGS)
    assert case.run("prepare").exit_code == 0
    case.make({"Un": (headers, *others)}, MEETINGS)
    output = plain(case.run("prepare").output)
    assert "si c'est un accompagnateur, rien à faire" in output
