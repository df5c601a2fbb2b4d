"""Which files are read, and how."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, Literal

import cv2

from reader.errors import MediaError, ReaderError

Kind = Literal["picture", "film"]

PICTURES: Final = frozenset(
    [
        ".jpg",
        ".jpeg",
        ".jpe",
        ".jfif",
        ".png",
        ".webp",
        ".bmp",
        ".dib",
        ".tif",
        ".tiff",
        ".gif",
        ".avif",
        ".heic",
        ".heif",
        ".jp2",
        ".pgm",
        ".ppm",
    ]
)
FILMS: Final = frozenset(
    [
        ".mp4",
        ".m4v",
        ".mov",
        ".webm",
        ".mkv",
        ".avi",
        ".mpg",
        ".mpeg",
        ".3gp",
        ".ts",
        ".mts",
        ".wmv",
        ".flv",
        ".ogv",
    ]
)
"""By a file's extension, in folders. HEIC, which OpenCV cannot open, gets a row that says so."""


class SourceError(ReaderError):
    """A path that does not exist."""


def find_sources(paths: Sequence[str]) -> tuple[list[Path], int]:
    """Returns the files at the given paths, each once, those in folders sorted by name.

    Args:
        paths: Files, which are read whatever their extension, and folders, whose photos and videos
            are read, also in subfolders.

    Returns:
        The files, and how many files in folders are neither photos nor videos.

    Raises:
        SourceError: if a path does not exist, a folder cannot be read, or no path leads to a file.
    """
    found: dict[Path, None] = {}
    others = 0
    for name in paths:
        path = Path(name)
        # Unlike Path's, these are false for a name that is too long.
        if os.path.isfile(name):
            found[path] = None
        elif os.path.isdir(name):
            for file in _below(path):
                if file.suffix.lower() in PICTURES | FILMS:
                    found[file] = None
                else:
                    others += 1
        else:
            raise SourceError(f"expected an existing file or folder, got {name!r}; check the path")
    if not found:
        raise SourceError(f"expected photos or videos, got none in {', '.join(paths)}")
    return list(found), others


def plain_name(path: str | os.PathLike[str]) -> str:
    """Returns a path as OpenCV takes it: a file's in full, since it reads the beginning of
    `12:30.mp4` as a protocol.

    Raises:
        MediaError: for a name that is not text, at which OpenCV crashes.
    """
    name = os.fspath(path)
    try:
        name.encode()
    except UnicodeEncodeError as error:
        raise MediaError(
            "expected a video whose path is text, got bytes that are not UTF-8; rename it"
        ) from error
    return os.path.abspath(name) if os.path.exists(name) else name


def kind_of(path: Path) -> Kind:
    """Returns how a file is read: by its extension, or else by what OpenCV recognises."""
    ending = path.suffix.lower()
    if ending in PICTURES or ending in FILMS:
        return "film" if ending in FILMS else "picture"
    try:
        return "picture" if cv2.haveImageReader(plain_name(path)) else "film"
    except MediaError:
        return "film"  # Which then says why it is not read.


def _below(folder: Path) -> Iterator[Path]:
    for inner, folders, names in os.walk(folder, onerror=_refuse):
        folders.sort()
        yield from (Path(inner) / name for name in sorted(names) if not name.startswith("."))


def _refuse(error: OSError) -> None:
    raise SourceError(
        f"expected a folder that can be read, got {error.filename}: {error.strerror}; change who "
        "may read it, or name other folders"
    )
