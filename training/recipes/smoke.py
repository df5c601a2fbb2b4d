"""A tiny network and few epochs, to test the whole chain; its figures mean nothing.

    python training/train.py --synthetic    (--recipe smoke is its default)

Half a minute on two CPU cores, most of it start-up.
"""

from training.config import Augmentation, Recipe

RECIPE = Recipe(
    name="smoke",
    model="vgg",
    model_options={"width": 8, "multipliers": (1, 2, 4, 8), "depths": (1, 1, 1, 1), "dropout": 0.0},
    epochs=6,
    batch_size=32,
    learning_rate=0.1,
    nesterov=True,
    schedule="cosine",
    augmentation=Augmentation(
        mirror_probability=0.5,
        rotation_degrees=5,
        zoom_fraction=0.05,
        shift_fraction=0.05,
        window_px=40,
    ),
    whole_face_epochs=3,
)
