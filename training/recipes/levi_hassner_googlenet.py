"""Levi & Hassner's GoogLeNet on mapped binary patterns: nine inception modules.

    python training/train.py --recipe levi_hassner_googlenet --data FOLDER

ICMI 2015, without a figure on FER2013. Trains as levi_hassner does. Not trained yet.
"""

from training.config import Augmentation, Recipe

RECIPE = Recipe(
    name="levi_hassner_googlenet",
    model="levi_hassner_googlenet",
    epochs=70,
    batch_size=128,
    learning_rate=0.1,
    model_options={"radius_px": 1, "mapping": "cyclic", "dropout": 0.4},
    nesterov=True,
    schedule="cosine",
    weight_decay=0.0005,
    fer_plus_mix=0.2,
    augmentation=Augmentation(
        mirror_probability=0.5, rotation_degrees=10, zoom_fraction=0.1, shift_fraction=0.1
    ),
    precision="bfloat16",
    keep="last",
)
