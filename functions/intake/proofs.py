"""What a request needs: a pass of this server and, if configured, Firebase's proofs."""

from datetime import UTC, datetime
from typing import Any

import firebase_admin
import jwt
from firebase_admin import app_check, auth
from firebase_admin.exceptions import FirebaseError
from werkzeug.datastructures import Headers

from . import passes
from .refusal import Refusal
from .settings import Settings

APP_CHECK_HEADER = "X-Firebase-AppCheck"


class Proofs:
    """Checks the proofs of requests.

    Args:
        app: The Firebase app, needed only for App Check or ID tokens.
    """

    def __init__(self, settings: Settings, app: firebase_admin.App | None = None) -> None:
        self._settings = settings
        self._app = app

    def check_app(self, headers: Headers) -> None:
        """If App Check is required, accepts only requests of the real page.

        Raises:
            Refusal: 401.
        """
        if not self._settings.app_check:
            return
        try:
            app_check.verify_token(headers.get(APP_CHECK_HEADER, ""), self._app)
        except jwt.PyJWKClientConnectionError as error:
            raise _keys_missing() from error
        except (ValueError, FirebaseError, jwt.PyJWTError) as error:
            raise Refusal(401, "The request must come from the page itself.") from error

    def new_pass(self, headers: Headers, now_s: float) -> str:
        """Returns a pass; a client with a pass of today keeps its batch."""
        secret = self._settings.secret
        return passes.issue(secret, now_s, passes.read(secret, _bearer(headers)))

    def batch(self, headers: Headers, now_s: float) -> str:
        """Returns the batch of whoever sent the request.

        Raises:
            Refusal: 401 for a pass or ID token that is not valid.
        """
        secret, text = self._settings.secret, _bearer(headers)
        if not self._settings.id_tokens or text.startswith(f"{passes.PREFIX}."):
            shown = passes.check(secret, text, now_s)
            return passes.batch_of(secret, shown.day, shown.session)
        claims = self._claims(text)
        if claims.get("firebase", {}).get("sign_in_provider") != "anonymous":
            raise Refusal(401, "The account must be anonymous.", passes.CHALLENGE)
        day = datetime.fromtimestamp(now_s, UTC).date().isoformat()
        return passes.batch_of(secret, day, claims["uid"].encode())

    def _claims(self, text: str) -> dict[str, Any]:
        try:
            claims: dict[str, Any] = auth.verify_id_token(text, self._app)
        except auth.CertificateFetchError as error:
            raise _keys_missing() from error
        except (ValueError, FirebaseError) as error:
            raise Refusal(
                401, "The token is invalid or has expired; ask for a new one.", passes.CHALLENGE
            ) from error
        return claims


def _bearer(headers: Headers) -> str:
    scheme, _, text = headers.get("Authorization", "").partition(" ")
    return text.strip() if scheme.lower() == "bearer" else ""


def _keys_missing() -> Refusal:
    return Refusal(
        503, "The sender cannot be verified at the moment; try again shortly.", {"Retry-After": "5"}
    )
