"""`/api/contributions`: from a request to an answer.

    POST   /api/contributions/token      201 {"token", "expiresInS"}
    POST   /api/contributions            201 {"receipt"}
    DELETE /api/contributions/<receipt>  204

Errors are JSON, {"error": one sentence}. No header lets another site's page read an answer or send
JSON, so browsers keep such pages out.
"""

import json
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from flask import Request, Response

from . import layout
from .contribution import MAX_BODY_BYTES, read_contribution
from .passes import LIFE_S
from .png import write_grey
from .proofs import Proofs
from .rate import Limits, RateLimit, client_of
from .receipts import object_name, read_key, receipt_of
from .refusal import Refusal
from .store import Store

ROOT: Final = "/api/contributions"
EVERYONE: Final = "everyone"


class Intake:
    """The endpoint.

    Args:
        store: Where contributions go.
        proofs: Who may contribute.
        limits: How often.
        rate: Counts each client's requests; each process has one.
        clock: Unix time.
        rate_of_all: Counts what all clients store. Apart from `rate`, which forgets whoever it has
            not seen for longest: many made-up addresses would make it forget this count too.
    """

    def __init__(
        self,
        store: Store,
        proofs: Proofs,
        limits: Limits | None = None,
        rate: RateLimit | None = None,
        clock: Callable[[], float] = time.time,
        rate_of_all: RateLimit | None = None,
    ) -> None:
        self._store = store
        self._proofs = proofs
        self._limits = limits or Limits()
        self._rate = rate or RateLimit()
        self._rate_of_all = rate_of_all or RateLimit()
        self._clock = clock

    def answer(self, request: Request) -> Response:
        """Returns the answer to a request, errors too."""
        try:
            return self._route(request)
        except Refusal as refusal:
            return refused(refusal)

    def _route(self, request: Request) -> Response:
        path = request.path.rstrip("/")
        if path == ROOT:
            _require_method(request, "POST")
            return self._contribute(request)
        if path == f"{ROOT}/token":
            _require_method(request, "POST")
            return self._give_pass(request)
        _require_method(request, "DELETE")
        return self._take_back(request, path.removeprefix(f"{ROOT}/"))

    def _give_pass(self, request: Request) -> Response:
        self._spend("passes", request, self._limits.passes)
        self._proofs.check_app(request.headers)
        token = self._proofs.new_pass(request.headers, self._clock())
        return answered(201, {"token": token, "expiresInS": LIFE_S})

    def _contribute(self, request: Request) -> Response:
        self._spend("contributions", request, self._limits.contributions)
        if request.mimetype != "application/json":
            raise Refusal(415, "The request must be application/json.")
        body = _body(request)
        self._proofs.check_app(request.headers)
        now_s = self._clock()
        batch = self._proofs.batch(request.headers, now_s)
        key = read_key(request.headers.get("Idempotency-Key"))
        contribution = read_contribution(body)
        self._rate_of_all.spend("stored", EVERYONE, self._limits.stored)
        receipt = receipt_of(key)
        self._store.put(
            object_name(receipt),
            write_grey(contribution.pixels),
            contribution.metadata(),
            {
                layout.DAY: _day(now_s),
                layout.BATCH: batch,
            },
        )
        return answered(201, {"receipt": receipt})

    def _take_back(self, request: Request, receipt: str) -> Response:
        self._spend("deletions", request, self._limits.deletions)
        self._store.delete(object_name(receipt), _day(self._clock()))
        return answered(204)

    def _spend(self, kind: str, request: Request, an_hour: int) -> None:
        self._rate.spend(kind, client_of(address_of(request)), an_hour)


def address_of(request: Request) -> str:
    """Returns the address that a request came from.

    Firebase Hosting's edge names it in Fastly-Client-IP; a call that goes round Hosting has it last
    in X-Forwarded-For, where Google's front end appends it. Either can be forged by who calls the
    function directly: the limit on all clients together stands behind this one.
    """
    forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2]
    return request.headers.get("Fastly-Client-IP") or forwarded or request.remote_addr or ""


def answered(
    status: int, fields: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    """Returns an answer that nobody keeps: JSON, or empty without fields."""
    body = "" if fields is None else json.dumps(fields)
    response = Response(body, status, {"Cache-Control": "no-store", **(headers or {})})
    if fields is None:
        response.headers.pop("Content-Type", None)
    else:
        response.mimetype = "application/json"
    return response


def refused(refusal: Refusal) -> Response:
    """Returns the answer for a refusal."""
    return answered(refusal.status, {"error": refusal.sentence}, refusal.headers)


def _require_method(request: Request, method: str) -> None:
    if request.method != method:
        raise Refusal(405, f"The method must be {method}.", {"Allow": method})


def _day(now_s: float) -> str:
    return datetime.fromtimestamp(now_s, UTC).date().isoformat()


def _body(request: Request) -> bytes:
    too_long = Refusal(413, f"The request must have at most {MAX_BODY_BYTES} bytes.")
    if request.content_length is not None and request.content_length > MAX_BODY_BYTES:
        raise too_long
    body = request.stream.read(MAX_BODY_BYTES + 1)
    if len(body) > MAX_BODY_BYTES:
        raise too_long
    return body
