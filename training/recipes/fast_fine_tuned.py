"""The taught fast network, trained on at a small rate on faces as they are.

    python training/train.py --recipe fast_taught --data FOLDER
    python training/train.py --recipe fast_fine_tuned --data FOLDER
    python training/soup.py runs/fast_taught-seed0 runs/fast_fine_tuned-seed0 --shares 0.3 0.7 \\
        --logit-adjustment 0.1 --run-dir runs/fast_fine_soup-seed0

The views of `fast`, without a camera's faults, and more of the labels than of the teachers. What
ships is the average of both (training/soup.py): better than either on clean faces, and as good as
the first on a camera's. 20 minutes on two AVX2 cores; training/LOG.md has the figures.
"""

import dataclasses

from training.recipes import fast, fast_taught

RECIPE = fast_taught.RECIPE.replace(
    name="fast_fine_tuned",
    start_from="runs/fast_taught-seed0",
    learning_rate=0.02,
    epochs=12,
    augmentation=fast.RECIPE.augmentation,
    whole_face_epochs=3,
    distillation=dataclasses.replace(fast_taught.RECIPE.distillation, weight=0.3),
)
