"""Histogram equalisation: of the data in training, inside the graph in the saved network.

Pramerdorfer & Kampel, arXiv 1612.02903, equalise their input; how much that alone gains on FER2013
is unknown. The page, evaluate.py and the converter give every network plain grey, so a network that
needs equalised faces must equalise them itself, in its graph, with operations that the page's TF.js
has. That compares every pixel with every grey level, too slow and large for training batches; for
these OpenCV equalises the data once, with the same result.
"""

from typing import Final

import cv2
import keras
import numpy as np
import numpy.typing as npt
from keras import ops

from training.models.blocks import face_input

LEVELS: Final = 256


def equalised_faces(images: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Returns each face with its histogram equalised by OpenCV: uint8 [N, 48, 48]."""
    return np.stack([cv2.equalizeHist(image) for image in images])


def with_equalisation(network: keras.Model) -> keras.Model:
    """Returns a network that equalises plain faces itself; its weights are the network's."""
    image = face_input()
    name = f"equalised_{network.name}"
    return keras.Model(image, network(equalised(image)), name=name)


def equalised(image: keras.KerasTensor) -> keras.KerasTensor:
    """Returns the image with its histogram equalised: float32 [N, S, S, 1], whole grey levels.

    As cv2.equalizeHist: a level v becomes 255·(n(v) − n₀)/(P − n₀), rounded, where n(v) of the P
    pixels are at most v and n₀ have the darkest level present; an image of one level stays. Where
    the fraction is exactly one half, OpenCV rounds to the even level and this up.

    Args:
        image: [N, S, S, 1], 0–255; rounded to whole levels first.
    """
    _, height, width, _ = image.shape
    pixels = height * width
    grey = _rounded(ops.reshape(image, (-1, pixels, 1)))
    off = grey - np.arange(LEVELS, dtype=np.float32)
    at_most = ops.sum(ops.clip(1.0 - off, 0, 1), axis=1, keepdims=True)
    darkest = -ops.max(-grey, axis=1, keepdims=True)
    fewest = ops.sum(ops.clip(darkest - grey + 1.0, 0, 1), axis=1, keepdims=True)
    scale = 255.0 / ops.maximum(pixels - fewest, 1.0)
    table = _rounded(ops.relu(at_most - fewest) * scale)
    chosen = ops.relu(1.0 - ops.maximum(off, -off))
    looked_up = ops.matmul(chosen, ops.transpose(table, (0, 2, 1)))
    of_one_level = ops.relu(fewest - (pixels - 1))
    return ops.reshape(looked_up + of_one_level * grey, (-1, height, width, 1))


def _rounded(values: keras.KerasTensor) -> keras.KerasTensor:
    """Rounds values of at least 0, with operations that the page's TF.js has."""
    return ops.cast(ops.cast(values + 0.5, "int32"), "float32")
