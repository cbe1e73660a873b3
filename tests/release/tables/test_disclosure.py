"""What a report publishes: no small count, and the same exits sorted two ways."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import docx
import pytest
from docx.document import Document

from sheets_sync.release.tables.shown import Shown, table_from_record
from sheets_sync.workspace import open_workspace
from tests.conftest import AS_OF, HEADERS, Case
from tests.release.tables.linear_attacker import widths
from tests.typing_commands import plain, typed

THRESHOLD = 5
EARLY = "2025-02-28"
"""When the sample has few people yet: much to hide."""


@pytest.fixture
def own_demo(demo: Path, tmp_path: Path) -> Path:
    """The sample, to issue reports of."""
    folder = tmp_path / "programme"
    shutil.copytree(demo, folder, ignore=shutil.ignore_patterns("documents"))
    return folder


def issued(folder: Path) -> dict[str, Shown]:
    """The tables of the last report that was issued."""
    reports = open_workspace(folder / "config.yaml").history.documents.issued()
    return {name: table_from_record(table) for name, table in reports[-1]["tableaux"].items()}


def test_nothing_of_a_report_of_the_sample_is_small_or_nearly_known(own_demo: Path) -> None:
    options = ["--config", str(own_demo / "config.yaml"), "--as-of", EARLY]
    assert typed(["report", "departement", *options]).exit_code == 0
    tables = issued(own_demo)
    merged = 0
    for shown in tables.values():
        left = widths(shown)
        merged += len(left)
        assert all(width >= THRESHOLD for width in left.values())
        assert not [part for part in shown.parts if 0 < part.count < THRESHOLD]
    assert merged >= 4
    file = own_demo / "documents" / "rapports" / "departement" / f"rapport-departement-{EARLY}.docx"
    in_document = list(counts_of_people(docx.Document(str(file))))
    assert len(in_document) > 5
    assert not {"1", "2", "3", "4"} & set(in_document)


def counts_of_people(document: Document) -> Iterator[str]:
    """The counts in tables of persons."""
    for table in document.tables:
        if table.rows[0].cells[-1].text in ("Part", "Part levée"):
            for _name, *cells, _part in (row.cells for row in table.rows[1:]):
                yield from (cell.text for cell in cells)


CDI, TEMPORARY = ("CDI", ""), ("Intérim", 12)
AIDED, LOST = ("Contrat aidé", ""), ("Sans nouvelles", "")


def exits(case: Case, *reasons: tuple[str, object]) -> dict[str, str]:
    """The rates of a report on persons who left for these reasons, as its rows have them.

    Those that are hidden stand in a note below the table, or in the annex where all are.
    """
    born, came, left = date(1990, 1, 1), date(2024, 1, 8), date(2026, 3, 2)
    rows = [
        (f"NOM{n}", "Awa", "Femme", born + timedelta(days=n), came, "CDDI", left, *reason)
        for n, reason in enumerate(reasons)
    ]
    case.make({"Un": (HEADERS, *rows)}, "funders: {dreets: {name: DREETS}}")
    assert case.run("report", "dreets").exit_code == 0
    file = case.folder / "documents" / "rapports" / "dreets" / f"rapport-dreets-{AS_OF}.docx"
    document = docx.Document(str(file))
    printed = itertools.chain.from_iterable(table.rows for table in document.tables)
    shown: dict[str, str] = {}
    for row in printed:
        indicator, *cells = [cell.text for cell in row.cells]
        counted = [text for text in cells if " sur " in text]
        if len(counted) == 1:
            shown[indicator.split("\n")[0]] = counted[0]
    notes = " ".join(plain(paragraph.text) for paragraph in document.paragraphs)
    _before, *hidden = notes.split("Sans effectif à montrer")
    named = " ".join(note.split(".")[0] for note in hidden)
    return shown | {name: HIDDEN for name in (PROGRAMME, STATE, PART) if name in named}


PROGRAMME = "Taux de sorties positives (programme)"
STATE = "Taux de sorties dynamiques (État), parmi les sorties comptées"
PART = "Dont emploi de transition"
HIDDEN = "●"


def test_the_states_table_of_exits_is_there_where_no_cell_of_it_is_small(case: Case) -> None:
    rates = exits(case, *[CDI] * 9, *[TEMPORARY] * 5, *[LOST] * 8)
    assert (rates[PROGRAMME], rates[STATE]) == ("9 sur 22", "14 sur 22")
    assert rates["Dont emploi durable"] == "14 sur 22"


def test_a_single_aided_contract_is_told_of_neither_by_one_table_nor_by_two(case: Case) -> None:
    rates = exits(case, *[CDI] * 9, *[TEMPORARY] * 5, *[LOST] * 8, AIDED)
    assert rates[PROGRAMME] == "9 sur 23"
    # Beside 9 positive exits, « 15 dynamic » would say that 6 are another kind: enough of them.
    assert rates[STATE] == "15 sur 23"
    assert rates[PART] == HIDDEN


def test_two_exits_that_only_the_state_counts_hide_what_tells_of_them(case: Case) -> None:
    rates = exits(case, *[CDI] * 9, *[TEMPORARY] * 2, *[LOST] * 8)
    assert (rates[PROGRAMME], rates[STATE]) == ("9 sur 19", HIDDEN)


def test_few_exits_hide_both_tables(case: Case) -> None:
    rates = exits(case, *[CDI] * 9, *[LOST] * 2)
    assert (rates[PROGRAMME], rates[STATE]) == (HIDDEN, HIDDEN)


def test_exits_that_do_not_count_are_in_no_total(case: Case) -> None:
    exits(case, *[CDI] * 9, *[LOST] * 8, ("Décès", ""), ("Détention", ""))
    file = case.folder / "documents" / "rapports" / "dreets" / f"rapport-dreets-{AS_OF}.docx"
    text = "\n".join(paragraph.text for paragraph in docx.Document(str(file)).paragraphs)
    assert "17\u00a0sorties comptées" in text
    assert "19\u00a0sorties" not in text
