"""The folder that a former version left: taken over whole, kept in a dated copy, put aside.

`former/` was made by that version: three runs, answers, a link, imported answers, `setup`.
"""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest

from tests.conftest import Case
from tests.history.memories import WAYS, file_of, files_in, history_of, remembered
from tests.typing_commands import plain

FORMER = Path(__file__).parent / "former"
PRECIOUS = ("pseudonymes.json", "reponses.json")
FILES = (*PRECIOUS, "constats.json", "documents.json", "liens-de-saisie.json", "titres.json")
NEXT = "2026-11-23"


@pytest.fixture
def former(case: Case) -> Case:
    shutil.copytree(FORMER, case.folder, dirs_exist_ok=True)
    return case


def in_json(name: str) -> dict[str, object]:
    data: dict[str, object] = json.loads((FORMER / "historique" / name).read_text("utf-8"))
    return data


IMPORTED = list(
    json.loads((FORMER / "historique/reponses-importees.json").read_text())["participant"]
)


def test_what_imported_answers_are_known_by_is_a_keyed_hash_from_the_next_run_on(
    former: Case,
) -> None:
    assert former.run("prepare", as_of=NEXT).exit_code == 0
    kept = [answer for _form, answer, *_ in remembered(former)["imported"]]
    assert len(kept) == len(IMPORTED)
    assert not set(kept) & set(IMPORTED)
    assert all(answer.startswith("hmac:") for answer in kept)
    assert history_of(former).imported.known("participant", IMPORTED) == set(IMPORTED)


def test_all_of_it_is_known_before_anything_is_written(former: Case) -> None:
    before = files_in(former.folder)
    history = history_of(former)
    assert history.register.pseudonyms() == in_json("pseudonymes.json")["personnes"]
    assert history.register.answers() == in_json("reponses.json")
    assert history.links() == in_json("liens-de-saisie.json")["liens"]
    assert history.imported.known("participant", IMPORTED) == set(IMPORTED)
    assert history.headers() == in_json("titres.json")
    report = "rapport-dreets-2026-06-30"
    assert history.documents.figures(report) == in_json(f"documents/{report}.json")
    known = {name: digests.pop() for name, digests in history.documents.digests().items()}
    assert known == in_json("documents.json")
    assert [str(day) for day in history.states.days()] == ["2026-09-01", "2026-10-01", "2026-11-02"]
    assert former.run("check", as_of=NEXT).exit_code == 0
    assert files_in(former.folder) == before


def test_the_next_run_goes_on_from_it(former: Case) -> None:
    before = files_in(former.folder / "historique")
    result = former.run("prepare", as_of=NEXT)
    assert result.exit_code == 0, result.output
    assert "Rien n'a changé dans les onglets depuis le 02/11/2026" in result.stdout
    persons = dict(remembered(former)["persons"])
    assert in_json("pseudonymes.json")["personnes"] == persons
    assert set(before) - set(files_in(former.folder / "historique")) == set(before) - {
        "cle-des-pseudonymes"
    }
    (kept,) = (former.folder / "historique" / "copies").rglob("anciens-fichiers *.zip")
    with zipfile.ZipFile(kept) as packed:
        assert {name: packed.read(name) for name in packed.namelist()} == {
            name: data for name, data in before.items() if name != "cle-des-pseudonymes"
        }
    assert former.run("prepare", as_of="2026-11-24").exit_code == 0
    # What was sent before this version is in no record of issues: the next report is the first.
    assert "émis" in plain(former.run("report", "dreets", as_of=NEXT).stdout)


def test_a_document_of_before_is_made_again_by_the_templates_of_now(former: Case) -> None:
    # A run for another day than today leaves what was made on its day, with the figures of then.
    result = former.run("prepare", as_of=NEXT, today="2026-11-26")
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("way", [way for way in WAYS if way not in ("gone", "one bit")])
@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_of_it_is_named_and_all_stays(former: Case, name: str, way: str) -> None:
    WAYS[way](former.folder / "historique" / name)
    before = files_in(former.folder)
    result = former.run("prepare", as_of=NEXT)
    assert result.exit_code == 2, result.output
    assert name in result.stderr
    assert "Panne inattendue" not in result.output
    if name in PRECIOUS:
        assert "déplacer" not in result.stderr
    assert files_in(former.folder) == before


def test_a_damaged_state_of_it_is_passed_over(former: Case) -> None:
    (former.folder / "historique" / "etat-2026-11-02.parquet").write_bytes(b"PAR1")
    (former.folder / "historique" / "etat-2026-13-45.parquet").write_bytes(b"PAR1")
    result = former.run("prepare", as_of=NEXT)
    assert "L'état du 02/11/2026 n'est plus lisible" in result.stdout
    assert "Depuis la dernière préparation (01/10/2026)" in result.stdout


def test_the_memory_is_written_whole_before_the_former_files_go(former: Case) -> None:
    assert not file_of(former).exists()
    history_of(former).register.save_answers({"P-AAAAAAAA = P-BBBBBBBB": False})
    assert len(remembered(former)["answers"]) == len(in_json("reponses.json")) + 1
    assert not (former.folder / "historique" / "pseudonymes.json").exists()
