"""A film's colours as browsers show them.

OpenCV turns every film's luma and chroma into RGB by BT.601's matrix, whatever the film says. That
is right for old television; phones and most other films of today use BT.709's, with which a skin's
grey level differs by up to 8 of 255.
"""

import os
import re
from pathlib import Path
from typing import BinaryIO, Final

import cv2
import numpy as np
import numpy.typing as npt

RED_AND_BLUE: Final = {
    1: (0.2126, 0.0722),
    5: (0.299, 0.114),
    6: (0.299, 0.114),
    9: (0.2627, 0.0593),
}
"""Red's and blue's share of luma by the number of the matrix, of ITU-T H.273, table 4."""

BT_601: Final = 6
UNNAMED: Final = 1
"""The matrix that Chromium assumes for a film that names none."""

CODECS: Final = {"VP80", "VP90", "AV01", "H264", "AVC1", "AVC3", "HEVC", "HVC1", "HEV1"}
"""FourCCs of what browsers decode piece by piece. Others, as Motion JPEG, use BT.601's matrix."""

LOST: Final = np.array([1.0, 1.5, 1.25])
"""Levels of red, green and blue that OpenCV 5's conversion is too dark by on average, since it cuts
off the fractions of each product: measured on x86."""

HEAD_BYTES: Final = 65_536
MOST_MOOV_BYTES: Final = 64_000_000


def to_rgb(path: str, fourcc: str) -> npt.NDArray[np.float32] | None:
    """Returns what makes RGB of OpenCV's BGR, for `cv2.transform`: float32 [3, 4].

    Returns:
        None where BGR has the right colours.
    """
    if fourcc.upper() not in CODECS:
        return None
    shares = RED_AND_BLUE.get(matrix_of(path) or UNNAMED)
    if shares is None:
        return None
    again = _from_luma(*shares) @ np.linalg.inv(_from_luma(*RED_AND_BLUE[BT_601]))
    return np.hstack([again[:, ::-1], again @ LOST[:, None]]).astype(np.float32)


def transformed(
    bgr: npt.NDArray[np.uint8], matrix: npt.NDArray[np.float32] | None
) -> npt.NDArray[np.uint8]:
    """Returns a frame as RGB: uint8 [H, W, 3], of BGR of that shape and what `to_rgb` returned."""
    if matrix is None:
        return np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), np.uint8)
    return np.asarray(cv2.transform(bgr, matrix), np.uint8)


def matrix_of(path: str | Path) -> int | None:
    """Returns the number of the matrix that a film's MP4, MOV, WebM or Matroska container names.

    None if it names none, as where only the codec's own header does, or is no file on this machine.
    """
    if not Path(path).is_file():
        return None
    with open(path, "rb") as film:
        head = film.read(HEAD_BYTES)
        if head.startswith(b"\x1a\x45\xdf\xa3"):
            # Matroska (RFC 9559): in the element Colour, MatrixCoefficients of one byte; writers
            # say that it is one in one, two or eight bytes.
            one = rb"(?:\x81|\x40\x01|\x01\0{6}\x01)"
            found = re.search(rb"\x55\xb0.{1,64}?\x55\xb1" + one + rb"(.)", head, re.DOTALL)
            return found[1][0] if found else None
        # ISO/IEC 14496-12, 12.1.5, and QuickTime: primaries, transfer, matrix.
        found = re.search(rb"colrncl[xc].{4}(..)", _moov(film), re.DOTALL)
        return int.from_bytes(found[1], "big") if found else None


def _moov(film: BinaryIO) -> bytes:
    """The box that describes an MP4 file's tracks; empty if there is none."""
    at, end = 0, film.seek(0, os.SEEK_END)
    while True:
        film.seek(at)
        head = film.read(16)
        size = int.from_bytes(head[:4], "big")
        if size == 1:
            size = int.from_bytes(head[8:], "big")
        if head[4:8] == b"moov":
            film.seek(at)
            return film.read(min(size, MOST_MOOV_BYTES))
        at += size
        if size < 8 or at > end:
            return b""


def _from_luma(red: float, blue: float) -> npt.NDArray[np.float64]:
    """What makes RGB of luma and chroma, all of one range: [3, 3]."""
    green = 1 - red - blue
    of_red, of_blue = 2 * (1 - red), 2 * (1 - blue)
    middle = [1, -of_blue * blue / green, -of_red * red / green]
    return np.array([[1, 0, of_red], middle, [1, of_blue, 0]])
