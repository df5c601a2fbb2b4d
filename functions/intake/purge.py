"""Deletes contributions and records of deletions after their time."""

from dataclasses import dataclass
from datetime import date

from google.api_core.exceptions import NotFound, PreconditionFailed
from google.cloud import storage

from . import layout
from .store import RETRY, TIMEOUT_S


@dataclass
class Purged:
    """How many objects were deleted: pictures, and records of deletions."""

    pictures: int = 0
    marks: int = 0


def purge(bucket: storage.Bucket, days: int, today: date, *, really: bool = True) -> Purged:
    """Deletes pictures that are `days` days old or older, and records of deletions that are
    layout.TOMBSTONE_DAYS old or older.

    An object without a readable date counts as too old.

    Args:
        days: A picture of today has 0.
        today: UTC.
        really: False only counts.

    Raises:
        GoogleAPIError, GoogleAuthError, requests.RequestException: if the storage fails; what was
            deleted until then stays deleted.
    """
    purged = Purged()
    for blob in bucket.list_blobs(prefix=layout.FACES, timeout=TIMEOUT_S, retry=RETRY):
        metadata = blob.metadata or {}
        is_mark = metadata.get(layout.STATE) == layout.DELETED
        if not _too_old(metadata, layout.TOMBSTONE_DAYS if is_mark else days, today):
            continue
        if really and not _delete(blob):
            continue
        if is_mark:
            purged.marks += 1
        else:
            purged.pictures += 1
    return purged


def _too_old(metadata: dict[str, str], days: int, today: date) -> bool:
    try:
        day = date.fromisoformat(metadata.get(layout.DAY, ""))
    except ValueError:
        return True
    return (today - day).days >= days


def _delete(blob: storage.Blob) -> bool:
    try:
        blob.delete(if_generation_match=blob.generation, timeout=TIMEOUT_S, retry=RETRY)
    except (NotFound, PreconditionFailed):
        return False  # Taken back since the list was read; the record of that has its own time.
    return True
