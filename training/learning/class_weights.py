"""Weights and priors from the classes' counts, in NumPy."""

import numpy as np
import numpy.typing as npt

from training.errors import DataError
from training.labels import EXPRESSIONS


def counts(labels: npt.NDArray[np.uint8]) -> npt.NDArray[np.int64]:
    """Returns how many faces each class has, int64 [7].

    Raises:
        DataError: for an empty class, which can be neither weighted nor adjusted.
    """
    found = np.bincount(labels, minlength=len(EXPRESSIONS))
    if not found.all():
        absent = ", ".join(name for name, n in zip(EXPRESSIONS, found, strict=True) if n == 0)
        raise DataError(
            f"expected Training faces of every class, got none of {absent}; use all of FER2013 or "
            "a recipe without class_weights"
        )
    return np.asarray(found, np.int64)


def inverse_weights(counts: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
    """Returns each class's weight N/(7·count), float32 [7]; over all faces their mean is 1.

    Khanzada et al., arXiv 2004.11823, weigh inversely proportional to counts.
    """
    return np.asarray(counts.sum() / (len(counts) * counts), np.float32)


def log_frequencies(counts: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
    """Returns log(count/N), float32 [7]: the log prior of Menon et al., arXiv 2007.07314."""
    return np.asarray(np.log(counts / counts.sum()), np.float32)
