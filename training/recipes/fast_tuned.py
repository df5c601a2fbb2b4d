"""The fast network trained on at a small rate, for what a phone's camera does to a face.

    python converter/restore.py webapp/public/models/fast --to runs/fast-seed0 --data FOLDER
    python training/train.py --recipe fast_tuned --data FOLDER

Begins with the weights of `fast` and sees the views of `fast_camera` for a fifth of the epochs, at a
fifth of the rate: small enough to keep what a hundred epochs on clean faces learned, long enough for
what 36 from nothing were worth on spoilt ones (training/LOG.md has both, and what came of this).
"""

from training.recipes import fast, fast_camera

RECIPE = fast.RECIPE.replace(
    name="fast_tuned",
    start_from="runs/fast-seed0",
    learning_rate=0.02,
    epochs=20,
    whole_face_epochs=4,
    augmentation=fast_camera.RECIPE.augmentation,
    seed=2,
)
