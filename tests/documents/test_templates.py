"""A template that somebody edited in Word: its mistakes are told, any text comes out as typed."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn

import report_templates
from sheets_sync.documents.templates.environment import template_environment
from sheets_sync.documents.templates.fill import fill, fill_text
from sheets_sync.documents.templates.names import Shape, mistakes_in_template
from sheets_sync.errors import Refusal
from tests.typing_commands import plain

KNOWN = {"titre": "Le titre", "phrases": ["une", "deux"]}


def template(folder: Path, *lines: str) -> Path:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    document.add_table(rows=1, cols=1).rows[0].cells[0].text = "{{ titre }}"
    document.save(str(folder / "modele.docx"))
    return folder / "modele.docx"


def texts(data: bytes, folder: Path) -> list[str]:
    (folder / "fait.docx").write_bytes(data)
    return [paragraph.text for paragraph in Document(str(folder / "fait.docx")).paragraphs]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "Avant {{ titrre }}",
            ["« titrre » n'est pas connu, dans « Avant {{ titrre }} »", "Vouliez-vous « titre » ?"],
        ),
        ("Avant {{ titre }", ["une balise est coupée, dans « Avant {{ titre } »", "{{ nom }}"]),
        ("Avant {{ titre", ["une balise est coupée, dans « Avant {{ titre »"]),
        (
            "{%p for x in phrases %}",
            [
                "« for » est ouvert et jamais fermé, dans « {%p for x in phrases %} »",
                "Ajouter {%p endfor %}",
            ],
        ),
        ("{% if titre %}oui", ["« if » est ouvert et jamais fermé", "{%p endif %}"]),
        ("{%p endfor %}", ["« endfor » ferme ce qui n'est pas ouvert, dans « {%p endfor %} »"]),
        (
            "{{ titre | upperr }}",
            ["« upperr » n'est pas un filtre connu, dans « {{ titre | upperr }} »"],
        ),
        (
            "{% if titre == « a » %}oui{% endif %}",
            [
                "guillemet ou une apostrophe typographique, dans "
                "« {% if titre == « a » %}oui{% endif %} »"
            ],
        ),
        ("{{ a b }}", ["une balise n'est pas lisible, dans « {{ a b }} »"]),
        ("{{ titre.__class__ }}", ["fait plus que montrer une valeur"]),
    ],
)
def test_a_mistake_is_told_with_its_paragraph(tmp_path: Path, line: str, said: list[str]) -> None:
    with pytest.raises(Refusal) as refusal:
        fill(template(tmp_path, "Bonjour", line, "Fin"), KNOWN)
    message = plain(refusal.value)
    assert message.startswith("Le modèle modele.docx a un problème : ")
    assert [words for words in said if words not in message] == [], message


@pytest.mark.parametrize(
    "text",
    [
        "Prêt & bail < 5 ans > 3",
        "😀 bravo",
        "محمد احمدی",
        "l’été « en 24 h »",
        "{{ titre }}",
        "deux\nlignes",
        "a\tb",
        "sans\x0bcontrôle\x00",
    ],
)
def test_any_text_comes_out_as_it_was_typed(tmp_path: Path, text: str) -> None:
    shown = "\n".join(texts(fill(template(tmp_path, "{{ titre }}"), {"titre": text}), tmp_path))
    plain = "".join(char for char in text if char in "\t\n" or char.isprintable())
    assert shown.replace("\u00a0", " ").replace("\u202f", " ").strip() == plain


def document_with_kept_table() -> Any:
    """A template with a row for each sentence, each kept with the next."""
    document = Document()
    cells = document.add_table(rows=3, cols=1).columns[0].cells
    texts_ = ("{%tr for x in phrases %}", "{{ x }}", "{%tr endfor %}")
    for cell, text in zip(cells, texts_, strict=True):
        cell.text = text
        cell.paragraphs[0].paragraph_format.keep_with_next = True
    return document


@pytest.mark.parametrize(("following", "last_is_kept"), [("Heading 1", False), ("Mention", True)])
def test_a_table_that_is_kept_whole_stays_with_its_note_and_with_no_heading(
    tmp_path: Path, following: str, last_is_kept: bool
) -> None:
    document = document_with_kept_table()
    if following == "Mention":
        document.styles.add_style(following, WD_STYLE_TYPE.PARAGRAPH)
    document.add_paragraph("La suite", style=following)
    document.save(str(tmp_path / "modele.docx"))
    (tmp_path / "fait.docx").write_bytes(fill(tmp_path / "modele.docx", KNOWN))
    rows = Document(str(tmp_path / "fait.docx")).tables[0].rows
    keeps_with_next = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in rows]
    assert keeps_with_next == [True, last_is_kept]


def test_a_long_table_goes_over_a_page_without_few_of_its_rows_alone(tmp_path: Path) -> None:
    document = document_with_kept_table()
    document.save(str(tmp_path / "modele.docx"))
    filled = fill(tmp_path / "modele.docx", {"phrases": ["une"] * 40})
    (tmp_path / "fait.docx").write_bytes(filled)
    rows = Document(str(tmp_path / "fait.docx")).tables[0].rows
    kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in rows]
    assert kept == [True] * 8 + [False] * 24 + [True] * 7 + [False]


@pytest.mark.parametrize("name", ["ordre-du-jour-directions", "ordre-du-jour-accompagnateurs"])
def test_no_table_of_an_agenda_is_cut_within_its_first_rows(name: str) -> None:
    document = Document(f"report_templates/{name}.docx")
    listed = [table for table in document.tables if "{%tr for" in table._tbl.xml]
    rows = [table.rows[2].cells[0].paragraphs[0] for table in listed]
    assert rows
    assert all(row.paragraph_format.keep_with_next for row in rows)


def test_an_annex_goes_over_a_page_without_few_of_its_lines_alone(tmp_path: Path) -> None:
    document = Document()
    document.styles.add_style("SmallText", WD_STYLE_TYPE.PARAGRAPH)
    for text in ("{%p for x in phrases %}", "{{ x }}", "{%p endfor %}"):
        document.add_paragraph(text, style="SmallText")
    document.save(str(tmp_path / "modele.docx"))
    filled = fill(tmp_path / "modele.docx", {"phrases": [f"Définition {n}" for n in range(9)]})
    (tmp_path / "fait.docx").write_bytes(filled)
    paragraphs = Document(str(tmp_path / "fait.docx")).paragraphs
    kept = [paragraph.paragraph_format.keep_with_next for paragraph in paragraphs]
    assert kept == [True, True, True, None, None, None, True, True, True]


def test_a_document_is_called_by_what_it_is_about(tmp_path: Path) -> None:
    context = {"titre": "Bilan", "intitule": "Fonds d'essai & fils, 26 novembre 2026 – Essai"}
    document = Document(str(template(tmp_path, "{{ titre }}")))
    document.core_properties.title = "Rapport"
    document.save(str(tmp_path / "modele.docx"))
    (tmp_path / "fait.docx").write_bytes(fill(tmp_path / "modele.docx", context))
    title = Document(str(tmp_path / "fait.docx")).core_properties.title
    assert plain(title) == "Rapport – Fonds d'essai & fils, 26 novembre 2026 – Essai"


def test_a_template_that_is_no_word_document(tmp_path: Path) -> None:
    (tmp_path / "modele.docx").write_bytes(b"rien")
    with pytest.raises(Refusal, match=r"ce n’est pas un document Word \.docx lisible"):
        fill(tmp_path / "modele.docx", KNOWN)


SHAPE: Mapping[str, Shape] = {
    "titre": None,
    "points": [{"sujet": None, "siae": None, "lignes": [{"nom": None}]}],
    "cerfa": {"reste": None},
}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "{{ titrre }}",
            "« titrre » n'est pas connu, dans « {{ titrre }} ». Vouliez-vous « titre »",
        ),
        ("{%p for p in points %}\n{{ p.suject }}\n{%p endfor %}", "Vouliez-vous « p.sujet »"),
        ("{% for p in points|sort %}{{ p['sujjet'] }}{% endfor %}", "Vouliez-vous « p.sujet »"),
        (
            "{% for p in points %}{% for x in p.lignes %}{{ x.non }}{% endfor %}{% endfor %}",
            "« x.non » n'est pas connu",
        ),
        ("{{ (points|first).siaee }}", "Vouliez-vous « siae »"),
        ("{{ points[0].siaee }}", "Vouliez-vous « siae »"),
        ("{{ cerfa.rest }}", "Vouliez-vous « cerfa.reste »"),
        ("{% if cerfa.rest %}oui{% endif %}", "Vouliez-vous « cerfa.reste »"),
        ("{% if titre and titrre == 'a' %}oui{% endif %}", "Vouliez-vous « titre »"),
        ("{% set p = points[0] %}{{ p.siaee }}", "Vouliez-vous « p.siae »"),
        ("{{ titre | upperr }}", "« upperr » n'est pas un filtre connu"),
        ("{% if titre %}oui", "« if » est ouvert et jamais fermé"),
    ],
)
@pytest.mark.parametrize("ending", [".docx", ".txt"])
def test_a_mistake_is_found_without_filling_the_template(
    tmp_path: Path, line: str, said: str, ending: str
) -> None:
    file = tmp_path / f"modele{ending}"
    if ending == ".docx":
        template(tmp_path, *line.splitlines())
    else:
        file.write_text(f"Bonjour\n{line.replace('{%p', '{%')}\n", "utf-8")
    (mistake,) = mistakes_in_template(file, SHAPE)
    assert said in plain(mistake)


@pytest.mark.parametrize(
    "line",
    [
        "{% for p in points %}{{ loop.index }} {{ p.sujet.upper() }}{% endfor %}",
        "{% if surnom is defined %}{{ surnom }}{% endif %}",
        "{{ surnom | default('') }}",
        "{% for clef, valeur in cerfa.items() %}{{ clef }}{{ valeur.nom }}{% endfor %}",
        "{% macro m(a) %}{{ a.b }}{% endmacro %}{{ m(titre) }}{{ range(3)|join }}",
        "{% set ns = namespace(n=0) %}{% set ns.n = 1 %}{{ ns.n }}{{ points[:2]|length }}",
    ],
)
def test_what_jinja_can_fill_is_no_mistake(tmp_path: Path, line: str) -> None:
    assert list(mistakes_in_template(template(tmp_path, line), SHAPE)) == []


def test_what_a_template_says_by_itself_is_printed_as_french_is(tmp_path: Path) -> None:
    lines = ["Du 1er au 2e : « oui » ; ▲ 60 % ?", "{% if titre != 'x' %}{{ titre }} !{% endif %}"]
    printed = ["Du 1ᵉʳ au 2ᵉ~: «~oui~»~; ▲~60~%~?", "Le titre~!"]
    shown = texts(fill(template(tmp_path, *lines), KNOWN), tmp_path)
    assert [text.replace("\u00a0", "~") for text in shown] == printed
    page = tmp_path / "page.html"
    page.write_text("\n".join(f"<p>{line}</p>" for line in lines), encoding="utf-8")
    assert fill_text(page, KNOWN, autoescape=True).replace("\u00a0", "~").splitlines() == [
        f"<p>{line}</p>" for line in printed
    ]


def test_a_template_for_many_readers_is_read_once() -> None:
    environments = [template_environment(autoescape=True) for _ in range(2)]
    first, second = (each.from_string("{{ titre }}") for each in environments)
    assert first is second
    assert template_environment(autoescape=False).from_string("{{ titre }}") is not first


@pytest.mark.parametrize("template", sorted(Path(report_templates.__file__).parent.glob("*.docx")))
def test_one_line_at_most_stands_between_a_heading_and_its_table(template: Path) -> None:
    # LibreOffice keeps two paragraphs with the table below them, and parts a third from it.
    body = [part for part in Document(str(template)).element.body if not is_tag(part)]
    styles = [part.find("./{*}pPr/{*}pStyle") for part in body]
    names = [None if style is None else style.get(qn("w:val")) for style in styles]
    assert ("BelowHeading", "Caption") not in itertools.pairwise(names)


def is_tag(part: Any) -> bool:
    return part.tag.endswith("}p") and "".join(part.itertext()).startswith("{%p")
