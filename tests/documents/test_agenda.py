"""What goes into a meeting's agenda, figures and coordination tabs made by hand."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pandas as pd
import pytest

from forms.form import Form
from forms.loading import FORM_IDS, load_form
from forms.rule import Severity
from report_templates.blocks import body
from sheets_sync.checking.anomaly import Anomaly
from sheets_sync.documents.meetings import agenda, figure_rows
from sheets_sync.documents.templates.fill import fill
from sheets_sync.figures.figure import Figure
from sheets_sync.figures.indicators import load_indicators
from sheets_sync.figures.measures import Measures
from sheets_sync.monthly import bring_together
from sheets_sync.steering.conventions import Convention
from sheets_sync.steering.key_figures import KeyFigure
from sheets_sync.workspace import open_workspace
from tests.conftest import ANNA, HEADERS, Case
from tests.steering.figures import rate
from tests.typing_commands import plain

AS_OF = date(2026, 11, 23)
FORMS = {form_id: load_form(form_id) for form_id in FORM_IDS}
Rows = Sequence[dict[str, Any]]


def frame(form: Form, rows: Rows) -> pd.DataFrame:
    """Rows by field; what they do not name is empty."""
    columns = {}
    for field in form.fields:
        cells = [row.get(field.id) for row in rows]
        columns[field.id] = pd.Series(cells, dtype=object)
    return pd.DataFrame(columns)


def measures(form_id: str, rows: Rows, **own: Form) -> Measures:
    """Measures over one tab, of nobody; `own`: the consortium's own forms."""
    forms = FORMS | own
    nobody = frame(forms["participant"], [])
    frames = {"participant": nobody, form_id: frame(forms[form_id], rows)}
    return Measures(load_indicators(forms), forms, frames, ["Un", "Deux"], lambda *_: None, AS_OF)


def test_a_point_is_shown_with_what_it_was_given_and_what_is_usual_else() -> None:
    rows: Rows = [
        {
            "reunion": "directions",
            "sujet": "Bail",
            "siae": "Un",
            "nature": "décision",
            "minutes": 5,
        },
        {"reunion": "directions"},
    ]
    points = agenda.proposed(measures("point", rows), "directions")
    assert [(p.title, p.leader, p.kind, p.minutes) for p in points] == [
        ("Bail", "Un", "décision", 5),
        ("sujet à préciser", "à préciser", "échange", 10),
    ]


def test_a_point_of_another_meeting_or_treated_is_not_shown() -> None:
    rows: Rows = [
        {"reunion": "accompagnateurs", "sujet": "Autre"},
        {"reunion": "directions", "sujet": "Vu", "traite": "oui"},
        {"reunion": "directions", "sujet": "Pas vu", "traite": "non"},
    ]
    points = agenda.proposed(measures("point", rows), "directions")
    assert [point.title for point in points] == ["Pas vu"]


@pytest.fixture
def renamed(tmp_path: Path) -> Form:
    """A form of points that calls the directors' meeting « copil »."""
    ours = Path(__file__).parents[2] / "forms" / "point.yaml"
    text = ours.read_text("utf-8").replace("[directions]", "[copil]")
    text = text.replace("value: directions, aliases: [copil,", "value: copil, aliases: [")
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "point.yaml").write_text(text, "utf-8")
    return load_form("point", tmp_path)


def test_a_meeting_that_the_form_calls_otherwise_still_has_its_points(renamed: Form) -> None:
    known = measures("point", [{"reunion": "copil", "sujet": "Bail"}], point=renamed)
    assert [point.title for point in agenda.proposed(known, "directions")] == ["Bail"]


def test_the_first_due_decision_is_first_and_late_ones_say_by_how_much() -> None:
    rows: Rows = [
        {"decision": "Sans date", "etat": "en cours"},
        {"decision": "Plus tard", "etat": "à faire", "echeance": date(2026, 12, 1)},
        {"decision": "En retard", "etat": "à faire", "echeance": date(2026, 11, 21)},
        {"decision": "Faite", "etat": "fait", "echeance": date(2026, 11, 1)},
    ]
    decisions = agenda.open_decisions(measures("decision", rows), "directions", AS_OF)
    assert [(d["quoi"], d["echeance"], d["retard"]) for d in decisions] == [
        ("En retard", "21\u00a0novembre", "2\u00a0jours de retard"),
        ("Plus tard", "1ᵉʳ\u00a0décembre", ""),
        ("Sans date", "sans date", ""),
    ]


def test_each_amount_of_a_convention_is_under_its_own_key() -> None:
    convention = Convention("DREETS", "C-1", date(2027, 1, 1), 39, 1000.0, 800.0, 250.0, 0.5)
    (row,) = figure_rows.money([convention])
    bar = row.pop("dessin")
    assert plain(bar["alt"]) == "DREETS : 25 % dépensé, 50 % du temps écoulé."
    assert {key: plain(text) for key, text in row.items()} == {
        "financeur": "DREETS",
        "convention": "C-1",
        "fin": "1er janvier 2027",
        "accorde": "1 000 €",
        "recu": "800 €",
        "depense": "250 €",
        "part": "25 %",
        "bientot": "finit dans 39 jours",
        "temps": "50 %",
        "en_retard": "True",
    }


@pytest.mark.parametrize(
    ("value", "target", "unit", "drawn"),
    [
        (236, None, "", []),
        (80, 160, "", [19 * 0.4]),
        (120, 160, "", [19 * 0.6]),
        (0.5, None, "%", [19 * 0.5]),
        (None, 0.5, "%", []),
    ],
)
def test_a_bar_is_on_the_scale_of_its_objective_and_none_is_where_nothing_says_how_long(
    value: float | None, target: float | None, unit: str, drawn: list[float]
) -> None:
    now = replace(rate(10, 20), value=value, target=target, unit=unit)
    assert _bars_of(now) == pytest.approx(drawn, abs=0.01)


def test_the_bar_of_a_few_cases_is_hatched() -> None:
    stripes = _bars_of(rate(3, 3))
    assert len(stripes) > 10
    assert set(stripes[:-1]) == {0.9}


def _bars_of(figure: Figure) -> list[float]:
    """The millimetres that the parts of its bar are wide."""
    shown = figure_rows.key_figure_row(KeyFigure(figure, figure, figure, (), None))
    widths = re.findall(r'width="([\d.]+)" height="2.20" fill="#00588F"', shown["dessin"]["svg"])
    return [float(width) for width in widths]


def test_entries_to_correct_are_counted_by_severity_in_the_order_of_config() -> None:
    severities: list[tuple[str, Severity]] = [
        ("Deux", "error"),
        ("Un", "warning"),
        ("Deux", "error"),
    ]
    anomalies = [
        Anomaly(siae, siae, "A1", 1, None, severity, "x", "") for siae, severity in severities
    ]
    assert agenda.to_correct(["Un", "Deux", "Trois"], anomalies) == [
        {"siae": "Un", "erreurs": 0, "avertissements": 1},
        {"siae": "Deux", "erreurs": 2, "avertissements": 0},
    ]


def filled(folder: Path, **unless: str) -> list[Any]:
    """The tables of a document of one table, with columns that are there but on a condition."""
    counts = [
        {"width": 20, "header": name, "number": True, "cell": "{{ r.n }}", "unless": condition}
        for name, condition in unless.items()
    ]
    first = {"width": 170 - 20 * len(counts), "header": "SIAE", "cell": "{{ r.nom }}"}
    table = {"rows": "r in rows", "columns": [first, *counts]}
    document = docx.Document()
    for part in body([{"heading": "Essai"}, {"table": table}]):
        document.element.body.insert(-1, part)
    template = folder / "essai.docx"
    document.save(str(template))
    made = fill(template, {"rows": [{"nom": "Un", "n": 0}, {"nom": "Deux", "n": 3}]})
    return list(docx.Document(io.BytesIO(made)).tables)


def test_a_column_without_a_number_is_taken_out_and_the_table_stays_as_wide(tmp_path: Path) -> None:
    (whole,) = filled(tmp_path, Contrats="false", Agrements="false", Titres="false")
    (table,) = filled(tmp_path, Contrats="false", Agrements="true", Titres="true")
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["SIAE", "Contrats"],
        ["Un", "0"],
        ["Deux", "3"],
    ]
    widths = [sum(column.width for column in each.columns) for each in (whole, table)]
    assert widths[0] == widths[1]
    margins = [len(row.cells[-1]._tc.xpath("./w:tcPr/w:tcMar")) for row in table.rows]
    assert margins == [1, 1, 1], "the last column ends at the edge of the text"


def test_what_no_siae_has_is_said_in_a_sentence_and_what_none_collects_as_such() -> None:
    counts = {**dict.fromkeys(agenda._ENDING, 0), "erreurs": 2, "avertissements": 0}
    sums = agenda._sums_by_column([{"siae": "Un", **counts, "titres": "non saisi"}])
    assert (sums["pass"], sums["titres"], sums["erreurs"]) == (0, "", 2)
    assert "Non saisi : fin des titres de séjour." in map(plain, agenda._columns_left_out(sums))
    assert plain(agenda._ending_title(sums)) == "Administratif"


def test_a_heading_says_what_its_table_comes_to() -> None:
    totals = {"contrats": 41, "pass": 0, "titres": 1}
    assert plain(agenda._ending_title(totals)) == (
        "Administratif : 41 contrats et 1 titre finissent bientôt"
    )
    assert agenda._ending_title(dict.fromkeys(totals, 0)) == "Administratif"
    figures = [
        {"atteint": True, "vise": True},
        {"atteint": False, "vise": True},
        {"atteint": False, "vise": False},
    ]
    assert plain(agenda._targets_title(figures)) == "Chiffres clés : 1 objectif atteint sur 2"
    assert agenda._targets_title(figures[2:]) == "Chiffres clés"


def test_freins_that_nobody_collects_are_no_table(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA)})
    month = bring_together(open_workspace(case.folder / "config.yaml"), AS_OF, only_reads=True)
    assert agenda.freins_in_the_way(month.measures, AS_OF) == []
