"""Picture files as arrays. Bytes are read by Python, whose paths may have any letters: OpenCV's own
reading of files fails on Windows where a folder has an umlaut (opencv/opencv#18305)."""

from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from training.errors import DataError

MOST_BYTES: Final = 1 << 27
"""128 MiB; the largest pictures of phones have 100 MB. `training/__init__.py` limits the pixels."""


def read_picture(path: Path, *, colour: bool = False) -> npt.NDArray[np.uint8]:
    """Returns a picture as uint8 [H, W] grey, or [H, W, 3] RGB, upright as its camera was held.

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
    """Returns the picture that a file's bytes are, as `read_picture` does.

    Args:
        content: Of the file.
        name: For messages.
        colour: RGB and not grey.

    Raises:
        DataError: if it is none, or claims more pixels than OpenCV may decode.
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
    """Returns whether a path, with slashes, is what macOS puts beside files: `._a.png`,
    `__MACOSX/`, `.DS_Store`; all hidden files count."""
    parts = name.split("/")
    return parts[-1].startswith(".") or "__MACOSX" in parts


def pictures_below(folder: Path, suffixes: tuple[str, ...], pattern: str = "**/*") -> list[Path]:
    """Returns a folder's pictures, sorted.

    Args:
        folder: Where to look.
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
