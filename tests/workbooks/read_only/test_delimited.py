"""A `.csv` is read whatever program wrote it, or it is said what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_sync.errors import Refusal
from sheets_sync.workbooks.read_only.delimited import MOST_CHARACTERS, read_delimited

ROWS = [["Nom", "Prénom", "Poste"], ["KONÉ", "Zoé", "Aide, second"], ["AHMADI", "Omar", ""]]


def lines(delimiter: str, end: str = "\r\n") -> str:
    quoted = [[f'"{cell}"' if delimiter in cell else cell for cell in row] for row in ROWS]
    return end.join(delimiter.join(row) for row in quoted) + end


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encoding_and_delimiter_are_found(tmp_path: Path, delimiter: str, encoding: str) -> None:
    file = tmp_path / "export.csv"
    file.write_bytes(lines(delimiter).encode(encoding))
    assert read_delimited(file).rows == ROWS


def test_a_title_above_the_table_decides_nothing(tmp_path: Path) -> None:
    file = tmp_path / "export.csv"
    file.write_text("Salariés, par ordre d'arrivée, au 3 mars\n" + lines(";", "\n"), "utf-8")
    assert read_delimited(file).rows[1:] == ROWS


def test_short_rows_are_as_long_as_the_longest(tmp_path: Path) -> None:
    file = tmp_path / "export.csv"
    file.write_text("a;b;c\nd\n", "utf-8")
    assert read_delimited(file).rows == [["a", "b", "c"], ["d", "", ""]]


@given(rows=st.lists(st.lists(st.text("ab;,\t'é", max_size=4), min_size=3, max_size=3), min_size=2))
def test_what_excel_would_write_comes_back(
    rows: list[list[str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.getbasetemp() / "property.csv"
    written = "\n".join(";".join(f'"{cell}"' for cell in row) for row in rows)
    file.write_text(written, "utf-8-sig")
    assert read_delimited(file).rows == rows


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PK\x03\x04\x00\x00binary", "csv.no_text"),
        (b"\xef\xbb\xbfNom;Pr\xe9nom\n", "csv.no_text"),
        (b"Nom\x81;Autre\n", "csv.no_text"),
        (b'Nom;Poste\n"KON;Aide\n', "csv.quotes"),
        (b"Nom;" + b"a" * (MOST_CHARACTERS + 1), "csv.quotes"),
    ],
    ids=["a package", "mixed encodings", "no encoding", "open quote", "endless cell"],
)
def test_what_is_no_table_is_a_sentence(tmp_path: Path, data: bytes, code: str) -> None:
    file = tmp_path / "export.csv"
    file.write_bytes(data)
    with pytest.raises(Refusal) as refusal:
        read_delimited(file)
    assert refusal.value.code == code
    assert "export.csv" in str(refusal.value)


@pytest.mark.parametrize(
    ("end", "cut_row"),
    [("", 0), ("\nd;e;f", 0), ("\nd;e;f\n", 0), ("\nd;e", 3), ("\nd;e\n", 0), ("\n\nd", 4)],
)
def test_a_file_that_ends_within_its_last_row_is_known(
    tmp_path: Path, end: str, cut_row: int
) -> None:
    file = tmp_path / "a.csv"
    file.write_text(f"Nom;Prénom;Né\na;b;c{end}", "utf-8")
    assert read_delimited(file).cut_row == cut_row
