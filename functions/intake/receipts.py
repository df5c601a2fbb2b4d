"""Receipts: with one, a person can delete a contribution; without it, nobody can find it.

A receipt is derived from the request's idempotency key, which the page draws at random (UUID
version 4, 122 random bits). So a repeated request gets the same receipt without a look-up, and a
new secret on the server changes no receipt. The stored object's name is a hash of the receipt, so
no receipt can be computed from the storage.
"""

import hashlib
import re
import uuid
from typing import Final

from .layout import FACES
from .refusal import Refusal

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, which are misread."""
MISREAD: Final = str.maketrans("OIL", "011")
CODE_CHARACTERS: Final = 20
"""100 bits: at a million guesses a second, none of a million receipts is ever found."""
CHECK_CHARACTERS: Final = 4
"""A checksum, because an unknown receipt is answered like a known one: one typing error in a
million passes."""
KEY_PATTERN: Final = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
)


def receipt_of(key: uuid.UUID) -> str:
    """Returns the receipt of an idempotency key: six groups of four characters."""
    code = _digits(b"mien receipt 1\n" + key.bytes, CODE_CHARACTERS)
    text = code + _check(code)
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


def object_name(receipt: str) -> str:
    """Returns the name of a receipt's stored contribution.

    Raises:
        Refusal: 400 if it is not a receipt; case, spaces and hyphens do not matter.
    """
    text = re.sub(r"[ -]", "", receipt[:64]).upper().translate(MISREAD)
    code, check = text[:CODE_CHARACTERS], text[CODE_CHARACTERS:]
    if not set(text) <= set(ALPHABET) or len(check) != CHECK_CHARACTERS or check != _check(code):
        raise Refusal(400, "This is not a receipt; check each character.")
    return f"{FACES}{hashlib.sha256(b'mien object 1' + code.encode()).hexdigest()[:40]}"


def read_key(text: str | None) -> uuid.UUID:
    """Returns the request's idempotency key.

    Raises:
        Refusal: 400 unless it is a UUID of version 4.
    """
    if text is None or not KEY_PATTERN.fullmatch(text.lower()):
        raise Refusal(400, "The header Idempotency-Key must be a random UUID (version 4).")
    return uuid.UUID(text)


def _check(code: str) -> str:
    return _digits(b"mien check 1\n" + code.encode("ascii", "replace"), CHECK_CHARACTERS)


def _digits(data: bytes, count: int) -> str:
    number = int.from_bytes(hashlib.sha256(data).digest(), "big")
    return "".join(ALPHABET[number >> (5 * place) & 31] for place in range(count))
