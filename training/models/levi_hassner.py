"""A VGG_S for 48×48 faces that looks at mapped binary patterns instead of grey levels.

Levi & Hassner, ICMI 2015, who report no figure on FER2013: on EmotiW 2015's SFEW their ensemble of
such networks gains 15 points over the challenge's baseline. The network is Chatfield et al.'s
VGG_S (arXiv 1405.3531), which the authors fine-tune: kernels of 7, 5, 3, 3 and 3 px, then three
fully connected layers, with a quarter of the filters and an eighth of the units. Not as there:
steps of 1 and pools of 2, since a face here has 48 px and not 224; batch norm, which came later,
for the response normalisation that TF.js's WebAssembly lacks. 2,321,455 parameters, 76 M
multiply-adds.

The authors' other networks are in levi_hassner_m.py and levi_hassner_googlenet.py.
"""

from collections.abc import Sequence
from typing import Final

import keras
from keras import layers

from training.models.blocks import conv_norm_relu, dense_norm_relu, logits
from training.models.mapped_patterns import Seen, pattern_input

KERNELS_PX: Final = (7, 5, 3, 3, 3)
POOLED_AFTER: Final = (1, 2, 5)


def build(
    radius_px: int = 1,
    mapping: Seen = "cyclic",
    filters: Sequence[int] = (24, 64, 128, 128, 128),
    dense_units: int = 512,
    dropout: float = 0.5,
) -> keras.Model:
    """Returns the network: image float32 [N, 48, 48, 1] in 0–255 → logits float32 [N, 7].

    Args:
        radius_px: Of the circle of neighbours: 1, 5 or 10.
        mapping: The distance between codes that the colours keep, or "none" for grey levels.
        filters: Of each of the five convolutions.
        dense_units: Width of the two fully connected layers.
        dropout: Share of their units dropped while training.

    Raises:
        TypeError: for another radius or mapping.
    """
    image, x = pattern_input(radius_px, mapping)
    for number, (count, kernel_px) in enumerate(zip(filters, KERNELS_PX, strict=True), start=1):
        x = conv_norm_relu(x, count, kernel_px, f"stage{number}")
        if number in POOLED_AFTER:
            x = layers.MaxPooling2D(2, name=f"stage{number}_pool")(x)
    x = layers.Flatten(name="flatten")(x)
    for name in ("dense1", "dense2"):
        x = dense_norm_relu(x, dense_units, name)
        x = layers.Dropout(dropout, name=f"{name}_dropout")(x)
    return keras.Model(image, logits(x), name="levi_hassner")
