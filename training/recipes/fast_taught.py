"""The fast network once more, taught by the first one: a born-again network.

    python training/train.py --recipe fast --data FOLDER
    python training/train.py --recipe fast_taught --seed 1 --data FOLDER

Furlanello et al. (arXiv 1805.04770): a network that learns from one of its own kind gets better
than it. The teacher answers for each face and its mirror image, which is worth 1.2 points.
"""

from training.config import Distillation
from training.recipes import fast

RECIPE = fast.RECIPE.replace(
    name="fast_taught",
    distillation=Distillation(
        teachers=("runs/fast-seed0",), weight=0.5, temperature=2, mirrored=True
    ),
)
