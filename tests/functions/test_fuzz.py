"""Requests damaged by Hypothesis: each gets an answer of the contract, in little memory, and leaves
nothing behind but whole pictures."""

import json
import tracemalloc
from collections.abc import Callable
from io import RawIOBase
from typing import Any

import pytest
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from functions.intake import layout
from functions.intake.contribution import MAX_BODY_BYTES
from functions.intake.passes import LIFE_S
from tests.damage import Damage, fuzz
from tests.functions.conftest import Page, fields

ANSWERS = {201, 204, 400, 401, 403, 405, 413, 415}
MOST_MEMORY = 1 << 20
"""Bytes for any request: sixteen at once have 256 MiB (functions/main.py)."""
ROOT = "/api/contributions"
METHODS = st.sampled_from(["POST", "POST", "DELETE", "GET", "PUT", "OPTIONS", "PATCH", "Ä"])
PATHS = st.sampled_from(["", "", "/token", "/0000-0000-0000-0000-0000-0000"]) | st.text().map(
    lambda text: f"/{text}"
)
# As WSGI has them: Latin-1, and no line's end.
TEXTS = st.text(st.characters(codec="latin-1", exclude_characters="\r\n\0")).map(str.strip)
HEADERS = st.dictionaries(
    st.sampled_from(
        [
            "Authorization",
            "Idempotency-Key",
            "Content-Type",
            "Content-Length",
            "Origin",
            "Sec-Fetch-Site",
            "X-Forwarded-For",
            "X-Forwarded-Host",
            "X-Firebase-AppCheck",
        ]
    ),
    TEXTS
    | st.sampled_from(["https://mien.example, 192.0.2.1 [::1]%5", "-1", "9" * 30, "same-site"]),
    max_size=2,
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
FIELDS = st.dictionaries(st.sampled_from([*fields(), "more"]), JSON, min_size=1, max_size=2)


@pytest.fixture
def sent(page: Page) -> Callable[..., TestResponse]:
    """Sends a request an hour after the one before, so that no limit of theirs is reached."""
    page.client.application.testing = False  # A traceback is an answer of 500, as in the cloud.
    page.contribute()  # What is imported at the first request is of no request.

    def send(**request: Any) -> TestResponse:
        page.clock.now_s += LIFE_S
        page.new_token()
        headers = page.headers() | request.pop("headers", {})
        tracemalloc.start()
        try:
            answer = page.client.open(headers=headers, **request)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert peak < MOST_MEMORY, (peak, request)
        return answer

    return send


def hold(page: Page, answer: TestResponse) -> None:
    """Asserts that an answer is of the contract, and what is stored a contribution."""
    assert answer.status_code in ANSWERS, answer.text
    if answer.status_code == 201:
        assert set(answer.json) in ({"receipt"}, {"token", "expiresInS"})
    elif answer.status_code != 204:
        assert list(answer.json) == ["error"]
    for blob in page.stored():
        assert len(blob.download_as_bytes()) == layout.FACE_BYTES
        assert blob.metadata[layout.LABEL] in layout.LABELS
        blob.delete()


@fuzz(100)
def test_a_damaged_body(page: Page, sent: Callable[..., TestResponse], damage: Damage) -> None:
    body = damage(json.dumps(fields()).encode())
    hold(page, sent(path=ROOT, method="POST", data=body))


@fuzz(100, changes=FIELDS)
def test_other_fields(
    page: Page, sent: Callable[..., TestResponse], damage: Damage, changes: dict[str, Any]
) -> None:
    hold(page, sent(path=ROOT, method="POST", data=json.dumps(fields(**changes)).encode()))


@fuzz(100, method=METHODS, path=PATHS, headers=HEADERS)
def test_other_requests(
    page: Page,
    sent: Callable[..., TestResponse],
    damage: Damage,
    method: str,
    path: str,
    headers: dict[str, str],
) -> None:
    body = json.dumps(fields()).encode()
    hold(page, sent(path=ROOT + path, method=method, headers=headers, data=body))


class Endless(RawIOBase):
    """A body that never ends, and counts what is read of it."""

    taken = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        buffer[:] = b" " * len(buffer)
        self.taken += len(buffer)
        return len(buffer)


@pytest.mark.parametrize("length", [None, "4096", "99999999999999999999", "-5", "1e3"])
def test_a_body_without_end(
    page: Page, sent: Callable[..., TestResponse], length: str | None
) -> None:
    body = Endless()
    told = {"wsgi.input_terminated": True} if length is None else {"CONTENT_LENGTH": length}
    answer = sent(path=ROOT, method="POST", environ_overrides={"wsgi.input": body, **told})
    assert answer.status_code in (400, 413)
    hold(page, answer)
    assert body.taken <= MAX_BODY_BYTES + 1
