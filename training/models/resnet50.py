"""VGGFace2's ResNet50 for expressions, with two fully connected layers.

Khanzada, Bai & Celepcikay, arXiv 2004.11823: 73.2 % on PrivateTest, 69.6 % on PublicTest, from
VGGFace2's weights (Cao et al., arXiv 1710.08092), which `train.py --weights PATH` reads from
rcmalli/keras-vggface's files. The trunk has 23,561,152 parameters as there; with the resizing's
fixed weights and the head: 36,175,271 parameters, 3305 M multiply-adds.

Where keras-vggface pools 7×7 windows, here is the mean of the whole plane, the same at 197 px.
"""

from collections.abc import Sequence
from typing import Final

import keras
from keras import layers

from training.models.blocks import face_input
from training.models.transfer import (
    DENSE_UNITS,
    RESIZED_PX,
    VGGFACE2_MEANS_BGR,
    colour_faces,
    head,
)
from training.models.vggface_residual import DEPTHS, residual_trunk

NORM_EPSILON: Final = 1e-3
"""Keras's default, with which keras-vggface's ResNet50 was converted."""


def build(
    width: int = 64,
    depths: Sequence[int] = DEPTHS,
    dense_units: Sequence[int] = DENSE_UNITS,
    dropout: float = 0.5,
    resized_px: int = RESIZED_PX,
) -> keras.Model:
    """Returns the network: image float32 [N, 48, 48, 1] in 0–255 → logits float32 [N, 7].

    Args:
        width: Filters of the first stage; only 64 takes VGGFace2's weights.
        depths: Blocks of each stage; only (3, 4, 6, 3) takes them.
        dense_units: Widths of the fully connected layers.
        dropout: Share of the inputs of each fully connected layer dropped while training.
        resized_px: Side that faces are resized to inside the network, at least 32.
    """
    image = face_input()
    x = colour_faces(image, resized_px, VGGFACE2_MEANS_BGR)
    x = residual_trunk(x, width, depths, NORM_EPSILON, squeeze=False)
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    return keras.Model(image, head(x, dense_units, dropout, dropout), name="resnet50")
