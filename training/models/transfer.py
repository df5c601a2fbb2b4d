"""Shared parts of the networks pretrained on other pictures: colour faces, and the head.

Khanzada et al., arXiv 2004.11823, §IV: faces resized and recoloured to 197×197 RGB, the least side
that keras-vggface takes for SeNet50; then two fully connected layers of 4096 and 1024.
"""

from collections.abc import Sequence
from typing import Final

import keras
import numpy as np
import numpy.typing as npt
from keras import layers, ops

from training.labels import FACE_SIDE_PX
from training.models.blocks import logits

RESIZED_PX: Final = 197

VGGFACE_MEANS_BGR: Final = (93.5940, 104.7624, 129.1863)
VGGFACE2_MEANS_BGR: Final = (91.4953, 103.8827, 131.0912)
"""Means of the pictures that VGG16, and ResNet50 and SeNet50, were trained on, as versions 1 and 2
of rcmalli/keras-vggface subtract them (keras_vggface/utils.py). The authors' own notebooks
(github.com/amilkh/cs230-fer) divide by 255 instead, which these weights have never seen."""

RESIZING: Final = ("resize_down", "resize_across")
"""Names of the layers of `enlarged`."""

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


def enlarged(image: keras.KerasTensor, resized_px: int, zoom: float = 1.0) -> keras.KerasTensor:
    """Returns grey faces, or their middles, at another size: float32 [N, S, S, 1].

    Bilinear, by pixel centres, as OpenCV does it. Two convolutions as long as the face, since the
    page's TF.js has no resizing: each resizes the columns of its input, one filter for each new
    pixel, and what comes out lies on its side. They are not trained.

    Args:
        image: float32 [N, 48, 48, 1], grey 0–255.
        resized_px: S.
        zoom: 1 for the whole face, 1.2 for the middle 40 of its 48 pixels.
    """
    weights = bilinear_weights(FACE_SIDE_PX, resized_px, zoom)[:, None, None]
    x = image
    for name, width_px in zip(RESIZING, (FACE_SIDE_PX, resized_px), strict=True):
        # bfloat16 is exact only to a whole level at grey 200.
        resize = layers.Conv2D(
            resized_px,
            (FACE_SIDE_PX, 1),
            use_bias=False,
            trainable=False,
            dtype="float32",
            name=name,
        )
        # [N, 1, width, S] has the S new rows last: the face on its side.
        x = ops.reshape(resize(x), (-1, width_px, resized_px, 1))
        resize.set_weights([weights])
    return x


def bilinear_weights(source_px: int, target_px: int, zoom: float = 1.0) -> npt.NDArray[np.float32]:
    """Returns the share of each source pixel in each target pixel, float32 [source, target].

    Args:
        source_px: How many pixels there are.
        target_px: How many there will be.
        zoom: They show the middle 1 / zoom of the source.
    """
    from_middle = (np.arange(target_px) + 0.5 - target_px / 2) * source_px / target_px
    centres = from_middle / zoom + (source_px - 1) / 2
    # Beyond the outer centres, the outermost pixel repeats.
    centres = centres.clip(0, source_px - 1)
    distances = np.abs(np.arange(source_px)[:, None] - centres)
    return np.maximum(1 - distances, 0).astype(np.float32)


def head(
    x: keras.KerasTensor, dense_units: Sequence[int], dropout: float, last_dropout: float
) -> keras.KerasTensor:
    """Returns the output `logits`, float32 [N, 7], after fully connected layers with ReLU.

    Args:
        x: [N, C].
        dense_units: Widths of the layers.
        dropout: Share of each layer's inputs dropped while training.
        last_dropout: The same for the last layer.
    """
    for number, units in enumerate(dense_units, start=1):
        x = layers.Dropout(dropout, name=f"dense{number}_dropout")(x)
        x = layers.Dense(
            units, activation="relu", kernel_initializer="he_normal", name=f"dense{number}"
        )(x)
    return logits(layers.Dropout(last_dropout, name="logits_dropout")(x))
