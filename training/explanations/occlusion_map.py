"""Occlusion maps: how far an answer's probability falls when a part of the face is covered."""

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.special import softmax

from training.explanations.differentiate import Classes, Floats
from training.explanations.gradient_maps import enlarged
from training.labels import FACE_SIDE_PX

CELLS: Final = 8
CELL_PX: Final = FACE_SIDE_PX // CELLS
MARGIN_PX: Final = CELL_PX // 2
"""Pixels covered around a cell, as on the page (webapp/src/vision/answers/occlusion.ts), so that
sheet and page show the same."""


def occlusion_falls(
    logits_of: Callable[[npt.NDArray[np.uint8]], Floats],
    images: npt.NDArray[np.uint8],
    classes: Classes,
) -> Floats:
    """Returns how much probability is lost where each part is covered, float32 [N, 48, 48].

    Zeiler & Fergus, arXiv 1311.2901, and Minaee et al., arXiv 1902.01019: squares of 12×12 px in
    the face's mean grey, one for each cell of 6×6 px. From −1 to 1; above 0 if the part supports
    the class. Enlarged bilinearly from the cells.

    Args:
        logits_of: The network: uint8 [N, 48, 48] to float32 [N, 7].
        images: uint8 [N, 48, 48].
        classes: [N], whose probability.
    """
    return np.stack(
        [
            enlarged(_falls(logits_of, image, int(number)))
            for image, number in zip(images, classes, strict=True)
        ]
    )


def _falls(
    logits_of: Callable[[npt.NDArray[np.uint8]], Floats],
    image: npt.NDArray[np.uint8],
    number: int,
) -> Floats:
    """One value per cell, float32 [8, 8]."""
    whole, *parts = softmax(logits_of(np.stack([image, *covered(image)])), axis=1)[:, number]
    return np.asarray(whole - np.array(parts), np.float32).reshape(CELLS, CELLS)


def covered(image: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Returns the face with each cell covered in turn, row by row, uint8 [64, 48, 48]."""
    found = np.repeat(image[None], CELLS * CELLS, axis=0)
    # Rounded half up, as on the page.
    grey = int(np.floor(image.mean() + 0.5))
    for cell in range(CELLS * CELLS):
        row, column = divmod(cell, CELLS)
        found[cell][_span(row), _span(column)] = grey
    return found


def _span(cell: int) -> slice:
    start = cell * CELL_PX
    return slice(max(0, start - MARGIN_PX), start + CELL_PX + MARGIN_PX)
