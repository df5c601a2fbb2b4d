"""Requests damaged at random: each gets an answer of the contract, and leaves nothing behind."""

import json
import random

import pytest

from tests.functions.conftest import Page, fields

ANSWERS = {204, 400, 401, 403, 405, 413, 415, 429}
HEADERS = (
    "Authorization",
    "Idempotency-Key",
    "Content-Type",
    "Content-Length",
    "Origin",
    "Sec-Fetch-Site",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Firebase-AppCheck",
)
SIGNS = [chr(code) for code in (*range(32, 127), *range(160, 256))]
PIECES = [
    "\\ud800",
    "\\u0000",
    "1e999",
    "-0",
    "NaN",
    "null",
    "[[",
    "{}",
    "é",
    "\x7f",
    "Ä",
    " ",
    '"',
]


def damage(text: str, chance: random.Random, signs: list[str]) -> str:
    """A text cut, doubled, or with a few signs changed."""
    cut = chance.randrange(len(text) + 1)
    how = chance.randrange(4)
    if how == 0:
        return text[:cut]
    if how == 1:
        return text[:cut] + text[cut // 2 :]
    letters = list(text or " ")
    for _ in range(chance.randint(1, 3)):
        letters[chance.randrange(len(letters))] = chance.choice(signs)
    return "".join(letters)


@pytest.mark.parametrize("seed", range(4))
def test_damaged_requests(page: Page, seed: int) -> None:
    chance = random.Random(seed)
    whole = json.dumps(fields())
    for _ in range(150):
        headers, body = page.headers(), whole
        spoilt = chance.choice((*HEADERS, "body", "body", "path"))
        path = chance.choice(("", "/token", "/0000-0000-0000-0000-0000-0000"))
        if spoilt == "body":
            body = damage(body, chance, SIGNS + PIECES)
        elif spoilt == "path":
            path = f"/{damage(path, chance, SIGNS)}"
        else:
            before = headers.get(spoilt, "https://mien.example, 192.0.2.1 [::1]%5")
            headers[spoilt] = damage(before, chance, SIGNS).strip()
        method = chance.choice(("POST", "POST", "DELETE", "PUT", "OPTIONS"))
        answer = page.client.open(
            f"/api/contributions{path}", method=method, headers=headers, data=body.encode()
        )
        # Whole all the same, or damaged where nobody looks.
        if answer.status_code == 201:
            assert set(answer.json) in ({"receipt"}, {"token", "expiresInS"})
            continue
        assert answer.status_code in ANSWERS, (spoilt, headers, body)
        if answer.status_code != 204:
            assert list(answer.json) == ["error"]
    for blob in page.stored():
        assert len(blob.download_as_bytes()) == 2304
