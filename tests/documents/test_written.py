"""Documents as they are written: thanks, texts as typed, and what a person worked on."""

from __future__ import annotations

from tests.conftest import ANNA, HEADERS, Case


def test_a_siae_in_order_is_thanked_and_a_wrong_template_is_explained(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA)}).run("prepare")
    (text,) = (case.folder / "documents" / "relances").rglob("*.txt")
    assert "merci, tout est en ordre" in text.read_text(encoding="utf-8")
    (case.folder / "report_templates").mkdir()
    (case.folder / "report_templates" / "relance.txt").write_text(
        "Objet : {{ siea }}\n", encoding="utf-8"
    )
    result = case.run("prepare")
    assert result.exit_code == 2
    assert (
        "« siea » n'est pas connu, dans « Objet : {{ siea }} ». Vouliez-vous « siae » ?"
        in result.stderr.replace("\u00a0", " ")
    )


def test_a_document_somebody_worked_on_is_left_alone(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA)}).run("agenda", "directions")
    (file,) = (case.folder / "documents").rglob("ordre-du-jour-*.docx")
    file.write_bytes(b"relu et complete")
    assert "modifié à la main" in case.run("agenda", "directions").stdout
    assert file.read_bytes() == b"relu et complete"
    assert file.with_name(f"{file.stem} (nouvelle version).docx").exists()


def test_a_new_version_that_somebody_worked_on_is_left_alone_as_well(case: Case) -> None:
    case.make({"Essai": (HEADERS, ANNA)}).run("agenda", "directions")
    (file,) = (case.folder / "documents").rglob("ordre-du-jour-*.docx")
    data = file.read_bytes()
    file.write_bytes(b"relu et complete")
    case.run("agenda", "directions")
    new_version = file.with_name(f"{file.stem} (nouvelle version).docx")
    new_version.write_bytes(b"relue aussi")
    for _ in range(2):
        case.run("agenda", "directions")
        assert (file.read_bytes(), new_version.read_bytes()) == (
            b"relu et complete",
            b"relue aussi",
        )
        another = file.with_name(f"{file.stem} (nouvelle version 2).docx")
        assert another.read_bytes() == data
        assert len([*file.parent.glob("ordre-du-jour-*.docx")]) == 3


def test_the_text_of_a_sheet_comes_out_as_it_was_typed(case: Case) -> None:
    from docx import Document

    point = ("directions", "Prêt & bail < 5 ans > 😀", "", "décision", 10, "non")
    case.make(
        {
            "Essai": (HEADERS, ANNA),
            "Ordre du jour": (
                ("Réunion", "Sujet", "Proposé par", "Nature", "Minutes", "Traité"),
                point,
            ),
        }
    )
    (case.folder / "config.yaml").write_text(
        "programme: Essai\nworkbook: essai.xlsx\nsiae: [{tab: Essai, name: Essai, kind: ACI}]\n",
        encoding="utf-8",
    )
    assert case.run("agenda", "directions").exit_code == 0
    (file,) = (case.folder / "documents").rglob("ordre-du-jour-*.docx")
    cells = [
        cell.text
        for table in Document(str(file)).tables
        for row in table.rows
        for cell in row.cells
    ]
    assert any(cell.endswith("Prêt & bail < 5 ans > 😀") for cell in cells)
