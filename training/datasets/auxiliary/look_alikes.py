"""Groups of faces that must stay together: one person's, and near-duplicates."""

from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

CORRELATION: Final = 0.9
"""Correlation from which two faces, or one and the other's mirror image, count as look-alikes. Of
8,000 FER2013 Training faces, 258 pairs do, and the largest group has 8 faces; at 0.85 faces that
only share pose and light begin to join, 105 in one group."""

BLOCK: Final = 512
"""Faces compared with all others at once, which bounds the memory."""


def linked_groups(
    groups: npt.NDArray[np.str_], images: npt.NDArray[np.uint8], *, alike: bool
) -> npt.NDArray[np.intp]:
    """Returns a number for each face, intp [N]: the same one for faces that stay together.

    These are faces of one group, byte-identical faces and, if wanted, look-alikes, together with
    their whole groups.

    Args:
        groups: str [N].
        images: uint8 [N, 48, 48].
    """
    count = len(groups)
    pairs = _same([name.encode() for name in groups.tolist()])
    pairs += _same([image.tobytes() for image in images])
    if alike:
        pairs += _look_alikes(images)
    ends = np.array(pairs, np.intp).reshape(-1, 2).T
    graph = coo_array((np.ones(len(pairs)), (ends[0], ends[1])), shape=(count, count))
    return np.asarray(connected_components(graph, directed=False)[1], np.intp)


def _same(keys: list[bytes]) -> list[tuple[int, int]]:
    """Each row with the first one of the same key."""
    first: dict[bytes, int] = {}
    return [(first.setdefault(key, row), row) for row, key in enumerate(keys)]


def _look_alikes(images: npt.NDArray[np.uint8]) -> list[tuple[int, int]]:
    flat = images.reshape(len(images), -1).astype(np.float32)
    flat -= flat.mean(axis=1, keepdims=True)
    # A blank face correlates with nothing; its copies have the same bytes.
    flat /= np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-6)
    mirrored = flat.reshape(images.shape)[:, :, ::-1].reshape(flat.shape)
    pairs: list[tuple[int, int]] = []
    for start in range(0, len(flat), BLOCK):
        block = flat[start : start + BLOCK]
        close = np.maximum(block @ flat.T, block @ mirrored.T) >= CORRELATION
        rows, columns = np.nonzero(close)
        pairs += zip((rows + start).tolist(), columns.tolist(), strict=True)
    return pairs
