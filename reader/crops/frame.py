"""A picture in the forms that the reader needs, pixel for pixel as on the page."""

from typing import Final

import numpy as np
import numpy.typing as npt

from reader.crops.canvas import Canvas, Placing, place_in, place_turned
from reader.crops.similarity import Similarity

SQUARE_PX: Final = 128
"""Side of the detector's input."""

IMAGE_PX: Final = 1280
"""Faces are cropped from the picture, shrunk to this long side if it is larger. Faces that the
detector finds at 128 px are then still about 100 px wide or more, twice what the network takes."""

Bytes = npt.NDArray[np.uint8]


class Frame:
    """A picture.

    Attributes:
        rgb: uint8 [H, W, 3].
        width: Pixels.
        height: Pixels.
        letterbox: Maps fractions of the detector's square to pixels; the whole picture is centred
            in the square, the rest is black.
    """

    def __init__(self, rgb: Bytes) -> None:
        """Takes a picture: uint8 [H, W, 3] RGB, which is not copied."""
        self.rgb = rgb
        self.height: int = rgb.shape[0]
        self.width: int = rgb.shape[1]
        side = max(self.height, self.width)
        corner = complex(side - self.width, side - self.height) / 2 / side
        self.letterbox = Similarity(side, corner, 0)
        self._canvas = Canvas(rgb)
        self._square: Bytes | None = None
        self._image: Bytes | None = None

    @property
    def scale(self) -> float:
        """Pixels of the detector's square per pixel of the picture."""
        return SQUARE_PX / float(self.letterbox.side_px)

    @property
    def square(self) -> Bytes:
        """The picture in the detector's square: uint8 [128, 128, 3]."""
        if self._square is None:
            width, height = self.width * self.scale, self.height * self.scale
            left, top = (SQUARE_PX - width) / 2, (SQUARE_PX - height) / 2
            placing = place_in(left, top, width, height, self.rgb)
            self._square = self._drawn(placing, 0, 0, SQUARE_PX)
        return self._square

    @property
    def image_scale(self) -> float:
        """Pixels of `image` per pixel of the picture, at most 1."""
        return min(1.0, IMAGE_PX / float(max(self.width, self.height)))

    @property
    def image(self) -> Bytes:
        """The picture, or shrunk if it is large: uint8 [h, w, 3]."""
        if self._image is None:
            self._image = self._canvas.shrunk(IMAGE_PX)
        return self._image

    def turned(self, square: Similarity) -> Bytes:
        """Returns a square that lies anywhere in the picture, upright: uint8 [128, 128, 3].

        Black where it leaves the picture.
        """
        return self._drawn(_placed(square), 0, 0, SQUARE_PX)

    def _drawn(self, placing: Placing, left: int, top: int, side: int) -> Bytes:
        drawn = self._canvas.draw(placing, left, top, side)
        share = self._covered(placing, left, top, side)
        if share is None:
            return drawn
        return np.asarray(np.rint(drawn * share[..., None]), np.uint8)

    def _covered(
        self, placing: Placing, left: int, top: int, side: int
    ) -> npt.NDArray[np.float64] | None:
        """How much of each pixel the picture covers, 0 to 1; None if it covers all of them."""
        turn = placing.to_picture[:, :2].astype(np.float64)
        start = placing.to_picture[:, 2].astype(np.float64)
        size = np.array([self.width, self.height])
        near, far = left + 0.5, left + side - 0.5
        high, low = top + 0.5, top + side - 0.5
        ends = np.array([[near, high], [far, high], [near, low], [far, low]]) @ turn.T + start
        step = float(np.hypot(*turn[:, 0]))
        if ((ends > step) & (ends < size - step)).all():
            return None
        x, y = np.arange(side) + near, np.arange(side)[:, None] + high
        share = np.ones((side, side))
        for row, first, end in zip(turn, start, size, strict=True):
            at = row[0] * x + row[1] * y + first
            # An upright edge's pixels belong to the side where their middle lies.
            if placing.is_upright:
                share *= (at > 0) & (at <= end)
            else:
                share *= _area_inside(at / step, row / step)
                share *= _area_inside((end - at) / step, row / step)
        return share


def _area_inside(
    distance: npt.NDArray[np.float64], normal: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """How much of a pixel lies beyond a straight edge: 0 to 1.

    Args:
        distance: Of the pixel's middle from the edge, in pixels; positive where it lies beyond.
        normal: [2] the edge's, of length 1.
    """
    short, long = sorted(np.abs(normal).tolist())
    corner, straight = (long + short) / 2, (long - short) / 2
    apart = np.minimum(np.abs(distance), corner)
    outer = 1 - (corner - apart) ** 2 / (2 * long * max(short, 1e-9))
    beyond = np.where(apart <= straight, 0.5 + apart / long, outer)
    return np.where(distance > 0, beyond, 1 - beyond)


def _placed(square: Similarity) -> Placing:
    """How the page lays a picture so that a square of it fills the canvas."""
    factor = SQUARE_PX * square.z.conjugate() / (square.z.real**2 + square.z.imag**2)
    corner = -factor * square.at(0)
    return place_turned(factor.real, factor.imag, corner.real, corner.imag)
