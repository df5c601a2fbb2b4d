"""Shared parts of the networks pretrained on other pictures: colour faces, and the head.

Khanzada et al., arXiv 2004.11823, §IV: faces resized and recoloured to 197×197 RGB, the least side
that keras-vggface takes for SeNet50; then two fully connected layers of 4096 and 1024.
"""

from collections.abc import Sequence
from typing import Final

import keras
from keras import layers

from training.models.blocks import logits
from training.models.resizing import enlarged

RESIZED_PX: Final = 197

VGGFACE_MEANS_BGR: Final = (93.5940, 104.7624, 129.1863)
VGGFACE2_MEANS_BGR: Final = (91.4953, 103.8827, 131.0912)
"""Means of the pictures that VGG16, and ResNet50 and SeNet50, were trained on, as versions 1 and 2
of rcmalli/keras-vggface subtract them (keras_vggface/utils.py). The authors' own notebooks
(github.com/amilkh/cs230-fer) divide by 255 instead, which these weights have never seen."""

DENSE_UNITS: Final = (4096, 1024)


def colour_faces(
    image: keras.KerasTensor, resized_px: int, means_bgr: Sequence[float]
) -> keras.KerasTensor:
    """Returns faces as the VGGFace networks take them: float32 [N, S, S, 3], BGR, around 0.

    Args:
        image: float32 [N, 48, 48, 1], grey 0–255.
        resized_px: S.
        means_bgr: What is subtracted from blue, green and red.
    """
    x = enlarged(image, resized_px)
    x = layers.Concatenate(dtype="float32", name="recolour")([x, x, x])
    offset = [-mean for mean in means_bgr]
    return layers.Rescaling(1.0, offset=offset, dtype="float32", name="normalise")(x)


def head(
    x: keras.KerasTensor, dense_units: Sequence[int], dropout: float, last_dropout: float
) -> keras.KerasTensor:
    """Returns the output `logits`, float32 [N, 7], after fully connected layers with ReLU.

    Args:
        x: [N, C].
        dropout: Share of each layer's inputs dropped while training.
        last_dropout: The same for the last layer.
    """
    for number, units in enumerate(dense_units, start=1):
        x = layers.Dropout(dropout, name=f"dense{number}_dropout")(x)
        x = layers.Dense(
            units, activation="relu", kernel_initializer="he_normal", name=f"dense{number}"
        )(x)
    return logits(layers.Dropout(last_dropout, name="logits_dropout")(x))
