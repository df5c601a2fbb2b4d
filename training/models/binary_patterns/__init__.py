"""Local binary patterns mapped to colours, after Levi & Hassner: neighbours, and tables of colours.

Levi & Hassner, "Emotion Recognition in the Wild via Convolutional Neural Networks and Mapped
Binary Patterns", ICMI 2015. The codes have no order: 127 and 128 share no bit. So each code becomes
a point in space near those of similar patterns (build.py), and a face becomes a picture with three
channels.
"""

from pathlib import Path
from typing import Final, Literal, get_args

import numpy as np
import numpy.typing as npt

Mapping = Literal["regular", "cyclic"]

MAPPINGS: Final[tuple[Mapping, ...]] = get_args(Mapping)
TABLES: Final = Path(__file__).resolve().parent

NEIGHBOURS: Final = 8

EQUAL_WITHIN: Final = 1e-3
"""Grey levels by which a neighbour may be darker and still count as equal. Interpolating equal
pixels is off by up to 1e-4 in float32, which would decide the bits in every uniform patch of
skin."""


def read_table(mapping: Mapping) -> npt.NDArray[np.uint8]:
    """Returns each code's colour: uint8 [256, 3]."""
    return np.asarray(np.loadtxt(TABLES / f"{mapping}.csv", delimiter=","), np.uint8)


def neighbour_offsets_px(radius_px: int) -> list[tuple[float, float]]:
    """Returns the eight neighbours' offsets, (down, right) of the centre, bit 0 first."""
    angles = 2 * np.pi * np.arange(NEIGHBOURS) / NEIGHBOURS
    # Rounded, so that cos 90° is 0 and reads one pixel.
    down, right = np.round((-radius_px * np.sin(angles), radius_px * np.cos(angles)), 9)
    return list(zip(down.tolist(), right.tolist(), strict=True))


def bilinear_weights(down: float, right: float) -> list[tuple[int, int, float]]:
    """Returns the pixels that interpolate a point: (down, right) of the centre, share."""
    row, column = int(np.floor(down)), int(np.floor(right))
    v, u = down - row, right - column
    corners = [
        (row, column, (1 - v) * (1 - u)),
        (row, column + 1, (1 - v) * u),
        (row + 1, column, v * (1 - u)),
        (row + 1, column + 1, v * u),
    ]
    return [corner for corner in corners if corner[2] > 0]
