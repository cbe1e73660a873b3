"""Make what the docs show: data dictionary, who sees what, every message, pictures of a real run.

`python -m docs.make` makes all; `python -m docs.make texts` only what needs nothing but Python.
`tests/test_docs.py` holds the texts against the definitions that they are made from.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from docs.pictures import NEEDED, pictures
from forms.form import Field, Form
from forms.loading import FORM_IDS, load_form
from sheets_sync.catalogue import section, sentence
from sheets_sync.release.audiences import SIGHTS, Audience, load_audiences, sight_label

HERE = Path(__file__).parent
LEAVES = {"shared": "oui", "personal": "seulement avec --with-names", "tab": "jamais"}
FIELD_HEADERS = ("champ", "titre", "type", "obligatoire", "sort de l'onglet", "aide")
RULE_HEADERS = ("règle", "condition", "gravité", "source")
_VALUE = re.compile(r"{(\w+):([^}]*)}")


def main(words: Sequence[str]) -> None:
    """Write the texts; then the pictures, where the programs are that show what we wrote."""
    for file, text in texts().items():
        file.write_text(text, encoding="utf-8")
    if "texts" in words:
        return
    missing = [program for program in NEEDED if not shutil.which(program)]
    if missing:
        sys.stderr.write(f"{', '.join(missing)} missing: the pictures are not made again.\n")
        return
    pictures(HERE / "images")


def texts() -> Mapping[Path, str]:
    """File → what stands in it."""
    guide = HERE / "guide"
    return {
        HERE / "dictionary.md": dictionary(),
        HERE / "audiences.md": audiences(),
        guide / "messages.md": every_message(),
        guide / "qui-voit-quoi.md": who_sees_what(),
    }


def dictionary() -> str:
    """Every form, with a table of its fields and one of its rules."""
    parts = [
        "# Dictionnaire des données",
        "",
        "Engendré depuis `forms/*.yaml` par `make docs` ; ne pas modifier à la main.",
    ]
    for form in _forms():
        parts += ["", f"## {form.label} (`{form.form}`)", "", f"Une ligne : {form.row}.", ""]
        parts += _table(FIELD_HEADERS, (_field_row(field) for field in form.fields))
        if form.rules:
            rules = ((_code(r.code), _code(r.require), r.severity, r.source) for r in form.rules)
            parts += ["", *_table(RULE_HEADERS, rules)]
    return "\n".join(parts) + "\n"


def audiences() -> str:
    """Every audience by id, with a column for each kind of content."""
    seen = [
        (_code(each.id), *(_mark(sight in each.sees) for sight in SIGHTS), ", ".join(each.outputs))
        for each in _audiences()
    ]
    parts = [
        "# Audiences",
        "",
        "Made from `sheets_sync/data/audiences.yaml` by `make docs`; do not edit. In the words of "
        "the guide: [qui voit quoi](guide/qui-voit-quoi.md).",
        "",
        *_table(("audience", *SIGHTS, "outputs"), iter(seen)),
    ]
    return "\n".join(parts) + "\n"


def who_sees_what() -> str:
    """Every audience in words: what may be in what is made for it, and what never is."""
    parts = [
        "# Qui voit quoi",
        "",
        "Engendré depuis `sheets_sync/data/audiences.yaml` par `make docs` ; ne pas modifier à la "
        "main. Rien n'est écrit, nulle part, sans passer par ce tableau.",
        "",
        *_table(("qui", "ce qui est fait pour eux", "ils peuvent y voir"), _in_words()),
        "",
        "Ce que la colonne de droite ne nomme pas n'y est pas : c'est retiré avant d'écrire. Un "
        "numéro de sécurité sociale n'est répété à personne. Un participant reconnu dans un texte "
        "(nom, date de naissance, PASS, téléphone, courriel) y est remplacé par « [nom retiré] », "
        "sauf pour qui voit les noms.",
        "",
        "Qui peut ouvrir le classeur partagé y voit tous ses onglets : "
        "`consortium: {workbook: …}` et `steering: {workbook: …}` mettent les feuilles à part.",
        "",
        "La ligne d'une « situation » est marquée dans l'onglet de sa SIAE, pour que "
        "l'accompagnateur la reconnaisse : qui a cet ordre du jour et ouvre le classeur peut donc "
        "rapprocher la lettre de la ligne. Ne l'envoyer qu'aux accompagnateurs, ou retirer les "
        "situations (ci-dessous).",
        "",
        "## Rétrécir, ou élargir",
        "",
        "Un `audiences.yaml` à côté de `config.yaml` ne dit que ce qui change : "
        "`counsellors: {sees: [small_counts, coordination_text]}` retire de la réunion des "
        "accompagnateurs les situations sous pseudonyme. Pour élargir, il faut aussi "
        "`widened_because: …` : chaque passage le rappelle. Un lecteur extérieur ne peut pas être "
        "élargi.",
        "",
        "Les publics et leurs noms dans ce fichier : "
        + ", ".join(f"`{each.id}` ({each.label})" for each in _audiences())
        + ".",
        "",
        "Les clés : `sees`, ce que ce public voit, parmi "
        + ", ".join(f"`{sight}` ({sight_label(sight)})" for sight in SIGHTS)
        + " ; `widened_because`, pourquoi on l'élargit ; `label`, son nom en clair. Pour une "
        "autorité de plus, aussi `fields` (les champs qui lui sont dus), `legal_basis` (le texte "
        "qui le dit), `outside: true`, `on_demand: true`, `sees: [participant_fields]` et "
        "`outputs: [participants]`.",
        "",
        "## Une autorité qui a droit à des champs par participant",
        "",
        *(f"`{each.id}`, {_authority(each)}" for each in _audiences() if each.fields),
        "",
        "Sur demande seulement : `sheets-sync export fse.csv --for fse`. Les participants sont "
        "ceux du financeur du même nom dans `config.yaml` (ses SIAE, sa période) ; la base légale "
        "est affichée, une ligne sans nom va au journal, et le fichier ne s'ouvre que pour son "
        "propriétaire.",
    ]
    return "\n".join(parts) + "\n"


def _audiences() -> list[Audience]:
    return list(load_audiences(load_form("participant")).by_id.values())


def _in_words() -> Iterator[tuple[str, ...]]:
    for each in _audiences():
        made = list(dict.fromkeys(sentence(f"release.output.{output}") for output in each.outputs))
        seen = [sight_label(sight) for sight in SIGHTS if sight in each.sees]
        label = each.label + (" (sur demande)" if each.on_demand else "")
        yield label, ", ".join(made) or "rien aujourd'hui", " ; ".join(seen)


def _authority(audience: Audience) -> str:
    fields = ", ".join(map(_code, audience.fields))
    more = ""
    if audience.module_fields:
        of_modules = ", ".join(map(_code, audience.module_fields))
        more = f" Avec le module qui les demande, aussi : {of_modules}."
    return f"{audience.label} : {fields}.{more} Base légale : {audience.legal_basis}."


def _mark(is_seen: bool) -> str:
    return "x" if is_seen else ""


def every_message() -> str:
    """The feedback in the tabs and the sentences that stop a command, each by its code."""
    parts = [
        "# Chaque message, et quoi faire",
        "",
        "Engendré par `make docs` ; ne pas modifier à la main. "
        "Entre accolades : ce qui change d'une fois à l'autre.",
        "",
        "Pour changer une phrase : `checks.` ou `errors.` puis son code, dans un `messages.yaml` "
        "à côté de `config.yaml`. Celle d'une règle est dans son formulaire.",
        "",
        "## Dans les onglets et la feuille Anomalies",
        "",
        *_table(("règle", "gravité", "ce qui est dit"), _feedback()),
        "",
        "## Ce qui arrête une commande",
        "",
        "Rien n'est alors écrit, ou tout est défait.",
        "",
        *_table(("code", "ce qui est dit"), _stops()),
    ]
    return "\n".join(parts) + "\n"


def _forms() -> Iterator[Form]:
    return (load_form(form_id) for form_id in FORM_IDS)


def _field_row(field: Field) -> tuple[str, ...]:
    required = "oui" if field.required else ""
    leaves = LEAVES[field.privacy]
    return (_code(field.id), field.label, _type(field), required, leaves, field.help)


def _type(field: Field) -> str:
    if field.options:
        kind = "plusieurs choix" if field.type == "choices" else "choix"
        return f"{kind} : {', '.join(choice.value for choice in field.options)}"
    return f"{field.type} ({field.unit})" if field.unit else field.type


def _feedback() -> Iterator[tuple[str, ...]]:
    for code, known in section("checks").items():
        yield _code(code), _severity(known["severity"]), _readable(known["message"])
    for form in _forms():
        for rule in form.rules:
            yield _code(rule.code), _severity(rule.severity), rule.message


def _stops() -> Iterator[tuple[str, ...]]:
    for code, text in section("errors").items():
        # One that is a value and nothing else is made of other sentences.
        if not text.startswith("{"):
            yield _code(code), _readable(text)


def _severity(severity: str) -> str:
    return sentence(f"anomalies.{severity}")


def _readable(text: str) -> str:
    """A sentence of the catalogue without its instructions on how a value is written."""
    return _VALUE.sub(_value, text)


def _value(found: re.Match[str]) -> str:
    name, written_as = found.groups()
    plural = written_as.rpartition("|")[2]
    if written_as.startswith("~"):
        return plural
    return f"{{{name}}} {plural}" if "|" in written_as else f"{{{name}}}"


def _code(text: str) -> str:
    return f"`{text}`"


def _table(headers: Sequence[str], rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    """A table in Markdown, row by row."""
    yield f"| {' | '.join(headers)} |"
    yield f"| {' | '.join('---' for _ in headers)} |"
    for row in rows:
        yield f"| {' | '.join(row)} |"


if __name__ == "__main__":
    main(sys.argv[1:])
