"""An endpoint on a storage in memory, and a page that contributes to it."""

import base64
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import cv2
import numpy as np
import pytest
from flask.testing import FlaskClient
from google.cloud import storage
from werkzeug.test import TestResponse

from functions.development.serve import local_app
from functions.development.storage import StorageServer, local_bucket
from functions.intake import layout
from functions.intake.endpoint import Intake
from functions.intake.proofs import Proofs
from functions.intake.rate import Limits, RateLimit
from functions.intake.settings import Settings
from functions.intake.store import Store

SECRET = b"tests' secret, 32 bytes or longer"
NOON_S = datetime(2026, 11, 28, 12, tzinfo=UTC).timestamp()


@dataclass
class Clock:
    """A clock that tests set."""

    now_s: float = NOON_S

    def __call__(self) -> float:
        return self.now_s


@dataclass
class Page:
    """What the page does, in the words of the contract."""

    client: FlaskClient
    bucket: storage.Bucket
    clock: Clock
    token: str = field(default="", init=False)

    def new_token(self, former: str = "") -> str:
        headers = {"Authorization": f"Bearer {former}"} if former else {}
        answer = self.client.post("/api/contributions/token", headers=headers)
        assert answer.status_code == 201, answer.text
        self.token = answer.json["token"]
        return self.token

    def headers(self, key: str | None = None) -> dict[str, str]:
        token = self.token or self.new_token()
        return {
            "Authorization": f"Bearer {token}",
            "Idempotency-Key": key or str(uuid.uuid4()),
            "Content-Type": "application/json",
        }

    def contribute(
        self, key: str | None = None, address: str | None = None, **changes: Any
    ) -> TestResponse:
        headers = self.headers(key) | from_address(address)
        return self.client.post("/api/contributions", json=fields(**changes), headers=headers)

    def take_back(self, receipt: str, address: str | None = None) -> TestResponse:
        return self.client.delete(f"/api/contributions/{receipt}", headers=from_address(address))

    def stored(self) -> list[storage.Blob]:
        return list(self.bucket.list_blobs(prefix="faces/"))


def from_address(address: str | None) -> dict[str, str]:
    """As Google tells who asks."""
    return {} if address is None else {"X-Forwarded-For": address}


def face(seed: int = 0) -> bytes:
    """The grey levels of a 48×48 picture, smooth as faces are, that is like no other seed's."""
    coarse = np.random.default_rng(seed).integers(30, 226, (7, 7), dtype=np.uint8)
    return cv2.resize(coarse, (48, 48), interpolation=cv2.INTER_CUBIC).tobytes()


def fields(**changes: Any) -> dict[str, Any]:
    """A contribution's fields as the page sends them."""
    return {
        "face": base64.b64encode(face()).decode(),
        "label": "happy",
        "model": {"name": "fast", "version": "2026-11-24-a2e098ab"},
        "consent": layout.CONSENTS[-1],
    } | changes


@pytest.fixture
def storage_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[StorageServer]:
    with StorageServer() as server:
        monkeypatch.setenv("STORAGE_EMULATOR_HOST", server.url)
        yield server


@pytest.fixture
def page(storage_server: StorageServer) -> Page:
    return page_on_storage(Clock())


@pytest.fixture
def page_today(storage_server: StorageServer) -> Page:
    """As gathering and purging want it, which ask the computer's clock for the day."""
    return page_on_storage(Clock(datetime.now(UTC).timestamp()))


def page_on_storage(clock: Clock, limits: Limits | None = None) -> Page:
    """A page whose server uses the storage that STORAGE_EMULATOR_HOST names."""
    bucket = local_bucket()
    intake = Intake(
        Store(bucket),
        Proofs(Settings(SECRET)),
        limits,
        RateLimit(clock),
        clock,
    )
    return Page(local_app(intake).test_client(), bucket, clock)
