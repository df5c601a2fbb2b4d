"""Stops a piece of work before each of its changes to the disk, or each of its requests: by Ctrl-C,
and dead at once.

Python tells an audit hook of each file that it opens and of each rename, removal and new folder
before the operating system is asked, and of each request that it sends
(docs.python.org/3/library/audit_events.html); `os.fsync` tells nothing, so it is replaced by one
that does.
"""

import os
import sys
import threading
import warnings
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

REQUEST = "http.client.send"
EVENTS = (
    "open",
    "os.rename",
    "os.remove",
    "os.rmdir",
    "os.mkdir",
    "os.truncate",
    "os.fsync",
    REQUEST,
)
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
DEAD = 77
MOST_STEPS = 500

_watch: Callable[[str, tuple[Any, ...]], None] | None = None


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if _watch is not None and event in EVENTS:
        _watch(event, arguments)


sys.addaudithook(_hook)


def stopped_at_each_step(
    work: Callable[[], object],
    folder: Path | None,
    prepare: Callable[[], object],
    check: Callable[[str], object],
    monkeypatch: pytest.MonkeyPatch,
) -> int:
    """Runs `prepare`, `work` cut off before its n-th step, and `check`, for every n and both ways.

    Args:
        work: What is cut off; changes files below `folder` alone, or sends requests from here.
        folder: Whose files count; None if requests do.
        prepare: Puts the folder into the state from which each run begins.
        check: Asserts what must be true of the folder then; is told which step it was.
        monkeypatch: The test's.

    Returns:
        How many steps there are.
    """
    # Nothing here outlives a power cut anyway, and a disk takes milliseconds for each.
    monkeypatch.setattr(os, "fsync", lambda file: sys.audit("os.fsync", str(folder)))
    steps = {how: _until_it_is_through(how, work, folder, prepare, check) for how in (_raise, _die)}
    return min(steps.values())


def _until_it_is_through(
    how: Callable[[Callable[[], object], int, Path | None], str | None],
    work: Callable[[], object],
    folder: Path | None,
    prepare: Callable[[], object],
    check: Callable[[str], object],
) -> int:
    for step in range(MOST_STEPS):
        prepare()
        stopped = how(work, step, folder)
        if stopped is None:
            return step
        check(f"{how.__name__} {step}: {stopped}")
    raise AssertionError(f"expected fewer than {MOST_STEPS} steps")


def _raise(work: Callable[[], object], step: int, folder: Path | None) -> str | None:
    def stop(description: str) -> None:
        raise KeyboardInterrupt(description)

    stopped: list[str] = []
    with suppress(KeyboardInterrupt):
        _run(work, step, folder, lambda text: (stopped.append(text), stop(text)))
    return stopped[0] if stopped else None


def _die(work: Callable[[], object], step: int, folder: Path | None) -> str | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Of forking beside threads.
        child = os.fork()
    if child == 0:
        code = 1
        try:
            _run(work, step, folder, lambda text: os._exit(DEAD))
            code = 0
        finally:
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, DEAD), f"expected the work to end, got {code}"
    return f"step {step}" if code == DEAD else None


def _run(
    work: Callable[[], object], step: int, folder: Path, stop: Callable[[str], object]
) -> None:
    global _watch
    seen = 0

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal seen
        if not _counts(event, arguments, folder):
            return
        seen += 1
        if seen == step + 1:
            stop(f"{event} {arguments[0]}")

    _watch = watch
    try:
        work()
    finally:
        _watch = None


def _counts(event: str, arguments: tuple[Any, ...], folder: Path | None) -> bool:
    if folder is None:
        # Google's client asks some things on threads of its own.
        return event == REQUEST and threading.current_thread() is threading.main_thread()
    path = arguments[0]
    if not isinstance(path, str | os.PathLike) or not _is_in(os.fspath(path), folder):
        return False
    return event != "open" or bool(arguments[2] & WRITING)


def _is_in(path: str, folder: Path) -> bool:
    return path == str(folder) or path.startswith(f"{folder}{os.sep}")
