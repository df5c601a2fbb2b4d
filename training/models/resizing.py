"""Faces at another size, inside a network's graph."""

from typing import Final

import keras
import numpy as np
import numpy.typing as npt
from keras import layers, ops

RESIZING: Final = ("resize_down", "resize_across")
"""Names of the layers of `enlarged`."""


def enlarged(image: keras.KerasTensor, resized_px: int, zoom: float = 1.0) -> keras.KerasTensor:
    """Returns grey squares, or their middles, at another size: float32 [N, S, S, 1].

    Bilinear, by pixel centres, as OpenCV does it. Two convolutions as long as the square, since the
    page's TF.js has no resizing: each resizes the columns of its input, one filter for each new
    pixel, and what comes out lies on its side. They are not trained.

    Args:
        image: float32 [N, side, side, 1], grey 0–255.
        resized_px: S.
        zoom: 1 for all of it, 1.2 for the middle 40 of 48 pixels.
    """
    side_px = image.shape[1]
    weights = bilinear_weights(side_px, resized_px, zoom)[:, None, None]
    x = image
    for name, width_px in zip(RESIZING, (side_px, resized_px), strict=True):
        # bfloat16 is exact only to a whole level at grey 200.
        resize = layers.Conv2D(
            resized_px,
            (side_px, 1),
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
        zoom: They show the middle 1 / zoom of the source.
    """
    from_middle = (np.arange(target_px) + 0.5 - target_px / 2) * source_px / target_px
    centres = from_middle / zoom + (source_px - 1) / 2
    # Beyond the outer centres, the outermost pixel repeats.
    centres = centres.clip(0, source_px - 1)
    distances = np.abs(np.arange(source_px)[:, None] - centres)
    return np.maximum(1 - distances, 0).astype(np.float32)
