"""How often one client may ask, without keeping its address.

A client is known by a hash of its address with a salt that is drawn at random each day, lives in
this process's memory only and is forgotten with it. So nothing about a client is stored, and what
memory holds cannot be turned back into addresses a day later. The price: each instance of the
function counts by itself, so the limits hold for each of at most `max_instances` (main.py). A
counter in Firestore would count together, but keep a trace of each visitor on disk.
"""

import hashlib
import hmac
import ipaddress
import math
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from .refusal import Refusal

HOUR_S: Final = 3600.0
DAY_S: Final = 86400.0
MAX_CLIENTS: Final = 20_000
"""About 5 MB; beyond it, whoever was not seen for longest is forgotten."""


@dataclass(frozen=True)
class Limits:
    """Requests an hour; a client that was away may spend an hour's at once.

    Args:
        passes: New passes for one client.
        contributions: Contributions, taken or refused, of one client.
        deletions: Deletions of one client.
        stored: Contributions taken from all clients together: what a flood can fill.
    """

    passes: int = 20
    contributions: int = 120
    deletions: int = 120
    stored: int = 3000


@dataclass
class _Bucket:
    left: float
    seen_s: float


class RateLimit:
    """Token buckets by kind of request and client.

    Args:
        clock: Seconds that only ever grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._salt = secrets.token_bytes(32)
        self._salt_s = clock()
        self._buckets: OrderedDict[bytes, _Bucket] = OrderedDict()

    def spend(self, kind: str, client: str, an_hour: int) -> None:
        """Counts one request.

        Raises:
            Refusal: 429 with Retry-After in seconds.
        """
        with self._lock:
            now_s = self._clock()
            if now_s - self._salt_s >= DAY_S:
                self._salt, self._salt_s = secrets.token_bytes(32), now_s
                self._buckets.clear()
            key = hmac.new(self._salt, f"{kind}\n{client}".encode(), hashlib.sha256).digest()
            bucket = self._buckets.setdefault(key, _Bucket(an_hour, now_s))
            self._buckets.move_to_end(key)
            gained = (now_s - bucket.seen_s) * an_hour / HOUR_S
            bucket.left, bucket.seen_s = min(an_hour, bucket.left + gained), now_s
            if len(self._buckets) > MAX_CLIENTS:
                self._buckets.popitem(last=False)
            if bucket.left < 1:
                wait_s = math.ceil((1 - bucket.left) * HOUR_S / an_hour)
                raise Refusal(
                    429, "Too many requests; try again later.", {"Retry-After": str(wait_s)}
                )
            bucket.left -= 1


def client_of(address: str) -> str:
    """Returns what counts as one client: an IPv4 address, or an IPv6 network of 64 bits, which one
    household commands; whatever is no address counts as one client together."""
    try:
        parsed = ipaddress.ip_address(address.strip())
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
