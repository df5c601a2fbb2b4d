"""The recipe `faceres`, continued on aligned faces.

    python training/ridge.py --features faceres-aligned --data FOLDER
    python training/train.py --recipe faceres --data FOLDER
    python training/align.py --data FOLDER
    python training/train.py --recipe faceres_aligned --data FOLDER

A small network turns, moves and enlarges each face so that eyes, nose and mouth lie in fixed places
(training/models/aligner.py); it is not trained further. What surrounds a face is gone, so 96 px
show the rest as large as 128 px show it to `faceres`, in 0.6 of the multiply-adds.
"""

from training.config import Recipe
from training.recipes.faceres import RECIPE as WHOLE

RECIPE: Recipe = WHOLE.replace(
    name="faceres_aligned",
    model_options={"resized_px": 96, "blocks": 11, "dropout": 0.3, "aligns": True},
    start_from="runs/faceres-seed0",
    aligner="runs/aligner",
    frozen_layers=r"^(conv1|conv_(dw|pw)_[1-3])(_norm)?$",
    epochs=12,
    learning_rate=0.02,
)
