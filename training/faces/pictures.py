"""Picture files as arrays. Python reads the bytes, because OpenCV cannot open files on Windows if a
folder has an umlaut (opencv/opencv#18305)."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from training.errors import DataError

MOST_BYTES: Final = 1 << 27
"""128 MiB; the largest pictures of phones have 100 MB. `training/__init__.py` limits the pixels."""


def read_picture(path: Path, *, colour: bool = False) -> npt.NDArray[np.uint8]:
    """Returns a picture as uint8 [H, W] grey, or [H, W, 3] RGB, rotated upright by its EXIF data.

    Raises:
        DataError: if it cannot be read, or is larger than MOST_BYTES.
    """
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise DataError(
                f"expected {path} to be an image of at most {MOST_BYTES >> 20} MiB, got "
                f"{size >> 20}; leave it out"
            )
        content = path.read_bytes()
    except OSError as error:
        raise DataError(
            f"expected {path} to be an image, got: {error.strerror or error}; leave it out"
        ) from error
    return decode(content, path, colour=colour)


def decode(content: bytes, name: object, *, colour: bool = False) -> npt.NDArray[np.uint8]:
    """Decodes a picture from a file's bytes, as `read_picture` does.

    Raises:
        DataError: if it is not a picture, or claims more pixels than OpenCV may decode.
    """
    array = np.frombuffer(content, np.uint8)
    try:
        flag = cv2.IMREAD_COLOR_RGB if colour else cv2.IMREAD_GRAYSCALE
        image = cv2.imdecode(array, flag) if array.size else None
    except cv2.error as error:
        raise DataError(
            f"expected {name} to be an image, got one that OpenCV refuses ({error.err}); leave it "
            "out"
        ) from error
    if image is None:
        raise DataError(
            f"expected {name} to be an image, got a file that cannot be read; fetch it again or "
            "leave it out"
        )
    return np.asarray(image, np.uint8)


def is_companion(name: str) -> bool:
    """Returns whether a path, with slashes, is one that macOS adds: `._a.png`, `__MACOSX/`,
    `.DS_Store`; all hidden files count."""
    parts = name.split("/")
    return parts[-1].startswith(".") or "__MACOSX" in parts


def require_file(path: Path) -> None:
    """Refuses what is no file: to open a pipe or a device may never end.

    Raises:
        DataError: naming it.
    """
    if not path.is_file():
        raise DataError(
            f"expected {path} to be a file, got a folder, a link to nothing, a pipe or a device; "
            "remove it"
        )


def files_below(folder: Path) -> Iterator[Path]:
    """Yields what lies below a folder and is no folder; follows links, but not in a circle.

    Raises:
        DataError: for a folder that cannot be read.
    """
    for inner, folders, names in os.walk(folder, onerror=_refuse_folder, followlinks=True):
        here = Path(inner)
        above = {here.resolve(), *here.resolve().parents}
        folders[:] = [
            name
            for name in folders
            if not (here / name).is_symlink() or (here / name).resolve() not in above
        ]
        yield from (here / name for name in names)


def _refuse_folder(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):
        raise DataError(
            f"expected to read the folder {error.filename}, got: {error.strerror}; change who may "
            "read it"
        ) from error


def pictures_below(folder: Path, suffixes: tuple[str, ...]) -> list[Path]:
    """Returns a folder's pictures, sorted.

    Args:
        suffixes: In small letters.

    Raises:
        DataError: for a folder that cannot be read, or a picture that is no file.
    """
    found = sorted(
        path
        for path in files_below(folder)
        if path.suffix.lower() in suffixes and not is_companion(path.relative_to(folder).as_posix())
    )
    for path in found:
        require_file(path)
    return found
