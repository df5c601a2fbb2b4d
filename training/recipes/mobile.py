"""MobileNetV2's blocks, to compare with plain convolutions of the same size.

    python training/train.py --recipe mobile --data FOLDER

Trains as fast does. A small MobileNet from scratch is reported to reach 59.5 % on FER2013 (gist by
iizukak). Not trained yet.
"""

from training.config import Augmentation, Recipe

RECIPE = Recipe(
    name="mobile",
    model="mobile",
    model_options={"width": 16, "dropout": 0.1},
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
