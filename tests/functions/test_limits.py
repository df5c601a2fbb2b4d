"""Nobody is kept out by what others do, and nobody is let in by what they say of themselves."""

import base64
import uuid
from collections.abc import Callable

import pytest

from functions.development.storage import Fault, StorageServer
from functions.intake import store
from functions.intake.rate import Limit, Limits
from functions.intake.receipts import receipt_of
from tests.functions.conftest import Clock, Page, face, page_on_storage

FEW = Limits(
    passes=Limit(4, 8),
    stored=Limit(4, 8),
    repeats=Limit(4, 8),
    deletions=Limit(4, 8),
    attempts=40,
)
ME, OTHER, THIRD = "192.0.2.1", "192.0.2.2", "192.0.2.3"
SITE = "https://mien.example"


@pytest.fixture
def few(storage_server: StorageServer) -> Page:
    page = page_on_storage(Clock(), FEW)
    page.new_token()
    return page


def give(page: Page, seed: int, key: str | None = None, address: str = ME) -> int:
    picture = base64.b64encode(face(seed)).decode()
    return page.contribute(key, address, face=picture).status_code


def token(page: Page, **headers: str) -> int:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return page.client.post("/api/contributions/token", headers=named).status_code


def test_one_that_is_repeated_spends_nothing_of_what_others_may_store(few: Page) -> None:
    key = str(uuid.uuid4())
    answers = [give(few, 1, key) for _ in range(12)]
    assert answers == [201] * 3 + [429] * 9  # Stored once, repeated twice.
    assert give(few, 2) == 201  # What the same client may store is left, too.
    assert [give(few, seed, address=OTHER) for seed in (3, 4)] == [201, 201]
    assert len(few.stored()) == 4


def test_repeats_have_a_limit_on_all_clients(few: Page) -> None:
    keys = {address: str(uuid.uuid4()) for address in (ME, OTHER, THIRD)}
    for seed, (address, key) in enumerate(keys.items()):
        assert give(few, seed, key, address) == 201
    assert [give(few, 0, keys[ME], ME) for _ in range(2)] == [201] * 2
    assert [give(few, 1, keys[OTHER], OTHER) for _ in range(2)] == [201] * 2
    assert give(few, 2, keys[THIRD], THIRD) == 429
    assert give(few, 9, address=THIRD) == 201


@pytest.mark.parametrize("spoil", [{"label": "bored"}, {"consent": "2020-01-01"}, {"face": "AAAA"}])
def test_what_is_refused_spends_nothing(few: Page, spoil: dict[str, str]) -> None:
    assert {few.contribute(address=ME, **spoil).status_code for _ in range(60)} == {400}
    assert [give(few, seed) for seed in range(3)] == [201, 201, 429]


def test_without_a_pass_nothing_is_spent(few: Page) -> None:
    kept, few.token = few.token, "m1.AAAA.AAAA"
    assert {give(few, 1) for _ in range(60)} == {401}
    few.token = kept
    assert give(few, 1) == 201


def test_a_storage_that_fails_spends_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(store, "RETRY", store.RETRY.with_timeout(0.01))
    down = [True]

    def fault(method: str, path: str) -> Fault:
        return Fault.UNAVAILABLE if down[0] and "/upload/" in path else Fault.NONE

    with StorageServer(fault=fault) as server:
        monkeypatch.setenv("STORAGE_EMULATOR_HOST", server.url)
        page = page_on_storage(Clock(), FEW)
        assert {give(page, 1) for _ in range(6)} == {503}
        down[0] = False
        assert [give(page, seed) for seed in (1, 2, 3)] == [201, 201, 429]


def test_random_deletions_have_a_limit_on_all_clients_that_keeps_no_receipt_from_working(
    few: Page,
) -> None:
    mine = few.contribute(address=ME).json["receipt"]
    addresses = [f"198.51.100.{number}" for number in range(10)]
    random = [few.take_back(receipt_of(uuid.uuid4()), address).status_code for address in addresses]
    assert random == [204] * 4 + [429] * 6
    assert few.take_back(mine, ME).status_code == 204
    (blob,) = few.stored()
    assert blob.metadata["state"] == "deleted"
    # The answer may have been lost.
    assert few.take_back(mine, ME).status_code == 204


def test_deletions_have_a_limit_for_each_client(few: Page) -> None:
    receipts = [few.contribute(address=a).json["receipt"] for a in (ME, ME, OTHER, OTHER)]
    assert [few.take_back(r, THIRD).status_code for r in receipts] == [204, 204, 429, 429]
    assert [few.take_back(r, ME).status_code for r in receipts[2:]] == [204, 204]
    assert [few.take_back("nonsense", ME).status_code for _ in range(9)] == [400] * 9


def test_tokens_have_a_limit_for_each_client_and_on_all(few: Page) -> None:
    # The page has had one of eight an hour, of which half may come at once.
    assert [token(few, X_Forwarded_For=ME) for _ in range(4)] == [201, 201, 429, 429]
    assert [token(few, X_Forwarded_For=OTHER) for _ in range(3)] == [201, 429, 429]
    assert token(few, X_Forwarded_For=THIRD) == 429
    few.clock.now_s += 900  # Eight an hour are four more in the course of it.
    assert token(few, X_Forwarded_For=THIRD) == 201


FORGED: list[Callable[[int], dict[str, str]]] = [
    lambda n: {"Fastly_Client_IP": f"203.0.113.{n}"},
    lambda n: {"X_Forwarded_For": f"203.0.113.{n}, {ME}"},
    lambda n: {"X_Forwarded_For": f"203.0.113.{n}, 203.0.113.9, {ME}"},
    lambda n: {"X_Forwarded_For": f"203.0.113.{n}, 66.249.84.1, {ME}"},
    lambda n: {"X_Forwarded_For": f"203.0.113.{n}, {ME}, 66.249.84.1"},
    lambda n: {"X_Forwarded_For": f", {ME}", "Fastly_Client_IP": f"203.0.113.{n}"},
    lambda n: {"X_Real_IP": f"203.0.113.{n}", "Forwarded": f"for=203.0.113.{n}"},
    lambda n: {"True_Client_IP": f"203.0.113.{n}", "CF_Connecting_IP": f"203.0.113.{n}"},
    lambda n: {"X_Appengine_User_IP": f"203.0.113.{n}"},
    lambda n: {"X_Forwarded_For": f"nonsense {n}"},
]


@pytest.mark.parametrize("headers", FORGED)
def test_a_client_is_who_the_edge_says(few: Page, headers: Callable[[int], dict[str, str]]) -> None:
    answers = [token(few, **headers(number)) for number in range(6)]
    assert answers.count(201) <= 2
    assert answers[-1] == 429


def test_two_behind_the_edge_are_two(few: Page) -> None:
    for address in (ME, OTHER):
        assert token(few, X_Forwarded_For=f"{address}, 66.249.84.1") == 201
    few.clock.now_s += 3600
    seen = [token(few, X_Forwarded_For=f"{ME}, 2607:f8b0:4000::{n}") for n in range(3)]
    assert seen == [201, 201, 429]
    assert token(few, X_Forwarded_For=f"{OTHER}, 66.249.84.1") == 201


CROSS_SITE = [
    {"Sec_Fetch_Site": "cross-site"},
    {"Sec_Fetch_Site": "same-site"},
    {"Sec_Fetch_Site": "cross-site", "Origin": SITE},
    {"Sec_Fetch_Site": ""},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "https://mien.example.evil.example"},
    {"Origin": "https://evil.example/https://mien.example"},
    {"Origin": "https://mien.example:444"},
    {"Origin": ""},
    {"Origin": "https://["},
    {"Origin": "//mien.example"},
]


@pytest.mark.parametrize("behind", [{"X_Forwarded_Host": "mien.example"}, {}])
@pytest.mark.parametrize("headers", CROSS_SITE)
def test_another_site_s_page_is_refused_before_anything_is_spent(
    few: Page, headers: dict[str, str], behind: dict[str, str]
) -> None:
    mine = few.contribute(address=ME).json["receipt"]
    host = {"X_Forwarded_For": OTHER} | behind
    named = {name.replace("_", "-"): value for name, value in (headers | host).items()}
    for _ in range(9):
        assert token(few, **headers, **host) == 403
        deleting = few.client.delete(f"/api/contributions/{mine}", headers=named)
        giving = few.client.post("/api/contributions", data=b"{}", headers=few.headers() | named)
        assert (deleting.status_code, giving.status_code) == (403, 403)
        assert list(deleting.json) == ["error"]
    assert token(few, X_Forwarded_For=OTHER) == 201
    (blob,) = few.stored()
    assert blob.metadata["state"] == "stored"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Site": "same-origin", "Origin": SITE},
        {"Sec_Fetch_Site": "none"},
        {"Origin": SITE},
        {},
    ],
)
def test_the_page_itself_and_what_is_no_page_come_in(few: Page, headers: dict[str, str]) -> None:
    assert token(few, X_Forwarded_Host="mien.example", **headers) == 201


def test_without_hosting_the_host_is_the_site(few: Page) -> None:
    assert token(few, Host="127.0.0.1:5050", Origin="http://127.0.0.1:5050") == 201
    assert token(few, Host="127.0.0.1:5050", Origin="http://127.0.0.1:5051") == 403
