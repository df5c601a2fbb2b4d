"""Draws a picture into a small square as the page does on a browser's canvas.

Chromium's canvas (Skia, at medium and high quality) halves a picture until it is at most some 1.4
times too large, keeps whole bytes, samples the two sizes next to the wanted one bilinearly, and
mixes them. The steps here are the same to the last bit, since one grey level can cross the
threshold that decides whether a face is looked at again. Other browsers draw slightly differently.
"""

import math
from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

SHARPER_LEVELS: Final = 0.5
"""Skia uses half a halving less, as GPUs do (SkMipmap::ComputeLevel)."""

NEAR_TIE: Final = 0.02
"""OpenCV's samples are within this many levels of Skia's float32; values nearer to the middle
between two levels are computed as Skia does. Measured: 0.006 at most, in pictures of 3001 px."""

Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]
Matrix = npt.NDArray[np.float32]
"""float32 [2, 3]."""


@dataclass(frozen=True, eq=False)
class Placing:
    """Where a picture lies on a canvas.

    Attributes:
        to_picture: Maps the canvas's pixels to the picture's.
        is_upright: True if nothing is rotated.
    """

    to_picture: Matrix
    is_upright: bool


def place_in(left: float, top: float, width: float, height: float, picture: Bytes) -> Placing:
    """Returns how `drawImage` lays a picture into a rectangle of the canvas."""
    near = np.array([left, top], np.float32)
    spans = (near + np.array([width, height], np.float32)) - near
    scale = spans / np.array(picture.shape[1::-1], np.float32)
    return Placing(_inverse(np.array([[scale[0], 0, near[0]], [0, scale[1], near[1]]])), True)


def place_turned(real: float, imaginary: float, left: float, top: float) -> Placing:
    """Returns how `setTransform` lays a picture: turned by a complex factor, then moved."""
    forward = np.array([[real, -imaginary, left], [imaginary, real, top]])
    return Placing(_inverse(forward), imaginary == 0)


def _inverse(forward: npt.NDArray[Any]) -> Matrix:
    """The inverse of a map, with float32 coefficients (SkMatrix::ComputeInv)."""
    (a, b, e), (c, d, f) = forward.astype(np.float32).astype(np.float64).tolist()
    scale = 1 / (a * d - b * c)
    return np.array(
        [
            [d * scale, -b * scale, (b * f - d * e) * scale],
            [-c * scale, a * scale, (c * e - a * f) * scale],
        ],
        np.float32,
    )


class Canvas:
    """A picture and its halved copies, to draw from."""

    def __init__(self, picture: Bytes) -> None:
        """Takes uint8 [H, W, 3], which is not copied."""
        self._levels = [picture]

    def draw(self, placing: Placing, left: int, top: int, side: int) -> Bytes:
        """Returns a square part of the canvas: uint8 [side, side, 3]. Beyond the picture, its edge
        pixels repeat.

        Args:
            left: Of the part, in pixels of the canvas.
        """
        turn, start = placing.to_picture[:, :2].astype(np.float64), placing.to_picture[:, 2]
        level = _level(math.sqrt(abs(float(np.linalg.det(turn)))))
        first = turn @ (left + 0.5, top + 0.5) + start
        sampled = self._mixed(level, turn, first, (side, side))
        drawn = (sampled + 0.5).astype(np.uint8)
        near = (np.abs(sampled - np.floor(sampled) - 0.5) < NEAR_TIE).any(axis=2)
        rows, columns = np.nonzero(near)
        drawn[rows, columns] = self._exactly(level, placing, columns + left, rows + top)
        return drawn

    def shrunk(self, longest_px: int) -> Bytes:
        """Returns the picture, shrunk to a long side if it is larger: uint8 [h, w, 3]. One value in
        thousands differs by a level."""
        height, width = self._levels[0].shape[:2]
        scale = longest_px / max(height, width)
        if scale >= 1:
            return self._levels[0]
        size = (max(1, int(width * scale + 0.5)), max(1, int(height * scale + 0.5)))
        across, down = width / size[0], height / size[1]
        first = np.array([across, down]) / 2
        sampled = self._mixed(
            _level(math.sqrt(across * down)), np.diag([across, down]), first, size
        )
        return (sampled + 0.5).astype(np.uint8)

    def _halves(self, level: int) -> Bytes:
        while len(self._levels) <= level:
            self._levels.append(_halved(self._levels[-1]))
        return self._levels[level]

    def _mixed(
        self,
        level: float,
        turn: npt.NDArray[np.float64],
        first: npt.NDArray[np.float64],
        size: tuple[int, int],
    ) -> Floats:
        """float32 [h, w, 3] of samples that lie `turn` apart, in grey levels."""
        lower = math.floor(level)
        share = level - lower
        sampled = self._sampled(lower, turn, first, size)
        if share == 0:
            return sampled
        other = self._sampled(lower + 1, turn, first, size)
        mixed: Any = cv2.addWeighted(sampled, 1 - share, other, share, 0)
        return np.asarray(mixed, np.float32)

    def _sampled(
        self,
        level: int,
        turn: npt.NDArray[np.float64],
        first: npt.NDArray[np.float64],
        size: tuple[int, int],
    ) -> Floats:
        source = self._halves(level)
        scale = np.array(source.shape[1::-1]) / self._levels[0].shape[1::-1]
        turn, start = turn * scale[:, None], first * scale - 0.5
        ends = np.array([[0, 0], [size[0], 0], [0, size[1]], size]) @ turn.T + start
        # Only the pixels used become floats.
        limits = np.array(source.shape[1::-1]) - 1
        low = np.clip(np.floor(ends.min(axis=0)) - 1, 0, limits).astype(int)
        high = np.clip(np.ceil(ends.max(axis=0)) + 2, low, limits).astype(int)
        area = source[low[1] : high[1] + 1, low[0] : high[0] + 1].astype(np.float32)
        sampled: Any = cv2.warpAffine(
            area,
            np.column_stack([turn, start - low]),
            size,
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )
        return np.asarray(sampled, np.float32)

    def _exactly(
        self,
        level: float,
        placing: Placing,
        columns: npt.NDArray[np.intp],
        rows: npt.NDArray[np.intp],
    ) -> Bytes:
        """uint8 [N, 3] of some of the canvas's pixels, in Skia's own arithmetic: float32, a product
        and a sum rounded once (SkRasterPipeline)."""
        lower = math.floor(level)
        share = np.float32(np.float32(level) - lower)
        source = self._halves(lower)
        scale = np.array(source.shape[1::-1]) / self._levels[0].shape[1::-1]
        matrix = (placing.to_picture * scale[:, None]).astype(np.float32)
        x, y = columns.astype(np.float32) + HALF, rows.astype(np.float32) + HALF
        if placing.is_upright:
            u, v = _fused(x, matrix[0, 0], matrix[0, 2]), _fused(y, matrix[1, 1], matrix[1, 2])
        else:
            u, v = (_fused(x, row[0], _fused(y, row[1], row[2])) for row in matrix)
        colour = _bilinear(source, u, v)
        if share > 0:
            other = self._halves(lower + 1)
            ratio = (np.array(other.shape[:2]) / source.shape[:2]).astype(np.float32)
            far = _bilinear(other, u * ratio[1], v * ratio[0])
            colour = _fused(far - colour, share, colour)
        levels = np.rint(np.clip(colour, 0, 1) * np.float32(255))
        return np.asarray(levels, np.uint8)


HALF: Final = np.float32(0.5)
ONE: Final = np.float32(1)


def _level(shrink: float) -> float:
    """How often a picture is halved to shrink it by this factor."""
    return max(0.0, math.log2(shrink) - SHARPER_LEVELS) if shrink > 1 else 0.0


def _fused(a: Floats, b: Any, c: Any) -> Floats:
    """a · b + c, rounded once."""
    return np.asarray(a.astype(np.float64) * b + c, np.float32)


def _bilinear(source: Bytes, u: Floats, v: Floats) -> Floats:
    """float32 [N, 3] in 0 to 1 of samples at these places."""
    across, down = (u + HALF) - np.floor(u + HALF), (v + HALF) - np.floor(v + HALF)
    sums = np.zeros((len(u), 3), np.float32)
    for dy, weight_y in ((-HALF, ONE - down), (HALF, down)):
        rows = np.clip(v + dy, 0, len(source) - 1).astype(np.intp)
        for dx, weight_x in ((-HALF, ONE - across), (HALF, across)):
            columns = np.clip(u + dx, 0, source.shape[1] - 1).astype(np.intp)
            values = source[rows, columns].astype(np.float32) * np.float32(1 / 255)
            sums = _fused(values, (weight_x * weight_y)[:, None], sums)
    return sums


def _halved(picture: Bytes) -> Bytes:
    """The mean of 2 × 2 pixels, or of 3 with weights 1, 2, 1 if a side is odd, truncated to whole
    bytes (SkMipmap)."""
    height, width = picture.shape[:2]
    if height % 2 == 0 and width % 2 == 0:
        # OpenCV rounds; with four times the values there is nothing to round.
        fourfold: Any = cv2.multiply(picture, 4, dtype=cv2.CV_16U)
        sums: Any = cv2.resize(fourfold, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
        return np.asarray(sums >> 2, np.uint8)
    rows, row_bits = _paired(picture.astype(np.uint16))
    columns, column_bits = _paired(rows.swapaxes(0, 1))
    return np.asarray(columns.swapaxes(0, 1) >> (row_bits + column_bits), np.uint8)


def _paired(rows: npt.NDArray[np.uint16]) -> tuple[npt.NDArray[np.uint16], int]:
    """Sums along the first axis, and by how many bits they are too large."""
    count = len(rows)
    if count == 1:
        return rows, 0
    if count % 2 == 0:
        return rows[0::2] + rows[1::2], 1
    end = count - 1
    return rows[0:end:2] + 2 * rows[1:end:2] + rows[2::2], 2
