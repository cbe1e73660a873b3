"""The rows of a funder's report: each amount and count under its own key, small ones hidden."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from forms.loading import FORM_IDS, load_form
from sheets_sync import french
from sheets_sync.documents.reports import own_form, tables, text
from sheets_sync.documents.reports.changes import differences
from sheets_sync.documents.reports.scope import ReportScope, report_scope
from sheets_sync.documents.reports.sections import charts, headline, money, results
from sheets_sync.figures.indicators import load_indicators
from sheets_sync.figures.measures import Measures
from sheets_sync.figures.periods import Period
from sheets_sync.release.tables.contents import MEANS, SUMS
from sheets_sync.release.tables.disclosure import PublishedRate, table_of_rate
from sheets_sync.release.tables.issued import IssuedReport, Reader
from sheets_sync.release.tables.participations import PARTICIPATIONS
from sheets_sync.release.tables.partition import Part, Partition
from sheets_sync.release.tables.shown import Shown
from sheets_sync.settings.funder import Funder
from tests.typing_commands import plain

FORMS = {form_id: load_form(form_id) for form_id in FORM_IDS}
TODAY = date(2026, 11, 23)


def scope(**rows: list[dict[str, Any]]) -> ReportScope:
    """The scope of a report to DREETS, over the rows of these tabs, and of nobody else's."""
    frames = {}
    for form_id, of_form in {"participant": [], **rows}.items():
        names = [field.id for field in FORMS[form_id].fields]
        frames[form_id] = pd.DataFrame(of_form, columns=names, dtype=object).astype(object)
        frames[form_id] = frames[form_id].where(frames[form_id].notna(), None)
    measures = Measures(load_indicators(FORMS), FORMS, frames, ["Un"], lambda *_: None, TODAY)
    return report_scope(Funder(name="DREETS"), measures, [], 5, TODAY)


def line(name: str, granted: float, spent: float, funder: str = "DREETS") -> dict[str, Any]:
    return {"financeur": funder, "ligne": name, "accorde": granted, "recu": 0.0, "depense": spent}


def test_each_budget_line_has_what_is_granted_and_what_is_spent() -> None:
    (first, *_) = money.budget(scope(financement=[line("personnel", 1000, 800)]))
    bar = first.pop("dessin")
    assert plain(bar["alt"]) == "personnel : 80 % dépensé, pour 100 % du temps écoulé."
    assert first == {
        "ligne": "personnel",
        "prevu": french.euros(1000),
        "realise": french.euros(800),
        "part": french.percent(0.8),
        "ecart": french.percent(-0.2),
        "ecart_temps": french.euros(-200),
        "explication": "à expliquer",
        "hors_rythme": True,
        "ensemble": False,
    }


def test_the_total_is_that_of_the_funder_and_never_to_be_explained() -> None:
    rows = money.budget(
        scope(
            financement=[line("achats", 100, 50), line("", 10, 10), line("achats", 7, 7, "Autre")]
        )
    )
    assert [row["ligne"] for row in rows] == ["achats", "à préciser", "Ensemble"]
    assert (rows[-1]["prevu"], rows[-1]["realise"]) == (french.euros(110), french.euros(60))
    assert rows[-1]["explication"] == ""


def test_actions_of_the_period_are_added_up_by_type_in_the_order_of_the_list() -> None:
    day, last_year = date(2026, 3, 2), date(2025, 3, 2)
    rows = tables.actions(
        scope(
            action=[
                {"date": day, "type": "Atelier numérique", "heures": 3.0, "participants": 8.0},
                {"date": day, "type": "Cours de français", "heures": 2.5, "participants": 4.0},
                {"date": day, "type": "Cours de français", "heures": 1.0, "participants": 5.0},
                {"date": last_year, "type": "Cours de français", "heures": 9.0},
            ]
        )
    )
    assert [(r["type"], r["nombre"], r["heures"], r["participations"]) for r in rows] == [
        ("Cours de français", "2", "3,5", "9"),
        ("Atelier numérique", "1", "3,0", "8"),
    ]


def test_few_participants_are_hidden_and_no_total_gives_them_back() -> None:
    day = date(2026, 3, 2)
    course = {"date": day, "type": "Cours de français", "heures": 2.5, "participants": 8.0}
    alone = {"date": day, "type": "Autre", "heures": 2.0, "participants": 1.0}
    for one in (alone, {**alone, "type": None}):
        of_actions = scope(action=[course, one], financement=[])
        rows, total = tables.actions(of_actions), tables.actions_total(of_actions)
        participations = {row["type"]: row["participations"] for row in rows}
        assert participations == {"Cours de français": "8"} | (
            {"Autre": "●"} if one["type"] else {}
        )
        assert total["participations"] == "●"
        heading = headline.section_titles(of_actions, {}, rows)["parcours"]
        assert plain(heading) == "Parcours : 2 séances collectives"
    several = scope(action=[course, {**alone, "participants": 5.0}])
    assert tables.actions_total(several)["participations"] == "13"


def test_participations_that_another_period_would_give_away_are_hidden() -> None:
    course = {"type": "Cours de français", "heures": 2.5}
    march = {**course, "date": date(2026, 3, 2), "participants": 12.0}
    april = {**course, "date": date(2026, 4, 2), "participants": 3.0}
    first = scope(action=[march])
    until_march = tables.participations_beside(first, ())
    issued = IssuedReport(
        "rapport-dreets-2026-03-31",
        Reader("dreets", frozenset({"Un"}), "", Period(first.period.start, date(2026, 3, 31))),
        date(2026, 3, 31),
        {},
        {PARTICIPATIONS: until_march},
    )
    now = scope(action=[march, april], financement=[])
    assert [row["participations"] for row in tables.actions(now)] == ["15"]
    beside = replace(now, participations=tables.participations_beside(now, [issued]))
    assert [row["participations"] for row in tables.actions(beside)] == ["●"]
    assert tables.actions_total(beside)["participations"] == "●"
    assert headline.section_titles(beside, {}, tables.actions(beside))["parcours"]


def test_a_form_of_one_s_own_has_no_exact_number_of_those_that_a_mean_is_over() -> None:
    whole = shown((("ensemble",), 144))
    tables_shown = dict.fromkeys((*MEANS, *SUMS), whole)
    assert set(own_form.numbers(scope(financement=[]), {}, tables_shown)["effectifs"]) == set(SUMS)


def test_a_row_that_tells_no_figure_is_named_below_its_table_instead() -> None:
    known, hidden = {"nom": "Un taux", "valeur": "57 %"}, {"nom": "Un autre", "valeur": "●"}
    assert tables.without_hidden([known, hidden]) == [known]
    assert plain(text.left_out(known, hidden)) == (
        "Sans effectif à montrer (trop petit, ou qui en donnerait un) : Un autre."
    )
    assert text.left_out(known) == ""


def test_only_what_may_be_published_is_a_highlight() -> None:
    day = date(2026, 3, 2)
    rows = [
        {"date": date(2026, 5, 4), "texte": "Mai", "publiable": "oui"},
        {"date": day, "texte": "Mars.", "publiable": "oui"},
        {"date": day, "texte": "Secret", "publiable": "non"},
        {"date": day, "texte": "Peut-être"},
    ]
    highlights = text.highlights(scope(fait_marquant=rows))
    assert list(map(plain, highlights)) == ["Mars (mars 2026).", "Mai (mai 2026)."]


def shown(*parts: tuple[tuple[str, ...], int], stands: bool = False) -> Shown:
    """A table of persons."""
    partition = Partition(tuple(Part(labels, count) for labels, count in parts))
    return Shown(partition.total, partition if parts else None, date(2026, 6, 30), stands)


def test_labels_that_are_told_together_share_a_row_and_the_unknown_is_last() -> None:
    of_sexes = shown((("non renseigné",), 5), (("Femme", "Autre"), 6), (("Homme",), 9))
    table = tables.breakdown(scope(), of_sexes, "Sexe")
    assert [(row["nom"], row["nombre"], plain(row["part"])) for row in table["lignes"]] == [
        ("Homme", "9", "45 %"),
        ("Femme et Autre", "6", "30 %"),
        ("non renseigné", "5", "25 %"),
    ]
    assert (table["titre"], table["total"], table["arrete"]) == ("Sexe", "20", "")


def test_a_table_that_could_not_be_renewed_has_its_own_day_and_total() -> None:
    table = tables.breakdown(scope(), shown((("Femme",), 9), (("Homme",), 11), stands=True), "Sexe")
    assert plain(table["arrete"]) == "ventilation arrêtée au 30 juin 2026"
    assert table["total"] == "20"


def test_the_day_of_a_result_stands_below_its_name_so_that_no_narrow_cell_breaks_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    collected = SimpleNamespace(is_collected=True, text="", coverage_text="")
    monkeypatch.setattr(Measures, "figure", lambda *_: collected)
    about = scope()
    name, *_ = about.funder.rates
    counts = shown((PublishedRate(name).cells, 6), (("non",), 14), stands=True)
    row, *_ = results.results(about, {table_of_rate(name): counts})
    assert plain(row["effectif"]) == "6 sur 20"
    assert plain(row["jour"]) == "ventilation arrêtée au 30 juin 2026"


def test_a_day_that_all_bars_share_is_said_once_below_them_else_beside_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Measures, "figure", lambda *_: SimpleNamespace(is_collected=True))
    of_nobody = scope()
    names = of_nobody.measures.about("frein")[:2]
    read_from = PublishedRate(names[0])
    counts = shown((tuple(read_from.cells), 6), (("non",), 14), stands=True)
    later = replace(counts, day=date(2026, 7, 31))
    alike, apart = (
        charts._freins_chart(of_nobody, dict(zip(names, (counts, second), strict=True)))
        for second in (counts, later)
    )
    assert alike is not None
    assert apart is not None
    assert plain(alike["legende"]) == "Ventilation arrêtée au 30 juin 2026"
    assert not [label for label in alike["categories"] if "2026" in label]
    assert apart["legende"] == ""
    assert ["30/06/2026" in label for label in apart["categories"]] == [True, False]
    assert ["31/07/2026" in label for label in apart["categories"]] == [False, True]


def test_the_first_page_draws_the_totals_that_a_report_declares(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Measures, "figure", lambda *_: SimpleNamespace(is_collected=True))
    totals = dict(zip(tables.TOTALS.values(), (40, 12, 20, 6), strict=True))
    (chart,) = charts.charts(scope(), totals, {})
    assert chart["place"] == "resume"
    assert [*zip(chart["categories"], chart["series"][0]["valeurs"], strict=True)] == [
        ("Personnes accompagnées", 40),
        ("dont entrées dans la période", 12),
        ("Sorties comptées", 20),
        ("dont sorties positives", 6),
    ]


@pytest.mark.parametrize(("told", "is_collected"), [(2, True), (4, False)])
def test_totals_that_are_hidden_or_collected_by_nobody_are_not_drawn(
    monkeypatch: pytest.MonkeyPatch, told: int, is_collected: bool
) -> None:
    figure = SimpleNamespace(is_collected=is_collected)
    monkeypatch.setattr(Measures, "figure", lambda *_: figure)
    totals = dict.fromkeys([*tables.TOTALS.values()][:told], 40)
    assert charts.charts(scope(), totals, {}) == []


def test_a_table_too_small_to_be_broken_down_says_so() -> None:
    (row,) = tables.breakdown(scope(), shown(), "Sexe")["lignes"]
    assert row["nom"] == "effectifs trop petits ou tous semblables, pas de ventilation"


def test_what_changed_since_a_closed_report_is_said_by_section_and_name() -> None:
    sections = ("publics", "siae", "parcours", "freins", "resultats", "actions", "budget")
    empty: dict[str, Any] = {section: [] for section in sections}
    rate = {"nom": "Taux", "definition": "…"}
    then = {**empty, "accompagnees": "20", "resultats": [{**rate, "valeur": "56 %"}]}
    now = {**empty, "accompagnees": "20", "resultats": [{**rate, "valeur": "54 %"}]}
    assert differences(then, now) == ["Résultats, Taux : 56 % → 54 %"]


def test_why_a_budget_is_off_its_pace_is_asked_of_one_line_or_of_several() -> None:
    one = money.budget(scope(financement=[line("achats", 100, 50)]))
    two = money.budget(scope(financement=[line("achats", 100, 50), line("formation", 100, 50)]))
    assert "la ligne « achats » s'écarte du temps écoulé" in plain(money.to_explain(one, None))
    assert "les lignes « achats » et « formation » s'écartent du" in plain(
        money.to_explain(two, TODAY)
    )
    assert money.to_explain(money.budget(scope(financement=[line("achats", 9, 9)])), None) == ""


@pytest.mark.parametrize(
    ("labels", "told"),
    [
        (("non renseigné", "Femme"), "Femme ou non renseigné"),
        (("Femme", "non renseigné", "autre"), "Femme, autre ou non renseigné"),
        (("réfugié", "apatride"), "réfugié et apatride"),
        (("non renseigné",), "non renseigné"),
    ],
)
def test_who_is_not_known_is_said_last_and_may_be_of_any_of_those_counted_with_them(
    labels: tuple[str, ...], told: str
) -> None:
    assert tables.part_label(Part(labels, 49)) == told
