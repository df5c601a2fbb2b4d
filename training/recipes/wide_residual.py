"""A residual network with squeeze-and-excitation, to teach and to vote; a GPU's work.

    python training/train.py --recipe wide_residual --folds 5 --left-out-fold 0 --data FOLDER

1.6 M parameters, 152 M multiply-adds. As Pramerdorfer & Kampel (arXiv 1612.02903), on faces with
equalised histograms, and with erased rectangles as Khaireddin & Chen (arXiv 2105.03588): other
views than those of `wide_vgg`, so that the two err differently.
"""

import dataclasses

from training.recipes import residual, wide_vgg

RECIPE = residual.RECIPE.replace(
    name="wide_residual",
    model_options={
        "width": 24,
        "depths": (1, 2, 2, 2),
        "dropout": 0.15,
        "squeeze_reduction": 8,
    },
    epochs=wide_vgg.RECIPE.epochs,
    whole_face_epochs=0,
    equalise=True,
    augmentation=dataclasses.replace(
        wide_vgg.RECIPE.augmentation,
        erasing_probability=0.5,
        erasing_largest_share=0.2,
    ),
)
