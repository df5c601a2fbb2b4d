"""The fast network, taught by larger ones that have not seen the faces that they answer for.

    for fold in 0 1 2 3 4; do
      python training/train.py --recipe wide_vgg --folds 5 --left-out-fold $fold --seed $fold
      python training/train.py --recipe wide_residual --folds 5 --left-out-fold $fold --seed $fold
    done
    python training/train.py --recipe fast_taught

Cross-fitted distillation (Dao et al., arXiv 2104.09732): half of the loss is what networks of two
kinds say of a face and its mirror image that they were not trained on. A GPU's work: ten teachers
and five students took nine minutes of one (training/LOG.md).
"""

import dataclasses

from training.config import Distillation
from training.recipes import fast, fast_camera

FOLDS = 5

RECIPE = fast.RECIPE.replace(
    name="fast_taught",
    epochs=143,
    augmentation=dataclasses.replace(fast_camera.RECIPE.augmentation, window_px=0),
    whole_face_epochs=0,
    distillation=Distillation(
        teachers=tuple(
            f"runs/{kind}-seed{fold}"
            for kind in ("wide_vgg", "wide_residual")
            for fold in range(FOLDS)
        ),
        weight=0.5,
        temperature=1,
        mirrored=True,
    ),
)
