"""VGGFace's VGG16 for expressions, with two fully connected layers.

Khanzada, Bai & Celepcikay, arXiv 2004.11823, whose saved network is named for 69.5 % on PrivateTest
(github.com/amilkh/cs230-fer, models/ensemble.ipynb), from VGGFace's weights (Parkhi et al., BMVC
2015; Simonyan & Zisserman, arXiv 1409.1556), which `train.py --weights PATH` reads from
rcmalli/keras-vggface's files. The trunk has 14,714,688 parameters as there. The head sees the
whole plane of 6×6, as in the authors' notebook, and has most of the weights: with it and the
resizing's, 94,437,671 parameters, 11661 M multiply-adds.
"""

from collections.abc import Sequence
from typing import Final

import keras
from keras import layers

from training.models.blocks import face_input
from training.models.transfer import (
    DENSE_UNITS,
    RESIZED_PX,
    VGGFACE_MEANS_BGR,
    colour_faces,
    head,
)

MULTIPLIERS: Final = (1, 2, 4, 8, 8)
DEPTHS: Final = (2, 2, 3, 3, 3)


def build(
    width: int = 64,
    dense_units: Sequence[int] = DENSE_UNITS,
    dropout: float = 0.5,
    resized_px: int = RESIZED_PX,
) -> keras.Model:
    """Returns the network: image float32 [N, 48, 48, 1] in 0–255 → logits float32 [N, 7].

    Args:
        width: Filters of the first block; only 64 takes VGGFace's weights.
        dense_units: Widths of the fully connected layers.
        dropout: Share of the inputs of each fully connected layer but the last dropped while
            training.
        resized_px: Side that faces are resized to inside the network, at least 32.
    """
    image = face_input()
    x = colour_faces(image, resized_px, VGGFACE_MEANS_BGR)
    for block, (multiplier, depth) in enumerate(zip(MULTIPLIERS, DEPTHS, strict=True), start=1):
        for layer in range(1, depth + 1):
            x = layers.Conv2D(
                width * multiplier,
                3,
                padding="same",
                activation="relu",
                kernel_initializer="he_normal",
                name=f"conv{block}_{layer}",
            )(x)
        x = layers.MaxPooling2D(2, name=f"pool{block}")(x)
    x = layers.Flatten(name="flatten")(x)
    return keras.Model(image, head(x, dense_units, dropout, 0.0), name="vgg16")
