"""Text in XML is that of the standard library; to write it loads nothing of the network."""

from __future__ import annotations

import subprocess
import sys
from xml.sax import saxutils

import pytest

from sheets_sync.xml_text import escape, quoteattr, unescape

TEXTS = ["", "Awa & Omar", "a < b > c", "&amp;lt;", "d’accord", '"l\'un"', '"', "'", "a\n\tb\r"]
QUOTES = {"&quot;": '"', "&apos;": "'"}


@pytest.mark.parametrize("text", TEXTS)
def test_it_is_that_of_the_standard_library(text: str) -> None:
    assert escape(text) == saxutils.escape(text)
    assert escape(text, {"'": "&apos;"}) == saxutils.escape(text, {"'": "&apos;"})
    assert unescape(text) == saxutils.unescape(text, QUOTES)
    assert quoteattr(text) == saxutils.quoteattr(text)


def test_letters_that_are_written_by_number_are_read() -> None:
    assert unescape("&#201;t&#xE9; &amp; Co, &amp;#201;") == "Été & Co, &#201;"


def test_a_run_on_a_file_loads_nothing_of_the_network() -> None:
    program = "import sys, sheets_sync.commands.meetings.prepare as _; print('ssl' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert said.stdout.split() == [b"False"]
