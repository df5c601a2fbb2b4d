"""Kernel ridge regression on one-hot labels, and what it would have said without each face.

One set of linear equations instead of epochs; and with the inverse at hand, what a face would be
called had it not been among those learned from costs one division (Rifkin & Lippert, MIT-CSAIL
-TR-2007-025). That makes it a cross-fitted teacher without folds (training/learning/folds.py).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.linalg import blas, lapack
from sklearn.metrics.pairwise import rbf_kernel
from threadpoolctl import threadpool_limits

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Answers:
    """Scores: about the labels' one-hot vectors.

    Attributes:
        left_out: float32 [N, C], of the faces learned from, each as if it and its copies had not
            been there.
        others: float32 [M, C], of the other faces.
    """

    left_out: Floats
    others: Floats


def answers(
    learn: Floats,
    targets: Floats,
    groups: npt.NDArray[np.int64],
    others: Floats,
    *,
    gamma: float,
    ridge: float,
) -> Answers:
    """Returns what the regression says, with a Gaussian kernel.

    Takes 4 N² bytes, 3.3 GB for FER2013's Training faces, beside a second copy of the vectors.

    Args:
        learn: float32 [N, V], vectors to learn from.
        targets: float32 [N, C], their labels.
        groups: int64 [N]; faces of one group are left out together.
        others: float32 [M, V], at least one.
        gamma: Of exp(−gamma · d²), d in units of the vectors' root mean square distance from their
            mean.
        ridge: Added to the kernel's diagonal.
    """
    mean = learn.mean(axis=0)
    learn, others = learn - mean, others - mean
    scale = gamma / np.mean(np.sum(learn**2, axis=1))
    across = rbf_kernel(others, learn, scale)
    # Column-major, for LAPACK to work in place; symmetric, so its transpose is itself.
    inverse = rbf_kernel(learn, learn, scale).T
    inverse[np.diag_indices_from(inverse)] += ridge
    # With more threads OpenBLAS 0.3.30 on AVX-512 ends in a segmentation fault for all of FER2013.
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
        block = np.tril(inverse[np.ix_(rows, rows)])
        block = block + np.tril(block, -1).T
        left_out[rows] -= np.linalg.solve(block, weights[rows])
    return Answers(left_out, np.asarray(across @ weights + base, np.float32))


def _members(groups: npt.NDArray[np.int64]) -> Iterable[npt.NDArray[np.int64]]:
    """Returns the rows of each group."""
    rows = defaultdict(list)
    for row, group in enumerate(groups.tolist()):
        rows[group].append(row)
    return (np.array(members) for members in rows.values())
