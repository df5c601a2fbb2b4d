"""Levi & Hassner's GoogLeNet for 48×48 faces, on mapped binary patterns.

ICMI 2015, no figure on FER2013. The network is Szegedy et al.'s (arXiv 1409.4842, table 1): three
convolutions, nine inception modules, a mean over the plane, one fully connected layer. Scaled as
VGG_S is in levi_hassner.py: a quarter of the filters and batch norm after each convolution. The
first convolution has a step of 1 and the second pool is left out, so that the modules see planes of
23, 12 and 6 px where the paper has 28, 14 and 7. The two auxiliary outputs, which the paper drops
after training, are left out: batch norm does their work (arXiv 1502.03167 trains without them).
384,503 parameters, 71 M multiply-adds.
"""

from collections.abc import Sequence
from typing import Final

import keras
from keras import layers

from training.models.blocks import conv_norm_relu, logits
from training.models.mapped_patterns import Seen, pattern_input

MODULES: Final = {
    "3a": (64, 96, 128, 16, 32, 32),
    "3b": (128, 128, 192, 32, 96, 64),
    "4a": (192, 96, 208, 16, 48, 64),
    "4b": (160, 112, 224, 24, 64, 64),
    "4c": (128, 128, 256, 24, 64, 64),
    "4d": (112, 144, 288, 32, 64, 64),
    "4e": (256, 160, 320, 32, 128, 128),
    "5a": (256, 160, 320, 32, 128, 128),
    "5b": (384, 192, 384, 48, 128, 128),
}
"""The paper's filters of each module: 1×1; before 3×3, 3×3; before 5×5, 5×5; after the pool."""

POOLED_BEFORE: Final = ("3a", "4a", "5a")
FULL_WIDTH: Final = 64
"""The paper's filters of the first convolution, of which `width` says how many there are here."""


def build(
    radius_px: int = 1,
    mapping: Seen = "cyclic",
    width: int = 16,
    modules: Sequence[str] = tuple(MODULES),
    dropout: float = 0.4,
) -> keras.Model:
    """Returns the network: image float32 [N, 48, 48, 1] in 0–255 → logits float32 [N, 7].

    Args:
        radius_px: Of the circle of neighbours: 1, 5 or 10.
        mapping: The distance between codes that the colours keep, or "none" for grey levels.
        width: Filters of the first convolution; the others in the paper's proportion to it.
        modules: Names of the inception modules, in order, of those in MODULES.
        dropout: Share of the pooled features dropped while training.

    Raises:
        TypeError: for another radius, mapping or module.
    """
    unknown = [name for name in modules if name not in MODULES]
    if unknown:
        raise TypeError(f"expected modules of {', '.join(MODULES)}, got {', '.join(unknown)}")
    image, x = pattern_input(radius_px, mapping)

    def scaled(filters: int) -> int:
        return max(1, filters * width // FULL_WIDTH)

    x = conv_norm_relu(x, width, 7, "stem1")
    x = conv_norm_relu(x, width, 1, "stem2")
    x = conv_norm_relu(x, scaled(192), 3, "stem3")
    for name in modules:
        if name in POOLED_BEFORE:
            x = layers.MaxPooling2D(3, 2, padding="same", name=f"inception{name}_step")(x)
        x = _inception(x, tuple(map(scaled, MODULES[name])), f"inception{name}")
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    x = layers.Dropout(dropout, name="dropout")(x)
    return keras.Model(image, logits(x), name="levi_hassner_googlenet")


def _inception(x: keras.KerasTensor, filters: tuple[int, ...], name: str) -> keras.KerasTensor:
    """1×1, 3×3, 5×5 and pooled, side by side; `filters` in the order of MODULES."""
    direct, before3, after3, before5, after5, pooled = filters
    towers = [
        conv_norm_relu(x, direct, 1, f"{name}_1x1"),
        conv_norm_relu(conv_norm_relu(x, before3, 1, f"{name}_3x3_in"), after3, 3, f"{name}_3x3"),
        conv_norm_relu(conv_norm_relu(x, before5, 1, f"{name}_5x5_in"), after5, 5, f"{name}_5x5"),
    ]
    maxima = layers.MaxPooling2D(3, 1, padding="same", name=f"{name}_pool")(x)
    towers.append(conv_norm_relu(maxima, pooled, 1, f"{name}_pool_1x1"))
    return layers.Concatenate(name=name)(towers)
