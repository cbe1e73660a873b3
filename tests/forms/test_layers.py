"""Definitions in layers: a later one adds entries or replaces them; each keeps its place."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pydantic
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from forms.definition_file import Definition, DefinitionError, parse, read_text
from forms.layers import Layers, load_layers
from forms.loading import load_form
from forms.values import ReadingContext, reader
from forms.word_lists import load_countries, load_sensitive_words


class Line(Definition):
    """A line of an account."""

    label: str
    account: int


class Account(Definition):
    """A file with a list of lines, named conditions, and one entry that is neither."""

    title: str
    let: dict[str, str] = pydantic.Field(default_factory=dict)
    lines: tuple[Line, ...]


OURS = """\
title: Compte
let: {present: a, gone: b}
lines:
  - {label: Achats, account: 60}
  - {label: Personnel, account: 64}
"""


def account(folder: Path, ours: str, beside: str = "", workbook: str | None = None) -> Layers:
    """The three layers of `account.yaml`, as `load_layers` puts them together."""
    folders = [folder / "ours", folder / "beside"]
    for place, text in zip(folders, (ours, beside), strict=True):
        place.mkdir(exist_ok=True)
        (place / "account.yaml").write_text(text, "utf-8")
    third = None if workbook is None else read_text(Path("onglet Textes"), workbook)
    return load_layers(
        "account.yaml",
        folders[0],
        folders[1],
        third,
        lists={"lines": "label"},
        sections=frozenset({"let"}),
    )


def test_a_later_layer_replaces_by_id_and_adds_at_the_end(tmp_path: Path) -> None:
    beside = (
        "let: {gone: c}\nlines: [{label: Impôts, account: 63}, {label: Achats, account: 601}]\n"
    )
    whole = parse(account(tmp_path, OURS, beside, "title: Le nôtre\nlet: {new: d}"), Account)
    assert whole.title == "Le nôtre"
    assert whole.let == {"present": "a", "gone": "c", "new": "d"}
    assert [(line.label, line.account) for line in whole.lines] == [
        ("Achats", 601),
        ("Personnel", 64),
        ("Impôts", 63),
    ]


@pytest.mark.parametrize(
    ("beside", "workbook", "file", "line", "key"),
    [
        ("\n\nlines:\n  - {label: Impôts}", None, "account.yaml", 4, "lines.1.account"),
        ("lines: [{label: Achats, account: cher}]", None, "account.yaml", 1, "lines.1.account"),
        ("", "let:\n  x: 1", "onglet Textes", 2, "let.x"),
        ("", "\ntitel: x", "onglet Textes", 2, "titel"),
        ("lines: {a: 1}", None, "account.yaml", 1, "lines"),
        ("- a", None, "account.yaml", 1, ""),
        ("let: x", None, "account.yaml", 1, "let"),
        ("lines:\n - {account: 3}", None, "account.yaml", 2, "lines.1"),
        (
            "lines:\n - {label: a, account: 3}\n - {label: a, account: 4}",
            None,
            "account.yaml",
            3,
            "lines.2.label",
        ),
    ],
)
def test_a_mistake_names_the_layer_it_stands_in(
    tmp_path: Path, beside: str, workbook: str | None, file: str, line: int, key: str
) -> None:
    with pytest.raises(DefinitionError) as caught:
        parse(account(tmp_path, OURS, beside, workbook), Account)
    error = caught.value
    assert (error.file.name, error.line, error.key) == (file, line, key)
    assert error.file.parent.name != "ours"


def test_a_mistake_of_ours_is_told_as_ours_though_another_layer_comes_after(tmp_path: Path) -> None:
    layers = account(tmp_path, OURS, "lines: [{label: Impôts, account: 63}]")
    error = layers.error(("lines", 1, "account"), "…")
    assert (error.file.parent.name, error.line) == ("ours", 5)


ENTRIES = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 9), max_size=8)


@given(ENTRIES, ENTRIES)
def test_merging_is_that_of_dicts_and_each_entry_keeps_its_file(
    ours: dict[str, int], beside: dict[str, int]
) -> None:
    with TemporaryDirectory() as folder:
        files = [Path(folder) / name for name in ("ours", "beside")]
        for place, entries in zip(files, (ours, beside), strict=True):
            place.mkdir()
            (place / "exits.yaml").write_text(yaml.safe_dump(entries), "utf-8")
        layers = load_layers("exits.yaml", files[0], files[1])
    assert layers.data == ours | beside
    for key in layers.data:
        expected = "beside" if key in beside else "ours"
        assert layers.error((key,), "…").file.parent.name == expected


def test_a_consortium_adds_a_country_or_corrects_one(tmp_path: Path) -> None:
    (tmp_path / "countries.yaml").write_text(
        "countries:\n"
        "  - {value: Tibet, aliases: [tibetain]}\n"
        "  - {value: Chine, aliases: [chinois]}\n",
        "utf-8",
    )
    context = ReadingContext(date(2026, 11, 23))
    nationality = load_form("participant", tmp_path).field("nationalite")
    assert reader(nationality, context)("tibétain").value == "Tibet"
    assert reader(nationality, context)("afghane").value == "Afghanistan"
    ours = load_form("participant").field("nationalite")
    assert reader(ours, context)("tibétain").value == "Chine"
    assert len(load_countries(tmp_path)) == len(load_countries()) + 1


def test_two_countries_with_one_word_are_told(tmp_path: Path) -> None:
    (tmp_path / "countries.yaml").write_text(
        "countries:\n  - {value: Tibet, aliases: [tibetain]}\n", "utf-8"
    )
    with pytest.raises(DefinitionError, match=r"ligne 2.*« Chine » et « Tibet »"):
        load_form("participant", tmp_path)


def test_a_consortium_adds_words_that_must_not_stand_in_free_text(tmp_path: Path) -> None:
    (tmp_path / "sensitive.yaml").write_text("family:\n  label: famille\n  words: [divorce*]\n")
    words = load_sensitive_words(tmp_path)
    assert words["family"].words == ("divorce*",)
    assert words["health"] == load_sensitive_words()["health"]


def test_a_mistake_among_them_is_told(tmp_path: Path) -> None:
    (tmp_path / "sensitive.yaml").write_text("family:\n  label: famille\n  word: [divorce*]\n")
    with pytest.raises(DefinitionError, match=r"sensitive\.yaml, ligne 3.*« words »"):
        load_sensitive_words(tmp_path)
    (tmp_path / "sensitive.yaml").write_text("family: {label: a, patterns: ['(a']}\n")
    with pytest.raises(DefinitionError, match=r"sensitive\.yaml, ligne 1.*\(a"):
        load_sensitive_words(tmp_path)


def test_a_mistake_in_ours_says_where_to_mend_it(tmp_path: Path) -> None:
    ours, beside = tmp_path / "ours", tmp_path / "beside"
    for folder, text in ((ours, "a: 1\nb: 2\n"), (beside, "b: 3\n")):
        folder.mkdir()
        (folder / "x.yaml").write_text(text, "utf-8")
    layers = load_layers("x.yaml", ours, beside)
    assert str(layers.error(("a",), "non.")).endswith(
        "non. (définition fournie : la corriger dans x.yaml à côté de config.yaml)"
    )
    assert str(layers.error(("b",), "non.")).endswith("non.")
