"""A face as the detector found it."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from reader.crops.similarity import Similarity

KEYPOINTS: Final = (
    "right_eye",
    "left_eye",
    "nose_tip",
    "mouth_centre",
    "right_ear",
    "left_ear",
)
"""In the order of every list of keypoints; right and left are the subject's own."""

CROP_POINTS: Final = (0, 1, 3)
"""Eyes and mouth, which the crop is fitted to."""

Points = npt.NDArray[np.complex128]


@dataclass(frozen=True)
class Box:
    """An upright rectangle in pixels of the picture; it may reach beyond it."""

    left: float
    top: float
    width: float
    height: float

    @property
    def middle(self) -> complex:
        """In pixels, x + iy."""
        return complex(self.left + self.width / 2, self.top + self.height / 2)

    @property
    def area(self) -> float:
        """In pixels."""
        return self.width * self.height


@dataclass(frozen=True, eq=False)
class Detection:
    """A face in a picture.

    Attributes:
        score: 0 to 1.
        box: In pixels.
        points: complex128 [6] in pixels, in the order of KEYPOINTS.
    """

    score: float
    box: Box
    points: Points

    @property
    def crop_points(self) -> Points:
        """The points that a crop is fitted to: complex128 [3]."""
        return self.points[list(CROP_POINTS)]

    def moved(self, by: complex) -> "Detection":
        """Returns the same face elsewhere."""
        box = replace(self.box, left=self.box.left + by.real, top=self.box.top + by.imag)
        return replace(self, box=box, points=self.points + by)


def to_picture(score: float, coordinates: npt.NDArray[np.float64], square: Similarity) -> Detection:
    """Returns a detection moved from a square to the picture; its box stays upright.

    Args:
        score: 0 to 1.
        coordinates: [16] left, top, right, bottom, then x and y of six points, as fractions.
        square: Maps fractions of the square to pixels.
    """
    left, top, right, bottom = coordinates[:4].tolist()
    middle = square.at(complex((left + right) / 2, (top + bottom) / 2))
    width, height = (right - left) * square.side_px, (bottom - top) * square.side_px
    box = Box(middle.real - width / 2, middle.imag - height / 2, width, height)
    fractions = coordinates[4::2] + 1j * coordinates[5::2]
    return Detection(score, box, square.origin + square.z * (fractions - square.centre))


def root_mean_square_px(a: Detection, b: Detection) -> float:
    """Returns how far the points of two detections lie apart, in pixels."""
    return float(np.sqrt((np.abs(a.points - b.points) ** 2).mean()))


def between(a: Detection, b: Detection, share: float) -> Detection:
    """Returns the interpolation from `a` to `b` by a share, with the score of `b`."""

    def mix(start: float, end: float) -> float:
        return start + share * (end - start)

    box = Box(
        mix(a.box.left, b.box.left),
        mix(a.box.top, b.box.top),
        mix(a.box.width, b.box.width),
        mix(a.box.height, b.box.height),
    )
    return Detection(b.score, box, a.points + share * (b.points - a.points))


def is_same_face(a: Box, b: Box) -> bool:
    """Returns whether the middle of one box lies in the inner half of the other."""
    apart = a.middle - b.middle
    return (
        abs(apart.real) < max(a.width, b.width) / 2
        and abs(apart.imag) < max(a.height, b.height) / 2
    )
