"""Ends what is kept too long: contributions after their time, marks of deletions after theirs."""

from dataclasses import dataclass
from datetime import date, timedelta

from google.api_core.exceptions import NotFound, PreconditionFailed
from google.cloud import storage

from functions.intake import layout
from training.gather.bucket import RETRY, TIMEOUT_S, Contributed, list_contributions, reaching


@dataclass
class Purged:
    """How many objects were deleted: pictures, and marks of deletions."""

    pictures: int = 0
    marks: int = 0


def purge(bucket: storage.Bucket, days: int, today: date, *, really: bool = True) -> Purged:
    """Deletes pictures of `days` days and older, and marks of layout.TOMBSTONE_DAYS and older.

    An object without a readable date counts as too old: nothing is kept that cannot be dated.

    Args:
        bucket: Whose objects.
        days: A picture of today has 0.
        today: UTC.
        really: False only counts.

    Raises:
        GatherError: if the storage fails; what was deleted until then stays so.
    """
    limits = (days, layout.TOMBSTONE_DAYS)
    purged = Purged()
    for found in list_contributions(bucket):
        if not _too_old(found, limits[found.taken_back], today):
            continue
        if really and not _delete(bucket, found):
            continue
        if found.taken_back:
            purged.marks += 1
        else:
            purged.pictures += 1
    return purged


def _too_old(found: Contributed, days: int, today: date) -> bool:
    try:
        day = date.fromisoformat(found.metadata.get(layout.DAY, ""))
    except ValueError:
        return True
    return today - day >= timedelta(days=days)


def _delete(bucket: storage.Bucket, found: Contributed) -> bool:
    with reaching(bucket.name):
        try:
            bucket.blob(found.name).delete(
                if_generation_match=found.generation, timeout=TIMEOUT_S, retry=RETRY
            )
        except (NotFound, PreconditionFailed):
            return False  # Taken back since the list was read; its mark has its own time.
    return True
