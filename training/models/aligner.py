"""Where a face lies in its picture: a small network that steers a spatial transformer.

Jaderberg et al., arXiv 1506.02025, but learned from landmarks (training/align.py), not through the
network behind it: without them the map hardly ever leaves the identity (deep_emotion.py). A face is
turned, moved and resized until its eyes, nose and mouth come to lie in fixed places, and only what
is between brows and chin is left. 116,564 parameters, 3.3 M multiply-adds.
"""

from typing import Final

import keras
import numpy as np
from keras import layers, ops

from training.labels import FACE_SIDE_PX
from training.models.affine_sampler import affine_sample
from training.models.blocks import face_input

PREFIX: Final = "align_"
"""Of the names of its layers."""

ZOOM: Final = 1.4
FOCUS: Final = (23.5, 27.0)
"""What is left of a face whose landmarks lie in their usual places: the middle 1 / ZOOM of it along
each side, around this point (across, down), in pixels (training/LOG.md)."""

CENTRE_PX: Final = (FACE_SIDE_PX - 1) / 2

FILTERS: Final = ((16, 5, 2), (32, 3, 2), (32, 3, 1), (48, 3, 2), (32, 3, 1))
"""Of each convolution: how many, their side and their step."""

UNITS: Final = 64

SPREAD: Final = (0.1, 0.1, 3.0, 3.0)
"""About the deviation of each value over Training and its random views."""

USUAL: Final = (1 / ZOOM, 0.0, FOCUS[0] - CENTRE_PX, FOCUS[1] - CENTRE_PX)
"""What it starts with: a face whose landmarks lie in their usual places."""


def build() -> keras.Model:
    """Returns the network: image float32 [N, 48, 48, 1] in 0–255 → similarity float32 [N, 4].

    The similarity (a, b, x, y) maps the aligned face to the picture: what lies at (u, v) from the
    middle is read at (a·u − b·v + x, b·u + a·v + y) from the middle, all in pixels of 48.
    """
    image = face_input()
    return keras.Model(image, similarity(image), name="aligner")


def similarity(image: keras.KerasTensor, trainable: bool = True) -> keras.KerasTensor:
    """Returns what `build` does, inside another network.

    Args:
        image: float32 [N, 48, 48, 1], grey 0–255.
        trainable: Whether its layers learn.
    """
    # In bfloat16 a coordinate of 40 px would be known to a quarter of a pixel only.
    own = {"dtype": "float32", "trainable": trainable}
    x = layers.Rescaling(1 / 64, offset=-2.0, name=f"{PREFIX}normalise", **own)(image)
    for index, (filters, side, step) in enumerate(FILTERS, start=1):
        name = f"{PREFIX}{index}"
        x = layers.Conv2D(filters, side, step, padding="same", use_bias=False, name=name, **own)(x)
        x = layers.BatchNormalization(momentum=0.95, name=f"{name}_norm", **own)(x)
        x = layers.ReLU(name=f"{name}_relu", **own)(x)
    x = layers.Flatten(name=f"{PREFIX}flatten", **own)(x)
    x = layers.Dense(UNITS, activation="relu", name=f"{PREFIX}dense", **own)(x)
    x = layers.Dense(len(USUAL), kernel_initializer="zeros", name=f"{PREFIX}step", **own)(x)
    return layers.Rescaling(SPREAD, offset=USUAL, name=f"{PREFIX}similarity", **own)(x)


def aligned(image: keras.KerasTensor, enlarged: keras.KerasTensor) -> keras.KerasTensor:
    """Returns the faces aligned by an aligner that learns no more: float32 [N, S, S, 1].

    Args:
        image: float32 [N, 48, 48, 1], grey 0–255.
        enlarged: The same pictures at another size, float32 [N, S, S, 1].
    """
    similarities = similarity(image, trainable=False)
    return affine_sample(enlarged, theta(similarities, enlarged.shape[1]), repeats_edge=True)


def theta(similarities: keras.KerasTensor, side_px: int) -> keras.KerasTensor:
    """Returns the parameters of a sampler that aligns faces, float32 [N, 6].

    Args:
        similarities: float32 [N, 4], of `build`.
        side_px: Of the pictures that are sampled.
    """
    # From pixels of 48 to the sampler's coordinates, in which the outer pixels' centres are ±1.
    unit = 2 * side_px / (side_px - 1) / FACE_SIDE_PX
    a, b, x, y = np.eye(4, dtype=np.float32)
    columns = np.stack([a, -b, unit * x, b, a, unit * y], axis=1)
    return ops.matmul(similarities, columns)


def is_part(layer: keras.Layer) -> bool:
    """Returns whether a layer of a network belongs to its aligner."""
    return str(layer.name).startswith(PREFIX)
