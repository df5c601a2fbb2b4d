"""Tasks on all cores of this machine."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from typing import Final

import cv2

from reader.reading import Row, unreadable_row
from reader.table.parts import Parts
from reader.work.tasks import Settings, Task, read_task

AHEAD: Final = 2
"""Tasks submitted for each process: no process waits, and few tasks are in memory."""

LOOK_S: Final = 0.5
"""Between two checks of the processes' progress."""

LOST: Final = "expected a file that can be read, got one that crashed the process that read it"

Done = Callable[[int], None]
"""Called with the number of bytes read so far."""


def run_here(tasks: Sequence[Task], table: Path, settings: Settings, done: Done) -> None:
    """Writes the tasks' parts in this process."""
    parts = Parts(table)
    total = 0

    def tick(size: int) -> None:
        nonlocal total
        total += size
        done(total)

    for task in tasks:
        parts.write(task.key, read_task(task, settings, tick))


def run_on_cores(
    tasks: Sequence[Task],
    table: Path,
    settings: Settings,
    labels: tuple[str, ...],
    jobs: int,
    done: Done,
) -> None:
    """Writes the tasks' parts, as many at once as there are jobs.

    A file that crashes its process, as a damaged one may, becomes a row; the others are still read.
    """
    context = multiprocessing.get_context("spawn")
    counter: Synchronized[int] = context.Value("q", 0)
    waiting = iter(tasks)
    while True:
        suspects: list[Task] = []
        with _pool(jobs, counter) as pool:
            running: dict[Future[None], Task] = {}
            try:
                for task in waiting:
                    running[pool.submit(_write_part, task, table, settings)] = task
                    if len(running) >= AHEAD * jobs:
                        _settle(running, counter, done)
                while running:
                    _settle(running, counter, done)
            except BrokenProcessPool:
                suspects = list(running.values())
            except KeyboardInterrupt:
                _end_children()
                raise
        if not suspects:
            return
        for task in suspects:
            _write_alone(task, table, settings, labels, counter)


def _settle(running: dict[Future[None], Task], counter: "Synchronized[int]", done: Done) -> None:
    """Waits until a task is written; tasks of a broken pool stay in `running`."""
    while True:
        settled, _ = wait(running, timeout=LOOK_S, return_when=FIRST_COMPLETED)
        done(counter.value)
        if settled:
            break
    for future in settled:
        future.result()
        del running[future]


def _write_alone(
    task: Task,
    table: Path,
    settings: Settings,
    labels: tuple[str, ...],
    counter: "Synchronized[int]",
) -> None:
    """Reads a task's files one by one, each in a process of its own."""
    parts = Parts(table)
    if parts.has(task.key):
        return

    def rows() -> Iterator[Row]:
        for file, size in zip(task.files, task.sizes, strict=True):
            single = replace(task, key=f"{task.key}-alone", files=(file,), sizes=(size,))
            with _pool(1, counter) as pool:
                try:
                    yield from pool.submit(_read_rows, single, settings).result()
                except BrokenProcessPool:
                    yield unreadable_row(file, LOST, labels)

    parts.write(task.key, rows())


_counter: "Synchronized[int]"
"""Bytes read by all processes, which inherit it: it cannot be sent with a task."""


def _pool(jobs: int, counter: "Synchronized[int]") -> ProcessPoolExecutor:
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(jobs, context, initializer=_begin, initargs=(counter,))


def _begin(counter: "Synchronized[int]") -> None:
    # The parent process handles Ctrl-C and ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    cv2.setNumThreads(1)
    global _counter
    _counter = counter


def _tick(size: int) -> None:
    with _counter.get_lock():
        _counter.value += size


def _write_part(task: Task, table: Path, settings: Settings) -> None:
    Parts(table).write(task.key, read_task(task, settings, _tick))


def _read_rows(task: Task, settings: Settings) -> list[Row]:
    return list(read_task(task, settings, _tick))


def _end_children() -> None:
    for child in multiprocessing.active_children():
        child.terminate()


def default_jobs() -> int:
    """Returns how many processes may run at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
