"""Counting clients without keeping who they are."""

import gc
from types import FunctionType, ModuleType
from typing import Any

import pytest

from functions.intake.rate import MAX_CLIENTS, Charge, RateLimit, client_of
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


def allowed(rate: RateLimit, charge: Charge) -> bool:
    try:
        rate.spend(charge)
    except Refusal:
        return False
    return True


def test_half_an_hour_s_worth_at_once_then_one_at_a_time() -> None:
    clock = Clock(0.0)
    rate = RateLimit(clock)
    for _ in range(30):
        rate.spend(Charge("passes", 60, "a"))
    with pytest.raises(Refusal) as refusal:
        rate.spend(Charge("passes", 60, "a"))
    assert refusal.value.status == 429
    assert refusal.value.headers == {"Retry-After": "120"}
    clock.now_s += 119
    assert not allowed(rate, Charge("passes", 60, "a"))
    clock.now_s += 1
    assert allowed(rate, Charge("passes", 60, "a"))


@pytest.mark.parametrize("an_hour", [1, 2, 3, 20, 120])
@pytest.mark.parametrize("client", ["a", None])
def test_no_hour_has_more_than_the_limit(an_hour: int, client: str | None) -> None:
    clock = Clock(0.0)
    rate = RateLimit(clock)
    came: list[float] = []
    # Asked every ten seconds, from the first moment on, and after an idle day.
    for start_s in (0.0, 86_400.0):
        for step in range(3 * 360):
            clock.now_s = start_s + 10 * step
            if allowed(rate, Charge("passes", an_hour, client)):
                came.append(clock.now_s)
    most = max(sum(first <= s < first + 3600 for s in came) for first in came)
    assert most <= an_hour
    assert most >= an_hour - 1


def test_kinds_and_clients_are_counted_apart() -> None:
    rate = RateLimit(Clock(0.0))
    for kind in ("passes", "deletions"):
        for client in ("a", "b", None):
            rate.spend(Charge(kind, 1, client))
    assert not allowed(rate, Charge("passes", 1, "a"))


def test_what_is_refused_costs_nobody_anything() -> None:
    rate = RateLimit(Clock(0.0))
    mine, all_s = Charge("stored", 4, "a"), Charge("stored", 2)
    rate.spend(mine, all_s)
    for _ in range(9):
        with pytest.raises(Refusal):
            rate.spend(mine, all_s)
    assert allowed(rate, mine)
    assert not allowed(rate, mine)


@pytest.mark.parametrize("how", ["taken back", "failed"])
def test_what_was_not_stored_is_given_back(how: str) -> None:
    rate = RateLimit(Clock(0.0))
    charges = (Charge("stored", 2, "a"), Charge("stored", 2))
    for _ in range(9):
        if how == "taken back":
            with rate.spending(*charges) as take_back:
                take_back()
        else:
            with pytest.raises(OSError, match="full"), rate.spending(*charges):
                raise OSError("full")
    with rate.spending(*charges):
        pass
    assert not allowed(rate, charges[0])
    assert not allowed(rate, charges[1])


def held(rate: RateLimit) -> set[bytes]:
    """All texts and bytes that can be reached from it, in whatever fields."""
    found: set[bytes] = set()
    seen: set[int] = set()
    left: list[Any] = [vars(rate)]
    while left:
        value = left.pop()
        if id(value) in seen or isinstance(value, type | ModuleType | FunctionType):
            continue
        seen.add(id(value))
        if isinstance(value, str | bytes):
            found.add(value.encode() if isinstance(value, str) else value)
        left += gc.get_referents(value)
    return found


def digests(rate: RateLimit) -> set[bytes]:
    """The salt, and what stands for each client."""
    return {value for value in held(rate) if len(value) == 32}


def test_nothing_that_it_holds_names_a_client() -> None:
    rate = RateLimit(Clock(0.0))
    rate.spend(Charge("passes", 10, "192.0.2.7"))
    assert len(digests(rate)) == 1 + 1
    assert not [value for value in held(rate) if b"192.0.2.7" in value]


def test_a_day_later_clients_are_forgotten_and_the_count_of_all_goes_on() -> None:
    clock = Clock(0.0)
    rate = RateLimit(clock)
    rate.spend(Charge("passes", 1, "a"))
    before = digests(rate)
    clock.now_s += 86_399
    while allowed(rate, Charge("stored", 4)):
        pass
    clock.now_s += 1
    rate.spend(Charge("passes", 1, "a"))
    # Another salt: the two days cannot be brought together.
    assert before.isdisjoint(digests(rate))
    assert not allowed(rate, Charge("stored", 4))


def test_memory_is_bounded_and_made_up_clients_do_not_make_the_count_of_all_forgotten() -> None:
    rate = RateLimit(Clock(0.0))
    rate.spend(Charge("stored", 1))
    for number in range(MAX_CLIENTS + 10):
        rate.spend(Charge("passes", 2, str(number)))
    assert len(digests(rate)) == 1 + MAX_CLIENTS
    assert not allowed(rate, Charge("stored", 1))
