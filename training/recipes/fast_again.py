"""The fast network trained on from where it ended, taught by its own answers to mirrored faces.

    python training/train.py --recipe fast --data FOLDER
    python training/train.py --recipe fast_again --data FOLDER

A warm restart (Loshchilov & Hutter, arXiv 1608.03983) at half the first rate and a born-again loss
(Furlanello et al., arXiv 1805.04770) together: a quarter of the epochs that a network from nothing
takes. The teacher's mean over a face and its mirror image is 1.2 points better than its answer to
the face alone. It did not pay: 0.681 on PublicTest where the teacher has 0.692 (training/LOG.md).
"""

from training.config import Distillation
from training.recipes import fast

START = "runs/fast-seed0"

RECIPE = fast.RECIPE.replace(
    name="fast_again",
    start_from=START,
    distillation=Distillation(teachers=(START,), weight=0.5, temperature=2, mirrored=True),
    learning_rate=0.05,
    epochs=26,
    whole_face_epochs=4,
    seed=1,
)
