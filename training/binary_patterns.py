"""Builds the tables that map local binary patterns to colours, after Levi & Hassner.

    python training/binary_patterns.py    rewrites training/models/binary_patterns/*.csv

Levi & Hassner, "Emotion Recognition in the Wild via Convolutional Neural Networks and Mapped
Binary Patterns", ICMI 2015. A pattern's code is a number without an order: 127 and 128 share no
bit. So each code becomes a point in space that lies near those of similar patterns, and a face
becomes a picture of three channels. Read from the authors' own Matlab code (github.com/
osnathassner/talhassner, projects/cnn_emotions): codes, distances and scaling are theirs; the
non-metric scaling is scikit-learn's where theirs was Matlab's mdscale, both started from the
classical one.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Literal, get_args

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import numpy.typing as npt

Mapping = Literal["regular", "cyclic"]
Floats = npt.NDArray[np.float64]

MAPPINGS: Final[tuple[Mapping, ...]] = get_args(Mapping)
TABLES: Final = Path(__file__).resolve().parent / "models" / "binary_patterns"

NEIGHBOURS: Final = 8
CODES: Final = 2**NEIGHBOURS
DIMENSIONS: Final = 3

EQUAL_WITHIN: Final = 1e-3
"""Grey levels by which a neighbour may be darker and still count as equal. Interpolating equal
pixels errs by up to 1e-4 in float32, which would decide the bits of every even patch of skin."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--out", type=Path, default=TABLES, help="folder (default: %(default)s)")
    out = parser.parse_args(argv).out
    out.mkdir(parents=True, exist_ok=True)
    for mapping in MAPPINGS:
        path = out / f"{mapping}.csv"
        np.savetxt(path, build_table(mapping), fmt="%d", delimiter=",")
        print(os.path.relpath(path))
    return 0


def read_table(mapping: Mapping) -> npt.NDArray[np.uint8]:
    """Returns each code's colour: uint8 [256, 3]."""
    return np.asarray(np.loadtxt(TABLES / f"{mapping}.csv", delimiter=","), np.uint8)


def build_table(mapping: Mapping) -> npt.NDArray[np.uint8]:
    """Returns what `read_table` reads, computed anew."""
    points = embed(distances(mapping))
    points -= points.min()
    return np.asarray(np.round(points * (255 / points.max())), np.uint8)


def neighbour_offsets_px(radius_px: int) -> list[tuple[float, float]]:
    """Returns where the eight neighbours lie, (down, right) of the centre, bit 0 first."""
    angles = 2 * np.pi * np.arange(NEIGHBOURS) / NEIGHBOURS
    # Rounded, so that cos 90° is 0 and reads one pixel.
    down, right = np.round((-radius_px * np.sin(angles), radius_px * np.cos(angles)), 9)
    return list(zip(down.tolist(), right.tolist(), strict=True))


def bilinear_weights(down: float, right: float) -> list[tuple[int, int, float]]:
    """Returns the pixels that a point is mixed of: (down, right) of the centre, share."""
    row, column = int(np.floor(down)), int(np.floor(right))
    v, u = down - row, right - column
    corners = [
        (row, column, (1 - v) * (1 - u)),
        (row, column + 1, (1 - v) * u),
        (row + 1, column, v * (1 - u)),
        (row + 1, column + 1, v * u),
    ]
    return [corner for corner in corners if corner[2] > 0]


def codes(images: npt.NDArray[np.uint8], radius_px: int) -> npt.NDArray[np.uint8]:
    """Returns each pixel's pattern: uint8 [N, H − 2r, W − 2r].

    Bit i is set where neighbour i, on a circle around the pixel, is not darker than it.

    Args:
        images: uint8 [N, H, W].
        radius_px: Of the circle, 1, 5 or 10 in the paper.
    """
    grey = images.astype(np.float64)
    r = radius_px
    height, width = grey.shape[1] - 2 * r, grey.shape[2] - 2 * r
    centre = grey[:, r : r + height, r : r + width]
    result = np.zeros(centre.shape, np.uint8)
    for bit, offset in enumerate(neighbour_offsets_px(r)):
        neighbour = sum(
            share * grey[:, r + down : r + down + height, r + right : r + right + width]
            for down, right, share in bilinear_weights(*offset)
        )
        result |= (neighbour - centre >= -EQUAL_WITHIN).astype(np.uint8) << np.uint8(bit)
    return result


def distances(mapping: Mapping) -> Floats:
    """Returns how far each code's pattern is from each other's: float64 [256, 256].

    "regular" is the earth mover's distance of the bits in a row, the sum over |cumulative
    differences|, up to 36. "cyclic" is the authors' word for the least of three such distances: of
    the two codes, each with a zero before it, and of either one reversed; so mirror codes coincide.
    """
    bits = (np.arange(CODES)[:, None] >> np.arange(NEIGHBOURS)) & 1
    if mapping == "regular":
        return _earth_movers(bits, bits)
    led = np.concatenate([np.zeros((CODES, 1), bits.dtype), bits], axis=1)
    reverse = led[:, ::-1]
    found = [_earth_movers(led, led), _earth_movers(reverse, led), _earth_movers(led, reverse)]
    return np.asarray(np.min(found, axis=0))


def _earth_movers(a: npt.NDArray[np.int_], b: npt.NDArray[np.int_]) -> Floats:
    difference = np.cumsum(a, axis=1)[:, None] - np.cumsum(b, axis=1)[None]
    return np.asarray(np.abs(difference).sum(axis=2), np.float64)


def embed(apart: Floats) -> Floats:
    """Returns points whose distances are ordered as those given: float64 [N, 3].

    Non-metric multidimensional scaling from the classical solution, which leaves nothing to chance.
    """
    # Building a network only reads the tables.
    from sklearn.manifold import smacof

    # scikit-learn takes 0 for unknown. Half the least distance keeps the order, all that counts.
    known = np.where(apart == 0, apart[apart > 0].min() / 2, apart)
    np.fill_diagonal(known, 0)
    points, _ = smacof(
        known,
        metric=False,
        n_components=DIMENSIONS,
        init=classical_scaling(apart),
        n_init=1,
        normalized_stress=True,
        max_iter=1000,
        eps=1e-9,
    )
    return np.asarray(points, np.float64)


def classical_scaling(apart: Floats) -> Floats:
    """Returns the classical (Torgerson) scaling: float64 [N, 3], the widest axis first."""
    centring = np.eye(len(apart)) - 1 / len(apart)
    values, vectors = np.linalg.eigh(-0.5 * centring @ apart**2 @ centring)
    values, vectors = values[::-1][:DIMENSIONS], vectors[:, ::-1][:, :DIMENSIONS]
    # An eigenvector's sign is free: the first code that lies far out is made positive. The farthest
    # would not do, since a code and its complement can lie equally far on both sides.
    far = np.abs(vectors) >= np.abs(vectors).max(axis=0) / 2
    first = vectors[far.argmax(axis=0), np.arange(DIMENSIONS)]
    return np.asarray(vectors * np.sign(first) * np.sqrt(values))


if __name__ == "__main__":
    sys.exit(main())
