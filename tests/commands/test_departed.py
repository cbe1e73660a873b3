"""Who was deleted from a tab is masked in texts all the same, as long as states are kept."""

from __future__ import annotations

import html
import itertools
import shutil
from datetime import date

import pytest
from openpyxl import load_workbook

from tests.commands.test_forget import WHO, forget, prepare, take_row_out, workbook
from tests.conftest import ANNA, HEADERS, MEETINGS, OMAR, Begin, Case
from tests.every_part import texts_of_files
from tests.history.memories import file_of, history_of, remembered
from tests.typing_commands import plain

NAMED = {
    "Point zq01 sur Awa Diallo": "zq01 sur [nom retiré]",
    "Point zq02 sur DIALO Awa (CDI)": "zq02 sur [nom retiré] (CDI)",
    "Point zq03 sur Mme Diallo, Awa": "zq03 sur [nom retiré]",
    "Point zq04 : née le 12 mars 1995": "zq04 : née le [date de naissance retirée]",
    "Point zq05, PASS 99999 21 35866": "zq05, PASS [n° PASS retiré]",
    "Point zq06 sur Rahimi Zahra Nour": "zq06 sur [nom retiré]",
    "Point zq07 sur Світлана Шевчук": "zq07 sur [nom retiré]",
}
"""What is typed of people whose rows are gone → what leaves."""
OF_NOBODY = ("Point zq11 sur Mme Diallo", "Point zq12 chez Diallo Transports", "Point zq13 Awa")
BESIDE = [
    ("RAHIMI", "Zahra Nour", *OMAR[2:]),
    ("Шевчук", "Світлана", *OMAR[2:]),
    ("HAIDARI", "Rahel", *OMAR[2:]),
]


def lose_some(case: Case) -> None:
    """A run that knew four people; then the rows of three are gone, and texts name them."""
    titles, awa = (*HEADERS, "N° PASS IAE"), (*ANNA, "99999 21 35866")
    points = [("directions", text, "Un") for text in (*NAMED, *OF_NOBODY)]
    tabs = {
        "Un": (titles, awa, *((*row, "") for row in (*BESIDE, OMAR))),
        "Ordre du jour": (("Réunion", "Sujet", "Proposé par"), *points),
    }
    case.make(tabs, MEETINGS)
    prepare(case, "2026-10-05")
    for _ in range(3):
        take_row_out(case)


@pytest.fixture
def left(begun: Begin) -> Case:
    return begun(lose_some)


def leaving(case: Case, day: str) -> str:
    """All that the agendas of a run of that day say."""
    shutil.rmtree(case.folder / "documents", ignore_errors=True)
    prepare(case, day)
    texts = (text for _, text in texts_of_files(case.folder / "documents"))
    return plain(html.unescape("\n".join(texts)))


def test_a_text_that_names_them_leaves_without_their_name(left: Case) -> None:
    texts = leaving(left, "2026-10-06")
    assert [mask for mask in NAMED.values() if mask not in texts] == []
    # Also by the run after it, which finds that they are gone already.
    texts = leaving(left, "2026-11-06")
    assert [mask for mask in NAMED.values() if mask not in texts] == []
    assert [text for text in OF_NOBODY if text.removeprefix("Point ") not in texts] == []


def test_a_command_of_its_own_masks_them_before_any_run(left: Case) -> None:
    shutil.rmtree(left.folder / "documents")
    assert left.run("agenda", "directions", as_of="2026-10-06").exit_code == 0
    texts = plain("\n".join(text for _, text in texts_of_files(left.folder / "documents")))
    assert "zq01 sur [nom retiré]" in texts


def test_no_name_is_kept_for_it_and_none_can_be_tried_without_the_key(left: Case) -> None:
    data = file_of(left).read_bytes().lower()
    assert not any(word.encode() in data for word in ("rahimi", "шевчук", "1995-03-12", "2135866"))
    history = history_of(left)
    key = history.register.key()
    known = history.name_marks.departed({}, date(2026, 10, 6), key)
    assert known is not None
    assert known.mask("Awa Diallo") == "[nom retiré]"
    assert history.name_marks.departed({}, date(2026, 10, 6), bytes(32)) is None


def test_nothing_tells_without_the_key_who_shares_a_name_or_a_birth_date(left: Case) -> None:
    # All but Awa have one birth date, in marks that are the same.
    marks_of_names = [marks for _, marks, _ in remembered(left)["name_marks"]]
    assert len({len(marks) for marks in marks_of_names}) == 1
    parts = [{marks[at : at + 8] for at in range(0, len(marks), 8)} for marks in marks_of_names]
    assert not any(one & other for one, other in itertools.combinations(parts, 2))


def test_they_are_nobody_s_to_know_when_states_are_no_longer_kept(left: Case) -> None:
    leaving(left, "2026-10-06")
    assert len(remembered(left)["name_marks"]) == 5
    assert "zq01 sur [nom retiré]" in leaving(left, "2028-10-06")
    assert "zq01 sur Awa Diallo" in leaving(left, "2028-10-07")
    assert len(remembered(left)["name_marks"]) == 2


def test_who_comes_back_is_no_longer_gone(left: Case) -> None:
    leaving(left, "2026-10-06")
    left.make({"Un": (HEADERS, ANNA, OMAR, BESIDE[2])})
    prepare(left, "2026-10-07")
    gone = {row[2] for row in remembered(left)["name_marks"]}
    assert gone == {"", "2026-10-06"}


def test_who_is_called_otherwise_is_still_known_by_the_former_name(case: Case) -> None:
    titles, awa = (*HEADERS, "N° PASS IAE"), (*ANNA, "99999 21 35866")
    point = ("directions", "Point zq21 sur Awa Diallo", "Un")
    agenda = (("Réunion", "Sujet", "Proposé par"), point)
    case.make({"Un": (titles, awa, (*OMAR, "")), "Ordre du jour": agenda}, MEETINGS)
    prepare(case, "2026-10-05")
    book = load_workbook(workbook(case))
    book["Un"]["A2"] = "KOWALCZYK"
    book.save(workbook(case))
    # By the run that first sees the new name, and by those after it.
    assert "zq21 sur [nom retiré]" in leaving(case, "2026-11-06")
    assert "zq21 sur [nom retiré]" in leaving(case, "2026-11-07")
    printed = plain(case.run("person", "Awa Kowalczyk", as_of="2026-11-07").stdout)
    assert "Point zq21 sur Awa Diallo" in printed
    assert "zq21 sur [nom retiré]" in leaving(case, "2028-11-06")
    assert "zq21 sur Awa Diallo" in leaving(case, "2028-11-07")


def test_person_tells_of_it_and_forget_takes_it_away(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA, OMAR)})
    prepare(case, "2026-10-05")
    take_row_out(case)
    printed = plain(case.run("person", *WHO).stdout)
    assert "de quoi reconnaître son nom dans un texte (empreintes, aucun nom)" in printed
    assert len(remembered(case)["name_marks"]) == 2
    forget(case)
    assert len(remembered(case)["name_marks"]) == 1
