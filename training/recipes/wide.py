"""A network twice as large as `fast`, trained without teachers; a voter of `accurate`.

    python training/train.py --recipe wide --data FOLDER

1.98 M parameters, 221 M multiply-adds: blocks of 32, 96, 192 and 256 filters, multiples of 32
because AVX-512's bfloat16 is fast with these. Measured: 0.696 on PublicTest and 0.709 with the
mirror image, after 62 epochs of one cosine and 74 more of the second half of another; the first 62
alone had 0.691 and 0.695. Two AVX-512 cores take 95 s an epoch on windows, 130 s on whole faces
(training/LOG.md).
"""

from training.config import Augmentation, Recipe

RECIPE = Recipe(
    name="wide",
    model="vgg",
    epochs=136,
    batch_size=128,
    learning_rate=0.1,
    model_options={
        "width": 32,
        "multipliers": (1, 3, 6, 8),
        "depths": (1, 2, 3, 2),
        "dropout": 0.15,
    },
    nesterov=True,
    schedule="cosine",
    weight_decay=0.0005,
    fer_plus_mix=0.2,
    augmentation=Augmentation(
        mirror_probability=0.5,
        rotation_degrees=15,
        zoom_fraction=0.1,
        shift_fraction=0.1,
        window_px=40,
    ),
    whole_face_epochs=10,
    precision="bfloat16",
    keep="last",
)
