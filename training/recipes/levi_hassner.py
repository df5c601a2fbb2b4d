"""Levi & Hassner's network on mapped binary patterns: an ensemble member with another input.

    python training/train.py --recipe levi_hassner --data FOLDER

ICMI 2015, without a figure on FER2013. Patterns of radius 1, cyclic; the authors' other variants
are the model_options mapping "regular" and "none", and radius_px 5 and 10. Their networks start
from face recognition (CASIA-WebFace); this one starts from random weights. Not trained yet.
"""

from training.config import Augmentation, Recipe

RECIPE = Recipe(
    name="levi_hassner",
    model="levi_hassner",
    model_options={"radius_px": 1, "mapping": "cyclic", "dropout": 0.5},
    epochs=70,
    batch_size=128,
    learning_rate=0.1,
    momentum=0.9,
    nesterov=True,
    schedule="cosine",
    weight_decay=5e-4,
    fer_plus_mix=0.2,
    augmentation=Augmentation(
        mirror_probability=0.5, rotation_degrees=10, zoom_fraction=0.1, shift_fraction=0.1
    ),
    precision="bfloat16",
    keep="last",
)
