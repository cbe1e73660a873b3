"""Requests that no page of ours sends: each is answered by a sentence, at next to no cost."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator

import pytest
import requests

from forms.loading import load_form
from sheets_sync.entry.bounds import most_characters
from sheets_sync.web.phone import serve
from sheets_sync.web.phone.links import give
from sheets_sync.web.phone.rate import Rate
from tests.serving import DEADLINE_SECONDS
from tests.typing_commands import plain
from tests.web.counter import DAY, FANTA, Counter

BODIES: dict[str, bytes] = {
    "nested lists": b"[" * 4_000,
    "nested objects": b'{"texts":' * 3_000,
    "nested texts": b'{"key": "1", "texts": {"nom": ' + b"[" * 2_000 + b"]" * 2_000 + b"}}",
    "a number of 9,000 digits": b'{"key": "1", "texts": {"nom": ' + b"9" * 9_000 + b"}}",
    "not UTF-8": b'{"key": "1", "texts": {"nom": "\xff\xfe"}}',
    "half a surrogate pair": b'{"key": "1", "texts": {"nom": "\\ud800"}}',
    "no number": b'{"key": "1", "texts": NaN}',
    "no texts": b'{"key": "1", "texts": null}',
    "a list": b"[]",
    "a text": b'"nom"',
    "no key": b'{"texts": {}}',
    "a key that is none": b'{"key": {"$ne": ""}, "texts": {}}',
    "a key longer than any": b'{"key": "' + b"k" * 101 + b'", "texts": {}}',
    "half of it": b'{"key": "1", "texts": {"nom": "KO',
    "nothing but braces": b"{}",
}


def post(counter: Counter, path: str, body: bytes | Iterator[bytes]) -> requests.Response:
    headers = {"Authorization": f"Bearer {counter.secret}"}
    return requests.post(
        f"{counter.address}/{path}", data=body, headers=headers, timeout=DEADLINE_SECONDS
    )


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_what_no_page_sends_is_refused_with_a_sentence(counter: Counter, body: bytes) -> None:
    answer = post(counter, "send", body)
    assert answer.status_code == 400
    assert answer.json()["message"].startswith("Cette demande n’a pas la forme attendue")
    assert counter.names() == ["DIALLO", "AHMADI", "AHMADI"]


def test_a_form_filled_to_the_brim_is_read_and_a_byte_more_is_not(counter: Counter) -> None:
    form = load_form("participant")
    # What takes the most bytes of all that JSON can be written in; of a change, three times.
    texts = {field.id: "\x01" * most_characters(field, form) for field in form.fields}
    full = json.dumps({"seen": texts, "shown": texts, "texts": texts}).encode()
    assert post(counter, "change", full).status_code == 200
    too_much = post(counter, "change", full + b" " * 2_000)
    assert too_much.status_code == 413
    assert "raccourcir les textes" in too_much.json()["message"]


def test_a_body_that_announces_no_length_is_counted_as_it_comes(counter: Counter) -> None:
    sent: list[int] = []

    def endless() -> Iterator[bytes]:
        for _ in range(10_000):
            sent.append(1)
            yield b" " * 10_000

    # The answer may come, or the connection be gone, while it is still being sent.
    with contextlib.suppress(requests.ConnectionError):
        assert post(counter, "send", endless()).status_code == 413
    assert len(sent) < 10_000


def test_nothing_is_read_of_who_has_no_link(counter: Counter) -> None:
    headers = {"Authorization": "Bearer guess"}
    body = b"x" * 50_000_000
    with contextlib.suppress(requests.ConnectionError):
        answer = requests.post(
            f"{counter.address}/send", data=body, headers=headers, timeout=DEADLINE_SECONDS
        )
        assert answer.status_code == 403


def test_a_link_that_asks_without_end_is_told_to_wait_and_others_are_served(
    counter: Counter,
) -> None:
    other = give(counter.history, "Deux", "AB", DAY, 365)
    counter.rate.burst = 5
    codes = [counter.post("check", {"texts": FANTA}).status_code for _ in range(7)]
    assert codes == [200] * 5 + [429] * 2
    refused = counter.post("check", {"texts": FANTA}).json()["message"]
    assert plain(refused).startswith("Trop de demandes en peu de temps : attendre une minute.")
    assert counter.post("check", {"texts": FANTA}, other).status_code == 200


def test_one_key_of_two_siae_is_two_entries(counter: Counter) -> None:
    other = give(counter.history, "Deux", "AB", DAY, 365)
    for secret in (counter.secret, other):
        answer = counter.post("send", {"key": "1-2-3-4", "texts": FANTA}, secret)
        assert plain(answer.json()["message"]).startswith("C'est dans l'onglet")
    assert counter.names() == ["DIALLO", "AHMADI", "KONÉ", "AHMADI", "KONÉ"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("KO\x00N\x07É\ufffe", "KONÉ"),
        ("Koné\x0bDiop", "Koné Diop"),
        # As it was typed in the tab; the export to CSV, which is read here, is defused.
        ("=HYPERLINK", "'=HYPERLINK"),
        ("_x0041_", "_x0041_"),
        ("😀", "😀"),
    ],
)
def test_a_name_is_kept_as_it_was_typed_but_for_what_nobody_types(
    counter: Counter, typed: str, kept: str
) -> None:
    answer = counter.post("send", {"key": "1", "texts": FANTA | {"nom": typed}}).json()
    assert answer["outcome"] == "added"
    assert counter.names() == ["DIALLO", "AHMADI", kept, "AHMADI"]


def test_the_page_says_when_a_link_will_soon_end(counter: Counter) -> None:
    assert counter.ask("form")["notice"] == ""
    soon = give(counter.history, "Un", "MD", DAY, 10)
    assert plain(counter.ask("form", soon)["notice"]) == (
        "Ce lien sert jusqu'au 03/12/2026. En demander un nouveau à la coordination."
    )


def test_a_pace_of_typing_is_never_too_fast() -> None:
    # A check 0.4 s after a key, without a stop for a quarter of an hour.
    now = [0.0]
    rate = Rate(serve.BURST, serve.PER_SECOND, clock=lambda: now[0])
    for _ in range(2_250):
        now[0] += 0.4
        assert not rate.is_exceeded("a")
