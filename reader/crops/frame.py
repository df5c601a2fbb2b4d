"""A picture in the forms in which the reader needs it, pixel for pixel as the page has them."""

from collections.abc import Sequence
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

BLENDED: Final = 1 - 1 / 128
"""A pixel of which less is covered by a picture shows nothing of it."""

Bytes = npt.NDArray[np.uint8]


class Frame:
    """A picture.

    Attributes:
        rgb: uint8 [H, W, 3].
        width: Pixels.
        height: Pixels.
        letterbox: Carries fractions of the detector's square to pixels: the picture lies centred in
            it, all of it, the rest black.
    """

    def __init__(self, rgb: Bytes) -> None:
        """Takes a picture: uint8 [H, W, 3] RGB, which is not copied."""
        self.rgb = rgb
        self.height, self.width = rgb.shape[:2]
        side = max(self.height, self.width)
        corner = complex(side - self.width, side - self.height) / 2 / side
        self.letterbox = Similarity(side, corner, 0)
        self._canvas = Canvas(rgb)
        self._square: Bytes | None = None
        self._image: Bytes | None = None

    @property
    def scale(self) -> float:
        """Pixels of the detector's square per pixel of the picture."""
        return SQUARE_PX / self.letterbox.side_px

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
        return min(1.0, IMAGE_PX / max(self.width, self.height))

    @property
    def image(self) -> Bytes:
        """The picture, or shrunk if it is large: uint8 [h, w, 3]."""
        if self._image is None:
            self._image = self._canvas.shrunk(IMAGE_PX)
        return self._image

    def turned(self, squares: Sequence[Similarity]) -> Bytes:
        """Returns squares that lie anywhere in the picture, upright: uint8 [128, 128, 3].

        Black where they leave the picture. Of several, each shows the quarter about its `centre`.
        """
        if len(squares) == 1:
            return self._drawn(_placed(squares[0]), 0, 0, SQUARE_PX)
        shown = np.zeros((SQUARE_PX, SQUARE_PX, 3), np.uint8)
        half = SQUARE_PX // 2
        for square in squares:
            corner = square.centre * SQUARE_PX - complex(half, half) / 2
            left, top = round(corner.real), round(corner.imag)
            part = self._drawn(_placed(square), left, top, half)
            shown[top : top + half, left : left + half] = part
        return shown

    def _drawn(self, placing: Placing, left: int, top: int, side: int) -> Bytes:
        drawn = self._canvas.draw(placing, left, top, side)
        covered = self._covered(placing, left, top, side)
        if covered is not None:
            drawn[~covered] = 0
        return drawn

    def _covered(
        self, placing: Placing, left: int, top: int, side: int
    ) -> npt.NDArray[np.bool_] | None:
        """Which pixels show some of the picture; None if all do."""
        turn, start = placing.to_picture[:, :2], placing.to_picture[:, 2]
        near, far = 0.5, side - 0.5
        ends = np.array([[near, near], [far, near], [near, far], [far, far]]) + [left, top]
        size = np.array([self.width, self.height])
        at = ends @ turn.T + start
        if ((at > 0) & (at <= size)).all():
            return None
        places = np.arange(side) + 0.5
        x = turn[0, 0] * (places + left) + turn[0, 1] * (places[:, None] + top) + start[0]
        y = turn[1, 0] * (places + left) + turn[1, 1] * (places[:, None] + top) + start[1]
        # An upright edge's pixels belong to the side where their middle lies; those that a tilted
        # edge crosses are blended with what is see-through, and their colour stays.
        step = float(np.hypot(*turn[:, 0]))
        reach = 0.0 if placing.is_upright else step / 2 * BLENDED
        return np.asarray(
            (x > -reach)
            & (x <= self.width + reach)
            & (y > -reach)
            & (y <= self.height + reach)
        )


def _placed(square: Similarity) -> Placing:
    """How the page lays a picture so that a square of it fills the canvas."""
    factor = SQUARE_PX * square.z.conjugate() / (square.z.real**2 + square.z.imag**2)
    corner = -factor * square.at(0)
    return place_turned(factor.real, factor.imag, corner.real, corner.imag)
