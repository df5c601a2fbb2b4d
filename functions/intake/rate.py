"""Limits requests per client and for all clients, without keeping an address.

A client is identified by a hash of its address with a random salt that changes every day and exists
only in this process's memory. So nothing about a client is stored, and a day later no hash can be
turned back into an address. A counter in Firestore would outlive the process but keep a trace of
each visitor on disk; so main.py runs one instance at a time.

Each count is a token bucket that holds half of an hour's limit and gets the other half over an
hour, so that no hour, not even the first, exceeds the limit. A new instance starts with full
buckets.
"""

import hashlib
import hmac
import ipaddress
import math
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from .refusal import Refusal

HOUR_S: Final = 3600.0
DAY_S: Final = 86400.0
MAX_CLIENTS: Final = 20_000
"""About 5 MB; beyond it, the client not seen for longest is forgotten."""


@dataclass(frozen=True)
class Limit:
    """At most so many in any hour, half of them at once."""

    client: int
    everyone: int


@dataclass(frozen=True)
class Limits:
    """What is counted, each by itself.

    Args:
        stored: Contributions that were not there before: what a flood can fill.
        repeats: Contributions that were stored already.
        deletions: Deletions; for all clients, those that found nothing to delete, so that nobody
            can stop others from using their receipts.
        attempts: One client's contributions that are looked up in the storage, new or not.
    """

    passes: Limit = Limit(20, 6000)
    stored: Limit = Limit(120, 3000)
    repeats: Limit = Limit(120, 6000)
    deletions: Limit = Limit(120, 6000)
    attempts: int = 240


@dataclass
class _Bucket:
    an_hour: int
    left: float
    seen_s: float

    @property
    def size(self) -> float:
        return max(1.0, self.an_hour / 2)

    def fill(self, now_s: float) -> None:
        """Adds what has come since it was last seen."""
        gained = (now_s - self.seen_s) * self.an_hour / 2 / HOUR_S
        self.left, self.seen_s = min(self.size, self.left + gained), now_s

    @property
    def wait_s(self) -> int:
        """Whole seconds until one is left; 0 if one is, or nearly is by rounding."""
        missing = 1 - self.left
        return math.ceil(missing * 2 * HOUR_S / self.an_hour) if missing > 1e-6 else 0


@dataclass(frozen=True)
class Charge:
    """One request of a kind.

    Args:
        client: Whose; None is everyone's.
    """

    kind: str
    an_hour: int
    client: str | None = None


class RateLimit:
    """Counts requests.

    Args:
        clock: Returns seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._salt = secrets.token_bytes(32)
        self._salt_s = clock()
        self._clients: OrderedDict[bytes, _Bucket] = OrderedDict()
        # Separate from the clients': many forged addresses would evict these too.
        self._everyone: dict[str, _Bucket] = {}

    def spend(self, *charges: Charge) -> None:
        """Counts a request: all of its charges, or none.

        Raises:
            Refusal: 429 with Retry-After in seconds.
        """
        with self._lock:
            buckets = [self._bucket(charge) for charge in charges]
            wait_s = max(bucket.wait_s for bucket in buckets)
            if wait_s > 0:
                raise Refusal(
                    429, "Too many requests; try again later.", {"Retry-After": str(wait_s)}
                )
            for bucket in buckets:
                bucket.left -= 1

    @contextmanager
    def spending(self, *charges: Charge) -> Iterator[Callable[[], None]]:
        """Counts a request whose charges may be returned.

        Yields:
            A function that returns the charges; an exception returns them too.

        Raises:
            Refusal: 429 with Retry-After in seconds.
        """
        self.spend(*charges)
        try:
            yield lambda: self._give_back(charges)
        except BaseException:
            self._give_back(charges)
            raise

    def _give_back(self, charges: tuple[Charge, ...]) -> None:
        with self._lock:
            for bucket in map(self._bucket, charges):
                bucket.left = min(bucket.size, bucket.left + 1)

    def _bucket(self, charge: Charge) -> _Bucket:
        now_s = self._clock()
        fresh = _Bucket(charge.an_hour, charge.an_hour, now_s)
        if charge.client is None:
            bucket = self._everyone.setdefault(charge.kind, fresh)
        else:
            if now_s - self._salt_s >= DAY_S:
                self._salt, self._salt_s = secrets.token_bytes(32), now_s
                self._clients.clear()
            name = f"{charge.kind}\n{charge.client}".encode()
            key = hmac.new(self._salt, name, hashlib.sha256).digest()
            bucket = self._clients.setdefault(key, fresh)
            self._clients.move_to_end(key)
            if len(self._clients) > MAX_CLIENTS:
                self._clients.popitem(last=False)
        bucket.fill(now_s)
        return bucket


def client_of(address: str) -> str:
    """Returns what counts as one client: an IPv4 address, or an IPv6 network of 64 bits, which one
    household has. Everything that is no address counts as one client."""
    try:
        parsed = ipaddress.ip_address(address.strip())
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
