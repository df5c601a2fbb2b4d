"""The faces: PublicTest's, in an order whose every beginning has its mix of labels."""

from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from training import datasets
from training.datasets import Faces
from training.faces.framing import detect_in_frames

ORDER_SEED: Final = 6
KEYPOINTS: Final = (
    "rightEye",
    "leftEye",
    "noseTip",
    "mouthCentre",
    "rightEarTragion",
    "leftEarTragion",
)
"""The page's names, in the detector's order."""
IN_THE_MIRROR: Final = (1, 0, 2, 3, 5, 4)
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
    found = detect_in_frames(learn.images[:GEOMETRY_FACES])
    faces = np.array([face for face in found if face is not None])
    sides = (faces[:, 2:4] - faces[:, :2]).max(axis=1)
    centres = (faces[:, 2:4] + faces[:, :2]) / 2
    scale = np.median(1 / sides)
    offset = np.median((0.5 - centres) / sides[:, None], axis=0)
    points = faces[:, 4:].reshape(-1, len(KEYPOINTS), 2)
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
    flipped = points[:, IN_THE_MIRROR] * np.array([-1.0, 1.0]) + np.array([1.0, 0.0])
    return np.asarray(flipped)
