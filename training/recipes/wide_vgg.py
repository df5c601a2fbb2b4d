"""A VGG one and a half times as wide as `fast`, a teacher and voter, best trained on a GPU.

    python training/train.py --recipe wide_vgg --folds 5 --left-out-fold 0 --seed 0 --data FOLDER

2.0 M parameters, 225 M multiply-adds. With --folds it leaves out a part of the faces and answers
for them; `fast_taught` learns from these answers (training/learning/folds.py). It trains on whole
faces only, since a GPU trains an epoch in 0.4 s and takes 31 s to compile each size. Measured, five
folds: 0.668 to 0.672 on PublicTest.
"""

from training.config import Augmentation, Recipe

RECIPE = Recipe(
    name="wide_vgg",
    model="vgg",
    epochs=45,
    batch_size=128,
    learning_rate=0.1,
    model_options={
        "width": 12,
        "multipliers": (3, 8, 16, 22),
        "depths": (1, 2, 3, 2),
        "dropout": 0.15,
    },
    nesterov=True,
    schedule="cosine",
    weight_decay=0.0005,
    fer_plus_mix=0.2,
    augmentation=Augmentation(
        mirror_probability=0.5, rotation_degrees=15, zoom_fraction=0.1, shift_fraction=0.1
    ),
    precision="bfloat16",
    keep="last",
)
