"""From how many differing bits on are two pictures not alike? Measures training/gather/alike.py.

    python benchmarks/alike.py --data FOLDER [--faces 8000]

Prints, for each threshold, how many pairs among FER2013's Training faces would count as alike, and
what share of copies that were changed as a second press of the button changes them is found.
"""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from training import datasets
from training.gather.alike import perceptual_hash

Image = npt.NDArray[np.uint8]

THRESHOLDS: Final = (0, 2, 4, 6, 8, 10)
COPIES: Final = 1000
SAME: Final = 0.9
"""Correlation from which training/datasets/auxiliary/look_alikes.py calls two faces look-alikes."""


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--data", type=Path, help="FER2013 (default: $FER2013, then data/)")
    parser.add_argument("--faces", type=int, default=8000)
    arguments = parser.parse_args()
    learn = datasets.load(arguments.data, splits=("Training",), votes=False)
    images = np.unique(learn.images[: arguments.faces], axis=0)
    hashes = np.array([perceptual_hash(image) for image in images])

    pairs, look_alike = np.zeros(65, int), np.zeros(65, int)
    flat = images.reshape(len(images), -1).astype(np.float32)
    flat -= flat.mean(axis=1, keepdims=True)
    flat /= np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-6)
    for row in range(len(images) - 1):
        bits = np.bitwise_count(hashes[row] ^ hashes[row + 1 :])
        pairs += np.bincount(bits, minlength=65)
        near = bits <= max(THRESHOLDS)
        close = flat[row + 1 :][near] @ flat[row] >= SAME
        look_alike += np.bincount(bits[near][close], minlength=65)
    print(f"{len(images)} different Training faces; bits: {THRESHOLDS}")
    print("pairs alike      ", [int(pairs[: bits + 1].sum()) for bits in THRESHOLDS])
    print("of them look-alikes", [int(look_alike[: bits + 1].sum()) for bits in THRESHOLDS])
    for name, change in changes().items():
        copies = np.array([perceptual_hash(change(image)) for image in images[:COPIES]])
        bits = np.bitwise_count(copies ^ hashes[: len(copies)])
        print(f"{name:<17}", [f"{(bits <= most).mean():.3f}" for most in THRESHOLDS])


def changes() -> dict[str, Callable[[Image], Image]]:
    """Returns what may change between two pictures of one face a moment apart."""
    rng = np.random.default_rng(0)

    def moved(image: Image, scale: float, degrees: float, shift_px: float) -> Image:
        matrix = cv2.getRotationMatrix2D((23.5, 23.5), degrees, scale)
        matrix[:, 2] += shift_px
        return np.asarray(
            cv2.warpAffine(image, matrix, (48, 48), borderMode=cv2.BORDER_REPLICATE), np.uint8
        )

    def clipped(image: npt.NDArray[np.float64]) -> Image:
        return np.clip(image, 0, 255).astype(np.uint8)

    return {
        "noise of 4": lambda image: clipped(image + rng.normal(0, 4, image.shape)),
        "a tenth brighter": lambda image: clipped(image * 1.1),
        "3 % larger": lambda image: moved(image, 1.03, 0, 0),
        "turned by 2°": lambda image: moved(image, 1, 2, 0),
        "moved by 0.5 px": lambda image: moved(image, 1, 0, 0.5),
        "moved by 1 px": lambda image: moved(image, 1, 0, 1),
    }


if __name__ == "__main__":
    main()
