"""Finds where a block of one picture moved to in the next.

The same steps as the page's `blockMatch.ts`.
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

REACH_PX: Final = 3
"""Furthest step of the search."""
STRIDE_PX: Final = 2
"""Every second pixel along each axis is compared."""

Grey = npt.NDArray[np.int16]


@dataclass(frozen=True)
class Block:
    """A rectangle of whole pixels."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True)
class Match:
    """A block's displacement.

    Attributes:
        by: In pixels, x + iy.
        difference: Mean absolute difference of the grey levels at the new place.
    """

    by: complex
    difference: float


def to_grey(square: npt.NDArray[np.uint8]) -> Grey:
    """Returns the mean of red, twice green and blue, truncated to whole levels: int16 [H, W]."""
    wide = square.astype(np.int16)
    return np.asarray((wide[..., 0] + 2 * wide[..., 1] + wide[..., 2]) >> 2)


def match_block(before: Grey, after: Grey, block: Block) -> Match | None:
    """Returns where near its old place a block matches `after` best.

    Compares all whole offsets within 3 px by mean absolute difference, then fits a parabola through
    the best and its neighbours. None if the block is empty, or if the best place is at the edge of
    the search or outside the picture.
    """
    rows = slice(block.top, block.top + block.height, STRIDE_PX)
    columns = slice(block.left, block.left + block.width, STRIDE_PX)
    old = before[rows, columns]
    if old.size == 0:
        return None

    def at(dx: int, dy: int) -> float:
        if not _is_within(after, block, dx, dy):
            return math.inf
        return float(np.abs(_shifted(after, block, dx, dy) - old).sum(dtype=np.int64)) / old.size

    best, best_at = math.inf, (0, 0)
    for dy in range(-REACH_PX, REACH_PX + 1):
        for dx in range(-REACH_PX, REACH_PX + 1):
            difference = at(dx, dy)
            if difference < best:
                best, best_at = difference, (dx, dy)
    dx, dy = best_at
    if max(abs(dx), abs(dy)) >= REACH_PX or not math.isfinite(best):
        return None
    x = dx + _vertex(at(dx - 1, dy), best, at(dx + 1, dy))
    y = dy + _vertex(at(dx, dy - 1), best, at(dx, dy + 1))
    # Half a pixel off, fine detail alone differs by 8 and more.
    return Match(complex(x, y), min(best, _difference_between(old, after, block, x, y)))


def _shifted(after: Grey, block: Block, dx: int, dy: int) -> Grey:
    top, left = block.top + dy, block.left + dx
    return after[top : top + block.height : STRIDE_PX, left : left + block.width : STRIDE_PX]


def _difference_between(old: Grey, after: Grey, block: Block, dx: float, dy: float) -> float:
    """The difference at any place, between pixels by bilinear interpolation."""
    x, y = math.floor(dx), math.floor(dy)
    if not (_is_within(after, block, x, y) and _is_within(after, block, x + 1, y + 1)):
        return math.inf
    u, v = dx - x, dy - y
    upper = (1 - u) * _shifted(after, block, x, y) + u * _shifted(after, block, x + 1, y)
    lower = (1 - u) * _shifted(after, block, x, y + 1) + u * _shifted(after, block, x + 1, y + 1)
    return float(np.abs(old - ((1 - v) * upper + v * lower)).mean())


def _is_within(grey: Grey, block: Block, dx: int, dy: int) -> bool:
    height, width = grey.shape
    return (
        block.left + dx >= 0
        and block.top + dy >= 0
        and block.left + dx + block.width <= width
        and block.top + dy + block.height <= height
    )


def _vertex(before: float, least: float, after: float) -> float:
    """Where a parabola through three values at −1, 0 and 1 is least; the middle is the smallest."""
    curvature = before - 2 * least + after
    if not math.isfinite(curvature) or curvature <= 0:
        return 0.0
    return (before - after) / (2 * curvature)
