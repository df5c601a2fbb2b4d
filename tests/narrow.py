"""Networks that take seconds at their default size, as ones that take less."""

from typing import Final

import keras

from training import models

TRANSFER: Final = {"width": 4, "dense_units": (64, 32), "resized_px": 32}

NARROW: Final[dict[str, dict[str, object]]] = {
    "baseline": {"filters": 16, "dense_units": 128},
    "deep_emotion": {"batch_norm": True, "pace": 0.01},
    "dlib_resnet": {"resized_px": 64, "stages": 2},
    "faceres": {"resized_px": 64, "blocks": 4, "aligns": True},
    "levi_hassner": {"filters": (8, 16, 16, 16, 16), "dense_units": (128, 128)},
    "levi_hassner_googlenet": {"width": 8, "modules": ("3a", "4a")},
    "levi_hassner_m2048": {"filters": (8, 16, 16, 16, 16), "dense_units": (128, 64)},
    "levi_hassner_m4096": {"filters": (8, 16, 16, 16, 16), "dense_units": (128, 128)},
    "residual": {
        "width": 8,
        "multipliers": (1, 2, 4, 8),
        "depths": (1, 1, 1, 1),
        "squeeze_reduction": 8,
    },
    "resnet50": {**TRANSFER, "depths": (2, 1)},
    "senet50": {**TRANSFER, "depths": (2, 1)},
    "vgg": {"width": 8},
    "vgg16": {**TRANSFER, "width": 8, "dense_units": (256, 64), "resized_px": 64},
}
"""Options by name, with which each kind of layer is still there; the others are small as they
are."""


def narrow(name: str) -> keras.Model:
    """Returns the network of that name, narrow, from the same numbers every time."""
    keras.utils.set_random_seed(0)
    return models.build(name, NARROW.get(name, {}))
