"""Makes a folder equal to the bucket: adds new pictures, deletes those taken back."""

import hashlib
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from google.api_core.exceptions import NotFound, PreconditionFailed
from google.cloud import storage

from functions.intake import layout
from training.gather.alike import Seen, as_image
from training.gather.bucket import RETRY, TIMEOUT_S, Contributed, list_contributions, reaching
from training.gather.folder import INCOMING, Gathered, open_folder, write_bytes

AT_ONCE: Final = 8
"""Parallel downloads: a picture is 2 kB, so latency takes the time."""

Progress = Callable[[Iterable[None], int], Iterable[None]]
"""Yields an iterable's items and shows how much of the total has been read."""


@dataclass
class Pulled:
    """Result of a pull.

    Args:
        kept: Pictures that the folder had.
        dropped: Exact or near duplicates left out, over all pulls.
        deleted: Files removed because they were taken back or purged.
        unusable: Objects that are not pictures as the function stores them, by name.
    """

    new: int = 0
    kept: int = 0
    dropped: int = 0
    deleted: list[str] = field(default_factory=list)
    unusable: list[str] = field(default_factory=list)


def pull(bucket: storage.Bucket, path: Path, progress: Progress, today: date) -> Pulled:
    """Brings a folder up to date; returns what was done.

    Deletions come first, so that they are done even if the rest is interrupted. An interrupted
    pull's downloads are kept.

    Raises:
        InUseError: if another process is pulling into the folder.
        GatherError: if the storage or the folder fails.
    """
    with open_folder(path) as found:
        everything = list_contributions(bucket)
        usable = {c.identity: c for c in everything if c.usable}
        report = Pulled(unusable=[c.name for c in everything if not (c.usable or c.taken_back)])
        _forget(found, usable, report, today)
        report.kept = len(found.pictures)
        wanted = [
            c
            for c in usable.values()
            if c.identity not in found.pictures
            and found.dropped.get(c.identity) not in found.pictures
        ]
        for _ in progress(_fetch(bucket, found, wanted), len(wanted)):
            pass
        _sort_in(found, wanted, report)
        found.write()
        found.clear_incoming()
        report.dropped = len(found.dropped)
        return report


def _forget(found: Gathered, usable: dict[str, Contributed], report: Pulled, today: date) -> None:
    for identity in sorted(set(found.pictures) - set(usable)):
        file = found.remove(identity)
        report.deleted.append(file)
        found.deleted.append({"file": file, "noticed": today.isoformat()})
    found.dropped = {key: twin for key, twin in found.dropped.items() if key in usable}
    for path in (found.path / INCOMING).iterdir():
        if path.name not in usable:
            path.unlink()
    found.write()


def _fetch(bucket: storage.Bucket, found: Gathered, wanted: list[Contributed]) -> Iterable[None]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        jobs = [pool.submit(_download, bucket, found, c) for c in wanted]
        try:
            for job in as_completed(jobs):
                job.result()
                yield
        finally:
            pool.shutdown(cancel_futures=True)


def _download(bucket: storage.Bucket, found: Gathered, wanted: Contributed) -> None:
    path = found.incoming(wanted.identity)
    if path.is_file() and _is_whole(path.read_bytes(), wanted):
        return
    with reaching(bucket.name):
        try:
            data = bucket.blob(wanted.name).download_as_bytes(
                if_generation_match=wanted.generation, timeout=TIMEOUT_S, retry=RETRY
            )
        except (NotFound, PreconditionFailed):
            return  # Taken back since the list was read.
    write_bytes(path, data)


def _sort_in(found: Gathered, wanted: list[Contributed], report: Pulled) -> None:
    """Adds downloaded pictures, the oldest first, and drops near-duplicates of kept ones."""
    seen = Seen()
    for identity in sorted(found.pictures):
        seen.add(identity, found.pictures[identity].label, found.image(identity))
    for contributed in sorted(wanted, key=lambda c: (c.metadata[layout.DAY], c.identity)):
        path = found.incoming(contributed.identity)
        if not path.is_file():
            continue
        data = path.read_bytes()
        if not _is_whole(data, contributed):
            report.unusable.append(contributed.name)
            continue
        image = as_image(data)
        label, batch = (contributed.metadata[key] for key in (layout.LABEL, layout.BATCH))
        twin = seen.find(label, image)
        if twin is not None:
            found.dropped[contributed.identity] = twin
            continue
        found.dropped.pop(contributed.identity, None)
        seen.add(contributed.identity, label, image)
        found.take_in(contributed.identity, label, batch, image)
        report.new += 1


def _is_whole(data: bytes, contributed: Contributed) -> bool:
    digest = hashlib.sha256(data).hexdigest()
    return len(data) == layout.FACE_BYTES and digest == contributed.metadata.get(layout.PIXELS)
