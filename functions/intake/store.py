"""The bucket, as the function uses it: a picture is written once, and a deletion leaves none.

Every write has a precondition on what exists, so that Cloud Storage itself decides between two
simultaneous writes, and a repeated one changes nothing
(cloud.google.com/storage/docs/request-preconditions). That also makes it safe to repeat a write
whose answer was lost.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import requests
from google.api_core.exceptions import GoogleAPIError, PreconditionFailed
from google.auth.exceptions import GoogleAuthError
from google.cloud import storage
from google.cloud.storage.exceptions import DataCorruption, InvalidResponse
from google.cloud.storage.retry import DEFAULT_RETRY

from . import layout
from .refusal import Refusal, storage_down

TIMEOUT_S = (3.0, 5.0)
"""To connect, to answer."""
PATIENCE_S: Final = 15.0
"""For one operation with its repetitions: three of them stay below Firebase Hosting's 60 s."""
RETRY = DEFAULT_RETRY.with_delay(initial=0.2, maximum=2.0).with_timeout(PATIENCE_S)
DELETE_TRIES: Final = 3
NO_STORE: Final = "private, no-store"
BYTES: Final = "application/octet-stream"


class Store:
    """Contributions in one bucket."""

    def __init__(self, bucket: storage.Bucket) -> None:
        self._bucket = bucket

    def holds(self, name: str, same: dict[str, str]) -> bool:
        """Returns whether a contribution is stored, or was stored and taken back.

        Args:
            same: Metadata that a repeated request must have again.

        Raises:
            Refusal: 400 if the name holds another contribution, 503 if the storage fails.
        """
        with _refusing():
            found = self._find(name)
        if found is None:
            return False
        metadata = found.metadata or {}
        if _state(found) != layout.DELETED and any(metadata.get(k) != v for k, v in same.items()):
            raise Refusal(400, "The Idempotency-Key was used for another contribution.")
        return True

    def put(self, name: str, pixels: bytes, same: dict[str, str], more: dict[str, str]) -> bool:
        """Stores a contribution, once; returns False if one was stored there meanwhile.

        Args:
            same: Metadata that a repeated request must have again.
            more: Further metadata, which may differ then.

        Raises:
            Refusal: 400 if the name holds another contribution, 503 if the storage fails.
        """
        blob = self._bucket.blob(name)
        blob.metadata = {layout.STATE: layout.STORED, **same, **more}
        blob.cache_control = NO_STORE
        with _refusing():
            try:
                blob.upload_from_string(pixels, BYTES, **_written(if_generation_match=0))
            except PreconditionFailed:
                pass
            else:
                return True
        if not self.holds(name, same):
            raise storage_down()  # Purged in between; the same request will be stored next time.
        return False

    def delete(self, name: str, day: str) -> bool:
        """Replaces a contribution by an empty object, so that no delayed copy of its request can
        bring it back.

        Args:
            day: UTC date, from which the empty object's time counts.

        Returns:
            False if nothing was ever stored there, or the empty object has been purged; then
            nothing is done.

        Raises:
            Refusal: 503 if the storage fails.
        """
        with _refusing():
            for _ in range(DELETE_TRIES):
                found = self._find(name)
                if found is None or _state(found) == layout.DELETED:
                    return found is not None
                mark = self._bucket.blob(name)
                mark.metadata = {layout.STATE: layout.DELETED, layout.DAY: day}
                mark.cache_control = NO_STORE
                try:
                    mark.upload_from_string(
                        b"", BYTES, **_written(if_generation_match=found.generation)
                    )
                    return True
                except PreconditionFailed:
                    continue  # Another deletion was quicker; look again.
        raise storage_down()

    def _find(self, name: str) -> storage.Blob | None:
        return self._bucket.get_blob(name, timeout=TIMEOUT_S, retry=RETRY)


@contextmanager
def _refusing() -> Iterator[None]:
    """Turns a failure of the storage into the answer 503."""
    try:
        yield
    except (
        GoogleAPIError,
        GoogleAuthError,
        InvalidResponse,
        DataCorruption,
        requests.RequestException,
        OSError,
    ) as error:
        raise storage_down() from error


def _written(**condition: int) -> dict[str, Any]:
    # crc32c lets the storage refuse an upload that was damaged or cut on its way.
    return {"checksum": "crc32c", "timeout": TIMEOUT_S, "retry": RETRY, **condition}


def _state(blob: storage.Blob) -> str | None:
    return (blob.metadata or {}).get(layout.STATE)
