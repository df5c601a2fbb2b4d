"""Levi & Hassner's network on mapped binary patterns: an ensemble member that sees differently.

    python training/train.py --recipe levi_hassner --data FOLDER

ICMI 2015, which has no figure on FER2013. Patterns of radius 1, cyclic; the authors' others are
model_options mapping "regular" and "none" and radius_px 5 and 10. They start from networks trained
to know faces (CASIA-WebFace); this one starts from nothing. Not trained yet.
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
