"""Tasks on the workers of a Dask cluster, which see the same files at the same paths.

Dask queues the tasks, gives a lost worker's tasks to the others, and reports finished ones
(distributed.dask.org). The rows come back compressed and are written here.
"""

import gzip
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import cv2
from distributed import Client, KilledWorker, as_completed

from reader.errors import ReaderError
from reader.reading import Row, unreadable_row
from reader.table.parts import Parts
from reader.work.tasks import Settings, Task, read_task

AHEAD: Final = 4
"""Tasks submitted for each of the cluster's threads; more would keep their rows in memory."""

CONNECT_S: Final = 10

LOST: Final = "expected a file that can be read, got one that crashed every worker that read it"


class ClusterError(ReaderError):
    """A cluster that cannot be reached."""


def run_on_cluster(
    tasks: Sequence[Task],
    table: Path,
    settings: Settings,
    labels: tuple[str, ...],
    address: str,
    done: Callable[[int], None],
) -> None:
    """Writes the tasks' parts.

    A file that crashes its workers, even after Dask's retries, becomes a row.

    Args:
        address: tcp://… of the scheduler.
        done: Called with the number of bytes read.

    Raises:
        ClusterError: if the scheduler does not answer or has no workers.
    """
    parts = Parts(table)
    with _connected(address) as client:
        width = AHEAD * sum(client.nthreads().values())
        waiting = iter(tasks)
        running: dict[Any, Task] = {}
        completed = as_completed(loop=client.loop)
        total = 0

        def submit() -> None:
            task = next(waiting, None)
            if task is not None:
                # Not pure: a stopped task that is submitted again must run again.
                future = client.submit(_packed_rows, task, settings, pure=False)
                running[future] = task
                completed.add(future)

        for _ in range(width):
            submit()
        for future in completed:
            task = running.pop(future)
            try:
                rows = _unpacked(future.result())
            except KilledWorker:
                rows = iter([unreadable_row(file, LOST, labels) for file in task.files])
            parts.write(task.key, rows)
            future.release()
            total += sum(task.sizes)
            done(total)
            submit()


def _connected(address: str) -> Any:
    try:
        client = Client(address, timeout=CONNECT_S, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterError(
            f"expected a Dask scheduler at {address}, got none; start one with dask scheduler"
        ) from error
    if not client.nthreads():
        client.close()
        raise ClusterError(
            f"expected workers at {address}, got none; start them with dask worker {address}"
        )
    return client


def _packed_rows(task: Task, settings: Settings) -> bytes:
    cv2.setNumThreads(1)
    # The cluster reports complete tasks only.
    rows = read_task(task, settings, lambda _: None)
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    return gzip.compress("\n".join(lines).encode(), compresslevel=1)


def _unpacked(packed: bytes) -> Iterator[Row]:
    return map(json.loads, gzip.decompress(packed).decode().splitlines())
