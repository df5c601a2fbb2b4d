"""Activations of a face recognition network for a face: three blocks of HSE-FaceRes.

The network has never seen FER2013 and is not trained here. The activations of a face and its mirror
image are summed, so that both have the same description. Aligned faces are read at 0.721 on
PublicTest, Fisher vectors of dense SIFT at 0.698 (training/LOG.md).
"""

from typing import Final

import keras
import numpy as np
import numpy.typing as npt
from keras import ops

from training import models
from training.hardware import precision
from training.models import face_recognition, faceres

RESIZED_PX: Final = 160
"""Side to which faces are enlarged; the network was trained at 224."""

BLOCKS: Final = (9, 11, 13)
"""With 4,000 faces at 160 px, each alone has 0.580, 0.592, 0.590 on PublicTest; together 0.604."""

CELLS: Final = 5
"""Activations are averaged over this many cells along each side. With 4,000 faces 0.611; with the
10×10 activations of the first two blocks as they are 0.606."""

BATCH: Final = 64
REFERENCE_FACES: Final = 4000

Halves = npt.NDArray[np.float16]


def describe(
    learn: npt.NDArray[np.uint8], others: npt.NDArray[np.uint8]
) -> tuple[list[Halves], list[Halves]]:
    """Returns both sets' descriptions: float16 [N, V] and [M, V], one for each block.

    Each value is divided by its deviation over the first set, and each row has length √V.

    Args:
        learn: uint8 [N, 48, 48], grey.
        others: uint8 [M, 48, 48].
    """
    network = _network()
    both = (_activations(network, learn), _activations(network, others))
    for block in range(len(BLOCKS)):
        reference = both[0][block][:REFERENCE_FACES].astype(np.float32)
        deviation = reference.std(axis=0)
        # Nearly constant values would count most; a twentieth of the mean deviation limits that.
        deviation += 0.05 * np.sqrt(np.mean(deviation**2))
        for values in (each[block] for each in both):
            for start in range(0, len(values), BATCH):
                rows = values[start : start + BATCH].astype(np.float32) / deviation
                lengths = np.linalg.norm(rows, axis=1, keepdims=True)
                rows *= np.sqrt(rows.shape[1]) / np.maximum(lengths, 1e-6)
                values[start : start + BATCH] = rows
    return both


def _network() -> keras.Model:
    """Returns the network from a face to the cells' activations, float32 [N, V] for each block."""
    # A depthwise convolution in bfloat16 takes longer: 15 ms a face instead of 12.
    with precision.building_in("float32"):
        trunk = models.build(faceres.NAME, {"resized_px": RESIZED_PX})
        faceres.take(trunk, face_recognition.arrays_of("faceres"))
        cells = []
        for block in BLOCKS:
            planes = trunk.get_layer(f"conv_pw_{block}_relu").output
            side = planes.shape[1] // CELLS or 1
            if side > 1:
                planes = keras.layers.AveragePooling2D(side)(planes)
            cells.append(keras.layers.Flatten(dtype="float32")(planes))
    return keras.Model(trunk.input, cells)


def _activations(network: keras.Model, images: npt.NDArray[np.uint8]) -> list[Halves]:
    """Returns activations of faces plus those of their mirror images, float16 [N, V] per block."""
    sums = [np.empty((len(images), output.shape[1]), np.float16) for output in network.outputs]
    for start in range(0, len(images), BATCH):
        faces = images[start : start + BATCH, ..., None].astype(np.float32)
        views = [network(view, training=False) for view in (faces, faces[:, :, ::-1])]
        for block, (plain, mirrored) in zip(sums, zip(*views, strict=True), strict=True):
            block[start : start + BATCH] = ops.convert_to_numpy(plain + mirrored)
    return sums
