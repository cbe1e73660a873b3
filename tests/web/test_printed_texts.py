"""What the pages say by themselves is printed as French is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import sheets_sync.web

PAGES = sorted(
    page
    for page in Path(sheets_sync.web.__file__).parent.rglob("pages/*")
    if page.suffix in (".html", ".js")
)
COMMENT = re.compile(r"(?:^|\s)//\s.*|<!--.*?-->")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_apostrophe_of_a_page_is_the_printed_one(page: Path) -> None:
    texts = COMMENT.sub("", page.read_text(encoding="utf-8"))
    assert re.findall(r".{20}[^\W\d_]'(?:[^\W\d_]|[$«]).{9}", texts) == []
