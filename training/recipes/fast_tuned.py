"""The fast network trained on at a small rate, for what a phone's camera does to a face.

    python training/train.py --recipe fast --data FOLDER
    python training/train.py --recipe fast_tuned --data FOLDER

Begins with the weights of `fast`, in runs/fast-seed0, and sees the views of `fast_camera` for a
fifth of the epochs, at a fifth of the rate. 0.689 on PublicTest, where `fast` has 0.692, and up to
8 points more on faces with noise, blur or JPEG. The average of both (training/soup.py), better than
either on clean faces, shipped until 2026-11-26; training/LOG.md has the figures.
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
