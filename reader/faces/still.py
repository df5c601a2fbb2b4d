"""Finds all faces of a single picture: small, turned, and many.

The same steps as the page's `stillFinder.ts`, which has the measurements behind the constants.
"""

import math
from collections.abc import Sequence
from typing import Final

from reader.crops.frame import Frame
from reader.crops.similarity import Similarity, fit_similarity
from reader.faces.detection import Box, Detection, is_same_face
from reader.faces.finder import SQUARE_SIDES, FaceFinder, on_halves

SMALLEST_TILE_PX: Final = 160
"""Side of the smallest tiles; a face of 24 px is 19 px wide in the detector's 128 there."""
TILE_RATIO: Final = 2
"""Each tile size is this many times the next smaller one."""
OVERLAP_SIDES: Final = 0.32
"""Overlap of neighbouring tiles; a smaller face lies completely in one of them."""
TURNED_SHARE: Final = 1 / 4
"""Tiles of at least this share of the long side are searched in all four orientations."""
TURNS: Final = (1, 1j, -1, -1j)
TURNED_LOOK_BOXES: Final = 2.5
"""Side of the square in which a face is looked at in four orientations, in widths of its box."""
OTHER_SIDES: Final = (1.6, 2.6)
"""Sides of two more close-ups, a little smaller and larger, in sides of the face's crop."""
BLURRED_TIMES: Final = 1.5
"""A blurred face is found only in close-ups this many times as large."""
CERTAIN_SCORE: Final = 0.75
CERTAIN: Final = (CERTAIN_SCORE, 0.25)
"""The lowest score in a close-up, and how far the crop's corners may differ between close-ups, in
sides: where every close-up is certain, where one is not, and for blurred faces."""
LIKELY: Final = (0.7, 0.1)
BLURRED: Final = (CERTAIN_SCORE, 0.15)


class StillFinder:
    """Finds all faces of pictures."""

    def __init__(self, finder: FaceFinder, template: Sequence[complex]) -> None:
        """Takes a finder, and where a crop has its eyes and mouth: [3] fractions."""
        self._finder = finder
        self._template = template

    def find(self, frame: Frame) -> list[Detection]:
        """Returns the faces in the order of finding: large ones first."""
        faces: list[Detection] = []
        for square in _looked_at(frame.width, frame.height):
            for seen in self._finder.seen_in(frame, square):
                if _is_known(faces, seen):
                    continue
                face = self._confirmed(frame, seen)
                if face is not None and not _is_known(faces, face):
                    faces.append(face)
        return faces

    def _confirmed(self, frame: Frame, seen: Detection) -> Detection | None:
        """The face as its close-ups show it; None if they show no face."""
        best: Detection | None = None
        for square in _squares_about(seen.box):
            for face in self._finder.seen_in(frame, square):
                if is_same_face(face.box, seen.box) and (best is None or face.score > best.score):
                    best = face
        if best is None:
            return None
        # A blurred face is found only in larger close-ups.
        return self._framed(frame, best, 1.0) or self._framed(frame, best, BLURRED_TIMES)

    def _framed(self, frame: Frame, face: Detection, times: float) -> Detection | None:
        """The face as its close-up frames it; None if other close-ups frame it differently.

        Args:
            times: Factor on the usual size of the close-ups.
        """
        near = self._finder.close_up(frame, face, times * SQUARE_SIDES)
        if near is None:
            return None
        others = [self._finder.close_up(frame, near, times * sides) for sides in OTHER_SIDES]
        scores = [near.score, *(other.score if other else 0.0 for other in others)]
        apart = max(self._corners_apart(near, other) if other else math.inf for other in others)
        kind = CERTAIN if min(scores) >= CERTAIN_SCORE else LIKELY
        least, limit = BLURRED if times > 1 else kind
        return near if near.score >= least and apart <= limit else None

    def _corners_apart(self, a: Detection, b: Detection) -> float:
        """How far two framings of a face lie apart, in sides of the first."""
        first = fit_similarity(self._template, a.crop_points)
        second = fit_similarity(self._template, b.crop_points)
        if first is None or second is None:
            return math.inf
        pairs = zip(first.corners(), second.corners(), strict=True)
        return max(abs(one - other) for one, other in pairs) / first.side_px


def _is_known(faces: Sequence[Detection], face: Detection) -> bool:
    return any(is_same_face(known.box, face.box) for known in faces)


def _looked_at(width: int, height: int) -> list[Similarity]:
    """All squares of a picture that are searched, in order."""
    long_px = max(width, height)
    return [
        _turned(tile, turn)
        for side_px in tile_sides(long_px)
        for tile in tiles(width, height, side_px)
        for turn in (TURNS if side_px >= TURNED_SHARE * long_px else TURNS[:1])
    ]


def tile_sides(long_px: int) -> list[int]:
    """Returns the sides of the tiles, from the whole picture's long side down."""
    sides = [long_px]
    side_px = SMALLEST_TILE_PX
    while side_px < long_px:
        sides.insert(1, side_px)
        side_px *= TILE_RATIO
    return sides


def tiles(width: int, height: int, side_px: int) -> list[Similarity]:
    """Returns upright squares of whole pixels that overlap and cover a picture, row by row."""
    return [
        Similarity(side_px, 0, complex(left, top))
        for top in _starts(height, side_px)
        for left in _starts(width, side_px)
    ]


def _starts(length: int, side_px: int) -> list[int]:
    rest = length - side_px
    if rest <= 0:
        return [rest // 2]
    count = math.ceil(rest / (side_px * (1 - OVERLAP_SIDES))) + 1
    return [index * rest // (count - 1) for index in range(count)]


def _squares_about(box: Box) -> list[Similarity]:
    """The squares that show a face in all four orientations."""
    z = on_halves(complex(TURNED_LOOK_BOXES * box.width))
    upright = Similarity(z, 0.5 + 0.5j, on_halves(box.middle))
    return [_turned(upright, turn) for turn in TURNS]


def _turned(square: Similarity, turn: complex) -> Similarity:
    """The same square, turned about its middle."""
    return Similarity(square.z * turn, 0.5 + 0.5j, square.middle)
