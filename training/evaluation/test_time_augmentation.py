"""Test-time augmentation: a network's answers to several views of each face, averaged.

Probabilities are averaged. The views:

- flip: the face and its mirror image.
- seven: Khanzada et al. (arXiv 2004.11823) as their code has it (github.com/amilkh/cs230-fer,
  fer2013_Testing_V2.ipynb): seven copies of the face, each mirrored at random. So it is `flip` with
  random weights, k of seven mirrored; one face in 64 is seen one way only.
- ten_crop: Krizhevsky et al. (NeurIPS 2012): four corners and the middle, and their mirror images.
  Each crop is enlarged to the 48×48 that a network takes.
"""

from collections.abc import Callable
from typing import Final, Literal

import cv2
import numpy as np
import numpy.typing as npt
from scipy.special import softmax

from training.labels import FACE_SIDE_PX

Views = Literal["none", "flip", "seven", "ten_crop"]
LogitsOf = Callable[[npt.NDArray[np.uint8]], npt.NDArray[np.float32]]

COPIES: Final = 7
"""Copies of each face: Khanzada et al.'s `n_examples_per_image`."""

CROP_SIDE_PX: Final = 44
"""Side of a crop, as in WuJie1010/Facial-Expression-Recognition.Pytorch, the widely copied ten-crop
test on FER2013 (mainpro_FER.py, `cut_size`)."""

DESCRIPTIONS: Final[dict[Views, str]] = {
    "none": "the face as it is",
    "flip": "the face and its mirror image",
    "seven": f"{COPIES} copies of the face, each mirrored by the toss of a coin (seed 0)",
    "ten_crop": f"corners and middle of {CROP_SIDE_PX}×{CROP_SIDE_PX} px, and their mirror images",
}
"""How a report describes the views."""


def averaged_logits(
    logits_of: LogitsOf, images: npt.NDArray[np.uint8], views: Views, seed: int = 0
) -> npt.NDArray[np.float32]:
    """Returns the log of the mean probability over each face's views, float32 [N, 7].

    For "none" these are the network's own logits.

    Args:
        logits_of: The network: uint8 [N, 48, 48] to float32 [N, 7].
        images: uint8 [N, 48, 48].
        seed: Of the random mirroring in "seven".
    """
    if views == "none":
        return logits_of(images)
    if views == "ten_crop":
        mean = np.mean([_flip_mean(logits_of, crop, 0.5) for crop in five_crops(images)], axis=0)
    elif views == "seven":
        mirrored = np.random.default_rng(seed).binomial(COPIES, 0.5, len(images))
        mean = _flip_mean(logits_of, images, mirrored[:, None] / COPIES)
    else:
        mean = _flip_mean(logits_of, images, 0.5)
    # A probability may have underflowed; its logarithm must stay finite.
    return np.asarray(np.log(np.maximum(mean, np.finfo(np.float32).tiny)), np.float32)


def five_crops(images: npt.NDArray[np.uint8]) -> list[npt.NDArray[np.uint8]]:
    """Returns the corners, in reading order, and the middle, each uint8 [N, 48, 48].

    Enlarged bilinearly, pixel centres at k + 0.5.
    """
    far = FACE_SIDE_PX - CROP_SIDE_PX
    corners = [(top, left) for top in (0, far) for left in (0, far)]
    return [_crops(images, top, left) for top, left in [*corners, (far // 2, far // 2)]]


def _crops(images: npt.NDArray[np.uint8], top: int, left: int) -> npt.NDArray[np.uint8]:
    found = np.empty_like(images)
    for index, image in enumerate(images):
        crop = image[top : top + CROP_SIDE_PX, left : left + CROP_SIDE_PX]
        size = (FACE_SIDE_PX, FACE_SIDE_PX)
        found[index] = cv2.resize(crop, size, interpolation=cv2.INTER_LINEAR)
    return found


def _flip_mean(
    logits_of: LogitsOf,
    images: npt.NDArray[np.uint8],
    mirrored_share: float | npt.NDArray[np.float64],
) -> npt.NDArray[np.float64]:
    """Returns float64 [N, 7]: probabilities, weighted by the share of mirror images."""
    straight, mirrored = (
        softmax(logits_of(view).astype(np.float64), axis=1) for view in (images, images[:, :, ::-1])
    )
    return np.asarray((1 - mirrored_share) * straight + mirrored_share * mirrored)
