"""A VGG of one and a half times the width of `fast`, to teach and to vote; a GPU's work.

    python training/train.py --recipe wide_vgg --folds 5 --left-out-fold 0 --seed 0 --data FOLDER

2.0 M parameters, 225 M multiply-adds. With --folds it leaves a part of the faces out and says what
it thinks of them, from which `fast_taught` learns (training/learning/folds.py).
"""

import dataclasses

from training.recipes import fast

RECIPE = fast.RECIPE.replace(
    name="wide_vgg",
    model_options={**fast.RECIPE.model_options, "width": 12, "dropout": 0.15},
    epochs=45,
    # One program instead of two: a GPU trains an epoch in a third of a second, and compiles in 30.
    augmentation=dataclasses.replace(fast.RECIPE.augmentation, window_px=0),
    whole_face_epochs=0,
)
