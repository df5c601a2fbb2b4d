"""Passes: what a page needs to contribute; signed by the server, tied to nobody.

Why not an anonymous Firebase account, created by the server? It would identify the person and stay
with Google until somebody deletes it, and Firebase allows 100 new accounts an hour for each address
(firebase.google.com/docs/auth/limits), here the function's own for all visitors. A signed pass
stores nothing, needs no other service and lasts an hour.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
import struct
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from .refusal import Refusal

LIFE_S: Final = 3600
PREFIX: Final = "m1"
SESSION_BYTES: Final = 16
MAX_CHARACTERS: Final = 4096


@dataclass(frozen=True)
class Pass:
    """A pass that was signed here.

    Args:
        issued_s: Unix time.
        session: Random bytes that only the passes of one page on one day share.
    """

    issued_s: int
    session: bytes

    @property
    def day(self) -> str:
        """The UTC date of issue."""
        return datetime.fromtimestamp(self.issued_s, UTC).date().isoformat()


def issue(secret: bytes, now_s: float, former: Pass | None = None) -> str:
    """Returns a new pass.

    Args:
        now_s: Unix time.
        former: The page's last one. Its session lasts for the rest of the day, so that one
            contributor is one batch.
    """
    fresh = Pass(int(now_s), secrets.token_bytes(SESSION_BYTES))
    if former is not None and former.day == fresh.day:
        fresh = Pass(fresh.issued_s, former.session)
    payload = struct.pack(">Q", fresh.issued_s) + fresh.session
    return f"{PREFIX}.{_text(payload)}.{_text(_signature(secret, payload))}"


def read(secret: bytes, text: str) -> Pass | None:
    """Returns the pass, expired or not; None unless it was signed with this secret."""
    parts = text.split(".")
    if len(text) > MAX_CHARACTERS or len(parts) != 3 or parts[0] != PREFIX:
        return None
    try:
        payload, signature = (
            base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
            for part in parts[1:]
        )
    except (binascii.Error, ValueError):
        return None
    if not hmac.compare_digest(signature, _signature(secret, payload)):
        return None
    return Pass(struct.unpack_from(">Q", payload)[0], payload[8:])


def check(secret: bytes, text: str, now_s: float) -> Pass:
    """Returns the pass.

    Raises:
        Refusal: 401 unless it was signed here within the last hour.
    """
    found = read(secret, text)
    if found is None or not found.issued_s <= now_s < found.issued_s + LIFE_S:
        raise Refusal(401, "The token is invalid or has expired; ask for a new one.", CHALLENGE)
    return found


CHALLENGE: Final = {"WWW-Authenticate": "Bearer"}


def batch_of(secret: bytes, day: str, session: bytes) -> str:
    """Returns the name shared by one contributor's pictures of one day: neither the page nor anyone
    else knows it, but the same session gives the same name."""
    digest = hmac.new(secret, b"mien batch 1\n" + day.encode() + session, hashlib.sha256)
    return f"{day}-{digest.hexdigest()[:12]}"


def _signature(secret: bytes, payload: bytes) -> bytes:
    return hmac.new(secret, b"mien pass 1\n" + payload, hashlib.sha256).digest()


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
