"""Levi & Hassner's VGG_M-2048 and VGG_M-4096 for 48×48 faces, on mapped binary patterns.

ICMI 2015, no figure on FER2013. The networks are Chatfield et al.'s CNN-M (arXiv 1405.3531, tables
1 and 2), which differ in the units of the last hidden layer alone, scaled as VGG_S is in
levi_hassner.py: a quarter of the filters, an eighth of the units, steps of 1 and pools of 2, batch
norm for response normalisation. What sets M apart from S stays: its second convolution has a step
of 2, so that the last three see a plane of half the side (46 → 23 → 12 → 6 → 3).

VGG_M-2048: 1,138,991 parameters, 28.6 M multiply-adds. VGG_M-4096: 1,272,879 parameters, 28.7 M
multiply-adds.
"""

from collections.abc import Sequence
from functools import partial
from typing import Final

import keras
from keras import layers

from training.models.blocks import conv_norm_relu, dense_norm_relu, logits
from training.models.mapped_patterns import Seen, pattern_input

KERNELS_PX: Final = (7, 5, 3, 3, 3)
STEPS: Final = (1, 2, 1, 1, 1)
POOLED_AFTER: Final = (1, 2, 5)


def build_m(
    name: str,
    dense_units: Sequence[int],
    radius_px: int = 1,
    mapping: Seen = "cyclic",
    filters: Sequence[int] = (24, 64, 128, 128, 128),
    dropout: float = 0.5,
) -> keras.Model:
    """Returns the network: image float32 [N, 48, 48, 1] in 0–255 → logits float32 [N, 7].

    Args:
        name: Of the network.
        dense_units: Widths of the two fully connected layers.
        radius_px: Of the circle of neighbours: 1, 5 or 10.
        mapping: The distance between codes that the colours keep, or "none" for grey levels.
        filters: Of each of the five convolutions.
        dropout: Share of the units dropped while training.

    Raises:
        TypeError: for another radius or mapping.
    """
    image, x = pattern_input(radius_px, mapping)
    shapes = zip(filters, KERNELS_PX, STEPS, strict=True)
    for number, (count, kernel_px, step) in enumerate(shapes, start=1):
        x = conv_norm_relu(x, count, kernel_px, f"stage{number}", step)
        if number in POOLED_AFTER:
            x = layers.MaxPooling2D(2, name=f"stage{number}_pool")(x)
    x = layers.Flatten(name="flatten")(x)
    for number, units in enumerate(dense_units, start=1):
        x = dense_norm_relu(x, units, f"dense{number}")
        x = layers.Dropout(dropout, name=f"dense{number}_dropout")(x)
    return keras.Model(image, logits(x), name=name)


build_2048: Final = partial(build_m, "levi_hassner_m2048", dense_units=(512, 256))
build_4096: Final = partial(build_m, "levi_hassner_m4096", dense_units=(512, 512))
"""VGG_M-2048 and VGG_M-4096; what else they take, their signatures tell sweep.py."""
