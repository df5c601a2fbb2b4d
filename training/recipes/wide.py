"""Twice the network of `fast`, trained on all faces from nothing; a voter of the ensemble.

    python training/train.py --recipe wide --data FOLDER

1.98 M parameters, 221 M multiply-adds: blocks of 32, 96, 192 and 256 filters, multiples of 32 for
the sake of AVX-512's bfloat16. Seen: 0.691 on PublicTest, where `fast` after 100 epochs has 0.692;
two cores with AVX-512 take 92 s an epoch on windows, 130 s on whole faces (training/LOG.md).
"""

from training.recipes import fast

RECIPE = fast.RECIPE.replace(
    name="wide",
    model_options={
        "width": 32,
        "multipliers": (1, 3, 6, 8),
        "depths": (1, 2, 3, 2),
        "dropout": 0.15,
    },
    epochs=62,
    whole_face_epochs=10,
)
