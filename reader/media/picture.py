"""Pictures as arrays."""

import os
from os import PathLike
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from reader.crops.canvas import Canvas
from reader.errors import MediaError

LONGEST_PX: Final = 4096
"""Larger pictures are first shrunk to this size, as on the page: the largest canvas of some
phones."""

MOST_PIXELS: Final = 256_000_000
"""Phone cameras have up to 200 megapixels; a file that claims more is not from one."""

os.environ.setdefault("OPENCV_IO_MAX_IMAGE_PIXELS", str(MOST_PIXELS))


def open_picture(path: str | PathLike[str]) -> npt.NDArray[np.uint8]:
    """Returns a picture's pixels, rotated upright by its EXIF data: uint8 [H, W, 3] RGB.

    Raises:
        MediaError: if it cannot be read or decoded, or has more than 256 megapixels.
    """
    try:
        content = np.fromfile(path, np.uint8)
    except OSError as error:
        raise MediaError(f"expected a picture, got: {error.strerror}") from error
    try:
        bgr = cv2.imdecode(content, cv2.IMREAD_COLOR) if content.size else None
    except cv2.error as error:
        raise MediaError(
            f"expected a picture of at most {MOST_PIXELS // 10**6} megapixels that OpenCV decodes, "
            f"got one that it refuses ({error.err})"
        ) from error
    if bgr is None:
        raise MediaError(
            "expected a picture that OpenCV decodes (JPEG, PNG, WebP, …), got "
            f"{content.size} bytes that it does not"
        )
    rgb = np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), np.uint8)
    return Canvas(rgb).shrunk(LONGEST_PX)


def as_rgb(image: Any) -> npt.NDArray[np.uint8]:
    """Returns a picture in memory as uint8 [H, W, 3] RGB, without alpha.

    Raises:
        MediaError: for another shape or dtype.
    """
    array = np.asarray(image)
    is_picture = array.dtype == np.uint8 and array.size > 0
    if is_picture and array.ndim == 2:
        array = np.repeat(array[..., None], 3, axis=2)
    if not (is_picture and array.ndim == 3 and array.shape[2] in (3, 4)):
        raise MediaError(
            "expected a uint8 picture of shape [H, W], [H, W, 3] or [H, W, 4], got "
            f"{array.dtype} {list(array.shape)}"
        )
    return Canvas(np.ascontiguousarray(array[..., :3])).shrunk(LONGEST_PX)
