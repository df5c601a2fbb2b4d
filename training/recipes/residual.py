"""A narrow residual network with squeeze-and-excitation.

    python training/train.py --recipe residual --data FOLDER

Trains as fast does. Pramerdorfer & Kampel (arXiv 1612.02903) report 72.4 % on PrivateTest from
scratch with 5.3 M parameters. Not trained yet.
"""

from training.config import Augmentation, Recipe

RECIPE = Recipe(
    name="residual",
    model="residual",
    model_options={"width": 16, "dropout": 0.1, "squeeze_reduction": 8},
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
