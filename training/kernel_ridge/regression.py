"""Kernel ridge regression on one-hot labels, with leave-one-out answers.

One set of linear equations instead of epochs. With the inverse at hand, the answer to a face as if
it had not been among the training faces costs one division (Rifkin & Lippert,
MIT-CSAIL-TR-2007-025). That makes it a cross-fitted teacher without folds
(training/learning/folds.py).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.linalg import blas, lapack
from threadpoolctl import threadpool_limits

Floats = npt.NDArray[np.float32]

BLOCK: Final = 1024
"""Faces whose distances are computed at once."""


@dataclass(frozen=True)
class Answers:
    """Scores, which approximate the labels' one-hot vectors.

    Attributes:
        left_out: float32 [N, C], of the training faces, each as if it and its copies had been left
            out.
        others: float32 [M, C], of the other faces.
    """

    left_out: Floats
    others: Floats


def distances(
    learn: Sequence[npt.NDArray[Any]], others: Sequence[npt.NDArray[Any]]
) -> tuple[Floats, Floats]:
    """Returns squared distances among the faces to learn from, and from the others to these.

    The mean over several descriptions. Each is divided by the mean squared distance of the faces to
    learn from to their mean, so that all count alike. Computed in blocks, since descriptions may
    take gigabytes.

    Args:
        learn: float16 or float32 [N, V], one array for each description.
        others: [M, V], the same descriptions of other faces.

    Returns:
        float32 [N, N] and [M, N].
    """
    within = np.zeros((len(learn[0]), len(learn[0])), np.float32)
    across = np.zeros((len(others[0]), len(learn[0])), np.float32)
    for first, second in zip(learn, others, strict=True):
        mean = first.mean(axis=0, dtype=np.float32)
        spread = np.mean([np.sum(np.square(row - mean)) for row in first]) * len(learn)
        for rows in _blocks(len(first)):
            known = first[rows] - mean
            for target, faces in ((within, first), (across, second)):
                for below in _blocks(len(faces)):
                    if target is within and below.start > rows.start:
                        continue
                    apart = _squared(known, faces[below] - mean) / spread
                    target[below, rows] += apart.T
                    if target is within and below != rows:
                        target[rows, below] += apart
    np.fill_diagonal(within, 0)
    return within, across


def answers(
    within: Floats,
    across: Floats,
    targets: Floats,
    groups: npt.NDArray[np.int64],
    *,
    gamma: float,
    ridge: float,
) -> Answers:
    """Returns the regression's answers, with a Gaussian kernel.

    Takes 4 N² bytes besides the distances: 3.3 GB for FER2013's Training faces.

    Args:
        within: float32 [N, N], squared distances from `distances`; overwritten.
        across: float32 [M, N], the same for the other faces; overwritten.
        targets: float32 [N, C], labels of the faces to learn from.
        groups: int64 [N]; faces of one group are left out together.
        gamma: Of exp(−gamma · d²).
        ridge: Added to the kernel's diagonal.
    """
    np.exp(-gamma * across, out=across)
    for block in _blocks(len(within)):
        np.exp(-gamma * within[block], out=within[block])
    # Column-major, for LAPACK to work in place; symmetric, so its transpose is itself.
    inverse = within.T
    inverse[np.diag_indices_from(inverse)] += ridge
    # With more threads OpenBLAS 0.3.30 crashes on AVX-512 with all of FER2013's faces.
    with threadpool_limits(1):
        inverse, failed = lapack.spotrf(inverse, lower=1, overwrite_a=1)
        if not failed:
            inverse, failed = lapack.spotri(inverse, lower=1, overwrite_c=1)
    if failed:
        raise ValueError(f"expected a ridge that the kernel can be inverted with, got {ridge}")
    base = targets.mean(axis=0)
    weights = blas.ssymm(1.0, inverse, np.asfortranarray(targets - base), side=0, lower=1)
    left_out = targets.copy()
    for rows in _members(groups):
        own = np.tril(inverse[np.ix_(rows, rows)])
        own = own + np.tril(own, -1).T
        left_out[rows] -= np.linalg.solve(own, weights[rows])
    return Answers(left_out, np.asarray(across @ weights + base, np.float32))


def _blocks(faces: int) -> Iterable[slice]:
    return (slice(start, min(start + BLOCK, faces)) for start in range(0, faces, BLOCK))


def _squared(first: Floats, second: Floats) -> Floats:
    """Returns the squared distances between rows, float32 [first, second]."""
    lengths = np.sum(first**2, axis=1)[:, None] + np.sum(second**2, axis=1)
    return np.asarray(np.maximum(lengths - 2 * first @ second.T, 0), np.float32)


def _members(groups: npt.NDArray[np.int64]) -> Iterable[npt.NDArray[np.int64]]:
    """Returns the rows of each group."""
    rows = defaultdict(list)
    for row, group in enumerate(groups.tolist()):
        rows[group].append(row)
    return (np.array(members) for members in rows.values())
