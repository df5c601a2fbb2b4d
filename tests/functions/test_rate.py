"""Counting clients without keeping who they are."""

import pytest

from functions.intake.rate import MAX_CLIENTS, RateLimit, client_of
from functions.intake.refusal import Refusal
from tests.functions.conftest import Clock


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.7", "192.0.2.7"),
        (" 192.0.2.7 ", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", "unknown"),
        ("not an address", "unknown"),
    ],
)
def test_what_one_client_is(address: str, client: str) -> None:
    assert client_of(address) == client


def test_an_hour_s_worth_at_once_then_one_at_a_time() -> None:
    clock = Clock(0.0)
    rate = RateLimit(clock)
    for _ in range(60):
        rate.spend("passes", "a", 60)
    with pytest.raises(Refusal) as refusal:
        rate.spend("passes", "a", 60)
    assert refusal.value.status == 429
    assert refusal.value.headers == {"Retry-After": "60"}
    clock.now_s += 59
    with pytest.raises(Refusal):
        rate.spend("passes", "a", 60)
    clock.now_s += 1
    rate.spend("passes", "a", 60)


def test_kinds_and_clients_are_counted_apart() -> None:
    rate = RateLimit(Clock(0.0))
    for kind in ("passes", "deletions"):
        for client in ("a", "b"):
            rate.spend(kind, client, 1)
    with pytest.raises(Refusal):
        rate.spend("passes", "a", 1)


def test_nothing_that_it_holds_names_a_client() -> None:
    rate = RateLimit(Clock(0.0))
    rate.spend("passes", "192.0.2.7", 10)
    assert "192.0.2.7" not in repr(vars(rate))
    assert b"192.0.2.7" not in b"".join(rate._buckets)


def test_a_day_later_clients_are_forgotten() -> None:
    clock = Clock(0.0)
    rate = RateLimit(clock)
    rate.spend("passes", "a", 1)
    (before,) = rate._buckets
    clock.now_s += 86_400
    rate.spend("passes", "a", 1)
    (after,) = rate._buckets
    assert before != after  # Another salt: the two days cannot be brought together.


def test_memory_is_bounded() -> None:
    rate = RateLimit(Clock(0.0))
    for number in range(MAX_CLIENTS + 10):
        rate.spend("passes", str(number), 1)
    assert len(rate._buckets) == MAX_CLIENTS
