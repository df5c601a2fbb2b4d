"""VGG_S and two VGG_M for 48×48 faces, which look at mapped binary patterns instead of grey levels.

Levi & Hassner, ICMI 2015, who report no figure on FER2013: on EmotiW 2015's SFEW their ensemble of
such networks gains 15 points over the challenge's baseline. The networks are Chatfield et al.'s
(arXiv 1405.3531, tables 1 and 2), which the authors fine-tune: kernels of 7, 5, 3, 3 and 3 px, then
three fully connected layers, with a quarter of the filters and an eighth of the units. The second
convolution of M has a step of 2, so that the last three see a plane of half the side (46 → 23 → 12
→ 6 → 3). Not as there: other steps of 1 and pools of 2, since a face here has 48 px and not 224;
batch norm, which came later, for the response normalisation that TF.js's WebAssembly lacks.

    VGG_S       2,321,455 parameters, 76 M multiply-adds
    VGG_M-2048  1,138,991 parameters, 28.6 M multiply-adds
    VGG_M-4096  1,272,879 parameters, 28.7 M multiply-adds

The authors' GoogLeNet is in levi_hassner_googlenet.py.
"""

from collections.abc import Sequence
from functools import partial
from typing import Final

import keras
from keras import layers

from training.models.blocks import conv_norm_relu, dense_norm_relu, logits
from training.models.mapped_patterns import Seen, pattern_input

KERNELS_PX: Final = (7, 5, 3, 3, 3)
POOLED_AFTER: Final = (1, 2, 5)


def build(
    name: str,
    second_step: int,
    dense_units: Sequence[int],
    radius_px: int = 1,
    mapping: Seen = "cyclic",
    filters: Sequence[int] = (24, 64, 128, 128, 128),
    dropout: float = 0.5,
) -> keras.Model:
    """Returns the network: image float32 [N, 48, 48, 1] in 0–255 → logits float32 [N, 7].

    Args:
        second_step: Of the second convolution; the others have 1.
        dense_units: Widths of the two fully connected layers.
        radius_px: Of the circle of neighbours: 1, 5 or 10.
        mapping: The distance between codes that the colours keep, or "none" for grey levels.
        filters: Of each of the five convolutions.
        dropout: Share of the units dropped while training.

    Raises:
        TypeError: for another radius or mapping.
    """
    image, x = pattern_input(radius_px, mapping)
    for number, (count, kernel_px) in enumerate(zip(filters, KERNELS_PX, strict=True), start=1):
        step = second_step if number == 2 else 1
        x = conv_norm_relu(x, count, kernel_px, f"stage{number}", step)
        if number in POOLED_AFTER:
            x = layers.MaxPooling2D(2, name=f"stage{number}_pool")(x)
    x = layers.Flatten(name="flatten")(x)
    for number, units in enumerate(dense_units, start=1):
        x = dense_norm_relu(x, units, f"dense{number}")
        x = layers.Dropout(dropout, name=f"dense{number}_dropout")(x)
    return keras.Model(image, logits(x), name=name)


build_s: Final = partial(build, "levi_hassner", 1, dense_units=(512, 512))
build_m2048: Final = partial(build, "levi_hassner_m2048", 2, dense_units=(512, 256))
build_m4096: Final = partial(build, "levi_hassner_m4096", 2, dense_units=(512, 512))
"""What else they take, their signatures tell sweep.py."""
