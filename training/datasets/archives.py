"""Reads the rows of a CSV file, however it is packed; its first bytes decide, not its name.

Whatever a file unpacks to, reading it takes at most MOST_MEMORY beside the rows.
"""

import bz2
import copy
import csv
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from _compression import DecompressReader
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any, Final

from training.errors import DataError
from training.faces.pictures import is_companion

UNPACKING_ERRORS: Final = (
    EOFError,
    OSError,
    ValueError,
    lzma.LZMAError,
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What the standard library raises for a damaged or truncated archive."""

MOST_MEMORY: Final = 1 << 28
"""256 MiB: a dictionary, a list of an archive's files, and what Python makes of both."""
MOST_DICTIONARY: Final = 1 << 27
"""Memory of LZMA, in bytes; `xz -9` takes half."""
MOST_UNPACKED: Final = 1 << 31
"""Bytes of an unpacked file; FER2013's CSV has 300 MB."""
MOST_ROWS: Final = 2_000_000
"""Rows, also blank ones; FER2013 has 35,888, twice that if each is followed by a blank one."""
MOST_MEMBERS: Final = 50_000
"""Files in a .tar; FER2013's pictures are 35,887."""
LONGEST_READ: Final = 1 << 23
"""Bytes that are read in one piece, such as the list of files in a .zip: 100 for each."""

UNPACKERS: Final[dict[bytes, Callable[[Any], Any]]] = {
    b"\x1f\x8b": lambda raw: gzip.GzipFile(fileobj=raw, mode="rb"),
    # As LZMAFile, which takes no limit.
    b"\xfd7zXZ\x00": lambda raw: DecompressReader(
        raw, lzma.LZMADecompressor, trailing_error=lzma.LZMAError, memlimit=MOST_DICTIONARY
    ),
    b"BZh": bz2.BZ2File,
}
PACKINGS: Final = ("", ".xz", ".gz", ".bz2", ".zip")
"""Suffixes of packed files; the plain one comes first."""
ZIP: Final = b"PK"
TAR: Final = b"ustar"
TAR_AT: Final = 257
"""Position of a tar header's magic (POSIX.1-1988)."""

DEEPEST: Final = 4
"""Depth of nested archives: Kaggle's challenge has a CSV in a .tar in a .gz in a .zip."""

LONGEST_ROW: Final = 1 << 20
"""Characters. A row's pixels take 9 kB; without a limit a broken quote would swallow the file."""


def read_rows(path: Path, members: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Yields the rows that are not blank, each with its number; the header comes first, as 0.

    Args:
        path: A CSV file, plain or packed as .gz, .xz, .bz2, .zip or .tar, whatever its name.
        members: Names of files to look for in a .zip or .tar, in any folder; the first that is
            there, plain or packed, is read.

    Raises:
        DataError: for an archive without them, one that is damaged or locked, text that is not
            UTF-8, a row of more than LONGEST_ROW, or more than any of the limits above.
    """
    csv.field_size_limit(LONGEST_ROW)
    with unpacking(path), ExitStack() as stack:
        raw = _unpacked(path, stack.enter_context(_Bounded(path, path.open("rb"))), members, stack)
        lines = _Lines(path, io.TextIOWrapper(raw, encoding="utf-8-sig", newline=""))
        first = None
        for number, row in enumerate(csv.reader(lines)):
            lines.left = LONGEST_ROW
            if number == MOST_ROWS:
                raise DataError(
                    f"expected at most {MOST_ROWS} rows in {path}, got more; fetch it again"
                )
            if any(cell.strip() for cell in row):
                first = number if first is None else first
                yield number - first, row


@contextmanager
def unpacking(path: Path) -> Iterator[None]:
    """Turns errors while reading a file into one sentence.

    Raises:
        DataError: instead of what the standard library raises.
    """
    try:
        yield
    except DataError:
        raise
    except csv.Error as error:
        raise DataError(f"expected {path} to be a CSV file, got {error}; fetch it again") from error
    except UnicodeDecodeError as error:
        raise DataError(
            f"expected {path} to hold UTF-8 text, plain or as {', '.join(PACKINGS[1:])} or .tar, "
            f"got {error}; unpack it by hand, or save it as CSV in UTF-8"
        ) from error
    except UNPACKING_ERRORS as error:
        kind = "".join(path.suffixes[-2:]) or "file"
        raise DataError(
            f"expected {path} to be a complete {kind}, got {type(error).__name__}: {error}; fetch "
            "it again"
        ) from error


class _Bounded(io.BufferedReader):
    """A file that refuses to be longer than MOST_UNPACKED, or read in pieces above LONGEST_READ."""

    def __init__(self, path: Path, raw: Any, most_bytes: int = MOST_UNPACKED) -> None:
        super().__init__(raw)
        self.path, self.most_bytes = path, most_bytes

    def read(self, size: int | None = -1) -> bytes:
        self._refuse_position(self.tell())
        most = LONGEST_READ + 1
        content = super().read(most if size is None or size < 0 else min(size, most))
        if len(content) == most:
            raise DataError(
                f"expected the list of files in {self.path} to have at most {LONGEST_READ >> 20} "
                "MiB, got more; unpack it by hand and name the unpacked file"
            )
        return content

    def read1(self, size: int = -1) -> bytes:
        self._refuse_position(self.tell())
        return super().read1(size)

    def seek(self, target: int, whence: int = io.SEEK_SET) -> int:
        if whence == io.SEEK_SET:
            self._refuse_position(target)
        elif whence == io.SEEK_END and self.most_bytes:
            while self.read(LONGEST_READ):
                pass  # A stream that does not end is refused on its way.
        return super().seek(target, whence)

    def _refuse_position(self, position: int) -> None:
        if 0 < self.most_bytes < position:
            raise DataError(
                f"expected {self.path} to hold at most {self.most_bytes >> 20} MiB unpacked, got "
                "more; fetch it again"
            )


class _Lines:
    """A file's lines for csv.reader, as long as a row does not grow beyond LONGEST_ROW."""

    def __init__(self, path: Path, text: IO[str]) -> None:
        self.path, self.text = path, text
        self.left = LONGEST_ROW

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.text.readline(self.left + 1)
        self.left -= len(line)
        if self.left < 0:
            raise DataError(
                f"expected rows of at most {LONGEST_ROW} characters in {self.path}, got a longer "
                "one; fetch it again"
            )
        if not line:
            raise StopIteration
        return line


def _unpacked(
    path: Path, raw: Any, members: Sequence[str], stack: ExitStack, depth: int = 0
) -> Any:
    """Returns the packed file's bytes as a stream."""
    head = raw.read(TAR_AT + len(TAR))
    raw.seek(0)
    unpack = next((u for magic, u in UNPACKERS.items() if head.startswith(magic)), None)
    if unpack is not None:
        inner = unpack(raw)
    elif head.startswith(ZIP):
        archive = open_zip(path, raw, stack)
        names = [info.filename for info in archive.infolist() if not info.is_dir()]
        inner = open_member(path, archive, _find(path, members, names))
    elif head[TAR_AT:] == TAR:
        tar = stack.enter_context(tarfile.TarFile(fileobj=raw))
        files = {member.name: member for member in _members(path, tar) if member.isfile()}
        inner = tar.extractfile(files[_find(path, members, list(files))])
    else:
        return raw
    if depth == DEEPEST:
        raise DataError(
            f"expected {path} to be packed at most {DEEPEST} times over, got more; unpack it by "
            "hand and name the unpacked file"
        )
    bounded = stack.enter_context(_Bounded(path, inner))
    return _unpacked(path, bounded, members, stack, depth + 1)


def _members(path: Path, tar: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    for number, member in enumerate(tar):
        if number == MOST_MEMBERS:
            raise DataError(
                f"expected at most {MOST_MEMBERS} files in {path}, got more; unpack it by hand and "
                "name the unpacked file"
            )
        yield member


def open_zip(path: Path, raw: Any, stack: ExitStack) -> zipfile.ZipFile:
    """Returns a .zip archive, which the stack closes.

    Raises:
        DataError: for one that this Python cannot read.
    """
    try:
        # Of the files in it each has its own limit.
        return stack.enter_context(
            zipfile.ZipFile(stack.enter_context(_Bounded(path, raw, most_bytes=0)))
        )
    except NotImplementedError as error:
        raise _locked(path, error) from error


def open_member(path: Path, archive: zipfile.ZipFile, name: str) -> IO[bytes]:
    """Returns a file in a .zip archive.

    Raises:
        DataError: for one that is encrypted, or packed as Python cannot unpack it (Deflate64).
    """
    try:
        info = archive.getinfo(name)
        if info.compress_type == zipfile.ZIP_LZMA:
            # Behind four bytes and one of LZMA's own stands the size of its dictionary.
            packed = copy.copy(info)
            packed.compress_type = zipfile.ZIP_STORED
            with archive.open(packed) as file:
                size = int.from_bytes(file.read(9)[5:], "little")
            if size > MOST_DICTIONARY:
                raise NotImplementedError(f"a dictionary of {size} bytes")
        return archive.open(name)
    except (NotImplementedError, RuntimeError) as error:
        raise _locked(path, error) from error


def _locked(path: Path, error: Exception) -> DataError:
    return DataError(
        f"expected an archive that Python unpacks, got {path}: {error}; unpack it by hand and name "
        "what was in it"
    )


def _find(path: Path, members: Sequence[str], names: Sequence[str]) -> str:
    """Returns the name of the first member present, in any folder and case."""
    # Some packers on Windows write backslashes.
    found = {name.replace("\\", "/").rpartition("/")[2].lower(): name for name in reversed(names)}
    for packing in PACKINGS:
        for member in members:
            if (member + packing).lower() in found:
                return found[(member + packing).lower()]
    shown = [name for name in names if not is_companion(name)]
    raise DataError(
        f"expected {members[0]} inside {path}, got {', '.join(shown[:5])[:200] or 'nothing'}; "
        "fetch it again, or unpack it and name the unpacked file"
    )
