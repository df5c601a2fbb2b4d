"""Matches new boxes to known ones. The same steps as the page's `matching.ts`."""

import math
from collections.abc import Sequence
from typing import Final

from reader.faces.detection import Box

MAX_DISTANCE_SIDES: Final = 0.75
"""A face that moved by more than this many sides between two frames counts as another."""
MAX_SIZE_RATIO: Final = 2.0
"""So is one that grew or shrank by more than this factor."""


def match_boxes(known: Sequence[Box], fresh: Sequence[Box]) -> list[int | None]:
    """Returns for every new box the index of a known one, or None for a new face.

    The closest pairs are matched first, each box at most once.
    """
    pairs = sorted(
        (
            (_distance_sides(known_box, fresh_box), fresh_index, known_index)
            for fresh_index, fresh_box in enumerate(fresh)
            for known_index, known_box in enumerate(known)
        ),
        key=lambda pair: pair[0],
    )
    matches: list[int | None] = [None] * len(fresh)
    taken: set[int] = set()
    for distance, fresh_index, known_index in pairs:
        if distance > MAX_DISTANCE_SIDES:
            break
        if matches[fresh_index] is None and known_index not in taken:
            matches[fresh_index] = known_index
            taken.add(known_index)
    return matches


def _distance_sides(a: Box, b: Box) -> float:
    """Distance of the middles in mean sides; infinite if the sizes cannot be one face's."""
    ratio = a.width / b.width if b.width > 0 else math.inf
    if not 1 / MAX_SIZE_RATIO <= ratio <= MAX_SIZE_RATIO:
        return math.inf
    return abs(a.middle - b.middle) / ((a.width + b.width) / 2)
