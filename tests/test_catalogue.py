"""One catalogue: each sentence has its code, is used, and is given the values that it shows."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import yaml

from forms.definition_file import DefinitionError
from sheets_sync import catalogue
from sheets_sync.catalogue import correct_sentences, entry, placeholders, section, sentence
from sheets_sync.checking.anomaly import make_anomaly
from sheets_sync.french import NARROW, NBSP, typeset, with_signs_of_print
from tests.typing_commands import plain

TOP = Path(__file__).parents[1]
SOURCES = sorted((TOP / "sheets_sync").rglob("*.py")) + sorted((TOP / "forms").rglob("*.py"))
# How code calls the catalogue, and the file that the code it gives stands in.
# What sentences say as {@columns}.
PLACES = {
    f"where.{name}"
    for file in (TOP / "sheets_sync" / "data" / "messages").glob("*.yaml")
    if file.stem != "where"
    for name in re.findall(r"{@(\w+)}", file.read_text("utf-8"))
}
CALLS = {"sentence": "", "Refusal": "errors.", "Untouchable": "errors."}


def calls() -> Iterator[tuple[str, str, set[str] | None]]:
    """Where, which code, and the names of the values given; None where they are not written out."""
    for file in SOURCES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            code = node.args[0]
            if name in CALLS and isinstance(code, ast.Constant) and isinstance(code.value, str):
                given = {word.arg for word in node.keywords}
                written = None if None in given else {word for word in given if word}
                yield f"{file.name}:{node.lineno}", CALLS[name] + code.value, written


def test_every_code_has_a_sentence_that_is_given_what_it_shows() -> None:
    wrong = []
    for source, code, given in calls():
        if code not in catalogue.codes():
            wrong.append(f"{source}: {code} is in no file")
        elif given is not None and (missing := placeholders(entry(code)) - given):
            wrong.append(f"{source}: {code} is not given {missing}")
    assert wrong == []


def test_every_sentence_is_said_somewhere() -> None:
    trees = (ast.parse(file.read_text("utf-8")) for file in SOURCES)
    nodes = list(itertools.chain.from_iterable(map(ast.walk, trees)))
    constants = {node.value for node in nodes if isinstance(node, ast.Constant)}
    # a code that is put together, as f"steering.pace_{pace}": its constant part says enough
    partly = [pattern(node) for node in nodes if isinstance(node, ast.JoinedStr)]
    unused = [
        code
        for code in catalogue.codes()
        if code not in constants | PLACES
        and code.partition(".")[2] not in constants
        and not any(known and known.fullmatch(code) for known in partly)
    ]
    assert unused == []


def test_every_place_that_sentences_send_people_to_is_known_and_every_known_one_is_named() -> None:
    assert {code for code in catalogue.codes() if code.startswith("where.")} == PLACES


def test_no_sentence_sends_people_to_config_alone_for_a_column() -> None:
    texts = [str(entry(code)) for code in catalogue.codes() if code.startswith("checks.")]
    to_config = [text for text in texts if "config.yaml (columns)" in text]
    assert to_config
    assert all("dans la fenêtre" in text for text in to_config)


def pattern(text: ast.JoinedStr) -> re.Pattern[str] | None:
    """What a code put together can be; None where nothing of its key is written out."""
    parts = [part.value if isinstance(part, ast.Constant) else None for part in text.values]
    first = str(parts[0] or "")
    if not re.fullmatch(r"[a-z_]+\.[a-z_0-9.]+", first):
        return None
    return re.compile("".join(".+" if part is None else re.escape(str(part)) for part in parts))


def test_values_are_written_as_the_sentence_wants(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "{n:ligne|lignes} {n:~ajoutée|ajoutées} {d:long}, {of:de}, {to:au} : {part:%} de {sum:€}"
    monkeypatch.setitem(catalogue._corrected, "test.sentence", text)
    values = {
        "n": 2,
        "d": date(2026, 5, 1),
        "of": "Atelier",
        "to": "DREETS",
        "part": 5 / 8,
        "sum": 1234.5,
    }
    assert sentence("test.sentence", **values) == (
        f"2{NBSP}lignes ajoutées 1ᵉʳ{NBSP}mai{NBSP}2026, d’Atelier, à la DREETS{NBSP}: "
        f"63{NBSP}% de 1{NARROW}235{NBSP}€"
    )


def test_a_text_that_is_set_stays_and_an_identifier_is_no_ordinal() -> None:
    for text in ("P-1E, état 4-2e, 12e-5, style=2e, 1er.docx", typeset("du 1er au 2e : « a »")):
        assert typeset(text) == text


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("de 9h30 à 12h, 24,5h, 9h-12h", "de 9~h~30 à 12~h, 24,5~h, 9~h-12~h"),
        ("50% pour 1 200€, 12 500 €", "50~% pour 1~200~€, 12~500~€"),
        ('"mot" ("ici"), «là»', "«~mot~» («~ici~»), «~là~»"),
        ("Bravo! Quoi? l'été: fini...", "Bravo~! Quoi~? l’été~: fini…"),
        ('P-4h3f 18h3317 a%20b 12:30 5" x:y', 'P-4h3f 18h3317 a%20b 12:30 5" x:y'),
    ],
)
def test_what_was_typed_gets_the_signs_of_print_once(typed: str, printed: str) -> None:
    shown = with_signs_of_print(typed)
    assert shown.replace(NBSP, "~").replace(NARROW, "~") == printed
    assert with_signs_of_print(shown) == shown


def test_the_apostrophe_is_printed_where_we_speak_and_as_typed_in_what_people_wrote(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(
        catalogue._corrected, "test.sentence", "l'onglet d'{name}, « d'un '{name}' »"
    )
    assert sentence("test.sentence", name="Un d'eux") == (
        f"l’onglet d’Un d'eux, «{NBSP}d’un 'Un d'eux'{NBSP}»"
    )


def test_a_consortium_corrects_a_sentence_by_its_code(tmp_path: Path) -> None:
    (tmp_path / "messages.yaml").write_text("errors.rows.none: Rien dans {file}.\n", "utf-8")
    try:
        correct_sentences(tmp_path)
        assert sentence("errors.rows.none", file="a.xlsx") == "Rien dans a.xlsx."
    finally:
        correct_sentences(tmp_path / "elsewhere")
    assert "Aucune ligne" in sentence("errors.rows.none", file="a.xlsx")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("errors.rows.nome: Rien.", "Vouliez-vous « errors.rows.none »"),
        ("errors.rows.none: Rien dans {classeur}.", "« classeur » n'y est pas connu"),
        ("errors.rows.none: Rien dans {}.", "Possible ici : file"),
        ("errors.rows.none: Rien dans {file.name}.", "Possible ici : file"),
        ("- errors.rows.none", "il faut des codes et des phrases"),
        ("Rien", "il faut des codes et des phrases"),
        ("errors.rows.none: 'Rien dans {file.'", "une accolade n'est pas fermée"),
        ("errors.rows.none: 'Rien dans file}.'", "une accolade n'est pas fermée"),
        ("errors.rows.none: 'Rien dans {file!r}.'", "Possible : {file}, {file:quote}"),
        ("errors.rows.none: 'Rien dans {file:n}.'", "« n » n'est pas une façon d'écrire « file »"),
        (
            "documents.does_not_know: Je ne sais pas {quoi}",
            "Cette phrase ne montre aucune valeur : l'écrire sans accolades.",
        ),
        ("errors.rows.none: [Rien, du tout]", "il faut une phrase"),
        ("errors.rows.none:", "il faut une phrase"),
        ("errors.rows.none: ' '", "il faut une phrase"),
        ("errors.rows.none: {severity: info}", "seul un contrôle (checks.…) a une gravité"),
        ("checks.date.future: {severity: grave}", "Possible : error, warning et info"),
        ("checks.date.future: {gravité: info}", "« gravité » n'existe pas ici"),
        ("checks.date.future: []", "il faut une phrase"),
        ("checks.date.future: {message: }", "il faut une phrase"),
        ("checks.date.future: '{shown:quote} est dans le futur.'", "Possible : {shown}"),
        ("checks.choice.similar: {private: 'Est-ce {read} ?'}", "« read » n'y est pas connu"),
        (
            "doctor.indicators_counted: '{count:lignes}'",
            "« lignes » n'est pas une façon d'écrire « count » ici. "
            "Possible : {count:n}, {count:un|plusieurs}, {count}",
        ),
        ("doctor.indicators_counted: '{count:a|b|c}'", "Possible : {count:n}"),
        ("doctor.unread_file: '{names:n}'", "Possible : {names:list}"),
        ("inconnu.zzzz: Rien.", "checks.…, "),
        ("1: Rien.", "aucun message n'a ce code"),
    ],
)
def test_a_wrong_correction_names_file_line_and_remedy(
    tmp_path: Path, text: str, problem: str
) -> None:
    (tmp_path / "messages.yaml").write_text(text + "\n", "utf-8")
    with pytest.raises(DefinitionError, match=r"messages\.yaml, ligne 1") as error:
        correct_sentences(tmp_path)
    assert problem in plain(error.value)
    assert "Possible ici : ." not in str(error.value)


@pytest.mark.parametrize(
    ("text", "severity", "message"),
    [
        ("checks.date.future: {severity: info}", "info", "est dans le futur"),
        ("checks.date.future: Trop tard.", "warning", "Trop tard."),
        ("checks.date.future: {severity: error, message: Trop tard.}", "error", "Trop tard."),
    ],
)
def test_a_consortium_says_how_serious_a_check_is(
    tmp_path: Path, text: str, severity: str, message: str
) -> None:
    (tmp_path / "messages.yaml").write_text(text, "utf-8")
    try:
        correct_sentences(tmp_path)
        anomaly = make_anomaly("Un", "Un", "date.future", shown="12/03/2094")
        assert (anomaly.severity, message in anomaly.message) == (severity, True)
    finally:
        correct_sentences(tmp_path / "elsewhere")


def test_each_sentence_of_ours_could_be_written_as_a_correction(tmp_path: Path) -> None:
    ours = {code: entry(code) for code in catalogue.codes()}
    (tmp_path / "messages.yaml").write_text(yaml.safe_dump(ours, allow_unicode=True), "utf-8")
    try:
        correct_sentences(tmp_path)
    finally:
        correct_sentences(tmp_path / "elsewhere")


def test_a_rule_of_the_catalogue_has_a_severity_and_a_message() -> None:
    for code, known in section("checks").items():
        assert known["severity"] in ("error", "warning", "info"), code
        assert known["message"], code


def test_the_name_of_a_file_stands_in_a_sentence_as_it_is_spelt() -> None:
    file = 'Suivi au 1er novembre : 50 % "bis".xlsx'
    text = sentence("errors.workbook.missing", file=file, hint="")
    assert file in text
    assert "existe pas. Vérifier «\u00a0workbook\u00a0»" in text
