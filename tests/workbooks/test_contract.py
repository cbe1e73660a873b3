"""Every kind of workbook alike reads, publishes, gives feedback and takes it away.

None touches anything that is the staff's.
"""

from __future__ import annotations

from datetime import date

import pytest

from forms.values import BrokenCell
from sheets_sync.errors import Untouchable
from sheets_sync.files import Copies
from sheets_sync.sheets.content import Span
from sheets_sync.sheets.sheet import Block, Sheet
from sheets_sync.sheets.update import WorkbookUpdate
from tests.conftest import Rows
from tests.corpus import DAY, DOUBTFUL, WRONG, sheets_for
from tests.workbooks.conftest import MakeDesk

GENERATED = ["Pilotage", "Anomalies", "Consortium"]
ROWS: Rows = (
    ("Nom", "Code postal", "Jour", "Nombre", "Vide", "Coché", "Texte"),
    ("DIALLO", "03300", date(2024, 2, 29), 12.5, "", True, "'apostrophe"),
    ("", "", "", "", "", "", ""),
    ("O'BRIEN & <co>", "33 000", "mars 2024", 7, "", False, "deux\nlignes"),
)


def test_cells_are_read_as_they_are(desk: MakeDesk) -> None:
    work = desk({"Saisie": ROWS})
    work.write_note("Saisie", "B2", "Vu avec lui")
    grid = work.open().read("Saisie")
    assert [list(row) for row in grid.rows] == [
        ["" if cell is None else cell for cell in row] for row in ROWS
    ]
    assert [type(cell) for cell in grid.rows[1]] == [str, str, date, float, str, bool, str]
    assert grid.notes == {(1, 1): "Vu avec lui"}


def test_an_error_in_a_cell_is_told_and_a_tab_may_be_empty(desk: MakeDesk) -> None:
    work = desk({"Saisie": (("Nom",), ("=1/0",))})
    work.add_tab("Vide", ())
    book = work.open()
    assert isinstance(book.read("Saisie").rows[1][0], BrokenCell | float)
    assert list(book.read("Vide").rows) == []
    assert book.tabs == ["Saisie", "Vide"]


def test_sheets_stand_after_the_staffs_and_hold_what_was_described(
    desk: MakeDesk, copies: Copies
) -> None:
    work = desk({"Saisie": ROWS})
    before = work.open().read("Saisie")
    assert work.open().publish(WorkbookUpdate(sheets_for("Saisie")), DAY, copies) == "changed"
    assert work.tabs() == ["Saisie", *GENERATED]
    assert work.value("Anomalies", "C2") == "= pas une formule & <texte>"
    assert work.value("Anomalies", "B2") == "Saisie ! A1"
    book = work.open()
    assert book.read("Consortium").rows[1][:3] == ["Atelier", 0.0, DAY]
    assert book.read("Consortium").rows[700][4] == "+33 699 @x"
    assert book.read("Saisie") == before


def test_publishing_again_changes_nothing(desk: MakeDesk, copies: Copies) -> None:
    work = desk({"Saisie": ROWS})
    work.open().publish(
        WorkbookUpdate(sheets_for("Saisie"), {"Saisie": {"A2": WRONG}}), DAY, copies
    )
    assert (
        work.open().publish(
            WorkbookUpdate(sheets_for("Saisie"), {"Saisie": {"A2": WRONG}}), DAY, copies
        )
        == "unchanged"
    )
    assert (
        work.open().publish(
            WorkbookUpdate(sheets_for("Autre"), {"Saisie": {"A2": WRONG}}), DAY, copies
        )
        == "changed"
    )
    assert work.tabs() == ["Saisie", *GENERATED]
    assert work.value("Anomalies", "B2") == "Autre ! A1"


def test_a_sheet_that_gets_shorter_leaves_nothing_behind(desk: MakeDesk, copies: Copies) -> None:
    work = desk({"Saisie": ROWS})

    def sheet(rows: int) -> Sheet:
        return Sheet(
            "Liste",
            [Block(0, 0, [["Titre", f"n° {n}"] for n in range(rows)], ["header", "text"])],
            {},
            {},
            filter=Span(0, 0, rows - 1, 1),
        )

    work.open().publish(WorkbookUpdate([sheet(40)]), DAY, copies)
    work.open().publish(WorkbookUpdate([sheet(3)]), DAY, copies)
    assert len(work.open().read("Liste").rows) == 3


def test_feedback_is_a_colour_and_a_note_and_goes_without_a_trace(
    desk: MakeDesk, copies: Copies
) -> None:
    work = desk({"Saisie": ROWS})
    work.open().publish(
        WorkbookUpdate(feedback={"Saisie": {"A2": WRONG, "B4": DOUBTFUL, "E2": WRONG}}), DAY, copies
    )
    assert [work.note("Saisie", cell) for cell in ("A2", "B4", "E2")] == [
        WRONG.text,
        DOUBTFUL.text,
        WRONG.text,
    ]
    assert (work.colour("Saisie", "A2"), work.colour("Saisie", "B4")) == ("#FFCFBF", "#FFEBB0")
    assert work.open().read("Saisie").notes == {}
    work.open().publish(WorkbookUpdate(feedback={"Saisie": {"A2": DOUBTFUL}}), DAY, copies)
    assert (work.note("Saisie", "A2"), work.colour("Saisie", "A2")) == (DOUBTFUL.text, "#FFEBB0")
    assert (work.note("Saisie", "B4"), work.colour("Saisie", "B4")) == ("", None)
    work.open().publish(WorkbookUpdate(feedback={"Saisie": {}}), DAY, copies)
    assert (work.note("Saisie", "A2"), work.colour("Saisie", "A2")) == ("", None)
    assert work.value("Saisie", "A2") == "DIALLO"


def test_a_counsellors_colour_and_note_stay_theirs(desk: MakeDesk, copies: Copies) -> None:
    work = desk({"Saisie": ROWS})
    work.paint("Saisie", "A2", "#FFFF00")
    work.paint("Saisie", "A4", "#FFFFFF")
    work.write_note("Saisie", "B2", "Une note de Marie")
    work.open().publish(
        WorkbookUpdate(feedback={"Saisie": dict.fromkeys(("A2", "A4", "B2"), WRONG)}), DAY, copies
    )
    assert (work.colour("Saisie", "A2"), work.note("Saisie", "A2")) == ("#FFFF00", WRONG.text)
    assert (work.colour("Saisie", "B2"), work.note("Saisie", "B2")) == (
        "#FFCFBF",
        "Une note de Marie",
    )
    work.open().publish(WorkbookUpdate(feedback={"Saisie": {}}), DAY, copies)
    assert (work.colour("Saisie", "A2"), work.note("Saisie", "A2")) == ("#FFFF00", "")
    assert (work.colour("Saisie", "A4"), work.note("Saisie", "A4")) == ("#FFFFFF", "")
    assert (work.colour("Saisie", "B2"), work.note("Saisie", "B2")) == (None, "Une note de Marie")


def test_a_note_of_ours_that_somebody_worked_on_is_theirs_from_then_on(
    desk: MakeDesk, copies: Copies
) -> None:
    work = desk({"Saisie": ROWS})
    work.open().publish(WorkbookUpdate(feedback={"Saisie": {"A2": WRONG}}), DAY, copies)
    work.write_note("Saisie", "A2", f"{WRONG.text}\nVu avec lui le 3 novembre.")
    work.open().publish(WorkbookUpdate(feedback={"Saisie": {}}), DAY, copies)
    assert "Vu avec lui" in work.note("Saisie", "A2")
    assert work.colour("Saisie", "A2") is None


def test_a_tab_of_the_staffs_that_has_our_name_is_never_replaced(
    desk: MakeDesk, copies: Copies
) -> None:
    work = desk({"Saisie": ROWS})
    work.add_tab("Consortium", (("Notre liste à nous",), ("précieux",)))
    with pytest.raises(Untouchable) as refusal:
        work.open().publish(WorkbookUpdate(sheets_for("Saisie")), DAY, copies)
    assert refusal.value.code == "patch.name_taken"
    assert (work.tabs(), work.value("Consortium", "A2")) == (["Saisie", "Consortium"], "précieux")


def test_an_empty_tab_of_our_name_is_used(desk: MakeDesk, copies: Copies) -> None:
    work = desk({"Saisie": ROWS})
    work.add_tab("Consortium", ())
    assert work.open().publish(WorkbookUpdate(sheets_for("Saisie")), DAY, copies) == "changed"
    assert work.value("Consortium", "A1") == "SIAE"


def test_what_somebody_typed_over_a_generated_sheet_is_put_right(
    desk: MakeDesk, copies: Copies
) -> None:
    work = desk({"Saisie": ROWS})
    work.open().publish(WorkbookUpdate(sheets_for("Saisie")), DAY, copies)
    work.type("Pilotage", "B6", 9999)
    assert work.open().publish(WorkbookUpdate(sheets_for("Saisie")), DAY, copies) == "changed"
    assert work.value("Pilotage", "B6") == 6
