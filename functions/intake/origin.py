"""Where a request comes from: which site's page sent it, and from which address."""

import ipaddress
from collections.abc import Sequence
from typing import Final

from flask import Request

from .refusal import Refusal

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

EDGE: Final[tuple[Network, ...]] = tuple(
    ipaddress.ip_network(text)
    for text in (
        "35.191.0.0/16", "130.211.0.0/22",
        "64.233.160.0/19", "66.102.0.0/20", "66.249.80.0/20", "72.14.192.0/18", "74.125.0.0/16",
        "108.177.0.0/17", "142.250.0.0/15", "172.217.0.0/16", "173.194.0.0/16",
        "209.85.128.0/17", "216.58.192.0/19", "216.239.32.0/19",
        "2001:4860:4000::/36", "2404:6800:4000::/36", "2607:f8b0:4000::/36",
        "2800:3f0:4000::/36", "2a00:1450:4000::/36", "2c0f:fb50:4000::/36",
    )
)  # fmt: skip
"""Google's own machines, from which Firebase Hosting passes requests on; customers' machines have
other addresses. The first two are its front ends' (cloud.google.com/load-balancing/docs/https), the
others those that it names as its own (support.google.com/a/answer/60764). MIEN_EDGE replaces
them."""


def require_own_site(request: Request) -> None:
    """Accepts requests of the page itself, and requests that no page sent.

    Browsers say in Sec-Fetch-Site, which no page can set, whose page sends a request
    (w3.org/TR/fetch-metadata); those that do not yet send Origin with a POST or a DELETE.

    Raises:
        Refusal: 403 for another site's page.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        own = site in ("same-origin", "none")
    else:
        origin = request.headers.get("Origin")
        hosts = [request.headers.get(name) for name in ("X-Forwarded-Host", "Host")]
        ours = [f"{how}://{host}" for how in ("http", "https") for host in hosts if host]
        own = origin is None or origin in ours
    if not own:
        raise Refusal(403, "The request must come from this site's own page.")


def address_of(request: Request, edge: Sequence[Network]) -> str:
    """Returns the address that a request came from; nothing that a client can write is trusted.

    Google appends to X-Forwarded-For the address that reached it; anybody may have written what
    stands before it. If that address is the edge's, the one before it counts: the edge appended it.
    Fastly-Client-IP is not read: Fastly passes on whatever a client puts there.

    Args:
        edge: Networks of the machines that Firebase Hosting's edge passes requests on from.
    """
    given = request.headers.get("X-Forwarded-For", "")
    *before, last = (part.strip() for part in given.split(","))
    peer = last or request.remote_addr or ""
    return before[-1] if before and _is_in(peer, edge) else peer


def _is_in(address: str, networks: Sequence[Network]) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in networks)
