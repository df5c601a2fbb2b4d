"""Bad requests: each is refused with its status and one sentence, and leaves nothing behind."""

import base64
import json
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import pytest

from tests.functions.conftest import Page, face, fields

KEY = "3f2b8c1e-7d4a-4f0b-9a6e-2c5d8e7f1a90"


def encoded(picture: bytes) -> str:
    return base64.b64encode(picture).decode()


def png() -> bytes:
    return cv2.imencode(".png", np.zeros((48, 48), np.uint8))[1].tobytes()


FIELDS: list[tuple[str, int, dict[str, Any], str]] = [
    ("face empty", 400, {"face": ""}, "2304 grey levels"),
    ("face one level short", 400, {"face": encoded(face()[1:])}, "2304 grey levels"),
    ("face one level long", 400, {"face": encoded(face() + b"x")}, "2304 grey levels"),
    ("face in colour", 400, {"face": encoded(face()[:768] * 3)[:-4]}, "2304 grey levels"),
    ("face a PNG", 400, {"face": encoded(png())}, "2304 grey levels"),
    ("face of surrogates", 400, {"face": "\ud800" * 8}, "in base64"),
    ("face an object", 400, {"face": {"length": 2304}}, "in base64"),
    ("face not base64", 400, {"face": "§§§§"}, "in base64"),
    ("face cut in its base64", 400, {"face": encoded(face())[:-3]}, "in base64"),
    ("face with line breaks", 400, {"face": encoded(face())[:40] + "\n"}, "in base64"),
    ("face as data URL", 400, {"face": "data:;base64," + encoded(face())}, "in base64"),
    ("face a number", 400, {"face": 7}, "in base64"),
    ("face null", 400, {"face": None}, "in base64"),
    ("label unknown", 400, {"label": "bored"}, "label must be one of"),
    ("label a number", 400, {"label": 3}, "label must be one of"),
    ("label a list", 400, {"label": ["happy"]}, "label must be one of"),
    ("label in capitals", 400, {"label": "Happy"}, "label must be one of"),
    ("label a path", 400, {"label": "../happy"}, "label must be one of"),
    ("label with markup", 400, {"label": "<b>happy</b>"}, "label must be one of"),
    ("consent old", 400, {"consent": "2020-01-01"}, "consent"),
    ("consent true", 400, {"consent": True}, "consent"),
    ("consent empty", 400, {"consent": ""}, "consent"),
    ("consent a list", 400, {"consent": ["2026-11-24"]}, "consent"),
    ("model a text", 400, {"model": "fast"}, "model must have"),
    ("model without version", 400, {"model": {"name": "fast"}}, "model must have"),
    ("model with more", 400, {"model": {"name": "a", "version": "1", "x": 1}}, "model must have"),
    ("name a path", 400, {"model": {"name": "../../etc", "version": "1"}}, "name must be"),
    ("name empty", 400, {"model": {"name": "", "version": "1"}}, "name must be"),
    ("name too long", 400, {"model": {"name": "a" * 41, "version": "1"}}, "name must be"),
    ("name ends a line", 400, {"model": {"name": "fast\n", "version": "1"}}, "name must be"),
    ("version a path", 400, {"model": {"name": "fast", "version": "1/../2"}}, "version must be"),
    ("version with a NUL", 400, {"model": {"name": "fast", "version": "1\0"}}, "version must be"),
    ("a field too many", 400, {"person": "Ann"}, "no others"),
]


@pytest.mark.parametrize(
    ("status", "change", "says"), [f[1:] for f in FIELDS], ids=[f[0] for f in FIELDS]
)
def test_fields(page: Page, status: int, change: dict[str, Any], says: str) -> None:
    refused(page, page.contribute(**change), status, says)


@pytest.mark.parametrize("missing", ["face", "label", "model", "consent"])
def test_missing_fields(page: Page, missing: str) -> None:
    sent = fields()
    del sent[missing]
    answer = page.client.post("/api/contributions", json=sent, headers=page.headers())
    refused(page, answer, 400, "must have the fields")


BODIES: list[tuple[str, int, bytes, str]] = [
    ("empty", 400, b"", "one JSON object"),
    ("no JSON", 400, b"face=happy", "one JSON object"),
    ("JSON cut off", 400, json.dumps(fields()).encode()[:-5], "one JSON object"),
    ("a list", 400, b"[]", "must have the fields"),
    ("null", 400, b"null", "must have the fields"),
    ("a field twice", 400, b'{"label": "happy", "label": "sad"}', "one JSON object"),
    ("not UTF-8", 400, b'{"label": "\xff"}', "one JSON object"),
    ("nested deeply", 400, b"[" * 2000 + b"]" * 2000, "one JSON object"),
    ("too long", 413, json.dumps(fields(face="A" * 4096)).encode(), "at most 4096 bytes"),
    ("one byte too long", 413, b" " * 4097, "at most 4096 bytes"),
]


@pytest.mark.parametrize(
    ("status", "body", "says"), [b[1:] for b in BODIES], ids=[b[0] for b in BODIES]
)
def test_bodies(page: Page, status: int, body: bytes, says: str) -> None:
    answer = page.client.post("/api/contributions", data=body, headers=page.headers())
    refused(page, answer, status, says)


HEADERS: list[tuple[str, int, dict[str, str], str]] = [
    ("no token", 401, {"Authorization": ""}, "token"),
    ("token alone", 401, {"Authorization": "m1.AA.AA"}, "token"),
    ("another scheme", 401, {"Authorization": "Basic bTpt"}, "token"),
    ("made-up token", 401, {"Authorization": "Bearer m1.AAAA.AAAA"}, "token"),
    ("unsigned JWT", 401, {"Authorization": "Bearer eyJhbGciOiJub25lIn0.e30."}, "token"),
    ("endless token", 401, {"Authorization": "Bearer m1." + "A" * 5000 + ".A"}, "token"),
    ("no key", 400, {"Idempotency-Key": ""}, "Idempotency-Key"),
    ("key a number", 400, {"Idempotency-Key": "1"}, "Idempotency-Key"),
    ("key a UUID of version 1", 400, {"Idempotency-Key": KEY.replace("-4f", "-1f")}, "version 4"),
    ("key a path", 400, {"Idempotency-Key": f"../{KEY}"}, "Idempotency-Key"),
    ("key and more", 400, {"Idempotency-Key": f"{KEY}0"}, "Idempotency-Key"),
    ("a form", 415, {"Content-Type": "application/x-www-form-urlencoded"}, "application/json"),
    ("plain text", 415, {"Content-Type": "text/plain"}, "application/json"),
    ("no type", 415, {"Content-Type": ""}, "application/json"),
]


@pytest.mark.parametrize(
    ("status", "change", "says"), [h[1:] for h in HEADERS], ids=[h[0] for h in HEADERS]
)
def test_headers(page: Page, status: int, change: dict[str, str], says: str) -> None:
    body = json.dumps(fields()).encode()
    answer = page.client.post("/api/contributions", data=body, headers=page.headers() | change)
    refused(page, answer, status, says)


def test_a_body_without_a_length_is_measured_too(page: Page) -> None:
    from io import BytesIO

    answer = page.client.post(
        "/api/contributions",
        input_stream=BytesIO(b" " * 20_000),
        headers=page.headers(),
        environ_overrides={"wsgi.input_terminated": True},
    )
    refused(page, answer, 413, "at most 4096 bytes")


def test_a_token_of_another_server(page: Page) -> None:
    from functions.intake import passes

    page.token = passes.issue(b"somebody else's secret, as long as ours", page.clock())
    refused(page, page.contribute(), 401, "token")


@pytest.mark.parametrize("age_s", [3600, 86_400, -60])
def test_a_token_lasts_an_hour_and_does_not_come_from_the_future(page: Page, age_s: int) -> None:
    page.new_token()
    page.clock.now_s += age_s
    refused(page, page.contribute(), 401, "token")


METHODS = [
    ("GET", "", "POST"),
    ("PUT", "", "POST"),
    ("DELETE", "", "POST"),
    ("OPTIONS", "", "POST"),
    ("GET", "/token", "POST"),
    ("DELETE", "/token", "POST"),
    ("GET", "/0000-0000-0000-0000-0000-0000", "DELETE"),
    ("POST", "/0000-0000-0000-0000-0000-0000", "DELETE"),
    ("PATCH", "/a/b/c", "DELETE"),
]


@pytest.mark.parametrize(("method", "path", "allowed"), METHODS)
def test_methods(page: Page, method: str, path: str, allowed: str) -> None:
    answer = page.client.open(f"/api/contributions{path}", method=method)
    refused(page, answer, 405, "method")
    assert answer.headers["Allow"] == allowed
    assert "Access-Control-Allow-Origin" not in answer.headers


RECEIPTS = [
    "nonsense",
    "..%2Fother%2Fobject",
    "faces/../other/object",
    "0000-0000-0000-0000-0000-0000",
    "A" * 5000,
    "ÄÖÜ0-0000-0000-0000-0000-0000",
    "%00",
]


@pytest.mark.parametrize("receipt", RECEIPTS)
def test_receipts(page: Page, receipt: str) -> None:
    refused(page, page.take_back(receipt), 400, "not a receipt")


def refused(page: Page, answer: Any, status: int, says: str) -> None:
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert list(answer.json) == ["error"]
    sentence = answer.json["error"]
    assert says in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert page.stored() == []


def test_there_are_enough() -> None:
    tables: list[Callable[[], int]] = [
        t.__len__ for t in (FIELDS, BODIES, HEADERS, METHODS, RECEIPTS)
    ]
    assert sum(length() for length in tables) >= 70
