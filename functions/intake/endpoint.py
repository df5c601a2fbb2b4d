"""`/api/contributions`: from a request to an answer.

    POST   /api/contributions/token      201 {"token", "expiresInS"}
    POST   /api/contributions            201 {"receipt"}
    DELETE /api/contributions/<receipt>  204

Errors are JSON, {"error": one sentence}. Pages of other sites are refused before anything is
counted.
"""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from flask import Request, Response

from . import layout
from .contribution import MAX_BODY_BYTES, read_contribution
from .origin import EDGE, Network, address_of, require_own_site
from .passes import LIFE_S
from .proofs import Proofs
from .rate import Charge, Limit, Limits, RateLimit, client_of
from .receipts import object_name, read_key, receipt_of
from .refusal import Refusal
from .store import Store

ROOT: Final = "/api/contributions"


class Intake:
    """The endpoint.

    Args:
        rate: Counts requests; each process has one.
        clock: Unix time.
        edge: Networks of the machines that are trusted to report a client's address.
    """

    def __init__(
        self,
        store: Store,
        proofs: Proofs,
        limits: Limits | None = None,
        rate: RateLimit | None = None,
        clock: Callable[[], float] = time.time,
        edge: Sequence[Network] = EDGE,
    ) -> None:
        self._store = store
        self._proofs = proofs
        self._limits = limits or Limits()
        self._rate = rate or RateLimit()
        self._clock = clock
        self._edge = edge

    def answer(self, request: Request) -> Response:
        """Returns the answer to a request, errors too."""
        try:
            return self._route(request)
        except Refusal as refusal:
            return refused(refusal)

    def _route(self, request: Request) -> Response:
        require_own_site(request)
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
        self._proofs.check_app(request.headers)
        self._rate.spend(*self._charges("passes", request))
        token = self._proofs.new_pass(request.headers, self._clock())
        return answered(201, {"token": token, "expiresInS": LIFE_S})

    def _contribute(self, request: Request) -> Response:
        """Stores a new contribution and counts it; one that is stored already counts as a repeat.

        A refused request, or one not known to be stored, counts as neither.
        """
        if request.mimetype != "application/json":
            raise Refusal(415, "The request must be application/json.")
        body = _body(request)
        self._proofs.check_app(request.headers)
        now_s = self._clock()
        batch = self._proofs.batch(request.headers, now_s)
        key = read_key(request.headers.get("Idempotency-Key"))
        contribution = read_contribution(body)
        receipt = receipt_of(key)
        name, metadata = object_name(receipt), contribution.metadata()
        self._rate.spend(Charge("attempts", self._limits.attempts, self._client(request)))
        if not self._store.holds(name, metadata):
            with self._rate.spending(*self._charges("stored", request)) as take_back:
                more = {layout.DAY: _day(now_s), layout.BATCH: batch}
                if self._store.put(name, contribution.pixels, metadata, more):
                    return answered(201, {"receipt": receipt})
                take_back()  # Another copy of the request was quicker.
        self._rate.spend(*self._charges("repeats", request))
        return answered(201, {"receipt": receipt})

    def _take_back(self, request: Request, receipt: str) -> Response:
        name = object_name(receipt)
        of_client, of_all = self._charges("deletions", request)
        self._rate.spend(of_client)
        if not self._store.delete(name, _day(self._clock())):
            self._rate.spend(of_all)
        return answered(204)

    def _charges(self, kind: str, request: Request) -> tuple[Charge, Charge]:
        limit: Limit = getattr(self._limits, kind)
        return (
            Charge(kind, limit.client, self._client(request)),
            Charge(kind, limit.everyone),
        )

    def _client(self, request: Request) -> str:
        return client_of(address_of(request, self._edge))


def answered(
    status: int, fields: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    """Returns an answer that is not cached: JSON, or empty without fields."""
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
