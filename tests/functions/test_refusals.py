"""Bad requests: each is refused with its status and one sentence, and leaves nothing behind."""

import base64
import json
import struct
import zlib
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import pytest

from tests.functions import pngs
from tests.functions.conftest import Page, face, fields
from tests.functions.pngs import END, ROWS, SIGNATURE, chunk, data, header

KEY = "3f2b8c1e-7d4a-4f0b-9a6e-2c5d8e7f1a90"


def encoded(picture: bytes) -> str:
    return base64.b64encode(picture).decode()


def colour(channels: int, depth: type[np.integer[Any]] = np.uint8) -> bytes:
    shape = (48, 48) if channels == 1 else (48, 48, channels)
    return bytes(cv2.imencode(".png", np.ones(shape, depth))[1])


def damaged() -> bytes:
    picture = bytearray(pngs.GOOD)
    picture[50] ^= 1
    return bytes(picture)


PICTURES: list[tuple[str, int, bytes, str]] = [
    ("empty", 415, b"", "must be a PNG"),
    ("SVG", 415, b'<svg xmlns="http://www.w3.org/2000/svg"/>', "must be a PNG"),
    ("JPEG", 415, bytes(cv2.imencode(".jpg", np.zeros((48, 48), np.uint8))[1]), "must be a PNG"),
    ("GIF", 415, b"GIF89a" + bytes(40), "must be a PNG"),
    ("WebP", 415, b"RIFF\x00\x00\x00\x00WEBPVP8 ", "must be a PNG"),
    ("page", 415, b"<!doctype html><script>alert(1)</script>", "must be a PNG"),
    ("ZIP behind a picture", 400, pngs.GOOD + b"PK\x03\x04", "cut off"),
    ("signature alone", 400, SIGNATURE, "begin with its header"),
    ("RGB", 400, colour(3), "grey with 8 bits"),
    ("RGBA", 400, colour(4), "grey with 8 bits"),
    ("16-bit", 400, colour(1, np.uint16), "grey with 8 bits"),
    ("1-bit", 400, SIGNATURE + header(depth=1) + data() + END, "grey with 8 bits"),
    ("palette", 400, SIGNATURE + header(colour=3) + data() + END, "grey with 8 bits"),
    ("grey with alpha", 400, SIGNATURE + header(colour=4) + data() + END, "grey with 8 bits"),
    ("interlaced", 400, SIGNATURE + header(interlace=1) + data() + END, "interlaced"),
    ("47 wide", 400, SIGNATURE + header(width=47) + data() + END, "48×48 pixels"),
    ("96×96", 400, SIGNATURE + header(96, 96) + data(bytes(97 * 96)) + END, "48×48 pixels"),
    ("no width", 400, SIGNATURE + header(width=0) + data() + END, "48×48 pixels"),
    ("4 gigapixels", 400, SIGNATURE + header(65_535, 65_535) + data() + END, "48×48 pixels"),
    ("bomb", 400, SIGNATURE + header() + data(bytes(4_000_000)) + END, "exactly one"),
    ("one byte too many", 400, SIGNATURE + header() + data(ROWS + b"\0") + END, "exactly one"),
    ("one row too few", 400, SIGNATURE + header() + data(ROWS[:-49]) + END, "exactly one"),
    (
        "bytes behind the packed data",
        400,
        SIGNATURE + header() + chunk(b"IDAT", zlib.compress(ROWS) + b"x") + END,
        "exactly one",
    ),
    ("not packed", 400, SIGNATURE + header() + chunk(b"IDAT", ROWS) + END, "unpacked"),
    ("unknown filter", 400, SIGNATURE + header() + data(b"\5" + ROWS[1:]) + END, "filter"),
    ("wrong checksum", 400, damaged(), "checksum"),
    ("cut in half", 400, pngs.GOOD[: len(pngs.GOOD) // 2], "cut off"),
    ("without an end", 400, SIGNATURE + header() + data(), "one header and one end"),
    ("without data", 400, SIGNATURE + header() + END, "in one piece"),
    (
        "animated",
        400,
        SIGNATURE + header() + chunk(b"acTL", struct.pack(">II", 2, 0)) + data() + END,
        "still",
    ),
    ("two headers", 400, SIGNATURE + header() + header() + data() + END, "one header"),
    ("header last", 400, SIGNATURE + data() + header() + END, "begin with its header"),
    (
        "data in two places",
        400,
        SIGNATURE + header() + data() + chunk(b"tEXt") + data() + END,
        "in one piece",
    ),
    ("unknown critical part", 400, SIGNATURE + header() + chunk(b"ABCD") + data() + END, "a part"),
    ("part without a name", 400, SIGNATURE + header() + chunk(b"a\0b!") + END, "without a name"),
    ("full end", 400, SIGNATURE + header() + data() + chunk(b"IEND", b"x"), "empty"),
    (
        "length beyond the end",
        400,
        SIGNATURE + header() + struct.pack(">I", 0xFFFFFFFF) + b"IDAT" + bytes(8),
        "cut off",
    ),
]


@pytest.mark.parametrize(
    ("status", "picture", "says"), [p[1:] for p in PICTURES], ids=[p[0] for p in PICTURES]
)
def test_pictures(page: Page, status: int, picture: bytes, says: str) -> None:
    refused(page, page.contribute(face=encoded(picture)), status, says)


FIELDS: list[tuple[str, int, dict[str, Any], str]] = [
    ("face not base64", 400, {"face": "§§§§"}, "in base64"),
    ("face cut in its base64", 400, {"face": encoded(face())[:-3]}, "in base64"),
    ("face with line breaks", 400, {"face": encoded(face())[:40] + "\n"}, "in base64"),
    ("face as data URL", 400, {"face": "data:image/png;base64," + encoded(face())}, "in base64"),
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
    ("nested deeply", 400, b"[" * 8000 + b"]" * 8000, "one JSON object"),
    ("too long", 413, json.dumps(fields(face="A" * 16_384)).encode(), "at most 16384 bytes"),
    ("one byte too long", 413, b" " * 16_385, "at most 16384 bytes"),
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
    refused(page, answer, 413, "at most 16384 bytes")


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
    "..%2Fmodels%2Fcurrent.json",
    "faces/../models/current.json",
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
        t.__len__ for t in (PICTURES, FIELDS, BODIES, HEADERS, METHODS, RECEIPTS)
    ]
    assert sum(length() for length in tables) >= 100
