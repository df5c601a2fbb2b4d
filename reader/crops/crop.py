"""How a face in a picture becomes 48 × 48 grey, the model's input.

The same steps as the page's crop; `tests/goldens/crop.json` holds both to one grey level.
"""

import math
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from reader.crops.similarity import Similarity

FACE_PX: Final = 48
"""Side of FER2013's images and of every network's input."""

LUMA_BT601: Final = (0.299, 0.587, 0.114)
"""Weights of R, G and B in grey (ITU-R BT.601), which FER2013 was made with."""

MOST_SAMPLES: Final = 8
"""Samples along one side of an output pixel: 8 avoid aliasing in faces of up to 384 px."""

ROUNDING: Final = 1e-9
"""Keeps a side of 96 px, which may be computed as 96.00000000000001, at 2 samples."""


def crop_face(image: npt.NDArray[np.uint8], face: Similarity) -> npt.NDArray[np.uint8]:
    """Returns the face, upright: uint8 [48, 48], grey 0 to 255.

    Each output pixel is the mean of S × S bilinear samples, S = ceil(side / 48) within 1 to 8;
    beyond the picture its edge pixels repeat; the mean is rounded half up.

    Args:
        image: uint8 [H, W, 3] RGB.
        face: Maps fractions of the face frame to pixels of the image.
    """
    samples = min(MOST_SAMPLES, max(1, math.ceil(face.side_px / FACE_PX - ROUNDING)))
    grid = FACE_PX * samples
    (left, right), (top, bottom) = _area(face, image.shape[1], image.shape[0])
    area = image[top:bottom, left:right].astype(np.float32)
    grey = cv2.transform(area, np.array([LUMA_BT601], np.float32))
    step = face.z / grid
    first = face.at(complex(0.5, 0.5) / grid) - complex(left + 0.5, top + 0.5)
    to_image = np.array(
        [[step.real, -step.imag, first.real], [step.imag, step.real, first.imag]], np.float64
    )
    drawn = cv2.warpAffine(
        grey,
        to_image,
        (grid, grid),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    mean = drawn.reshape(FACE_PX, samples, FACE_PX, samples).mean(axis=(1, 3), dtype=np.float64)
    return np.asarray(np.floor(mean + 0.5), np.uint8)


def _area(face: Similarity, width: int, height: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """The part of an image that a crop uses, as first and end along each axis; never empty."""
    corners = face.corners()
    return (
        _span([corner.real for corner in corners], width),
        _span([corner.imag for corner in corners], height),
    )


def _span(positions: list[float], size: int) -> tuple[int, int]:
    first = min(size - 1, max(0, math.floor(min(positions) - 0.5)))
    last = min(size - 1, max(0, math.floor(max(positions) - 0.5) + 1))
    return first, last + 1
