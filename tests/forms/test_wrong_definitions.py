"""A form or rule with a mistake names file, line, key and what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from forms.definition_file import DefinitionError, load
from forms.expressions import ExpressionError, parse_expression
from forms.form import Form
from forms.loading import FORM_IDS, load_form
from sheets_sync.catalogue import section

FIELD = "fields:\n  - {{id: a, label: A, privacy: shared, {more}}}"
RULE = "rules:\n  - {code: x, cell: b, severity: error, require: b, message: m, source: s}"
WRONG_ACTION = """\
form: action
label: A
row: r
fields:
  - {id: a, label: A, type: number, privacy: shared}
rules:
  - code: x
    cell: a
    severity: error
    require: b > 1
    message: m
    source: s
"""


@pytest.mark.parametrize(
    ("text", "column", "word"),
    [
        ("date_sorti >= date_entree", 1, "date_sortie"),
        ("date_sortie >=", 15, "lisible"),
        ("days(date_entree) > 3", 1, "days"),
        ("__import__('os')", 1, "lisible"),
        ("sexe.upper == 1", 5, "lisible"),
    ],
)
def test_an_expression_says_where_it_is_wrong(text: str, column: int, word: str) -> None:
    with pytest.raises(ExpressionError, match=word) as caught:
        parse_expression(text, {"date_sortie", "date_entree", "sexe"})
    assert caught.value.column == column


@pytest.mark.parametrize(
    ("wrong", "line", "words"),
    [
        (FIELD.format(more="type: texte"), 5, ["texte", "'text'"]),
        (FIELD.format(more="type: text, requird: true"), 5, ["requird", "required"]),
        (f"fields: []\n{RULE}", 1, ["« b »"]),
        ("fields: [", 5, ["YAML"]),
    ],
)
def test_a_wrong_form_names_file_line_key_and_what_is_allowed(
    tmp_path: Path, wrong: str, line: int, words: list[str]
) -> None:
    file = tmp_path / "essai.yaml"
    file.write_text(f"form: essai\nlabel: Essai\nrow: une ligne\n{wrong}\n", encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        load(file, Form)
    assert caught.value.line == line
    assert "essai.yaml" in str(caught.value)
    assert all(word in str(caught.value) for word in words)


def test_a_wrong_rule_names_its_line(tmp_path: Path) -> None:
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "action.yaml").write_text(WRONG_ACTION, encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"action\.yaml, ligne 10.*« b » n’est pas un champ"):
        load_form("action", tmp_path)


def test_every_rule_of_a_form_has_a_code_of_its_own() -> None:

    rules = [rule.code for form_id in FORM_IDS for rule in load_form(form_id).rules]
    assert len(rules) == len(set(rules))
    assert not set(rules) & set(section("checks"))
