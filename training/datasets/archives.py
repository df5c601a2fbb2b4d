"""Opens a CSV file however it is packed."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Final, cast

from training.errors import DataError

UNPACKING_ERRORS: Final = (
    EOFError,
    OSError,
    lzma.LZMAError,
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What the standard library raises for an archive that is damaged or cut off."""


@contextmanager
def open_csv(path: Path, member: str) -> Iterator[IO[str]]:
    """Yields the text of a CSV file that is plain, .gz, .xz, .bz2, .zip, .tar or .tar.gz.

    Args:
        path: The file.
        member: File name to look for inside a .zip or .tar, in any folder of it.

    Raises:
        DataError: for an archive without the member, or one that ends early or is damaged; also
            while reading.
    """
    try:
        with _open_bytes(path, member) as raw:
            yield io.TextIOWrapper(raw, encoding="utf-8", newline="")
    except UNPACKING_ERRORS as error:
        raise DataError(
            f"expected {path} to be a whole {''.join(path.suffixes[-2:]) or 'file'}, got "
            f"{type(error).__name__}: {error}; fetch it again"
        ) from error
    except UnicodeDecodeError as error:
        raise DataError(f"expected {path} to hold UTF-8 text, got {error}") from error


@contextmanager
def _open_bytes(path: Path, member: str) -> Iterator[IO[bytes]]:
    name = path.name.lower()
    with ExitStack() as stack:
        raw: IO[bytes] | gzip.GzipFile | lzma.LZMAFile | bz2.BZ2File
        if name.endswith(".zip"):
            archive = stack.enter_context(zipfile.ZipFile(path))
            raw = stack.enter_context(archive.open(_find(path, member, archive.namelist())))
        elif name.endswith((".tar", ".tar.gz", ".tgz", ".tar.xz")):
            tar = stack.enter_context(tarfile.open(path))
            extracted = tar.extractfile(_find(path, member, tar.getnames()))
            if extracted is None:
                raise DataError(f"expected {member} in {path} to be a file, got a folder or link")
            raw = stack.enter_context(extracted)
        elif name.endswith(".gz"):
            raw = stack.enter_context(gzip.open(path))
        elif name.endswith(".xz"):
            raw = stack.enter_context(lzma.open(path))
        elif name.endswith(".bz2"):
            raw = stack.enter_context(bz2.open(path))
        else:
            raw = stack.enter_context(path.open("rb"))
        yield cast(IO[bytes], raw)


def _find(path: Path, member: str, names: list[str]) -> str:
    for name in names:
        if name.rsplit("/", 1)[-1] == member:
            return name
    raise DataError(
        f"expected {member} inside {path}, got {', '.join(names[:5]) or 'nothing'}; "
        "name the archive as Kaggle ships it"
    )
