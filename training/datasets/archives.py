"""Reads the rows of a CSV file, however it is packed; its first bytes decide, not its name."""

import bz2
import csv
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
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

UNPACKERS: Final[dict[bytes, Callable[[Any], Any]]] = {
    b"\x1f\x8b": lambda raw: gzip.GzipFile(fileobj=raw, mode="rb"),
    b"\xfd7zXZ\x00": lzma.LZMAFile,
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
            UTF-8, a row of more than LONGEST_ROW.
    """
    csv.field_size_limit(LONGEST_ROW)
    with unpacking(path), ExitStack() as stack:
        raw = _unpacked(path, stack.enter_context(path.open("rb")), members, stack)
        lines = _Lines(path, io.TextIOWrapper(raw, encoding="utf-8-sig", newline=""))
        first = None
        for number, row in enumerate(csv.reader(lines)):
            lines.left = LONGEST_ROW
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
            f"expected {path} to hold UTF-8 text, got {error}; save it as CSV in UTF-8"
        ) from error
    except UNPACKING_ERRORS as error:
        kind = "".join(path.suffixes[-2:]) or "file"
        raise DataError(
            f"expected {path} to be a whole {kind}, got {type(error).__name__}: {error}; fetch it "
            "again"
        ) from error


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
        files = {member.name: member for member in tar if member.isfile()}
        inner = tar.extractfile(files[_find(path, members, list(files))])
    else:
        return raw
    if depth == DEEPEST:
        raise DataError(f"expected {path} to be packed {DEEPEST} times at most, got more")
    return _unpacked(path, stack.enter_context(inner), members, stack, depth + 1)


def open_zip(path: Path, raw: Any, stack: ExitStack) -> zipfile.ZipFile:
    """Returns a .zip archive, which the stack closes.

    Raises:
        DataError: for one that this Python cannot read.
    """
    try:
        return stack.enter_context(zipfile.ZipFile(raw))
    except NotImplementedError as error:
        raise _locked(path, error) from error


def open_member(path: Path, archive: zipfile.ZipFile, name: str) -> IO[bytes]:
    """Returns a file in a .zip archive.

    Raises:
        DataError: for one that is encrypted, or packed as Python cannot unpack it (Deflate64).
    """
    try:
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
        "fetch it again, or unpack it and name what was in it"
    )
