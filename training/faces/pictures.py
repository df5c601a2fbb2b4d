"""Picture files as arrays. Python reads the bytes, because OpenCV cannot open files on Windows if a
folder has an umlaut (opencv/opencv#18305)."""

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


def pictures_below(folder: Path, suffixes: tuple[str, ...], pattern: str = "**/*") -> list[Path]:
    """Returns a folder's pictures, sorted.

    Args:
        suffixes: In small letters.
        pattern: `*` for those in the folder itself.
    """
    return sorted(
        path
        for path in folder.glob(pattern)
        if path.suffix.lower() in suffixes
        and not is_companion(path.relative_to(folder).as_posix())
        and path.is_file()
    )
