"""The faces: PublicTest's, in an order whose every beginning has its mix of labels."""

from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from training import datasets
from training.datasets import Faces
from training.faces.detector import KEYPOINTS, SIDE_PX, FaceDetector
from training.faces.framing import DETECTOR, FACE_IN_SQUARE_PX, in_square

ORDER_SEED: Final = 6
IN_THE_MIRROR: Final = {
    "rightEye": "leftEye",
    "leftEye": "rightEye",
    "rightEarTragion": "leftEarTragion",
    "leftEarTragion": "rightEarTragion",
}
"""What stands in a point's place there; nose and mouth stay."""

GEOMETRY_FACES: Final = 1000
"""Training faces that tell where FER2013's pictures lie about the detector's box."""


def load_faces(data: Path | None, synthetic: bool, split: str) -> Faces:
    """Returns one split's faces, in fair order."""
    if synthetic:
        faces = datasets.synthetic(seed=0).select(split)
    else:
        faces = datasets.load(data, splits=(split,), votes=False).select(split)
    order = fair_order(faces.labels, ORDER_SEED)
    return Faces(faces.images[order], faces.labels[order], faces.splits[order], None, faces.source)


def fair_order(labels: npt.NDArray[np.uint8], seed: int) -> npt.NDArray[np.intp]:
    """Returns a permutation in whose every beginning each label has its share, to one face.

    Each label's faces are shuffled and spread evenly over the whole, so that a smaller choice is
    part of a larger one.

    Args:
        labels: [N].
        seed: Of the shuffling.
    """
    rng = np.random.default_rng(seed)
    position = np.empty(len(labels))
    for label in np.unique(labels):
        members = rng.permutation(np.flatnonzero(labels == label))
        position[members] = (np.arange(len(members)) + rng.uniform()) / len(members)
    return np.argsort(position, kind="stable")


def training_geometry(learn: Faces) -> dict[str, Any]:
    """Returns how the training pictures lie about what the detector sees in them, medians.

    As page/framings.ts has it: `box`, the picture's `scale` and its centre's `offset` from the
    box's, in sides of the box, with x 0 for faces and their mirror images alike; `points`, the six,
    in fractions of the picture.
    """
    squares = np.stack([in_square(image) for image in learn.images[:GEOMETRY_FACES]])
    faces = [found[0] for found in FaceDetector(DETECTOR).detect(squares) if found]
    boxes = np.array([face.box for face in faces])
    sides = (boxes[:, 2:] - boxes[:, :2]).max(axis=1)
    centres = (boxes[:, 2:] + boxes[:, :2]) / 2
    # The picture lies in the middle of the detector's square.
    scale = np.median(FACE_IN_SQUARE_PX / SIDE_PX / sides)
    offset = np.median((0.5 - centres) / sides[:, None], axis=0)
    margin_px = (SIDE_PX - FACE_IN_SQUARE_PX) / 2
    points = (
        np.array([face.keypoints for face in faces]) * SIDE_PX - margin_px
    ) / FACE_IN_SQUARE_PX
    middles = np.median(np.concatenate([points, mirrored(points)]), axis=0)
    return {
        "box": {"scale": round(float(scale), 4), "offset": [0.0, round(float(offset[1]), 4)]},
        "points": {
            name: [round(float(x), 4), round(float(y), 4)]
            for name, (x, y) in zip(KEYPOINTS, middles, strict=True)
        },
    }


def mirrored(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Returns the mirror images' keypoints.

    Args:
        points: [N, 6, 2], fractions of the picture, in the order of KEYPOINTS.
    """
    others = [KEYPOINTS.index(IN_THE_MIRROR.get(name, name)) for name in KEYPOINTS]
    flipped = points[:, others] * np.array([-1.0, 1.0]) + np.array([1.0, 0.0])
    return np.asarray(flipped)
