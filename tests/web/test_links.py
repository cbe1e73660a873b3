"""Links to the form on the phone: until when they open, another one in the place of one, QR."""

from __future__ import annotations

import struct
from datetime import date, timedelta
from pathlib import Path

from sheets_sync.history.store import History
from sheets_sync.web.phone.links import end, give, given, of_secret, renew
from tests.conftest import ANNA, HEADERS, Case
from tests.typing_commands import plain

DAY = date(2026, 11, 23)


def history_in(folder: Path) -> History:
    return History(folder, folder / "cle", months=24, copies=3, root=folder)


def opens(history: History, secret: str, days_later: int) -> bool:
    return of_secret(given(history), secret, DAY + timedelta(days=days_later)) is not None


def test_a_link_opens_until_its_last_day(tmp_path: Path) -> None:
    history = history_in(tmp_path)
    secret = give(history, "Un", "MD", DAY, 30)
    assert [opens(history, secret, days) for days in (0, 30, 31)] == [True, True, False]


def test_a_link_from_before_links_had_an_end_still_opens(tmp_path: Path) -> None:
    history = history_in(tmp_path)
    secret = give(history, "Un", "MD", DAY, 30)
    [link] = history.links()
    history.save_links([{name: text for name, text in link.items() if name != "until"}])
    assert opens(history, secret, 5_000)


def test_a_renewed_link_serves_a_week_more_beside_the_new_one(tmp_path: Path) -> None:
    history = history_in(tmp_path)
    former = give(history, "Un", "MD", DAY, 365)
    new = renew(history, 1, DAY, 365)
    assert [(link.siae, link.who) for link in given(history)] == [("Un", "MD")] * 2
    assert [opens(history, former, days) for days in (0, 7, 8)] == [True, True, False]
    assert opens(history, new, 365)


def test_renewing_does_not_make_a_link_last_longer(tmp_path: Path) -> None:
    history = history_in(tmp_path)
    former = give(history, "Un", "MD", DAY, 2)
    renew(history, 1, DAY, 365)
    assert not opens(history, former, 3)


def test_a_link_that_was_taken_back_stays_so(tmp_path: Path) -> None:
    history = history_in(tmp_path)
    secret = give(history, "Un", "MD", DAY, 365)
    end(history, 1, DAY)
    assert not opens(history, secret, 0)


def test_links_are_renewed_and_listed_with_their_end(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA)})
    case.run("forms", "links", "--siae", "Un", "--who", "MD", "--days", "30")
    assert case.run("forms", "links", "--renew", "1").exit_code == 0
    assert plain(case.run("forms", "links").stdout) == (
        "  1  Un, MD : donné le 23/11/2026, jusqu'au 30/11/2026\n"
        "  2  Un, MD : donné le 23/11/2026, jusqu'au 23/11/2027\n"
    )
    case.run("forms", "links", "--revoke", "1")
    over = case.run("forms", "links", "--renew", "1")
    assert (over.exit_code, "n° 1 ne sert plus" in plain(over.stderr)) == (2, True)


def test_a_link_is_given_as_a_qr_code(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA)})
    for name in ("lien.svg", "lien.PNG"):
        picture = case.folder / name
        made = case.run("forms", "links", "--siae", "Un", "--who", "MD", "--qr", str(picture))
        assert (made.exit_code, str(picture) in made.stdout) == (0, True)
        assert picture.stat().st_mode & 0o77 == 0
    width, height = struct.unpack(">II", (case.folder / "lien.PNG").read_bytes()[16:24])
    assert width == height > 300
    assert b"<svg" in (case.folder / "lien.svg").read_bytes()


def test_a_qr_code_has_a_picture_s_ending_or_no_link_is_made(case: Case) -> None:
    case.make({"Un": (HEADERS, ANNA)})
    refused = case.run("forms", "links", "--siae", "Un", "--qr", "lien.docx")
    assert (refused.exit_code, ".svg ou en .png" in plain(refused.stderr)) == (2, True)
    assert "Aucun lien" in case.run("forms", "links").stdout
