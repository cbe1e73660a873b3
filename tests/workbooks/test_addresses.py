"""The names of workbooks, as config may write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheets_sync.errors import Refusal
from sheets_sync.workbooks.opening import open_workbook
from sheets_sync.workbooks.shared.addresses import spreadsheet_id


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://docs.google.com/spreadsheets/d/1AbC-d_E/edit?usp=sharing#gid=0", "1AbC-d_E"),
        ("https://docs.google.com/spreadsheets/u/1/d/1AbC-d_E", "1AbC-d_E"),
        (
            "1qFopcWEGi_JqeOGvSs93SyFdsSI8J30NzrX92_HZBR0",
            "1qFopcWEGi_JqeOGvSs93SyFdsSI8J30NzrX92_HZBR0",
        ),
        ("impulser.xlsx", None),
    ],
)
def test_addresses_and_ids(text: str, found: str | None) -> None:
    assert spreadsheet_id(text) == found


def test_another_address_is_refused() -> None:
    with pytest.raises(Refusal, match="n’est pas l’adresse d’un classeur Google Sheets"):
        open_workbook("https://drive.google.com/drive/folders/1AbC", Path())
