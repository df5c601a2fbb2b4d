"""A VGG below one megabyte, for every frame of a phone's camera; a voter of `accurate`.

    python training/train.py --recipe fast --data FOLDER

One convolution at 48×48, where a filter costs most, and three at 12×12, where it costs less:
905,000 parameters, 100 M multiply-adds. Four fifths of the epochs train on 40×40 windows.
Measured: 0.692 on PublicTest; two hours on two AVX-512 cores in bfloat16, three on two AVX2 cores
(training/LOG.md).
"""

from training.config import Augmentation, Recipe

RECIPE = Recipe(
    name="fast",
    model="vgg",
    model_options={
        "width": 8,
        "multipliers": (3, 8, 16, 22),
        "depths": (1, 2, 3, 2),
        "dropout": 0.1,
    },
    epochs=100,
    batch_size=128,
    learning_rate=0.1,
    momentum=0.9,
    nesterov=True,
    schedule="cosine",
    weight_decay=5e-4,
    fer_plus_mix=0.2,
    augmentation=Augmentation(
        mirror_probability=0.5,
        rotation_degrees=15,
        zoom_fraction=0.1,
        shift_fraction=0.1,
        window_px=40,
    ),
    whole_face_epochs=20,
    precision="bfloat16",
    keep="last",
)
