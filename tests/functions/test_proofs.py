"""Firebase's own proofs, where a server asks for them: anonymous accounts and App Check."""

import base64
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import firebase_admin
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from firebase_admin import app_check
from google.auth.credentials import AnonymousCredentials
from werkzeug.datastructures import Headers

from functions.intake import passes
from functions.intake.proofs import Proofs
from functions.intake.refusal import Refusal
from functions.intake.settings import Settings
from tests.functions.conftest import NOON_S, SECRET

PROJECT = "demo-mien"


@pytest.fixture
def app() -> Iterator[firebase_admin.App]:
    app = firebase_admin.initialize_app(AnonymousCredentials(), {"projectId": PROJECT}, "tests")
    yield app
    firebase_admin.delete_app(app)


@pytest.fixture
def id_tokens(app: firebase_admin.App, monkeypatch: pytest.MonkeyPatch) -> Proofs:
    # With it firebase-admin takes the Auth emulator's unsigned tokens; no emulator is asked.
    monkeypatch.setenv("FIREBASE_AUTH_EMULATOR_HOST", "127.0.0.1:9099")
    return Proofs(Settings(SECRET, id_tokens=True), app)


def emulator_token(
    uid: str = "someone", provider: str = "anonymous", project: str = PROJECT
) -> str:
    """An ID token as the Auth emulator makes it: unsigned."""
    now = int(time.time())
    claims = {
        "iss": f"https://securetoken.google.com/{project}",
        "aud": project,
        "auth_time": now,
        "iat": now,
        "exp": now + 3600,
        "sub": uid,
        "user_id": uid,
        "firebase": {"identities": {}, "sign_in_provider": provider},
    }
    parts = ({"alg": "none", "typ": "JWT"}, claims)
    texts = [base64.urlsafe_b64encode(json.dumps(p).encode()).decode().rstrip("=") for p in parts]
    return ".".join([*texts, ""])


def bearer(token: str) -> Headers:
    return Headers({"Authorization": f"Bearer {token}"})


def test_an_anonymous_account_is_a_batch_of_its_own_and_nothing_more(id_tokens: Proofs) -> None:
    first, again, other = (
        id_tokens.batch(bearer(emulator_token(uid)), NOON_S) for uid in ("ann", "ann", "bob")
    )
    tomorrow = id_tokens.batch(bearer(emulator_token("ann")), NOON_S + 86_400)

    assert first == again
    assert len({first, other, tomorrow}) == 3
    assert first.startswith("2026-11-28-")
    assert "ann" not in first


def test_the_server_s_own_pass_goes_on_to_count(id_tokens: Proofs) -> None:
    token = passes.issue(SECRET, NOON_S)
    assert id_tokens.batch(bearer(token), NOON_S).startswith("2026-11-28-")


@pytest.mark.parametrize(
    "token",
    [
        emulator_token(provider="google.com"),
        emulator_token(provider="password"),
        emulator_token(project="demo-other"),
        emulator_token(uid=""),
        "eyJhbGciOiJub25lIn0.e30.",
        "nonsense",
        "",
    ],
    ids=[
        "of Google",
        "with a password",
        "of another project",
        "without a name",
        "without claims",
        "nonsense",
        "empty",
    ],
)
def test_other_accounts_are_refused(id_tokens: Proofs, token: str) -> None:
    with pytest.raises(Refusal) as refusal:
        id_tokens.batch(bearer(token), NOON_S)
    assert refusal.value.status == 401


def test_id_tokens_count_only_where_they_are_wanted(
    app: firebase_admin.App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIREBASE_AUTH_EMULATOR_HOST", "127.0.0.1:9099")
    with pytest.raises(Refusal):
        Proofs(Settings(SECRET), app).batch(bearer(emulator_token()), NOON_S)


class _Keys:
    """Google's side of App Check: a key pair, and a server that shows its public half."""

    def __init__(self) -> None:
        self.private = rsa.generate_private_key(public_exponent=65_537, key_size=2048)
        shown = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.private.public_key()))
        body = json.dumps({"keys": [{**shown, "kid": "one", "use": "sig", "alg": "RS256"}]})

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/jwks"

    def token(self, **changes: Any) -> str:
        now = int(time.time())
        claims = {
            "iss": "https://firebaseappcheck.googleapis.com/12345",
            "aud": ["projects/12345", f"projects/{PROJECT}"],
            "sub": "1:12345:web:abcdef",
            "iat": now - 10,
            "exp": now + 600,
        } | changes
        headers = {"kid": "one", "typ": "JWT"}
        return jwt.encode(claims, self.private, algorithm="RS256", headers=headers)


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[_Keys]:
    keys = _Keys()
    monkeypatch.setattr(app_check._AppCheckService, "_JWKS_URL", keys.url)
    yield keys
    keys.server.shutdown()
    keys.server.server_close()


def test_app_check_lets_the_page_in(app: firebase_admin.App, keys: _Keys) -> None:
    proofs = Proofs(Settings(SECRET, app_check=True), app)
    proofs.check_app(Headers({"X-Firebase-AppCheck": keys.token()}))


@pytest.mark.parametrize(
    "change",
    [
        {"aud": ["projects/other"]},
        {"iss": "https://example.org/12345"},
        {"exp": 1_700_000_000},
        None,
    ],
)
def test_app_check_keeps_others_out(
    app: firebase_admin.App, keys: _Keys, change: dict[str, Any] | None
) -> None:
    proofs = Proofs(Settings(SECRET, app_check=True), app)
    headers = (
        Headers() if change is None else Headers({"X-Firebase-AppCheck": keys.token(**change)})
    )
    with pytest.raises(Refusal) as refusal:
        proofs.check_app(headers)
    assert refusal.value.status == 401


def test_another_key_s_signature_is_refused(app: firebase_admin.App, keys: _Keys) -> None:
    stranger = rsa.generate_private_key(public_exponent=65_537, key_size=2048)
    token = jwt.encode(
        jwt.decode(keys.token(), options={"verify_signature": False}),
        stranger,
        algorithm="RS256",
        headers={"kid": "one"},
    )
    with pytest.raises(Refusal) as refusal:
        Proofs(Settings(SECRET, app_check=True), app).check_app(
            Headers({"X-Firebase-AppCheck": token})
        )
    assert refusal.value.status == 401


def test_keys_that_cannot_be_fetched_are_no_fault_of_the_page(
    app: firebase_admin.App, keys: _Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = keys.token()
    monkeypatch.setattr(app_check._AppCheckService, "_JWKS_URL", "http://127.0.0.1:9/jwks")
    with pytest.raises(Refusal) as refusal:
        Proofs(Settings(SECRET, app_check=True), app).check_app(
            Headers({"X-Firebase-AppCheck": token})
        )
    assert refusal.value.status == 503


def test_without_app_check_nothing_is_asked() -> None:
    Proofs(Settings(SECRET)).check_app(Headers())
