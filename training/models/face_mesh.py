"""MediaPipe's face mesh for grey faces: where 468 points of a face are, and whether it is one.

Kartynnik et al., arXiv 1907.06724. Google publishes the weights under the Apache 2.0 licence; they
come from an npm package (training/models/face_recognition.py). The network takes faces with some
space around them, so a face is enlarged to FACE_PX of INPUT_PX pixels, and its edges repeat.
602,845 parameters; its outlines are left out. Layers have the names of its file.
"""

from typing import Final

import keras
import numpy as np
from keras import layers, ops

from training.labels import FACE_SIDE_PX
from training.models.blocks import face_input
from training.models.face_recognition import Arrays
from training.models.resizing import bilinear_weights

INPUT_PX: Final = 192
FACE_PX: Final = 152
"""Between 144 and 160, at which the network found 64 faces of PublicTest most probable: 0.96 on
average at both, 0.94 at 112 and 0.90 at 192."""

POINTS: Final = 468

CHANNELS: Final = (16, 16, 32, 32, 32, 64, 64, 64, 128, 128, 128, 128, 128, 128)
"""Of the residual blocks that both outputs share."""

STEPS: Final = (3, 6, 9, 12)
"""Which of these blocks, from 1, halve the plane."""

PREFIX: Final = "StatefulPartitionedCall/model_1"

FOLDED_PARTS: Final = ("Conv2D_weights", "Conv2D_bn_offset")
OUTPUT_PARTS: Final = ("Conv2D/ReadVariableOp", "BiasAdd/ReadVariableOp")
"""Kernel and bias of a convolution with a folded batch norm, and of an output's."""


def build() -> keras.Model:
    """Returns the network: image float32 [N, 48, 48, 1] in 0–255 → two outputs.

    `points`: float32 [N, 468, 2], across and down, in pixels of the face, pixel centres at whole
    numbers. `presence`: float32 [N, 1], the probability that it is a face.
    """
    image = face_input()
    x = _convolution(_spaced(image) / 255, 1, 16, side=3, step=2)
    for block, channels in enumerate(CHANNELS, start=1):
        x = _residual(x, block, block + 1, channels, halved=block in STEPS)
    presence = _residual(x, 23, 28, 128, halved=True, slopes=26)
    presence = _convolution(presence, 29, 32, slopes=27)
    presence = _residual(presence, 24, 30, 32, slopes=28)
    presence = layers.Conv2D(1, 3, strides=3, activation="sigmoid", name="conv2d_31")(presence)
    for block in (15, 16, 17):
        x = _residual(x, block, block + 1, 128, halved=block == 15)
    x = _convolution(x, 19, 32)
    x = _residual(x, 18, 20, 32)
    x = layers.Conv2D(3 * POINTS, 3, strides=3, name="conv2d_21")(x)
    # In pixels of its input, pixel edges at whole numbers; the third coordinate is the depth.
    margin = (INPUT_PX - FACE_PX) / 2
    points = (ops.reshape(x, (-1, POINTS, 3))[..., :2] - margin) * (FACE_SIDE_PX / FACE_PX) - 0.5
    return keras.Model(image, [points, ops.reshape(presence, (-1, 1))], name="face_mesh")


def take(network: keras.Model, arrays: Arrays) -> None:
    """Loads the weights.

    Args:
        arrays: Of `face_recognition.arrays_of("face_mesh")`.
    """
    for layer in network.layers:
        name = f"{PREFIX}/{layer.name}"
        if isinstance(layer, layers.PReLU):
            layer.set_weights([arrays[f"{name}/Neg"]])
        elif isinstance(layer, layers.DepthwiseConv2D):
            layer.set_weights([arrays[f"{name}/depthwise/ReadVariableOp"]])
        elif isinstance(layer, layers.Conv2D):
            parts = FOLDED_PARTS if f"{name}/{FOLDED_PARTS[0]}" in arrays else OUTPUT_PARTS
            kernel, bias = (arrays[f"{name}/{part}"] for part in parts)
            if layer.name == "conv2d_1":
                # Grey is all three colours.
                kernel = kernel.sum(axis=2, keepdims=True)
            layer.set_weights([kernel, bias])


def _spaced(image: keras.KerasTensor) -> keras.KerasTensor:
    """Returns faces with space around them, float32 [N, 192, 192, 1]."""
    margin = (INPUT_PX - FACE_PX) // 2
    weights = bilinear_weights(FACE_SIDE_PX, FACE_PX)
    # Beyond the face, its outermost pixels repeat.
    weights = np.pad(weights, ((0, 0), (margin, margin)), mode="edge")
    face = ops.reshape(image, (-1, FACE_SIDE_PX, FACE_SIDE_PX))
    return ops.expand_dims(ops.matmul(weights.T, ops.matmul(face, weights)), -1)


def _convolution(
    x: keras.KerasTensor,
    number: int,
    channels: int,
    *,
    side: int = 1,
    step: int = 1,
    slopes: int | None = None,
) -> keras.KerasTensor:
    x = layers.Conv2D(channels, side, strides=step, padding="same", name=f"conv2d_{number}")(x)
    return _prelu(x, slopes or number)


def _residual(
    x: keras.KerasTensor,
    depthwise: int,
    pointwise: int,
    channels: int,
    *,
    halved: bool = False,
    slopes: int | None = None,
) -> keras.KerasTensor:
    """Returns a block's output; channels that it adds are zero on its way around."""
    step = 2 if halved else 1
    y = layers.DepthwiseConv2D(
        3, strides=step, padding="same", use_bias=False, name=f"depthwise_conv2d_{depthwise}"
    )(x)
    y = layers.Conv2D(channels, 1, name=f"conv2d_{pointwise}")(y)
    around = layers.MaxPooling2D(2)(x) if halved else x
    more = channels - x.shape[-1]
    if more:
        around = ops.pad(around, ((0, 0), (0, 0), (0, 0), (0, more)))
    return _prelu(around + y, slopes or pointwise)


def _prelu(x: keras.KerasTensor, number: int) -> keras.KerasTensor:
    return layers.PReLU(shared_axes=(1, 2), name=f"p_re_lu_{number}")(x)
