"""A contribution comes, is stored once, and is taken back."""

import base64
import hashlib
import re
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from functions.development.storage import Fault, StorageServer
from functions.intake import layout, store
from functions.intake.receipts import object_name, receipt_of
from tests.functions.conftest import Clock, Page, face, page_on_storage
from training.labels import EXPRESSIONS, FACE_SIDE_PX

RECEIPT = re.compile(r"([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}")


def test_labels_and_size_are_training_s() -> None:
    assert layout.LABELS == EXPRESSIONS
    assert layout.FACE_SIDE_PX == FACE_SIDE_PX


@pytest.mark.parametrize("consent", layout.CONSENTS)
def test_what_is_stored_and_what_is_not(page: Page, consent: str) -> None:
    answer = page.contribute(consent=consent)

    assert answer.status_code == 201
    receipt = answer.json["receipt"]
    assert list(answer.json) == ["receipt"]
    assert RECEIPT.fullmatch(receipt)
    (blob,) = page.stored()
    assert blob.download_as_bytes() == face()
    assert blob.content_type == "application/octet-stream"
    metadata = blob.metadata
    batch = metadata.pop("batch")
    assert re.fullmatch(r"2026-11-28-[0-9a-f]{12}", batch)
    # No time of day, no address, no receipt, no key.
    assert metadata == {
        "state": "stored",
        "label": "happy",
        "consent": consent,
        "model": "fast",
        "modelVersion": "2026-11-24-a2e098ab",
        "day": "2026-11-28",
        "pixels": hashlib.sha256(face()).hexdigest(),
    }
    assert re.fullmatch(r"faces/[0-9a-f]{40}", blob.name)
    assert receipt.replace("-", "").lower() not in blob.name


def test_the_token_s_answer(page: Page) -> None:
    answer = page.client.post("/api/contributions/token")
    assert answer.status_code == 201
    assert set(answer.json) == {"token", "expiresInS"}
    assert answer.json["expiresInS"] == 3600
    assert answer.headers["Cache-Control"] == "no-store"


def test_one_page_is_one_batch_a_day(page: Page) -> None:
    first = page.new_token()
    page.contribute(face=base64.b64encode(face(1)).decode())
    page.clock.now_s += 7200
    page.new_token(former=first)
    page.contribute(face=base64.b64encode(face(2)).decode())
    page.new_token()
    page.contribute(face=base64.b64encode(face(3)).decode())

    batches = [blob.metadata["batch"] for blob in page.stored()]
    assert sorted(batches.count(batch) for batch in batches) == [1, 2, 2]

    page.clock.now_s += 86_400
    page.new_token(former=first)
    page.contribute(face=base64.b64encode(face(4)).decode())
    assert len({blob.metadata["batch"] for blob in page.stored()}) == 3


def test_a_repeated_request_is_one_contribution(page: Page) -> None:
    key = str(uuid.uuid4())
    answers = [page.contribute(key) for _ in range(3)]
    page.clock.now_s += 13 * 3600  # The next day, with another token.
    page.new_token()
    answers.append(page.contribute(key))

    assert [answer.status_code for answer in answers] == [201] * 4
    assert len({answer.json["receipt"] for answer in answers}) == 1
    (blob,) = page.stored()
    assert blob.metadata["day"] == "2026-11-28"


def test_a_key_is_not_used_for_two_contributions(page: Page) -> None:
    key = str(uuid.uuid4())
    page.contribute(key)
    answer = page.contribute(key, label="sad")

    assert answer.status_code == 400
    assert "another contribution" in answer.json["error"]
    (blob,) = page.stored()
    assert blob.metadata["label"] == "happy"


def test_two_at_once_with_one_key_are_one_contribution(page: Page) -> None:
    key = str(uuid.uuid4())
    headers = page.headers(key)
    del headers  # The token is drawn before the threads start.
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: page.contribute(key), range(16)))

    assert {answer.status_code for answer in answers} == {201}
    assert len(page.stored()) == 1


def test_taking_back_leaves_no_picture(page: Page) -> None:
    receipt = page.contribute().json["receipt"]
    answer = page.take_back(receipt)

    assert answer.status_code == 204
    assert answer.data == b""
    (blob,) = page.stored()
    assert blob.download_as_bytes() == b""
    assert blob.metadata == {"state": "deleted", "day": "2026-11-28"}


def test_taking_back_twice_or_what_never_was_is_the_same(page: Page) -> None:
    receipt = page.contribute().json["receipt"]
    assert page.take_back(receipt).status_code == 204
    assert page.take_back(receipt).status_code == 204
    assert page.take_back(receipt_of(uuid.uuid4())).status_code == 204
    assert len(page.stored()) == 1


def test_a_receipt_may_be_typed_carelessly(page: Page) -> None:
    receipt = page.contribute().json["receipt"]
    typed = receipt.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert page.take_back(typed).status_code == 204
    (blob,) = page.stored()
    assert blob.metadata["state"] == "deleted"


def test_a_slip_of_the_pen_is_noticed() -> None:
    from functions.intake.refusal import Refusal

    receipt = receipt_of(uuid.uuid4())
    for place, letter in enumerate(receipt):
        if letter == "-":
            continue
        other = "7" if letter != "7" else "8"
        with pytest.raises(Refusal):
            object_name(receipt[:place] + other + receipt[place + 1 :])


def test_a_late_copy_does_not_bring_a_deleted_picture_back(page: Page) -> None:
    key = str(uuid.uuid4())
    receipt = page.contribute(key).json["receipt"]
    page.take_back(receipt)

    assert page.contribute(key).json["receipt"] == receipt
    (blob,) = page.stored()
    assert blob.metadata["state"] == "deleted"
    assert blob.size == 0


class _OneFault:
    """Breaks the first `count` uploads."""

    def __init__(self, kind: Fault, count: int = 1) -> None:
        self.kind, self.left = kind, count

    def __call__(self, method: str, path: str) -> Fault:
        if "/upload/" not in path or self.left == 0:
            return Fault.NONE
        self.left -= 1
        return self.kind


@pytest.mark.parametrize(
    "kind", [Fault.UNAVAILABLE, Fault.CUT_OFF, Fault.SILENT, Fault.ANSWER_LOST]
)
def test_a_fault_of_the_storage_neither_loses_nor_doubles(
    kind: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault = _OneFault(kind)
    with StorageServer(fault=fault) as server:
        monkeypatch.setenv("STORAGE_EMULATOR_HOST", server.url)
        page = new_page()
        answer = page.contribute()
        assert fault.left == 0
        assert answer.status_code == 201
        (blob,) = page.stored()
        assert blob.download_as_bytes() == face()


def test_a_storage_that_stays_away_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "RETRY", store.RETRY.with_timeout(0.3))
    with StorageServer(fault=_OneFault(Fault.UNAVAILABLE, 99)) as server:
        monkeypatch.setenv("STORAGE_EMULATOR_HOST", server.url)
        page = new_page()
        answer = page.contribute()
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "5"
        assert "same request again" in answer.json["error"]


def new_page() -> Page:

    return page_on_storage(Clock())
