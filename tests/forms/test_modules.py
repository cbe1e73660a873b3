"""Modules that a consortium switches on: fields and indicators as data, columns by `setup`."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from forms.loading import load_form, module_names
from forms.values import ReadingContext, reader
from sheets_sync.figures.indicators import load_indicators
from sheets_sync.release.audiences import load_audiences
from tests.conftest import ANNA, HEADERS, OMAR, Case
from tests.typing_commands import plain

SITUATION = "Situation à la sortie FSE"
LEFT = (*OMAR[:6], date(2026, 3, 2), "CDI", "")


@pytest.mark.parametrize("name", module_names())
def test_each_module_holds_against_the_forms_to_the_last_word(name: str) -> None:
    form = load_form("participant", modules=[name])
    usual = {field.id for field in load_form("participant").fields}
    new = [field for field in form.fields if field.id not in usual]
    assert new
    # What a funder asks of somebody's life stays in the tab, or leaves with names alone.
    assert {field.privacy for field in new} == {"personal"}
    # `setup` has just added its column, and nobody has typed in it: that is no 0.
    assert all(field.unknown_if_all_empty for field in new)
    forms = {**{f: load_form(f) for f in ("financement",)}, "participant": form}
    ours = {each.id for each in load_indicators(forms).indicators}
    added = {each.id for each in load_indicators(forms, modules=[name]).indicators} - ours
    assert len(added) >= 3


@pytest.mark.parametrize(
    ("module", "field", "values"),
    [
        (
            "fse",
            "fse_duree_sans_emploi",
            {
                "<6 mois": "Moins de 6 mois",
                "> 24 MOIS": "Plus de 24 mois",
                "+ de 24 mois": "Plus de 24 mois",
                **dict.fromkeys(["+6 mois", "6 mois", "> 6 mois", "- 24 mois", "24 mois"]),
                **dict.fromkeys(["+ de 6 mois", "de 6 mois"]),
            },
        ),
        (
            "niveau",
            "niveau_formation",
            {
                "Bac + 2": "Niveau 5 (bac+2)",
                "bac": "Niveau 4 (bac)",
                "bac > 2": None,
                "+ bac": None,
            },
        ),
    ],
)
def test_a_sign_that_is_part_of_a_word_is_not_left_out(
    module: str, field: str, values: dict[str, str | None]
) -> None:
    form = load_form("participant", modules=[module])
    read = reader(form.field(field), ReadingContext(date(2026, 11, 23)))
    assert {text: read(text).value for text in values} == values


def test_without_modules_nothing_is_added() -> None:
    assert not load_form("participant").has("rsa")


def figures(case: Case, *words: str) -> dict[str, float | None]:
    result = case.run("indicators", "--json", *words)
    assert result.exit_code == 0, result.output
    return {f["id"]: f["value"] for f in json.loads(result.stdout) if f["siae"] is None}


def test_what_tabs_say_is_counted_and_what_none_collects_is_not_nought(case: Case) -> None:
    headers = (*HEADERS, "BRSA", "Statut avant l'entrée", "Situation à la sortie FSE")
    case.make(
        {
            "Essai": (
                headers,
                (*ANNA[:4], date(2026, 2, 2), *ANNA[5:], "oui", "chômeuse", ""),
                (*LEFT[:4], date(2026, 1, 5), *LEFT[5:], "non", "inactif", "Emploi durable"),
            )
        },
        "modules: [fse, brsa, asp]\n",
    )
    found = figures(case)
    assert (found["brsa_accompagnes"], found["brsa_part"]) == (1, 0.5)
    assert (found["eeco01"], found["eeco02"], found["eeco04"], found["eecr04"]) == (2, 1, 1, 1)
    assert (found["eeco09"], found["asp_langue_concerned"]) == (None, None)


def test_results_of_the_fse_are_of_who_left_and_was_not_there_already(
    case: Case,
) -> None:
    headers = (*HEADERS, "Statut avant l'entrée", "Situation à la sortie FSE")
    entered, left = date(2026, 2, 2), date(2026, 6, 1)

    def row(name: str, out: date | str, motif: str, before: str, then: str) -> tuple[object, ...]:
        return (name, *ANNA[1:4], entered, *ANNA[5:6], out, motif, *ANNA[8:9], before, then)

    durable = "Emploi durable"
    case.make(
        {
            "Un": (
                headers,
                row("EMPLOI", left, "CDI", "en emploi", durable),
                row("NOUVEAU", left, "CDI", "inactif", durable),
                row("PASSE", left, "Autre SIAE", "chômeuse", "Emploi de transition"),
                row("ETUDE", left, "Sans nouvelles", "formation", "Recherche d'emploi"),
            ),
            "Deux": (
                headers,
                ("PASSE", *ANNA[1:4], date(2026, 6, 2), *ANNA[5:9], "", ""),
            ),
        },
        "modules: [fse]\n",
    )
    found = figures(case)
    assert (found["eeco01"], found["eecr01"], found["eecr04"]) == (4, 1, 1)


def test_hours_paid_are_jobs_by_what_a_full_one_is_in_each_kind_of_siae(case: Case) -> None:
    headers = (*HEADERS, "Heures payées")
    rows = {"Un": (*ANNA, 910), "Deux": (*OMAR[:6], "", "", "", 301)}
    case.make({name: (headers, row) for name, row in rows.items()}, "modules: [etp]\n")
    config = case.folder / "config.yaml"
    text = config.read_text("utf-8").replace("name: Deux, kind: ACI", "name: Deux, kind: EI")
    config.write_text(text, "utf-8")
    found = figures(case)
    assert found["etp_realises"] == pytest.approx(910 / 1820 + 301 / 1505)
    assert (found["heures_payees_total"], found["heures_payees_moyenne"]) == (1211, 605.5)
    # They are typed as a total of this year so far: of no other days is anything known.
    for period in ("2025", "2026-T1", "12m"):
        other = figures(case, "--period", period)
        assert (other["etp_realises"], other["heures_payees_moyenne"]) == (None, None)


@pytest.mark.parametrize(
    ("day", "today", "is_known"),
    [
        ("2026-11-20", "2026-11-27", True),
        ("2026-12-03", "2026-11-27", True),
        ("2026-06-30", "2026-11-27", False),
        ("2025-12-31", "2026-11-27", False),
        ("2027-01-15", "2027-01-15", False),
    ],
)
def test_hours_since_january_are_those_of_a_day_only_while_no_later_statement_may_be_in_them(
    case: Case, day: str, today: str, is_known: bool
) -> None:
    case.make({"Un": ((*HEADERS, "Heures payées"), (*ANNA, 910))}, "modules: [etp]\n")
    told = json.loads(case.run("indicators", "--json", as_of=day, today=today).stdout)
    (hours,) = [one for one in told if one["id"] == "heures_payees_total" and not one["siae"]]
    assert (hours["value"] == 910) == is_known
    assert is_known or hours["why"] == "not_collected"


def test_an_own_indicator_of_hours_since_january_has_no_other_period_either(case: Case) -> None:
    case.make({"Un": ((*HEADERS, "Heures payées"), (*ANNA, 910))}, "modules: [etp]\n")
    (case.folder / "indicators.yaml").write_text(
        "indicators:\n  - {id: nos_heures, label: Nos heures, kind: flow, sum: heures_payees, "
        "unit: h, good: none, cell: heures_payees, definition: Nos heures., where: accompagnee, "
        "source: nous}\n",
        "utf-8",
    )
    assert figures(case)["nos_heures"] == 910
    assert figures(case, "--period", "2025")["nos_heures"] is None


def test_an_siae_whose_column_of_hours_is_empty_has_no_zero(case: Case) -> None:
    headers = (*HEADERS, "Heures payées", "Niveau de formation")
    rows = {"Un": (*ANNA, 910, "bac"), "Deux": (*OMAR, "", "")}
    case.make({name: (headers, row) for name, row in rows.items()}, "modules: [etp, niveau]\n")
    told = json.loads(case.run("indicators", "--json").stdout)
    by_siae = {(one["id"], one["siae"]): one for one in told}
    for name in ("etp_realises", "heures_payees_total", "niveau_3_ou_moins"):
        empty = by_siae[name, "Deux"]
        assert (empty["value"], empty["why"]) == (None, "not_collected")
        assert by_siae[name, None]["coverage"] == {"members": 1, "of": 2}


def test_hours_of_a_kind_without_a_full_job_make_none_and_somebody_in_two_siae_is_one(
    case: Case,
) -> None:
    headers = (*HEADERS, "Heures payées")
    rows = {"Un": (*ANNA, 910), "Deux": (*ANNA, 300)}
    case.make({name: (headers, row) for name, row in rows.items()}, "modules: [etp]\n")
    config = case.folder / "config.yaml"
    text = config.read_text("utf-8").replace("name: Deux, kind: ACI", "name: Deux, kind: EITI")
    config.write_text(text, "utf-8")
    told = json.loads(case.run("indicators", "--json").stdout)
    by_siae = {one["siae"]: one for one in told if one["id"] == "etp_realises"}
    assert (by_siae["Deux"]["value"], by_siae["Deux"]["why"]) == (None, "not_collected")
    assert (by_siae[None]["value"], by_siae[None]["coverage"]) == (0.5, {"members": 1, "of": 2})
    assert "Deux ! " not in case.run("indicators", "--explain", "etp_realises").stdout
    assert figures(case)["heures_payees_moyenne"] == 1210


def test_a_level_of_before_is_not_the_one_of_that_number_today(case: Case) -> None:
    typed = ("niveau V", "niveau 5", "jamais scolarisée", "bac")
    rows = [(f"NOM{n}", *ANNA[1:], level) for n, level in enumerate(typed)]
    case.make({"Un": ((*HEADERS, "Niveau de formation"), *rows)}, "modules: [niveau, fse]\n")
    found = figures(case)
    shares = ("niveau_3_ou_moins", "niveau_jamais_scolarise", "niveau_5_et_plus")
    assert [found[name] for name in shares] == [0.5, 0.25, 0.25]


def test_setup_adds_the_columns_of_a_module_and_a_second_time_none(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA)}, "modules: [brsa]\n")
    assert case.run("setup", "--columns").exit_code == 0
    sheet = openpyxl.load_workbook(case.folder / "essai.xlsx")["Essai"]
    titles = [str(cell.value) for cell in sheet[1]]
    assert (titles.count("RSA à l’entrée"), titles.count("RSA depuis")) == (1, 1)
    case.run("setup", "--columns")
    again = openpyxl.load_workbook(case.folder / "essai.xlsx")["Essai"]
    assert [str(cell.value) for cell in again[1]] == titles


def test_what_a_module_asks_does_not_leave_without_the_names(case: Case) -> None:
    case.make({"Essai": ((*HEADERS, "BRSA"), (*ANNA, "oui"))}, "modules: [brsa]\n")
    assert case.run("export", str(case.folder / "a.csv")).exit_code == 0
    assert "rsa" not in (case.folder / "a.csv").read_text("utf-8").split("\n")[0].split(",")
    assert case.export()[0]["rsa"] == "Oui"


@pytest.mark.parametrize(
    ("code", "value"), [("NON", "Non"), ("OUI-NM", "Oui"), ("OUI-M", "Oui majoré")]
)
def test_the_codes_of_the_asp_are_read(case: Case, code: str, value: str) -> None:
    case.make({"Essai": ((*HEADERS, "BRSA"), (*ANNA, code))}, "modules: [brsa]\n")
    assert case.export()[0]["rsa"] == value


def test_the_authority_is_given_what_its_module_asks_and_its_platform_may_name_it(
    case: Case,
) -> None:
    headers = (*HEADERS, "Situation avant l'entrée (FSE+)", "BRSA")
    entered = (*ANNA[:4], date(2026, 2, 2), *ANNA[5:], "chômeuse", "oui")
    more = "modules: [fse, brsa]\nfunders: {fse: {name: FSE+}}\n"
    gone = (*OMAR, "", "")
    case.make({"Essai": (headers, entered, gone)}, more)
    exported = case.run("export", str(case.folder / "a.csv"), "--for", "fse")
    assert exported.exit_code == 0
    assert "1 ligne n'y est pas : hors de la période (du 1er janvier" in plain(exported.stdout)
    titles, line = (case.folder / "a.csv").read_text("utf-8-sig").splitlines()
    assert "Demandeur d'emploi" in line
    assert "fse_situation_entree" in titles
    assert "rsa" not in titles.split(",")
    columns = "fse: {columns: {nom: NOM, fse_situation_entree: SITUATION}}\n"
    (case.folder / "authority_columns.yaml").write_text(columns, "utf-8")
    assert case.run("export", str(case.folder / "a.csv"), "--for", "fse").exit_code == 0
    assert (case.folder / "a.csv").read_text("utf-8-sig").splitlines()[0] == "NOM,SITUATION"


def test_every_field_that_an_authority_is_owed_of_modules_is_one_of_theirs() -> None:
    form = load_form("participant", modules=module_names())
    for authority in load_audiences(form).authorities.values():
        assert [name for name in authority.module_fields if not form.has(name)] == []
        assert {*authority.module_fields} <= {*authority.fields}


def test_who_lists_the_fields_for_an_authority_lists_all_of_them(tmp_path: Path) -> None:
    form = load_form("participant", modules=["fse"])
    (tmp_path / "audiences.yaml").write_text("fse: {fields: [nom, prenom]}\n", "utf-8")
    assert load_audiences(form, tmp_path).authorities["fse"].fields == ("nom", "prenom")


def test_a_module_that_is_none_is_told_with_those_there_are(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA)}, "modules: [fami]\n")
    result = case.run("check")
    assert result.exit_code == 2
    assert "« fami » n'est pas un module : asp, brsa, etp, fse, fse_6_mois et niveau" in plain(
        result.output
    )


@pytest.mark.parametrize(
    ("left", "rule"),
    [(date(2026, 10, 26), ["fse.exit_to_enter"]), (date(2026, 10, 25), ["fse.exit_late"])],
)
def test_four_weeks_after_an_exit_its_situation_is_late(
    case: Case, left: date, rule: list[str]
) -> None:
    case.make(
        {"Essai": ((*HEADERS, SITUATION), (*OMAR[:6], left, "CDI", "", ""))}, "modules: [fse]\n"
    )
    rules = [one["rule"] for one in case.check()["anomalies"]]
    assert [one for one in rules if one.startswith("fse.")] == rule


@pytest.mark.parametrize(("said", "rules"), [("", 1), ("Emploi durable", 0), (None, 1)])
def test_an_exit_without_its_situation_is_told_and_once_for_a_tab_without_the_column(
    case: Case, said: str | None, rules: int
) -> None:
    headers, row = (HEADERS, LEFT) if said is None else ((*HEADERS, SITUATION), (*LEFT, said))
    case.make({"Essai": (headers, row)}, "modules: [fse]\n")
    told = [a for a in case.check()["anomalies"] if a["rule"].startswith("fse.exit_")]
    assert len(told) == rules


def test_the_situation_six_months_after_is_asked_for_only_where_the_convention_wants_it(
    case: Case,
) -> None:
    headers = (*HEADERS, SITUATION, "Situation six mois après (FSE+)")
    left = {"long ago": date(2026, 3, 2), "lately": date(2026, 9, 1)}
    rows = [(*OMAR[:6], day, "CDI", "", "Emploi durable", "") for day in left.values()]
    rows[1] = ("BERGER", *rows[1][1:])

    def asked(modules: str) -> list[str]:
        case.make({"Essai": (headers, *rows)}, f"modules: [{modules}]\n")
        found = case.check()["anomalies"]
        return [one["cell"] for one in found if one["rule"] == "fse.six_months_to_enter"]

    assert asked("fse") == []
    assert asked("fse, fse_6_mois") == ["K2"]
    rows[0] = (*rows[0][:10], "Injoignable")
    assert asked("fse, fse_6_mois") == []
    found = figures(case)
    assert (found["fse_6_mois_a_relever"], found["fse_6_mois_releves"]) == (1, 1)
    # Six months have passed by today; they had not at the end of the period.
    found = figures(case, "--period", "2026-T1")
    assert (found["fse_6_mois_a_relever"], found["fse_6_mois_releves"]) == (1, 1)
