"""Inverted residuals for 48×48 faces: depthwise convolutions between thin layers.

Sandler et al., MobileNetV2, arXiv 1801.04381, scaled to 48 px: the first convolution keeps the
side, and three steps of 2 leave 6×6. On FER2013 from scratch a small MobileNet is reported at
59.5 % (gist by iizukak). Here for comparison: TF.js computes a depthwise multiply-add far slower
than a full convolution's. width 16: 500,743 parameters, 50 M multiply-adds.
"""

from collections.abc import Sequence
from typing import Final

import keras
from keras import layers

from training.labels import FACE_SIDE_PX
from training.models.blocks import face_input, logits, normalise

HEAD_MULTIPLIER: Final = 20
"""Channels before the pool as a multiple of the width; 1280 of 64 where MobileNetV2 has 64."""


def build(
    width: int = 16,
    multipliers: Sequence[int] = (1, 2, 4, 6),
    depths: Sequence[int] = (1, 2, 3, 3),
    expansion: int = 6,
    dropout: float = 0.1,
    side_px: int | None = FACE_SIDE_PX,
) -> keras.Model:
    """Returns the network: image float32 [N, 48, 48, 1] in 0–255 → logits float32 [N, 7].

    Args:
        width: Channels of the first stage.
        multipliers: Channels of each stage as multiples of `width`; each stage but the first
            starts with a step of 2 (48 → 24 → 12 → 6).
        depths: Inverted residuals of each stage.
        expansion: How many times wider a block is inside; the first stage's are not.
        dropout: Share of channels dropped whole after each stage while training, and twice that of
            the pooled features before the last layer.
        side_px: Of the faces; None takes any, with the same weights.
    """
    image = face_input(side_px)
    x = _conv_norm_relu6(normalise(image), width, 3, "stem")
    for stage, (multiplier, depth) in enumerate(zip(multipliers, depths, strict=True), start=1):
        for block in range(1, depth + 1):
            step = 2 if stage > 1 and block == 1 else 1
            inside = x.shape[-1] * (expansion if stage > 1 else 1)
            x = _inverted_residual(x, inside, width * multiplier, step, f"stage{stage}_{block}")
        x = layers.SpatialDropout2D(dropout, name=f"stage{stage}_dropout")(x)
    x = _conv_norm_relu6(x, HEAD_MULTIPLIER * width, 1, "head")
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    x = layers.Dropout(2 * dropout, name="dropout")(x)
    return keras.Model(image, logits(x), name="mobile")


def _inverted_residual(
    x: keras.KerasTensor, inside: int, channels: int, step: int, name: str
) -> keras.KerasTensor:
    """Wide 1×1, depthwise 3×3, thin 1×1 without activation; added to x where shapes allow."""
    y = x
    if inside != x.shape[-1]:
        y = _conv_norm_relu6(y, inside, 1, f"{name}_expand")
    y = layers.DepthwiseConv2D(
        3,
        strides=step,
        padding="same",
        use_bias=False,
        depthwise_initializer="he_normal",
        name=f"{name}_depthwise",
    )(y)
    y = _norm(y, f"{name}_depthwise")
    y = layers.ReLU(6, name=f"{name}_depthwise_relu")(y)
    y = layers.Conv2D(
        channels, 1, use_bias=False, kernel_initializer="he_normal", name=f"{name}_project"
    )(y)
    y = _norm(y, f"{name}_project")
    if step > 1 or x.shape[-1] != channels:
        return y
    return layers.Add(name=f"{name}_add")([x, y])


def _conv_norm_relu6(
    x: keras.KerasTensor, filters: int, kernel_px: int, name: str
) -> keras.KerasTensor:
    x = layers.Conv2D(
        filters,
        kernel_px,
        padding="same",
        use_bias=False,
        kernel_initializer="he_normal",
        name=f"{name}_conv",
    )(x)
    return layers.ReLU(6, name=f"{name}_relu")(_norm(x, name))


def _norm(x: keras.KerasTensor, name: str) -> keras.KerasTensor:
    return layers.BatchNormalization(momentum=0.9, name=f"{name}_norm")(x)
