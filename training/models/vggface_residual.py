"""The trunk of VGGFace2's ResNet50 and SeNet50, layer by layer as rcmalli/keras-vggface has it.

He et al., arXiv 1512.03385, with the step of 2 in a stage's first 1×1 convolution; Hu et al., arXiv
1709.01507; Cao et al., VGGFace2, arXiv 1710.08092. A layer's name is that of keras-vggface
(keras_vggface/models.py) with _ for /, which Keras 3 forbids in names, so that its files fit.
"""

from collections.abc import Sequence
from typing import Final

import keras
from keras import layers

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
        squeeze: Weigh channels by squeeze-and-excitation.
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
                y = _squeeze_and_excite(y, name)
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


def _squeeze_and_excite(x: keras.KerasTensor, name: str) -> keras.KerasTensor:
    channels = x.shape[-1]
    share = layers.GlobalAveragePooling2D(keepdims=True, name=f"{name}_mean")(x)
    for units, activation, step in (
        (max(channels // SQUEEZE_REDUCTION, 1), "relu", "1x1_down"),
        (channels, "sigmoid", "1x1_up"),
    ):
        share = layers.Conv2D(units, 1, activation=activation, name=f"{name}_{step}")(share)
    return layers.Multiply(name=f"{name}_scale")([x, share])
