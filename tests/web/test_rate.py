"""How often one link may ask."""

from __future__ import annotations

from sheets_sync.web.phone.rate import Rate


def test_so_many_at_once_and_so_many_a_second_each() -> None:
    now = [0.0]
    rate = Rate(burst=3, per_second=0.5, clock=lambda: now[0])
    assert [rate.is_exceeded("a") for _ in range(5)] == [False, False, False, True, True]
    assert not rate.is_exceeded("b")
    now[0] = 2.0
    assert [rate.is_exceeded("a") for _ in range(2)] == [False, True]
    now[0] = 1_000.0
    assert [rate.is_exceeded("a") for _ in range(4)] == [False, False, False, True]
