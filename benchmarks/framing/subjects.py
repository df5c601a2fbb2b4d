"""Whose faces are shown: PublicTest's, in an order whose every beginning has its mix of labels."""

from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from training import datasets
from training.datasets import Faces
from training.face_detector import SIDE_PX, FaceDetector
from training.framing import DETECTOR, FACE_IN_SQUARE_PX, in_square

ORDER_SEED: Final = 6
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


def box_geometry(learn: Faces) -> tuple[float, float, float]:
    """Returns where the training pictures lie about the detector's box, medians.

    Side of the picture, and its centre's x and y off the box's centre, all in sides of the box; x
    is 0, for faces and their mirror images alike.
    """
    squares = np.stack([in_square(image) for image in learn.images[:GEOMETRY_FACES]])
    boxes = np.array([found[0].box for found in FaceDetector(DETECTOR).detect(squares) if found])
    sides = (boxes[:, 2:] - boxes[:, :2]).max(axis=1)
    centres = (boxes[:, 2:] + boxes[:, :2]) / 2
    # The picture lies in the middle of the detector's square.
    scale = np.median(FACE_IN_SQUARE_PX / SIDE_PX / sides)
    offset = np.median((0.5 - centres) / sides[:, None], axis=0)
    return float(scale), 0.0, float(offset[1])
