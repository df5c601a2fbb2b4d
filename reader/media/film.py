"""Videos as frames, with the video's own times."""

import math
import os
import time
from collections.abc import Iterator
from os import PathLike
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from reader.errors import MediaError
from reader.media.colour import to_rgb, transformed
from reader.media.sources import plain_name


class FilmFrame(NamedTuple):
    """A frame of a video or webcam.

    Attributes:
        time_ms: The video's own time; for a webcam, since it was opened.
        rgb: uint8 [H, W, 3], upright.
        share: How much of the video has been read, 0 to 1; 0 if its length is unknown.
    """

    time_ms: float
    rgb: npt.NDArray[np.uint8]
    share: float


def open_film(video: str | PathLike[str] | int, every_ms: float = 0.0) -> Iterator[FilmFrame]:
    """Yields a video's frames.

    Args:
        video: A path, or a webcam's number.
        every_ms: Yields the first frame of each step of this length; every frame if 0.

    Raises:
        MediaError: if it cannot be opened, or has no frame.
    """
    is_camera = isinstance(video, int)
    capture = cv2.VideoCapture(video if isinstance(video, int) else plain_name(video))
    started = time.monotonic()
    count = 0.0 if is_camera else capture.get(cv2.CAP_PROP_FRAME_COUNT)
    colours = None
    if isinstance(video, str | PathLike) and capture.isOpened():
        fourcc = (int(capture.get(cv2.CAP_PROP_FOURCC)) & 0xFFFFFFFF).to_bytes(4, "little")
        colours = to_rgb(os.fspath(video), fourcc.decode("latin-1"))
    next_ms, seen = -math.inf, 0
    try:
        while capture.grab():
            seen += 1
            elapsed_ms = (time.monotonic() - started) * 1000
            time_ms = elapsed_ms if is_camera else capture.get(cv2.CAP_PROP_POS_MSEC)
            if time_ms < next_ms:
                continue
            is_read, bgr = capture.retrieve()
            if not is_read:
                continue
            if every_ms > 0:
                next_ms = (math.floor(time_ms / every_ms) + 1) * every_ms
            rgb = transformed(np.asarray(bgr, np.uint8), colours)
            yield FilmFrame(time_ms, rgb, min(1.0, seen / count) if count > 0 else 0.0)
    finally:
        capture.release()
    if seen == 0:
        if is_camera:
            raise MediaError(
                f"expected frames of webcam {video}, got no frame; try another number, or close "
                "what else uses it"
            )
        raise MediaError("expected a video that OpenCV decodes, got no frame")
