"""A network twice as large as `fast`, trained without teachers; a voter of `accurate`.

    python training/train.py --recipe wide --data FOLDER

1.98 M parameters, 221 M multiply-adds: blocks of 32, 96, 192 and 256 filters, multiples of 32
because AVX-512's bfloat16 is fast with these. Measured: 0.696 on PublicTest and 0.709 with the
mirror image, after 62 epochs of one cosine and 74 more of the second half of another; the first 62
alone had 0.691 and 0.695. Two AVX-512 cores take 95 s an epoch on windows, 130 s on whole faces
(training/LOG.md).
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
    epochs=136,
    whole_face_epochs=10,
)
