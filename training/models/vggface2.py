"""VGGFace2's ResNet50 and SeNet50 for expressions, each with two fully connected layers.

Khanzada, Bai & Celepcikay, arXiv 2004.11823, report 73.2 % on PrivateTest and 69.6 % on PublicTest
for ResNet50; their saved SeNet50 (github.com/amilkh/cs230-fer, models/ensemble.ipynb) is named for
69.8 % on PrivateTest. Both begin with VGGFace2's weights (Cao et al., arXiv 1710.08092), which
`train.py --weights PATH` reads from rcmalli/keras-vggface's files. The trunks have 23,561,152 and
26,092,144 parameters as there; with the resizing's fixed weights and the head:

    ResNet50  36,175,271 parameters, 3305 M multiply-adds
    SeNet50   38,706,263 parameters, 3307 M multiply-adds

The trunks are He et al.'s, arXiv 1512.03385, with the step of 2 in a stage's first 1×1 convolution,
and Hu et al.'s squeeze-and-excitation, arXiv 1709.01507. A layer's name is that of keras-vggface
(keras_vggface/models.py) with _ for /, which Keras 3 forbids in names, so that its files fit. Where
that pools 7×7 windows, here is the mean of the whole plane, the same at 197 px.
"""

from collections.abc import Sequence
from functools import partial
from typing import Final

import keras
from keras import layers

from training.models.blocks import face_input, squeeze_and_excite
from training.models.transfer import (
    DENSE_UNITS,
    RESIZED_PX,
    VGGFACE2_MEANS_BGR,
    colour_faces,
    head,
)

DEPTHS: Final = (3, 4, 6, 3)
"""Blocks of each stage; the files number stages from 2, the first convolution being 1."""

EXPANSION: Final = 4
SQUEEZE_REDUCTION: Final = 16


def residual_trunk(
    x: keras.KerasTensor, width: int, depths: Sequence[int], epsilon: float, squeeze: bool
) -> keras.KerasTensor:
    """Returns the features of the last stage, [N, S/32, S/32, 32·width].

    Args:
        x: [N, S, S, 3].
        width: Filters of the first stage; 64 in the papers.
        depths: Blocks of each stage.
        epsilon: Of batch norm, as the weights were trained with.
    """
    x = _conv_norm(x, width, 7, epsilon, "conv1_7x7_s2", step=2)
    x = layers.ReLU(name="conv1_relu")(x)
    x = layers.MaxPooling2D(3, strides=2, name="pool1")(x)
    for stage, depth in enumerate(depths, start=2):
        filters = width * 2 ** (stage - 2)
        for block in range(1, depth + 1):
            name = f"conv{stage}_{block}"
            if block == 1 and stage > 2:
                # A 1×1 convolution with a step of 2 sees every other pixel; TensorFlow 2.19 on a
                # CPU crashes when it trains one.
                x = x[:, ::2, ::2]
            y = layers.ReLU(name=f"{name}_1x1_reduce_relu")(
                _conv_norm(x, filters, 1, epsilon, f"{name}_1x1_reduce")
            )
            y = layers.ReLU(name=f"{name}_3x3_relu")(
                _conv_norm(y, filters, 3, epsilon, f"{name}_3x3")
            )
            y = _conv_norm(y, EXPANSION * filters, 1, epsilon, f"{name}_1x1_increase")
            if squeeze:
                y = squeeze_and_excite(y, SQUEEZE_REDUCTION, name, ("1x1_down", "1x1_up"))
            if block == 1:
                x = _conv_norm(x, EXPANSION * filters, 1, epsilon, f"{name}_1x1_proj")
            x = layers.Add(name=f"{name}_add")([y, x])
            x = layers.ReLU(name=f"{name}_relu")(x)
    return x


def _conv_norm(
    x: keras.KerasTensor, filters: int, kernel_px: int, epsilon: float, name: str, step: int = 1
) -> keras.KerasTensor:
    x = layers.Conv2D(
        filters,
        kernel_px,
        strides=step,
        padding="same",
        use_bias=False,
        kernel_initializer="he_normal",
        name=name,
    )(x)
    return layers.BatchNormalization(epsilon=epsilon, name=f"{name}_bn")(x)


def build_residual(
    name: str,
    norm_epsilon: float,
    squeeze: bool,
    width: int = 64,
    depths: Sequence[int] = DEPTHS,
    dense_units: Sequence[int] = DENSE_UNITS,
    dropout: float = 0.5,
    resized_px: int = RESIZED_PX,
) -> keras.Model:
    """Returns the network: image float32 [N, 48, 48, 1] in 0–255 → logits float32 [N, 7].

    Args:
        norm_epsilon: With which keras-vggface's network was converted.
        width: Filters of the first stage; only 64 takes VGGFace2's weights.
        depths: Blocks of each stage; only (3, 4, 6, 3) takes them.
        dense_units: Widths of the fully connected layers.
        dropout: Share of the inputs of each fully connected layer dropped while training.
        resized_px: Side that faces are resized to inside the network, at least 32.
    """
    image = face_input()
    x = colour_faces(image, resized_px, VGGFACE2_MEANS_BGR)
    x = residual_trunk(x, width, depths, norm_epsilon, squeeze)
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    return keras.Model(image, head(x, dense_units, dropout, dropout), name=name)


build_resnet50: Final = partial(build_residual, "resnet50", 1e-3, False)
build_senet50: Final = partial(build_residual, "senet50", 1e-4, True)
