"""The taught fast network, trained on at a small rate on faces as they are.

    python training/train.py --recipe fast_taught --seed 1 --data FOLDER
    python training/train.py --recipe fast_fine_tuned --seed 1 --data FOLDER

The views of `fast`, without a camera's faults, and more of the labels than of the teachers.
"""

import dataclasses

from training.recipes import fast, fast_taught

RECIPE = fast_taught.RECIPE.replace(
    name="fast_fine_tuned",
    start_from="runs/fast_taught-seed1",
    learning_rate=0.02,
    epochs=12,
    augmentation=fast.RECIPE.augmentation,
    whole_face_epochs=3,
    distillation=dataclasses.replace(fast_taught.RECIPE.distillation, weight=0.3),
    seed=1,
)
