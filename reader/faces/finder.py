"""Finds faces in a picture: in all of it, in a part, or one again in a close-up.

The same steps as the page's `faceFinder.ts`, which has the measurements behind the constants.
"""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from reader.crops.frame import Frame
from reader.crops.similarity import Similarity, fit_similarity
from reader.faces.detection import Detection, to_picture
from reader.faces.detector import Detector

SQUARE_SIDES: Final = 2.0
"""Side of a close-up, in sides of the face's crop."""
SAME_FACE_SIDES: Final = 0.6
"""A face further from the middle, in sides of the crop, is another one."""
FLAT_GREY: Final = 2.0
"""A square whose deviation is smaller, in grey levels, shows nothing."""


class FaceFinder:
    """A detector with close-ups."""

    def __init__(self, detector: Detector, template: Sequence[complex]) -> None:
        """Takes a detector, and where a crop has its eyes and mouth: [3] fractions."""
        self._detector = detector
        self._template = template

    def everywhere(self, frame: Frame) -> list[Detection]:
        """Returns the faces that the detector finds in the whole picture, best first."""
        return self._detected(frame.square, frame.letterbox)

    def seen_in(self, frame: Frame, square: Similarity) -> list[Detection]:
        """Returns the faces that the detector finds in a square of the picture, best first."""
        shown = frame.turned(square)
        # Green alone suffices, since every face has some.
        return [] if shown[..., 1].std() < FLAT_GREY else self._detected(shown, square)

    def close_up(
        self, frame: Frame, face: Detection, sides: float = SQUARE_SIDES
    ) -> Detection | None:
        """Returns the face as its close-up shows it, upright and at one size; None if it does not.

        Args:
            sides: Side of the close-up, in sides of the face's crop.
        """
        crop = fit_similarity(self._template, face.crop_points)
        if crop is None:
            return None
        return self._closest(self.seen_in(frame, _square_around(crop, sides)), crop)

    def in_part(self, frame: Frame, part: int) -> list[Detection]:
        """Returns the faces in one of the picture's overlapping parts, each confirmed by a
        close-up.

        Args:
            part: From 0; after the last part the count wraps around.
        """
        parts = _parts_of(frame)
        seen = self.seen_in(frame, parts[part % len(parts)])
        near = [self.close_up(frame, face) for face in seen]
        return [face for face in near if face is not None]

    def _detected(self, shown: npt.NDArray[np.uint8], square: Similarity) -> list[Detection]:
        return [to_picture(*face, square) for face in self._detector.detect(shown)]

    def _closest(self, found: Sequence[Detection], crop: Similarity) -> Detection | None:
        best, best_sides = None, SAME_FACE_SIDES
        for face in found:
            seen = fit_similarity(self._template, face.crop_points)
            if seen is None:
                continue
            off_sides = abs(seen.middle - crop.middle) / crop.side_px
            if off_sides < best_sides:
                best, best_sides = face, off_sides
        return best


def _square_around(crop: Similarity, sides: float) -> Similarity:
    """A square about a crop's middle, turned as the head is."""
    z = sides * crop.z
    return Similarity(on_halves(z) or z, 0.5 + 0.5j, on_halves(crop.middle))


def on_halves(point: complex) -> complex:
    """Returns the nearest half pixels, rounded up between two, as the page does."""
    return complex(math.floor(2 * point.real + 0.5) / 2, math.floor(2 * point.imag + 0.5) / 2)


def _parts_of(frame: Frame) -> list[Similarity]:
    """Upright squares of half the long side, each a half beside the next, which cover the picture:
    what is no larger than a quarter of the long side lies completely in one of them."""
    side = frame.letterbox.side_px / 2
    return [
        Similarity(side, 0, complex(left, top))
        for top in _starts(frame.height, side)
        for left in _starts(frame.width, side)
    ]


def _starts(length: float, side: float) -> list[float]:
    count = math.ceil(max(0.0, length - side) / (side / 2) - 1e-6) + 1
    step = (length - side) / (count - 1) if count > 1 else 0.0
    first = min(0.0, (length - side) / 2)
    return [first + index * step for index in range(count)]
