"""Levi & Hassner's VGG_M-4096 on mapped binary patterns: VGG_M-2048 with a wider last layer.

    python training/train.py --recipe levi_hassner_m4096 --data FOLDER

ICMI 2015, without a figure on FER2013. Trains as levi_hassner does. Not trained yet.
"""

from training.config import Augmentation, Recipe

RECIPE = Recipe(
    name="levi_hassner_m4096",
    model="levi_hassner_m4096",
    epochs=70,
    batch_size=128,
    learning_rate=0.1,
    model_options={"radius_px": 1, "mapping": "cyclic", "dropout": 0.5},
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
