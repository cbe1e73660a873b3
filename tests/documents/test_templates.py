"""A template that somebody edited in Word: its mistakes are told, any text comes out as typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document

from sheets_sync.documents.templates.fill import fill
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
    told = plain(refusal.value)
    assert told.startswith("Le modèle modele.docx a un problème : ")
    assert [words for words in said if words not in told] == [], told


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
    found = "\n".join(texts(fill(template(tmp_path, "{{ titre }}"), {"titre": text}), tmp_path))
    plain = "".join(char for char in text if char in "\t\n" or char.isprintable())
    assert found.replace("\u00a0", " ").replace("\u202f", " ").strip() == plain


def test_a_template_that_is_no_word_document(tmp_path: Path) -> None:
    (tmp_path / "modele.docx").write_bytes(b"rien")
    with pytest.raises(Refusal, match=r"ce n'est pas un document Word \.docx lisible"):
        fill(tmp_path / "modele.docx", KNOWN)
