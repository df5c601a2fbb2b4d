"""Where faces are in a picture: looked for in all of it, or looked at again from near.

The same steps as the page's `faceFinder.ts`, where the numbers' measurements stand.
"""

import math
from collections.abc import Sequence
from typing import Final

from reader.crops.frame import Frame
from reader.crops.similarity import Similarity, fit_similarity
from reader.faces.detection import Detection, is_same_face, to_picture
from reader.faces.detector import Detector

SQUARE_SIDES: Final = 2.0
"""Side of the square of a second look, in sides of the face's crop."""
QUARTER_SIDES: Final = 1.5
"""The same where several faces share a look, a quarter each."""
MOST_IN_A_LOOK: Final = 4
SAME_FACE_SIDES: Final = 0.6
"""What lies further from the middle, in sides of the crop, is another face."""
EXACT_SIDE_PX: Final = 38
"""A face seen from afar is framed exactly from this side of its crop on, in px of the square,"""
EXACT_RADIANS: Final = math.pi / 9
"""and up to this tilt of the head."""
GROUP_SIDE_PX: Final = 960
"""A picture of so many pixels is looked at in parts even if a face was found."""


class FaceFinder:
    """A detector with second looks."""

    def __init__(self, detector: Detector, template: Sequence[complex]) -> None:
        """Takes a detector, and where a crop has its eyes and mouth: [3] fractions."""
        self._detector = detector
        self._template = template

    def in_still(self, frame: Frame) -> list[Detection]:
        """Returns all faces of a picture by itself."""
        faces = self._refined(frame, self.everywhere(frame))
        if faces and max(frame.width, frame.height) < GROUP_SIDE_PX:
            return faces
        for part in range(len(_parts_of(frame))):
            for face in self.in_part(frame, part):
                if not any(is_same_face(known.box, face.box) for known in faces):
                    faces.append(face)
        return faces

    def everywhere(self, frame: Frame) -> list[Detection]:
        """Returns the faces, best first, as the detector sees them from afar."""
        return self._found(frame, [frame.letterbox])[0]

    def close_up(self, frame: Frame, face: Detection) -> Detection | None:
        """Returns the face where a second look sees it, upright and at one size."""
        return self._close_ups(frame, [face])[0]

    def in_part(self, frame: Frame, part: int) -> list[Detection]:
        """Returns the faces in one of the picture's overlapping parts, each confirmed from near.

        Args:
            frame: The picture.
            part: From 0; counts on beyond the last from the beginning.
        """
        parts = _parts_of(frame)
        seen = self._found(frame, [parts[part % len(parts)]])[0]
        return [face for face in self._close_ups(frame, seen) if face is not None]

    def _refined(self, frame: Frame, faces: list[Detection]) -> list[Detection]:
        """Those that a look from afar frames inexactly, as a second look sees them."""
        inexact = [face for face in faces if not self._is_exact(face, frame.scale)]
        near = dict(zip(map(id, inexact), self._close_ups(frame, inexact), strict=True))
        return [near.get(id(face)) or face for face in faces]

    def _is_exact(self, face: Detection, scale: float) -> bool:
        crop = fit_similarity(self._template, face.crop_points)
        return (
            crop is not None
            and crop.side_px * scale >= EXACT_SIDE_PX
            and abs(crop.roll) <= EXACT_RADIANS
        )

    def _close_ups(self, frame: Frame, faces: Sequence[Detection]) -> list[Detection | None]:
        near: list[Detection | None] = [None] * len(faces)
        crops = [
            (index, crop)
            for index, face in enumerate(faces)
            if (crop := fit_similarity(self._template, face.crop_points)) is not None
        ]
        for first in range(0, len(crops), MOST_IN_A_LOOK):
            shown = crops[first : first + MOST_IN_A_LOOK]
            squares = [
                _square_around(crop, place, len(shown)) for place, (_, crop) in enumerate(shown)
            ]
            for (index, crop), found in zip(shown, self._found(frame, squares), strict=True):
                near[index] = self._closest(found, crop)
        return near

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

    def _found(self, frame: Frame, squares: Sequence[Similarity]) -> list[list[Detection]]:
        """What one look at squares finds, as seen through each."""
        alone = squares == [frame.letterbox]
        found = self._detector.detect(frame.square if alone else frame.turned(squares))
        return [[to_picture(*face, square) for face in found] for square in squares]


def _square_around(crop: Similarity, place: int, count: int) -> Similarity:
    """A square about a crop's middle, turned as the head is, which shows it at its place among as
    many: alone, or in a quarter."""
    cells = 2 if count > 1 else 1
    sides = cells * (QUARTER_SIDES if count > 1 else SQUARE_SIDES)
    centre = complex((place % cells + 0.5) / cells, (place // cells + 0.5) / cells)
    z = sides * crop.z
    return Similarity(_on_halves(z) or z, centre, _on_halves(crop.middle))


def _on_halves(point: complex) -> complex:
    """The nearest half pixels, rounded up between two, as the page does."""
    return complex(math.floor(2 * point.real + 0.5) / 2, math.floor(2 * point.imag + 0.5) / 2)


def _parts_of(frame: Frame) -> list[Similarity]:
    """Upright squares of half the long side, each a half beside the next, which cover the picture:
    what is no larger than a quarter of the long side lies whole in one of them."""
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
