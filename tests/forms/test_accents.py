"""Letters that were read in the wrong encoding: known, and put right where all of them are."""

from __future__ import annotations

import pytest

from forms.values.accents import is_garbled, mended_rows

WRITTEN = ["Mária", "Élise À", "Łukasz", "Şahin", "l’été", "100 €", "œuvre", "Андрей", "محمد", "Í"]


def misread(text: str, encoding: str = "cp1252") -> str:
    """A text as a program reads it that takes UTF-8 for something else."""
    bytes_read = text.encode()
    decoded = (bytes([byte]).decode(encoding, errors="ignore") or chr(byte) for byte in bytes_read)
    return "".join(decoded)


@pytest.mark.parametrize("text", WRITTEN)
@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_a_letter_read_in_the_wrong_encoding_is_known_and_put_right(
    text: str, encoding: str
) -> None:
    assert is_garbled(misread(text, encoding))
    assert not is_garbled(text)
    assert mended_rows([["a", 1.0, misread(text, encoding)]]) == [["a", 1.0, text]]


@pytest.mark.parametrize(
    "text",
    [
        "OÙ\xa0? DÉJÀ\xa0: DÛ\xa0: CAFÉ» «\xa0été\xa0» IRMÃ JOÃO ÅÅ Âge…",
        "montée\xa0»",
        "n°\xa012",
        "½ journée – 3 €",
        "ÉLOIGNÉ\xa0!",
        "MÉÈÊËÎÏÔÙÛÜÇ",
    ],
)
def test_french_as_it_is_written_is_never_taken_for_it(text: str) -> None:
    assert not is_garbled(text)
    assert mended_rows([[text]]) is None


def test_rows_where_one_accent_is_right_are_left_as_they_are() -> None:
    assert mended_rows([[misread("Mária")], ["Élise"]]) is None
    assert mended_rows([[misread("Mária")], ["M\ufffdria"]]) is None
    assert mended_rows([["Maria"]]) is None
