"""YAML files: those we ship, read by any parser.

And what is wrong in one, in a sentence that says where.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from forms.definition_file import DefinitionError, key_name, read_text, read_yaml

TOP = Path(__file__).parents[2]
SHIPPED = sorted(
    file for folder in ("forms", "sheets_sync") for file in (TOP / folder).rglob("*.yaml")
)
FILE = Path("essai.yaml")


@pytest.mark.parametrize("file", [TOP / "config.yaml", *SHIPPED], ids=lambda file: str(file.name))
def test_each_yaml_that_we_ship_reads_alike_with_and_without_libyaml(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_libyaml = read_yaml(file)
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    without = read_yaml(file)
    assert without == with_libyaml
    assert without.data == yaml.safe_load(file.read_text("utf-8"))


def test_there_is_something_to_ship() -> None:
    assert len(SHIPPED) > 10


def _bomb() -> str:
    levels = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    return "\n".join(["a0: &a0 [x, x, x]", *levels])


MISTAKES = [
    ("a: 1\nb: 2\na: 3", 3, "deux fois"),
    ("x:\n  - debut: 2024-13-45", 2, "« 2024-13-45 » n’est pas une valeur possible"),
    ("? [a]\n: b", 1, "une clé doit être un mot"),
    ("a: b\nc: \x07", 2, "n’est pas du YAML"),
    ("a: [1\nb", 1, "n’est pas du YAML"),
    ("a: 1\nb: [2]c:\n  d: 3", 2, "n’est pas du YAML"),
    ("a: 1\nb: «\n  c: 2", 3, "n’est pas du YAML"),
    ("--- 1\n--- 2", 1, "n’est pas du YAML"),
    ("a: !!python/object/apply:os.getcwd []", 1, "n’est pas du YAML"),
    ("a: &a [*a]", 1, "trop grand ou trop imbriqué"),
    ("[" * 900 + "]" * 900, 1, "trop grand ou trop imbriqué"),
    (_bomb(), None, "trop grand ou trop imbriqué"),
]


@pytest.mark.parametrize("libyaml", [True, False])
@pytest.mark.parametrize(("text", "line", "words"), MISTAKES)
def test_what_cannot_be_read_is_told_with_its_line(
    text: str, line: int | None, words: str, libyaml: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not libyaml:
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    with pytest.raises(DefinitionError, match=words) as caught:
        read_text(FILE, text)
    assert line is None or caught.value.line == line


def test_aliases_and_merged_keys_are_taken() -> None:
    data = read_text(FILE, "a: &x {b: 1}\nc: {<<: *x, d: 2}").data
    assert data == {"a": {"b": 1}, "c": {"b": 1, "d": 2}}


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    (tmp_path / "latin.yaml").write_bytes("label: Décès".encode("latin-1"))
    with pytest.raises(DefinitionError, match="UTF-8"):
        read_yaml(tmp_path / "latin.yaml")


def test_an_item_is_named_by_its_id_where_it_has_one() -> None:
    data = {"fields": [{"id": "sexe", "choices": [{"value": "Femme"}]}], "rules": [{"code": "a.b"}]}
    assert key_name(("fields", 0, "choices", 0, "value"), data) == "fields.sexe.choices.Femme.value"
    assert key_name(("rules", 0, "require"), data) == "rules.a.b.require"
    assert key_name(("fields", 7, "label"), data) == "fields.8.label"


WORDS = st.text("ab: -[]{}&*!|>'\"%@`#,?\n\t\\", max_size=30)


@given(WORDS)
def test_any_text_is_data_or_a_mistake_with_a_line(text: str) -> None:
    assert 0 <= _line_of_mistake(text) <= text.count("\n") + 2


def _line_of_mistake(text: str) -> int:
    """0 if there is none."""
    try:
        read_text(FILE, text)
    except DefinitionError as error:
        return error.line
    return 0


TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text("abé :-#", max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc", min_size=1), inner),
    max_leaves=20,
)


@given(TREES, st.booleans())
def test_what_is_written_is_read_and_every_place_has_its_line(data: object, flow: bool) -> None:
    text = yaml.safe_dump(data, allow_unicode=True, default_flow_style=flow)
    source = read_text(FILE, text)
    assert source.data == data
    assert all(1 <= line <= text.count("\n") for line in source.lines.values())
