"""Dense SIFT: histograms of edge directions in each patch of a face, for patches of four sizes.

Lowe's descriptor (IJCV 2004) on a grid instead of at points of interest, upright, with the square
roots of its values (RootSIFT: Arandjelović & Zisserman, CVPR 2012). OpenCV's would build a pyramid
for each face of 48 px; this takes 2.5 ms a face on one core. The best entry without a network in
the 2013 challenge used dense SIFT (Ionescu et al., ICML 2013 workshop), and Georgescu et al. (arXiv
1804.10892) combine it with networks.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from training.labels import FACE_SIDE_PX

Floats = npt.NDArray[np.float32]

CELLS_PX: Final = (2, 3, 4, 6)
"""Sides of a cell; a patch has 4×4 cells, so 8 to 24 px."""

CELLS: Final = 4
ORIENTATIONS: Final = 8
VALUES: Final = CELLS * CELLS * ORIENTATIONS

STEP_PX: Final = 3
"""Between patches. 2 px would give twice as many, in twice the time."""

LEAST_CONTRAST: Final = 8.0
"""Grey levels added to a face's standard deviation, so as not to amplify a flat face's noise."""

LEAST_GRADIENT: Final = 0.3
"""Added to a descriptor's norm per pixel of its cell's side; keeps that of bare skin small."""

CLIP: Final = 0.2
"""Largest value of a descriptor of norm 1, so that no single edge dominates (Lowe's value)."""


def descriptors(images: npt.NDArray[np.uint8]) -> Floats:
    """Returns the descriptors of each face's patches, float32 [N, P, 128], of norm 1 at most.

    Args:
        images: uint8 [N, 48, 48], grey.
    """
    edges = _edges(images.astype(np.float32))
    return np.concatenate([_patches(edges, cell) for cell in CELLS_PX], axis=1)


def positions() -> Floats:
    """Returns the patches' centres, float32 [P, 2], across and down, from −0.5 to 0.5."""
    found = []
    for cell in CELLS_PX:
        centres = (_starts(cell) + (CELLS - 1) * cell / 2) / FACE_SIDE_PX - 0.5
        down, across = np.meshgrid(centres, centres, indexing="ij")
        found.append(np.stack([across.ravel(), down.ravel()], axis=1))
    return np.asarray(np.concatenate(found), np.float32)


def _edges(images: Floats) -> Floats:
    """Returns each pixel's gradient, split between its two nearest directions: [N, 48, 48, 8]."""
    mean = images.mean(axis=(1, 2), keepdims=True)
    images = (images - mean) / (images.std(axis=(1, 2), keepdims=True) + LEAST_CONTRAST)
    across, down = np.zeros_like(images), np.zeros_like(images)
    across[:, :, 1:-1] = (images[:, :, 2:] - images[:, :, :-2]) / 2
    down[:, 1:-1] = (images[:, 2:] - images[:, :-2]) / 2
    strength = np.hypot(across, down)
    direction = np.arctan2(down, across) % (2 * np.pi) * (ORIENTATIONS / (2 * np.pi))
    lower = np.floor(direction)
    share = direction - lower
    edges = np.zeros((*images.shape, ORIENTATIONS), np.float32)
    for orientation in range(ORIENTATIONS):
        near = (lower % ORIENTATIONS == orientation) * (1 - share)
        edges[..., orientation] = strength * (
            near + ((lower + 1) % ORIENTATIONS == orientation) * share
        )
    return edges


def _starts(cell: int) -> npt.NDArray[np.int64]:
    """Returns the centres of the patches' first cells, in px."""
    return np.arange(max(cell // 2, 1), FACE_SIDE_PX - (CELLS - 1) * cell - cell // 2, STEP_PX)


def _patches(edges: Floats, cell: int) -> Floats:
    """Returns the descriptors of all patches with cells of one side: [N, P', 128]."""
    pooled = _pool(_pool(edges, cell, axis=1), cell, axis=2)
    starts = _starts(cell)
    cells = [
        pooled[:, (starts + row * cell)[:, None], (starts + column * cell)[None, :]]
        for row in range(CELLS)
        for column in range(CELLS)
    ]
    found = np.concatenate(cells, axis=-1).reshape(len(edges), -1, VALUES)
    norm = np.linalg.norm(found, axis=-1, keepdims=True)
    found = np.minimum(found / (norm + LEAST_GRADIENT * cell), CLIP)
    return np.asarray(np.sqrt(found / (found.sum(axis=-1, keepdims=True) + 1e-3)))


def _pool(edges: Floats, cell: int, axis: int) -> Floats:
    """Returns weighted sums over the pixels near each one; weights fall with distance."""
    weights = np.convolve(np.ones(cell), np.ones(cell)).astype(np.float32) / cell
    reach = cell - 1
    padding = [(0, 0)] * edges.ndim
    padding[axis] = (reach, reach)
    padded = np.pad(edges, padding)
    side = edges.shape[axis]
    pooled = np.zeros_like(edges)
    for place, weight in enumerate(weights):
        pooled += weight * padded.take(range(place, place + side), axis=axis)
    return pooled
