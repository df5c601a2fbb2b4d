"""Builds the tables that map local binary patterns to colours.

    python -m training.models.binary_patterns.build    rewrites the .csv files beside this one

Read from the authors' own Matlab code (github.com/osnathassner/talhassner, projects/cnn_emotions):
codes, distances and scaling are theirs; the non-metric scaling is scikit-learn's instead of
Matlab's mdscale, both starting from the classical one.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import environment

import numpy as np
import numpy.typing as npt

from reader.command_line import Parser
from training.models.binary_patterns import MAPPINGS, NEIGHBOURS, TABLES, Mapping

Floats = npt.NDArray[np.float64]

CODES: Final = 2**NEIGHBOURS
DIMENSIONS: Final = 3


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit code."""
    parser = Parser(__doc__)
    parser.add_argument("--out", type=Path, default=TABLES, help="folder (default: %(default)s)")
    out = parser.parse_args(argv).out
    out.mkdir(parents=True, exist_ok=True)
    for mapping in MAPPINGS:
        path = out / f"{mapping}.csv"
        np.savetxt(path, build_table(mapping), fmt="%d", delimiter=",")
        print(os.path.relpath(path))
    return 0


def build_table(mapping: Mapping) -> npt.NDArray[np.uint8]:
    """Computes what `read_table` reads."""
    points = embed(distances(mapping))
    points -= points.min()
    return np.asarray(np.round(points * (255 / points.max())), np.uint8)


def distances(mapping: Mapping) -> Floats:
    """Returns the distances between all codes' patterns: float64 [256, 256].

    "regular" is the earth mover's distance of the bits in a row, the sum over |cumulative
    differences|, up to 36. "cyclic" is the authors' word for the smallest of three such distances:
    of the two codes, each with a zero before it, and of either one reversed; so mirror codes
    coincide.
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
    """Returns points whose distances have the given order: float64 [N, 3].

    Non-metric multidimensional scaling, deterministic because it starts from the classical
    solution.
    """
    # Building a network only reads the tables.
    from sklearn.manifold import smacof

    # scikit-learn treats 0 as unknown. Half the smallest distance keeps the order, which is all
    # that counts.
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
    # An eigenvector's sign is arbitrary: the first code far from 0 is made positive. The farthest
    # would be ambiguous, because a code and its complement can be equally far on both sides.
    far = np.abs(vectors) >= np.abs(vectors).max(axis=0) / 2
    first = vectors[far.argmax(axis=0), np.arange(DIMENSIONS)]
    return np.asarray(vectors * np.sign(first) * np.sqrt(values))


if __name__ == "__main__":
    sys.exit(main())
