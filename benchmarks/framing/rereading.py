"""How much a face's picture may change before it is read again.

    python benchmarks/framing/rereading.py --data FOLDER [--faces 150]

Shows PublicTest's 48×48 pictures twice, the second time with another draw of a camera's noise or
moved by a fraction of a pixel, relit as the page does, and reads both with the shipped network in
TF.js. Prints by how much they differ as webapp/src/vision/rereading.ts measures it (the largest
mean difference of the 36 parts of 8×8 pixels, in grey levels) and how far a probability moved, and
what is skipped where up to so many grey levels count as the same.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt
from scipy.special import softmax

from benchmarks.framing import scenes
from benchmarks.framing.subjects import load_faces
from training.errors import DataError, TfjsError
from training.faces.relight import relight
from training.hardware.tfjs_model import ROOT, TfjsModel
from training.labels import FACE_SIDE_PX

BAD_INPUT_EXIT: Final = 2
PART_PX: Final = 8
LIMITS: Final = (2.0, 3.0, 4.0, 5.0, 6.0, 8.0)
MOVES: Final = (
    ("noise of 1", 0.0, 1.0, 1.0),
    ("noise of 2", 0.0, 1.0, 2.0),
    ("noise of 4", 0.0, 1.0, 4.0),
    ("noise of 8", 0.0, 1.0, 8.0),
    ("moved by 0.1 px", 0.1, 1.0, 0.5),
    ("moved by 0.25 px", 0.25, 1.0, 0.5),
    ("moved by 0.5 px", 0.5, 1.0, 0.5),
    ("larger by 1 %", 0.0, 1.01, 0.5),
    ("larger by 2 %", 0.0, 1.02, 0.5),
)
"""Name, pixels moved in a random direction, factor of size, grey levels of noise in both."""

Images = npt.NDArray[np.uint8]


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    add = parser.add_argument
    add("--data", type=Path, help="FER2013 file or folder (default: $FER2013, then data/)")
    add("--faces", type=int, default=150, help="PublicTest faces (default: %(default)s)")
    add("--model", default="fast", help="name in webapp/public/models (default: %(default)s)")
    arguments = parser.parse_args(argv)
    try:
        images = load_faces(arguments.data, False, "PublicTest").images[: arguments.faces]
        model = TfjsModel(ROOT / "webapp" / "public" / "models" / arguments.model)
        rng = np.random.default_rng(0)
        shown = [pairs(images, *move, rng) for _, *move in MOVES]
        changes = [
            (largest_difference(a, b), probabilities(model, a) - probabilities(model, b))
            for a, b in shown
        ]
    except (DataError, TfjsError) as error:
        print(f"rereading.py: {error}", file=sys.stderr)
        return BAD_INPUT_EXIT
    print(f"{len(images)} PublicTest faces, {arguments.model}: change of the likeliest to change")
    print(f"{'':<18}{'differ by':>10}{'median':>8}{'9 in 10':>9}")
    for (name, *_), (difference, change) in zip(MOVES, changes, strict=True):
        report(name, difference, np.abs(change).max(axis=1))
    differences = np.concatenate([difference for difference, _ in changes])
    moved = np.concatenate([np.abs(change).max(axis=1) for _, change in changes])
    for limit in LIMITS:
        same = differences <= limit
        report(f"skipped up to {limit:g}", differences[same], moved[same])
    return 0


def pairs(
    images: Images, moved_px: float, size: float, noise: float, rng: np.random.Generator
) -> tuple[Images, Images]:
    """Returns each face twice, uint8 [N, 48, 48]: relit, the second moved, both with noise.

    Both lie between pixels, so that interpolation blurs them alike.
    """
    first, second = np.empty_like(images), np.empty_like(images)
    for index, image in enumerate(images):
        angle = rng.uniform(0, 2 * np.pi)
        x, y = moved_px * np.cos(angle), moved_px * np.sin(angle)
        for into, view in ((first, placed(image, 0, 0, 1)), (second, placed(image, x, y, size))):
            into[index] = relight(scenes.rounded(view + rng.normal(0, noise, view.shape)))
    return first, second


def placed(image: Images, x_px: float, y_px: float, size: float) -> npt.NDArray[np.float32]:
    """Returns the face moved and enlarged about its middle: float32 [48, 48]."""
    off = 0.3 + (FACE_SIDE_PX - 1) / 2 * (1 - size)
    matrix = np.array([[size, 0, off + x_px], [0, size, off + y_px]], np.float32)
    return np.asarray(
        cv2.warpAffine(
            image.astype(np.float32),
            matrix,
            (FACE_SIDE_PX, FACE_SIDE_PX),
            flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        ),
        np.float32,
    )


def largest_difference(first: Images, second: Images) -> npt.NDArray[np.float64]:
    """Returns float64 [N]: the largest mean absolute difference of a part."""
    parts = FACE_SIDE_PX // PART_PX
    differences = np.abs(first.astype(np.float64) - second)
    cells = differences.reshape(-1, parts, PART_PX, parts, PART_PX).mean(axis=(2, 4))
    return np.asarray(cells.reshape(len(first), -1).max(axis=1))


def probabilities(model: TfjsModel, images: Images) -> npt.NDArray[np.float64]:
    """Returns the calibrated probabilities, float64 [N, 7]."""
    logits = model.predict(images[..., None].astype(np.float32))["logits"]
    return np.asarray(softmax(logits / model.manifest["temperature"], axis=1), np.float64)


def report(name: str, differences: npt.NDArray[np.float64], moved: npt.NDArray[np.float64]) -> None:
    """Prints a row; none of nothing."""
    if len(moved) == 0:
        return
    print(
        f"{name:<18}{np.median(differences):>10.1f}{np.median(moved):>8.3f}"
        f"{np.quantile(moved, 0.9):>9.3f}",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
