"""Levi & Hassner's VGG_M-2048 on mapped binary patterns: stride 2 in the second convolution.

    python training/train.py --recipe levi_hassner_m2048 --data FOLDER

ICMI 2015, without a figure on FER2013. Trains as levi_hassner does. Measured: 0.607 on PublicTest
after 28 epochs of about two minutes on one AVX-512 core, beside other programs (training/LOG.md).
"""

from training.config import Augmentation, Recipe

RECIPE = Recipe(
    name="levi_hassner_m2048",
    model="levi_hassner_m2048",
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
