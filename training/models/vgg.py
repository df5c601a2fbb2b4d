"""A narrow VGG for 48×48 faces: pairs of 3×3 convolutions, dropout after every block.

Simonyan & Zisserman, arXiv 1409.1556, cut down as the evidence on FER2013 suggests: Pramerdorfer &
Kampel (arXiv 1612.02903) reach 72.7 % on PrivateTest from scratch with 1.8 M parameters, and
narrower networks with dropout in every block beat wider ones (research: github.com/orientino/
fer-loopai, ResNet18 67 → 72 %). width 16: 295,575 parameters and 29.5 M multiply-adds.
"""

from collections.abc import Sequence

import keras
from keras import layers

from training.labels import FACE_SIDE_PX
from training.models.blocks import conv_norm_relu, face_input, logits, normalise


def build(
    width: int = 16,
    multipliers: Sequence[int] = (1, 2, 4, 8),
    depths: Sequence[int] = (2, 2, 2, 2),
    dropout: float = 0.1,
    side_px: int | None = FACE_SIDE_PX,
) -> keras.Model:
    """Returns the network: image float32 [N, 48, 48, 1] in 0–255 → logits float32 [N, 7].

    Args:
        width: Filters of the first block.
        multipliers: Filters of each block as multiples of `width`; each block but the last ends in
            2×2 max pooling (48 → 24 → 12 → 6).
        depths: Convolutions of each block.
        dropout: Share of channels dropped whole after each block while training, and twice that
            of the pooled features before the last layer.
        side_px: Of the faces; None takes any, with the same weights.
    """
    image = face_input(side_px)
    x = normalise(image)
    for block, (multiplier, depth) in enumerate(zip(multipliers, depths, strict=True), start=1):
        for layer in range(1, depth + 1):
            x = conv_norm_relu(x, width * multiplier, 3, f"block{block}_{layer}")
        if block < len(multipliers):
            x = layers.MaxPooling2D(2, name=f"block{block}_pool")(x)
            x = layers.SpatialDropout2D(dropout, name=f"block{block}_dropout")(x)
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    x = layers.Dropout(2 * dropout, name="dropout")(x)
    return keras.Model(image, logits(x), name="vgg")
