"""`forget` and `person` look into texts with the eyes of the door."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

from openpyxl import load_workbook

from tests.commands.test_forget import OTHERS, WHO, forget, prepare, take_row_out, workbook
from tests.conftest import ANNA, AS_OF, HEADERS, MEETINGS, OMAR, Case
from tests.history.memories import history_of
from tests.typing_commands import plain

SURE = ("née le 12 mars 1995", "Diallo, Awa", "Awa DIALLO (suite)", "diallo awa")
DOUBTFUL = ("Mme Diallo", "Awa D.", "A. Diallo")
TITLES = ("Date de réunion", "Réunion", "Décision ou tâche", "Responsable", "État")


def decisions(texts: Sequence[str]) -> list[tuple[object, ...]]:
    day = date(2026, 11, 3)
    return [TITLES, *((day, "directions", f"revoir {text}", "Un", "en cours") for text in texts)]


def with_texts(case: Case, texts: Sequence[str], *others: tuple[object, ...]) -> Case:
    """A run that knew her; then her row is gone, and decisions name her still."""
    rows = {"Un": (HEADERS, ANNA, OMAR, *others), "Décisions": decisions(texts)}
    case.make({**rows, "Deux": (HEADERS, OTHERS[0])}, MEETINGS)
    prepare(case, "2026-11-09")
    take_row_out(case)
    return case


def in_decisions(texts: Sequence[str]) -> str:
    """The cells of those texts, as a sentence lists them."""
    *cells, last = (f"« Décisions » C{row}" for row, _ in enumerate(texts, 2))
    return f"{', '.join(cells)} et {last}"


def test_it_is_refused_while_a_text_names_them(case: Case) -> None:
    with_texts(case, SURE)
    refused = case.run("forget", *WHO, "--yes")
    assert refused.exit_code == 2
    assert f"encore dans {in_decisions(SURE)}. " in plain(refused.stderr)


def test_what_may_be_another_s_name_is_told_before_and_after(case: Case) -> None:
    with_texts(case, DOUBTFUL)
    asked = plain(case.run("forget", *WHO).stderr)
    assert f"À relire : {in_decisions(DOUBTFUL)}. " in asked
    done = case.run("forget", *WHO, "--yes")
    assert done.exit_code == 0, done.output
    assert f"À relire : {in_decisions(DOUBTFUL)}. " in plain(done.stdout)


def test_a_name_that_somebody_else_in_the_tabs_has_too_is_not_told(case: Case) -> None:
    with_texts(case, DOUBTFUL, ("DIALLO", "Aminata", *OMAR[2:]), ("DEMBELE", "Awa", *OMAR[2:]))
    assert forget(case)["doubtful"] == []


def test_a_person_is_shown_the_cell_that_names_them_and_not_whose_row_it_is(case: Case) -> None:
    titles = (*HEADERS, "Commentaire")
    case.make({"Un": (titles, (*ANNA, ""), (*OMAR, "binôme de Mme Diallo"))})
    found = json.loads(case.run("person", "Awa Diallo", "--json").stdout)
    own, other = (row for row in found["rows"] if row["tab"] == "Un")
    assert (own["row"], own["sure"], len(own["cells"]) > 1) == (2, True, True)
    assert (other["row"], other["sure"]) == (3, False)
    assert [cell["text"] for cell in other["cells"]] == ["binôme de Mme Diallo"]
    assert "peut-être" in plain(case.run("person", "Awa Diallo").stdout)


def test_what_documents_said_since_the_row_is_gone_is_listed_and_no_longer_remembered(
    case: Case,
) -> None:
    with_texts(case, ["Awa Diallo, Mme Diallo"])
    prepare(case, AS_OF)
    assert [name for name, figures in kept(case).items() if "Diallo" in figures]
    held = json.loads(case.run("person", *WHO, "--json").stdout)["documents"]
    assert {name.rpartition(".")[2] for name in held} >= {"docx", "eml"}
    book = load_workbook(workbook(case))
    book["Décisions"]["C2"] = "revoir"
    book.save(workbook(case))
    by_hand = forget(case)["by_hand"]
    assert {name.rpartition(".")[2] for name in by_hand} >= {"docx", "eml"}
    assert [name for name, figures in kept(case).items() if "Diallo" in figures] == []


def kept(case: Case) -> dict[str, str]:
    """Document → the figures of it that are remembered."""
    documents = history_of(case).documents
    names = [file.stem for file in (case.folder / "documents").rglob("*.docx")]
    return {name: json.dumps(documents.figures_kept(name), ensure_ascii=False) for name in names}
