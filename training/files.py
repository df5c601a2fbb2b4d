"""Writes files completely or not at all, even in a power cut, and locks folders."""

import errno
import math
import os
import re
import socket
import sys
import uuid
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from numpy.lib import format

from training.errors import InUseError, first_line

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

MOST_ARRAY_BYTES: Final = 1 << 32
"""Of a checkpoint: 4 GiB, four times vgg16's."""
LOCK: Final = ".lock"
"""File in a locked folder that names its owner."""
LOCK_OFFSET: Final = 1 << 30
"""The byte that Windows locks: after the text, which others must be able to read."""
TAKEN: Final = (errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK)
LEFT_OVER: Final = re.compile(r"\..*-[0-9a-f]{32}(\.\w+)?")
"""Name of a file that `replacing` had not finished when its process was killed."""
UNSUPPORTED: Final = (errno.EINVAL, errno.ENOTSUP, errno.ENOSYS, errno.ENOLCK)
"""Errors of file systems without locks, or without fsync for folders."""


def cache_folder() -> Path:
    """Returns where caches go: $MIEN_CACHE, else $XDG_CACHE_HOME/mien, else ~/.cache/mien; for a
    user without a home, .cache/mien here."""
    own = os.environ.get("MIEN_CACHE")
    if own:
        return Path(own)
    try:
        home = Path.home()
    except RuntimeError:
        home = Path()
    return Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache") / "mien"


@contextmanager
def replacing(path: Path, *, durable: bool = True) -> Iterator[Path]:
    """Yields a temporary path of the same suffix and folder that becomes `path` on success.

    On any error the temporary file is removed and `path` stays as it was. After a power cut `path`
    is the old file or the new one.

    Args:
        durable: False does not wait for the disk; then a power cut may leave an empty file.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # Not tempfile.mkstemp, whose files a web server could not read.
    temporary = path.with_name(f".{path.stem}-{uuid.uuid4().hex}{path.suffix}")
    try:
        temporary.touch(exist_ok=False)
        yield temporary
        if durable:
            sync(temporary)
        os.replace(temporary, path)
        if durable:
            sync(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Writes UTF-8 text, atomically."""
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def sync(path: Path) -> None:
    """Waits until a file's content, or a folder's list of names, is on disk."""
    if path.is_dir() and sys.platform == "win32":
        return  # Windows cannot open folders.
    file = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(file)
    except OSError as error:
        if error.errno not in UNSUPPORTED:
            raise
    finally:
        os.close(file)


@contextmanager
def held(folder: Path, what: str) -> Iterator[None]:
    """Holds a folder, so that no other process that asks can work in it.

    The operating system releases it when this process ends, however it ends.

    Args:
        folder: Existing folder; gets a file `.lock`, which only a killed process leaves behind.
        what: What is being done, for the message to a second process.

    Raises:
        InUseError: if another process holds it.
    """
    path = folder / LOCK
    file = _locked(path)
    try:
        started = datetime.now().astimezone().isoformat(timespec="seconds")
        os.ftruncate(file, 0)
        os.write(
            file,
            f"{what}, process {os.getpid()} on {socket.gethostname()} since {started}".encode(),
        )
        yield
    finally:
        # Windows removes no open file, and none that the next one has opened.
        try:
            with suppress(OSError):
                path.unlink()
        finally:
            os.close(file)
        if sys.platform == "win32":
            with suppress(OSError):
                path.unlink()


@contextmanager
def claimed(folder: Path, what: str) -> Iterator[None]:
    """Holds a folder, made if it is new; a new one is removed again if nothing was written in it.

    Files that a killed process had not finished are removed.

    Raises:
        InUseError: if another process holds it, or it is a file.
    """
    made = [path for path in (folder, *folder.parents) if not path.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise InUseError(
            f"expected {folder} to be a folder, got a file; name another one"
        ) from error
    try:
        with held(folder, what):
            for path in folder.iterdir():
                if LEFT_OVER.fullmatch(path.name) and path.is_file():
                    path.unlink()
            yield
    finally:
        with suppress(OSError):
            for path in made:
                path.rmdir()


def _locked(path: Path) -> int:
    """Returns the open lock of a folder, as its number.

    Raises:
        InUseError: if another process has it.
    """
    while True:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            if not _lock(file):
                holder = os.read(file, 300).decode("utf-8", "replace") or "another process"
                raise InUseError(
                    f"expected nobody else to work in {path.parent}, got {holder}; wait for it or "
                    "name another folder"
                )
            # Whoever had it before may have removed the file between the two lines above.
            if sys.platform == "win32" or os.fstat(file).st_ino == path.stat().st_ino:
                return file
        except FileNotFoundError:
            pass
        except BaseException:
            os.close(file)
            raise
        os.close(file)


def _lock(file: int) -> bool:
    """Returns False if another process holds it."""
    try:
        if sys.platform == "win32":
            os.lseek(file, LOCK_OFFSET, os.SEEK_SET)
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
            os.lseek(file, 0, os.SEEK_SET)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in TAKEN:
            if sys.platform == "win32":
                os.lseek(file, 0, os.SEEK_SET)
            return False
        if error.errno not in UNSUPPORTED:
            raise
    return True


def read_arrays(path: Path) -> dict[str, npt.NDArray[Any]]:
    """Returns the arrays of an .npz file by their names.

    Raises:
        OSError: if it cannot be opened.
        ValueError: if it is damaged, larger than MOST_ARRAY_BYTES, or no such file.
    """
    # Opened here, since np.load leaves a damaged file open.
    with path.open("rb") as file:
        try:
            with zipfile.ZipFile(file) as archive:
                _refuse_claims(archive)
            file.seek(0)
            with np.load(file) as arrays:
                return dict(arrays)
        # What zipfile, zlib and NumPy's parsing of headers raise is not written down.
        except Exception as error:
            raise ValueError(f"no complete .npz file ({first_line(error)})") from error


def _refuse_claims(archive: zipfile.ZipFile) -> None:
    """Refuses arrays that say they are larger than they can be, for which NumPy takes memory.

    Raises:
        ValueError: if they are.
    """
    size = sum(member.file_size for member in archive.infolist())
    if size > MOST_ARRAY_BYTES:
        raise ValueError(f"{size} bytes of arrays")
    headers = {(1, 0): format.read_array_header_1_0, (2, 0): format.read_array_header_2_0}
    for member in archive.infolist():
        with archive.open(member) as file:
            version = format.read_magic(file)  # type: ignore[no-untyped-call]
            shape, _, dtype = headers[version](file)  # type: ignore[no-untyped-call]
        if math.prod(shape) * dtype.itemsize > member.file_size:
            raise ValueError(f"{member.filename} of shape {shape} in {member.file_size} bytes")
